"""JSON schemas of the answers of `/api/v1`."""

from __future__ import annotations

from typing import Any

from boundaries.facts.records import FactKind
from boundaries.model import Grade, LineRule, Reason, VerdictKind

from ..ask.overrides import UNCHECKED

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "number"}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
WHOLE: Schema = {"type": "integer"}
MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
DATE: Schema = {"type": "string", "format": "date"}
MAYBE_DATE: Schema = {"type": ["string", "null"], "format": "date"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MAYBE_HASH: Schema = {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}
BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": TEXT}


def ref(name: str) -> Schema:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(required: list[str], properties: Schema, **more: Any) -> Schema:  # noqa: ANN401 - members of a JSON schema
    """Return the schema of an object."""
    return {"type": "object", "required": required, "properties": properties, **more}


def results() -> Schema:
    """Return the schema of the answers to several queries."""
    one = {
        "oneOf": [
            object_of(
                ["answer"], {"id": TEXT, "answer": ref("Answer")}, additionalProperties=False
            ),
            object_of(
                ["problem"], {"id": TEXT, "problem": ref("Problem")}, additionalProperties=False
            ),
        ]
    }
    return object_of(
        ["area", "variant", "results"],
        {"area": TEXT, "variant": TEXT, "results": {"type": "array", "items": one}},
    )


def answer() -> Schema:
    """Return the schema of one answer."""
    properties: Schema = {
        "query": TEXT,
        "verdict": {"enum": [kind.value for kind in VerdictKind]},
        "reason": {"enum": [reason.value for reason in Reason]},
        "reason_text": TEXT,
        "area": TEXT,
        "edition": HASH,
        "grade": {
            "enum": [*(grade.value for grade in Grade), None],
            "description": "How the verdict of an address is known, the surest first: on record, "
            "by a place of its own, or inferred from the doors around it. Null where nothing is "
            "decided, or a point was asked.",
        },
        "street_list": {**MAYBE_HASH, "description": "Hash of the street list that was asked"},
        "evidence": {
            **MAYBE_HASH,
            "description": "Hash of the known places and facts of the town that were asked",
        },
        "evidence_text": {
            **MAYBE_TEXT,
            "description": "What the verdict rests on, as a sentence that can be checked",
        },
        "facts": {
            "type": "array",
            "items": object_of(
                ["fact", "kind", "on"],
                {
                    "fact": TEXT,
                    "kind": {"enum": [kind.value for kind in FactKind]},
                    "on": {"type": "string", "format": "date"},
                },
            ),
            "description": "Facts on record that the verdict rests on: id, kind, and the day from "
            "which each holds. Who recorded and who confirmed them stands in the area's own log.",
        },
        "variant": TEXT,
        "matched": MAYBE_TEXT,
        "method": MAYBE_TEXT,
        "distance_m": {"type": ["number", "null"], "minimum": 0},
        "leg": MAYBE_TEXT,
        "leg_number": MAYBE_WHOLE,
        "rule": {"enum": [*(rule.value for rule in LineRule), None]},
        "uncertainty_m": MAYBE_NUMBER,
        "district": MAYBE_TEXT,
        "assumed_town": MAYBE_TEXT,
        "details": object_of([UNCHECKED], {UNCHECKED: {"type": "boolean"}}),
        "candidates": {"type": "array", "items": ref("Candidate")},
        "caution": TEXT,
        "sources": {"type": "object", "additionalProperties": TEXT},
    }
    return object_of(list(properties), {**properties, **_leaning()})


def _leaning() -> Schema:
    """Return the schema of the two fields that not everybody gets."""
    return {
        "leans": {
            "enum": [VerdictKind.INSIDE.value, VerdictKind.OUTSIDE.value, None],
            "description": "Which way an undecidable door leans: an order of work, and no answer. "
            "Only for callers with the scope `streets`.",
        },
        "share": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 1,
            "description": "Share of where the door may stand that lies the way it leans. Only for "
            "callers with the scope `streets`.",
        },
    }


