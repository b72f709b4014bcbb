"""What people put right of the rows of a list, each with author and reason.

The words stay as they were published; what is meant instead stands beside them. A row is named by
its place in the reading and by its words: where the words are others, what was put right of them
is not used. The name of a row and its numbers are settled apart. Pure.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict

from ..edition.signed import Signed
from ..errors import BoundaryError
from ..language.house_numbers import NumberRange, Parity, parse_register_number
from ..lists.model import OF_THE_NAME, ListRow, Need, RowKind
from ..lists.resolving import resolve
from ..model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..lists.model import ReadList
    from ..model import UnreadPiece
    from ..register.register import Register

OF_THE_REGISTER = frozenset({Need.NOT_IN_REGISTER, Need.SEVERAL_IN_REGISTER})
"""What nobody can confirm: the register has no such street, or several."""
OF_THE_KIND = frozenset({Need.PLACE, Need.PARCEL})
"""What is no street, and so takes no door of the register as it is."""


class RowStepError(BoundaryError, ValueError):
    """A step does not fit the rows of a list; the message says which and why."""


class SignedBy(TypedDict):
    """Who makes a step, why and when: `date` is an ISO day."""

    author: str
    reason: str
    date: str


class OfRow(SignedBy):
    """The row that a step is made to, by its place in the reading and its words."""

    row: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToRow(Signed):
    """A step that is made to a row: its place in the reading, and its words."""

    row: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(_ToRow):
    """The street that is meant by a row."""

    name: str
    type: str = ""
    kind: Literal["named"] = "named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered(_ToRow):
    """The house numbers that a row takes, or takes out."""

    parity: Parity
    first: str = ""
    """Empty: from the beginning."""
    last: str = ""
    """Empty: to the end."""
    excepted: bool = False
    kind: Literal["numbered"] = "numbered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(_ToRow):
    """A row is meant as it was read."""

    kind: Literal["confirmed"] = "confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped(_ToRow):
    """Words that were read as a row and are none."""

    kind: Literal["dropped"] = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAdded(Signed):
    """A row that the reading lacks: from words that are in no row, or from none."""

    name: str
    type: str = ""
    parity: Parity = Parity.WHOLE
    first: str = ""
    last: str = ""
    excepted: bool = False
    start: int = 0
    end: int = 0
    """Of its words among those of the area; both 0 where it is from none."""
    words: str = ""
    kind: Literal["row_added"] = "row_added"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsAside(Signed):
    """Words that are in no row and say nothing of the area."""

    start: int
    end: int
    words: str
    kind: Literal["words_aside"] = "words_aside"


RowStep: TypeAlias = Named | Numbered | Confirmed | Dropped | RowAdded | WordsAside


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A row with what was made of it."""

    key: str
    """`1`, `2` … as read; `a1`, `a2` … of those that were added."""
    read: ListRow | None
    """As the words give it, looked up in the register; None of one that was added."""
    row: ListRow
    """As it is meant."""
    steps: tuple[RowStep, ...] = ()
    is_dropped: bool = False


def numbers_of(parity: Parity, first: str, last: str) -> NumberRange:
    """Return the house numbers that somebody has given.

    >>> numbers_of(Parity.ODD, "1", "29/a").ends
    ('1', '29/A')

    Raises:
        RowStepError: an end is no house number, or the range begins behind its end.
    """
    ends = []
    for text in (first, last):
        number = parse_register_number(text) if text.strip() else None
        if text.strip() and (number is None or not number.number):
            raise RowStepError(f"{text!r} is no house number")
        ends.append(number)
    numbers = NumberRange(parity, *ends)
    if numbers.is_reversed:
        raise RowStepError(f"the range begins behind its end: {first}–{last}")
    return numbers


def worked_rows(
    read: ReadList, steps: Sequence[RowStep], register: Register | None
) -> tuple[WorkedRow, ...]:
    """Return the rows of a list with what people have put right of them.

    Args:
        read: the list, as its words read.
        steps: all of them, the first one first.
        register: in which the names are looked up; None where none is at hand.

    Raises:
        RowStepError: a step does not fit, since the words are others.
    """
    known = read.rows if register is None else resolve(read.rows, register)
    rows = {str(at): WorkedRow(str(at), row, row, ()) for at, row in enumerate(known, start=1)}
    for step in steps:
        if isinstance(step, WordsAside):
            continue
        if isinstance(step, RowAdded):
            key = f"a{1 + sum(one.read is None for one in rows.values())}"
            rows[key] = WorkedRow(key, None, _added(step, read), (step,))
            continue
        was = rows.get(str(step.row))
        if was is None or was.read is None or was.read.words != step.words:
            raise RowStepError(f"there is no row {step.row} of the words {step.words!r}")
        rows[was.key] = _stepped(was, step)
    return tuple(sorted(_looked_up(rows.values(), register), key=_place))


