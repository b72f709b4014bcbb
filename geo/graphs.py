"""Graphs of osmnx -> a line network; the way back is `graph_out`.

A graph may come from osmnx itself, from its GraphML or its GeoPackage, in any reference system. An
edge of it is a piece of a line: pieces of one OSM way that follow each other are put together
again, and a street that is there in both directions is one line. What osmnx has merged of several
ways (`simplify=True`) carries the names of all of them; whoever wants each name to end where it
ends on the map gives a graph that is not simplified, or one simplified with
`edge_attrs_differ=["name"]`.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyproj import CRS, Transformer

from .bulk import all_kept
from .classify import lines_on_the_ground
from .crs import WGS84, metric_epsg_for
from .errors import ExtractError
from .graph_out import recorded
from .network import LineNetwork, WayKind, distance
from .osm.elements import LINE_KEYS, Extract, RawWay
from .osm.named_lines import local_id, street_unless_told

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from geopandas import GeoDataFrame

    from .graph_out import Graph
    from .network import XY, Way

PATHS = frozenset({"footway", "cycleway", "path", "bridleway", "corridor", "steps"})
"""Kinds of `highway` that do not speak for an edge that has others as well."""
SAME_PLACE_M = 0.05
"""The end of an edge's geometry this near to its node is the node, metres."""
_KIND_TAGS: Mapping[str, Mapping[str, str]] = {
    WayKind.RAILWAY: {"railway": "rail"},
    WayKind.WATER: {"waterway": "river"},
    WayKind.BORDER: {"boundary": "administrative"},
    WayKind.AREA: {"leisure": "park"},
}
"""Kind that `graph_of` wrote -> a tag that says the same."""
_OWN = frozenset(
    {"u", "v", "key", "osmid", "way", "piece", "line", "kind", "length", "oneway", "reversed"}
    | {"geometry", "from", "to", "fid", "merged_edges"}
)
"""Attributes of edges that are no tags of OSM."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """An edge as a piece of a line."""

    nodes: tuple[int, ...]
    way: int
    tags: Mapping[str, str]
    record: str
    """What `graph_of` wrote of the whole way, or empty."""
    order: tuple[int, int] | None
    """Place of the way in its network and of the piece in its way, where `graph_of` wrote it."""


def network_of_graph(graph: Graph) -> LineNetwork:
    """Return the lines of a graph as a network in metres.

    Args:
        graph: a MultiDiGraph of osmnx (or a MultiGraph): `graph["crs"]`, nodes with `x` and `y`,
            edges with `osmid`, `name` (a text or a list) and, where they are not straight,
            `geometry`.

    Returns:
        The network in EOV (EPSG:23700) for places in Hungary, else in UTM, whatever system the
        graph is in. It has no date of its data unless the graph has a `timestamp`.

    Raises:
        ExtractError: the graph has no reference system, no edges or no places.
    """
    import osmnx  # noqa: PLC0415 - heavy (pandas, geopandas); needed for graphs only

    about = dict(graph.graph)
    source = str(about.get("source") or about.get("name") or "graph")
    if not about.get("crs"):
        raise ExtractError(f'{source}: graph["crs"] is missing; expected such as "epsg:4326"')
    if not graph.is_multigraph():
        raise ExtractError(f"{source}: expected a networkx.MultiDiGraph as osmnx makes it")
    if not graph.number_of_edges():
        raise ExtractError(f"{source}: the graph has no edges; was it cut to the right town?")
    try:
        nodes, edges = osmnx.graph_to_gdfs(graph)
    except (KeyError, ValueError, TypeError) as error:
        raise ExtractError(f"{source}: nodes need x and y, edges u, v, key: {error}") from None
    told = about.get("timestamp")
    return network_of_edges(
        edges, nodes=nodes, source=source, timestamp=told if isinstance(told, str) else None
    )


def network_of_graphml(path: Path) -> LineNetwork:
    """Read a graph that osmnx saved as GraphML (`osmnx.save_graphml`); see `network_of_graph`.

    Raises:
        ExtractError: there is no such file, or it is no graph of osmnx.
    """
    import osmnx  # noqa: PLC0415 - heavy; needed for graphs only

    if not path.is_file():
        raise ExtractError(f"no graph at {path}; osmnx.save_graphml writes one")
    try:
        graph = osmnx.load_graphml(path)
    except Exception as error:
        # networkx, the XML reader and osmnx have no fault in common for a file that is none.
        raise ExtractError(f"{path.name}: cannot be read as GraphML of osmnx: {error!r}") from error
    graph.graph["source"] = graph.graph.get("source") or path.name
    return network_of_graph(graph)


def network_of_geopackage(path: Path) -> LineNetwork:
    """Read a graph that osmnx saved as a GeoPackage (`osmnx.save_graph_geopackage`).

    Raises:
        ExtractError: there is no such file, or it has no layer `edges` with `u` and `v`.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy; needed for tables of lines only

    if not path.is_file():
        raise ExtractError(f"no GeoPackage at {path}; osmnx.save_graph_geopackage writes one")
    try:
        names = gpd.list_layers(path)["name"].tolist()
        if "edges" not in names:
            raise ExtractError(
                f'{path.name}: has no layer "edges" but {", ".join(names) or "none"}; read yours '
                "with geopandas.read_file and give the GeoDataFrame"
            )
        edges = gpd.read_file(path, layer="edges")
        nodes = gpd.read_file(path, layer="nodes") if "nodes" in names else None
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, ExtractError):
            raise
        raise ExtractError(f"{path.name}: cannot be read as a GeoPackage: {error}") from None
    if nodes is not None:
        nodes = nodes.set_index("osmid") if "osmid" in nodes.columns else None
    return network_of_edges(edges, nodes=nodes, source=path.name)


