"""A municipality's own venues: what is accepted, what a person must see, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.programmes.placing import RegisterPlacer
from boundaries.programmes.venue_import import (
    MOST_ROWS,
    ImportRow,
    RowState,
    VenueFileError,
    VenueImport,
)
from boundaries.register.reading import read_register
from boundaries.towns.settlements import load_settlements
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from pathlib import Path

PLACES = load_settlements()
HEADER = "név;település;cím;szélesség;hosszúság;forrás;esemény;kezdés;vége;program;akadálymentes\n"
KALOCSA = "kalocsa-top-5.2.1"


def reader(registers: dict[str, Path] | None = None) -> VenueImport:
    read = {code: read_register(folder) for code, folder in (registers or {}).items()}
    return VenueImport(PLACES, RegisterPlacer(PLACES, read), {KALOCSA})


def rows(*lines: str, registers: dict[str, Path] | None = None) -> tuple[ImportRow, ...]:
    return reader(registers).read_csv(HEADER + "\n".join(lines)).rows


def codes(row: ImportRow) -> set[str]:
    return {issue.code for issue in row.issues}


def inner(code: str) -> tuple[float, float]:
    place = reproject(shapely.point_on_surface(PLACES.ground(code)), EOV, WGS84)
    return round(place.y, 6), round(place.x, 6)


def test_own_coordinates_inside_the_settlement_are_accepted() -> None:
    lat, lon = inner("06442")
    found = rows(f"Próba Ház;Kalocsa;;{lat};{str(lon).replace('.', ',')};saját;;;;{KALOCSA};igen")[
        0
    ]
    assert (found.state, found.issues) == (RowState.ACCEPTED, ())
    record = found.record
    assert (record.lat, record.lon, record.precision) == (lat, lon, "door")
    assert (record.settlement, record.step_free, record.programme) == ("06442", True, KALOCSA)


def test_a_point_in_another_settlement_needs_review() -> None:
    lat, lon = inner("28486")
    found = rows(f"Próba Ház;Kalocsa;;{lat};{lon};saját;;;;;")[0]
    assert (found.state, codes(found)) == (RowState.NEEDS_REVIEW, {"outside_settlement"})
    assert "in Tompa, not in Kalocsa" in found.issues[0].message


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (";Kalocsa;;;;saját;;;;;", "name_missing"),
        ("Próba Ház;Kalocsa;;19,0;46,5;saját;;;;;", "point_refused"),
        ("Próba Ház;Kalocsa;;46,5;;saját;;;;;", "point_refused"),
        ("Próba Ház;Kalocsa;;nan;19;saját;;;;;", "point_refused"),
        ("Próba Ház;Kalocsa;;;;saját;;;;nowhere;", "programme_unknown"),
        ("Próba Ház;Kalocsa;;;;saját;;;;;talán", "not_yes_or_no"),
        ("Próba Ház;Kalocsa;;;;saját;Próbanap;;;;", "time_missing"),
        ("Próba Ház;Kalocsa;;;;saját;Próbanap;tegnap;ma;;", "time_refused"),
        (
            "Próba Ház;Kalocsa;;;;saját;Próbanap;2026-05-02 10:00;2026-05-02 09:00;;",
            "ends_before_start",
        ),
        ("Próba Ház;Kalocsa;;;;saját;;2026-05-02 10:00;2026-05-02 11:00;;", "event_missing"),
        (
            "Próba Ház;Kalocsa;;;;saját;Próbanap;2026-03-29 02:30;2026-03-29 04:00;;",
            "time_refused",
        ),
        (f"{'x' * 201};Kalocsa;;;;saját;;;;;", "too_long"),
        ("Próba \u202eHáz;Kalocsa;;;;saját;;;;;", "hidden"),
    ],
)
def test_what_cannot_be_right_is_refused(line: str, code: str) -> None:
    found = rows(line)[0]
    assert found.state is RowState.REFUSED
    assert code in codes(found)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Próba Ház;Szeged;Próba utca 1;;;saját;;;;;", "settlement_unknown"),
        ("Próba Ház;;Próba utca 1;;;saját;;;;;", "settlement_missing"),
        ("Próba Ház;Kalocsa;;;;;;;;;", "source_missing"),
        ("Próba Ház;Kalocsa;Próba utca 1;;;saját;;;;;", "address_no_register"),
        (
            "Próba Ház;Kalocsa;;;;saját;Próbanap;2026-10-25 02:30;2026-10-25 05:00;;",
            "time_twice",
        ),
    ],
)
def test_what_a_person_must_look_at(line: str, code: str) -> None:
    found = rows(line)[0]
    assert (found.state, codes(found)) == (RowState.NEEDS_REVIEW, {code})


def test_a_settlement_alone_is_a_rough_place() -> None:
    found = rows("Próba Ház;Kalocsa;;;;saját;;;;;")[0]
    assert (found.state, found.record.precision) == (RowState.ACCEPTED, "settlement")
    assert (found.record.precision_m or 0) > 3000


def test_doubles_need_review_and_events_do_not_count_as_doubles_of_their_venue() -> None:
    venue = "Próba Ház;Kalocsa;;;;saját;;;;;"
    event = "Próba Ház;Kalocsa;;;;saját;Próbanap;2026.05.02. 10:00;2026.05.02. 12:00;;"
    found = rows(venue, event, venue)
    assert [row.state for row in found] == ["accepted", "accepted", "needs_review"]
    assert codes(found[2]) == {"double"}
    assert found[1].record.start is not None
    assert found[1].record.start.isoformat() == "2026-05-02T10:00:00+02:00"


@pytest.mark.shared_data
def test_addresses_are_placed_through_the_register(shared_data: Path) -> None:
    registers = {"06442": shared_data / "towns" / "kalocsa"}
    listed, missing, unknown = rows(
        "Próba Ház;Kalocsa;Búzapiac tér 7;;;saját;;;;;",
        "Másik Ház;Kalocsa;Tompa Mihály u. 5;;;saját;;;;;",
        "Harmadik Ház;Kalocsa;Kossuth tér 900;;;saját;;;;;",
        registers=registers,
    )
    assert listed.state is RowState.ACCEPTED
    assert listed.understood == "Kalocsa, Búzapiac tér 7"
    assert listed.record.precision == "polling_district"
    assert 100 < (listed.record.precision_m or 0) < 5000
    assert (missing.state, codes(missing)) == (
        RowState.NEEDS_REVIEW,
        {"address_number_not_listed"},
    )
    assert "Tompa Mihály utca 3" in missing.offered
    assert missing.record.precision == "settlement"
    assert unknown.state is RowState.NEEDS_REVIEW


@pytest.mark.shared_data
def test_a_place_by_district_is_near_the_other_places_of_its_register(shared_data: Path) -> None:
    """Every listed door of a town lands on the town's own ground, within its own reach."""
    register = read_register(shared_data / "towns" / "kisszallas")
    placer = RegisterPlacer(PLACES, {"28158": register})
    settlement, ground = PLACES.by_code["28158"], PLACES.ground("28158")
    for street in register.thoroughfares:
        placed = placer.place(settlement, f"{street.full_name} {street.doors[0].number}")
        assert placed.lon is not None
        assert placed.lat is not None
        point = reproject(shapely.Point(placed.lon, placed.lat), WGS84, EOV)
        assert ground.distance(point) < 2.0


