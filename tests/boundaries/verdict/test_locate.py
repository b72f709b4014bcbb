"""Known places of doors weighed against the street list."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from boundaries.doors.positions import PlaceIndex
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Answer, LineRule, Reason, Source, VerdictKind, details_document
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
)
from boundaries.verdict.check import check_address
from boundaries.verdict.overrides import Override, Overrides
from tests.boundaries.town import SOUTH, WEST, box, edition, leg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import Edition

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
POINT, BUILDING = PlaceKind.ADDRESS_POINT, PlaceKind.BUILDING
NORTH_LEG = 1


def row(
    verdict: VerdictKind,
    reason: Reason,
    *,
    name: str = "Próba",
    basis: str = "",
    number: int | None = None,
) -> StreetRow:
    numbers = NumberRange(Parity.WHOLE)
    return StreetRow(name, "utca", numbers, "001", 40, 80, verdict, reason, number, basis)


INSIDE = row(IN, Reason.DISTRICT_INSIDE, basis="district")
OUTSIDE = row(OUT, Reason.DISTRICT_OUTSIDE, basis="district")
CUT = row(OPEN, Reason.DISTRICT_CUT)


def door(written: int, east: float, north: float, *, metres: float = 3.0) -> DoorPoint:
    """A known door, metres from the area's south-west corner."""
    place = WEST + east, SOUTH + north
    return DoorPoint("Próba utca", HouseNumber(written), *place, POINT, metres, f"node/{written}")


def ask(
    listed: StreetRow,
    points: Sequence[DoorPoint],
    query: str = "Próba utca 3",
    area: Edition | None = None,
    **more: object,
) -> Answer:
    area = area or edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets([listed]))
    return check_address(query, area, streets, places=PlaceIndex(points), **more)  # type: ignore[arg-type]


def evidence(answer: Answer) -> list[tuple[str, str]]:
    found = answer.details["evidence"]
    assert isinstance(found, list)
    return [(str(source["method"]), str(source["verdict"])) for source in found]


def test_place_and_list_that_agree_are_both_shown() -> None:
    answer = ask(INSIDE, [door(3, 500, 400)])
    assert (answer.verdict, answer.reason, answer.method) == (
        IN,
        Reason.POINT_INSIDE,
        "address_point",
    )
    assert (answer.distance_m, answer.uncertainty_m) == (400.0, 8.0)
    assert (answer.leg, answer.district) == ("Déli utca", "001")
    assert answer.details["flip_distance_m"] == 392.0
    assert evidence(answer) == [("address_point", "inside"), ("register_range", "inside")]


def test_the_place_decides_where_the_district_is_cut() -> None:
    assert ask(CUT, []).verdict is OPEN
    assert ask(CUT, [door(3, 500, 400)]).verdict is IN
    answer = ask(CUT, [door(3, 500, -400)])
    assert (answer.verdict, answer.reason) == (OUT, Reason.POINT_OUTSIDE)


def test_a_place_nearer_than_line_and_place_are_known_decides_nothing() -> None:
    area = edition(uncertain={NORTH_LEG: 15.0})
    for north, verdict in ((1012, OPEN), (1017, OPEN), (1019, OUT), (988, OPEN), (981, IN)):
        answer = ask(CUT, [door(3, 500, north)], area=area)
        assert answer.verdict is verdict, north
        assert answer.uncertainty_m == 18.0
    close = ask(CUT, [door(3, 500, 1012)], area=area)
    assert (close.reason, close.leg, close.distance_m) == (
        Reason.UNCERTAIN_LINE,
        "Északi utca",
        12.0,
    )
    assert close.method is None
    assert close.details["flip_distance_m"] == 0.0


def test_the_uncertainty_of_a_place_counts_like_that_of_the_line() -> None:
    near = [door(1, 470, 980), door(5, 530, 980)]
    place = ask(CUT, near)  # interpolated: 20 m from the line, but somewhere within 45 m
    assert (place.verdict, place.reason) == (OPEN, Reason.UNCERTAIN_LINE)
    far = [door(1, 470, 900), door(5, 530, 900)]
    answer = ask(CUT, far)
    assert (answer.verdict, answer.method) == (IN, "interpolation")
    assert answer.details["evidence"][0]["sources"] == [
        Source("node/1", "1"),
        Source("node/5", "5"),
    ]
    written = json.loads(json.dumps(details_document(answer.details)))
    assert written["evidence"][0]["sources"] == ["node/1 (1)", "node/5 (5)"]
    assert written["range"] == "whole"


def test_the_street_list_decides_what_the_place_leaves_open() -> None:
    answer = ask(OUTSIDE, [door(3, 500, 1004)])
    assert (answer.verdict, answer.reason, answer.method) == (
        OUT,
        Reason.DISTRICT_OUTSIDE,
        "register_range",
    )
    assert (answer.distance_m, answer.uncertainty_m) == (4.0, 8.0)
    assert "flip_distance_m" not in answer.details
    assert evidence(answer) == [("address_point", "undecidable"), ("register_range", "outside")]


@pytest.mark.parametrize(("listed", "north"), [(INSIDE, 1100), (OUTSIDE, 900)])
def test_sources_that_contradict_decide_nothing_and_are_both_shown(
    listed: StreetRow, north: float
) -> None:
    answer = ask(listed, [door(3, 500, north)])
    assert (answer.verdict, answer.reason, answer.method) == (OPEN, Reason.SOURCES_DISAGREE, None)
    assert answer.distance_m == 100.0
    shown = {verdict for _, verdict in evidence(answer)}
    assert shown == {"inside", "outside"}


