"""A line network in metres: one type, whatever the source.

Nodes are OSM node ids; where two lines cross without sharing a node (a railway and a street, a
bridge), a *crossing node* is put on both, so that a boundary can turn there. Crossing nodes
have ids below `FIRST_CROSSING` and never leave this process.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from .bulk import all_kept
from .crs import WGS84, metric_epsg_for, require_metric, transformer
from .errors import ExtractError
from .osm.tags import OUT_OF_USE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from .osm.elements import Extract
    from .osm.tags import OtherName

XY = tuple[float, float]
"""(x, y) in metres: (easting, northing)."""

FIRST_CROSSING = -(10**15)
"""Ids of crossing nodes count down from here, far from real and from negative local ids."""


class WayKind(StrEnum):
    """What sort of line a way is."""

    STREET = "street"
    RAILWAY = "railway"
    WATER = "water"
    BORDER = "border"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of the network; its nodes may include crossing nodes."""

    id: int
    kind: WayKind
    nodes: tuple[int, ...]
    names: tuple[str, ...]
    """What it is called today, the main name first; relations' names included."""
    refs: tuple[str, ...]
    """Line or road numbers: "142", "M0"."""
    tags: Mapping[str, str]
    also: tuple[tuple[WayKind, str], ...] = ()
    """Names that it carries as another kind of line: a street that is a town's border too."""
    others: tuple[OtherName, ...] = ()
    """Names under other keys (former, alternative, official ones), each with its key."""
    out_of_use: str = ""
    """Why a street is not in use ("disused", "construction", ...); empty where it is."""

    @property
    def named(self) -> bool:
        """True where it carries a name under any key."""
        return bool(self.names or self.others)

    @property
    def closed(self) -> bool:
        """True where the way ends in the node it starts from."""
        return self.nodes[0] == self.nodes[-1]


class Edge(NamedTuple):
    """A straight piece between two neighbouring nodes of a way."""

    other: int
    """Node at the far end."""
    length: float
    way: int
    """Index of the way in `LineNetwork.ways`."""


