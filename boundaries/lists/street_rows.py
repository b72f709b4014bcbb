"""A list that is an area -> the street list by which the town's doors are answered. Pure.

Every range of the register is cut where the list says something else, so that each part has one
verdict. Streets that the register has no ranges of are taken whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.house_numbers import LAST_LETTER, HouseNumber, NumberRange, Parity
from ..model import Reason, VerdictKind
from ..streets.list_ranges import place_key
from ..streets.list_rules import last_of, number_after, number_before
from ..streets.street_list import StreetRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..register.register import RangeRule, Register, Thoroughfare
    from ..streets.list_ranges import ListedRange
    from ..streets.lists import ListedArea

BASIS = "list"
"""What places the ranges: the list that defines the area."""
_REASONS = {
    VerdictKind.INSIDE: Reason.STREET_INSIDE,
    VerdictKind.OUTSIDE: Reason.STREET_OUTSIDE,
    VerdictKind.UNDECIDABLE: Reason.LIST_OPEN,
}
_Cut = tuple[HouseNumber, HouseNumber]
"""The last number before a cut, and the first behind it."""


def street_rows(area: ListedArea, register: Register) -> tuple[StreetRow, ...]:
    """Return every range of a register with the verdict of a list.

    Args:
        area: the list, over this very register.
        register: of the town.
    """
    rules: dict[tuple[str, str], list[RangeRule]] = {}
    for rule in register.rules:
        rules.setdefault(place_key(rule.name, rule.type), []).append(rule)
    return tuple(
        row
        for street in register.thoroughfares
        for row in _of_street(street, rules.get(place_key(street.name, street.type), ()), area)
    )


def _of_street(
    street: Thoroughfare, rules: Sequence[RangeRule], area: ListedArea
) -> Iterator[StreetRow]:
    listed = area.listed(street)
    ranges = [(rule.numbers, rule.district) for rule in rules] or [(NumberRange(Parity.WHOLE), "")]
    for numbers, district in ranges:
        for part, verdict in _parts(numbers, listed, open_elsewhere=area.is_open_elsewhere):
            doors = [
                door.number
                for door in street.doors
                if door.number is not None
                and part.covers(door.number)
                and (not rules or door.district in {"", district})
            ]
            yield StreetRow(
                street.name,
                street.type,
                part,
                district,
                len(doors),
                max((number.number for number in doors), default=None),
                verdict,
                _REASONS[verdict],
                basis="" if verdict is VerdictKind.UNDECIDABLE else BASIS,
            )


def _parts(
    numbers: NumberRange, listed: Sequence[ListedRange], *, open_elsewhere: bool
) -> list[tuple[NumberRange, VerdictKind]]:
    """Cut a range where the list says something else; uncut where all of it has one verdict."""
    parts = []
    for parity in (Parity.ODD, Parity.EVEN):
        side = _on_side(numbers, parity)
        if side is None:
            continue
        own = [(one, on) for one in listed if (on := _on_side(one.numbers, parity)) is not None]
        for part in _cut(side, [on for _, on in own]):
            taking = [one for one, on in own if on.contains(part)]
            parts.append((part, verdict_of(taking, open_elsewhere=open_elsewhere)))
    verdicts = {verdict for _, verdict in parts}
    return [(numbers, verdicts.pop())] if len(verdicts) == 1 else _joined(parts)


def _on_side(numbers: NumberRange, parity: Parity) -> NumberRange | None:
    """Return what a range takes of one side, its ends on that side; None where it takes nothing."""
    if not numbers.takes(parity):
        return None
    even = parity is Parity.EVEN
    start, end = numbers.start, numbers.end
    if start is not None and start.is_even is not even:
        start = HouseNumber(start.number + 1)
    if end is not None and end.is_even is not even:
        end = last_of(end.number - 1)
    if start is not None and end is not None and start.key > end.key:
        return None
    return NumberRange(parity, start, end)


def _joined(
    parts: Iterable[tuple[NumberRange, VerdictKind]],
) -> list[tuple[NumberRange, VerdictKind]]:
    """Put neighbours of one side and one verdict together."""
    found: list[tuple[NumberRange, VerdictKind]] = []
    for part, verdict in parts:
        last = found[-1] if found else None
        if last is not None and last[1] is verdict and last[0].parity is part.parity:
            found[-1] = NumberRange(part.parity, last[0].start, part.end), verdict
        else:
            found.append((part, verdict))
    return found


def _cut(side: NumberRange, listed: Sequence[NumberRange]) -> Iterator[NumberRange]:
    start = side.start
    for before, behind in _cuts(side, listed):
        if before.number > 0:
            yield NumberRange(side.parity, start, before)
        start = behind
    yield NumberRange(side.parity, start, side.end)


def _cuts(side: NumberRange, listed: Sequence[NumberRange]) -> list[_Cut]:
    """Return where ranges of the list begin and end inside a side, in order."""
    cuts: dict[object, _Cut] = {}
    for one in listed:
        for cut in (_before(one.start), _behind(one.end)):
            if cut is not None and _within(side, cut):
                cuts[cut[1].key] = cut
    return sorted(cuts.values(), key=lambda cut: cut[1].key)


def _within(side: NumberRange, cut: _Cut) -> bool:
    before, behind = cut
    begins = side.start is None or side.start.key <= before.key
    return begins and (side.end is None or behind.key <= side.end.key)


def _before(start: HouseNumber | None) -> _Cut | None:
    """Return the cut before the first number of a range."""
    if start is None:
        return None
    if not start.suffix:
        return last_of(start.number - 2), start
    if start.suffix == "0":
        return HouseNumber(start.number), start
    return number_before(start) or HouseNumber(start.number), start


def _behind(end: HouseNumber | None) -> _Cut | None:
    """Return the cut behind the last number of a range."""
    if end is None:
        return None
    last = HouseNumber(end.number, end.suffix)
    if end.suffix == LAST_LETTER:
        return last, HouseNumber(end.number + 2)
    return last, number_after(end)


def verdict_of(taking: Sequence[ListedRange], *, open_elsewhere: bool = False) -> VerdictKind:
    """Return the verdict of numbers by the ranges that take them.

    Args:
        taking: ranges of their street.
        open_elsewhere: whether numbers that no range takes may belong to the list all the same.
    """
    if any(one.is_open for one in taking):
        return VerdictKind.UNDECIDABLE
    if taking and not any(one.is_excepted for one in taking):
        return VerdictKind.INSIDE
    return VerdictKind.UNDECIDABLE if open_elsewhere else VerdictKind.OUTSIDE
