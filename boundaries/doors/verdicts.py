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
from typing import TYPE_CHECKING, Any, TypeVar

import shapely

from geo.street_line import bearing, bearing_of, lengthened

from ..model import VerdictKind
from .chains import FIRST, SURE_M, KnownDoor, OwnPoints, corners_of
from .ground import BESIDE_M, area_ground
from .positions import value_of
from .reach import Reach, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.network import XY
    from geo.street_line import Stretch

    from ..language.house_numbers import HouseNumber
    from ..model import Edition
    from .chains import Chain
    from .ground import AreaGround
    from .sides import Neighbours, Street, StreetSides

T = TypeVar("T")

END_M = 6.0
"""A stretch is looked at so much past the doors that bound it."""
WIDE_M = 30.0
"""Where it makes no difference, a door is said to stand within a stretch so much longer."""
CLEAR_M = 6.0
"""A mapped door must be this far from every part of the line that is not its own street."""
WITNESSES = 3
"""Known doors on their proper sides that a street needs to decide doors past the known ones."""
TOLD = 4
"""Known doors that tell the sides of a piece where only one parity is known."""
OPPOSED = 2
"""So many times as many are needed for the side of a parity of which no door is known along a
piece, since beside a river or a railway all numbers may stand on one side; or one only."""
DRIFT_M = 60.0
DRIFT = 0.5
"""Numbers of the two sides that stand opposite may be so many metres apart, and farther by this
share of the plots before them: one side has twice as many."""
CORNER_M = 25.0
"""Doors at the ends of a street may stand round the corner, so much past its line."""
CROSSED_M = 1.5
"""A street that ends on another street of the area's line does not go on across it."""


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
    """Where the door stands along its street, the margins at its ends included; empty where only
    its side is known."""
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

    def __init__(self, edition: Edition, sides: StreetSides, *, witnesses: int = WITNESSES) -> None:
        """Take what is asked, all in one system of metres.

        Args:
            edition: the area asked.
            sides: the town's streets with their known doors.
            witnesses: how many known doors on their proper sides a street needs before its sides
                decide a door that no known ones surround; the benchmark asks for more and fewer.
        """
        self._area, self._sides, self._witnesses = area_ground(edition), sides, witnesses
        self._streets: dict[Street, _Judged] = {}

    def decide(self, name: str, number: HouseNumber) -> SideVerdict:
        """Decide a door by the full name of its street and its number."""
        street = self._sides.street(name)
        if street is None:
            return _open("no line")
        judged = self._streets.get(street)
        if judged is None:
            judged = _Judged(street, self._area, self._sides, self._witnesses)
            self._streets[street] = judged
        return judged.decide(number)


