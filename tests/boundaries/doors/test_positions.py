"""Where a door stands: its own place, or between its neighbours, and how sure that is."""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.doors.places import lines_by_name, load_places
from boundaries.doors.positions import (
    RANGE_M,
    SETBACK_M,
    PlaceIndex,
    PlaceMethod,
    Position,
    value_of,
)
from boundaries.errors import RegisterError
from boundaries.language.house_numbers import parse_register_number
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.model import PointBook
from geo.network import LineNetwork, Way, WayKind

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.language.house_numbers import HouseNumber

EAST, NORTH = 650_000.0, 150_000.0
POINT, BUILDING = PlaceKind.ADDRESS_POINT, PlaceKind.BUILDING


def number(written: str) -> HouseNumber:
    found = parse_register_number(written)
    assert found is not None
    return found


def door(
    written: str,
    east: float,
    north: float = 0.0,
    *,
    kind: PlaceKind = POINT,
    metres: float = 3.0,
    street: str = "Próba utca",
) -> DoorPoint:
    source = f"{kind}/{written}/{east:.0f}"
    place = EAST + east, NORTH + north
    return DoorPoint(street, number(written), *place, kind, metres, source)


def locate(points: list[DoorPoint], written: str, street: str = "Próba utca") -> Position | None:
    return PlaceIndex(points).locate(street, number(written))


def found(points: list[DoorPoint], written: str, **more: object) -> Position:
    place = PlaceIndex(points, **more).locate("Próba utca", number(written))  # type: ignore[arg-type]
    assert place is not None
    return place


def off(place: Position, east: float, north: float) -> float:
    return math.hypot(place.east - EAST - east, place.north - NORTH - north)


def test_an_address_point_goes_before_a_building_which_stays_evidence() -> None:
    place = found([door("3", 12, kind=BUILDING, metres=15), door("3", 5)], "3")
    assert (place.method, place.uncertainty_m) == (PlaceMethod.ADDRESS_POINT, 3.0)
    assert off(place, 5, 0) == 0
    assert [known.kind for known in place.evidence] == [POINT, BUILDING]


def test_a_building_alone_places_its_door_within_its_own_extent() -> None:
    place = found([door("3", 12, kind=BUILDING, metres=15)], "3")
    assert (place.method, place.uncertainty_m) == (PlaceMethod.BUILDING, 15.0)


def test_sources_that_contradict_make_the_place_less_certain() -> None:
    place = found([door("3", 0), door("3", 400, kind=BUILDING, metres=15)], "3")
    assert off(place, 0, 0) == 0
    assert place.uncertainty_m == 400


def test_several_entrances_are_all_within_the_uncertainty() -> None:
    place = found([door("3", 0), door("3", 40)], "3")
    assert off(place, 20, 0) == 0
    assert place.uncertainty_m == 23


def test_between_two_known_doors_on_its_side() -> None:
    points = [door("2", 0, 10), door("8", 90, 10), door("5", 40, -10), door("1", 0, -10)]
    place = found(points, "4")
    assert place.method is PlaceMethod.INTERPOLATION
    assert off(place, 30, 10) < 1e-9
    assert [str(known.number) for known in place.evidence] == ["2", "8"]
    # It may be as far as the farther neighbour, and that one's own place may be off.
    assert place.uncertainty_m == 60 + 3 + SETBACK_M
    assert off(found(points, "3"), 20, -10) < 1e-9


@pytest.mark.parametrize("written", ["10", "9", "7", "0"])
def test_past_the_last_known_door_nothing_is_answered(written: str) -> None:
    points = [door("2", 0), door("8", 90), door("5", 40), door("1", 0)]
    assert locate(points, written) is None


def test_one_side_of_the_street_says_nothing_of_the_other() -> None:
    assert locate([door("2", 0), door("8", 90)], "5") is None


def test_a_letter_stands_between_its_figure_and_the_next() -> None:
    points = [door("2", 0), door("4", 60), door("6", 90)]
    place = found(points, "2/A")
    assert off(place, 30, 0) < 1e-9
    assert place.uncertainty_m == 30 + 3 + SETBACK_M
    assert locate(points, "6/A") is None


def test_a_plot_of_several_numbers_answers_for_each_less_surely() -> None:
    points = [door("3-7", 50)]
    assert found(points, "3-7").uncertainty_m == 3
    for written in ("3", "5", "7"):
        assert found(points, written).uncertainty_m == 3 + RANGE_M
    assert locate(points, "4") is None
    assert locate(points, "9") is None


def test_a_plot_between_two_known_numbers_covers_both() -> None:
    place = found([door("3", 0), door("5", 30)], "3-5")
    assert off(place, 15, 0) == 0
    assert place.uncertainty_m == 15 + 3
    assert locate([door("3", 0)], "3-5") is None


