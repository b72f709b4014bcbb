"""How good the answers of an area are, judged by the register's own doors. Pure.

Four looks at the same doors: who disagrees with both neighbours, who is placed outside the own
polling district, which streets only the map or only the register has, and how the rest is decided.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from .check import check_address
from .model import VerdictKind
from .names import normal_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .house_numbers import HouseNumber
    from .model import Answer, Edition
    from .register import Register, Thoroughfare
    from .street_list import StreetList

DISTRICT_M = 25.0
"""The office's polygons are about 10 m coarse; a place this near its district is taken as in it."""
UNDECIDED = "none"
"""Method of answers that nothing decides."""
_DECIDED = {VerdictKind.INSIDE, VerdictKind.OUTSIDE}

Positions = dict[tuple[str, str], tuple[float, float]]
"""(`names.normal_key` of the street, number as "12/A") -> EOV east and north, metres."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A door with another verdict than its neighbours on its side of the street."""

    street: str
    number: str
    verdict: VerdictKind
    neighbours: tuple[str, str]
    """Numbers before and behind it, which share the other verdict."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A door whose known place lies outside the polygon of its polling district."""

    street: str
    number: str
    district: str
    metres: float
    """From its place to that polygon."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The report."""

    doors: int
    strays: tuple[Stray, ...]
    placed: int
    """Doors whose place is known from the map."""
    misplaced: tuple[Misplaced, ...]
    only_in_map: tuple[str, ...] | None
    """Names of streets that the register lacks; None where no map was given."""
    only_in_register: tuple[str, ...] | None
    methods: Mapping[str, int]
    """Method -> doors; `UNDECIDED` where nothing decides."""
    verdicts: Mapping[str, int]
    reasons: Mapping[str, int]


def area_quality(
    edition: Edition,
    streets: StreetList,
    register: Register,
    *,
    positions: Positions | None = None,
    map_names: Iterable[str] | None = None,
) -> Quality:
    """Ask for every door of the register and compare.

    Args:
        edition: the area.
        streets: its street list.
        register: doors and districts of the town.
        positions: places of doors from the map, or None.
        map_names: full names of the streets of the map, or None.
    """
    answers = [
        (street, [(door.number, _ask(street, door.number, edition, streets)) for door in listed])
        for street in register.thoroughfares
        if (listed := [door for door in street.doors if door.number is not None])
    ]
    every = [answer for _, asked in answers for _, answer in asked]
    misplaced, placed = _misplaced(register, positions or {})
    only_map, only_register = _names(register, map_names)
    return Quality(
        doors=len(every),
        strays=tuple(stray for street, asked in answers for stray in _strays(street, asked)),
        placed=placed,
        misplaced=misplaced,
        only_in_map=only_map,
        only_in_register=only_register,
        methods=_counted(answer.method or UNDECIDED for answer in every),
        verdicts=_counted(answer.verdict.value for answer in every),
        reasons=_counted(answer.reason.value for answer in every),
    )


def _ask(
    street: Thoroughfare, number: HouseNumber | None, edition: Edition, streets: StreetList
) -> Answer:
    return check_address(f"{streets.meta.town}, {street.full_name} {number}", edition, streets)


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _strays(
    street: Thoroughfare, asked: Sequence[tuple[HouseNumber | None, Answer]]
) -> Iterator[Stray]:
    """Yield the doors that both neighbours on the same side contradict."""
    for even in (True, False):
        side = {n: a.verdict for n, a in asked if n is not None and n.is_even is even}
        row = sorted(side, key=lambda number: number.key)
        for before, number, behind in zip(row, row[1:], row[2:], strict=False):
            own, other = side[number], side[before]
            if own in _DECIDED and other in _DECIDED and own != other and side[behind] == other:
                yield Stray(street.full_name, str(number), own, (str(before), str(behind)))


def _misplaced(register: Register, positions: Positions) -> tuple[tuple[Misplaced, ...], int]:
    polygons = {district.id: district.polygon for district in register.districts}
    found, placed = [], 0
    for street in register.thoroughfares:
        key = normal_key(street.full_name)
        for door in street.doors:
            place = positions.get((key, str(door.number)))
            if place is None or door.district not in polygons:
                continue
            placed += 1
            metres = float(polygons[door.district].distance(shapely.Point(place)))
            if metres > DISTRICT_M:
                found.append(
                    Misplaced(street.full_name, str(door.number), door.district, round(metres, 1))
                )
    return tuple(found), placed


def _names(
    register: Register, map_names: Iterable[str] | None
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    if map_names is None:
        return None, None
    on_map = {normal_key(name): name for name in map_names}
    listed = {normal_key(s.full_name): s.full_name for s in register.thoroughfares}
    only_map = sorted(name for key, name in on_map.items() if key not in listed)
    only_register = sorted(name for key, name in listed.items() if key not in on_map)
    return tuple(only_map), tuple(only_register)
