"""Answers and street rows as the JSON objects that programs get, each with its type.

The types are what the code is checked by and what the OpenAPI document is made of. Fields are
added, never renamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, cast

from typing_extensions import TypedDict

from boundaries.export.layers import row_id
from boundaries.facts.records import FactKind  # noqa: TC001 - pydantic reads it
from boundaries.language.house_numbers import Parity
from boundaries.model import Effect, Grade, LineRule, PartKind, Reason, VerdictKind

from ..web.i18n import DEFAULT_LANGUAGE, texts
from ..web.schemas import Day, Hash, Says
from .candidates import kind_and_label
from .evidence_words import deciding_facts, evidence_text
from .overrides import shown_override
from .words import attribution, caution, network_note, reason_text

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.model import Answer, Candidate, Edition

    from .services import Areas


class FactFields(TypedDict):
    """A fact on record, as an answer names it."""

    fact: str
    kind: FactKind
    on: Day


class CandidateFields(TypedDict):
    """One place or range that may be meant."""

    address: str
    score: float
    verdict: VerdictKind | None
    kind: Literal["place", "range"]
    label: str


class BasisFields(TypedDict):
    """How surely a verdict is known and what it rests on."""

    grade: Annotated[
        Grade | None,
        Says(
            "How the verdict of an address is known, the surest first: on record, by a "
            "place of its own, or inferred from the doors around it. Null where nothing is "
            "decided, or a point was asked."
        ),
    ]
    street_list: Annotated[Hash | None, Says("Hash of the street list that was asked")]
    evidence: Annotated[
        Hash | None, Says("Hash of the known places and facts of the town that were asked")
    ]
    evidence_text: Annotated[
        str | None, Says("What the verdict rests on, as a sentence that can be checked")
    ]
    facts: Annotated[
        list[FactFields],
        Says(
            "Facts on record that the verdict rests on: id, kind, and the day from which "
            "each holds. Who recorded and who confirmed them stands in the area's own log."
        ),
    ]


class PartFields(TypedDict):
    """A part of an area: a ring, a street beside it, what is taken out."""

    number: Annotated[int, Says(minimum=1)]
    kind: PartKind
    effect: Effect
    text: Annotated[str, Says("Its words")]


class Details(TypedDict):
    """What an answer's details tell programs: named one by one, not all are for the public."""

    overrides_unchecked: bool
    machine_behind: NotRequired[
        Annotated[bool, Says("True where another machine has a newer edition; else absent")]
    ]
    machines_differ: NotRequired[
        Annotated[
            bool,
            Says(
                "True where another machine works with another street list or other facts of the "
                "area; else absent"
            ),
        ]
    ]
    area_part: NotRequired[
        Annotated[
            PartFields,
            Says("Of an area of several parts: the one that decides, or leaves open; else absent"),
        ]
    ]


class AnswerFields(BasisFields):
    """An answer. Metres are metres, hashes are whole."""

    query: str
    verdict: VerdictKind
    reason: Reason
    reason_text: str
    area: str
    edition: Hash
    variant: str
    matched: str | None
    method: str | None
    distance_m: Annotated[float | None, Says(minimum=0)]
    leg: str | None
    leg_number: int | None
    rule: LineRule | None
    uncertainty_m: float | None
    district: str | None
    assumed_town: str | None
    override: Annotated[
        dict[str, object] | None,
        Says(
            "The override that decided, with what the answer would be without it; null "
            "where none did"
        ),
    ]
    details: Details
    candidates: list[CandidateFields]


class LeaningFields(TypedDict, total=False):
    """Which way an undecidable door leans: not for everybody."""

    leans: Annotated[
        Literal["inside", "outside"] | None,
        Says(
            "Which way an undecidable door leans: an order of work, and no answer. Only for "
            "callers with the scope `streets`."
        ),
    ]
    share: Annotated[
        float | None,
        Says(
            "Share of where the door may stand that lies the way it leans. Only for callers "
            "with the scope `streets`.",
            minimum=0,
            maximum=1,
        ),
    ]


class AnswerDocument(AnswerFields):
    """An answer together with its caution and what it rests on."""

    caution: str
    sources: dict[str, str]


