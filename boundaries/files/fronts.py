"""Rows that differ by their house number alone, answered by the text that stands before it.

An engine that knows `Fronts` answers many texts and numbers at a time; every other row is asked as
it is. What is written is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from ..address.plain import HOLE, parted
from ..tables.columns import tidy
from ..tables.headings import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    from ..tables.columns import AddressColumns

_POSTCODE = 4
"""Figures of a postcode; one that stands in a house number as well changes the text."""
_LETTERS = re.compile(r"[^\W\d_]+(?:[ .-]+[^\W\d_]+)*\.?")
"""A street without figures and without signs that set anything apart."""
_STAND_IN = "Alma utca"
"""Such a street: what stands before it stands before any other."""
_BEGINNING = 6
"""Letters of a street by which the rows of a large town are told apart."""
_MAY_BE_PARCEL = re.compile(r"/|[0-9]{4}")


class Ended(NamedTuple):
    """What is written behind a row about its address; as an `answers.Entry` of a sound row."""

    ending: bytes
    verdict: str
    more: tuple[bytes, ...] = ()
    town: str = ""


class Fronts(Protocol):
    """The part of an engine that answers by fronts."""

    def ended(self, wanted: Mapping[str, Collection[str]]) -> Mapping[str, Mapping[str, Ended]]:
        """Answer house numbers by the text that stands before them.

        Args:
            wanted: text before a number, or around it (`plain.parted`) -> numbers, as written.

        Returns:
            The same with what is written; what is left out has to be asked singly.
        """


@dataclass(slots=True, eq=False)
class _Front:
    """A text before house numbers."""

    text: str
    known: dict[str, Ended | None] = field(default_factory=dict)
    """House number as written -> what is written behind the row; None where it is asked singly."""
    wanted: list[str] = field(default_factory=list)
    """House numbers that are to be answered next; what is known of them is None until then."""


_Asked: TypeAlias = tuple[_Front, str]
"""A front and a house number."""


class FrontColumns:
    """Finds the fronts of rows; each combination of cells is put together once."""

    def __init__(self, columns: AddressColumns, fronts: Fronts) -> None:
        """Say where the address of a row stands, and who answers."""
        self._columns, self._fronts = columns, fronts
        self._single = columns.single
        numbers = [at for at, role in columns.parts if role is Role.NUMBER]
        others = [at for at, role in columns.parts if role is not Role.NUMBER]
        spoilt = any(role is Role.SUFFIX for _, role in columns.parts)
        apart = len(numbers) == 1 and bool(others) and not spoilt and self._single is None
        self._number = numbers[0] if apart else None
        others += [*columns.counties, *columns.countries]  # which decide where a row is
        self._key: Callable[[Sequence[str]], object] = itemgetter(*(others or [0]))
        self._codes = [at for at, role in columns.parts if role is Role.POSTCODE]
        self._parcels = self._number in columns.parcels
        self._known: dict[object, _Front | None] = {}
        """Cells beside the number -> the front that they make; None where they make none."""
        self._by_text: dict[str, _Front] = {}
        self._kept = 0
        self._asked: list[_Front] = []
        """Those with numbers that are wanted."""
        streets = [at for at, role in columns.parts if role in {Role.ADDRESS, Role.STREET}]
        plain = len(streets) == 1 and all(role is not Role.TYPE for _, role in columns.parts)
        self._street = streets[0] if plain else None
        self._places = [at for at in others if at != self._street]
        self._heads: dict[tuple[str, ...], str | None] = {}

    def answered(self, rows: Sequence[list[str] | None]) -> list[Ended | None]:
        """Answer the rows whose addresses have fronts; None for the others.

        Args:
            rows: cells of each row, as many as the table has columns; None for a row that is not
                asked.
        """
        fronts = max(len(self._known), len(self._by_text))
        if self._kept >= MOST_BYTES or fronts >= MOST_FRONTS:
            self._forget()
        try:
            found = self._all_in_text(rows) if self._number is None else self._all_placed(rows)
            self._settle()
        except Exception:  # noqa: BLE001 - each row is asked singly then, and says what is wrong
            self._forget()
            return [None] * len(rows)
        return [None if one is None else one[0].known[one[1]] for one in found]

    def towns(self, rows: Sequence[list[str] | None]) -> list[Hashable]:
        """Return for each row what it shares with the others of its town, roughly."""
        if self._places:
            key = itemgetter(*self._places)
            return [None if cells is None else key(cells) for cells in rows]
        if (at := self._single) is None:
            return [None] * len(rows)
        return [None if cells is None else _town_in(cells[at]) for cells in rows]

    def street(self, cells: list[str] | None) -> Hashable:
        """Return what a row shares with the others of its street, roughly."""
        if cells is None:
            return None
        if self._street is not None and self._places:
            street = cells[self._street]
            return street if self._number is not None else street[:_BEGINNING]
        return None if self._single is None else _street_in(cells[self._single])

    def _all_placed(self, rows: Sequence[list[str] | None]) -> list[_Asked | None]:
        """Do what `_placed` does for many rows."""
        at, key, fronts, parcels = self._number, self._key, self._known, self._parcels
        found: list[_Asked | None] = []
        for cells in rows:
            if cells is None:
                found.append(None)
                continue
            number = cells[at].strip()  # type: ignore[index]
            front = fronts.get(key(cells))
            if front is None or parcels or len(number) >= _POSTCODE:
                found.append(self._placed(cells))
                continue
            if number not in front.known:
                self._want(front, number)
            found.append((front, number))
        return found

    def _all_in_text(self, rows: Sequence[list[str] | None]) -> list[_Asked | None]:
        return [None if cells is None else self._in_text(cells) for cells in rows]

    def _settle(self) -> None:
        """Have the numbers answered that are wanted."""
        asked, self._asked = self._asked, []
        if not asked:
            return
        told = self._fronts.ended({front.text: front.wanted for front in asked})
        for front in asked:
            front.wanted = []
            answers = told.get(front.text)
            if answers:
                front.known.update(answers)
                self._kept += len(answers) * _size(next(iter(answers.values())))  # all alike

    def _forget(self) -> None:
        self._known, self._by_text, self._asked, self._kept = {}, {}, [], 0

    def _placed(self, cells: list[str]) -> _Asked | None:
        """Return the front of a row with its house number, which is known or wanted."""
        number = cells[self._number].strip()  # type: ignore[index]
        if number[_POSTCODE - 1 : _POSTCODE].isdigit() and any(
            (code := cells[one].strip()) and code in number for one in self._codes
        ):
            return None
        if self._parcels and _MAY_BE_PARCEL.search(number):
            return None
        key = self._key(cells)
        front = self._known.get(key)
        if front is None:
            if key in self._known:
                return None
            text = self._joined(cells, self._number)  # type: ignore[arg-type]
            front = self._known[key] = None if text is None else self._of(text)
        return self._with_number(front, number)

    def _in_text(self, cells: list[str]) -> _Asked | None:
        """Do the same where the house number is no column of its own."""
        if self._single is not None:
            text, doubt = tidy(cells[self._single]), None
        else:
            text, doubt = self._columns.asked(cells)
        before, number = parted(text)
        return None if doubt is not None else self._with_number(self._of(before), number)

    def _of(self, text: str) -> _Front:
        front = self._by_text.get(text)
        if front is None:
            front = self._by_text[text] = _Front(text)
        return front

    def _with_number(self, front: _Front | None, number: str) -> _Asked | None:
        """Return a front with a house number that is known or, from now on, wanted; else None."""
        if front is None:
            return None
        if number not in front.known:
            self._want(front, number)
        return front, number

    def _want(self, front: _Front, number: str) -> None:
        if not front.wanted:
            self._asked.append(front)
        front.wanted.append(number)
        front.known[number] = None
        self._kept += _BESIDE

    def _joined(self, cells: list[str], at: int) -> str | None:
        if any((code := cells[one].strip()) and not _is_code(code) for one in self._codes):
            return None
        street = "" if self._street is None else cells[self._street].strip()
        if _LETTERS.fullmatch(street) is None:
            return self._put_together(cells, at)
        key = tuple(cells[one] for one in self._places)
        if key not in self._heads:
            if len(self._heads) >= MOST:
                self._heads.clear()
            probe = list(cells)
            probe[self._street] = _STAND_IN  # type: ignore[index]
            text = self._put_together(probe, at)
            sound = text is not None and text.endswith(_STAND_IN)
            self._heads[key] = text.removesuffix(_STAND_IN) if text and sound else None
        head = self._heads[key]
        return None if head is None else f"{head}{street}"

    def _put_together(self, cells: list[str], at: int) -> str | None:
        probe = list(cells)
        probe[at] = "1"
        text, doubt = self._columns.asked(probe)
        if doubt is not None or HOLE in text:  # a cell with it would put the number elsewhere
            return None
        return text.removesuffix(" 1") if text.endswith(" 1") else None


MOST = 50_000
"""Places that are kept."""
MOST_FRONTS = 200_000
"""Fronts that are kept."""
MOST_BYTES = 120_000_000
"""Bytes of answers that are kept."""


def _town_in(text: str) -> str:
    """Return what an address has in common with others of its town, as most write it."""
    before, comma, behind = text.partition(",")
    if not comma:
        return " ".join(text.split(" ", 2)[:2])
    return behind.strip() if before.rstrip(".")[-1:].isdigit() else before


def _street_in(text: str) -> str:
    """Return how the street of an address begins, as most write it."""
    before, comma, behind = text.partition(",")
    if not comma:
        return text.split(" ", 2)[-1][:_BEGINNING]
    return (before if before.rstrip(".")[-1:].isdigit() else behind.strip())[:_BEGINNING]


_BESIDE = 200
"""Bytes that an answer takes beside what is written."""


def _size(ended: Ended) -> int:
    return len(ended.ending) + sum(map(len, ended.more))


def _is_code(text: str) -> bool:
    return len(text) == _POSTCODE and text.isdecimal()
