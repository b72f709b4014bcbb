"""Lines of a list: which of them are only wrapped, and which hold a page's number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ..language.names import fold, is_abbreviation, type_of
from .words import SIDES, TITLES

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]*")
_PAGE = re.compile(
    r"[ \t]*(?:[-–] ?\d{1,4} ?[-–]|\d{1,4}[./] ?(?:oldal|\d{1,4})"
    r"|(?:oldal:?|lapszám:?|page) ?\d{1,4}(?: ?/ ?\d{1,4})?)\.?[ \t]*",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[ \t]*\d{1,3}[ \t]*")
_SEPARATOR = re.compile(r"[,;]|\s[-–]\s")
FULL = 50
"""Characters of the shortest line that a page's width can have broken."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the lines of a text say."""

    wrapped: frozenset[int]
    """Positions of line ends that end no entry."""
    guessed: frozenset[int]
    """Those of them behind an unfinished name, which only its next line completes."""
    pages: tuple[range, ...]
    """Where the numbers of pages stand."""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def read_layout(text: str) -> Layout:
    """Look at the lines of a text."""
    lines = [_Line(m.start(), m.end(), m[0]) for m in _LINE.finditer(text) if m.start() < len(text)]
    pages = [one for at, one in enumerate(lines) if _is_page(lines, at)]
    wide = max((len(one.text.rstrip()) for one in lines), default=0)
    cased = any(char.isupper() for char in text)
    kept = [one for one in lines if one not in pages and one.text.strip()]
    wrapped: set[int] = set()
    guessed: set[int] = set()
    for line, following in pairwise(kept):
        ends = range(line.end, following.start)
        if text[line.end : following.start].count("\n") > 1 and not _between(pages, ends):
            continue  # a blank line
        how = _runs_on(line.text.rstrip(), following.text.strip(), wide, cased=cased)
        if how:
            wrapped.update(ends)
        if how == "guessed":
            guessed.update(ends)
    return Layout(
        frozenset(wrapped), frozenset(guessed), tuple(range(p.start, p.end) for p in pages)
    )


def _between(pages: Sequence[_Line], ends: range) -> bool:
    return any(ends.start <= one.start < ends.stop for one in pages)


def _is_page(lines: Sequence[_Line], at: int) -> bool:
    """Tell a page's number: with its word or dashes, or bare figures with blank lines around."""
    if _PAGE.fullmatch(lines[at].text):
        return True
    if not _FIGURES.fullmatch(lines[at].text) or not 0 < at < len(lines) - 1:
        return False
    around = (lines[at - 1].text, lines[at + 1].text)
    return not any(one.strip() for one in around)


def _runs_on(line: str, following: str, wide: int, *, cased: bool) -> str:
    """Say whether a line goes on in the next one: "yes", "guessed", or "" where it does not."""
    first = following.split(maxsplit=1)[0]
    if ":" in _SEPARATOR.split(following)[0] and line[-1] not in "-‐\u00ad":
        return ""  # the title of what follows: "II. körzet: …"
    if line[-1] in ",;(–-‐\u00ad" or following[0] in ",;)" or _leans(first, cased=cased):
        return "yes"
    if first[0].isdigit():
        return ""
    pieces = [piece.strip() for piece in _SEPARATOR.split(line)]
    full = _is_full(line, first, wide)
    if len(pieces) == 1:
        several = sum(map(_is_type, line.split())) > 1 and not _is_finished(line)
        return "yes" if several and full else ""
    if full or not pieces[-1] or _is_finished(pieces[-1]):
        return "yes" if full else ""
    typed = sum(map(_is_finished, pieces[:-1]))
    ahead = _SEPARATOR.split(following)[0].strip()
    return "guessed" if typed * 5 >= len(pieces[:-1]) * 4 and _is_finished(ahead) else ""


def _leans(first: str, *, cased: bool) -> bool:
    """Tell a first word that needs the line before it: small, and no title of a name."""
    if not first[:1].islower():
        return False
    key = fold(first)
    return (cased or key in SIDES or type_of(first) is not None) and key not in TITLES


def _is_type(word: str) -> bool:
    return word.islower() and (is_abbreviation(word) or type_of(word) is not None)


def _is_full(line: str, first: str, wide: int) -> bool:
    return wide >= FULL and len(line) + 1 + len(first) > wide


def _is_finished(piece: str) -> bool:
    """Tell a piece that ends in a type or a number from a name that has to go on."""
    words = piece.replace(".", ". ").split()
    last = words[-1].rstrip(".") if words else ""
    return bool(last) and (
        last[:1].isdigit() or is_abbreviation(last) or (len(words) > 1 and bool(type_of(last)))
    )
