"""Where polling districts lie, as the lines of their own streets show it. Pure. EOV metres.

A street all of whose doors are of one district stands on that district's ground, however its
polygon is drawn. So its line disproves a polygon that leaves it out, and tells on which side of
a boundary street the district lies.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from ..ground.district_relations import MINOR_SHARE, TOLERANCE_M, Relation
from ..language.names import normal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..register.register import PollingDistrict, Register

LEAST_M = 300.0
"""Own streets of fewer metres disprove no polygon."""
WITHIN_SHARE = 0.5
"""A polygon that holds less than this of its own streets is drawn wrong. The rest may be stretches
without doors: a street is one line, and its doors stand on a part of it."""
BESIDE_M = 150.0
"""Own streets this near to a boundary street tell on which side of it their district lies."""
LEAST_BESIDE_M = 60.0
"""Fewer metres of them tell nothing."""


@dataclass(frozen=True, slots=True)
class DistrictStreets:
    """The known lines of each district's own streets."""

    lines: Mapping[str, BaseGeometry]
    """District -> the lines of the streets that are wholly of it; districts without any lack."""

    def disproved(self, districts: Iterable[PollingDistrict]) -> frozenset[str]:
        """Return the districts whose polygons leave out too much of their own streets."""
        return frozenset(d.id for d in districts if self.leaves_out(d.id, d.polygon))

    def shows(self, district: str) -> bool:
        """Tell whether enough of a district's own streets is known to show where it is."""
        own = self.lines.get(district)
        return own is not None and own.length >= LEAST_M

    def leaves_out(self, district: str, ground: BaseGeometry) -> bool:
        """Tell whether some ground leaves out too much of a district's own streets."""
        if not self.shows(district):
            return False
        own = self.lines[district]
        within = own.intersection(ground.buffer(TOLERANCE_M)).length
        return bool(within < WITHIN_SHARE * own.length)

    def with_own(self, district: str, ground: BaseGeometry) -> BaseGeometry:
        """Return ground of a district, with that along its own streets if it leaves them out."""
        if not self.leaves_out(district, ground):
            return ground
        beside = self.lines[district].buffer(BESIDE_M, quad_segs=2).simplify(TOLERANCE_M / 5)
        return shapely.union_all([ground, beside])

    def side_along(
        self, district: str, leg: BaseGeometry, area: BaseGeometry, zone: BaseGeometry | None
    ) -> Relation | None:
        """Return on which side of a boundary street a district's own streets lie.

        Args:
            district: its id.
            leg: the line of the boundary street.
            area: EOV.
            zone: ground where the area's true line may run, or None.

        Returns:
            INSIDE or OUTSIDE, CUT where they lie on both sides or under the zone, None where there
            are too few of them.
        """
        own = self.lines.get(district)
        if own is None:
            return None
        beside = leg.buffer(BESIDE_M, cap_style="flat").difference(leg.buffer(TOLERANCE_M))
        near = own.intersection(beside)
        if near.length < LEAST_BESIDE_M:
            return None
        if zone is not None and near.distance(zone) < TOLERANCE_M:
            return Relation.CUT
        inside = near.intersection(area).length / near.length
        if MINOR_SHARE <= inside <= 1 - MINOR_SHARE:
            return Relation.CUT
        return Relation.INSIDE if inside > MINOR_SHARE else Relation.OUTSIDE


def streets_of_districts(register: Register, lines: Mapping[str, BaseGeometry]) -> DistrictStreets:
    """Return the lines of the streets that are wholly of one district, by district.

    Args:
        register: doors and rules.
        lines: known lines of streets by `names.normal_key` of the full name.
    """
    districts: dict[str, set[str]] = defaultdict(set)
    for rule in register.rules:
        districts[normal_key(f"{rule.name} {rule.type}".strip())].add(rule.district)
    for street in register.thoroughfares:
        own = {door.district for door in street.doors if door.district}
        districts[normal_key(street.full_name)].update(own)
    found: dict[str, list[BaseGeometry]] = defaultdict(list)
    for key, of in sorted(districts.items()):
        if len(of) == 1 and key in lines:
            found[next(iter(of))].append(lines[key])
    return DistrictStreets({key: shapely.union_all(own) for key, own in found.items()})
