"""Deciding a door by the side of its own street. Pure.

The line of a boundary leg *is* the line of its street, so what counts for the doors of that street
is the side that they stand on and the stretch that they stand along, not metres to the line. A
door is decided when everything that is known of it puts it on one side, and that side lies on
one side of the area along the whole stretch where the door may stand; ends included.

Metres in the system of the edition (EOV, EPSG:23700).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from .model import VerdictKind
from .positions import value_of
from .street_ground import BESIDE_M, ground_of
from .street_sides import corners_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network import XY

    from .house_numbers import HouseNumber
    from .model import Edition
    from .street_sides import KnownDoor, Neighbours, Street, StreetSides

END_M = 6.0
"""A stretch is looked at so much past the doors that bound it."""
CLEAR_M = 6.0
"""A mapped door must be this far from every part of the line that is not its own street."""
SURE_M = 8.0
"""A door this far from its street is on the side where it is mapped, whatever is shifted."""
WITNESSES = 5
"""Known doors on their proper sides that a street needs to decide doors past the known ones."""
TOLD = 4
"""Known doors that tell the sides of a piece where only one parity is known."""
CORNER_M = 25.0
"""Doors at the ends of a street may stand round the corner, so much past its line."""
PAST_M = 60.0
PLOT_M = 40.0
"""Past the last known door a number stands within `PAST_M` and so much for each plot between."""
STRAIGHT = 0.5
"""A stretch whose ends are nearer than this share of its length has no one side of the sky."""


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """What the side of its own street says about one door."""

    verdict: VerdictKind
    """Inside, outside or undecidable."""
    how: str
    """What decides: "own" the door's own point, "between" its neighbours, "past" the last known
    door and not far from it, "whole" its side of the street from end to end, "line" both sides
    of a street whose whole line is known. Of an undecidable door what keeps it open."""
    witnesses: tuple[KnownDoor, ...] = ()
    """The known doors that it rests on."""
    stretch: tuple[XY, ...] = ()
    """Where the door stands along its street; empty where only its side is known."""
    bearing: float | None = None
    """Towards which side of the sky its side of the street lies: degrees from the north by the
    east, 0 <= bearing < 360; None where the side is not told or the street turns too much."""

    @property
    def decided(self) -> bool:
        """Whether it says inside or outside."""
        return self.verdict is not VerdictKind.UNDECIDABLE


def _open(how: str) -> SideVerdict:
    return SideVerdict(VerdictKind.UNDECIDABLE, how)


class SideJudge:
    """Decides the doors of a town by the side of their street, for one edition."""

    def __init__(self, edition: Edition, sides: StreetSides) -> None:
        """Take the area asked and the town's streets with their known doors, in one system."""
        self._edition, self._sides = edition, sides
        self._streets: dict[Street, _Judged] = {}

    def decide(self, name: str, number: HouseNumber) -> SideVerdict:
        """Decide a door by the full name of its street and its number."""
        street = self._sides.street(name)
        if street is None:
            return _open("no line")
        judged = self._streets.get(street)
        if judged is None:
            judged = self._streets[street] = _Judged(street, self._edition, self._sides)
        return judged.decide(number)


