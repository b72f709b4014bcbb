"""Legs whose words say which doors belong to the area: both sides, every number, even, odd. Pure.

The sentence itself decides the doors of such a street along the leg, whatever side of the drawn
line they stand on. Which doors stand along the leg is told by their polling district: it must touch
the leg, and the leg must have room there for all of the range's plots. EOV metres.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import shapely

from ..ground.district_relations import TOLERANCE_M
from ..language.house_numbers import NumberRange, Parity
from ..language.names import normal_key
from ..model import Effect, LineRule, Reason, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition, LedgerEntry
    from ..register.register import Register
    from .street_list import StreetRow

PLOT_M = 10.0
"""Least metres of leg for each plot of the busier side."""
BASIS = "rule"
"""What places a range that the sentence itself decides."""
_BOTH = {Parity.EVEN: VerdictKind.INSIDE, Parity.ODD: VerdictKind.INSIDE}
SIDES: Mapping[LineRule, Mapping[Parity, VerdictKind]] = {
    LineRule.BOTH_SIDES: _BOTH,
    LineRule.EVERY_NUMBER: _BOTH,
    LineRule.EVEN_SIDE: {Parity.EVEN: VerdictKind.INSIDE, Parity.ODD: VerdictKind.OUTSIDE},
    LineRule.ODD_SIDE: {Parity.EVEN: VerdictKind.OUTSIDE, Parity.ODD: VerdictKind.INSIDE},
}
"""Rule of a leg -> the verdict of the even and of the odd doors along it."""

_TURNED = {
    VerdictKind.INSIDE: VerdictKind.OUTSIDE,
    VerdictKind.OUTSIDE: VerdictKind.INSIDE,
}


def ruled_verdict(leg: LedgerEntry, parity: Parity, edition: Edition) -> VerdictKind:
    """Return what the rule of a leg (one of `SIDES`) says of the doors of a parity along it."""
    part = edition.part_of_leg(leg.number)
    turned = part is not None and part.effect is Effect.TAKES_OUT
    return _ruled(leg.rule, parity, turned=turned)


def _ruled(rule: LineRule, parity: Parity, *, turned: bool) -> VerdictKind:
    verdict = SIDES[rule][parity]
    return _TURNED[verdict] if turned else verdict


def follow_side_rules(
    rows: Iterable[StreetRow],
    register: Register,
    edition: Edition,
    lines: Mapping[str, BaseGeometry] | None = None,
) -> tuple[StreetRow, ...]:
    """Decide the ranges of streets whose leg has a side rule; every other range stays.

    A range that stands along the leg follows the rule. One that stands along it only in part is
    undecidable, unless it is decided the same way already.

    Args:
        rows: the ranges of a town, decided from districts and lines.
        register: doors and district polygons of the same town.
        edition: with the legs.
        lines: known lines of streets by `names.normal_key`, or None.
    """
    ruled = _ruled_legs(edition)
    turned = frozenset(
        number
        for part in edition.parts
        for number in part.legs
        if part.ground is not None and part.effect is Effect.TAKES_OUT
    )
    polygons = {district.id: district.polygon for district in register.districts}
    known = lines or {}
    return tuple(
        made
        for row in rows
        for made in _follow(row, ruled.get(_street(row), ()), polygons, register, known, turned)
    )


def _ruled_legs(edition: Edition) -> dict[str, tuple[LedgerEntry, ...]]:
    """Return the legs with a side rule by street; a street with two different rules has none."""
    found: dict[str, list[LedgerEntry]] = {}
    for leg in edition.legs:
        if len(leg.line) > 1:
            found.setdefault(normal_key(leg.name), []).append(leg)
    return {
        key: tuple(legs)
        for key, legs in found.items()
        if len({leg.rule for leg in legs}) == 1 and legs[0].rule in SIDES
    }


def _street(row: StreetRow) -> str:
    return normal_key(f"{row.name} {row.type}".strip())


def _follow(
    row: StreetRow,
    legs: Sequence[LedgerEntry],
    polygons: Mapping[str, BaseGeometry],
    register: Register,
    lines: Mapping[str, BaseGeometry],
    turned: frozenset[int],
) -> Iterator[StreetRow]:
    """Follow the rule of the legs of a street.

    Args:
        row: a range of the street.
        legs: of the street, all with one rule.
        polygons: of the polling districts.
        register: of the town.
        lines: known lines of streets.
        turned: legs of ground that is taken out: what their rule takes in is out.
    """
    if not legs or row.district not in polygons:
        yield row
        return
    ground = polygons[row.district].buffer(TOLERANCE_M)
    along = shapely.union_all([shapely.LineString(leg.line) for leg in legs])
    room = float(along.intersection(ground).length)
    if room <= TOLERANCE_M:  # the district only meets the end of the leg
        yield row
        return
    known = lines.get(_street(row))
    elsewhere = 0.0
    if known is not None:
        beyond = known.intersection(ground).difference(along.buffer(TOLERANCE_M))
        elsewhere = float(beyond.length)
    for part in _by_parity(row, legs[0].rule):
        numbers = _numbers(part, register)
        whole = elsewhere <= TOLERANCE_M and room >= PLOT_M * _plots(numbers)
        whole = whole and len({leg.number in turned for leg in legs}) == 1
        yield _decided(part, legs[0], numbers, whole=whole, turned=legs[0].number in turned)


def _by_parity(row: StreetRow, rule: LineRule) -> Iterator[StreetRow]:
    """Split a range of both parities where the rule tells them apart."""
    if len(set(SIDES[rule].values())) == 1 or row.numbers.parity in {Parity.EVEN, Parity.ODD}:
        yield row
        return
    for parity in (Parity.EVEN, Parity.ODD):
        numbers = NumberRange(parity, row.numbers.start, row.numbers.end)
        yield dataclasses.replace(row, numbers=numbers)


def _numbers(row: StreetRow, register: Register) -> list[int]:
    """Return the figures of the doors that the register lists in a range."""
    return [
        door.number.number
        for street in register.thoroughfares
        if (street.name, street.type) == (row.name, row.type)
        for door in street.doors
        if door.number is not None and row.numbers.covers(door.number)
    ]


def _plots(numbers: Sequence[int]) -> int:
    even = len({number for number in numbers if number % 2 == 0})
    return max(even, len(set(numbers)) - even)


def _decided(
    row: StreetRow, leg: LedgerEntry, numbers: Sequence[int], *, whole: bool, turned: bool
) -> StreetRow:
    parity = Parity.ODD if row.numbers.parity is Parity.ODD else Parity.EVEN
    verdict = _ruled(leg.rule, parity, turned=turned)
    counted = dataclasses.replace(
        row, doors=len(numbers), highest=max(numbers, default=None), leg=leg.number
    )
    if whole:
        reason = Reason.BOUNDARY_STREET_SIDE
        return dataclasses.replace(counted, verdict=verdict, reason=reason, basis=BASIS)
    if row.verdict is verdict:
        return dataclasses.replace(counted, leg=row.leg)
    open_, cut = VerdictKind.UNDECIDABLE, Reason.DISTRICT_CUT
    return dataclasses.replace(counted, verdict=open_, reason=cut, basis="")