def test_numbers_that_turn_back_are_less_certain() -> None:
    straight = [door("2", -30), door("4", 0), door("8", 100), door("10", 130)]
    turned = [door("2", 40), door("4", 0), door("8", 100), door("10", 130)]
    sure, unsure = found(straight, "6"), found(turned, "6")
    assert sure.uncertainty_m == 50 + 3 + SETBACK_M
    assert unsure.uncertainty_m == sure.uncertainty_m + 40


def test_two_far_parts_of_one_name_leave_nothing_decided() -> None:
    place = found([door("2", 0), door("2", 5000)], "2")
    assert place.uncertainty_m == 2503


def test_a_street_is_followed_round_its_bend() -> None:
    corner = shapely.LineString(
        [(EAST, NORTH), (EAST + 100, NORTH), (EAST + 100, NORTH + 100), (EAST + 100, NORTH + 200)]
    )
    points = [door("2", 0, 10), door("10", 90, 100)]
    lines = {"Próba u.": corner}
    place = found(points, "6", lines=lines)
    assert off(place, 90, 5) < 15  # straight on it would be at (45, 55)
    assert place.uncertainty_m > 90
    assert off(found(points, "6"), 45, 55) < 1e-9


@pytest.mark.parametrize(
    "line",
    [
        [(0, 5), (120, 5)],  # straight: the doors show the line better
        [(0, 200), (120, 200)],  # too far
        [(0, 5), (50, 500), (100, 5), (120, 5)],  # leads somewhere else
    ],
)
def test_a_line_that_adds_nothing_is_not_followed(line: list[tuple[float, float]]) -> None:
    moved = shapely.LineString([(EAST + x, NORTH + y) for x, y in line])
    points = [door("2", 0, 10), door("6", 100, 10)]
    assert found(points, "4", lines={"Próba utca": moved}) == found(points, "4")


def test_other_accents_and_other_types_are_other_streets() -> None:
    points = [door("3", 0, street="Kőrösi út"), door("3", 900, street="Körösi u.")]
    assert locate(points, "3", "Körösi út") is None
    place = locate(points, "3", "KÖRÖSI UTCA")
    assert place is not None
    assert off(place, 900, 0) == 0
    assert locate(points, "3", "Nincs utca") is None


def test_known_numbers_stand_in_their_order() -> None:
    index = PlaceIndex(PointBook([door("10", 0), door("2/A", 0), door("2", 0)]))
    assert [str(n) for n in index.known("próba u.")] == ["2", "2/A", "10"]
    assert index.known("Nincs utca") == ()
    assert len(index) == 3


@given(
    st.lists(st.tuples(st.integers(1, 60), st.floats(-500, 500), st.floats(-30, 30)), max_size=12),
    st.integers(0, 70),
)
def test_a_place_always_covers_what_shows_it(
    doors: list[tuple[int, float, float]], asked: int
) -> None:
    points = [door(str(n), east, north) for n, east, north in doors]
    place = locate(points, str(asked))
    if place is None:
        return
    assert place.evidence
    for known in place.evidence:
        gap = math.hypot(known.east - place.east, known.north - place.north)
        assert gap <= place.uncertainty_m + 1e-6
    assert all(known.number.number % 2 == asked % 2 for known in place.evidence)


def test_values_grow_with_the_order_of_house_numbers() -> None:
    written = ["1", "2", "2/A", "2/B", "2/Z", "3", "4", "4/2", "4/12"]
    side = [n for n in map(number, written) if n.is_even]
    values = [value_of(n) for n in side]
    assert values == sorted(values)
    assert len(set(values)) == len(values)


def test_places_are_loaded_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "doors.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["közterület", "házszám", "eov_y", "eov_x"])
        writer.writerow(["Próba utca", "3", "650000", "150000"])
    index = load_places(path, town="Négyzetfalva")
    place = index.locate("Próba utca", number("3"))
    assert place is not None
    assert (place.east, place.north) == (650_000, 150_000)
    with pytest.raises(RegisterError, match="town"):
        load_places(path)
    with pytest.raises(RegisterError, match="no such file"):
        load_places(tmp_path / "none.csv")


def test_lines_of_a_network_carry_their_full_names() -> None:
    xy = {1: (EAST, NORTH), 2: (EAST + 50, NORTH), 3: (EAST + 90, NORTH)}
    ways = [
        Way(10, WayKind.STREET, (1, 2), ("Kőrösi út",), (), {}),
        Way(11, WayKind.STREET, (2, 3), ("Kőrösi út",), (), {}),
        Way(12, WayKind.RAILWAY, (1, 3), ("vasút",), (), {}),
    ]
    network = LineNetwork.from_ways(ways, xy, epsg=23700, source="próba")
    assert {name: line.length for name, line in lines_by_name(network).items()} == {"Kőrösi út": 90}
