"""Which words of a list are headings, marks of its items, or prose. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.country import is_settlement
from ..language.names import Case, is_roman, type_of_plural
from .openings import Opening, Opens
from .symbols import closing, is_skipped, is_tail_word
from .tokens import STRONG, Mark, Token
from .words import (
    COLUMN_NOUNS,
    DAYS,
    EXCEPT,
    HEADING_NOUNS,
    LIMITING,
    MONTHS,
    SERVICE_NOUNS,
    SIDE_NOUNS,
    SIDES,
    TIES,
    TIMES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .names import Name, NameReader

_APART = frozenset({Mark.COMMA, Mark.DASH})
_IN_SCHEDULES = frozenset({Mark.DASH, Mark.COMMA, Mark.OPEN, Mark.CLOSE, Mark.COLON, Mark.STOP})
_BESIDE_SIDES = frozenset({Mark.OPEN, Mark.CLOSE, Mark.COLON, Mark.DASH})
_MOST_COMMAS = 3
"""Commas of the longest address: "6300 Kalocsa, Fő u. 5., I. emelet, tel. 462"."""
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
        scheduled = self._schedule_ends(start, stop)
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
                    self._take_title(begins, place + 1)
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

    def _schedule_ends(self, start: int, stop: int) -> int | None:
        """Return where a date or a day of the week ends that is a title: "Május 4. (kedd)".

        One without a day of the week must have a colon: "Május 1." alone is a name.
        """
        keys: set[str] = set()
        for at in range(start, stop):
            token = self._tokens[at]
            if token.is_word:
                if token.key not in MONTHS | DAYS | TIMES:
                    return None
                keys.add(token.key)
            elif token.mark is Mark.COLON and not self._is_of_clock(at):
                return at + 1 if keys & (MONTHS | DAYS) else None
            elif not token.is_number and token.mark not in _IN_SCHEDULES:
                return None
        return stop if keys & DAYS and stop > start else None

    def _numbered_ends(self, start: int, stop: int) -> int | None:
        """Return where "005. szavazókör – Fő u. 12. (iskola)" ends to be a title."""
        if not self._begins_line(start) or start == stop or not self._tokens[start].is_number:
            return None
        at = start + 1
        while at < stop and self._tokens[at].is_word and self._tokens[at].text.islower():
            at += 1
        named = self._tokens[at - 1].is_word and self._tokens[at - 1].key in HEADING_NOUNS
        return at + 1 if named and at < stop and self._tokens[at].mark is Mark.DASH else None

    def _is_of_clock(self, at: int) -> bool:
        """Tell the colon of "8:00"."""
        if not 0 < at < len(self._tokens) - 1:
            return False
        hour, colon, minute = self._tokens[at - 1 : at + 2]
        tight = hour.end == colon.start and colon.end == minute.start
        return tight and hour.is_number and minute.is_number

    def _read_service(self, start: int, colon: int) -> None:
        """Take "Rendelő: Kalocsa, Fő u. 5." to the end of its line, or to the next title.

        Only where no more than one address stands in it: else it is a list.
        """
        words = [one for one in self._tokens[start:colon] if one.is_word]
        if not words or not (words[-1].key in SERVICE_NOUNS or words[0].key in SERVICE_NOUNS):
            return
        stop = self._line_ends(colon + 1)
        if not self._words(colon + 1, stop):
            stop = self._line_ends(stop + 1)
        for at in range(colon + 1, stop):
            if self._tokens[at].mark is Mark.COLON and not self._is_of_clock(at):
                stop = self._begins_title(colon + 1, at)
                break
        if self._is_address(colon + 1, stop):
            self._at[start] = Opening(Opens.SERVICE, stop)

    def _line_ends(self, at: int) -> int:
        while at < len(self._tokens) and self._tokens[at].mark is not Mark.BREAK:
            at += 1
        return at

    def _begins_title(self, start: int, colon: int) -> int:
        """Return where the words before a colon begin: behind a number or a mark."""
        at = colon
        while at > start and self._tokens[at - 1].is_word:
            at -= 1
        return at

    def _is_address(self, start: int, stop: int) -> bool:
        """Tell one address, or none, from a list of streets."""
        streets = [name for name in self._names_in(start, stop) if name.typed]
        commas = sum(
            self._tokens[at].mark in {Mark.COMMA, Mark.SEMICOLON} for at in range(start, stop)
        )
        if not streets:
            return commas <= _MOST_COMMAS
        at = streets[0].stop
        single = at < stop and self._tokens[at].is_number and not self._tokens[at].case
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        ranged = following is not None and following.mark is Mark.DASH
        return len(streets) == 1 and single and not ranged and commas <= _MOST_COMMAS

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
        if self._holds_street(start, stop):
            return stop - 1 if self._opens_service(stop - 1) else None
        beside = all(is_tail_word(w) or w.is_number or is_skipped(w) for w in words)
        titled = len(words) == 1 and words[0].key in HEADING_NOUNS and words[0].text[:1].isupper()
        if beside and not titled and not {word.key for word in words} <= EXCEPT:
            return start if start == 0 else None  # "páros:" is of the street before
        apart = [at for at in range(start, stop) if self._tokens[at].mark in _APART]
        if not apart or is_settlement(" ".join(w.shown for w in self._words(start, apart[0]))):
            return start
        last = self._words(apart[-1] + 1, stop)
        titled = any(word.key in HEADING_NOUNS | TIES | SERVICE_NOUNS for word in last)
        named = bool(last) and last[0].text[:1].isupper() and not is_roman(last[0].text)
        return apart[-1] + 1 if titled and not named else None

    def _opens_service(self, at: int) -> bool:
        """Tell "Nyitva:" behind an address: "Fő u. 3. Nyitva: 8-20"."""
        token, before = self._tokens[at], self._tokens[at - 1]
        known = token.is_word and token.key in SERVICE_NOUNS and token.text[:1].isupper()
        return known and not before.is_word

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
        for name in self._names_in(start, stop, beside_brackets=beside_brackets):
            if name.typed and name.case is Case.NOMINATIVE and name.stop <= stop:
                following = self._tokens[name.stop] if name.stop < stop else None
                found += following is None or following.key not in HEADING_NOUNS
        return found

    def _names_in(self, start: int, stop: int, *, beside_brackets: bool = False) -> Iterator[Name]:
        at = start
        while at < stop:
            if beside_brackets and self._tokens[at].mark is Mark.OPEN:
                at = closing(self._tokens, at) or at
            if not self._names.begins(at):
                at += 1
                continue
            name = self._names.read(at)
            yield name
            at = max(name.stop, at + 1)

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
