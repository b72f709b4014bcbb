"""Answers: verdict, grade and reason of one query about one area."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from boundaries.model.details import Details

if TYPE_CHECKING:
    from boundaries.model.details import Numbers
    from boundaries.model.sentence import LineRule


class VerdictKind(StrEnum):
    """The four answers."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    BOUNDARY = "boundary"
    """Within a metre of a certain line where no side rule decides."""
    UNDECIDABLE = "undecidable"


DECIDED = frozenset({VerdictKind.INSIDE, VerdictKind.OUTSIDE})
"""The verdicts that say on which side something lies."""


class Grade(StrEnum):
    """How the verdict of a door is known, the surest first."""

    RECORDED = "recorded"
    """By the street list, by a rule of the sentence, or by what somebody has put on record."""
    MAPPED = "mapped"
    """By a known place of the door itself."""
    INFERRED = "inferred"
    """From the doors around it, the numbering of its street, or how far its street can reach."""


class Reason(StrEnum):
    """Why a verdict is what it is. Stable codes; the sentences live in the translations."""

    DISTRICT_INSIDE = "district_inside"
    """The door's polling district lies wholly inside."""
    DISTRICT_OUTSIDE = "district_outside"
    BOUNDARY_STREET_SIDE = "boundary_street_side"
    """A street on the line; the register puts this side of it in a district on one side."""
    STREET_INSIDE = "street_inside"
    STREET_OUTSIDE = "street_outside"
    OWN_STREET_SIDE = "own_street_side"
    """The door's side of its own street lies on one side of the area where the door may stand."""
    RECORDED_FACT = "recorded_fact"
    """Two people have put on record on which side the doors of a street or a range lie."""
    DISTRICT_REACH = "district_reach"
    """The street changes district near by; its few doors up to there lie on one side."""
    DISTRICT_CUT = "district_cut"
    """The door's polling district is cut by the line and nothing else places the door."""
    LEG_WITHOUT_LINE = "leg_without_line"
    """The door is on, or near, a leg whose line is unknown."""
    UNCERTAIN_ZONE = "uncertain_zone"
    UNCERTAIN_LINE = "uncertain_line"
    """The line's own uncertainty reaches across the place."""
    ON_LINE = "on_line"
    POINT_INSIDE = "point_inside"
    POINT_OUTSIDE = "point_outside"
    HOMONYM = "homonym"
    """Several streets carry the name; the candidates say which."""
    STREET_NOT_FOUND = "street_not_found"
    STREET_SUPPOSED = "street_supposed"
    """No street is called so; of those of nearly that name one alone has the number."""
    NUMBER_NOT_FOUND = "number_not_found"
    NUMBER_MISSING = "number_missing"
    """The street lies on both sides and the query has no house number."""
    OTHER_TOWN = "other_town"
    NOT_AN_ADDRESS = "not_an_address"
    NUMBERS_ON_BOTH_SIDES = "numbers_on_both_sides"
    """The number covers plots that lie on different sides of the line (5-6, 17-19)."""
    UNPLACED_WORDS = "unplaced_words"
    """Part of the text is neither the address nor a known town: perhaps a second address."""
    DAMAGED_CELL = "damaged_cell"
    """A date, a decimal, an error or the like stands where a spreadsheet's cell held a number."""
    NO_RULE = "no_rule"
    """The register has the street but no range rule for the number."""
    PARCEL = "parcel"
    """A parcel number; the register has no parcels."""
    LIST_FOR_OTHER_EDITION = "list_for_other_edition"
    SOURCES_DISAGREE = "sources_disagree"
    """The known place of the door and the street list put it on different sides."""
    SOURCE_CONTRADICTS = "source_contradicts"
    """The register gives the door to two polling districts, and they are of different sides."""
    OVERRIDE = "override"
    """Two people have decided it for a time; the details show the override."""
    PART_INSIDE = "part_inside"
    """A part of the area's words takes in the street, the side or the number."""
    PART_OUTSIDE = "part_outside"
    """A part of the area's words takes it out."""
    PART_OPEN = "part_open"
    """A part speaks of some doors of the street, and it is not known whether this is one."""
    SETTLEMENT_INSIDE = "settlement_inside"
    """The area is made of whole settlements, and the address is in one of them."""
    SETTLEMENT_OUTSIDE = "settlement_outside"
    """The address is in a known settlement that does not belong to the area."""
    SETTLEMENT_UNKNOWN = "settlement_unknown"
    """The address is in a settlement that the product does not know."""
    SETTLEMENT_MISSING = "settlement_missing"
    """The address names no settlement, and the area is made of settlements."""
    SETTLEMENT_AMBIGUOUS = "settlement_ambiguous"
    """The address names several settlements, or one and the postcode of another."""
    NOT_DELINEATED = "not_delineated"
    """The source publishes no line inside the settlement."""
    MEMBERS_NOT_PUBLISHED = "members_not_published"
    """The source does not say which settlements of the district belong to the area."""
    NO_STREET_LIST = "no_street_list"
    """The area has no street list that can be read, so that it answers points only."""
    LIST_OPEN = "list_open"
    """The published list that defines the area does not say whether it takes the number."""
    NO_EDITION = "no_edition"
    """No edition of the area has been taken into force yet."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One public place that a query may mean, or a range of numbers of one."""

    address: str
    score: float
    """1.0 = the words match; lower for close spellings."""
    verdict: VerdictKind | None = None
    """What the answer would be, where it does not depend on more."""
    street: str = ""
    """The public place with its town, where the candidate is a range of its numbers."""
    numbers: Numbers | None = None
    """The range; None where the candidate is an address or a whole public place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one query about one area; every field has its reason."""

    query: str
    verdict: VerdictKind
    reason: Reason
    area: str
    """Slug of the area."""
    variant: str
    edition: str
    """Hash of the edition that was asked."""
    matched: str | None = None
    """The address or the point as understood."""
    method: str | None = None
    """How the place was located: "register_range", "boundary_side", "coordinate", or None."""
    distance_m: float | None = None
    """Metres to the nearest line of the area, 0 or more; None where there is no position."""
    leg: str | None = None
    """Nearest or deciding leg, by name."""
    leg_number: int | None = None
    rule: LineRule | None = None
    uncertainty_m: float | None = None
    """Metres by which place and line together may be off."""
    district: str | None = None
    """Polling district that the register gives, such as "055"."""
    candidates: tuple[Candidate, ...] = ()
    details: Details = field(default_factory=Details)
    """What is told beside the verdict: see `Details`."""
    assumed_town: str | None = None
    """The town that was taken for the address's own, since it names none; None where it does."""
    grade: Grade | None = None
    """How a door's verdict is known; None where nothing is decided, or a bare point was asked."""
    street_list: str | None = None
    """SHA-256 (hex) of the street list that was asked; None where none was."""
    evidence: str | None = None
    """SHA-256 (hex) of the known places and facts of the town; None where there are none."""
    leans: VerdictKind | None = None
    """Which way an undecidable door leans, inside or outside. An order of work for the desk, the
    worklist and callers with the street-list scope, and no answer: `docs/deciding.md` says where
    it may be shown."""
    share: float | None = None
    """Share (0 to 1) of the ground, or of the known doors, that lies the way it leans."""

    def changed(self, **values: Any) -> Answer:  # noqa: ANN401 - as the fields
        """Return the answer with other values, four times as fast as `dataclasses.replace`.

        Each look-up does so a few times, and a file has millions of rows.
        """
        return Answer(**(dict(zip(_ANSWER_FIELDS, _answer_values(self), strict=True)) | values))


def blank(
    query: str,
    area: str,
    variant: str,
    edition: str = "",
    reason: Reason = Reason.NOT_AN_ADDRESS,
    **known: Any,  # noqa: ANN401 - values of further fields of an answer
) -> Answer:
    """Return an answer that decides nothing, which whoever knows more fills in.

    Args:
        query: as asked.
        area: slug of the area.
        variant: of the area.
        edition: hash of what is asked; empty where there is none.
        reason: why nothing is decided.
        known: further fields of the answer that are known already, by their names.
    """
    return Answer(query, VerdictKind.UNDECIDABLE, reason, area, variant, edition, **known)


_ANSWER_FIELDS = tuple(one.name for one in fields(Answer))
_answer_values = attrgetter(*_ANSWER_FIELDS)
