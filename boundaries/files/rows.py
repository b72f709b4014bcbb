"""The work on one block of rows: answer, add the columns, write. Runs in worker processes.

Most rows are regular: as many cells as the heading, nothing quoted, nothing that a spreadsheet
would run. Such a line is copied as it is, with its answer behind it. Every other row goes
through `csv`, cell by cell; what is written is the same.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
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
from .fronts import FrontColumns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from boundaries.model import Reason

    from ..tables.columns import AddressColumns
    from ..tables.reading import Block
    from .answers import Entry, Memo
    from .fronts import Ended


_EMPTY = "empty_row"
BATCH = 1 << 22
"""Characters of the blocks that one process asks for together, roughly."""
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


@dataclass(slots=True)
class WrittenLines:
    """Lines, done."""

    out: list[bytes] = field(default_factory=list)
    """What is written for each line: a row, or several."""
    entries: list[Entry | Ended] = field(default_factory=list)
    """One for each line."""
    wrong: list[int] = field(default_factory=list)
    """Lines that are counted as errors for what is wrong with the row itself."""
    rest: Written = field(default_factory=Written)
    """Their count, and the lines of the triage file."""

    def joined(self) -> Written:
        """Return them as one block."""
        return finished(self.rest, self.out, self.entries)


class BlockWriter:
    """Works on blocks with one memo and one layout."""

    def __init__(self, memo: Memo, layout: Layout) -> None:
        self.memo = memo
        self._layout = layout
        between, signs = re.escape(layout.delimiter), re.escape("".join(sorted(RISKY)))
        self._risk = re.compile(rf"[\n{between}]\s*[{signs}]")  # quickest with a sign in front
        self._regular = _reader_of_lines(layout, None if layout.to_workbook else self._risk)
        fronts = memo.fronts
        self._fronts = None if fronts is None else FrontColumns(layout.columns, fronts)

    def write(self, block: Block) -> Written:
        """Answer every row of a block."""
        lines = self.plain_lines(block)
        return self.write_records(block) if lines is None else self._joined(lines)

    def plain_lines(self, block: Block) -> list[str] | None:
        """Return the lines where lines are records: nothing quoted, typed or broken."""
        text = block.text
        if block.damaged or '"' in text or MARK in text or _is_broken(text):
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
            if "\r" in text:
                return None
        return text.removesuffix("\n").split("\n")

    @property
    def delimiter(self) -> str:
        """Of the table."""
        return self._layout.delimiter

    @property
    def by_front(self) -> FrontColumns | None:
        """What finds rows whose address is answered by the text before its number."""
        return self._fronts

    def write_all(self, blocks: Iterable[Block]) -> Iterator[Written]:
        """Answer blocks in their order; those that belong to a batch are asked for together."""
        if self._fronts is None:
            yield from map(self.write, blocks)
            return
        for batch in batches(blocks):
            lines = [self.plain_lines(block) for block in batch]
            answered = iter(self._by_front([line for some in lines for line in some or ()]))
            for block, some in zip(batch, lines, strict=True):
                if some is None:
                    yield self.write_records(block)
                else:
                    yield self._joined(some, list(itertools.islice(answered, len(some))))

    def cells_of(self, lines: Sequence[str]) -> list[list[str] | None]:
        """Return the cells of the lines that are copied as they are; None for any other line."""
        delimiter, width, regular = self._layout.delimiter, self._layout.width, self._regular
        if delimiter != OUT_DELIMITER or self._risk.search("\n".join(("", *lines))) is not None:
            return [regular(line, True) for line in lines]  # noqa: FBT003 - for speed
        blank = f"{delimiter} \t"
        found: list[list[str] | None] = []
        for line in lines:
            cells = line.split(delimiter)
            if len(cells) == width and line[:1] not in blank:  # no text is in every text
                found.append(cells)
            else:
                found.append(regular(line, False))  # noqa: FBT003
        return found

    def write_lines(
        self, lines: Sequence[str], cells: Sequence[list[str] | None] | None = None
    ) -> WrittenLines:
        """Return what is written for lines that are records, of several blocks or some of them.

        Args:
            lines: to answer.
            cells: of each (`cells_of`), where they are known already.
        """
        return self._write_lines(lines, self._by_front(lines, cells))

    def _joined(
        self, lines: Sequence[str], answered: Sequence[Ended | None] | None = None
    ) -> Written:
        """Write the lines of a block; `answered` is what is known of their addresses already."""
        if answered is None and self._fronts is not None:
            answered = self._by_front(lines)
        return self._write_lines(lines, answered).joined()

    def _write_lines(
        self, lines: Sequence[str], answered: Sequence[Ended | None] | None
    ) -> WrittenLines:
        """Write regular lines as they are, the others cell by cell.

        Args:
            lines: to answer.
            answered: what is known of their addresses already.
        """
        layout, memo = self._layout, self.memo
        delimiter, at = layout.delimiter, layout.columns.single
        other, regular = delimiter != OUT_DELIMITER, self._regular
        done = WrittenLines()
        out, entries = done.out, done.entries
        entry: Entry | Ended
        for number, line in enumerate(lines):
            if answered is not None and (ended := answered[number]) is not None:
                copy = (line.replace(delimiter, OUT_DELIMITER) if other else line).encode()
                entries.append(ended)
                out.append(_ended(copy, ended) if ended.more else copy + ended.ending)
                continue
            cells = regular(line, True)  # noqa: FBT003 - for speed
            if cells is None:
                known = done.rest.errors
                text, entry = self._row(line.split(delimiter) if line else [], done.rest, number)
                if done.rest.errors > known:
                    done.wrong.append(number)
                out.append(text)
                entries.append(entry)
                continue
            if at is not None:
                cell = cells[at]
                entry = memo.known.get(cell) or memo.answer(tidy(cell))
            else:
                entry = self._asked(*layout.columns.asked(cells))
            shown = line.replace(delimiter, OUT_DELIMITER) if other else line
            out.append(_ended(shown.encode(), entry))
            entries.append(entry)
            if entry.for_person and layout.triage:
                done.rest.triage.append(
                    (number, _triage_line(cells, layout.columns.query(cells), entry))
                )
        return done

    def _by_front(
        self, lines: Sequence[str], cells: Sequence[list[str] | None] | None = None
    ) -> list[Ended | None]:
        """Answer the regular lines that the text before their house number answers."""
        if self._fronts is None:
            return [None] * len(lines)
        with _no_collection():
            return self._fronts.answered(self.cells_of(lines) if cells is None else cells)

    def write_records(self, block: Block) -> Written:
        """Write a block record by record."""
        done = Written()
        out: list[bytes] = []
        entries: list[Entry] = []
        for number, cells in enumerate(records(block, self._layout.delimiter)):
            text, entry = self._row(cells, done, number, damaged=block.damaged)
            out.append(text)
            entries.append(entry)
        return finished(done, out, entries)

    def _row(
        self, cells: list[str], done: Written, number: int, *, damaged: bool = False
    ) -> tuple[bytes, Entry]:
        """Write one row that is not regular."""
        layout = self._layout
        error = _error(cells, layout.width, damaged=damaged)
        shown = [self._shown(cell) for cell in cells]
        shown += [""] * (layout.width - len(shown))
        query, doubt = self._query(cells)
        entry = self.memo.blank if error == _EMPTY else self._asked(query, doubt)
        if layout.triage and entry.for_person and error != _EMPTY:
            done.triage.append((number, _triage_line(shown[: layout.width], query, entry)))
        if error and not entry.error:
            done.errors += 1
        surplus = shown[layout.width :]
        behind = f";{render(surplus)}" if surplus else ""
        line = render(shown[: layout.width]).encode()
        return b"".join(line + ending for ending in entry.endings(error, behind)), entry

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


def _reader_of_lines(
    layout: Layout, risky: re.Pattern[str] | None
) -> Callable[[str, bool], list[str] | None]:
    """Return what gives the cells of a line that is copied as it is; None for any other line.

    Args:
        layout: of the table.
        risky: finds cells that a spreadsheet would run; None where none is run. What is returned
            is told with each line whether it may have any.
    """
    delimiter, width = layout.delimiter, layout.width
    other, blank = delimiter != OUT_DELIMITER, f"{delimiter} \t"
    risk = None if risky is None else risky.search

    def regular(line: str, may_run: bool) -> list[str] | None:  # noqa: FBT001 - for speed
        cells = line.split(delimiter)
        if len(cells) != width or not line or (other and OUT_DELIMITER in line):
            return None
        if line[0] in blank and not line.strip(blank):
            return None
        return None if may_run and risk is not None and risk(f"\n{line}") else cells

    return regular


def _ended(copy: bytes, entry: Entry | Ended) -> bytes:
    """Return the rows of a line, each with an ending."""
    return b"".join([part for ending in (entry.ending, *entry.more) for part in (copy, ending)])


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Look for no circles meanwhile: a batch makes many small things, and hardly any circle.

    The looking takes a quarter of the time of a batch otherwise.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield blocks that are worked on together."""
    batch: list[Block] = []
    size = 0
    for block in blocks:
        batch.append(block)
        size += len(block.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


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


def finished(done: Written, out: list[bytes], entries: Sequence[Entry | Ended]) -> Written:
    """Close a block: join what was written, count."""
    done.data = b"".join(out)
    done.rows = len(entries)
    done.verdicts = Counter([entry.verdict for entry in entries])
    done.errors += done.verdicts["error"]
    del done.verdicts[""]  # of blank rows
    done.assumed = sum(map(bool, [entry.town for entry in entries]))
    return done
