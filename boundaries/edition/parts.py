"""The parts of an area as its words give them: legs numbered through, streets as ranges. Pure.

What the reader of documents found becomes what the compiler is told and what a definition holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..document.parts import harmless
from ..document.reading import parse_document
from ..language.house_numbers import NumberRange, Parity
from ..lists.area_ranges import area_ranges
from ..lists.model import RowKind
from ..model import Effect, LegKind, LegSpec, LineRule, Numbers, PartKind, PartStreet
from .corrections import is_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..document.model import AreaPart, DocumentArea, ParsedDocument
    from ..lists.model import ListRow
    from ..model import DrawnLine, EditionPart, FramePiece, ParsedLeg, ParsedProblem, Span
    from .corrections import Correction

BY_STREETS = frozenset(
    {PartKind.STREET, PartKind.SIDE, PartKind.SECTION, PartKind.NUMBERS, PartKind.LIST}
)
"""Kinds of parts that say which doors are meant."""
_PARITIES = {
    LineRule.CENTRE_LINE: "whole",
    LineRule.BOTH_SIDES: "whole",
    LineRule.EVERY_NUMBER: "whole",
    LineRule.WHOLE: "whole",
    LineRule.EVEN_SIDE: "even",
    LineRule.ODD_SIDE: "odd",
}
"""Rule of a street -> its numbers. Of other sides nobody knows the numbers."""


@dataclass(frozen=True, slots=True)
class StreetSpec:
    """One street of a part: what the words say of its doors, and what the map is asked."""

    told: PartStreet
    asked: LegSpec


@dataclass(frozen=True, slots=True)
class PartSpec:
    """What the compiler is told about one part."""

    number: int
    kind: PartKind
    effect: Effect
    text: str
    span: Span
    name: str | None = None
    legs: tuple[ParsedLeg, ...] = ()
    """Of a ring, numbered through all rings of the area."""
    streets: tuple[StreetSpec, ...] = ()
    odd_rows: tuple[str, ...] = ()
    """Rows of a list that name no street, in their words."""
    frames: tuple[FramePiece, ...] = ()
    problems: tuple[ParsedProblem, ...] = ()
    drawn: DrawnLine | None = None
    """What a person drew: the rim of a place or parcel, the stretch of a section."""


def read_specs(
    text: str, corrections: Sequence[Correction] = (), *, as_one: bool = True
) -> tuple[PartSpec, ...] | None:
    """Read the parts of an area.

    Args:
        text: its words.
        corrections: put words aside that were not understood.
        as_one: whether somebody says that all of them are of one area: two rings that "valamint"
            joins are two areas to the reader of documents.

    Returns:
        The parts; None where the text has no area, words that were not understood or that are no
        part of it, or several areas that are not one, since each has a title or nobody says so.
    """
    document = parse_document(text)
    titles = {area.title for area in document.areas if not _is_place(area)} - {None}
    several = len(document.areas) > 1 and not (as_one and len(titles) <= 1)
    unread = [piece for piece in document.unread if not is_aside(piece.span, corrections)]
    if not document.areas or unread or several or _told_beside(document):
        return None
    return part_specs([part for area in document.areas for part in area.parts])


def in_rings(legs: Sequence[LegSpec], specs: Sequence[PartSpec]) -> tuple[LegSpec, ...]:
    """Let each leg, as the words give it, name the part whose ring it bounds."""
    part = {leg.number: spec.number for spec in specs for leg in spec.legs}
    return tuple(replace(leg, part=part[leg.number]) for leg in legs)


def _is_place(area: DocumentArea) -> bool:
    """Tell whether an area is nothing but a named place, whose name is its title."""
    return all(part.kind is PartKind.PLACE for part in area.parts)


def _told_beside(document: ParsedDocument) -> bool:
    """Tell whether a text says more than its areas; a list has its headings."""
    if any(part.kind is PartKind.LIST for area in document.areas for part in area.parts):
        return False
    words = [document.text[span.start : span.end] for span in document.prose]
    return not all(map(harmless, words))


def is_one_ring(specs: Sequence[PartSpec | EditionPart]) -> bool:
    """Tell whether an area is nothing but the ground within one line."""
    return len(specs) == 1 and (specs[0].kind, specs[0].effect) == (PartKind.RING, Effect.ADDS)


def part_specs(parts: Sequence[AreaPart]) -> tuple[PartSpec, ...]:
    """Number parts and the legs of all their rings.

    >>> text = "A – B – C által határolt terület, valamint a Fő utca páros oldala"
    >>> area, = parse_document(text.replace("A", "Ág utca").replace("B", "Bem út")
    ...     .replace("C", "Csap utca")).areas
    >>> [(one.kind.value, [leg.number for leg in one.legs]) for one in part_specs(area.parts)]
    [('ring', [1, 2, 3]), ('side', [])]
    >>> part_specs(area.parts)[1].streets[0].told.numbers
    Numbers(parity='even', start='', end='', district='')
    """
    return tuple(_specs(parts))


def _specs(parts: Sequence[AreaPart]) -> Iterator[PartSpec]:
    first = 0
    for number, part in enumerate(parts, start=1):
        ring = part.kind is PartKind.RING
        legs = tuple(_through(leg, first) for leg in part.legs) if ring else ()
        shifted = tuple(
            replace(one, legs=tuple(leg + first for leg in one.legs)) for one in part.problems
        )
        first += len(legs)
        yield PartSpec(
            number,
            part.kind,
            part.effect,
            part.text,
            part.span,
            part.name or next((leg.name for leg in part.legs if not ring), None),
            legs,
            tuple(_streets(part)),
            tuple(row.words for row in part.rows if row.kind is not RowKind.STREET),
            part.frames,
            shifted,
        )


def _through(leg: ParsedLeg, first: int) -> ParsedLeg:
    repeats = None if leg.repeats is None else leg.repeats + first
    return replace(leg, number=leg.number + first, repeats=repeats)


def _streets(part: AreaPart) -> Iterator[StreetSpec]:
    if part.kind not in BY_STREETS:
        return
    for leg in part.legs:
        parity = _PARITIES.get(leg.rule)
        told = PartStreet(
            leg.name,
            Numbers(parity or "whole"),
            is_open=parity is None,
            section=leg.section,
        )
        asked = LegSpec(leg.number, leg.kind, leg.name, leg.text, leg.span, section=leg.section)
        yield StreetSpec(told, asked)
    yield from _of_rows(row for row in part.rows if row.kind is RowKind.STREET)


def _of_rows(rows: Iterable[ListRow]) -> Iterator[StreetSpec]:
    for number, row in enumerate(rows, start=1):
        asked = LegSpec(number, LegKind.STREET, row.street, row.words, row.span)
        for one in area_ranges((row,)):
            told = PartStreet(
                row.street,
                (NumberRange(Parity.WHOLE) if one.is_vague else one.numbers).told(),
                is_excepted=one.is_excepted,
                is_open=one.is_open,
            )
            yield StreetSpec(told, asked)
