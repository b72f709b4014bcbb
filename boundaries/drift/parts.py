"""How the parts of an area change with a new map: what their streets are found to be. Pure.

The ground of rings is compared leg by leg; here are the streets that no ring holds. EOV metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import Edition, EditionPart, PartStreet


class PartChange(StrEnum):
    """What became of a part, or of one of its streets."""

    SAME = "same"
    MOVED = "moved"
    """The stretch lies elsewhere, or is longer or shorter."""
    FOUND_OTHERWISE = "found_otherwise"
    """The map calls the street otherwise, or its doors are open now, or no longer."""
    APPEARED = "appeared"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class PartDrift:
    """One part then and now."""

    number: int
    change: PartChange
    then: EditionPart | None
    now: EditionPart | None
    streets: tuple[str, ...] = ()
    """Streets that changed, by their names in the words."""


def compare_parts(then: Edition, now: Edition, tolerance_m: float) -> tuple[PartDrift, ...]:
    """Compare the parts of two editions by their numbers.

    Args:
        then: the edition in force.
        now: the candidate.
        tolerance_m: stretches that moved by no more than this count as the same.
    """
    numbers = sorted({one.number for one in (*then.parts, *now.parts)})
    return tuple(_compared(n, then.part(n), now.part(n), tolerance_m) for n in numbers)


def _compared(
    number: int, then: EditionPart | None, now: EditionPart | None, tolerance_m: float
) -> PartDrift:
    if then is None or now is None:
        change = PartChange.APPEARED if then is None else PartChange.VANISHED
        return PartDrift(number, change, then, now)
    found = dict(_streets(then, now, tolerance_m))
    changed = tuple(name for name, change in found.items() if change is not PartChange.SAME)
    same_words = (then.kind, then.effect, then.text) == (now.kind, now.effect, now.text)
    if not same_words:
        return PartDrift(number, PartChange.FOUND_OTHERWISE, then, now, changed)
    change = found[changed[0]] if changed else PartChange.SAME
    return PartDrift(number, change, then, now, changed)


def _streets(
    then: EditionPart, now: EditionPart, tolerance_m: float
) -> Iterator[tuple[str, PartChange]]:
    before = {_key(one): one for one in then.streets}
    after = {_key(one): one for one in now.streets}
    for key in sorted(before.keys() | after.keys()):
        yield key[0], _street(before.get(key), after.get(key), tolerance_m)


def _key(street: PartStreet) -> tuple[str, str]:
    return street.name, f"{street.numbers} {street.section}"


def _street(then: PartStreet | None, now: PartStreet | None, tolerance_m: float) -> PartChange:
    if then is None or now is None:
        return PartChange.APPEARED if then is None else PartChange.VANISHED
    if (then.resolved, then.is_open) != (now.resolved, now.is_open):
        return PartChange.FOUND_OTHERWISE
    one, other = (shapely.MultiLineString(list(street.lines)) for street in (then, now))
    if one.is_empty or other.is_empty:
        return PartChange.SAME if one.is_empty and other.is_empty else PartChange.MOVED
    apart = float(shapely.hausdorff_distance(one, other))
    return PartChange.MOVED if apart > tolerance_m else PartChange.SAME
