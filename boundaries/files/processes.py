"""Blocks over several processes, in order, with a bounded number on the way."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeAlias

from ..child import awaited, pool
from ..tables.faults import TableError
from ..tables.reading import allow_long_cells
from .many import memo_of
from .rows import BlockWriter
from .shared_rows import write_shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future, ProcessPoolExecutor

    from ..tables.reading import Block
    from .answers import Entry
    from .many import AnyAnswering
    from .rows import Layout, Written

AHEAD = 2
"""Blocks that wait for each worker, so that none is idle."""

News: TypeAlias = "list[tuple[str, Entry]]"
_writer: BlockWriter | None = None  # of this worker process


def cores() -> int:
    """Return how many processes can work at once."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def written_blocks(
    blocks: Iterable[Block],
    answering: AnyAnswering,
    layout: Layout,
    workers: int,
    twins: int = 0,
) -> Iterator[Written]:
    """Yield every block, done, in the order of the input.

    Args:
        blocks: of the table.
        answering: makes the engine.
        layout: of the table.
        workers: processes that make an engine each; with one it is made here.
        twins: processes that share that one, where it can be (`shared_rows`).

    Raises:
        TableError: a worker process was ended from outside, or stands still.
    """
    if workers == 1:
        allow_long_cells()
        writer = BlockWriter(memo_of(answering), layout)
        yield from write_shared(writer, blocks, twins)
        return
    processes = pool(workers, _prepare, answering, layout)
    try:
        yield from _in_order(processes, blocks, workers)
    except BrokenProcessPool as fault:
        raise TableError(
            "a worker process was ended from outside (out of memory?) or stands still; "
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
        written = awaited(waiting.popleft())
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
