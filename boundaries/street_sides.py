"""What the known doors of a street tell of the others: sides, direction, neighbours. Pure.

For each street: which known doors stand along its line and where, on which side odd and even
numbers stand, in which direction numbers rise. Nothing of this is assumed: where the doors do
not tell, it is None. Metres in the system of the points (EOV, EPSG:23700, for Hungarian towns).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
import shapely.ops

from geo.street_line import StreetLine

from .names import normal_key
from .positions import OFF_STREET_M, PlaceIndex, street_key, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import XY
    from geo.street_line import Foot

    from .door_points import DoorPoint
    from .house_numbers import HouseNumber

NEAR_M = 150.0
"""Doors this near tell whether the points of a stretch of street are all shifted."""
STEADY = 10
"""Numbers run one way along a piece where so many neighbours agree for each one that does not."""
CUSTOM = 8
"""Pieces of street that must agree before a town's custom counts as evidence."""
AGAINST = 20
"""A custom holds where at most one piece stands against it for so many that agree."""
CONFIRMS = 3
"""A piece whose sides follow the custom of the town counts so many known doors more."""
APART_M = 8.0
"""Feet nearer to each other than this do not tell in which direction numbers rise."""
TOLD_TRUST = 100
"""A side that a person has told counts so many known doors: more than any rule asks for."""
SHARES = (0.45, 0.5, 0.55)
"""The middle of a piece, and places before and behind it that show its direction there."""
DEPTH_M = 25.0
"""Doors of a street of which none is known may stand so far from it, where no other tells."""
MOST = 0.9
"""Share of the doors that stand no farther from their street than its depth."""
FEW = 5
"""A street with fewer known doors takes the depth of the whole town, if that is more."""
TOLD_WITHIN_M = 60.0
"""A place that tells a side stands this near to its street."""


@dataclass(frozen=True, slots=True)
class KnownDoor:
    """A door whose place is known and stands along its street."""

    number: HouseNumber
    value: float
    """Where the number stands on the scale of its street (`positions.value_of`)."""
    place: XY
    foot: Foot
    uncertainty_m: float


@dataclass(frozen=True, slots=True)
class ToldSide:
    """What a person has seen: the numbers of one parity stand on the side of this place."""

    street: str
    """Full name."""
    even: bool
    east: float
    """Metres in the system of the points."""
    north: float


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is known around one number, of its own parity."""

    before: KnownDoor | None
    own: KnownDoor | None
    behind: KnownDoor | None


class Chain:
    """A piece of a street's line between ends and branches, with the doors along it."""

    def __init__(self, line: shapely.LineString) -> None:
        """Take the line."""
        self.line = line
        self._doors: list[tuple[KnownDoor, float, bool]] = []
        self.rising: bool | None = None
        """Whether numbers rise along the line; None where the doors do not tell."""
        self._left: dict[bool, bool] = {}
        self._told: set[bool] = set()

    def __len__(self) -> int:
        """Return how many known doors stand along it."""
        return len(self._doors)

    def add(self, door: KnownDoor) -> None:
        """Take a door that stands along it."""
        at = float(self.line.project(shapely.Point(door.foot.x, door.foot.y)))
        a, b = (self.line.interpolate(min(max(s, 0.0), self.line.length)) for s in (at - 1, at + 1))
        east, north = door.place[0] - a.x, door.place[1] - a.y
        self._doors.append((door, at, (b.x - a.x) * north - (b.y - a.y) * east > 0))

    @property
    def told(self) -> bool:
        """Whether a person has told the sides, and the known doors do not say otherwise."""
        return bool(self._told and self._left)

    def tell(self, *, even: bool, left: bool) -> None:
        """Take from a person on which side a parity stands."""
        self._told.add(left == even)  # whether even numbers stand on the left

    def settle(self) -> None:
        """Learn from the doors that were added and from what was told."""
        self.rising = self._direction()
        sides = {
            even: {left for door, _, left in self._doors if door.number.is_even is even}
            for even in (True, False)
        }
        if any(len(found) > 1 for found in sides.values()) or sides[True] & sides[False]:
            self._told.clear()  # what a person says of it contradicts the map
            return  # a square, or doors on the wrong side: nothing follows for the others
        for even_left in self._told:
            sides[True].add(even_left)
            sides[False].add(not even_left)
        if any(len(found) > 1 for found in sides.values()):
            return
        for even, found in sides.items():
            for left in found:
                self._left[even] = left
                self._left.setdefault(not even, not left)

    def _direction(self) -> bool | None:
        up = down = 0
        ordered = sorted((door.value, at) for door, at, _ in self._doors)
        for step in (1, 2):
            for (low, one), (high, other) in zip(ordered, ordered[step:], strict=False):
                if high - low >= 2 and abs(other - one) >= APART_M:  # noqa: PLR2004 - one plot on
                    up += other > one
                    down += other < one
        if not up + down or min(up, down) * STEADY > max(up, down):
            return None
        return up > down

    def is_left(self, *, even: bool) -> bool | None:
        """Return whether a parity stands to the left of the line; None where doors do not tell."""
        return self._left.get(even)

    @property
    def odd_left(self) -> bool | None:
        """Whether odd numbers stand on the left in the direction of numbering."""
        if self.rising is None or False not in self._left:
            return None
        return self._left[False] == self.rising

    def trust(self, *, custom: bool | None) -> int:
        """Return how many known doors speak for the sides of this piece; 0 = they are not told.

        Args:
            custom: whether odd numbers stand left in this town, as numbers rise, or None.
        """
        if not self._left:
            return 0
        if self._told:
            return len(self) + TOLD_TRUST
        own = self.odd_left
        if custom is None or own is None:
            return len(self)
        return len(self) + CONFIRMS if own == custom else 0

    def apart(self) -> bool:
        """Tell whether doors of both parities stand along it, on a side each; or a person did."""
        both = len({door.number.is_even for door, *_ in self._doors}) > 1
        return self.told or (both and bool(self._left))

    def beyond(
        self, door: KnownDoor, *, higher: bool, within_m: float
    ) -> tuple[tuple[XY, ...], bool] | None:
        """Return what lies past a door, on the side of higher numbers or of lower ones.

        None where the door does not stand along this piece, or no direction is known. The second
        value tells whether the piece ends within the metres.
        """
        at = next((at for known, at, _ in self._doors if known is door), None)
        if at is None or self.rising is None:
            return None
        end = self.line.length
        forward = higher == self.rising
        low, high = (at, min(end, at + within_m)) if forward else (max(0.0, at - within_m), at)
        ends = high >= end if forward else low <= 0.0
        if high - low < 1.0:
            low, high = max(0.0, low - 1.0), min(end, high + 1.0)
        return corners_of(shapely.ops.substring(self.line, low, high)), ends


