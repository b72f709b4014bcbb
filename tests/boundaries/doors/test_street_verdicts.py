"""Doors decided by the side of their own street, in made-up towns round one square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.doors.sides import StreetSides, ToldSide
from boundaries.doors.verdicts import SideJudge
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from geo.street_line import bearing_of

from ..town import SOUTH, WEST, edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.doors.verdicts import SideVerdict

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
STREET = "Déli utca"
"""The south side of the square is its line; even numbers stand on the north side of it: inside."""


def line(*corners: tuple[float, float]) -> shapely.LineString:
    """A line in metres from the square's south-west corner."""
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in corners])


SOUTH_LINE = line((0, 0), (1000, 0))


def point(number: int, east: float, north: float, street: str = STREET) -> DoorPoint:
    return DoorPoint(
        street,
        HouseNumber(number),
        WEST + east,
        SOUTH + north,
        PlaceKind.ADDRESS_POINT,
        5.0,
        f"made up {number}",
    )


def told(*, even: bool, east: float, north: float, street: str = STREET) -> ToldSide:
    return ToldSide(street, even, WEST + east, SOUTH + north)


def ask(
    number: int,
    points: Iterable[DoorPoint] = (),
    tellings: Iterable[ToldSide] = (),
    geometry: shapely.Geometry = SOUTH_LINE,
    whole: tuple[str, ...] = (),
    street: str = STREET,
) -> SideVerdict:
    sides = StreetSides(points, {street: geometry}, tellings, whole=whole)
    return SideJudge(edition(), sides).decide(street, HouseNumber(number))


def test_nothing_known_decides_nothing() -> None:
    assert ask(4).verdict is OPEN


@pytest.mark.parametrize("number", [1, 2, 3, 40])
def test_a_street_that_leaves_the_line_is_not_decided_by_a_told_side_alone(number: int) -> None:
    longer = line((0, 0), (1000, 0), (1300, 0))
    verdict = ask(number, (), [told(even=True, east=500, north=15)], geometry=longer)
    assert verdict.verdict is (OPEN if number % 2 == 0 else OUT)


def test_a_told_side_decides_both_parities_of_a_street_that_stays_on_the_line() -> None:
    short = line((100, 0), (900, 0))
    tellings = [told(even=True, east=500, north=15)]
    even, odd = (ask(number, (), tellings, geometry=short) for number in (4, 5))
    assert (even.verdict, odd.verdict) == (IN, OUT)
    assert (even.how, odd.how) == ("whole", "whole")
    assert even.bearing == pytest.approx(0.0)
    assert odd.bearing == pytest.approx(180.0)


def test_a_told_side_follows_its_street_round_a_corner() -> None:
    bent = line((100, 300), (100, 0), (900, 0))
    tellings = [told(even=False, east=115, north=250)]
    assert ask(5, (), tellings, geometry=bent).verdict is IN
    # What stands across: west of the first leg is inside too, south of the second is not.
    assert ask(4, (), tellings, geometry=bent).verdict is OPEN


def test_a_told_side_against_the_known_doors_decides_nothing() -> None:
    short = line((100, 0), (900, 0))
    mapped = [point(2 * n, 150 + 40 * n, 15) for n in range(1, 8)]
    assert ask(40, mapped, geometry=short).verdict is IN
    against = [told(even=True, east=500, north=-15)]
    assert ask(40, mapped, against, geometry=short).verdict is OPEN


def test_two_people_who_tell_opposite_sides_decide_nothing() -> None:
    short = line((100, 0), (900, 0))
    both = [told(even=True, east=500, north=15), told(even=True, east=400, north=-15)]
    assert ask(4, (), both, geometry=short).verdict is OPEN


def test_a_told_place_far_from_its_street_tells_nothing() -> None:
    short = line((100, 0), (900, 0))
    assert ask(4, (), [told(even=True, east=500, north=80)], geometry=short).verdict is OPEN


def test_streets_that_only_accents_tell_apart_keep_their_verdicts_apart() -> None:
    inside, outside = line((100, 500), (900, 500)), line((100, -500), (900, -500))
    lines = {"Kakas utca": inside, "Kákás utca": outside}
    judge = SideJudge(edition(), StreetSides((), lines, whole=lines))
    number = HouseNumber(3)
    assert judge.decide("Kakas utca", number).verdict is IN
    assert judge.decide("Kákás utca", number).verdict is OUT


def test_a_whole_line_on_one_side_decides_every_door() -> None:
    within = line((100, 100), (900, 100))
    verdict = ask(7, geometry=within, whole=(STREET,))
    assert (verdict.verdict, verdict.how, verdict.bearing) == (IN, "line", None)


def test_a_line_that_may_be_a_part_decides_no_door_by_itself() -> None:
    assert ask(7, geometry=line((100, 100), (900, 100))).verdict is OPEN


def test_a_whole_line_that_ends_at_the_area_leaves_its_doors_open() -> None:
    touching = line((500, 20), (500, 400))
    assert ask(7, geometry=touching, whole=(STREET,)).verdict is OPEN
    clear = line((500, 30), (500, 400))
    assert ask(7, geometry=clear, whole=(STREET,)).verdict is IN


def test_a_whole_line_of_the_boundary_still_needs_its_sides() -> None:
    assert ask(7, whole=(STREET,)).verdict is OPEN


def test_a_mapped_door_tells_its_side_of_the_sky() -> None:
    doors = [point(n, 200 + 20 * n, 15 if n % 2 == 0 else -15) for n in range(1, 9)]
    even, odd = ask(4, doors), ask(5, doors)
    assert (even.verdict, even.how, odd.verdict) == (IN, "own", OUT)
    assert even.bearing == pytest.approx(0.0)
    assert odd.bearing == pytest.approx(180.0)


def test_a_street_that_turns_back_has_no_one_side_of_the_sky() -> None:
    assert bearing_of([([(0, 0), (100, 0), (100, 20), (0, 20)], True)]) is None
