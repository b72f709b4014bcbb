"""The quality report: strays, misplaced doors, names, coverage."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.names import normal_key
from boundaries.quality import Quality, area_quality
from boundaries.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.street_list import ListMeta, StreetList, StreetRow, geometry_hash, group_streets
from tests.boundaries.town import SOUTH, WEST, box, edition
from webmap.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.quality import Positions

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
KEY = normal_key("Fő utca")


def report(positions: Positions | None = None, names: list[str] | None = None) -> Quality:
    return area_quality(edition(), STREETS, REGISTER, positions=positions, map_names=names)


def test_a_door_unlike_both_neighbours_of_its_side_is_told() -> None:
    (stray,) = report().strays
    assert (stray.street, stray.number, stray.verdict) == ("Fő utca", "5", OUT)
    assert stray.neighbours == ("3", "7")


def test_a_change_along_the_street_is_no_stray() -> None:
    changed = StreetList(META, group_streets((row(1, 6, IN), row(7, 12, OUT))))
    assert area_quality(edition(), changed, REGISTER).strays == ()


def test_coverage_counts_every_door_once() -> None:
    found = report()
    assert found.doors == 12
    assert found.verdicts == {"inside": 8, "outside": 1, "undecidable": 3}
    assert found.methods == {"none": 3, "register_range": 9}
    assert sum(found.reasons.values()) == 12


def test_a_door_outside_its_own_district_is_told_with_its_distance() -> None:
    places = {
        (KEY, "1"): (WEST + 500.0, SOUTH + 500.0),
        (KEY, "2"): (WEST - 20.0, SOUTH + 500.0),  # within the coarseness of the polygon
        (KEY, "3"): (WEST - 80.0, SOUTH + 500.0),
        (KEY, "99"): (WEST - 80.0, SOUTH + 500.0),  # no such door
    }
    found = report(places)
    assert found.placed == 3
    assert [(m.number, m.district, m.metres) for m in found.misplaced] == [("3", "001", 80.0)]


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
