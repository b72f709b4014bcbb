"""The files of a draft: taken in, looked into by a process of its own, opened as a map.

What somebody sends is judged before this process opens it. A map that was opened stays in memory
for the next step.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import secrets
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import shapely

from boundaries.child import ChildError, Limits, run
from boundaries.drift.polygon import against_polygon as hold_against
from boundaries.drift.polygon import polygon_document
from boundaries.edition.edition import from_document as edition_from
from boundaries.edition.edition import to_document as edition_document
from boundaries.edition.new_area import LARGEST_EXTRACT
from boundaries.errors import BoundaryError
from boundaries.refresh.list_refresh import list_town
from boundaries.register.load import holds_doors_only
from boundaries.tables.faults import TableError
from boundaries.tables.published_text import published_text
from boundaries.workshop.bench import Map
from boundaries.workshop.draft import Draft, SourceFile, from_document, to_document
from boundaries.workshop.hand_over import Said, staged_edition
from boundaries.workshop.kept_networks import network_of
from boundaries.workshop.line_files import ENDINGS as LINE_ENDINGS
from boundaries.workshop.line_files import LineFileError, line_in
from boundaries.workshop.map_files import ENDINGS, look_at_map
from boundaries.workshop.polygon_files import ENDINGS as POLYGON_ENDINGS
from boundaries.workshop.polygon_files import PolygonFileError, ground_in
from geo.errors import GeoError
from webmap.files.folders import FileFaultError, clean_name, make_folder, require_space, take_in

from .made import make_area, networks_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from boundaries.model import Edition
    from boundaries.register.model import TownRegister

OSM_LICENCE = "ODbL"
MOST_MAPS = 4
"""Of one draft; a map of streets and one of railways are two."""
MOST_REGISTERS = 4
"""Of one draft: a register, and tables behind it."""
_LIMITS = Limits(seconds=120, cpu_seconds=100, memory=3 << 30, niceness=5)


def take_map(
    folder: Path,
    before: Sequence[SourceFile],
    stream: IO[bytes],
    sent_name: str | None,
    limit: int,
) -> SourceFile:
    """Take a map in.

    Args:
        folder: of the draft; made where it is not there.
        before: the maps that it has already.
        stream: the bytes.
        sent_name: how the sender calls it.
        limit: bytes that are taken.

    Raises:
        FileFaultError: it is no map, or cannot be taken; nothing of it is left.
    """
    name = clean_name(sent_name)
    ending = next((kept for one, kept in ENDINGS.items() if name.lower().endswith(one)), None)
    if ending is None:
        raise FileFaultError("no_map_ending")
    path = _taken(
        folder, stream, f"map-{secrets.token_hex(6)}{ending}", min(limit, LARGEST_EXTRACT)
    )
    kept = path
    try:
        seen = _child(look_at_map, path, [folder / one.file for one in before], networks_in(folder))
        kept = folder / seen["file"]
        size, digest = measured(kept)
    except BaseException:
        for one in folder.glob(f"{path.name.partition('.')[0]}.*"):
            one.unlink()
        raise
    if kept != path:
        path.unlink()
    return SourceFile(kept.name, name, digest, size, seen["dated"], seen["licence"])


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


def take_line(
    folder: Path, stream: IO[bytes], sent_name: str | None, limit: int
) -> tuple[tuple[float, float], ...]:
    """Return the one line of a file that was sent, as longitude and latitude (WGS84).

    The file itself is not kept: the line is.

    Raises:
        FileFaultError: it holds no line that can be used, or cannot be taken.
    """
    ending = Path(clean_name(sent_name)).suffix.lower()
    if ending not in LINE_ENDINGS:
        raise FileFaultError("no_line_ending")
    path = _taken(folder, stream, f"line-{secrets.token_hex(6)}{ending}", limit)
    try:
        found = _child(_look_at_line, path, code="line")
    finally:
        path.unlink(missing_ok=True)
    return tuple((lon, lat) for lon, lat in found["line"])


def _look_at_line(path: Path) -> dict[str, Any]:
    """Read the line of a file; this is the work of the process."""
    try:
        return {"line": line_in(path)}
    except LineFileError as fault:
        return {"fault": f"line_{fault.code}", "found": fault.found}


def _taken(folder: Path, stream: IO[bytes], name: str, limit: int) -> Path:
    if not folder.is_dir():
        make_folder(folder)
    require_space(folder, limit)
    return folder / take_in(folder, stream, name, limit, kind=lambda _head, sent: sent)


def _child(
    work: Callable[..., dict[str, Any]], *arguments: object, code: str = "map"
) -> dict[str, Any]:
    """Do work in a process; `code` begins the codes of what may be wrong with it."""
    try:
        answer: dict[str, Any] = run(work, *arguments, limits=_LIMITS)
    except ChildError as fault:
        slow = fault.kind in {"slow", "ended", "MemoryError"}
        raise FileFaultError(f"{code}_too_much" if slow else f"{code}_broken") from None
    if "fault" in answer:
        raise FileFaultError(
            answer["fault"],
            why=answer.get("why", ""),
            found=answer.get("found", 0),
            number=answer.get("number", 0),
        )
    return answer


def open_map(folder: Path, maps: Sequence[SourceFile], town: str) -> Map | None:
    """Open the maps of a draft together; None where it has none.

    Raises:
        ExtractError: one cannot be read any more.
    """
    if not maps:
        return None
    return _opened(tuple(folder / one.file for one in maps), networks_in(folder), town)


@functools.lru_cache(maxsize=6)
def _opened(files: tuple[Path, ...], kept: Path, town: str) -> Map:
    """Open maps once in a process; files of a draft never change."""
    return Map(network_of(files, kept), town)


def open_register(folder: Path, registers: Sequence[SourceFile], town: str) -> TownRegister | None:
    """Open the register of a draft; None where it has none.

    Raises:
        RegisterError: it cannot be read any more.
    """
    if not registers:
        return None
    return _register(tuple(folder / one.file for one in registers), town)


@functools.lru_cache(maxsize=4)
def _register(files: tuple[Path, ...], town: str) -> TownRegister:
    """Open a register once in a process; files of a draft never change."""
    return list_town(files, town)


def take_register(
    folder: Path,
    files: Sequence[tuple[IO[bytes], str | None]],
    town: str,
    limit: int,
    before: Sequence[SourceFile] = (),
    *,
    for_lists: bool = False,
) -> tuple[tuple[SourceFile, ...], dict[str, Any]]:
    """Take a register in: the election office's files together, or one file; and tables.

    A table has doors and places, but no rules: it stands behind a register, those that are sent
    with it or the one that the draft has. For lists a table is enough.

    Args:
        folder: of the draft.
        files: the bytes of each, and how the sender calls it.
        town: of the draft.
        limit: bytes that are taken of each.
        before: the registers that the draft has.
        for_lists: it need not have what a line asks of it, rules and polling districts.

    Returns:
        The registers of the draft from now on, and `doors`, `districts` and `town` of them.

    Raises:
        FileFaultError: it is no register of the town, or a table alone; nothing of it is left.
    """
    named = [(stream, clean_name(name)) for stream, name in files]
    tables = [one for one in named if holds_doors_only(one[1])]
    others = [one for one in named if one not in tables]
    kept = () if others else tuple(before)
    if for_lists and all(holds_doors_only(one.file) for one in kept):
        kept = ()  # a table takes the place of a table
    if tables and not (others or kept or for_lists):
        raise FileFaultError("register_table_alone")
    if len(kept) + len(tables) > MOST_REGISTERS:
        raise FileFaultError("many_tables", most=MOST_REGISTERS - 1)
    taken: list[Path] = []
    try:
        groups = [others, *([one] for one in tables)] if others else [[one] for one in tables]
        found = [_taken_together(folder, group, limit, taken) for group in groups]
        paths = [*(folder / one.file for one in kept), *(path for path, _ in found)]
        seen = _child(_look_at_register, paths, town, for_lists)
    except BaseException:
        for one in taken:
            one.unlink(missing_ok=True)
        raise
    new = (_as_source(path, names, seen["dated"]) for path, names in found)
    return (*kept, *new), seen


def _taken_together(
    folder: Path, files: Sequence[tuple[IO[bytes], str]], limit: int, taken: list[Path]
) -> tuple[Path, str]:
    """Take in files that belong together; return where they are, and how they are called."""
    mark, many = f"register-{secrets.token_hex(6)}", len(files) > 1
    home = folder / mark if many else folder
    for stream, name in files:
        taken.append(_taken(home, stream, name if many else f"{mark}-{name}", limit))
    return home if many else taken[-1], ", ".join(name for _, name in files)


def _as_source(path: Path, names: str, dated: str) -> SourceFile:
    size, digest = measured(path)
    return SourceFile(path.name, names, digest, size, dated)


def measured(path: Path) -> tuple[int, str]:
    """Return bytes and SHA-256 of a file, or of all files of a folder together."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for one in files:
        digest.update(one.read_bytes())
    return sum(one.stat().st_size for one in files), digest.hexdigest()


