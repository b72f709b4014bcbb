"""Reads a published boundary sentence into its legs. No map is asked.

The way of a sentence: units (words, notes, separators), pieces (one, unless the text holds more
than a ring), items (named things and the grammar between them), links (shared types,
descriptions, titles), legs. Each step looks at every word a bounded number of times, so the time
grows with the length of the text. No text is an error: what cannot be read comes back as an
unread piece with its position.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import FrameKind, FramePiece, ParsedLeg, ParsedSentence, Span, UnreadPiece
from .areas import Piece, is_worded, read_pieces
from .closings import closings
from .drafts import finished
from .groups import Frame
from .lists import mark_lists
from .problems import areas_of, open_readings, problems_of
from .readings import readings_of
from .tokens import UnitKind, read_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Account:
    """What became of every word of a sentence."""

    legs: tuple[ParsedLeg, ...]
    frames: tuple[Span, ...]
    """Grammar around the legs: "által határolt terület", articles, the town before a comma."""
    unread: tuple[Span, ...]


def account_for(text: str) -> Account:
    """Read a sentence and say for each of its words what it was taken for."""
    parsed = parse_sentence(text)
    return Account(
        parsed.legs,
        tuple(frame.span for frame in parsed.frames),
        tuple(piece.span for piece in parsed.unread),
    )


def parse_sentence(text: str) -> ParsedSentence:
    """Read a boundary sentence, whatever it holds; never raises.

    Args:
        text: The sentence as published, with or without the words around it ("Az akcióterület
            határai: …", "… által határolt terület").

    Returns:
        The legs in the order of the text, names in the nominative and types written out, the
        framing around them with its kind, and the pieces that could not be read. A text that
        holds more than one ring says so in its problems. Spans index `text` as given.

    >>> [leg.name for leg in parse_sentence("Petőfi u. – Fő tér – Tisza által határolt rész").legs]
    ['Petőfi utca', 'Fő tér', 'Tisza']
    """
    pieces = _pieces(text)
    legs = _legs(text, pieces)
    readings = readings_of(text, pieces)
    frames = sorted(_frames(pieces), key=lambda frame: frame.start)
    unread = sorted(_unread(pieces), key=lambda span: span.start)
    return ParsedSentence(
        text,
        legs,
        tuple(UnreadPiece(text[span.start : span.end], span) for span in unread),
        tuple(_framing(text, frame) for frame in frames),
        areas_of(text, pieces),
        (*problems_of(text, pieces), *open_readings(text, readings)),
        readings,
    )


def _pieces(text: str) -> list[Piece]:
    pieces = _read(text, notes=True)
    count = sum(len(piece.reading.drafts) for piece in pieces)
    if count == 0 or (count == 1 and _closed_in_brackets(text)):
        # "Belváros (A utca – B utca által határolt terület)": the ring itself is in brackets.
        opened = _read(text, notes=False)
        if sum(len(piece.reading.drafts) for piece in opened) > count + 1:
            return opened
    return pieces


def _closed_in_brackets(text: str) -> bool:
    notes = (unit for unit in read_units(text) if unit.kind is UnitKind.NOTE)
    inner = (read_units(text, unit.start + 1, unit.end - 1, notes=False) for unit in notes)
    return any(True for units in inner for _ in closings(units))


def _read(text: str, *, notes: bool) -> list[Piece]:
    return read_pieces(text, mark_lists(text, read_units(text, notes=notes)))


def _legs(text: str, pieces: Sequence[Piece]) -> tuple[ParsedLeg, ...]:
    """Number the legs of all areas through; the legs of a further part are left unread."""
    legs: list[ParsedLeg] = []
    for piece in pieces:
        if piece.ring:
            legs += finished(text, piece.reading.drafts, first=len(legs) + 1)
    return tuple(legs)


def _frames(pieces: Sequence[Piece]) -> Iterator[Frame]:
    for piece in pieces:
        if heading := [unit for unit in piece.heading if unit.kind is not UnitKind.SEPARATOR]:
            yield Frame(heading[0].start, heading[-1].end, FrameKind.HEADING)
        if piece.ring:
            yield from piece.reading.frames
        else:
            yield from (
                Frame(unit.start, unit.end, FrameKind.GRAMMAR)
                for unit in piece.units[:1]
                if unit.text == "bullet"
            )


def _unread(pieces: Sequence[Piece]) -> Iterator[Span]:
    for piece in pieces:
        if piece.ring:
            yield from piece.reading.unread
        else:
            marked = bool(piece.units) and piece.units[0].text == "bullet"
            words = [unit for unit in piece.units[marked:] if is_worded(unit)]
            if words:
                yield Span(words[0].start, words[-1].end)


def _framing(text: str, frame: Frame) -> FramePiece:
    return FramePiece(text[frame.start : frame.end], Span(frame.start, frame.end), frame.kind)
