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
import shapely.ops

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from .network import XY

DETOUR = 1.6
"""A way along the street that is this much longer than the straight one leads somewhere else."""
SHORT_M = 30.0
"""A detour of so many metres round a corner is none."""
ONE_WAY = 0.5
"""A stretch whose ends are nearer than this share of its length has no one side of the sky."""
STRAIGHT_ON = math.cos(math.radians(45))
"""Cosine of the turn up to which a street goes straight on at a junction with itself."""


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
            self._segments += [(a, b) for a, b in itertools.pairwise(_corners(part)) if a != b]
        self._tree = shapely.STRtree([shapely.LineString(ends) for ends in self._segments])
        self._beside: dict[XY, list[XY]] = defaultdict(list)
        for a, b in self._segments:
            self._beside[a].append(b)
            self._beside[b].append(a)

    def chains(self) -> tuple[shapely.LineString, ...]:
        """Return the street in pieces without branches; each goes straight on where it can.

        At a junction of the street with itself the two pieces that turn least are one.
        """
        line = self.geometry
        merged = line if isinstance(line, shapely.LineString) else shapely.line_merge(line)
        parts = [p for p in shapely.get_parts(merged) if isinstance(p, shapely.LineString)]
        return tuple(_strokes([_corners(part) for part in parts]))

    def ends(self) -> frozenset[XY]:
        """Return the corners at which the line ends."""
        return frozenset(node for node, beside in self._beside.items() if len(set(beside)) == 1)

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


def _corners(line: BaseGeometry) -> list[XY]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def _strokes(pieces: list[list[XY]]) -> Iterable[shapely.LineString]:
    """Yield the pieces, joined where one goes straight on into another."""
    onward = _joints(pieces)
    left = set(range(len(pieces)))
    ends = [(i, e) for i in range(len(pieces)) for e in (0, -1) if (i, e) not in onward]
    for start in [*ends, *((i, 0) for i in range(len(pieces)))]:
        at: tuple[int, int] | None = start
        corners: list[XY] = []
        while at is not None and at[0] in left:
            index, end = at
            left.discard(index)
            corners += pieces[index] if end == 0 else pieces[index][::-1]
            at = onward.get((index, -1 if end == 0 else 0))
        if corners:
            yield shapely.LineString([c for c, _ in itertools.groupby(corners)])


def _joints(pieces: list[list[XY]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return which end (0 the first, -1 the last) of a piece goes straight on into which."""
    meeting: dict[XY, list[tuple[int, int]]] = defaultdict(list)
    for index, corners in enumerate(pieces):
        for end in (0, -1):
            meeting[corners[end]].append((index, end))
    onward: dict[tuple[int, int], tuple[int, int]] = {}
    for node in sorted(meeting):
        turns = sorted(
            (_cosine(_outward(pieces, one), _outward(pieces, other)), one, other)
            for one, other in itertools.combinations(meeting[node], 2)
            if one[0] != other[0]
        )
        for cosine, one, other in turns:
            if cosine <= -STRAIGHT_ON and one not in onward and other not in onward:
                onward[one], onward[other] = other, one
    return onward


def _outward(pieces: list[list[XY]], end: tuple[int, int]) -> XY:
    corners = pieces[end[0]] if end[1] == 0 else pieces[end[0]][::-1]
    return corners[1][0] - corners[0][0], corners[1][1] - corners[0][1]


def _cosine(one: XY, other: XY) -> float:
    return (one[0] * other[0] + one[1] * other[1]) / (math.hypot(*one) * math.hypot(*other))


def _back(node: XY, came: dict[XY, XY]) -> list[XY]:
    nodes = [node]
    while nodes[-1] in came:
        nodes.append(came[nodes[-1]])
    return nodes[::-1]


def lengthened(corners: Sequence[XY], before: float, behind: float) -> shapely.LineString:
    """Return a line that goes straight on by some metres before its start and behind its end.

    Negative metres cut it back, but never to less than a metre.

    >>> lengthened([(0.0, 0.0), (10.0, 0.0)], 2.0, 3.0).wkt
    'LINESTRING (-2 0, 0 0, 10 0, 13 0)'
    >>> lengthened([(0.0, 0.0), (10.0, 0.0)], 0.0, -4.0).wkt
    'LINESTRING (0 0, 6 0)'
    """
    line = shapely.LineString(corners)
    low, high = max(0.0, -before), line.length - max(0.0, -behind)
    if (low, high) != (0.0, line.length) and high - low >= 1.0:
        corners = _corners(shapely.ops.substring(line, low, high))
    first = [_onward(corners[1], corners[0], before)] if before > 0 else []
    last = [_onward(corners[-2], corners[-1], behind)] if behind > 0 else []
    return shapely.LineString([*first, *corners, *last])


def _onward(before: XY, end: XY, metres: float) -> XY:
    length = math.dist(before, end) or 1.0
    return tuple(e + (e - b) / length * metres for b, e in zip(before, end, strict=True))  # type: ignore[return-value]  # two of them


def bearing_of(sides: Iterable[tuple[Sequence[XY], bool]]) -> float | None:
    """Return towards which side of the sky a side of a street lies, in degrees.

    Args:
        sides: stretches of the street, and whether the side is to the left of each.

    Returns:
        Degrees from the north by the east, or None where the street turns too much for one.

    >>> bearing_of([([(0.0, 0.0), (100.0, 0.0)], False)])
    180.0
    """
    east = north = length = 0.0
    for corners, left in sides:
        along = corners[-1][0] - corners[0][0], corners[-1][1] - corners[0][1]
        east += -along[1] if left else along[1]
        north += along[0] if left else -along[0]
        length += shapely.LineString(corners).length if len(corners) > 1 else 0.0
    return bearing(east, north) if math.hypot(east, north) > ONE_WAY * length else None


def bearing(east: float, north: float) -> float | None:
    """Return where a step leads, in degrees from the north by the east; None where nowhere."""
    return math.degrees(math.atan2(east, north)) % 360 if east or north else None
