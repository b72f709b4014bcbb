"""What people have corrected in a list, carried to its next edition, or to another register. Pure.

A correction belongs to words. Where the new list has the same words at the same street, what a
person made of them holds again; where it has them no more, the correction is told and not used.
What a register says of a name is no correction: the names are looked up anew.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.names import fold
from .model import OF_THE_NAME, ListRow, Need, RowKind
from .resolving import SURE, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..model import UnreadPiece
    from ..register.register import Register
    from .model import ReadList


class Fit(StrEnum):
    """What became of a correction."""

    CARRIED = "carried"
    """The list has the same words; what a person made of them holds."""
    LEFT_OUT = "left_out"
    """A person had deleted the row of these words; it is left out again."""
    ADDED = "added"
    """A person had written the row, from no words of the list; it stays."""
    GONE = "gone"
    """The list has these words no more; the correction is not used."""
    NOT_IN_REGISTER = "not_in_register"
    """It holds, but the register has no such street now; the row is open."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction, and whether it fits."""

    fit: Fit
    words: str
    """That it is of; empty for a row from no words."""
    row: ListRow | None
    """What a person made of them; None where they were deleted."""

    @property
    def is_misfit(self) -> bool:
        """True where a person must look at it again."""
        return self.fit in {Fit.GONE, Fit.NOT_IN_REGISTER}


@dataclass(frozen=True, slots=True)
class Carried:
    """The rows of the new list with what was corrected in the former one."""

    rows: tuple[ListRow, ...]
    unread: tuple[UnreadPiece, ...]
    corrections: tuple[Correction, ...]


_Key = tuple[str, str, int]
"""The street as read, the words, and the how manieth such row it is."""


def carry(
    former: ReadList, kept: Sequence[ListRow], read: ReadList, register: Register | None = None
) -> Carried:
    """Carry corrections to another reading.

    Args:
        former: the words that the kept rows are of, as the reader reads them.
        kept: the rows that a person has corrected, of one area.
        read: the new list; the same one where only the register is another.
        register: in which the names are looked up; None where none is known.
    """
    areas = {row.heading for row in kept}
    before = _keyed(row for row in former.rows if row.heading in areas)
    decided: dict[tuple[int, int], list[ListRow]] = {}
    for row in kept:
        decided.setdefault((row.span.start, row.span.end), []).append(row)
    now = _keyed(read.rows)
    found = dict(
        zip(now, resolve(now.values(), register) if register else now.values(), strict=True)
    )
    rows: dict[_Key, tuple[ListRow, ...]] = {key: (row,) for key, row in found.items()}
    corrections: list[Correction] = []
    for key, was in before.items():
        made = decided.pop((was.span.start, was.span.end), [])
        if made and not _is_corrected(was, made, found.get(key), register):
            continue
        corrections += _corrections(was, made, is_there=key in rows)
        if key in rows:
            rows[key] = tuple(_moved(one, now[key]) for one in made)
    unread = _unread(former, decided, read, corrections, rows)
    for made in decided.values():
        own = [row for row in made if row.name]
        corrections += (Correction(Fit.ADDED, "", row) for row in own)
        rows[("", "", len(rows))] = tuple(own)
    every = [row for some in rows.values() for row in some]
    if register is not None:
        every = list(resolve(every, register))
    lacking = {_said(row) for row in every if Need.NOT_IN_REGISTER in row.needs}
    return Carried(
        tuple(sorted(every, key=lambda row: row.span.start)),
        unread,
        tuple(_against(one, lacking) for one in corrections),
    )


def _keyed(rows: Iterable[ListRow]) -> dict[_Key, ListRow]:
    counted: Counter[tuple[str, str]] = Counter()
    keyed = {}
    for row in rows:
        own = (fold(row.street), _plain(row.words))
        keyed[(*own, counted[own])] = row
        counted[own] += 1
    return keyed


def _plain(words: str) -> str:
    """Return words without what a page's width or a mark at their end makes of them."""
    return " ".join(words.split()).strip(" ,;.–-").casefold()


