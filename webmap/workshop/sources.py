"""The files of a draft: taken in, looked into by a process of its own, opened as a map.

What somebody sends is judged before this process opens it. A map that was opened stays in memory
for the next step.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from boundaries.child import ChildError, Limits, run
from boundaries.edition.areas import LARGEST_EXTRACT, load_network
from boundaries.errors import BoundaryError
from boundaries.tables.faults import TableError
from boundaries.tables.published_text import published_text
from boundaries.workshop.bench import Map
from boundaries.workshop.draft import SourceFile
from geo.errors import GeoError
from webmap.files.folders import FileFaultError, clean_name, make_folder, require_space, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

MAP_ENDINGS = (".osm.pbf", ".osm", ".json", ".geojson")
TEXT = "text"
MOST_MAPS = 4
"""Of one draft; a map of streets and one of railways are two."""
_LIMITS = Limits(seconds=120, cpu_seconds=100, memory=3 << 30, niceness=5)


def take_map(folder: Path, stream: IO[bytes], sent_name: str | None, limit: int) -> SourceFile:
    """Take a map in.

    Args:
        folder: of the draft; made where it is not there.
        stream: the bytes.
        sent_name: how the sender calls it.
        limit: bytes that are taken.

    Raises:
        FileFaultError: it is no map, or cannot be taken; nothing of it is left.
    """
    name = clean_name(sent_name)
    ending = next((one for one in MAP_ENDINGS if name.lower().endswith(one)), None)
    if ending is None:
        raise FileFaultError("no_map_ending")
    path = _taken(
        folder, stream, f"map-{secrets.token_hex(6)}{ending}", min(limit, LARGEST_EXTRACT)
    )
    try:
        seen = _child(_look_at_map, path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return SourceFile(path.name, name, digest, path.stat().st_size, seen["dated"], seen["licence"])


def take_text(folder: Path, stream: IO[bytes], sent_name: str | None, limit: int) -> str:
    """Return the text of a document that was sent; the file itself is not kept.

    Raises:
        FileFaultError: it is no text, or cannot be taken.
    """
    path = _taken(folder, stream, f"text-{secrets.token_hex(6)}", limit)
    try:
        return published_text(path)
    except TableError as fault:
        raise FileFaultError(f"text_{fault.code}", name=clean_name(sent_name)) from None
    finally:
        path.unlink(missing_ok=True)


def _taken(folder: Path, stream: IO[bytes], name: str, limit: int) -> Path:
    if not folder.is_dir():
        make_folder(folder)
    require_space(folder, limit)
    return folder / take_in(folder, stream, name, limit, kind=lambda _head, sent: sent)


def _child(work: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401 - a function of this module
    try:
        answer: dict[str, Any] = run(work, path, limits=_LIMITS)
    except ChildError as fault:
        slow = fault.kind in {"slow", "ended", "MemoryError"}
        raise FileFaultError("map_too_much" if slow else "map_broken") from None
    if "fault" in answer:
        raise FileFaultError(answer["fault"], why=answer.get("why", ""))
    return answer


def _look_at_map(path: Path) -> dict[str, Any]:
    """Read a map as the bench will; this is the work of the process."""
    try:
        network = load_network([path])
    except (BoundaryError, GeoError) as fault:
        return {"fault": "map_unread", "why": str(fault).replace(path.name, "")[:300]}
    if not any(way.names for way in network.ways):
        return {"fault": "map_nameless"}
    return {"dated": network.timestamp or "", "licence": "ODbL" if _is_osm(path) else ""}


def _is_osm(path: Path) -> bool:
    return not path.name.endswith(".geojson")


def open_map(folder: Path, maps: Sequence[SourceFile], town: str) -> Map | None:
    """Open the maps of a draft together; None where it has none.

    Raises:
        ExtractError: one cannot be read any more.
    """
    if not maps:
        return None
    return _opened(tuple(folder / one.file for one in maps), town)


@functools.lru_cache(maxsize=6)
def _opened(files: tuple[Path, ...], town: str) -> Map:
    """Open maps once in a process; files of a draft never change."""
    return Map(load_network(list(files)), town)
