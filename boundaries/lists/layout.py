"""Lines of a list: which of them are only wrapped, and which hold a page's number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ..language.names import fold, is_abbreviation, type_of
from .words import (
    DAYS,
    HEADING_NOUNS,
    MONTHS,
    NUMBER_NOUNS,
    SIDE_NOUNS,
    SIDES,
    TITLES,
    TO_THE_END,
    WHOLE,
)

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
FULL = 40
"""Characters of the shortest line that a page's width can have broken."""
_WORDS_AHEAD = 4
"""Words of the next line within which a name that was broken must come to its type."""
_SHORT_TITLE = 3
"""Words of the longest title that no noun tells."""
_TAILS = SIDE_NOUNS | NUMBER_NOUNS | WHOLE | TO_THE_END


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
    if _is_titled(following) and line[-1] not in "-‐\u00ad":
        return ""  # the title of what follows: "II. körzet: …"
    if line[-1] in ",;(–-‐\u00ad" or following[0] in ",;)" or _leans(first, cased=cased):
        return "yes"
    counted = first[0].isdigit() and not first.endswith(".")  # not "Március / 15. tér"
    if counted or not _ends_within_name(line):
        return ""
    ahead = _SEPARATOR.split(following)[0].replace(".", ". ").split()[:_WORDS_AHEAD]
    if not any(map(_is_type, ahead)):
        return ""
    return "yes" if wide >= FULL and len(line) + 1 + len(first) > wide else "guessed"


def _ends_within_name(line: str) -> bool:
    """Tell whether a line ends in a name that has to go on, behind something that is finished."""
    words = line.replace(".", ". ").replace(",", ", ").split()
    ends = [at for at, word in enumerate(words) if _is_end(words, at)]
    left = words[ends[-1] + 1 :] if ends else []
    titled = any(fold(word) in HEADING_NOUNS for word in left)
    if not left or titled:
        return False
    first = left[0]
    return first[0].isupper() or fold(first) in TITLES or _is_numbered(first)


def _is_end(words: Sequence[str], at: int) -> bool:
    """Tell a word that ends a street of a list: a type, a number, a side, a separator."""
    word = words[at]
    bare = word.strip(".,;()")
    if word[-1] in ",;)" or word in {"-", "–"}:
        return True
    if bare[:1].isdigit():
        return not _is_numbered(bare)
    return (at > 0 and _is_type(bare)) or fold(bare) in SIDES or fold(bare) in _TAILS


def _is_numbered(word: str) -> bool:
    """Tell "48-as", which begins a name."""
    return word[0].isdigit() and word.rpartition("-")[2] in {"as", "es", "os", "ös"}


def _is_titled(following: str) -> bool:
    """Tell a line that begins with a title and its colon: "II. körzet: …", "Kedd: …"."""
    head, colon, rest = following.partition(":")
    words = head.split()
    if not colon or any(mark in head for mark in ",;()"):
        return False
    keys = {fold(word) for word in words}
    if keys & SIDES.keys() and keys <= SIDES.keys() | SIDE_NOUNS:
        return rest.lstrip()[:1].isupper()  # "páros: 2-20" goes on, "páros: Fő utca" begins
    if any(map(_is_type, words)):
        return False
    if keys & HEADING_NOUNS or (words and fold(words[0]) in MONTHS | DAYS):
        return True
    sides = keys & (SIDES.keys() | _TAILS)
    return len(words) <= _SHORT_TITLE and not sides and head[:1].isupper()


def _leans(first: str, *, cased: bool) -> bool:
    """Tell a first word that needs the line before it: small, and no title of a name."""
    if not first[:1].islower():
        return False
    key = fold(first)
    return (cased or key in SIDES or type_of(first) is not None) and key not in TITLES


def _is_type(word: str) -> bool:
    bare = word.rstrip(".,;")
    return bare.islower() and (is_abbreviation(bare) or type_of(bare) is not None)
