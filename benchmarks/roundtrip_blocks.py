"""The blocks of a town: what its named streets cut the ground into.

A face between streets is a *block* when a clerk would see one; the strips inside dual
carriageways, roundabouts and traffic islands are *slivers*, which are no blocks.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from geo.network import LineNetwork, Way, WayKind, distance

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED_CLASSES = frozenset({"service", "track"})
"""Classes that a clerk knows only where they have a name."""
ROAD_CLASSES = frozenset(
    {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"}
    | {"living_street", "pedestrian", "road"}
    | {"motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"}
)
RAIL_CLASSES = frozenset({"rail", "light_rail", "narrow_gauge"})

TINY_M2 = 500.0
"""A face below this is a traffic island."""
STRIP_M = 8.0
"""A face of less mean width is a strip between two lines of one road."""
MEDIAN_M = 25.0
"""The same for a face that one street bounds for `MEDIAN_SHARE` of its rim."""
MEDIAN_SHARE = 0.7
LOOP_SHARE = 0.85
"""A block is a loop when one name goes round this share of its rim."""

NodePair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of ground between streets."""

    polygon: shapely.Polygon
    pairs: tuple[NodePair, ...]
    """Its rim as (from node, to node), the face on the left."""
    sliver: bool
    name: str = ""
    """The street that takes up most of its rim."""
    loop: bool = False
    """True where one name goes (nearly) all the way round a block."""


@dataclass(slots=True)
class BlockMap:
    """The faces of a network and how they lie together."""

    network: LineNetwork
    ways: Mapping[NodePair, int]
    """(lower node, higher node) -> index of the way that runs there."""
    faces: list[Face]
    across: Mapping[NodePair, int]
    """(from node, to node) -> the face on its left."""
    corners: Mapping[int, set[int]]
    """Node -> blocks that have it on their rim."""
    blocks: list[int] = field(default_factory=list)

    def name(self, pair: NodePair) -> str:
        """Return the street's name between two nodes, "" where it has none."""
        return self.way(pair).tags.get("name", "")

    def way(self, pair: NodePair) -> Way:
        """Return the way between two nodes."""
        return self.network.ways[self.ways[min(pair), max(pair)]]

    def metres(self, pair: NodePair) -> float:
        """Return the straight distance between two nodes."""
        return distance(self.network.xy[pair[0]], self.network.xy[pair[1]])

    def neighbours(self, face: int) -> set[int]:
        """Return the faces that share a street with `face`."""
        found = {self.across.get((b, a), -1) for a, b in self.faces[face].pairs}
        return found - {-1, face}

    def blocks_beside(self, face: int) -> set[int]:
        """Return the blocks next to `face`, straight across or beyond one sliver."""
        found = set()
        for other in self.neighbours(face):
            if self.faces[other].sliver:
                found |= {n for n in self.neighbours(other) if not self.faces[n].sliver}
            else:
                found.add(other)
        return found - {face}


def can_bound(way: Way) -> bool:
    """Tell whether a clerk could let a boundary run along a way.

    Footways, cycleways, paths and steps are left aside, as are tunnels and areas.
    """
    tags = way.tags
    if tags.get("tunnel", "no") not in {"no", "building_passage"} or tags.get("area") == "yes":
        return False
    if way.kind is WayKind.RAILWAY:
        return tags.get("railway") in RAIL_CLASSES and bool(tags.get("name"))
    if way.kind is not WayKind.STREET:
        return False
    highway = tags.get("highway")
    return highway in ROAD_CLASSES or (highway in NAMED_CLASSES and bool(tags.get("name")))


def block_map(network: LineNetwork) -> BlockMap:
    """Cut the network's ground into faces."""
    ways: dict[NodePair, int] = {}
    for index, way in enumerate(network.ways):
        if not can_bound(way):
            continue
        for a, b in zip(way.nodes, way.nodes[1:], strict=False):
            pair = (min(a, b), max(a, b))
            if pair not in ways or not network.ways[ways[pair]].tags.get("name"):
                ways[pair] = index
    made = BlockMap(network, ways, [], {}, {})
    made.faces = _faces(made)
    made.across = {pair: i for i, face in enumerate(made.faces) for pair in face.pairs}
    made.blocks = [i for i, face in enumerate(made.faces) if not face.sliver]
    corners: defaultdict[int, set[int]] = defaultdict(set)
    for i in made.blocks:
        for a, _ in made.faces[i].pairs:
            corners[a].add(i)
    made.corners = corners
    return made


def _faces(ground: BlockMap) -> list[Face]:
    xy = ground.network.xy
    node_at = {xy[n]: n for pair in ground.ways for n in pair}
    lines = [shapely.LineString([xy[a], xy[b]]) for a, b in ground.ways if xy[a] != xy[b]]
    faces = []
    for polygon in shapely.get_parts(shapely.polygonize(lines)):
        turned = shapely.orient_polygons(polygon)
        pairs: list[NodePair] = []
        for ring in (turned.exterior, *turned.interiors):
            nodes = [node_at[x, y] for x, y in ring.coords]
            pairs += itertools.pairwise(nodes)
        # Lines that overlap without common nodes give faces that cut themselves: no blocks.
        known = turned.is_valid and [p for p in pairs if (min(p), max(p)) in ground.ways]
        if known and len(known) == len(pairs):
            faces.append(_face(ground, turned, pairs))
    return faces


def _face(ground: BlockMap, polygon: shapely.Polygon, pairs: list[NodePair]) -> Face:
    by_name: defaultdict[str, float] = defaultdict(float)
    for pair in pairs:
        by_name[ground.name(pair)] += ground.metres(pair)
    by_name.pop("", None)
    name = max(by_name, key=lambda n: by_name[n], default="")
    share = by_name[name] / polygon.length
    sliver = _is_sliver(ground, polygon, pairs, share)
    return Face(polygon, tuple(pairs), sliver, name, loop=not sliver and share > LOOP_SHARE)


def _is_sliver(
    ground: BlockMap, polygon: shapely.Polygon, pairs: list[NodePair], share: float
) -> bool:
    width = 2 * polygon.area / polygon.length
    if polygon.area < TINY_M2 or width < STRIP_M:
        return True
    if all(ground.way(p).tags.get("junction") == "roundabout" for p in pairs):
        return True
    return width < MEDIAN_M and share > MEDIAN_SHARE