def _look_at_register(paths: list[Path], town: str, for_lists: bool) -> dict[str, Any]:  # noqa: FBT001 - of a process
    """Read a register as the candidate will; this is the work of the process."""
    from boundaries.refresh.refreshing import load_town  # noqa: PLC0415 - heavy, and only here

    try:
        loaded = list_town(paths, town) if for_lists else load_town(paths, town)
    except (BoundaryError, GeoError) as fault:
        why = str(fault).replace(str(paths[0].parent), "")[:400]
        code = getattr(fault, "code", "")
        return {"fault": code if code.startswith("register_") else "register", "why": why}
    register = loaded.register
    return {
        "doors": sum(len(street.doors) for street in register.thoroughfares),
        "districts": len(register.districts),
        "town": loaded.town,
        "dated": register.generated,
    }


def edition_of(folder: Path, draft: Draft, number: int, said: Said, day: dt.date) -> dict[str, Any]:
    """Return the edition of an area as JSON, made in a process of its own, without its addresses.

    Raises:
        FileFaultError: the line is open, or a file cannot be read any more.
    """
    order = (str(folder), to_document(draft), number, asdict(said), day.isoformat())
    edition: dict[str, Any] = _child(_make_edition, *order)["edition"]
    return edition


def _make_edition(
    home: str, draft: dict[str, Any], number: int, said: dict[str, Any], day: str
) -> dict[str, Any]:
    """Make an edition; this is the work of the process."""
    opened, folder = from_document(draft), Path(home)
    try:
        with tempfile.TemporaryDirectory(prefix="akcioterulet-") as made:
            make_area(
                folder,
                opened,
                number,
                Said(**said),
                into=Path(made),
                day=dt.date.fromisoformat(day),
                with_addresses=False,
            )
            edition = staged_edition(Path(made))
    except (BoundaryError, GeoError, OSError) as fault:
        return {"fault": "hand_over", "why": str(fault)[:400]}
    return {"edition": None if edition is None else edition_document(edition)}


