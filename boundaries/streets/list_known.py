"""What a town's register knows of the numbers of its streets, for lists of streets. Pure."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from .list_ranges import place_key
from .list_rules import intersection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ..language.house_numbers import HouseNumber, NumberRange
    from ..register.register import Door, RangeRule, Register

_Key = tuple[str, str]
_NumberKey = tuple[int, bool, int, str]


class KnownNumbers:
    """The numbers of each street that the town's own rules know; without rules, its doors."""

    def __init__(self, register: Register) -> None:
        self._streets = {place_key(s.name, s.type): s for s in register.thoroughfares}
        self._has_rules = bool(register.rules)
        self._rules: dict[_Key, list[RangeRule]] = {}
        for rule in register.rules:
            self._rules.setdefault(place_key(rule.name, rule.type), []).append(rule)
        self._doors: dict[_Key, Mapping[_NumberKey, Sequence[Door]]] = {}

    def has(self, street: _Key) -> bool:
        """Tell whether any number of a street is known."""
        if self._has_rules:
            return bool(self._rules.get(street))
        return bool(self._doors_at(street))

    def lists(self, street: _Key) -> bool:
        """Tell whether a street is known, be it by its rules only."""
        return street in self._rules or street in self._streets

    def taking(self, street: _Key, number: HouseNumber) -> list[RangeRule]:
        """Return the rules that take a number of a street."""
        return [rule for rule in self._rules.get(street, ()) if rule.numbers.covers(number)]

    def has_door(self, street: _Key, number: HouseNumber) -> bool:
        """Tell whether a number is known where the register has no rules."""
        return not self._has_rules and number.key in self._doors_at(street)

    def all_listed(self, street: _Key, ranges: Iterable[NumberRange]) -> bool:
        """Tell whether ranges take every listed door of a street that no rule says more of."""
        if self._has_rules:
            return False
        every = [door.number for doors in self._doors_at(street).values() for door in doors]
        taking = tuple(ranges)
        return bool(every) and all(
            any(one.covers(number) for one in taking) for number in every if number is not None
        )

    def contested(
        self, street: _Key, number: HouseNumber, building: str | None, rules: Sequence[RangeRule]
    ) -> set[str]:
        """Return the polling districts that contradict each other about a number; empty where none.

        Both the rules and the doors of a register name districts. Where no rule takes the number,
        the doors of one number may well belong to several.

        Args:
            street: of the register.
            number: as asked.
            building: only this one of the number; None = all.
            rules: that take the number.
        """
        if not rules:
            return set()
        first = rules[0].district
        doors = self._doors_at(street).get(number.key, ())
        if len(rules) == 1 and all(door.district == first for door in doors):
            return set()
        own = [door for door in doors if building is not None and door.building == building]
        found = {rule.district for rule in rules}
        found |= {door.district for door in own or doors if door.district}
        return found if len(found) > 1 else set()

    def rules_of(self, district: str) -> list[tuple[_Key, NumberRange]]:
        """Return the rules of one polling district."""
        return [
            (key, rule.numbers)
            for key, rules in self._rules.items()
            for rule in rules
            if rule.district == district
        ]

    def runs_on(
        self,
        street: _Key,
        number: HouseNumber,
        ranges: Sequence[NumberRange],
        rules: Iterable[RangeRule],
    ) -> bool:
        """Tell whether a number without a listed door stands next to ranges, by its own rule.

        The register lists the doors of residents only: what holds for the last listed door holds
        for those behind it, and on a side without any for the whole side, as far as one rule goes.

        Args:
            street: of the register.
            number: that none of the ranges takes.
            ranges: of the street.
            rules: that take the number.
        """
        doors = self._doors_at(street)
        if number.key in doors:
            return False
        for rule in rules:
            near = _neighbours(doors, number, rule.numbers)
            if any(one.covers(door) for one in ranges for door in near):
                return True
            if not near and any(intersection(one, rule.numbers) for one in ranges):
                return True
        return False

    def _doors_at(self, key: _Key) -> Mapping[_NumberKey, Sequence[Door]]:
        """Return the doors of a street by what ranges compare, in order."""
        if key not in self._doors:
            street = self._streets.get(key)
            found: dict[_NumberKey, list[Door]] = {}
            for door in street.doors if street is not None else ():
                if door.number is not None:
                    found.setdefault(door.number.key, []).append(door)
            self._doors[key] = dict(sorted(found.items()))
        return self._doors[key]


def _neighbours(
    doors: Mapping[_NumberKey, Sequence[Door]], number: HouseNumber, within: NumberRange
) -> list[HouseNumber]:
    """Return the listed numbers before and behind one, on its side of the street, in a range."""
    side = [
        door.number
        for at in doors.values()
        for door in at[:1]
        if door.number is not None
        and door.number.is_even is number.is_even
        and within.covers(door.number)
    ]
    at = bisect_left([one.key for one in side], number.key)
    return side[max(0, at - 1) : at + 1]
