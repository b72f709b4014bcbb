"""House numbers and the ranges that polling districts are made of. Pure.

A number compares by its figure first and by its suffix second, as the election office does:
12 < 12/2 < 12/A < 12/B < 13.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..model import Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN_END = 100_000
"""From here on no house is numbered: the office writes 999998 (even), 999999 (odd) and now and then
a smaller number of six figures, such as 110000, where a range has no upper end."""

LAST_LETTER = "Z"
"""The end of a range that takes every letter of its number: 28/A stands beside 28."""

NEAREST = 4
"""Known numbers that are told for one that is not listed."""

_REGISTER = re.compile(r"(\d+)(?:([-/ *]+)?(.*))?\Z", re.ASCII)
_FIGURES_THEN_LETTERS = re.compile(r"(\d+)[ /]?([A-Z]{1,2})?\Z", re.ASCII)


@functools.total_ordering
@dataclass(frozen=True, slots=True)
class HouseNumber:
    """One house number: a figure and what is written behind it.

    >>> HouseNumber(12) < HouseNumber(12, "2") < HouseNumber(12, "A") < HouseNumber(13)
    True
    >>> HouseNumber(3) < HouseNumber(3, end=5) < HouseNumber(3, "A")
    True
    >>> str(HouseNumber(12, "A")), str(HouseNumber(3, end=5))
    ('12/A', '3-5')
    """

    number: int
    suffix: str = ""
    """Letters in capitals ("A", "BIS"), or a sub-number without leading zeros ("2")."""
    end: int | None = None
    """The other number where a plot has two: 5 in "3-5"."""
    end_suffix: str = ""
    """"B" in "29/A-B" (with `end` None) or in "12-14/B"."""

    @property
    def key(self) -> tuple[int, bool, int, str]:
        """What ranges compare: figure, then sub-numbers by value, then letters."""
        return sort_key(self.number, self.suffix)

    def meant(self) -> tuple[HouseNumber, ...]:
        """Return every number that one as written may mean, itself first.

        >>> [str(one) for one in HouseNumber(12, end=14).meant()]
        ['12-14', '14']
        """
        found = [self]
        if self.end is not None:
            found.append(HouseNumber(self.end, self.end_suffix))
        if self.suffix.isdigit():
            found.append(HouseNumber(self.number))  # 7/2 may be flat 2 of number 7
        return tuple(found)

    @property
    def is_even(self) -> bool:
        """True for 2, 4, ..."""
        return self.number % 2 == 0

    def __lt__(self, other: HouseNumber) -> bool:
        """Order as ranges compare, a plot of two numbers behind the first of them alone."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[tuple[int, bool, int, str], int, str]:
        return self.key, self.end or 0, self.end_suffix

    def __str__(self) -> str:
        first = f"{self.number}/{self.suffix}" if self.suffix else str(self.number)
        if self.end is None:
            return f"{first}-{self.end_suffix}" if self.end_suffix else first
        return f"{first}-{self.end}" + (f"/{self.end_suffix}" if self.end_suffix else "")


@functools.lru_cache(maxsize=1 << 14)
def sort_key(number: int, suffix: str) -> tuple[int, bool, int, str]:
    """Return the key under which house numbers stand in the order of the office."""
    figures = _leading_figures(suffix)
    return number, bool(suffix) and figures is None, figures or 0, suffix


def _leading_figures(suffix: str) -> int | None:
    if not "0" <= suffix[:1] <= "9":  # nearly every suffix; asked for every range of a look-up
        return None
    head = re.match(r"\d+", suffix, re.ASCII)
    return int(head[0]) if head else None


