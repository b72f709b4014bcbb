"""What is known of the town of an area, ready to be asked with more facts, or with fewer."""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from ..doors.places import PLACES, DoorEvidence, lines_beside
from ..doors.positions import street_key
from ..edition.areas import network_of
from ..language.house_numbers import HouseNumber
from ..register.load import load_register
from ..register.model import PointBook
from ..verdict.check import check_address
from .area_files import area_files
from .in_force import FactsInForce, load_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..model import Answer, Edition
    from ..register.model import Points
    from ..register.register import Register
    from ..streets.street_list import Street, StreetList, StreetRow
    from ..verdict.overrides import Overrides
    from .records import Fact

MOST_NUMBERS = 20_000
"""No street has higher numbers."""
MOST_ASKED = 60
"""Numbers of one range of a street list that are asked where no register lists its doors."""
NO_FACTS = FactsInForce()
KEPT = 2
"""Evidence with so many sets of facts is kept: what is in force is asked for again and again."""
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AskedDoor:
    """One number of a street that stands for doors."""

    number: HouseNumber
    doors: float
    """How many doors it stands for: those that a register lists under it, or its share of the
    doors of its range."""
    row: StreetRow | None
    """The range of the street list that takes it."""


@dataclass(frozen=True, eq=False)
class Town:
    """The evidence of a town but for the facts that people put on record."""

    edition: Edition
    streets: StreetList
    points: Points = field(default_factory=PointBook)
    """Known places of doors."""
    lines: Mapping[str, BaseGeometry] = field(default_factory=dict)
    """Lines of streets that the map knows, by full name, EOV."""
    register: Register | None = None
    """Lists every door; without one, the doors of a range are spread over its numbers."""
    overrides: Overrides | None = None
    day: dt.date | None = None
    """The day on which is asked, for the overrides."""

    @functools.cached_property
    def lines_by_key(self) -> Mapping[_Key, BaseGeometry]:
        """The lines by `positions.street_key`."""
        return {street_key(name): line for name, line in self.lines.items()}

    @functools.cached_property
    def extent(self) -> BaseGeometry:
        """The box round everything that is known of the town: area, lines, places; EOV."""
        known = [self.edition.area.bounds, *(line.bounds for line in self.lines.values())]
        known += [(one.east, one.north, one.east, one.north) for one in self.points]
        west, south, east, north = zip(*known, strict=True)
        box: BaseGeometry = shapely.box(min(west), min(south), max(east), max(north))
        return box

    @functools.cached_property
    def street_of(self) -> Mapping[_Key, Street]:
        """The streets of the list by `positions.street_key`."""
        return {street_key(street.full_name): street for street in self.streets.streets}

    @functools.cached_property
    def _listed(self) -> Mapping[_Key, Mapping[HouseNumber, int]]:
        found: dict[_Key, dict[HouseNumber, int]] = {}
        for street in () if self.register is None else self.register.thoroughfares:
            own = found.setdefault(street_key(street.full_name), {})
            for door in street.doors:
                if door.number is not None:
                    own[door.number] = own.get(door.number, 0) + 1
        return found

    @functools.cached_property
    def _doors(self) -> dict[_Key, tuple[AskedDoor, ...]]:
        return {}

    def doors(self, street: Street) -> tuple[AskedDoor, ...]:
        """Return the numbers of a street that stand for its doors, in their order."""
        key = street_key(street.full_name)
        if key not in self._doors:
            self._doors[key] = self._doors_of(street)
        return self._doors[key]

    def _doors_of(self, street: Street) -> tuple[AskedDoor, ...]:
        if self.register is not None:
            own = self._listed.get(street_key(street.full_name), {})
            found = [AskedDoor(n, count, _row_of(street, n)) for n, count in own.items()]
        else:
            found = [door for row in street.rows if row.doors for door in _spread(row)]
        return tuple(sorted(found, key=lambda door: door.number.key))

    @functools.cached_property
    def _evidence(self) -> dict[str, DoorEvidence | None]:
        return {}

    def evidence(self, facts: FactsInForce = NO_FACTS) -> DoorEvidence | None:
        """Return what answers rest on beside the list; None where that is nothing."""
        if not facts and (facts.points or facts.lines or facts.told or facts.said):
            return self.evidence_like(None, facts, ())  # made up: no hash tells them from others
        if facts.digest not in self._evidence:
            while len(self._evidence) >= KEPT:
                self._evidence.pop(next(iter(self._evidence)), None)
            self._evidence[facts.digest] = self.evidence_like(None, facts, ())
        return self._evidence[facts.digest]

    def evidence_like(
        self, other: DoorEvidence | None, facts: FactsInForce, keys: Collection[_Key]
    ) -> DoorEvidence | None:
        """Return what answers rest on with facts that differ from others in some streets only.

        Args:
            other: the evidence with those others, whose streets are shared; or None.
            facts: in force.
            keys: streets of which something else is known, by `positions.street_key`.
        """
        if not facts and not len(self.points):
            return None
        return DoorEvidence(
            itertools.chain(self.points, facts.points),
            {**self.lines, **facts.lines},
            told=facts.told,
            whole=facts.whole,
            said=facts.said,
            recorded=facts.recorded,
            like=None if other is None else (other, frozenset(keys)),
        )

    def of_street(
        self, street: Street, facts: FactsInForce, town: DoorEvidence | None
    ) -> DoorEvidence:
        """Return what is known of one street, as quickly as it can be made.

        Args:
            street: of the list.
            facts: of the street, and perhaps of others.
            town: the evidence of the whole town, whose custom holds.
        """
        key = street_key(street.full_name)
        lines = {street.full_name: self.lines_by_key[key]} if key in self.lines_by_key else {}
        lines |= {name: line for name, line in facts.lines.items() if street_key(name) == key}
        points = itertools.chain(self.points.of(street.full_name), facts.points)
        return DoorEvidence(
            (point for point in points if street_key(point.street) == key),
            lines,
            told=(one for one in facts.told if street_key(one.street) == key),
            whole=facts.whole,
            said=(one for one in facts.said if street_key(one.street) == key),
            town=town,
        )

    def ask(self, street: Street, number: HouseNumber, evidence: DoorEvidence | None) -> Answer:
        """Answer for one number, as everybody is answered."""
        query = f"{self.streets.meta.town}, {street.full_name} {number}"
        return check_address(query, self.edition, self.streets, self.overrides, self.day, evidence)


