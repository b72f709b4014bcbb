"""Where a door stands: its own known place, or a place between known doors. Pure.

In order of trust: an address point, a building, interpolation between the two nearest known doors
on the same side of the street. Past the last known door nothing is answered: how far the next plot
is, and on which side of a boundary, is then a guess. Every place carries the metres within which
the door is, and the points that show it. EOV (EPSG:23700), metres.
"""

from __future__ import annotations

import dataclasses
import math
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeGuard

import shapely

from ..language.house_numbers import HouseNumber
from ..language.names import split_type, type_of
from ..language.remembered import remembered
from ..register.door_points import PlaceKind
from ..register.model import PointBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition
    from ..register.door_points import DoorPoint
    from ..register.model import Points
    from .places import Recorded, Said
    from .verdicts import SideJudge

RANGE_M = 20.0
"""A plot of several numbers ("3-5") may have the door of one of them this far from its point."""
WIDEST_RANGE = 20
"""Numbers farther apart than this are no plot but a slip, or the doors of a whole estate."""
SETBACK_M = 12.0
"""Doors between two known ones may stand this much nearer to the street, or farther from it."""
OFF_STREET_M = 60.0
"""A known door farther than this from the street's line is not placed along it."""
BEND = 1.1
"""A street bends between two doors where its line is this much longer than the straight way."""
DETOUR = 2.0
"""A line that is this much longer leads somewhere else."""


class PlaceMethod(StrEnum):
    """How a place was found, the most trusted first."""

    ADDRESS_POINT = "address_point"
    BUILDING = "building"
    INTERPOLATION = "interpolation"
    """Between the nearest known doors on the same side of the street."""


_XY = tuple[float, float]
_METHODS = {
    PlaceKind.ADDRESS_POINT: PlaceMethod.ADDRESS_POINT,
    PlaceKind.BUILDING: PlaceMethod.BUILDING,
}
_TRUST = {method: rank for rank, method in enumerate(PlaceMethod)}


@dataclass(frozen=True, slots=True)
class Position:
    """The place of one door."""

    east: float
    """EOV metres."""
    north: float
    """EOV metres."""
    method: PlaceMethod
    uncertainty_m: float
    """Metres within which the door is, whatever source is right: where two points of one door
    lie apart, it reaches to the farther one."""
    evidence: tuple[DoorPoint, ...]
    """What shows it, the most trusted first; of an interpolation the doors before and behind."""


def value_of(number: HouseNumber) -> float:
    """Return where a number stands on the scale of its street.

    Letters and sub-numbers stand between their own figure and the next one on that side.

    >>> [value_of(HouseNumber(12, s)) for s in ("", "A", "B")], value_of(HouseNumber(3, end=5))
    ([12.0, 13.0, 13.333333333333334], 4.0)
    """
    if number.end is not None:
        return (number.number + number.end) / 2
    if not number.suffix:
        return float(number.number)
    letter = number.suffix[0]
    figures = "".join(c for c in number.suffix if c.isdecimal()) if letter.isdecimal() else ""
    rank = int(figures) if figures else ord(letter.upper()) - ord("A") + 1
    return number.number + 2 - 2 / (max(rank, 1) + 1)


class PlaceIndex:
    """Known places of doors, ready to be asked for any door; streets are read as they are asked."""

    digest: str | None = None
    """SHA-256 (hex) of what it holds, for the answers that rest on it; None = not named."""

    def __init__(
        self, points: Points | Iterable[DoorPoint], lines: Mapping[str, BaseGeometry] | None = None
    ) -> None:
        """Take the points.

        Args:
            points: known places from any mixture of sources, or a register's book of them.
            lines: centre lines of streets by full name, EOV, where they are known; a place
                between two doors then follows the street round its bends.
        """
        self._points: Points = points if _is_book(points) else PointBook(points)
        self._lines = {street_key(name): line for name, line in (lines or {}).items()}
        self._streets: dict[tuple[str, str], _Street] = {}

    def __len__(self) -> int:
        """Return how many known places it holds."""
        return len(self._points)

    def locate(self, street: str, number: HouseNumber) -> Position | None:
        """Return the place of a door, or None where nothing shows it.

        Names must be the same but for capitals, dots and the way the type is written: another
        accent may be another street.

        Args:
            street: full name, such as "Kiskőrösi út".
            number: one number, or the numbers of one plot.
        """
        return self._street(street).locate(number)

    def judge(self, edition: Edition) -> SideJudge | None:  # noqa: ARG002 - for those who can
        """Return what judges doors by the side of their street; bare places cannot."""
        return None

    def said(self, street: str, number: HouseNumber) -> tuple[Said, ...]:  # noqa: ARG002 - as above
        """Return what was put on record of a door; bare places hold no such thing."""
        return ()

    def recorded(self, street: str) -> tuple[Recorded, ...]:  # noqa: ARG002 - as above
        """Return the facts on record about a street; bare places hold none."""
        return ()

    def known(self, street: str) -> tuple[HouseNumber, ...]:
        """Return the numbers of a street whose place is known itself, in their order."""
        return tuple(sorted(self._street(street).places, key=lambda number: number.key))

    def _street(self, name: str) -> _Street:
        key = street_key(name)
        found = self._streets.get(key)
        if found is None:
            own = [point for point in self._points.of(name) if street_key(point.street) == key]
            found = _Street(own, self._lines.get(key))
            if own or key in self._lines:  # names that nobody knows are not kept
                self._streets[key] = found
        return found