def _looked_up(rows: Iterable[WorkedRow], register: Register | None) -> list[WorkedRow]:
    """Look up once more what people have named."""
    every = list(rows)
    named = [
        at
        for at, one in enumerate(every)
        if any(isinstance(step, Named | RowAdded) for step in one.steps)
    ]
    if register is not None and named:
        found = resolve((every[at].row for at in named), register)
        for at, row in zip(named, found, strict=True):
            every[at] = dataclasses.replace(every[at], row=row)
    return every


def _place(one: WorkedRow) -> tuple[int, bool, int]:
    """Order rows by their words; those of no words come last."""
    of_none = one.read is None and not one.row.words
    return (1 << 40 if of_none else one.row.span.start), one.read is None, int(one.key.strip("a"))


def _stepped(was: WorkedRow, step: RowStep) -> WorkedRow:
    row, dropped = was.row, was.is_dropped
    match step:
        case Named():
            row = _named(row, step.name, step.type)
        case Numbered():
            numbers = numbers_of(step.parity, step.first, step.last)
            left = tuple(n for n in row.needs if n in OF_THE_NAME | OF_THE_KIND)
            row = dataclasses.replace(row, numbers=numbers, is_excepted=step.excepted, needs=left)
        case Confirmed():
            left = tuple(n for n in row.needs if n in OF_THE_REGISTER | OF_THE_KIND)
            row = dataclasses.replace(row, needs=left)
        case Dropped():
            dropped = True
    return dataclasses.replace(was, row=row, is_dropped=dropped, steps=(*was.steps, step))


def _named(row: ListRow, name: str, kind: str) -> ListRow:
    needs = tuple(need for need in row.needs if need not in OF_THE_NAME | OF_THE_KIND)
    return dataclasses.replace(
        row,
        name=name,
        type=kind,
        kind=RowKind.STREET,
        needs=needs,
        resolved="",
        candidates=(),
        written=row.written or row.street,
    )


def _added(step: RowAdded, read: ReadList) -> ListRow:
    return ListRow(
        step.name,
        step.type,
        numbers_of(step.parity, step.first, step.last),
        Span(step.start, step.end),
        step.words,
        is_excepted=step.excepted,
        heading=read.headings[0] if len(read.headings) == 1 else "",
    )


def left_unread(pieces: Sequence[UnreadPiece], steps: Sequence[RowStep]) -> tuple[UnreadPiece, ...]:
    """Return the words in no row that nobody has put aside or made a row of."""
    settled = {(one.start, one.end) for one in steps if isinstance(one, WordsAside | RowAdded)}
    return tuple(one for one in pieces if (one.span.start, one.span.end) not in settled)


def without_row(steps: Sequence[RowStep], key: str) -> tuple[RowStep, ...]:
    """Return the steps less those of one row, by its key: it is as it was read, or not there."""
    if not key.startswith("a"):
        return tuple(one for one in steps if str(getattr(one, "row", "")) != key)
    added = [at for at, one in enumerate(steps) if isinstance(one, RowAdded)]
    gone = int(key[1:]) - 1 if key[1:].isdecimal() else -1
    at = added[gone] if 0 <= gone < len(added) else -1
    return tuple(one for place, one in enumerate(steps) if place != at)


def without_words(steps: Sequence[RowStep], start: int, end: int) -> tuple[RowStep, ...]:
    """Return the steps less what put some words aside."""
    return tuple(
        one
        for one in steps
        if not (isinstance(one, WordsAside) and (one.start, one.end) == (start, end))
    )


def moved_steps(
    steps: Sequence[RowStep], was: ReadList, now: ReadList, pieces: Sequence[UnreadPiece] = ()
) -> tuple[RowStep, ...]:
    """Return the steps that fit another reading: those of words that it has, too.

    Args:
        steps: made to the former reading.
        was: the former reading.
        now: the other one.
        pieces: words in no row beside the other one's own.
    """
    places: dict[tuple[str, int], int] = {}
    seen: dict[str, int] = {}
    for at, row in enumerate(now.rows, start=1):
        places[row.words, seen.get(row.words, 0)] = at
        seen[row.words] = seen.get(row.words, 0) + 1
    kept: list[RowStep] = []
    for step in steps:
        moved: RowStep | None
        if isinstance(step, RowAdded | WordsAside):
            moved = _at_words(step, [*now.unread, *pieces])
        else:
            before = [row.words for row in was.rows[: step.row - 1]]
            place = places.get((step.words, before.count(step.words)))
            moved = None if place is None else dataclasses.replace(step, row=place)
        if moved is not None:
            kept.append(moved)
    return tuple(kept)


def _at_words(
    step: RowAdded | WordsAside, pieces: Sequence[UnreadPiece]
) -> RowAdded | WordsAside | None:
    """Return a step of words in no row where they stand now; None where they are gone."""
    if not step.words:
        return step
    for one in pieces:
        if one.text == step.words:
            return dataclasses.replace(step, start=one.span.start, end=one.span.end)
    return None
