"""Put doors of any source together into a register: streets in order, every door once. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Fault
from ..language.names import fold, type_of
from .door_points import DoorPoint
from .model import PointBook, TownRegister
from .register import Door, Register, Thoroughfare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .model import ListedDoor, Source

REPEATED = "addresses that repeat a listed door"


def street_key(name: str, kind: str) -> tuple[str, str]:
    """Return what the spellings of one public place share; accents count, case does not."""
    return unicodedata.normalize("NFC", name).casefold(), type_of(kind) or kind.casefold()


@dataclass(slots=True)
class _Street:
    spellings: Counter[tuple[str, str]] = field(default_factory=Counter)
    doors: dict[tuple[object, ...], Door] = field(default_factory=dict)


def build_register(
    town: str,
    listed: Iterable[ListedDoor],
    source: Source,
    faults: Sequence[Fault] = (),
    notes: Mapping[str, int] | None = None,
) -> TownRegister:
    """Make a register of streets, doors and points; it has no rules and no district polygons.

    The most frequent spelling of a street names it. A door that is listed twice stands once; where
    the two differ in their polling district, that is a fault.
    """
    streets: dict[tuple[str, str], _Street] = {}
    points: list[DoorPoint] = []
    problems, counted = list(faults), Counter(notes or {})
    places: set[tuple[str, str]] = set()
    for one in listed:
        street = streets.setdefault(street_key(one.name, one.type), _Street())
        street.spellings[one.name, one.type] += 1
        clash = _add(street, one)
        if clash is None:
            counted[REPEATED] += 1
        problems += clash or ()
        points += _point(one)
        places.add((one.postcode, town))
    register = Register(
        generated=source.generated,
        thoroughfares=tuple(sorted(map(_finished, streets.values()), key=_order)),
        rules=(),
        districts=(),
        places=tuple(sorted(places)) or (("", town),),
    )
    kept = {name: count for name, count in sorted(counted.items()) if count}
    return TownRegister(town, register, PointBook(points), (source,), tuple(problems), kept)


def _add(street: _Street, one: ListedDoor) -> list[Fault] | None:
    """Add a door; None where it was there already."""
    key = (one.number, fold(one.building), fold(one.staircase))
    known = street.doors.get(key)
    if known is None:
        street.doors[key] = Door(one.number, one.written, one.district, one.building, one.staircase)
        return []
    if not one.district or known.district == one.district:
        return None
    return [
        Fault(
            one.where,
            f"{one.street} {one.number} is in district {one.district!r} here and in "
            f"{known.district!r} before; the first one stands",
        )
    ]


def _point(one: ListedDoor) -> list[DoorPoint]:
    if one.place is None or one.kind is None:
        return []
    east, north = one.place
    return [DoorPoint(one.street, one.number, east, north, one.kind, one.uncertainty_m, one.where)]


def _finished(street: _Street) -> Thoroughfare:
    (name, kind), _ = min(street.spellings.items(), key=lambda item: (-item[1], item[0]))
    return Thoroughfare(name, kind, tuple(sorted(street.doors.values(), key=_door_order)))


def _order(street: Thoroughfare) -> tuple[str, str, str]:
    return fold(street.name), street.name, street.type


def _door_order(door: Door) -> tuple[object, ...]:
    number = door.number
    key = () if number is None else (*number.key, number.end or 0, number.end_suffix)
    return (*key, door.building, door.staircase)


def add_points(base: TownRegister, other: TownRegister) -> TownRegister:
    """Add the places of another source to a register, and say what only that one has.

    Doors that only the other lists are not added: its points are kept, and each street and door
    that the first register does not list is named among the faults.
    """
    known = {
        street_key(street.name, street.type): {door.number for door in street.doors}
        for street in base.register.thoroughfares
    }
    faults = [*base.faults, *other.faults]
    label = other.sources[0].name
    for street in other.register.thoroughfares:
        numbers = known.get(street_key(street.name, street.type))
        missing = [str(d.number) for d in street.doors if d.number not in (numbers or set())]
        if numbers is None:
            faults.append(Fault(f"{label}, {street.full_name}", "is no street of the register"))
        elif missing:
            listed = ", ".join(dict.fromkeys(missing))
            faults.append(
                Fault(f"{label}, {street.full_name}", f"numbers not in the register: {listed}")
            )
    notes = Counter(base.notes) + Counter(other.notes)
    return TownRegister(
        base.town,
        base.register,
        PointBook((*base.points, *other.points)),
        (*base.sources, *other.sources),
        tuple(faults),
        dict(sorted(notes.items())),
    )
