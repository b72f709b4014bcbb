"""A graph of street centrelines that can be searched, split and walked.

Nodes are WGS84 (longitude, latitude); every distance is metres in EOV (EPSG:23700).
"""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from derive_evidence import DeriveError, Node, node_at

from geo.crs import EOV, WGS84, transformer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Edge = tuple[Node, Node]
"""An undirected straight piece, the smaller node first."""
Eov = tuple[float, float]
"""Easting and northing, metres."""
SAME_PLACE_M = 1.0
"""A new junction this near to an existing node is that node."""


def edge_of(a: Node, b: Node) -> Edge:
    """Return the undirected edge between two nodes."""
    return (a, b) if a < b else (b, a)


def eov(node: Node) -> Eov:
    """Return a node's place in EOV."""
    east, north = transformer(WGS84, EOV).transform(*node)
    return float(east), float(north)


def describe(place: Eov) -> str:
    """Return a place as text for messages."""
    return f"EOV ({place[0]:.0f}, {place[1]:.0f})"


def line_length(places: Sequence[Eov]) -> float:
    """Return the length of a line in metres."""
    return sum(math.dist(a, b) for a, b in pairwise(places))


def foot_on(place: Eov, a: Eov, b: Eov) -> tuple[float, float]:
    """Return how far along a-b (0 to 1) the nearest point is, and its distance in metres."""
    run = (b[0] - a[0], b[1] - a[1])
    square = run[0] ** 2 + run[1] ** 2
    along = ((place[0] - a[0]) * run[0] + (place[1] - a[1]) * run[1]) / square
    share = min(1.0, max(0.0, along))
    return share, math.dist(place, (a[0] + share * run[0], a[1] + share * run[1]))


class StreetGraph:
    """Centrelines as nodes and straight edges, with the directions that buses drive."""

    def __init__(self, segments: Iterable[tuple[Node, Node]] = ()) -> None:
        self.driven: set[tuple[Node, Node]] = set(segments)
        self.neighbours: dict[Node, set[Node]] = {}
        self._eov: dict[Node, Eov] = {}
        for a, b in self.driven:
            self._connect(a, b)

    def _connect(self, a: Node, b: Node) -> None:
        self.neighbours.setdefault(a, set()).add(b)
        self.neighbours.setdefault(b, set()).add(a)

    def edges(self) -> list[Edge]:
        """Return every edge, sorted."""
        return sorted({edge_of(a, b) for a, others in self.neighbours.items() for b in others})

    def place(self, node: Node) -> Eov:
        """Return a node's place in EOV."""
        if node not in self._eov:
            self._eov[node] = eov(node)
        return self._eov[node]

    def length(self, a: Node, b: Node) -> float:
        """Return the metres between two nodes."""
        return math.dist(self.place(a), self.place(b))

    def add_line(self, nodes: Sequence[Node]) -> None:
        """Add a line that no bus drives."""
        for a, b in pairwise(nodes):
            self._connect(a, b)

    def nearest_node(self, place: Eov, tolerance_m: float) -> Node:
        """Return the node nearest to a place.

        Raises:
            DeriveError: it is farther than the tolerance.
        """
        node = min(self.neighbours, key=lambda n: (math.dist(self.place(n), place), n))
        gap = math.dist(self.place(node), place)
        if gap > tolerance_m:
            raise DeriveError(
                f"the nearest network node to anchor {describe(place)} is {gap:.1f} m away "
                f"(limit {tolerance_m:g} m), at {describe(self.place(node))}"
            )
        return node

    def insert_near(self, place: Eov, tolerance_m: float) -> Node:
        """Split the edge nearest to a place at its foot and return the new node.

        Raises:
            DeriveError: the nearest edge is farther than the tolerance.
        """
        feet = [(*foot_on(place, self.place(a), self.place(b)), (a, b)) for a, b in self.edges()]
        share, gap, edge = min(feet, key=lambda foot: (foot[1], foot[2]))
        if gap > tolerance_m:
            raise DeriveError(
                f"no centreline within {tolerance_m:g} m of {describe(place)}; "
                f"the nearest is {gap:.1f} m away"
            )
        return self._split(edge, share)

    def _split(self, edge: Edge, share: float) -> Node:
        a, b = edge
        whole = self.length(a, b)
        if share * whole <= SAME_PLACE_M:
            return a
        if (1 - share) * whole <= SAME_PLACE_M:
            return b
        middle = node_at(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        self.neighbours[a].discard(b)
        self.neighbours[b].discard(a)
        self._connect(a, middle)
        self._connect(middle, b)
        for start, end in ((a, b), (b, a)):
            if (start, end) in self.driven:
                self.driven.discard((start, end))
                self.driven |= {(start, middle), (middle, end)}
        return middle

    def shortest(self, start: Node, end: Node) -> list[Node]:
        """Return the nodes of the shortest path between two nodes, whatever the direction.

        Raises:
            DeriveError: no path joins them.
        """
        best: dict[Node, float] = {start: 0.0}
        before: dict[Node, Node] = {}
        queue = [(0.0, start)]
        while queue:
            walked, node = heapq.heappop(queue)
            if node == end:
                return self._trace(before, start, end)
            if walked > best[node]:
                continue
            for other in sorted(self.neighbours[node]):
                total = walked + self.length(node, other)
                if total < best.get(other, math.inf):
                    best[other], before[other] = total, node
                    heapq.heappush(queue, (total, other))
        raise DeriveError(
            f"no path along the centrelines from {describe(self.place(start))} "
            f"to {describe(self.place(end))}"
        )

    @staticmethod
    def _trace(before: dict[Node, Node], start: Node, end: Node) -> list[Node]:
        path = [end]
        while path[-1] != start:
            path.append(before[path[-1]])
        return path[::-1]
