"""The areas of a text: each with its own words, as a definition will hold them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..document.reading import parse_document
from ..edition.compiling import unread_beside
from ..edition.parts import is_one_ring, part_specs
from ..model import Span, UnreadPiece
from ..sentence.parsing import parse_sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..document.model import DocumentArea, ParsedDocument


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


def areas_of(text: str) -> tuple[AreaText, ...]:
    """Find the areas of a text.

    A text in which no area is found, but legs of a boundary are, is one area as a whole: somebody
    who brings it here means it as one.

    >>> text = "Első: Bem utca – Kert utca – Ág utca – Bem utca"
    >>> [(one.number, one.title, one.start) for one in areas_of(text)]
    [(1, 'Első', 0)]
    """
    document = parse_document(text)
    every = zip(document.areas, unread_beside(document), strict=True)
    found = tuple(
        _area(number, area, document, beside) for number, (area, beside) in enumerate(every, 1)
    )
    if found or not parse_sentence(text).legs:
        return found
    return (AreaText(1, None, text, 0, in_parts=False),)


def _area(
    number: int, area: DocumentArea, document: ParsedDocument, beside: Sequence[UnreadPiece]
) -> AreaText:
    own = [part.span for part in area.parts if not part.everywhere]
    start = min([area.span.start, *(span.start for span in own)])
    end = max([area.span.end, *(span.end for span in own)])
    return AreaText(
        number,
        area.title,
        document.text[start:end],
        start,
        in_parts=not is_one_ring(part_specs(area.parts)),
        beside=tuple(
            UnreadPiece(one.text, Span(one.span.start - start, one.span.end - start))
            for one in beside
            if one.span.end <= start or one.span.start >= end
        ),
    )
