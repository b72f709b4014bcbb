"""Streets with what stands behind them -> rows: shared types, sides over the list. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from ..language.house_numbers import NumberRange, Parity
from ..language.names import fold, type_of
from ..language.word_lists import words
from ..model import Span
from ..register.written import read_street
from ..sentence.grammar import BETWEEN, BOUNDING
from .model import ListRow, Need, RowKind
from .ranges import parcel_pieces, read_ranges
from .settling import Piece, settle_sides
from .symbols import is_skipped
from .tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .names import Name
    from .tokens import Token

_WHOLE = NumberRange(Parity.WHOLE)
_TOWARDS = words("listed_towards")
_CHAIN = 2
"""Names without a type before one that may have the type of all."""
_SHARED = frozenset({"utca", "út", "tér", "köz", "sor"})
"""Types that several names may share."""
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Entry:
    """A street with what stands behind it."""

    name: Name | None
    tokens: list[Token]
    """Of the name."""
    tail: list[Token] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    heading: str = ""
    kind: RowKind = RowKind.STREET
    excepted: bool = False
    taken_out: str = ""
    """How a "kivéve" in the tail before takes it out: "colon", "word", or not at all."""
    closed: bool = False
    """True behind a line's end or a full stop."""
    ended: bool = False
    """True behind a heading: nothing goes on with it any more."""
    type: str = ""
    """Shared with a plural behind it."""
    begins: bool = False
    """True for the first one behind a line's end, a full stop or a heading."""
    tied: bool = False
    """True where only a conjunction joins it to the one before."""
    joined: bool = False
    """True where only a comma or a conjunction joins it to the one before."""
    line: int = -1
    """The line that it stands in; -1 in a table."""
    behind: bool = False
    """True where other words stand before it in its line."""
    side: Parity | None = None
    """The side that its line says of all its streets."""
    notes: list[list[Token]] = field(default_factory=list)
    """Words of columns that limit it."""
    pieces: list[Piece] = field(default_factory=list)


def make_rows(text: str, entries: Sequence[Entry]) -> tuple[ListRow, ...]:
    """Return the rows of the streets of a list, in the order of its text."""
    _share_types(entries)
    for entry in entries:
        if entry.kind is RowKind.PLACE:
            entry.pieces = [Piece(NumberRange(Parity.WHOLE), list(entry.tail))]
            entry.needs = [*(one for one in entry.needs if one is not Need.UNTYPED), Need.PLACE]
        elif entry.kind is RowKind.PARCEL:
            entry.pieces = parcel_pieces(entry.tail)
        else:
            entry.pieces = read_ranges(entry.tail, entry.side)
        if entry.notes:
            entry.needs.append(Need.LIMITED_BY_WORDS)
    _limit_between(entries)
    _limit_rings(entries)
    _limit_towards(entries)
    _doubt_pairs(entries)
    _doubt_addresses(entries)
    _settle_over_entries(entries)
    rows = [row for entry in entries for row in _rows_of(text, entry)]
    return tuple(sorted(rows, key=lambda row: (row.span.start, row.span.end)))


def _share_types(entries: Sequence[Entry]) -> None:
    """Give the type of "Petőfi, Kossuth és Rákóczi utcák" to each of the names.

    A hyphen that hangs says the same: "Szegfű-, Tulipán- és Rózsa utca". One type behind several
    names may be of all of them or of the last: "Kert, Rét, Szél utca"; the doubt stays.
    """
    for at, entry in enumerate(entries):
        if entry.name is None or not entry.name.typed:
            continue
        first = at
        while first and entries[first].joined and _untyped(entries[first - 1]):
            first -= 1
        kind, chain = entry.name.shown.rpartition(" ")[2], entries[first:at]
        numbered = any(token.is_number for token in entry.tail)  # "Mese Óvoda, Fő u. 5."
        shared = len(chain) >= _CHAIN and not numbered and type_of(kind) in _SHARED
        for before in reversed(chain):
            sure = entry.name.plural or _hangs(before)
            if not (sure or shared):
                break
            before.type = kind
            if sure:
                before.needs = [one for one in before.needs if one is not Need.UNTYPED]


def _hangs(entry: Entry) -> bool:
    end = entry.tokens[-1].end
    return any(token.mark is Mark.DASH and token.start == end for token in entry.tail)


def _untyped(entry: Entry) -> bool:
    words = [token for token in entry.tail if token.is_word or token.is_number]
    plain = all(map(is_skipped, words))
    return entry.name is not None and not entry.name.typed and plain


def _limit_between(entries: Sequence[Entry]) -> None:
    """Doubt the streets before "közötti": two of them may only be its ends."""
    for at, entry in enumerate(entries):
        notes = [token for piece in entry.pieces for note in piece.notes for token in note]
        if any(token.is_word and token.key in BETWEEN for token in notes):
            for one in entries[max(0, at - 2) : at + 1]:
                if Need.LIMITED_BY_WORDS not in one.needs:
                    one.needs.append(Need.LIMITED_BY_WORDS)


def _limit_towards(entries: Sequence[Entry]) -> None:
    """Doubt the street before "Kert utca Béke tér felőli oldala": one side of it is meant."""
    for before, entry in pairwise(entries):
        notes = [token for piece in entry.pieces for note in piece.notes for token in note]
        towards = any(token.is_word and token.key in _TOWARDS for token in notes)
        apart = entry.joined or entry.tied or entry.begins or before.tail
        if towards and not apart and Need.LIMITED_BY_WORDS not in before.needs:
            before.needs.append(Need.LIMITED_BY_WORDS)


