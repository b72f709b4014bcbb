"""Read map extracts: `.osm`, `.osm.pbf`, Overpass API JSON and GeoJSON of named lines.

OSM files are streamed several times, and only what is asked for is kept: with `bounds` first
the ids of the nodes inside, then the ways that touch them, then the relations of those ways,
then the positions of their nodes. So a national extract never stands in memory whole.
pyosmium's own node store resolves no negative ids (files that are not live OSM), so the node
table is kept here.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import osmium

from ..bulk import all_kept
from ..errors import ExtractError
from .answer import parse_answer, parse_overpass
from .elements import (
    ADDRESS_KEY,
    Bounds,
    Extract,
    RawAddress,
    RawRelation,
    RawWay,
    check_bounds,
    drop_unused,
    inside_bounds,
    lines_of,
    member_ids,
    on_buildings,
    once,
    one_each,
    resolved,
    wanted,
    wanted_relation,
)
from .named_lines import MAX_BYTES, NAME_KEYS, is_feature_collection, parse_named_lines
from .osm_file import OSM_SUFFIXES, OsmFile, node_refs, other_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

__all__ = [
    "Bounds",
    "Extract",
    "RawAddress",
    "RawRelation",
    "RawWay",
    "parse_overpass",
    "read_extract",
    "read_extracts",
    "wanted",
]


def read_extract(
    path: Path | str, *, bounds: Bounds | None = None, name_keys: Sequence[str] = NAME_KEYS
) -> Extract:
    """Read an extract, whatever its format.

    Args:
        path: `.osm`, `.osm.pbf` (or compressed `.osm`), Overpass JSON, or GeoJSON of named
            lines (`.geojson`, or `.json` with a FeatureCollection).
        bounds: keep only ways with a node inside (west, south, east, north), WGS84, and
            addresses inside. A way that crosses without a node inside is not kept.
        name_keys: GeoJSON properties that may hold a line's name, the preferred first.

    Raises:
        ExtractError: no such file, unknown format, cut off, or nothing usable in it.
        CoordinateError: the bounds are no box on the globe.
    """
    if bounds is not None:
        check_bounds(bounds)
    with all_kept():
        return _checked(resolved(_read(Path(path), bounds, name_keys)))


def read_extracts(
    paths: Iterable[Path | str], *, bounds: Bounds | None = None, with_addresses: bool = True
) -> Extract:
    """Read several extracts into one.

    An object that stands in several is taken from the first; a way that one file cuts at its
    edge is completed by the nodes of the others. The timestamp is that of the oldest.

    Args:
        paths: of the files, as for `read_extract`.
        bounds: as for `read_extract`.
        with_addresses: without them an OSM file is read sooner; its addresses may be missing then.

    Raises:
        ExtractError: as `read_extract`; or two files use one negative id, which means
            something only inside its file, for different things.
    """
    if bounds is not None:
        check_bounds(bounds)
    merged = Extract(source="")
    with all_kept():
        for path in paths:
            _merge(merged, _read(Path(path), bounds, with_addresses=with_addresses))
        return _checked(resolved(merged))


def _read(
    path: Path,
    bounds: Bounds | None,
    name_keys: Sequence[str] = NAME_KEYS,
    *,
    with_addresses: bool = True,
) -> Extract:
    """Read one file; its ways may still refer to nodes that it does not hold."""
    if not path.is_file():
        raise ExtractError(
            f"no extract at {path}; give an .osm, .osm.pbf, Overpass JSON or GeoJSON file"
        )
    name = path.name.lower()
    if name.endswith((".json", ".geojson")):
        extract = _read_json(path, name_keys)
        if bounds is not None:
            _clip(extract, bounds)
        return extract
    if name.endswith(OSM_SUFFIXES):
        return _read_osm(OsmFile(path), bounds, with_addresses=with_addresses)
    if what := other_file(name):
        raise ExtractError(f"{path.name}: {what}", code="no_map")
    raise ExtractError(
        f"{path.name}: unknown format; expected .osm, .osm.pbf, .json or .geojson", code="no_map"
    )


def _read_json(path: Path, name_keys: Sequence[str]) -> Extract:
    """Read an Overpass answer or GeoJSON; a `.json` file shows which by its content."""
    geojson = path.name.lower().endswith(".geojson")
    if geojson and path.stat().st_size > MAX_BYTES:
        raise ExtractError(
            f"{path.name}: over {MAX_BYTES:,} bytes; cut it to the town", code="too_large"
        )
    data = path.read_bytes()
    if geojson or is_feature_collection(data):
        return parse_named_lines(data, path.name, name_keys=name_keys)
    return parse_answer(data, path.name)


def _read_osm(file: OsmFile, bounds: Bounds | None, *, with_addresses: bool) -> Extract:
    extract = Extract(source=file.path.name, timestamp=file.timestamp)
    if bounds is None:
        extract.relations = list(_relations(file))
        members = member_ids(extract.relations)
        kept = list(_ways(file, members, with_addresses=with_addresses))
    else:
        near = list(_ways_in(file, bounds, _ids_inside(file, bounds)))
        ids = {w.id for w in near}
        extract.relations = [r for r in _relations(file) if any(ref in ids for ref, _ in r.ways)]
        members = member_ids(extract.relations)
        kept = [w for w in near if _useful(w.id, w.tags, members, with_addresses=with_addresses)]
    kept = one_each(kept, extract.source)
    extract.nodes = file.positions({n for w in kept for n in w.nodes})
    if with_addresses:
        addresses = chain(_address_nodes(file), on_buildings(kept, extract.nodes))
        extract.addresses = [
            a for a in addresses if bounds is None or inside_bounds(a.lon, a.lat, bounds)
        ]
    extract.ways = [w for w in kept if w.id in members or wanted(w.tags)]
    drop_unused(extract)
    return extract


def _useful(
    way: int, tags: Mapping[str, str], members: AbstractSet[int], *, with_addresses: bool
) -> bool:
    return way in members or (with_addresses and ADDRESS_KEY in tags) or wanted(tags)


def _relations(file: OsmFile) -> Iterator[RawRelation]:
    for obj in file.objects(osmium.osm.RELATION):
        tags = dict(obj.tags)
        if wanted_relation(tags):
            members = ((m.ref, m.role) for m in obj.members if m.type == "w")
            yield RawRelation(obj.id, lines_of(tags, members), tags)


def _ways(file: OsmFile, members: AbstractSet[int], *, with_addresses: bool) -> Iterator[RawWay]:
    """Yield the ways that may carry a boundary or an address."""
    for obj in file.objects(osmium.osm.WAY):
        # Most ways of a town are buildings without an address: their nodes are not looked at.
        if _useful(obj.id, tags := dict(obj.tags), members, with_addresses=with_addresses):
            yield RawWay(obj.id, node_refs(obj), tags)


def _ways_in(file: OsmFile, bounds: Bounds, touching: AbstractSet[int]) -> Iterator[RawWay]:
    """Yield every way with a node among `touching`, or with a place of its own inside."""
    for obj in file.objects(osmium.osm.WAY):
        nodes = node_refs(obj)
        if not touching.isdisjoint(nodes) or _placed_inside(obj, bounds):
            yield RawWay(obj.id, nodes, dict(obj.tags))


def _placed_inside(way: Any, bounds: Bounds) -> bool:  # noqa: ANN401 - an object of pyosmium
    """Tell whether a way that brings its places along has one inside."""
    return any(
        (place := node.location).valid() and inside_bounds(place.lon, place.lat, bounds)
        for node in way.nodes
    )


def _ids_inside(file: OsmFile, bounds: Bounds) -> set[int]:
    west, south, east, north = bounds
    return {
        obj.id
        for obj in file.objects(osmium.osm.NODE)
        if (place := obj.location).valid()
        and west <= place.lon <= east
        and south <= place.lat <= north
    }


def _address_nodes(file: OsmFile) -> Iterator[RawAddress]:
    for obj in file.objects(osmium.osm.NODE, osmium.filter.KeyFilter(ADDRESS_KEY)):
        if obj.location.valid():
            yield RawAddress(obj.id, obj.location.lon, obj.location.lat, dict(obj.tags))


def _merge(merged: Extract, part: Extract) -> None:
    """Add a part to the whole; what stands in both stays as it is."""
    _same_locals(merged.nodes, part.nodes, part.source)
    _same_locals(
        {w.id: w.nodes for w in merged.ways}, {w.id: w.nodes for w in part.ways}, part.source
    )
    merged.source = f"{merged.source}+{part.source}" if merged.source else part.source
    merged.timestamp = min(filter(None, (merged.timestamp, part.timestamp)), default=None)
    merged.nodes = {**part.nodes, **merged.nodes}
    ways, relations = {w.id for w in merged.ways}, {r.id for r in merged.relations}
    merged.ways += [w for w in part.ways if w.id not in ways]
    merged.relations += [r for r in part.relations if r.id not in relations]
    merged.addresses = once([*merged.addresses, *part.addresses])


def _same_locals(known: Mapping[int, object], new: Mapping[int, object], source: str) -> None:
    """Refuse negative ids that mean different things in two files."""
    for osm_id, value in new.items():
        if osm_id < 0 and known.get(osm_id, value) != value:
            raise ExtractError(
                f"{source} and another file use the local id {osm_id} for different things; "
                "renumber one of them",
                code="two_states",
            )


def _clip(extract: Extract, bounds: Bounds) -> None:
    inside = {n for n, (lon, lat) in extract.nodes.items() if inside_bounds(lon, lat, bounds)}
    extract.ways = [w for w in extract.ways if not inside.isdisjoint(w.nodes)]
    ids = {w.id for w in extract.ways}
    extract.relations = [r for r in extract.relations if any(ref in ids for ref, _ in r.ways)]
    extract.addresses = [a for a in extract.addresses if inside_bounds(a.lon, a.lat, bounds)]
    drop_unused(extract)


def _checked(extract: Extract) -> Extract:
    if not extract.ways and extract.unplaced:
        raise ExtractError(
            f"{extract.source}: holds {extract.unplaced} ways, but their nodes are not in the "
            'file; ask for the nodes too ("out body; >; out skel;" or "out geom;")',
            code="no_nodes",
        )
    if not extract.ways:
        raise ExtractError(
            f"{extract.source}: holds no street, railway, water or border; "
            "is it cut to the right town?",
            code="empty",
        )
    return extract
