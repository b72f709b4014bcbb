"""Corrected rows: answered again, put into the output, and taken off the list of open ones."""

from __future__ import annotations

import contextlib
import csv
import itertools
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from boundaries.files.answers import Memo
from boundaries.files.job import BOM, FIRST_ROW, TRIAGE_COLUMNS
from boundaries.files.rows import CANDIDATE_SEPARATOR
from boundaries.files.running import job_progress, write_progress
from boundaries.files.triage import merge, read_corrections
from boundaries.files.work_files import WorkFiles, locked
from boundaries.tables.cells import (
    ADDED,
    LINE_END,
    OUT_DELIMITER,
    added_in,
    neutralised,
    plain,
    render,
    without_surrogates,
)
from boundaries.tables.columns import tidy
from boundaries.tables.faults import TableError
from boundaries.tables.reading import allow_long_cells
from boundaries.tables.table import TableOptions, open_table
from geo.files import write_whole

from .folders import TRIAGE, FileFaultError
from .tasks import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from boundaries.files.triage import Correction
    from boundaries.tables.table import Table

    from .tasks import Correct

_GIVEN, _SENT = "corrected.csv", "corrected.tmp"


@dataclass(frozen=True, slots=True)
class OpenRow:
    """One row that needs a person."""

    row: int
    """As spreadsheets count: 1 is the heading."""
    check: str
    address: str
    """As it stands in the input."""
    tried: str
    """What it was last corrected to, without success; else empty."""
    reason: str
    sentence: str
    candidates: tuple[str, ...]

    @property
    def cells(self) -> list[str]:
        """The row as it stands in the triage file."""
        options = CANDIDATE_SEPARATOR.join(self.candidates)
        texts = (self.check, self.address, self.tried, self.reason, self.sentence, options)
        return [str(self.row), *map(neutralised, texts)]


def open_rows(folder: Path, start: int = 0, count: int | None = None) -> list[OpenRow]:
    """Read the rows of a job that need a person, or some of them."""
    end = None if count is None else start + count
    return list(itertools.islice(_read(folder), start, end))


def _read(folder: Path) -> Iterator[OpenRow]:
    allow_long_cells()
    with (folder / TRIAGE).open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=OUT_DELIMITER)
        next(rows, None)
        for row, *cells in rows:
            check, address, tried, reason, sentence, options = map(unguarded, cells)
            found = tuple(option for option in options.split(CANDIDATE_SEPARATOR) if option)
            yield OpenRow(int(row), check, address, tried, reason, sentence, found)


def correct(task: Correct) -> dict[str, Any]:
    """Answer corrected rows again.

    Rows that are not on the list of open ones are left out, as they were decided before. Where all
    of it is in the output already, it came a second time: nothing is done, and nothing is said.

    Raises:
        FileFaultError: no corrected row; no triage sheet; made from another edition.
        TableError: a job is writing the same output, or the disk is full.
    """
    folder = task.folder
    sheet = _sent(folder, task.sheet) if task.sheet else None
    told = task.rows if sheet is None else {n: one.address for n, one in sheet.items()}
    given = {n: said for n, text in told.items() if (said := without_surrogates(text).strip())}
    wanted = {
        row.row: row
        for row in _read(folder)
        if row.row in given and (sheet is None or sheet[row.row].check == row.check)
    }
    if len(wanted) < len(given) and _holds(folder, task.out, given):
        return {}
    if not wanted:
        raise FileFaultError("no_rows")
    addresses = {number: given[number] for number in wanted}
    _write_given(folder / _GIVEN, wanted, addresses, task.answering.lang)
    try:
        merged = merge(folder / _GIVEN, folder / task.out, task.answering)
    except TableError as fault:
        code = "other_edition" if fault.code == "unusable" else fault.code
        raise TableError(str(fault), code) from fault
    finally:
        (folder / _GIVEN).unlink(missing_ok=True)
    left = _write_open(folder, addresses, Memo(task.answering), task.answering.lang)
    _write_counts(folder, task.out, left)
    return {"corrected": merged.corrected, "decided": merged.decided}


def _sent(folder: Path, name: str) -> dict[int, Correction]:
    """Read the corrections of a sheet that somebody sent back."""
    files = WorkFiles(folder / _SENT)
    try:
        return read_corrections(folder / name, files)
    except TableError as fault:
        raise TableError(
            str(fault), "not_triage" if fault.code == "unusable" else fault.code
        ) from fault
    finally:
        files.remove()


def _write_given(
    path: Path, rows: Mapping[int, OpenRow], addresses: Mapping[int, str], lang: str
) -> None:
    """Write a triage file of the corrected rows, for `merge`."""
    made = [replace(row, tried=addresses[number]).cells for number, row in rows.items()]
    _write_rows(path, made, lang)


def _write_rows(path: Path, rows: list[list[str]], lang: str) -> None:
    lines = [render(TRIAGE_COLUMNS[lang]), *map(render, rows)]
    write_whole(path, BOM + "".join(f"{line}{LINE_END}" for line in lines).encode())


def _write_open(folder: Path, addresses: Mapping[int, str], memo: Memo, lang: str) -> int:
    """Leave the rows that are still open on the list; return how many."""
    left = []
    for row in _read(folder):
        if row.row in addresses:
            entry = memo.answer(tidy(addresses[row.row]))
            if not entry.for_person:
                continue
            _, reason, sentence, *_ = entry.cells
            tried, options = addresses[row.row], entry.candidates
            left.append(OpenRow(row.row, row.check, row.address, tried, reason, sentence, options))
        else:
            left.append(row)
    _write_rows(folder / TRIAGE, [row.cells for row in left], lang)
    return len(left)


@contextlib.contextmanager
def _output(folder: Path, out: str) -> Iterator[tuple[Table, int]]:
    """Open the output of a job, with the first of its added columns; nobody writes it meanwhile."""
    files = WorkFiles(folder / out)
    with locked(files):
        try:
            table = open_table(files.out, TableOptions(header=True), files.table)
            added = added_in(table.column_names("hu"))
            if added is None:
                raise TableError(f"{out} is no output of a job")
            yield table, added.start
        finally:
            files.remove()


def _holds(folder: Path, out: str, given: Mapping[int, str]) -> bool:
    """Tell whether the output holds these very corrections."""
    left = {number: neutralised(address) for number, address in given.items()}
    with _output(folder, out) as (table, first):
        at = first + ADDED.index("corrected")
        for number, cells in enumerate(table.rows(), start=FIRST_ROW + len(table.lead)):
            if number in left and at < len(cells) and plain(cells[at]) == left[number]:
                del left[number]
    return not left


def _write_counts(folder: Path, out: str, left: int) -> None:
    """Count the verdicts anew, from the output itself."""
    with _output(folder, out) as (table, first):
        verdicts = Counter(plain(row[first]) for row in table.rows())
        del verdicts[""]  # of blank rows
    known = job_progress(folder)
    write_progress(folder, replace(known, verdicts=dict(verdicts), triage_rows=left))
