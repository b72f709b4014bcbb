"""Parcels in a list, by their numbers: "055/14, 055/15 hrsz", "hrsz.: 123/4". Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .tokens import Mark
from .words import PARCELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .names import NameReader
    from .tokens import Token

MOST_PARCELS = 200
"""Tokens within which the word "hrsz" must stand behind the first of its numbers."""
_APART = frozenset({Mark.COMMA, Mark.STOP, Mark.DASH})
_ENDS = frozenset({Mark.BREAK, Mark.OPEN, Mark.SEMICOLON})


def is_parcel(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Tell a parcel from a name that begins with a number: "123 hrsz"."""
    return tokens[at].is_number and any(token.key in PARCELS for token in tokens[at:stop])


def begins_parcels(tokens: Sequence[Token], at: int, *, listed: bool) -> bool:
    """Tell whether parcels begin at a token.

    Args:
        tokens: of the list.
        at: a word or a number.
        listed: whether a street stands before, whose house numbers these may be.
    """
    token = tokens[at]
    if token.is_word:
        following = tokens[at + 1 : at + 3]
        return token.key in PARCELS and any(one.is_number for one in following)
    beside = bool(at) and (tokens[at - 1].is_word or tokens[at - 1].mark is Mark.DASH)
    for one in tokens[at : at + MOST_PARCELS]:
        if one.is_word:
            return one.key in PARCELS
        apart = one.mark in _APART and not (beside and listed)
        alone = one is token or "/" in one.text or len(one.text) > 2  # noqa: PLR2004 - "7, 055/14 hrsz"
        if not apart and not (one.is_number and alone):
            return False
    return False


def parcels_end(tokens: Sequence[Token], at: int, names: NameReader) -> int:
    """Return where parcels end that begin at a token."""
    stop, seen = at, tokens[at].is_word
    while stop < len(tokens):
        token = tokens[stop]
        if token.is_word and token.key in PARCELS and not seen:
            return stop + 1
        if token.is_word and not (stop == at and seen):
            return stop
        if token.mark in _ENDS and stop > at:
            return stop
        if token.is_number and names.begins(stop):
            return stop
        stop += 1
    return stop