def against_polygon(
    folder: Path, stream: IO[bytes], sent_name: str | None, limit: int, edition: Edition
) -> dict[str, Any]:
    """Hold an area against the ground of a file that was sent; the file itself is not kept.

    Returns:
        `told` (`drift.polygon.polygon_document`), `name` of the file, `polygon` (EOV, as WKT) and
        `edition` (as its file has it).

    Raises:
        FileFaultError: it holds no ground that can be used, or cannot be taken.
    """
    name = clean_name(sent_name)
    ending = Path(name).suffix.lower()
    if ending not in POLYGON_ENDINGS:
        raise FileFaultError("no_polygon_ending")
    path = _taken(folder, stream, f"polygon-{secrets.token_hex(6)}{ending}", limit)
    document = edition_document(edition)
    try:
        found = _child(_look_at_polygon, path, document, code="polygon")
    finally:
        path.unlink(missing_ok=True)
    return {**found, "name": name, "edition": document}


def _look_at_polygon(path: Path, document: dict[str, Any]) -> dict[str, Any]:
    """Read ground and hold an area against it; this is the work of the process."""
    try:
        ground = ground_in(path)
    except PolygonFileError as fault:
        return {"fault": f"polygon_{fault.code}"}
    told = polygon_document(hold_against(edition_from(document), ground))
    return {"told": told, "polygon": shapely.to_wkt(ground, rounding_precision=2)}
