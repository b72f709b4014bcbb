"""Some doors of a street of a file, for many house numbers at a time. Pure.

Most numbers are listed as they are written, once: those are found without making a `Door` of every
row. What may be listed in another way is left to `gazetteer.doors_under`, which decides for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .gazetteer import doors_under, without_units
from .store import door_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..language.house_numbers import HouseNumber


class FewDoors:
    """The doors of a street with some figures (`gazetteer.figures_of`), as a file has them."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Take the rows of `Store.doors_of`."""
        self._rows = rows
        self._plain: dict[tuple[int, str], list[tuple[Any, ...]]] = {}
        self._odd = False
        for row in rows:
            number, suffix, end, end_suffix = row[:4]
            if number == 0 or (suffix and suffix[0] == "0"):
                self._odd = True  # may be listed for another number
            elif end is None and not end_suffix:
                self._plain.setdefault((number, suffix or ""), []).append(row)

    def districts(self, number: HouseNumber) -> frozenset[str]:
        """Return the polling districts of the doors that a number is listed for; none: of a plot.

        A number that is not listed itself may belong to a plot (`DoorBooks.at`).
        """
        if self._odd or number.end is not None or number.end_suffix or number.suffix.isdigit():
            doors = doors_under(map(_made, self._rows), number)
        else:
            found = self._plain.get((number.number, number.suffix), ())
            if len(found) == 1:
                return frozenset((found[0][_DISTRICT],))
            doors = without_units([_made(row) for row in found])
        return frozenset(door.district for door in doors)


_DISTRICT = 5


def _made(row: tuple[Any, ...]) -> Any:  # noqa: ANN401
    return door_of(*row)
