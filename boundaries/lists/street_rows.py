"""A list that is an area -> the street list by which the town's doors are answered. Pure.

Every range of the register is cut where the list says something else, so that each part has one
verdict. Streets that the register has no ranges of are taken whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..language.house_numbers import NumberRange, Parity
from ..model import Reason, VerdictKind
from ..streets.list_ranges import place_key
from ..streets.range_cuts import cut_at, on_side
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
        side = on_side(numbers, parity)
        if side is None:
            continue
        own = [(one, on) for one in listed if (on := on_side(one.numbers, parity)) is not None]
        for part in cut_at(side, [on for _, on in own]):
            taking = [one for one, on in own if on.contains(part)]
            parts.append((part, verdict_of(taking, open_elsewhere=open_elsewhere)))
    verdicts = {verdict for _, verdict in parts}
    return [(numbers, verdicts.pop())] if len(verdicts) == 1 else _joined(parts)


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
