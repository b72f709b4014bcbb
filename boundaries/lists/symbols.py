"""What stands behind a street's name, word by word: sides, ranges, exceptions, limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.house_numbers import Parity
from ..sentence.grammar import ARTICLES, BETWEEN, CONJUNCTIONS
from .tokens import Mark, Token
from .words import (
    EXCEPT,
    EXCEPT_BEHIND,
    FROM_THE_START,
    NUMBER_FROM,
    NUMBER_NOUNS,
    NUMBER_TO,
    PARCELS,
    SIDE_NOUNS,
    SIDES,
    TO_THE_END,
    WHOLE,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..language.house_numbers import HouseNumber


class Sort(StrEnum):
    """The sorts of symbol."""

    SIDE = "side"
    RANGE = "range"
    WHOLE = "whole"
    EXCEPT = "except"
    EXCEPT_BEHIND = "except_behind"
    PARCEL = "parcel"
    NOTE = "note"
    """Words that limit and that no range carries."""
    APART = "apart"
    """A comma or a line's end."""
    AND = "and"
    """A conjunction."""
    START = "start"
    """elejétől."""
    FILLER = "filler"


@dataclass(slots=True)
class Symbol:
    """One of them, with the tokens that it is made of."""

    sort: Sort
    tokens: list[Token]
    parity: Parity | None = None
    start: HouseNumber | None = None
    end: HouseNumber | None = None
    single: bool = False
    to_the_end: bool = False
    """True where words say that the range goes on to the end of the street."""
    unclear: bool = False


_SIDE_TIES = frozenset("-‐‑–—/")
_APART = frozenset({Mark.COMMA, Mark.SEMICOLON, Mark.BREAK, Mark.STOP})


def read_symbols(tokens: Sequence[Token]) -> list[Symbol]:
    """Read the tokens behind a name; every token is in one symbol."""
    return _Reader(tokens).read()


def is_tail_word(token: Token) -> bool:
    """Tell whether a word is one that stands behind a name: a side, "végig", "kivéve", "hrsz"."""
    if not token.is_word or token.key not in _TAIL_WORDS:
        return False
    return token.key not in NUMBER_NOUNS or token.text.islower() or len(token.text) > 2  # noqa: PLR2004 - "Sz" is an initial


LONGEST_BRACKET = 200
"""Tokens within which a bracket must close."""


