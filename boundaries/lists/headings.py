"""Which words of a list are headings, marks of its items, or prose. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..language.country import is_settlement
from ..language.names import Case, is_roman, type_of_plural
from .openings import Opening, Opens
from .stretches import LONGEST_LINE, is_address, is_of_clock, line_ends, names_in, schedule_ends
from .symbols import is_skipped, is_tail_word
from .tokens import STRONG, Mark, Token
from .words import (
    COLUMN_NOUNS,
    DAYS,
    EXCEPT,
    HEADING_NOUNS,
    INSTITUTIONS,
    LIMITING,
    MONTHS,
    OPENINGS,
    SERVICE_NOUNS,
    SIDE_NOUNS,
    SIDES,
    TIES,
    TIMES,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .names import NameReader

_APART = frozenset({Mark.COMMA, Mark.DASH})
_TELLING = HEADING_NOUNS | TIES | SERVICE_NOUNS
"""What a title before a colon is told by."""
_BESIDE_SIDES = frozenset({Mark.OPEN, Mark.CLOSE, Mark.COLON, Mark.DASH})
_POSTCODE = 4
"""Figures of a postcode."""
_LEAST_WORDS = 2
"""Words of the shortest heading without a colon."""
_LEAST_PROSE = 3


class Headings:
    """The headings and list marks of one list, by the tokens that they begin at."""

    def __init__(self, tokens: Sequence[Token], names: NameReader) -> None:
        self._tokens = tokens
        self._names = names
        self._at: dict[int, Opening] = {}
        self.marks = self._list_marks()
        """Tokens that only count the items of the list."""
        for start, stop in self._sentences():
            self._read(start, stop)
        openings = sorted(self._at)
        if openings:
            self._read_before(openings[0])
        for first, second in pairwise(openings):
            self._read_between(first, second)

    def at(self, at: int) -> Opening | None:
        """Return what opens at a token, or None."""
        return self._at.get(at)

    def _take_title(self, start: int, stop: int) -> None:
        words = self._words(start, stop)
        excepts = {word.key for word in words} <= EXCEPT
        self._at[start] = Opening(Opens.EXCEPTION if excepts else Opens.TITLE, stop)

    def _sentences(self) -> list[tuple[int, int]]:
        """Return the stretches between line ends, full stops and semicolons."""
        found, start = [], 0
        for at, token in enumerate(self._tokens):
            if token.mark in STRONG:
                found.append((start, at))
                start = at + 1
        return [*found, (start, len(self._tokens))]

    def _read(self, start: int, stop: int) -> None:
        at = start
        scheduled = schedule_ends(self._tokens, start, stop)
        if scheduled is not None:
            self._take_title(start, scheduled)
            at = scheduled
        numbered = self._numbered_ends(start, stop)
        if numbered is not None:
            self._take_title(start, numbered)
            at = numbered
        for place in range(at, stop):
            if self._tokens[place].mark is Mark.COLON:
                begins = self._title_begins(at, place)
                if begins is not None:
                    day = schedule_ends(self._tokens, place + 1, stop)
                    self._take_title(begins, stop if day == stop else place + 1)
                    self._read_service(begins, place)
                if at == start or begins is not None:
                    self._read_type(at if begins is None else begins, place, place + 1)
                at = place + 1
        if self._begins_line(start):
            self._read_side(start, stop)
        line = self._tokens[start - 1].mark is Mark.BREAK if start else True
        ends = self._tokens[stop].mark is Mark.BREAK if stop < len(self._tokens) else True
        if line and ends and at == start:
            if self._is_title_line(start, stop):
                self._take_title(start, stop)
            self._read_type(start, stop, stop)

    def _begins_line(self, at: int) -> bool:
        return at == 0 or self._tokens[at - 1].mark in {Mark.BREAK, Mark.BULLET}

    def _numbered_ends(self, start: int, stop: int) -> int | None:
        """Return where "005. szavazókör – Fő u. 12. (iskola)" ends to be a title."""
        if not self._begins_line(start) or start == stop or not self._tokens[start].is_number:
            return None
        at = start + 1
        while at < stop and self._tokens[at].is_word and self._tokens[at].text.islower():
            at += 1
        named = self._tokens[at - 1].is_word and self._tokens[at - 1].key in HEADING_NOUNS
        return at + 1 if named and at < stop and self._tokens[at].mark in _APART else None

    def _read_service(self, start: int, colon: int) -> None:
        """Take "Rendelő: Kalocsa, Fő u. 5." to the end of its line, or to the next title.

        Only where no more than one address stands in it: else it is a list.
        """
        words = [one for one in self._tokens[start:colon] if one.is_word]
        if not words or not (words[-1].key in SERVICE_NOUNS or words[0].key in SERVICE_NOUNS):
            return
        stop = line_ends(self._tokens, colon + 1)
        if not self._words(colon + 1, stop) and stop < len(self._tokens):
            stop = line_ends(self._tokens, stop + 1)
        for at in range(colon + 1, stop):
            if self._tokens[at].mark is Mark.COLON and not is_of_clock(self._tokens, at):
                stop = self._begins_title(colon + 1, at)
                break
        if stop - colon <= LONGEST_LINE and is_address(self._tokens, self._names, colon + 1, stop):
            self._at[start] = Opening(Opens.SERVICE, stop)

    def _read_before(self, opening: int) -> None:
        """Take a list's first line for the address that it is: "9001 Négyzetfalva, Fő u. 5."."""
        first = self._tokens[0]
        postcode = first.is_number and first.text.isdigit() and len(first.text) == _POSTCODE
        if postcode and self._heads_streets(opening):
            self._take_address(0, opening)

    def _read_between(self, first: int, second: int) -> None:
        """Take the address between "Mese Óvoda" and "Körzete:" for what it is.

        In one line any title will do: "2. szavazókör, Iskola, Fő u. 1. Ide tartoznak:".
        """
        title = self._at[first]
        if title.sort is not Opens.TITLE or not self._heads_streets(second):
            return
        of = {word.key for word in self._words(first, title.stop)}
        if of & INSTITUTIONS or line_ends(self._tokens, title.stop) > second:
            self._take_address(title.stop, second)

    def _heads_streets(self, at: int) -> bool:
        """Tell a title that says that streets follow, and names nothing: "Ide tartoznak:"."""
        opening = self._at[at]
        words = self._words(at, opening.stop)
        ahead = {word.key for word in words if not is_skipped(word)}
        tied = ahead <= HEADING_NOUNS | TIES | OPENINGS and not ahead & INSTITUTIONS
        return opening.sort is Opens.TITLE and tied and bool(ahead)

    def _take_address(self, start: int, stop: int) -> None:
        while start < stop and self._tokens[start].mark is Mark.BREAK:
            start += 1
        while stop > start and self._tokens[stop - 1].mark is Mark.BREAK:
            stop -= 1
        one_line = all(token.mark is not Mark.BREAK for token in self._tokens[start:stop])
        streets = sum(name.typed for name in names_in(self._tokens, self._names, start, stop))
        if one_line and streets == 1 and is_address(self._tokens, self._names, start, stop):
            self._at[start] = Opening(Opens.SERVICE, stop)

    def _begins_title(self, start: int, colon: int) -> int:
        """Return where the words before a colon begin: behind a number or a mark."""
        at = colon
        while at > start and self._tokens[at - 1].is_word:
            at -= 1
        return at

    def _read_type(self, start: int, stop: int, end: int) -> None:
        """Take "Utcák: Akácfa, Béke": what follows without a type is of this one."""
        words = self._words(start, stop)
        kind = type_of_plural(words[0].text) if len(words) == 1 and words[0].is_word else None
        if kind is not None and (end > stop or words[0].text[:1].isupper()):
            self._at[start] = Opening(Opens.TYPE, end, type=kind)

    def _read_side(self, start: int, stop: int) -> None:
        """Take a side before the names of a line: "(páros oldal) Bercsényi út, Klapka u. 2-40."."""
        at, side = start, None
        while at < stop:
            token = self._tokens[at]
            if token.is_word and (token.key in SIDES or token.key in SIDE_NOUNS):
                side = side or SIDES.get(token.key)
            elif token.mark not in _BESIDE_SIDES:
                break
            at += 1
        if side and at < stop and self._names.begins(at) and self._names.read(at).typed:
            self._at[start] = Opening(Opens.SIDE, at, side=side)

    def _words(self, start: int, stop: int) -> list[Token]:
        return [one for one in self._tokens[start:stop] if one.is_word or one.is_number]

    def _title_begins(self, start: int, stop: int) -> int | None:
        """Return where the title before a colon begins; None where it is of a street, or a side.

        Behind commas only the last words can be one: "Béke, Rózsa, II. körzet:".
        """
        words = self._words(start, stop)
        if not words:
            return None
        outside = self._streets_in(start, stop, beside_brackets=True) == 0
        titled = any(word.key in HEADING_NOUNS for word in words)
        numbered = words[0].is_number and titled and outside and self._begins_line(start)
        if words[0].key in DAYS or numbered:
            return start
        if self._holds_street(start, stop) and not (outside and titled):
            return self._title_behind(start, stop)
        beside = all(is_tail_word(w) or w.is_number or is_skipped(w) for w in words)
        titled = len(words) == 1 and words[0].key in HEADING_NOUNS and words[0].text[:1].isupper()
        if beside and not titled and not {word.key for word in words} <= EXCEPT:
            return start if start == 0 else None  # "páros:" is of the street before
        apart = self._marks_outside(start, stop)
        if not apart or is_settlement(" ".join(w.shown for w in self._words(start, apart[0]))):
            return start
        last = self._words(apart[-1] + 1, stop)
        titled = any(word.key in _TELLING for word in last)
        named = bool(last) and last[0].text[:1].isupper() and not is_roman(last[0].text)
        return apart[-1] + 1 if titled and not named else None

    def _title_behind(self, start: int, stop: int) -> int | None:
        """Return where "Ide tartoznak:", "Nyitva:" begins behind an address: "Fő u. 3. Nyitva:"."""
        at = stop
        while at > start and self._tokens[at - 1].is_word:
            at -= 1
        if not start < at < stop or self._tokens[at - 1].mark is Mark.COMMA:
            return None
        known = {token.key for token in self._tokens[at:stop]} & _TELLING
        capital = self._tokens[at].text[:1].isupper()
        return at if known and capital and not self._holds_street(at, stop) else None

    def _marks_outside(self, start: int, stop: int) -> list[int]:
        """Return where commas and dashes stand that are in no bracket."""
        found, depth = [], 0
        for at in range(start, stop):
            mark = self._tokens[at].mark
            depth += (mark is Mark.OPEN) - (mark is Mark.CLOSE and depth > 0)
            if mark in _APART and not depth:
                found.append(at)
        return found

    def names_area(self, tokens: Sequence[Token]) -> bool:
        """Tell whether words before a colon that is none of a title may name another area."""
        words = []
        for token in reversed(tokens):
            if token.mark in _APART | STRONG:
                break
            words.append(token)
        return any(word.is_word and word.key in HEADING_NOUNS for word in words)

    def is_of_columns(self, taken: Sequence[Token]) -> bool:
        """Tell the headings of a table's columns from the title of an area."""
        words = [token for token in taken if token.is_word]
        titled = taken[-1].mark is Mark.COLON or len(words) < _LEAST_WORDS
        return not titled and all(word.key in COLUMN_NOUNS for word in words)

    def _is_title_line(self, start: int, stop: int) -> bool:
        words = self._words(start, stop)
        if len(words) < _LEAST_WORDS or self._streets_in(start, stop, beside_brackets=True):
            return False
        nouns = sum(word.key in HEADING_NOUNS for word in words)
        return nouns > 0 and not self._is_listed(start, stop, nouns)

    def _is_listed(self, start: int, stop: int, nouns: int) -> bool:
        """Tell "Iskola, Gyár, Malom", a line of names, from a heading."""
        commas = sum(self._tokens[at].mark is Mark.COMMA for at in range(start, stop))
        return commas >= max(nouns, 2)

    def holds_streets(self, start: int, stop: int) -> bool:
        """Tell whether several names with their types stand in a stretch."""
        return self._streets_in(start, stop) > 1

    def _holds_street(self, start: int, stop: int) -> bool:
        return self._streets_in(start, stop) > 0

    def _streets_in(self, start: int, stop: int, *, beside_brackets: bool = False) -> int:
        """Count the names with their types in a stretch, in the nominative."""
        found = 0
        for name in names_in(
            self._tokens, self._names, start, stop, beside_brackets=beside_brackets
        ):
            if name.typed and name.case is Case.NOMINATIVE and name.stop <= stop:
                if name.plural and self._is_colon(name.stop):
                    continue  # "Érintett utcák:"
                following = self._tokens[name.stop] if name.stop < stop else None
                found += following is None or following.key not in HEADING_NOUNS
        return found

    def _is_colon(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at].mark is Mark.COLON

    def _list_marks(self) -> frozenset[int]:
        """Return the numbers and letters that count items: 1, 2, 3 … at the starts, "a)"."""
        starts = [
            at
            for at, token in enumerate(self._tokens)
            if (at == 0 or self._tokens[at - 1].mark in STRONG | {Mark.COMMA, Mark.COLON})
            and (token.is_number or token.is_word)
            and at + 1 < len(self._tokens)
        ]
        numbers = [at for at in starts if self._counts(at)]
        counted = [int(self._tokens[at].text.rstrip(".")) for at in numbers]
        found = self._closed_marks()
        if len(numbers) > 1 and counted == list(range(1, len(counted) + 1)):
            found.update(numbers)
        for at in starts:
            token, following = self._tokens[at], self._tokens[at + 1]
            if token.is_word and len(token.text) == 1 and following.mark is Mark.CLOSE:
                found.add(at)
        return frozenset(found)

    def _closed_marks(self) -> set[int]:
        """Return the numbers before a bracket that none opened: "1) Ady u. 2) Béke u."."""
        found, depth = set(), 0
        for at, token in enumerate(self._tokens):
            if token.mark is Mark.OPEN:
                depth += 1
            elif token.mark is Mark.CLOSE and depth:
                depth -= 1
            elif token.mark is Mark.CLOSE and self._is_mark(at - 1):
                found.add(at - 1)
        return found

    def _is_mark(self, at: int) -> bool:
        """Tell whether a number counts the name behind its bracket."""
        if at < 0 or not self._tokens[at].text.isdigit() or at + 2 >= len(self._tokens):
            return False
        return self._names.begins(at + 2)

    def _counts(self, at: int) -> bool:
        token, following = self._tokens[at], self._tokens[at + 1]
        if not token.is_number or not token.text.isdigit():
            return False
        if following.mark is Mark.CLOSE:
            return True
        return token.dotted and following.is_word and self._names.begins(at + 1)

    def limits(self, taken: Sequence[Token]) -> bool:
        """Tell whether a heading limits the rows under it: "Páros oldalak:".

        "Kedd (páratlan hét)" does not.
        """
        keys = {token.key for token in taken if token.is_word}
        if keys & (MONTHS | DAYS) and keys <= MONTHS | DAYS | TIMES:
            return False
        return any(token.is_word and token.key in LIMITING for token in taken) or any(
            token.is_word and token.key.startswith(("paros", "paratlan", "kivet"))
            for token in taken
        )

    def ties(self, loose: Sequence[Token]) -> bool:
        """Tell whether loose words before a name say what the list is of."""
        words = [token for token in loose if token.is_word]
        known = any(token.key in TIES | HEADING_NOUNS for token in words)
        return known and not self.limits(loose) and not any(token.is_number for token in loose)

    def is_sentence(self, loose: Sequence[Token]) -> bool:
        """Tell prose that says nothing of streets from words that may belong to the list."""
        words = [token for token in loose if token.is_word]
        if len(words) < _LEAST_PROSE or any(token.is_number for token in loose):
            return False
        doubtful = any(
            is_tail_word(token) or self._names.speaks_of_street(token) or token.key in EXCEPT
            for token in words
        )
        return not doubtful and not any(token.text[:1].isupper() for token in words[1:])

    def is_prose(self, token: Token) -> bool:
        """Tell whether a word begins a sentence of its own: capitalised "Teljes", "Minden"."""
        return token.is_word and token.text[:1].isupper() and not token.text.isupper()
