"""From a text to the answer about one public place: the steps that every address goes through.

Read, refused or a street found, its number decided by whatever answers there (`Ground`), namesakes
and candidates told apart, a second address in the same text noticed, the town settled. Pure.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - a field of a dataclass
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ..address.query import read_query
from ..address.street_index import S
from ..address.street_match import has_no_type
from ..clock import today
from ..model import DECIDED, Candidate, Reason, VerdictKind
from ..streets.street_list import DEFAULT_VARIANT
from ..towns.asked_town import in_its_town

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.primitives import EovPoint, LonLat

    from ..address.query import Reading
    from ..address.street_index import StreetIndex
    from ..address.street_keys import Named
    from ..address.street_match import Scored, StreetMatch
    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Edition
    from ..towns.settlement_names import SettlementReader


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and of which day."""

    asked: str | LonLat | EovPoint
    """An address as typed, any text; or a point, WGS84 degrees or EOV metres."""
    area: str | Edition
    """Slug of an area, whose edition of the day is meant; or one edition, whenever it held."""
    variant: str = DEFAULT_VARIANT
    """Which reading of the sentence, for a slug."""
    day: dt.date = field(default_factory=today)
    """Edition, street list, facts and overrides are those of it."""


class Ground(Protocol[S]):
    """What answers for the public places of a town: a street list, or a list that is an area."""

    @property
    def town(self) -> str:
        """The town of its streets."""

    @property
    def index(self) -> StreetIndex[S]:
        """Its streets, to be found by their names."""

    @property
    def area(self) -> BaseGeometry | None:
        """EOV metres; None where it has no ground of its own."""

    def blank(self, query: str) -> Answer:
        """Return the answer that decides nothing yet."""

    def decide(
        self, blank: Answer, street: S, number: HouseNumber | None, building: str | None
    ) -> Answer:
        """Fill in the answer about a street as a whole (number None), or about one number of it."""


def answer_address(
    query: str, ground: Ground[S], elsewhere: SettlementReader | None = None
) -> Answer:
    """Answer for one address.

    Args:
        query: as typed; any text.
        ground: what answers.
        elsewhere: knows the other settlements; None = the bundled ones.
    """
    reading, blank = read_query(query, ground.index), ground.blank(query)
    if reading.refusal is not None:
        answer = _refused(reading, reading.refusal, ground, blank)
    else:
        answer = _with_unplaced(_of_street(reading, ground, blank), reading)
    answer = in_its_town(answer, reading, ground.town, ground.area, elsewhere)
    if answer.leans is None or answer.verdict is VerdictKind.UNDECIDABLE:
        return answer
    return answer.changed(leans=None, share=None)  # a place or a person has decided it


def shown_in_town(town: str, street: Named, number: HouseNumber | None) -> str:
    """Return an address as understood: "Kecskemét, Halasi út 12"."""
    return f"{town}, {street.full_name}" + (f" {number}" if number is not None else "")


def candidates(offered: Iterable[Scored[S]], answers: Iterable[Answer]) -> tuple[Candidate, ...]:
    """Return the places that a text may mean, each with what its answer would be."""
    return tuple(
        Candidate(answer.matched or item.street.full_name, item.score, answer.verdict)
        for item, answer in zip(offered, answers, strict=True)
    )


def _refused(reading: Reading[S], reason: Reason, ground: Ground[S], blank: Answer) -> Answer:
    """Answer where nothing is decided; with the address that stands beside unknown words."""
    offered: tuple[Candidate, ...] = ()
    if reading.match.street is not None:
        parsed = reading.parsed
        found = ground.decide(blank, reading.match.street, parsed.number, parsed.building)
        offered = (_as_candidate(found),)
    return blank.changed(reason=reason, candidates=offered, details=reading.details)


def _as_candidate(answer: Answer) -> Candidate:
    return Candidate(answer.matched or "", 1.0, answer.verdict)


def _with_unplaced(answer: Answer, reading: Reading[S]) -> Answer:
    """Take back a verdict where the words left over may be a second address ("5 és 6")."""
    if answer.verdict not in DECIDED or not reading.may_be_two:
        return answer
    return answer.changed(
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.UNPLACED_WORDS,
        method=None,
        grade=None,
        candidates=(_as_candidate(answer),),
    )


def _of_street(reading: Reading[S], ground: Ground[S], blank: Answer) -> Answer:
    match, number, building = reading.match, reading.parsed.number, reading.parsed.building
    if match.street is not None:
        answer = ground.decide(blank, match.street, number, building)
        return answer.changed(details={**reading.notes(), **answer.details})
    fitting = match.homonyms or match.close
    answers = [ground.decide(blank, item.street, number, building) for item in fitting]
    whole = _only_one_in_full(reading, answers) or _all_alike(match, answers)
    if whole is not None:
        return whole.changed(details={"match": "exact", **whole.details})
    reason = Reason.HOMONYM if match.homonyms else Reason.STREET_NOT_FOUND
    return blank.changed(reason=reason, candidates=candidates(fitting, answers))


def _all_alike(match: StreetMatch[S], answers: Sequence[Answer]) -> Answer | None:
    """Return the answer for the name as it is spelled where lost accents change no verdict."""
    if match.likely is None or len({answer.verdict for answer in answers}) > 1:
        return None
    streets = [item.street for item in match.homonyms]
    return answers[streets.index(match.likely)]


def _only_one_in_full(reading: Reading[S], answers: Sequence[Answer]) -> Answer | None:
    """Return the answer for the name as it stands where no namesake has such a number.

    "Kaposhegy 58" is in Kaposhegy, not in Kaposhegy utca, if that one ends at 20.
    """
    if reading.parsed.number is None:
        return None
    able = [
        (item.street, answer)
        for item, answer in zip(reading.match.homonyms, answers, strict=False)
        if answer.reason not in {Reason.NO_RULE, Reason.NUMBER_NOT_FOUND}
    ]
    return able[0][1] if len(able) == 1 and has_no_type(able[0][0]) else None
