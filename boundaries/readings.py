"""Every closed walk that a sentence may mean: other turns, other sides of crescents and squares."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

from geo.walk import solve

from .choice import CompileOptions, FoundWalk, different_from, measure
from .loops import both_at_once, other_ways_round

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network import LineNetwork
    from geo.walk import Walk, WalkProblem

    from .layers import Layer

MOST_VARIED = 8
"""How many walks that turn elsewhere are tried on the other side of their crescents as well."""


def readings_of(
    network: LineNetwork, problem: WalkProblem, layers: Sequence[Layer], options: CompileOptions
) -> tuple[list[Walk], list[FoundWalk]]:
    """Return the closed walks of a problem, and those worth a look with their areas.

    First the cheapest walk through every other place of turning; then the best of them on the
    other side of its crescents; then what really differs, two changes at a time.

    Returns:
        The walks by cost (empty where the lines do not connect into a ring), and the measured
        ones, the likeliest first (empty where none encloses an area).
    """
    walks = solve(problem, within=options.rival_ratio)
    if not walks:
        return [], []
    pool = _Pool(network, options)
    pool.add(walks)
    slack = min((options.rival_ratio - 1) * walks[0].cost, options.rival_m)
    for walk in [pool.best.walk] if pool else walks[:MOST_VARIED]:
        pool.add(other_ways_round(problem, walk, dearer_m=slack))
    if pool:
        best = pool.best
        different, _ = different_from(best, pool.ranked()[1:], layers, options)
        real = [found.walk for found in different]
        for walk in [w for w in real if w.choice != best.walk.choice][:MOST_VARIED]:
            pool.add(other_ways_round(problem, walk, dearer_m=slack))
        pool.add(both_at_once(best.walk, real, dearer_m=slack))
    return walks, pool.ranked()


class _Pool:
    """Walks with their areas, each measured once."""

    def __init__(self, network: LineNetwork, options: CompileOptions) -> None:
        self._network, self._options = network, options
        self._ranked: list[tuple[bool, float, FoundWalk]] = []
        self._seen: set[tuple[int, ...]] = set()

    def __bool__(self) -> bool:
        return bool(self._ranked)

    def add(self, walks: Iterable[Walk]) -> None:
        """Measure walks that may matter; an area never costs less than its walk."""
        for walk in sorted(walks, key=lambda w: w.cost):
            if self and walk.cost > self.best.cost + self._options.rival_m:
                return
            # Not by cost: two squares of the same shape are two different ways round.
            key = tuple(node for path in walk.legs for node in path.nodes)
            if key in self._seen:
                continue
            self._seen.add(key)
            if measured := measure(self._network, walk, self._options):
                # A walk whose bridges are all short goes before any that leaves the ring open.
                far = walk.longest_bridge_m > self._options.walk.accept_cap_m
                bisect.insort(self._ranked, (far, measured.cost, measured), key=lambda r: r[:2])

    @property
    def best(self) -> FoundWalk:
        """The likeliest walk."""
        return self._ranked[0][2]

    def ranked(self) -> list[FoundWalk]:
        """Return every measured walk, the likeliest first."""
        return [found for _, _, found in self._ranked]
