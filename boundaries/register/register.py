"""The election office's register of a town: streets, doors, range rules, polling districts. Pure.

Residential doors only: what is not listed may still exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..language.house_numbers import NumberRange, Parity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..language.house_numbers import HouseNumber

_ALL_NUMBERS = NumberRange(Parity.WHOLE)


@dataclass(frozen=True, slots=True)
class Door:
    """One residential door."""

    number: HouseNumber | None
    """None where the register's text is no number; `written` has it."""
    written: str
    """As in the register: "000003/A"."""
    district: str
    building: str = ""
    staircase: str = ""


@dataclass(frozen=True, slots=True)
class Thoroughfare:
    """One public place with its doors."""

    name: str
    """Without its type: "Kiskőrösi"."""
    type: str
    """"utca", "út", ...; empty for quarters without one ("Árpádváros")."""
    doors: tuple[Door, ...]

    @property
    def full_name(self) -> str:
        """Name and type: "Kiskőrösi út"."""
        return f"{self.name} {self.type}".strip()


@dataclass(frozen=True, slots=True)
class RangeRule:
    """One line of the district list: these numbers of this street vote in this district."""

    name: str
    type: str
    numbers: NumberRange
    district: str


@dataclass(frozen=True, slots=True)
class PollingDistrict:
    """The polygon of a polling district."""

    id: str
    """Three digits: "055"."""
    polygon: BaseGeometry
    """EOV metres, valid; lines and points that fell out of an invalid ring are left out. Empty
    where the office publishes no ring."""
    fault: str | None
    """What was wrong with the published ring ("Self-intersection[…]"), or None."""
    area_change_m2: float
    """Square metres that making it valid added (or took)."""


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that the office publishes about the doors of one town."""

    generated: str
    """The office's own time stamp."""
    thoroughfares: tuple[Thoroughfare, ...]
    rules: tuple[RangeRule, ...]
    districts: tuple[PollingDistrict, ...]
    places: tuple[tuple[str, str], ...]
    """(postcode, town) pairs of the polling places' own addresses, each once."""

    def rules_by_street(self) -> dict[tuple[str, str], list[RangeRule]]:
        """Return the rules under (name, type)."""
        found: dict[tuple[str, str], list[RangeRule]] = {}
        for rule in self.rules:
            found.setdefault((rule.name, rule.type), []).append(rule)
        return found


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """How the doors of a register agree with its own range rules."""

    agree: int
    without_rule: tuple[tuple[str, Door], ...]
    """(street, door) pairs that no rule takes."""
    contradict: tuple[tuple[str, Door], ...]
    """Doors whose rules name other districts, or several."""


def check_rules(register: Register) -> RuleCheck:
    """Compare every door with the range rules of its street, by figure and suffix."""
    rules = register.rules_by_street()
    agree, without, contradict = 0, [], []
    for street in register.thoroughfares:
        ruled = rules.get((street.name, street.type), [])
        whole = _whole_street(ruled)
        districts_of = _districts_of(ruled)
        known: dict[str, set[str]] = {}
        for door in street.doors:
            if whole is not None and door.number is not None:
                districts = whole
            else:
                found = known.get(door.written)
                districts = known[door.written] = (
                    districts_of(door.number) if found is None else found
                )
            if not districts:
                without.append((street.full_name, door))
            elif len(districts) == 1 and door.district in districts:
                agree += 1
            else:
                contradict.append((street.full_name, door))
    return RuleCheck(agree, tuple(without), tuple(contradict))


def _whole_street(rules: list[RangeRule]) -> set[str] | None:
    """Return the district of a street whose only rule takes all of it, as most streets have."""
    if len(rules) != 1:
        return None
    (rule,) = rules
    return {rule.district} if rule.numbers == _ALL_NUMBERS else None


def _districts_of(rules: Sequence[RangeRule]) -> Callable[[HouseNumber | None], set[str]]:
    """Return what tells the districts of a number; the keys of the ends are made once."""
    listed = [
        (
            rule.numbers.takes(Parity.EVEN),
            rule.numbers.takes(Parity.ODD),
            None if rule.numbers.start is None else rule.numbers.start.key,
            None if rule.numbers.end is None else rule.numbers.end.key,
            rule.district,
        )
        for rule in rules
    ]

    def ask(number: HouseNumber | None) -> set[str]:
        if number is None:
            return set()
        key, is_even = number.key, number.is_even
        return {
            district
            for even, odd, first, last, district in listed
            if (even if is_even else odd)
            and (first is None or first <= key)
            and (last is None or key <= last)
        }

    return ask
