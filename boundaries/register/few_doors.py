"""The doors of a street of a file, asked for districts alone and for many house numbers. Pure.

Most numbers are listed as they are written, once: those are found without making a `Door`. The
rules are those of `gazetteer.DoorBook`.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .door_text import by_number, doors_in
from .gazetteer import DoorBook, readings_of, without_units

if TYPE_CHECKING:
    from ..language.house_numbers import HouseNumber

NONE: frozenset[str] = frozenset()


class FewDoors:
    """The doors of a street, as `Store.doors_of` gives them."""

    def __init__(self, text: str) -> None:
        """Take the doors of a street.

        Raises:
            ValueError: it is no text of doors.
            TypeError: likewise.
        """
        self._text = text
        self._plain, others = by_number(text)
        self._others = {number for door in others for number in readings_of(door.number)}

    @functools.cached_property
    def _book(self) -> DoorBook:
        return DoorBook(doors_in(self._text))

    def districts(self, number: HouseNumber, text: str) -> frozenset[str]:
        """Return the polling districts of the doors under a number; none: it is not listed.

        Args:
            number: as asked.
            text: the same as text.
        """
        if self._others and not self._others.isdisjoint(number.meant()):
            return self._of_book(number)
        known = self._plain.get(text)
        if known is None and number.suffix.isdigit():
            known = self._plain.get(str(number.number))
        return self._of_book(number) if known is None else frozenset((known,))

    def _of_book(self, number: HouseNumber) -> frozenset[str]:
        return frozenset(door.district for door in without_units(self._book.at(number))) or NONE
