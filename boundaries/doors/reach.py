"""How far from a known door a number may stand, as the doors of its street show. Pure."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import shapely
import shapely.ops

from .chains import corners_of
from .positions import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.network import XY

    from ..language.house_numbers import HouseNumber
    from .chains import KnownDoor
    from .sides import Street

PAST_M = 60.0
PLOT_M = 40.0
"""A number stands within `PAST_M` of a known one, and so much for each plot between; farther in a
town whose plots are wider (`wideness`)."""
SURE = 0.95
"""A town's plots are as wide as this share of its pairs of neighbours shows: the others
are streets in pieces, hamlets of one name, slips."""
SPARE = 1.25
"""The widest plots of a town that is in order are so much wider than that."""
FEWEST = 10
"""Fewer pairs than this do not teach how wide a town's plots are."""
WIDEST = 3.0
"""No town has plots wider than so many times the usual; beyond are slips and streets in pieces."""
FARTHEST_M = 3000.0
"""No street is looked along for longer, whatever number is asked."""
ORDERLY = 2
"""So many pairs of neighbours show that the doors of a street stand in the order of numbers."""


class Reach:
    """How far the numbers of one street are from each other."""

    def __init__(self, street: Street, wide: float = 1.0) -> None:
        """Learn from the known doors; `wide` is the town's `wideness`."""
        doors = sorted(street.all_doors(), key=lambda door: door.value)
        near = [
            math.dist(one.place, other.place) <= _usual(other.number, one)
            for one, other in itertools.pairwise(doors)
        ]
        self.is_orderly = len(near) >= ORDERLY and all(near)
        """Whether the known doors stand as near to each other as their numbers say; of fewer than
        three nothing is said."""
        self._scale = max([wide, *(_wider(side) for side in street.doors.values())])

    def metres(self, number: HouseNumber, door: KnownDoor) -> float:
        """Return how far from a known door a number may stand, as wide as the street's plots."""
        return min(FARTHEST_M, self._scale * _usual(number, door))

    def of_plots(self, plots: float) -> float:
        """Return how many metres of the street a number of plots may take."""
        return self._scale * PLOT_M * plots


def _usual(number: HouseNumber, door: KnownDoor) -> float:
    return PAST_M + PLOT_M * abs(value_of(number) - door.value) / 2


def _wider(side: Sequence[KnownDoor]) -> float:
    """Return how much wider than usual the plots between some doors of one parity are."""
    return max(_ratios(side), default=1.0)


def _ratios(side: Sequence[KnownDoor]) -> Iterator[float]:
    for one, other in itertools.pairwise(side):
        yield math.dist(one.place, other.place) / _usual(other.number, one)


def wideness(streets: Iterable[Street]) -> float:
    """Return how much wider than usual the plots of a town are, as its known doors show.

    Where few are known, they teach nothing, and the plots are taken for usual ones.
    """
    found = sorted(
        ratio for street in streets for side in street.doors.values() for ratio in _ratios(side)
    )
    if len(found) < FEWEST:
        return SPARE
    return min(WIDEST, SPARE * max(1.0, found[min(len(found) - 1, int(SURE * len(found)))]))


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
