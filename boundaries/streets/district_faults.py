"""Polling districts whose published polygons are drawn wrong, and what can still be said of them.

EOV metres. Neighbours overlap by slivers everywhere; a district of which a good part lies in others
has at least one wrong border, and one that lies apart from all others stands in a wrong place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..register.register import PollingDistrict

OVERLAP_SHARE = 0.05
"""A polling district of which more than this lies in others is drawn wrong and decides nothing."""
APART_M = 2_000.0
"""A polling district farther than this from all others is drawn in the wrong place."""


def misdrawn_districts(districts: Iterable[PollingDistrict]) -> frozenset[str]:
    """Return the districts that cannot be trusted: they overlap others, lie apart, or are empty."""
    every = list(districts)
    ids = [district.id for district in every]
    polygons = [district.polygon for district in every]
    tree = shapely.STRtree(polygons)
    found = {one for one in ids if ids.count(one) > 1}
    for at, polygon in enumerate(polygons):
        near = set(tree.query(polygon, predicate="dwithin", distance=APART_M).tolist()) - {at}
        others = [polygons[i] for i in near if polygons[i].is_valid]
        apart = not near and len(every) > 1
        wrong = apart or polygon.is_empty or not polygon.is_valid
        if wrong or _shared(polygon, others) > OVERLAP_SHARE * polygon.area:
            found.add(ids[at])
    return frozenset(found)


def _shared(polygon: BaseGeometry, others: Iterable[BaseGeometry]) -> float:
    """Square metres of a polygon that others cover, each counted."""
    return sum(float(polygon.intersection(other).area) for other in others)


def safe_ground(districts: Sequence[PollingDistrict]) -> dict[str, BaseGeometry]:
    """Return the ground that each district's doors surely stand on, as far as polygons tell.

    A sound district has its own polygon. One that overlaps others by more than `OVERLAP_SHARE` has
    all of them together: whichever is drawn wrong, its doors are somewhere in them. One that lies
    apart, is not valid, or whose number is given twice is left out.
    """
    wrong = misdrawn_districts(districts)
    tree = shapely.STRtree([district.polygon for district in districts])
    ids = [district.id for district in districts]
    ground: dict[str, BaseGeometry] = {}
    for at, district in enumerate(districts):
        if district.id not in wrong:
            ground[district.id] = district.polygon
        elif ids.count(district.id) == 1 and district.polygon.is_valid:
            near = [districts[i].polygon for i in tree.query(district.polygon) if i != at]
            over = [one for one in near if one.is_valid and district.polygon.intersection(one).area]
            if over:
                ground[district.id] = shapely.union_all([district.polygon, *over])
    return ground
