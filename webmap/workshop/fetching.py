"""Maps and registers that the service fetches for a draft, in a process that outlives the request.

How far a fetch is stands in a file of the draft's folder, so that every worker can tell. What came
is taken into the draft by whoever looks next, as a step of the person who asked for it.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from boundaries.child import Limits, start
from boundaries.errors import BoundaryError
from boundaries.register.office import fetch_register
from geo.errors import GeoError
from geo.files import LockedError, is_held, locked, write_whole
from geo.osm import overpass

from .why import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MAP, REGISTER = "map", "register"
KINDS = (MAP, REGISTER)
_LIMITS = Limits(cpu_seconds=300, memory=3 << 30, niceness=5)
RUNNING, DONE, FAILED = "running", "done", "failed"


def state_of(folder: Path, kind: str) -> dict[str, Any] | None:
    """Return how far a fetch is; None where none was begun, or what came was taken.

    `state` is running, done or failed; `why` says why it failed, `code` likewise for pages in other
    languages; `file`, `name`, `dated` say what came; `by` is the id of the person who asked, `mark`
    names the fetch. `why` is empty where its process was ended.
    """
    found = _read(folder, kind)
    if found is not None and found["state"] == RUNNING and not is_held(_lock(folder, kind)):
        found = _read(folder, kind) or found  # it may have come to its end meanwhile
        if found["state"] == RUNNING:
            found |= {"state": FAILED, "why": ""}
    return found


def begin(folder: Path, kind: str, town: str, by: int) -> None:
    """Begin to fetch the map or the register of a town.

    Args:
        folder: of the draft.
        kind: `MAP` or `REGISTER`.
        town: its name.
        by: id of the person who asks.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = secrets.token_hex(6)
    # A process that has said its last word may take a moment to end.
    with contextlib.suppress(LockedError), locked(_lock(folder, kind)) as held:
        _write(folder, kind, {"state": RUNNING, "by": by, "mark": mark, "town": town})
        start(_WORK[kind], folder, town, by, mark, limits=_LIMITS, held=(held,))


def taken(folder: Path, kind: str) -> None:
    """Forget a fetch: what came is a step of the draft, or somebody was told why nothing came."""
    _file(folder, kind).unlink(missing_ok=True)


def _lock(folder: Path, kind: str) -> Path:
    return folder / f"fetch-{kind}.lock"


def _read(folder: Path, kind: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(_file(folder, kind).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _file(folder: Path, kind: str) -> Path:
    return folder / f"fetch-{kind}.json"


def _write(folder: Path, kind: str, said: Mapping[str, Any]) -> None:
    write_whole(_file(folder, kind), json.dumps(said, ensure_ascii=False))


def fetch_map(folder: Path, town: str, by: int, mark: str) -> None:
    """Fetch the map of a town; this is the work of the process."""
    said: dict[str, Any] = {"by": by, "mark": mark, "town": town}
    try:
        got = overpass.fetch_extract(overpass.Place(town), folder=folder)
        said |= {"state": DONE, "file": got.path.name, "name": town, "dated": got.timestamp or ""}
    except (GeoError, OSError) as fault:
        said |= {"state": FAILED, "why": str(fault)[:400], "code": code_of(fault)}
    _write(folder, MAP, said)


def fetch_office(folder: Path, town: str, by: int, mark: str) -> None:
    """Fetch the election office's files of a town; this is the work of the process."""
    said: dict[str, Any] = {"by": by, "mark": mark, "town": town}
    try:
        got = fetch_register(town, folder)
        said |= {"state": DONE, "file": got.folder.name, "name": town, "dated": got.generated}
    except (GeoError, BoundaryError, OSError) as fault:
        said |= {"state": FAILED, "why": str(fault)[:400], "code": code_of(fault)}
    _write(folder, REGISTER, said)


_WORK: Mapping[str, Callable[[Path, str, int, str], None]] = {
    MAP: fetch_map,
    REGISTER: fetch_office,
}
