"""The doors of a town by their addresses: is there such a street, is there such a door. Pure.

Built from a register. What it does not list may still exist (a register of voters has no house
without residents); so a number that is missing is said to be missing, with its neighbours.
"""

from __future__ import annotations

import functools
import re
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from ..address.addresses import ParsedAddress
from ..address.capital import official_town
from ..address.query import read_query
from ..address.street_index import TownNames, build_index
from ..address.street_match import StreetMatch, has_no_type
from ..language.house_numbers import HouseNumber, nearest_numbers
from ..language.names import fold
from ..model import Details, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..address.query import Reading
    from ..address.street_index import StreetIndex
    from .register import Door, Register, Thoroughfare


def register_names(register: Register, other_towns: Iterable[str] = ()) -> TownNames:
    """Return the names of a register's own town, from its polling places' addresses."""
    towns = [town for _, town in register.places]
    town = max(sorted(set(towns)), key=towns.count, default="")
    codes = tuple(sorted({code for code, _ in register.places if code}))
    return TownNames(
        official_town(town), codes, tuple(name for name in other_towns if name != town)
    )


def index_register(
    register: Register,
    names: TownNames | None = None,
    aliases: Iterable[tuple[str, str]] = (),
) -> StreetIndex[Thoroughfare]:
    """Index the public places of a register of any town."""
    return build_index(register.thoroughfares, names or register_names(register), aliases)


class Found(StrEnum):
    """How far a query could be found."""

    DOOR = "door"
    """The street and a listed door; of several flats or staircases all that fit."""
    STREET = "street"
    """The street; the query has no number."""
    NUMBER_NOT_LISTED = "number_not_listed"
    HOMONYM = "homonym"
    STREET_NOT_FOUND = "street_not_found"
    REFUSED = "refused"
    """Another town, a parcel, no address; `reason` says which."""


@dataclass(frozen=True, slots=True)
class DoorCandidate:
    """A public place that may be meant, with the doors that it has under the number."""

    street: Thoroughfare
    score: float
    doors: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """What a register says about one query."""

    found: Found
    parsed: ParsedAddress
    street: Thoroughfare | None = None
    doors: tuple[Door, ...] = ()
    """Listed doors that fit number, building and staircase as far as they are given."""
    nearest: tuple[str, ...] = ()
    """Known numbers next to one that is not listed, same side first."""
    candidates: tuple[DoorCandidate, ...] = ()
    reason: Reason | None = None
    details: Details = field(default_factory=Details)
    may_be_two: bool = False
    """True where the words left over may be a second address, or a place near this one."""

    @property
    def close(self) -> bool:
        """True where the street was taken for a close spelling; the answer must say so."""
        return self.details.get("match") == "close"


class Gazetteer:
    """A register, ready to be asked."""

    def __init__(self, index: StreetIndex[Thoroughfare], books: DoorBooks | None = None) -> None:
        """Take what is asked.

        Args:
            index: of the public places of one town.
            books: the doors that are kept, shared with other towns; its own where None.
        """
        self.index = index
        self._books = DoorBooks() if books is None else books

    @classmethod
    def of(
        cls,
        register: Register,
        names: TownNames | None = None,
        aliases: Iterable[tuple[str, str]] = (),
    ) -> Gazetteer:
        """Index a register.

        Args:
            register: of one town.
            names: of the town; those of its polling places where None.
            aliases: (other spelling, full name of the place) pairs.
        """
        return cls(index_register(register, names, aliases))

    def find(self, query: str) -> Located:
        """Find the street and the door of a query; any text has an answer."""
        reading = read_query(query, self.index)
        parsed, match = reading.parsed, reading.match
        if reading.refusal is not None:
            return self._refused(reading, reading.refusal)
        if match.street is None:
            return self._candidates(reading)
        found = self._in_street(match.street, parsed, reading.notes())
        return replace(found, may_be_two=True) if reading.may_be_two else found

    def _refused(self, reading: Reading[Thoroughfare], reason: Reason) -> Located:
        """Return why nothing is looked up, with the address that the words would mean here."""
        parsed, match = reading.parsed, reading.match
        streets = (match.street,) if match.street else [one.street for one in match.homonyms]
        offered = tuple(DoorCandidate(one, 1.0, self._doors(one, parsed)) for one in streets)
        return Located(
            Found.REFUSED, parsed, candidates=offered, reason=reason, details=reading.details
        )

    def _in_street(self, street: Thoroughfare, parsed: ParsedAddress, notes: Details) -> Located:
        if parsed.number is None:
            return Located(Found.STREET, parsed, street, details=notes)
        doors = _fitting(self._books.at(street, parsed.number), parsed)
        lettered = self._lettered(street, parsed, doors)
        if doors or lettered:
            both = tuple(dict.fromkeys((*doors, *lettered)))
            two = bool(lettered)
            return Located(Found.DOOR, parsed, street, both, details=notes, may_be_two=two)
        near = self._books.of(street).nearest(parsed.number)
        return Located(Found.NUMBER_NOT_LISTED, parsed, street, nearest=near, details=notes)

    def _lettered(
        self, street: Thoroughfare, parsed: ParsedAddress, doors: Sequence[Door]
    ) -> tuple[Door, ...]:
        """Return the doors of 83/A for "83 A ép.", where no door of 83 has that letter."""
        number = parsed.number
        given = {letter.upper() for part in _PARTS if (letter := getattr(parsed, part) or "")}
        letters = {letter for letter in given if len(letter) == 1 and letter.isalpha()}
        if not letters or number is None or number.suffix or number.end is not None:
            return ()
        own = {getattr(door, part).upper() for door in doors for part in _PARTS}
        numbers = (HouseNumber(number.number, letter) for letter in sorted(letters - own))
        return tuple(door for one in numbers for door in self._books.at(street, one))

    def _candidates(self, reading: Reading[Thoroughfare]) -> Located:
        match: StreetMatch[Thoroughfare] = reading.match
        parsed = reading.parsed
        made = tuple(
            DoorCandidate(item.street, item.score, self._doors(item.street, parsed))
            for item in match.homonyms or match.close
        )
        listed = [item for item in made if item.doors]
        if match.homonyms and len(listed) == 1 and has_no_type(listed[0].street):
            return self._in_street(listed[0].street, parsed, {"match": "exact"})
        found = Found.HOMONYM if match.homonyms else Found.STREET_NOT_FOUND
        reason = Reason.HOMONYM if match.homonyms else Reason.STREET_NOT_FOUND
        return Located(found, parsed, candidates=made, reason=reason)

    def _doors(self, street: Thoroughfare, parsed: ParsedAddress) -> tuple[Door, ...]:
        number = parsed.number
        return () if number is None else _fitting(self._books.at(street, number), parsed)


