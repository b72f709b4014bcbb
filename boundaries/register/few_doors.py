"""The doors of a street of a file, asked for districts alone and for many house numbers. Pure.

Most numbers are listed as they are written, once: those are found without making a `Door`. The
rules are those of `gazetteer.DoorBook`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber
from .door_text import other_doors, runs_in
from .gazetteer import LONGEST_PLOT, DoorBook, readings_of, without_units
from .register import Door

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

NONE: frozenset[str] = frozenset()


class FewDoors:
    """The doors of a street, as `Store.doors_of` gives them."""

    def __init__(self, text: str) -> None:
        """Take the doors of a street.

        Raises:
            ValueError: it is no text of doors.
            TypeError: likewise.
        """
        self._plain, self._others = runs_in(text)

    def districts(self, number: HouseNumber, text: str) -> frozenset[str]:
        """Return the polling districts of the doors under a number; none: it is not listed.

        Args:
            number: as asked.
            text: the same as text.
        """
        if number.end is not None or number.end_suffix:
            return _of(self._around(number).at(number))
        known, figures = self._known(text), self._others
        if known is not None and not (figures and (number.number in figures or 0 in figures)):
            return _only(known)  # nearly every number
        found = self._under(number, text)
        if not found and number.suffix.isdigit():
            found = self._under(HouseNumber(number.number), str(number.number))
        return found or _of(self._around(number).at(number))

    def _known(self, text: str) -> str | None:
        """Return the district of a plain door; quicker than a table, since few are asked for."""
        wanted = f" {text} "
        for district, numbers in self._plain:
            if wanted in numbers:
                return district
        return None

    def _around(self, number: HouseNumber) -> DoorBook:
        """Return the doors whose plot a number may be of: of its figures, and ranges."""
        first, last = number.number, number.number if number.end is None else number.end
        plot = range(
            first, min(last, first + LONGEST_PLOT) + 1
        )  # none in "7-5", which has two ends
        figures = set(map(str, (first, last, *plot)))
        near = [
            Door(HouseNumber(int(first), suffix), text, district)
            for district, numbers in self._plain
            for text in numbers.split()
            for first, _, suffix in [text.partition("/")]
            if first in figures or "-" in suffix  # "8/F-12" may be a range
        ]
        others = (one for words in self._others.values() for one in other_doors(words))
        return DoorBook([*near, *others])

    def _under(self, number: HouseNumber, text: str) -> frozenset[str]:
        known = self._known(text)
        others = self._listed(number) if self._others else ()
        if not others:
            return NONE if known is None else _only(known)
        return _of(others if known is None else [*others, Door(number, text, known)])

    def _listed(self, number: HouseNumber) -> Sequence[Door]:
        """Return the doors that are not plain under a number; 0 stands before some real ones."""
        words = (*self._others.get(number.number, ()), *self._others.get(0, ()))
        return other_doors([one for one in words if number in _readings(*one[:4])])


@functools.lru_cache(maxsize=4096)
def _only(district: str) -> frozenset[str]:
    return frozenset((district,))


@functools.lru_cache(maxsize=16_384)
def _readings(
    figure: int | None, suffix: str, end: int | None, end_suffix: str
) -> Collection[HouseNumber]:
    return readings_of(None if figure is None else HouseNumber(figure, suffix, end, end_suffix))


def _of(doors: Sequence[Door]) -> frozenset[str]:
    return frozenset(door.district for door in without_units(doors))
