"""Addresses as a data frame, answered by the engine of file jobs: one partition at a time.

For engines that spread partitions over processes and machines (Dask, or any that calls a function
with a frame of pandas). A row gets the cells that a file job writes beside it, no others: a table
that is answered in parts is the table that is answered whole.
"""

from __future__ import annotations

import csv
import pickle
import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import BoundaryError
from ..tables.cells import LINE_END, OUT_DELIMITER, without_surrogates
from ..tables.columns import AddressColumns, tidy
from ..tables.headings import Role
from .fronts import FrontColumns
from .many import columns_of, memo_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt
    import pandas as pd

    from .answers import Entry, Memo
    from .fronts import Ended
    from .many import AnyAnswering

KEPT = 2
"""Engines that a process keeps: each holds the files of its areas."""

_MADE: dict[bytes, Memo] = {}
_LOCK = threading.Lock()


class PartitionError(BoundaryError, ValueError):
    """A frame cannot be answered; the message says why."""


def answer_partition(
    frame: pd.DataFrame, answering: AnyAnswering, column: str = "address"
) -> pd.DataFrame:
    """Answer the addresses of a frame.

    The engine is made once in a process and kept for the next partitions.

    Args:
        frame: rows with an address each, which may be missing.
        answering: the engine, as a file job takes it (`webmap.ask.many_answering` for every area,
            `webmap.ask.answering` for one).
        column: with the addresses, as text.

    Returns:
        The frame with the columns of `columns_of(answering)` behind its own, as text, empty where
        there is nothing to say. Where the engine gives several rows for an address its row stands
        there as often, under the same index.

    Raises:
        PartitionError: there is no such column, it holds something else than text, or the frame
            has a column of an added one's name.
        BoundaryError: an area cannot be read.
    """
    _require(frame, answering, column)
    memo = _memo(answering)
    texts, codes = _distinct(frame, column)
    found = _Found()
    at = [found.place(entry) for entry in (*_answered(memo, texts), memo.blank)]
    first, count = np.array(at, dtype=np.int64).reshape(-1, 2)[codes].T
    names = columns_of(answering)
    if (count == 1).all():
        return _with_columns(frame, names, found.cells, first)
    rows = np.repeat(np.arange(len(frame)), count)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    return _with_columns(frame.take(rows), names, found.cells, np.repeat(first, count) + within)


def empty_answer(
    frame: pd.DataFrame, answering: AnyAnswering, column: str = "address"
) -> pd.DataFrame:
    """Return what `answer_partition` gives for no row: the columns and their types, for planners.

    Raises:
        PartitionError: as there.
    """
    _require(frame, answering, column)
    return _with_columns(frame.head(0), columns_of(answering), [], np.arange(0))


def _require(frame: pd.DataFrame, answering: AnyAnswering, column: str) -> None:
    if column not in frame.columns:
        known = ", ".join(map(str, frame.columns))
        raise PartitionError(f"there is no column {column!r}; the frame has {known}")
    taken = [name for name in columns_of(answering) if name in frame.columns]
    if taken:
        raise PartitionError(f"the answers need the name {taken[0]!r}; rename that column")


def _answered(memo: Memo, texts: Sequence[str]) -> Iterator[Entry | Ended]:
    """Yield what is written about each text: by its front where one is known, else asked singly."""
    clean = list(map(without_surrogates, texts))
    fronts: Sequence[Ended | None] = [None] * len(clean)
    if memo.fronts is not None:
        one = AddressColumns(((0, Role.ADDRESS),), "chosen")
        fronts = FrontColumns(one, memo.fronts).answered([[text] for text in clean])
    for text, ended in zip(clean, fronts, strict=True):
        yield memo.answer(tidy(text)) if ended is None else ended


def _distinct(frame: pd.DataFrame, column: str) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the different texts of a column, and for each row which one it has.

    A row of which no cell holds anything has the place behind the last text.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and at hand where there is a frame

    codes, found = pd.factorize(_filled(frame[column]))
    texts: list[Any] = found.tolist()
    wrong = next((one for one in texts if not isinstance(one, str)), None)
    if wrong is not None:
        raise PartitionError(f"column {column!r} holds {type(wrong).__name__}, not text")
    bare = np.array([not text.strip() for text in texts], dtype=bool)
    if bare.any():
        rows = np.flatnonzero(bare[codes])
        empty = rows[_empty(frame.take(rows))]
        codes = codes.copy()
        codes[empty] = len(texts)
    return texts, codes


def _filled(values: pd.Series) -> npt.NDArray[np.object_]:
    """Return the cells of a column; what is missing is empty text."""
    found: npt.NDArray[np.object_] = values.astype(object).where(values.notna(), "").to_numpy()
    return found


def _empty(frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell of each row whether no cell of it holds anything."""
    empty = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        cells = _filled(frame[name])
        empty &= [isinstance(cell, str) and not cell.strip() for cell in cells]
    return empty


def _memo(answering: AnyAnswering) -> Memo:
    """Return the memo of an engine, made once; the same orders are the same bytes."""
    order = pickle.dumps(answering)
    with _LOCK:
        made = _MADE.pop(order, None) or memo_of(answering)
        _MADE[order] = made
        while len(_MADE) > KEPT:
            del _MADE[next(iter(_MADE))]
        return made


class _Found:
    """The added cells of a frame's entries, each once."""

    def __init__(self) -> None:
        self.cells: list[list[str]] = []
        """Rows as a file job writes them."""
        self._at: dict[int, tuple[int, int]] = {}
        self._held: list[Entry | Ended] = []
        """Keeps the entries alive, whose identities are the keys."""

    def place(self, entry: Entry | Ended) -> tuple[int, int]:
        """Return where an entry's rows begin in `cells`, and how many it has."""
        known = self._at.get(id(entry))
        if known is None:
            endings = [one.decode()[1 : -len(LINE_END)] for one in (entry.ending, *entry.more)]
            known = self._at[id(entry)] = len(self.cells), len(endings)
            self.cells += csv.reader(endings, delimiter=OUT_DELIMITER)
            self._held.append(entry)
        return known


def _with_columns(
    frame: pd.DataFrame,
    names: tuple[str, ...],
    cells: list[list[str]],
    rows: npt.NDArray[np.int64],
) -> pd.DataFrame:
    """Return the frame with the rows of `cells` that belong to its own."""
    import pandas as pd  # noqa: PLC0415 - heavy, and at hand where there is a frame

    found = pd.DataFrame(cells, columns=list(names), dtype="str").take(rows)
    return pd.concat([frame, found.set_axis(frame.index, axis=0)], axis=1)
