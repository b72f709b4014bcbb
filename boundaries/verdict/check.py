"""One question, one answer: an address or a point against an edition.

An address is parsed, its street found in the town's street list, its number in the ranges. What
is not certain is undecidable with its reason and, where there is a choice, with candidates;
never "outside".
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.crs import check_eov, check_lonlat, to_eov
from geo.primitives import LonLat

from .. import clock
from ..address.query import read_query
from ..address.street_match import TownNames, build_index, has_no_type
from ..ground.eligibility import decide_point
from ..language.aliases import load_aliases
from ..language.country import CAPITAL
from ..language.house_numbers import HouseNumber, nearest_numbers
from ..model import DECIDED, Answer, Candidate, Grade, Reason, VerdictKind
from ..streets.street_list import geometry_hash
from ..towns.asked_town import in_its_town
from .locate import REACH_METHOD, with_evidence
from .number_hints import number_hints

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.primitives import EovPoint

    from ..address.query import Reading
    from ..address.street_match import StreetIndex, StreetMatch
    from ..doors.positions import PlaceIndex
    from ..model import Edition
    from ..streets.street_list import Street, StreetList, StreetRow
    from ..towns.settlement_names import SettlementReader
    from .number_hints import NumberHint
    from .overrides import Overrides

BEYOND_LISTED = 20
"""A number this far past the highest listed one of its range is taken not to exist."""
_METHODS = {
    "district": "register_range",
    "leg": "boundary_side",
    "line": "street_line",
    "rule": "boundary_rule",
    "reach": REACH_METHOD,
}


@functools.lru_cache(maxsize=16)
def _index(streets: StreetList) -> StreetIndex[Street]:
    aliases = load_aliases(streets.meta.town)
    elsewhere = (*streets.meta.other_towns, *CAPITAL)
    names = TownNames(streets.meta.town, streets.meta.postcodes, elsewhere)
    both = [pair for a in aliases for pair in ((a.name, a.means), (a.means, a.name))]
    return build_index(streets.streets, names, both)


def check_address(
    query: str,
    edition: Edition,
    streets: StreetList,
    overrides: Overrides | None = None,
    on: dt.date | None = None,
    places: PlaceIndex | None = None,
    elsewhere: SettlementReader | None = None,
) -> Answer:
    """Answer for one address.

    Without a known place an address has no distance from the line: the street list says on which
    side of it a door is, not where. `docs/deciding.md` tells how place and list are weighed.

    Args:
        query: as typed; any text.
        edition: the area asked.
        streets: the town's street list; made for this very geometry, or nothing is decided.
        overrides: decisions of people about single addresses; None = there are none.
        on: the day of the question, for the overrides; None = today.
        places: where the doors of the town are known to be; None = the street list alone answers.
        elsewhere: knows the other settlements; None = the bundled ones.
    """
    blank = _blank(query, edition, streets, places)
    if streets.meta.geometry_hash != geometry_hash(edition):
        return blank.changed(reason=Reason.LIST_FOR_OTHER_EDITION)
    reading = read_query(query, _index(streets))
    on = None if overrides is None else on or clock.today()
    asked = _Place(edition, streets.meta.town, blank, edition.hash, overrides, on, places)
    if reading.refusal is not None:
        answer = _refused(reading, reading.refusal, asked)
    else:
        answer = _with_unplaced(_answer_for_street(reading, asked), reading)
    answer = in_its_town(answer, reading, streets.meta.town, edition.area, elsewhere)
    if answer.leans is None or answer.verdict is VerdictKind.UNDECIDABLE:
        return answer
    return answer.changed(leans=None, share=None)  # a place or a person has decided it


def _refused(reading: Reading[Street], reason: Reason, place: _Place) -> Answer:
    """Answer where nothing is decided; with the address that stands beside unknown words."""
    candidates: tuple[Candidate, ...] = ()
    if reading.match.street is not None:
        found = _decide(reading.match.street, reading.parsed.number, place)
        candidates = (Candidate(found.matched or "", 1.0, found.verdict),)
    return place.blank.changed(reason=reason, candidates=candidates, details=dict(reading.details))


def _with_unplaced(answer: Answer, reading: Reading[Street]) -> Answer:
    """Take back a verdict where the words left over may be a second address ("5 és 6")."""
    if answer.verdict not in DECIDED or not reading.may_be_two:
        return answer
    whole = Candidate(answer.matched or "", 1.0, answer.verdict)
    return answer.changed(
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.UNPLACED_WORDS,
        method=None,
        grade=None,
        candidates=(whole,),
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """What every step of one look-up shares; equal where every number gets the same answer."""

    edition: Edition = field(compare=False)
    town: str
    blank: Answer = field(compare=False)
    """The answer so far: undecidable, no street found."""
    edition_hash: str
    overrides: Overrides | None = None
    on: dt.date | None = None
    places: PlaceIndex | None = None
    bare: bool = False
    """True while hints are made: an answer needs none of its own."""


def _blank(
    query: str,
    edition: Edition,
    streets: StreetList | None = None,
    places: PlaceIndex | None = None,
) -> Answer:
    return Answer(
        query=query,
        verdict=VerdictKind.UNDECIDABLE,
        reason=Reason.NOT_AN_ADDRESS,
        area=edition.slug,
        variant=edition.variant,
        edition=edition.hash,
        street_list=None if streets is None else streets.digest or None,
        evidence=None if places is None else places.digest,
    )


def _answer_for_street(reading: Reading[Street], place: _Place) -> Answer:
    match, number = reading.match, reading.parsed.number
    if match.street is not None:
        answer = _decide(match.street, number, place)
        return answer.changed(details={**reading.notes(), **answer.details})
    fitting = match.homonyms or match.close
    answers = [_decide(item.street, number, place) for item in fitting]
    whole = _only_one_in_full(reading, answers) or _all_alike(match, answers)
    if whole is not None:
        return whole.changed(details={"match": "exact", **whole.details})
    candidates = tuple(
        Candidate(answer.matched or item.street.full_name, item.score, answer.verdict)
        for item, answer in zip(fitting, answers, strict=True)
    )
    reason = Reason.HOMONYM if match.homonyms else Reason.STREET_NOT_FOUND
    return place.blank.changed(reason=reason, candidates=candidates)


def _all_alike(match: StreetMatch[Street], answers: Sequence[Answer]) -> Answer | None:
    """Return the answer for the name as it is spelled where lost accents change no verdict."""
    if match.likely is None or len({answer.verdict for answer in answers}) > 1:
        return None
    streets = [item.street for item in match.homonyms]
    return answers[streets.index(match.likely)]


def _only_one_in_full(reading: Reading[Street], answers: Sequence[Answer]) -> Answer | None:
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


def _decide(street: Street, number: HouseNumber | None, place: _Place) -> Answer:
    """Answer for a known street of the list; an override in force goes before everything."""
    answer = _from_list(street, number, place)
    if place.places is not None and number is not None:
        answer = with_evidence(answer, street.full_name, number, place.places, place.edition)
    if place.overrides is None or place.on is None:
        return answer
    return place.overrides.apply(answer, street.full_name, number, place.on)


def _from_list(street: Street, number: HouseNumber | None, place: _Place) -> Answer:
    """Answer from the ranges of the list, with or without a number."""
    shown = f"{place.town}, {street.full_name}" + (f" {number}" if number is not None else "")
    found = place.blank.changed(matched=shown)
    rows = street.rows
    if number is not None:
        rows = _rows_for(street, number)
        if not number.number and len({row.verdict for row in street.rows}) > 1:
            rows = ()  # 0 is no house number; it is neither on the even side nor on the odd
        if not rows:
            details = {"nearest": _nearest(street, number), **_ranges(street)}
            return found.changed(reason=Reason.NO_RULE, details=details)
        beyond = _beyond(rows, number)
        if beyond is not None:
            near = _nearest(street, number)
            details = {"highest_listed": beyond, "nearest": near, **_ranges(street)}
            return found.changed(reason=Reason.NUMBER_NOT_FOUND, details=details)
    if len({row.verdict for row in rows}) > 1:
        return _several(street, number, found, place)
    return _from_rows(rows, number, found, place.edition)


def _rows_for(street: Street, number: HouseNumber) -> tuple[StreetRow, ...]:
    """Return the rows of a number; of both numbers of a plot, of a flat written as sub-number."""
    rows: list[StreetRow] = []
    for one in _numbers_of(number):
        rows += [row for row in street.covering(one) if row not in rows]
    return tuple(rows)


def _why_several(street: Street, number: HouseNumber) -> Reason:
    """Tell two plots in one number (17-19) from one number that the list has on both sides."""
    for one in _numbers_of(number):
        if len({row.verdict for row in street.covering(one)}) > 1:
            return Reason.SOURCE_CONTRADICTS
    return Reason.NUMBERS_ON_BOTH_SIDES


def _numbers_of(number: HouseNumber) -> list[HouseNumber]:
    """Return every number that one as written may mean."""
    meant = [number]
    if number.end is not None:
        meant.append(HouseNumber(number.end, number.end_suffix))
    if number.suffix.isdigit():
        meant.append(HouseNumber(number.number))  # 7/2 may be flat 2 of number 7
    return meant


def _beyond(rows: Sequence[StreetRow], number: HouseNumber) -> int | None:
    """Return the highest listed number where the one asked lies far past it."""
    open_rows = [row for row in rows if row.numbers.end is None]
    if not open_rows or any(row.highest is None for row in open_rows):
        return None
    highest = max(row.highest or 0 for row in rows)
    # Where a district decides, its range decides for any number; where a stretch of line does,
    # nothing is known of what lies past the last listed door.
    margin = BEYOND_LISTED if all(row.basis == "district" for row in rows) else 0
    return highest if number.number > highest + margin else None


def _nearest(street: Street, number: HouseNumber) -> list[str]:
    """Return known numbers next to one that is not listed: the ends of the ranges that have doors.

    A street list has no doors, so these are the highest listed number of each range and the
    ends that the district list itself names; what the list would not answer for is left out.
    """
    known: set[HouseNumber] = set()
    for row in street.rows:
        if row.highest is not None:
            ends = (row.numbers.start, row.numbers.end)
            known |= {HouseNumber(row.highest), *(end for end in ends if end is not None)}
    listed = [one for one in known if one.number and _is_listed(street, one)]
    return list(nearest_numbers(number, sorted(listed, key=lambda n: n.key)))


def _is_listed(street: Street, number: HouseNumber) -> bool:
    rows = _rows_for(street, number)
    return bool(rows) and _beyond(rows, number) is None


def _several(street: Street, number: HouseNumber | None, found: Answer, place: _Place) -> Answer:
    """Answer where the numbers that may be meant have different verdicts: show them.

    Every range shown is made of numbers that this very engine was asked.
    """
    hints = () if place.bare else _hints(street, place)
    if number is not None:
        meant = _numbers_of(number)
        hints = tuple(hint for hint in hints if any(map(hint.has, meant))) or hints
    candidates = tuple(
        Candidate(f"{place.town}, {street.full_name} ({hint})", 1.0, hint.verdict) for hint in hints
    )
    reason = Reason.NUMBER_MISSING if number is None else _why_several(street, number)
    return found.changed(reason=reason, candidates=candidates, details=_ranges(street))


@functools.lru_cache(maxsize=256)
def _hints(street: Street, place: _Place) -> tuple[NumberHint, ...]:
    """Return the hints of a street; overrides may begin and end at numbers of their own."""
    entries = () if place.overrides is None else place.overrides.entries
    ends = (end for one in entries for end in (one.numbers.start, one.numbers.end))
    more = [HouseNumber(end.number, end.suffix) for end in ends if end is not None]
    bare = dataclasses.replace(place, bare=True)
    return number_hints(street, lambda one: _decide(street, one, bare), more)


def _from_rows(
    rows: Sequence[StreetRow], number: HouseNumber | None, found: Answer, edition: Edition
) -> Answer:
    """Answer where every range that may be meant has the same verdict."""
    row = rows[0]
    reasons = {r.reason for r in rows}
    reason = row.reason
    if len(reasons) > 1 and row.verdict in DECIDED:
        inside = row.verdict is VerdictKind.INSIDE
        reason = Reason.STREET_INSIDE if inside else Reason.STREET_OUTSIDE
    leg = next((leg for leg in edition.legs if leg.number == row.leg), None)
    districts = sorted({r.district for r in rows})
    details: dict[str, object] = {"range": _range(row)} if len(rows) == 1 else {}
    if row.basis:
        details["basis"] = row.basis
    method = _method(row) if row.verdict in DECIDED else None
    if number is not None and row.highest is not None and number.number > row.highest:
        details["highest_listed"] = row.highest  # the range takes it, the register lists less
    return found.changed(
        verdict=row.verdict,
        reason=reason,
        method=method,
        grade=None if method is None else _grade(method),
        leg=leg.name if leg else None,
        leg_number=leg.number if leg else None,
        rule=leg.rule if leg else None,
        district=districts[0] if len(districts) == 1 else None,
        details=details,
        **_leaning(rows),
    )


def _leaning(rows: Sequence[StreetRow]) -> dict[str, object]:
    """Return what undecidable ranges lean to, where they lean alike, and the least share."""
    sides = {row.leans for row in rows}
    if len(sides) > 1 or None in sides or rows[0].verdict is not VerdictKind.UNDECIDABLE:
        return {}
    return {"leans": rows[0].leans, "share": min(row.share or 0.0 for row in rows)}


def _method(row: StreetRow) -> str:
    return _METHODS.get(row.basis.split()[0] if row.basis else "", "district_border")


def _grade(method: str) -> Grade:
    return Grade.INFERRED if method == REACH_METHOD else Grade.RECORDED


def _range(row: StreetRow) -> str:
    """Write a range for people and programs alike: "odd 1-15/A", "even 8-", "whole"."""
    numbers = row.numbers
    if numbers.start is None and numbers.end is None:
        return numbers.parity.value
    return f"{numbers.parity.value} {numbers.start or ''}-{numbers.end or ''}"


def _ranges(street: Street) -> dict[str, object]:
    return {"ranges": [f"{_range(row)} ({row.district})" for row in street.rows]}


def check_point(point: LonLat | EovPoint, edition: Edition, *, query: str | None = None) -> Answer:
    """Answer for one point.

    Args:
        point: WGS84 or EOV; impossible coordinates are refused, not answered.
        edition: the area asked.
        query: what to repeat in the answer; by default the coordinates.

    Raises:
        geo.errors.CoordinateError: not finite, swapped, or not in Hungary.
    """
    if isinstance(point, LonLat):
        checked = check_lonlat(lat=point.lat, lon=point.lon)
        place, shown = to_eov(checked), f"{checked.lat}, {checked.lon}"
    else:
        place = check_eov(point.east, point.north)
        shown = f"EOV {place.east}, {place.north}"
    found = decide_point(place.east, place.north, edition)
    return dataclasses.replace(
        _blank(query if query is not None else shown, edition),
        verdict=found.verdict,
        reason=found.reason,
        matched=shown,
        method="coordinate",
        distance_m=round(found.distance_m, 2),
        leg=found.leg,
        leg_number=found.leg_number,
        rule=found.rule,
        uncertainty_m=found.uncertainty_m,
        details={"flip_distance_m": round(found.flip_m, 2)},
    )