def ruled(verdict: VerdictKind) -> StreetRow:
    return row(verdict, Reason.BOUNDARY_STREET_SIDE, basis="rule", number=NORTH_LEG)


def with_rule() -> Edition:
    legs = [leg(number) for number in range(1, 5)]
    legs[0] = dataclasses.replace(legs[0], rule=LineRule.BOTH_SIDES)
    return edition(legs=legs)


def test_the_sentences_own_rule_goes_before_the_place_of_a_door_along_the_leg() -> None:
    answer = ask(ruled(IN), [door(3, 500, 1030)], area=with_rule())
    assert (answer.verdict, answer.method, answer.rule) == (
        IN,
        "boundary_rule",
        LineRule.BOTH_SIDES,
    )
    assert evidence(answer) == [("address_point", "outside"), ("boundary_rule", "inside")]


@pytest.mark.parametrize(
    ("north", "verdict"),
    [(1030, OPEN), (970, IN), (1200, OUT)],
    ids=["across the line", "inside", "far from the leg"],
)
def test_a_place_does_not_decide_against_the_rule_of_its_own_street(
    north: float, verdict: VerdictKind
) -> None:
    area = with_rule()
    legs = (dataclasses.replace(area.legs[0], name="Próba utca"), *area.legs[1:])
    area = dataclasses.replace(area, legs=legs, hash="1" * 64)
    answer = ask(row(OPEN, Reason.DISTRICT_CUT), [door(3, 500, north)], area=area)
    assert answer.verdict is verdict


def test_a_door_far_from_the_leg_is_not_what_its_rule_speaks_of() -> None:
    answer = ask(ruled(IN), [door(3, 500, 1200)], area=with_rule())
    assert answer.reason is Reason.SOURCES_DISAGREE


def test_the_rule_of_another_leg_is_not_told_of_the_nearest_one() -> None:
    answer = ask(ruled(IN), [door(3, 1020, 980)], area=with_rule())
    assert (answer.leg, answer.rule) == ("Keleti utca", LineRule.CENTRE_LINE)
    assert answer.verdict is IN
    assert answer.details["evidence"][1]["rule"] == "both_sides"


def test_a_door_of_a_leg_without_line_stays_open_wherever_it_is() -> None:
    listed = row(OPEN, Reason.LEG_WITHOUT_LINE, number=2)
    answer = ask(listed, [door(3, 500, 400)])
    assert (answer.verdict, answer.reason) == (OPEN, Reason.LEG_WITHOUT_LINE)
    assert evidence(answer)[0] == ("address_point", "inside")


def test_outside_the_zone_the_place_decides_and_inside_it_does_not() -> None:
    area = edition(zone=box(-60, 400, 0, 600))
    listed = row(OPEN, Reason.UNCERTAIN_ZONE)
    assert ask(listed, [door(3, 200, 500)], area=area).verdict is IN
    assert ask(listed, [door(3, -30, 500)], area=area).reason is Reason.UNCERTAIN_ZONE


def test_only_a_mapped_door_shows_that_an_unlisted_number_exists() -> None:
    few = dataclasses.replace(
        INSIDE, numbers=NumberRange(Parity.CONTINUOUS, HouseNumber(1), HouseNumber(9))
    )
    mapped = ask(few, [door(21, 500, 400)], "Próba utca 21")
    assert (mapped.verdict, mapped.method) == (IN, "address_point")
    between = ask(few, [door(19, 480, 400), door(23, 520, 400)], "Próba utca 21")
    assert (between.verdict, between.reason, between.method) == (OPEN, Reason.NO_RULE, None)
    assert "nearest" in between.details
    unclear = ask(few, [door(21, 500, 2)], "Próba utca 21")
    assert (unclear.verdict, unclear.reason) == (OPEN, Reason.NO_RULE)


def test_a_place_on_a_certain_line_is_on_the_boundary() -> None:
    answer = ask(CUT, [door(3, 500, 1000.5, metres=0.4)])
    assert (answer.verdict, answer.reason) == (VerdictKind.BOUNDARY, Reason.ON_LINE)


@pytest.mark.parametrize(
    "query", ["Próba utca 3", "Próba utca", "Nincs utca 3", "Budapest, X u. 1"]
)
def test_without_a_place_the_answer_is_that_of_the_list(query: str) -> None:
    bare = ask(INSIDE, [], query)
    assert bare == ask(INSIDE, [door(77, 0, 0)], query)
    assert bare.distance_m is None
    assert "evidence" not in bare.details


def test_an_override_goes_before_place_and_list() -> None:
    day = dt.date(2026, 3, 1)
    own = Override(
        street="Próba utca",
        numbers=NumberRange(Parity.WHOLE),
        verdict=IN,
        reason="próba",
        source="próba",
        by=("A", "B"),
        start=day,
        expires=day,
    )
    answer = ask(OUTSIDE, [door(3, 500, 900)], overrides=Overrides("negyzet", (own,)), on=day)
    assert (answer.verdict, answer.reason) == (IN, Reason.OVERRIDE)
    assert answer.details["without_override"]["reason"] == "sources_disagree"
    assert len(evidence(answer)) == 2