def has_ends(frame: GeoDataFrame) -> bool:
    """Tell whether a table of lines is one of edges: each between the nodes `u` and `v`."""
    return {"u", "v"} <= {*frame.columns, *(name for name in frame.index.names if name)}


@all_kept()
def network_of_edges(
    edges: GeoDataFrame,
    *,
    nodes: GeoDataFrame | None = None,
    source: str = "edges",
    timestamp: str | None = None,
) -> LineNetwork:
    """Return the edges of a graph, as `osmnx.graph_to_gdfs` gives them, as a network.

    Args:
        edges: lines with `u`, `v`, `osmid`, `name` (columns or index), in any reference system.
        nodes: points by the ids that `u` and `v` name, in the same system; without them the ends
            of the lines are taken.
        source: what the lines came from.
        timestamp: state of the map (ISO), if known.

    Raises:
        ExtractError: no reference system, no line, or a geometry that is no line.
    """
    if edges.crs is None:
        raise ExtractError(f"{source}: its reference system is missing; give it with set_crs")
    if edges.empty:
        raise ExtractError(f"{source}: holds no line; is it cut to the right town?")
    table = edges if {"u", "v"} <= set(edges.columns) else edges.reset_index()
    epsg = _metric(table, source)
    table = table.to_crs(epsg)
    xy: dict[int, XY] = {}
    if nodes is not None:
        at = nodes.to_crs(epsg).geometry
        xy = {_node(n): (p.x, p.y) for n, p in zip(at.index, at, strict=True)}
    pieces = _once_each(_pieces(table, xy, epsg, source))
    if all(piece.order for piece in pieces):
        pieces.sort(key=lambda piece: piece.order or (0, 0))
    ways = [way for group in _by_way(pieces) for way in _ways(group)]
    if not ways:
        raise ExtractError(f"{source}: no street, railway, water or border in it")
    return LineNetwork.from_ways(ways, xy, epsg=epsg, source=source, timestamp=timestamp)


def _metric(edges: GeoDataFrame, source: str) -> int:
    """Return the metric system to work in: the one of the place, whatever the table is in."""
    west, south, east, north = map(float, edges.total_bounds)
    change = Transformer.from_crs(CRS.from_user_input(edges.crs), WGS84, always_xy=True)
    lon, lat = change.transform((west + east) / 2, (south + north) / 2)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise ExtractError(
            f"{source}: its places are not on earth; is {edges.crs.name} its system?"
        )
    return metric_epsg_for(lon, lat)


def _pieces(
    table: GeoDataFrame, xy: dict[int, XY], epsg: int, source: str
) -> Iterator[tuple[_Piece, bool]]:
    """Yield every edge, and whether it runs against its way; places of its nodes go into `xy`."""
    columns = [name for name in table.columns if name != table.geometry.name]
    values = zip(*(table[name].tolist() for name in columns), strict=True)
    for row, line in zip(values, table.geometry, strict=True):
        record = dict(zip(columns, row, strict=True))
        if line is None or line.is_empty or line.geom_type != "LineString":
            raise ExtractError(
                f"{source}: the geometry of the edge {record['u']} - {record['v']} is "
                f"{'missing' if line is None else line.geom_type}; expected a LineString"
            )
        if line.length == 0:
            continue  # osmnx gives a loop without a geometry as a point: no line is there
        ends = _node(record["u"]), _node(record["v"])
        nodes = _nodes_of(ends, [(x, y) for x, y, *_ in line.coords], xy, epsg)
        yield _piece(record, nodes), str(record.get("reversed")) == "True"


def _nodes_of(
    ends: tuple[int, int], places: list[XY], xy: dict[int, XY], epsg: int
) -> tuple[int, ...]:
    """Return the nodes along an edge from its `u` to its `v`; what bends it gets local ids."""
    first, last = (xy.get(end) for end in ends)
    if first is not None and distance(places[-1], first) < distance(places[0], first):
        places.reverse()  # drawn from v to u, as in graphs without directions
    first = xy.setdefault(ends[0], first or places[0])
    last = xy.setdefault(ends[1], last or places[-1])
    inner = places
    if distance(places[0], first) <= SAME_PLACE_M:
        inner = inner[1:]
    if distance(places[-1], last) <= SAME_PLACE_M:
        inner = inner[:-1]
    nodes = [ends[0]]
    for x, y in inner:
        node = -local_id("node", epsg, (round(x, 2) + 0.0, round(y, 2) + 0.0))
        xy.setdefault(node, (x, y))
        nodes.append(node)
    return *nodes, ends[1]


