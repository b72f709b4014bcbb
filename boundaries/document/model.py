"""The nouns of a document: areas, and the parts that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..lists.model import ListRow
    from ..model import (
        Effect,
        FramePiece,
        ParsedLeg,
        ParsedProblem,
        ParsedReading,
        PartKind,
        Span,
        UnreadPiece,
    )


@dataclass(frozen=True, slots=True)
class AreaPart:
    """One part of an area, with its words."""

    kind: PartKind
    effect: Effect
    text: str
    span: Span
    legs: tuple[ParsedLeg, ...] = ()
    """The legs of a ring, in the order of the text; of a street, side, section or parcel that one.
    Their spans index the document."""
    rows: tuple[ListRow, ...] = ()
    """The rows of house numbers, or of a list. Their spans index the document."""
    name: str | None = None
    """The name of a place, as written but for its case ending."""
    everywhere: bool = False
    """True where the words speak of all areas of their sentence ("de a Fő utca nem"): each has the
    part."""
    frames: tuple[FramePiece, ...] = ()
    problems: tuple[ParsedProblem, ...] = ()
    """What a reader must know about a ring: other readings, where a second one may begin."""
    readings: tuple[ParsedReading, ...] = ()
    """Ways to read a ring with other legs; the map may bear one out."""


@dataclass(frozen=True, slots=True)
class DocumentArea:
    """One area of a document."""

    title: str | None
    """Its heading, or the place that its ring is said to be; None where it has none."""
    span: Span
    """Where it stands, title included where that stands right before it."""
    parts: tuple[AreaPart, ...]
    mentions: tuple[Span, ...] = ()
    """Where the document describes the same area once more, word for word or nearly so."""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document, read. Every word is of an area, a title, prose, a page's furniture, or unread."""

    text: str
    areas: tuple[DocumentArea, ...]
    prose: tuple[Span, ...] = ()
    """Sentences that are not about an area."""
    furniture: tuple[Span, ...] = ()
    """Page numbers, running heads, tables of contents."""
    unread: tuple[UnreadPiece, ...] = ()
    """Words beside an area that may change it and were not understood."""
