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

import numpy as np
import shapely

from geo.street_line import lengthened

from .eligibility import ON_LINE_M
from .model import Certainty, LineRule, VerdictKind
from .names import normal_key
from .positions import value_of
from .street_sides import corners_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import XY

    from .house_numbers import HouseNumber
    from .model import Edition, LedgerEntry
    from .street_sides import KnownDoor, Neighbours, Street, StreetSides

STEP_M = 4.0
"""A stretch of street is looked at every so many metres."""
BESIDE_M = 1.0
"""The ground beside a line is looked at so far from it, and as far as the doors stand."""
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
OWN_M = 0.05
"""The line of the area runs on a street where it is this near; coordinates are rounded."""
MOST = 0.9
"""Share of the doors that stand no deeper than a stretch is looked at."""


@dataclass(frozen=True, slots=True)
class SideVerdict:
    """What the side of its own street says about one door."""

    verdict: VerdictKind
    """Inside, outside or undecidable."""
    how: str
    """"own", "between", "beyond"; of an undecidable one what keeps it open."""
    witnesses: tuple[KnownDoor, ...] = ()
    """The known doors that it rests on."""
    stretch: tuple[XY, ...] = ()
    """Where the door stands along its street; empty where only its side is known."""

    @property
    def decided(self) -> bool:
        """Whether it says inside or outside."""
        return self.verdict is not VerdictKind.UNDECIDABLE


def _open(how: str) -> SideVerdict:
    return SideVerdict(VerdictKind.UNDECIDABLE, how)


@dataclass(frozen=True, slots=True)
class _Ground:
    """An area as it is seen from one street."""

    area: BaseGeometry
    own: BaseGeometry
    """The part of its line that is the street."""
    rest: BaseGeometry
    """The other parts of its line."""
    doubt: BaseGeometry
    """Ground where the side of a street says nothing: zones, lines that are not certain, and the
    line of the street itself where the sentence has a rule of its own for its doors."""


def _ground(edition: Edition, street: Street) -> _Ground:
    strip = street.line.geometry.buffer(OWN_M)
    boundary = edition.area.boundary
    doubt = list(_doubts(edition, street.key))
    if edition.uncertain_zone is not None:
        doubt.append(edition.uncertain_zone)
    lines = [shapely.LineString(leg.line) for leg in edition.legs if len(leg.line) > 1]
    drawn = boundary.difference(shapely.union_all(lines).buffer(_widest(edition)))
    doubt.append(drawn.buffer(ON_LINE_M))
    ground = _Ground(
        edition.area,
        boundary.intersection(strip),
        boundary.difference(strip),
        shapely.union_all(doubt),
    )
    shapely.prepare([ground.area, ground.own, ground.rest, ground.doubt])
    return ground


def _widest(edition: Edition) -> float:
    """Return how far the line of the area may lie from that of its leg: half a carriageway."""
    return max((abs(leg.offset_m or 0.0) for leg in edition.legs), default=0.0) + OWN_M


def _doubts(edition: Edition, key: str) -> Iterable[BaseGeometry]:
    for leg in edition.legs:
        if len(leg.line) < 2:  # noqa: PLR2004 - a line
            continue
        line = shapely.LineString(leg.line)
        if leg.certainty is not Certainty.CERTAIN:
            yield line.buffer(max(leg.uncertainty_m or 0.0, BESIDE_M) + OWN_M)
        elif _is_own(leg, key) and leg.rule is not LineRule.CENTRE_LINE:
            yield line.buffer(BESIDE_M + abs(leg.offset_m or 0.0) + OWN_M)


def _is_own(leg: LedgerEntry, key: str) -> bool:
    return key in {normal_key(leg.name), normal_key(leg.walked_as or leg.name)}


