"""Make a list of streets from verdicts: whole streets, else runs of even or odd numbers. Pure.

A list that is read again must answer as the area it was made from did: numbers that nothing decides
are written as open ranges, since a number that a list leaves out counts as outside. Where the
office's rules are known, they carry what is said of numbers without a listed door (`list_rules`).
Without rules a run goes from one listed number to another, and other numbers are not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ..language.house_numbers import HouseNumber, NumberRange, Parity
from ..model import DECIDED, VerdictKind
from ..register.register import Door
from .list_ranges import ListedRange, place_key
from .list_rules import State, rule_ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..register.register import RangeRule, Register, Thoroughfare

    VerdictOf = Callable[[Thoroughfare, Door], VerdictKind]

_STATES = {VerdictKind.INSIDE: State.INSIDE, VerdictKind.OUTSIDE: State.OUTSIDE}
_Key = tuple[int, bool, int, str]
"""What ranges compare: numbers that share it cannot be told apart by a range."""


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list made from verdicts, with what it leaves open."""

    ranges: tuple[ListedRange, ...]
    """What is inside, and open ranges for what nothing decides."""
    undecided: tuple[tuple[str, str], ...]
    """(street, number) of the doors that are neither inside nor outside, or that no range tells
    from another door of the other side."""


def export_list(
    register: Register, verdict_of: VerdictOf, unlisted: VerdictOf | None = None
) -> ExportedList:
    """Write the doors that lie inside as ranges: whole streets, else runs of even or odd numbers.

    Args:
        register: every door of the town, and the office's rules where they are known.
        verdict_of: the verdict of one listed door, of whatever area.
        unlisted: the verdict of a number that a rule takes and no door is listed under; None where
            only the doors of its rule tell it.
    """
    ranges: list[ListedRange] = []
    undecided: list[tuple[str, str]] = []
    rules: dict[tuple[str, str], list[RangeRule]] = {}
    for rule in register.rules:
        rules.setdefault(place_key(rule.name, rule.type), []).append(rule)
    for street in register.thoroughfares:
        made = _Street(street, verdict_of, unlisted)
        ranges += made.ranges(rules.get(place_key(street.name, street.type), []))
        undecided += ((street.full_name, written) for written in made.undecided)
    return ExportedList(tuple(ranges), tuple(undecided))


class _Street:
    """The verdicts of one street's numbers."""

    def __init__(
        self, street: Thoroughfare, verdict_of: VerdictOf, unlisted: VerdictOf | None
    ) -> None:
        self.street = street
        self._unlisted = unlisted
        self.undecided: list[str] = []
        self.inside: dict[HouseNumber, bool] = {}
        self.open: dict[HouseNumber, bool] = {}
        self.buildings: list[tuple[HouseNumber, str]] = []
        """Buildings that are inside although others of their number are not."""
        numbers: dict[_Key, list[tuple[Door, VerdictKind]]] = {}
        for door in street.doors:
            verdict = verdict_of(street, door)
            if door.number is None:
                self.undecided.append(door.written)
            else:
                numbers.setdefault(door.number.key, []).append((door, verdict))
        for key, doors in sorted(numbers.items()):
            self._take(HouseNumber(key[0], key[3]), doors)

    def _take(self, number: HouseNumber, doors: list[tuple[Door, VerdictKind]]) -> None:
        verdicts = {verdict for _, verdict in doors}
        split = len(verdicts) > 1 and verdicts <= DECIDED and self._by_building(number, doors)
        self.inside[number] = verdicts == {VerdictKind.INSIDE}
        self.open[number] = not split and (len(verdicts) > 1 or not verdicts <= DECIDED)
        if self.open[number]:
            self.undecided += dict.fromkeys(str(door.number) for door, _ in doors)

    def _by_building(self, number: HouseNumber, doors: list[tuple[Door, VerdictKind]]) -> bool:
        """Note the buildings of a number that are inside, if buildings tell its doors apart."""
        found: dict[str, set[VerdictKind]] = {}
        for door, verdict in doors:
            found.setdefault(door.building, set()).add(verdict)
        if any(len(v) > 1 for v in found.values()) or VerdictKind.INSIDE in found.get("", set()):
            return False
        inside = sorted(b for b, v in found.items() if v == {VerdictKind.INSIDE})
        self.buildings += ((number, building) for building in inside)
        return True

    def ranges(self, rules: Sequence[RangeRule]) -> Iterator[ListedRange]:
        """Yield the ranges of the street: inside, single buildings, open.

        Args:
            rules: of the street; empty where the register has none.
        """
        name, kind = self.street.name, self.street.type
        every = list(self._by_rules(rules) if rules else self._by_doors())
        for numbers, state in every:
            if state is State.INSIDE:
                yield ListedRange(name, kind, numbers)
        for number, building in self.buildings:
            yield ListedRange(name, kind, _alone(number), building)
        for numbers, state in every:
            if state is State.OPEN:
                yield ListedRange(name, kind, numbers, is_open=True)

    def _by_doors(self) -> Iterator[tuple[NumberRange, State]]:
        for numbers in ranges_of(self.inside):
            yield numbers, State.INSIDE
        for numbers in ranges_of(self.open):
            yield numbers, State.OPEN

    def _by_rules(self, rules: Sequence[RangeRule]) -> Iterator[tuple[NumberRange, State]]:
        listed = {number: self._state(number) for number in self.inside}
        yield from rule_ranges(rules, listed, self._probe)
        for number, state in listed.items():
            if state is not State.OUTSIDE and not any(r.numbers.covers(number) for r in rules):
                yield _alone(number), state

    def _state(self, number: HouseNumber) -> State:
        if self.open[number]:
            return State.OPEN
        return State.INSIDE if self.inside[number] else State.OUTSIDE

    def _probe(self, number: HouseNumber, district: str) -> State | None:
        """Return what is said of a number that no door is listed under; None where nothing is."""
        if self._unlisted is None:
            return None
        verdict = self._unlisted(self.street, Door(number, str(number), district))
        return _STATES.get(verdict, State.OPEN)


