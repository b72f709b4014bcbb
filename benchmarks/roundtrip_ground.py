"""Areas put together and compared, on any map.

Maps of whole regions hold lines that overlap without a common node; what is polygonized from them
may touch or cut itself, and exact overlays then fail. Such areas are made valid and compared on a
grid of a millimetre; all others are compared as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

GRID_M = 0.001


def joined(parts: Sequence[BaseGeometry]) -> shapely.MultiPolygon:
    """Return the ground that some pieces cover together, without lines and points."""
    try:
        union = shapely.union_all(parts)
    except shapely.GEOSException:
        union = shapely.union_all([_valid(part) for part in parts], grid_size=GRID_M)
    return _polygons(union)


def without(area: BaseGeometry, other: BaseGeometry) -> shapely.MultiPolygon:
    """Return the ground of one area that does not belong to the other."""
    try:
        return _polygons(shapely.difference(area, other))
    except shapely.GEOSException:
        return _polygons(shapely.difference(_valid(area), _valid(other), grid_size=GRID_M))


def overlap_share(left: BaseGeometry, right: BaseGeometry) -> float:
    """Return intersection over union, 0 to 1."""
    try:
        both = shapely.intersection(left, right)
    except shapely.GEOSException:
        left, right = _valid(left), _valid(right)
        both = shapely.intersection(left, right, grid_size=GRID_M)
    either = float(left.area + right.area - both.area)
    return float(both.area) / either if either else 0.0


def _valid(area: BaseGeometry) -> BaseGeometry:
    return shapely.make_valid(area)


def _polygons(geometry: BaseGeometry) -> shapely.MultiPolygon:
    flat = shapely.get_parts(shapely.get_parts(geometry))
    return shapely.MultiPolygon(
        [p for p in flat if isinstance(p, shapely.Polygon) and not p.is_empty]
    )
