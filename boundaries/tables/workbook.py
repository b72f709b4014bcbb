"""Workbooks (.xlsx, .ods) in, by way of text.

A workbook is checked before it is read (`packages`). Reading runs in a process of its own with
limited memory and time, since a few bytes can ask for a table of a billion cells. Formulas whose
values a workbook does not hold, since no spreadsheet has calculated them yet, are told.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import html
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..child import ChildError, Limits, run
from .cells import MARK
from .faults import TableError
from .packages import PackageKind, check_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


MOST_MEMORY = 3 << 30
"""Bytes that the reading process may take."""
MOST_SECONDS = 300
_LIMITS = Limits(seconds=MOST_SECONDS, memory=MOST_MEMORY)
EXACT = 1e15
"""Whole numbers below this have all their figures in a workbook."""
TABLE_DELIMITER = ","


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


_WORKBOOK = PackageKind(
    frozenset({"xl/workbook.xml", "content.xml"}),
    ".xlsx or .ods workbook",
    "save the table as CSV",
)


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
