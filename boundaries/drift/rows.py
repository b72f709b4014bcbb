"""What a moved boundary does to the rows of a street list. Pure.

With the register the listing is made again for both geometries, and the rows that differ are
exact. Without it, a row is judged by what it rests on and by how far that moved: the district
polygons are not at hand, so the outcome is only whether its verdict *may* change.
"""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from ..ground.district_relations import (
    BORDER_CLEAR_M,
    MINOR_SHARE,
    NEAR_LEG_M,
    TOLERANCE_M,
    Relation,
    deepest,
)
from ..language.house_numbers import NumberRange, Parity
from ..language.names import normal_key
from ..model import Decision, VerdictKind
from ..streets.listing import make_listing
from .drift import LegChange, apart, own_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from ..model import Reason
    from ..register.register import Door, Register
    from ..streets.street_list import StreetList, StreetRow
    from .drift import Drift, LegDrift

MIXED_SHARE = 0.25
"""A district with more than this of its ground on the wrong side is not clear by its depths."""


class Effect(StrEnum):
    """What becomes of a row."""

    STANDS = "stands"
    MAY_BE_UNDECIDABLE = "may_be_undecidable"
    """Its evidence may no longer do; the move is too small to put it on the other side."""
    MAY_CHANGE = "may_change"
    UNDECIDABLE = "undecidable"
    """It was decided and is not any more."""
    DECIDED = "decided"
    """It was undecidable and is decided now."""
    FLIPS = "flips"
    """From inside to outside, or the other way."""


@dataclass(frozen=True, slots=True)
class RowDrift:
    """One row of the list and what becomes of it."""

    row: StreetRow
    """As it was."""
    effect: Effect
    verdict_now: VerdictKind | None = None
    """None where only the register can tell."""
    reason_now: Reason | None = None
    moved_m: float | None = None
    """Metres by which the thing it rests on moved; None where that has no line any more."""
    rule_m: float | None = None
    """Metres that the rule allows for before it counts something as lying on a side."""


@dataclass(frozen=True, slots=True)
class RowsDrift:
    """What a new map does to a street list."""

    exact: bool
    """True where the listing was made again from the register."""
    rows: tuple[RowDrift, ...]
    """Exact: the rows that differ. By rule: the rows that rest on a leg, a border between
    districts or a street's line, and do not certainly stand."""
    counts: Mapping[str, tuple[int, int]]
    """"basis: effect" (by rule) or effect (exact) -> (rows, listed doors) of the whole list."""
    problems: tuple[str, ...] = ()
    """Contradictions in the listing of the new geometry."""

    @property
    def changed_doors(self) -> int:
        """Listed doors in `rows`."""
        return sum(item.row.doors for item in self.rows)


def recompute_rows(
    register: Register,
    drift: Drift,
    lines_then: Mapping[str, BaseGeometry],
    lines_now: Mapping[str, BaseGeometry],
) -> RowsDrift:
    """Make the listing for both geometries and return the rows that differ.

    Args:
        register: doors, rules and polygons, the same for both.
        drift: the two editions.
        lines_then: known lines of streets that the list in force may use.
        lines_now: the same as the new map has them.
    """
    then = make_listing(register, drift.edition, lines_then)
    now = make_listing(register, drift.candidate, lines_now)
    found = [
        RowDrift(a, _effect(a.verdict, b.verdict), b.verdict, b.reason)
        for a, b in _paired(then.rows, now.rows, register)
    ]
    counts = _counted((item.effect.value, item.row.doors) for item in found)
    changed = tuple(item for item in found if item.effect is not Effect.STANDS)
    return RowsDrift(exact=True, rows=changed, counts=counts, problems=now.problems)


_Key = tuple[str, str, str]


def _paired(
    then: Iterable[StreetRow], now: Iterable[StreetRow], register: Register
) -> Iterator[tuple[StreetRow, StreetRow]]:
    """Yield the rows of two listings that speak of the same numbers.

    Where the two geometries cut a range at different numbers, the pieces that both share are told,
    each with its own doors.
    """
    others: dict[_Key, list[StreetRow]] = {}
    for row in now:
        others.setdefault(_key(row), []).append(row)
    doors = {(street.name, street.type): street.doors for street in register.thoroughfares}
    for row in then:
        of_range = others.get(_key(row), ())
        same = [one for one in of_range if one.numbers == row.numbers]
        if same:
            yield row, same[0]
            continue
        for other in of_range:
            shared = _shared(row.numbers, other.numbers)
            if shared is not None:
                yield _piece(row, shared, doors.get((row.name, row.type), ())), other


def _key(row: StreetRow) -> _Key:
    return row.name, row.type, row.district


