"""Workbooks (.xlsx, .ods) in, by way of text.

A workbook is checked before it is read: the size that it declares and the size that it has,
how much it is packed, and that its XML declares no entities. Reading runs in a process of its
own with limited memory and time, since a few bytes can ask for a table of a billion cells.
Archives inside the workbook are never opened.

Formulas whose values a workbook does not hold, since no spreadsheet has calculated them yet.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..child import ChildError, Limits, run
from .cells import MARK, plain
from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    from xlsxwriter.workbook import Format, Workbook, Worksheet

    from .cells import Cell


_FORMULA_PIECE = 1 << 22
_OVERLAP = 1 << 14
"""Bytes that are looked at twice, so that no cell is cut."""
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_UNVALUED = re.compile(
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>", re.DOTALL
)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})\d+"')
_LETTERS = 26


def unvalued_columns(path: Path, sheet: str) -> tuple[int, ...]:
    """Return the columns (0 = A) of an .xlsx sheet that hold formulas without their values.

    An empty text that was calculated is a value. Other kinds of workbooks have none.
    """
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return ()
        found: set[bytes] = set()
        with archive.open(member) as file:
            end = b""
            while piece := file.read(_FORMULA_PIECE):
                found.update(_columns(end + piece))
                end = piece[-_OVERLAP:]
    return tuple(sorted(map(_figure, found)))


def _columns(text: bytes) -> Iterator[bytes]:
    for formula in _UNVALUED.finditer(text):
        cell = text[text.rfind(b"<c ", 0, formula.start()) : formula.start()]
        reference = _REFERENCE.search(cell)
        if reference is not None and b't="str"' not in cell:
            yield reference[1]


def _figure(letters: bytes) -> int:
    figure = 0
    for letter in letters:
        figure = figure * _LETTERS + letter - ord("A") + 1
    return figure - 1


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Return the part of the workbook that holds a sheet, or None."""
    try:
        book = archive.read("xl/workbook.xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    except (KeyError, UnicodeError):
        return None
    targets = {a.get("Id"): a.get("Target", "") for a in _tags(relations, "Relationship")}
    for tag in _tags(book, "sheet"):
        if html.unescape(tag.get("name", "")) == sheet:
            target = targets.get(tag.get("r:id"), "")
            member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return member if member in archive.namelist() else None
    return None


def _tags(text: str, name: str) -> Iterator[dict[str, str]]:
    for tag in re.finditer(rf"<{name}\b[^>]*>", text):
        yield dict(_ATTRIBUTE.findall(tag[0]))


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
    check_package(path, _WORKBOOK)


@dataclass(frozen=True, slots=True)
class PackageKind:
    """A kind of office document: a zip file with parts of XML."""

    members: frozenset[str]
    """One of these it has."""
    name: str
    """Such as ".xlsx or .ods workbook"."""
    instead: str
    """What to do where it is too large."""


_WORKBOOK = PackageKind(
    frozenset({"xl/workbook.xml", "content.xml"}),
    ".xlsx or .ods workbook",
    "save the table as CSV",
)


def check_package(path: Path, kind: PackageKind) -> None:
    """Refuse an office document that is damaged, protected, of another kind or made to do harm.

    Raises:
        TableError: says what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path.name, archive.infolist(), kind)
            with path.open("rb") as file:
                for member in archive.infolist():
                    _check_member(path.name, file, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as fault:
        if isinstance(fault, TableError):
            raise
        raise TableError(f"{path.name} is damaged ({fault}); save it again", "damaged") from fault


def _check_sizes(name: str, members: list[zipfile.ZipInfo], kind: PackageKind) -> None:
    names = {member.filename for member in members}
    if "EncryptedPackage" in names or any(m.flag_bits & _ENCRYPTED for m in members):
        raise TableError(f"{name} is password-protected; save it without a password", "protected")
    if names.isdisjoint(kind.members):
        raise TableError(f"{name} is a zip file but no {kind.name}", "no_table")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES:
        raise TableError(
            f"{name} unpacks to {unpacked:,} bytes in {len(members):,} parts; at most "
            f"{MOST_BYTES:,} and {MOST_MEMBERS:,} are read; {kind.instead}",
            "unpacked",
        )
    if unpacked > SMALL and unpacked / packed > MOST_PACKED:
        raise TableError(
            f"{name} unpacks to {unpacked // packed} times its size (at most {MOST_PACKED}); "
            f"{kind.instead}",
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
        filled = (one for one in seen if sheet is None and book.get_sheet_by_name(one).start)
        name = sheet or next(filled, (seen or names)[0])
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


MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_CELL = 32_767
"""Characters that a cell of a workbook can hold."""
CUT = " […]"
_FIRST_DAY = dt.date(1900, 1, 1)
"""Workbooks know no earlier day."""


def check_fits(name: str, rows: int, columns: int) -> None:
    """Refuse what no sheet can hold.

    Raises:
        TableError: too many rows or columns.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise TableError(
            f"{name}: a sheet holds {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns; "
            "give --out a name that ends in .csv",
            "rows",
        )


def write_workbook(rows: Iterable[Sequence[str]], out: Path, scratch: Path) -> int:
    """Write rows as the only sheet of a workbook; return how many cells had to be cut.

    Args:
        rows: cells, typed or not; the first row is the heading.
        out: the workbook.
        scratch: existing folder for the writer's own files.

    Raises:
        TableError: there are more rows than a sheet holds.
    """
    import xlsxwriter  # noqa: PLC0415 - only for this kind of output

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(scratch),
    }
    cut = 0
    with xlsxwriter.Workbook(str(out), options) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            check_fits(out.name, number + 1, len(row))
            for at, cell in enumerate(row):
                if cell.startswith(MARK):
                    _write_typed(sheet, number, at, cell, day, moment)
                elif cell:
                    sheet.write_string(number, at, _fitting(cell))
                    cut += len(cell) > LONGEST_CELL
    return cut


