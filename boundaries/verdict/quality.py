"""How good the answers of an area are, judged by the register's own doors. Pure.

Five looks at the same doors: who disagrees with the neighbours on the same side of the street, who
is placed outside the own polling district, whose place contradicts the street list, which streets
only the map or only the register has, and how doors are placed and decided.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from ..doors.positions import PlaceMethod
from ..language.names import normal_key
from ..model import DECIDED, Reason, VerdictKind
from .check import check_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..doors.positions import PlaceIndex, Position
    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Edition
    from ..register.register import Door, Register, Thoroughfare
    from ..streets.street_list import StreetList

DISTRICT_M = 25.0
"""The office's polygons are about 10 m coarse; a place this near its district is taken as in it."""
FEW = 3
"""As many doors in a row, at most, may be strays together; more are a stretch of their own."""
NONE = "none"
"""Method of answers that nothing decides, and of doors that nothing places."""
_Asked = list[tuple["HouseNumber", "Answer"]]


@dataclass(frozen=True, slots=True)
class Stray:
    """A door with another verdict than its neighbours on its side of the street."""

    street: str
    number: str
    verdict: VerdictKind
    neighbours: tuple[str, str]
    """The next numbers before and behind it with the other verdict."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A door whose known place lies outside the polygon of its polling district."""

    street: str
    number: str
    district: str
    metres: float
    """From its place to that polygon."""
    uncertainty_m: float
    """Of the place."""


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A door whose known place and whose street list say opposite things."""

    street: str
    number: str
    method: str
    """How the place is known."""
    by_place: VerdictKind
    by_list: VerdictKind
    metres: float | None
    """From the place to the area's line."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The report."""

    doors: int
    strays: tuple[Stray, ...]
    placed: int
    """Doors whose own place is known."""
    misplaced: tuple[Misplaced, ...]
    contradicted: tuple[Contradicted, ...]
    only_in_map: tuple[str, ...] | None
    """Names of streets that the register lacks; None where no map was given."""
    only_in_register: tuple[str, ...] | None
    methods: Mapping[str, int]
    """What decides -> doors; `NONE` where nothing does."""
    place_methods: Mapping[str, int]
    """What places -> doors; `NONE` where nothing does."""
    verdicts: Mapping[str, int]
    reasons: Mapping[str, int]


def area_quality(
    edition: Edition,
    streets: StreetList,
    register: Register,
    *,
    places: PlaceIndex | None = None,
    map_names: Iterable[str] | None = None,
) -> Quality:
    """Ask for every door of the register and compare.

    Args:
        edition: the area.
        streets: its street list.
        register: doors and districts of the town.
        places: known places of doors, or None; answers take them into account.
        map_names: full names of the streets of the map, or None.
    """
    answers = [
        (street, [(number, _ask(street, number, edition, streets, places)) for number in numbers])
        for street in register.thoroughfares
        if (numbers := [door.number for door in street.doors if door.number is not None])
    ]
    every = [answer for _, asked in answers for _, answer in asked]
    placed = list(_own_places(register, places))
    only_map, only_register = _names(register, map_names)
    return Quality(
        doors=len(every),
        strays=tuple(stray for street, asked in answers for stray in _strays(street, asked)),
        placed=len(placed),
        misplaced=tuple(_misplaced(register, placed)),
        contradicted=tuple(c for street, asked in answers for c in _contradicted(street, asked)),
        only_in_map=only_map,
        only_in_register=only_register,
        methods=_counted(answer.method or NONE for answer in every),
        place_methods=_counted(map(_placed_by, every)),
        verdicts=_counted(answer.verdict.value for answer in every),
        reasons=_counted(answer.reason.value for answer in every),
    )


def _ask(
    street: Thoroughfare,
    number: HouseNumber,
    edition: Edition,
    streets: StreetList,
    places: PlaceIndex | None,
) -> Answer:
    query = f"{streets.meta.town}, {street.full_name} {number}"
    return check_address(query, edition, streets, places=places)


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _placed_by(answer: Answer) -> str:
    evidence = answer.details.get("evidence")
    return str(evidence[0]["method"]) if evidence else NONE


def _contradicted(street: Thoroughfare, asked: _Asked) -> Iterator[Contradicted]:
    for number, answer in asked:
        if answer.reason is Reason.SOURCES_DISAGREE:
            place, listed = answer.details["evidence"]
            yield Contradicted(
                street.full_name,
                str(number),
                str(place["method"]),
                VerdictKind(str(place["verdict"])),
                VerdictKind(str(listed["verdict"])),
                answer.distance_m,
            )


def _strays(street: Thoroughfare, asked: _Asked) -> Iterator[Stray]:
    """Yield the doors that the doors on both sides of them contradict.

    A few doors in a row count as one, where no fewer doors before and behind them agree.
    """
    for even in (True, False):
        side = {n: a.verdict for n, a in asked if n.is_even is even and a.verdict in DECIDED}
        row = sorted(side, key=lambda number: number.key)
        runs = [list(run) for _, run in itertools.groupby(row, key=side.__getitem__)]
        for before, run, behind in zip(runs, runs[1:], runs[2:], strict=False):
            if len(run) <= min(FEW, len(before), len(behind)):
                around = (str(before[-1]), str(behind[0]))
                yield from (Stray(street.full_name, str(n), side[n], around) for n in run)


def _own_places(
    register: Register, places: PlaceIndex | None
) -> Iterator[tuple[Thoroughfare, Door, Position]]:
    """Yield the doors whose place is known itself, not only that of their neighbours."""
    if places is None:
        return
    for street in register.thoroughfares:
        for door in street.doors:
            place = None if door.number is None else places.locate(street.full_name, door.number)
            if place is not None and place.method is not PlaceMethod.INTERPOLATION:
                yield street, door, place


def _misplaced(
    register: Register, placed: Iterable[tuple[Thoroughfare, Door, Position]]
) -> Iterator[Misplaced]:
    polygons = {district.id: district.polygon for district in register.districts}
    for street, door, place in placed:
        if door.district not in polygons:
            continue
        metres = float(polygons[door.district].distance(shapely.Point(place.east, place.north)))
        if metres > DISTRICT_M + place.uncertainty_m:
            yield Misplaced(
                street.full_name,
                str(door.number),
                door.district,
                round(metres, 1),
                round(place.uncertainty_m, 1),
            )


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