def _shared(one: NumberRange, other: NumberRange) -> NumberRange | None:
    """Return the numbers that two ranges share, or None where they share none."""
    sides = [p for p in (Parity.EVEN, Parity.ODD) if one.takes(p) and other.takes(p)]
    if not sides:
        return None
    narrow = one.parity if one.parity in sides else other.parity
    starts = [end for end in (one.start, other.start) if end is not None]
    ends = [end for end in (one.end, other.end) if end is not None]
    start = max(starts, key=lambda end: end.key, default=None)
    end = min(ends, key=lambda end: end.key, default=None)
    if start is not None and end is not None and start.key > end.key:
        return None
    return NumberRange(narrow, start, end)


def _piece(row: StreetRow, numbers: NumberRange, doors: Iterable[Door]) -> StreetRow:
    own = [d.number.number for d in doors if d.number is not None and numbers.covers(d.number)]
    return dataclasses.replace(row, numbers=numbers, doors=len(own), highest=max(own, default=None))


def _effect(then: VerdictKind, now: VerdictKind) -> Effect:
    if then is now:
        return Effect.STANDS
    if now is VerdictKind.UNDECIDABLE:
        return Effect.UNDECIDABLE
    return Effect.DECIDED if then is VerdictKind.UNDECIDABLE else Effect.FLIPS


@dataclass(frozen=True, slots=True)
class _Moves:
    """How far everything moved that rows rest on."""

    tolerance_m: float
    legs: Mapping[str, tuple[LegDrift, ...]]
    """By `normal_key` of the name: a street may be several legs."""
    reach_m: float
    """How far the change reaches from the line, whichever way it is measured."""
    lines: Mapping[str, tuple[BaseGeometry, BaseGeometry | None]]
    """Street -> its own line then, and now; None where it has none now."""
    changed: BaseGeometry
    """Ground that changed hands, uncertain ground too, without what rounding makes."""
    districts: Mapping[str, Mapping[str, str]]


def judge_rows(
    streets: StreetList,
    drift: Drift,
    lines_then: Mapping[str, BaseGeometry],
    lines_now: Mapping[str, BaseGeometry],
    districts: Mapping[str, Mapping[str, str]] | None = None,
) -> RowsDrift:
    """Judge the rows of the list in force by the rules and the metres, without the register.

    Args:
        streets: the list in force.
        drift: the two editions.
        lines_then: known lines of streets when the list was made.
        lines_now: the same as the new map has them.
        districts: rows of the table of districts by id, as `load_districts` gives them.
    """
    moves = _moves(drift, lines_then, lines_now, districts or {})
    judged = [_judge(row, moves) for street in streets.streets for row in street.rows]
    counts = _counted(
        (f"{i.row.placed_by.kind or 'none'}: {i.effect.value}", i.row.doors) for i in judged
    )
    listed = tuple(
        item
        for item in judged
        if item.effect is not Effect.STANDS
        and item.row.placed_by.kind in {"leg", "border", "line", "reach"}
    )
    return RowsDrift(exact=False, rows=listed, counts=counts)


