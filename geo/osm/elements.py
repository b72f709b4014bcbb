"""What an OpenStreetMap extract holds, whatever file it came from, and which tags count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ..errors import CoordinateError, ExtractError
from .tags import STREET_RELATIONS, STREET_ROLES, former_street_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Bounds = tuple[float, float, float, float]
"""(west, south, east, north) in WGS84 degrees."""

LINE_KEYS = ("highway", "railway", "waterway", "boundary")
"""A way or relation with one of these keys may carry a boundary."""
AREA_TAGS = {
    "natural": {"water"},
    "place": {"square", "island", "islet"},
    "leisure": {"park", "garden"},
    "landuse": {"cemetery", "forest", "military", "allotments"},
    "amenity": {"grave_yard", "hospital", "university"},
}
"""Areas whose rim may be named as a boundary."""
TRACK_ROUTES = {"railway", "tracks"}
"""Values of `route` on relations that give tracks their line number and name."""
ADDRESS_KEY = "addr:housenumber"
CUT_OFF = ("error", "timed out", "timeout", "out of memory", "aborted", "cancel", "exceeded")
"""Words in the remark of a service that did not finish its answer."""
NOT_ONE_STATE = "cut it to one day (osmium time-filter) and give the outcome"
"""What to do with a history."""


@dataclass(frozen=True, slots=True)
class RawWay:
    """One OSM way: its id, node ids in order, tags."""

    id: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RawRelation:
    """One OSM relation that bounds an area or a route: its way members in order."""

    id: int
    ways: tuple[tuple[int, str], ...]
    """(way id, role)."""
    tags: Mapping[str, str]


class RawAddress(NamedTuple):
    """A node or a building with a house number."""

    id: int
    """OSM id of the node, or of the way."""
    lon: float
    """WGS84 degrees; of a building the middle of its bounding box."""
    lat: float
    tags: Mapping[str, str]
    kind: str = "node"
    """"node" or "way"."""


@dataclass(slots=True)
class Extract:
    """What an extract holds that boundaries need. Coordinates are WGS84 (lon, lat)."""

    source: str
    """File name or service that it came from."""
    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: list[RawWay] = field(default_factory=list)
    relations: list[RawRelation] = field(default_factory=list)
    addresses: list[RawAddress] = field(default_factory=list)
    timestamp: str | None = None
    """State of the OSM data (ISO), where the file tells."""
    missing_nodes: int = 0
    """Node references that the file does not resolve (it was cut at its edge)."""
    unplaced: int = 0
    """Ways of which the file places no two neighbouring nodes, so that they are left out."""


def wanted(tags: Mapping[str, str]) -> bool:
    """Tell whether an object with these tags may carry a boundary."""
    if any(key in tags for key in LINE_KEYS) or former_street_use(tags) is not None:
        return True
    if "area:highway" in tags and "name" in tags:
        return True
    return any(tags.get(key) in values for key, values in AREA_TAGS.items())


def wanted_relation(tags: Mapping[str, str]) -> bool:
    """Tell whether a relation with these tags may carry a boundary, or names or numbers a line."""
    names_streets = tags.get("type") in STREET_RELATIONS and "name" in tags
    return wanted(tags) or names_streets or tags.get("route") in TRACK_ROUTES


def lines_of(
    tags: Mapping[str, str], members: Iterable[tuple[int, str]]
) -> tuple[tuple[int, str], ...]:
    """Return the members of a relation that may be lines: not the houses of a street.

    Args:
        tags: of the relation.
        members: (way id, role) of its ways.
    """
    if tags.get("type") in STREET_RELATIONS and not wanted(tags):
        return tuple((ref, role) for ref, role in members if role in STREET_ROLES)
    return tuple(members)


def member_ids(relations: Iterable[RawRelation]) -> set[int]:
    """Return the ids of all ways that relations refer to."""
    return {ref for relation in relations for ref, _ in relation.ways}


def on_buildings(
    ways: Iterable[RawWay], nodes: Mapping[int, tuple[float, float]]
) -> Iterator[RawAddress]:
    """Yield the addresses that stand on buildings, in the middle of each bounding box."""
    for way in ways:
        if ADDRESS_KEY not in way.tags:
            continue
        if places := [nodes[n] for n in way.nodes if n in nodes]:
            lon, lat = zip(*places, strict=True)
            middle = (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2
            yield RawAddress(way.id, *middle, way.tags, "way")


def once(addresses: Iterable[RawAddress]) -> list[RawAddress]:
    """Return the addresses without repetitions, the first of each kept."""
    first: dict[tuple[str, int], RawAddress] = {}
    for address in addresses:
        first.setdefault((address.kind, address.id), address)
    return list(first.values())


def drop_unused(extract: Extract) -> None:
    """Forget the nodes that no way of the extract needs."""
    used = {n for w in extract.ways for n in w.nodes}
    extract.nodes = {n: p for n, p in extract.nodes.items() if n in used}


def resolved(extract: Extract) -> Extract:
    """Cut node references without a position out of the ways, and count them.

    A way that loses a node in its middle falls into pieces with the same id, so that no
    straight line is drawn across the hole.
    """
    pieces: list[RawWay] = []
    for way in extract.ways:
        run: list[int] = []
        before = len(pieces)
        for node in (*way.nodes, None):
            if node is not None and node in extract.nodes:
                run.append(node)
                continue
            extract.missing_nodes += node is not None
            if len(run) > 1:
                whole = len(run) == len(way.nodes)
                pieces.append(way if whole else RawWay(way.id, tuple(run), way.tags))
            run = []
        extract.unplaced += len(pieces) == before
    extract.ways = pieces
    return extract


def cut_off(remark: str) -> bool:
    """Tell whether a service's remark says that its answer is not whole.

    >>> cut_off('runtime error: Query timed out in "query" at line 3'), cut_off("")
    (True, False)
    """
    words = remark.lower()
    return any(word in words for word in CUT_OFF)


def refuse_gone(source: str, gone: Iterable[int]) -> None:
    """Refuse a file whose ways run through nodes that it marks as deleted.

    Args:
        source: name of the file.
        gone: ids of those nodes.

    Raises:
        ExtractError: there is one; says which, and what to do.
    """
    if nodes := sorted(gone):
        shown = ", ".join(f"node/{node}" for node in nodes[:3])
        more = ", …" if len(nodes) > 3 else ""  # noqa: PLR2004 - as many as are shown
        raise ExtractError(
            f"{source}: {len(nodes)} node(s) that its ways run through are marked as deleted "
            f"({shown}{more}); repair these ways in the editor and save the file again",
            code="deleted",
        )


def one_each(ways: Iterable[RawWay], source: str) -> list[RawWay]:
    """Put together what a file says of one way at several places.

    Several "out" statements of a query may print one way: with its nodes, with its tags.

    Raises:
        ExtractError: it says different things of one way.
    """
    found: dict[int, RawWay] = {}
    for way in ways:
        known = found.get(way.id)
        found[way.id] = way if known is None else joined(known, way, source)
    return list(found.values())


def joined(known: RawWay, way: RawWay, source: str) -> RawWay:
    """Put together what a file says of one way at two places; see `one_each`."""
    differ = known.nodes and way.nodes and known.nodes != way.nodes
    if differ or any(known.tags.get(k, v) != v for k, v in way.tags.items()):
        raise ExtractError(
            f"{source}: says different things of way/{way.id} at two places; is it put together "
            "from extracts of different days? Give one of one day",
            code="two_states",
        )
    return RawWay(way.id, known.nodes or way.nodes, {**known.tags, **way.tags})


def check_bounds(bounds: Bounds) -> None:
    """Refuse bounds that are no box on the globe, as swapped ones are not.

    Raises:
        CoordinateError: with the order that is expected.
    """
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 - the globe
        raise CoordinateError(
            f"bounds {bounds} are no box; give west, south, east, north in WGS84 degrees, "
            "longitudes between -180 and 180, latitudes between -90 and 90"
        )


def inside_bounds(lon: float, lat: float, bounds: Bounds) -> bool:
    """Tell whether a WGS84 point lies in the bounds or on their edge."""
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north
