"""Many points against one edition at once; each verdict is the one that `decide_point` gives.

Ground that is clear of every leg, of the drawn line and of the uncertain zone is decided by the
cell of a grid; the few points near them go through the rules of `decide_point`, whole columns at
a time. EOV (EPSG:23700), metres.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import CoordinateError
from geo.point_grid import INSIDE, NEAR, PointGrid

from ..model import Certainty, Reason, VerdictKind
from .eligibility import ON_LINE_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from ..model import Edition

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

VERDICTS = tuple(VerdictKind)
"""Verdict code -> verdict."""
REASONS = tuple(Reason)
"""Reason code -> reason."""
SLACK = 1e-6
"""Metres beyond a limit within which the distance is reckoned before it is compared."""


@dataclass(frozen=True, slots=True, eq=False)
class PointVerdicts:
    """The verdicts of a column of points, in its order."""

    verdict: NDArray[np.uint8]
    """Places in `VERDICTS`."""
    reason: NDArray[np.uint8]
    """Places in `REASONS`."""
    distance_m: Floats
    """Metres to the area's line as drawn, stand-ins included."""


def decide_points(
    east: ArrayLike, north: ArrayLike, edition: Edition, *, place_uncertainty_m: float = 0.0
) -> PointVerdicts:
    """Decide a column of points.

    The first call for an edition lays its grid, which takes about half a second and is kept.

    Args:
        east: EOV metres, one for each point.
        north: EOV metres, as many.
        edition: the area asked.
        place_uncertainty_m: how far off each place itself may be.

    Raises:
        CoordinateError: the columns are not of one length, or a coordinate is no finite number.
    """
    x, y = (np.atleast_1d(np.asarray(column, np.float64)) for column in (east, north))
    if x.ndim != 1 or x.shape != y.shape:
        raise CoordinateError(
            f"eastings {x.shape} and northings {y.shape} must be two columns of one length"
        )
    odd = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y)))
    if len(odd):
        raise CoordinateError(
            f"point {odd[0]} of {len(x)} is not finite ({x[odd[0]]}, {y[odd[0]]}); leave it out"
        )
    legs = tuple(
        (leg.line, leg.uncertainty_m or 0.0, leg.certainty is Certainty.CERTAIN)
        for leg in edition.legs
        if len(leg.line) > 1
    )
    decider = _decider(edition.area, edition.uncertain_zone, legs, place_uncertainty_m)
    return decider.decide(x, y)


_Leg = tuple[tuple[tuple[float, float], ...], float, bool]
"""Corners, uncertainty in metres, whether the line is certain."""


@functools.lru_cache(maxsize=8)
def _decider(
    area: BaseGeometry, zone: BaseGeometry | None, legs: tuple[_Leg, ...], place_m: float
) -> _Decider:
    return _Decider(area, zone, legs, place_m)


class _Decider:
    """One area with everything near which a point is not simply inside or outside."""

    def __init__(
        self,
        area: BaseGeometry,
        zone: BaseGeometry | None,
        legs: Sequence[_Leg],
        place_m: float,
    ) -> None:
        self._zone, self._place_m = zone, place_m
        self._legs = [
            (shapely.LineString(corners), max(off + place_m, ON_LINE_M), certain)
            for corners, off, certain in legs
        ]
        watched: list[tuple[BaseGeometry, float]] = [(line, m) for line, m, _ in self._legs]
        if zone is not None:
            watched.append((zone, place_m))
        self._grid = PointGrid(area, [(area.boundary, ON_LINE_M + place_m), *watched])

    def decide(self, x: Floats, y: Floats) -> PointVerdicts:
        distance = self._grid.distance(x, y)
        sides = self._grid.sides(x, y)
        inside = sides == INSIDE
        near = np.flatnonzero(sides == NEAR)
        points = np.asarray(shapely.points(x[near], y[near]))
        inside[near] = shapely.covers(self._grid.area, points)
        verdict = np.where(inside, _verdict(VerdictKind.INSIDE), _verdict(VerdictKind.OUTSIDE))
        reason = np.where(inside, _reason(Reason.POINT_INSIDE), _reason(Reason.POINT_OUTSIDE))
        self._near(points, distance[near], near, verdict, reason)
        return PointVerdicts(verdict, reason, distance)

    def _near(
        self,
        points: NDArray[np.object_],
        distance: Floats,
        where: NDArray[np.intp],
        verdict: NDArray[np.uint8],
        reason: NDArray[np.uint8],
    ) -> None:
        """Overwrite what the rules of `decide_point` say of points near a line or the zone."""
        reached, doubtful, close = (np.zeros(len(points), np.bool_) for _ in range(3))
        for line, reach, certain in self._legs:
            hit = _within(line, points, reach)
            reached |= hit
            if certain:
                close |= _within(line, points, ON_LINE_M)
            else:
                doubtful |= hit
        open_, on_line = _verdict(VerdictKind.UNDECIDABLE), _reason(Reason.ON_LINE)
        unclear = where[reached | (distance <= ON_LINE_M + self._place_m)]
        verdict[unclear], reason[unclear] = open_, _reason(Reason.UNCERTAIN_LINE)
        if self._place_m <= ON_LINE_M:
            on_it = where[close & ~doubtful]
            verdict[on_it], reason[on_it] = _verdict(VerdictKind.BOUNDARY), on_line
        if self._zone is not None:
            in_zone = where[_within(self._zone, points, self._place_m)]
            verdict[in_zone], reason[in_zone] = open_, _reason(Reason.UNCERTAIN_ZONE)


def _within(thing: BaseGeometry, points: NDArray[np.object_], metres: float) -> Bools:
    """Tell which points lie within some metres, by the very distance that `decide_point` takes."""
    found = shapely.dwithin(thing, points, metres + SLACK)
    maybe = np.flatnonzero(found)
    found[maybe] = shapely.distance(thing, points[maybe]) <= metres
    return np.asarray(found, np.bool_)


def _verdict(kind: VerdictKind) -> np.uint8:
    return np.uint8(VERDICTS.index(kind))


def _reason(reason: Reason) -> np.uint8:
    return np.uint8(REASONS.index(reason))
