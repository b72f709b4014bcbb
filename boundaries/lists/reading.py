"""A published list of streets -> rows; every word is in a row, aside, or unread. Pure.

Names and what stands behind them are told apart word by word, since offices separate them by
commas, semicolons, dashes, line ends, or nothing at all. What stands behind a comma without a name
of its own goes on with the street before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..language.names import Case
from ..model import Span, UnreadPiece
from .entries import Entry, make_rows
from .headings import Headings
from .layout import read_layout
from .model import Aside, AsideKind, Need, ReadList, RowKind
from .names import NameReader
from .symbols import closing, is_article, is_skipped, is_tail_word
from .table import read_table
from .tokens import STRONG, Mark, read_tokens
from .words import EXCEPT, PARCELS, PLACE_NOUNS

if TYPE_CHECKING:
    from .layout import Layout
    from .names import Name
    from .tokens import Token

_BLANKS = re.compile(r"\s+")
LONGEST_HEADING = 300
"""Characters from which a heading takes no further title."""
MOST_PARCELS = 200
"""Tokens within which the word "hrsz" must stand behind the first of its numbers."""
_DASHED = re.compile(r"\w–\w.*\w–\w|\w–\w", re.UNICODE)
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
    return read_table(text) or _Reader(text).read()


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
        self.heading = ""
        self.headed = -1
        """How many streets there were when the heading came."""
        self.seen: set[str] = set()
        self.limited = False
        self.excepting = False
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
        heading = self.headings.at(at)
        if heading is not None:
            return self._take_heading(at, heading)
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

    def _mark(self, at: int) -> int:
        token = self.tokens[at]
        if token.mark is Mark.COLON and self.headings.names_area(self.tokens[max(0, at - 12) : at]):
            self._under(self.text[self.tokens[max(0, at - 3)].start : token.start])
            self.limited = True
        if token.mark in STRONG:
            self._end_loose()
            self._skip_grammar()
            self.excepting = False
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

    def _take_heading(self, at: int, stop: int) -> int:
        self._end_loose()
        self._skip_grammar()
        taken = self.tokens[at:stop]
        self._aside(taken, AsideKind.TITLE)
        words = [token for token in taken if token.is_word or token.is_number]
        if {token.key for token in words} <= EXCEPT:
            self.excepting = True
            return stop
        if self.current is not None:
            self.current.closed = self.current.ended = True
        self.excepting = False
        if not self.headings.is_of_columns(taken):
            last = taken[-1] if taken[-1].mark is not Mark.COLON or len(taken) == 1 else taken[-2]
            self._under(_BLANKS.sub(" ", self.text[taken[0].start : last.end]))
            self.limited |= self.headings.limits(taken)
        return stop

    def _under(self, heading: str) -> None:
        """Put what follows under a heading; titles one behind the other make one."""
        if self.headed == len(self.entries) and 0 < len(self.heading) < LONGEST_HEADING:
            heading = f"{self.heading} – {heading}"
        # The same words twice may be the head of a page, or the next area of that kind.
        self.limited = heading in self.seen
        self.heading, self.headed = heading, len(self.entries)
        self.seen.add(heading)

    # -- names

    def _name(self, at: int) -> int:
        name = self.names.read(at)
        taken = self.tokens[at : name.stop]
        if name.case in _LIMITING_CASES or (name.case is Case.ADJECTIVE and name.typed):
            return self._limit(taken, name.stop)
        if self._is_parcel(at, name):
            return self._tail_word(at)
        needs = self._end_loose(before_name=True)
        entry = Entry(name, list(taken), heading=self.heading, needs=needs)
        conjunction = any(not is_article(token) for token in self.skipped)
        entry.begins = not self.entries or self.entries[-1].closed
        entry.tied = conjunction and not self.tied and not entry.begins
        entry.joined = (self.tied or conjunction) and not entry.begins
        self._skip_grammar()
        if not name.plural and self._may_be_one(at):
            entry.needs.append(Need.JOINED_NAMES)
            if self.tokens[at].is_number:  # of the street before, or of this name
                self.entries[-1].needs.append(Need.UNCLEAR_NUMBERS)
        entry.excepted = self._is_excepted(entry)
        if self.limited:
            entry.needs.append(Need.LIMITED_BY_HEADING)
        if not name.typed:
            entry.needs.append(Need.UNTYPED)
        if any(taken[0].start < place < taken[-1].end for place in self.layout.guessed):
            entry.needs.append(Need.JOINED_LINES)
        if _DASHED.search(name.shown) or name.doubled:
            entry.needs.append(Need.JOINED_NAMES)
        self.entries.append(entry)
        self.tied = False
        return name.stop

    def _may_be_one(self, at: int) -> bool:
        """Tell whether a name may go on from the one before: "Csalai és Polgárdi tanya"."""
        before = self.current
        if before is None or before.closed or before.name is None:
            return False
        unfinished = not before.name.typed and not before.type
        last = at - 1
        while last >= 0 and is_skipped(self.tokens[last]):
            last -= 1
        token, following = self.tokens[last], self.tokens[last + 1]
        if token.mark is Mark.DASH:
            tight = token.end == following.start and self.tokens[last - 1].end == token.start
            return unfinished and tight
        if not (token.is_word or token.is_number):
            return False
        unknown = any(
            one.is_word and not is_tail_word(one) and not is_skipped(one) for one in before.tail
        )
        numbered = self.tokens[at].is_number  # "Béke utca 5. köz"
        return unfinished or ((unknown or numbered) and last == at - 1)

    def _is_excepted(self, entry: Entry) -> bool:
        """Tell whether a "kivéve" waits for this street; one in the tail before is doubtful."""
        before = self.entries[-1] if self.entries else None
        if before is not None and not before.closed and not self.excepting:
            words = [token for token in before.tail if token.is_word or token.is_number]
            if words and words[-1].key in EXCEPT:
                entry.needs.append(Need.LIMITED_BY_WORDS)
                before.needs.append(Need.LIMITED_BY_WORDS)
                return True
        return self.excepting

    def _is_parcel(self, at: int, name: Name) -> bool:
        return self.tokens[at].is_number and any(
            token.key in PARCELS for token in self.tokens[at : name.stop]
        )

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
        apart = entry is None or entry.closed
        if token.is_word and token.key in EXCEPT and apart and not self._takes_out_numbers(at + 1):
            self._aside([token], AsideKind.GRAMMAR)
            self.excepting = True
            return at + 1
        if self._begins_parcels(at):
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

    def _begins_parcels(self, at: int) -> bool:
        """Tell numbers that are parcels: "055/14, 055/15 hrsz", "hrsz.: 123/4"."""
        token = self.tokens[at]
        if token.is_word:
            following = self.tokens[at + 1 : at + 3]
            return token.key in PARCELS and any(one.is_number for one in following)
        beside = bool(at) and (self.tokens[at - 1].is_word or self.tokens[at - 1].mark is Mark.DASH)
        for one in self.tokens[at : at + MOST_PARCELS]:
            if one.is_word:
                return one.key in PARCELS
            apart = one.mark in {Mark.COMMA, Mark.STOP} and not (beside and self.entries)
            alone = one is token or "/" in one.text or len(one.text) > 2  # noqa: PLR2004 - "7, 055/14 hrsz"
            if not apart and not (one.is_number and alone):
                return False
        return False

    def _parcels(self, at: int) -> int:
        """Take parcels as an entry of their own."""
        self._end_loose(before_name=True)
        self._skip_grammar()
        stop, seen = at, self.tokens[at].is_word
        while stop < len(self.tokens):
            token = self.tokens[stop]
            if token.is_word and token.key in PARCELS and not seen:
                seen = True
                stop += 1
                break
            if token.is_word and not (stop == at and seen):
                break
            if token.mark in {Mark.BREAK, Mark.OPEN, Mark.SEMICOLON} and stop > at:
                break
            if token.is_number and self.names.begins(stop):
                break
            stop += 1
        entry = Entry(None, [], list(self.tokens[at:stop]), heading=self.heading, closed=True)
        entry.kind, entry.excepted = RowKind.PARCEL, self.excepting
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
            self._under(_BLANKS.sub(" ", self.text[loose[0].start : loose[-1].end]))
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
