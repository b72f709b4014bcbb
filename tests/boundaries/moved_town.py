"""The square town with its north street moved, and the drift between the two."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import shapely

from boundaries.drift.drift import compare
from boundaries.model import Junction, JunctionKind
from tests.boundaries.town import CORNERS, edition, leg

if TYPE_CHECKING:
    from boundaries.drift.drift import Drift
    from boundaries.model import Edition


def shifted(north_m: float, **changes: object) -> Edition:
    """The square with its north street moved to the north; the side streets follow."""
    corners = dict(CORNERS)
    for name in "ab":
        corners[name] = (CORNERS[name][0], CORNERS[name][1] + north_m)
    legs = []
    for number, ends in enumerate(("ab", "bc", "cd", "da"), start=1):
        start, end = (Junction(JunctionKind.SHARED_NODE, *corners[e]) for e in ends)
        line = tuple(corners[e] for e in ends)
        legs.append(dataclasses.replace(leg(number), line=line, start=start, end=end))
    area = shapely.MultiPolygon([shapely.Polygon(list(corners.values()))])
    return dataclasses.replace(edition(legs=legs), area=area, **changes)


def drift_of(north_m: float, *, tolerance_m: float = 0.05) -> Drift:
    return compare(shifted(0), shifted(north_m), tolerance_m=tolerance_m)
