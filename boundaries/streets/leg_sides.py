"""On which side of the area's line the doors of a boundary street stand. Pure. EOV metres.

A street has its odd numbers on one side and its even numbers on the other, so the districts that
the register gives to either tell the sides, where it is known on which side a district lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ground.district_relations import TOLERANCE_M, Relation, side_of_leg
from ..language.house_numbers import Parity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..register.register import Door
    from .listing_work import Work

OTHER = {Parity.EVEN: Parity.ODD, Parity.ODD: Parity.EVEN}
_SIDES = {Relation.INSIDE, Relation.OUTSIDE}


def parity_of(door: Door) -> Parity:
    """Return the parity of a door with a number."""
    return Parity.EVEN if door.number is not None and door.number.is_even else Parity.ODD


def leg_sides(key: str, doors: Sequence[Door], work: Work) -> dict[tuple[Parity, str], Relation]:
    """Return (parity, district) -> side, where the register proves it for a boundary street.

    A side proven for one parity holds against the other, and a district on the wrong side for
    its parity lies beyond the ends of the leg, where the side says nothing.

    Args:
        key: `normal_key` of the street.
        doors: all of the street that have a number.
        work: the area and the districts.
    """
    if key not in work.leg_lines:
        return {}
    side = {
        district: _side_of(key, district, doors, work)
        for district in sorted({door.district for door in doors})
    }
    seen: dict[Parity, dict[str, Relation]] = {Parity.EVEN: {}, Parity.ODD: {}}
    for door in doors:
        proven = side[door.district]
        if proven is not None:
            seen[parity_of(door)][door.district] = proven
    result: dict[tuple[Parity, str], Relation] = {}
    for parity, districts in seen.items():
        settled = _settled(set(districts.values()), set(seen[OTHER[parity]].values()))
        for district, proven in districts.items():
            if proven is settled:
                result[parity, district] = proven
    return result


def agreed(
    own: Sequence[Door], sides: Mapping[tuple[Parity, str], Relation], district: str
) -> Relation | None:
    """Return the side that all listed doors of a range share."""
    found = {sides.get((parity_of(door), district)) for door in own}
    return next(iter(found)) if len(found) == 1 else None


def stays_on_its_side(key: str, district: str, side: Relation | None, work: Work) -> bool:
    """Tell whether a boundary street that runs on past its leg stays on a district's own side.

    Its doors there are then decided like those along the leg, however many they are.
    """
    line = work.lines.get(key)
    if line is None or side not in _SIDES:
        return False
    return not _crosses(key, district, side, work)


def _side_of(key: str, district: str, doors: Sequence[Door], work: Work) -> Relation | None:
    """Return on which side of its leg a boundary street's district lies, or None.

    A polygon that is drawn wrong tells less than the district's own streets, if the street has
    the district on one of its sides only.
    """
    area, zone, line = work.edition.area, work.edition.uncertain_zone, work.leg_lines[key]
    found = side_of_leg(work.polygons[district], line, area, zone)
    shown = work.streets.side_along(district, line, area, zone)
    if district in work.misdrawn and found not in _SIDES and shown is not None:
        one_sided = len({parity_of(d) for d in doors if d.district == district}) == 1
        found = shown if one_sided else found
    if found in _SIDES and shown in _SIDES - {found}:
        return Relation.CUT
    if found in _SIDES and _crosses(key, district, found, work):
        return None
    return found


def _crosses(key: str, district: str, side: Relation, work: Work) -> bool:
    """Tell whether a boundary street runs on in a district, past its leg, on the other side.

    The side of the leg says nothing of the doors there: Árpád körút is the boundary up to a corner
    and goes on outside the area in the same district.
    """
    line = work.lines.get(key)
    if line is None:
        return False
    near = work.polygons[district].buffer(TOLERANCE_M)
    beyond = line.intersection(near).difference(work.leg_lines[key].buffer(TOLERANCE_M))
    area = work.edition.area
    if side is Relation.INSIDE:
        return bool(beyond.difference(area.buffer(TOLERANCE_M)).length > TOLERANCE_M)
    deep = area.buffer(-TOLERANCE_M)
    return bool(beyond.intersection(deep).length > TOLERANCE_M)


def _settled(own: set[Relation], opposite: set[Relation]) -> Relation | None:
    """Return the one side of a parity, or None where the register leaves it open."""
    if Relation.CUT in own:
        return None
    if len(own) == 1:
        return next(iter(own)) if not opposite or opposite - own else None
    if len(opposite) == 1 and len(own) > 1:
        fitting = own - opposite
        return next(iter(fitting)) if len(fitting) == 1 else None
    return None