_PARTS = ("building", "staircase")
"""What a door of a register may have beside its number."""
OFTEN = 12
"""Questions about a street of a file after which all its doors are read and kept."""


class DoorBooks:
    """The doors of streets by number, those that were asked for last; for any number of towns."""

    def __init__(self, most: int = 100_000, often: int = OFTEN) -> None:
        """Say what is kept.

        Args:
            most: doors that are kept.
            often: questions about a street of a file after which all its doors are read; 0 for a
                file of addresses, which asks for most of them.
        """
        self._most, self._often = most, often
        self._kept = 0
        self._books: OrderedDict[int, tuple[Thoroughfare, DoorBook, int]] = OrderedDict()
        """By the street's identity; the street itself is kept so that no other one can have it."""
        self._asked: dict[int, tuple[Thoroughfare, int]] = {}

    def at(self, street: Thoroughfare, number: HouseNumber) -> tuple[Door, ...]:
        """Return the doors of a street under a number; see `DoorBook.at`."""
        some = getattr(street, "numbered", None)
        if some is None or id(street) in self._books:
            return self.of(street).at(number)
        _, times = self._asked.get(id(street), (street, 0))
        if times >= self._often:
            self._asked.pop(id(street), None)
            return self.of(street).at(number)
        if len(self._asked) >= self._most:
            self._asked.clear()
        self._asked[id(street)] = (street, times + 1)
        return DoorBook(some(figures_of(number))).under(number) or self.of(street).at(number)

    def of(self, street: Thoroughfare) -> DoorBook:
        """Return the doors of a street."""
        known = self._books.get(id(street))
        if known is not None:
            self._books.move_to_end(id(street))
            return known[1]
        doors = street.doors
        book = DoorBook(doors)
        self._books[id(street)] = (street, book, len(doors))
        self._kept += len(doors)
        while self._kept > self._most and len(self._books) > 1:
            self._kept -= self._books.popitem(last=False)[1][2]
        return book


def figures_of(number: HouseNumber) -> tuple[int, ...]:
    """Return the figures under which a register may list a number, 0 of "000000 21/B" too."""
    return (0, number.number) if number.end is None else (0, number.number, number.end)


def without_units(doors: Sequence[Door]) -> tuple[Door, ...]:
    """Keep the doors that an address without building and staircase means."""
    return _fitting(doors, _NO_UNITS)


_NO_UNITS = ParsedAddress("")


