"""A published list of streets -> rows; every word is in a row, aside, or unread. Pure.

Names and what stands behind them are told apart word by word, since offices separate them by
commas, semicolons, dashes, line ends, or nothing at all. What stands behind a comma without a name
of its own goes on with the street before it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..language.names import Case
from ..model import Span, UnreadPiece
from .entries import Entry, make_rows
from .headings import Headings
from .layout import read_layout
from .model import Aside, AsideKind, Need, ReadList, RowKind
from .names import NameReader
from .openings import Opens
from .parcels import begins_parcels, is_parcel, parcels_end
from .standing import Standing, doubt_neighbour, taken_out
from .symbols import closing, is_article, is_skipped, is_tail_word
from .table import is_headless, read_table
from .tokens import STRONG, Mark, read_tokens
from .words import ALL_OF_A_PLACE, EXCEPT, PLACE_NOUNS, WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .layout import Layout
    from .openings import Opening
    from .tokens import Token

_BLANKS = re.compile(r"\s+")
_LIMITING_CASES = frozenset({Case.FROM, Case.TO, Case.AT})


def read_list(text: str) -> ReadList:
    """Read a published list of streets, in prose or as a table with tabs, pipes or semicolons.

    >>> for row in read_list("Széher út 1-45/c-ig és 2-40-ig, Ecseri páratlan").rows:
    ...     print(row.street, row.numbers.parity.value, *row.numbers.ends, *row.needs)
    Széher út odd 1 45/C
    Széher út even 2 40
    Ecseri odd None None untyped

    Args:
        text: any; what cannot be read comes back as unread.
    """
    found = read_table(text)
    if found is not None:
        return found
    found = _Reader(text).read()
    if not is_headless(text):
        return found
    return replace(found, rows=tuple(row.doubted(Need.NO_HEADINGS) for row in found.rows))


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout: Layout = read_layout(text)
        self.tokens = read_tokens(text, self.layout.wrapped, self.layout.pages)
        self.names = NameReader(self.tokens)
        self.headings = Headings(self.tokens, self.names)
        self.entries: list[Entry] = []
        self.asides = [
            Aside(text[page.start : page.stop], Span(page.start, page.stop), AsideKind.PAGE)
            for page in self.layout.pages
        ]
        self.unread: list[UnreadPiece] = []
        self.loose: list[Token] = []
        """Words that no street has yet."""
        self.skipped: list[Token] = []
        """Articles and conjunctions before what comes."""
        self.standing = Standing()
        self.tied = False

    def read(self) -> ReadList:
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        self._end_loose()
        self._skip_grammar()
        return ReadList(
            self.text,
            make_rows(self.text, self.entries),
            tuple(sorted(self.asides, key=lambda one: one.span.start)),
            tuple(sorted(self.unread, key=lambda one: one.span.start)),
        )

    @property
    def current(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    def _step(self, at: int) -> int:
        opening = self.headings.at(at)
        if opening is not None:
            return self._open(at, opening)
        token = self.tokens[at]
        if not (token.is_word or token.is_number):
            return self._mark(at)
        if at in self.headings.marks:
            self._aside([token], AsideKind.GRAMMAR)
            return at + 1
        if is_skipped(token):
            self.skipped.append(token)
            return at + 1
        if self.names.begins(at):
            return self._name(at)
        return self._tail_word(at)

    # -- marks and headings

    def _open(self, at: int, opening: Opening) -> int:
        """Put aside what opens a part of the list, and keep what it says of what follows."""
        self._end_loose()
        self._skip_grammar()
        taken, standing = self.tokens[at : opening.stop], self.standing
        service = opening.sort is Opens.SERVICE
        self._aside(taken, AsideKind.SERVICE if service else AsideKind.TITLE)
        standing.begun = True
        if opening.sort is Opens.EXCEPTION:
            standing.excepting = True
            return opening.stop
        if self.current is not None:
            self.current.closed = self.current.ended = True
        if opening.sort is Opens.TITLE:
            self._take_title(taken)
        elif opening.sort is Opens.TYPE:
            standing.type = opening.type
        elif opening.sort is Opens.SIDE:
            standing.side = opening.side
        return opening.stop

    def _take_title(self, taken: Sequence[Token]) -> None:
        self.standing.excepting, self.standing.type = False, ""
        if self.headings.is_of_columns(taken):
            return
        last = taken[-1] if taken[-1].mark is not Mark.COLON or len(taken) == 1 else taken[-2]
        title = _BLANKS.sub(" ", self.text[taken[0].start : last.end]).rstrip(" ,–-")
        self.standing.under(title, len(self.entries), limited=self.headings.limits(taken))

    def _mark(self, at: int) -> int:
        token = self.tokens[at]
        if token.mark is Mark.COLON and self.headings.names_area(self.tokens[max(0, at - 12) : at]):
            title = self.text[self.tokens[max(0, at - 3)].start : token.start]
            self.standing.under(title, len(self.entries), limited=True)
        if token.mark is Mark.BREAK:
            self.standing.end_line()
        if token.mark in STRONG:
            self._end_loose()
            self._skip_grammar()
            self.standing.excepting = False
            if self.current is not None and not self._goes_on(at):
                self.current.closed = True
        entry = self.current
        if entry is not None and not entry.closed and not self.loose:
            self._flush_skipped_to(entry)
            stop = self._end_of_note(at, entry) if token.mark is Mark.OPEN else at
            entry.tail += self.tokens[at : stop + 1]
            at = stop
        self.tied = token.mark is Mark.COMMA
        return at + 1

    def _end_of_note(self, at: int, entry: Entry) -> int:
        """Return where a bracket behind a street ends; names in it say something of that street.

        Behind a name without a type the bracket may list its streets: "Belváros (Ady u., Fő u.)".
        """
        stop = closing(self.tokens, at)
        if stop is None:
            return at
        untyped = entry.name is not None and not entry.name.typed
        if untyped and self.headings.holds_streets(at + 1, stop):
            return at
        return stop

    def _goes_on(self, at: int) -> bool:
        """Tell a semicolon before more numbers of the street from the end of it."""
        if self.tokens[at].mark not in {Mark.SEMICOLON, Mark.STOP} or at + 1 >= len(self.tokens):
            return False
        following = self.tokens[at + 1]
        return (following.is_number or is_tail_word(following)) and not self.names.begins(at + 1)

    # -- names

    def _name(self, at: int) -> int:
        name = self.names.read(at)
        taken = self.tokens[at : name.stop]
        if name.case in _LIMITING_CASES or (name.case is Case.ADJECTIVE and name.typed):
            return self._limit(taken, name.stop)
        if is_parcel(self.tokens, at, name.stop):
            return self._tail_word(at)
        needs = self._end_loose(before_name=True)
        entry = self.standing.entry(name, list(taken), needs)
        conjunction = any(not is_article(token) for token in self.skipped)
        entry.begins = not self.entries or self.entries[-1].closed
        entry.tied = conjunction and not self.tied and not entry.begins
        entry.joined = (self.tied or conjunction) and not entry.begins
        self._skip_grammar()
        doubt_neighbour(self.tokens, at, entry, self.current)
        entry.excepted = self._is_excepted(entry)
        if any(taken[0].start < place < taken[-1].end for place in self.layout.guessed):
            entry.needs.append(Need.JOINED_LINES)
        self.entries.append(entry)
        self.tied = False
        return name.stop

    def _is_excepted(self, entry: Entry) -> bool:
        """Tell whether a "kivéve" waits for this street; one in the tail before is doubtful."""
        before = self.current
        if before is not None and not before.closed and not self.standing.excepting:
            entry.taken_out = taken_out(before, entry)
            if entry.taken_out:
                entry.needs.append(Need.LIMITED_BY_WORDS)
                if not before.taken_out:
                    before.needs.append(Need.LIMITED_BY_WORDS)
                return entry.taken_out == "colon" or not before.taken_out
        return self.standing.excepting

    def _limit(self, taken: list[Token], stop: int) -> int:
        """Put a name in a limiting case to the street before it, or to the loose words."""
        entry = self.current
        if entry is None or entry.closed or self.loose:
            self.loose += [*self.skipped, *taken]
            self.skipped = []
        else:
            self._flush_skipped_to(entry)
            entry.tail += taken
        return stop

    # -- what stands behind names

    def _tail_word(self, at: int) -> int:
        token, entry = self.tokens[at], self.current
        self.standing.begun = True
        apart = entry is None or entry.closed
        if token.is_word and token.key in EXCEPT and apart and not self._takes_out_numbers(at + 1):
            self._aside([token], AsideKind.GRAMMAR)
            self.standing.excepting = True
            return at + 1
        if begins_parcels(self.tokens, at, listed=bool(self.entries)):
            return self._parcels(at)
        fits = token.is_number or is_tail_word(token)
        if (
            entry is not None
            and not self.loose
            and (not entry.closed or self._continues(entry, token))
        ):
            if not fits and self._is_lone_type(at, entry):
                return at + 1
            if not fits and token.key in PLACE_NOUNS and not entry.tail and not entry.type:
                entry.kind = RowKind.PLACE
            self._flush_skipped_to(entry)
            entry.tail.append(token)
            return at + 1
        self.loose += [*self.skipped, token]
        self.skipped = []
        return at + 1

    def _takes_out_numbers(self, at: int) -> bool:
        """Tell "kivéve a 3. szám" on a line of its own from "kivéve Béke utca"."""
        if self.current is None or self.current.ended:
            return False
        while at < len(self.tokens) and is_skipped(self.tokens[at]):
            at += 1
        token = self.tokens[at] if at < len(self.tokens) else None
        if token is None or not (token.is_number or is_tail_word(token)):
            return False
        return not self.names.begins(at)

    def _continues(self, entry: Entry, token: Token) -> bool:
        """Tell whether a side or a number on a line of its own goes on with the street before."""
        side = is_tail_word(token)
        if not (side or token.is_number) or entry.name is None or entry.ended:
            return False
        if self.headings.is_prose(token):
            return False
        entry.closed = False
        if Need.CONTINUED not in entry.needs:
            entry.needs.append(Need.CONTINUED)
        return True

    def _is_lone_type(self, at: int, entry: Entry) -> bool:
        """Take "út" behind "Kerepesi (Rákóczi)"; leave "és köz" unread."""
        token = self.tokens[at]
        if not self.names.is_type(token):
            return False
        if entry.tail and entry.tail[-1].key in WHOLE - ALL_OF_A_PLACE:  # "teljes utca"
            self._aside([token], AsideKind.GRAMMAR)
            return True
        marks = {one.mark for one in entry.tail if not one.is_word}
        untyped = entry.name is not None and not entry.name.typed and not entry.type
        if untyped and marks == {Mark.OPEN, Mark.CLOSE}:
            entry.type = token.shown
            entry.needs = [one for one in entry.needs if one is not Need.UNTYPED]
            entry.needs.append(Need.JOINED_NAMES)
            entry.tail.append(token)
            return True
        self._unread([*self.skipped, token])
        self.skipped = []
        entry.needs.append(Need.UNREAD_WORDS)
        return True

    def _parcels(self, at: int) -> int:
        """Take parcels as an entry of their own."""
        self._end_loose(before_name=True)
        self._skip_grammar()
        stop = parcels_end(self.tokens, at, self.names)
        entry = Entry(None, [], list(self.tokens[at:stop]), closed=True)
        entry.heading = self.standing.heading
        entry.kind, entry.excepted = RowKind.PARCEL, self.standing.excepting
        self.entries.append(entry)
        return stop

    # -- words that are in no row

    def _flush_skipped_to(self, entry: Entry) -> None:
        entry.tail += self.skipped
        self.skipped = []

    def _skip_grammar(self) -> None:
        for token in self.skipped:
            self._aside([token], AsideKind.GRAMMAR)
        self.skipped = []

    def _end_loose(self, *, before_name: bool = False) -> list[Need]:
        """Say what loose words are: a heading, prose, or unread."""
        loose, self.loose = self.loose, []
        if not loose:
            return []
        if before_name and self.headings.ties(loose):
            self._aside(loose, AsideKind.TITLE)
            title = _BLANKS.sub(" ", self.text[loose[0].start : loose[-1].end])
            self.standing.under(title, len(self.entries))
            return []
        if not before_name and self.headings.is_sentence(loose):
            self._aside(loose, AsideKind.PROSE)
            return []
        self._unread(loose)
        return [Need.UNREAD_WORDS] * before_name

    def _aside(self, tokens: list[Token], kind: AsideKind) -> None:
        start, end = tokens[0].start, tokens[-1].end
        self.asides.append(Aside(self.text[start:end], Span(start, end), kind))

    def _unread(self, tokens: list[Token]) -> None:
        start, end = tokens[0].start, tokens[-1].end
        self.unread.append(UnreadPiece(self.text[start:end], Span(start, end)))
