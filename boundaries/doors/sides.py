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

import numpy as np
import shapely
import shapely.ops

from geo.street_line import StreetLine

from ..language.names import normal_key
from .chains import NEAR_M, SURE_M, Chain, KnownDoor
from .positions import OFF_STREET_M, PlaceIndex, street_key, value_of
from .reach import wideness

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..language.house_numbers import HouseNumber
    from ..register.door_points import DoorPoint

GAP_M = 100.0
"""Pieces of a street farther apart than this may be two streets of one name."""
ACROSS = 2
"""So many of them are asked."""
CUSTOM = 5
"""Pieces of street that must agree before a town's custom counts as evidence."""
VOTE = 3
"""So many known doors along a piece make it count for the custom."""
AGAINST = 20
"""A custom holds where at most one piece stands against it for so many that agree."""
SHARES = (0.45, 0.5, 0.55)
"""The middle of a piece, and places before and behind it that show its direction there."""
DEPTH_M = 25.0
"""Doors of a street of which none is known may stand so far from it, where no other tells."""
MOST = 0.9
"""Share of the doors that stand no farther from their street than its depth."""
FEW = 5
"""A street with fewer known doors takes the depth of the whole town, if that is more."""
LEAST_SURE_M = 5.0
"""No town's points are so good that nearer ones are sure: houses and streets are a few metres."""
NEARLY_ALL = 0.95
TOLD_WITHIN_M = 60.0
"""A place that tells a side stands this near to its street."""


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
        self.ends = self.line.ends()
        """Where the line ends and does not go on in another piece of it."""
        near = shapely.union_all([chain.line for chain in self.chains]).buffer(GAP_M / 2)
        grounds = shapely.get_parts(near)
        self.in_one = len(grounds) == 1
        """Whether all of the line hangs together, but for gaps that a square or a bridge leaves."""
        self._part_of = {
            chain: int(np.argmin(shapely.distance(grounds, chain.line))) for chain in self.chains
        }
        self._chains: dict[HouseNumber, Chain] = {}
        self._across: dict[HouseNumber, tuple[KnownDoor, ...]] = {}
        for door in self.all_doors():
            foot = shapely.Point(door.foot.x, door.foot.y)
            chain = min(self.chains, key=lambda chain: chain.line.distance(foot))
            chain.add(door)
            self._chains[door.number] = chain
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

    def nearest(self, number: HouseNumber) -> KnownDoor | None:
        """Return the known door of the other parity that is nearest by number."""
        value = value_of(number)
        doors = self.doors[not number.is_even]
        return min(doors, key=lambda door: abs(door.value - value), default=None)

    def same_side(self, one: KnownDoor, other: KnownDoor) -> bool | None:
        """Tell whether two doors stand on one side of the street; None where no way joins them."""
        way = self.line.stretch(one.foot, other.foot)
        return None if way is None else way.starts_left == way.ends_left

    def across(self, door: KnownDoor) -> tuple[KnownDoor, ...]:
        """Return the nearest known doors of the other parity, nearest first."""
        if door.number not in self._across:
            gaps = (
                (math.dist((o.foot.x, o.foot.y), (door.foot.x, door.foot.y)), o.number.key, o)
                for o in self.doors[not door.number.is_even]
            )
            near = sorted((gap for gap in gaps if gap[0] < NEAR_M), key=lambda gap: gap[:2])
            self._across[door.number] = tuple(other for *_, other in near[:ACROSS])
        return self._across[door.number]

    def together(self, one: Chain, other: Chain) -> bool:
        """Tell whether two pieces hang together, but for gaps that a square or a bridge leaves."""
        return self._part_of[one] == self._part_of[other]

    def chain_of(self, door: KnownDoor) -> Chain:
        """Return the piece that a known door stands along."""
        return self._chains[door.number]


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
        self._wideness: float | None = None
        self._sure: float | None = None

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

    @property
    def wideness(self) -> float:
        """How much wider than usual the plots of the town are."""
        if self._town is not None:
            return self._town.wideness
        if self._wideness is None:
            self._wideness = wideness(self._known())
        return self._wideness

    @property
    def sure_m(self) -> float:
        """How far from its street a door is on the side where it is mapped, whatever is shifted.

        A point on the wrong side would be shifted by so much, and by the front gardens besides;
        nearly all streets of the town that show how far their points are off show less.
        """
        if self._town is not None:
            return self._town.sure_m
        if self._sure is None:
            off = [chain.off_middle for street in self._known() for chain in street.chains]
            known = sorted(metres for metres in off if metres is not None)
            enough = len(known) >= FEW
            self._sure = max(LEAST_SURE_M, _nearly_all(known)) if enough else SURE_M
        return self._sure

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
            found = [c.odd_left for s in self._known() for c in s.chains if len(c) >= VOTE]
            self._rule = (found.count(True), found.count(False))
        return self._rule

    @property
    def odd_left(self) -> bool | None:
        """The custom of the town: whether odd numbers stand left as numbers rise, or None."""
        left, right = self.odd_side
        if max(left, right) < CUSTOM or min(left, right) * AGAINST > max(left, right):
            return None
        return left > right


def _nearly_all(metres: Sequence[float]) -> float:
    return metres[min(len(metres) - 1, int(NEARLY_ALL * len(metres)))]


def _most(depths: Sequence[float]) -> float:
    far = sorted(depths)
    return far[min(len(far) - 1, int(MOST * len(far)))]
