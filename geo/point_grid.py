"""Containment in an area and distance to its line for millions of points: exact, by a grid. Pure.

Each cell of a grid knows whether its ground lies wholly inside or outside, and which pieces of the
line can be the nearest one to any point in it. So most points cost one look into a table, and the
distance a few comparisons. Points in cells that the line passes are asked of shapely, and so is the
distance of very far points. Coordinates are metres of one system; the answers are shapely's.
"""

from __future__ import annotations

import functools
import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]
    Codes = NDArray[np.uint8]

OUTSIDE, INSIDE, NEAR = 0, 1, 2
"""What `PointGrid.sides` says; NEAR = the cell does not tell, for what is watched is near."""
CELLS, REACH = 256, 2.0
"""Cells along each side of the grid; its side as a multiple of that of the ground watched."""
FAR_CELLS, FAR_REACH = 128, 20.0
"""The same for the grid round it, which only knows distances."""
CHUNK = 32_768
"""Points that are worked on at once, so that their columns stay in the processor's cache."""
SLACK = 1e-3
"""Metres by which cells are taken larger than they are, against rounding."""
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class _Segments:
    """The straight pieces of a line, from (ax, ay) to (bx, by)."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats

    @classmethod
    def of(cls, line: BaseGeometry) -> _Segments:
        """Take a line apart; corners written twice are no piece."""
        xy, owner = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
        own = (owner[1:] == owner[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
        return cls(xy[:-1][own, 0], xy[:-1][own, 1], xy[1:][own, 0], xy[1:][own, 1])

    def lines(self) -> NDArray[np.object_]:
        """Return the pieces as geometries."""
        starts, ends = (np.stack(c, -1) for c in ((self.ax, self.ay), (self.bx, self.by)))
        return np.asarray(shapely.linestrings(np.stack([starts, ends], 1)))

    def foot(self, piece: NDArray[np.intp], x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return the place on its piece that is nearest to each point."""
        ax, ay = self.ax[piece], self.ay[piece]
        east, north = self.bx[piece] - ax, self.by[piece] - ay
        at = ((x - ax) * east + (y - ay) * north) / (east * east + north * north)
        at = np.clip(at, 0.0, 1.0)
        return ax + at * east, ay + at * north

    def distance(self, piece: NDArray[np.intp], x: Floats, y: Floats) -> Floats:
        """Return the distance of each point to its piece, rounded as GEOS rounds it."""
        ax, ay = self.ax[piece], self.ay[piece]
        east, north = self.bx[piece] - ax, self.by[piece] - ay
        px, py = x - ax, y - ay
        square = east * east + north * north
        at = (px * east + py * north) / square
        metres: Floats = np.abs((px * north - py * east) / square) * np.sqrt(square)
        early, late = np.flatnonzero(at <= 0), np.flatnonzero(at >= 1)
        metres[early] = np.sqrt(px[early] ** 2 + py[early] ** 2)
        end = piece[late]
        metres[late] = np.sqrt((x[late] - self.bx[end]) ** 2 + (y[late] - self.by[end]) ** 2)
        return metres


@dataclass(frozen=True, slots=True)
class _Grid:
    """A square grid with what its cells know."""

    west: float
    south: float
    per_m: float
    """Cells in a metre."""
    count: int
    """Cells along each side."""
    sides: Codes
    """Cell -> OUTSIDE, INSIDE or NEAR."""
    first: NDArray[np.int32]
    """Cell -> place of its first piece in `pieces`; one more at the end."""
    pieces: NDArray[np.intp]
    """Pieces of the line that can be nearest to a point in the cell, cell after cell."""

    def cells(self, x: Floats, y: Floats) -> tuple[NDArray[np.intp] | slice, NDArray[np.int32]]:
        """Return which points lie on the grid, and the cell of each of those."""
        column, row = (x - self.west) * self.per_m, (y - self.south) * self.per_m
        on_it = (column >= 0) & (column < self.count) & (row >= 0) & (row < self.count)
        where = slice(None) if on_it.all() else np.flatnonzero(on_it)
        cell = row[where].astype(np.int32) * self.count + column[where].astype(np.int32)
        return where, cell


