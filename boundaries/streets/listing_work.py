"""What all rows of a street list in the making share. Pure. EOV metres."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from ..ground.district_relations import relate
from ..language.names import normal_key
from ..model import Decision
from .district_faults import APART_M, misdrawn_districts, safe_ground
from .district_neighbours import torn_districts
from .district_streets import DistrictStreets, streets_of_districts
from .plot_width import learn_plot_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from ..ground.district_relations import DistrictRelation
    from ..model import Edition
    from ..register.register import Register
    from .plot_width import PlotWidth

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
    drawn: Mapping[str, BaseGeometry]
    """The published polygons."""
    problems: tuple[str, ...]
    leg_lines: dict[str, BaseGeometry] = field(default_factory=dict)
    leg_numbers: dict[str, int] = field(default_factory=dict)
    without_line: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DistrictsOfTown:
    """What is known of a town's polling districts, whatever area is asked for."""

    lines: Mapping[str, BaseGeometry]
    """Known lines of streets, by `normal_key` of the full name."""
    streets: DistrictStreets
    overlapping: frozenset[str]
    disproved: frozenset[str]
    torn: frozenset[str]
    placed: frozenset[str]
    undrawn: frozenset[str]
    """Districts that have no polygon at all."""
    ground: Mapping[str, BaseGeometry | None]
    """Every district that is named, with the ground on which its doors surely stand; None where
    nothing is known of it."""
    width: PlotWidth

    @property
    def misdrawn(self) -> frozenset[str]:
        """Districts whose polygon is drawn wrong."""
        return self.overlapping | self.disproved | self.torn


def districts_of_town(register: Register, lines: Mapping[str, BaseGeometry]) -> DistrictsOfTown:
    """Find out which districts of a town are drawn well, and where each surely lies.

    Args:
        register: doors, rules, district polygons.
        lines: known lines of streets by `names.normal_key` of their full name.
    """
    streets = streets_of_districts(register, lines)
    drawn = [district for district in register.districts if not district.polygon.is_empty]
    overlapping = misdrawn_districts(drawn)
    safe = safe_ground(drawn)
    torn = frozenset(d for d in torn_districts(register, safe) if not streets.shows(d))
    named = {rule.district for rule in register.rules}  # some may have no polygon at all
    named |= {door.district for street in register.thoroughfares for door in street.doors}
    named |= {district.id for district in register.districts}
    return DistrictsOfTown(
        lines=lines,
        streets=streets,
        overlapping=overlapping,
        disproved=streets.disproved(drawn),
        torn=torn,
        placed=frozenset(
            district.id
            for district in drawn
            if district.id not in overlapping | torn
            or (district.id in safe and streets.shows(district.id))
        ),
        ground={
            key: streets.with_own(key, safe[key]) if key in safe and key not in torn else None
            for key in sorted(named - {""})
        },
        undrawn=frozenset(named - {""}) - {district.id for district in drawn},
        width=learn_plot_width(register.thoroughfares, lines),
    )


def gather(register: Register, edition: Edition, town: DistrictsOfTown) -> Work:
    """Relate every district to the area, and join the lines of the legs by their names.

    Args:
        register: doors, rules, district polygons.
        edition: the area.
        town: what is known of the register's districts.
    """
    area = edition.area
    anywhere = area.buffer(APART_M)  # in the area and out of it, so that nothing follows
    polygons = {key: anywhere if own is None else own for key, own in town.ground.items()}
    relations = {
        key: relate(key, polygon, area, edition.uncertain_zone) for key, polygon in polygons.items()
    }
    work = Work(
        edition=edition,
        polygons=polygons,
        relations=relations,
        lines=town.lines,
        streets=town.streets,
        misdrawn=town.misdrawn,
        placed=town.placed,
        torn=town.torn,
        drawn={one.id: one.polygon for one in register.districts if not one.polygon.is_empty},
        problems=_told(town, len(register.districts)),
    )
    _collect_legs(work)
    return work


def _told(town: DistrictsOfTown, count: int) -> tuple[str, ...]:
    """Return a sentence for each way in which districts are drawn wrong."""
    overlapping, disproved, torn = town.overlapping, town.disproved, town.torn
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
    if town.undrawn:
        told.append(
            f"{len(town.undrawn)} of {len(town.ground)} polling districts have no polygon "
            f"({', '.join(sorted(town.undrawn))}); only what lies round them tells of their doors"
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
