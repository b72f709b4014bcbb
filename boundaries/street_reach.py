"""How far from a known door a number may stand, as the doors of its street show. Pure."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import shapely
import shapely.ops

from .positions import value_of
from .street_chains import corners_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import XY

    from .house_numbers import HouseNumber
    from .street_chains import KnownDoor
    from .street_sides import Street

PAST_M = 60.0
PLOT_M = 40.0
"""A number stands within `PAST_M` of a known one, and so much for each plot between: on the real
extracts of the benchmarks 99 of 100 do."""
FARTHEST_M = 3000.0
"""No street is looked along for longer, whatever number is asked."""
ORDERLY = 2
"""So many pairs of neighbours show that the doors of a street stand in the order of numbers."""


class Reach:
    """How far the numbers of one street are from each other."""

    def __init__(self, street: Street) -> None:
        """Learn from the known doors."""
        doors = sorted(street.all_doors(), key=lambda door: door.value)
        near = [
            math.dist(one.place, other.place) <= _usual(other.number, one)
            for one, other in itertools.pairwise(doors)
        ]
        self.is_orderly = len(near) >= ORDERLY and all(near)
        """Whether the known doors stand as near to each other as their numbers say; of fewer than
        three nothing is said."""
        self._scale = max([1.0, *(_wider(side) for side in street.doors.values())])

    def metres(self, number: HouseNumber, door: KnownDoor) -> float:
        """Return how far from a known door a number may stand, as wide as the street's plots."""
        return min(FARTHEST_M, self._scale * _usual(number, door))


def _usual(number: HouseNumber, door: KnownDoor) -> float:
    return PAST_M + PLOT_M * abs(value_of(number) - door.value) / 2


def _wider(side: Sequence[KnownDoor]) -> float:
    """Return how much wider than usual the plots between some doors of one parity are."""
    return max(
        (
            math.dist(one.place, other.place) / _usual(other.number, one)
            for one, other in itertools.pairwise(side)
        ),
        default=1.0,
    )


def cut(corners: Sequence[XY], ahead_m: float, back_m: float) -> tuple[XY, ...]:
    """Return the part of a way that is within some metres of its start and of its end.

    All of it where there is no such part, or hardly any.

    >>> cut([(0.0, 0.0), (100.0, 0.0)], 60.0, 70.0)
    ((30.0, 0.0), (60.0, 0.0))
    """
    line = shapely.LineString(corners)
    low, high = max(0.0, line.length - back_m), min(line.length, ahead_m)
    if high - low < 1.0 or high - low >= line.length:
        return tuple(corners)
    return corners_of(shapely.ops.substring(line, low, high))
