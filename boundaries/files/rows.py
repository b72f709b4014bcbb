"""The work on one block of rows: answer, add the columns, write. Runs in worker processes.

Most rows are regular: as many cells as the heading, nothing quoted, nothing that a spreadsheet
would run. Such a line is copied as it is, with its answer behind it. Every other row goes
through `csv`, cell by cell; what is written is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..tables.cells import (
    MARK,
    OUT_DELIMITER,
    RISKY,
    neutralised,
    plain,
    render,
    row_check,
    without_surrogates,
)
from ..tables.columns import tidy
from ..tables.reading import records
from .answers import BLANK, ending_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import Reason

    from ..tables.columns import AddressColumns
    from ..tables.reading import Block
    from .answers import Entry, Memo

_EMPTY = "empty_row"
CANDIDATE_SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is laid out, and how its copy is written."""

    delimiter: str
    width: int
    """Cells of the heading; every row is made as wide."""
    columns: AddressColumns
    typed: bool = False
    """The table comes from a workbook: cells may carry their type."""
    triage: bool = False
    """Lines of a triage file are wanted."""
    to_workbook: bool = False
    """The copy becomes a workbook: types are kept, and no formula can arise."""


@dataclass(slots=True)
class Written:
    """One block, done."""

    data: bytes = b""
    rows: int = 0
    errors: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    assumed: int = 0
    """Rows whose town was assumed."""
    triage: list[tuple[int, str]] = field(default_factory=list)
    """Position of the row in the block, and its line in the triage file without its number."""
    learned: list[tuple[str, Entry]] = field(default_factory=list)
    """Answers that the engine gave for it, for the memos of other processes."""


class BlockWriter:
    """Works on blocks with one memo and one layout."""

    def __init__(self, memo: Memo, layout: Layout) -> None:
        self.memo = memo
        self._layout = layout
        between, signs = re.escape(layout.delimiter), re.escape("".join(sorted(RISKY)))
        self._risk = re.compile(rf"(?:^|[\n{between}])\s*[{signs}]")

    def write(self, block: Block) -> Written:
        """Answer every row of a block."""
        lines = self._plain_lines(block)
        return self._write_records(block) if lines is None else self._write_lines(lines)

    def _plain_lines(self, block: Block) -> list[str] | None:
        """Return the lines where lines are records: nothing quoted, typed or broken."""
        text = block.text
        if block.damaged or '"' in text or MARK in text or _is_broken(text):
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
            if "\r" in text:
                return None
        return text.removesuffix("\n").split("\n")

    def _write_lines(self, lines: Sequence[str]) -> Written:
        """Write regular lines as they are, the others cell by cell."""
        layout, memo = self._layout, self.memo
        delimiter, width, at = layout.delimiter, layout.width, layout.columns.single
        other, blank = delimiter != OUT_DELIMITER, f"{delimiter} \t"
        risk = None if layout.to_workbook else self._risk.search
        done = Written()
        out: list[bytes] = []
        entries: list[Entry] = []
        for number, line in enumerate(lines):
            cells = line.split(delimiter)
            irregular = len(cells) != width or not line or (other and OUT_DELIMITER in line)
            irregular = irregular or (line[0] in blank and not line.strip(blank))
            if irregular or (risk is not None and risk(line)):
                text, entry = self._row(line.split(delimiter) if line else [], done, number)
                out.append(text)
                entries.append(entry)
                continue
            if at is not None:
                cell = cells[at]
                entry = memo.known.get(cell) or memo.answer(tidy(cell))
            else:
                entry = self._asked(*layout.columns.asked(cells))
            shown = line.replace(delimiter, OUT_DELIMITER) if other else line
            out.append(shown.encode())
            out.append(entry.ending)
            entries.append(entry)
            if entry.for_person and layout.triage:
                done.triage.append(
                    (number, _triage_line(cells, layout.columns.query(cells), entry))
                )
        return _finished(done, out, entries)

    def _write_records(self, block: Block) -> Written:
        done = Written()
        out: list[bytes] = []
        entries: list[Entry] = []
        for number, cells in enumerate(records(block, self._layout.delimiter)):
            text, entry = self._row(cells, done, number, damaged=block.damaged)
            out.append(text)
            entries.append(entry)
        return _finished(done, out, entries)

    def _row(
        self, cells: list[str], done: Written, number: int, *, damaged: bool = False
    ) -> tuple[bytes, Entry]:
        """Write one row that is not regular."""
        layout = self._layout
        error = _error(cells, layout.width, damaged=damaged)
        shown = [self._shown(cell) for cell in cells]
        shown += [""] * (layout.width - len(shown))
        query, doubt = self._query(cells)
        entry = BLANK if error == _EMPTY else self._asked(query, doubt)
        if layout.triage and entry.for_person and error != _EMPTY:
            done.triage.append((number, _triage_line(shown[: layout.width], query, entry)))
        if error and not entry.error:
            done.errors += 1
        surplus = shown[layout.width :]
        ending = ending_of(
            entry.tail,
            error or entry.error,
            entry.town,
            entry.basis,
            f";{render(surplus)}" if surplus else "",
        )
        return (render(shown[: layout.width]) + ending).encode(), entry

    def _shown(self, cell: str) -> str:
        """Return a cell as it is written."""
        cell = without_surrogates(cell)
        if self._layout.to_workbook:
            return cell if self._layout.typed else cell.replace(MARK, "")
        return neutralised(plain(cell) if self._layout.typed else cell)

    def _query(self, cells: list[str]) -> tuple[str, Reason | None]:
        try:
            query, doubt = self._layout.columns.asked(cells)
        except IndexError:
            return "", None
        return without_surrogates(query), doubt

    def _asked(self, query: str, doubt: Reason | None) -> Entry:
        return self.memo.answer(query) if doubt is None else self.memo.refuse(query, doubt)


def _error(cells: Sequence[str], width: int, *, damaged: bool) -> str:
    """Return the code of what is wrong with a row, or nothing."""
    if damaged:
        return "unclosed_quote"
    if not any(map(str.strip, cells)):
        return _EMPTY
    if any(map(_is_broken, cells)):
        return "bad_encoding"
    if len(cells) != width:
        return "too_few_cells" if len(cells) < width else "too_many_cells"
    return ""


def _is_broken(cell: str) -> bool:
    """Tell whether a text holds bytes that its encoding does not know."""
    if cell.isascii():
        return False
    try:
        cell.encode()
    except UnicodeEncodeError:
        return True
    return False


def _triage_line(shown: Sequence[str], query: str, entry: Entry) -> str:
    options = CANDIDATE_SEPARATOR.join(entry.candidates)
    _, reason, sentence, *_ = entry.cells
    cells = (row_check(shown), query, "", reason, sentence, options)
    return render(map(neutralised, cells))


def _finished(done: Written, out: list[bytes], entries: list[Entry]) -> Written:
    """Close a block: join what was written, count."""
    done.data = b"".join(out)
    done.rows = len(entries)
    done.verdicts = Counter([entry.verdict for entry in entries])
    done.errors += done.verdicts["error"]
    del done.verdicts[""]  # of blank rows
    done.assumed = sum(map(bool, [entry.town for entry in entries]))
    return done
