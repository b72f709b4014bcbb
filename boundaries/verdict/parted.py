"""Areas of several parts: which part an answer rests on, and doors that a section may mean. Pure.

The street list says that a part decides a door, or that it may. Where a section of its street is
meant, a known place of the door tells whether it stands along it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from ..doors.positions import PlaceMethod
from ..ground.parted import Along, along_place, line_of, part_near, whole_of
from ..language.names import normal_key
from ..model import Reason
from ..streets.part_ranges import EFFECTS, range_of

if TYPE_CHECKING:
    from ..doors.positions import Position
    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Details, Edition, EditionPart, NamedPart, PartStreet
    from ..streets.street_list import StreetRow

PART_METHOD = "area_part"
"""Method of an answer that a part of the area decides."""
SECTION_METHOD = "part_section"
"""Method of an answer that a part decides, since a known place is along the section it means."""
BY_PART = frozenset({PART_METHOD, SECTION_METHOD})
"""Methods of answers that the words about a street decide: they go before any place."""


def part_of_row(row: StreetRow, edition: Edition) -> EditionPart | None:
    """Return the part that decides a range of the street list, or leaves it open."""
    basis = row.placed_by
    if basis.part is not None:
        return edition.part(basis.part)
    return edition.part_of_leg(row.leg)


def part_of_place(east: float, north: float, edition: Edition) -> EditionPart | None:
    """Return the part whose doors may stand at a place where no point is decided.

    None where the line of a ring is to blame.
    """
    place, zone = shapely.Point(east, north), edition.ring_zone
    return None if zone is not None and zone.covers(place) else part_near(edition, place)


def named(part: EditionPart) -> NamedPart:
    """Return a part as answers name it."""
    return {
        "number": part.number,
        "kind": part.kind.value,
        "effect": part.effect.value,
        "text": " ".join(part.text.split()),
    }


def by_section(
    listed: Answer, street: str, number: HouseNumber, position: Position | None, edition: Edition
) -> Answer:
    """Return the answer of the list where a known place tells what a section leaves open.

    Only a place of the door itself tells; one between its neighbours may be past the section's end.
    A door along the section is decided by its part. One that surely stands elsewhere is answered as
    if the part were not there, and its own place may then decide it.
    """
    told = listed.details.get("area_part")
    part = None if told is None else edition.part(told["number"])
    if listed.reason is not Reason.PART_OPEN or part is None or position is None:
        return listed
    if position.method is PlaceMethod.INTERPOLATION:  # numbers do not always follow their street
        return listed
    own = [one for one in part.streets if _speaks(one, street, number)]
    found = {_stands(one, position) for one in own}
    if found == {Along.WITHIN}:
        verdict, reason = EFFECTS[part.effect]
        return listed.changed(verdict=verdict, reason=reason, method=SECTION_METHOD)
    others = [one for other in edition.parts if other is not part for one in other.streets]
    if found == {Along.BESIDE} and not any(_speaks(one, street, number) for one in others):
        details: Details = {**listed.details}
        details.pop("area_part")
        details.pop("basis", None)
        return listed.changed(reason=Reason.UNCERTAIN_LINE, details=details)
    return listed


def _speaks(one: PartStreet, street: str, number: HouseNumber) -> bool:
    names = {normal_key(name) for name in (one.name, one.resolved) if name}
    covers = range_of(one.numbers).covers
    return normal_key(street) in names and any(map(covers, number.meant()))


def _stands(one: PartStreet, position: Position) -> Along:
    stretch, whole = line_of(one), whole_of(one)
    if one.section is None or one.is_open or one.is_excepted or not stretch or not whole:
        return Along.OPEN
    place = shapely.Point(position.east, position.north)
    return along_place(place, position.uncertainty_m, whole, stretch)
