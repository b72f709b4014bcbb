"""What two pieces of ground do not share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Difference:
    """Ground on one side only, in the unit of the two."""

    gained: BaseGeometry
    """In the second and not in the first."""
    lost: BaseGeometry

    def worth_telling(self, tolerance: float) -> bool:
        """Tell whether any of it is wider than what rounding makes."""
        parts = (self.gained, self.lost)
        return any(not part.buffer(-tolerance / 2).is_empty for part in parts)


def difference_of(first: BaseGeometry | None, second: BaseGeometry | None) -> Difference:
    """Return what two pieces of ground do not share; None is no ground.

    >>> found = difference_of(shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1))
    >>> found.gained.bounds, found.lost.bounds
    ((2.0, 0.0, 3.0, 1.0), (0.0, 0.0, 1.0, 1.0))
    """
    nothing = shapely.MultiPolygon()
    a, b = first or nothing, second or nothing
    return Difference(gained=areal(b.difference(a)), lost=areal(a.difference(b)))


def areal(geometry: BaseGeometry) -> shapely.MultiPolygon:
    """Leave out the lines and points that a difference of polygons may hold."""
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, shapely.Polygon)]
    return shapely.MultiPolygon(parts)
