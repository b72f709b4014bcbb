"""The line of one leg as a small graph, and the places where two such lines meet.

A *strand* holds every way that carries a leg's name. Its pieces need not touch: where they lie
close together, *bridges* over other ways, or over a short straight gap, join them at a price.
"""

from __future__ import annotations

import heapq
import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from .network import XY, Edge, LineNetwork, distance, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from .ties import Tie

BLOCKED = 1e6
"""Price of a step that must not be taken: dearer than any walk through a town."""


MINOR = frozenset({"footway", "cycleway", "path", "steps", "bridleway", "corridor", "elevator"})
"""Kinds of `highway` that a boundary follows only where nothing larger carries the name."""


@dataclass(frozen=True, slots=True)
class WalkOptions:
    """What a metre costs. All lengths in metres; costs are in on-street metres."""

    minor_factor: float = 1.5
    """Price of a metre on a path, on stairs or in a tunnel that carries the name."""
    off_factor: float = 4.0
    """Price of a metre that does not follow the named line."""
    bridge_toll: float = 20.0
    """Price of leaving the named line at all."""
    touch_toll: float = 800.0
    """Price of a leg of which the walk only touches a point."""
    stub_m: float = 15.0
    """A leg walked for less than this pays its share of the toll: people leave such stubs out."""
    point_toll: float = 150.0
    """The same for a square or a place, whose point a boundary may well only touch."""
    bridge_cap_m: float = 160.0
    """Longest bridge that is looked for along other ways."""
    air_cap_m: float = 40.0
    """Longest straight gap that is bridged where no way leads across."""
    accept_cap_m: float = 60.0
    """Longest single bridge with which a ring still counts as closed."""
    nameless_cap_m: float = 160.0
    """The same along roads that have no name on the map, so that nobody could have written them."""
    link_m: float = 80.0
    """Longest stretch of unnamed road that people leave unwritten: a link on a roundabout."""


@dataclass(frozen=True, slots=True)
class Step:
    """A move inside a strand or between two strands."""

    other: int
    cost: float
    metres: float
    way: int
    """Index of the way in the network; -1 for a bridge."""
    path: tuple[tuple[int, Edge], ...] = ()
    """Steps over other ways where this is a bridge; empty for a straight gap."""
    median: bool = False
    """True for a straight bridge from one line of a street to the other beside it."""

    @property
    def is_bridge(self) -> bool:
        """True where the step leaves the named line."""
        return self.way < 0


