"""The quality report: strays, misplaced doors, names, coverage."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.doors.positions import PlaceIndex
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
)
from boundaries.verdict.quality import Quality, area_quality
from tests.boundaries.town import SOUTH, WEST, box, edition
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
INNER = box(0, 0, 1000, 1000)


def row(start: int, end: int, verdict: VerdictKind) -> StreetRow:
    basis = "" if verdict is OPEN else "district"
    numbers = NumberRange(Parity.CONTINUOUS, HouseNumber(start), HouseNumber(end))
    reason = Reason.DISTRICT_CUT if verdict is OPEN else Reason.DISTRICT_INSIDE
    return StreetRow("Fő", "utca", numbers, "001", 0, end, verdict, reason, basis=basis)


ROWS = (row(1, 4, IN), row(5, 5, OUT), row(6, 9, IN), row(10, 12, OPEN))
META = ListMeta("negyzet", "programme", geometry_hash(edition()), "Négyzetfalva", ("9001",))
STREETS = StreetList(META, group_streets(ROWS))
REGISTER = Register(
    generated="2024-06-09",
    thoroughfares=(
        Thoroughfare(
            "Fő", "utca", tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, 13))
        ),
    ),
    rules=(RangeRule("Fő", "utca", NumberRange(Parity.WHOLE), "001"),),
    districts=(PollingDistrict("001", INNER, None, 0.0),),
    places=(("9001", "Négyzetfalva"),),
)


def report(
    places: dict[int, tuple[float, float]] | None = None, names: list[str] | None = None
) -> Quality:
    """Judge the town; number of a door -> its place in metres from the area's south-west corner."""
    points = [
        DoorPoint(
            "Fő u.", HouseNumber(n), WEST + x, SOUTH + y, PlaceKind.ADDRESS_POINT, 5.0, f"node/{n}"
        )
        for n, (x, y) in (places or {}).items()
    ]
    index = None if places is None else PlaceIndex(points)
    return area_quality(edition(), STREETS, REGISTER, places=index, map_names=names)


def test_a_door_unlike_both_neighbours_of_its_side_is_told() -> None:
    (stray,) = report().strays
    assert (stray.street, stray.number, stray.verdict) == ("Fő utca", "5", OUT)
    assert stray.neighbours == ("3", "7")


def test_a_change_along_the_street_is_no_stray() -> None:
    changed = StreetList(META, group_streets((row(1, 6, IN), row(7, 12, OUT))))
    assert area_quality(edition(), changed, REGISTER).strays == ()


def strays_of(*rows: StreetRow) -> list[tuple[str, tuple[str, str]]]:
    streets = StreetList(META, group_streets(rows))
    found = area_quality(edition(), streets, REGISTER).strays
    return [(stray.number, stray.neighbours) for stray in found]


def test_a_few_doors_unlike_those_on_both_sides_are_told_each() -> None:
    assert strays_of(row(1, 4, IN), row(5, 8, OUT), row(9, 12, IN)) == [
        ("6", ("4", "10")),
        ("8", ("4", "10")),
        ("5", ("3", "9")),
        ("7", ("3", "9")),
    ]


def test_a_stretch_longer_than_those_beside_it_is_none() -> None:
    assert strays_of(row(1, 2, IN), row(3, 10, OUT), row(11, 12, IN)) == []


def test_doors_that_nothing_decides_part_no_neighbours() -> None:
    assert strays_of(row(1, 4, IN), row(5, 6, OPEN), row(7, 8, OUT), row(9, 12, IN)) == [
        ("8", ("4", "10")),
        ("7", ("3", "9")),
    ]


def test_coverage_counts_every_door_once() -> None:
    found = report()
    assert found.doors == 12
    assert found.verdicts == {"inside": 8, "outside": 1, "undecidable": 3}
    assert found.methods == {"none": 3, "register_range": 9}
    assert found.place_methods == {"none": 12}
    assert found.contradicted == ()
    assert sum(found.reasons.values()) == 12


def test_a_door_outside_its_own_district_is_told_with_its_distance() -> None:
    found = report(
        {
            1: (500, 500),
            2: (-28, 500),  # within the coarseness of the polygon and the place
            3: (-80, 500),
            99: (-80, 500),  # no such door
        }
    )
    assert found.placed == 3
    (one,) = found.misplaced
    assert (one.number, one.district, one.metres, one.uncertainty_m) == ("3", "001", 80.0, 5.0)


def test_a_door_placed_against_the_list_is_told_with_both_sides() -> None:
    found = report({1: (500, -300), 3: (500, 400)})
    (one,) = found.contradicted
    assert (one.number, one.method, one.by_place, one.by_list) == ("1", "address_point", OUT, IN)
    assert one.metres == 300.0
    assert found.reasons["sources_disagree"] == 1


def test_places_are_counted_by_what_shows_them() -> None:
    found = report({4: (500, 100), 12: (500, 400)})
    # 6, 8, 10 stand between the two. Of 6 the place is too uncertain, so that the list decides;
    # 10 is decided by its place, which its district left open.
    assert found.place_methods == {"address_point": 2, "interpolation": 3, "none": 7}
    assert found.placed == 2
    assert found.verdicts["inside"] == 8 + 2
    assert found.methods["interpolation"] == 2


def test_names_are_compared_both_ways_and_only_with_a_map() -> None:
    found = report(names=["Fő u.", "Új utca"])
    assert (found.only_in_map, found.only_in_register) == (("Új utca",), ())
    assert report(names=["Új utca"]).only_in_register == ("Fő utca",)
    assert report().only_in_map is None


@pytest.mark.shared_data
def test_the_command_reports_on_the_bundled_area(shared_data: Path) -> None:
    folder = shared_data / "kecskemet" / "nvi2024"
    run = CliRunner().invoke(
        cli, ["area", "quality", "kecskemet-top-6.9.1", "--register", str(folder), "--json"]
    )
    assert run.exit_code == 0, run.output
    found = json.loads(run.output)
    assert found["doors"] == 32_129
    assert sum(found["methods"].values()) == 32_129
    assert found["strays"] == []
    assert {field.name for field in dataclasses.fields(Quality)} < set(found)


def test_the_command_needs_a_register() -> None:
    run = CliRunner().invoke(cli, ["area", "quality", "kecskemet-top-6.9.1"])
    assert run.exit_code == 2
    assert "--register" in run.output
