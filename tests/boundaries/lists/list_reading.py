"""Rows in one line each, for the tests of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.lists.reading import read_list

if TYPE_CHECKING:
    from boundaries.lists.model import ListRow


def told(row: ListRow) -> str:
    """Write a row as the expectations do: "except Fő utca | odd 1-9 (note) !needs"."""
    start, end = row.numbers.ends
    ends = f" {start or ''}-{end or ''}" if start or end else ""
    note = f" ({row.note})" if row.note else ""
    needs = f" !{','.join(row.needs)}" if row.needs else ""
    taken_out = "except " if row.is_excepted else ""
    return f"{taken_out}{row.street} | {row.numbers.parity.value}{ends}{note}{needs}"


def rows_of(text: str) -> tuple[str, ...]:
    """Read a list and write its rows."""
    return tuple(map(told, read_list(text).rows))
