"""A parsed sentence as JSON; the form is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..model import FramePiece, ParsedLeg, ParsedProblem, ParsedReading, ParsedSentence, Span


def sentence_document(parsed: ParsedSentence) -> dict[str, Any]:
    """Return `{"legs": [...], "unread": [...], ...}`; spans are [start, end) in the text.

    `frames` are the words around the legs with the construction that makes them so, `areas` the
    areas of a text that holds several, `problems` what else a reader must know;
    `readings` are other ways to read it, where the words allow any.
    """
    document = {
        "legs": [leg_document(leg) for leg in parsed.legs],
        "unread": [
            {"text": piece.text, "span": span_document(piece.span)} for piece in parsed.unread
        ],
        "frames": [_frame(frame) for frame in parsed.frames],
        "areas": [
            {
                "span": span_document(area.span),
                "heading": None if area.heading is None else _frame(area.heading),
                "legs": list(area.legs),
            }
            for area in parsed.areas
        ],
        "problems": [problem_document(problem) for problem in parsed.problems],
    }
    if parsed.readings:
        document["readings"] = [reading_document(reading) for reading in parsed.readings]
    return document


def reading_document(reading: ParsedReading) -> dict[str, Any]:
    """Return another reading of a text, with all the legs that it has so read, as JSON."""
    return {
        "kind": reading.kind.value,
        "says": reading.says,
        "span": span_document(reading.span),
        "concerned": list(reading.concerned),
        "legs": [leg_document(leg) for leg in reading.legs],
    }


def problem_document(problem: ParsedProblem) -> dict[str, Any]:
    """Return one problem of a parse as JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "spans": [span_document(span) for span in problem.spans],
        "legs": list(problem.legs),
    }


def span_document(span: Span) -> list[int]:
    """Return a span as JSON: `[start, end)`."""
    return [span.start, span.end]


def _frame(frame: FramePiece) -> dict[str, Any]:
    return {"text": frame.text, "span": span_document(frame.span), "kind": frame.kind.value}


def leg_document(leg: ParsedLeg) -> dict[str, Any]:
    """Return one leg as JSON."""
    section = leg.section
    return {
        "number": leg.number,
        "kind": leg.kind.value,
        "name": leg.name,
        "type": leg.thoroughfare_type,
        "text": leg.text,
        "span": [leg.span.start, leg.span.end],
        "note": leg.note,
        "alternatives": [
            {"label": other.label, "name": other.name, "kind": other.kind.value}
            for other in leg.alternatives
        ],
        "rule": leg.rule.value,
        "side": leg.side,
        "section": None if section is None else {"from": section.start, "to": section.end},
        "railway_number": leg.railway_number,
        "parcel_number": leg.parcel_number,
        "repeats": leg.repeats,
    }
