"""Parts of an area that speak of streets: the ranges of a town's register that they decide. Pure.

A part beats the rings, and what is taken out beats what is added. Where it is not known whether a
part means some numbers (the words leave it open, the name fits several streets, a section has an
end in their polling district), they are open, unless the rest says the same of them.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from ..address.street_match import find_name
from ..ground.parted import Along, along, line_of, whole_of
from ..language.house_numbers import NumberRange, Parity, parse_register_number
from ..language.names import normal_key, split_type
from ..model import Effect, Reason, VerdictKind
from ..register.gazetteer import index_register
from .list_ranges import place_key
from .range_cuts import cut_at, on_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..address.street_index import StreetIndex
    from ..model import Edition, EditionPart, Numbers, PartStreet
    from ..register.register import Register, Thoroughfare
    from .street_list import StreetRow

BASIS = "part"
"""What places a range that a part of the area decides, or leaves open; its number follows."""
PLOT_M = 10.0
"""A known line is all of a street only with this many metres for each plot of its busier side."""


_SURE = frozenset({"exact", "without_accents", "initials", "alias"})
"""Matches of a name by which the street of a register is surely the one that is meant."""
EFFECTS = {
    Effect.TAKES_OUT: (VerdictKind.OUTSIDE, Reason.PART_OUTSIDE),
    Effect.ADDS: (VerdictKind.INSIDE, Reason.PART_INSIDE),
}
"""What a part makes of a door that it means; the first beats the second."""


class _Says(Enum):
    """What one street of a part says of numbers."""

    TAKES = auto()
    EXCEPTS = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class _Said:
    part: EditionPart
    street: PartStreet
    numbers: NumberRange
    is_sure: bool
    """Whether exactly this street of the register is meant."""


@dataclass(slots=True)
class _Town:
    """What all streets of a town share."""

    said: Mapping[tuple[str, str], Sequence[_Said]]
    ground: Mapping[str, BaseGeometry]
    """Districts whose doors surely stand there."""
    lines: Mapping[str, BaseGeometry]
    doors: Mapping[tuple[str, str], Thoroughfare]
    known: dict[tuple[int, str, str], Along] = field(default_factory=dict)


def follow_parts(
    rows: Iterable[StreetRow],
    register: Register,
    edition: Edition,
    lines: Mapping[str, BaseGeometry] | None = None,
    ground: Mapping[str, BaseGeometry] | None = None,
) -> tuple[tuple[StreetRow, ...], tuple[str, ...]]:
    """Decide the ranges that the parts of an area speak of; every other range stays.

    Args:
        rows: the ranges of a town, decided by the rings.
        register: of the same town.
        edition: with its parts.
        lines: known lines of streets by `names.normal_key`, or None.
        ground: polling districts that are drawn well, with the ground of their doors.

    Returns:
        The rows, cut where a part says something else; and a sentence for each name that the
        register does not have, or has several of.
    """
    said, told = _by_street(edition, register)
    doors = {(one.name, one.type): one for one in register.thoroughfares}
    town = _Town(said, ground or {}, lines or {}, doors)
    return tuple(made for row in rows for made in _follow(row, town)), told


def has_streets(edition: Edition) -> bool:
    """Tell whether any part of an area speaks of streets."""
    return any(part.streets for part in edition.parts)


# -- which streets of the register are meant ---------------------------------------------------


def _by_street(
    edition: Edition, register: Register
) -> tuple[dict[tuple[str, str], list[_Said]], tuple[str, ...]]:
    index = index_register(register)
    found: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    told: list[str] = []
    for part in edition.parts:
        for street in part.streets:
            meant, is_sure = _meant(street, index)
            if not is_sure:
                told.append(_unsure(part.number, street.name, [one.full_name for one in meant]))
            numbers = range_of(street.numbers)
            for one in meant:
                key = place_key(one.name, one.type)
                found[key].append(_Said(part, street, numbers, is_sure))
    return found, tuple(dict.fromkeys(told))


def _unsure(number: int, name: str, meant: Sequence[str]) -> str:
    if not meant:
        return f'part {number}: the register has no street "{name}", nor one like it'
    streets = ", ".join(meant)
    return f'part {number}: streets of the register that "{name}" may mean stay open: {streets}'


def _meant(street: PartStreet, index: StreetIndex[Thoroughfare]) -> tuple[list[Thoroughfare], bool]:
    """Return the streets of a register that a name may mean, and whether it is surely the one."""
    name, kind = split_type(street.name)
    match = find_name(name, kind or "", index)
    if match.street is not None:
        return [match.street], match.how in _SURE
    return [one.street for one in (*match.homonyms, *match.close)], False


def range_of(numbers: Numbers) -> NumberRange:
    """Return numbers as answers tell them as a range.

    >>> from ..model import Numbers
    >>> range_of(Numbers("even", "2", "10/B")).told()
    Numbers(parity='even', start='2', end='10/B', district='')
    """
    start, end = (parse_register_number(one) if one else None for one in numbers[1:3])
    return NumberRange(Parity(numbers.parity), start, end)


# -- what they say of its ranges ---------------------------------------------------------------


def _follow(row: StreetRow, town: _Town) -> Iterator[StreetRow]:
    said = town.said.get(place_key(row.name, row.type), ())
    if not said:
        yield row
        return
    pieces = []
    for parity in (Parity.ODD, Parity.EVEN):
        side = on_side(row.numbers, parity)
        if side is None:
            continue
        own = [on for one in said if (on := on_side(one.numbers, parity)) is not None]
        pieces += [_decided(row, piece, said, town) for piece in cut_at(side, own)]
    if {_verdict_of(piece) for piece in pieces} <= {_verdict_of(row)}:
        yield row
    elif len({_verdict_of(piece) for piece in pieces}) == 1:
        yield _counted(dataclasses.replace(pieces[0], numbers=row.numbers), town)
    else:
        yield from (_counted(piece, town) for piece in _joined(pieces))


def _verdict_of(row: StreetRow) -> tuple[object, ...]:
    return row.verdict, row.reason, row.leg, row.basis, row.leans, row.share


def _joined(pieces: Sequence[StreetRow]) -> Iterator[StreetRow]:
    """Yield pieces, neighbours of one side that say the same as one."""
    last: StreetRow | None = None
    for piece in pieces:
        same = last is not None and _verdict_of(last) == _verdict_of(piece)
        if last is not None and same and last.numbers.parity is piece.numbers.parity:
            numbers = dataclasses.replace(last.numbers, end=piece.numbers.end)
            last = dataclasses.replace(last, numbers=numbers)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _counted(row: StreetRow, town: _Town) -> StreetRow:
    """Return a row with the doors that the register lists in it."""
    street = town.doors.get((row.name, row.type))
    numbers = [
        door.number.number
        for door in (street.doors if street is not None else ())
        if door.number is not None
        and row.numbers.covers(door.number)
        and door.district in {"", row.district}
    ]
    return dataclasses.replace(row, doors=len(numbers), highest=max(numbers, default=None))


def _decided(row: StreetRow, numbers: NumberRange, said: Sequence[_Said], town: _Town) -> StreetRow:
    piece = dataclasses.replace(row, numbers=numbers)
    taking = [one for one in said if one.numbers.contains(numbers)]
    for effect, (verdict, sure) in EFFECTS.items():
        opened: EditionPart | None = None
        for part in dict.fromkeys(one.part.number for one in taking if one.part.effect is effect):
            own = [one for one in taking if one.part.number == part]
            says = _says(own, row, town)
            if says is _Says.TAKES:
                return _of_part(piece, own[0].part, verdict, sure)
            if says is _Says.OPEN and opened is None:
                opened = own[0].part
        if opened is not None:
            return _opened(piece, opened, verdict, taking, town)
    return piece


def _opened(
    piece: StreetRow,
    part: EditionPart,
    verdict: VerdictKind,
    taking: Sequence[_Said],
    town: _Town,
) -> StreetRow:
    """Leave numbers open that a part may mean, unless they get its verdict in any case."""
    added = [one for one in taking if one.part.effect is Effect.ADDS]
    without = piece
    if part.effect is Effect.TAKES_OUT and added:
        without = _decided(piece, piece.numbers, added, town)
    if without.verdict is verdict:
        return without
    return _of_part(piece, part, VerdictKind.UNDECIDABLE, Reason.PART_OPEN)


def _of_part(row: StreetRow, part: EditionPart, verdict: VerdictKind, reason: Reason) -> StreetRow:
    return dataclasses.replace(
        row,
        verdict=verdict,
        reason=reason,
        leg=None,
        basis=f"{BASIS} {part.number}",
        leans=None,
        share=None,
    )


def _says(own: Sequence[_Said], row: StreetRow, town: _Town) -> _Says | None:
    """Return what one part says of numbers of a row; None where it does not speak of them."""
    every = [_says_one(one, row, town) for one in own]
    if _Says.OPEN in every:
        return _Says.OPEN
    if _Says.EXCEPTS in every:
        return None
    return _Says.TAKES if _Says.TAKES in every else None


def _says_one(one: _Said, row: StreetRow, town: _Town) -> _Says | None:
    if one.street.section is not None:
        stands = _stands(one, row, town)
        if stands is Along.BESIDE and one.is_sure:
            return None
        if stands is not Along.WITHIN:
            return _Says.OPEN
    if one.street.is_open or not one.is_sure:
        return _Says.OPEN
    return _Says.EXCEPTS if one.street.is_excepted else _Says.TAKES


def _stands(one: _Said, row: StreetRow, town: _Town) -> Along:
    """Tell whether the doors of a row stand along the section that a part means."""
    key = (id(one.street), normal_key(f"{row.name} {row.type}".strip()), row.district)
    if key not in town.known:
        town.known[key] = _found(one, row, town, key[1])
    return town.known[key]


def _found(one: _Said, row: StreetRow, town: _Town, key: str) -> Along:
    stretch, line = line_of(one.street), whole_of(one.street)
    if line is None or stretch is None:
        return Along.OPEN
    line = line.union(town.lines.get(key, line))
    if line.difference(stretch.buffer(1.0)).length <= 1.0:  # the section is all of the street
        return Along.WITHIN if _has_room(line, row, town) else Along.OPEN
    ground = town.ground.get(row.district)
    if ground is None or not _has_room(line, row, town):
        return Along.OPEN
    return along(ground, line, stretch)


def _has_room(line: BaseGeometry, row: StreetRow, town: _Town) -> bool:
    """Tell whether a known line is long enough to be all of its street."""
    street = town.doors.get((row.name, row.type))
    doors = street.doors if street is not None else ()
    numbers = {door.number.number for door in doors if door.number is not None}
    even = sum(number % 2 == 0 for number in numbers)
    return bool(line.length >= PLOT_M * max(even, len(numbers) - even))
