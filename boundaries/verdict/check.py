"""One question, one answer: an address or a point against an edition.

`engine` finds the street of an address; here its number is found in the ranges of the street list
and weighed against what else is known. What is not certain is undecidable with its reason and,
where there is a choice, with candidates; never "outside".
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.crs import check_eov, check_lonlat, to_eov
from geo.primitives import LonLat

from .. import clock
from ..address.street_index import TownNames, build_index
from ..errors import RegisterError
from ..ground.eligibility import decide_point
from ..language.aliases import load_aliases
from ..language.country import CAPITAL
from ..language.house_numbers import HouseNumber, nearest_numbers
from ..model import DECIDED, Answer, Candidate, Reason, VerdictKind, blank
from ..streets.street_list import geometry_hash
from ..towns.elsewhere import decided_elsewhere
from .engine import Question, answer_address, shown_in_town
from .locate import REACH_METHOD, listed_grade, with_evidence
from .number_hints import number_hints
from .parted import PART_METHOD, named, part_of_place, part_of_row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.primitives import EovPoint

    from ..address.street_index import StreetIndex
    from ..doors.positions import PlaceIndex
    from ..model import Details, Edition, Numbers
    from ..streets.lists import ListedArea
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
    "list": "street_list",
    "rule": "boundary_rule",
    "reach": REACH_METHOD,
    "part": PART_METHOD,
}


_ANY_NUMBER = frozenset({"district", "part"})
"""What decides all numbers of a range, listed or not."""


@functools.lru_cache(maxsize=128)  # an address anywhere may be asked of a hundred areas
def _index(streets: StreetList) -> StreetIndex[Street]:
    aliases = load_aliases(streets.meta.town)
    elsewhere = (*streets.meta.other_towns, *CAPITAL)
    names = TownNames(streets.meta.town, streets.meta.postcodes, elsewhere)
    both = [pair for a in aliases for pair in ((a.name, a.means), (a.means, a.name))]
    return build_index(streets.streets, names, both)


@dataclass(frozen=True, slots=True)
class EditionGround:
    """An edition with all that answers for it; equal where every number gets the same answer."""

    edition: Edition = field(compare=False)
    streets: StreetList = field(compare=False)
    town: str
    edition_hash: str
    overrides: Overrides | None = None
    on: dt.date | None = None
    """The day of the question; None where no override asks for it."""
    places: PlaceIndex | None = None
    bare: bool = False
    """True while hints are made: an answer needs none of its own."""

    @property
    def index(self) -> StreetIndex[Street]:
        """The streets of the list."""
        return _index(self.streets)

    @property
    def area(self) -> BaseGeometry:
        """EOV metres."""
        return self.edition.area

    @property
    def is_listed(self) -> bool:
        """Whether the list was made for this very geometry; nothing is decided where it was not."""
        return self.streets.meta.geometry_hash == geometry_hash(self.edition)

    def blank(self, query: str) -> Answer:
        """Return the answer that decides nothing yet."""
        edition = self.edition
        return blank(
            query,
            edition.slug,
            edition.variant,
            edition.hash,
            street_list=self.streets.digest or None,
            evidence=None if self.places is None else self.places.digest,
        )

    def decide(
        self,
        blank: Answer,
        street: Street,
        number: HouseNumber | None,
        building: str | None = None,  # noqa: ARG002 - a street list knows no buildings
    ) -> Answer:
        """Answer for a known street of the list; an override in force goes before everything."""
        answer = _from_list(street, number, blank, self)
        if self.places is not None and number is not None:
            answer = with_evidence(answer, street.full_name, number, self.places, self.edition)
        if self.overrides is None or self.on is None:
            return answer
        return self.overrides.apply(answer, street.full_name, number, self.on)

    def stretch(self, street: Street, number: HouseNumber) -> tuple[object, ...] | None:
        """Return what decides a number, where the list alone does and its rows are of one mind.

        Numbers for which it is the same, of one street or of two, get the same verdict, reason
        and grade.
        """
        if self.places is not None or self.overrides is not None or not number.number:
            return None
        rows = _rows_for(street, number)
        if len({row.verdict for row in rows}) > 1:
            return None
        said = [(row.verdict, row.reason, row.placed_by.kind) for row in rows]
        return (*said, bool(rows) and _beyond(rows, number) is not None)


def check(
    question: Question,
    edition: Edition,
    streets: StreetList | None = None,
    *,
    overrides: Overrides | None = None,
    places: PlaceIndex | None = None,
    elsewhere: SettlementReader | None = None,
) -> Answer:
    """Answer one question: the one place where it becomes an answer.

    Without a known place an address has no distance from the line: the street list says on which
    side of it a door is, not where. `docs/deciding.md` tells how place and list are weighed.

    Args:
        question: an address, or a point, and the day.
        edition: that its area and day mean.
        streets: the town's street list, for an address; made for this very geometry, or nothing is
            decided.
        overrides: decisions of people about single addresses; None = there are none.
        places: where the doors of the town are known to be; None = the street list alone answers.
        elsewhere: knows the other settlements; None = the bundled ones.

    Raises:
        geo.errors.CoordinateError: a point is not finite, swapped, or not in Hungary.
        RegisterError: an address is asked, and there is no street list.
    """
    asked = question.asked
    if not isinstance(asked, str):
        return check_point(asked, edition)
    if streets is None:
        raise RegisterError(f"{edition.slug}: without a street list it can be asked about points")
    ground = edition_ground(edition, streets, overrides, places, question.day)
    if not ground.is_listed:
        return ground.blank(asked).changed(reason=Reason.LIST_FOR_OTHER_EDITION)
    return answer_address(asked, ground, elsewhere)


def edition_ground(
    edition: Edition,
    streets: StreetList,
    overrides: Overrides | None,
    places: PlaceIndex | None,
    day: dt.date,
) -> EditionGround:
    """Return what answers for the addresses of an edition on a day; see `check`."""
    on = None if overrides is None else day
    return EditionGround(edition, streets, streets.meta.town, edition.hash, overrides, on, places)


def check_address(
    query: str,
    edition: Edition,
    streets: StreetList,
    overrides: Overrides | None = None,
    on: dt.date | None = None,
    places: PlaceIndex | None = None,
    elsewhere: SettlementReader | None = None,
) -> Answer:
    """Answer for one address; see `check`. The day is today where `on` is None."""
    question = Question(query, edition.slug, edition.variant, on or clock.today())
    return check(
        question, edition, streets, overrides=overrides, places=places, elsewhere=elsewhere
    )


def check_unlisted(
    query: str, edition: Edition, elsewhere: SettlementReader | None = None
) -> Answer:
    """Answer for one address of an area that has no street list: only other towns are told.

    Args:
        query: as typed; any text.
        edition: of the area.
        elsewhere: knows the other settlements; None = the bundled ones.
    """
    area, variant, reason = edition.slug, edition.variant, Reason.NO_STREET_LIST
    nothing = blank(query, area, variant, edition.hash, reason)
    return decided_elsewhere(nothing, edition.town, edition.area, elsewhere)


def check_listed(query: str, area: ListedArea) -> Answer:
    """Answer for one address of an area that its list of streets defines."""
    return answer_address(query, area)


def _from_list(
    street: Street, number: HouseNumber | None, blank: Answer, ground: EditionGround
) -> Answer:
    """Answer from the ranges of the list, with or without a number."""
    found = blank.changed(matched=shown_in_town(ground.town, street, number))
    rows = street.rows
    if number is not None:
        rows = _rows_for(street, number)
        if not number.number and len({row.verdict for row in street.rows}) > 1:
            rows = ()  # 0 is no house number; it is neither on the even side nor on the odd
        if not rows:
            details: Details = {"nearest": _nearest(street, number), "ranges": _ranges(street)}
            return found.changed(reason=Reason.NO_RULE, details=details)
        beyond = _beyond(rows, number)
        if beyond is not None:
            near = _nearest(street, number)
            details = {"highest_listed": beyond, "nearest": near, "ranges": _ranges(street)}
            return found.changed(reason=Reason.NUMBER_NOT_FOUND, details=details)
    if len({row.verdict for row in rows}) > 1:
        return _several(street, number, found, ground)
    return _from_rows(rows, number, found, ground.edition)


def _rows_for(street: Street, number: HouseNumber) -> tuple[StreetRow, ...]:
    """Return the rows of a number; of both numbers of a plot, of a flat written as sub-number."""
    first, *others = number.meant()
    rows = street.covering(first)
    for one in others:
        rows += tuple([row for row in street.covering(one) if row not in rows])
    return rows


def _why_several(street: Street, number: HouseNumber) -> Reason:
    """Tell two plots in one number (17-19) from one number that the list has on both sides."""
    for one in number.meant():
        if len({row.verdict for row in street.covering(one)}) > 1:
            return Reason.SOURCE_CONTRADICTS
    return Reason.NUMBERS_ON_BOTH_SIDES


def _beyond(rows: Sequence[StreetRow], number: HouseNumber) -> int | None:
    """Return the highest listed number where the one asked lies far past it."""
    open_rows = [row for row in rows if row.numbers.end is None]
    if not open_rows or any(row.highest is None for row in open_rows):
        return None
    highest = max(row.highest or 0 for row in rows)
    # Where a district or the words decide, they do for any number; where a stretch of line does,
    # nothing is known of what lies past the last listed door.
    margin = BEYOND_LISTED if all(row.placed_by.kind in _ANY_NUMBER for row in rows) else 0
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


def _several(
    street: Street, number: HouseNumber | None, found: Answer, ground: EditionGround
) -> Answer:
    """Answer where the numbers that may be meant have different verdicts: show them.

    Every range shown is made of numbers that this very engine was asked.
    """
    hints = () if ground.bare else _hints(street, ground)
    if number is not None:
        meant = number.meant()
        hints = tuple(hint for hint in hints if any(map(hint.numbers.covers, meant))) or hints
    shown = shown_in_town(ground.town, street, None)
    told = ((hint.numbers.told(), hint.verdict) for hint in hints)
    candidates = tuple(
        Candidate(f"{shown} ({numbers})", 1.0, verdict, shown, numbers) for numbers, verdict in told
    )
    reason = Reason.NUMBER_MISSING if number is None else _why_several(street, number)
    details: Details = {"ranges": _ranges(street)}
    return found.changed(reason=reason, candidates=candidates, details=details)


@functools.lru_cache(maxsize=256)
def _hints(street: Street, ground: EditionGround) -> tuple[NumberHint, ...]:
    """Return the hints of a street; overrides may begin and end at numbers of their own."""
    entries = () if ground.overrides is None else ground.overrides.entries
    ends = (end for one in entries for end in (one.numbers.start, one.numbers.end))
    more = [HouseNumber(end.number, end.suffix) for end in ends if end is not None]
    bare, asked = dataclasses.replace(ground, bare=True), ground.blank("")
    return number_hints(street, lambda one: bare.decide(asked, street, one), more)


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
    details: Details = {"range": row.numbers.told(row.district)} if len(rows) == 1 else {}
    basis, method = row.placed_by, None
    part = part_of_row(row, edition) if edition.parts else None
    if part is not None:
        details["area_part"] = named(part)
    if basis.kind:
        details["basis"] = basis
    if row.verdict in DECIDED:
        method = _METHODS.get(basis.kind, "district_border")
    if number is not None and row.highest is not None and number.number > row.highest:
        details["highest_listed"] = row.highest  # the range takes it, the register lists less
    return found.changed(
        verdict=row.verdict,
        reason=reason,
        method=method,
        grade=None if method is None else listed_grade(method),
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


def _ranges(street: Street) -> list[Numbers]:
    return [row.numbers.told(row.district) for row in street.rows]


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
    asked = query if query is not None else shown
    details: Details = {"flip_distance_m": round(found.flip_m, 2)}
    part, reason = edition.part_of_leg(found.leg_number), found.reason
    if reason is Reason.UNCERTAIN_ZONE and edition.parts:
        beside = part_of_place(place.east, place.north, edition)
        part, reason = beside or part, Reason.PART_OPEN if beside else reason
    if part is not None:
        details["area_part"] = named(part)
    return blank(asked, edition.slug, edition.variant, edition.hash).changed(
        verdict=found.verdict,
        reason=reason,
        matched=shown,
        method="coordinate",
        distance_m=round(found.distance_m, 2),
        leg=found.leg,
        leg_number=found.leg_number,
        rule=found.rule,
        uncertainty_m=found.uncertainty_m,
        details=details,
    )