class DoorBook:
    """The doors of one street by number."""

    def __init__(self, doors: Iterable[Door]) -> None:
        """Take the doors of a street, or those with some figures (`figures_of`)."""
        self._at: dict[HouseNumber, list[Door]] = {}
        for door in doors:
            for number in readings_of(door.number):
                self._at.setdefault(number, []).append(door)

    @functools.cached_property
    def _listed(self) -> list[HouseNumber]:
        return sorted(self._at, key=lambda number: number.key)

    def at(self, number: HouseNumber) -> tuple[Door, ...]:
        """Return the doors under a number, or listed under other numbers of its plot."""
        return self.under(number) or self._of_plot(number)

    def under(self, number: HouseNumber) -> tuple[Door, ...]:
        """Return the doors under a number as written, or under it without its flat."""
        found = self._at.get(number)
        if not found and number.suffix.isdigit():
            found = self._at.get(HouseNumber(number.number))  # 7/2 may be flat 2 of number 7
        if not found:
            ends = [self._at.get(end) for end in _ends(number)]
            found = [door for doors in ends for door in doors or ()] if all(ends) else None
        return tuple(found or ())

    def _of_plot(self, number: HouseNumber) -> tuple[Door, ...]:
        """Return the doors of the plot that a number stands for.

        A plot of several numbers is called by all of them, by its ends or by one, and one that was
        parted goes on as A, B: 53 may be listed as 51-53, 1-5 as 3, 18 as 18/A and 18/B. Where two
        plots may be meant there is none.
        """
        around: Sequence[HouseNumber] = [
            known for known in self._listed if known != number and _shares(number, known)
        ]
        if number.end is None:
            plots = [known for known in around if known.end is not None]
            around = plots if len(plots) == 1 == len(around) else _parted(around)
        return tuple(door for known in around for door in self._at[known])

    def nearest(self, number: HouseNumber) -> tuple[str, ...]:
        """Return listed numbers next to one that is not listed."""
        return nearest_numbers(number, self._listed)


LONGEST_PLOT = 30
"""Most that the last number of one plot is above its first; "2-57" is a flat."""


def _shares(number: HouseNumber, known: HouseNumber) -> bool:
    """Tell whether a number and a listed one may be of one plot: one holds the other."""
    if number.end is None and known.end is None:
        return not number.suffix and known.number == number.number
    one, other = _span(number), _span(known)
    return one is not None and other is not None and (one >= other or other >= one)


def _span(number: HouseNumber) -> frozenset[int] | None:
    """Return the numbers of a plot, those of one side where both ends are of it."""
    if number.end is None:
        return None if number.suffix else frozenset({number.number})
    if not number.number < number.end <= number.number + LONGEST_PLOT:
        return None
    step = 1 if (number.end - number.number) % 2 else 2
    return frozenset(range(number.number, number.end + 1, step))


def _parted(around: Sequence[HouseNumber]) -> Sequence[HouseNumber]:
    """Return the plots into which one was parted; none where its own number may go on beside A."""
    suffixes = {known.suffix for known in around}
    return around if {"A", "B"} <= suffixes or {"1", "2"} <= suffixes else ()


def _ends(number: HouseNumber) -> tuple[HouseNumber, ...]:
    """Return both numbers of a plot that is listed under each of them: 12 and 14 of "12-14"."""
    first = HouseNumber(number.number, number.suffix)
    if number.end is not None:
        return first, HouseNumber(number.end, number.end_suffix)
    return (first, HouseNumber(number.number, number.end_suffix)) if number.end_suffix else ()


_TWO_ENDS = re.compile(r"([0-9]{1,4})-([0-9]{1,4})", re.ASCII)


def readings_of(number: HouseNumber | None) -> set[HouseNumber]:
    """Return the numbers that a door answers to.

    The office writes some as "000000 21/B" or "000000 1-3": number 0 with the real one behind it;
    others as "2/008C", "138/01-2", "1/A-D" or "8/F-08", where the parser keeps no zeros and sees
    two ends.

    >>> sorted(map(str, readings_of(HouseNumber(0, "1-3")) | readings_of(HouseNumber(138, "01-2"))))
    ['0/1-3', '1-3', '138/01-2', '138/1-2', '138/1-2']
    """
    if number is None:
        return set()
    found = {number}
    if not number.suffix:
        return found
    span = _TWO_ENDS.fullmatch(number.suffix)
    if span is not None:
        first, last = int(span[1]), int(span[2])
        if number.number == 0:
            found.add(HouseNumber(first, "", last))
        else:
            found.add(HouseNumber(number.number, str(first), last))
    head, _, tail = number.suffix.partition("-" if number.suffix[:1].isalpha() else "/")
    if number.number == 0 and head.isdigit():
        found.add(HouseNumber(int(head), tail))
    elif number.suffix[:1].isdigit():
        found.add(HouseNumber(number.number, number.suffix.lstrip("0") or "0", number.end))
    elif len(head) == 1 == len(tail) and tail.isalpha():
        found.add(HouseNumber(number.number, head, None, tail))
    elif len(head) == 1 and tail.isdecimal():
        found.add(HouseNumber(number.number, head, int(tail)))
    return found


def _fitting(doors: Sequence[Door], parsed: ParsedAddress) -> tuple[Door, ...]:
    """Keep the doors of the very building and staircase of the query, where there are any.

    A query without them means the door without them, if the register has such a one.
    """
    kept = tuple(doors)
    for part in _PARTS:
        if len(kept) < 2:  # noqa: PLR2004 - one is kept whatever is asked
            break
        asked = fold(getattr(parsed, part) or "")
        told = [getattr(door, part) for door in kept]
        own = [door for door, one in zip(kept, told, strict=True) if (one and fold(one)) == asked]
        kept = tuple(own) or kept
    return kept
