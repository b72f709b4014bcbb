"""On which side of an area each door of a register lies: by its point, else by what stands for it.

A known point decides where its uncertainty does not reach the line. Without one, a plain polygon
asks the door's polling district, and an edition its own street list. Sources that disagree decide
nothing. EOV metres.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from ..doors.positions import PlaceIndex
from ..ground.district_relations import Relation, relate
from ..ground.eligibility import decide_point
from ..ground.parted import for_doors
from ..model import DECIDED, Reason, VerdictKind
from ..streets.district_faults import misdrawn_districts
from .check import check_address
from .parted import BY_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Answer, Edition
    from ..register.door_points import DoorPoint
    from ..register.model import TownRegister
    from ..register.register import Door, Register, Thoroughfare
    from ..streets.street_list import StreetList

    VerdictOf = Callable[[Thoroughfare, Door], VerdictKind]

_SIDES = {Relation.INSIDE: VerdictKind.INSIDE, Relation.OUTSIDE: VerdictKind.OUTSIDE}


def polygon_verdicts(
    town: TownRegister, area: BaseGeometry, *, line_uncertainty_m: float = 0.0
) -> VerdictOf:
    """Return what tells a door's side of a polygon.

    Args:
        town: the register; its points place doors, its districts those without a point.
        area: valid polygon, EOV metres.
        line_uncertainty_m: metres that the polygon's line may be off.
    """
    boundary = area.boundary
    shapely.prepare([area, boundary])
    districts = _district_sides(town.register, area)

    def of_point(point: DoorPoint) -> VerdictKind:
        spot = shapely.Point(point.east, point.north)
        if boundary.distance(spot) <= point.uncertainty_m + line_uncertainty_m:
            return VerdictKind.UNDECIDABLE
        return VerdictKind.INSIDE if area.covers(spot) else VerdictKind.OUTSIDE

    def else_of(_: Thoroughfare, door: Door) -> VerdictKind:
        return districts.get(door.district, VerdictKind.UNDECIDABLE)

    return _by_points(town, of_point, else_of)


def edition_verdicts(town: TownRegister, edition: Edition, streets: StreetList) -> VerdictOf:
    """Return what tells a door's side of an edition: its point and the edition's street list.

    Args:
        town: the register.
        edition: the area.
        streets: its street list.
    """
    alone = for_doors(edition)

    def of_point(point: DoorPoint) -> VerdictKind:
        place_m = point.uncertainty_m
        return decide_point(point.east, point.north, alone, place_uncertainty_m=place_m).verdict

    def asked(street: Thoroughfare, door: Door, places: PlaceIndex | None = None) -> Answer:
        query = f"{streets.meta.town}, {street.full_name} {door.number}"
        return check_address(query, edition, streets, places=places)

    def else_of(street: Thoroughfare, door: Door) -> VerdictKind:
        return asked(street, door).verdict

    by_points = _by_points(town, of_point, else_of)
    if not edition.parts:
        return by_points
    places = PlaceIndex(town.points) if len(town.points) else None

    def verdict_of(street: Thoroughfare, door: Door) -> VerdictKind:
        answer = asked(street, door, places)
        by_words = answer.reason is Reason.PART_OPEN or answer.method in BY_PART
        return answer.verdict if by_words else by_points(street, door)

    return verdict_of


def _by_points(
    town: TownRegister,
    of_point: Callable[[DoorPoint], VerdictKind],
    else_of: VerdictOf,
) -> VerdictOf:
    """Ask the points of a door, then what stands for it; both where both have something to say."""

    def verdict_of(street: Thoroughfare, door: Door) -> VerdictKind:
        own = _points_of(town, street, door)
        placed = [of_point(point) for point in own]
        if own and not set(placed) & DECIDED:
            return VerdictKind.UNDECIDABLE  # known to stand too near the line
        return _agreed([*placed, else_of(street, door)])

    return verdict_of


def _points_of(town: TownRegister, street: Thoroughfare, door: Door) -> list[DoorPoint]:
    if door.number is None or not len(town.points):
        return []
    return [point for point in town.points.of(street.full_name) if point.number == door.number]


def _agreed(verdicts: Sequence[VerdictKind]) -> VerdictKind:
    """Return the one verdict of those that decide; undecidable where they differ.

    >>> inside, unknown = VerdictKind.INSIDE, VerdictKind.UNDECIDABLE
    >>> str(_agreed([inside, unknown])), str(_agreed([inside, VerdictKind.OUTSIDE]))
    ('inside', 'undecidable')
    """
    decided = set(verdicts) & DECIDED
    return decided.pop() if len(decided) == 1 else VerdictKind.UNDECIDABLE


def _district_sides(register: Register, area: BaseGeometry) -> dict[str, VerdictKind]:
    """Return the side of each polling district that lies wholly on one, misdrawn ones left out."""
    wrong = misdrawn_districts(register.districts)
    relations = (
        relate(district.id, district.polygon, area, None)
        for district in register.districts
        if district.id not in wrong
    )
    return {one.district: _SIDES[one.relation] for one in relations if one.decides}
