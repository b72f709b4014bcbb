"""How much street a plot takes in a town, learnt from its own streets whose lines are known. Pure.

A house number stands for a plot, whether the register lists a residential door there or not. So the
metres of a street for each number of its busier side are what one plot takes, gaps included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.names import normal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..register.register import Thoroughfare

FEWEST_STREETS = 8
"""Fewer streets with a known line than this teach nothing."""
FEWEST_PLOTS = 10
"""A street with fewer plots on its busier side says little about plots."""
LEAST_M = 5.0
"""No plot takes less. A street with less for each number has numbers that are no plots (parcel
numbers, a slip of the pen: 640000 for 64), or its line is known in part only."""
ASSUMED_M = 30.0
"""Metres for a plot where a town's own streets teach nothing; wider than in the towns measured."""
SPARE_PLOTS = 4
"""Among a few plots one may be as wide as this many more: a school, a park, a side street.
`benchmarks/doors_districts.py` holds it against doors whose points are known."""


@dataclass(frozen=True, slots=True)
class PlotWidth:
    """What one plot takes along its street."""

    metres: float
    streets: int = 0
    """How many streets taught it; 0 = assumed."""

    def reach(self, plots: float) -> float:
        """Return the metres that a number of plots can take at most.

        >>> PlotWidth(20.0).reach(6)
        200.0
        """
        return self.metres * (SPARE_PLOTS + plots)


def learn_plot_width(
    streets: Iterable[Thoroughfare], lines: Mapping[str, BaseGeometry]
) -> PlotWidth:
    """Learn a town's plot width: half of all plots are in streets with no more metres for one.

    Args:
        streets: with their doors.
        lines: known lines by `names.normal_key` of the full name.
    """
    found: list[tuple[float, float]] = []
    for street in streets:
        line = lines.get(normal_key(street.full_name))
        highest = max((door.number.number for door in street.doors if door.number), default=0)
        plots = highest / 2
        if line is not None and plots >= FEWEST_PLOTS and line.length >= LEAST_M * plots:
            found.append((line.length / plots, plots))
    if len(found) < FEWEST_STREETS:
        return PlotWidth(ASSUMED_M)
    found.sort()
    left = sum(plots for _, plots in found) / 2
    for metres, plots in found:
        left -= plots
        if left <= 0:
            return PlotWidth(metres, len(found))
    return PlotWidth(found[-1][0], len(found))
