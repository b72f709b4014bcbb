"""A piece of a street without branches, and what the known doors along it tell. Pure.

Nothing is assumed: where the doors do not tell on which side a parity stands, or in which direction
numbers rise, it is None. Metres in the system of the points.

Whether the point of a door that is mapped near its street's line tells its side. Pure. A point may
be a few metres off, and all points of a street may be off together. Its neighbours, the doors
across and the custom of the town show whether it is on its proper side. Metres.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
import shapely.ops

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.network import XY
    from geo.street_line import Foot

    from ..language.house_numbers import HouseNumber
    from .sides import Neighbours, Street


STEADY = 10
"""Numbers run one way along a piece where so many neighbours agree for each one that does not."""
DRIFT = 4
"""Odd and even numbers so far from each other follow each other along a street."""
STEPS = 2
"""So many pairs of neighbours must show in which direction numbers rise: three doors."""
STRAY = 10
"""Sides are told where so many doors stand on their proper side for each one that does not."""
CONFIRMS = 2
"""A piece whose sides follow the custom of the town counts so many known doors more."""
KNOWN = 2
"""So many doors of a parity show its side."""
APART_M = 8.0
"""Feet nearer to each other than this do not tell in which direction numbers rise."""
NEAR_M = 150.0
"""Doors this near tell whether the points of a stretch of street are all shifted."""
SURE_M = 8.0
"""A door this far from its street is on the side where it is mapped, whatever is shifted."""
TOLD_TRUST = 100
"""A side that a person has told counts so many known doors: more than any rule asks for."""


@dataclass(frozen=True, slots=True)
class KnownDoor:
    """A door whose place is known and stands along its street."""

    number: HouseNumber
    value: float
    """Where the number stands on the scale of its street (`positions.value_of`)."""
    place: XY
    foot: Foot
    uncertainty_m: float


class Chain:
    """A piece of a street's line without branches, with the doors along it."""

    def __init__(self, line: shapely.LineString) -> None:
        """Take the line."""
        self.line = line
        self.corners = corners_of(line)
        self.rising: bool | None = None
        """Whether numbers rise along the line; None where the doors do not tell."""
        self.steps = 0
        """How many pairs of neighbours bear witness to that."""
        self.restless = False
        """Whether they contradict each other in that."""
        self._doors: list[tuple[KnownDoor, float, bool]] = []
        self._even_left: bool | None = None
        self._strays = 0
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
        return bool(self._told) and self._even_left is not None

    def tell(self, *, even: bool, left: bool) -> None:
        """Take from a person on which side a parity stands."""
        self._told.add(left == even)  # whether even numbers stand on the left

    def settle(self) -> None:
        """Learn from the doors that were added and from what was told."""
        self.rising = self._direction()
        evens_left = sum(door.number.is_even == left for door, _, left in self._doors)
        others = len(self) - evens_left
        self._strays = min(evens_left, others)
        if self._strays * STRAY > max(evens_left, others):
            return  # a square, or doors on the wrong side: nothing follows for the others
        voices = set(self._told)
        if self._doors:
            voices.add(evens_left > others)
        if len(voices) == 1:  # what people say may contradict the map, or each other
            self._even_left = voices.pop()

    def _direction(self) -> bool | None:
        """Return whether numbers rise along the line, as neighbours of one parity show.

        The two sides of a street drift apart, so doors of two parities are compared only where
        their numbers are far from each other.
        """
        ordered = sorted((door.value, at, door.number.is_even) for door, at, _ in self._doors)
        pairs = [
            pair
            for even in (True, False)
            for pair in itertools.pairwise([one for one in ordered if one[2] is even])
        ]
        pairs += [
            (one, other)
            for step in (1, 2)
            for one, other in zip(ordered, ordered[step:], strict=False)
            if one[2] is not other[2] and other[0] - one[0] >= DRIFT
        ]
        steps = [other[1] - one[1] for one, other in pairs if abs(other[1] - one[1]) >= APART_M]
        up = sum(step > 0 for step in steps)
        down = len(steps) - up
        self.restless = min(up, down) * STEADY > max(up, down)
        if not steps or self.restless:
            return None
        self.steps = max(up, down)
        return up > down

    def is_left(self, *, even: bool) -> bool | None:
        """Return whether a parity stands to the left of the line; None where doors do not tell."""
        return None if self._even_left is None else self._even_left == even

    @property
    def odd_left(self) -> bool | None:
        """Whether odd numbers stand on the left in the direction of numbering."""
        if self.rising is None or self._even_left is None:
            return None
        return self._even_left != self.rising

    def trust(self, *, custom: bool | None) -> int:
        """Return how many known doors speak for the sides of this piece; 0 = they are not told.

        Where one parity alone is known, near the line, all of it may be shifted across: then such
        doors speak for nothing unless the custom of the town puts them where they are.

        Args:
            custom: whether odd numbers stand left in this town, as numbers rise, or None.
        """
        if self._even_left is None:
            return 0
        count = len(self) - (STRAY + 1) * self._strays
        if self._told:
            return count + TOLD_TRUST
        own = self.odd_left
        if custom is not None and own is not None:
            return max(0, count + CONFIRMS) if own == custom else 0
        if not self.apart():
            count -= sum(abs(door.foot.left) < SURE_M for door, *_ in self._doors)
        return max(0, count)

    def knows(self, *, even: bool, custom: bool | None) -> bool:
        """Tell whether it is known on which side a parity stands, not only where the other does.

        A person has told it, or two doors of the parity stand there; one, where the piece follows
        the custom of the town: alone it may be the odd one out.
        """
        own = sum(door.number.is_even is even for door, *_ in self._doors)
        like_others = custom is not None and self.odd_left == custom
        return self.told or (own > 0 and own + like_others >= KNOWN)

    def apart(self) -> bool:
        """Tell whether doors of both parities stand along it, on a side each; or a person did."""
        both = len({door.number.is_even for door, *_ in self._doors}) > 1
        return self.told or (both and self._even_left is not None and not self._strays)

    def rises(self, *, custom: bool | None) -> bool | None:
        """Return whether numbers rise along the line, by its doors or by their sides and custom.

        None where too few doors tell.
        """
        if self.rising is not None:
            like_others = custom is not None and self.odd_left == custom
            return self.rising if self.steps + like_others >= STEPS else None
        if custom is None or self._even_left is None or self.trust(custom=custom) < STEPS + 1:
            return None
        return self._even_left != custom

    @property
    def off_middle(self) -> float | None:
        """How far the middle between the nearest doors of its two sides is from the line, metres.

        Points that are all shifted show here, and front gardens; None where the sides are not
        told, or fewer than two doors stand on each.
        """
        if self._even_left is None:
            return None
        sides = [
            [abs(d.foot.left) for d, _, left in self._doors if left is own] for own in (True, False)
        ]
        if min(map(len, sides)) < STEPS:
            return None
        return abs(min(sides[0]) - min(sides[1])) / 2

    def at(self, door: KnownDoor) -> float:
        """Return how many metres along the line one of its doors stands."""
        return next(at for known, at, _ in self._doors if known is door)

    @property
    def mixed(self) -> bool:
        """Whether both parities stand on both sides: then a number tells no side."""
        return self._even_left is None and self._strays > 1

    def opposite(self, door: KnownDoor) -> int:
        """Return how many doors stand near a door of this piece, on the other side of it."""
        at, left = next((at, left) for known, at, left in self._doors if known is door)
        return sum(side != left and abs(other - at) < NEAR_M for _, other, side in self._doors)

    def part(self, low: float, high: float) -> tuple[XY, ...]:
        """Return the line between two places, in metres along it; a metre at the least."""
        end = self.line.length
        low, high = max(0.0, min(low, end - 1.0)), min(end, max(high, 1.0))
        return corners_of(shapely.ops.substring(self.line, low, max(high, low)))


