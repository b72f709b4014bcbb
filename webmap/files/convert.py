"""The other format of a table that a job wrote: a CSV as a workbook, a workbook as a CSV."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.files.job import BOM
from boundaries.tables.cells import LINE_END, OUT_DELIMITER, neutralised, plain, render
from boundaries.tables.reading import allow_long_cells, read_blocks, records
from boundaries.tables.table import TableOptions, open_table
from boundaries.tables.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .tasks import Convert


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