def _said(row: ListRow) -> tuple[object, ...]:
    return fold(row.name), fold(row.type), row.numbers, row.is_excepted


def _is_corrected(
    was: ListRow, made: Sequence[ListRow], now: ListRow | None, register: Register | None
) -> bool:
    """Tell whether a person made something else of words than the reader and a register.

    Args:
        was: as the reader reads the words.
        made: what was kept of them.
        now: the same words as they are read and looked up today.
        register: that they are looked up in.
    """
    if len(made) != 1:
        return True
    (kept,) = made
    if (kept.numbers, kept.is_excepted, kept.kind) != (was.numbers, was.is_excepted, was.kind):
        return True
    settled = set(was.needs) - set(kept.needs)
    if not kept.resolved:
        return bool(settled) or (kept.name, kept.type) != (was.name, was.type)
    if settled - OF_THE_NAME or _is_chosen(kept):
        return True
    # Another street than the register says now: a person's choice where the register has it.
    other = now is not None and bool(now.resolved) and now.street != kept.street
    return other and (register is None or resolve((kept,), register)[0].resolved in SURE)


def _is_chosen(kept: ListRow) -> bool:
    """Tell a street that a person chose from one that the register gave for the words.

    The register finds another name than the written one only as a close spelling, initials or the
    like, never to the letter.
    """
    other = bool(kept.written) and fold(kept.written) != fold(kept.street)
    return other and kept.resolved in SURE


def _corrections(was: ListRow, made: Sequence[ListRow], *, is_there: bool) -> list[Correction]:
    if not made:
        return [Correction(Fit.LEFT_OUT, was.words, None)] if is_there else []
    fit = Fit.CARRIED if is_there else Fit.GONE
    return [Correction(fit, was.words, row) for row in made]


def _moved(row: ListRow, to: ListRow) -> ListRow:
    """Return a corrected row at the place of the same words in the new list."""
    return dataclasses.replace(row, span=to.span, words=to.words, heading=to.heading, candidates=())


def _unread(
    former: ReadList,
    decided: dict[tuple[int, int], list[ListRow]],
    read: ReadList,
    corrections: list[Correction],
    rows: dict[_Key, tuple[ListRow, ...]],
) -> tuple[UnreadPiece, ...]:
    """Settle unread words as before: by the row that was made of them, or by leaving them out."""
    known: dict[str, list[ListRow]] = {}
    for piece in former.unread:
        made = decided.pop((piece.span.start, piece.span.end), [])
        known[_plain(piece.text)] = made
    left = []
    for piece in read.unread:
        words = _plain(piece.text)
        if words not in known:
            left.append(piece)
            continue
        made = [
            dataclasses.replace(row, span=piece.span, words=piece.text) for row in known.pop(words)
        ]
        rows[("", words, len(rows))] = tuple(made)
        corrections += (Correction(Fit.CARRIED, piece.text, row) for row in made)
        if not made:
            corrections.append(Correction(Fit.LEFT_OUT, piece.text, None))
    for words, made in known.items():
        corrections += (Correction(Fit.GONE, row.words or words, row) for row in made)
    return tuple(left)


def _against(one: Correction, lacking: Iterable[tuple[object, ...]]) -> Correction:
    """Say of a correction that holds whether the register has its street."""
    if one.row is None or one.fit is Fit.GONE or one.row.kind is not RowKind.STREET:
        return one
    misses = _said(one.row) in set(lacking)
    return dataclasses.replace(one, fit=Fit.NOT_IN_REGISTER) if misses else one


def corrections_document(corrections: Iterable[Correction]) -> list[Mapping[str, object]]:
    """Return corrections as JSON: how each fits, its words, and what was made of them."""
    return [
        {
            "fit": one.fit.value,
            "words": one.words,
            "row": None if one.row is None else _row(one.row),
        }
        for one in corrections
    ]


def _row(row: ListRow) -> dict[str, object]:
    start, end = row.numbers.ends
    return {
        "street": row.street,
        "parity": row.numbers.parity.value,
        "from": start,
        "to": end,
        "excepted": row.is_excepted,
    }
