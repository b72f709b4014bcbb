"""Facts that nobody has given yet, tried on the engine to see what they would decide.

A trial is a question to a person with the answers that can come. Each answer is made into evidence
and asked of the very engine that answers; what the question is worth is what its least answer
decides. Which answer is true is not looked at, and nothing of a trial is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from ..address.street_match import FARMS
from ..doors.positions import street_key
from ..doors.sides import ToldSide
from ..language.names import type_of
from ..model import Certainty, VerdictKind
from ..register.door_points import DoorPoint, PlaceKind
from .in_force import FactsInForce
from .records import FactKind, Said
from .town import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..doors.places import DoorEvidence
    from ..language.house_numbers import HouseNumber, NumberRange
    from ..model import Edition
    from ..streets.street_list import Street
    from .town import AskedDoor, Town

BESIDE_M = 9.0
"""A place on one side of a street is tried so far from its line."""
UNCERTAIN_M = 5.0
"""How sure a person's place is taken to be."""
FRONT_M = 12.0
"""So wide a plot is taken to be where a street's line is tried that nobody knows."""
SHORTEST_M, LONGEST_M = 60.0, 600.0
"""Lengths of such a line."""
MARGIN_M = 60.0
"""It keeps so far from the area's line."""
FEW = 2
"""Of a street with so few open doors and no line, one may be placed instead."""
_NO_LINE = FARMS | {
    "tér", "körtér", "főtér", "körönd", "park", "liget", "kert", "lakópark", "lakótelep", "telep",
    "üdülőtelep", "ipartelep", "iparterület", "ipari park", "udvar", "piac", "zártkert", "rét",
    "gyümölcsös", "szőlőhegy", "domb", "vár", "tag", "erdészlak", "gátőrház", "major", "kikötő",
}  # fmt: skip
"""Types of places whose doors do not stand along a line."""


_SIDES = ("left", "right")
_XY = tuple[float, float]


class Question(StrEnum):
    """What a person is asked."""

    PLACE = "place"
    """Where does this door stand?"""
    PLACE_EACH = "place_each"
    """Where does each of these doors stand? No range of the list takes them, so that only a place
    of its own decides each."""
    SIDE = "side"
    """On which side of the street do the odd numbers stand?"""
    LINE = "line"
    """Where does the street run, from end to end?"""
    MAP_LINE = "map_line"
    """Is what the map shows all of the street?"""
    SAY = "say"
    """Do these numbers lie inside, or outside?"""
    MEND = "mend"
    """What is known of them contradicts: which of it is wrong?"""

    @property
    def kind(self) -> FactKind | None:
        """Of which kind the answer is; None where no fact can be the answer."""
        return _KINDS[self]

    @property
    def unless(self) -> Unless | None:
        """By which answer less is decided than by those that are tried; None where by none."""
        return _UNLESS.get(self)


_KINDS: Mapping[Question, FactKind | None] = {
    Question.PLACE: FactKind.PLACE,
    Question.PLACE_EACH: FactKind.PLACE,
    Question.SIDE: FactKind.SIDE,
    Question.LINE: FactKind.LINE,
    Question.MAP_LINE: FactKind.LINE,
    Question.SAY: FactKind.SAID,
    Question.MEND: None,
}


class Unless(StrEnum):
    """An answer that was not tried, by which less is decided. Stable codes."""

    CROSSES = "crosses"
    """The street crosses the area's line."""
    ELSEWHERE = "elsewhere"
    """The door stands elsewhere than where it was tried."""
    NOT_ALL = "not_all"
    """The map does not show all of the street."""