def _fitting(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT


def _write_typed(
    sheet: Worksheet, row: int, at: int, cell: str, day: Format, moment: Format
) -> None:
    kind, text = cell[1:2], plain(cell)
    try:
        if kind == "n":
            sheet.write_number(row, at, float(text))
        elif kind == "b":
            sheet.write_boolean(row, at, text == "1")
        elif "T" in text:
            sheet.write_datetime(row, at, dt.datetime.fromisoformat(text), moment)
        else:
            date = dt.date.fromisoformat(text)
            if date < _FIRST_DAY:
                raise ValueError(text)  # noqa: TRY301 - written as text, as what follows
            sheet.write_datetime(row, at, date, day)
    except (ValueError, TypeError):
        sheet.write_string(row, at, text)


_ISO_DAY = re.compile(r"(?:19|[2-9]\d)\d\d-\d\d-\d\d", re.ASCII)
_ISO_MOMENT = re.compile(
    _ISO_DAY.pattern + r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
_MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""When a workbook says that it was made: the same cells give the same bytes."""
_NARROWEST, _WIDEST = 8, 60
"""Letters that a column shows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook that is written."""

    name: str
    """At most 31 letters, none of `[]:*?/\\`."""
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_sheets(sheets: Iterable[Sheet], out: Path | BinaryIO) -> None:
    """Write tables as a workbook: the counterpart of `cells.csv_text` for those who want cells.

    Numbers are numbers. A column whose texts are all ISO days or moments holds dates (a moment
    loses its zone, the figures of the clock stay). No text is taken for a formula, an address or
    a number. The first row stands still and can be filtered. The same cells give the same bytes.

    Raises:
        TableError: a table is larger than a sheet.
    """
    import xlsxwriter  # noqa: PLC0415 - only for this kind of output

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    target = out if hasattr(out, "write") else str(out)
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _MADE})
        for sheet in sheets:
            check_fits(sheet.name, len(sheet.rows) + 1, len(sheet.header))
            _write_sheet(book, sheet)


def workbook_bytes(*sheets: Sheet) -> bytes:
    """Return tables as the bytes of a workbook; see `write_sheets`."""
    out = io.BytesIO()
    write_sheets(sheets, out)
    return out.getvalue()


def _write_sheet(book: Workbook, made: Sheet) -> None:
    sheet = book.add_worksheet(made.name)
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    last = max(len(made.header) - 1, 0)
    sheet.autofilter(0, 0, len(made.rows), last)
    if made.rows:
        # House numbers are texts, "12/A" and "12" alike: no green corner says that it is a fault.
        sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{len(made.rows) + 1}"})
    for at, name in enumerate(made.header):
        sheet.write_string(0, at, name, bold)
        column = [row[at] for row in made.rows]
        form, read = _dated(book, column)
        longest = max((len(str(cell)) for cell in column if cell is not None), default=0)
        sheet.set_column(at, at, min(max(longest, len(name) + 3, _NARROWEST), _WIDEST))
        for number, cell in enumerate(column, 1):
            if isinstance(cell, str):
                if form is not None and cell:
                    sheet.write_datetime(number, at, read(cell), form)
                elif cell:
                    sheet.write_string(number, at, _fitting(cell))
            elif cell is not None:
                sheet.write_number(number, at, cell)


def _dated(book: Workbook, column: Sequence[Cell]) -> tuple[Format | None, Callable[[str], Any]]:
    """Return how a column of days or moments is shown and read; no format for other columns."""
    texts = [cell for cell in column if cell is not None and cell != ""]
    if not texts or not all(isinstance(cell, str) for cell in texts):
        return None, str
    known = (
        (_ISO_DAY, "yyyy-mm-dd", dt.date.fromisoformat),
        (_ISO_MOMENT, "yyyy-mm-dd hh:mm:ss", _moment),
    )
    for pattern, shown, read in known:
        if all(pattern.fullmatch(str(cell)) for cell in texts):
            try:
                for cell in texts:
                    read(str(cell))
            except ValueError:  # the 31st of February
                return None, str
            return book.add_format({"num_format": shown}), read
    return None, str


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)