def load_town(
    slug: str, variant: str, day: dt.date, overrides: Overrides | None = None
) -> tuple[Town, FactsInForce]:
    """Return the town of an area as it is answered on a day, and the facts that hold.

    Raises:
        UnknownAreaError: no such area or variant, or none in force.
        RegisterError: it has no street list, or a file of it cannot be read.
        FactError: the log of facts cannot be read.
    """
    edition = area_files().edition(slug, variant, now=day)
    town = town_of(edition, day, overrides)
    return town, load_facts(slug, day, lines=town.lines)


def town_of(edition: Edition, day: dt.date, overrides: Overrides | None = None) -> Town:
    """Return what stands beside an edition; see `load_town`."""
    files = area_files()
    folder, streets = files.list_folder(edition, day), files.streets(edition, day)
    network = functools.partial(network_of, edition, day)
    return town_beside(edition, folder, streets, network, overrides, day)


def town_beside(
    edition: Edition,
    folder: Path,
    streets: StreetList,
    network: Callable[[], LineNetwork],
    overrides: Overrides | None = None,
    day: dt.date | None = None,
) -> Town:
    """Return what is known beside a street list, of an edition that need not be in force.

    Args:
        edition: the area.
        folder: of the list, with places and lines beside it.
        streets: the list.
        network: gives the map, asked where no lines lie beside the list.
        overrides: of the area.
        day: on which is asked, for the overrides.

    Raises:
        RegisterError: a file beside the list cannot be read.
    """
    loaded = load_register(folder / PLACES) if (folder / PLACES).is_file() else None
    return Town(
        edition,
        streets,
        PointBook() if loaded is None else loaded.points,
        lines_beside(folder, edition.town, network),
        None if loaded is None else loaded.register,
        overrides,
        day,
    )


def line_of(street: str, town: Town, facts: FactsInForce) -> BaseGeometry | None:
    """Return the line of a street: the one that a person drew, else that of the map; EOV."""
    key = street_key(street)
    drawn = (line for name, line in facts.lines.items() if street_key(name) == key)
    return next(drawn, town.lines_by_key.get(key))


def touched(facts: Sequence[Fact]) -> frozenset[_Key]:
    """Return the streets that facts speak of."""
    return frozenset(street_key(fact.street) for fact in facts)


def _row_of(street: Street, number: HouseNumber) -> StreetRow | None:
    return next(iter(street.covering(number)), None)


def _spread(row: StreetRow) -> Iterator[AskedDoor]:
    """Spread the doors of a range over its numbers, or over some of them where they are many."""
    numbers = _numbers(row)
    sides = [[n for n in numbers if n.is_even is even] for even in (False, True)]
    step = max(1, -(-len(numbers) // MOST_ASKED))
    chosen = [number for side in sides for number in side[::step]]
    for number in chosen:
        yield AskedDoor(number, row.doors / len(chosen), row)


def _numbers(row: StreetRow) -> list[HouseNumber]:
    """Return the plain numbers of a range as far as the list knows doors, and its ends.

    A range may end where no street does ("to 999998"): nothing is asked past its highest door.
    """
    first = row.numbers.start.number if row.numbers.start else 1
    last = max(first, row.highest or 0)
    ends = [end for end in (row.numbers.start, row.numbers.end) if end is not None]
    near = [end for end in ends if end.number <= last]
    plain = map(HouseNumber, range(first, min(last, MOST_NUMBERS) + 1))
    found = {number for number in (*plain, *near) if row.numbers.covers(number)}
    if not found:  # a range whose first number is of the other parity
        found = {n for n in map(HouseNumber, (first + 1, first + 2)) if row.numbers.covers(n)}
    return sorted(found or {HouseNumber(first)}, key=lambda number: number.key)
