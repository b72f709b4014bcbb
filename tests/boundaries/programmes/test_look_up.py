"""What every programme says to a place: verdicts, candidates, points, states."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.model import Reason, VerdictKind
from boundaries.programmes.areas import outline_of, settlements_of
from boundaries.programmes.catalogue import load_catalogue, load_programme
from boundaries.programmes.dates import ProgrammeState, fits, read_when
from boundaries.programmes.look_up import (
    BORDER_UNCERTAINTY_M,
    Caution,
    bundled_look_up,
    look_up,
    look_up_point,
    programme_state,
)
from boundaries.towns.settlements import load_settlements
from geo.crs import EOV, WGS84, reproject
from geo.errors import CoordinateError
from geo.primitives import LonLat

if TYPE_CHECKING:
    from boundaries.programmes.look_up import ProgrammeAnswer

DAY = dt.date(2026, 1, 1)
PLACES = load_settlements()
KALOCSA, AROP, TOP, HALAS, KUNSZENT = (programme.slug for programme in load_catalogue())


def asked(query: str, day: dt.date = DAY) -> dict[str, ProgrammeAnswer]:
    return {found.programme: found for found in look_up(query, day)}


def at(east: float, north: float) -> dict[str, ProgrammeAnswer]:
    place = reproject(shapely.Point(east, north), EOV, WGS84)
    found = look_up_point(LonLat(place.x, place.y), DAY)
    return {one.programme: one for one in found}


def test_reasons_of_the_kinds_of_area() -> None:
    kalocsa = asked("Kalocsa, Búzapiac tér 7")
    assert kalocsa[KALOCSA].answer.reason is Reason.NOT_DELINEATED
    assert Caution.NOT_DELINEATED in kalocsa[KALOCSA].cautions
    assert kalocsa[TOP].answer.reason is Reason.SETTLEMENT_OUTSIDE
    other = asked("Lajosmizse, Próba út 1")
    assert other[AROP].answer.reason is Reason.MEMBERS_NOT_PUBLISHED
    assert asked("Kecskemét, Próba út 1")[AROP].answer.reason is Reason.SETTLEMENT_INSIDE
    assert asked("Budapest, Próba út 1")[HALAS].answer.reason is Reason.SETTLEMENT_UNKNOWN


def test_all_fifteen_other_settlements_of_the_district_are_undecidable() -> None:
    verdicts = {
        one.name: asked(f"{one.name}, Próba utca 1")[AROP].answer.verdict
        for one in PLACES.of_district("038")
    }
    assert verdicts.pop("Kecskemét") is VerdictKind.INSIDE
    assert len(verdicts) == 15
    assert set(verdicts.values()) == {VerdictKind.UNDECIDABLE}


def test_every_known_settlement_gets_its_verdict_from_every_programme() -> None:
    inside = {
        HALAS: {"Kiskunhalas", "Tompa", "Kisszállás", "Pirtó", "Harkakötöny"},
        KUNSZENT: {one.name for one in PLACES.of_district("043")},
    }
    for one in PLACES.all:
        found = asked(f"{one.name}, Próba utca 1")
        for slug, members in inside.items():
            expected = VerdictKind.INSIDE if one.name in members else VerdictKind.OUTSIDE
            assert found[slug].answer.verdict is expected
        if one.name != "Kecskemét":
            assert found[TOP].answer.verdict is VerdictKind.OUTSIDE


def test_without_a_settlement_the_ones_that_may_be_meant_are_offered() -> None:
    found = asked("Tompa Mihály utca 9")
    offered = found[KALOCSA].answer.candidates
    assert [one.address for one in offered] == [
        "Tompa, Tompa Mihály utca 9",
        "Kalocsa, Tompa Mihály utca 9",
        "Kecskemét, Tompa Mihály utca 9",
    ]
    assert [one.verdict for one in offered] == ["outside", "undecidable", "outside"]
    assert found[TOP].answer.verdict is VerdictKind.OUTSIDE  # its own street list has the street


@pytest.mark.parametrize(
    ("query", "verdicts"),
    [
        ("Kecskemét 9413 hrsz", "oiuoo"),
        ("Kecskemét, 9413 hrsz.", "oiuoo"),
        ("Kalocsa 9413 hrsz", "uoooo"),
        ("6400 Kiskunhalas Próba utca 5", "oooio"),
        ("6000 Kiskunhalas Próba utca 5", "uuuuu"),
        ("Tompa Kossuth u. 1 és Kalocsa Dózsa u. 2", "uuuuu"),
    ],
)
def test_parcels_postcodes_and_second_addresses(query: str, verdicts: str) -> None:
    found = look_up(query, DAY)
    assert "".join(one.answer.verdict[0] for one in found) == verdicts


def test_the_answer_says_how_the_address_was_understood() -> None:
    answer = asked("pirtó, dózsa gy. u. 18")[HALAS].answer
    assert answer.matched == "Pirtó, Dózsa György utca 18"
    assert answer.method == "settlement"
    assert answer.details["street"] == "listed"
    assert asked("Pirtó, Próba utca 1")[HALAS].answer.details["street"] == "not_listed"
    assert asked("Tass, Próba utca 1")[KUNSZENT].answer.details["street"] == "no_register"


def test_both_variants_of_a_compiled_area_answer() -> None:
    found = asked("Kecskemét, Halasi út 3")[TOP]
    assert [one.variant for one in found.variants] == ["programme", "ksh"]
    assert found.answer == found.variants[0]


def test_a_town_that_was_assumed_goes_for_every_programme() -> None:
    found = {
        one.programme: one.answer
        for one in bundled_look_up().look_up("Tompa Mihály utca 9", DAY, assumed_town="Kecskemét")
    }
    assert {one.assumed_town for one in found.values()} == {"Kecskemét"}
    assert found[AROP].reason is Reason.SETTLEMENT_INSIDE
    assert found[KALOCSA].reason is Reason.SETTLEMENT_OUTSIDE
    assert found[TOP].matched == "Kecskemét, Tompa Mihály utca 9"


def test_a_town_that_was_assumed_is_another_one_for_the_area_of_a_town() -> None:
    found = bundled_look_up().look_up("Halasi út 3", DAY, assumed_town="Kiskunhalas")
    answer = next(one.answer for one in found if one.programme == TOP)
    assert (answer.verdict, answer.assumed_town) == (VerdictKind.OUTSIDE, None)
    assert answer.reason is Reason.SETTLEMENT_OUTSIDE


def test_a_town_that_is_named_is_never_assumed() -> None:
    for one in bundled_look_up().look_up(
        "Pirtó, Dózsa György utca 18", DAY, assumed_town="Kecskemét"
    ):
        assert one.answer.assumed_town is None
        assert one.settlement is not None


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_has_an_answer_from_everyone(query: str) -> None:
    assert len(look_up(query, DAY)) == 5


@pytest.mark.parametrize("slug", [KALOCSA, AROP, HALAS, KUNSZENT])
def test_points_agree_with_the_ground(slug: str) -> None:
    area = settlements_of(load_programme(slug), PLACES)
    assert area is not None
    outline = outline_of(area, PLACES)
    for one in PLACES.all:
        inner = shapely.point_on_surface(PLACES.ground(one.code))
        if outline.extent.boundary.distance(inner) <= BORDER_UNCERTAINTY_M:
            continue
        answer = at(inner.x, inner.y)[slug].answer
        if one.code in area.inside:
            assert answer.verdict is VerdictKind.INSIDE
        elif one.code in area.open:
            assert answer.verdict is VerdictKind.UNDECIDABLE
        else:
            assert answer.verdict is VerdictKind.OUTSIDE


def test_a_point_near_the_border_is_undecidable_but_not_at_an_inner_border() -> None:
    area = settlements_of(load_programme(HALAS), PLACES)
    assert area is not None
    border = outline_of(area, PLACES).extent.boundary
    near = border.interpolate(0.37, normalized=True)
    found = at(near.x, near.y)[HALAS].answer
    assert (found.verdict, found.reason) == (VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE)
    pirto, halas = PLACES.ground("15398"), PLACES.ground("32434")
    shared = pirto.boundary.intersection(halas.boundary)
    inner = shapely.line_merge(shared)
    middle = max(shapely.get_parts(inner), key=lambda part: part.length)
    place = middle.interpolate(0.5, normalized=True)
    assert border.distance(place) > BORDER_UNCERTAINTY_M
    assert at(place.x, place.y)[HALAS].answer.verdict is VerdictKind.INSIDE


def test_a_point_outside_every_known_settlement_is_outside() -> None:
    found = look_up_point(LonLat(19.04, 47.49), DAY)
    assert {one.answer.verdict for one in found} == {VerdictKind.OUTSIDE}
    assert {one.settlement for one in found} == {None}


def test_impossible_points_are_refused() -> None:
    with pytest.raises(CoordinateError, match="swapped"):
        look_up_point(LonLat(46.9, 19.69), DAY)


@pytest.mark.parametrize(
    ("slug", "day", "state"),
    [
        (HALAS, "2017-12-26", ProgrammeState.PLANNED),
        (HALAS, "2017-12-27", ProgrammeState.RUNNING),
        (HALAS, "2021-12-26", ProgrammeState.RUNNING),
        (HALAS, "2021-12-27", ProgrammeState.ENDED),
        (TOP, "2019-03-31", ProgrammeState.NOT_ENDED),
        (TOP, "2019-05-01", ProgrammeState.RUNNING),
        (TOP, "2023-11-30", ProgrammeState.RUNNING),
        (TOP, "2023-12-01", ProgrammeState.ENDED),
        (KALOCSA, "2020-01-01", ProgrammeState.NOT_ENDED),
        (KALOCSA, "2023-06-01", ProgrammeState.ENDED),
        (AROP, "2015-09-01", ProgrammeState.RUNNING),
        (KUNSZENT, "2015-10-31", ProgrammeState.ENDED),
    ],
)
def test_states(slug: str, day: str, state: ProgrammeState) -> None:
    assert programme_state(load_programme(slug), dt.date.fromisoformat(day)) is state


def test_every_programme_has_ended_and_inside_is_not_eligible() -> None:
    for found in look_up("Pirtó", DAY):
        assert found.state is ProgrammeState.ENDED
        assert {Caution.INSIDE_IS_NOT_ELIGIBLE, Caution.ENDED} <= set(found.cautions)
    planned = asked("Pirtó")[KALOCSA].cautions
    assert Caution.END_WAS_PLANNED in planned
    assert Caution.END_WAS_PLANNED not in asked("Pirtó")[KUNSZENT].cautions


def test_a_programme_without_an_end_has_no_state_to_tell() -> None:
    programme = load_programme(KALOCSA)
    period = programme.period.model_copy(update={"end": None})
    bare = programme.model_copy(update={"period": period})
    assert programme_state(bare, DAY) is None


@pytest.mark.parametrize("written", ["2015-13", "2015-02-30", "15", "2015-H3", "2015-1-1", ""])
def test_partial_dates_that_are_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"date|day|month"):
        read_when(written)


@pytest.mark.parametrize(
    ("written", "words", "expected"),
    [
        ("2015-10-30", "2015 október 30-án", True),
        ("2015-10-03", "2015 október 30-án", False),
        ("2015-10-01", "2015.10.01. 13:00-15:00", True),
        ("2015-10-01", "2015.10.10.", False),
        ("2023-05-31", "2023. 05. 31.", True),
        ("2023-H2", "2023. I. félévében", False),
        ("2019-04", "2019. áprilisától", True),
    ],
)
def test_dates_against_words(written: str, words: str, *, expected: bool) -> None:
    assert fits(written, words) is expected


def test_answers_can_be_compared() -> None:
    first, again = look_up("Pirtó", DAY), look_up("Pirtó", DAY)
    assert first == again
    assert dataclasses.replace(first[0], day=DAY + dt.timedelta(1)) != first[0]