def _is_book(points: Points | Iterable[DoorPoint]) -> TypeGuard[Points]:
    return hasattr(points, "of")


@remembered
def street_key(street: str) -> tuple[str, str]:
    """Return what tells a street from another by its full name; accents count.

    >>> street_key("Kőrösi u.") == street_key("Kőrösi utca"), street_key("Körösi utca")
    (True, ('körösi', 'utca'))
    """
    stem, kind = split_type(street)
    plain = " ".join(stem.casefold().replace(".", " ").split())
    return plain, "" if kind is None else type_of(kind) or kind


@dataclass(frozen=True, slots=True)
class _Known:
    """A known door on the scale of its side."""

    value: float
    number: HouseNumber
    place: Position


class _Street:
    """The known doors of one street."""

    def __init__(self, points: Sequence[DoorPoint], line: BaseGeometry | None) -> None:
        groups: dict[HouseNumber, list[DoorPoint]] = {}
        for point in points:
            groups.setdefault(_bare(point.number), []).append(point)
        self.places = {number: _merged(own) for number, own in groups.items()}
        self._spread: dict[HouseNumber, Position] = {}
        for number, place in self.places.items():
            for one in _numbers_of(number):
                wide = dataclasses.replace(place, uncertainty_m=place.uncertainty_m + RANGE_M)
                self._spread.setdefault(one, wide)
        self._sides = {even: self._side(even=even) for even in (True, False)}
        self._parts = () if line is None else _parts(line)

    def _side(self, *, even: bool) -> list[_Known]:
        """Return the doors of one parity by value; a plot with both parities is on neither side."""
        side = [
            _Known(value_of(number), number, place)
            for number, place in self.places.items()
            if number.is_even is even and (number.end is None or _numbers_of(number))
        ]
        return sorted(side, key=lambda known: (known.value, known.number.key))

    def locate(self, number: HouseNumber) -> Position | None:
        """Return the place of a number, the most trusted kind of evidence first."""
        asked = _bare(number)
        found = self.places.get(asked) or self._spread.get(asked)
        if found is not None:
            return found
        if asked.end is not None:
            return self._between_ends(asked)
        return self._interpolated(asked)

    def _between_ends(self, number: HouseNumber) -> Position | None:
        """Place a plot of two numbers where both of them are."""
        ends = (HouseNumber(number.number, number.suffix), HouseNumber(number.end or 0))
        first, last = (self.locate(end) for end in ends)
        return None if first is None or last is None else _covering(first, last)

    def _interpolated(self, number: HouseNumber) -> Position | None:
        side, value = self._sides[number.is_even], value_of(number)
        at = bisect_left(side, value, key=lambda known: known.value)
        if not 0 < at < len(side):
            return None  # before the first known door, or past the last one
        before, behind = side[at - 1], side[at]
        if behind.value == value:
            return None  # two ways of writing one number; which of them is meant is not known
        share = (value - before.value) / (behind.value - before.value)
        outer = [side[i].place for i in (at - 2, at + 1) if 0 <= i < len(side)]
        return self._placed(before.place, behind.place, share, outer)

    def _placed(
        self, before: Position, behind: Position, share: float, outer: Sequence[Position]
    ) -> Position:
        """Place a door between two others, along the street where its line is known.

        It may be anywhere between the two, so the farther of them bounds how far off it is; and
        as far beyond as the numbers around them show that the numbering turns back there.
        """
        start, end = (before.east, before.north), (behind.east, behind.north)
        east, north, length = _along(self._parts, start, end, share)
        own = max(before.uncertainty_m, behind.uncertainty_m)
        turns = sum(_turned_back((place.east, place.north), start, end) for place in outer)
        return Position(
            east,
            north,
            PlaceMethod.INTERPOLATION,
            max(share, 1 - share) * length + own + SETBACK_M + turns,
            (*before.evidence, *behind.evidence),
        )


def _bare(number: HouseNumber) -> HouseNumber:
    """Return a number with one spelling for each plot: "29/A-B" is told apart by its first."""
    return dataclasses.replace(number, suffix=number.suffix.upper())


