"""Rows of one list in several processes that share one engine, each with its own towns.

What an engine has read need not be read again: the other processes are copies of this one
(`child.Twin`). The rows of a town go to the same of them while there is enough to do, so that few
streets are read twice. What is written is the same as in one process, in the same order.
"""

from __future__ import annotations

import contextlib
import functools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ..child import ChildError, Queue, Twin, may_have_twins
from .rows import BlockWriter, Written, batches

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from ..tables.reading import Block
    from .fronts import FrontColumns
    from .rows import WrittenLines

LEAST = 4_000
"""Lines from which the work is shared; a copy of a process costs what some hundred rows do."""

MOST_TOWNS = 50_000
"""Towns whose process is kept in mind."""
PIECES = 12
"""Pieces of a batch for each process, roughly; the last one to end keeps the others waiting."""


class _Done(NamedTuple):
    """Lines, done, as one process tells another."""

    rows: list[bytes]
    verdicts: list[str]
    wrong: list[int]
    """Lines that are counted as errors for what is wrong with the row itself."""
    assumed: list[int]
    """Lines whose town was assumed."""


def write_shared(writer: BlockWriter, blocks: Iterable[Block], twins: int) -> Iterator[Written]:
    """Yield every block, done, in the order of the input.

    Args:
        writer: that answers; it is copied.
        blocks: of the table.
        twins: processes beside this one, at most.
    """
    fronts = writer.by_front
    if not twins or fronts is None or not may_have_twins():
        yield from writer.write_all(blocks)
        return
    with _Sharing(writer, fronts, twins) as sharing:
        for batch in batches(blocks):
            yield from sharing.write(batch)


class _Piece(NamedTuple):
    """Lines of some towns, or of some streets of a large one, by their places among all."""

    owner: int
    """The process that is to take it, if it has the time."""
    at: list[int]


class _Batch(NamedTuple):
    """Lines that are worked on together."""

    lines: Sequence[str]
    cells: Sequence[list[str] | None] | None
    """Of each line (`BlockWriter.cells_of`), where they are known."""
    pieces: Sequence[_Piece]


