"""Doors between others, on a real town: the stated metres cover where they truly are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boundaries.language.house_numbers import HouseNumber
from boundaries.register.door_points import DoorPoint, PlaceKind

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from interpolation import BEDS, TARGET_COVERED, outcomes, points_of

EOV = 23700


def door(number: int, east: float) -> DoorPoint:
    kind = PlaceKind.ADDRESS_POINT
    return DoorPoint("Próba utca", HouseNumber(number), east, 0.0, kind, 3.0, f"node/{number}")


def test_each_door_is_asked_for_without_itself() -> None:
    found = list(outcomes([door(2, 0), door(4, 60), door(6, 80), door(1, 0)], None))
    assert [round(outcome.error_m) for outcome in found] == [20]


@pytest.mark.shared_data
def test_the_stated_metres_cover_the_doors_of_debrecen(shared_data: Path) -> None:
    points = list(points_of(shared_data / "beds" / BEDS[0], EOV))
    found = list(outcomes(points, None))
    assert len(found) > 60
    covered = sum(outcome.error_m <= outcome.stated_m for outcome in found)
    assert covered >= TARGET_COVERED * len(found)
