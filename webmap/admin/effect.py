"""What an override would change in the street list of its area. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.names import normal_key

if TYPE_CHECKING:
    from boundaries.model import VerdictKind
    from boundaries.streets.street_list import StreetList, StreetRow


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A row of the street list that an override is about."""

    row: StreetRow
    wholly: bool
    """Every listed number of the row is meant; otherwise some may be."""
    changes: bool
    """The row says something else than the override."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Every row that an override touches."""

    rows: tuple[TouchedRow, ...]

    @property
    def changed_rows(self) -> int:
        """How many rows get another verdict, wholly or in part."""
        return sum(touched.changes for touched in self.rows)

    @property
    def sure_doors(self) -> int:
        """Listed doors whose verdict changes for certain."""
        return sum(one.row.doors for one in self.rows if one.changes and one.wholly)

    @property
    def most_doors(self) -> int:
        """Listed doors whose verdict may change: in rows touched in part, all are counted."""
        return sum(one.row.doors for one in self.rows if one.changes)


def effect(streets: StreetList, street: str, numbers: NumberRange, verdict: VerdictKind) -> Effect:
    """Work out what an override changes.

    Args:
        streets: the street list of its area.
        street: full name.
        numbers: the range that it is about.
        verdict: what it says.
    """
    rows = (
        row
        for one in streets.streets
        if normal_key(one.full_name) == normal_key(street)
        for row in one.rows
    )
    return Effect(
        tuple(
            TouchedRow(row, _wholly(numbers, row), row.verdict is not verdict)
            for row in rows
            if overlap(numbers, row.numbers)
        )
    )


def overlap(one: NumberRange, other: NumberRange) -> bool:
    """Tell whether two ranges of one street may share a number.

    >>> overlap(NumberRange(Parity.ODD), NumberRange(Parity.EVEN))
    False
    """
    if {one.parity, other.parity} == {Parity.EVEN, Parity.ODD}:
        return False
    single = next((r.start for r in (one, other) if r.start is not None and r.start == r.end), None)
    if single is not None:
        return one.covers(single) and other.covers(single)
    if one.end and other.start and one.end.key < other.start.key:
        return False
    return not (other.end and one.start and other.end.key < one.start.key)


def _wholly(numbers: NumberRange, row: StreetRow) -> bool:
    """Tell whether a range takes every listed number of a row."""
    taken = row.numbers
    both = numbers.parity in {Parity.WHOLE, Parity.CONTINUOUS}
    if not both and numbers.parity is not taken.parity:
        return False
    begins = numbers.start is None or (
        taken.start is not None and numbers.start.key <= taken.start.key
    )
    return begins and (numbers.end is None or _ends_before(row, numbers.end))


def _ends_before(row: StreetRow, end: HouseNumber) -> bool:
    if row.numbers.end is not None:
        return row.numbers.end.key <= end.key
    # Behind the highest figure there may be suffixes, which only a higher end surely takes.
    return row.highest is not None and row.highest < end.number
