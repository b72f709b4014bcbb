"""Rows of a published list of streets: what was read, from which words, what is doubtful. Pure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from ..language.house_numbers import NumberRange
    from ..model import Span, UnreadPiece


class RowKind(StrEnum):
    """What a row names."""

    STREET = "street"
    """A public place, with or without its type."""
    PLACE = "place"
    """A settlement or a part of one, whole."""
    PARCEL = "parcel"
    """A parcel by its number (helyrajzi szám)."""


class Need(StrEnum):
    """Why a person must look at a row. Stable codes; the sentences are in docs/lists.md."""

    UNTYPED = "untyped"
    """The name has no type: "Ecseri" may be an út, an utca, or several."""
    PARITY_OPEN = "parity_open"
    """Both ends are on one side of the street and nothing says whether the other side belongs."""
    PARITY_CONTRADICTS = "parity_contradicts"
    """An end is on the other side than the one that is named: odd, 1-36."""
    REVERSED = "reversed"
    """The range begins behind its end."""
    LIMITED_BY_WORDS = "limited_by_words"
    """Words limit the row that no range can carry, or that were not understood: the note."""
    LIMITED_BY_HEADING = "limited_by_heading"
    """The heading that it stands under limits it: "Páros oldalak:"."""
    UNCLEAR_NUMBERS = "unclear_numbers"
    """The numbers have several readings: "5-7-9"; "1-35, páratlan oldal"."""
    UNREAD_WORDS = "unread_words"
    """Words beside it found no place in any row."""
    JOINED_LINES = "joined_lines"
    """The name goes on over the end of a line."""
    JOINED_NAMES = "joined_names"
    """Dashes may tie several names together, or two names stand in one."""
    CONTINUED = "continued"
    """Numbers that stand apart were taken to go on with the street before them."""
    PLACE = "place"
    """A settlement or a part of one; its streets are not listed."""
    PARCEL = "parcel"
    """A parcel; registers of doors know none."""
    ADDRESS = "address"
    """One number, the only street of its line, behind other words: perhaps where somebody sits."""
    NO_HEADINGS = "no_headings"
    """A row of a table that has no headings."""
    NOT_IN_REGISTER = "not_in_register"
    """The town's register has no such street; see the candidates."""
    SEVERAL_IN_REGISTER = "several_in_register"
    """The town's register has several that fit; see the candidates."""
    LEFT_OPEN = "left_open"
    """A person has left it open in the file of rows."""


OF_THE_NAME = frozenset(
    {
        Need.UNTYPED,
        Need.JOINED_LINES,
        Need.JOINED_NAMES,
        Need.NOT_IN_REGISTER,
        Need.SEVERAL_IN_REGISTER,
    }
)
"""What a register can settle: it is about the name alone."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One range of one street, as a published list has it."""

    name: str
    """Without its type, as written: "Szilágyi E."; of the register once it is resolved."""
    type: str
    """utca, út, tere …, abbreviations written out; empty where there is none."""
    numbers: NumberRange
    """What the row takes; both sides where nothing says which (`Need.PARITY_OPEN`)."""
    span: Span
    """Its words in the text; of further rows of one street those of the numbers."""
    words: str
    """Those words as they stand in the text."""
    kind: RowKind = RowKind.STREET
    is_excepted: bool = False
    """True where the list takes these numbers out (kivéve)."""
    note: str = ""
    """Words that limit it and that no range carries: "a vasútvonaltól délre"."""
    heading: str = ""
    """The heading that it stands under; a text with several holds several areas."""
    needs: tuple[Need, ...] = ()
    """Why a person must look at it; empty where nothing is doubtful."""
    resolved: str = ""
    """How the register has the name: "exact", "without_type", "initials" …; empty = not asked."""
    written: str = ""
    """The name as the list has it, where the register writes it otherwise."""
    candidates: tuple[str, ...] = ()
    """Streets of the register that may be meant, best first."""

    @property
    def street(self) -> str:
        """Name and type: "Széher út"."""
        return f"{self.name} {self.type}".strip()

    def doubted(self, *needs: Need) -> ListRow:
        """Return the row with further reasons to look at it."""
        every = tuple(dict.fromkeys((*self.needs, *needs)))
        return self if every == self.needs else dataclasses.replace(self, needs=every)


class AsideKind(StrEnum):
    """Why words are in no row."""

    TITLE = "title"
    """A heading: what the list is of."""
    GRAMMAR = "grammar"
    """Articles, conjunctions, list marks."""
    PAGE = "page"
    """A page's number."""
    SERVICE = "service"
    """Who serves the area, where and when: "Rendelő: Fő u. 5."."""
    PROSE = "prose"
    """A sentence without a street, a number or a side."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Words around the rows."""

    text: str
    span: Span
    kind: AsideKind


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list, read: the spans of rows, asides and unread pieces cover every word."""

    text: str
    rows: tuple[ListRow, ...]
    """In the order of the text."""
    asides: tuple[Aside, ...] = ()
    unread: tuple[UnreadPiece, ...] = ()
    """Words that could belong to the list and were not understood."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings that rows stand under, in order; "" for rows under none."""
        return tuple(dict.fromkeys(row.heading for row in self.rows))

    def under(self, headings: Collection[str]) -> ReadList:
        """Return the list of the rows under some headings, with the unread words beside them."""
        rows = tuple(row for row in self.rows if row.heading in headings)
        others = [row.span.start for row in self.rows if row.heading not in headings]

        def is_beside(piece: UnreadPiece) -> bool:
            before = max(
                (r.span.start for r in rows if r.span.start < piece.span.start), default=-1
            )
            behind = min(
                (r.span.start for r in rows if r.span.start > piece.span.start), default=-1
            )
            between = [at for at in others if before < at < piece.span.start]
            after = [at for at in others if piece.span.start < at < behind]
            return (before >= 0 and not between) or (behind >= 0 and not after)

        unread = tuple(piece for piece in self.unread if is_beside(piece))
        return dataclasses.replace(self, rows=rows, unread=unread)


def doubtful(rows: Iterable[ListRow]) -> tuple[ListRow, ...]:
    """Return the rows that a person must look at."""
    return tuple(row for row in rows if row.needs)
