"""Say what keeps a ring open, and what would close it.

Unknown names, neighbours that do not meet, an order that would fit better. An open ring yields
lines for the map, never an area.

Which street would lead from one line to the next: what a sentence may have left out.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely.ops import nearest_points

from geo.network import distance, reach
from geo.strand import Strand, handovers, is_gap

from ..language.names import split_type
from ..model import Decision, LegKind, Problem
from .ledger import bridge_names, bridge_problems, unresolved_entry
from .reports import disconnected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import XY, Edge, LineNetwork
    from geo.strand import Handover, WalkOptions
    from geo.walk import Walk, WalkProblem

    from ..model import LedgerEntry
    from .layers import FoundLeg, Layer
    from .resolve import NameIndex


MOST_FOR_ORDER = 24
"""With more layers than this, another order is not looked for."""


def diagnose_missing(
    found: Sequence[FoundLeg], network: LineNetwork, index: NameIndex
) -> list[Problem]:
    """Report every leg whose name no line of the network carries, with close spellings."""
    problems = []
    for i, leg in enumerate(found):
        if leg.decision is Decision.UNRESOLVED:
            problems.append(_unknown(leg, index, _fitting(i, found, network, index)))
    return problems


def _fitting(
    i: int,
    found: Sequence[FoundLeg],
    network: LineNetwork,
    index: NameIndex,
) -> dict[str, int]:
    """How many of its two neighbours each candidate for an unknown leg meets."""
    counts: dict[str, int] = {}
    beside = [found[i - 1], found[(i + 1) % len(found)]]
    near = [_nodes_of(leg.resolution.ways, network) for leg in beside]
    for candidate in found[i].resolution.candidates:
        ways = index.find(candidate.name, found[i].spec.kind).ways
        nodes = _nodes_of(ways, network)
        counts[candidate.name] = sum(bool(nodes & other) for other in near)
    return counts


def _nodes_of(ways: Sequence[int], network: LineNetwork) -> set[int]:
    return {n for way in ways for n in network.ways[way].nodes}


def _unknown(leg: FoundLeg, index: NameIndex, meets: dict[str, int]) -> Problem:
    spec = leg.spec
    # A candidate that meets both neighbours is likelier than one that is spelled a bit closer.
    ranked = sorted(
        leg.resolution.candidates,
        key=lambda c: (*c.rank, -meets.get(c.name, 0), -c.score),
    )
    namesakes = index.namesakes(spec.name) if spec.kind is LegKind.STREET else ()
    hint = ""
    if ranked:
        hint = "; did you mean " + " or ".join(f'"{c.name}"' for c in ranked[:3]) + "?"
    elif spec.kind is LegKind.PARCEL_EDGE:
        hint = "; parcels are not on the map: supply the line"
    return Problem(
        "no_such_name",
        f'leg {spec.number} "{spec.name}": no line of the map carries this name{hint}',
        (spec.number,),
        "error",
        {
            "candidates": [
                {
                    "name": c.name,
                    "score": c.score,
                    "same_type": c.same_type,
                    "meets_neighbours": meets.get(c.name, 0),
                }
                for c in ranked
            ],
            "namesakes": list(namesakes),
        },
    )


def diagnose_gaps(
    layers: Sequence[Layer], problem: WalkProblem, network: LineNetwork
) -> list[Problem]:
    """Report every pair of neighbours that does not meet, and what would close the ring."""
    problems = []
    strands = [layer.strand for layer in layers]
    lines = {id(s): s.geometry() for s in strands}
    written = frozenset(strand.label for strand in strands)
    for i in problem.open_pairs:
        j = (i + 1) % len(layers)
        a, b = layers[i], layers[j]
        p, q = nearest_points(lines[id(a.strand)], lines[id(b.strand)])
        via = connectors(network, a.strand, b.strand, written)
        nameless = not via and bool(_shortest_way(network, a.strand, b.strand))
        problems.append(_gap(a, b, (p.x, p.y), (q.x, q.y), via, nameless=nameless))
    if order := _likelier_order(layers, problem, network):
        problems.append(order)
    return problems


def diagnose_torn(
    layers: Sequence[Layer], problem: WalkProblem, network: LineNetwork
) -> list[Problem]:
    """Report every leg whose line lies in pieces that no walk joins, with what would join them."""
    found = [
        _torn(layer, problem.turns[i - 1], problem.turns[i], network)
        for i, layer in enumerate(layers)
        if not np.isfinite(problem.costs[i]).any()
    ]
    return found or [disconnected(layers)]


def _torn(
    layer: Layer, before: Sequence[Handover], behind: Sequence[Handover], network: LineNetwork
) -> Problem:
    """Report one leg in pieces: the gap between where the walk comes and where it must go on."""
    come = _part(layer.strand, {turn.enter for turn in before})
    go = _part(layer.strand, {turn.leave for turn in behind})
    p, q = nearest_points(come.geometry(), go.geometry())
    metres, via = p.distance(q), connectors(network, come, go)
    hint = _hint(via, nameless=not via and bool(_shortest_way(network, come, go)))
    return Problem(
        "disconnected",
        f'leg {layer.numbers[0]} "{layer.label}" is in pieces {metres:.1f} m apart, from '
        f"{p.x:.0f} {p.y:.0f} to {q.x:.0f} {q.y:.0f}; name the line that joins them{hint}",
        layer.numbers,
        "error",
        {
            "gap_m": round(metres, 1),
            "nearest": [[round(v, 2) for v in (point.x, point.y)] for point in (p, q)],
            "missing": list(via),
        },
    )


def _part(strand: Strand, nodes: set[int]) -> Strand:
    """Return the pieces of a strand on which some of its nodes lie."""
    kept = {n for piece in strand.pieces() if piece & nodes for n in piece}
    steps = {n: [s for s in strand.steps[n] if not s.is_bridge] for n in kept}
    return Strand(strand.label, steps, strand.ways, strand.point_ok, strand.xy)


def report_bridges(
    network: LineNetwork, layers: Sequence[Layer], walk: Walk, options: WalkOptions
) -> list[Problem]:
    """Report every stretch of a walk off the named lines, and what would lead across it.

    A road without a name is no way round a street that would join the two lines: that was left out.
    """
    by_number = {number: layer for layer in layers for number in layer.numbers}
    written = {leg.walked_as for layer in layers for leg in layer.legs}

    def too_far(a: Layer, b: Layer, metres: float, path: Sequence[tuple[int, Edge]]) -> bool:
        if a is b or metres <= options.accept_cap_m or is_gap(network, metres, path, options):
            return is_gap(network, metres, path, options)
        return not written.issuperset(connectors(network, a.strand, b.strand))

    found = []
    for problem in bridge_problems(network, layers, walk, options.accept_cap_m, too_far):
        a, b = by_number[problem.legs[0]], by_number[problem.legs[-1]]
        missing = connectors(network, a.strand, b.strand) if a is not b else _along(problem)
        details = {**problem.details, "missing": list(missing)}
        message = problem.message
        if problem.severity == "error":
            message += _hint(missing, nameless=bool(problem.details["via"]))
        found.append(dataclasses.replace(problem, details=details, message=message))
    return found


def _along(problem: Problem) -> tuple[str, ...]:
    """Return the names of the streets under a bridge."""
    via = problem.details["via"]
    names = via if isinstance(via, list) else []
    return tuple(name for name in names if not name.startswith("way/"))


def _hint(missing: Sequence[str], *, nameless: bool) -> str:
    """Say what would lead across a gap: streets, or lines that nobody can name."""
    if missing:
        return f"; missing between them: {', '.join(missing)}?"
    return "; what leads there has no name on the map: draw it" if nameless else ""


def _gap(a: Layer, b: Layer, p: XY, q: XY, via: tuple[str, ...], *, nameless: bool) -> Problem:
    metres = shapely.Point(p).distance(shapely.Point(q))
    hint = _hint(via, nameless=nameless)
    kinds = {split_type(a.label)[1], split_type(b.label)[1]}
    return Problem(
        "gap",
        f'leg {a.numbers[-1]} "{a.label}" and leg {b.numbers[0]} "{b.label}" do not meet: '
        f"{metres:.1f} m apart{hint}",
        (a.numbers[-1], b.numbers[0]),
        "error",
        {
            "gap_m": round(metres, 1),
            "nearest": [[round(v, 2) for v in p], [round(v, 2) for v in q]],
            "missing": list(via),
            "types": sorted(filter(None, kinds)),
        },
    )


def _likelier_order(
    layers: Sequence[Layer], problem: WalkProblem, network: LineNetwork
) -> Problem | None:
    """Look for two legs that, swapped, let every pair of neighbours meet."""
    n = len(layers)
    if n > MOST_FOR_ORDER or len(problem.open_pairs) > 4:  # noqa: PLR2004 - two swapped legs open 4
        return None
    meets: dict[tuple[int, int], bool] = {}

    def meet(x: int, y: int) -> bool:
        a, b = layers[x].strand, layers[y].strand
        key = (min(id(a), id(b)), max(id(a), id(b)))
        if key not in meets:
            meets[key] = bool(a.steps.keys() & b.steps.keys()) or bool(
                handovers(network, a, b, problem.options)
            )
        return meets[key]

    suspects = {k for i in problem.open_pairs for k in (i, (i + 1) % n)}
    for x, y in itertools.combinations(range(n), 2):
        if x not in suspects and y not in suspects:
            continue
        order = list(range(n))
        order[x], order[y] = y, x
        around = {x, y, (x - 1) % n, (y - 1) % n}
        pairs = [(order[k], order[(k + 1) % n]) for k in around | set(problem.open_pairs)]
        if all(layers[a].strand is not layers[b].strand and meet(a, b) for a, b in pairs):
            return _swap(layers[x], layers[y])
    return None


def _swap(a: Layer, b: Layer) -> Problem:
    return Problem(
        "likelier_order",
        f'with leg {a.numbers[0]} "{a.label}" and leg {b.numbers[0]} "{b.label}" exchanged '
        "every leg meets the next; check the order",
        (a.numbers[0], b.numbers[0]),
        "warning",
    )


def open_entries(found: Sequence[FoundLeg], network: LineNetwork) -> tuple[LedgerEntry, ...]:
    """Return ledger entries of an open ring, with the lines that can be shown.

    A known leg shows its longest piece, uncut: where it starts and ends is not known.
    """
    return tuple(
        unresolved_entry(leg, _shown(leg, network))
        if leg.resolution.ways
        else unresolved_entry(leg)
        for leg in found
    )


def _shown(leg: FoundLeg, network: LineNetwork) -> tuple[XY, ...]:
    lines = [network.line(network.ways[w]) for w in leg.resolution.ways]
    merged = shapely.line_merge(shapely.union_all(lines))
    longest = max(shapely.get_parts(merged), key=lambda part: part.length)
    return tuple((round(x, 2), round(y, 2)) for x, y in longest.coords)


CLOSING_LIMIT_M = 1500.0
"""How far to look along the network for a way between two lines that do not meet."""
MOST_NAMED = 6


def connectors(
    network: LineNetwork, a: Strand, b: Strand, written: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the names of streets that would join two lines, the likeliest first.

    First every single street that meets both (the one with the shortest stretch between them
    before the others), then the streets along the shortest way from one to the other.

    Args:
        network: what the lines belong to.
        a: one line.
        b: the other one.
        written: names that the ring has anyway; a street that it runs along elsewhere is rarely
            what was left out here, so that these come last.
    """
    meets_a, meets_b = _names_at(network, a), _names_at(network, b)
    direct = {
        name: min(
            distance(network.xy[p], network.xy[q]) for p in meets_a[name] for q in meets_b[name]
        )
        for name in meets_a.keys() & meets_b.keys()
    }
    ranked = sorted(direct, key=lambda name: (direct[name], name))
    fresh = [name for name in ranked if name not in written]
    way = [] if fresh or (ranked and not written) else _shortest_way(network, a, b, written)
    along = [name for name in bridge_names(network, way) if not name.startswith("way/")]
    # A path beside the line, or what was left out of it, carries the name that is written already.
    own = {a.label, b.label}
    named = dict.fromkeys([*fresh, *along, *ranked])
    return tuple(name for name in named if name not in own)[:MOST_NAMED]


def _names_at(network: LineNetwork, strand: Strand) -> dict[str, list[int]]:
    """Name -> nodes of the strand where a way of that name, not its own, meets it."""
    found: dict[str, list[int]] = {}
    for node in strand.nodes:
        ways = {edge.way for edge in network.edges.get(node, ())} - strand.ways
        for way in ways:
            for name in network.ways[way].names[:1]:
                found.setdefault(name, []).append(node)
    return {name: list(dict.fromkeys(nodes)) for name, nodes in found.items()}


def _shortest_way(
    network: LineNetwork, a: Strand, b: Strand, without: frozenset[str] = frozenset()
) -> list[Edge]:
    """Return the steps of the shortest way from one line to another; none where it is too long.

    Streets of some names are not walked.
    """
    shut = {at for at, way in enumerate(network.ways) if without.intersection(way.names[:1])}
    targets, starts = set(b.nodes), dict.fromkeys(a.nodes, 0.0)
    found = reach(network.edges, starts, CLOSING_LIMIT_M, until=targets, shut=shut)
    hits = [n for n in targets if n in found.metres]
    if not hits:
        return []
    nearest = min(hits, key=lambda n: found.metres[n])
    return [edge for _, edge in found.path(nearest)]
