"""Read Overpass API answers (JSON)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..errors import ExtractError
from .elements import (
    ADDRESS_KEY,
    Extract,
    RawAddress,
    RawRelation,
    RawWay,
    drop_unused,
    member_ids,
    on_buildings,
    once,
    resolved,
    wanted,
    wanted_relation,
)

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
    answer = _load(data, source)
    reader = _Reader()
    for index, element in enumerate(answer["elements"]):
        try:
            reader.take(element)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ExtractError(
                f"{source}: element {index} is not as the Overpass API writes it ({error!r})"
            ) from None
    stamp = answer.get("osm3s")
    timestamp = stamp.get("timestamp_osm_base") if isinstance(stamp, dict) else None
    return reader.extract(source, None if timestamp is None else str(timestamp))


def _load(data: bytes, source: str) -> dict[str, Any]:
    try:
        answer: Any = json.loads(data)
    except (ValueError, RecursionError) as error:
        start = data[:80].decode("utf-8", "replace").strip()
        raise ExtractError(f"{source}: not Overpass JSON (starts {start!r}); {error}") from None
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise ExtractError(f'{source}: no "elements" list; is this an Overpass API answer?')
    remark = str(answer.get("remark", ""))
    if "error" in remark.lower() or "timed out" in remark.lower():
        raise ExtractError(f"{source}: the service cut the answer off: {remark}")
    return answer


class _Reader:
    """Gathers elements; several "out" statements of a query may print one object twice."""

    def __init__(self) -> None:
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
            members = tuple(
                (int(m["ref"]), str(m.get("role", "")))
                for m in element.get("members", ())
                if m["type"] == "way"
            )
            self._relations[int(element["id"])] = RawRelation(int(element["id"]), members, tags)

    def _take_node(self, element: Mapping[str, Any], tags: dict[str, str]) -> None:
        node, position = int(element["id"]), _position(element)
        self._nodes[node] = position
        if ADDRESS_KEY in tags:
            self._addresses.append(RawAddress(node, *position, tags))

    def _take_way(self, element: Mapping[str, Any], tags: dict[str, str]) -> None:
        way, nodes = int(element["id"]), tuple(int(n) for n in element.get("nodes", ()))
        # "out geom" gives the positions with the way, with null where it is clipped.
        for node, place in zip(nodes, element.get("geometry", ()), strict=False):
            if place is not None:
                self._nodes.setdefault(node, _position(place))
        if ADDRESS_KEY in tags and "center" in element:
            self._addresses.append(RawAddress(way, *_position(element["center"]), tags, "way"))
        known = self._ways.get(way)
        if known is not None:
            nodes, tags = known.nodes or nodes, {**known.tags, **tags}
        self._ways[way] = RawWay(way, nodes, tags)

    def extract(self, source: str, timestamp: str | None) -> Extract:
        """Return what was gathered, without what no boundary needs."""
        members = member_ids(self._relations.values())
        whole = [w for w in self._ways.values() if w.nodes]
        addresses = [*self._addresses, *on_buildings(whole, self._nodes)]
        ways = [w for w in whole if w.id in members or wanted(w.tags)]
        extract = Extract(source, self._nodes, ways, list(self._relations.values()))
        extract.addresses, extract.timestamp = once(addresses), timestamp
        drop_unused(extract)
        return extract


def _position(place: Mapping[str, Any]) -> LonLatPair:
    lon, lat = float(place["lon"]), float(place["lat"])
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # noqa: PLR2004 - the ends of the globe
        raise ValueError(f"no place on earth: lat {lat}, lon {lon}")
    return lon, lat
