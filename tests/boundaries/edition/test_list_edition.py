"""An area that a published list defines: as sure as the list itself, through the one engine."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.doors.places import DoorEvidence
from boundaries.edition.edition import EDITIONS, accept, load_edition
from boundaries.edition.list_edition import ListArea, freeze_list, write_annex
from boundaries.errors import RegisterError
from boundaries.facts.area_files import area_files, look_again
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.lists.area_ranges import area_ranges
from boundaries.lists.reading import read_list
from boundaries.lists.resolving import resolve
from boundaries.lists.street_rows import street_rows
from boundaries.model import Grade, Reason, VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.model import PointBook, Source, SourceKind, TownRegister
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare
from boundaries.streets.list_ranges import ListedRange
from boundaries.streets.lists import ListedArea
from boundaries.streets.street_list import StreetList, geometry_hash, group_streets
from boundaries.verdict.check import check_address, check_point
from geo.primitives import EovPoint
from tests.boundaries.compiler.test_compile_readings import town as made_of
from tests.boundaries.town import SOUTH, WEST

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Edition

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
STREETS = (("Fő", "utca"), ("Kert", "köz"), ("Béke", "tér"))
NUMBERS = (*(HouseNumber(n) for n in range(1, 21)), HouseNumber(9, "A"), HouseNumber(9, "B"))


def town(*, with_rules: bool = True, with_points: bool = True) -> TownRegister:
    doors = tuple(
        Door(number, str(number), "001" if number.number < 10 else "002") for number in NUMBERS
    )
    rules = tuple(
        RangeRule(name, kind, NumberRange(Parity.CONTINUOUS, start, end), district)
        for name, kind in STREETS
        for start, end, district in (
            (HouseNumber(1), HouseNumber(9, "B"), "001"),
            (HouseNumber(10), None, "002"),
        )
    )
    points = [
        DoorPoint(
            f"{name} {kind}",
            number,
            WEST + 30 * number.number,
            SOUTH + 200 * at,
            PlaceKind.ADDRESS_POINT,
            5.0,
            "próba",
        )
        for at, (name, kind) in enumerate(STREETS)
        for number in NUMBERS
    ]
    register = Register(
        "2024-06-09",
        tuple(Thoroughfare(name, kind, doors) for name, kind in STREETS),
        rules if with_rules else (),
        (),
        (("9001", "Négyzetfalva"),),
    )
    source = Source(SourceKind.TABLE, "doors.csv", "2024-06-09", "szabad", "0" * 64)
    book = PointBook(points if with_points else ())
    return TownRegister("Négyzetfalva", register, book, (source,), (), {})


def said(text: str) -> ListArea:
    return ListArea(
        "iskola",
        {"hu": "Az iskola körzete", "en": "The school's district"},
        text,
        "Négyzetfalva",
        {"title": "Jegyzék", "publisher": "Négyzetfalva", "document": "1/2024."},
    )


def frozen(text: str, of: TownRegister | None = None) -> tuple[Edition, StreetList]:
    known = of or town()
    return freeze_list(said(text), resolve(read_list(text).rows, known.register), known)


TEXT = "Fő utca 1-9, Kert köz páros oldal kivéve a 4. szám"


@pytest.mark.parametrize(
    ("query", "verdict", "reason"),
    [
        ("Fő utca 3", IN, Reason.STREET_INSIDE),
        ("Fő utca 4", OPEN, Reason.LIST_OPEN),
        ("Fő utca 9", IN, Reason.STREET_INSIDE),
        ("Fő utca 9/A", OPEN, Reason.LIST_OPEN),
        ("Fő utca 11", OUT, Reason.STREET_OUTSIDE),
        ("Fő utca 10", OUT, Reason.STREET_OUTSIDE),
        ("Kert köz 4", OUT, Reason.STREET_OUTSIDE),
        ("Kert köz 6", IN, Reason.STREET_INSIDE),
        ("Kert köz 5", OUT, Reason.STREET_OUTSIDE),
        ("Béke tér 1", OUT, Reason.STREET_OUTSIDE),
        ("Kert köz", OPEN, Reason.NUMBER_MISSING),
        ("Béke tér", OUT, Reason.STREET_OUTSIDE),
        ("Semmi utca 1", OPEN, Reason.STREET_NOT_FOUND),
        ("9002 Másfalva, Fő utca 3", OPEN, Reason.OTHER_TOWN),
    ],
)
def test_addresses_are_answered_by_the_one_engine(
    query: str, verdict: VerdictKind, reason: Reason
) -> None:
    edition, streets = frozen(TEXT)
    answer = check_address(query, edition, streets)
    assert (answer.verdict, answer.reason) == (verdict, reason)
    if verdict is not OPEN:
        assert (answer.method, answer.grade) == ("street_list", Grade.RECORDED)


def test_no_point_of_the_town_is_decided_by_the_derived_ground() -> None:
    edition, _ = frozen(TEXT)
    for east, north in ((WEST + 90, SOUTH), (WEST + 330, SOUTH), (WEST, SOUTH + 400)):
        answer = check_point(EovPoint(east, north), edition)
        assert (answer.verdict, answer.reason) == (OPEN, Reason.UNCERTAIN_ZONE)
    assert check_point(EovPoint(WEST + 9000, SOUTH), edition).verdict is OUT
    assert edition.legs == ()
    assert "vezetve" in edition.network_notes["hu"]
    assert "derived" in edition.network_notes["en"]


def test_the_edition_is_its_rows_and_words() -> None:
    first, streets = frozen(TEXT)
    again, _ = frozen(TEXT)
    other, _ = frozen(TEXT.replace("4. szám", "8. szám"))
    assert first.hash == again.hash
    assert first.sentence == TEXT
    assert other.hash != first.hash
    assert geometry_hash(other) != geometry_hash(first)
    same_ground = dataclasses.replace(first, definition=other.definition)
    assert geometry_hash(same_ground) != geometry_hash(first)
    answer = check_address("Fő utca 3", other, streets)
    assert answer.reason is Reason.LIST_FOR_OTHER_EDITION


def test_on_a_map_the_list_is_drawn_as_the_stretches_of_its_streets() -> None:
    known, rows = town(), resolve(read_list(TEXT).rows, town().register)
    network = made_of({"Fő utca": [[(0.0, 0.0), (300.0, 0.0)]]})
    edition, streets = freeze_list(said(TEXT), rows, known, network)
    (part,) = edition.parts
    drawn = {street.name: len(street.lines) for street in part.streets}
    assert drawn == {"Fő utca": 1, "Kert köz": 0}
    plain, listed = frozen(TEXT)
    for number in range(1, 21):
        for street in ("Fő utca", "Kert köz", "Béke tér"):
            query = f"{street} {number}"
            with_map = check_address(query, edition, streets, places=DoorEvidence(known.points))
            without = check_address(query, plain, listed, places=DoorEvidence(known.points))
            assert (with_map.verdict, with_map.reason) == (without.verdict, without.reason)
    middle = check_point(EovPoint(698_150, 172_000), edition)
    assert middle.reason is check_point(EovPoint(698_150, 172_000), plain).reason


def test_without_known_places_nothing_can_be_shown() -> None:
    with pytest.raises(RegisterError, match="nothing can be shown") as told:
        frozen(TEXT, town(with_points=False))
    assert told.value.code == "list_no_place"


def test_it_is_read_again_with_its_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path))
    known = town()
    rows = resolve(read_list(TEXT).rows, known.register)
    edition, streets = freeze_list(said(TEXT), rows, known)
    made = tmp_path / "made"
    made.mkdir()
    annex = write_annex(made, streets, rows)
    folder = tmp_path / EDITIONS
    accept(edition, by="Próba", on="2026-01-05", reason="próba", folder=folder, annex=annex)
    look_again()
    day = dt.date(2026, 1, 6)
    held = load_edition("iskola", now=day)
    assert held == edition
    listed = area_files(fresh=True).streets(held, day)
    assert check_address("Fő utca 3", held, listed).verdict is IN
    assert [row.values for street in listed.streets for row in street.rows] == [
        row.values for street in streets.streets for row in street.rows
    ]


# -- the street list says of every door what the list says

_ENDS = st.one_of(
    st.none(),
    st.builds(HouseNumber, st.integers(1, 22), st.sampled_from(("", "", "A", "B", "2"))),
)
_RANGES = st.lists(
    st.builds(
        ListedRange,
        name=st.sampled_from(("Fő", "Kert")),
        type=st.sampled_from(("utca", "köz")),
        numbers=st.builds(NumberRange, st.sampled_from(Parity), _ENDS, _ENDS),
        is_open=st.booleans(),
        is_excepted=st.booleans(),
    ),
    max_size=6,
)


@pytest.mark.parametrize("with_rules", [True, False])
@given(ranges=_RANGES)
def test_every_door_has_the_verdict_of_the_list(
    ranges: list[ListedRange], *, with_rules: bool
) -> None:
    register = town(with_rules=with_rules).register
    area = ListedArea("iskola", ranges, register)
    streets = group_streets(street_rows(area, register))
    by_name = {street.full_name: street for street in streets}
    for street in register.thoroughfares:
        for number in NUMBERS:
            found = {row.verdict for row in by_name[street.full_name].covering(number)}
            assert found == {area.verdict(street, number)[0]}, (street.full_name, str(number))


def test_rules_are_not_cut_where_one_verdict_holds() -> None:
    register = town().register
    rows = read_list("Fő utca").rows
    area = ListedArea("iskola", area_ranges(rows), register)
    made = [row for row in street_rows(area, register) if row.name in {"Fő", "Béke"}]
    assert [dataclasses.astuple(row.numbers)[0] for row in made] == [Parity.CONTINUOUS] * 4
    assert {row.doors for row in made} == {11}
