"""Workbooks (.xlsx) out: a table as it came in, or tables of ours."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cells import MARK, plain
from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import Any, BinaryIO

    from xlsxwriter.workbook import Format, Workbook, Worksheet

    from .cells import Cell


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
