"""Facts that contradict each other. Pure.

Two lines of one street; one parity on both sides of its street, or both on one (a told side says
where the other parity is, too); a range inside and outside; one door at two places. Such a fact is
refused when it is added; where both are on record for all that (a log that was put together by
hand), neither of them decides anything.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from geo.street_line import StreetLine

from ..doors.positions import street_key
from ..doors.sides import ToldSide
from ..streets.list_rules import intersection
from .records import DrawnStreet, PlacedDoor, SaidRange, to_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from .records import Fact, What

OFF_LINE_M = 200.0
"""A place so far from a street is on no side of it."""


def clash_with(
    fact: Fact, facts: Iterable[Fact], lines: Mapping[str, BaseGeometry] | None = None
) -> str | None:
    """Say which fact another one contradicts, or None where it contradicts none.

    Facts that were withdrawn contradict nothing.

    Args:
        fact: that is to be added.
        facts: on record.
        lines: known lines of streets by full name.
    """
    standing = [one for one in facts if one.withdrawn is None and one.id != fact.id]
    drawn = _drawn([*standing, fact], lines)
    for one in standing:
        said = _contradiction(fact.what, one.what, drawn)
        if said is not None:
            return (
                f"{fact.street}: {said}: fact {one.id}, added by {one.added.by} on {one.added.on}; "
                "withdraw that one first if it is wrong"
            )
    return None


def same_as(fact: Fact, facts: Iterable[Fact]) -> Fact | None:
    """Return the fact that tells the very same and was not withdrawn, or None."""
    told = to_record(fact.what)
    return next(
        (
            one
            for one in facts
            if one.withdrawn is None and one.id != fact.id and to_record(one.what) == told
        ),
        None,
    )


def clashes(
    facts: Sequence[Fact], lines: Mapping[str, BaseGeometry] | None = None
) -> tuple[tuple[Fact, Fact], ...]:
    """Return the pairs of facts that contradict each other.

    Args:
        facts: that hold on one day.
        lines: known lines of streets by full name.
    """
    drawn = _drawn(facts, lines)
    by_street: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        by_street.setdefault(street_key(fact.street), []).append(fact)
    return tuple(
        (one, other)
        for own in by_street.values()
        for at, one in enumerate(own)
        for other in own[at + 1 :]
        if _contradiction(one.what, other.what, drawn) is not None
    )


def _drawn(
    facts: Iterable[Fact], lines: Mapping[str, BaseGeometry] | None
) -> dict[tuple[str, str], BaseGeometry]:
    """Return the lines by street; a line that somebody drew goes before that of the map."""
    known = {street_key(name): line for name, line in (lines or {}).items()}
    return known | {
        street_key(fact.street): fact.what.line
        for fact in facts
        if isinstance(fact.what, DrawnStreet)
    }


def _contradiction(
    one: What, other: What, lines: Mapping[tuple[str, str], BaseGeometry]
) -> str | None:
    """Say how two facts contradict each other; None where they do not."""
    key = street_key(one.street)
    if key != street_key(other.street):
        return None
    if isinstance(one, DrawnStreet) and isinstance(other, DrawnStreet):
        return "its line is on record already"
    if isinstance(one, SaidRange) and isinstance(other, SaidRange):
        return _said_apart(one, other)
    if isinstance(one, ToldSide) and isinstance(other, ToldSide):
        return _told_apart(one, other, lines.get(key))
    if isinstance(one, PlacedDoor) and isinstance(other, PlacedDoor):
        return _placed_apart(one, other)
    return None


def _said_apart(one: SaidRange, other: SaidRange) -> str | None:
    if one.verdict is other.verdict or intersection(one.numbers, other.numbers) is None:
        return None
    return "the same numbers are said to be on the other side"


def _placed_apart(one: PlacedDoor, other: PlacedDoor) -> str | None:
    metres = math.dist((one.east, one.north), (other.east, other.north))
    if one.number != other.number or metres <= one.uncertainty_m + other.uncertainty_m:
        return None
    return f"number {one.number} is on record {metres:.0f} m from there"


def _told_apart(one: ToldSide, other: ToldSide, line: BaseGeometry | None) -> str | None:
    same = _on_one_side(one, other, line)
    if same is None or same == (one.even is other.even):
        return None
    which = "the same numbers" if one.even is other.even else "the other numbers"
    where = "there" if same else "on the other side of the street"
    return f"{which} are told to stand {where}"


def _on_one_side(one: ToldSide, other: ToldSide, line: BaseGeometry | None) -> bool | None:
    """Tell whether two places stand on one side of a street; None where that is not known."""
    if line is None:
        return None
    street = StreetLine(shapely.force_2d(line))
    first, last = (street.foot((s.east, s.north), within_m=OFF_LINE_M) for s in (one, other))
    if first is None or last is None:
        return None
    way = street.stretch(first, last)
    return None if way is None else way.starts_left == way.ends_left
