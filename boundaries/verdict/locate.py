"""What is known of a door beside the street list, weighed against it. Pure.

Four voices speak of a door: the street list, its known place by metres to the line, the side of
its own street, and what two people have put on record. All are shown. What contradicts makes the
answer undecidable, with two exceptions that `docs/deciding.md` justifies: a rule of the sentence
about the doors of a leg goes before the place of a door along that leg, and a voice that cannot
tell contradicts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

import shapely

from ..doors.positions import PlaceMethod
from ..ground.district_relations import NEAR_LEG_M
from ..ground.eligibility import decide_point
from ..ground.parted import for_doors
from ..language.house_numbers import HouseNumber, Parity
from ..language.names import normal_key
from ..model import DECIDED, Grade, Reason, Source, VerdictKind
from ..streets.side_rules import SIDES, ruled_verdict
from .parted import BY_PART, SECTION_METHOD, by_section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..doors.places import Recorded, Said
    from ..doors.positions import PlaceIndex, Position
    from ..doors.verdicts import SideJudge, SideVerdict
    from ..ground.eligibility import PointVerdict
    from ..model import Answer, Details, Edition, EvidenceEntry, LedgerEntry

RULE_METHOD = "boundary_rule"
"""Method of an answer that the sentence's own rule for the doors of a leg decides."""
REACH_METHOD = "district_reach"
"""Method of an answer of the list that rests on how far the doors of a street can reach."""
SIDE_METHOD = "street_side"
"""Method of an answer that the side of the door's own street decides."""
FACT_METHOD = "fact"
"""Method of an answer that rests on what two people have put on record."""
CLEAR_M = 100.0
"""A door that stands so clear of the line by metres is not asked for the side of its street."""
SHOWN = 4
"""Known doors of each side of the street that the evidence names."""
_PLACE_SUFFICES = {
    Reason.DISTRICT_CUT,
    Reason.UNCERTAIN_ZONE,
    Reason.UNCERTAIN_LINE,
    Reason.SOURCE_CONTRADICTS,
}
"""Reasons that only say the street list cannot place the door."""
NEEDS_A_DOOR = {Reason.NO_RULE, Reason.NUMBER_NOT_FOUND}
"""Reasons that doubt the number: only a door that somebody has mapped shows that there is one."""
_GRADES = tuple(Grade)
_WITHOUT_SIDES = {"line"}
"""How a side decides where it does not matter on which one a door stands."""


class _By(Enum):
    """Who decides."""

    PLACE = auto()
    SIDE = auto()
    FACT = auto()
    LIST = auto()
    OPEN = auto()
    """The place, which leaves it open."""
    NOBODY = auto()
    """They contradict."""


@dataclass(frozen=True, slots=True)
class _Voices:
    """Everything that speaks of one door."""

    listed: Answer
    position: Position | None
    point: PointVerdict | None
    side: SideVerdict | None
    said: tuple[Said, ...]
    recorded: tuple[Recorded, ...] = ()
    """The facts on record about the street."""

    def verdicts(self) -> Iterator[VerdictKind]:
        """Yield what each says that decides anything, the list left out."""
        if self.point is not None and self.point.verdict in DECIDED:
            yield self.point.verdict
        if self.side is not None and self.side.decided:
            yield self.side.verdict
        yield from (one.verdict for one in self.said)

    @property
    def is_mapped(self) -> bool:
        """Whether the very door is mapped."""
        by_point = (
            self.position is not None and self.position.method is not PlaceMethod.INTERPOLATION
        )
        return by_point or (self.side is not None and self.side.how == "own")


