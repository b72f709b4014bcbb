"""Where an address of a municipality's own list is: through its register, as near as that goes.

The register has no coordinates. A listed door is in its polling district, so that its place is
the district's and its precision the district's reach; a district whose polygon lies off the
settlement is not believed. Where the points of doors are known, a door is at its point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import shapely

from geo.crs import to_lonlat
from geo.primitives import EovPoint

from ..register.gazetteer import Found, Gazetteer
from .model import Precision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from ..doors.positions import Position
    from ..language.house_numbers import HouseNumber
    from ..register.gazetteer import Located
    from ..register.register import Register
    from ..towns.settlements import Settlement, Settlements

MOST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of an address, as near as it is known."""

    lon: float | None
    """WGS84, degrees; None where nothing places it."""
    lat: float | None
    precision: Precision | None
    precision_m: float | None
    """Metres within which the place is."""
    understood: str | None
    """The address as found, or None."""
    problem: str | None = None
    """Code of what a person must look at: "street_not_found", "several", ..., or None."""
    offered: tuple[str, ...] = ()
    """Addresses that may be meant."""


class Placer(Protocol):
    """Whoever knows where addresses are."""

    def place(self, settlement: Settlement, address: str) -> Placed:
        """Place an address of a settlement."""


class DoorPlaces(Protocol):
    """Known points of doors; `boundaries.doors.positions.PlaceIndex` is one."""

    def locate(self, street: str, number: HouseNumber) -> Position | None:
        """Return the place of a door, or None where nothing shows it."""


class RegisterPlacer:
    """Places addresses by the registers of their settlements."""

    def __init__(
        self,
        places: Settlements,
        registers: Mapping[str, Register] | None = None,
        points: Mapping[str, DoorPlaces] | None = None,
    ) -> None:
        """Take what is known.

        Args:
            places: the settlements.
            registers: settlement code -> register of the election office, with its districts.
            points: settlement code -> known points of its doors.
        """
        self._places = places
        self._registers = dict(registers or {})
        self._points = dict(points or {})
        self._books: dict[str, Gazetteer] = {}

    def place(self, settlement: Settlement, address: str) -> Placed:
        """Place an address: in its polling district, or somewhere in the settlement."""
        ground = self._places.ground(settlement.code)
        if not address.strip():
            return _somewhere(ground, settlement.name, None)
        register = self._registers.get(settlement.code)
        if register is None:
            return _somewhere(ground, None, "no_register")
        if settlement.code not in self._books:
            self._books[settlement.code] = Gazetteer.of(register)
        found = self._books[settlement.code].find(address)
        if found.found is not Found.DOOR or found.street is None:
            return _doubtful(found, ground)
        number = found.parsed.number
        understood = f"{settlement.name}, {found.street.full_name} {number}"
        known = self._at_point(settlement, found.street.full_name, number, understood)
        if known is not None:
            return known
        districts = {door.district for door in found.doors}
        polygons = [d.polygon for d in register.districts if d.id in districts]
        where = shapely.union_all(polygons).intersection(ground) if polygons else None
        if len(districts) != 1 or where is None or where.is_empty:
            return _somewhere(ground, understood, "district_unclear")
        problem = "close_spelling" if found.close else None
        return _within(where, Precision.POLLING_DISTRICT, understood, problem)

    def _at_point(
        self, settlement: Settlement, street: str, number: HouseNumber | None, understood: str
    ) -> Placed | None:
        points = self._points.get(settlement.code)
        position = None if points is None or number is None else points.locate(street, number)
        if position is None:
            return None
        at = to_lonlat(EovPoint(position.east, position.north))
        lon, lat, metres = round(at.lon, 6), round(at.lat, 6), round(position.uncertainty_m, 1)
        return Placed(lon, lat, Precision.DOOR, metres, understood)


def _doubtful(found: Located, ground: BaseGeometry) -> Placed:
    """Return the settlement as the place of an address that was not found, with what may be."""
    number = f" {found.parsed.number}" if found.parsed.number is not None else ""
    offered = [f"{one.street.full_name}{number}" for one in found.candidates]
    if found.street is not None:
        offered = [f"{found.street.full_name} {near}" for near in found.nearest]
    problem = found.reason.value if found.reason is not None else found.found.value
    return _somewhere(ground, None, problem, tuple(offered[:MOST_OFFERED]))


def _somewhere(
    ground: BaseGeometry,
    understood: str | None,
    problem: str | None,
    offered: tuple[str, ...] = (),
) -> Placed:
    return _within(ground, Precision.SETTLEMENT, understood, problem, offered)


def _within(
    ground: BaseGeometry,
    precision: Precision,
    understood: str | None,
    problem: str | None,
    offered: tuple[str, ...] = (),
) -> Placed:
    """Return a point of some ground, with the metres to the farthest place that it could be."""
    point = shapely.point_on_surface(ground)
    reach = shapely.hausdorff_distance(point, ground.convex_hull)
    at = to_lonlat(EovPoint(point.x, point.y))
    lon, lat = round(at.lon, 5), round(at.lat, 5)
    return Placed(lon, lat, precision, float(round(reach)), understood, problem, offered)
