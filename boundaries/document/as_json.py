"""A parsed document as JSON; the form is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..lists.rows_file import row_record
from ..sentence.document import leg_document, problem_document, reading_document, span_document

if TYPE_CHECKING:
    from .model import AreaPart, DocumentArea, ParsedDocument


def document_json(document: ParsedDocument) -> dict[str, Any]:
    """Return `{"areas": [...], "unread": [...], ...}`; spans are [start, end) in the text."""
    return {
        "areas": [_area(number, area) for number, area in enumerate(document.areas, 1)],
        "unread": [
            {"text": piece.text, "span": span_document(piece.span)} for piece in document.unread
        ],
        "prose": [span_document(span) for span in document.prose],
        "furniture": [span_document(span) for span in document.furniture],
    }


def _area(number: int, area: DocumentArea) -> dict[str, Any]:
    return {
        "number": number,
        "title": area.title,
        "span": span_document(area.span),
        "mentions": [span_document(span) for span in area.mentions],
        "parts": [_part(part) for part in area.parts],
    }


def _part(part: AreaPart) -> dict[str, Any]:
    document = {
        "kind": part.kind.value,
        "effect": part.effect.value,
        "text": part.text,
        "span": span_document(part.span),
        "name": part.name,
        "everywhere": part.everywhere,
        "legs": [leg_document(leg) for leg in part.legs],
        "rows": [row_record(row) for row in part.rows],
        "problems": [problem_document(problem) for problem in part.problems],
    }
    if part.readings:
        document["readings"] = [reading_document(reading) for reading in part.readings]
    return document