ROADS = frozenset(
    f"{road}{link}"
    for road in ("motorway", "trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
) | {"unclassified", "residential"}
"""Values of `highway` that lead from one street to the next."""


def is_gap(
    network: LineNetwork, metres: float, path: Sequence[tuple[int, Edge]], options: WalkOptions
) -> bool:
    """Tell whether a stretch off the named lines is so long that the ring stays open.

    Args:
        network: what the stretch belongs to.
        metres: how long it is.
        path: its steps over other ways; empty for a straight gap.
        options: how long it may be.
    """
    if metres <= options.accept_cap_m:
        return False
    ways = [network.ways[edge.way] for _, edge in path]
    nameless = all(not way.named and way.tags.get("highway") in ROADS for way in ways)
    return not (ways and nameless and metres <= options.nameless_cap_m)


def is_left_out(
    network: LineNetwork, metres: float, path: Iterable[tuple[int, Edge]], options: WalkOptions
) -> bool:
    """Tell whether people leave a stretch off the named lines out of what they write.

    Args:
        network: what the stretch belongs to.
        metres: how long it is.
        path: its steps over other ways; empty for a straight gap.
        options: how long a link, and how long a stub with a name, goes without a word.
    """
    named = sum(edge.length for _, edge in path if network.ways[edge.way].named)
    return metres <= options.link_m and named < options.stub_m


@dataclass(slots=True)
class Strand:
    """The graph of one leg's line."""

    label: str
    steps: dict[int, list[Step]]
    ways: frozenset[int]
    """Indexes of its ways in the network."""
    point_ok: bool = False
    """True where touching a point of it is natural (a square, a place)."""
    xy: Mapping[int, XY] = field(default_factory=dict)
    """Position of every node."""
    bridged: bool = False
    """True where bridges join its pieces or its lines."""
    _loops: bool | None = None
    _positions: frozenset[XY] | None = None
    _geometry: shapely.MultiLineString | None = None

    @property
    def nodes(self) -> Iterable[int]:
        """Every node on the line."""
        return self.steps.keys()

    def ends(self) -> list[int]:
        """Nodes from which only one piece of the named line leads on."""
        return [n for n, s in self.steps.items() if sum(not x.is_bridge for x in s) == 1]

    def branches(self, node: int) -> bool:
        """Tell whether more than two pieces of the named line meet in a node."""
        return sum(not s.is_bridge for s in self.steps[node]) > 2  # noqa: PLR2004

    @property
    def has_loops(self) -> bool:
        """True where the line can be walked two ways between some two of its nodes."""
        if self._loops is None:
            lines = sum(len(s) for s in self.steps.values()) // 2
            self._loops = lines > len(self.steps) - 1
        return self._loops

    def pieces(self) -> list[set[int]]:
        """Connected pieces, bridges left aside, largest first."""
        left = set(self.steps)
        found = []
        while left:
            todo = [left.pop()]
            piece = set(todo)
            while todo:
                for step in self.steps[todo.pop()]:
                    if not step.is_bridge and step.other in left:
                        left.discard(step.other)
                        piece.add(step.other)
                        todo.append(step.other)
            found.append(piece)
        return sorted(found, key=len, reverse=True)

    def fitting(self, network: LineNetwork, options: WalkOptions) -> Strand:
        """Return the strand without those bridges that nobody would leave unwritten.

        Without those over a median as well, which are for where the street leads no other way;
        the strand itself where it has none of them.
        """
        if not self.bridged:
            return self
        # By its two ends: a straight gap beside a street that has a name is no gap.
        unfit = {
            (node, step.other)
            for node, found in self.steps.items()
            for step in found
            if step.is_bridge
            and (step.median or not is_left_out(network, step.metres, step.path, options))
        }
        if not unfit:
            return self
        steps = {
            node: [s for s in found if not s.is_bridge or (node, s.other) not in unfit]
            for node, found in self.steps.items()
        }
        return Strand(self.label, steps, self.ways, self.point_ok, self.xy)

    def bridge_median(self, first: int, second: int, options: WalkOptions) -> None:
        """Join two nodes of the strand straight across what lies between its two lines."""
        self.bridged = True
        metres = distance(self.xy[first], self.xy[second])
        cost = options.bridge_toll + options.off_factor * metres
        self.steps[first].append(Step(second, cost, metres, -1, (), median=True))
        self.steps[second].append(Step(first, cost, metres, -1, (), median=True))

    def positions(self) -> frozenset[XY]:
        """Positions of its nodes."""
        if self._positions is None:
            self._positions = frozenset(self.xy[n] for n in self.steps)
        return self._positions

    def geometry(self) -> shapely.MultiLineString:
        """Every straight piece of the named line."""
        if self._geometry is None:
            self._geometry = shapely.MultiLineString(
                [
                    (self.xy[a], self.xy[s.other])
                    for a, steps in self.steps.items()
                    for s in steps
                    if not s.is_bridge and a < s.other
                ]
            )
        return self._geometry

    def search(
        self,
        start: int,
        *,
        dear: frozenset[tuple[int, int]] = frozenset(),
        until: int | None = None,
    ) -> Search:
        """Cheapest ways along the strand from one node.

        Args:
            start: node on the strand.
            dear: steps (from, to) to avoid where there is another way round.
            until: stop as soon as this node is reached.
        """
        cost: dict[int, float] = {}
        best = {start: 0.0}
        came_from: dict[int, tuple[int, Step]] = {}
        queue = [(0.0, start)]
        while queue:
            spent, node = heapq.heappop(queue)
            if node in cost:
                continue
            cost[node] = spent
            if node == until:
                break
            for step in self.steps[node]:
                further = spent + step.cost
                if dear and ((node, step.other) in dear or (step.other, node) in dear):
                    further += BLOCKED
                if further < best.get(step.other, math.inf):
                    best[step.other] = further
                    came_from[step.other] = (node, step)
                    heapq.heappush(queue, (further, step.other))
        return Search(start, cost, came_from)


@dataclass(frozen=True, slots=True)
class Search:
    """Cheapest ways along a strand from one node."""

    start: int
    cost: Mapping[int, float]
    came_from: Mapping[int, tuple[int, Step]]

    def path(self, node: int) -> list[tuple[int, Step]]:
        """Return the steps (from node, step) that lead to `node`."""
        found: list[tuple[int, Step]] = []
        while node != self.start:
            found.append(self.came_from[node])
            node = found[-1][0]
        found.reverse()
        return found


def build_strand(
    network: LineNetwork,
    ways: Sequence[int],
    label: str,
    options: WalkOptions,
    *,
    point_ok: bool = False,
) -> Strand:
    """Build the strand of a set of ways, with bridges between its pieces.

    Args:
        network: the network that the ways belong to.
        ways: indexes of the ways that carry the leg's name.
        label: the name, for messages.
        options: prices and caps.
        point_ok: touching a point of the strand is natural.
    """
    steps: dict[int, list[Step]] = {}
    for index in ways:
        nodes = network.ways[index].nodes
        tags = network.ways[index].tags
        minor = tags.get("highway") in MINOR or "tunnel" in tags
        price = options.minor_factor if minor else 1.0
        for a, b in itertools.pairwise(nodes):
            length = distance(network.xy[a], network.xy[b])
            steps.setdefault(a, []).append(Step(b, length * price, length, index))
            steps.setdefault(b, []).append(Step(a, length * price, length, index))
    strand = Strand(label, steps, frozenset(ways), point_ok, network.xy)
    _bridge_pieces(network, strand, options)
    return strand


def _bridge_pieces(network: LineNetwork, strand: Strand, options: WalkOptions) -> None:
    """Join the pieces of a strand over short stretches of other ways or straight gaps."""
    pieces = strand.pieces()
    if len(pieces) < 2:  # noqa: PLR2004 - one piece needs no bridge
        return
    ends = set(strand.ends())
    bridges: list[tuple[int, Step]] = []
    for number, piece in enumerate(pieces):
        here = ends & piece or piece
        found = _first_met(network, here, strand.steps.keys() - piece, options.bridge_cap_m)
        bridges += [(start, step) for start, step in _as_bridges(found, options)]
        for other in pieces[number + 1 :]:
            if air := _air_gap(network, ends & piece or piece, other, options):
                bridges.append(air)
    strand.bridged = bool(bridges)
    for start, step in bridges:
        back = Step(start, step.cost, step.metres, -1, _reverse(start, step))
        strand.steps[start].append(step)
        strand.steps[step.other].append(back)


def _reverse(start: int, step: Step) -> tuple[tuple[int, Edge], ...]:
    """Turn a bridge's steps round."""
    nodes = [start, *(edge.other for _, edge in step.path)]
    turned = []
    for position in range(len(step.path) - 1, -1, -1):
        edge = step.path[position][1]
        turned.append((edge.other, Edge(nodes[position], edge.length, edge.way)))
    return tuple(turned)


def _first_met(
    network: LineNetwork, starts: Iterable[int], targets: Iterable[int], cap_m: float
) -> list[tuple[int, int, float, tuple[tuple[int, Edge], ...]]]:
    """Return (start, target, metres, steps) for the targets within reach, nearest start each."""
    begun, wanted = frozenset(starts), frozenset(targets)
    asked = (begun, wanted, cap_m)
    if asked not in network.met:
        if len(network.met) >= MOST_KEPT:
            network.met.clear()
        network.met[asked] = _search(network, begun, wanted, cap_m)
    met: list[tuple[int, int, float, tuple[tuple[int, Edge], ...]]] = network.met[asked]
    return met


def _search(
    network: LineNetwork, begun: AbstractSet[int], wanted: AbstractSet[int], cap_m: float
) -> list[tuple[int, int, float, tuple[tuple[int, Edge], ...]]]:
    found = reach(network.edges, dict.fromkeys(sorted(begun), 0.0), cap_m)
    met = []
    for node in wanted & found.metres.keys():
        path = found.path(node)
        if not path or any(edge.other in wanted for _, edge in path[:-1]):
            continue
        met.append((path[0][0], node, found.metres[node], tuple(path)))
    return sorted(met, key=lambda m: (m[2], m[0], m[1]))


def _as_bridges(
    found: list[tuple[int, int, float, tuple[tuple[int, Edge], ...]]], options: WalkOptions
) -> Iterable[tuple[int, Step]]:
    for start, target, metres, path in found:
        cost = options.bridge_toll + options.off_factor * metres
        yield start, Step(target, cost, metres, -1, path)


def _air_gap(
    network: LineNetwork, here: Iterable[int], there: Iterable[int], options: WalkOptions
) -> tuple[int, Step] | None:
    """Return the shortest straight gap between two sets of nodes, if it is short enough."""
    a_ids, b_ids = list(here), list(there)
    tree = shapely.STRtree([shapely.Point(network.xy[n]) for n in b_ids])
    points = [shapely.Point(network.xy[n]) for n in a_ids]
    (index, metres) = tree.query_nearest(
        points, max_distance=options.air_cap_m, all_matches=False, return_distance=True
    )
    if not len(metres):
        return None
    nearest = int(metres.argmin())
    start, target = a_ids[index[0][nearest]], b_ids[index[1][nearest]]
    gap = float(metres[nearest])
    cost = options.bridge_toll + options.off_factor * gap
    return start, Step(target, cost, gap, -1)


MOST_KEPT = 5_000
"""Searches whose outcome a network keeps: those of some hundred boundaries. A line that is put
right step by step, or tried with what would close it, asks for nearly the same ones each time."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A place where the walk can pass from one strand to the next."""

    leave: int
    """Node on the first strand."""
    enter: int
    """Node on the second strand; the same node where they share it."""
    cost: float
    metres: float
    """Metres off both named lines."""
    path: tuple[tuple[int, Edge], ...] = ()


def handovers(
    network: LineNetwork,
    first: Strand,
    second: Strand,
    options: WalkOptions,
    ties: Sequence[Tie] = (),
) -> list[Handover]:
    """Every place where the walk can pass from `first` to `second`.

    Shared nodes (crossings included) cost nothing. Bridges are looked for from the ends of
    the pieces; from everywhere only where the two share no node at all. The places are the same
    whichever of the two comes first.
    """
    if sorted(second.ways) < sorted(first.ways):
        return [_turned(h) for h in handovers(network, second, first, options, ties)]
    shared = _run_ends(first, second)
    found = [Handover(n, n, 0.0, 0.0) for n in sorted(shared)]
    taken = {(h.leave, h.enter) for h in found}
    both = first.steps.keys() & second.steps.keys()
    starts = (set(first.ends()) - both) if both else set(first.steps)
    targets = (set(second.ends()) - both) if both else set(second.steps)
    met = _first_met(network, starts, set(second.steps) - both, options.bridge_cap_m)
    if both:
        back = _first_met(network, targets, set(first.steps) - both, options.bridge_cap_m)
        for start, target, metres, path in back:
            turned = _reverse(start, Step(target, 0.0, metres, -1, path))
            met.append((target, start, metres, turned))
    for leave, enter, metres, path in met:
        if (leave, enter) not in taken:
            taken.add((leave, enter))
            cost = options.bridge_toll + options.off_factor * metres
            found.append(Handover(leave, enter, cost, metres, path))
    if not both and (gap := _air_gap(network, first.steps, second.steps, options)):
        start, step = gap
        if (start, step.other) not in taken:
            taken.add((start, step.other))
            found.append(Handover(start, step.other, step.cost, step.metres))
    for leave, enter in sorted(_tied_here(first, second, ties) - taken):
        metres = distance(network.xy[leave], network.xy[enter])
        cost = options.bridge_toll + options.off_factor * metres
        found.append(Handover(leave, enter, cost, metres))
    return found


def _tied_here(first: Strand, second: Strand, ties: Sequence[Tie]) -> set[tuple[int, int]]:
    """Return (leave, enter) of every tie that leads from one strand to the other."""
    both_ways = [pair for tie in ties for pair in ((tie.end, tie.foot), (tie.foot, tie.end))]
    return {(a, b) for a, b in both_ways if a in first.steps and b in second.steps and a != b}


def _turned(handover: Handover) -> Handover:
    step = Step(handover.enter, handover.cost, handover.metres, -1, handover.path)
    path = _reverse(handover.leave, step)
    return Handover(handover.enter, handover.leave, handover.cost, handover.metres, path)


def _run_ends(first: Strand, second: Strand) -> set[int]:
    """Shared nodes; of a stretch that both strands run along, only its two ends."""
    shared = first.steps.keys() & second.steps.keys()
    inner = set()
    for node in shared:
        along = {s.other for s in first.steps[node] if not s.is_bridge}
        along &= {s.other for s in second.steps[node] if not s.is_bridge}
        if len(along & shared) > 1:
            inner.add(node)
    return set(shared) - inner or set(shared)
