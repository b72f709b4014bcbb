"""An area as it is seen from one street: which way the ground beside a stretch of it lies. Pure.

Metres in the system of the edition (EOV, EPSG:23700).
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.street_line import lengthened

from ..ground.eligibility import ON_LINE_M
from ..ground.parted import for_doors
from ..language.names import normal_key
from ..model import Certainty, LineRule, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import MultiPolygon
    from shapely.geometry.base import BaseGeometry

    from geo.network import XY

    from ..model import Edition
    from .sides import Street

STEP_M = 4.0
"""A stretch of street is looked at every so many metres."""
BESIDE_M = 1.0
"""The ground beside a line is looked at so far from it, and as far as the doors stand."""
OWN_M = 0.05
"""The line of the area runs on a street where it is this near; coordinates are rounded."""


@dataclass(frozen=True, slots=True)
class Ground:
    """An area as it is seen from one street."""

    area: BaseGeometry
    own: BaseGeometry
    """The part of its line that is the street."""
    rest: BaseGeometry
    """The other parts of its line."""
    doubt: BaseGeometry
    """Ground where the side of a street says nothing: zones, lines that are not certain, and the
    line of the street itself where the sentence has a rule of its own for its doors."""

    def facing(
        self, corners: Sequence[XY], depth: float, *, left: bool, ends_m: tuple[float, float]
    ) -> VerdictKind | None:
        """Return the side of the area that one side of a stretch faces; None where not one.

        Args:
            corners: the stretch.
            depth: how far from it the doors stand.
            left: which side of it is looked at.
            ends_m: how far before its start and behind its end is looked too; negative: how much
                of it is left out there.
        """
        xy = shapely.get_coordinates(lengthened(corners, *ends_m))
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))
        at = np.linspace(0.0, along[-1], max(2, math.ceil(along[-1] / STEP_M) + 1))
        # By hand: shapely would walk the line from its start for each place.
        feet, back, on = (
            np.column_stack([np.interp(at + step, along, one) for one in xy.T])
            for step in (0.0, -0.5, 0.5)
        )
        ahead = on - back
        length = np.hypot(ahead[:, 0], ahead[:, 1])
        straight = length > 0
        feet, ahead = feet[straight], ahead[straight] / length[straight, None]
        normal = np.column_stack((-ahead[:, 1], ahead[:, 0])) * (1.0 if left else -1.0)
        depths = {BESIDE_M, max(depth / 2, BESIDE_M), max(depth, BESIDE_M)}
        spots = np.concatenate([feet + normal * far for far in sorted(depths)])
        if shapely.intersects_xy(self.doubt, spots).any():
            return None
        inside = shapely.contains_xy(self.area, spots)
        if inside.all():
            return VerdictKind.INSIDE
        return None if inside.any() else VerdictKind.OUTSIDE

    def is_crossed(self, end: XY) -> bool:
        """Tell whether the line of the area crosses at an end of the street, on another street."""
        return bool(self.rest.distance(shapely.Point(end)) < ON_LINE_M)


@dataclass(frozen=True, slots=True)
class _Leg:
    """What of a leg says where the ground beside it is doubtful."""

    keys: frozenset[str]
    """Names of its street, as all ways of writing them give them."""
    line: tuple[XY, ...]
    is_certain: bool
    is_centred: bool
    """Whether the middle of its street is the line of the area."""
    uncertainty_m: float
    offset_m: float


def area_ground(edition: Edition) -> AreaGround:
    """Return an area as every street sees it, which is made once for the same area."""
    edition = for_doors(edition)
    legs = tuple(
        _Leg(
            frozenset({normal_key(leg.name), normal_key(leg.walked_as or leg.name)}),
            leg.line,
            leg.certainty is Certainty.CERTAIN,
            leg.rule is LineRule.CENTRE_LINE,
            leg.uncertainty_m or 0.0,
            abs(leg.offset_m or 0.0),
        )
        for leg in edition.legs
        if len(leg.line) > 1
    )
    return _area_ground(edition.area, edition.uncertain_zone, legs)


class AreaGround:
    """An area as every street sees it; what all of them share is made once."""

    def __init__(
        self, area: MultiPolygon, zone: BaseGeometry | None, legs: tuple[_Leg, ...]
    ) -> None:
        """Take an area, its uncertain zone and its legs; see `area_ground`."""
        self._area, self._boundary, self._legs = area, area.boundary, legs
        lines = [shapely.LineString(leg.line) for leg in legs]
        # The line of the area may lie so far from that of its leg: half a carriageway.
        widest = max((leg.offset_m for leg in legs), default=0.0) + OWN_M
        drawn = self._boundary.difference(shapely.union_all(lines).buffer(widest))
        doubt: list[BaseGeometry] = [
            line.buffer(max(leg.uncertainty_m, BESIDE_M) + OWN_M)
            for leg, line in zip(legs, lines, strict=True)
            if not leg.is_certain
        ]
        doubt += [*([] if zone is None else [zone]), drawn.buffer(ON_LINE_M)]
        self._doubt = shapely.union_all(doubt)

    def seen_from(self, street: Street) -> Ground:
        """Look at the area from a street."""
        strip = street.line.geometry.buffer(OWN_M)
        own = [
            shapely.LineString(leg.line).buffer(BESIDE_M + leg.offset_m + OWN_M)
            for leg in self._legs
            if street.key in leg.keys and leg.is_certain and not leg.is_centred
        ]
        ground = Ground(
            self._area,
            self._boundary.intersection(strip),
            self._boundary.difference(strip),
            shapely.union_all([*own, self._doubt]),
        )
        shapely.prepare([ground.area, ground.own, ground.rest, ground.doubt])
        return ground


_area_ground = functools.lru_cache(maxsize=8)(AreaGround)