def with_evidence(
    listed: Answer, street: str, number: HouseNumber, places: PlaceIndex, edition: Edition
) -> Answer:
    """Return the answer of the street list with all else that is known of the door.

    Distance and uncertainty are those of the known place. `details` gets `evidence`, one entry for
    each voice with its own verdict, and, where the answer rests on the place, `flip_distance_m`.

    Args:
        listed: what the street list says; its `method` tells what decided it.
        street: full name of the street.
        number: the number asked, or the numbers of one plot.
        places: what is known of the doors of the town.
        edition: the area asked.
    """
    edition = for_doors(edition)
    position = places.locate(street, number)
    listed = by_section(listed, street, number, position, edition)
    point = None if position is None else decide_point(
        position.east, position.north, edition, place_uncertainty_m=position.uncertainty_m
    )  # fmt: skip
    judge = None if _is_clear(listed, point) else places.judge(edition)
    side = None if judge is None else _side(judge, street, number)
    said = places.said(street, number)
    if point is not None and _against_rule(point, position, street, number, edition):
        point = None if listed.verdict not in DECIDED else point
    if point is None and not said and (side is None or not side.decided):
        return listed
    voices = _Voices(listed, position, point, side, said, places.recorded(street))
    return _weighed(voices, number, edition)


def _against_rule(
    point: PointVerdict,
    position: Position | None,
    street: str,
    number: HouseNumber,
    edition: Edition,
) -> bool:
    """Tell whether a place says other than the sentence's own rule for doors along its leg.

    Whether the door is of the leg nobody knows then, so that its place decides nothing.
    """
    key = normal_key(street)
    parity = Parity.EVEN if number.is_even else Parity.ODD
    return any(
        ruled_verdict(leg, parity, edition) is not point.verdict and _is_along(leg, position)
        for leg in edition.legs
        if leg.rule in SIDES and key in {normal_key(leg.name), normal_key(leg.walked_as or "")}
    )


def _is_along(leg: LedgerEntry, position: Position | None) -> bool:
    """Tell whether a door is near enough to a leg for the leg's rule to speak of it."""
    if position is None or len(leg.line) < 2:  # noqa: PLR2004 - a line
        return False
    gap = shapely.LineString(leg.line).distance(shapely.Point(position.east, position.north))
    return bool(gap <= NEAR_LEG_M + position.uncertainty_m + (leg.uncertainty_m or 0.0))


def _is_clear(listed: Answer, point: PointVerdict | None) -> bool:
    """Tell whether nothing near the line is asked: list and place agree, far from it."""
    if point is None or point.verdict not in DECIDED:
        return False
    return point.flip_m > CLEAR_M and (
        point.verdict is listed.verdict or listed.verdict not in DECIDED
    )


def _side(judge: SideJudge, street: str, number: HouseNumber) -> SideVerdict | None:
    """Judge a door, or each end of a plot of several numbers, which must agree."""
    if number.end is None:
        return judge.decide(street, number)
    if (number.end - number.number) % 2:
        return None  # both sides of the street
    whole = judge.decide(street, number)
    if whole.how == "own":
        return whole
    ends = (HouseNumber(number.number, number.suffix), HouseNumber(number.end, number.end_suffix))
    first, last = (judge.decide(street, end) for end in ends)
    return first if first.verdict is last.verdict else None


def _weighed(voices: _Voices, number: HouseNumber, edition: Edition) -> Answer:
    listed, point = voices.listed, voices.point
    by = _decider(voices, edition)
    details: Details = {**listed.details, "evidence": list(_told(voices, number))}
    if by in {_By.PLACE, _By.OPEN} and point is not None:
        details["flip_distance_m"] = round(point.flip_m, 2)
    verdict, reason, method = _outcome(voices, by)
    changes: dict[str, object] = {
        "verdict": verdict,
        "reason": reason,
        "method": method,
        "grade": _grade(voices, by) if verdict in DECIDED else None,
        "details": details,
    }
    if point is not None:
        changes |= {
            "distance_m": round(point.distance_m, 2),
            "uncertainty_m": None if point.uncertainty_m is None else round(point.uncertainty_m, 1),
            "leg": point.leg,
            "leg_number": point.leg_number,
            # The rule of another leg would be read as that of the nearest one.
            "rule": listed.rule if listed.leg_number == point.leg_number else point.rule,
        }
    if verdict in DECIDED:
        changes |= {"leans": None, "share": None}
    return listed.changed(**changes)


