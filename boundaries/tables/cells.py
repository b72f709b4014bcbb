"""Cells: the columns that a job adds, and how text is kept from running as a formula. Pure.

Tables that come from a workbook carry typed cells: `MARK`, a letter for the type, the value.
The character cannot occur in a workbook's own text, so that no text is taken for a number.

The one dialect of every CSV that the product writes for people: that of a Hungarian spreadsheet.
Semicolons between cells, a decimal comma, UTF-8 with its mark at the start, lines that end with CR
LF, and no cell that a spreadsheet would run as a formula. What is read may be of either dialect:
files that earlier versions wrote have commas and no mark. Pure.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


ADDED: tuple[str, ...] = (
    "verdict",
    "reason",
    "reason_text",
    "matched",
    "method",
    "distance_m",
    "edition",
    "error",
    "corrected",
    "town_assumed",
    "grade",
    "street_list",
    "evidence",
)
"""Columns behind those of the input. `error` is about the row, not about the address;
`town_assumed` is the town that a row without one was taken to be in; `edition`, `street_list` and
`evidence` are hashes. Later versions add theirs at the end."""
EARLIER = (ADDED[: ADDED.index("grade")],)
"""The columns of earlier versions, whose outputs can still be corrected."""
OUT_DELIMITER = ";"
LINE_END = "\r\n"
MARK = "\x1f"
"""Starts a typed cell: n number, d date or time, b truth value."""

RISKY = frozenset("=+-@＝＋－＠")  # full-width signs run too
"""First characters that make a spreadsheet take a cell for a formula."""
_HARMLESS = re.compile(r"[-+][-+0-9 ()/.,\u00a0]*(?:%|€| ?(?:Ft|HUF|EUR|m2?|m²|km))?", re.ASCII)
"""Figures and signs only: a negative number, a telephone number, a dash. Nothing can run."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def neutralised(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    >>> neutralised("=HYPERLINK(1)"), neutralised(" @SUM(A1)"), neutralised("+cmd|' /C'!A0")
    ("'=HYPERLINK(1)", "' @SUM(A1)", "'+cmd|' /C'!A0")
    >>> [neutralised(cell) for cell in ("-12,5", "+36 76/123-456", "-1 200 Ft", "-", "Fő utca")]
    ['-12,5', '+36 76/123-456', '-1 200 Ft', '-', 'Fő utca']
    """
    first = cell[:1] if not cell[:1].isspace() else cell.lstrip()[:1]
    if first not in RISKY or not first or _HARMLESS.fullmatch(cell):
        return cell
    return f"'{cell}"


def plain(cell: str) -> str:
    r"""Return the text of a cell, typed or not.

    >>> plain("\x1fn12"), plain("12")
    ('12', '12')
    """
    return cell[2:] if cell.startswith(MARK) else cell


def without_surrogates(cell: str) -> str:
    """Replace what was not valid in the input's encoding by U+FFFD."""
    return _SURROGATE.sub("\ufffd", cell)


def render(cells: Iterable[str]) -> str:
    """Write cells as one record without its line end.

    >>> render(["a", "b;c", ""])
    'a;"b;c";'
    """
    out = io.StringIO()
    csv.writer(out, delimiter=OUT_DELIMITER, lineterminator=LINE_END).writerow(cells)
    return out.getvalue()[: -len(LINE_END)]


def added_names(header: Sequence[str], added: Sequence[str] = ADDED) -> tuple[str, ...]:
    """Name the added columns; where the input has one of the names, all get a figure.

    >>> added_names(["cím"])[:2], added_names(["cím", "verdict", "verdict_2"])[:2]
    (('verdict', 'reason'), ('verdict_3', 'reason_3'))
    """
    taken, names, figure = set(header), tuple(added), 1
    while taken & set(names):
        figure += 1
        names = tuple(f"{name}_{figure}" for name in added)
    return names


def added_in(header: Sequence[str]) -> range | None:
    """Return where the columns of the last job stand in a header, or None.

    >>> added_in(["cím", *ADDED, "x"]), added_in(["cím", *EARLIER[0]]), added_in(["cím"])
    (range(1, 14), range(1, 11), None)
    """
    for known in (ADDED, *EARLIER):
        for at in range(len(header) - len(known), -1, -1):
            names = header[at : at + len(known)]
            ending = names[0].removeprefix(known[0])
            if all(name == f"{one}{ending}" for name, one in zip(names, known, strict=True)):
                return range(at, at + len(known))
    return None


def row_check(cells: Iterable[str]) -> str:
    """Return what tells a row of the output from others: it changes when a cell does."""
    joined = MARK.join(map(plain, cells))
    return hashlib.sha256(joined.encode("utf-8", "replace")).hexdigest()[:12]


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


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return neutralised(cell) if isinstance(cell, str) else str(cell)