class _Judged:
    """One street against one area; what many doors share is decided once."""

    def __init__(
        self, street: Street, area: AreaGround, sides: StreetSides, witnesses: int
    ) -> None:
        self._witnesses = witnesses
        self._street, self._ground = street, area.seen_from(street)
        self._custom, self._depth = sides.odd_left, sides.depth(street)
        self._trusts = {chain: chain.trust(custom=self._custom) for chain in street.chains}
        self._trust = sum(self._trusts.values())
        self._reach, self._sure = Reach(street, sides.wideness), sides.sure_m
        self._points = OwnPoints(street, self._trusts, custom=self._custom, sure_m=self._sure)
        self._kept: dict[tuple[object, ...], Any] = {}

    def decide(self, number: HouseNumber) -> SideVerdict:
        around = self._street.neighbours(number)
        if around.own is not None:
            return self._once(self._mapped, around.own)
        first: SideVerdict | None = None
        for found in self._inferred(number, around):
            if found.decided:
                return found
            first = first or found
        return first or _open("nothing known")

    def _inferred(self, number: HouseNumber, around: Neighbours) -> Iterable[SideVerdict]:
        """Yield what each way to decide a door without a point of its own says, narrow ones first.

        What many doors share is kept.
        """
        before, behind, even = around.before, around.behind, number.is_even
        needed = self._needed(number)
        if before is not None and behind is not None:
            reach = (self._reach.metres(number, before), self._reach.metres(number, behind))
            if self._once(self._way, before, behind) is not None:
                yield self._once(self._between, before, behind, *reach)
            else:
                last = before if reach[0] < reach[1] else behind
                yield self._once(self._past, last, even, needed, 0, min(reach))
        elif before is not None:
            yield self._once(
                self._past, before, even, needed, 1, self._reach.metres(number, before)
            )
        elif behind is not None:
            yield self._once(
                self._past, behind, even, needed, -1, self._reach.metres(number, behind)
            )
        else:
            across = self._street.nearest(number)
            if across is not None:
                drift = self._reach.of_plots(DRIFT * number.number / 2)
                reach_m = self._reach.metres(number, across) + drift + DRIFT_M
                yield self._once(self._past, across, even, needed, 0, reach_m)
        yield self._once(self._whole_side, even, needed)
        if self._street.whole:
            yield self._once(self._both_sides)

    def _needed(self, number: HouseNumber) -> int:
        """Return how many witnesses make one side alone enough for a number."""
        is_first = all(door.value >= value_of(number) for door in self._street.all_doors())
        return (FIRST if is_first else 1) * self._witnesses

    def _once(self, way: Callable[..., T], *asked: Any) -> T:  # noqa: ANN401 - what the way takes
        """Call one of the ways to decide, once for the same doors and metres."""
        key = (way.__name__, *(a.number if isinstance(a, KnownDoor) else a for a in asked))
        if key not in self._kept:
            self._kept[key] = way(*asked)
        found: T = self._kept[key]
        return found

    def _mapped(self, own: KnownDoor) -> SideVerdict:
        """Decide a door by its own point, if that point is on its proper side."""
        point, ground = shapely.Point(own.place), self._ground
        if not ground.rest.is_empty and ground.rest.distance(point) < CLEAR_M:
            return _open("near another line")
        if ground.doubt.distance(point) < CLEAR_M:
            return _open("doubtful line")
        witnesses: tuple[KnownDoor, ...] = ()
        if not ground.own.is_empty and ground.own.distance(point) < 2 * SURE_M:
            problem, witnesses = self._points.problem(own)
            if problem is not None:
                return _open(problem)
        inside = bool(ground.area.covers(point))
        verdict = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
        foot = (own.foot.x, own.foot.y)
        towards = bearing(own.place[0] - foot[0], own.place[1] - foot[1])
        return SideVerdict(verdict, "own", (own, *witnesses), (foot,), towards)

    def _way(self, before: KnownDoor, behind: KnownDoor) -> Stretch | None:
        return self._street.line.stretch(before.foot, behind.foot)

    def _between(
        self, before: KnownDoor, behind: KnownDoor, reach_m: float, reach_back_m: float
    ) -> SideVerdict:
        """Decide a door that stands somewhere between two known ones, and not far from each."""
        street, stretch = self._street, self._once(self._way, before, behind)
        if stretch is None:
            return _open("no way between its neighbours")
        if self._beyond(before, behind):
            return _open("past the end of the line")
        left = stretch.starts_left
        problem, witnesses = self._side_problem(before, behind, same=left == stretch.ends_left)
        sides = (left,) if problem is None else (True, False)
        chains = {street.chain_of(door) for door in (before, behind)}
        if problem is not None and any(c.rises(custom=self._custom) is None for c in chains):
            return _open(problem)
        depth = max(abs(before.foot.left), abs(behind.foot.left))
        corners = cut(stretch.corners, reach_m, reach_back_m)
        seen = self._seen(corners, sides, depth, (END_M, END_M))
        if len(seen) != 1 or None in seen:
            return _open(problem or "stretch on two sides")
        towards = None if problem else bearing_of([(corners, left)])
        once = tuple(dict.fromkeys(witnesses))
        wide = (WIDE_M, WIDE_M)
        told_wide = self._seen(corners, sides, depth, wide) == seen
        claimed = corners_of(lengthened(corners, *(wide if told_wide else (END_M, END_M))))
        return _decided(seen, "between", once, claimed, towards)

    def _beyond(self, *doors: KnownDoor) -> bool:
        """Tell whether known doors stand at one end of the line, one farther than round a corner.

        Then the street goes on where no line is known.
        """
        feet = {(door.foot.x, door.foot.y) for door in doors}
        at_end = any(all(math.dist(f, e) < BESIDE_M for f in feet) for e in self._street.ends)
        return at_end and max(abs(door.foot.left) for door in doors) > CORNER_M

    def _side_problem(
        self, before: KnownDoor, behind: KnownDoor, *, same: bool
    ) -> tuple[str | None, list[KnownDoor]]:
        """Tell why the side of a door between two others is not known, and who bears witness."""
        witnesses = [before, behind]
        if not same:
            return "its neighbours on two sides", witnesses
        for door in (before, behind):
            chain = self._street.chain_of(door)
            if not (chain.apart() or self._trusts[chain] >= TOLD):
                return "sides not told", witnesses
            if abs(door.foot.left) < BESIDE_M:
                return "a neighbour on the line", witnesses
        if min(abs(door.foot.left) for door in (before, behind)) < self._sure:
            for door in (before, behind):
                across = self._street.across(door)
                told = [self._street.same_side(door, other) for other in across]
                if not self._points.not_shifted(door, told):
                    return "perhaps shifted", witnesses
                witnesses += across
        return None, witnesses

    def _past(
        self,
        last: KnownDoor,
        even: bool,  # noqa: FBT001
        needed: int,
        ahead: int,
        reach_m: float,
    ) -> SideVerdict:
        """Decide a door not far from a known one, past the last one of its parity or not.

        Everywhere that the street runs to within the metres may hold it; the way back is left out
        where the direction of the numbers is told.

        Args:
            last: the known door.
            even: whether the door is even.
            needed: how many witnesses make one side alone enough.
            ahead: 1 towards higher numbers, -1 towards lower ones, 0 both ways.
            reach_m: how far.
        """
        own = self._street.chain_of(last)
        rises = own.rises(custom=self._custom)
        if rises is None and not self._may_be_near(own):
            return _open("direction not told")
        ball = shapely.Point(last.foot.x, last.foot.y).buffer(reach_m)
        parts: list[tuple[tuple[XY, ...], tuple[bool, ...]]] = []
        for chain in self._street.chains:
            sides = self._sides(chain, even=even, needed=needed)
            if not self._street.together(chain, own):
                parts.append((chain.corners, (True, False)))  # it may be another street
                continue
            if chain is own and rises is not None and ahead:
                at, forward = own.at(last), (ahead > 0) == rises
                low, high = (at, at + reach_m) if forward else (at - reach_m, at)
                parts.append((own.part(low, high), sides))
                continue
            near = chain.line.intersection(ball)
            parts += [(corners_of(p), sides) for p in shapely.get_parts(near) if p.length > 1.0]
        seen: set[VerdictKind | None] = set()
        for corners, sides in parts:
            seen |= self._seen(corners, sides, self._depth, self._ends(corners))
        if len(seen) != 1 or None in seen:
            return _open("past the known doors")
        one: tuple[XY, ...] = ()
        if len(parts) == 1:
            one = corners_of(
                lengthened(parts[0][0], *(max(0.0, m) for m in self._ends(parts[0][0])))
            )
        towards = bearing_of([(c, s[0]) for c, s in parts if len(s) == 1])
        return _decided(seen, "past", self._street.all_doors(), one, towards)

    def _may_be_near(self, chain: Chain) -> bool:
        """Tell whether numbers are near each other on a piece, whichever way they rise.

        Its doors show it, or it is all of a street without branches: in a hamlet that is named
        like its lanes, numbers follow no order.
        """
        if chain.rising is None and self._reach.is_orderly:
            return True
        return len(self._street.chains) == 1 and not chain.restless

    def _sides(self, chain: Chain, *, even: bool, needed: int) -> tuple[bool, ...]:
        """Return on which sides of a piece a parity may stand: left (True), right or both."""
        left = chain.is_left(even=even)
        if not chain.knows(even=even, custom=self._custom):
            needed *= OPPOSED
        if left is None or not self._trusts[chain] or self._trust < needed:
            return (True, False)
        return (left,)

    def _whole_side(self, even: bool, needed: int) -> SideVerdict:  # noqa: FBT001 - kept by it
        """Decide every door of a parity, where its whole side of the street faces one way."""
        if self._trust < needed:
            return _open("few witnesses")
        seen: set[VerdictKind | None] = set()
        told: list[tuple[tuple[XY, ...], bool]] = []
        for chain in self._street.chains:
            sides = self._sides(chain, even=even, needed=needed)
            told += [(chain.corners, sides[0])] if len(sides) == 1 else []
            seen |= self._seen(chain.corners, sides, self._depth, self._ends(chain.corners))
        if None in seen:
            return _open("side open")
        return _decided(seen, "whole", self._street.all_doors(), (), bearing_of(told))

    def _both_sides(self) -> SideVerdict:
        """Decide every door of a street whose line is whole, where all of it lies on one side."""
        seen: set[VerdictKind | None] = set()
        for chain in self._street.chains:
            seen |= self._seen(chain.corners, (True, False), self._depth, self._ends(chain.corners))
        if None in seen:
            return _open("line open")
        return _decided(seen, "line", self._street.all_doors(), (), None)

    def _seen(
        self,
        corners: Sequence[XY],
        sides: Iterable[bool],
        depth: float,
        ends_m: tuple[float, float],
    ) -> set[VerdictKind | None]:
        return {self._ground.facing(corners, depth, left=left, ends_m=ends_m) for left in sides}

    def _ends(self, corners: Sequence[XY]) -> tuple[float, float]:
        """Return how far past the ends of a part of the street its doors may stand."""
        first, last = (self._end(corner) for corner in (corners[0], corners[-1]))
        return first, last

    def _end(self, corner: XY) -> float:
        if corner not in self._street.ends:
            return END_M  # the street goes on
        return -CROSSED_M if self._ground.is_crossed(corner) else CORNER_M


def _decided(
    seen: set[VerdictKind | None],
    how: str,
    witnesses: tuple[KnownDoor, ...],
    stretch: tuple[XY, ...],
    bearing: float | None,
) -> SideVerdict:
    if len(seen) != 1 or None in seen:
        return _open("pieces on two sides")
    (found,) = seen
    return SideVerdict(found or VerdictKind.UNDECIDABLE, how, witnesses, stretch, bearing)