_UNLESS: Mapping[Question, Unless] = {
    Question.PLACE: Unless.ELSEWHERE,
    Question.PLACE_EACH: Unless.ELSEWHERE,
    Question.LINE: Unless.CROSSES,
    Question.MAP_LINE: Unless.NOT_ALL,
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One question with what its answers would be evidence of."""

    question: Question
    outcomes: tuple[tuple[str, FactsInForce], ...]
    """Word of each answer ("inside", "left", ...) and what it adds to the facts in force."""
    number: HouseNumber | None = None
    """The door that is to be placed."""
    numbers: NumberRange | None = None
    """The numbers that are to be said to be inside or outside."""


def trials(
    street: Street,
    town: Town,
    open_doors: Sequence[AskedDoor],
    facts: FactsInForce,
    evidence: DoorEvidence,
    spots: Spots,
) -> Iterator[Trial]:
    """Yield the questions that may decide open doors of a street, the cheapest first.

    Saying inside or outside is left out: see `saying`.

    Args:
        street: of the list.
        town: what is known beside the facts.
        open_doors: doors of the street that nothing decides.
        facts: in force.
        evidence: what is known of the street with them.
        spots: places that are clear of the area's line.
    """
    name = street.full_name
    line = line_of(name, town, facts)
    if line is not None:
        middle = _middle(line)
        yield _side(name, middle)
        yield from (placing(name, door, line, evidence, spots) for door in _middles(open_doors))
        if street_key(name) not in {street_key(other) for other in facts.whole}:
            whole = FactsInForce(lines={name: line}, whole=frozenset({name}))
            yield Trial(Question.MAP_LINE, (("yes", whole),))
        return
    known = evidence.known(name)
    for door in _middles(open_doors) if known or len(open_doors) <= FEW else ():
        yield placing(name, door, None, evidence, spots)
    if street.type and (type_of(street.type) or street.type) not in _NO_LINE:
        yield _somewhere(name, _plots(open_doors) * FRONT_M, spots)


def placing(
    name: str,
    door: AskedDoor,
    line: BaseGeometry | None,
    evidence: DoorEvidence,
    spots: Spots,
) -> Trial:
    """Return the question where a door stands.

    Args:
        name: full name of its street.
        door: to be placed.
        line: of its street, or None where it is not known.
        evidence: what is known of the street.
        spots: places that are clear of the area's line.
    """
    if line is not None:
        return _along(name, door, _middle(line), evidence)
    return _near(name, door, evidence) if evidence.known(name) else _anywhere(name, door, spots)


def _plots(doors: Sequence[AskedDoor]) -> int:
    """Return how many plots the fuller side of a street has."""
    plots = {door.number.number for door in doors}
    even = sum(plot % 2 == 0 for plot in plots)
    return max(even, len(plots) - even)


def saying(street: Street, numbers: NumberRange) -> Trial:
    """Return the question whether a range lies inside or outside."""
    outcomes = tuple(
        (one.value, FactsInForce(said=(Said(street.full_name, numbers, one, "", ""),)))
        for one in (VerdictKind.INSIDE, VerdictKind.OUTSIDE)
    )
    return Trial(Question.SAY, outcomes, numbers=numbers)


def joined(facts: FactsInForce, more: FactsInForce) -> FactsInForce:
    """Return facts with what a trial adds."""
    return FactsInForce(
        points=(*facts.points, *more.points),
        lines={**facts.lines, **more.lines},
        told=(*facts.told, *more.told),
        said=(*facts.said, *more.said),
        whole=facts.whole | more.whole,
    )


@dataclass(frozen=True, slots=True)
class Spots:
    """Ground that is clear of everything doubtful: the widest circle inside, and one outside."""

    inside: shapely.Point | None
    """None where the area is too narrow for any."""
    radius_m: float
    outside: shapely.Point


def spots_of(edition: Edition) -> Spots:
    """Find clear ground inside an area and outside of it."""
    doubtful: list[BaseGeometry] = [
        shapely.LineString(leg.line).buffer(leg.uncertainty_m or 0.0)
        for leg in edition.legs
        if len(leg.line) > 1 and leg.certainty is not Certainty.CERTAIN
    ]
    if edition.uncertain_zone is not None:
        doubtful.append(edition.uncertain_zone)
    clear = edition.area.difference(shapely.union_all(doubtful)) if doubtful else edition.area
    best: tuple[float, shapely.Point] | None = None
    for part in shapely.get_parts(clear):
        if isinstance(part, shapely.Polygon):
            spoke = shapely.maximum_inscribed_circle(part, tolerance=5.0)
            if best is None or spoke.length > best[0]:
                best = spoke.length, shapely.Point(spoke.coords[0])
    east, north = edition.area.bounds[2:]
    outside = shapely.Point(east + LONGEST_M + MARGIN_M, north + LONGEST_M + MARGIN_M)
    if best is None:
        return Spots(None, 0.0, outside)
    return Spots(best[1], best[0], outside)


def _somewhere(name: str, length_m: float, spots: Spots) -> Trial:
    """Ask where a street runs that no map shows: inside, or outside, clear of the area's line."""
    long = min(max(length_m, SHORTEST_M), LONGEST_M)
    found = [(VerdictKind.OUTSIDE.value, _line_at(name, spots.outside, long))]
    room = 2 * (spots.radius_m - MARGIN_M)
    if spots.inside is not None and room >= SHORTEST_M:
        found.insert(0, (VerdictKind.INSIDE.value, _line_at(name, spots.inside, min(long, room))))
    return Trial(Question.LINE, tuple(found))


def _line_at(name: str, middle: shapely.Point, long: float) -> FactsInForce:
    line = shapely.LineString([(middle.x - long / 2, middle.y), (middle.x + long / 2, middle.y)])
    return FactsInForce(lines={name: line}, whole=frozenset({name}))


def _anywhere(name: str, door: AskedDoor, spots: Spots) -> Trial:
    """Ask where a door of a street without a line stands."""
    found = [(VerdictKind.OUTSIDE.value, spots.outside)]
    if spots.inside is not None and spots.radius_m > MARGIN_M:
        found.insert(0, (VerdictKind.INSIDE.value, spots.inside))
    outcomes = tuple((word, _placed(name, door.number, (at.x, at.y))) for word, at in found)
    return Trial(Question.PLACE, outcomes, number=door.number)


def _along(name: str, door: AskedDoor, middle: tuple[_XY, _XY], evidence: DoorEvidence) -> Trial:
    """Ask where a door stands along a street whose line is known.

    It is tried where its neighbours put it; without any, on either side of the street's middle.
    """
    between = evidence.locate(name, door.number)
    spots = {"there": (between.east, between.north)} if between is not None else {}
    spots = spots or dict(zip(_SIDES, middle, strict=True))
    outcomes = tuple((word, _placed(name, door.number, at)) for word, at in spots.items())
    return Trial(Question.PLACE, outcomes, number=door.number)


def _near(name: str, door: AskedDoor, evidence: DoorEvidence) -> Trial:
    """Ask where a door stands on a street without a line of which others are known: near them."""
    nearest = min(evidence.known(name), key=lambda one: abs(one.number - door.number.number))
    place = evidence.locate(name, door.number) or evidence.locate(name, nearest)
    spots = () if place is None else (("there", (place.east, place.north)),)
    outcomes = tuple((word, _placed(name, door.number, at)) for word, at in spots)
    return Trial(Question.PLACE, outcomes, number=door.number)


def _placed(name: str, number: HouseNumber, at: _XY) -> FactsInForce:
    point = DoorPoint(name, number, *at, PlaceKind.ADDRESS_POINT, UNCERTAIN_M, "trial")
    return FactsInForce(points=(point,))


def _side(name: str, middle: tuple[_XY, _XY]) -> Trial:
    """Ask on which side the odd numbers stand."""
    outcomes = tuple(
        (word, FactsInForce(told=(ToldSide(name, False, *at),)))  # noqa: FBT003 - odd
        for word, at in zip(_SIDES, middle, strict=True)
    )
    return Trial(Question.SIDE, outcomes)


def _middle(line: BaseGeometry) -> tuple[_XY, _XY]:
    """Return a place to the left and one to the right of the middle of a street's longest piece."""
    merged = line if isinstance(line, shapely.LineString) else shapely.line_merge(line)
    longest = max(shapely.get_parts(merged), key=lambda part: part.length)
    a, foot, b = (longest.interpolate(share, normalized=True) for share in (0.49, 0.5, 0.51))
    length = math.dist((a.x, a.y), (b.x, b.y)) or 1.0
    east, north = -(b.y - a.y) / length * BESIDE_M, (b.x - a.x) / length * BESIDE_M
    return (foot.x + east, foot.y + north), (foot.x - east, foot.y - north)


def _middles(doors: Sequence[AskedDoor]) -> list[AskedDoor]:
    """Return the middle one of the open doors of each parity, that of the fuller parity first."""
    sides = [[door for door in doors if door.number.is_even is even] for even in (False, True)]
    sides.sort(key=lambda side: -sum(door.doors for door in side))
    return [side[len(side) // 2] for side in sides if side]