def corners_of(line: BaseGeometry) -> tuple[XY, ...]:
    """Return the corners of a line."""
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line))


ROAD_M = 3.0
"""No house stands in the road: doors this far off, with others across, are not shifted over it."""
IN_ROAD = 5
"""So many witnesses, and a neighbour, put a door that is mapped in the road on its side; twice as
many where that is the first number."""
SPREAD_M = 25.0
"""The middle of points that are farther apart than this tells no side where it is near the line."""
OPPOSITE = 2
"""So many of them."""
FIRST = 2
"""So many times as many are needed for a number that is lower than all known ones: the first often
stand round a corner, or on a plot that belonged to another street."""


class OwnPoints:
    """The mapped doors of one street, weighed against each other."""

    def __init__(
        self, street: Street, trusts: Mapping[Chain, int], *, custom: bool | None, sure_m: float
    ) -> None:
        """Take the street and what is learnt of it and of its town.

        Args:
            street: with its known doors.
            trusts: how many of them speak for the sides of each piece (`Chain.trust`).
            custom: whether odd numbers stand left in this town, as numbers rise, or None.
            sure_m: doors this far from the line are not shifted across it.
        """
        self._street, self._trusts = street, trusts
        self._custom, self._sure = custom, sure_m

    def problem(self, own: KnownDoor) -> tuple[str | None, tuple[KnownDoor, ...]]:
        """Tell why a point near its street's line tells no side, and who bears witness to it."""
        street, around = self._street, self._street.neighbours(own.number)
        near = abs(own.foot.left) < self._sure
        beside = [door for door in (around.before, around.behind) if _is_off_road(door)]
        votes = {door: street.same_side(own, door) for door in beside if door is not None}
        across = {door: street.same_side(own, door) for door in street.across(own)}
        ordered = near or not street.chain_of(own).mixed
        problems = {
            "unlike its neighbours": ordered and False in votes.values(),
            "its points far apart": near and own.uncertainty_m > SPREAD_M,
            "in the road": not _is_off_road(own) and not self._in_order(own, around, votes),
            "perhaps shifted": near and not self.not_shifted(own, across.values()),
            "alone on its side": ordered and True in across.values() and True not in votes.values(),
        }
        witnesses = (door for door, same in (votes | across).items() if same is not None)
        return next((name for name, holds in problems.items() if holds), None), tuple(witnesses)

    def _in_order(
        self, own: KnownDoor, around: Neighbours, votes: dict[KnownDoor, bool | None]
    ) -> bool:
        """Tell whether the side of a door that is mapped in the road is that of its neighbours.

        Both of them say so, or one, on a piece whose sides are well known.
        """
        agree = [door for door, same in votes.items() if same]
        needed = IN_ROAD if around.before in agree else FIRST * IN_ROAD
        return len(agree) > 1 or (
            bool(agree) and self._trusts[self._street.chain_of(own)] >= needed
        )

    def not_shifted(self, door: KnownDoor, across: Iterable[bool | None]) -> bool:
        """Tell whether the points around a door near the line are shown not to be shifted over it.

        Its own neighbours are shifted with it; doors must stand on the other side, of whatever
        number, or the custom of the town or a person must put the door where it is mapped.
        """
        chain = self._street.chain_of(door)
        if _is_off_road(door) and chain.opposite(door) >= OPPOSITE:
            return True
        told = [same for same in across if same is not None]
        if told:
            return True not in told
        if chain.told:
            return True
        left, custom = chain.is_left(even=door.number.is_even), self._custom
        if left is None or custom is None or chain.rising is None:
            return False
        return left == ((custom == chain.rising) != door.number.is_even)


def _is_off_road(door: KnownDoor | None) -> bool:
    return door is not None and abs(door.foot.left) >= ROAD_M
