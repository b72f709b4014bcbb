"""A parsed sentence as JSON; the form is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import ParsedLeg, ParsedSentence


def sentence_document(parsed: ParsedSentence) -> dict[str, Any]:
    """Return `{"legs": [...], "unread": [...]}`; spans are [start, end) in the text."""
    return {
        "legs": [_leg(leg) for leg in parsed.legs],
        "unread": [
            {"text": piece.text, "span": [piece.span.start, piece.span.end]}
            for piece in parsed.unread
        ],
    }


def _leg(leg: ParsedLeg) -> dict[str, Any]:
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
