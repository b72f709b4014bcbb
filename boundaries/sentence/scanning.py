"""Cuts a text into its smallest pieces: words, marks and line ends. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = frozenset("-‐‑‒–—―−­⁃﹘﹣－")
_OPEN, _CLOSE = "([", ")]"
_MARKS = {",": "comma", ";": "semicolon", ":": "colon", ".": "dot", "…": "dot", "/": "slash"}
_QUOTES = frozenset("\"'„”“»«’‘‚`´")
_UNSEEN = re.compile(
    r"(?:\u00ad(?:[ \t]*\n)?|[\u200b-\u200f\u2060\ufeff]){1,8}(?=[a-zà-öø-ÿőű])",
)
"""What is written inside a word and not seen: soft hyphens, joiners, byte order marks."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a mark or a line's end of a text."""

    kind: str
    """"word", "dash", "open", "close", "newline", another mark of `_MARKS`, or "other"."""
    start: int
    end: int


def visible(text: str) -> str:
    r"""Return words as a reader sees them: accents composed, invisible characters gone.

    A soft hyphen goes where it only says how a word may be broken.

    >>> visible("Pe\u00adtőfi ut\u00ad\nca")
    'Petőfi utca'
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def scan(text: str, start: int, end: int) -> list[Piece]:
    """Return words, marks and line ends; blanks and quotation marks go."""
    raws: list[Piece] = []
    at = start
    while at < end:
        stop = at + 1
        if _is_letter(text[at]):
            while stop < end and (_is_letter(text[stop]) or _UNSEEN.match(text, stop)):
                unseen = _UNSEEN.match(text, stop)
                stop = unseen.end() if unseen else stop + 1
            raws.append(Piece("word", at, stop))
        elif kind := _mark(text[at]):
            raws.append(Piece(kind, at, stop))
        at = stop
    return raws


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"}


def _mark(char: str) -> str:
    if char in _DASHES:
        return "dash"
    if char in _OPEN:
        return "open"
    if char in _CLOSE:
        return "close"
    if char in "\n\r\v\f\u2028\u2029":
        return "newline"
    if char.isspace() or char in _QUOTES or unicodedata.category(char) in {"Cf", "Cc"}:
        return ""
    return _MARKS.get(char, "other")


def matching(text: str, raws: list[Piece]) -> dict[int, int]:
    """Return the outermost matching brackets as index of "(" -> index of ")"."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for index, raw in enumerate(raws):
        if raw.kind == "open":
            stack.append(index)
        elif raw.kind == "close" and stack and _fit(text[raws[stack[-1]].start], text[raw.start]):
            pairs[stack.pop()] = index
    return pairs


def _fit(opened: str, closed: str) -> bool:
    return _OPEN.index(opened) == _CLOSE.index(closed)
