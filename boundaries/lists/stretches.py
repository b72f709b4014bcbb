"""What a stretch of a list's words is: a day of a calendar, an address, names. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .symbols import closing
from .tokens import Mark
from .words import DAYS, MONTHS, TIMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .names import Name, NameReader
    from .tokens import Token

_IN_SCHEDULES = frozenset({Mark.DASH, Mark.COMMA, Mark.OPEN, Mark.CLOSE, Mark.COLON, Mark.STOP})
LONGEST_LINE = 60
"""Words and marks of the longest line that can be of an office alone."""
_MOST_COMMAS = 3
"""Commas of the longest address: "6300 Kalocsa, Fő u. 5., I. emelet, tel. 462"."""


def line_ends(tokens: Sequence[Token], at: int) -> int:
    """Return where the line of a token ends, or where it is too long for an address."""
    most = min(len(tokens), at + LONGEST_LINE)
    while at < most and tokens[at].mark is not Mark.BREAK:
        at += 1
    return at


def names_in(
    tokens: Sequence[Token],
    names: NameReader,
    start: int,
    stop: int,
    *,
    beside_brackets: bool = False,
) -> Iterator[Name]:
    """Yield the names in a stretch; those in brackets too, unless they are left out."""
    at = start
    while at < stop:
        if beside_brackets and tokens[at].mark is Mark.OPEN:
            at = closing(tokens, at) or at
        if not names.begins(at):
            at += 1
            continue
        name = names.read(at)
        yield name
        at = max(name.stop, at + 1)


def schedule_ends(tokens: Sequence[Token], start: int, stop: int) -> int | None:
    """Return where a date or a day of the week ends that is a title: "Május 4. (kedd)".

    One without a day of the week must have a colon: "Május 1." alone is a name.
    """
    keys: set[str] = set()
    dated = _is_date(tokens[start : start + 3])
    for at in range(start, stop):
        token = tokens[at]
        if token.is_word:
            if token.key not in MONTHS | DAYS | TIMES:
                return at if dated and not keys else None
            keys.add(token.key)
        elif token.mark is Mark.COLON and not is_of_clock(tokens, at):
            return at + 1 if keys & (MONTHS | DAYS) else None
        elif not token.is_number and token.mark not in _IN_SCHEDULES:
            return None
    return stop if keys & DAYS and stop > start else None


def _is_date(tokens: Sequence[Token]) -> bool:
    """Tell "2024. 03. 12." at the beginning of a line."""
    if len(tokens) < 3 or not all(token.is_number for token in tokens):  # noqa: PLR2004 - a day
        return False
    year, month, day = (int(t.text) if t.text.isdigit() else 0 for t in tokens)
    return 1900 < year < 2100 and 0 < month <= 12 and 0 < day <= 31  # noqa: PLR2004 - a calendar


def is_of_clock(tokens: Sequence[Token], at: int) -> bool:
    """Tell the colon of "8:00"."""
    if not 0 < at < len(tokens) - 1:
        return False
    hour, colon, minute = tokens[at - 1 : at + 2]
    tight = hour.end == colon.start and colon.end == minute.start
    return tight and hour.is_number and minute.is_number


def is_address(tokens: Sequence[Token], names: NameReader, start: int, stop: int) -> bool:
    """Tell one address, or none, from a list of streets."""
    streets = [name for name in names_in(tokens, names, start, stop) if name.typed]
    commas = sum(tokens[at].mark in {Mark.COMMA, Mark.SEMICOLON} for at in range(start, stop))
    if not streets:
        return commas <= _MOST_COMMAS
    at = streets[0].stop
    single = at < stop and tokens[at].is_number and not tokens[at].case
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    ranged = following is not None and following.mark is Mark.DASH
    return len(streets) == 1 and single and not ranged and commas <= _MOST_COMMAS