class _Sharing(contextlib.ExitStack):
    """A writer and its copies.

    Each process takes its own pieces first, then those that others have not begun with, so that
    all are done at about the same time. Whatever a copy has not done is done here.
    """

    def __init__(self, writer: BlockWriter, fronts: FrontColumns, count: int) -> None:
        super().__init__()
        self._writer, self._fronts, self._count = writer, fronts, count
        self._twins: list[Twin[_Batch | None, dict[int, _Done]]] = []
        self._queues: list[Queue] = []
        self._owners: dict[Hashable, int] = {}
        """Town -> the process that has read its streets."""
        self._batch = _Batch((), (), ())

    def write(self, batch: Sequence[Block]) -> Iterator[Written]:
        """Yield blocks that are worked on together, done."""
        lines = [self._writer.plain_lines(block) for block in batch]
        whole = [line for some in lines for line in some or ()]
        if len(whole) < LEAST:
            yield from self._writer.write_all(batch)
            return
        done, at = self._answered(whole), 0
        for block, some in zip(batch, lines, strict=True):
            if some is None:
                yield self._writer.write_records(block)
            else:
                yield _block(done, at, at + len(some))
                at += len(some)

    def _answered(self, lines: Sequence[str]) -> _Done:
        """Answer lines, each with the others of its town."""
        cells = self._writer.cells_of(lines)
        self._batch = _Batch(lines, cells, self._pieces(cells))
        told = None
        if self._twins:
            told = self._batch._replace(cells=None)  # quicker to make again than to send
        else:
            self._begin()  # the copies have the lines
        for number, piece in enumerate(self._batch.pieces):
            self._queues[piece.owner].put(number)
        for twin in self._twins:
            twin.ask(told)
        found = self._work(0)
        for twin in self._twins:
            with contextlib.suppress(ChildError):
                found |= twin.answer()
        for number in range(len(self._batch.pieces)):
            if number not in found:
                found[number] = self._done(number)
        return _together(
            len(lines), [(piece.at, found[n]) for n, piece in enumerate(self._batch.pieces)]
        )

    def _begin(self) -> None:
        self._queues = [self.enter_context(Queue()) for _ in range(1 + self._count)]
        for own in range(1, 1 + self._count):
            self._twins.append(self.enter_context(Twin(functools.partial(self._copied, own))))

    def _copied(self, own: int, batch: _Batch | None) -> dict[int, _Done]:
        """Work in a copy on a batch; None for the one that it was copied with."""
        if batch is not None:
            self._batch = batch
        return self._work(own)

    def _work(self, own: int) -> dict[int, _Done]:
        """Do pieces until none is left, those of one process first."""
        queues = (self._queues[own], *self._queues[:own], *self._queues[own + 1 :])
        return {number: self._done(number) for queue in queues for number in queue}

    def _done(self, number: int) -> _Done:
        lines, cells, pieces = self._batch
        at = pieces[number].at
        known = None if cells is None else [cells[one] for one in at]
        return _told(self._writer.write_lines([lines[one] for one in at], known))

    def _pieces(self, cells: Sequence[list[str] | None]) -> list[_Piece]:
        """Part rows by town, about as many for each process; large towns also by street."""
        towns: defaultdict[Hashable, list[int]] = defaultdict(list)
        for at, town in enumerate(self._fronts.towns(cells)):
            towns[town].append(at)
        if len(self._owners) >= MOST_TOWNS:
            self._owners.clear()
        count = 1 + self._count
        most, loads = 1 + len(cells) // (PIECES * count), [0] * count
        groups: list[list[list[int]]] = [[] for _ in loads]
        for town, some in sorted(towns.items(), key=lambda one: -len(one[1])):
            owner = self._owners.setdefault(town, loads.index(min(loads)))
            loads[owner] += len(some)
            groups[owner] += [some] if len(some) <= most else self._streets(some, cells)
        return [
            _Piece(owner, sorted(some))
            for owner, group in enumerate(groups)
            for some in _packed(group, most)
        ]

    def _streets(self, some: Sequence[int], cells: Sequence[list[str] | None]) -> list[list[int]]:
        streets: dict[Hashable, list[int]] = {}
        for at in some:
            streets.setdefault(self._fronts.street(cells[at]), []).append(at)
        return list(streets.values())


def _packed(group: Iterable[list[int]], most: int) -> Iterator[list[int]]:
    """Put small groups of lines together."""
    pack: list[int] = []
    for some in group:
        pack += some
        if len(pack) >= most:
            yield pack
            pack = []
    if pack:
        yield pack


def _told(written: WrittenLines) -> _Done:
    entries = written.entries
    assumed = [at for at, entry in enumerate(entries) if entry.town]
    return _Done(written.out, [entry.verdict for entry in entries], written.wrong, assumed)


def _together(count: int, found: Sequence[tuple[Sequence[int], _Done]]) -> _Done:
    """Put pieces back into the order of the lines."""
    rows, verdicts = [b""] * count, [""] * count
    wrong: list[int] = []
    assumed: list[int] = []
    for piece, done in found:
        for at, row, verdict in zip(piece, done.rows, done.verdicts, strict=True):
            rows[at], verdicts[at] = row, verdict
        wrong += [piece[at] for at in done.wrong]
        assumed += [piece[at] for at in done.assumed]
    return _Done(rows, verdicts, sorted(wrong), sorted(assumed))


def _block(done: _Done, begin: int, end: int) -> Written:
    """Return some of the lines as one block."""
    block = Written(b"".join(done.rows[begin:end]), end - begin)
    block.verdicts = Counter(done.verdicts[begin:end])
    block.errors = block.verdicts["error"] + sum(begin <= at < end for at in done.wrong)
    del block.verdicts[""]  # of blank rows
    block.assumed = sum(begin <= at < end for at in done.assumed)
    return block