class _Judged:
    """One street against one area; what many doors share is decided once."""

    def __init__(self, street: Street, edition: Edition, sides: StreetSides) -> None:
        self._street, self._ground = street, ground_of(edition, street)
        self._custom, self._depth = sides.odd_left, sides.depth(street)
        self._between: dict[tuple[HouseNumber, HouseNumber], SideVerdict] = {}
        self._whole: dict[bool, SideVerdict] = {}
        self._line: SideVerdict | None = None

    def decide(self, number: HouseNumber) -> SideVerdict:
        around = self._street.neighbours(number)
        if around.own is not None:
            return self._mapped(around.own, around)
        found = self._inferred(number, around)
        if found.decided or not self._street.whole:
            return found
        if self._line is None:
            self._line = self._both_sides()
        return self._line if self._line.decided else found

    def _inferred(self, number: HouseNumber, around: Neighbours) -> SideVerdict:
        if around.before is None or around.behind is None:
            last = around.before or around.behind
            return self._outside(number, last, higher=around.before is not None)
        key = (around.before.number, around.behind.number)
        if key not in self._between:
            self._between[key] = self._between_two(around.before, around.behind)
        return self._between[key]

    def _outside(self, number: HouseNumber, last: KnownDoor | None, *, higher: bool) -> SideVerdict:
        """Decide a door outside the known ones of its parity."""
        trust = sum(chain.trust(custom=self._custom) for chain in self._street.chains)
        if trust < WITNESSES:
            return _open("few witnesses")
        past = None if last is None else self._past(number, last, higher=higher)
        if past is not None:
            return past
        even = number.is_even
        if even not in self._whole:
            self._whole[even] = self._whole_side(even=even)
        return self._whole[even]

    def _mapped(self, own: KnownDoor, around: Neighbours) -> SideVerdict:
        """Decide a door by its own point, if that point is on its proper side."""
        point, ground, street = shapely.Point(own.place), self._ground, self._street
        if not ground.rest.is_empty and ground.rest.distance(point) < CLEAR_M:
            return _open("near another line")
        if ground.doubt.distance(point) < CLEAR_M:
            return _open("doubtful line")
        witnesses: tuple[KnownDoor, ...] = ()
        if not ground.own.is_empty and ground.own.distance(point) < 2 * SURE_M:
            beside = [door for door in (around.before, around.behind) if door is not None]
            votes = {door: street.same_side(own, door) for door in beside}
            if False in votes.values():
                return _open("unlike its neighbours")
            across = {door: street.same_side(own, door) for door in street.across(own)}
            if abs(own.foot.left) < SURE_M and not self._not_shifted(own, across.values()):
                return _open("perhaps shifted")
            if True in across.values() and True not in votes.values():
                return _open("alone on its side")
            witnesses = tuple(door for door, same in (votes | across).items() if same is not None)
        inside = bool(ground.area.covers(point))
        verdict = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
        foot = (own.foot.x, own.foot.y)
        bearing = _bearing(own.place[0] - foot[0], own.place[1] - foot[1])
        return SideVerdict(verdict, "own", (own, *witnesses), (foot,), bearing)

    def _not_shifted(self, door: KnownDoor, across: Iterable[bool | None]) -> bool:
        """Tell whether the points around a door near the line are shown not to be shifted over it.

        Its own neighbours are shifted with it; the other parity must stand on the other side, or
        the custom of the town or a person must put the door where it is mapped.
        """
        told = [same for same in across if same is not None]
        if told:
            return True not in told
        chain = self._street.chain_of(door)
        if chain.told:
            return True
        left, custom = chain.is_left(even=door.number.is_even), self._custom
        if left is None or custom is None or chain.rising is None:
            return False
        return left == ((custom == chain.rising) != door.number.is_even)

    def _between_two(  # noqa: PLR0911 - each way to stay open has its word
        self, before: KnownDoor, behind: KnownDoor
    ) -> SideVerdict:
        """Decide a door that stands somewhere between two known ones."""
        street = self._street
        stretch = street.line.stretch(before.foot, behind.foot)
        if stretch is None:
            return _open("no way between its neighbours")
        if stretch.starts_left != stretch.ends_left:
            return _open("its neighbours on two sides")
        chains = [street.chain_of(door) for door in (before, behind)]
        if not all(c.apart() or c.trust(custom=self._custom) >= TOLD for c in chains):
            return _open("sides not told")
        nearest = min(abs(before.foot.left), abs(behind.foot.left))
        if nearest < BESIDE_M:
            return _open("a neighbour on the line")
        witnesses = [before, behind]
        if nearest < SURE_M and not all(chain.told for chain in chains):
            for door in (before, behind):
                across = street.across(door)
                told = [street.same_side(door, other) for other in across]
                if True in told or False not in told:
                    return _open("perhaps shifted")
                witnesses += across
        depth = max(abs(before.foot.left), abs(behind.foot.left))
        left = stretch.starts_left
        found = self._ground.facing(stretch.corners, depth, left=left, end_m=END_M)
        if found is None:
            return _open("stretch on two sides")
        once = tuple(dict.fromkeys(witnesses))
        bearing = bearing_of([(stretch.corners, left)])
        return SideVerdict(found, "between", once, stretch.corners, bearing)

    def _past(self, number: HouseNumber, last: KnownDoor, *, higher: bool) -> SideVerdict | None:
        """Decide a door not far past the last known one, where the street runs on that long."""
        chain = self._street.chain_of(last)
        left = chain.is_left(even=number.is_even)
        past = chain.beyond(last, higher=higher, within_m=_reach(number, last))
        if left is None or past is None or past[1] or chain.trust(custom=self._custom) < WITNESSES:
            return None
        # `beyond` cuts the piece out in its own direction, so its left is the piece's left.
        found = self._ground.facing(past[0], self._depth, left=left, end_m=END_M)
        if found is None:
            return None
        bearing = bearing_of([(past[0], left)])
        return SideVerdict(found, "past", self._street.all_doors(), past[0], bearing)

    def _whole_side(self, *, even: bool) -> SideVerdict:
        """Decide every door of a parity, where its whole side of the street faces one way."""
        seen: set[VerdictKind | None] = set()
        sides: list[tuple[tuple[XY, ...], bool]] = []
        for chain in self._street.chains:
            left = chain.is_left(even=even) if chain.trust(custom=self._custom) else None
            sides += [(corners_of(chain.line), left)] if left is not None else []
            seen |= self._seen(corners_of(chain.line), (True, False) if left is None else (left,))
        if None in seen:
            return _open("side open")
        return self._decided(seen, "whole", bearing_of(sides))

    def _both_sides(self) -> SideVerdict:
        """Decide every door of a street whose line is whole, where all of it lies on one side."""
        seen: set[VerdictKind | None] = set()
        for chain in self._street.chains:
            seen |= self._seen(corners_of(chain.line), (True, False))
        return _open("line open") if None in seen else self._decided(seen, "line", None)

    def _seen(self, corners: Sequence[XY], sides: Iterable[bool]) -> set[VerdictKind | None]:
        return {
            self._ground.facing(corners, self._depth, left=left, end_m=CORNER_M) for left in sides
        }

    def _decided(
        self, seen: set[VerdictKind | None], how: str, bearing: float | None
    ) -> SideVerdict:
        if len(seen) != 1:
            return _open("pieces on two sides")
        found = seen.pop() or VerdictKind.UNDECIDABLE
        return SideVerdict(found, how, self._street.all_doors(), bearing=bearing)


def _reach(number: HouseNumber, last: KnownDoor) -> float:
    """Return how far past the last known door a number may stand."""
    return PAST_M + PLOT_M * abs(value_of(number) - last.value) / 2


def bearing_of(sides: Iterable[tuple[Sequence[XY], bool]]) -> float | None:
    """Return towards which side of the sky a side of a street lies, in degrees.

    Args:
        sides: stretches of the street, and whether the side is to the left of each.

    Returns:
        Degrees from the north by the east, or None where the street turns too much for one.

    >>> bearing_of([([(0.0, 0.0), (100.0, 0.0)], False)])
    180.0
    """
    east = north = length = 0.0
    for corners, left in sides:
        along = corners[-1][0] - corners[0][0], corners[-1][1] - corners[0][1]
        east += -along[1] if left else along[1]
        north += along[0] if left else -along[0]
        length += shapely.LineString(corners).length if len(corners) > 1 else 0.0
    return _bearing(east, north) if math.hypot(east, north) > STRAIGHT * length else None


def _bearing(east: float, north: float) -> float | None:
    return math.degrees(math.atan2(east, north)) % 360 if east or north else None
