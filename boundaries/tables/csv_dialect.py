"""The one dialect of every CSV that the product writes for people: that of a Hungarian spreadsheet.

Semicolons between cells, a decimal comma, UTF-8 with its mark at the start, lines that end with
CR LF, and no cell that a spreadsheet would run as a formula. What is read may be of either
dialect: files that earlier versions wrote have commas and no mark. Pure.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from .cells import LINE_END, OUT_DELIMITER, neutralised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Tells spreadsheets that the text is UTF-8."""
DELIMITER = OUT_DELIMITER
OLD_DELIMITER = ","
"""What earlier versions put between cells."""

Cell = str | int | float | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write a table; the same cells give the same text.

    >>> csv_text(("name", "m2"), [("=SUM(A1)", 12.5), ("a;b", None)])
    '\ufeffname;m2\r\n\'=SUM(A1);12,5\r\n"a;b";\r\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=DELIMITER, lineterminator=LINE_END)
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def csv_rows(text: str, header: Sequence[str]) -> list[list[str]]:
    r"""Read a table that this or an earlier version wrote, without its heading.

    >>> csv_rows("\ufeffa;b\r\n1;2,5\r\n", ("a", "b")), csv_rows("a,b\n1,2.5\n", ("a", "b"))
    ([['1', '2,5']], [['1', '2.5']])

    Raises:
        ValueError: the heading is another one.
    """
    lines = text.removeprefix(BOM).splitlines()
    old = OLD_DELIMITER.join(header)
    delimiter = OLD_DELIMITER if lines and lines[0] == old else DELIMITER
    table = csv.reader(lines, delimiter=delimiter)
    if tuple(next(table, ())) != tuple(header):
        raise ValueError(f"the header must be {DELIMITER.join(header)}")
    return list(table)


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return neutralised(cell) if isinstance(cell, str) else str(cell)
