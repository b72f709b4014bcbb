"""The areas of a text: each with its own words, as a definition will hold them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ..document.reading import parse_document
from ..edition.compiling import unread_beside
from ..edition.parts import is_one_ring, part_specs
from ..model import Span, UnreadPiece
from ..sentence.parsing import parse_sentence
from .list_areas import as_one, is_list, list_text_of, list_texts, read_words, reads_as_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..document.model import DocumentArea, ParsedDocument
    from ..lists.model import ReadList
    from .list_areas import ListText

LISTS, ONE_LIST, LINE = "lists", "one_list", "line"
"""What somebody may say that a text is, where it was read otherwise: a list under each heading, one
list under all of them, a line."""
FORMS = (LISTS, ONE_LIST, LINE)


@dataclass(frozen=True, slots=True)
class AreaText:
    """One area of a text."""

    number: int
    """1 for the first."""
    title: str | None
    sentence: str
    """Its words, all of its parts included."""
    start: int
    """Where they begin in the text."""
    in_parts: bool
    """True where it is more than what one line bounds."""
    beside: tuple[UnreadPiece, ...] = ()
    """Words of the text beside it that were not understood; their spans index its own words, and
    lie before or behind them."""
    is_list: bool = False
    """True where a list of streets defines it, and no line."""
    headings: frozenset[str] | None = None
    """Of a list whose words hold others, too: the headings that its rows stand under."""

    def rows(self) -> ReadList:
        """Return the rows of a list; their spans index its own words."""
        return read_words(self.sentence, self.headings)


@lru_cache(maxsize=8)
def areas_of(text: str, form: str = "") -> tuple[AreaText, ...]:
    """Find the areas of a text.

    A text in which no area is found, but legs of a boundary are, is one area as a whole: somebody
    who brings it here means it as one. A long text takes seconds; what was read is kept.

    Args:
        text: any.
        form: what somebody says that it is, of `FORMS`; empty: as it reads.

    >>> text = "Első: Bem utca – Kert utca – Ág utca – Bem utca"
    >>> [(one.number, one.title, one.start) for one in areas_of(text)]
    [(1, 'Első', 0)]
    """
    document = parse_document(text)
    if form == ONE_LIST:
        return _lists(document, as_one(text))
    if form == LISTS or (not form and reads_as_list(document)):
        return _lists(document, list_texts(document))
    every = zip(document.areas, unread_beside(document), strict=True)
    found = tuple(
        _area(number, area, document, beside, form)
        for number, (area, beside) in enumerate(every, 1)
    )
    if found or not parse_sentence(text).legs:
        return found
    return (AreaText(1, None, text, 0, in_parts=False),)


def _lists(document: ParsedDocument, found: Sequence[ListText]) -> tuple[AreaText, ...]:
    """Return the lists of a text; what was not understood round them stays beside them."""
    ends = [*(one.start for one in found[1:]), len(document.text) + 1]
    areas = []
    for number, (one, since, until) in enumerate(zip(found, [0, *ends], ends, strict=False), 1):
        near = [piece for piece in document.unread if since <= piece.span.start < until]
        areas.append(_listed(number, one, near))
    return tuple(areas)


def _listed(number: int, one: ListText, near: Sequence[UnreadPiece]) -> AreaText:
    beside = _beside(near, one.start, one.start + len(one.words))
    return AreaText(
        number,
        one.title,
        one.words,
        one.start,
        in_parts=False,
        beside=beside,
        is_list=True,
        headings=one.headings,
    )


def _beside(pieces: Sequence[UnreadPiece], start: int, end: int) -> tuple[UnreadPiece, ...]:
    """Return words that stand before or behind those of an area, counted from its first one."""
    return tuple(
        UnreadPiece(one.text, Span(one.span.start - start, one.span.end - start))
        for one in pieces
        if one.span.end <= start or one.span.start >= end
    )


def _area(
    number: int,
    area: DocumentArea,
    document: ParsedDocument,
    beside: Sequence[UnreadPiece],
    form: str,
) -> AreaText:
    listed = list_text_of(document, area) if is_list(area) and form != LINE else None
    if listed is not None:
        return _listed(number, listed, beside)
    own = [part.span for part in area.parts if not part.everywhere]
    start = min([area.span.start, *(span.start for span in own)])
    end = max([area.span.end, *(span.end for span in own)])
    return AreaText(
        number,
        area.title,
        document.text[start:end],
        start,
        in_parts=not is_one_ring(part_specs(area.parts)),
        beside=_beside(beside, start, end),
    )
