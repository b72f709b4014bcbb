"""Ranges of one street beside one another: the sides that they settle for each other. Pure."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber, NumberRange, Parity
from .model import Need

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .tokens import Token

_Key = tuple[int, bool, int, str]
_LEAST: _Key = (-1, False, 0, "")
_MOST: _Key = (10**9, True, 0, "")


@dataclass(slots=True, eq=False)
class Piece:
    """One range with its words."""

    numbers: NumberRange
    tokens: list[Token]
    excepted: bool = False
    notes: list[list[Token]] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    parcel: str = ""
    """The parcel's number where it is one."""

    @property
    def is_side_open(self) -> bool:
        """True where both ends lie on one side and nothing says whether it is meant alone."""
        return Need.PARITY_OPEN in self.needs


def settle_sides(pieces: Sequence[Piece]) -> None:
    """Settle the sides of ranges that would overlap if they took both: "1-45 és 2-40"."""
    open_ones = [one for one in pieces if one.is_side_open]
    sides = {
        even: _Reach(one for one in pieces if _lies_on(one, even=even)) for even in (True, False)
    }
    settled = [one for one in open_ones if sides[not _end_of(one).is_even].meets(one.numbers)]
    for one in settled:
        parity = Parity.EVEN if _end_of(one).is_even else Parity.ODD
        one.numbers = dataclasses.replace(one.numbers, parity=parity)
        one.needs.remove(Need.PARITY_OPEN)


class _Reach:
    """Ranges of one side, asked whether another one overlaps any of them."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        ends = sorted((_first(one.numbers), _last(one.numbers)) for one in pieces)
        self._starts = [start for start, _ in ends]
        self._furthest = list(accumulate((end for _, end in ends), max))

    def meets(self, numbers: NumberRange) -> bool:
        before = bisect_right(self._starts, _last(numbers))
        return before > 0 and self._furthest[before - 1] >= _first(numbers)


def _first(numbers: NumberRange) -> _Key:
    return _LEAST if numbers.start is None else numbers.start.key


def _last(numbers: NumberRange) -> _Key:
    return _MOST if numbers.end is None else numbers.end.key


def _end_of(one: Piece) -> HouseNumber:
    return one.numbers.start or one.numbers.end or HouseNumber(0)


def _lies_on(one: Piece, *, even: bool) -> bool:
    """Tell whether a range lies on a side, by its word or, if that is open, by its ends.

    A single number says nothing of others: "1-9, 4".
    """
    numbers = one.numbers
    if one.is_side_open:
        return _end_of(one).is_even == even
    bounded = numbers.start != numbers.end
    return bounded and numbers.parity is (Parity.EVEN if even else Parity.ODD)
