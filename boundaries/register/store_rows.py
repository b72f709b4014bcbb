"""Register files of the first schema, which have a row for each door. Pure.

They are read as those of today are; nothing writes them any more.
"""

from __future__ import annotations

import itertools
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ..language.house_numbers import HouseNumber
from .door_text import DoorTexts
from .register import Door

if TYPE_CHECKING:
    from collections.abc import Iterable

ROWS_SCHEMA = 1
ROWS = (
    "SELECT street, number, suffix, end, end_suffix, written, district, building, staircase "
    "FROM door"
)
IN_ORDER = "ORDER BY street, place"


def texts_of_rows(rows: Iterable[tuple[Any, ...]]) -> dict[int, str]:
    """Return the doors of streets as texts, from the rows of `ROWS` in their order."""
    return {
        street: DoorTexts().of([_door(*row) for _, *row in some])
        for street, some in itertools.groupby(rows, itemgetter(0))
    }


def _door(
    number: int | None,
    suffix: str | None,
    end: int | None,
    end_suffix: str | None,
    written: str,
    district: str,
    building: str | None,
    staircase: str | None,
) -> Door:
    read = None if number is None else HouseNumber(number, suffix or "", end, end_suffix or "")
    return Door(read, written, district, building or "", staircase or "")
