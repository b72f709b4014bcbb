"""How polling districts lie to an area: wholly on one side of its line, or cut by it. Pure.

EOV metres throughout. A district polygon is coarse (corners at four decimals of a degree, about
10 m, and lines drawn beside the street rather than on it), so up to `TOLERANCE_M` of it on the
wrong side of the line says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

TOLERANCE_M = 25.0
"""A district is on one side when no part of it lies farther than this beyond the line."""
NEAR_LEG_M = 60.0
"""Ground this far to either side of a leg tells on which side of it a district lies."""
MINOR_SHARE = 0.1
"""Less of that ground than this is the corner of a leg, not a side of it."""
NEIGHBOUR_M = 15.0
"""Borders of two districts this close together are one border."""
BORDER_CLEAR_M = 60.0
"""A border this far from the line and from uncertain ground has its street on one side."""
DEEPEST_STEPS = 14
DEEPEST_LIMIT_M = 4096.0


class Relation(StrEnum):
    """On which side of the area's line some ground lies."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    CUT = "cut"
    """On both, beyond the tolerance."""


@dataclass(frozen=True, slots=True)
class DistrictRelation:
    """How one district lies to the area."""

    district: str
    relation: Relation
    share_inside: float
    """Part of its ground that lies in the area, 0 to 1."""
    deepest_inside_m: float
    """How far its ground reaches into the area, metres from the line; 0 = not at all."""
    deepest_outside_m: float
    in_zone_m2: float
    """Square metres under the uncertain zone, slivers left out; 0 = none."""

    @property
    def decides(self) -> bool:
        """True where every door of the district has the district's verdict."""
        return self.relation is not Relation.CUT and self.in_zone_m2 == 0


def relate(
    district: str, polygon: BaseGeometry, area: BaseGeometry, zone: BaseGeometry | None
) -> DistrictRelation:
    """Relate a district's polygon to an area and its uncertain zone.

    Args:
        district: its id.
        polygon: valid, EOV.
        area: EOV.
        zone: ground where the area's true line may run, or None.
    """
    inside = polygon.intersection(area)
    outside = polygon.difference(area)
    return DistrictRelation(
        district,
        _relation_of(inside, outside, area),
        inside.area / polygon.area,
        deepest(inside, area.boundary),
        deepest(outside, area.boundary),
        _under(polygon, zone),
    )


def side_of_ground(
    ground: BaseGeometry, area: BaseGeometry, zone: BaseGeometry | None
) -> Relation | None:
    """Return the side on which some ground lies, judged like a district; None where on no one side.

    Args:
        ground: not empty, EOV.
        area: EOV.
        zone: ground where the area's true line may run, or None.
    """
    found = _relation_of(ground.intersection(area), ground.difference(area), area)
    return None if found is Relation.CUT or _under(ground, zone) else found


def _relation_of(inside: BaseGeometry, outside: BaseGeometry, area: BaseGeometry) -> Relation:
    beyond_in = not inside.difference(area.boundary.buffer(TOLERANCE_M)).is_empty
    beyond_out = not outside.difference(area.buffer(TOLERANCE_M)).is_empty
    whole = inside.area + outside.area
    share = inside.area / whole if whole else 0.0
    return _relation(inside=beyond_in, outside=beyond_out, share=share)


def _under(polygon: BaseGeometry, zone: BaseGeometry | None) -> float:
    """Square metres under a zone; an overlap narrower than the tolerance is a sliver: 0."""
    if zone is None:
        return 0.0
    overlap = polygon.intersection(zone)
    return 0.0 if overlap.buffer(-TOLERANCE_M / 2).is_empty else float(overlap.area)


def _relation(*, inside: bool, outside: bool, share: float) -> Relation:
    if inside and outside:
        return Relation.CUT
    if inside == outside or (share > 1 / 2) != inside:
        return Relation.CUT  # a strip along the line: too thin to be clear of it
    return Relation.INSIDE if inside else Relation.OUTSIDE


def deepest(ground: BaseGeometry, line: BaseGeometry) -> float:
    """Return how far the farthest point of some ground lies from a line, to half a metre.

    >>> from shapely.geometry import LineString, box
    >>> round(deepest(box(0, 0, 10, 30), LineString([(0, 0), (10, 0)])))
    30
    """
    if ground.is_empty:
        return 0.0
    low, high = 0.0, DEEPEST_LIMIT_M
    corners = shapely.points(shapely.get_coordinates(ground))
    farthest_corner = float(shapely.distance(corners, line).max())
    for _ in range(DEEPEST_STEPS):
        middle = (low + high) / 2
        if middle >= farthest_corner and ground.difference(line.buffer(middle)).is_empty:
            high = middle
        else:
            low = middle
    return high if high < DEEPEST_LIMIT_M else float(ground.hausdorff_distance(line))


def side_of_leg(
    polygon: BaseGeometry, line: BaseGeometry, area: BaseGeometry, zone: BaseGeometry | None
) -> Relation | None:
    """Return on which side of the area's line a district lies along one leg.

    Args:
        polygon: the district, EOV.
        line: the walked line of the leg, or of all legs with its name.
        area: EOV.
        zone: ground where the true line may run, or None.

    Returns:
        INSIDE or OUTSIDE where it lies on one side only, CUT where on both or where its side
        is uncertain ground, None where it does not lie along the leg.
    """
    beside = line.buffer(NEAR_LEG_M, cap_style="flat")
    near = polygon.intersection(beside)
    if not lies_along(polygon, line) or near.area == 0:
        return None
    clear = near.difference(line.buffer(TOLERANCE_M))
    inside = clear.intersection(area).area / near.area
    outside = clear.difference(area).area / near.area
    doubtful = 0.0 if zone is None else clear.intersection(zone).area / near.area
    if doubtful >= MINOR_SHARE or (inside >= MINOR_SHARE and outside >= MINOR_SHARE):
        return Relation.CUT
    if inside < MINOR_SHARE and outside < MINOR_SHARE:
        return None
    return Relation.INSIDE if inside > outside else Relation.OUTSIDE


def lies_along(polygon: BaseGeometry, line: BaseGeometry) -> bool:
    """Tell whether a district lies along a leg, and not at a corner of it only.

    Args:
        polygon: the district, EOV.
        line: the walked line of the leg, or of all legs with its name.
    """
    touching = line.intersection(polygon.buffer(TOLERANCE_M)).length
    return bool(touching >= min(NEAR_LEG_M, line.length / 2))


def common_border(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the border that two neighbouring districts share, as lines of the first."""
    return one.boundary.intersection(other.buffer(NEIGHBOUR_M))


def side_of_border(
    border: BaseGeometry, area: BaseGeometry, zone: BaseGeometry | None
) -> Relation | None:
    """Return the side on which a border lies clear of the line and of uncertain ground.

    None where it does not keep `BORDER_CLEAR_M` away from both, or is too short to be the
    border of a street.
    """
    keep_off: Sequence[BaseGeometry] = [area.boundary, *([zone] if zone is not None else [])]
    if border.length < 2 * NEIGHBOUR_M:
        return None
    if any(border.distance(ground) < BORDER_CLEAR_M for ground in keep_off):
        return None
    return Relation.INSIDE if area.covers(border) else Relation.OUTSIDE
