"""Rows that differ by their house number alone, answered by the text that stands before it.

An engine that knows `Fronts` says of such a text what is needed once, and then answers many numbers
at a time; every other row is asked as it is. What is written is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ..address.plain import plain_number
from ..tables.columns import tidy
from ..tables.headings import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from ..tables.columns import AddressColumns

_POSTCODE = 4
"""Figures of a postcode; one that stands in a house number as well changes the text."""
_MAY_BE_PARCEL = re.compile(r"/|[0-9]{4}")


class Ended(NamedTuple):
    """What is written behind a row about its address; as an `answers.Entry` of a sound row."""

    ending: bytes
    verdict: str
    more: tuple[bytes, ...] = ()
    town: str = ""


@dataclass(slots=True, eq=False)
class Front:
    """A text before a house number."""

    known: dict[str, Ended] = field(default_factory=dict)
    """House number as written -> what is written behind the row."""
    wanted: set[str] = field(default_factory=set)
    """House numbers that are to be answered next; `plain_number` knows each."""


class Fronts(Protocol):
    """The part of an engine that answers by fronts."""

    def front(self, text: str) -> Front | None:
        """Return what is known of a text before a house number; None where rows are asked singly.

        The same text gets the same object as long as it is kept.
        """

    def settle(self, fronts: Collection[Front]) -> None:
        """Answer what is wanted of some fronts; what stays unknown has to be asked singly."""


class FrontColumns:
    """Finds the fronts of rows; each combination of cells is put together once."""

    def __init__(self, columns: AddressColumns, fronts: Fronts) -> None:
        """Say where the address of a row stands, and who answers."""
        self._columns, self._fronts = columns, fronts
        self._single = columns.single
        numbers = [at for at, role in columns.parts if role is Role.NUMBER]
        others = [at for at, role in columns.parts if role is not Role.NUMBER]
        spoilt = any(role is Role.SUFFIX for _, role in columns.parts)
        self._number = numbers[0] if len(numbers) == 1 and others and not spoilt else None
        self._key: Callable[[Sequence[str]], object] = itemgetter(*(others or [0]))
        self._codes = [at for at, role in columns.parts if role is Role.POSTCODE]
        self._known: dict[object, str | None] = {}

    def answered(self, rows: Sequence[list[str] | None]) -> list[Ended | None]:
        """Answer the rows whose addresses have fronts; None for the others.

        Args:
            rows: cells of each row, as many as the table has columns; None for a row that is not
                asked.
        """
        try:
            found = [None if cells is None else self._placed(cells) for cells in rows]
            self._fronts.settle({one[0] for one in found if one is not None and one[0].wanted})
        except Exception:  # noqa: BLE001 - each row is asked singly then, and says what is wrong
            return [None] * len(rows)
        return [None if one is None else one[0].known.get(one[1]) for one in found]

    def _placed(self, cells: list[str]) -> tuple[Front, str] | None:
        """Return the front of a row with its house number, which is known or wanted."""
        if self._single is not None:
            text, _, number = tidy(cells[self._single]).rpartition(" ")
        elif self._number is not None:
            number = cells[self._number].strip()
            found = self._text(cells, number, self._number)
            if found is None:
                return None
            text = found
        else:
            whole, doubt = self._columns.asked(cells)
            text, _, number = whole.rpartition(" ")
            if doubt is not None:
                return None
        front = self._fronts.front(text)
        if front is None:
            return None
        if number not in front.known and number not in front.wanted:
            if plain_number(number) is None:
                return None
            front.wanted.add(number)
        return front, number

    def _text(self, cells: list[str], number: str, at: int) -> str | None:
        """Return the address of a row without its house number, or None where that changes it."""
        if at in self._columns.parcels and _MAY_BE_PARCEL.search(number):
            return None
        if len(number) >= _POSTCODE and any(
            (code := cells[one].strip()) and code in number for one in self._codes
        ):
            return None
        key = self._key(cells)
        if key not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[key] = self._joined(cells, at)
        return self._known[key]

    def _joined(self, cells: list[str], at: int) -> str | None:
        if any((code := cells[one].strip()) and not _is_code(code) for one in self._codes):
            return None
        probe = list(cells)
        probe[at] = "1"
        text, doubt = self._columns.asked(probe)
        return text.removesuffix(" 1") if doubt is None and text.endswith(" 1") else None


MOST = 200_000
"""Combinations of cells that are kept."""


def _is_code(text: str) -> bool:
    return len(text) == _POSTCODE and text.isdecimal()
