"""The words of facts as values. Pure; coordinates are EOV (EPSG:23700), metres, easting first."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..doors.positions import street_key
from ..doors.sides import ToldSide
from ..language.names import fold

if TYPE_CHECKING:
    import datetime as dt

    from shapely.geometry.base import BaseGeometry

    from ..language.house_numbers import HouseNumber, NumberRange
    from ..model import VerdictKind


class FactKind(StrEnum):
    """What a fact tells."""

    PLACE = "place"
    """Where a door stands."""
    SIDE = "side"
    """On which side of its street a parity stands."""
    LINE = "line"
    """Where a street runs."""
    SAID = "said"
    """That a range of a street lies inside, or outside."""


class FactState(StrEnum):
    """What a fact is on a day."""

    PROPOSED = "proposed"
    """One person has added it; it changes no answer."""
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PlacedDoor:
    """The place of a door."""

    street: str
    """Full name, as the street list writes it."""
    number: HouseNumber
    east: float
    north: float
    uncertainty_m: float
    """Metres within which the door is."""


@dataclass(frozen=True, slots=True)
class DrawnStreet:
    """The line of a street."""

    street: str
    line: BaseGeometry
    """A LineString, or a MultiLineString where the street lies in pieces."""
    whole: bool
    """Whether it is drawn from end to end, so that every door of the street stands along it."""


@dataclass(frozen=True, slots=True)
class SaidRange:
    """A range of a street lies on one side, for a reason that the fact's source tells."""

    street: str
    numbers: NumberRange
    verdict: VerdictKind
    """Inside or outside."""


What = PlacedDoor | ToldSide | DrawnStreet | SaidRange
"""What a fact says."""
_KINDS: dict[type[What], FactKind] = {
    PlacedDoor: FactKind.PLACE,
    ToldSide: FactKind.SIDE,
    DrawnStreet: FactKind.LINE,
    SaidRange: FactKind.SAID,
}


def kind_of(what: What) -> FactKind:
    """Return of which kind something said is."""
    return _KINDS[type(what)]


@dataclass(frozen=True, slots=True)
class Said:
    """The word of two people about a range, as the engine takes it."""

    street: str
    numbers: NumberRange
    verdict: VerdictKind
    """Inside or outside."""
    reason: str
    fact_id: str
    """Id of the fact."""

    def covers(self, street: str, number: HouseNumber) -> bool:
        """Tell whether it is about a number of a street, by the street's full name.

        A plot of two numbers is covered where both of them are.
        """
        if street_key(street) != street_key(self.street) or not self.numbers.covers(number):
            return False
        if number.end is None:
            return True
        last = dataclasses.replace(number, number=number.end, suffix=number.end_suffix, end=None)
        return self.numbers.covers(last)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did something, and on which day."""

    by: str
    on: str
    """ISO day, by the calendar in Hungary."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Who took a fact back, when and why."""

    by: str
    on: str
    """ISO day from which it holds no more."""
    reason: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its history."""

    id: str
    """Stable within its area."""
    what: What
    source: str
    """Where it is known from; of a said range, why it is said."""
    added: Signed
    confirmed: Signed | None = None
    withdrawn: Withdrawn | None = None

    @property
    def kind(self) -> FactKind:
        """What it tells."""
        return kind_of(self.what)

    @property
    def street(self) -> str:
        """Full name of its street."""
        return self.what.street

    def holds(self, day: dt.date) -> bool:
        """Tell whether it is in force on a day: confirmed by then and not yet withdrawn."""
        on = day.isoformat()
        if self.confirmed is None or self.confirmed.on > on:
            return False
        return self.withdrawn is None or self.withdrawn.on > on

    def state(self, day: dt.date) -> FactState:
        """Return what it is on a day."""
        if self.withdrawn is not None and self.withdrawn.on <= day.isoformat():
            return FactState.WITHDRAWN
        return FactState.IN_FORCE if self.holds(day) else FactState.PROPOSED


def same_person(one: str, other: str) -> bool:
    """Tell whether two names may be those of one person: accents, case and dots do not matter.

    >>> same_person("Kovács A.", "KOVACS  A"), same_person("Kovács A.", "Kovács B.")
    (True, False)
    """
    return fold(one) == fold(other)