def corners_of(line: BaseGeometry) -> tuple[XY, ...]:
    """Return the corners of a line."""
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))


class Street:
    """One street with its line and its known doors."""

    def __init__(
        self,
        key: str,
        line: BaseGeometry,
        points: Sequence[DoorPoint],
        told: Iterable[ToldSide] = (),
        *,
        whole: bool = False,
    ) -> None:
        """Take the street's key (`names.normal_key`), its line and what is known of its doors.

        Args:
            key: its name as all ways of writing it give it.
            line: its centre line, in one piece or many.
            points: known places of its doors.
            told: on which side a person has seen a parity.
            whole: whether all of the street is on the line.
        """
        self.key, self.whole = key, whole
        self.line = StreetLine(line)
        self.doors: dict[bool, list[KnownDoor]] = {True: [], False: []}
        for door in self._along(points):
            self.doors[door.number.is_even].append(door)
        for side in self.doors.values():
            side.sort(key=lambda door: (door.value, door.number.key))
        self.chains = tuple(map(Chain, self.line.chains()))
        for door in self.all_doors():
            foot = shapely.Point(door.foot.x, door.foot.y)
            min(self.chains, key=lambda chain: chain.line.distance(foot)).add(door)
        for side_told in told:
            self._tell(side_told)
        for chain in self.chains:
            chain.settle()

    def _tell(self, told: ToldSide) -> None:
        """Tell each piece that can be reached from a told place on which side it is."""
        start = self.line.foot((told.east, told.north), within_m=TOLD_WITHIN_M)
        if start is None or not start.left:
            return
        for chain in self.chains:
            a, middle, b = (chain.line.interpolate(share, normalized=True) for share in SHARES)
            # A place a little to the left of the piece's middle: told on its side, or across?
            length = math.dist((a.x, a.y), (b.x, b.y)) or 1.0
            left = middle.x - (b.y - a.y) / length, middle.y + (b.x - a.x) / length
            foot = self.line.foot(left, within_m=TOLD_WITHIN_M)
            way = None if foot is None else self.line.stretch(start, foot)
            if way is not None:
                chain.tell(even=told.even, left=way.starts_left == way.ends_left)

    def _along(self, points: Sequence[DoorPoint]) -> Iterable[KnownDoor]:
        """Yield the doors that stand along the line; far ones are back houses or slips."""
        if not points:
            return
        index = PlaceIndex(points)
        for number in index.known(points[0].street):
            place = index.locate(points[0].street, number)
            mixed = number.end is not None and (number.end - number.number) % 2 != 0
            if place is None or mixed:
                continue
            xy = (place.east, place.north)
            foot = self.line.foot(xy, within_m=OFF_STREET_M)
            if foot is not None:
                yield KnownDoor(number, value_of(number), xy, foot, place.uncertainty_m)

    def all_doors(self) -> tuple[KnownDoor, ...]:
        """Return the known doors, even ones first."""
        return (*self.doors[True], *self.doors[False])

    def depths(self) -> list[float]:
        """Return how far from the line the known doors stand, each."""
        return [abs(door.foot.left) for door in self.all_doors()]

    def neighbours(self, number: HouseNumber) -> Neighbours:
        """Return the known doors around a number, of its parity, and itself if it is known."""
        side, value = self.doors[number.is_even], value_of(number)
        low = bisect_left(side, value, key=lambda door: door.value)
        high = low
        while high < len(side) and side[high].value == value:
            high += 1
        own = next((door for door in side[low:high] if door.number.key == number.key), None)
        return Neighbours(
            side[low - 1] if low else None, own, side[high] if high < len(side) else None
        )

    def same_side(self, one: KnownDoor, other: KnownDoor) -> bool | None:
        """Tell whether two doors stand on one side of the street; None where no way joins them."""
        way = self.line.stretch(one.foot, other.foot)
        return None if way is None else way.starts_left == way.ends_left

    def across(self, door: KnownDoor, count: int = 2) -> tuple[KnownDoor, ...]:
        """Return the nearest known doors of the other parity, nearest first."""
        gaps = (
            (math.dist((o.foot.x, o.foot.y), (door.foot.x, door.foot.y)), o.number.key, o)
            for o in self.doors[not door.number.is_even]
        )
        near = sorted((gap for gap in gaps if gap[0] < NEAR_M), key=lambda gap: gap[:2])
        return tuple(other for *_, other in near[:count])

    def chain_of(self, door: KnownDoor) -> Chain:
        """Return the piece that a known door stands along."""
        foot = shapely.Point(door.foot.x, door.foot.y)
        return min(self.chains, key=lambda chain: chain.line.distance(foot))


