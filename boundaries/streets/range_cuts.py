"""Ranges of house numbers cut where others begin and end: each piece has one verdict. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity
from .list_rules import last_of, number_after, number_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Cut = tuple[HouseNumber, HouseNumber]
"""The last number before a cut, and the first behind it."""


def on_side(numbers: NumberRange, parity: Parity) -> NumberRange | None:
    """Return what a range takes of one side, its ends on that side; None where it takes nothing."""
    if not numbers.takes(parity):
        return None
    even = parity is Parity.EVEN
    start, end = numbers.start, numbers.end
    if start is not None and start.is_even is not even:
        start = HouseNumber(start.number + 1)
    if end is not None and end.is_even is not even:
        end = last_of(end.number - 1)
    if start is not None and end is not None and start.key > end.key:
        return None
    return NumberRange(parity, start, end)


def cut_at(side: NumberRange, listed: Sequence[NumberRange]) -> Iterator[NumberRange]:
    """Cut a range of one side where others of that side begin and end."""
    start = side.start
    for before, behind in _cuts(side, listed):
        if before.number > 0:
            yield NumberRange(side.parity, start, before)
        start = behind
    yield NumberRange(side.parity, start, side.end)


def _cuts(side: NumberRange, listed: Sequence[NumberRange]) -> list[_Cut]:
    """Return where ranges of the list begin and end inside a side, in order."""
    cuts: dict[object, _Cut] = {}
    for one in listed:
        for cut in (_before(one.start), _behind(one.end)):
            if cut is not None and _within(side, cut):
                cuts[cut[1].key] = cut
    return sorted(cuts.values(), key=lambda cut: cut[1].key)


def _within(side: NumberRange, cut: _Cut) -> bool:
    before, behind = cut
    begins = side.start is None or side.start.key <= before.key
    return begins and (side.end is None or behind.key <= side.end.key)


def _before(start: HouseNumber | None) -> _Cut | None:
    """Return the cut before the first number of a range."""
    if start is None:
        return None
    if not start.suffix:
        return last_of(start.number - 2), start
    if start.suffix == "0":
        return HouseNumber(start.number), start
    return number_before(start) or HouseNumber(start.number), start


def _behind(end: HouseNumber | None) -> _Cut | None:
    """Return the cut behind the last number of a range."""
    if end is None:
        return None
    last = HouseNumber(end.number, end.suffix)
    if end.suffix == LAST_LETTER:
        return last, HouseNumber(end.number + 2)
    return last, number_after(end)
