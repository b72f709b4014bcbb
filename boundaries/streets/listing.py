"""Make a street list: every range of a register with its verdict for one area. Pure.

The evidence, strongest first: the polling district lies wholly on one side; the street is the
boundary and the register puts this side of it in a district on one side; the street runs
along the border of two districts, or along a known line, clear of the area's line. EOV metres.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ground.district_relations import (
    NEAR_LEG_M,
    TOLERANCE_M,
    Relation,
    common_border,
    lies_along,
    side_of_border,
)
from ..ground.eligibility import RowEvidence, decide_row
from ..ground.parted import for_doors
from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity
from ..language.names import normal_key
from ..model import Reason, VerdictKind
from .leg_sides import OTHER, agreed, leg_sides, parity_of, stays_on_its_side
from .listing_work import districts_of_town, gather
from .open_ranges import OpenRanges
from .part_ranges import follow_parts, has_streets
from .reach import ReachRules
from .side_rules import follow_side_rules
from .street_list import StreetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..ground.district_relations import DistrictRelation
    from ..model import Edition
    from ..register.register import Door, RangeRule, Register, Thoroughfare
    from .listing_work import DistrictsOfTown, Work
    from .plot_width import PlotWidth

PLOT_M = 10.0
"""A known line (or border) counts for a street only with this many metres for each door of
its busier side: a shorter one cannot be all of the street."""
OVERHANG = 10
"""House numbers this far past the last one opposite still stand on the same border."""
_SIDES = {Relation.INSIDE: VerdictKind.INSIDE, Relation.OUTSIDE: VerdictKind.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Listing:
    """A street list in the making, with what it rests on."""

    rows: tuple[StreetRow, ...]
    districts: tuple[DistrictRelation, ...]
    legs_of_district: Mapping[str, tuple[int, ...]]
    """District -> boundary legs whose side decides some of its doors."""
    problems: tuple[str, ...]


def make_listing(
    register: Register,
    edition: Edition,
    lines: Mapping[str, BaseGeometry] | None = None,
    town: DistrictsOfTown | None = None,
) -> Listing:
    """Give every range rule of a register its verdict.

    Args:
        register: doors, rules, district polygons.
        edition: the area.
        lines: known lines of streets by `names.normal_key` of their full name, or None.
        town: what is known of the districts of this very register and these lines; None = it is
            found out anew, which several areas of one town need but once.
    """
    edition = for_doors(edition)
    town = town or districts_of_town(register, lines or {})
    work = gather(register, edition, town)
    problems = list(work.problems)
    open_ranges = _open_ranges(work, town.width)
    doors = {(t.name, t.type): t for t in register.thoroughfares}
    rows: list[StreetRow] = []
    for key, rules in register.rules_by_street().items():
        made, odd = _street_rows(rules, doors.get(key), work, open_ranges)
        rows += made
        problems += odd
    rows = list(follow_side_rules(rows, register, edition, lines))
    by_street: dict[tuple[str, str], list[StreetRow]] = defaultdict(list)
    for row in rows:
        by_street[row.name, row.type].append(row)
    for street in register.thoroughfares:
        rows += _contradicted(street, by_street[street.name, street.type], work)
    if has_streets(edition):
        drawn_well = {key: work.polygons[key] for key in work.placed}
        followed, told = follow_parts(rows, register, edition, lines, drawn_well)
        rows, problems = list(followed), [*problems, *told]
    rows.sort(key=lambda row: row.order)
    return Listing(
        tuple(rows), tuple(work.relations.values()), _deciding_legs(rows), tuple(problems)
    )


def _contradicted(
    street: Thoroughfare, own: Sequence[StreetRow], work: Work
) -> Iterator[StreetRow]:
    """Yield an undecidable row for each number whose door is of another district than its rule.

    Where both districts are of one side, nothing depends on which is right; nor does it where the
    sentence's own rule decides.

    Args:
        street: with its doors.
        own: the rows of it.
        work: the area and the districts.
    """
    numbers: dict[HouseNumber, str] = {}
    for door in street.doors:
        number = door.number
        if number is None or not door.district or any(n.key == number.key for n in numbers):
            continue
        taking = [row for row in own if row.numbers.covers(number) and row.basis != "rule"]
        relation = work.relations.get(door.district)
        said = _SIDES.get(relation.relation) if relation and relation.decides else None
        if any(row.district != door.district and row.verdict is not said for row in taking):
            numbers[number] = door.district
    for number, district in numbers.items():
        yield StreetRow(
            name=street.name,
            type=street.type,
            numbers=NumberRange(Parity.EVEN if number.is_even else Parity.ODD, number, number),
            district=district,
            doors=0,
            highest=number.number,
            verdict=VerdictKind.UNDECIDABLE,
            reason=Reason.SOURCE_CONTRADICTS,
        )


def _deciding_legs(rows: Iterable[StreetRow]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.basis in {"leg", "rule"} and row.leg is not None:
            found[row.district].add(row.leg)
    return {district: tuple(sorted(legs)) for district, legs in sorted(found.items())}


def _street_rows(
    rules: Sequence[RangeRule],
    street: Thoroughfare | None,
    work: Work,
    open_ranges: OpenRanges,
) -> tuple[list[StreetRow], list[str]]:
    doors = [d for d in street.doors if d.number is not None] if street else []
    name = f"{rules[0].name} {rules[0].type}".strip()
    key = normal_key(name)
    sides = leg_sides(key, doors, work)
    parts = [part for rule in rules for part in _cut_past_leg(rule, rules, doors, key, sides, work)]
    taken = [[d for d in doors if d.number and r.numbers.covers(d.number)] for r, _ in parts]
    rows, problems = [], []
    for (rule, on_leg), own in zip(parts, taken, strict=True):
        side, basis = _street_side(key, rule, own, doors, work)
        evidence = RowEvidence(
            relation=_relation(key, rule.district, doors, work),
            leg=work.leg_numbers.get(key, work.without_line.get(key)),
            leg_side=agreed(own, sides, rule.district) if on_leg else None,
            leg_without_line=key in work.without_line,
            street_side=side,
            street_basis=basis,
        )
        decided = decide_row(evidence)
        if decided.contradiction:
            problems.append(f"{name}, district {rule.district}: evidence contradicts ({evidence})")
        row = StreetRow(
            name=rule.name,
            type=rule.type,
            numbers=rule.numbers,
            district=rule.district,
            doors=len(own),
            highest=max((d.number.number for d in own if d.number), default=None),
            verdict=decided.verdict,
            reason=decided.reason,
            leg=decided.leg,
            basis=decided.basis,
        )
        if decided.contradiction:
            rows.append(row)
        else:
            rows += open_ranges.rows(row, evidence, rule, doors, rules)
    return rows, problems


def _relation(key: str, district: str, doors: Sequence[Door], work: Work) -> DistrictRelation:
    """Return how a district lies to the area, for the doors of one street.

    A district that has both sides of a boundary street along its leg has doors across the line,
    however little of its coarse polygon laps over it: then it decides none of that street's.
    """
    relation, leg = work.relations[district], work.leg_lines.get(key)
    both = {parity_of(d) for d in doors if d.district == district} >= set(OTHER)
    if not relation.decides or leg is None or not both:
        return relation
    if not lies_along(work.polygons[district], leg):
        return relation
    return dataclasses.replace(relation, relation=Relation.CUT)


def _open_ranges(work: Work, width: PlotWidth) -> OpenRanges:
    """Return what tells of ranges that no district and no line decides."""
    reach = ReachRules(
        area=work.edition.area,
        zone=work.edition.uncertain_zone,
        ground={key: work.polygons[key] for key in work.placed},
        torn=work.torn,
        drawn={key: one for key, one in work.drawn.items() if key not in work.placed},
        width=width,
    )
    return OpenRanges(reach, work.lines, work.leg_lines)


def _cut_past_leg(
    rule: RangeRule,
    rules: Sequence[RangeRule],
    doors: Sequence[Door],
    key: str,
    sides: Mapping[tuple[Parity, str], Relation],
    work: Work,
) -> list[tuple[RangeRule, bool]]:
    """Cut a range where its boundary street outruns its leg; True marks the part on the leg.

    A leg has no room for more plots than its metres hold. The numbers beyond stand where the leg
    is no longer the boundary; how far it goes is told by the other side of the street, if that
    side changes its district at the leg's end. Without such a number no part is sure.
    """
    own = [d for d in doors if d.number and rule.numbers.covers(d.number)]
    line = work.leg_lines.get(key)
    parity = rule.numbers.parity
    if line is None or parity not in OTHER or _long_enough(line, own):
        return [(rule, True)]
    known = work.lines.get(key)
    side = agreed(own, sides, rule.district)
    whole = known is not None and _long_enough(known, doors)
    if whole and stays_on_its_side(key, rule.district, side, work):
        return [(rule, True)]
    ends = [
        r.numbers.end.number
        for r in rules
        if r.numbers.parity is OTHER[parity] and r.numbers.end and r.numbers.start
    ]
    if not ends:
        return [(rule, False)]
    last = min(ends) - 1
    start, end = rule.numbers.start, rule.numbers.end
    if start is not None and start.number > last:
        return [(rule, False)]
    if end is not None and end.number <= last:
        return [(rule, True)]
    on_leg = dataclasses.replace(rule.numbers, end=HouseNumber(last, LAST_LETTER))
    beyond = dataclasses.replace(rule.numbers, start=HouseNumber(last + 2))
    return [
        (dataclasses.replace(rule, numbers=on_leg), True),
        (dataclasses.replace(rule, numbers=beyond), False),
    ]


def _street_side(
    key: str, rule: RangeRule, own: Sequence[Door], doors: Sequence[Door], work: Work
) -> tuple[Relation | None, str]:
    """Return the side on which the street lies within the district, and what shows it."""
    if work.relations[rule.district].decides or not own or key in work.without_line:
        return None, ""
    # Ground of a district that is drawn wrong is wider than it, and its edge is no border.
    drawn_well = set(work.drawn) - work.misdrawn
    others = ({d.district for d in doors} & drawn_well) - {rule.district}
    for other in sorted(others if rule.district in drawn_well else ()):
        if _faces(own, [d for d in doors if d.district == other], doors, rule.district):
            border = common_border(work.polygons[rule.district], work.polygons[other])
            side = side_of_border(border, work.edition.area, work.edition.uncertain_zone)
            if side is not None and _long_enough(border, own):
                return side, f"border {'/'.join(sorted((rule.district, other)))}"
    side = _side_of_line(
        key, rule.district, [d for d in doors if d.district == rule.district], work
    )
    return side, "line" if side is not None else ""


def _faces(
    own: Sequence[Door], others: Sequence[Door], doors: Sequence[Door], district: str
) -> bool:
    """Tell whether two districts hold the two sides of a street along the same numbers."""
    mine = [d for d in doors if d.district == district]
    parities, opposite = {parity_of(d) for d in mine}, {parity_of(d) for d in others}
    if len(parities) != 1 or len(opposite) != 1 or parities == opposite:
        return False
    numbers = [d.number.number for d in others if d.number]
    low, high = min(numbers) - OVERHANG, max(numbers) + OVERHANG
    return all(low <= d.number.number <= high for d in own if d.number)


def _long_enough(line: BaseGeometry, doors: Sequence[Door]) -> bool:
    """Tell whether a line has room for the doors of the busier side."""
    plots: dict[Parity, set[int]] = {Parity.EVEN: set(), Parity.ODD: set()}
    for door in doors:
        if door.number is not None:
            plots[parity_of(door)].add(door.number.number)
    return bool(line.length >= PLOT_M * max(map(len, plots.values())))


def _side_of_line(key: str, district: str, doors: Sequence[Door], work: Work) -> Relation | None:
    """Return the side of a known line inside a district; None for boundary legs there."""
    line = work.lines.get(key)
    if line is None:
        return None
    within = line.intersection(work.polygons[district].buffer(TOLERANCE_M))
    leg = work.leg_lines.get(key)
    if leg is not None and within.intersection(leg.buffer(TOLERANCE_M)).length > NEAR_LEG_M:
        return None
    zone = work.edition.uncertain_zone
    if zone is not None and within.distance(zone) < NEAR_LEG_M:
        return None
    clear = within.difference(work.edition.area.boundary.buffer(TOLERANCE_M))
    inside = clear.intersection(work.edition.area).length
    if not _long_enough(clear, doors) or 0 < inside < clear.length - 1:
        return None
    return Relation.INSIDE if inside else Relation.OUTSIDE
