"""A list of streets on the bench: its rows as they stand, and what would settle them. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.house_numbers import Parity
from ..language.names import split_type
from ..lists.area_ranges import area_ranges
from ..lists.model import Need, RowKind
from ..model import Reason
from ..streets.lists import ListedArea
from ..verdict.check import check_listed
from .row_steps import (
    OF_THE_KIND,
    OF_THE_REGISTER,
    Confirmed,
    Dropped,
    Named,
    Numbered,
    RowStepError,
    left_unread,
    moved_steps,
    worked_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..lists.model import ListRow
    from ..model import Answer, UnreadPiece
    from ..register.register import Register
    from .areas import AreaText
    from .row_steps import OfRow, RowStep, SignedBy, WorkedRow

AT_ONCE = frozenset(
    {
        Need.PARITY_OPEN,
        Need.LIMITED_BY_HEADING,
        Need.NO_HEADINGS,
        Need.CONTINUED,
        Need.JOINED_LINES,
    }
)
"""Doubts that have one answer for all rows of a list; of others each row has its own words."""
MOST_CANDIDATES = 8
"""Streets that are offered for one row."""
_UNSIGNED: SignedBy = {"author": "", "reason": "", "date": ""}


@dataclass(frozen=True, slots=True)
class ListLook:
    """A list as it stands."""

    area: AreaText
    rows: tuple[WorkedRow, ...]
    """In the order of the text; with those that were dropped."""
    unread: tuple[UnreadPiece, ...]
    """Words in no row, which nobody has settled: a street may be missing."""
    has_register: bool

    @property
    def kept(self) -> tuple[ListRow, ...]:
        """The rows of the area, in the order of the text."""
        return tuple(one.row for one in self.rows if not one.is_dropped)

    @property
    def doubtful(self) -> int:
        """How many of its rows a person must look at; their doors are undecided."""
        return sum(bool(row.needs) for row in self.kept)

    @property
    def standing(self) -> str:
        """A code: no_register, no_rows, unread, doubtful (no row is settled) or ready."""
        if not self.kept:
            return "no_rows"
        if self.unread:
            return "unread"
        if not self.has_register:
            return "no_register"
        return "ready" if self.doubtful < len(self.kept) else "doubtful"

    @property
    def is_ready(self) -> bool:
        """Whether it can be handed over; rows that are open leave their doors undecided."""
        return self.standing == "ready"

    def listed(self, register: Register) -> ListedArea:
        """Return the area as addresses are answered by it now."""
        return ListedArea("", area_ranges(self.kept), register)


def tried_address(query: str, area: ListedArea) -> Answer:
    """Answer one address by a list on the bench, as the list will once it is in force.

    Args:
        query: as typed; any text.
        area: as `ListLook.listed` gives it.
    """
    answer = check_listed(query, area)
    if answer.reason is Reason.UNCERTAIN_LINE:  # it has no line: the rows say nothing
        return answer.changed(reason=Reason.LIST_OPEN)
    return answer


def look_at_list(area: AreaText, steps: Sequence[RowStep], register: Register | None) -> ListLook:
    """Read a list, put right what was put right, and look its streets up.

    Args:
        area: of the text.
        steps: all of them, the first one first.
        register: of the town; None where none is at hand.

    Raises:
        RowStepError: a step does not fit the rows, since the words were changed.
    """
    read = area.rows()
    rows = worked_rows(read, steps, register)
    unread = left_unread((*read.unread, *area.beside), steps)
    return ListLook(area, rows, unread, has_register=register is not None)


def fits_list(area: AreaText, steps: Sequence[RowStep]) -> bool:
    """Tell whether steps can be made to the rows of an area as they are now."""
    try:
        look_at_list(area, steps, None)
    except RowStepError:
        return False
    return True


def fitting_steps(area: AreaText, steps: tuple[RowStep, ...]) -> tuple[RowStep, ...]:
    """Return the steps that fit the rows of an area as they are read now.

    All of them, unless another version of the program reads the words otherwise: then those of
    words that it still reads as a row.
    """
    if fits_list(area, steps):
        return steps
    read = area.rows()
    left = moved_steps(steps, read, read, area.beside)
    return left if fits_list(area, left) else ()


def offers_of(one: WorkedRow) -> tuple[RowStep, ...]:
    """Return what would settle a row, the likeliest first; each still without author and reason."""
    return () if one.read is None or one.is_dropped else tuple(_offers(one))


def _this(one: WorkedRow) -> OfRow:
    return {"row": int(one.key), "words": one.row.words, **_UNSIGNED}


def _offers(one: WorkedRow) -> Iterator[RowStep]:
    row, needs = one.row, set(one.row.needs)
    this = _this(one)
    for street in row.candidates[:MOST_CANDIDATES]:
        name, kind = split_type(street)
        yield Named(name=name, type=kind or "", **this)
    if Need.PARITY_OPEN in needs:
        yield _one_side(row, this)
        yield _both_sides(row, this)
    elif needs - OF_THE_REGISTER - OF_THE_KIND:
        yield Confirmed(**this)
    if needs & (OF_THE_REGISTER | OF_THE_KIND | {Need.ADDRESS}) or row.kind is not RowKind.STREET:
        yield Dropped(**this)


def _one_side(row: ListRow, this: OfRow) -> Numbered:
    """Let a row take the side of its ends alone."""
    start, end = row.numbers.ends
    known = row.numbers.start or row.numbers.end
    parity = Parity.EVEN if known is not None and known.is_even else Parity.ODD
    return _numbers(parity, start, end, row, this)


def _both_sides(row: ListRow, this: OfRow) -> Numbered:
    return _numbers(Parity.CONTINUOUS, *row.numbers.ends, row, this)


def _numbers(
    parity: Parity, start: str | None, end: str | None, row: ListRow, this: OfRow
) -> Numbered:
    return Numbered(
        parity=parity,
        first=start or "",
        last=end or "",
        excepted=row.is_excepted,
        **this,
    )


ONE_SIDE, BOTH_SIDES, AS_READ = "one_side", "both_sides", "as_read"
"""What may be said of all rows with one doubt at once."""
WAYS = (ONE_SIDE, BOTH_SIDES, AS_READ)


@dataclass(frozen=True, slots=True)
class ForAll:
    """Something that would settle several rows with the same doubt."""

    need: Need
    how: str
    """`ONE_SIDE`, `BOTH_SIDES` or `AS_READ`."""
    rows: int


def offers_for_all(found: ListLook) -> tuple[ForAll, ...]:
    """Return what would settle two rows or more that have no other doubt than one."""
    counted = Counter(
        one.row.needs[0]
        for one in found.rows
        if one.read is not None and not one.is_dropped and len(one.row.needs) == 1
    )
    offered = []
    for need, rows in counted.items():
        if rows < 2 or need not in AT_ONCE:  # noqa: PLR2004 - several
            continue
        ways = (ONE_SIDE, BOTH_SIDES) if need is Need.PARITY_OPEN else (AS_READ,)
        offered += [ForAll(need, how, rows) for how in ways]
    return tuple(offered)


def steps_for_all(found: ListLook, need: Need, how: str) -> tuple[RowStep, ...]:
    """Return the steps by which all rows that have only one doubt are settled in one way."""
    steps: list[RowStep] = []
    for one in found.rows:
        if one.read is None or one.is_dropped or one.row.needs != (need,):
            continue
        this = _this(one)
        if need is Need.PARITY_OPEN:
            make = _one_side if how == ONE_SIDE else _both_sides
            steps.append(make(one.row, this))
        elif need in AT_ONCE:
            steps.append(Confirmed(**this))
    return tuple(steps)
