"""Known places of doors, whatever they come from: address points, buildings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..language.house_numbers import HouseNumber


class PlaceKind(StrEnum):
    """What a known place is, the most trusted first."""

    ADDRESS_POINT = "address_point"
    """A point that carries the address itself, such as an entrance."""
    BUILDING = "building"
    """A building or a plot that carries the address; the place is a point inside it."""


@dataclass(frozen=True, slots=True)
class DoorPoint:
    """One door whose place is known."""

    street: str
    """Full name as its source writes it: "Kiskőrösi út"."""
    number: HouseNumber
    east: float
    """EOV (EPSG:23700), metres."""
    north: float
    """EOV (EPSG:23700), metres."""
    kind: PlaceKind
    uncertainty_m: float
    """Metres within which the door is; half the longest extent of a building."""
    source: str
    """Where the place comes from: "node/123", "way/45", "doors.csv line 7"."""