def load_districts(path: Path) -> dict[str, dict[str, str]]:
    """Read the table of districts that stands beside a street list; empty where there is none."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as table:
        return {row["district"]: row for row in csv.DictReader(table)}


def _counted(items: Iterable[tuple[str, int]]) -> dict[str, tuple[int, int]]:
    rows: Counter[str] = Counter()
    doors: Counter[str] = Counter()
    for key, count in items:
        rows[key] += 1
        doors[key] += count
    return {key: (rows[key], doors[key]) for key in sorted(rows)}


def _moves(
    drift: Drift,
    then: Mapping[str, BaseGeometry],
    now: Mapping[str, BaseGeometry],
    districts: Mapping[str, Mapping[str, str]],
) -> _Moves:
    legs: dict[str, tuple[LegDrift, ...]] = {}
    for leg in drift.legs:
        key = normal_key(leg.then.name if leg.then else leg.name)
        legs[key] = (*legs.get(key, ()), leg)
    rim = drift.candidate.area.boundary
    parts = [drift.area.gained, drift.area.lost, drift.zone.gained, drift.zone.lost]
    pieces = [p for p in shapely.get_parts(parts) if p.buffer(-drift.tolerance_m / 2).area > 0]
    # Ground that changed hands may reach farther from the new line than the line moved: a
    # courtyard that is filled up changes in its middle, too.
    depths = [deepest(part, rim) for part in (drift.area.gained, drift.area.lost)]
    return _Moves(
        tolerance_m=drift.tolerance_m,
        legs=legs,
        reach_m=round(max(drift.rim.max_m, *depths), 2),
        lines={key: (line, now.get(key)) for key, line in then.items()},
        changed=shapely.union_all(pieces),
        districts=districts,
    )


def _judge(row: StreetRow, moves: _Moves) -> RowDrift:
    judges = {"leg": _by_leg, "border": _by_border, "line": _by_line, "district": _by_district}
    judge = judges.get(row.placed_by.kind, _undecided)
    return judge(row, moves)


def _undecided(row: StreetRow, moves: _Moves) -> RowDrift:
    """A row that nothing decides may become decided as soon as anything moves."""
    effect = Effect.STANDS if moves.reach_m <= moves.tolerance_m else Effect.MAY_CHANGE
    return RowDrift(row, effect, moved_m=moves.reach_m)


def _by_leg(row: StreetRow, moves: _Moves) -> RowDrift:
    """The side of a boundary street: ground beside the leg, clear of it by the tolerance."""
    legs = moves.legs.get(normal_key(f"{row.name} {row.type}"), ())
    now = [leg.now for leg in legs if leg.now is not None]
    lineless = {Decision.STAND_IN, Decision.UNRESOLVED}
    if any(entry.decision in lineless for entry in now):
        return RowDrift(row, Effect.UNDECIDABLE, VerdictKind.UNDECIDABLE, rule_m=TOLERANCE_M)
    distances = [leg.distance.max_m for leg in legs if leg.distance is not None]
    one_sided = {LegChange.APPEARED, LegChange.VANISHED}
    if not distances or any(leg.change in one_sided for leg in legs):
        return RowDrift(row, Effect.MAY_CHANGE, rule_m=TOLERANCE_M)
    moved = max(distances)
    stands = moved <= moves.tolerance_m and _corners_only(legs, moves.changed)
    effect = Effect.STANDS if stands else Effect.MAY_CHANGE
    return RowDrift(row, effect, moved_m=moved, rule_m=TOLERANCE_M)


def _corners_only(legs: Iterable[LegDrift], changed: BaseGeometry) -> bool:
    """Tell whether so little ground beside the legs changed that it is no side of them."""
    lines = [line for leg in legs if (line := own_line(leg.now)) is not None]
    beside = shapely.union_all(lines).buffer(NEAR_LEG_M, cap_style="flat")
    return bool(changed.intersection(beside).area <= MINOR_SHARE * beside.area / 2)


def _by_border(row: StreetRow, moves: _Moves) -> RowDrift:
    """A border of two districts that kept clear of the line by `BORDER_CLEAR_M`."""
    effect = _graded(moves.reach_m, BORDER_CLEAR_M, moves.tolerance_m)
    return RowDrift(row, effect, moved_m=moves.reach_m, rule_m=BORDER_CLEAR_M)


def _by_line(row: StreetRow, moves: _Moves) -> RowDrift:
    """A street's own line that kept clear of the boundary by the tolerance."""
    then, now = moves.lines.get(normal_key(f"{row.name} {row.type}"), (None, None))
    if then is None or now is None:
        return RowDrift(row, Effect.MAY_BE_UNDECIDABLE, rule_m=TOLERANCE_M)
    moved = apart(then, now).max_m
    # Where no ground near the street changed hands, the boundary did not move there. (The
    # distance to no ground at all is no number, and less than nothing.)
    near = min(then.distance(moves.changed), now.distance(moves.changed)) <= TOLERANCE_M
    moved = round(moved + moves.reach_m if near else moved, 2)
    effect = _graded(moved, TOLERANCE_M, moves.tolerance_m)
    return RowDrift(row, effect, moved_m=moved, rule_m=TOLERANCE_M)


def _graded(moved_m: float, clear_m: float, tolerance_m: float) -> Effect:
    if moved_m <= tolerance_m:
        return Effect.STANDS
    return Effect.MAY_BE_UNDECIDABLE if moved_m <= clear_m else Effect.MAY_CHANGE


def _by_district(row: StreetRow, moves: _Moves) -> RowDrift:
    """A district wholly on one side, but for strips narrower than the tolerance."""
    known = moves.districts.get(row.district)
    moved = moves.reach_m
    if moved <= moves.tolerance_m or (known is not None and _keeps_side(known, moved)):
        effect = Effect.STANDS
    else:
        effect = Effect.MAY_CHANGE
    return RowDrift(row, effect, moved_m=moved, rule_m=TOLERANCE_M)


def _keeps_side(district: Mapping[str, str], moved_m: float) -> bool:
    """Tell whether a district stays on its side by its depths, wherever the line moved."""
    inside, outside = float(district["deepest_inside_m"]), float(district["deepest_outside_m"])
    share = float(district["share_inside"])
    own, wrong = inside, outside
    if district["relation"] == Relation.OUTSIDE:
        own, wrong, share = outside, inside, 1 - share
    clear = own - moved_m > TOLERANCE_M and wrong + moved_m <= TOLERANCE_M
    return clear and 1 - share <= MIXED_SHARE
