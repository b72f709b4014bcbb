"""The cheapest closed walk through ordered strands, found exactly.

The strands are the layers of a graph and the handovers between neighbours its nodes; the price
between two handovers is the cheapest way along the strand between them (one Dijkstra search for
each place where the walk can enter). The closed walk is the cheapest cycle through all layers,
solved by dynamic programming for every handover of the narrowest layer: by price alone, with every
leg walked far enough to be worth a name, and with nothing walked besides that people would have
written, so that a cheap walk over a bridge hides none that follows the words. With n legs,
h handovers for each pair and s straight pieces in a strand this costs O(n·h·s log s + n·h³): it
grows with the named streets, not with the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .strand import (
    BLOCKED,
    Handover,
    Search,
    Step,
    Strand,
    WalkOptions,
    handovers,
    is_gap,
    is_left_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import numpy.typing as npt

    from .network import Edge, LineNetwork
    from .ties import Tie

ELSEWHERE_M = 150.0
"""Turns so far apart are no two lines of one junction."""


@dataclass(frozen=True, slots=True)
class LegPath:
    """The walk along one strand."""

    start: int
    steps: tuple[Step, ...]
    on_line_m: float = field(init=False, compare=False)
    """Metres along the named line."""
    bridges: tuple[Step, ...] = field(init=False, compare=False)
    """Its steps off the named line."""

    def __post_init__(self) -> None:
        bridges = tuple(step for step in self.steps if step.way < 0)
        metres = sum(step.metres for step in self.steps if step.way >= 0)
        object.__setattr__(self, "bridges", bridges)
        object.__setattr__(self, "on_line_m", metres)

    @property
    def nodes(self) -> list[int]:
        """Nodes in walking order, bridges given by their ends only."""
        return [self.start, *(s.other for s in self.steps)]


@dataclass(frozen=True, slots=True)
class Walk:
    """A closed walk: one path for each strand, and the handover behind each."""

    legs: tuple[LegPath, ...]
    turns: tuple[Handover, ...]
    """`turns[i]` leads from strand i to strand i + 1 (the last one back to the first)."""
    cost: float
    choice: tuple[int, ...]
    """Which handover was taken behind each strand."""

    def bridges(self) -> Iterator[tuple[float, tuple[tuple[int, Edge], ...]]]:
        """Yield (metres, steps over other ways) for every stretch off the named lines."""
        for turn in self.turns:
            if turn.leave != turn.enter:
                yield turn.metres, turn.path
        for path in self.legs:
            for step in path.bridges:
                yield step.metres, step.path

    @property
    def crosses_median(self) -> bool:
        """True where it changes straight from one line of a street to the other."""
        return any(step.median for path in self.legs for step in path.bridges)

    def stays_open(self, network: LineNetwork, options: WalkOptions) -> bool:
        """Tell whether a stretch off the named lines is too long for a closed ring."""
        return any(is_gap(network, metres, path, options) for metres, path in self.bridges())

    @property
    def between_m(self) -> float:
        """Metres off the named lines between one leg and the next, all stretches together."""
        return sum(turn.metres for turn in self.turns if turn.leave != turn.enter)

    @property
    def off_m(self) -> float:
        """Metres off the named lines, all stretches together."""
        return sum(metres for metres, _ in self.bridges())


@dataclass(slots=True)
class WalkProblem:
    """Strands in order, with everything that the solver needs to know about them."""

    strands: Sequence[Strand]
    turns: list[list[Handover]]
    costs: list[npt.NDArray[np.float64]]
    """`costs[i][a, b]`: from handover a before strand i, along it, through handover b."""
    named_costs: list[npt.NDArray[np.float64]]
    """The same where every leg is walked as far as one that is worth a name."""
    fit_costs: list[npt.NDArray[np.float64]]
    """The same where nothing else is walked that people would have written."""
    searches: list[dict[int, Search]]
    fit_searches: list[dict[int, Search]]
    """The searches behind `fit_costs`."""
    detours: dict[tuple[int, int, int], list[tuple[float, tuple[Step, ...]]]]
    """(strand, from node, to node) -> other ways round: (extra cost, steps)."""
    options: WalkOptions

    paths: dict[tuple[int, int], LegPath] = field(default_factory=dict)
    """(identity of a search, node) -> the way there; many walks share theirs."""
    all_fits: bool = True
    """True where no bridge is one that people would have written about."""

    @property
    def open_pairs(self) -> list[int]:
        """Indexes i for which strand i does not meet strand i + 1."""
        return [i for i, found in enumerate(self.turns) if not found]


def prepare(
    network: LineNetwork,
    strands: Sequence[Strand],
    options: WalkOptions,
    *,
    limits: Mapping[int, frozenset[int]] | None = None,
    ties: Sequence[Tie] = (),
) -> WalkProblem:
    """Find the handovers between neighbours and the price of every stretch between them.

    Args:
        network: what the strands belong to.
        strands: in walking order.
        options: prices and caps.
        limits: turn (behind strand i) -> nodes at which it must lie, where it can.
        ties: ends that lie on or beside a line between its nodes.
    """
    n = len(strands)
    turns = [handovers(network, strands[i], strands[(i + 1) % n], options, ties) for i in range(n)]
    for i, nodes in (limits or {}).items():
        turns[i] = [h for h in turns[i] if h.leave in nodes or h.enter in nodes] or turns[i]
    problem = WalkProblem(strands, turns, [], [], [], [], [], {}, options)
    if problem.open_pairs:
        return problem
    for i in range(n):
        before, behind = turns[i - 1], turns[i]
        searches = {h.enter: strands[i].search(h.enter) for h in before}
        problem.searches.append(searches)
        prices, named = _price(strands[i], before, behind, searches, options)
        problem.costs.append(prices)
        problem.named_costs.append(named)
        fit_strand = strands[i].fitting(network, options)
        if fit_strand is not strands[i]:
            problem.all_fits = False
            searches = {h.enter: fit_strand.search(h.enter) for h in before}
            _, named = _price(fit_strand, before, behind, searches, options)
        unfit = [not is_left_out(network, h.metres, h.path, options) for h in behind]
        problem.all_fits &= not any(unfit)
        problem.fit_searches.append(searches)
        problem.fit_costs.append(named + BLOCKED * np.array(unfit, dtype=float))
    return problem


def _price(
    strand: Strand,
    before: Sequence[Handover],
    behind: Sequence[Handover],
    searches: dict[int, Search],
    options: WalkOptions,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    prices = np.full((len(before), len(behind)), np.inf)
    named = prices.copy()
    toll = options.point_toll if strand.point_ok else options.touch_toll
    for a, come in enumerate(before):
        cost = searches[come.enter].cost
        for b, go in enumerate(behind):
            along = cost.get(go.leave, np.inf)
            short = max(0.0, 1 - along / options.stub_m)
            prices[a, b] = along + toll * short + go.cost
            named[a, b] = prices[a, b] + (BLOCKED if short else 0.0)
    return prices, named


def solve(problem: WalkProblem, *, most: int = 12, within: float = 2.0) -> list[Walk]:
    """Return the cheapest closed walk and, behind it, the cheapest with any other handover.

    With legs as short as they come, with every leg walked as far as one worth a name, and with
    nothing else walked that people would have written.

    Args:
        problem: prepared; must have no open pair.
        most: how many walks of each of two sorts at the most: by price, and fit to the words.
        within: leave out walks dearer than this many times the cheapest, unless they fit.

    Returns:
        Walks by cost; empty where the strands' pieces do not connect into a ring.
    """
    ranked = _ranked(problem, problem.costs)
    if not ranked:
        return []
    named = _ranked(problem, problem.named_costs)
    for choice, cost in named.items():
        ranked[choice] = min(cost, ranked.get(choice, np.inf))
    cheapest = min(ranked.values())
    near = {k: c for k, c in ranked.items() if c <= within * cheapest}
    chosen = _spread(problem, near, most)
    found = [_walk(problem, k, c, problem.searches) for c, k in chosen]
    fit = named if problem.all_fits else _ranked(problem, problem.fit_costs)
    fitting = _spread(problem, fit, most)
    found += [_walk(problem, k, c, problem.fit_searches) for c, k in fitting]
    return sorted(found, key=lambda walk: walk.cost)


def _spread(
    problem: WalkProblem, ranked: Mapping[tuple[int, ...], float], most: int
) -> list[tuple[float, tuple[int, ...]]]:
    """Return the cheapest walks, and as many that turn far from where any of these turns.

    Junctions of many lines have dozens of handovers: the other bank of a river stands behind all
    the ways over one of them.
    """
    by_cost = sorted((cost, choice) for choice, cost in ranked.items())
    places = [
        np.array([strand.xy[turn.leave] for turn in turns])
        for strand, turns in zip(problem.strands, problem.turns, strict=True)
    ]
    known = [np.zeros(len(turns), dtype=bool) for turns in problem.turns]

    def know(choice: tuple[int, ...]) -> None:
        for i, k in enumerate(choice):
            known[i] |= np.hypot(*(places[i] - places[i][k]).T) <= ELSEWHERE_M

    found = by_cost[:most]
    for _, choice in found:
        know(choice)
    for cost, choice in by_cost[most:]:
        if len(found) >= 2 * most:
            break
        if not all(at[k] for at, k in zip(known, choice, strict=True)):
            found.append((cost, choice))
            know(choice)
    return found


def _ranked(
    problem: WalkProblem, costs: Sequence[npt.NDArray[np.float64]]
) -> dict[tuple[int, ...], float]:
    """Return the cheapest closed walk through every handover: its choice and its cost."""
    cut = min(range(len(problem.turns)), key=lambda i: len(problem.turns[i]))
    order = [(cut + 1 + k) % len(problem.turns) for k in range(len(problem.turns))]
    ranked: dict[tuple[int, ...], float] = {}
    for start in range(len(problem.turns[cut])):
        for cost, choice in _through(costs, order, start):
            if cost < BLOCKED:
                ranked[choice] = min(cost, ranked.get(choice, np.inf))
    return ranked


def _through(
    costs: Sequence[npt.NDArray[np.float64]], order: list[int], start: int
) -> list[tuple[float, tuple[int, ...]]]:
    """For one handover of the cut, the cheapest cycle through every other handover."""
    forward, came = _sweep([costs[i] for i in order], start)
    backward, goes = _sweep([costs[i].T for i in reversed(order)], start)
    n = len(order)
    found: dict[tuple[int, ...], float] = {}
    if not np.isfinite(forward[-1][start]):
        return []
    for layer in range(n):
        # backward[k] stands before the k-th strand from the end.
        rest = backward[n - 2 - layer] if layer < n - 1 else None
        total = forward[layer] if rest is None else forward[layer] + rest
        for b in np.flatnonzero(np.isfinite(total)):
            if rest is None and b != start:
                continue
            choice = _trace(came, goes, layer, int(b), n, start)
            by_leg = [0] * n
            for position, i in enumerate(order):
                by_leg[i] = choice[position]
            found[tuple(by_leg)] = float(total[b])
    return [(cost, choice) for choice, cost in found.items()]


def _sweep(
    costs: list[npt.NDArray[np.float64]], start: int
) -> tuple[list[npt.NDArray[np.float64]], list[npt.NDArray[np.int64]]]:
    reached: list[npt.NDArray[np.float64]] = []
    came: list[npt.NDArray[np.int64]] = []
    current = costs[0][start]
    reached.append(current)
    came.append(np.full(current.shape, start))
    for price in costs[1:]:
        total = current[:, None] + price
        came.append(total.argmin(axis=0))
        current = total.min(axis=0)
        reached.append(current)
    return reached, came


def _trace(
    came: list[npt.NDArray[np.int64]],
    goes: list[npt.NDArray[np.int64]],
    layer: int,
    b: int,
    n: int,
    start: int,
) -> list[int]:
    """Handovers in order when layer `layer` takes handover `b`."""
    choice = [0] * n
    choice[layer] = b
    at = b
    for k in range(layer, 0, -1):
        at = int(came[k][at])
        choice[k - 1] = at
    at = b
    for k in range(layer + 1, n):
        at = int(goes[n - 1 - k][at])
        choice[k] = at
    choice[n - 1] = start
    return choice


def _walk(
    problem: WalkProblem,
    choice: tuple[int, ...],
    cost: float,
    searches: Sequence[Mapping[int, Search]],
) -> Walk:
    turns = tuple(problem.turns[i][c] for i, c in enumerate(choice))
    legs = []
    for i in range(len(turns)):
        search, leave = searches[i][turns[i - 1].enter], turns[i].leave
        key = (id(search), leave)
        if key not in problem.paths:
            steps = search.path(leave)
            problem.paths[key] = LegPath(search.start, tuple(step for _, step in steps))
        legs.append(problem.paths[key])
    return Walk(tuple(legs), turns, cost, choice)
