"""Do the streets of an altered sentence still bound an area? An answer from geometry alone.

Nothing of the compiler is used. A sentence is *another valid sentence* when all its neighbours
meet and a closed walk runs through them in order, with some metres on every street. Two readings:

- exact: streets meet in a node or a crossing of the network;
- slack: they also meet across what the clerk of this benchmark leaves unwritten, a gap of 15 m
  or an unnamed road of 40 m (80 m on a roundabout).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely
from roundtrip_blocks import can_bound
from roundtrip_regions import LINK_M, ROUND_LINK_M, STUB_M

from geo.network import Edge, LineNetwork, WayKind, distance, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.network import XY

LEAST_M = 1.0
"""A street counts as walked from this distance on."""


class Validity(StrEnum):
    """Whether a sentence bounds an area."""

    NO = "no"
    SLACK = "slack"
    """Only across gaps that a clerk leaves unwritten."""
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Line:
    """All ways that carry a name."""

    part: dict[int, int]
    """Node -> connected part, with slack."""
    exact_part: dict[int, int]
    """Node -> connected part, over shared nodes only."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk can pass from one line to the next."""

    leave: int
    enter: int


class Meetings:
    """Answers whether a sequence of names can be walked round on a network."""

    def __init__(self, network: LineNetwork) -> None:
        self._network = network
        self._ways: defaultdict[str, list[int]] = defaultdict(list)
        for index, way in enumerate(network.ways):
            if way.kind in {WayKind.STREET, WayKind.RAILWAY, WayKind.AREA}:
                for name in way.names:
                    self._ways[name].append(index)
        self._links = _unnamed(network)
        self._streets = sorted(
            {w.tags["name"] for w in network.ways if can_bound(w) and w.tags.get("name")}
        )
        self._lines: dict[str, Line] = {}
        self._places: dict[tuple[str, str, bool], list[Place]] = {}

    @property
    def names(self) -> list[str]:
        """Every name of a street, railway or square, sorted."""
        return sorted(self._ways)

    @property
    def streets(self) -> list[str]:
        """Main names of the lines that a boundary can run along, sorted."""
        return self._streets

    def validity(self, names: Sequence[str]) -> Validity:
        """Tell whether the names, in this order, bound an area."""
        if self._closes(names, slack=False):
            return Validity.EXACT
        return Validity.SLACK if self._closes(names, slack=True) else Validity.NO

    def _closes(self, names: Sequence[str], *, slack: bool) -> bool:
        count = len(names)
        places = [self._meet(names[i], names[(i + 1) % count], slack=slack) for i in range(count)]
        if not all(places):
            return False
        reached = np.eye(len(places[-1]), dtype=bool)
        for i, name in enumerate(names):
            reached = reached @ self._steps(name, places[i - 1], places[i], slack=slack)
        return bool(reached.diagonal().any())

    def _steps(
        self, name: str, before: list[Place], behind: list[Place], *, slack: bool
    ) -> npt.NDArray[np.bool_]:
        line, xy = self._line(name), self._network.xy
        part = line.part if slack else line.exact_part
        come = np.array([part[p.enter] for p in before])
        go = np.array([part[p.leave] for p in behind])
        a = np.array([xy[p.enter] for p in before])
        b = np.array([xy[p.leave] for p in behind])
        apart = np.hypot(*(a[:, None, :] - b[None, :, :]).transpose(2, 0, 1)) > LEAST_M
        steps: npt.NDArray[np.bool_] = (come[:, None] == go[None, :]) & apart
        return steps

    def _line(self, name: str) -> Line:
        if name not in self._lines:
            exact = _parts(self._network, self._ways[name])
            self._lines[name] = Line(self._with_slack(exact), exact)
        return self._lines[name]

    def _with_slack(self, exact: dict[int, int]) -> dict[int, int]:
        """Join parts that lie a stub or an unnamed link apart."""
        parent = {p: p for p in exact.values()}

        def root(p: int) -> int:
            while parent[p] != p:
                p = parent[p]
            return p

        for a, b in self._near(list(exact), list(exact)):
            parent[root(exact[a])] = root(exact[b])
        return {node: root(p) for node, p in exact.items()}

    def _meet(self, first: str, second: str, *, slack: bool) -> list[Place]:
        key = (first, second, slack)
        if key not in self._places:
            a, b = self._line(first).part, self._line(second).part
            found = [Place(n, n) for n in a.keys() & b.keys()]
            if slack:
                found += [Place(x, y) for x, y in self._near(list(a), list(b)) if x != y]
            self._places[key] = found
        return self._places[key]

    def _near(self, left: list[int], right: list[int]) -> set[tuple[int, int]]:
        """Pairs of nodes a stub apart, or joined by an unnamed link."""
        xy = self._network.xy
        if not left or not right:
            return set()
        tree = shapely.STRtree([shapely.Point(xy[n]) for n in right])
        hits = tree.query([shapely.Point(xy[n]) for n in left], "dwithin", distance=STUB_M)
        pairs = {(left[i], right[j]) for i, j in zip(*hits.tolist(), strict=True)}
        wanted = set(right)
        for node in left:
            if node in self._links:
                found = reach(self._links, {node: 0.0}, LINK_M).metres
                pairs |= {(node, n) for n in wanted & found.keys()}
        return {(a, b) for a, b in pairs if a != b}


def _parts(network: LineNetwork, ways: Sequence[int]) -> dict[int, int]:
    part: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for number, index in enumerate(ways):
        nodes = network.ways[index].nodes
        joined = {part[n] for n in nodes if n in part}
        members[number] = [n for n in nodes if n not in part]
        for old in joined:
            members[number] += members.pop(old)
        for node in members[number]:
            part[node] = number
    return part


def _unnamed(network: LineNetwork) -> dict[int, list[Edge]]:
    """Unnamed roads; a roundabout counts half, so that one limit serves for both."""
    edges: defaultdict[int, list[Edge]] = defaultdict(list)
    for index, way in enumerate(network.ways):
        if way.kind is not WayKind.STREET or way.names:
            continue
        share = LINK_M / ROUND_LINK_M if way.tags.get("junction") == "roundabout" else 1.0
        for a, b in zip(way.nodes, way.nodes[1:], strict=False):
            metres = share * distance(network.xy[a], network.xy[b])
            edges[a].append(Edge(b, metres, index))
            edges[b].append(Edge(a, metres, index))
    return edges


def gap_between(xy: dict[int, XY], first: Sequence[int], second: Sequence[int]) -> float:
    """Return the shortest distance between two sets of nodes, metres."""
    tree = shapely.STRtree([shapely.Point(xy[n]) for n in second])
    points = [shapely.Point(xy[n]) for n in first]
    _, metres = tree.query_nearest(points, all_matches=False, return_distance=True)
    return float(metres.min())
