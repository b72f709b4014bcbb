"""Read the addresses of an OpenStreetMap extract: points, buildings, relations, interpolations.

Files are streamed in four passes and only what addresses need is kept: relations, then ways, then
the nodes that carry something, then the positions of the nodes that outlines need. Nothing is
judged here: what a tag means for a register is told in `boundaries.register.osm`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import osmium

from ..errors import ExtractError
from .answer import load_answer, way_nodes
from .elements import inside_bounds, refuse_gone
from .osm_file import OSM_SUFFIXES, OsmFile, node_refs, other_file
from .osm_xml import KINDS
from .tags import NO_LINE, STREET_RELATIONS, is_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from .elements import Bounds

HOUSE_NUMBER = "addr:housenumber"
CONSCRIPTION_NUMBER = "addr:conscriptionnumber"
INTERPOLATION = "addr:interpolation"
NUMBER_KEYS = (HOUSE_NUMBER, CONSCRIPTION_NUMBER)
HOUSE_ROLES = frozenset({"house", "address", "addr:houselink"})
STREET_KEYS = ("highway", "place")
"""A named way with one of these keys is a street or a square."""

XY = tuple[float, float]
"""(longitude, latitude) in WGS84 degrees."""
T = TypeVar("T")
Ref = tuple[str, int]
"""("node", 123)."""


class _Relation(NamedTuple):
    id: int
    tags: Mapping[str, str]
    members: tuple[tuple[str, int, str], ...]
    """(kind, id, role)."""


class _Way(NamedTuple):
    id: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]
    centre: XY | None = None


class _Node(NamedTuple):
    id: int
    place: XY | None
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AddressElement:
    """One element with a house number, or a house of a street relation."""

    ref: str
    """"node/123", "way/45", "relation/6"."""
    tags: Mapping[str, str]
    place: XY | None
    """Of a node its own; of an outline the middle of its corners; None where unknown."""
    outline: tuple[tuple[XY, ...], ...] = ()
    """Lines of the outline; empty for nodes, and where the extract has no positions."""
    streets: tuple[tuple[str, str], ...] = ()
    """(relation, street name) of the street relations that hold it."""


@dataclass(frozen=True, slots=True)
class Interpolation:
    """A way that says which numbers stand between two addresses."""

    ref: str
    tags: Mapping[str, str]
    nodes: tuple[Mapping[str, str], ...]
    """Tags of its nodes that have a house number, in order."""


@dataclass(slots=True)
class AddressSet:
    """Every address of an extract."""

    source: str
    timestamp: str | None
    elements: list[AddressElement] = field(default_factory=list)
    interpolations: list[Interpolation] = field(default_factory=list)
    street_names: set[str] = field(default_factory=set)
    """Names of the streets and squares that the extract draws."""
    border: tuple[tuple[XY, ...], ...] = ()
    """Lines of the border of the town that was asked for; empty where the extract has none."""


class _Source(Protocol):
    """An extract that can be read several times."""

    def relations(self) -> Iterator[_Relation]: ...
    def ways(self) -> Iterator[_Way]: ...
    def nodes(self, wanted: AbstractSet[int]) -> Iterator[_Node]:
        """Yield the nodes that carry an address or are wanted, with their tags."""

    def positions(self, wanted: AbstractSet[int]) -> Mapping[int, XY]: ...


def read_addresses(
    path: Path | str,
    *,
    bounds: Bounds | None = None,
    town: str | None = None,
    admin_level: int = 8,
) -> AddressSet:
    """Read the addresses of `.osm`, `.osm.pbf` (or compressed `.osm`) or an Overpass answer.

    Args:
        path: the extract.
        bounds: (west, south, east, north) in WGS84 degrees; keep only what lies inside.
        town: name of the settlement whose border is wanted, as OSM's `name` has it.
        admin_level: of that settlement.

    Raises:
        ExtractError: no such file, unknown format, or no OSM data.
    """
    path = Path(path)
    source, stamp = _open(path)
    found = AddressSet(path.name, stamp)
    wanted = _Wanted(town, str(admin_level))
    for relation in source.relations():
        wanted.take_relation(relation)
    for way in source.ways():
        wanted.take_way(way, found.street_names)
    nodes = {node.id: node for node in source.nodes(wanted.nodes)}
    needed = {n for way in wanted.ways.values() for n in way.nodes}
    _gather(found, wanted, nodes, source.positions(needed))
    if bounds is not None:
        found.elements = [
            one for one in found.elements if one.place and inside_bounds(*one.place, bounds)
        ]
    return found


class _Wanted:
    """What the passes over an extract have found that later ones must look for."""

    def __init__(self, town: str | None, admin_level: str) -> None:
        self._home = {"boundary": "administrative", "name": town or "", "admin_level": admin_level}
        self.areas: dict[int, _Relation] = {}
        self.borders: list[_Relation] = []
        self.streets: dict[Ref, list[tuple[str, str]]] = {}
        """House -> (relation, street name)."""
        self._parts: set[int] = set()
        """Ways that outlines of relations are made of."""
        self.ways: dict[int, _Way] = {}
        self.nodes: set[int] = set()

    def take_relation(self, relation: _Relation) -> None:
        tags = relation.tags
        if tags.get("type") in STREET_RELATIONS:
            self._take_houses(relation)
        elif _has_number(tags):
            self.areas[relation.id] = relation
            self._parts |= set(_outer_ways(relation))
        elif self._home["name"] and self._home.items() <= tags.items():
            self.borders.append(relation)
            self._parts |= set(_outer_ways(relation))

    def _take_houses(self, relation: _Relation) -> None:
        tags = relation.tags
        name = tags.get("name") or tags.get("addr:street") or ""
        for kind, ref, role in relation.members:
            if role in HOUSE_ROLES:
                self.streets.setdefault((kind, ref), []).append((f"relation/{relation.id}", name))
                if kind == "node":
                    self.nodes.add(ref)

    def take_way(self, way: _Way, street_names: set[str]) -> None:
        tags = way.tags
        if "name" in tags and _is_street(tags):
            street_names.add(tags["name"])
        if INTERPOLATION in tags:
            self.ways[way.id] = way
            self.nodes.update(way.nodes)
        elif way.id in self._parts or ("way", way.id) in self.streets or _has_number(tags):
            known = self.ways.get(way.id)
            # Several "out" statements may print one way, with its nodes or with its centre.
            nodes = way.nodes or (known.nodes if known else ())
            centre = way.centre or (known.centre if known else None)
            self.ways[way.id] = _Way(way.id, nodes, tags, centre)


def _is_street(tags: Mapping[str, str]) -> bool:
    """Tell whether a way is a street or a square that is there."""
    there = any(tags.get(key, "no") not in NO_LINE for key in STREET_KEYS)
    return there and not is_gone(tags)


def _has_number(tags: Mapping[str, str]) -> bool:
    return any(key in tags for key in NUMBER_KEYS)


def _outer_ways(relation: _Relation) -> Iterator[int]:
    return (ref for kind, ref, role in relation.members if kind == "way" and role != "inner")


def _gather(
    found: AddressSet, wanted: _Wanted, nodes: Mapping[int, _Node], places: Mapping[int, XY]
) -> None:
    """Put elements together from what the passes found, in the order node, way, relation."""
    for osm_id, node in sorted(nodes.items()):
        streets = tuple(wanted.streets.get(("node", osm_id), ()))
        if _has_number(node.tags) or streets:
            found.elements.append(
                AddressElement(f"node/{osm_id}", node.tags, node.place, (), streets)
            )
    for osm_id, way in sorted(wanted.ways.items()):
        streets = tuple(wanted.streets.get(("way", osm_id), ()))
        if INTERPOLATION in way.tags:
            ends = (nodes[n].tags for n in way.nodes if n in nodes)
            numbered = tuple(tags for tags in ends if _has_number(tags))
            found.interpolations.append(Interpolation(f"way/{osm_id}", way.tags, numbered))
        elif _has_number(way.tags) or streets:
            outline = _outline([way], places)
            place = _middle(outline) or way.centre
            found.elements.append(
                AddressElement(f"way/{osm_id}", way.tags, place, outline, streets)
            )
    for osm_id, relation in sorted(wanted.areas.items()):
        parts = [wanted.ways[ref] for ref in _outer_ways(relation) if ref in wanted.ways]
        outline = _outline(parts, places)
        streets = tuple(wanted.streets.get(("relation", osm_id), ()))
        found.elements.append(
            AddressElement(f"relation/{osm_id}", relation.tags, _middle(outline), outline, streets)
        )
    refs = [ref for relation in wanted.borders for ref in _outer_ways(relation)]
    found.border = _outline([wanted.ways[ref] for ref in refs if ref in wanted.ways], places)


def _outline(ways: Iterable[_Way], places: Mapping[int, XY]) -> tuple[tuple[XY, ...], ...]:
    lines = (tuple(places[n] for n in way.nodes if n in places) for way in ways)
    return tuple(line for line in lines if len(line) > 1)


def _middle(outline: Sequence[Sequence[XY]]) -> XY | None:
    corners = [corner for line in outline for corner in line]
    if not corners:
        return None
    lon, lat = zip(*corners, strict=True)
    return (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2


def _open(path: Path) -> tuple[_Source, str | None]:
    if not path.is_file():
        raise ExtractError(f"no extract at {path}; give an .osm, .osm.pbf or Overpass JSON file")
    name = path.name.lower()
    if name.endswith(".json"):
        answer = load_answer(path.read_bytes(), path.name)
        return _Answer(path.name, answer.elements, answer.gone), answer.timestamp
    if name.endswith(OSM_SUFFIXES):
        file = OsmFile(path)
        return _File(file), file.timestamp
    if what := other_file(name):
        raise ExtractError(f"{path.name}: {what}")
    raise ExtractError(f"{path.name}: unknown format; expected .osm, .osm.pbf or .json")


@dataclass(frozen=True, slots=True)
class _File:
    """An OSM file; each pass reads it from the disk."""

    file: OsmFile

    def relations(self) -> Iterator[_Relation]:
        for obj in self.file.objects(osmium.osm.RELATION):
            members = tuple((KINDS[m.type], m.ref, m.role) for m in obj.members)
            yield _Relation(obj.id, dict(obj.tags), members)

    def ways(self) -> Iterator[_Way]:
        for obj in self.file.objects(osmium.osm.WAY):
            yield _Way(obj.id, node_refs(obj), dict(obj.tags))

    def nodes(self, wanted: AbstractSet[int]) -> Iterator[_Node]:
        tagged = osmium.filter.EmptyTagFilter()
        for obj in self.file.objects(osmium.osm.NODE, tagged):
            if obj.id in wanted or any(key in obj.tags for key in NUMBER_KEYS):
                spot = obj.location
                place = (spot.lon, spot.lat) if spot.valid() else None
                yield _Node(obj.id, place, dict(obj.tags))

    def positions(self, wanted: AbstractSet[int]) -> Mapping[int, XY]:
        return self.file.positions(wanted)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An Overpass answer."""

    name: str
    elements: list[Any]
    gone: frozenset[int]
    """Nodes that it marks as deleted."""

    def _of(self, kind: str, make: Callable[[dict[str, Any], dict[str, str]], T]) -> Iterator[T]:
        for index, one in enumerate(self.elements):
            try:
                if one["type"] != kind:
                    continue
                made = make(one, {str(k): str(v) for k, v in one.get("tags", {}).items()})
            except (AttributeError, KeyError, TypeError, ValueError) as fault:
                raise ExtractError(
                    f"{self.name}: element {index} is not as the Overpass API writes it ({fault!r})"
                ) from None
            yield made

    def relations(self) -> Iterator[_Relation]:
        return self._of("relation", _relation)

    def ways(self) -> Iterator[_Way]:
        return self._of("way", _way)

    def nodes(self, wanted: AbstractSet[int]) -> Iterator[_Node]:
        for node in self._of("node", _node):
            if node.tags and (node.id in wanted or _has_number(node.tags)):
                yield node

    def positions(self, wanted: AbstractSet[int]) -> Mapping[int, XY]:
        refuse_gone(self.name, wanted & self.gone)
        every = self._of("node", _node)
        found = {n.id: n.place for n in every if n.id in wanted and n.place is not None}
        for line in self._of("way", _way_places):
            for node, place in line:
                if node in wanted:
                    found.setdefault(node, place)
        return found


def _relation(one: dict[str, Any], tags: dict[str, str]) -> _Relation:
    members = one.get("members", ())
    listed = tuple((str(m["type"]), int(m["ref"]), str(m.get("role", ""))) for m in members)
    return _Relation(int(one["id"]), tags, listed)


def _way(one: dict[str, Any], tags: dict[str, str]) -> _Way:
    centre = _place(one["center"]) if "center" in one else None
    return _Way(int(one["id"]), way_nodes(one), tags, centre)


def _node(one: dict[str, Any], tags: dict[str, str]) -> _Node:
    return _Node(int(one["id"]), _place(one) if "lon" in one else None, tags)


def _way_places(one: dict[str, Any], _: dict[str, str]) -> list[tuple[int, XY]]:
    """Return the positions that "out geom" gives with a way; null where it is clipped."""
    pairs = zip(way_nodes(one), one.get("geometry", ()), strict=False)
    return [(node, _place(place)) for node, place in pairs if place is not None]


def _place(one: Mapping[str, Any]) -> XY:
    return float(one["lon"]), float(one["lat"])