def test_yaml_with_venues_and_events() -> None:
    text = """
venues:
  - {name: Próba Ház, settlement: Kalocsa, source: saját, step_free: true}
events:
  - {name: Próba Ház, event: Próbanap, settlement: Kalocsa, source: saját,
     start: 2026-05-02 10:00:00, end: "2026-05-02 12:00"}
"""
    result = reader().read_yaml(text)
    assert [row.state for row in result.rows] == ["accepted", "accepted"]
    assert result.rows[0].record.step_free is True
    assert result.rows[1].record.event == "Próbanap"
    assert result.of(RowState.REFUSED) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not YAML"),
        ("- 1", "lists venues and events"),
        ("places: []", "lists venues and events"),
        ("venues: [1]", "mapping"),
    ],
)
def test_yaml_that_is_something_else(text: str, message: str) -> None:
    with pytest.raises(VenueFileError, match=message):
        reader().read_yaml(text)


def test_columns_that_nobody_knows_are_named() -> None:
    result = reader().read_csv("név;szín;település;forrás\nPróba Ház;piros;Kalocsa;saját\n")
    assert result.ignored == ("szín",)
    assert result.rows[0].state is RowState.ACCEPTED
    assert reader().read_yaml("venues: [{name: Próba, colour: red}]").ignored == ("colour",)


def test_csv_without_names_or_with_too_many_rows() -> None:
    with pytest.raises(VenueFileError, match="name is needed"):
        reader().read_csv("a;b\n1;2\n")
    with pytest.raises(VenueFileError, match="name is needed"):
        reader().read_csv("")
    with pytest.raises(VenueFileError, match="split it"):
        reader().read_csv("name\n" + "Próba\n" * (MOST_ROWS + 1))