class SideJudge:
    """Decides the doors of a town by the side of their street, for one edition."""

    def __init__(self, edition: Edition, sides: StreetSides) -> None:
        """Take the area asked and the town's streets with their known doors, in one system."""
        self._edition, self._sides = edition, sides
        self._streets: dict[str, _Judged] = {}

    def decide(self, name: str, number: HouseNumber) -> SideVerdict:
        """Decide a door by the full name of its street and its number."""
        street = self._sides.street(name)
        if street is None:
            return _open("no line")
        judged = self._streets.get(street.key)
        if judged is None:
            ground = _ground(self._edition, street)
            judged = self._streets[street.key] = _Judged(
                street, ground, custom=self._sides.odd_left
            )
        return judged.decide(number)


class _Judged:
    """One street against one area; what many doors share is decided once."""

    def __init__(self, street: Street, ground: _Ground, *, custom: bool | None) -> None:
        self._street, self._ground, self._custom = street, ground, custom
        self._between: dict[tuple[HouseNumber, HouseNumber], SideVerdict] = {}
        self._whole: dict[bool, SideVerdict] = {}

    def decide(self, number: HouseNumber) -> SideVerdict:
        around = self._street.neighbours(number)
        if around.own is not None:
            return _mapped(self._street, around.own, around, self._ground, custom=self._custom)
        if around.before is None or around.behind is None:
            return self._outside(
                number, around.before or around.behind, higher=around.before is not None
            )
        key = (around.before.number, around.behind.number)
        if key not in self._between:
            self._between[key] = _between(
                self._street, around.before, around.behind, self._ground, custom=self._custom
            )
        return self._between[key]

    def _outside(self, number: HouseNumber, last: KnownDoor | None, *, higher: bool) -> SideVerdict:
        """Decide a door outside the known ones of its parity."""
        trust = sum(chain.trust(custom=self._custom) for chain in self._street.chains)
        if trust < WITNESSES:
            return _open("few witnesses")
        if last is not None:
            past = _past(
                self._street, number, last, self._ground, custom=self._custom, higher=higher
            )
            if past is not None:
                return past
        even = number.is_even
        if even not in self._whole:
            self._whole[even] = _whole(self._street, self._ground, custom=self._custom, even=even)
        return self._whole[even]


def _mapped(
    street: Street, own: KnownDoor, around: Neighbours, ground: _Ground, *, custom: bool | None
) -> SideVerdict:
    """Decide a door by its own point, if that point is on its proper side."""
    point = shapely.Point(own.place)
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
        if abs(own.foot.left) < SURE_M and not _not_shifted(
            street, own, across.values(), custom=custom
        ):
            return _open("perhaps shifted")
        if True in across.values() and True not in votes.values():
            return _open("alone on its side")
        witnesses = tuple(door for door, same in (votes | across).items() if same is not None)
    inside = bool(ground.area.covers(point))
    verdict = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
    return SideVerdict(verdict, "own", (own, *witnesses))


def _not_shifted(
    street: Street, door: KnownDoor, across: Iterable[bool | None], *, custom: bool | None
) -> bool:
    """Tell whether the points around a door near the line are shown not to be shifted over it.

    Its own neighbours are shifted with it; the other parity must stand on the other side, or the
    custom of the town must put the door where it is mapped.
    """
    told = [same for same in across if same is not None]
    if told:
        return True not in told
    chain = street.chain_of(door)
    left = chain.is_left(even=door.number.is_even)
    if left is None or custom is None or chain.rising is None:
        return False
    return left == ((custom == chain.rising) != door.number.is_even)


