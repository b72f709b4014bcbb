"""Rows of a published list -> the ranges by which it answers doors. Pure.

What nobody has settled is open. A published list rarely says what it means by the letters of its
last number: "1-29" may take 29/A or not, so that these are open too, where the list names none.
Where only the other side of the street is in doubt ("1-9"), the side of the ends is not.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from ..errors import DefinitionError, Fault
from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity
from ..language.word_lists import folded, words
from ..streets.list_ranges import ListedRange
from .model import ListRow, Need, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..model import UnreadPiece


_VAGUE = frozenset(
    {
        Need.PARITY_CONTRADICTS,
        Need.REVERSED,
        Need.UNCLEAR_NUMBERS,
        Need.UNREAD_WORDS,
        Need.NO_HEADINGS,
    }
)
"""Doubts about the numbers themselves: "1-15 páros" may mean others than are read."""
_BEYOND = words("listed_beyond")


def area_ranges(rows: Iterable[ListRow]) -> tuple[ListedRange, ...]:
    """Return the ranges of an area that a published list defines.

    >>> from .reading import read_list
    >>> for one in area_ranges(read_list("Fő utca 1-9").rows):
    ...     print(one.numbers.parity.value, *one.numbers.ends, "open" if one.is_open else "inside")
    odd 1 9 inside
    even 1 9 open
    odd 9/0 9/Z open
    """
    return tuple(one for row in rows for one in _ranges(row))


def _ranges(row: ListRow) -> Iterator[ListedRange]:
    numbers = row.numbers
    kind = "" if Need.UNTYPED in row.needs else row.type  # one of a street beside it at most
    own = ListedRange(row.name, kind, numbers, is_excepted=row.is_excepted)
    if row.kind is not RowKind.STREET:
        yield dataclasses.replace(own, is_open=True, is_excepted=False)
        return
    if row.needs == (Need.PARITY_OPEN,):
        end = numbers.start or numbers.end
        even = end is not None and end.is_even
        side, other = (Parity.EVEN, Parity.ODD) if even else (Parity.ODD, Parity.EVEN)
        numbers = dataclasses.replace(numbers, parity=side)
        doubt = dataclasses.replace(numbers, parity=other)
        yield dataclasses.replace(own, numbers=numbers)
        yield dataclasses.replace(own, numbers=doubt, is_open=True, is_excepted=False)
    elif row.needs:
        beyond = not _BEYOND.isdisjoint(folded(row.note)) or any(map(str.isdigit, row.note))
        vague = beyond or not _VAGUE.isdisjoint(row.needs)
        if vague and row.is_excepted:  # "kivéve a 30 felett": nobody knows what is left
            own = dataclasses.replace(own, numbers=NumberRange(Parity.WHOLE))
        yield dataclasses.replace(own, is_open=True, is_excepted=False, is_vague=vague)
        return
    else:
        yield own
    letters = _letters_of_end(numbers)
    if letters is not None:
        yield dataclasses.replace(own, numbers=letters, is_open=True, is_excepted=False)


def _letters_of_end(numbers: NumberRange) -> NumberRange | None:
    """Return the numbers with letters of the last figure, where the list names no letter there."""
    end = numbers.end
    if end is None or end.suffix or end.end is not None:
        return None
    parity = Parity.EVEN if end.is_even else Parity.ODD
    first, last = HouseNumber(end.number, "0"), HouseNumber(end.number, LAST_LETTER)
    return NumberRange(parity, first, last) if numbers.takes(parity) else None


def one_area(
    rows: Sequence[ListRow],
    unread: Sequence[UnreadPiece] = (),
    heading: str | None = None,
    *,
    name: str = "list",
) -> tuple[ListRow, ...]:
    """Return the rows of one area: those under one heading.

    Args:
        rows: read, and perhaps corrected.
        unread: words that are in no row.
        heading: which of several; None where all rows stand under one.
        name: of the file, for messages.

    Raises:
        DefinitionError: the rows stand under several headings and none is named, none stands under
            the one that is, or words are still in no row, so that a street may be missing.
    """
    headings = tuple(dict.fromkeys(row.heading for row in rows))
    if unread:
        words = "; ".join(repr(" ".join(piece.text.split())) for piece in unread)
        said = f"words in no row: {words}; delete the line, or write the street"
        raise DefinitionError(name, (Fault("unread", said),))
    if heading is None and len(headings) > 1:
        known = "; ".join(repr(one) for one in headings)
        said = f"the rows stand under several headings, each an area of its own; name one: {known}"
        raise DefinitionError(name, (Fault("heading", said),))
    chosen = tuple(row for row in rows if heading is None or row.heading == heading)
    if not chosen:
        known = "; ".join(repr(one) for one in headings) or "none"
        said = f"no row stands under {heading!r}; there are: {known}"
        raise DefinitionError(name, (Fault("heading", said),))
    return chosen
