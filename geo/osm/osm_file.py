"""An OSM file as its editors and services write it: whole, deleted things left out, one state.

pyosmium reads the objects. What it does not tell of XML is found in `osm_xml`; several versions of
one object (a history) are looked for here. What cannot be read as one state of the map is refused
with the way out.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np
import osmium

from ..errors import ExtractError
from .elements import NOT_ONE_STATE, refuse_gone
from .named_lines import local_id
from .osm_xml import CHANGES, KINDS, Marks, plain_xml, read_marks, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

OSM_SUFFIXES = (".osm", ".xml", ".osm.bz2", ".osm.gz", ".osm.pbf", ".pbf")
CHANGE_SUFFIXES = (".osc", ".osc.gz", ".osc.bz2")
HISTORY_SUFFIXES = (".osh", ".osh.gz", ".osh.bz2")
EVERYTHING = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
DECIMALS = 7
"""Places that are equal at so many decimals of a degree are one place, as in OSM itself."""
XY = tuple[float, float]
"""(longitude, latitude) in WGS84 degrees."""


class OsmFile:
    """An OSM file that was found whole; each pass reads it from the disk."""

    def __init__(self, path: Path) -> None:
        """Open a file and refuse what is no map, or not all of it.

        Args:
            path: `.osm`, `.osm.gz`, `.osm.bz2` or `.osm.pbf`.

        Raises:
            ExtractError: not OSM data, broken off, cut off by the service, or a file of changes.
        """
        self.path = path
        name = path.name.lower()
        marks = Marks() if name.endswith(".pbf") else read_marks(path)
        self._gone: Mapping[str, AbstractSet[int]] = marks.gone
        self._plain = plain_xml(path) if marks.nested else None
        self._examined = False
        stamp = self._timestamp()
        self.timestamp = stamp or marks.timestamp
        """State of its data (ISO), where its head tells; None otherwise."""

    def _timestamp(self) -> str | None:
        try:
            with osmium.io.Reader(self._file()) as reader:
                header = reader.header()
                replication = header.get("osmosis_replication_timestamp", "")
                return replication or header.get("timestamp", "") or None
        except RuntimeError as error:
            raise unreadable(self.path.name, error) from None

    def _file(self) -> osmium.io.File | osmium.io.FileBuffer:
        """Name the format, since pyosmium knows suffixes in lower case only."""
        if self._plain is not None:
            return osmium.io.FileBuffer(self._plain, "osm")
        name = self.path.name.lower()
        longest = max((s for s in OSM_SUFFIXES if name.endswith(s)), key=len)
        return osmium.io.File(str(self.path), longest[1:])

    def objects(self, entity: osmium.osm.osm_entity_bits, *filters: Any) -> Iterator[Any]:  # noqa: ANN401 - pyosmium's filters share no public type
        """Yield the living objects of one kind; each is valid only until the next.

        Raises:
            ExtractError: the file is not OSM data, breaks off, or holds several versions of one
                object.
        """
        marked = any(self._gone.values())
        for obj in self._every(entity, *filters):
            if self._lives(obj) if marked else obj.visible:
                yield obj

    def _lives(self, obj: Any) -> bool:  # noqa: ANN401 - as `objects`
        return obj.visible and obj.id not in self._gone[obj.type_str()]

    def _every(self, entity: osmium.osm.osm_entity_bits, *filters: Any) -> Iterator[Any]:  # noqa: ANN401 - as `objects`
        processor: Any = osmium.FileProcessor(self._file(), entity)
        for one in filters:
            processor.with_filter(one)
        before = 0
        try:
            for obj in processor:
                # In a file that is sorted, as nearly all are, no object can stand twice.
                if (size := abs(obj.id)) <= before and not self._examined and not filters:
                    self._examine()
                before = size
                yield obj
        # A malformed coordinate, number or day is no RuntimeError in pyosmium.
        except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
            raise unreadable(self.path.name, error) from None

    def _examine(self) -> None:
        """Refuse a file in which one object stands in several versions or at two places."""
        self._examined = True
        ids = {kind: array("q") for kind in KINDS}
        for obj in self._every(EVERYTHING):
            ids[obj.type_str()].append(obj.id)
        twice = {kind: _repeated(found) for kind, found in ids.items()}
        if not any(twice.values()):
            return
        states: dict[tuple[str, int], set[tuple[Any, ...]]] = {}
        for obj in self._every(EVERYTHING):
            kind = obj.type_str()
            if obj.id in twice[kind]:
                place = (obj.location.x, obj.location.y) if kind == "n" else None
                state = (obj.version, self._lives(obj), place)
                states.setdefault((KINDS[kind], obj.id), set()).add(state)
        if different := sorted(key for key, found in states.items() if len(found) > 1):
            raise history(self.path.name, different)

    def positions(self, needed: AbstractSet[int]) -> dict[int, XY]:
        """Return the places of some nodes, (lon, lat) in WGS84 degrees.

        A node that does not stand in the file by itself has the place that its way gives it
        (locations on ways, "out geom").

        Raises:
            ExtractError: as `objects`; or a needed node is marked as deleted.
        """
        # pyosmium's id filter is no help: it knows no negative ids, and its bit set takes more
        # than a gigabyte for the few thousand widely scattered ids of one town.
        found: dict[int, XY] = {}
        gone = set()
        marked = any(self._gone.values())
        for obj in self._every(osmium.osm.NODE):
            node = obj.id
            if node not in needed:
                continue
            if not (self._lives(obj) if marked else obj.visible):
                gone.add(node)
            elif (place := obj.location).valid():
                found[node] = place.lon, place.lat
        refuse_gone(self.path.name, gone)
        if len(found) < len(needed):
            for way in self._every(osmium.osm.WAY):
                for node, ref in zip(node_refs(way), way.nodes, strict=True):
                    if node in needed and ref.location.valid():
                        found.setdefault(node, (ref.location.lon, ref.location.lat))
        return found


def node_refs(way: Any) -> tuple[int, ...]:  # noqa: ANN401 - an object of pyosmium
    """Return the node ids of a way; a place without an id gets a local one from where it is."""
    refs = tuple([n.ref for n in way.nodes])  # a list is quicker than a generator
    if 0 not in refs:
        return refs
    return tuple(n.ref or _local(n.location) for n in way.nodes)


def _local(location: osmium.osm.Location) -> int:
    return local_node(location.lon, location.lat) if location.valid() else 0


def local_node(lon: float, lat: float) -> int:
    """Return the local (negative) id of a place that stands in a file without a node."""
    return -local_id("place", round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0)


def history(source: str, twice: list[tuple[str, int]]) -> ExtractError:
    """Return the refusal of a file that holds several states of one object.

    Args:
        source: name of the file.
        twice: (kind, id) of the objects concerned.
    """
    shown = ", ".join(f"{kind}/{osm_id}" for kind, osm_id in twice[:3])
    more = ", …" if len(twice) > 3 else ""  # noqa: PLR2004 - as many as are shown
    return ExtractError(
        f"{source}: holds several versions of {len(twice)} object(s) ({shown}{more}), so it is a "
        f"history and no map of one day; {NOT_ONE_STATE}",
        code="history",
    )


def other_file(name: str) -> str | None:
    """Say what a file is that its name shows to be no map of one day; None otherwise."""
    if name.endswith(CHANGE_SUFFIXES):
        return CHANGES
    if name.endswith(HISTORY_SUFFIXES):
        return f"a history and no map of one day; {NOT_ONE_STATE}"
    return None


def _repeated(ids: array[int]) -> set[int]:
    values, counts = np.unique(np.array(ids, dtype=np.int64), return_counts=True)
    return set(values[counts > 1].tolist())