def _node(value: Hashable) -> int:
    """Return the id of a node; one that is no number gets a local id."""
    whole = _whole(value)
    return -local_id("node", repr(value)) if whole is None else whole


def _whole(value: object) -> int | None:
    """Return a whole number however a table writes it, or None."""
    try:
        number = float(value)  # type: ignore[arg-type] # whatever it is
        return int(str(value)) if not number.is_integer() or abs(number) > 2**53 else int(number)
    except (TypeError, ValueError, OverflowError):
        return None


def _piece(record: Mapping[str, Any], nodes: tuple[int, ...]) -> _Piece:
    tags = {
        name: text
        for name, value in record.items()
        if name not in _OWN and (text := _text(name, value))
    }
    if tags.keys().isdisjoint(LINE_KEYS):
        # Several of our ways in one edge: what relations made of them is known by their kind.
        tags |= _KIND_TAGS.get(str(record.get("kind")), {})
    ids = _listed(record.get("osmid"))
    way = _whole(ids[0]) if len(ids) == 1 else None
    if way is None:
        # No OSM way, or several: the line is known by its nodes alone.
        way = -local_id("way", min(nodes, nodes[::-1]))
    order = _whole(record.get("way")), _whole(record.get("piece"))
    told = record.get("line")
    return _Piece(
        nodes,
        way,
        tags,
        told if isinstance(told, str) else "",
        None if order[0] is None or order[1] is None else (order[0], order[1]),
    )


def _text(name: str, value: object) -> str:
    """Return the value of an edge as a tag of OSM has it; several parted by semicolons."""
    values = sorted(_listed(value))
    if name == "highway":
        values = [one for one in values if one not in PATHS] or values
        return next(iter(values), "")
    return ";".join(values)


def _listed(value: object) -> list[str]:
    """Return the values of an attribute: a list, or the text of one as a GeoPackage has it."""
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return [str(value)]
    if isinstance(value, list | tuple | set | frozenset):
        return list(dict.fromkeys(text for one in value for text in _listed(one)))
    if value is None or value != value or value == "":  # noqa: PLR0124 - NaN is not itself
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [" ".join(str(value).split())]


def _once_each(pieces: Iterable[tuple[_Piece, bool]]) -> list[_Piece]:
    """Leave out the way back of edges that are there in both directions."""
    found: dict[tuple[object, ...], tuple[_Piece, bool]] = {}
    for piece, back in pieces:
        said = tuple(piece.tags.get(key, "") for key in ("name", *LINE_KEYS))
        key = min(piece.nodes, piece.nodes[::-1]), piece.order, *said
        if key not in found or (found[key][1] and not back):
            found[key] = piece, back
    return [piece for piece, _ in found.values()]


def _by_way(pieces: Iterable[_Piece]) -> Iterable[list[_Piece]]:
    groups: dict[tuple[object, ...], list[_Piece]] = {}
    for piece in pieces:
        place = None if piece.order is None else piece.order[0]
        key = place, piece.way, piece.record, tuple(sorted(piece.tags.items()))
        groups.setdefault(key, []).append(piece)
    return groups.values()


def _ways(pieces: Sequence[_Piece]) -> Iterator[Way]:
    """Yield the lines that pieces of one way make, each as long as they follow each other."""
    for nodes in _runs([piece.nodes for piece in pieces]):
        yield from _lines(pieces[0], nodes)


def _runs(pieces: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Join pieces where one ends and another begins; of several the earlier goes on."""
    waiting: dict[int, list[int]] = {}
    for at, nodes in enumerate(pieces):
        waiting.setdefault(nodes[0], []).append(at)
    ends = {nodes[-1] for nodes in pieces}
    # A way begins where no piece of it ends; one that is closed, with its first piece.
    order = sorted(range(len(pieces)), key=lambda at: pieces[at][0] in ends)
    used: set[int] = set()
    for start in order:
        if start in used:
            continue
        run, at = [pieces[start][0]], start
        while True:
            used.add(at)
            run += pieces[at][1:]
            following = [one for one in waiting.get(run[-1], ()) if one not in used]
            if not following:
                break
            at = following[0]
        yield tuple(run)


def _lines(piece: _Piece, nodes: tuple[int, ...]) -> Iterator[Way]:
    """Yield the way of a run of nodes: as its record says, else as its tags do."""
    known = recorded(piece.record, piece.way, nodes, piece.tags)
    if known is not None:
        yield known
        return
    tags = street_unless_told(dict(piece.tags))
    yield from lines_on_the_ground(Extract("", ways=[RawWay(piece.way, nodes, tags)]))