def _between(  # noqa: PLR0911 - each way to stay open has its word
    street: Street, before: KnownDoor, behind: KnownDoor, ground: _Ground, *, custom: bool | None
) -> SideVerdict:
    """Decide a door that stands somewhere between two known ones."""
    stretch = street.line.stretch(before.foot, behind.foot)
    if stretch is None:
        return _open("no way between its neighbours")
    if stretch.starts_left != stretch.ends_left:
        return _open("its neighbours on two sides")
    nearest = min(abs(before.foot.left), abs(behind.foot.left))
    if nearest < BESIDE_M:
        return _open("a neighbour on the line")
    witnesses = [before, behind]
    for door in (before, behind):
        chain = street.chain_of(door)
        if not (chain.apart() or chain.trust(custom=custom) >= TOLD):
            return _open("sides not told")
    if nearest < SURE_M:
        for door in (before, behind):
            across = street.across(door)
            told = [street.same_side(door, other) for other in across]
            if True in told or False not in told:
                return _open("perhaps shifted")
            witnesses += across
    depth = max(abs(before.foot.left), abs(behind.foot.left))
    found = _facing(stretch.corners, depth, ground, left=stretch.starts_left)
    if found is None:
        return _open("stretch on two sides")
    return SideVerdict(found, "between", tuple(dict.fromkeys(witnesses)), stretch.corners)


def _past(
    street: Street,
    number: HouseNumber,
    last: KnownDoor,
    ground: _Ground,
    *,
    custom: bool | None,
    higher: bool,
) -> SideVerdict | None:
    """Decide a door not far past the last known one, where the street runs on that long."""
    chain = street.chain_of(last)
    left = chain.is_left(even=number.is_even)
    past = chain.beyond(last, higher=higher, within_m=_reach(number, last))
    if left is None or past is None or past[1] or chain.trust(custom=custom) < WITNESSES:
        return None
    doors = (*street.doors[True], *street.doors[False])
    found = _facing(past[0], _depth(doors), ground, left=left)
    return None if found is None else SideVerdict(found, "past", doors, past[0])


def _whole(street: Street, ground: _Ground, *, custom: bool | None, even: bool) -> SideVerdict:
    """Decide every door of a parity, where its whole side of the street faces one way."""
    doors = (*street.doors[True], *street.doors[False])
    depth = _depth(doors)
    seen: set[VerdictKind] = set()
    for chain in street.chains:
        left = chain.is_left(even=even) if chain.trust(custom=custom) else None
        for side in (True, False) if left is None else (left,):
            found = _facing(corners_of(chain.line), depth, ground, left=side, end_m=CORNER_M)
            if found is None:
                return _open("side open")
            seen.add(found)
    if len(seen) != 1:
        return _open("pieces on two sides")
    return SideVerdict(next(iter(seen)), "whole", doors)


def _reach(number: HouseNumber, last: KnownDoor) -> float:
    """Return how far past the last known door a number may stand."""
    return PAST_M + PLOT_M * abs(value_of(number) - last.value) / 2


def _depth(doors: Sequence[KnownDoor]) -> float:
    """Return how far from the street nearly all of its doors stand."""
    far = sorted(abs(door.foot.left) for door in doors)
    return far[min(len(far) - 1, int(MOST * len(far)))]


def _facing(
    corners: Sequence[XY], depth: float, ground: _Ground, *, left: bool, end_m: float = END_M
) -> VerdictKind | None:
    """Return the side of the area that one side of a stretch faces; None where it is not one."""
    line = lengthened(corners, end_m)
    at = np.linspace(0.0, line.length, max(2, math.ceil(line.length / STEP_M) + 1))
    feet = shapely.get_coordinates(shapely.line_interpolate_point(line, at))
    back, on = (
        shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.clip(at + step, 0.0, line.length))
        )
        for step in (-0.5, 0.5)
    )
    ahead = on - back
    length = np.hypot(ahead[:, 0], ahead[:, 1])
    straight = length > 0
    feet, ahead = feet[straight], ahead[straight] / length[straight, None]
    normal = np.column_stack((-ahead[:, 1], ahead[:, 0])) * (1.0 if left else -1.0)
    spots = np.concatenate([feet + normal * far for far in {BESIDE_M, max(depth, BESIDE_M)}])
    if shapely.intersects_xy(ground.doubt, spots).any():
        return None
    inside = shapely.contains_xy(ground.area, spots)
    if inside.all():
        return VerdictKind.INSIDE
    return None if inside.any() else VerdictKind.OUTSIDE
