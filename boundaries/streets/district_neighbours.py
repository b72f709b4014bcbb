"""Polling districts that are far from all that their streets go on in: drawn wrong. Pure.

Where one number of a street is of one district and the next of another, the two lie side by side.
A street may leap over fields or a railway once; a district whose streets all leap stands elsewhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from ..ground.district_relations import TOLERANCE_M
from .plot_width import ASSUMED_M, PlotWidth
from .reach import StreetDoors, plots_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..register.register import Door, Register, Thoroughfare

NEXT_PLOTS = 6
"""Two districts are neighbours along a street where at most so many plots lie between them."""
_WIDTH = PlotWidth(ASSUMED_M)


def torn_districts(register: Register, ground: Mapping[str, BaseGeometry]) -> frozenset[str]:
    """Return the districts all of whose neighbours along their streets are too far away.

    Args:
        register: doors with their districts.
        ground: district -> where its doors are taken to be, EOV; others are not looked at.
    """
    beside: dict[str, list[bool]] = defaultdict(list)
    for street in register.thoroughfares:
        for one, other, plots in _neighbours(street, ground):
            far = ground[one].distance(ground[other]) > _WIDTH.reach(plots) + 2 * TOLERANCE_M
            beside[one].append(far)
            beside[other].append(far)
    return frozenset(district for district, far in beside.items() if all(far))


def _may_be_next(door: Door, there: Door) -> bool:
    """Tell by the figures alone whether two doors can be neighbours; spares counting the rest.

    One number in two districts is a fault of the register.
    """
    if door.number is None or there.number is None or door.number == there.number:
        return False
    return abs(door.number.number - there.number.number) <= NEXT_PLOTS


def _neighbours(
    street: Thoroughfare, ground: Mapping[str, BaseGeometry]
) -> Iterator[tuple[str, str, float]]:
    """Yield pairs of districts that follow one another on a street, with the plots between."""
    doors = [door for door in street.doors if door.number is not None]
    told = StreetDoors(street.type, doors, continuous=True)
    if not told.follows:
        return
    by_district: dict[str, list[Door]] = defaultdict(list)
    for door in doors:
        if door.district in ground:
            by_district[door.district].append(door)
    districts = sorted(by_district)
    for at, one in enumerate(districts):
        for other in districts[at + 1 :]:
            plots = min(
                (
                    plots_between(door, there, told)
                    for door in by_district[one]
                    for there in by_district[other]
                    if _may_be_next(door, there)
                ),
                default=math.inf,
            )
            if plots <= NEXT_PLOTS:
                yield one, other, plots
