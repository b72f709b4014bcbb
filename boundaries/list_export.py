"""Make a list of streets from verdicts: whole streets, else runs of even or odd numbers. Pure.

A list that is read again must answer as the area it was made from did: numbers that nothing decides
are written as open ranges, since a number that a list leaves out counts as outside. A run goes from
one listed number to another, so numbers between the two that the register does not list lie in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from .house_numbers import HouseNumber, NumberRange, Parity
from .list_ranges import ListedRange, place_key
from .model import VerdictKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .register import Door, Register, Thoroughfare

_DECIDED = {VerdictKind.INSIDE, VerdictKind.OUTSIDE}
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
    register: Register, verdict_of: Callable[[Thoroughfare, Door], VerdictKind]
) -> ExportedList:
    """Write the doors that lie inside as ranges: whole streets, else runs of even or odd numbers.

    Args:
        register: every door of the town.
        verdict_of: the verdict of one door, of whatever area.
    """
    ranges: list[ListedRange] = []
    undecided: list[tuple[str, str]] = []
    for street in register.thoroughfares:
        made = _Street(street, verdict_of)
        ranges += made.ranges()
        undecided += ((street.full_name, written) for written in made.undecided)
    return ExportedList(tuple(ranges), tuple(undecided))


class _Street:
    """The verdicts of one street's numbers."""

    def __init__(
        self, street: Thoroughfare, verdict_of: Callable[[Thoroughfare, Door], VerdictKind]
    ) -> None:
        self.street = street
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
        split = len(verdicts) > 1 and verdicts <= _DECIDED and self._by_building(number, doors)
        self.inside[number] = verdicts == {VerdictKind.INSIDE}
        self.open[number] = not split and (len(verdicts) > 1 or not verdicts <= _DECIDED)
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

    def ranges(self) -> Iterator[ListedRange]:
        name, kind = self.street.name, self.street.type
        for numbers in ranges_of(self.inside):
            yield ListedRange(name, kind, numbers)
        for number, building in self.buildings:
            parity = Parity.EVEN if number.is_even else Parity.ODD
            yield ListedRange(name, kind, NumberRange(parity, number, number), building)
        for numbers in ranges_of(self.open, whole=False):
            yield ListedRange(name, kind, numbers, is_open=True)


def ranges_of(inside: Mapping[HouseNumber, bool], *, whole: bool = True) -> Iterator[NumberRange]:
    """Write the numbers that are inside as ranges that take none of the others.

    >>> known = {HouseNumber(n): n in {1, 3, 5, 8} for n in (1, 2, 3, 5, 7, 8)}
    >>> [(r.parity.value, str(r.start), str(r.end)) for r in ranges_of(known)]
    [('odd', '1', '5'), ('even', '8', '8')]

    Args:
        inside: number -> whether it is to be taken. Where two numbers compare as one (3, 3-5),
            both must be.
        whole: whether a street of which all is inside is written as a whole street, later
            numbers included.
    """
    if whole and inside and all(inside.values()):
        yield NumberRange(Parity.WHOLE)
        return
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
            doors += bool(taking)
            used.update(taking)
            overlapping.update(
                ((one, other), None) for at, one in enumerate(taking) for other in taking[at + 1 :]
            )
    empty = (one for own in by_street.values() for one in own if one not in used)
    return ListCheck(doors, tuple(empty), tuple(overlapping))


def _takes(one: ListedRange, door: Door) -> bool:
    if door.number is None or not one.numbers.covers(door.number):
        return False
    return not one.building or one.building.casefold() == door.building.casefold()
