"""Short work on files that somebody sent, each in a process of its own with a limit of time.

A hostile file then costs one process, and never the one that serves.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.child import ChildError, Limits, run
from boundaries.files.job import BOM
from boundaries.tables.cells import (
    LINE_END,
    OUT_DELIMITER,
    neutralised,
    plain,
    render,
    without_surrogates,
)
from boundaries.tables.faults import TableError
from boundaries.tables.headings import role_of
from boundaries.tables.reading import allow_long_cells, read_blocks, records
from boundaries.tables.table import TableOptions, address_columns, open_table
from boundaries.tables.workbook_writing import write_workbook

from .folders import FileFaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from boundaries.files.answers import Answering
    from boundaries.tables.columns import AddressColumns
    from boundaries.tables.table import Table


SECONDS = 120.0
"""Wall-clock time of one task."""
NICENESS = 5
"""A task gives way to the service that started it."""
MOST_BYTES = 1 << 30
"""Of any one file that a task writes."""


@dataclass(frozen=True, slots=True)
class Look:
    """Look into an input: columns, first rows, the guess."""

    source: Path
    lang: str
    header: bool | None = None
    sheet: str | None = None
    town: str = ""
    """The area's own town, which a row without one is taken to be in."""


@dataclass(frozen=True, slots=True)
class Convert:
    """Write a table of a finished job in the other format."""

    source: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Correct:
    """Answer corrected rows again and put them into the output."""

    folder: Path
    out: str
    """Name of the output in the folder."""
    answering: Answering
    rows: dict[int, str]
    """Row as spreadsheets count, and its address; empty where a sheet was sent."""
    sheet: str | None = None
    """Name of a corrected triage sheet in the folder."""


def run_task(
    work: Callable[[Any], dict[str, Any]],
    task: Look | Convert | Correct,
    seconds: float = SECONDS,
) -> dict[str, Any]:
    """Do a task and return what it says.

    Args:
        work: `look`, `convert` or `correct.correct`.
        task: what is to be done.
        seconds: wall-clock time that it may take.

    Raises:
        FileFaultError: what is wrong with the file, or "slow".
    """
    limits = Limits(seconds=seconds, file_bytes=MOST_BYTES, niceness=NICENESS)
    try:
        answer: dict[str, Any] = run(_said, work, task, limits=limits)
    except ChildError as fault:
        raise FileFaultError("slow" if fault.kind == "slow" else "fault") from None
    if "fault" in answer:
        raise FileFaultError(str(answer["fault"]))
    return answer


def _said(work: Callable[[Any], dict[str, Any]], task: Look | Convert | Correct) -> dict[str, Any]:
    """Do a task in its process; whatever is wrong becomes a code."""
    try:
        return work(task)
    except (TableError, FileFaultError) as fault:
        return {"fault": fault.code}
    except OSError:
        return {"fault": "disk"}
    except MemoryError:
        return {"fault": "unpacked"}


ROWS = 3
"""First rows that are shown."""
LONGEST_CELL = 60
"""Characters of a cell that are shown."""
MOST_COLUMNS = 500


def look(task: Look) -> dict[str, Any]:
    """Return columns, first rows and the guessed columns of an input.

    Raises:
        TableError: it cannot be read as a table, or has more than `MOST_COLUMNS` columns.
    """
    options = TableOptions(header=task.header, sheet=task.sheet)
    with tempfile.TemporaryDirectory(dir=task.source.parent) as scratch:
        table = open_table(task.source, options, Path(scratch) / "sheet")
    if table.width > MOST_COLUMNS:
        raise TableError(f"the table has {table.width:,} columns", "columns")
    guessed, doubt = _guess(table, task)
    parts = guessed.parts if guessed else ()
    names = table.column_names(task.lang)[: table.width]
    return {
        "columns": [_column(table, at, name) for at, name in enumerate(names)],
        "guessed": [at for at, _ in parts],
        "roles": {str(at): str(role) for at, role in parts},
        "how": guessed.how if guessed else "",
        "doubt": doubt,
        "town": task.town,
        "unnamed": guessed.unnamed if guessed else 0,
        "others": guessed.others if guessed else False,
        "unused": list(guessed.unused) if guessed else [],
        "lead": len(table.lead),
        "header": table.header is not None,
        "sheet": table.sheet,
        "sheets": [table.sheet, *table.other_sheets] if table.sheet else [],
        "encoding": table.survey.encoding,
        "rows": table.lines,
    }


def _column(table: Table, at: int, name: str) -> dict[str, Any]:
    cells = [plain(row[at]) if at < len(row) else "" for row in table.sample[:ROWS]]
    said = role_of(name)
    return {
        "at": at,
        "name": _shown(name),
        "cells": [_shown(cell) for cell in cells],
        "role": str(said or ""),
    }


def _shown(cell: str) -> str:
    text = without_surrogates(cell)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _guess(table: Table, task: Look) -> tuple[AddressColumns | None, str]:
    """Return the guessed columns; None, and the code of the reason, where a person has to say."""
    try:
        return address_columns(table, (), task.lang, task.town), ""
    except TableError as fault:
        return None, fault.code


def convert(task: Convert) -> dict[str, Any]:
    """Write the other format; it comes to stand in its place when it is whole.

    Raises:
        TableError: the rows do not fit into a sheet.
    """
    with tempfile.TemporaryDirectory(dir=task.out.parent) as folder:
        scratch = Path(folder)
        made = scratch / task.out.name
        if task.out.suffix == ".xlsx":
            write_workbook(_of_text(task.source), made, scratch)
        else:
            _write_text(_of_workbook(task.source, scratch / "sheet"), made)
        made.replace(task.out)
    return {}


def _of_text(source: Path) -> Iterator[Sequence[str]]:
    """Read a CSV of ours. In a workbook text is text: the guarding apostrophes are not needed."""
    allow_long_cells()
    for block in read_blocks(source, "utf-8-sig", OUT_DELIMITER):
        for row in records(block, OUT_DELIMITER):
            yield [unguarded(cell) for cell in row]


def unguarded(cell: str) -> str:
    """Take away the apostrophe that `neutralised` put before a cell.

    >>> unguarded("'=1+1"), unguarded("'kis utca"), unguarded("-12,5")
    ('=1+1', "'kis utca", '-12,5')
    """
    bare = cell[1:]
    return bare if cell.startswith("'") and neutralised(bare) == cell else cell


def _of_workbook(source: Path, scratch: Path) -> Iterator[Sequence[str]]:
    table = open_table(source, TableOptions(header=True), scratch)
    yield from table.lead
    yield table.column_names("hu")
    yield from table.rows()


def _write_text(rows: Iterable[Sequence[str]], out: Path) -> None:
    with out.open("wb") as file:
        file.write(BOM)
        for row in rows:
            cells = [neutralised(plain(cell)) for cell in row]
            file.write((render(cells) + LINE_END).encode())