def _decider(voices: _Voices, edition: Edition) -> _By:
    listed, told = voices.listed, set(voices.verdicts())
    if listed.method in BY_PART:
        against = any(one.verdict is not listed.verdict for one in voices.said)
        return _By.NOBODY if against else _By.LIST
    if len(told | ({listed.verdict} & DECIDED)) > 1:
        return _By.LIST if _rule_goes_before(voices, edition) else _By.NOBODY
    doubted = listed.reason in NEEDS_A_DOOR
    placeable = listed.verdict in DECIDED or listed.reason in _PLACE_SUFFICES
    if (placeable or (doubted and voices.is_mapped)) and voices.point is not None:
        decided = voices.point.verdict in DECIDED
        by = _By.PLACE if decided else _by_other_than_place(voices)
        return _By.OPEN if by is None else by
    return _by_other_than_place(voices) or _By.LIST


def _by_other_than_place(voices: _Voices) -> _By | None:
    """Return who decides where no known place does; None = nobody."""
    listed, side = voices.listed, voices.side
    if listed.verdict in DECIDED:
        return _By.LIST  # the surest: what a clerk finds in the books
    doubted = listed.reason in NEEDS_A_DOOR
    placeable = listed.reason in _PLACE_SUFFICES or (doubted and voices.is_mapped)
    if placeable and side is not None and side.decided:
        return _By.SIDE
    return _By.FACT if voices.said and not doubted else None


def _rule_goes_before(voices: _Voices, edition: Edition) -> bool:
    """Tell whether the sentence's own rule decides against a place, or a side of the street."""
    listed = voices.listed
    against = any(one.verdict is not listed.verdict for one in voices.said)
    return listed.method == RULE_METHOD and not against and _stands_along(voices, edition)


def _stands_along(voices: _Voices, edition: Edition) -> bool:
    """Tell whether a door is near enough to its leg for the leg's rule to speak of it."""
    position, listed = voices.position, voices.listed
    legs = [leg for leg in edition.legs if leg.number == listed.leg_number and len(leg.line) > 1]
    if position is None:  # only its own street speaks against the rule, which is about that
        return bool(legs)
    return any(_is_along(leg, position) for leg in legs)


def _outcome(voices: _Voices, by: _By) -> tuple[VerdictKind, Reason, str | None]:
    """Return verdict, reason and method of the one who decides."""
    listed, position, point, side = voices.listed, voices.position, voices.point, voices.side
    if by is _By.NOBODY:
        return VerdictKind.UNDECIDABLE, Reason.SOURCES_DISAGREE, None
    if by is _By.SIDE and side is not None:
        return side.verdict, Reason.OWN_STREET_SIDE, SIDE_METHOD
    if by is _By.FACT:
        return voices.said[0].verdict, Reason.RECORDED_FACT, FACT_METHOD
    if by is _By.LIST or position is None or point is None:
        return listed.verdict, listed.reason, listed.method
    if point.verdict is not VerdictKind.UNDECIDABLE:
        return point.verdict, point.reason, position.method.value
    doubted = listed.reason in NEEDS_A_DOOR
    return point.verdict, listed.reason if doubted else point.reason, None


def listed_grade(method: str | None) -> Grade:
    """Return how surely a verdict of the street list is known, by the method that decided it."""
    return Grade.INFERRED if method == REACH_METHOD else Grade.RECORDED


def _grade(voices: _Voices, by: _By) -> Grade:
    """Return the surest way in which the verdict is known."""
    known = []
    if voices.listed.method == SECTION_METHOD:
        known.append(Grade.MAPPED)
    elif voices.listed.verdict in DECIDED:
        known.append(listed_grade(voices.listed.method))
    if voices.said:
        known.append(Grade.RECORDED)
    if by is not _By.LIST and voices.is_mapped:
        known.append(Grade.MAPPED)
    return min(known, key=_GRADES.index, default=Grade.INFERRED)