def _numbers_of(number: HouseNumber) -> Iterator[HouseNumber]:
    """Yield the numbers of a plot on one side of the street ("3-7": 3, 5, 7)."""
    end = number.end
    if end is None or number.suffix or (end - number.number) % 2:
        return
    if 0 < end - number.number <= WIDEST_RANGE:
        yield from map(HouseNumber, range(number.number, end + 1, 2))


def _merged(points: Sequence[DoorPoint]) -> Position:
    """Join everything known of one door; what lies apart makes its place less certain."""
    ordered = sorted(points, key=lambda p: (_TRUST[_METHODS[p.kind]], p.uncertainty_m, p.source))
    best = [p for p in ordered if p.kind is ordered[0].kind]
    east = sum(p.east for p in best) / len(best)
    north = sum(p.north for p in best) / len(best)
    reach = max(math.hypot(p.east - east, p.north - north) + p.uncertainty_m for p in best)
    for point in ordered[len(best) :]:
        apart = math.hypot(point.east - east, point.north - north)
        if apart > reach + point.uncertainty_m:
            reach = apart  # the sources contradict; the door may be where the lesser one says
    return Position(east, north, _METHODS[ordered[0].kind], reach, tuple(ordered))


def _covering(one: Position, other: Position) -> Position:
    """Return a place in the middle of two that covers both."""
    half = math.hypot(other.east - one.east, other.north - one.north) / 2
    return Position(
        (one.east + other.east) / 2,
        (one.north + other.north) / 2,
        max(one.method, other.method, key=lambda method: _TRUST[method]),
        half + max(one.uncertainty_m, other.uncertainty_m),
        (*one.evidence, *other.evidence),
    )


def _turned_back(outer: _XY, start: _XY, end: _XY) -> float:
    """Return how far a door that ought to lie beyond two others lies from them, if between them.

    >>> _turned_back((40.0, 30.0), (0.0, 0.0), (100.0, 0.0))
    50.0
    >>> _turned_back((-20.0, 5.0), (0.0, 0.0), (100.0, 0.0))
    0.0
    """
    ahead = [(outer[i] - start[i]) * (end[i] - start[i]) for i in (0, 1)]
    if not 0 < sum(ahead) < math.dist(start, end) ** 2:
        return 0.0
    return min(math.dist(outer, start), math.dist(outer, end))


def _parts(line: BaseGeometry) -> tuple[shapely.LineString, ...]:
    """Return the unbranched pieces of a street's line."""
    merged = line if isinstance(line, shapely.LineString) else shapely.line_merge(line)
    return tuple(p for p in shapely.get_parts(merged) if isinstance(p, shapely.LineString))


def _along(
    parts: Sequence[shapely.LineString],
    start: _XY,
    end: _XY,
    share: float,
) -> tuple[float, float, float]:
    """Return east and north of the place at a share of the way, and the metres of the way.

    The way is straight where the street is, since its doors show its line better than a map does.
    """
    straight = math.dist(start, end)
    east, north = (a + (b - a) * share for a, b in zip(start, end, strict=True))
    for part in parts:
        ends = [_on_line(part, place) for place in (start, end)]
        way = abs(ends[1][0] - ends[0][0])
        bends = BEND * straight < way <= DETOUR * straight
        one_side = ends[0][1] * ends[1][1] > 0
        if not (bends and one_side) or max(abs(off) for _, off in ends) > OFF_STREET_M:
            continue
        at = ends[0][0] + (ends[1][0] - ends[0][0]) * share
        off = ends[0][1] + (ends[1][1] - ends[0][1]) * share
        return (*_beside(part, at, off), max(way, straight))
    return east, north, straight


def _on_line(line: shapely.LineString, place: _XY) -> tuple[float, float]:
    """Return metres along a line and metres to the left of it (negative: to the right)."""
    point = shapely.Point(place)
    at = float(line.project(point))
    ahead, foot = _heading(line, at), line.interpolate(at)
    cross = ahead[0] * (place[1] - foot.y) - ahead[1] * (place[0] - foot.x)
    return at, math.copysign(float(foot.distance(point)), cross)


def _beside(line: shapely.LineString, at: float, left: float) -> tuple[float, float]:
    """Return the place so many metres along a line and to the left of it."""
    foot, (east, north) = line.interpolate(at), _heading(line, at)
    return foot.x - north * left, foot.y + east * left


def _heading(line: shapely.LineString, at: float) -> tuple[float, float]:
    """Return the direction of a line at a place, of length 1, smoothed over a few metres."""
    low, high = max(0.0, at - 2.0), min(line.length, at + 2.0)
    a, b = line.interpolate(low), line.interpolate(high)
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    return (b.x - a.x) / length, (b.y - a.y) / length