def _limit_rings(entries: Sequence[Entry]) -> None:
    """Doubt the streets before "által határolt": they bound an area and are no list."""
    for at, entry in enumerate(entries):
        notes = [token for piece in entry.pieces for note in piece.notes for token in note]
        if not any(token.is_word and token.key in BOUNDING for token in notes):
            continue
        for one in reversed(entries[: at + 1]):
            if Need.LIMITED_BY_WORDS not in one.needs:
                one.needs.append(Need.LIMITED_BY_WORDS)
            if one.begins:
                break


def _doubt_pairs(entries: Sequence[Entry]) -> None:
    """Doubt what two neighbours may say together.

    The side may be that of both in "Ady utca és Béke utca páratlan oldala"; "Templom u. 1 –
    Templom u. 15" may be a range.
    """
    for before, entry in pairwise(entries):
        if before.name is None or entry.name is None:
            continue
        words = [token for token in before.tail if token.is_word or token.is_number]
        beside = any(piece.numbers != _WHOLE for piece in entry.pieces)
        if entry.tied and beside and all(map(is_skipped, words)) and not before.joined:
            before.needs.append(Need.UNCLEAR_NUMBERS)
        dashed = bool(before.tail) and before.tail[-1].mark is Mark.DASH
        if dashed and before.name.shown == entry.name.shown and _singles(before, entry):
            before.needs.append(Need.UNCLEAR_NUMBERS)
            entry.needs.append(Need.UNCLEAR_NUMBERS)


def _doubt_addresses(entries: Sequence[Entry]) -> None:
    """Doubt the one house of a line that says something before it: "Kakucs, Hősök tere 7."."""
    headings = [list(group) for _, group in groupby(entries, key=lambda entry: entry.heading)]
    for group in headings if len(headings) > 1 else ():
        streets = [entry for entry in group if entry.name is not None and entry.name.typed]
        if len(streets) == 1 and streets[0].line >= 0 and _singles(*streets):
            streets[0].needs.append(Need.ADDRESS)  # the only house under a heading
    lines: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.line >= 0 and entry.name is not None and (entry.name.typed or entry.type):
            lines.setdefault(entry.line, []).append(entry)
    for streets in lines.values():
        first = streets[0]
        dashed = bool(first.tail) and first.tail[-1].mark in {Mark.DASH, Mark.COLON}
        if (len(streets) == 1 or dashed) and first.behind and _singles(first):
            first.needs.append(Need.ADDRESS)


def _singles(*entries: Entry) -> bool:
    """Tell whether each of them names one number."""
    return all(
        len(entry.pieces) == 1
        and entry.pieces[0].numbers.start is not None
        and entry.pieces[0].numbers.start == entry.pieces[0].numbers.end
        for entry in entries
    )


def _settle_over_entries(entries: Sequence[Entry]) -> None:
    """Settle the sides of ranges of one street that stands in the list several times."""
    places: dict[tuple[str, str], list[Piece]] = {}
    for entry in entries:
        if entry.name is not None:
            taken = [piece for piece in entry.pieces if not piece.excepted]
            places.setdefault((fold(entry.name.shown), entry.heading), []).extend(taken)
    for pieces in places.values():
        settle_sides(pieces)


def _rows_of(text: str, entry: Entry) -> list[ListRow]:
    rows = []
    for number, piece in enumerate(entry.pieces):
        tokens = [*(entry.tokens if number == 0 else ()), *piece.tokens] or entry.tokens
        if number == len(entry.pieces) - 1:
            tokens = [*tokens, *(token for note in entry.notes for token in note)]
        tokens = tokens or [token for one in entry.pieces for token in one.tokens]
        tokens = [token for token in tokens if token.is_word or token.is_number] or tokens
        start, end = min(t.start for t in tokens), max(t.end for t in tokens)
        name, kind = _written(entry, piece)
        notes = [
            _BLANKS.sub(" ", text[n[0].start : n[-1].end]) for n in (*piece.notes, *entry.notes)
        ]
        rows.append(
            ListRow(
                name,
                kind,
                piece.numbers,
                Span(start, end),
                text[start:end],
                RowKind.PARCEL if piece.parcel else entry.kind,
                is_excepted=piece.excepted or entry.excepted,
                note="; ".join(dict.fromkeys(notes)),
                heading=entry.heading,
                needs=tuple(dict.fromkeys((*entry.needs, *piece.needs))),
            )
        )
    return rows


def _written(entry: Entry, piece: Piece) -> tuple[str, str]:
    if piece.parcel:
        return piece.parcel, "hrsz"
    if entry.name is None:
        return "", ""
    if entry.type:
        return _street(f"{entry.name.shown} {entry.type}")
    if not entry.name.typed:
        return entry.name.shown, ""
    return _street(entry.name.shown)


def _street(shown: str) -> tuple[str, str]:
    """Split a name; a type that has only lost its accents gets them back: "ut"."""
    name, kind = read_street(shown)
    canonical = type_of(kind) if kind else None
    return name, canonical if canonical is not None and fold(canonical) == fold(kind) else kind