def _told(voices: _Voices, number: HouseNumber) -> Iterator[EvidenceEntry]:
    if voices.position is not None and voices.point is not None:
        place = _of_place(voices.position, voices.point)
        yield _with_facts(place, _behind_place(voices.position, voices.recorded))
    yield _of_list(voices.listed)
    if voices.side is not None and (voices.side.decided or voices.side.how != "no line"):
        side = _of_side(voices.side, number)
        yield _with_facts(side, _behind_side(voices.side, voices.recorded))
    for one in voices.said:
        told: EvidenceEntry = {
            "method": FACT_METHOD,
            "verdict": one.verdict.value,
            "fact": one.fact_id,
        }
        yield _with_facts(told, (one for one in voices.recorded if one.fact_id == told["fact"]))


def _behind_place(position: Position, recorded: tuple[Recorded, ...]) -> Iterator[Recorded]:
    """Yield the facts that a known place, or a place between known ones, rests on."""
    sources = {point.source for point in position.evidence} if recorded else set()
    return (one for one in recorded if one.source in sources)


def _behind_side(side: SideVerdict, recorded: tuple[Recorded, ...]) -> Iterator[Recorded]:
    """Yield the facts that the side of a street rests on: its line, its sides, doors along it.

    Where both sides lie on one side of the area, nobody's word about the sides is needed.
    """
    numbers = {door.number for door in side.witnesses} if recorded else set()
    return (
        one
        for one in recorded
        if one.kind == "line"
        or (one.kind == "side" and side.how not in _WITHOUT_SIDES)
        or (one.kind == "place" and one.number in numbers)
    )


def _with_facts(entry: EvidenceEntry, facts: Iterable[Recorded]) -> EvidenceEntry:
    """Name the facts that an entry rests on; nothing where there are none."""
    told = [one.told() for one in facts]
    if told:
        entry["facts"] = told
    return entry


def _of_place(position: Position, point: PointVerdict) -> EvidenceEntry:
    return {
        "method": position.method.value,
        "verdict": point.verdict.value,
        "reason": point.reason.value,
        "east": round(position.east, 2),
        "north": round(position.north, 2),
        "place_uncertainty_m": round(position.uncertainty_m, 1),
        "distance_m": round(point.distance_m, 2),
        "sources": [Source(known.source, str(known.number)) for known in position.evidence],
    }


def _of_list(listed: Answer) -> EvidenceEntry:
    """Return what the street list says; the leg is the one that decides there, or None."""
    entry: EvidenceEntry = {
        "method": listed.method,
        "verdict": listed.verdict.value,
        "reason": listed.reason.value,
        "district": listed.district,
        "leg_number": listed.leg_number,
        "rule": listed.rule and listed.rule.value,
    }
    part = listed.details.get("area_part")
    if part is not None:
        entry["part"] = part["number"]
    return entry


def _of_side(side: SideVerdict, number: HouseNumber) -> EvidenceEntry:
    """Return what the side of the street says, with known doors that a clerk can look up."""
    even = number.is_even
    own = sorted({w.number for w in side.witnesses if w.number.is_even is even}, key=_order)
    over = sorted({w.number for w in side.witnesses if w.number.is_even is not even}, key=_order)
    between = [str(one.number) for one in side.witnesses[:2]] if side.how == "between" else None
    return {
        "method": SIDE_METHOD,
        "verdict": side.verdict.value,
        "how": side.how,
        "parity": "even" if even else "odd",
        "bearing": None if side.bearing is None else round(side.bearing, 1),
        "known": [str(one) for one in _nearest(own, number)],
        "opposite": [str(one) for one in _nearest(over, number)],
        "between": between,
    }


def _order(number: HouseNumber) -> tuple[object, ...]:
    return number.key


def _nearest(numbers: list[HouseNumber], number: HouseNumber) -> list[HouseNumber]:
    """Return the known numbers nearest to the one asked, in their order."""
    near = sorted(numbers, key=lambda one: abs(one.number - number.number))[:SHOWN]
    return sorted(near, key=_order)
