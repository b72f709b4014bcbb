"""The columns of a table's sample, looked at: what headings say, what cells are. Pure."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language import country
from boundaries.language.names import fold

from .cells import plain
from .heading_row import SAMPLED, likeness, usual_width
from .headings import Meaning, meaning_of
from .towns import is_county, place_in, postcode_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Rows: TypeAlias = Sequence[Sequence[str]]

_MOST = 200
"""Filled cells of a column that are looked at for towns and postcodes."""
NEARLY = 0.9
"""Share of cells that stands for all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, looked at."""

    at: int
    heading: str
    meaning: Meaning
    cells: tuple[str, ...]
    """The first filled cells, as plain text."""
    likeness: float
    """How much its cells look like addresses, on average."""
    towns: float
    """Share of its cells that are settlements."""
    codes: float
    """Share of its cells that are postcodes."""
    names: frozenset[str]
    """Settlements that its cells are."""
    county: bool = False
    """True where its cells are counties, some of which are called as a town is."""

    @property
    def is_free(self) -> bool:
        """Whether it may hold a part of an address."""
        return bool(self.cells) and not self.meaning.elsewhere and not self.county


def look_at(rows: Rows, header: Sequence[str] | None) -> list[Column]:
    """Look at every column of a sample."""
    width = max(usual_width(rows), len(header or ()))
    return [_column(rows, at, header) for at in range(width)]


def _column(rows: Rows, at: int, header: Sequence[str] | None) -> Column:
    every = (plain(row[at]).strip() for row in rows if at < len(row))
    cells = tuple(itertools.islice(filter(None, every), _MOST))
    heading = header[at] if header is not None and at < len(header) else ""
    places = [place_in(cell) for cell in cells]
    count = len(cells) or 1
    looks = [likeness(cell) for cell in cells[:SAMPLED]]
    counties = [is_county(cell) for cell in cells]
    return Column(
        at=at,
        heading=heading,
        meaning=meaning_of(heading),
        cells=cells,
        likeness=sum(looks) / (len(looks) or 1),
        towns=sum(place is not None for place in places) / count,
        codes=sum(_is_code(cell) for cell in cells) / count,
        names=frozenset(place.name for place in places if place is not None),
        county=all(counties) and any(p is None for p in places),
    )


def _is_code(cell: str) -> bool:
    code = postcode_in(cell)
    return code is not None and bool(country.towns_of(code))


def called(column: Column) -> str:
    """Return figure and heading of a column, for a message."""
    return f"{column.at + 1} {column.heading}".strip()


def example(columns: Sequence[Column], rows: Rows) -> tuple[tuple[str, str], ...]:
    """Return the fullest of the first rows, with headings."""
    width = len(columns)
    best = max(rows[:SAMPLED], key=lambda row: sum(bool(plain(c).strip()) for c in row[:width]))
    return tuple(
        (called(c), plain(best[c.at]).strip()) for c in columns if c.at < len(best) and best[c.at]
    )


def within(rows: Rows, inner: int, outer: int) -> bool:
    """Tell whether the text of one column stands in that of another, in nearly every row."""
    both = [
        (fold(plain(row[inner])), fold(plain(row[outer])))
        for row in rows
        if max(inner, outer) < len(row) and plain(row[inner]).strip() and plain(row[outer]).strip()
    ]
    same = sum(text in whole for text, whole in both)
    return bool(both) and same >= NEARLY * len(both)
