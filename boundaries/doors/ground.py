"""An area as it is seen from one street: which way the ground beside a stretch of it lies. Pure.

Metres in the system of the edition (EOV, EPSG:23700).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.street_line import lengthened

from ..ground.eligibility import ON_LINE_M
from ..language.names import normal_key
from ..model import Certainty, LineRule, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import XY

    from ..model import Edition, LedgerEntry
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
        line = lengthened(corners, *ends_m)
        at = np.linspace(0.0, line.length, max(2, math.ceil(line.length / STEP_M) + 1))
        feet = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
        back, on = (
            shapely.get_coordinates(
                shapely.line_interpolate_point(line, np.clip(at + step, 0.0, line.length))
            )
            for step in (-0.5, 0.5)
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


class AreaGround:
    """An area as every street sees it; what all of them share is made once."""

    def __init__(self, edition: Edition) -> None:
        """Take the area."""
        self._edition, self._boundary = edition, edition.area.boundary
        lines = [shapely.LineString(leg.line) for leg in edition.legs if len(leg.line) > 1]
        drawn = self._boundary.difference(shapely.union_all(lines).buffer(_widest(edition)))
        zone = edition.uncertain_zone
        self._doubt = [*([] if zone is None else [zone]), drawn.buffer(ON_LINE_M)]

    def seen_from(self, street: Street) -> Ground:
        """Look at the area from a street."""
        strip = street.line.geometry.buffer(OWN_M)
        ground = Ground(
            self._edition.area,
            self._boundary.intersection(strip),
            self._boundary.difference(strip),
            shapely.union_all([*_doubts(self._edition, street.key), *self._doubt]),
        )
        shapely.prepare([ground.area, ground.own, ground.rest, ground.doubt])
        return ground


def _widest(edition: Edition) -> float:
    """Return how far the line of the area may lie from that of its leg: half a carriageway."""
    return max((abs(leg.offset_m or 0.0) for leg in edition.legs), default=0.0) + OWN_M


def _doubts(edition: Edition, key: str) -> Iterable[BaseGeometry]:
    for leg in edition.legs:
        if len(leg.line) < 2:  # noqa: PLR2004 - a line
            continue
        line = shapely.LineString(leg.line)
        if leg.certainty is not Certainty.CERTAIN:
            yield line.buffer(max(leg.uncertainty_m or 0.0, BESIDE_M) + OWN_M)
        elif _is_own(leg, key) and leg.rule is not LineRule.CENTRE_LINE:
            yield line.buffer(BESIDE_M + abs(leg.offset_m or 0.0) + OWN_M)


def _is_own(leg: LedgerEntry, key: str) -> bool:
    return key in {normal_key(leg.name), normal_key(leg.walked_as or leg.name)}