class SentAnswer(AnswerDocument, LeaningFields):
    """What the API sends: to some callers with the way it leans."""


StreetRow = TypedDict(
    "StreetRow",
    {
        "id": str,
        "street": str,
        "parity": Parity,
        "from": str | None,
        "to": str | None,
        "district": str,
        "doors": int,
        "highest": int | None,
        "verdict": VerdictKind,
        "reason": Reason,
        "leg": int | None,
        "basis": str | None,
    },
)
"""One range of a street list with its verdict: `RangeValues` with the street before it."""


def answer_fields(answer: Answer, lang: str = DEFAULT_LANGUAGE) -> AnswerFields:
    """Return an answer as the JSON object that programs get.

    Which way an undecidable door leans is not here; see `leaning_fields`.
    """
    return {
        "query": answer.query,
        "verdict": answer.verdict,
        "reason": answer.reason,
        "reason_text": reason_text(answer, lang),
        "area": answer.area,
        "edition": answer.edition,
        **basis_fields(answer, lang),
        "variant": answer.variant,
        "matched": answer.matched,
        "method": answer.method,
        "distance_m": answer.distance_m,
        "leg": answer.leg,
        "leg_number": answer.leg_number,
        "rule": answer.rule,
        "uncertainty_m": answer.uncertainty_m,
        "district": answer.district,
        "assumed_town": answer.assumed_town,
        "override": shown_override(answer),
        "details": _details(answer),
        "candidates": [_candidate_fields(candidate, lang) for candidate in answer.candidates],
    }


def _details(answer: Answer) -> Details:
    told: Details = {"overrides_unchecked": answer.details.get("overrides_unchecked", False)}
    if answer.details.get("machine_behind"):
        told["machine_behind"] = True
    if answer.details.get("machines_differ"):
        told["machines_differ"] = True
    part = answer.details.get("area_part")
    if part is not None:
        kind, effect = PartKind(part["kind"]), Effect(part["effect"])
        told["area_part"] = {
            "number": part["number"],
            "kind": kind,
            "effect": effect,
            "text": part["text"],
        }
    return told


def basis_fields(answer: Answer, lang: str) -> BasisFields:
    """Return how surely a verdict is known and what it rests on, for programs."""
    return {
        "grade": answer.grade,
        "street_list": answer.street_list,
        "evidence": answer.evidence,
        "evidence_text": evidence_text(answer, lang),
        "facts": [cast("FactFields", dict(one)) for one in deciding_facts(answer)],
    }


def leaning_fields(answer: Answer) -> LeaningFields:
    """Return which way an undecidable door leans; only for those who may see the street list.

    It is an order of work and no answer: no page of the public, no file and no sheet tells it.
    """
    return cast("LeaningFields", {"leans": answer.leans, "share": answer.share})


def _candidate_fields(candidate: Candidate, lang: str) -> CandidateFields:
    kind, label = kind_and_label(candidate, lang)
    return {
        "address": candidate.address,
        "score": candidate.score,
        "verdict": candidate.verdict,
        "kind": kind,
        "label": label,
    }


def answer_document(
    answer: Answer, edition: Edition, lang: str = DEFAULT_LANGUAGE, *, today: dt.date | None = None
) -> AnswerDocument:
    """Return an answer for programs together with its caution and what it rests on.

    Args:
        answer: The answer.
        edition: The edition that was asked.
        lang: Language of every text.
        today: Day for which the caution is written; the present day where None.
    """
    return {
        **answer_fields(answer, lang),
        "caution": caution(edition, lang, today=today),
        "sources": {
            "attribution": attribution(edition, lang),
            "map_data": texts(lang)("site.osm"),
            "network": network_note(edition, lang),
        },
    }


def street_rows(areas: Areas, slug: str, variant: str) -> list[StreetRow]:
    """Return every range of the street list of an area, each with its stable id.

    Raises:
        RegisterError: the list cannot be read.
    """
    return [
        {
            "id": row_id(street, row),
            "street": street.full_name,
            **row.values,
        }
        for street in areas.streets(slug, variant).streets
        for row in street.rows
    ]
