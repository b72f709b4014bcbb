"""What a reader must know about a parse: more than one ring, other readings, what was located."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model import FrameKind, FramePiece, ParsedArea, ParsedProblem, ReadingKind, Span
from .beside import doubtful_partings
from .tokens import UnitKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..model import ParsedReading
    from .areas import Piece

_QUOTED = 60
"""Letters of a place that a message quotes."""


def areas_of(text: str, pieces: Sequence[Piece]) -> tuple[ParsedArea, ...]:
    """Return the areas of a text that holds several; empty for one ring."""
    rings = [piece for piece in pieces if piece.ring and piece.reading.drafts]
    if len(rings) < 2:  # noqa: PLR2004
        return ()
    areas, count = [], 0
    for piece in rings:
        legs = len(piece.reading.drafts)
        numbers = tuple(range(count + 1, count + legs + 1))
        areas.append(ParsedArea(Span(piece.start, piece.end), _heading(text, piece), numbers))
        count += legs
    return tuple(areas)


def _heading(text: str, piece: Piece) -> FramePiece | None:
    words = [unit for unit in piece.heading if unit.kind is not UnitKind.SEPARATOR]
    if words:
        start, end = words[0].start, words[-1].end
    elif frames := [f for f in piece.reading.frames if f.kind is FrameKind.HEADING]:
        start, end = frames[0].start, frames[-1].end
    else:
        return None
    return FramePiece(text[start:end], Span(start, end), FrameKind.HEADING)


def problems_of(text: str, pieces: Sequence[Piece]) -> tuple[ParsedProblem, ...]:
    """Return the problems of a parse, the errors first."""
    return (*_divided(text, pieces), *_notes(text, pieces))


def _divided(text: str, pieces: Sequence[Piece]) -> Iterator[ParsedProblem]:
    named = [piece for piece in pieces if piece.ring and piece.reading.drafts]
    rings = [Span(piece.start, piece.end) for piece in named]
    parts = [Span(piece.start, piece.end) for piece in pieces if not piece.ring]
    parts += [span for piece in pieces if piece.ring for span in piece.reading.further]
    if len(rings) > 1:
        places = ", ".join(f"from {span.start}" for span in rings)
        yield ParsedProblem(
            "several_areas",
            f"the text describes {len(rings)} areas ({places}); compile each by itself",
            tuple(rings),
        )
    if parts and rings:
        words = "; ".join(f'"{_quoted(text, span)}" at {span.start}' for span in parts)
        yield ParsedProblem(
            "more_than_a_ring",
            f"beside the ring the text adds or takes out {words}; "
            "compile the ring by itself and the rest apart",
            tuple(sorted(parts, key=lambda span: span.start)),
        )


def _quoted(text: str, span: Span) -> str:
    words = " ".join(text[span.start : span.end].split())
    return words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + " …"


def _notes(text: str, pieces: Sequence[Piece]) -> Iterator[ParsedProblem]:
    number = 0
    for piece in (piece for piece in pieces if piece.ring):
        for frame in piece.reading.frames:
            span = Span(frame.start, frame.end)
            if frame.kind is FrameKind.SETTLEMENT:
                yield ParsedProblem(
                    "settlement",
                    f'"{_quoted(text, span)}" is taken for the settlement, not for a leg',
                    (span,),
                    "note",
                )
        located = [frame for frame in piece.reading.frames if frame.kind is FrameKind.LOCATED]
        if located:
            span = Span(located[0].start, located[-1].end)
            yield ParsedProblem(
                "located",
                f'"{_quoted(text, span)}" says where the ring lies and is no leg',
                (span,),
                "note",
            )
        drafts = piece.reading.drafts
        for at in doubtful_partings(text, piece.units, drafts):
            yield ParsedProblem(
                "two_areas_possible",
                "the list is read as one ring; if a second area begins behind leg "
                f'{number + at + 1} "{drafts[at].name}", compile each by itself',
                (Span(drafts[at].end, drafts[at + 1].start),),
                "warning",
                (number + at + 1, number + at + 2),
            )
        for draft in piece.reading.drafts:
            number += 1
            other = draft.other
            if other is not None:
                yield ParsedProblem(
                    "other_reading",
                    f'leg {number} is read as "{draft.name}" ({draft.kind}), '
                    f"{'with' if draft.shared else 'without'} the type that the list shares; "
                    f'the words may also mean "{other.name}" ({other.kind})',
                    (Span(draft.start, draft.end),),
                    "warning" if draft.doubtful else "note",
                    (number,),
                )


_OPEN = {
    ReadingKind.PLACE: "warning",
    ReadingKind.LINES: "warning",
    ReadingKind.SECTION: "warning",
    ReadingKind.TWO_STREETS: "note",
    ReadingKind.ONE_STREET: "warning",
}
"""What is said of readings with other legs; of a place that holds the ring enough is said."""


def open_readings(text: str, readings: Sequence[ParsedReading]) -> Iterator[ParsedProblem]:
    """Yield what is open without a map: how else the words may be read."""
    for reading in readings:
        if reading.kind in _OPEN:
            yield ParsedProblem(
                "other_legs",
                f'the words "{_quoted(text, reading.span)}" may also be read otherwise: '
                f"{reading.says}",
                (reading.span,),
                _OPEN[reading.kind],
                reading.concerned,
            )
