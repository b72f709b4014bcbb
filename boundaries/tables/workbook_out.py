"""Workbooks out: text is written as text, so that no cell can run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .cells import MARK, plain
from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.workbook import Format, Worksheet

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
