"""Workbooks (.xlsx, .ods) in, by way of text.

A workbook is checked before it is read: the size that it declares and the size that it has,
how much it is packed, and that its XML declares no entities. Reading runs in a process of its
own with limited memory and time, since a few bytes can ask for a table of a billion cells.
Archives inside the workbook are never opened.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..child import ChildError, Limits, run
from .cells import MARK
from .faults import TableError
from .formulas import unvalued_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MOST_MEMBERS = 2_000
MOST_BYTES = 1 << 30
"""Unpacked bytes of all members."""
MOST_PACKED = 200
"""Unpacked bytes for one packed byte, where there are more than `SMALL`."""
SMALL = 1 << 25
MOST_MEMORY = 3 << 30
"""Bytes that the reading process may take."""
MOST_SECONDS = 300
_LIMITS = Limits(seconds=MOST_SECONDS, memory=MOST_MEMORY)
EXACT = 1e15
"""Whole numbers below this have all their figures in a workbook."""
TABLE_DELIMITER = ","
_PIECE = 1 << 20
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet that was written as text."""

    name: str
    rows: int
    others: tuple[str, ...]
    """Sheets that were not read."""
    unvalued: tuple[int, ...] = ()
    """Columns with formulas whose values the workbook does not hold."""


def check_workbook(path: Path) -> None:
    """Refuse a workbook that is damaged, protected or made to do harm.

    Raises:
        TableError: says what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path.name, archive.infolist())
            with path.open("rb") as file:
                for member in archive.infolist():
                    _check_member(path.name, file, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as fault:
        if isinstance(fault, TableError):
            raise
        raise TableError(
            f"{path.name} is damaged ({fault}); save it again as .xlsx", "damaged"
        ) from fault


def _check_sizes(name: str, members: list[zipfile.ZipInfo]) -> None:
    names = {member.filename for member in members}
    if "EncryptedPackage" in names or any(m.flag_bits & _ENCRYPTED for m in members):
        raise TableError(f"{name} is password-protected; save it without a password", "protected")
    if names.isdisjoint({"xl/workbook.xml", "content.xml"}):
        raise TableError(f"{name} is a zip file but no .xlsx or .ods workbook", "no_table")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES:
        raise TableError(
            f"{name} unpacks to {unpacked:,} bytes in {len(members):,} parts; at most "
            f"{MOST_BYTES:,} and {MOST_MEMBERS:,} are read; save the table as CSV",
            "unpacked",
        )
    if unpacked > SMALL and unpacked / packed > MOST_PACKED:
        raise TableError(
            f"{name} unpacks to {unpacked // packed} times its size (at most {MOST_PACKED}); "
            "save the table as CSV",
            "unpacked",
        )


def _check_member(name: str, file: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Unpack a member to count its bytes; look into XML for declarations of entities."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, end = 0, b""
    for piece in _unpacked(file, member):
        size += len(piece)
        if size > member.file_size:
            raise TableError(
                f"{name} says less than it holds ({member.filename}); not read", "unsafe"
            )
        seen = end + piece
        if is_xml and (size == len(piece) and piece[:2] in {b"\xff\xfe", b"\xfe\xff"}):
            raise TableError(
                f"{name} has XML that is not UTF-8 ({member.filename}); not read", "unsafe"
            )
        if is_xml and any(word in seen.upper() for word in _ENTITIES):
            raise TableError(
                f"{name} declares XML entities ({member.filename}); not read", "unsafe"
            )
        end = piece[-16:]


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member in pieces; `zipfile` itself stops at the declared size."""
    file.seek(member.header_offset + 26)
    lengths = file.read(4)
    skip = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    file.seek(member.header_offset + 30 + skip)
    stored = member.compress_type == zipfile.ZIP_STORED
    if not stored and member.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(f"packed by method {member.compress_type}")
    unpacker, left = zlib.decompressobj(-15), member.compress_size
    while left > 0 and (packed := file.read(min(left, 1 << 16))):
        left -= len(packed)
        while packed:
            piece = packed if stored else unpacker.decompress(packed, _PIECE)
            packed = b"" if stored else unpacker.unconsumed_tail
            if piece:
                yield piece


def workbook_to_text(path: Path, out: Path, sheet: str | None = None) -> SheetText:
    """Write one sheet as comma-separated UTF-8 text with typed cells (`cells.MARK`).

    Args:
        path: the workbook.
        out: the text.
        sheet: name of the sheet; the first one by default.

    Raises:
        TableError: it cannot be read within the limits, or has no such sheet.
    """
    check_workbook(path)
    try:
        said = run(_write_text, path, out, sheet, limits=_LIMITS, environment={})
    except ChildError as fault:
        if fault.kind in {"slow", "ended", "MemoryError"}:
            limit = f"more than {MOST_MEMORY >> 30} GiB of memory or {MOST_SECONDS} seconds"
            message = f"{path.name} cannot be read: it needs {limit}; save the table as CSV"
            raise TableError(message, "unpacked") from None
        said = f"{fault.kind}: {fault.message}"[:300]
    if isinstance(said, dict):
        others, unvalued = tuple(said["others"]), tuple(said["unvalued"])
        return SheetText(said["name"], said["rows"], others, unvalued)
    code = "no_sheet" if said.startswith("it has no sheet") else "damaged"
    raise TableError(f"{path.name} cannot be read: {said}", code)


def _write_text(path: Path, out: Path, sheet: str | None) -> dict[str, object] | str:
    """Write a sheet as text; this is the work of the process.

    Returns:
        The fields of `SheetText`, or what is wrong.
    """
    from python_calamine import (  # noqa: PLC0415 - a reader's only
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    with CalamineWorkbook.from_path(path) as book:
        sheets = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
        names = [m.name for m in sheets]
        if not names:
            return "it has no sheet with cells"
        seen = [m.name for m in sheets if m.visible == SheetVisibleEnum.Visible]
        name = sheet or (seen or names)[0]
        if name not in names:
            return f"it has no sheet {name!r}; its sheets are: {', '.join(names)}"
        rows, found = 0, book.get_sheet_by_name(name)
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=TABLE_DELIMITER, lineterminator="\n")
            for row in found.iter_rows():
                writer.writerow([_text(value) for value in row])
                rows += 1
        first = found.start[1] if found.start else 0
    unvalued = tuple(at - first for at in unvalued_columns(path, name) if at >= first)
    others = tuple(other for other in names if other != name)
    return dataclasses.asdict(SheetText(name, rows, others, unvalued))


def _text(value: object) -> str:
    """Write a cell's value; all but text carry their type."""
    if isinstance(value, bool):
        return f"{MARK}b{int(value)}"
    if isinstance(value, (int, float)):
        whole = isinstance(value, int) or (value.is_integer() and abs(value) < EXACT)
        return f"{MARK}n{int(value) if whole else value!r}"
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return f"{MARK}d{value.isoformat()}"
    return str(value).replace(MARK, "")