class PointGrid:
    """An area, ready to be asked about many points."""

    def __init__(
        self, area: BaseGeometry, watched: Sequence[tuple[BaseGeometry, float]] = ()
    ) -> None:
        """Lay the grid.

        Args:
            area: polygon or multipolygon, metres.
            watched: things, and the metres round each within which `sides` says NEAR.
        """
        self.area, self.line = area, area.boundary
        shapely.prepare([self.area, self.line])
        self._segments = _Segments.of(self.line)
        watched = [(self.line, 0.0), *watched]
        self._watched = watched
        self._grid = _lay(area, self._segments, watched, CELLS, REACH)

    @functools.cached_property
    def _far(self) -> _Grid:
        return _lay(self.area, self._segments, self._watched, FAR_CELLS, FAR_REACH)

    def sides(self, x: Floats, y: Floats) -> Codes:
        """Return OUTSIDE, INSIDE or NEAR for points; coordinates that are no number are OUTSIDE."""
        return _chunked(self._sides, np.uint8, x, y)

    def contains(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Tell which points lie in the area and not on its line, as `shapely.contains_xy`."""
        return _chunked(self._contains, np.bool_, x, y)

    def distance(self, x: Floats, y: Floats) -> Floats:
        """Return metres to the area's line, as `shapely.distance`; NaN for points not finite."""
        return _chunked(self._distance, np.float64, x, y)

    def _sides(self, x: Floats, y: Floats) -> Codes:
        where, cells = self._grid.cells(x, y)
        found = np.full(len(x), OUTSIDE, np.uint8)
        found[where] = self._grid.sides[cells]
        return found

    def _contains(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        sides = self._sides(x, y)
        near = np.flatnonzero(sides == NEAR)
        found: NDArray[np.bool_] = sides == INSIDE
        found[near] = shapely.contains_xy(self.area, x[near], y[near])
        return found

    def _distance(self, x: Floats, y: Floats) -> Floats:
        where, cells = self._grid.cells(x, y)
        found = np.full(len(x), np.nan)
        found[where] = self._nearest(self._grid, cells, x[where], y[where])
        left = np.flatnonzero(np.isnan(found) & np.isfinite(x) & np.isfinite(y))
        if len(left):
            found[left] = self._far_distance(x[left], y[left])
        return found

    def _far_distance(self, x: Floats, y: Floats) -> Floats:
        where, cells = self._far.cells(x, y)
        found = np.full(len(x), np.nan)
        found[where] = self._nearest(self._far, cells, x[where], y[where])
        left = np.flatnonzero(np.isnan(found))
        found[left] = shapely.distance(self.line, shapely.points(x[left], y[left]))
        return found

    def _nearest(self, grid: _Grid, cells: NDArray[np.int32], x: Floats, y: Floats) -> Floats:
        """Return the least distance to the pieces that each point's cell names."""
        first, count = grid.first[cells], grid.first[cells + 1] - grid.first[cells]
        best = self._segments.distance(grid.pieces[first], x, y)
        more, turn = np.flatnonzero(count > 1), 1
        while len(more):
            piece = grid.pieces[first[more] + turn]
            metres = self._segments.distance(piece, x[more], y[more])
            best[more] = np.minimum(best[more], metres)
            turn += 1
            more = more[count[more] > turn]
        return best


def _lay(
    area: BaseGeometry,
    segments: _Segments,
    watched: Sequence[tuple[BaseGeometry, float]],
    count: int,
    reach: float,
) -> _Grid:
    """Lay a grid round the middle of the ground that is watched, so that all beyond is OUTSIDE."""
    margin = max(metres for _, metres in watched)
    west, south, east, north = shapely.total_bounds([thing for thing, _ in watched])
    side = (max(east - west, north - south) + 2 * margin) * reach
    west, south = (west + east - side) / 2, (south + north - side) / 2
    steps = (np.arange(count) + 0.5) * (side / count)
    x, y = np.tile(west + steps, count), np.repeat(south + steps, count)
    middles = np.asarray(shapely.points(x, y))
    half = side / count / 2 + SLACK
    sides = shapely.contains_xy(area, x, y).astype(np.uint8)
    for thing, metres in watched:
        shapely.prepare(thing)
        sides[shapely.dwithin(thing, middles, half * math.sqrt(2) + metres)] = NEAR
    return _Grid(
        west, south, count / side, count, sides, *_candidates(segments, middles, x, y, half)
    )


def _candidates(
    segments: _Segments, middles: NDArray[np.object_], x: Floats, y: Floats, half: float
) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
    """Return the pieces that can be nearest somewhere in each cell, as `_Grid` keeps them.

    The piece nearest to a point of a cell is at most a cell's diagonal farther from the cell's
    middle than the piece nearest to the middle. Of those, most are ruled out by the latter.
    """
    pieces = shapely.STRtree(segments.lines())
    (_, best), nearest = pieces.query_nearest(middles, all_matches=False, return_distance=True)
    diagonal = 2 * half * math.sqrt(2)
    cell, piece = pieces.query(middles, predicate="dwithin", distance=nearest + diagonal)
    kept = _may_be_nearest(segments, (x[cell], y[cell]), piece, best[cell], half)
    cell, piece = cell[kept], piece[kept]
    order = np.argsort(cell, kind="stable")
    first = np.searchsorted(cell[order], np.arange(len(middles) + 1)).astype(np.int32)
    return first, piece[order]


def _may_be_nearest(
    segments: _Segments,
    middle: tuple[Floats, Floats],
    piece: NDArray[np.intp],
    rival: NDArray[np.intp],
    half: float,
) -> NDArray[np.bool_]:
    """Tell which pieces can be nearer than a rival to some point of a square cell.

    The distance to a piece is convex: it is nowhere less than its tangent plane at the middle, and
    nowhere more than its values at the corners say, weighed. So a piece whose plane lies above the
    rival's values at all four corners is farther than the rival everywhere between them.
    """
    x, y = middle
    foot_x, foot_y = segments.foot(piece, x, y)
    metres = np.hypot(x - foot_x, y - foot_y)
    east, north = (x - foot_x) / metres, (y - foot_y) / metres
    kept: NDArray[np.bool_] = (piece == rival) | (metres == 0)
    for step_x, step_y in ((-half, -half), (-half, half), (half, -half), (half, half)):
        least = metres + east * step_x + north * step_y
        kept |= least <= segments.distance(rival, x + step_x, y + step_y) + SLACK
    return kept


def _chunked(
    ask: Callable[[Floats, Floats], NDArray[_T]], kind: type[_T], x: Floats, y: Floats
) -> NDArray[_T]:
    """Ask piece by piece, on as many threads as pay; numpy and shapely work in parallel."""
    x, y = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y, np.float64)
    out: NDArray[_T] = np.empty(len(x), kind)

    def one(start: int) -> None:
        part = slice(start, start + CHUNK)
        out[part] = ask(x[part], y[part])

    starts = range(0, len(x), CHUNK)
    if len(starts) < 2:  # noqa: PLR2004 - one piece needs no helper
        for start in starts:
            one(start)
        return out
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, starts))
    return out
