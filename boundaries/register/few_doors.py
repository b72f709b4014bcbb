"""Some doors of a street of a file, for many house numbers at a time. Pure.

Most numbers are listed as they are written, once: those are found without making a `Door` of every
row. The rules are those of `gazetteer.DoorBook`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..language.house_numbers import HouseNumber
from .gazetteer import DoorBook, readings_of, without_units
from .store import door_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_DISTRICT = 5
"""Place of the polling district in a row."""


class FewDoors:
    """The doors of a street with some figures (`gazetteer.figures_of`), as a file has them."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take the rows of `Store.doors_of`."""
        self._rows = rows
        self._single: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
        """What is listed under numbers that are not two."""
        for row in rows:
            number, suffix, end, end_suffix = row[:4]
            if number == 0 or (suffix and suffix[0] in "0123456789"):
                for one in readings_of(HouseNumber(number, suffix or "", end, end_suffix or "")):
                    if one.end is None and not one.end_suffix:
                        self._single.setdefault((one.number, one.suffix), []).append(row)
            elif end is None and not end_suffix:
                self._single.setdefault((number, suffix or ""), []).append(row)

    def districts(self, number: HouseNumber) -> frozenset[str]:
        """Return the polling districts of the doors that a number is listed for; none: of none.

        A number that is not listed itself may belong to a plot (`DoorBooks.at`).
        """
        if number.end is not None or number.end_suffix:
            doors = DoorBook(map(_made, self._rows)).under(number)
            return frozenset(door.district for door in without_units(doors))
        found = self._single.get((number.number, number.suffix))
        if found is None and number.suffix.isdigit():
            found = self._single.get((number.number, ""))
        if found is None or len(found) == 1:
            return frozenset() if found is None else frozenset((found[0][_DISTRICT],))
        return frozenset(door.district for door in without_units([_made(row) for row in found]))


def _made(row: tuple[Any, ...]) -> Any:  # noqa: ANN401
    return door_of(*row)
