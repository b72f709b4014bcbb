"""The line of one street: where a place lies along it, on which side, the way between two."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.street_line import StreetLine, lengthened

STRAIGHT = shapely.LineString([(0, 0), (100, 0)])
CORNER = shapely.MultiLineString([[(0, 0), (100, 0)], [(100, 0), (100, 100)]])


def line(*pieces: list[tuple[float, float]]) -> StreetLine:
    return StreetLine(shapely.MultiLineString(pieces))


def test_a_foot_tells_the_side_and_the_metres() -> None:
    street = StreetLine(STRAIGHT)
    north, south = street.foot((40, 7), within_m=60), street.foot((40, -9), within_m=60)
    assert north is not None
    assert south is not None
    assert (north.x, north.y, north.left, south.left) == (40, 0, 7, -9)


def test_a_place_far_from_the_street_has_no_foot() -> None:
    assert StreetLine(STRAIGHT).foot((40, 61), within_m=60) is None


def test_a_way_runs_round_the_corner_and_keeps_its_sides() -> None:
    street = StreetLine(CORNER)
    start, end = street.foot((50, 5), within_m=60), street.foot((95, 50), within_m=60)
    assert start is not None
    assert end is not None
    way = street.stretch(start, end)
    assert way is not None
    assert way.corners == ((50, 0), (100, 0), (100, 50))
    assert way.starts_left
    assert way.ends_left


def test_a_way_against_the_pieces_swaps_the_sides() -> None:
    street = StreetLine(CORNER)
    start, end = street.foot((95, 50), within_m=60), street.foot((50, 5), within_m=60)
    assert start is not None
    assert end is not None
    way = street.stretch(start, end)
    assert way is not None
    assert (way.starts_left, way.ends_left) == (False, False)


def test_pieces_that_do_not_join_have_no_way() -> None:
    street = line([(0, 0), (100, 0)], [(150, 0), (250, 0)])
    start, end = street.foot((50, 5), within_m=60), street.foot((200, 5), within_m=60)
    assert start is not None
    assert end is not None
    assert street.stretch(start, end) is None


def test_a_detour_is_no_way() -> None:
    street = line([(0, 0), (0, 200), (40, 200), (40, 0)])
    start, end = street.foot((-5, 10), within_m=60), street.foot((45, 10), within_m=60)
    assert start is not None
    assert end is not None
    assert street.stretch(start, end) is None


def test_branches_cut_a_street_into_pieces() -> None:
    street = line([(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 80)])
    assert sorted(chain.length for chain in street.chains()) == [80, 200]


def test_lengthening_goes_straight_on() -> None:
    longer = lengthened([(0.0, 0.0), (0.0, 10.0)], 5.0, 5.0)
    assert [tuple(c) for c in shapely.get_coordinates(longer)] == [
        (0, -5),
        (0, 0),
        (0, 10),
        (0, 15),
    ]


@given(st.floats(0, math.tau), st.floats(1, 99), st.floats(1, 50), st.booleans())
def test_turning_the_plane_changes_no_side(
    turn: float,
    along: float,
    off: float,
    left: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    cos, sin = math.cos(turn), math.sin(turn)

    def turned(x: float, y: float) -> tuple[float, float]:
        return x * cos - y * sin, x * sin + y * cos

    street = StreetLine(shapely.LineString([turned(0, 0), turned(100, 0)]))
    foot = street.foot(turned(along, off if left else -off), within_m=60)
    assert foot is not None
    assert foot.left == pytest.approx(off if left else -off, abs=1e-6)
    assert foot.at == pytest.approx(along, abs=1e-6)