class StreetSides:
    """The streets of a town; each is read when it is first asked for."""

    def __init__(
        self,
        points: Iterable[DoorPoint],
        lines: Mapping[str, BaseGeometry],
        told: Iterable[ToldSide] = (),
        *,
        whole: Collection[str] = (),
        town: StreetSides | None = None,
    ) -> None:
        """Take what is known, all in one system of metres.

        Args:
            points: known places of doors.
            lines: the streets' lines by full name.
            told: on which side a person has seen a parity.
            whole: full names of streets whose line is known to be all of the street, such as one
                that a person has drawn. A map may know a part only; a door of such a street is
                never decided by its line alone.
            town: where these are a few streets of a town only, what is known of all of it: its
                custom and the depth of its streets hold for them.
        """
        self._town = town
        self._lines = {street_key(name): line for name, line in lines.items()}
        self._points: dict[tuple[str, str], list[DoorPoint]] = defaultdict(list)
        for point in points:
            self._points[street_key(point.street)].append(point)
        self._told: dict[tuple[str, str], list[ToldSide]] = defaultdict(list)
        for side in told:
            self._told[street_key(side.street)].append(side)
        self._all_of_it = {street_key(name) for name in whole}
        self._streets: dict[tuple[str, str], Street] = {}
        self._rule: tuple[int, int] | None = None
        self._depth: float | None = None

    def street(self, name: str) -> Street | None:
        """Return a street by its full name, or None where its line is not known."""
        key = street_key(name)
        line = self._lines.get(key)
        if line is None:
            return None
        if key not in self._streets:
            self._streets[key] = Street(
                normal_key(name),
                line,
                self._points.get(key, ()),
                self._told.get(key, ()),
                whole=key in self._all_of_it,
            )
        return self._streets[key]

    def depth(self, street: Street) -> float:
        """Return how far from a street nearly all of its doors stand, known or not."""
        own = street.depths()
        if len(own) >= FEW:
            return _most(own)
        return max([self.usual_depth, *own])

    @property
    def usual_depth(self) -> float:
        """How far from their street nearly all known doors of the town stand, metres."""
        if self._town is not None:
            return self._town.usual_depth
        if self._depth is None:
            known = [depth for other in self._known() for depth in other.depths()]
            self._depth = max(DEPTH_M, _most(known)) if known else DEPTH_M
        return self._depth

    def _known(self) -> Iterable[Street]:
        """Yield the streets with known doors."""
        for own in self._points.values():
            street = self.street(own[0].street)
            if street is not None:
                yield street

    @property
    def odd_side(self) -> tuple[int, int]:
        """In how many pieces of street odd numbers stand left and right, as numbers rise."""
        if self._town is not None:
            return self._town.odd_side
        if self._rule is None:
            found = [c.odd_left for s in self._known() for c in s.chains if len(c) > 2]  # noqa: PLR2004
            self._rule = (found.count(True), found.count(False))
        return self._rule

    @property
    def odd_left(self) -> bool | None:
        """The custom of the town: whether odd numbers stand left as numbers rise, or None."""
        left, right = self.odd_side
        if max(left, right) < CUSTOM or min(left, right) * AGAINST > max(left, right):
            return None
        return left > right


def _most(depths: Sequence[float]) -> float:
    far = sorted(depths)
    return far[min(len(far) - 1, int(MOST * len(far)))]