@dataclass(slots=True)
class LineNetwork:
    """Ways with shared nodes in a metric reference system."""

    epsg: int
    ways: tuple[Way, ...]
    xy: dict[int, XY]
    source: str
    timestamp: str | None = None
    crossings: frozenset[int] = frozenset()
    """Nodes where lines cross without a node of their own in the map."""
    edges: dict[int, list[Edge]] = field(default_factory=dict)
    """Node -> pieces that leave it."""
    met: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What searches on this very network have found (`strand`), for the next ones."""

    def __post_init__(self) -> None:
        require_metric(self.epsg)
        if not self.edges:
            self.edges = _adjacency(self.ways, self.xy)

    @classmethod
    @all_kept()
    def from_extract(cls, extract: Extract, *, epsg: int | None = None) -> LineNetwork:
        """Build the network of an extract.

        Args:
            extract: WGS84 nodes and ways.
            epsg: metric system to work in; by default EOV in Hungary, UTM elsewhere.

        Raises:
            ExtractError: no way in it is a line on the ground.
        """
        from .classify import lines_on_the_ground  # noqa: PLC0415 - it makes ways of this module

        ids = list(extract.nodes)
        lonlat = np.array([extract.nodes[n] for n in ids])
        if epsg is None:
            middle = np.median(lonlat, axis=0)
            epsg = metric_epsg_for(float(middle[0]), float(middle[1]))
        x, y = transformer(WGS84, epsg).transform(lonlat[:, 0], lonlat[:, 1])
        xy = dict(zip(ids, zip(x.tolist(), y.tolist(), strict=True), strict=True))
        ways = lines_on_the_ground(extract)
        if not ways:
            raise ExtractError(f"{extract.source}: no street, railway, water or border in it")
        return cls.from_ways(
            ways, xy, epsg=epsg, source=extract.source, timestamp=extract.timestamp
        )

    @classmethod
    @all_kept()
    def from_ways(
        cls,
        ways: Sequence[Way],
        xy: Mapping[int, XY],
        *,
        epsg: int,
        source: str,
        timestamp: str | None = None,
    ) -> LineNetwork:
        """Build a network of ways whose nodes have positions in metres.

        Args:
            ways: every line; crossings without a shared node are found here.
            xy: node -> position in `epsg`.
            epsg: metric reference system.
            source: what the ways came from.
            timestamp: state of the map (ISO), if known.
        """
        places = dict(xy)
        first = min(FIRST_CROSSING, min(places, default=FIRST_CROSSING))
        noded, crossings = _insert_crossings(list(ways), places, first=first)
        used = {n for way in noded for n in way.nodes}
        return cls(
            epsg=epsg,
            ways=tuple(noded),
            xy={n: p for n, p in places.items() if n in used},
            source=source,
            timestamp=timestamp,
            crossings=frozenset(crossings),
        )

    def with_lines(
        self, lines: Sequence[tuple[int, Sequence[XY], Mapping[str, str]]], kind: WayKind
    ) -> LineNetwork:
        """Return a copy with more ways; this network stays as it is.

        Args:
            lines: (way id, positions in this network's system, tags) of each new way. They
                share no node with the rest; where they cross it, a crossing node is put on both.
            kind: what sort of line they are.
        """
        xy = dict(self.xy)
        fresh = min(self.crossings, default=FIRST_CROSSING) - 1
        ways = list(self.ways)
        for way_id, positions, tags in lines:
            nodes = tuple(range(fresh, fresh - len(positions), -1))
            fresh -= len(positions)
            xy.update(zip(nodes, positions, strict=True))
            ways.append(Way(way_id, kind, nodes, (tags["name"],), (), tags))
        ways, added = _insert_crossings(ways, xy, first=fresh)
        return LineNetwork(
            self.epsg, tuple(ways), xy, self.source, self.timestamp, self.crossings | added
        )

    def with_nodes(self, places: Sequence[tuple[int, XY]]) -> tuple[LineNetwork, list[int]]:
        """Return a copy with further nodes on its ways, and the nodes in the order asked for.

        Args:
            places: (index of a way, position on its line) of each new node; the node counts as a
                crossing, for the map has none there. This network stays as it is.
        """
        first = min(FIRST_CROSSING, *self.xy) - 1
        nodes = list(range(first, first - len(places), -1))
        xy, ways, edges = dict(self.xy), list(self.ways), dict(self.edges)
        added: dict[int, list[tuple[float, int]]] = {}
        for node, (way, position) in zip(nodes, places, strict=True):
            xy[node] = position
            along = self.line(ways[way]).project(shapely.Point(position))
            added.setdefault(way, []).append((along, node))
        for index, on_way in added.items():
            for node in self.ways[index].nodes:
                edges[node] = [edge for edge in edges.get(node, ()) if edge.way != index]
            ways[index] = _with_nodes(ways[index], on_way, xy)
            for node, edge in _edges_of(index, ways[index], xy):
                edges.setdefault(node, []).append(edge)
        crossings = self.crossings | set(nodes)
        made = LineNetwork(
            self.epsg, tuple(ways), xy, self.source, self.timestamp, crossings, edges
        )
        return made, nodes

    def line(self, way: Way) -> shapely.LineString:
        """Return the centre line of a way."""
        return shapely.LineString([self.xy[n] for n in way.nodes])

    def along(self, way: int) -> list[float]:
        """Return the metres from a way's start to each of its nodes."""
        nodes = self.ways[way].nodes
        metres = [0.0]
        for a, b in itertools.pairwise(nodes):
            metres.append(metres[-1] + distance(self.xy[a], self.xy[b]))
        return metres

    def nearby(self, starts: Mapping[int, float], limit_m: float) -> Reach:
        """Return everything within `limit_m` metres along the network of the start nodes.

        Args:
            starts: node -> metres already spent there.
            limit_m: how far to go.
        """
        return reach(self.edges, starts, limit_m)


@dataclass(frozen=True, slots=True)
class Reach:
    """Outcome of a bounded shortest-path search."""

    metres: Mapping[int, float]
    came_from: Mapping[int, tuple[int, Edge]]

    def path(self, node: int) -> list[tuple[int, Edge]]:
        """Return the steps (from node, edge) from the start to `node`."""
        steps: list[tuple[int, Edge]] = []
        while node in self.came_from:
            step = self.came_from[node]
            steps.append(step)
            node = step[0]
        steps.reverse()
        return steps


def reach(
    edges: Mapping[int, Sequence[Edge]],
    starts: Mapping[int, float],
    limit_m: float = math.inf,
    *,
    until: Container[int] = (),
    shut: Container[int] = (),
) -> Reach:
    """Dijkstra's search from several nodes at once, up to a distance.

    Args:
        edges: node -> pieces that leave it.
        starts: node -> metres already spent there.
        limit_m: how far to go.
        until: stop as soon as one of these nodes is reached.
        shut: indexes of ways that are not walked.
    """
    metres: dict[int, float] = {}
    best = dict(starts)
    came_from: dict[int, tuple[int, Edge]] = {}
    queue = [(d, n) for n, d in starts.items()]
    heapq.heapify(queue)
    while queue:
        d, node = heapq.heappop(queue)
        if node in metres:
            continue
        metres[node] = d
        if node in until:
            break
        for edge in edges.get(node, ()):
            further = d + edge.length
            if (
                further <= limit_m
                and further < best.get(edge.other, math.inf)
                and edge.way not in shut
            ):
                best[edge.other] = further
                came_from[edge.other] = (node, edge)
                heapq.heappush(queue, (further, edge.other))
    return Reach(metres, came_from)


def distance(a: XY, b: XY) -> float:
    """Return the straight distance in metres."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def _adjacency(ways: Iterable[Way], xy: Mapping[int, XY]) -> dict[int, list[Edge]]:
    edges: dict[int, list[Edge]] = {}
    for index, way in enumerate(ways):
        for node, edge in _edges_of(index, way, xy):
            edges.setdefault(node, []).append(edge)
    return edges


def _edges_of(index: int, way: Way, xy: Mapping[int, XY]) -> Iterator[tuple[int, Edge]]:
    """Yield (node, piece that leaves it) for every straight piece of a way, both ways round."""
    if (way.kind is WayKind.AREA and not way.closed) or way.out_of_use in OUT_OF_USE:
        return
    places = [xy[n] for n in way.nodes]
    for a, b, here, there in zip(way.nodes, way.nodes[1:], places, places[1:], strict=False):
        length = math.dist(here, there)
        yield a, Edge(b, length, index)
        yield b, Edge(a, length, index)


def _insert_crossings(
    ways: list[Way], xy: dict[int, XY], *, first: int = FIRST_CROSSING
) -> tuple[list[Way], set[int]]:
    """Put a node on both lines wherever two ways cross without sharing one.

    Every pair is looked at once, found by bounding boxes; parallel overlaps give no node.
    """
    lines = _lines(ways, xy)
    tree = shapely.STRtree(lines)
    left, right = tree.query(lines, predicate="intersects")
    left, right = left[left < right], right[left < right]
    if not len(left):
        return ways, set()
    met = shapely.intersection(lines[left], lines[right])
    nodes = [frozenset(way.nodes) for way in ways]
    found: list[tuple[int, int]] = []
    next_id = first
    crossings: set[int] = set()
    for a, b, where in zip(left.tolist(), right.tolist(), met.tolist(), strict=True):
        known = [xy[n] for n in nodes[a] & nodes[b]]
        for point in _points(where):
            # The intersection of lines that share a node is that node, give or take rounding.
            if any(math.dist(point, k) < 0.05 for k in known):  # noqa: PLR2004 - 5 cm
                continue
            next_id -= 1
            xy[next_id] = point
            crossings.add(next_id)
            found += [(a, next_id), (b, next_id)]
    added: dict[int, list[tuple[float, int]]] = {}
    if found:
        points = shapely.points([xy[node] for _, node in found])
        along = shapely.line_locate_point(lines[[way for way, _ in found]], points)
        for (way, node), metres in zip(found, along.tolist(), strict=True):
            added.setdefault(way, []).append((metres, node))
    return [_with_nodes(w, added.get(i), xy) for i, w in enumerate(ways)], crossings


def _lines(ways: Sequence[Way], xy: Mapping[int, XY]) -> npt.NDArray[np.object_]:
    """Return the centre lines of ways, made all at once."""
    places = np.array([xy[n] for way in ways for n in way.nodes], dtype=float).reshape(-1, 2)
    owners = np.repeat(np.arange(len(ways)), [len(way.nodes) for way in ways])
    return np.asarray(shapely.linestrings(places, indices=owners))


def _points(geometry: shapely.Geometry) -> list[XY]:
    parts = [geometry] if isinstance(geometry, shapely.Point) else shapely.get_parts(geometry)
    return [(p.x, p.y) for p in parts if isinstance(p, shapely.Point) and not p.is_empty]


def _with_nodes(way: Way, added: list[tuple[float, int]] | None, xy: Mapping[int, XY]) -> Way:
    if not added:
        return way
    steps = [distance(xy[a], xy[b]) for a, b in itertools.pairwise(way.nodes)]
    along = np.concatenate([[0.0], np.cumsum(steps)])
    placed = [(float(d), 0, n) for d, n in zip(along, way.nodes, strict=True)]
    placed += [(d, 1, n) for d, n in added]
    placed.sort(key=lambda item: (item[0], item[1]))
    # A closed way must still end where it starts.
    nodes = tuple(n for _, _, n in placed)
    return dataclasses.replace(way, nodes=nodes)
