"""All lists of a town held side by side: doors in none, doors in two, unknown streets. Pure.

A town's school districts, or those of its doctors, take every door once. What is open in a list is
counted apart: it may belong to it. A list that names a place or a parcel without its streets may
have any door that no list takes, so that such a door is open and not in none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..model import VerdictKind
from ..streets.list_export import ranges_of
from ..streets.lists import ListedArea
from .area_ranges import area_ranges
from .street_rows import verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..language.house_numbers import HouseNumber, NumberRange
    from ..register.register import Register, Thoroughfare
    from .model import ListRow


@dataclass(frozen=True, slots=True)
class SharedNumbers:
    """Numbers of a street that the same lists take, or leave open."""

    street: str
    numbers: NumberRange
    doors: int
    """Numbers of the register among them."""
    areas: tuple[str, ...]
    """The lists, in their order; empty for numbers that none takes."""


@dataclass(frozen=True, slots=True)
class Together:
    """What a town's lists leave out, take twice, and do not settle."""

    areas: tuple[str, ...]
    doors: int
    """Numbers that the register lists."""
    in_one: int
    """Those that exactly one list takes, and no other leaves open."""
    in_none: tuple[SharedNumbers, ...]
    in_several: tuple[SharedNumbers, ...]
    open: tuple[SharedNumbers, ...]
    """What a list does not settle, with the lists that take it or may."""
    unknown: tuple[tuple[str, str], ...]
    """(list, street) of rows that the register has no street for, or several."""


def together(lists: Mapping[str, Sequence[ListRow]], register: Register) -> Together:
    """Hold the lists of a town side by side.

    Args:
        lists: name -> rows of one area each.
        register: the town's doors.
    """
    areas = {name: ListedArea(name, area_ranges(rows), register) for name, rows in lists.items()}
    groups: dict[str, list[SharedNumbers]] = {"none": [], "several": [], "open": []}
    doors = in_one = 0
    for street in register.thoroughfares:
        taken = dict(_taken(street, areas))
        doors += len(taken)
        for kind, shared in _groups(street, taken):
            if kind == "one":
                in_one += shared.doors
            else:
                groups[kind].append(shared)
    unknown = [
        (name, f"{one.name} {one.type}".strip())
        for name, area in areas.items()
        for one in dict.fromkeys(area.unknown)
    ]
    return Together(
        areas=tuple(areas),
        doors=doors,
        in_one=in_one,
        in_none=tuple(groups["none"]),
        in_several=tuple(groups["several"]),
        open=tuple(groups["open"]),
        unknown=tuple(dict.fromkeys(unknown)),
    )


_Taken = tuple[str, tuple[str, ...]]
"""none, one, several or open; and the lists concerned."""


def _taken(
    street: Thoroughfare, areas: Mapping[str, ListedArea]
) -> Iterator[tuple[HouseNumber, _Taken]]:
    """Yield each number of a street with the lists that take it."""
    anywhere = tuple(name for name, area in areas.items() if area.is_open_elsewhere)
    listed = {name: found for name, area in areas.items() if (found := area.listed(street))}
    for number in dict.fromkeys(door.number for door in street.doors if door.number is not None):
        verdicts = {
            name: verdict_of([one for one in ranges if one.numbers.covers(number)])
            for name, ranges in listed.items()
        }
        inside = tuple(name for name, said in verdicts.items() if said is VerdictKind.INSIDE)
        opened = tuple(name for name, said in verdicts.items() if said is VerdictKind.UNDECIDABLE)
        if opened or (anywhere and not inside):
            concerned = {*inside, *opened, *(() if inside else anywhere)}
            yield number, ("open", tuple(name for name in areas if name in concerned))
        else:
            kind = "none" if not inside else "one" if len(inside) == 1 else "several"
            yield number, (kind, inside)


def _groups(
    street: Thoroughfare, taken: Mapping[HouseNumber, _Taken]
) -> Iterator[tuple[str, SharedNumbers]]:
    """Yield the ranges of numbers that the same lists take."""
    for kind, areas in dict.fromkeys(taken.values()):
        own = {number: said == (kind, areas) for number, said in taken.items()}
        for numbers in ranges_of(own):
            count = _count(numbers, own)
            yield kind, SharedNumbers(street.full_name, numbers, count, areas)


def _count(numbers: NumberRange, own: Mapping[HouseNumber, bool]) -> int:
    return sum(is_own and numbers.covers(number) for number, is_own in own.items())


def doors_of(shared: Iterable[SharedNumbers]) -> int:
    """Return how many numbers of the register there are in ranges."""
    return sum(one.doors for one in shared)