def _alone(number: HouseNumber) -> NumberRange:
    return NumberRange(Parity.EVEN if number.is_even else Parity.ODD, number, number)


def ranges_of(inside: Mapping[HouseNumber, bool]) -> Iterator[NumberRange]:
    """Write the numbers that are inside as ranges that take none of the others.

    >>> known = {HouseNumber(n): n in {1, 3, 5, 8} for n in (1, 2, 3, 5, 7, 8)}
    >>> [(r.parity.value, str(r.start), str(r.end)) for r in ranges_of(known)]
    [('odd', '1', '5'), ('even', '8', '8')]

    Args:
        inside: number -> whether it is to be taken. Where two numbers compare as one (3, 3-5),
            both must be.
    """
    taken: dict[_Key, bool] = {}
    for number, is_inside in inside.items():
        taken[number.key] = taken.get(number.key, True) and is_inside
    for even in (False, True):
        own = sorted(key for key in taken if (key[0] % 2 == 0) == even)
        for is_inside, run in groupby(own, key=taken.__getitem__):
            keys = list(run)
            if is_inside:
                ends = (HouseNumber(key[0], key[3]) for key in (keys[0], keys[-1]))
                yield NumberRange(Parity.EVEN if even else Parity.ODD, *ends)


@dataclass(frozen=True, slots=True)
class ListCheck:
    """What is odd about a list, judged by the register of its town."""

    doors: int
    """Listed doors that it takes."""
    empty: tuple[ListedRange, ...]
    """Ranges that take no listed door, or begin behind their end."""
    overlapping: tuple[tuple[ListedRange, ListedRange], ...]
    """Pairs that take one listed door."""


def check_list(ranges: Iterable[ListedRange], streets: Iterable[Thoroughfare]) -> ListCheck:
    """Judge a list by the doors that its ranges take; streets are compared as they are spelled."""
    by_street: dict[tuple[str, str], list[ListedRange]] = {}
    for one in ranges:
        by_street.setdefault(place_key(one.name, one.type), []).append(one)
    doors, used = 0, set()
    overlapping: dict[tuple[ListedRange, ListedRange], None] = {}
    for street in streets:
        own = by_street.get(place_key(street.name, street.type), [])
        for door in street.doors if own else ():
            taking = [one for one in own if _takes(one, door)]
            used.update(taking)
            if any(one.is_excepted for one in taking):
                continue
            doors += bool(taking)
            overlapping.update(
                ((one, other), None) for at, one in enumerate(taking) for other in taking[at + 1 :]
            )
    empty = (one for own in by_street.values() for one in own if one not in used)
    return ListCheck(doors, tuple(empty), tuple(overlapping))


def _takes(one: ListedRange, door: Door) -> bool:
    if door.number is None or not one.numbers.covers(door.number):
        return False
    return not one.building or one.building.casefold() == door.building.casefold()
