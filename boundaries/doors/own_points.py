"""Whether the point of a door that is mapped near its street's line tells its side. Pure.

A point may be a few metres off, and all points of a street may be off together. Its neighbours, the
doors across and the custom of the town show whether it is on its proper side. Metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .chains import Chain, KnownDoor
    from .sides import Neighbours, Street

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
