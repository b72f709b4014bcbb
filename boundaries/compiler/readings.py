"""Every closed walk that a sentence may mean: other turns, other sides of crescents and squares.

Streets of two lines that meet only far away: the boundary changes sides where it stands. The walk
over the named lines runs to where the two carriageways meet and comes back beside its own start.
Where that is so, the walk is looked for once more with a bridge straight over the median.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.ties import medians
from geo.walk import prepare, solve

from .choice import (
    CompileOptions,
    FoundWalk,
    both_at_once,
    iou,
    measure,
    other_ways_round,
    others_of,
)
from .layers import build_layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.ties import Tie
    from geo.walk import Walk, WalkProblem

    from .layers import FoundLeg, Layer


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
                self._fits |= measured.written and not measured.open

    def _is_other(self, found: FoundWalk, best: FoundWalk) -> bool:
        near = found.cost <= self._options.unwritten_price * best.cost
        return near and found.written and 1 - iou(found.ring.area, best.ring.area) > OTHER_SHARE

    def _rank(self, found: FoundWalk) -> tuple[bool, bool, float]:
        """A ring that closes before one that stays open; then one that skips no leg, if it fits."""
        return found.open, found.skips and self._fits, found.cost

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


MOST_LOOKED_AT = 3
"""How many of the likeliest walks are looked at for a way there and back."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the walks are looked for in, and what was found."""

    network: LineNetwork
    layers: list[Layer]
    problem: WalkProblem
    limits: Mapping[int, frozenset[int]]
    ties: Sequence[Tie]
    walks: Sequence[Walk] = ()
    """Closed walks by cost; empty where the lines do not connect into a ring."""
    readings: Sequence[FoundWalk] = ()
    """Those that enclose an area, the likeliest first."""


def search(found: Sequence[FoundLeg], before: Search, options: CompileOptions) -> Search:
    """Look for the closed walks of a problem, over medians where the lines meet only far away.

    Args:
        found: the legs.
        before: the network, its layers and the prepared problem.
        options: prices and margins.

    Returns:
        The same with its walks; with another network where a median was bridged.
    """
    walks, readings = readings_of(before.network, before.problem, before.layers, options)
    plain = dataclasses.replace(before, walks=walks, readings=readings)
    if not walks:
        return plain
    looked_at = [reading.walk for reading in readings[:MOST_LOOKED_AT]] + list(walks[:1])
    paths = [(i, path) for walk in looked_at for i, path in enumerate(walk.legs)]
    network, crossings = medians(before.network, paths, options.walk)
    if not crossings:
        return plain
    layers = build_layers(found, network, options.walk)
    for i, tie in crossings:
        layers[i].strand.bridge_median(tie.end, tie.foot, options.walk)
    strands = [layer.strand for layer in layers]
    problem = prepare(network, strands, options.walk, limits=before.limits, ties=before.ties)
    walks, readings = readings_of(network, problem, layers, options)
    over = Search(network, layers, problem, before.limits, before.ties, walks, readings)
    return _likelier(plain, over, options)


def _likelier(plain: Search, over: Search, options: CompileOptions) -> Search:
    """Choose between the walks without a bridge over a median and those with one."""
    crossings = [
        r
        for r in over.readings
        if r.walk.crosses_median and r.written and not _is_a_strip(r.ring.area, options)
    ]
    if not crossings:
        return plain
    # Where the median is bridged makes no difference to the price: the smaller area is taken, so
    # that the same words backwards give the same.
    crossing = min(crossings, key=lambda r: (round(r.cost, 1), r.ring.area.area))
    if plain.readings:
        best = plain.readings[0]
        if best.written and not _only_a_strip(crossing, best, options):
            # A crescent is walked round: its name says so.
            if best.cost <= options.rival_ratio * crossing.cost:
                return plain
        elif best.cost <= crossing.cost:
            return plain
    rest = [
        reading
        for reading in over.readings
        if reading is not crossing
        and (reading.walk.crosses_median or not _only_a_strip(crossing, reading, options))
    ]
    return dataclasses.replace(over, readings=[crossing, *rest])


def _only_a_strip(crossing: FoundWalk, other: FoundWalk, options: CompileOptions) -> bool:
    """Tell whether a walk encloses more or less than one over a median by the median alone."""
    between = shapely.symmetric_difference(crossing.ring.area, other.ring.area)
    return _is_a_strip(between, options)


def _is_a_strip(ground: BaseGeometry, options: CompileOptions) -> bool:
    """Tell whether all of some ground is no wider, in the mean, than a median may be."""
    return all(
        2 * part.area <= options.walk.air_cap_m * part.length
        for part in shapely.get_parts(ground)
        if isinstance(part, shapely.Polygon)
    )
