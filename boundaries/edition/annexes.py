"""What an edition is accepted with so that addresses fit it: an annex, a folder that never changes.

Beside the edition's file lies `annex-<first 12 of its hash>/` with the street list of the variant
and its table of polling districts, the register that they were made from (streets, doors, known
places), the lines of the streets, the map extracts, and `annex.json`, which names every file with
its SHA-256. The hash of an annex is that over these names and hashes; it holds no time, no path.

The record (`acceptances`) names the annex together with the edition, in one entry: both come into
force at once, and an edition of a day to come leaves the present one its own annex. Editions
without one answer from the files that their definition names.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.files import draft_of, is_draft, replacing, sync_folder, write_whole

from ..errors import EditionError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MANIFEST = "annex.json"
SCHEMA = 1
MAP = "map-"
"""How the files of the map begin; figures follow, then the ending of the extract."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A folder with the files of an annex."""

    folder: Path
    hash: str
    """SHA-256 (hex) over the names and hashes of its files."""
    files: Mapping[str, str]
    """Name -> SHA-256 (hex) of each file but the manifest."""

    @property
    def maps(self) -> tuple[Path, ...]:
        """The map extracts, in the order in which they are read."""
        return tuple(self.folder / name for name in sorted(self.files) if name.startswith(MAP))


def annex_name(annex_hash: str) -> str:
    """Return the name of the folder of an annex."""
    return f"annex-{annex_hash[:12]}"


def add_maps(folder: Path, extracts: Sequence[Path]) -> None:
    """Copy map extracts into the folder of an annex, in the order in which they are read."""
    for place, extract in enumerate(extracts, start=1):
        shutil.copyfile(extract, folder / map_name(place, extract))


def map_name(place: int, extract: Path) -> str:
    """Return the name of an extract in an annex; it keeps every ending, such as `.osm.pbf`.

    >>> from pathlib import Path
    >>> map_name(1, Path("town_2026-01-31.osm.pbf"))
    'map-01.osm.pbf'
    """
    name = extract.name.lower()
    endings = [ending for ending in (".osm.pbf", ".osm.bz2", ".osm.gz") if name.endswith(ending)]
    return f"{MAP}{place:02d}{endings[0] if endings else extract.suffix.lower()}"


def seal(folder: Path) -> Annex:
    """Write the manifest of a folder whose files are all there, and return the annex."""
    found = {path.name: _digest(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
    annex = Annex(folder, _hash(found), found)
    document = {"schema": SCHEMA, "hash": annex.hash, "files": found}
    write_whole(folder / MANIFEST, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    return annex


def read_annex(folder: Path) -> Annex:
    """Read the manifest of an annex; its files are not looked at, see `check`.

    Raises:
        EditionError: it is missing, cut off or was changed; says what to do.
    """
    path = folder / MANIFEST
    try:
        return _annex(folder, json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as fault:
        raise EditionError(f"{path} cannot be read ({fault}); put it back from a backup") from None


def _annex(folder: Path, document: Any) -> Annex:  # noqa: ANN401 - JSON
    if document["schema"] != SCHEMA:
        raise ValueError(f"schema {document['schema']!r}, expected {SCHEMA}")
    files = {str(name): str(digest) for name, digest in document["files"].items()}
    if _hash(files) != document["hash"]:
        raise ValueError("its hash is not that of the files that it names")
    return Annex(folder, str(document["hash"]), files)


def check(annex: Annex) -> None:
    """Read every file of an annex and compare it with its hash.

    Raises:
        EditionError: a file is missing or was changed; names it.
    """
    for name, digest in annex.files.items():
        path = annex.folder / name
        try:
            same = _digest(path) == digest
        except OSError as fault:
            raise EditionError(f"{path} cannot be read ({fault.strerror})") from None
        if not same:
            raise EditionError(f"{path} was changed: it does not fit {MANIFEST} beside it")


def place(annex: Annex, home: Path) -> None:
    """Put a copy of an annex into the folder of an area: whole, or not at all.

    Args:
        annex: the one to copy; it is checked first.
        home: folder of the area's editions. Its lock is held.

    Raises:
        EditionError: a file of the annex was changed.
        OSError: it cannot be written.
    """
    check(annex)
    target = home / annex_name(annex.hash)
    if target.exists() and is_whole(target, annex.hash):
        return
    draft, damaged = draft_of(target), draft_of(target)
    try:
        draft.mkdir()
        for name in (*annex.files, MANIFEST):
            with replacing(draft / name) as whole:  # brings each file to the disk
                shutil.copyfile(annex.folder / name, whole)
        if target.exists():
            target.rename(damaged)
        draft.rename(target)
    finally:
        for left in (draft, damaged):
            shutil.rmtree(left, ignore_errors=True)
    sync_folder(home)


def is_whole(folder: Path, annex_hash: str) -> bool:
    """Tell whether a folder is the annex of a hash, with all its files as they were."""
    try:
        annex = read_annex(folder)
        check(annex)
    except EditionError:
        return False
    return annex.hash == annex_hash


def remove_drafts(home: Path, *, but: str = "") -> None:
    """Remove what a process that was killed has left in a folder, whose lock is held.

    Args:
        home: the folder.
        but: name of a file that has a lock of its own; its drafts stay.
    """
    drafts = [one for one in home.iterdir() if is_draft(one)]
    for path in [one for one in drafts if not but or not one.name.startswith(f".{but}.")]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(files: Mapping[str, str]) -> str:
    canonical = json.dumps(dict(sorted(files.items())), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
