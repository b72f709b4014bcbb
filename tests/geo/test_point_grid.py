"""Many points at once: the same answers as shapely, on random and on awkward points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.point_grid import CHUNK, INSIDE, NEAR, OUTSIDE, PointGrid

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

EAST, NORTH = 700_000.0, 170_000.0


def star(corners: int, seed: int) -> shapely.Polygon:
    """A simple polygon with many reflex corners."""
    draw = np.random.default_rng(seed)
    angle = np.sort(draw.uniform(0, 2 * np.pi, corners))
    reach = draw.uniform(100, 1000, corners)
    return shapely.Polygon(
        np.stack([EAST + reach * np.cos(angle), NORTH + reach * np.sin(angle)], 1)
    )


SQUARE = shapely.box(EAST, NORTH, EAST + 100, NORTH + 100)
RING = shapely.Point(EAST, NORTH).buffer(300).difference(shapely.Point(EAST, NORTH).buffer(120))
TWO = shapely.MultiPolygon([SQUARE, shapely.box(EAST + 100, NORTH + 100, EAST + 180, NORTH + 150)])
SLIVER = shapely.Polygon([(EAST, NORTH), (EAST + 900, NORTH + 1e-4), (EAST + 900, NORTH)])
AREAS = {"square": SQUARE, "ring": RING, "two": TWO, "star": star(60, 1), "sliver": SLIVER}


def awkward(area: BaseGeometry) -> np.ndarray:
    """Corners, middles of edges, and points a hair beside both."""
    corners = shapely.get_coordinates(area)
    middles = (corners[1:] + corners[:-1]) / 2
    on_line = np.concatenate([corners, middles])
    hair = [(0.0, 0.0), (1e-9, 0.0), (-1e-9, 1e-9), (1e-3, -1e-3), (0.0, 1.0), (-2.0, 0.5)]
    return np.concatenate([on_line + np.array(step) for step in hair])


def scattered(area: BaseGeometry, count: int, reach: float, seed: int = 1) -> np.ndarray:
    west, south, east, north = area.bounds
    side = max(east - west, north - south) * reach
    draw = np.random.default_rng(seed)
    middle = np.array([(west + east) / 2, (south + north) / 2])
    return middle + draw.uniform(-side, side, (count, 2))


def agree(area: BaseGeometry, xy: np.ndarray, grid: PointGrid | None = None) -> None:
    grid = grid or PointGrid(area)
    x, y = xy[:, 0], xy[:, 1]
    assert (grid.contains(x, y) == shapely.contains_xy(area, x, y)).all()
    wanted = shapely.distance(area.boundary, shapely.points(x, y))
    assert np.allclose(grid.distance(x, y), wanted, rtol=1e-14, atol=1e-12)


@pytest.mark.parametrize("name", AREAS)
@pytest.mark.parametrize("reach", [0.5, 1.5, 40.0])
@pytest.mark.parametrize("count", [3_000, pytest.param(20_000, marks=pytest.mark.whole)])
def test_random_points_are_answered_as_by_shapely(name: str, reach: float, count: int) -> None:
    agree(AREAS[name], scattered(AREAS[name], count, reach))


@pytest.mark.parametrize("name", AREAS)
def test_points_on_corners_edges_and_a_hair_beside_them(name: str) -> None:
    agree(AREAS[name], awkward(AREAS[name]))


@settings(max_examples=5, deadline=None)
@given(st.integers(3, 40), st.integers(0, 10_000))
def test_any_star_and_the_borders_of_its_cells(corners: int, seed: int) -> None:
    area = star(corners, seed)
    if not area.is_valid:
        return
    asked = PointGrid(area)
    grid = asked._grid
    lines = np.arange(0, 257, 8) / grid.per_m
    x, y = np.meshgrid(grid.west + lines, grid.south + lines)
    agree(area, np.concatenate([np.stack([x.ravel(), y.ravel()], 1), awkward(area)]), asked)


def test_a_side_is_told_only_clear_of_what_is_watched() -> None:
    watched = shapely.LineString([(EAST - 50, NORTH + 50), (EAST - 50, NORTH + 60)])
    grid = PointGrid(SQUARE, [(watched, 20.0)])
    x = EAST + np.array([50.0, 0.0, -35.0, -80.0, -5000.0])
    y = np.full(5, NORTH + 55)
    assert grid.sides(x, y).tolist() == [INSIDE, NEAR, NEAR, OUTSIDE, OUTSIDE]
    # Whatever is within the watched metres is never decided by its cell.
    xy = scattered(SQUARE, 50_000, 1.5)
    near = shapely.distance(watched, shapely.points(xy)) <= 20.0
    assert (grid.sides(xy[:, 0], xy[:, 1])[near] == NEAR).all()


def test_many_points_are_shared_out_and_come_back_in_order() -> None:
    xy = scattered(RING, 3 * CHUNK + 7, 0.6)
    agree(RING, xy)


def test_none_and_no_number_have_answers() -> None:
    grid = PointGrid(SQUARE)
    assert grid.contains(np.array([]), np.array([])).tolist() == []
    odd = np.array([np.nan, np.inf, EAST + 50])
    found = grid.distance(odd, np.full(3, NORTH + 50))
    assert np.isnan(found[:2]).all()
    assert found[2] == 50
    assert grid.contains(odd, np.full(3, NORTH + 50)).tolist() == [False, False, True]


def test_a_corner_written_twice_is_no_piece() -> None:
    twice = shapely.Polygon([*SQUARE.exterior.coords[:2], *SQUARE.exterior.coords[1:]])
    agree(twice, awkward(SQUARE))
