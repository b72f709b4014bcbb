"""What of an area of several parts decides: lines that bound it, stretches of streets. Pure.

EOV metres. An area of one ring is what it was.
"""

from __future__ import annotations

import dataclasses
from enum import Enum, auto
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition, EditionPart, LedgerEntry, PartStreet

OFF_STREET_M = 60.0
"""Doors stand within this of their street's line."""
BESIDE_M = 1.0
"""A leg bounds the area where its line, moved as its rule says, is this near to the rim."""
END_M = 5.0
"""Nearer than this to the end of a section, along its street, a known place is on neither side."""
CORNER_M = 8.0
"""Ground of a polling district that reaches so far past the end of a section holds no door of the
street there: half of the street that ends it, and the coarseness of what is drawn. Houses at the
corner stand behind it."""
STEP_M = 5.0
"""Ground is looked at every so many metres along its rim."""


def bounding(edition: Edition) -> Edition:
    """Return an edition whose legs have a line only where it bounds the area.

    The line between two rings that both belong to the area bounds nothing, nor does that of ground
    taken out where none is.
    """
    if not edition.parts:
        return edition
    bound = _kept(edition)[0]
    return edition if edition.legs is bound.legs else bound  # as `for_doors` gives it too


def for_doors(edition: Edition) -> Edition:
    """Return an edition as it decides doors, of which it is known on which street they are.

    Round the stretches of its parts a bare point is uncertain; a door is not, since it is of the
    street of the part or of another one.
    """
    if not edition.parts:
        return edition
    return _kept(edition)[1]


_Same = tuple[object, object, object]
_KNOWN: dict[tuple[int, ...], tuple[_Same, tuple[Edition, Edition]]] = {}
"""By the identity of parts, legs and ground, which is asked for with every look-up."""
_MOST = 32


def _kept(edition: Edition) -> tuple[Edition, Edition]:
    known = _KNOWN.get(_identity(edition)[0])
    if known is not None:
        return known[1]
    if len(_KNOWN) >= _MOST:
        _KNOWN.clear()
    rim = edition.area.boundary
    legs = tuple(piece for leg in edition.legs for piece in _pieces(leg, rim))
    bound = dataclasses.replace(edition, legs=legs)
    doors = dataclasses.replace(bound, uncertain_zone=edition.ring_zone)
    for one in (edition, bound):
        key, held = _identity(one)
        _KNOWN[key] = (held, (bound, doors))
    return bound, doors


def _identity(edition: Edition) -> tuple[tuple[int, ...], _Same]:
    """Return what tells editions apart, and what must be held so that it goes on doing so."""
    held = (edition.parts, edition.legs, edition.area)
    return tuple(map(id, held)), held


def _pieces(leg: LedgerEntry, rim: BaseGeometry) -> Iterator[LedgerEntry]:
    """Yield a leg once for each piece of its line that bounds the area; without one, lineless."""
    if len(leg.line) < 2:  # noqa: PLR2004 - a line has two ends
        yield leg
        return
    near = rim.buffer(abs(leg.offset_m or 0.0) + BESIDE_M)
    left = shapely.LineString(leg.line).intersection(near)
    pieces = [p for p in shapely.get_parts(shapely.line_merge(left)) if p.length > 2 * BESIDE_M]
    for piece in pieces:
        yield dataclasses.replace(leg, line=tuple((x, y) for x, y in piece.coords))
    if not pieces:
        yield dataclasses.replace(leg, line=())


def part_near(edition: Edition, place: shapely.Point) -> EditionPart | None:
    """Return the part of streets whose doors may stand at a place; None where none may."""
    found = [
        (float(line.distance(place)), part.number, part)
        for part in edition.parts
        if (line := stretch_of(part)) is not None
    ]
    distance, _, nearest = min(found, default=(OFF_STREET_M + 1, 0, None), key=lambda one: one[:2])
    return nearest if distance <= OFF_STREET_M else None


def stretch_of(part: EditionPart) -> BaseGeometry | None:
    """Return the line of the streets that a part speaks of; None where there is none."""
    return _united([line for street in part.streets for line in street.lines])


def line_of(street: PartStreet) -> BaseGeometry | None:
    """Return the stretch of a street that is meant; None where the map has none."""
    return _united(street.lines)


def whole_of(street: PartStreet) -> BaseGeometry | None:
    """Return all that the map has of a street of which a part speaks."""
    return _united((*street.lines, *street.rest))


def _united(lines: Sequence[Sequence[tuple[float, float]]]) -> BaseGeometry | None:
    drawn = [shapely.LineString(line) for line in lines if len(line) > 1]
    return shapely.union_all(drawn) if drawn else None


class Along(Enum):
    """How doors stand to a section of their street."""

    WITHIN = auto()
    BESIDE = auto()
    """None of them is on it."""
    OPEN = auto()


def along(
    ground: BaseGeometry,
    street: BaseGeometry,
    stretch: BaseGeometry,
    *,
    tolerance_m: float = CORNER_M,
) -> Along:
    """Tell whether doors of a street stand along a section of it.

    A door faces the point of its street's line that is nearest to it.

    Args:
        ground: all ground on which the doors may be.
        street: the whole line of their street.
        stretch: the section.
        tolerance_m: how far the ground may reach past an end of the section all the same, since
            polling districts are drawn coarsely.
    """
    whole = street.union(stretch)
    beside = shapely.segmentize(ground.intersection(whole.buffer(OFF_STREET_M)), STEP_M)
    if beside.is_empty:
        return Along.OPEN
    spots = shapely.points(shapely.get_coordinates(beside))
    feet = shapely.get_point(shapely.shortest_line(spots, whole), 1)
    off = shapely.distance(feet, stretch)
    if (off <= tolerance_m).all():
        return Along.WITHIN
    deep = shapely.distance(feet, whole.difference(stretch.buffer(BESIDE_M)))
    return Along.BESIDE if ((off > BESIDE_M) | (deep <= tolerance_m)).all() else Along.OPEN


def along_place(
    place: shapely.Point, uncertainty_m: float, street: BaseGeometry, stretch: BaseGeometry
) -> Along:
    """Tell whether a door of a street, whose place is known, stands along a section of it.

    Everywhere that it may be must face the section, or none of it; on a street with branches or
    bends a place that is not known exactly may face more than one part.

    Args:
        place: where it is.
        uncertainty_m: how far off that may be.
        street: the whole line of its street.
        stretch: the section.
    """
    if street.union(stretch).distance(place) > OFF_STREET_M:
        return Along.OPEN
    anywhere = place.buffer(uncertainty_m + END_M)
    return along(anywhere, street, stretch, tolerance_m=BESIDE_M)