_NO_NUMBER = re.compile(r"[.:_,;#%]|\A[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
"""Decimals, times, days: "3.5", "12:30", "2024-03-05"."""


def parse_register_number(text: str) -> HouseNumber | None:
    """Read a number as the register writes it, or return None where it is no number.

    >>> [str(parse_register_number(t)) for t in ("000003/A", "000003-0005", "000862/208")]
    ['3/A', '3-5', '862/208']
    >>> str(parse_register_number("000000 21/B")), parse_register_number("LH")
    ('0/21/B', None)
    >>> str(parse_register_number("5.")), parse_register_number("3.5")
    ('5', None)
    >>> parse_register_number("05.máj"), parse_register_number("12:30")
    (None, None)
    """
    text = text.strip().removesuffix(".")
    found = _REGISTER.match(text.upper())
    if found is None or _NO_NUMBER.search(text):  # spreadsheets write such, and no office
        return None
    number, separator, rest = int(found[1]), (found[2] or "").strip(), found[3] or ""
    if separator == "-":
        end = _FIGURES_THEN_LETTERS.match(rest)
        if end:
            return HouseNumber(number, "", int(end[1]), end[2] or "")
    suffix = str(int(rest)) if rest.isascii() and rest.isdigit() else rest
    return HouseNumber(number, suffix)


class Parity(StrEnum):
    """Which numbers of a street a range takes, in the office's four kinds."""

    WHOLE = "whole"
    EVEN = "even"
    ODD = "odd"
    CONTINUOUS = "continuous"
    """Even and odd, between two numbers."""


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers of one street that a rule takes; both ends belong to it."""

    parity: Parity
    start: HouseNumber | None = None
    """None = from the beginning."""
    end: HouseNumber | None = None
    """None = to the end of the street, whatever is built there."""

    @property
    def is_reversed(self) -> bool:
        """Whether it ends before it begins, so that it takes no number."""
        start, end = self.start, self.end
        return start is not None and end is not None and end.key < start.key

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """The first and the last number as texts; None where the range is open."""
        return (
            None if self.start is None else str(self.start),
            None if self.end is None else str(self.end),
        )

    def told(self, district: str = "") -> Numbers:
        """Return the range as answers tell it, as an entry of the list with its district.

        >>> str(NumberRange(Parity.EVEN, HouseNumber(8)).told())
        'even 8-'
        """
        start, end = self.start, self.end
        return Numbers(self.parity.value, str(start or ""), str(end or ""), district)

    def covers(self, number: HouseNumber) -> bool:
        """Tell whether the range takes a number, compared by figure and by suffix.

        >>> odd = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(29, "A"))
        >>> odd.covers(HouseNumber(29)), odd.covers(HouseNumber(29, "B"))
        (True, False)
        """
        if self.parity is Parity.EVEN and not number.is_even:
            return False
        if self.parity is Parity.ODD and number.is_even:
            return False
        start, end = self.start, self.end
        if start is None and end is None:
            return True
        key = number.key
        if start is not None and key < start.key:
            return False
        return end is None or key <= end.key

    def contains(self, other: NumberRange) -> bool:
        """Tell whether the range takes every number that another one takes.

        >>> NumberRange(Parity.WHOLE).contains(NumberRange(Parity.ODD, HouseNumber(3)))
        True
        """
        if any(other.takes(p) and not self.takes(p) for p in (Parity.EVEN, Parity.ODD)):
            return False
        if self.start is not None and (other.start is None or other.start.key < self.start.key):
            return False
        return self.end is None or (other.end is not None and other.end.key <= self.end.key)

    def takes(self, parity: Parity) -> bool:
        """Tell whether it can take numbers of a parity (`EVEN` or `ODD`)."""
        return self.parity in {Parity.WHOLE, Parity.CONTINUOUS, parity}


def nearest_numbers(number: HouseNumber, listed: Sequence[HouseNumber]) -> tuple[str, ...]:
    """Return the known numbers next to one, its own side of the street first.

    >>> known = [HouseNumber(n) for n in (1, 2, 5, 9)]
    >>> nearest_numbers(HouseNumber(7), known)
    ('5', '9', '1', '2')

    Args:
        number: that is not listed.
        listed: sorted by `HouseNumber.key`.
    """
    at = bisect_left([known.key for known in listed], number.key)
    around = [*listed[max(0, at - 20) : at + 20]]
    around.sort(key=lambda n: (n.is_even != number.is_even, abs(n.number - number.number), n.key))
    return tuple(dict.fromkeys(map(str, around)))[:NEAREST]
