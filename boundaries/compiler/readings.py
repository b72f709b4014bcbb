"""Every closed walk that a sentence may mean: other turns, other sides of crescents and squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.walk import solve

from .choice import CompileOptions, FoundWalk, iou, measure, others_of
from .loops import both_at_once, other_ways_round

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network import LineNetwork
    from geo.walk import Walk, WalkProblem

    from .layers import Layer

OTHER_SHARE = 0.05
"""A walk that was found by varying one that is no reading itself is shown from this difference on:
below it such walks are the two sides of a small square, one after the other."""
FEW_VARIED = 3
"""How many of those are tried."""
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
    pool = _Pool(network, layers, options)
    pool.add(walks, far=True)
    slack = (options.rival_ratio - 1) * walks[0].cost
    for walk in [pool.best.walk] if pool else walks[:MOST_VARIED]:
        pool.add(other_ways_round(problem, walk, dearer_m=slack))
    if pool:
        best = pool.best
        real = [found.walk for found in others_of(best, pool.ranked()[1:], layers, options).rivals]
        for walk in [w for w in real if w.choice != best.walk.choice][:MOST_VARIED]:
            pool.add(other_ways_round(problem, walk, dearer_m=slack))
        pool.add(both_at_once(best.walk, real, dearer_m=slack))
        limit = options.unwritten_price * best.cost
        for walk in pool.turning_elsewhere(best, limit):
            more = other_ways_round(problem, walk, dearer_m=limit - walk.cost)
            pool.add(more, unlike=best)
    return walks, pool.ranked()


class _Pool:
    """Walks with their areas, each measured once."""

    def __init__(
        self, network: LineNetwork, layers: Sequence[Layer], options: CompileOptions
    ) -> None:
        self._network, self._options = network, options
        self._may_touch = [layer.strand.point_ok for layer in layers]
        self._found: list[FoundWalk] = []
        self._seen: set[tuple[int, ...]] = set()
        self._fits = False

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(
        self, walks: Iterable[Walk], *, far: bool = False, unlike: FoundWalk | None = None
    ) -> None:
        """Measure walks that may matter; an area never costs less than its walk.

        Args:
            walks: to be measured.
            far: measure those as well that are too long to be likely.
            unlike: keep only walks that fit the words, are hardly dearer than this one and
                enclose another area, by more than `OTHER_SHARE`.
        """
        for walk in sorted(walks, key=lambda w: w.cost):
            if self and not far and walk.cost > self._options.rival_ratio * self.best.cost:
                return
            # Not by cost: two squares of the same shape are two different ways round.
            key = tuple(node for path in walk.legs for node in path.nodes)
            if key in self._seen:
                continue
            self._seen.add(key)
            beyond = self.best.cost if self._fits and self.best.written else None
            measured = measure(self._network, walk, self._may_touch, self._options, beyond=beyond)
            if measured and (unlike is None or self._is_other(measured, unlike)):
                self._found.append(measured)
                self._fits |= measured.written and not self._is_far(measured)

    def _is_other(self, found: FoundWalk, best: FoundWalk) -> bool:
        near = found.cost <= self._options.unwritten_price * best.cost
        return near and found.written and 1 - iou(found.ring.area, best.ring.area) > OTHER_SHARE

    def _is_far(self, found: FoundWalk) -> bool:
        return found.walk.longest_bridge_m > self._options.walk.accept_cap_m

    def _rank(self, found: FoundWalk) -> tuple[bool, bool, float]:
        """A ring that closes before one that stays open; then one that skips no leg, if it fits."""
        return self._is_far(found), found.skips and self._fits, found.cost

    def turning_elsewhere(self, best: FoundWalk, limit: float) -> list[Walk]:
        """Return the cheapest walk for each choice of turns that is not the best one's.

        A few of them, and none dearer than the limit.
        """
        found: dict[tuple[int, ...], Walk] = {}
        for one in sorted((f.walk for f in self._found), key=lambda walk: walk.cost):
            if one.choice != best.walk.choice and one.cost <= limit:
                found.setdefault(one.choice, one)
        return list(found.values())[:FEW_VARIED]

    @property
    def best(self) -> FoundWalk:
        """The likeliest walk."""
        return min(self._found, key=self._rank)

    def ranked(self) -> list[FoundWalk]:
        """Return every measured walk, the likeliest first."""
        return sorted(self._found, key=self._rank)
