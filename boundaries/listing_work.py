"""What all rows of a street list in the making share. Pure. EOV metres."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from .district_faults import APART_M, misdrawn_districts, safe_ground
from .district_neighbours import torn_districts
from .district_relations import relate
from .district_streets import DistrictStreets, streets_of_districts
from .model import Decision
from .names import normal_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from .district_relations import DistrictRelation
    from .model import Edition
    from .register import Register

_WITHOUT_LINE = {Decision.STAND_IN, Decision.UNRESOLVED}


@dataclass(slots=True)
class Work:
    """What all rows share."""

    edition: Edition
    polygons: dict[str, BaseGeometry]
    """District -> ground on which its doors surely stand; in the area and out of it where nothing
    is known of it."""
    relations: dict[str, DistrictRelation]
    lines: Mapping[str, BaseGeometry]
    """Known lines of streets, by `normal_key` of the full name."""
    streets: DistrictStreets
    misdrawn: frozenset[str]
    """Districts whose polygon is drawn wrong."""
    placed: frozenset[str]
    """Districts that are drawn well, or whose own streets show where they are."""
    torn: frozenset[str]
    """Districts that are drawn far from all that their streets go on in."""
    problems: tuple[str, ...]
    leg_lines: dict[str, BaseGeometry] = field(default_factory=dict)
    leg_numbers: dict[str, int] = field(default_factory=dict)
    without_line: dict[str, int] = field(default_factory=dict)


def gather(register: Register, edition: Edition, lines: Mapping[str, BaseGeometry]) -> Work:
    """Relate every district to the area, and join the lines of the legs by their names.

    Args:
        register: doors, rules, district polygons.
        edition: the area.
        lines: known lines of streets by `names.normal_key` of their full name.
    """
    streets = streets_of_districts(register, lines)
    overlapping = misdrawn_districts(register.districts)
    disproved = streets.disproved(register.districts)
    safe = safe_ground(register.districts)
    torn = frozenset(d for d in torn_districts(register, safe) if not streets.shows(d))
    safe = {key: ground for key, ground in safe.items() if key not in torn}
    polygons = _ground(register, edition.area, streets, safe)
    relations = {
        key: relate(key, polygon, edition.area, edition.uncertain_zone)
        for key, polygon in sorted(polygons.items())
    }
    work = Work(
        edition=edition,
        polygons=polygons,
        relations=relations,
        lines=lines,
        streets=streets,
        misdrawn=overlapping | disproved | torn,
        placed=frozenset(
            district.id
            for district in register.districts
            if district.id not in overlapping | torn or streets.shows(district.id)
        ),
        torn=torn,
        problems=_told(overlapping, disproved, torn, len(register.districts)),
    )
    _collect_legs(work)
    return work


def _ground(
    register: Register,
    area: BaseGeometry,
    streets: DistrictStreets,
    safe: Mapping[str, BaseGeometry],
) -> dict[str, BaseGeometry]:
    """Return the ground of every district, with its own streets where it leaves them out."""
    anywhere = area.buffer(APART_M)  # in the area and out of it, so that nothing follows
    named = {rule.district for rule in register.rules}  # some may have no polygon at all
    named |= {door.district for street in register.thoroughfares for door in street.doors}
    named |= {district.id for district in register.districts}
    return {
        key: streets.with_own(key, safe[key]) if key in safe else anywhere
        for key in sorted(named - {""})
    }


def _told(
    overlapping: frozenset[str], disproved: frozenset[str], torn: frozenset[str], count: int
) -> tuple[str, ...]:
    """Return a sentence for each way in which districts are drawn wrong."""
    told = []
    if overlapping:
        told.append(
            f"{len(overlapping)} of {count} polling districts are drawn over others, or "
            f"apart from all ({', '.join(sorted(overlapping))}); each decides only where all of "
            "that ground is on one side"
        )
    if disproved:
        told.append(
            f"{len(disproved)} of {count} polling districts are drawn beside their own streets "
            f"({', '.join(sorted(disproved))}); each decides only together with the ground of those"
        )
    if torn:
        told.append(
            f"{len(torn)} of {count} polling districts are drawn far from all districts that their "
            f"streets go on in ({', '.join(sorted(torn))}); their polygons decide nothing"
        )
    return tuple(told)


def _collect_legs(work: Work) -> None:
    """Join the lines of legs that share a name, since a street may be walked twice."""
    found: dict[str, list[shapely.LineString]] = defaultdict(list)
    for leg in work.edition.legs:
        key = normal_key(leg.name)
        if len(leg.line) > 1:
            found[key].append(shapely.LineString(leg.line))
            work.leg_numbers.setdefault(key, leg.number)
        elif leg.decision in _WITHOUT_LINE:
            work.without_line[key] = leg.number
    work.leg_lines = {key: shapely.union_all(lines) for key, lines in found.items()}
