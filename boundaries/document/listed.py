"""Tells a list of streets from a line along them, and reads house numbers beside a ring."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ..language.house_numbers import NumberRange, Parity
from ..language.names import fold, type_of
from ..lists import reading
from ..lists.model import ListRow, Need, ReadList, RowKind
from ..lists.words import HEADING_NOUNS, TIES
from ..sentence.closings import closings
from ..sentence.tokens import read_units
from .words import flat, pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""Streets that make a list by themselves."""
FEWEST_TITLED = 2
"""Streets that make a list under a heading which says that one follows."""
MOST_LIMITED = 0.2
"""Share of rows that words limit which are not of a list: more, and it is prose. Half of it where
no title announces a list."""
MOST_TYPED = 0.7
"""Share of names with a type from which they are streets, and not people or places."""
SORTED = 0.9
"""Share of neighbours in the order of the alphabet from which a chain of names is a list."""
WORDS_A_NAME = 8
"""Words of a list for each type of street in it, at most; prose has more."""
_LIMITED = frozenset({Need.LIMITED_BY_WORDS, Need.UNREAD_WORDS})
_WHOLE = NumberRange(Parity.WHOLE)
_WORD = re.compile(r"[^\W\d_]+\.?")


@lru_cache(maxsize=4)
def read_list(text: str) -> ReadList:
    """Return the rows of a text, read once for those who ask in turn."""
    return reading.read_list(text)


def listed(text: str, *, titled: bool) -> ReadList | None:
    """Return the rows of a text that is a list of streets; None where it is anything else.

    Args:
        text: a block of a page, its heading included where it has one.
        titled: whether a title above it says that a list follows.

    >>> found = listed("Ady u., Bem u. páros oldal, Cuha u., Dob u., Eper u. 2-8", titled=False)
    >>> [row.street for row in found.rows]
    ['Ady utca', 'Bem utca', 'Cuha utca', 'Dob utca', 'Eper utca']
    """
    if not may_be_list(text) or any(True for _ in closings(read_units(text))):
        return None
    found = read_list(text)
    rows = [row for row in found.rows if row.kind is RowKind.STREET]
    names = {fold(row.street) for row in rows}
    announced = titled or any(titles_list(row.heading) for row in rows)
    limited = sum(bool(_LIMITED & set(row.needs)) for row in rows)
    most = MOST_LIMITED if announced else MOST_LIMITED / 2
    typed = sum(bool(row.type) for row in rows) >= MOST_TYPED * len(rows)
    if len(names) < (FEWEST_TITLED if announced else FEWEST) or limited > most * len(rows):
        return None
    if found.unread or not (announced or typed or _ascend(rows)):
        return None
    return found


def titles_list(title: str) -> bool:
    """Tell whether a title says that a list of streets follows: "A Béke iskola körzete"."""
    return any(fold(word) in HEADING_NOUNS for word in _WORD.findall(title))


def names_list(title: str) -> bool:
    """Tell a heading that names its list from one that only says that it follows.

    >>> names_list("2. számú körzet"), names_list("Felvételi körzete")
    (True, False)
    """
    words = {fold(word) for word in _WORD.findall(title)}
    return bool(words - HEADING_NOUNS - TIES) or any(char.isdigit() for char in title)


def may_be_list(text: str) -> bool:
    """Tell quickly whether a text has so many names of streets that it may list them."""
    words = _WORD.findall(text)
    types = sum(type_of(word) is not None for word in words)
    named = sum(word[:1].isupper() for word in words)
    return types * WORDS_A_NAME >= len(words) > 1 or (named > FEWEST and 2 * named > len(words))


def is_evident_list(text: str) -> bool:
    """Tell whether names are a list and no line: sides, numbers, or the alphabet says so."""
    rows = read_list(text).rows
    if len(rows) < FEWEST:
        return False
    if sum(row.numbers != _WHOLE for row in rows) > 1:
        return True
    return _ascend(rows)


def _ascend(rows: Sequence[ListRow]) -> bool:
    """Tell whether many names stand in the order of the alphabet."""
    names = [fold(row.street) for row in rows]
    ascending = sum(one <= other for one, other in itertools.pairwise(names))
    return len(names) >= FEWEST and ascending >= SORTED * (len(names) - 1)


def numbered(words: str) -> tuple[ListRow, ...]:
    """Return the rows of a part that is told by house numbers; none where anything is left open.

    >>> [str(row.numbers.ends) for row in numbered("a Petőfi utca 2–10. számú házait")]
    ["('2', '10')"]
    """
    kept = list(words)
    for found in pattern("houses").finditer(flat(words)):
        kept[found.start() : found.end()] = " " * len(found[0])
    found_rows = read_list("".join(kept))
    rows = found_rows.rows
    sure = all(row.kind is RowKind.STREET and set(row.needs) <= {Need.PARITY_OPEN} for row in rows)
    if not sure or found_rows.unread or not _all_numbered(rows):
        return ()
    return rows


def _all_numbered(rows: Sequence[ListRow]) -> bool:
    return any(row.numbers.start or row.numbers.end for row in rows)