def candidate() -> Schema:
    """Return the schema of one place or range that may be meant."""
    kinds = [*(kind.value for kind in VerdictKind), None]
    properties: Schema = {
        "address": TEXT,
        "score": NUMBER,
        "verdict": {"enum": kinds},
        "kind": {"enum": ["place", "range"]},
        "label": TEXT,
    }
    return object_of(list(properties), properties)


def surroundings() -> Schema:
    """Return the schema of what is near a point."""
    leg = object_of(
        ["number", "name", "distance_m"],
        {"number": MAYBE_WHOLE, "name": TEXT, "distance_m": MAYBE_NUMBER},
    )
    street = object_of(
        ["name", "distance_m", "streets_with_a_line", "complete"],
        {
            "name": TEXT,
            "distance_m": NUMBER,
            "streets_with_a_line": WHOLE,
            "complete": {
                "type": "boolean",
                "description": "False: the network does not have every street, so that a street "
                "without a line may be nearer.",
            },
        },
    )
    nothing: Schema = {"type": "null"}
    return object_of(
        ["point", "eov", "nearest_leg", "nearest_street", "answer"],
        {
            "point": object_of(["lon", "lat"], {"lon": NUMBER, "lat": NUMBER}),
            "eov": object_of(["east", "north"], {"east": NUMBER, "north": NUMBER}),
            "nearest_leg": {"anyOf": [leg, nothing]},
            "nearest_street": {"anyOf": [street, nothing]},
            "answer": ref("Answer"),
        },
    )


def area() -> Schema:
    """Return the schema of one area."""
    variant: Schema = {
        "variant": TEXT,
        "title": BY_LANGUAGE,
        "edition": HASH,
        "km2": NUMBER,
        "provisional": {"type": "array", "items": WHOLE},
        "valid_start": MAYBE_DATE,
        "valid_end": MAYBE_DATE,
        "sentence": TEXT,
        "attribution": TEXT,
        "licence": TEXT,
        "features": TEXT,
        "ledger": TEXT,
        "metadata": TEXT,
    }
    variants = {"type": "array", "items": object_of(list(variant), variant)}
    area: Schema = {
        "slug": TEXT,
        "title": BY_LANGUAGE,
        "town": TEXT,
        "projects": {"type": "array", "items": TEXT},
        "variants": variants,
    }
    return object_of(list(area), area)


def editions() -> Schema:
    """Return the schema of the editions of an area."""
    edition: Schema = {
        "variant": TEXT,
        "edition": HASH,
        "accepted_on": DATE,
        "last_day": MAYBE_DATE,
        "reason": TEXT,
        "features": TEXT,
    }
    items = object_of(list(edition), edition)
    return object_of(
        ["area", "editions"], {"area": TEXT, "editions": {"type": "array", "items": items}}
    )


def streets() -> Schema:
    """Return the schema of a page of the street list."""
    row: Schema = {
        "id": TEXT,
        "street": TEXT,
        "parity": {"enum": ["whole", "even", "odd", "continuous"]},
        "from": MAYBE_TEXT,
        "to": MAYBE_TEXT,
        "district": TEXT,
        "doors": WHOLE,
        "highest": MAYBE_WHOLE,
        "verdict": {"enum": [kind.value for kind in VerdictKind]},
        "reason": {"enum": [reason.value for reason in Reason]},
        "leg": MAYBE_WHOLE,
        "basis": MAYBE_TEXT,
    }
    rows = {"type": "array", "items": object_of(list(row), row)}
    page: Schema = {
        "area": TEXT,
        "variant": TEXT,
        "edition": HASH,
        "attribution": TEXT,
        "total": WHOLE,
        "limit": WHOLE,
        "offset": WHOLE,
        "rows": rows,
    }
    return object_of(list(page), page)
