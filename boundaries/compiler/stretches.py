"""The line of a street that is told beside a ring: all of it, or the section between two others.

A section is what remains of the street between the nodes that it shares with its two limits, both
carriageways and what branches off between them included. What the map does not show as one clear
stretch has no line: the words then leave their doors open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.network import distance

from .layers import NEAR_LIMIT_M, find_leg, limit_nodes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo.network import Edge, LineNetwork

    from ..model import LegSpec, Section
    from .resolve import NameIndex, Resolution

APART_M = 500.0
"""Pieces of a street that are farther apart than this may be streets of two places."""


@dataclass(frozen=True, slots=True)
class FoundStreet:
    """What the map has of a street."""

    resolution: Resolution
    """Its ways; none where nothing carries the name."""
    ways: tuple[int, ...] = ()
    """Ids of the ways of the stretch."""
    lines: tuple[shapely.LineString, ...] = ()
    """The stretch; empty where there is none."""
    rest: tuple[shapely.LineString, ...] = ()
    """What of the street is not of it."""
    unclear: str = ""
    """Why a section has no line: "limit_not_found", "limit_not_met", "limit_met_twice",
    "no_limit", "not_between"; empty where it has one."""
    limit: str = ""
    """The limit that is to blame."""
    is_apart: bool = False
    """True where pieces of it lie so far apart that they may be streets of two places."""


def find_street(spec: LegSpec, index: NameIndex, network: LineNetwork) -> FoundStreet:
    """Find the stretch of a street that words name beside a ring."""
    found = find_leg(spec, index).resolution
    if not found.ways:
        return FoundStreet(found)
    if spec.section is None:
        ids = tuple(network.ways[way].id for way in found.ways)
        lines = tuple(network.line(network.ways[way]) for way in found.ways)
        return FoundStreet(found, ids, lines, is_apart=_apart(lines))
    return _section(found, spec.section, index, network)


def _apart(lines: Sequence[shapely.LineString]) -> bool:
    near = shapely.union_all(lines).buffer(APART_M / 2)
    return len(shapely.get_parts(near)) > 1


def _section(
    found: Resolution, section: Section, index: NameIndex, network: LineNetwork
) -> FoundStreet:
    edges = _edges(found, network)
    ends = []
    for name in (section.start, section.end):
        if name is None:
            return FoundStreet(found, unclear="no_limit")
        nodes = limit_nodes(name, index, network)[0]
        if not nodes:
            return FoundStreet(found, unclear="limit_not_found", limit=name)
        met = _met(nodes, edges, network)
        if not met:
            return FoundStreet(found, unclear="limit_not_met", limit=name)
        if _width(met, network) > 2 * NEAR_LIMIT_M:
            return FoundStreet(found, unclear="limit_met_twice", limit=name)
        ends.append(met)
    between = _between(edges, *ends)
    if not between:
        return FoundStreet(found, unclear="not_between")
    ids = sorted({network.ways[way].id for _, _, way in between})
    every = {_piece(node, edge) for node, leaving in edges.items() for edge in leaving}
    return FoundStreet(
        found, tuple(ids), _lines(between, network), _lines(every - between, network)
    )


def _lines(
    pieces: Iterable[tuple[int, int, int]], network: LineNetwork
) -> tuple[shapely.LineString, ...]:
    straight = [shapely.LineString([network.xy[a], network.xy[b]]) for a, b, _ in sorted(pieces)]
    merged = shapely.line_merge(shapely.union_all(straight))
    return tuple(one for one in shapely.get_parts(merged) if isinstance(one, shapely.LineString))


def _edges(found: Resolution, network: LineNetwork) -> Mapping[int, Sequence[Edge]]:
    """Return the pieces of a street by the node that they leave."""
    own = set(found.ways)
    nodes = {node for way in own for node in network.ways[way].nodes}
    return {node: [e for e in network.edges.get(node, ()) if e.way in own] for node in nodes}


def _met(
    limit: Collection[int], street: Mapping[int, Sequence[Edge]], network: LineNetwork
) -> frozenset[int]:
    """Return the nodes of a street at which a limit meets it; the nearest ones where none does."""
    shared = frozenset(limit) & street.keys()
    if shared:
        return shared
    gaps = {
        node: min(distance(network.xy[node], network.xy[other]) for other in limit)
        for node in street
    }
    nearest = min(gaps.values(), default=math.inf)
    if nearest > NEAR_LIMIT_M:
        return frozenset()
    return frozenset(node for node, gap in gaps.items() if gap <= nearest)


def _width(nodes: Collection[int], network: LineNetwork) -> float:
    places = [network.xy[node] for node in nodes]
    return max((distance(a, b) for a in places for b in places), default=0.0)


def _between(
    street: Mapping[int, Sequence[Edge]], first: frozenset[int], last: frozenset[int]
) -> set[tuple[int, int, int]]:
    """Return the pieces (node, node, way) of a street from which both of its limits are reached.

    Each piece is given once, the smaller node first.
    """
    left = {node for node in street if node not in first | last}
    found: set[tuple[int, int, int]] = set()
    while left:
        group, rim, pieces = _component(street, left, first | last)
        left -= group
        if rim & first and rim & last:
            found |= pieces
    for node in first:  # limits that are neighbours
        found |= {_piece(node, e) for e in street[node] if e.other in last and node not in last}
    return found


def _component(
    street: Mapping[int, Sequence[Edge]], left: set[int], ends: frozenset[int]
) -> tuple[set[int], set[int], set[tuple[int, int, int]]]:
    """Return nodes that hang together without the ends, the ends at their rim, their pieces."""
    group, rim = set[int](), set[int]()
    pieces = set[tuple[int, int, int]]()
    queue = [next(iter(left))]
    while queue:
        node = queue.pop()
        if node in group:
            continue
        group.add(node)
        for edge in street[node]:
            pieces.add(_piece(node, edge))
            if edge.other in ends:
                rim.add(edge.other)
            else:
                queue.append(edge.other)
    return group, rim, pieces


def _piece(node: int, edge: Edge) -> tuple[int, int, int]:
    return min(node, edge.other), max(node, edge.other), edge.way