def closing(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the bracket that opens at a token closes; None where it does not."""
    depth = 0
    for place in range(at, min(len(tokens), at + LONGEST_BRACKET)):
        depth += (tokens[place].mark is Mark.OPEN) - (tokens[place].mark is Mark.CLOSE)
        if not depth:
            return place
    return None


def is_article(token: Token) -> bool:
    """Tell "a" from the initial "A."."""
    return token.is_word and not token.dotted and token.key in ARTICLES


def is_conjunction(token: Token) -> bool:
    """Tell "s" from the initial "S."."""
    small = not token.dotted and (len(token.text) > 1 or token.text.islower())
    return token.is_word and (small or len(token.key) > 1) and token.key in CONJUNCTIONS


def is_skipped(token: Token) -> bool:
    """Tell an article or a conjunction, which says nothing before a name."""
    return is_article(token) or is_conjunction(token)


_TAIL_WORDS = (
    frozenset(SIDES)
    | (WHOLE - {"kozterulet", "terulet"})
    | TO_THE_END
    | FROM_THE_START
    | EXCEPT
    | EXCEPT_BEHIND
    | PARCELS
    | NUMBER_FROM
    | NUMBER_TO
    | (NUMBER_NOUNS - {"haz"})
)


_SORTS = (
    (EXCEPT, Sort.EXCEPT),
    (EXCEPT_BEHIND, Sort.EXCEPT_BEHIND),
    (PARCELS, Sort.PARCEL),
    (FROM_THE_START, Sort.START),
    (WHOLE | TO_THE_END, Sort.WHOLE),
)


def _sort_of(key: str) -> Sort | None:
    return next((sort for words, sort in _SORTS if key in words), None)


class _Reader:
    """One pass over the tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.symbols: list[Symbol] = []
        self.at = 0

    def read(self) -> list[Symbol]:
        while self.at < len(self.tokens):
            self._next()
        return self.symbols

    def _peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else None

    def _key(self, ahead: int = 0) -> str:
        token = self._peek(ahead)
        return token.key if token is not None and token.is_word else ""

    def _add(self, sort: Sort, count: int = 1) -> Symbol:
        found = Symbol(sort, list(self.tokens[self.at : self.at + count]))
        self.at += count
        self.symbols.append(found)
        return found

    def _next(self) -> None:
        token = self.tokens[self.at]
        if token.is_number:
            self._number()
        elif token.is_word:
            self._word(token, token.key)
        elif token.mark in _APART:
            self._add(Sort.APART)
        elif token.mark is Mark.OPEN:
            self._bracket()
        else:
            self._add(Sort.FILLER)  # dashes, brackets, colons

    def _bracket(self) -> None:
        """Read a bracket as if it had none, or as one note where a word of it says more."""
        stop = closing(self.tokens, self.at)
        if stop is None:
            self._add(Sort.FILLER)
            return
        inner = _both_sides(read_symbols(self.tokens[self.at + 1 : stop]))
        if any(one.sort is Sort.NOTE for one in inner):
            note = self._add(Sort.NOTE, stop - self.at)
            note.tokens = note.tokens[1:]  # without the bracket
        else:
            self.symbols += inner
            self.at = stop

    def _word(self, token: Token, key: str) -> None:
        if key in SIDES:
            side = self._add(Sort.SIDE)
            side.parity = SIDES[key]
            self._nouns_of(side)
            self._other_side(side)
        elif is_conjunction(token):
            self._add(Sort.AND)
        elif is_article(token) and self._leads_to_note():
            self._note()
        elif is_article(token) or (key in NUMBER_NOUNS and self._leads_to_number()):
            self._add(Sort.FILLER)
        elif (sort := _sort_of(key)) is not None:
            self._add(sort)
        else:
            self._note()

    def _nouns_of(self, side: Symbol) -> None:
        while self._key() in SIDE_NOUNS:
            side.tokens.append(self.tokens[self.at])
            self.at += 1

    def _other_side(self, side: Symbol) -> None:
        """Take "páros-páratlan", "páros/páratlan" for both sides."""
        tie, other = self._peek(), SIDES.get(self._key(1))
        if tie is None or tie.is_word or tie.text not in _SIDE_TIES or other is None:
            return
        if Parity.CONTINUOUS in {side.parity, other} or other is side.parity:
            return
        side.parity = Parity.CONTINUOUS
        side.tokens += self.tokens[self.at : self.at + 2]
        self.at += 2
        self._nouns_of(side)

    def _leads_to_note(self) -> bool:
        following = self._peek(1)
        return following is not None and following.is_word and not is_tail_word(following)

    def _leads_to_number(self) -> bool:
        ahead = 1
        while (token := self._peek(ahead)) is not None and token.mark in {Mark.COLON, Mark.STOP}:
            ahead += 1
        return token is not None and token.is_number

    def _note(self) -> None:
        last = self.symbols[-1] if self.symbols else None
        if last is not None and last.sort is Sort.NOTE:
            last.tokens.append(self.tokens[self.at])
            self.at += 1
        else:
            self._add(Sort.NOTE)

    def _number(self) -> None:
        first, tokens = self._bound()
        found = Symbol(Sort.RANGE, tokens, start=first.number)
        self.symbols.append(found)
        if first.case not in {"", "from", "to"} and not _is_counted(tokens):
            found.sort = Sort.NOTE  # "a 2-esben"
            return
        if first.case == "to" or self._says(tokens, NUMBER_TO):
            found.start, found.end = None, first.number
            self._after_start(found)
        elif self._dash_to_number():
            self._range_by_dash(found)
        elif first.case == "from" or self._says(tokens, NUMBER_FROM):
            self._open_range(found)
        elif self._between():
            self._range_by_words(found)
        else:
            found.end, found.single = first.number, True
            found.unclear = self._breaks_off()
        if self._key() in BETWEEN:
            found = self.symbols[-1]  # of "5-7-9 között" the last
            found.unclear |= found.single
            found.tokens.append(self.tokens[self.at])
            self.at += 1

    def _breaks_off(self) -> bool:
        """Tell "13–", which may begin a range, from a number before the step to the next street."""
        dash = self._peek()
        tight = self.tokens[self.at - 1].end
        return dash is not None and dash.mark is Mark.DASH and dash.start == tight

    def _bound(self) -> tuple[Token, list[Token]]:
        """Take a number and the nouns behind it that say no more than it."""
        first = self.tokens[self.at]
        taken = [first]
        self.at += 1
        while self._key() in NUMBER_NOUNS | NUMBER_FROM | NUMBER_TO:
            taken.append(self.tokens[self.at])
            self.at += 1
        return first, taken

    @staticmethod
    def _says(tokens: Sequence[Token], words: frozenset[str]) -> bool:
        return any(token.key in words for token in tokens if token.is_word)

    def _after_start(self, found: Symbol) -> None:
        """Put "elejétől" to the range that it begins."""
        before = self.symbols[:-1]
        while before and before[-1].sort is Sort.FILLER:
            before.pop()
        if before and before[-1].sort is Sort.START:
            taken = self.symbols[len(before) - 1 :]
            self.symbols[len(before) - 1 :] = [found]
            found.tokens = [token for symbol in taken for token in symbol.tokens]

    def _dash_to_number(self) -> bool:
        dash, number = self._peek(), self._peek(1)
        return (
            dash is not None and dash.mark is Mark.DASH and number is not None and number.is_number
        )

    def _range_by_dash(self, found: Symbol) -> None:
        chain = [found.tokens[0]]
        while self._dash_to_number():
            found.tokens.append(self.tokens[self.at])
            self.at += 1
            last, taken = self._bound()
            found.tokens += taken
            chain.append(last)
        found.end = chain[-1].number
        if chain[-1].case not in {"", "to"}:
            found.unclear = True
        if len(chain) > 2:  # noqa: PLR2004 - "5-7-9" is no range
            self.symbols.pop()
            self.symbols += (
                Symbol(
                    Sort.RANGE, [one], start=one.number, end=one.number, single=True, unclear=True
                )
                for one in chain
            )
            self.symbols[-1].tokens += [one for one in found.tokens if one not in chain]

    def _open_range(self, found: Symbol) -> None:
        """Read what a range that begins runs to: a number, "végig", or nothing that is said."""
        skip = 0
        while (token := self._peek(skip)) is not None and (
            token.key in ARTICLES
            or token.mark is Mark.DASH
            or token.key in {"utca", "ut", "egeszen"}
        ):
            skip += 1
        if token is None:
            return
        if token.is_number and token.case != "from":
            for _ in range(skip):
                found.tokens.append(self.tokens[self.at])
                self.at += 1
            last, taken = self._bound()
            found.tokens += taken
            found.end = last.number
        elif token.key in TO_THE_END:
            found.tokens += self.tokens[self.at : self.at + skip + 1]
            self.at += skip + 1
            found.to_the_end = True

    def _between(self) -> bool:
        """Tell "2 és 48 között"."""
        skip = 1
        while self._key(skip) in ARTICLES:
            skip += 1
        second = self._peek(skip)
        if self._key() not in CONJUNCTIONS or second is None or not second.is_number:
            return False
        while self._key(skip + 1) in NUMBER_NOUNS:
            skip += 1
        return self._key(skip + 1) in BETWEEN

    def _range_by_words(self, found: Symbol) -> None:
        while (token := self._peek()) is not None and not token.is_number:
            found.tokens.append(token)
            self.at += 1
        last, taken = self._bound()
        found.tokens += taken
        found.end = last.number


def _both_sides(symbols: list[Symbol]) -> list[Symbol]:
    """Make one of a bracket that holds both sides alone: "(páros és páratlan)"."""
    sides = [one for one in symbols if one.sort is Sort.SIDE]
    alone = {one.sort for one in symbols} <= {Sort.SIDE, Sort.AND, Sort.APART, Sort.FILLER}
    if not alone or {one.parity for one in sides} != {Parity.ODD, Parity.EVEN}:
        return symbols
    sides[0].parity = Parity.CONTINUOUS
    sides[0].tokens = [token for one in symbols for token in one.tokens]
    return [sides[0]]


def _is_counted(tokens: Sequence[Token]) -> bool:
    """Tell "a 3-as szám" from "a 48-as"."""
    return len(tokens) > 1
