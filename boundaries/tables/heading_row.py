"""Where the heading of a table stands: in its first row, below a title, or nowhere. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.address.addresses import parse_address
from boundaries.language.names import fold

from .cells import MARK, added_in, plain
from .headings import meaning_of
from .towns import place_in, postcode_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Row: TypeAlias = Sequence[str]
    Rows: TypeAlias = Sequence[Row]

WITHIN = 30
"""Rows in which the heading must stand."""
ENOUGH = 0.5
"""Share of a column's cells that must look like addresses."""
SAMPLED = 60
"""Filled cells of a column that are looked at."""
_RECURS = 0.1
_HOUSE = re.compile(r"\d{1,3}(?!\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}(?:\s?[/-]?\s?[0-9A-Za-z]{1,3})?\.?", re.ASCII)
_MAIL = re.compile(r"\w@\w+\S*\.\w")


@dataclass(frozen=True, slots=True)
class Front:
    """How the rows at the top of a table are to be taken."""

    lead: int
    """Rows before the heading, or before the first data row: titles, blank rows."""
    header: bool
    """True where the row behind them is a heading."""

    @property
    def data(self) -> int:
        """The first data row, counted from 0."""
        return self.lead + self.header


def find_front(rows: Rows, *, header: bool | None = None) -> Front:
    """Find titles and heading.

    Args:
        rows: the first rows of the table.
        header: whether there is a heading, where somebody has said so.
    """
    if header is False:
        return Front(0, header=False)
    width = usual_width(rows)
    first = next((i for i, row in enumerate(rows[:WITHIN]) if _is_table_row(row, width)), 0)
    own = next((i for i, row in enumerate(rows[:WITHIN]) if added_in(row) is not None), None)
    if own is not None:
        return Front(own, header=True)
    named = _named(rows, first, least=2 if header else 1)
    if named is not None:
        return Front(named, header=True)
    if header or _differs(rows[first:]):
        return Front(first, header=True)
    return Front(first, header=False)


def usual_width(rows: Rows) -> int:
    """Return how many cells most rows have."""
    counts = Counter(len(row) for row in rows if any(map(str.strip, row)))
    most = max(counts.values(), default=0)
    return max((width for width, count in counts.items() if count == most), default=0)


def filled(row: Row) -> list[str]:
    """Return the cells of a row that hold something."""
    return [cell for cell in row if plain(cell).strip()]


def likeness(cell: str) -> float:
    """Say how much a cell looks like an address: 1 with street and number, 0.5 without number.

    >>> likeness("Alma utca 3"), likeness("Alma utca"), likeness("Kovács Anna"), likeness("")
    (1.0, 0.5, 0.0, 0.0)
    """
    parsed = parse_address(plain(cell))
    if not parsed.types or parsed.name is None:
        return 0.0
    return 1.0 if parsed.number is not None else 0.5


def likeness_of_column(rows: Rows, at: int) -> float:
    """Return how much the cells of a column look like addresses, on average."""
    cells = [row[at] for row in rows if at < len(row) and plain(row[at]).strip()][:SAMPLED]
    return sum(map(likeness, cells)) / len(cells) if cells else 0.0


def _is_table_row(row: Row, width: int) -> bool:
    """Tell a row of the table from a title and from a blank row."""
    return len(filled(row)) >= min(2, max(width, 1))


def _named(rows: Rows, first: int, *, least: int) -> int | None:
    """Return the row whose cells are headings by their words."""
    best: tuple[int, int, int] | None = None
    for at, row in enumerate(rows[:WITHIN]):
        if at > first and _is_data(rows[at - 1]):
            break
        score = _score(rows, at)
        if at > first and score == 1 and any(map(_is_number, filled(row))):
            score = 0  # "utca" beside a house number, below the first row: a column of types
        found = (score, len(filled(row)), -at)
        if score >= (1 if at == first else least) and (best is None or found > best):
            best = found
    return None if best is None else -best[2]


def _score(rows: Rows, at: int) -> int:
    """Count the cells of a row that are headings; 0 where the row holds data."""
    cells = filled(rows[at])
    below = rows[at + 1 :]
    score = 0
    for position, cell in enumerate(rows[at]):
        said = meaning_of(plain(cell).strip())
        if (said.role or said.place) and not (_is_street(cell) or _recurs(cell, below, position)):
            score += 1
    data = sum(map(_is_content, cells))
    return 0 if data and (score < 2 or 2 * data >= len(cells)) else score  # noqa: PLR2004


def _is_number(cell: str) -> bool:
    """Tell a bare house number, which no heading is: "12/A"."""
    return _NUMBER.fullmatch(plain(cell).strip()) is not None


def _recurs(cell: str, below: Rows, position: int) -> bool:
    """Tell whether a cell comes again below, as "utca" does in a column of types."""
    key = fold(plain(cell))
    others = [fold(plain(row[position])) for row in below[:SAMPLED] if position < len(row)]
    return others.count(key) > _RECURS * len(others) if others else False


def _is_data(row: Row) -> bool:
    """Tell a data row: an address, or a postcode and a settlement, in a row of several cells."""
    cells = filled(row)
    if len(cells) < 2 and len(row) > 1:  # noqa: PLR2004 - a title is one cell
        return False
    if any(likeness(cell) == 1.0 for cell in cells):
        return True
    texts = [plain(cell).strip() for cell in cells]
    if any(map(postcode_in, texts)) and any(map(place_in, texts)):
        return True
    return any(map(_is_street, texts)) and any(map(_HOUSE.match, texts))


def _is_street(cell: str) -> bool:
    """Tell the name of a street from a heading that has the word: "Alma utca", "Lakóhely utca"."""
    text = plain(cell).strip()
    return bool(meaning_of(text).strange) and likeness(text) > 0.0


def _is_data_cell(cell: str) -> bool:
    text = plain(cell).strip()
    return cell.startswith(MARK) or not any(map(str.isalpha, text)) or _is_content(cell)


def _is_content(cell: str) -> bool:
    """Tell what no heading is: a settlement, an address with its number, a mail address."""
    text = plain(cell).strip()
    return _MAIL.search(text) is not None or place_in(text) is not None or likeness(text) == 1.0


def _differs(rows: Rows) -> bool:
    """Tell whether the first row is a heading by what stands in it and below it."""
    if not rows:
        return False
    first, below = rows[0], rows[1:]
    if any(map(_is_data_cell, filled(first))):
        return False
    width = max(map(len, below), default=0)
    shares = [(likeness_of_column(below, at), -at) for at in range(width)]
    share, at = max(shares, default=(0.0, 0))
    if share < ENOUGH:
        return all(plain(c).strip() and not any(map(str.isdigit, plain(c))) for c in first)
    return -at >= len(first) or likeness(first[-at]) == 0.0
