"""From a closed walk to the area that it encloses. Pure: lines in, polygons out.

The walk is noded and polygonized; a face belongs to the area when the walk goes round it. A walk
that touches itself gives one part for each lobe; nothing is repaired with a zero buffer, which
can lose a lobe. Stretches walked there and back enclose nothing and are reported as spurs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from .errors import RingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from .network import XY


@dataclass(frozen=True, slots=True)
class RingArea:
    """What a closed walk encloses, and what is odd about it."""

    area: shapely.MultiPolygon
    """Faces that the walk goes round in its main direction; one part for each lobe."""
    counter_m2: float
    """Square metres that it goes round the other way: above zero, the walk crosses itself."""
    twice_m2: float
    """Square metres that it goes round more than once."""
    spur_m: float
    """Metres walked there and back."""

    @property
    def crosses_itself(self) -> bool:
        """True where more than slivers (1 % and 1,000 m²) lie on the wrong side of the walk."""
        odd = self.counter_m2 + self.twice_m2
        return odd > 1000 and odd > 0.01 * self.area.area  # noqa: PLR2004 - as said above


def ring_area(ring: Sequence[XY]) -> RingArea:
    """Return the area that a closed walk encloses.

    Args:
        ring: positions in walking order, metres; the first need not be repeated at the end.

    Raises:
        RingError: the walk encloses nothing.
    """
    closed = np.asarray([*ring, ring[0]], dtype=float)
    closed = closed[np.r_[True, np.any(np.diff(closed, axis=0) != 0, axis=1)]]
    if len(closed) < 4:  # noqa: PLR2004 - a triangle with its closing point
        raise RingError(f"a ring needs three different points, got {len(closed) - 1}")
    if len(np.unique(closed[:-1], axis=0)) == len(closed) - 1:
        polygon = shapely.Polygon(closed)
        if polygon.is_valid:
            return RingArea(shapely.MultiPolygon([shapely.orient_polygons(polygon)]), 0.0, 0.0, 0.0)
    return _from_faces(closed)


def _from_faces(closed: npt.NDArray[np.float64]) -> RingArea:
    walk = shapely.LineString(closed)
    noded = shapely.unary_union(walk)
    faces: list[shapely.Polygon] = list(
        shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    )
    if not faces:
        raise RingError("the walk encloses no area: it only goes there and back")
    turns = [_winding(closed, face.representative_point()) for face in faces]
    main = 1 if sum(t * f.area for t, f in zip(turns, faces, strict=True)) > 0 else -1
    taken = [f for f, t in zip(faces, turns, strict=True) if t * main > 0]
    if not taken:
        raise RingError("the walk encloses no area: its lobes cancel each other")
    counter = sum(f.area for f, t in zip(faces, turns, strict=True) if t * main < 0)
    twice = sum(f.area for f, t in zip(faces, turns, strict=True) if t * main > 1)
    spur = max(0.0, walk.length - noded.length)
    return RingArea(_joined(taken), counter, twice, spur)


def _joined(faces: list[shapely.Polygon]) -> shapely.MultiPolygon:
    """Join faces that share an edge; faces that touch in a point stay parts of their own."""
    union = shapely.union_all(faces)
    parts: list[shapely.Polygon] = list(shapely.orient_polygons(shapely.get_parts(union)))
    parts.sort(key=lambda p: -p.area)
    return shapely.MultiPolygon(parts)


def _winding(closed: npt.NDArray[np.float64], point: shapely.Point) -> int:
    """How many times the walk goes round a point, counter-clockwise positive."""
    x, y = closed[:, 0] - point.x, closed[:, 1] - point.y
    up, down = (y[:-1] <= 0) & (y[1:] > 0), (y[:-1] > 0) & (y[1:] <= 0)
    left = x[:-1] * y[1:] - x[1:] * y[:-1]
    return int(np.count_nonzero(up & (left > 0)) - np.count_nonzero(down & (left < 0)))
