"""Where an address is: through the register of an area whose doors have known places."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.errors import BoundaryError
from boundaries.language.names import fold
from boundaries.programmes.model import Precision
from boundaries.programmes.placing import Placed
from geo.crs import to_lonlat
from geo.primitives import EovPoint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from boundaries.model import Answer
    from boundaries.programmes.placing import Placer
    from boundaries.towns.settlements import Settlement
    from webmap.ask.services import Areas

MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an address, WGS84."""

    lon: float
    lat: float
    metres: float
    """How far the door may be from it."""
    address: str
    """As the register has it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of looking for an address."""

    spot: Spot | None
    offered: tuple[str, ...] = ()
    """Addresses that may be meant."""


def seek(areas: Areas, address: str, town: str | None = None) -> Sought:
    """Look for an address in every area, or in those of one town.

    Args:
        areas: the domain's service.
        address: as people write it.
        town: only areas of this town.
    """
    offered: dict[str, None] = {}
    for answer in _answers(areas, address, town):
        spot = _spot(answer)
        if spot is not None:
            return Sought(spot)
        offered.update(dict.fromkeys(one.address for one in answer.candidates))
    return Sought(None, tuple(offered)[:MOST_OFFERED])


def _answers(areas: Areas, address: str, town: str | None) -> Iterable[Answer]:
    for info in areas.list():
        if town is None or fold(info.town) == fold(town):
            try:
                yield areas.check(address, info.slug)
            except BoundaryError:  # an area without a street list knows no door
                continue


def _spot(answer: Answer) -> Spot | None:
    """Return the known place of the door that an answer is about."""
    evidence = answer.details.get("evidence")
    entries = evidence if isinstance(evidence, list) else []
    for entry in entries:
        if isinstance(entry, dict) and "east" in entry and "north" in entry:
            at = to_lonlat(EovPoint(float(entry["east"]), float(entry["north"])))
            metres = float(entry["place_uncertainty_m"])
            return Spot(round(at.lon, 6), round(at.lat, 6), metres, answer.matched or "")
    return None


@dataclass(frozen=True, slots=True)
class AreaPlacer:
    """Places the addresses of a file by the areas' registers, else by another placer.

    Args:
        areas: the domain's service.
        otherwise: who places what no area knows.
    """

    areas: Areas
    otherwise: Placer

    def place(self, settlement: Settlement, address: str) -> Placed:
        """Place an address: at its door where that is known."""
        found = self.otherwise.place(settlement, address)
        if not address.strip():
            return found
        sought = seek(self.areas, address, settlement.name)
        if sought.spot is None:
            offered = sought.offered or found.offered
            return dataclasses.replace(found, offered=offered)
        spot = sought.spot
        return Placed(spot.lon, spot.lat, Precision.DOOR, spot.metres, spot.address)
