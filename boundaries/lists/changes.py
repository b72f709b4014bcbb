"""Two editions of a list, row by row: what came, what went, what is otherwise now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.names import fold
from .rows_file import row_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .model import ListRow
    from .rows_file import RowRecord


class RowChange(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """The same street with other numbers, taken out or in, or open where it was settled."""


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not in both, or not the same in both."""

    change: RowChange
    then: ListRow | None
    """None for one that was added."""
    now: ListRow | None
    """None for one that was removed."""

    @property
    def row(self) -> ListRow:
        """The row as it is now, or as it was."""
        row = self.now or self.then
        if row is None:
            raise ValueError("a difference without a row")
        return row


def compare_rows(then: Sequence[ListRow], now: Sequence[ListRow]) -> tuple[RowDifference, ...]:
    """Compare the rows of two editions of one list.

    >>> from .reading import read_list
    >>> then, now = (read_list(text).rows for text in ("Fő u. 1-9 ptl., Kert u.", "Fő u. ptl."))
    >>> for one in compare_rows(then, now):
    ...     print(one.change.value, one.row.street)
    changed Fő utca
    removed Kert utca

    Returns:
        The differences, in the order of the new list; what was removed last.
    """
    left: dict[tuple[str, str], list[ListRow]] = {}
    for row in then:
        left.setdefault(_street(row), []).append(row)
    came = [row for row in now if not _taken(left.get(_street(row), []), row)]
    differences = []
    for row in came:
        former = _nearest(left.get(_street(row), []), row)
        change = RowChange.ADDED if former is None else RowChange.CHANGED
        differences.append(RowDifference(change, former, row))
    gone = {id(row) for rows in left.values() for row in rows}
    removed = [row for row in then if id(row) in gone]
    return (*differences, *(RowDifference(RowChange.REMOVED, row, None) for row in removed))


def changes_document(differences: Iterable[RowDifference]) -> list[dict[str, object]]:
    """Return differences as JSON: change, and the row then and now."""
    return [
        {"change": one.change.value, "then": _document(one.then), "now": _document(one.now)}
        for one in differences
    ]


def _document(row: ListRow | None) -> RowRecord | None:
    return None if row is None else row_record(row)


def _street(row: ListRow) -> tuple[str, str]:
    return fold(row.name), fold(row.type)


def _said(row: ListRow) -> tuple[object, ...]:
    """Return what a row says of its street, be it from other words or another place."""
    return row.numbers, row.is_excepted, row.kind, row.note, row.needs


def _taken(rows: list[ListRow], row: ListRow) -> bool:
    """Take the row that says the same from those that are left."""
    for at, one in enumerate(rows):
        if _said(one) == _said(row):
            del rows[at]
            return True
    return False


def _nearest(rows: list[ListRow], row: ListRow) -> ListRow | None:
    """Take the row of the street that a changed one was: of its side, else any."""
    if not rows:
        return None
    same = [one for one in rows if one.numbers.parity is row.numbers.parity]
    found = (same or rows)[0]
    rows.remove(found)
    return found
