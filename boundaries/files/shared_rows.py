"""Rows of one list in several processes that share one engine, each with its own towns.

What an engine has read need not be read again: the other processes are copies of this one
(`child.Twin`). All rows of a town go to the same of them, so that no street is read twice. What is
written is the same as in one process, in the same order.
"""

from __future__ import annotations

import contextlib
import itertools
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from ..child import ChildError, Twin, may_have_twins
from .rows import BlockWriter, Written, batches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..tables.reading import Block
    from .rows import WrittenLines

LEAST = 4_000
"""Lines from which the work is shared; a copy of a process costs what some hundred rows do."""


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
    if not twins or writer.by_front is None or not may_have_twins():
        yield from writer.write_all(blocks)
        return
    with _Sharing(writer, twins) as sharing:
        for batch in batches(blocks):
            yield from sharing.write(batch)


class _Sharing(contextlib.ExitStack):
    """A writer and its copies."""

    def __init__(self, writer: BlockWriter, count: int) -> None:
        super().__init__()
        self._writer, self._count = writer, count
        self._twins: list[Twin[list[str], _Done]] = []

    def write(self, batch: Sequence[Block]) -> Iterator[Written]:
        """Yield blocks that are worked on together, done."""
        lines = [self._writer.plain_lines(block) for block in batch]
        whole = [line for some in lines for line in some or ()]
        if len(whole) < LEAST:
            yield from self._writer.write_all(batch)
            return
        if not self._twins:
            self._begin()
        done, at = self._answered(whole), 0
        for block, some in zip(batch, lines, strict=True):
            if some is None:
                yield self._writer.write_records(block)
            else:
                yield _block(done, at, at + len(some))
                at += len(some)

    def _begin(self) -> None:
        for _ in range(self._count):
            self._twins.append(self.enter_context(Twin(self._done)))

    def _done(self, lines: list[str]) -> _Done:
        return _told(self._writer.write_lines(lines))

    def _answered(self, lines: Sequence[str]) -> _Done:
        """Answer lines, each with the others of its town."""
        shares = self._shares(lines)
        own, *others = [[lines[at] for at in share] for share in shares]
        asked = list(zip(self._twins, others, strict=True))
        for twin, share in asked:
            twin.ask(share)
        found = [self._done(own)]
        for twin, share in asked:
            try:
                found.append(twin.answer())
            except ChildError:  # its rows are answered here, and so are those of later batches
                found.append(self._done(share))
        return _together(len(lines), shares, found)

    def _shares(self, lines: Sequence[str]) -> list[list[int]]:
        """Return the places of the lines that each process answers, about as many for each."""
        fronts = self._writer.by_front
        if fronts is None:
            raise AssertionError("the rows have no fronts")
        towns: dict[str, list[int]] = {}
        for at, town in enumerate(fronts.towns(lines, self._writer.delimiter)):
            towns.setdefault(town, []).append(at)
        shares: list[list[int]] = [[] for _ in range(1 + len(self._twins))]
        for some in sorted(towns.values(), key=len, reverse=True):
            min(shares, key=len).extend(some)
        for share in shares:
            share.sort()
        return shares


def _told(written: WrittenLines) -> _Done:
    ends = [0, *written.ends]
    return _Done(
        [b"".join(written.out[begin:end]) for begin, end in itertools.pairwise(ends)],
        [entry.verdict for entry in written.entries],
        written.wrong,
        [at for at, entry in enumerate(written.entries) if entry.town],
    )


def _together(count: int, shares: Sequence[Sequence[int]], found: Sequence[_Done]) -> _Done:
    """Put shares back into the order of the lines."""
    rows, verdicts = [b""] * count, [""] * count
    wrong: list[int] = []
    assumed: list[int] = []
    for share, done in zip(shares, found, strict=True):
        for at, row, verdict in zip(share, done.rows, done.verdicts, strict=True):
            rows[at], verdicts[at] = row, verdict
        wrong += [share[at] for at in done.wrong]
        assumed += [share[at] for at in done.assumed]
    return _Done(rows, verdicts, sorted(wrong), sorted(assumed))


def _block(done: _Done, begin: int, end: int) -> Written:
    """Return some of the lines as one block."""
    block = Written(b"".join(done.rows[begin:end]), end - begin)
    block.verdicts = Counter(done.verdicts[begin:end])
    block.errors = block.verdicts["error"] + sum(begin <= at < end for at in done.wrong)
    del block.verdicts[""]  # of blank rows
    block.assumed = sum(begin <= at < end for at in done.assumed)
    return block
