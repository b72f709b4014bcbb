"""What holds for the streets to come, and what one of them has from beside it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .entries import Entry
from .model import Need
from .symbols import is_skipped, is_tail_word
from .tokens import Mark
from .words import EXCEPT, HEADING_NOUNS, NUMBER_NOUNS, SERVICE_NOUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..language.house_numbers import Parity
    from .names import Name
    from .tokens import Token

LONGEST_HEADING = 300
"""Characters from which a heading takes no further title."""
_DASHED = re.compile(r"\w–\w", re.UNICODE)


@dataclass(slots=True)
class Standing:
    """What has been said by the time that a street comes."""

    heading: str = ""
    limited: bool = False
    """True where the heading limits what stands under it."""
    type: str = ""
    """Of names without one: "Terek: Kossuth, Hősök tere"."""
    side: Parity | None = None
    """What the line says before its streets."""
    excepting: bool = False
    """True behind "kivéve"."""
    line: int = 0
    begun: bool = False
    """True where words have stood in the line."""
    _headed: int = -1
    """How many streets there were when the heading came."""
    _seen: set[str] = field(default_factory=set)

    def under(self, title: str, streets: int, *, limited: bool = False) -> None:
        """Put what follows under a heading; titles one behind the other make one.

        Args:
            title: of what follows.
            streets: how many stand before it.
            limited: whether it limits what follows.
        """
        if self._headed == streets and 0 < len(self.heading) < LONGEST_HEADING:
            title = f"{self.heading} – {title}"
        # The same words twice may be the head of a page, or the next area of that kind.
        self.limited = limited or title in self._seen
        self.heading, self._headed = title, streets
        self._seen.add(title)

    def end_line(self) -> None:
        """Begin the next line."""
        self.line += 1
        self.begun, self.side = False, None

    def entry(self, name: Name, tokens: list[Token], needs: list[Need]) -> Entry:
        """Return the entry of a street with what holds for it."""
        entry = Entry(name, tokens, heading=self.heading, needs=needs)
        entry.line, entry.behind, entry.side = self.line, self.begun, self.side
        self.begun = True
        if self.limited or self.side is not None:
            entry.needs.append(Need.LIMITED_BY_HEADING)
        if not name.typed and self.type:
            entry.type = self.type
        elif not name.typed:
            entry.needs.append(Need.UNTYPED)
        first = tokens[0].key if len(tokens) > 2 and name.typed else ""  # noqa: PLR2004 - "Iskola utca" is a name
        if _DASHED.search(name.shown) or name.doubled or first in HEADING_NOUNS | SERVICE_NOUNS:
            entry.needs.append(Need.JOINED_NAMES)
        return entry


def doubt_neighbour(tokens: Sequence[Token], at: int, entry: Entry, before: Entry | None) -> None:
    """Doubt a street that may go on from the one before it, or take a number from it.

    Args:
        tokens: of the list.
        at: where the street begins.
        entry: the street.
        before: the one before it.
    """
    if entry.name is not None and _may_be_named_so(tokens, at - 1):
        entry.needs.append(Need.JOINED_NAMES)
    if before is None or before.closed or entry.name is None:
        return
    if not entry.name.plural and _may_be_one(tokens, at, before):
        entry.needs.append(Need.JOINED_NAMES)
        if tokens[at].is_number:  # of the street before, or of this name
            before.needs.append(Need.UNCLEAR_NUMBERS)
    if not (entry.name.typed or before.tail) and _is_adjacent(tokens, at):
        before.needs.append(Need.UNCLEAR_NUMBERS)  # "Kerék utca I-IX páratlan"
    if not entry.name.typed and _follows_number(tokens, at, before):
        entry.needs.append(Need.JOINED_NAMES)
        before.needs.append(Need.UNCLEAR_NUMBERS)


def _may_be_named_so(tokens: Sequence[Token], at: int) -> bool:
    """Tell "Teljes Béla utca" behind a mark: a name, or the whole of one."""
    if at < 0 or not (tokens[at].text.istitle() and is_tail_word(tokens[at])):
        return False
    return at == 0 or not (tokens[at - 1].is_word or tokens[at - 1].is_number)


def _may_be_one(tokens: Sequence[Token], at: int, before: Entry) -> bool:
    """Tell whether a name may go on from the one before: "Csalai és Polgárdi tanya"."""
    if before.name is None:
        return False
    unfinished = not before.name.typed and not before.type
    last = at - 1
    while last >= 0 and is_skipped(tokens[last]):
        last -= 1
    token, following = tokens[last], tokens[last + 1]
    if token.mark is Mark.DASH:
        tight = token.end == following.start and tokens[last - 1].end == token.start
        return unfinished and tight
    if not (token.is_word or token.is_number):
        return False
    unknown = any(
        one.is_word and not is_tail_word(one) and not is_skipped(one) for one in before.tail
    )
    numbered = tokens[at].is_number  # "Béke utca 5. köz"
    return unfinished or ((unknown or numbered) and last == at - 1)


def _is_adjacent(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether nothing but a blank parts a name from a word before it."""
    return at > 0 and tokens[at - 1].is_word and not is_skipped(tokens[at - 1])


def _follows_number(tokens: Sequence[Token], at: int, before: Entry) -> bool:
    """Tell "4. sz. MÁV Őrház": the number may count it, or be of the street before."""
    last = at - 1
    if last >= 0 and tokens[last].is_word and tokens[last].key in NUMBER_NOUNS:
        last -= 1
    return last >= 0 and tokens[last].is_number and any(one is tokens[last] for one in before.tail)


def taken_out(before: Entry, entry: Entry) -> str:
    """Return how a street is taken out by a "kivéve" behind the one before it.

    What a comma joins to it may be taken out too, or be of the list again: "kivéve Fő u., Kert u.".
    """
    words = [token for token in before.tail if token.is_word or token.is_number]
    if words and words[-1].key in EXCEPT:
        return "colon" if before.tail[-1].mark is Mark.COLON else "word"
    return before.taken_out if entry.joined else ""
