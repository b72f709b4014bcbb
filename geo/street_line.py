"""The line of one street: where a place lies along it, on which side, and the way between two.

A street is drawn in several ways: pieces that join or not, branches, two carriageways, loops. Here
it is one graph, whose nodes are the corners that its pieces share. Metres in any metric system,
(x, y) with x to the east.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from .network import XY

DETOUR = 1.6
"""A way along the street that is this much longer than the straight one leads somewhere else."""
SHORT_M = 30.0
"""A detour of so many metres round a corner is none."""


@dataclass(frozen=True, slots=True)
class Foot:
    """The point of a street's line that is nearest to a place."""

    segment: int
    """Index of the straight piece that it lies on."""
    at: float
    """Metres from that piece's start."""
    x: float
    y: float
    left: float
    """Metres from the line to the place: to the left of the piece's direction, else negative."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The way along a street between two feet."""

    corners: tuple[XY, ...]
    """From the first foot to the last."""
    starts_left: bool
    """Whether the first foot's place is to the left of the way."""
    ends_left: bool
    """Whether the last foot's place is to the left of the way."""


class StreetLine:
    """One street."""

    def __init__(self, line: BaseGeometry) -> None:
        """Take the line, in one piece or many; what shares a corner joins there."""
        self.geometry = line
        self._segments: list[tuple[XY, XY]] = []
        for part in shapely.get_parts(line):
            corners = [(float(x), float(y)) for x, y in shapely.get_coordinates(part)]
            self._segments += [(a, b) for a, b in itertools.pairwise(corners) if a != b]
        self._tree = shapely.STRtree([shapely.LineString(ends) for ends in self._segments])
        self._beside: dict[XY, list[XY]] = defaultdict(list)
        for a, b in self._segments:
            self._beside[a].append(b)
            self._beside[b].append(a)

    def chains(self) -> tuple[shapely.LineString, ...]:
        """Return the pieces between ends and branches."""
        line = self.geometry
        merged = line if isinstance(line, shapely.LineString) else shapely.line_merge(line)
        return tuple(p for p in shapely.get_parts(merged) if isinstance(p, shapely.LineString))

    def foot(self, place: XY, *, within_m: float) -> Foot | None:
        """Return the foot of a place, or None where the street is farther off than `within_m`."""
        index = self._tree.nearest(shapely.Point(place))
        if index is None:
            return None
        (ax, ay), (bx, by) = self._segments[int(index)]
        length = math.hypot(bx - ax, by - ay)
        ahead = (bx - ax) / length, (by - ay) / length
        east, north = place[0] - ax, place[1] - ay
        at = min(max(east * ahead[0] + north * ahead[1], 0.0), length)
        x, y = ax + ahead[0] * at, ay + ahead[1] * at
        far = math.hypot(place[0] - x, place[1] - y)
        if far > within_m:
            return None
        return Foot(int(index), at, x, y, math.copysign(far, ahead[0] * north - ahead[1] * east))

    def stretch(self, start: Foot, end: Foot) -> Stretch | None:
        """Return the way between two feet; None where there is none that is not a detour."""
        first, last = (start.x, start.y), (end.x, end.y)
        if start.segment == end.segment:
            with_it = end.at >= start.at
            return Stretch((first, last), (start.left > 0) == with_it, (end.left > 0) == with_it)
        nodes = self._shortest(start, end)
        if nodes is None:
            return None
        corners = (first, *nodes, last)
        metres = sum(math.dist(a, b) for a, b in itertools.pairwise(corners))
        straight = math.dist(first, last)
        if metres > max(DETOUR * straight, straight + SHORT_M):
            return None
        return Stretch(
            corners,
            (start.left > 0) == (nodes[0] == self._segments[start.segment][1]),
            (end.left > 0) == (nodes[-1] == self._segments[end.segment][0]),
        )

    def _shortest(self, start: Foot, end: Foot) -> list[XY] | None:
        """Return the nodes of the shortest way from one straight piece to another."""
        best = {node: math.dist((start.x, start.y), node) for node in self._segments[start.segment]}
        goal = self._segments[end.segment]
        came: dict[XY, XY] = {}
        queue = [(metres, node) for node, metres in best.items()]
        heapq.heapify(queue)
        done: set[XY] = set()
        while queue and not done.issuperset(goal):
            metres, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            for other in self._beside[node]:
                onward = metres + math.dist(node, other)
                if onward < best.get(other, math.inf):
                    best[other], came[other] = onward, node
                    heapq.heappush(queue, (onward, other))
        reached = [node for node in goal if node in done]
        if not reached:
            return None
        return _back(min(reached, key=lambda n: best[n] + math.dist(n, (end.x, end.y))), came)


def _back(node: XY, came: dict[XY, XY]) -> list[XY]:
    nodes = [node]
    while nodes[-1] in came:
        nodes.append(came[nodes[-1]])
    return nodes[::-1]


def lengthened(corners: Sequence[XY], metres: float) -> shapely.LineString:
    """Return a line that goes straight on by some metres at both ends.

    >>> lengthened([(0.0, 0.0), (10.0, 0.0)], 2.0).wkt
    'LINESTRING (-2 0, 0 0, 10 0, 12 0)'
    """
    return shapely.LineString(
        [
            _onward(corners[1], corners[0], metres),
            *corners,
            _onward(corners[-2], corners[-1], metres),
        ]
    )


def _onward(before: XY, end: XY, metres: float) -> XY:
    length = math.dist(before, end) or 1.0
    return tuple(e + (e - b) / length * metres for b, e in zip(before, end, strict=True))  # type: ignore[return-value]  # two of them
