"""A page as it was copied -> its words: page numbers gone, broken words whole, sentences apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from ..language.names import is_abbreviation, is_roman, type_of
from ..model import Span
from ..sentence.tokens import is_short_form

if TYPE_CHECKING:
    from collections.abc import Iterator

_BROKEN = re.compile(
    r"(?<=[^\W\d_])[-\u00ad]\r?\n[ \t]*(?=[a-záéíóöőúüű])|(?<=\w-)\r?\n[ \t]*(?=\w)"
)
"""A word that a line's end divides; a hyphen before a capital or behind a figure is its own."""
_NUMBER_ALONE = re.compile(
    r"[ \t\f]*(?:[-–—]\s*)?(?:oldal\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?"
    r"(?:\.?\s*oldal)?(?:\s*[-–—])?[ \t\f]*",
)
_CONTENTS = re.compile(r".*(?:\.\s?){5,}\s*\d{1,4}\s*")
"""A line of a table of contents."""
_REPEATED = 3
"""Times that a line stands beside a page's end before it is its running head."""
_MARK = re.compile(
    r"[ \t]*(?:[•●▪◦‣►*o–-][ \t]+|\(?(?:\d{1,2}|[a-zá]{1,2}|[IVX]{1,4})\)[ \t]*"
    r"|(?:\d{1,2}|[IVX]{1,5})\.[ \t]+|\d{1,2}(?:\.\d{1,2})+\.?[ \t]+|#{1,6}[ \t]+)",
)
_NUMBERED = re.compile(r"[ \t]*(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,5}\.)[ \t]+")
_TITLE_LENGTH = 120
_SENTENCE_END = re.compile(r"[.!?…][\"”')\]]*(?=\s+[\"„“(]?\S)")
_WORD_BEFORE = re.compile(r"([\w/-]+)\Z")


@dataclass(frozen=True)
class Page:
    """A published text as it is read.

    `text` is without what only a page put into it, its accents composed; `starts` and `ends` say
    for each of its characters where it stands in `source`.
    """

    source: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    furniture: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of `text` stands in `source`."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


_DASHES = "-–—"
_STEP = re.compile(r"[^\s:] [-–—] \S")
"""A dash between two names of one line."""


class BlockKind(Enum):
    """How a block stands on its page."""

    TITLE = 0
    """A line of its own above a text."""
    ITEM = 1
    """One item of a list, mark included."""
    TEXT = 2


@dataclass(frozen=True)
class Block:
    """Lines that belong together; positions in the page's text."""

    kind: BlockKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def mark(self) -> int:
        """Letters of the mark of an item: 3 of "a) "."""
        found = _MARK.match(self.text) if self.kind is BlockKind.ITEM else None
        return found.end() if found else 0

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where its sentences stand, in the page's text; an item is one."""
        if self.kind is not BlockKind.TEXT:
            return ((self.start, self.end),)
        return tuple((self.start + a, self.start + b) for a, b in _sentences(self.text))


def clean(source: str) -> Page:
    r"""Take out what only the page put in: its numbers, running heads, contents, broken words.

    >>> page = clean("a Kossuth ut-\nca és a Fő utca\n\f- 12 -\nközötti terület")
    >>> page.text
    'a Kossuth utca és a Fő utca\nközötti terület'
    """
    lines = list(_lines(source))
    gone = _furniture(source, lines)
    kept = [at for start, end in lines if (start, end) not in gone for at in range(start, end)]
    text, places = _composed(source, kept)
    for found in reversed(list(_BROKEN.finditer(text))):
        text = text[: found.start()] + text[found.end() :]
        del places[found.start() : found.end()]
    spans = tuple(Span(start, end) for start, end in sorted(gone) if source[start:end].strip())
    starts, ends = tuple(start for start, _ in places), tuple(end for _, end in places)
    return Page(source, text, starts, ends, spans)


