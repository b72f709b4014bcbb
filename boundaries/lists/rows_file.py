"""Rows of a list as a file that a person corrects, and as JSON: one form, read and written.

A CSV that is a list of streets (`streets.list_files`) with more columns, so that it answers doors
as it stands. One row of the published list a line:

    thoroughfare_name, thoroughfare_type, parity, from, to, building, status
                      as in every list of streets; status is open where a person must look at the
                      row, outside where the list takes its numbers out
    excepted          yes where the list takes the numbers out (kivéve)
    needs             why a person must look: codes of `Need`, blanks between
    note              words that limit the row and that no range carries
    candidates        streets of the register that may be meant, " | " between
    resolved          how the register has the name: exact, without_type, initials, close …
    written           the name as the list has it, where the register writes it otherwise
    heading           the heading that it stands under
    kind              street, place, parcel, or unread for words that are in no row
    start, end        where its words stand in the text, in characters
    words             the words

Who has settled a row writes inside or outside as its status: then it needs nobody any more. A line
of unread words is deleted or becomes a row by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from geo.files import write_whole

from ..errors import DefinitionError, Fault
from ..model import Span, UnreadPiece
from ..streets.list_files import (
    BUILDING,
    HEADER,
    STATUS,
    read_range,
    read_records,
    status_of,
)
from ..streets.list_ranges import ListedRange
from ..tables.cells import csv_text
from .model import ListRow, Need, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

COLUMNS = (
    *HEADER,
    BUILDING,
    STATUS,
    "excepted",
    "needs",
    "note",
    "candidates",
    "resolved",
    "written",
    "heading",
    "kind",
    "start",
    "end",
    "words",
)
UNREAD = "unread"
"""The kind of a line of words that are in no row."""
_YES = "yes"
_BETWEEN = " | "

RowRecord = TypedDict(
    "RowRecord",
    {
        "name": str,
        "type": str,
        "parity": str,
        "from": str | None,
        "to": str | None,
        "status": str,
        "excepted": bool,
        "needs": list[str],
        "note": str,
        "candidates": list[str],
        "resolved": str,
        "written": str,
        "heading": str,
        "kind": str,
        "span": list[int],
        "words": str,
    },
)
"""A row as JSON."""


def listed_range(row: ListRow) -> ListedRange:
    """Return the range by which a row answers doors: open where a person must look at it."""
    return ListedRange(
        row.name,
        row.type,
        row.numbers,
        is_open=bool(row.needs),
        is_excepted=row.is_excepted and not row.needs,
    )


def row_record(row: ListRow) -> RowRecord:
    """Return a row as a JSON document."""
    start, end = row.numbers.ends
    return {
        "name": row.name,
        "type": row.type,
        "parity": row.numbers.parity.value,
        "from": start,
        "to": end,
        "status": status_of(listed_range(row)),
        "excepted": row.is_excepted,
        "needs": [need.value for need in row.needs],
        "note": row.note,
        "candidates": list(row.candidates),
        "resolved": row.resolved,
        "written": row.written,
        "heading": row.heading,
        "kind": row.kind.value,
        "span": [row.span.start, row.span.end],
        "words": row.words,
    }


def rows_text(rows: Iterable[ListRow], unread: Iterable[UnreadPiece] = ()) -> str:
    """Write rows as CSV; the same rows give the same text."""
    lines = [(row.span.start, number, _cells(row)) for number, row in enumerate(rows)]
    lines += [(piece.span.start, -1, _unread_cells(piece)) for piece in unread]
    return csv_text(COLUMNS, [cells for _, _, cells in sorted(lines)])


def write_rows(rows: Iterable[ListRow], path: Path, unread: Iterable[UnreadPiece] = ()) -> None:
    """Write rows, and the words that are in none, as a file that a person corrects."""
    write_whole(path, rows_text(rows, unread))


def _cells(row: ListRow) -> tuple[str, ...]:
    record = row_record(row)
    return (
        record["name"],
        record["type"],
        record["parity"],
        record["from"] or "",
        record["to"] or "",
        "",
        record["status"],
        _YES if row.is_excepted else "",
        " ".join(record["needs"]),
        row.note,
        _BETWEEN.join(row.candidates),
        row.resolved,
        row.written,
        row.heading,
        record["kind"],
        str(row.span.start),
        str(row.span.end),
        row.words,
    )


def _unread_cells(piece: UnreadPiece) -> tuple[str, ...]:
    known = {
        "parity": "whole",
        STATUS: "open",
        "needs": Need.UNREAD_WORDS.value,
        "kind": UNREAD,
        "start": str(piece.span.start),
        "end": str(piece.span.end),
        "words": piece.text,
    }
    return tuple(known.get(column, "") for column in COLUMNS)


def is_rows_file(path: Path) -> bool:
    """Tell a file of rows from a text: by its ending and its headings."""
    if path.suffix.lower() not in {".csv", ".xlsx"}:
        return False
    try:
        records = read_records(path)
    except DefinitionError:
        return False
    return all("words" in cells for _, cells in records)


def read_rows(path: Path) -> tuple[tuple[ListRow, ...], tuple[UnreadPiece, ...]]:
    """Read rows that a person has looked at, and the words that are still in none.

    A row whose status says inside or outside is settled and needs nobody; one that is open without
    a reason has been left open.

    Raises:
        DefinitionError: carries every faulty line, not just the first.
    """
    faults: list[Fault] = []
    rows: list[ListRow] = []
    unread: list[UnreadPiece] = []
    for where, cells in read_records(path):
        span = _span(cells, where, faults)
        if cells.get("kind") == UNREAD and not cells.get(HEADER[0], "").strip():
            unread.append(UnreadPiece(cells.get("words", ""), span))
            continue
        found = read_range(cells, where, faults)
        if found is not None:
            rows.append(_row(found, cells, span, where, faults))
    if faults:
        raise DefinitionError(path.name, tuple(faults))
    return tuple(rows), tuple(unread)


def _row(
    found: ListedRange, cells: Mapping[str, str], span: Span, where: str, faults: list[Fault]
) -> ListRow:
    needs = _codes(cells, where, faults) if found.is_open else ()
    if found.is_open and not needs:
        needs = (Need.LEFT_OPEN,)
    kinds = {kind.value: kind for kind in RowKind} | {"": RowKind.STREET, UNREAD: RowKind.STREET}
    kind = kinds.get(cells.get("kind", ""))
    if kind is None:
        faults.append(Fault(f"{where}, kind", f"{cells['kind']!r}; expected street, place, parcel"))
    excepted = cells.get("excepted", "") == _YES if found.is_open else found.is_excepted
    return ListRow(
        found.name,
        found.type,
        found.numbers,
        span,
        cells.get("words", ""),
        kind or RowKind.STREET,
        is_excepted=excepted,
        note=cells.get("note", ""),
        heading=cells.get("heading", ""),
        needs=needs,
        resolved=cells.get("resolved", ""),
        written=cells.get("written", ""),
        candidates=_several(cells.get("candidates", "")),
    )


def _codes(cells: Mapping[str, str], where: str, faults: list[Fault]) -> tuple[Need, ...]:
    known = {need.value: need for need in Need}
    written = cells.get("needs", "").split()
    unknown = [code for code in written if code not in known]
    if unknown:
        faults.append(Fault(f"{where}, needs", f"{' '.join(unknown)!r} is no code"))
    return tuple(known[code] for code in written if code in known)


def _several(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split(_BETWEEN) if one)


def _span(cells: Mapping[str, str], where: str, faults: list[Fault]) -> Span:
    ends: Sequence[str] = [cells.get(column, "").strip() or "0" for column in ("start", "end")]
    if not all(end.isascii() and end.isdigit() for end in ends):
        faults.append(Fault(f"{where}, start, end", "expected characters of the text"))
        return Span(0, 0)
    return Span(int(ends[0]), int(ends[1]))
