"""Read Overpass API answers (JSON)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import ExtractError
from .elements import (
    ADDRESS_KEY,
    Extract,
    RawAddress,
    RawRelation,
    RawWay,
    cut_off,
    drop_unused,
    joined,
    lines_of,
    member_ids,
    on_buildings,
    once,
    refuse_gone,
    resolved,
    wanted,
    wanted_relation,
)
from .osm_file import history, local_node
from .osm_xml import CHANGES

if TYPE_CHECKING:
    from collections.abc import Mapping

LonLatPair = tuple[float, float]
"""(longitude, latitude) in WGS84 degrees."""


def parse_overpass(data: bytes, *, source: str) -> Extract:
    """Read an Overpass API answer.

    Raises:
        ExtractError: not JSON, an error page, or an answer that the service cut off.
    """
    return resolved(parse_answer(data, source))


def parse_answer(data: bytes, source: str) -> Extract:
    """Read an Overpass API answer whose ways may refer to nodes that are not in it.

    Raises:
        ExtractError: as `parse_overpass`.
    """
    answer = load_answer(data, source)
    reader = _Reader(source)
    for index, element in enumerate(answer.elements):
        try:
            reader.take(element)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ExtractError(
                f"{source}: element {index} is not as the Overpass API writes it ({error!r})",
                code="no_map",
            ) from None
    extract = reader.extract(answer.timestamp)
    refuse_gone(source, {n for w in extract.ways for n in w.nodes} & answer.gone)
    return extract


@dataclass(frozen=True, slots=True)
class LoadedAnswer:
    """An answer that is whole and shows one state of the map."""

    elements: list[Any]
    """As they stand in it, those that are marked as deleted left out."""
    gone: frozenset[int]
    """Ids of the nodes that it marks as deleted."""
    timestamp: str | None


def load_answer(data: bytes, source: str) -> LoadedAnswer:
    """Load an answer of the Overpass API, or of the OSM API in JSON, for any reader.

    Args:
        data: the file.
        source: its name, for messages.

    Raises:
        ExtractError: not JSON, an error page, an answer that the service cut off, changes, or a
            history.
    """
    answer = _load(data, source)
    living, gone = [], set()
    states = _States(source)
    for element in answer["elements"]:
        if not isinstance(element, dict):
            living.append(element)  # its reader says which one it is
            continue
        states.take(element)
        if _deleted(element):
            gone.add((element.get("type"), element.get("id")))
        else:
            living.append(element)
    states.check()
    head = answer.get("osm3s")
    stamp = head.get("timestamp_osm_base") if isinstance(head, dict) else None
    nodes = frozenset(i for kind, i in gone if kind == "node" and isinstance(i, int))
    return LoadedAnswer(living, nodes, None if stamp is None else str(stamp))


def _load(data: bytes, source: str) -> dict[str, Any]:
    try:
        answer: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        start = data[:80].decode("utf-8", "replace").strip()
        raise ExtractError(
            f"{source}: not Overpass JSON, so not an Overpass API answer (starts {start!r}); "
            f"{error}",
            code="no_map",
        ) from None
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise ExtractError(
            f'{source}: not an Overpass API answer: it has no "elements" list', code="no_map"
        )
    remark = str(answer.get("remark", ""))
    if cut_off(remark):
        raise ExtractError(f"{source}: the service cut the answer off: {remark}", code="cut_off")
    return answer


def _deleted(element: Mapping[str, Any]) -> bool:
    return element.get("visible") in {False, "false"} or element.get("action") == "delete"


CHANGE_TYPES = frozenset({"create", "modify", "delete"})
"""Types of the elements of an augmented diff."""


class _States:
    """Looks for objects that stand in a file in several states."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: dict[tuple[Any, Any], Mapping[str, Any]] = {}
        self._different: set[tuple[str, int]] = set()

    def take(self, element: Mapping[str, Any]) -> None:
        """Compare an element with what was said of its object before."""
        kind, osm_id = element.get("type"), element.get("id")
        if kind in CHANGE_TYPES and ("old" in element or "new" in element):
            raise ExtractError(f"{self._source}: {CHANGES}", code="changes")
        if not isinstance(kind, str) or not isinstance(osm_id, int):
            return
        known = self._known.setdefault((kind, osm_id), element)
        if known is not element and (
            _deleted(known) != _deleted(element)
            or any(
                known[key] != element[key]
                for key in ("version", "lat", "lon", "nodes")
                if known.get(key) and element.get(key)
            )
        ):
            self._different.add((kind, osm_id))

    def check(self) -> None:
        """Refuse a file in which one object stands in several states."""
        if self._different:
            raise history(self._source, sorted(self._different))


class _Reader:
    """Gathers elements; several "out" statements of a query may print one object twice."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._nodes: dict[int, LonLatPair] = {}
        self._ways: dict[int, RawWay] = {}
        self._relations: dict[int, RawRelation] = {}
        self._addresses: list[RawAddress] = []

    def take(self, element: Mapping[str, Any]) -> None:
        """Take one element; kinds that no boundary needs are passed over."""
        kind, tags = element["type"], dict(element.get("tags", {}))
        if kind == "node":
            self._take_node(element, tags)
        elif kind == "way":
            self._take_way(element, tags)
        elif kind == "relation" and wanted_relation(tags):
            members = [
                (int(m["ref"]), str(m.get("role", "")))
                for m in element.get("members", ())
                if m["type"] == "way"
            ]
            relation = RawRelation(int(element["id"]), lines_of(tags, members), tags)
            self._relations[relation.id] = relation

    def _take_node(self, element: Mapping[str, Any], tags: dict[str, str]) -> None:
        node, position = int(element["id"]), _position(element)
        self._nodes[node] = position
        if ADDRESS_KEY in tags:
            self._addresses.append(RawAddress(node, *position, tags))

    def _take_way(self, element: Mapping[str, Any], tags: dict[str, str]) -> None:
        way, nodes = int(element["id"]), way_nodes(element)
        # "out geom" gives the positions with the way, with null where it is clipped.
        for node, place in zip(nodes, element.get("geometry", ()), strict=False):
            if place is not None:
                self._nodes.setdefault(node, _position(place))
        if ADDRESS_KEY in tags and "center" in element:
            self._addresses.append(RawAddress(way, *_position(element["center"]), tags, "way"))
        one = RawWay(way, nodes, tags)
        known = self._ways.get(way)
        self._ways[way] = one if known is None else joined(known, one, self._source)

    def extract(self, timestamp: str | None) -> Extract:
        """Return what was gathered, without what no boundary needs."""
        members = member_ids(self._relations.values())
        whole = [w for w in self._ways.values() if w.nodes]
        addresses = [*self._addresses, *on_buildings(whole, self._nodes)]
        ways = [w for w in whole if w.id in members or wanted(w.tags)]
        extract = Extract(self._source, self._nodes, ways, list(self._relations.values()))
        extract.addresses, extract.timestamp = once(addresses), timestamp
        drop_unused(extract)
        return extract


def way_nodes(element: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the node ids of a way; "out tags geom" gives places without ids: local ones then."""
    if "nodes" in element or "geometry" not in element:
        return tuple(int(n) for n in element.get("nodes", ()))
    places = (None if place is None else _position(place) for place in element["geometry"])
    # A clipped place has no id: the way is cut there.
    return tuple(0 if place is None else local_node(*place) for place in places)


def _position(place: Mapping[str, Any]) -> LonLatPair:
    lon, lat = float(place["lon"]), float(place["lat"])
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 - the ends of the globe
        raise ValueError(f"no place on earth: lat {lat}, lon {lon}")
    return lon, lat
