"""From named paths and unnamed edges to the ways of an OSM file, clipped and ordered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from derive_evidence import DeriveError, Node
from derive_graph import Edge, Eov, StreetGraph, edge_of, eov

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from derive_naming import NamedPath, Naming


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its nodes in order and its tags."""

    nodes: tuple[Node, ...]
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in EOV metres."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, place: Eov) -> bool:
        """Tell whether a place lies in the rectangle."""
        return self.west <= place[0] <= self.east and self.south <= place[1] <= self.north


def clip_line(nodes: Sequence[Node], box: Box) -> list[Node]:
    """Return the part of a line inside the box, with the corner just beyond at either end.

    Raises:
        DeriveError: the line misses the box, or enters it more than once.
    """
    inside = [i for i, node in enumerate(nodes) if box.holds(eov(node))]
    if not inside or inside[-1] - inside[0] + 1 != len(inside):
        raise DeriveError("the railway does not cross the clipping box exactly once")
    return list(nodes[max(0, inside[0] - 1) : inside[-1] + 2])


def street_ways(
    graph: StreetGraph, naming: Naming, box: Box, unnamed: Mapping[str, str]
) -> list[Way]:
    """Return the named ways in the order of the record, then the unnamed ones by place."""
    kept = {
        (a, b) for a, b in graph.edges() if box.holds(graph.place(a)) or box.holds(graph.place(b))
    }
    stray = [name for edge, name in naming.edges.items() if edge not in kept]
    if stray:
        raise DeriveError(f"{stray[0]} leaves the clipping box; make the box larger")
    ends = _way_ends(graph, naming, kept)
    named = [way for path in naming.paths for way in _named_ways(path, ends)]
    rest = sorted(_chains(kept - set(naming.edges), ends))
    return named + [Way(tuple(chain), tuple(unnamed.items())) for chain in rest]


def _way_ends(graph: StreetGraph, naming: Naming, kept: set[Edge]) -> set[Node]:
    """Return the nodes at which ways end: forks, dead ends, and changes of name."""
    ends = {node for edge in kept for node in edge if len(graph.neighbours[node]) != 2}  # noqa: PLR2004
    for path in naming.paths:
        ends |= {path.nodes[0], path.nodes[-1]}
    return ends


def _named_ways(path: NamedPath, ends: set[Node]) -> list[Way]:
    stretch = path.stretch
    tags = {
        "akcioterulet:certainty": stretch.certainty,
        "akcioterulet:evidence": stretch.evidence,
        "akcioterulet:uncertainty_m": f"{stretch.uncertainty_m:g}",
        "highway": stretch.highway,
        "name": stretch.name,
        "source": stretch.source,
    }
    if stretch.oneway:
        tags["oneway"] = "yes"
    return [Way(tuple(part), tuple(sorted(tags.items()))) for part in _split(path.nodes, ends)]


def _split(nodes: Sequence[Node], ends: set[Node]) -> list[list[Node]]:
    parts = [[nodes[0]]]
    for a, b in pairwise(nodes):
        if a in ends and len(parts[-1]) > 1:
            parts.append([a])
        parts[-1].append(b)
    return parts


def _chains(edges: set[Edge], ends: set[Node]) -> list[list[Node]]:
    """Return edges strung together between junctions, each from its smaller end."""
    left: dict[Node, set[Node]] = {}
    for a, b in edges:
        left.setdefault(a, set()).add(b)
        left.setdefault(b, set()).add(a)
    tips = {node for node, others in left.items() if node in ends or len(others) == 1}
    chains = [chain for tip in sorted(tips) for chain in _chains_from(tip, left, tips)]
    # What is left over are rings without any junction.
    for node in sorted(left):
        chains += _chains_from(node, left, {node})
    return chains


def _chains_from(start: Node, left: dict[Node, set[Node]], tips: set[Node]) -> list[list[Node]]:
    chains = []
    while left[start]:
        chain = [start, min(left[start])]
        _take(left, chain)
        while chain[-1] not in tips:
            chain.append(min(left[chain[-1]]))
            _take(left, chain)
        chains.append(min(chain, chain[::-1]))
    return chains


def _take(left: dict[Node, set[Node]], chain: Sequence[Node]) -> None:
    a, b = chain[-2:]
    left[a].discard(b)
    left[b].discard(a)


def check_edges_once(ways: Iterable[Way]) -> None:
    """Check that no piece of line is in two ways.

    Raises:
        DeriveError: one is.
    """
    seen: set[Edge] = set()
    for way in ways:
        for a, b in pairwise(way.nodes):
            if edge_of(a, b) in seen:
                raise DeriveError(f"the piece {a}-{b} is in two ways")
            seen.add(edge_of(a, b))
