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

from ..errors import BoundaryError
from ..tables.cells import LINE_END, OUT_DELIMITER, without_surrogates
from ..tables.columns import tidy
from .many import columns_of, memo_of

if TYPE_CHECKING:
    import pandas as pd

    from .answers import Entry, Memo
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
    cells: list[list[str]] = []
    rows: list[int] = []
    for at, (text, empty) in enumerate(zip(_texts(frame, column), _empty(frame), strict=True)):
        entry = memo.blank if empty else memo.answer(tidy(without_surrogates(text)))
        for found in _rows_of(entry):
            rows.append(at)
            cells.append(found)
    return _with_columns(frame.take(rows), columns_of(answering), cells)


def empty_answer(
    frame: pd.DataFrame, answering: AnyAnswering, column: str = "address"
) -> pd.DataFrame:
    """Return what `answer_partition` gives for no row: the columns and their types, for planners.

    Raises:
        PartitionError: as there.
    """
    _require(frame, answering, column)
    return _with_columns(frame.head(0), columns_of(answering), [])


def _require(frame: pd.DataFrame, answering: AnyAnswering, column: str) -> None:
    if column not in frame.columns:
        known = ", ".join(map(str, frame.columns))
        raise PartitionError(f"there is no column {column!r}; the frame has {known}")
    taken = [name for name in columns_of(answering) if name in frame.columns]
    if taken:
        raise PartitionError(f"the answers need the name {taken[0]!r}; rename that column")


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    texts = _filled(frame[column])
    wrong = next((one for one in texts if not isinstance(one, str)), None)
    if wrong is not None:
        raise PartitionError(f"column {column!r} holds {type(wrong).__name__}, not text")
    return texts


def _filled(values: pd.Series) -> list[Any]:
    """Return the cells of a column; what is missing is empty text."""
    found: list[Any] = values.astype(object).where(values.notna(), "").tolist()
    return found


def _empty(frame: pd.DataFrame) -> list[bool]:
    """Tell of each row whether no cell of it holds anything."""
    columns = [
        [isinstance(cell, str) and not cell.strip() for cell in _filled(frame[name])]
        for name in frame.columns
    ]
    return [all(cells) for cells in zip(*columns, strict=True)]


def _memo(answering: AnyAnswering) -> Memo:
    """Return the memo of an engine, made once; the same orders are the same bytes."""
    order = pickle.dumps(answering)
    with _LOCK:
        made = _MADE.pop(order, None) or memo_of(answering)
        _MADE[order] = made
        while len(_MADE) > KEPT:
            del _MADE[next(iter(_MADE))]
        return made


def _rows_of(entry: Entry) -> list[list[str]]:
    """Return the added cells of each row, as a file job writes them."""
    endings = [one.decode()[1 : -len(LINE_END)] for one in (entry.ending, *entry.more)]
    return list(csv.reader(endings, delimiter=OUT_DELIMITER))


def _with_columns(
    frame: pd.DataFrame, names: tuple[str, ...], cells: list[list[str]]
) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - heavy, and at hand where there is a frame

    added = pd.DataFrame(cells, columns=list(names), index=frame.index, dtype="str")
    return pd.concat([frame, added], axis=1)
