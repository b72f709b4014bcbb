"""A line network as a graph of osmnx, with what is needed to read the same network back."""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from .network import LineNetwork, Way, WayKind, distance
from .osm.elements import LINE_KEYS
from .osm.tags import OtherName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Graph: TypeAlias = Any
"""A `networkx.MultiDiGraph` as osmnx makes and takes it; networkx has no types."""

RECORD = "way: "
"""Beginning of what `graph_of` writes of a way; osmnx would take bare JSON for a dictionary."""
WIDE_TAGS = ("width", "lanes", "bridge", "tunnel", "junction", "maxspeed", "access", "service")
"""Tags of a way that its edges show beside its kind."""


def graph_of(network: LineNetwork) -> Graph:
    """Return a network as a graph that osmnx draws, routes on and saves.

    One edge for each straight piece between two nodes of the map, as in a graph that osmnx has
    not simplified (`osmnx.simplify_graph` does so), and both ways round, as on foot. Where lines
    cross without a node of the map (a bridge, a railway) the graph does not join them. Lines of
    every kind are there; `kind` tells streets from railways, waters, borders and areas.

    Args:
        network: any network.

    Returns:
        A MultiDiGraph. `graph["crs"]` is the network's metric system ("epsg:23700" in Hungary).
        Nodes have `x` (easting) and `y` (northing) in metres; edges `osmid` (OSM way id, negative
        for the project's own), `kind`, `name` and `ref` where there is one (several parted by
        semicolons), `highway`, `railway`, ... as on the map, `length` (metres), `geometry`,
        `oneway` (False), `reversed`, and `way`, `piece` and `line`, by which the network can be
        read back as it was.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy; needed for graphs only
    import osmnx  # noqa: PLC0415 - as above
    import pandas as pd  # noqa: PLC0415 - as above
    import shapely  # noqa: PLC0415 - beside the others

    crs = f"epsg:{network.epsg}"
    rows = list(_rows(network))
    ends = pd.DataFrame([row.pop("ends") for row in rows], columns=["u", "v"])
    index = pd.MultiIndex.from_arrays(
        [ends["u"], ends["v"], ends.groupby(["u", "v"]).cumcount()], names=["u", "v", "key"]
    )
    shapes = shapely.linestrings(
        [(network.xy[u], network.xy[v]) for u, v in zip(ends["u"], ends["v"], strict=True)]
    )
    edges = gpd.GeoDataFrame(rows, index=index, geometry=shapes, crs=crs)
    used = sorted({*ends["u"], *ends["v"]})
    x, y = zip(*(network.xy[node] for node in used), strict=True)
    nodes = gpd.GeoDataFrame(
        {"x": x, "y": y},
        index=pd.Index(used, name="osmid"),
        geometry=gpd.points_from_xy(x, y),
        crs=crs,
    )
    about = {"crs": crs, "simplified": False, "source": network.source}
    if network.timestamp:
        about["timestamp"] = network.timestamp
    return osmnx.graph_from_gdfs(nodes, edges, graph_attrs=about)


def _rows(network: LineNetwork) -> Iterator[dict[str, Any]]:
    """Yield the attributes of every edge, both ways round."""
    for index, way in enumerate(network.ways):
        record = {
            "kind": way.kind.value,
            "names": way.names,
            "refs": way.refs,
            "tags": dict(way.tags),
            "also": way.also,
            "others": way.others,
            "out_of_use": way.out_of_use,
        }
        whole: dict[str, Any] = {
            "osmid": way.id,
            "kind": way.kind.value,
            "way": index,
            "line": RECORD + json.dumps(record, ensure_ascii=False),
            **{name: text or None for name, text in _shown(way).items()},
        }
        nodes = [node for node in way.nodes if node not in network.crossings]
        for at, (a, b) in enumerate(itertools.pairwise(nodes)):
            length = distance(network.xy[a], network.xy[b])
            for ends, back in (((a, b), False), ((b, a), True)):
                more = {"piece": at, "length": length, "oneway": False, "reversed": back}
                yield {"ends": ends, **whole, **more}


def _shown(way: Way) -> dict[str, str]:
    """Return the attributes that the edges of a way show as OSM tags."""
    names = {"name": ";".join(way.names), "ref": ";".join(way.refs)}
    return names | {key: way.tags.get(key, "") for key in (*LINE_KEYS, *WIDE_TAGS)}


def recorded(
    record: str, way_id: int, nodes: tuple[int, ...], tags: Mapping[str, str]
) -> Way | None:
    """Return a way as `graph_of` wrote it, or None where others wrote something by that name.

    Args:
        record: the attribute `line` of its edges.
        way_id: id of the way.
        nodes: along it.
        tags: what its edges say now; names and tags that were changed since are changed.
    """
    if not record.startswith(RECORD):
        return None
    try:
        told = json.loads(record.removeprefix(RECORD))
        way = Way(
            way_id,
            WayKind(told["kind"]),
            nodes,
            tuple(told["names"]),
            tuple(told["refs"]),
            told["tags"],
            tuple((WayKind(kind), name) for kind, name in told["also"]),
            tuple(OtherName(*other) for other in told["others"]),
            told["out_of_use"],
        )
    except (ValueError, TypeError, KeyError):
        return None
    shown = _shown(way)
    now = {name: tags.get(name, "") for name in shown}
    changed = {name: text for name, text in now.items() if text != " ".join(shown[name].split())}
    if not changed:
        return way
    kept = {name: text for name, text in way.tags.items() if name not in changed}
    return dataclasses.replace(
        way,
        names=_parts(changed["name"]) if "name" in changed else way.names,
        refs=_parts(changed["ref"]) if "ref" in changed else way.refs,
        tags=kept | {name: text for name, text in changed.items() if text},
    )


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
