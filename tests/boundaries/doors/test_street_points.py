"""How far a mapped point may be trusted, in a made-up town: shifts, points in the road, wide ones.

Every street of the town runs from west to east; odd numbers stand south of it and even ones north.
The southern line of the square is Déli utca, the line of the area; the others lie far from it.
"""

from __future__ import annotations

import pytest
import shapely

from boundaries.doors.sides import StreetSides
from boundaries.doors.verdicts import SideJudge, SideVerdict
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from tests.boundaries.town import SOUTH, WEST, edition

STREET = "Déli utca"
OTHERS = tuple(f"Messzi {n}. utca" for n in range(1, 7))
"""Every second one has its odd numbers in the north, so that no custom tells sides."""
BESIDE = 7.0


def house(number: int, north: float, street: str = STREET, wide: float = 5.0) -> DoorPoint:
    base = SOUTH - 1000.0 * (OTHERS.index(street) + 1) if street in OTHERS else SOUTH
    at = WEST + 10.0 * number, base + north
    return DoorPoint(street, HouseNumber(number), *at, PlaceKind.ADDRESS_POINT, wide, "made up")


def rows(street: str, shift: float) -> list[DoorPoint]:
    """Both sides of a street, all shifted together."""
    turned = street in OTHERS and OTHERS.index(street) % 2
    return [
        house(number, (BESIDE if number % 2 == turned else -BESIDE) + shift, street)
        for number in (10, 11, 14, 15, 20, 21)
    ]


def sides(own: list[DoorPoint], shift: float) -> StreetSides:
    """Déli utca with its own points in a town whose points are shifted by so much."""
    lines = {
        name: shapely.LineString([(WEST, SOUTH - 1000.0 * n), (WEST + 1000.0, SOUTH - 1000.0 * n)])
        for n, name in enumerate((STREET, *OTHERS))
    }
    town = [point for n, name in enumerate(OTHERS) for point in rows(name, shift * (-1) ** n)]
    return StreetSides([*own, *town], lines)


def ask(number: int, own: list[DoorPoint], shift: float = 0.0) -> SideVerdict:
    return SideJudge(edition(), sides(own, shift)).decide(STREET, HouseNumber(number))


ONE_SIDE = [house(number, 6.5) for number in (10, 12, 16, 20)]


@pytest.mark.parametrize(("shift", "sure"), [(0.0, 5.0), (4.0, 5.0), (6.0, 6.0)])
def test_a_town_teaches_how_far_its_points_are_shifted(shift: float, sure: float) -> None:
    assert sides([], shift).sure_m == pytest.approx(sure)


def test_a_town_with_few_streets_teaches_nothing_of_shifts() -> None:
    points = [point for name in OTHERS[:4] for point in rows(name, 0.0)]
    lines = {
        name: shapely.LineString([(WEST, SOUTH - 1000.0 * n), (WEST + 1000.0, SOUTH - 1000.0 * n)])
        for n, name in enumerate(OTHERS, start=1)
    }
    assert StreetSides(points, lines).sure_m == pytest.approx(8.0)


def test_one_parity_near_the_line_is_believed_where_the_towns_points_are_not_shifted() -> None:
    assert ask(12, ONE_SIDE, shift=1.0).verdict is VerdictKind.INSIDE
    assert ask(12, ONE_SIDE, shift=6.6).how == "perhaps shifted"


def test_a_point_in_the_road_is_on_the_side_of_both_its_neighbours() -> None:
    known = [*rows(STREET, 0.0), house(12, 1.0)]
    assert ask(12, known).verdict is VerdictKind.INSIDE


def test_a_point_in_the_road_on_the_other_side_than_its_neighbours_decides_nothing() -> None:
    known = [*rows(STREET, 0.0), house(12, -1.0)]
    assert ask(12, known).how == "unlike its neighbours"


def test_the_first_number_in_the_road_decides_nothing_on_a_street_of_few_doors() -> None:
    known = [*rows(STREET, 0.0), house(2, 1.0)]
    assert ask(2, known).how == "in the road"
    more = [house(number, BESIDE if number % 2 == 0 else -BESIDE) for number in range(22, 32)]
    assert ask(2, [*known, *more]).verdict is VerdictKind.INSIDE


def test_a_neighbour_in_the_road_does_not_speak_against_a_door() -> None:
    known = [*rows(STREET, 0.0), house(16, -1.5)]
    assert ask(14, known).verdict is VerdictKind.INSIDE


def test_the_middle_of_points_far_apart_tells_no_side_near_the_line() -> None:
    spread = [house(18, 56.0), house(18, -48.0)]  # their middle is on the proper side
    assert ask(18, [*rows(STREET, 0.0), *spread]).how == "its points far apart"