def _composed(source: str, kept: list[int]) -> tuple[str, list[tuple[int, int]]]:
    """Return kept characters with their accents composed, and where each stands in the source."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for at in kept:
        char = source[at]
        joined = ""
        if letters and unicodedata.combining(char):
            joined = unicodedata.normalize("NFC", letters[-1] + char)
        if len(joined) == 1:
            letters[-1], places[-1] = joined, (places[-1][0], at + 1)
        else:
            letters.append(char)
            places.append((at, at + 1))
    return "".join(letters), places


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line)
        start += len(line)


def _furniture(source: str, lines: list[tuple[int, int]]) -> set[tuple[int, int]]:
    words = [source[start:end].strip() for start, end in lines]
    numbers = {at for at, line in enumerate(words) if line and _is_page_number(words, at)}
    contents = {at for at, line in enumerate(words) if _CONTENTS.fullmatch(line)}
    ends = {at + step for at in numbers for step in (-2, -1, 1, 2)}
    ends |= {at for at, (start, end) in enumerate(lines) if "\f" in source[start:end]}
    seen: dict[str, list[int]] = {}
    for at in sorted(ends):
        if 0 <= at < len(words) and words[at] and len(words[at]) <= _TITLE_LENGTH:
            seen.setdefault(re.sub(r"\d+", "#", words[at]), []).append(at)
    heads = {at for where in seen.values() if len(where) >= _REPEATED for at in where}
    feeds = {at for at, (start, end) in enumerate(lines) if source[start:end] == "\f"}
    return {lines[at] for at in numbers | contents | heads | feeds}


def _is_page_number(words: list[str], at: int) -> bool:
    """Tell whether a line is a page's number: alone, and no house number or item of a table."""
    if not _NUMBER_ALONE.fullmatch(words[at]):
        return False
    beside = [words[near] for near in (at - 1, at + 1) if 0 <= near < len(words)]
    return not any(line and _NUMBER_ALONE.fullmatch(line) for line in beside)


def blocks(text: str) -> tuple[Block, ...]:
    """Divide a page's text into titles, items of lists and running text."""
    found: list[tuple[BlockKind, int, int]] = []
    parted = True
    for start, end in _lines(text):
        line = text[start:end]
        if not line.strip():
            parted = True
            continue
        kind = _kind_of(line)
        if kind is BlockKind.ITEM and parted and _is_numbered_title(line):
            kind = BlockKind.TITLE
        before = text[found[-1][1] : found[-1][2]].rstrip() if found else ""
        if kind is BlockKind.ITEM and not parted and _chain_goes_on(before, line):
            kind = BlockKind.TEXT
        goes_on = bool(found) and found[-1][0] is not BlockKind.TITLE and kind is BlockKind.TEXT
        if goes_on and (not parted or _goes_on(before, line)):
            found[-1] = (found[-1][0], found[-1][1], end)
        else:
            found.append((kind, start, end))
        parted = False
    return tuple(Block(kind, text[start:end].rstrip(), start) for kind, start, end in found)


def _chain_goes_on(before: str, line: str) -> bool:
    """Tell whether a dash at a line's start is a step of the ring before it, and no list mark."""
    if before.rfind("(") > before.rfind(")"):
        return True  # within a bracket
    if line.lstrip()[:1] not in _DASHES or not before[-1:].isalnum():
        return False
    first = before.partition("\n")[0].strip()
    if not first or first[0] in _DASHES:
        return False  # an item itself
    behind = first.partition(":")[2].strip()  # "A határ: Fő utca", a step of it on each line
    return _STEP.search(before) is not None or bool(behind)


def _goes_on(before: str, line: str) -> bool:
    """Tell whether a paragraph goes on behind the empty line that a page's end left."""
    if before.endswith((",", "-", "–", "—")):
        return True
    return line.lstrip()[:1].islower() and not before.endswith((".", ":", ";", "!", "?"))


def _kind_of(line: str) -> BlockKind:
    words = line.strip()
    if words.startswith("#") or (words.startswith("**") and words.endswith("**")):
        return BlockKind.TITLE
    letters = [char for char in words if char.isalpha()]
    loud = len(letters) > 3 and all(char.isupper() for char in letters)  # noqa: PLR2004
    if loud and len(words) <= _TITLE_LENGTH and not words.endswith((",", ";", "-", "–")):
        return BlockKind.TITLE
    return BlockKind.ITEM if _MARK.match(line) else BlockKind.TEXT


def _is_numbered_title(line: str) -> bool:
    """Tell whether a numbered line is a title: short, not a sentence, no street in it."""
    words = line.strip()
    named = any(type_of(word.strip(".,;:()")) for word in words.split())
    short = len(words) <= _TITLE_LENGTH and words[-1:].isalnum()
    return bool(_NUMBERED.match(line)) and short and not named and any(map(str.isalpha, words))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _SENTENCE_END.finditer(text):
        if not found[0].startswith(".") or _ends(text, found):
            yield start, found.end()
            start = found.end()
    if text[start:].strip():
        yield start, len(text)


def _ends(text: str, found: re.Match[str]) -> bool:
    """Tell whether a full stop ends a sentence: behind no abbreviation, number or initial."""
    behind = text[found.end() :].lstrip(' \t\n"„“(')[:1]
    word = _WORD_BEFORE.search(text, 0, found.start())
    if not (behind.isupper() or behind.isdigit()) or word is None:
        return False
    last = word[1]
    number = last.isdigit() or is_roman(last)
    return not (number or len(last) == 1 or is_abbreviation(last) or is_short_form(last))
