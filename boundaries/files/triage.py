"""Corrected rows, put back: the triage file is answered again and merged into the output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language.names import fold
from boundaries.model import VerdictKind

from ..tables.cells import (
    ADDED,
    LINE_END,
    added_in,
    neutralised,
    plain,
    render,
    row_check,
    without_surrogates,
)
from ..tables.columns import tidy
from ..tables.faults import TableError
from ..tables.table import TableOptions, open_table
from .answers import Memo
from .job import BOM, FIRST_ROW, TRIAGE_COLUMNS, is_workbook, part_to_workbook
from .work_files import WorkFiles, locked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ..tables.table import Table
    from .answers import Answering, Entry

_EDITION = ADDED.index("edition")
_CORRECTED = ADDED.index("corrected")
_TOWN = ADDED.index("town_assumed")
_BASIS = ADDED.index("grade")
_PLAIN_TABLE = TableOptions(header=True)


@dataclass(frozen=True, slots=True)
class Correction:
    """One row that somebody corrected."""

    row: int
    """As spreadsheets count: 1 is the heading."""
    check: str
    """`cells.row_check` of the row that it is for."""
    address: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did."""

    corrected: int
    decided: int
    """Corrected rows that are not undecidable any more."""


def merge(triage: Path, into: Path, answering: Answering) -> Merged:
    """Answer the corrected rows of a triage file and write them into the output.

    Rows without a correction stay as they are. The output is replaced when all is done.

    Args:
        triage: the triage file, saved by whatever program.
        into: the output of the job that made it.
        answering: the same area and edition as in the job.

    Raises:
        TableError: the files do not belong together, or the edition is another one.
    """
    files = WorkFiles(into)
    with locked(files):
        if files.state.exists():
            raise TableError(f"a job of {into.name} was interrupted; let it go on first")
        try:
            corrections = read_corrections(triage, files)
            table = open_table(into, _PLAIN_TABLE, files.table)
            return _merge(table, corrections, files, answering)
        finally:
            files.remove()


def read_corrections(triage: Path, files: WorkFiles) -> dict[int, Correction]:
    """Read the rows whose corrected address is filled in.

    Raises:
        TableError: it is no triage file, or a row number is none.
    """
    table = open_table(triage, _PLAIN_TABLE, files.table)
    header = [fold(name) for name in table.column_names("hu")]
    known = [[fold(name) for name in names] for names in TRIAGE_COLUMNS.values()]
    names = next((names for names in known if set(names[:4]) <= set(header)), None)
    if names is None:
        columns = ", ".join(TRIAGE_COLUMNS["hu"][:4])
        raise TableError(f"{triage.name} is no triage file; it needs the columns {columns}")
    at = [header.index(name) for name in names[:4]]
    found: dict[int, Correction] = {}
    for cells in table.rows():
        row, check, _, address = (plain(cells[i]).strip() if i < len(cells) else "" for i in at)
        if not address:
            continue
        if not (row.isascii() and row.isdigit()):
            raise TableError(f"{triage.name}: the row number of a corrected row is missing")
        found[int(row)] = Correction(int(row), check, without_surrogates(address))
    return found


def _merge(
    table: Table, corrections: Mapping[int, Correction], files: WorkFiles, answering: Answering
) -> Merged:
    header = table.column_names(answering.lang)
    added = added_in(header)
    if added is None:
        raise TableError(f"{files.out.name} is no output of check-file: its columns are missing")
    memo, decided, seen = Memo(answering), 0, 0
    keep = is_workbook(files.out)
    with files.part.open("wb") as out:
        above = (row if keep else map(plain, row) for row in table.lead)
        text = "".join(render(row) + LINE_END for row in (*above, header))
        out.write(BOM + text.encode())
        for number, cells in enumerate(table.rows(), start=FIRST_ROW + len(table.lead)):
            wanted = corrections.get(number)
            row = cells
            if wanted is not None:
                _check_row(files.out.name, wanted, cells[: added.start])
                entry = memo.answer(tidy(wanted.address))
                row = _corrected(files.out.name, cells, added, wanted, entry)
                seen += 1
                decided += entry.verdict != VerdictKind.UNDECIDABLE
            out.write((render(row if keep else map(plain, row)) + LINE_END).encode())
    if seen < len(corrections):
        raise TableError(f"{files.out.name} has fewer rows than the triage file speaks of")
    if keep:
        part_to_workbook(files)
    else:
        files.part.replace(files.out)
    return Merged(seen, decided)


def _check_row(name: str, wanted: Correction, cells: Sequence[str]) -> None:
    if row_check(cells) != wanted.check:
        raise TableError(
            f"{name}: row {wanted.row} is not the row that the triage file was made from; "
            "was the table sorted or changed?"
        )


def _corrected(
    name: str, cells: Sequence[str], added: range, wanted: Correction, entry: Entry
) -> list[str]:
    """Return a row with the new answer; the error column stays as it is.

    The output of an earlier version has fewer columns, and keeps them.
    """
    at = added.start
    row = [*cells, *[""] * (added.stop - len(cells))]
    if row[at + _EDITION] not in {"", entry.cells[_EDITION]}:
        raise TableError(
            f"{name}: row {wanted.row} was answered from another edition of the area; "
            "give the area and variant of the job, or run the file again"
        )
    row[at : at + _EDITION + 1] = entry.cells
    row[at + _CORRECTED] = neutralised(wanted.address)
    row[at + _TOWN] = entry.town
    row[at + _BASIS : added.stop] = entry.basis_cells[: len(added) - _BASIS]
    return row
