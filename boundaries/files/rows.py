"""The work on one block of rows: answer, add the columns, write. Runs in worker processes.

Most rows are regular: as many cells as the heading, nothing quoted, nothing that a spreadsheet
would run. Such a line is copied as it is, with its answer behind it. Every other row goes
through `csv`, cell by cell; what is written is the same.

Blocks over several processes, in order, with a bounded number on the way.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
from collections import Counter, deque
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..child import pool
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
from ..tables.faults import TableError
from ..tables.reading import allow_long_cells, records
from .answers import Entry, Memo
from .fronts import FrontColumns
from .many import memo_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from boundaries.model import Reason

    from ..tables.columns import AddressColumns
    from ..tables.reading import Block
    from .fronts import Ended
    from .many import AnyAnswering


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


class BlockWriter:
    """Works on blocks with one memo and one layout."""

    def __init__(self, memo: Memo, layout: Layout) -> None:
        self.memo = memo
        self._layout = layout
        between, signs = re.escape(layout.delimiter), re.escape("".join(sorted(RISKY)))
        self._risk = re.compile(rf"(?:^|[\n{between}])\s*[{signs}]")
        self._regular = _reader_of_lines(layout, None if layout.to_workbook else self._risk)
        fronts = memo.fronts
        self._fronts = None if fronts is None else FrontColumns(layout.columns, fronts)

    def write(self, block: Block) -> Written:
        """Answer every row of a block."""
        lines = self._plain_lines(block)
        if lines is None:
            return self._write_records(block)
        return self._write_lines(lines, None if self._fronts is None else self._by_front(lines))

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

    def write_all(self, blocks: Iterable[Block]) -> Iterator[Written]:
        """Answer blocks in their order; those that belong to a batch are asked for together."""
        if self._fronts is None:
            yield from map(self.write, blocks)
            return
        for batch in _batches(blocks):
            lines = [self._plain_lines(block) for block in batch]
            answered = iter(self._by_front([line for some in lines for line in some or ()]))
            for block, some in zip(batch, lines, strict=True):
                if some is None:
                    yield self._write_records(block)
                else:
                    yield self._write_lines(some, list(itertools.islice(answered, len(some))))

    def _write_lines(
        self, lines: Sequence[str], answered: Sequence[Ended | None] | None = None
    ) -> Written:
        """Write regular lines as they are, the others cell by cell.

        Args:
            lines: of a block.
            answered: what is known of their addresses already.
        """
        layout, memo = self._layout, self.memo
        delimiter, at = layout.delimiter, layout.columns.single
        other, regular = delimiter != OUT_DELIMITER, self._regular
        done = Written()
        out: list[bytes] = []
        entries: list[Entry | Ended] = []
        for number, line in enumerate(lines):
            if answered is not None and (ended := answered[number]) is not None:
                copy = (line.replace(delimiter, OUT_DELIMITER) if other else line).encode()
                out += (copy, ended.ending)
                for ending in ended.more:
                    out += (copy, ending)
                entries.append(ended)
                continue
            cells = regular(line, True)  # noqa: FBT003 - for speed
            if cells is None:
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
            for ending in entry.more:
                out += (shown.encode(), ending)
            entries.append(entry)
            if entry.for_person and layout.triage:
                done.triage.append(
                    (number, _triage_line(cells, layout.columns.query(cells), entry))
                )
        return _finished(done, out, entries)

    def _by_front(self, lines: Sequence[str]) -> list[Ended | None]:
        """Answer the regular lines that the text before their house number answers."""
        if self._fronts is None:
            return [None] * len(lines)
        risk = self._risk.search("\n".join(lines)) is not None
        with _no_collection():
            return self._fronts.answered([self._regular(line, risk) for line in lines])

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
        return None if may_run and risk is not None and risk(line) else cells

    return regular


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


def _batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
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


def _finished(done: Written, out: list[bytes], entries: Sequence[Entry | Ended]) -> Written:
    """Close a block: join what was written, count."""
    done.data = b"".join(out)
    done.rows = len(entries)
    done.verdicts = Counter([entry.verdict for entry in entries])
    done.errors += done.verdicts["error"]
    del done.verdicts[""]  # of blank rows
    done.assumed = sum(map(bool, [entry.town for entry in entries]))
    return done


AHEAD = 2
"""Blocks that wait for each worker, so that none is idle."""

News = list[tuple[str, Entry]]
_writer: BlockWriter | None = None  # of this worker process


def cores() -> int:
    """Return how many processes can work at once."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def written_blocks(
    blocks: Iterable[Block], answering: AnyAnswering, layout: Layout, workers: int
) -> Iterator[Written]:
    """Yield every block, done, in the order of the input.

    Raises:
        TableError: a worker process was ended from outside.
    """
    if workers == 1:
        allow_long_cells()
        writer = BlockWriter(memo_of(answering), layout)
        yield from writer.write_all(blocks)
        return
    processes = pool(workers, _prepare, answering, layout)
    try:
        yield from _in_order(processes, blocks, workers)
    except BrokenProcessPool as fault:
        raise TableError(
            "a worker process was ended from outside (out of memory?); "
            "give the same command again to go on"
        ) from fault
    finally:
        processes.shutdown(wait=True, cancel_futures=True)


def _in_order(
    processes: ProcessPoolExecutor, blocks: Iterable[Block], workers: int
) -> Iterator[Written]:
    """Yield results in order; what one worker learned goes out with the next few blocks.

    The pool chooses who takes a block, so that a worker may miss some news: it then asks the
    engine itself and gets the same answer.
    """
    waiting: deque[Future[Written]] = deque()
    recent: deque[News] = deque(maxlen=workers)

    def done() -> Written:
        written = waiting.popleft().result()
        recent.append(written.learned)
        written.learned = []
        return written

    for block in blocks:
        news = [item for learned in recent for item in learned]
        waiting.append(processes.submit(_write, block, news))
        if len(waiting) > workers * AHEAD:
            yield done()
    while waiting:
        yield done()


def _prepare(answering: AnyAnswering, layout: Layout) -> None:
    """Prepare a worker: the engine is made once."""
    global _writer  # noqa: PLW0603 - the pool offers no other place for a worker's own things
    allow_long_cells()
    _writer = BlockWriter(memo_of(answering), layout)


def _write(block: Block, news: News) -> Written:
    if _writer is None:
        raise AssertionError("the worker was not started")
    _writer.memo.hear(news)
    written = _writer.write(block)
    written.learned = _writer.memo.take_learned()
    return written
