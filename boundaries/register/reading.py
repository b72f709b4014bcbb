"""Reading the election office's four files of a town, and what is wrong in them, one by one.

SzavkorKereso.json (doors), Korzethatar.json (rules), Szavkor-Topo.json (polygons, "lat lon,lat
lon", about 10 m coarse) and Szavazokorok.json (polling places). Without doors there is no register;
any other file, record, ring or number that cannot be read is left out and told.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import re
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Fault, RegisterError
from ..language.house_numbers import (
    OPEN_END,
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)
from .office_codes import own_documents, own_rings, unlike_the_doors
from .office_json import (
    DOORS_FILE,
    OFFICE_FILES,
    PLACES_FILE,
    RINGS_FILE,
    RULES_FILE,
    read_document,
)
from .office_records import AGAIN, UNREADABLE, Told, each_read, shown, text_of, why
from .register import Door, RangeRule, Register, Thoroughfare
from .rings import districts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from .register import PollingDistrict

T = TypeVar("T")

_PARITIES = {"2": Parity.WHOLE, "3": Parity.EVEN, "4": Parity.ODD, "5": Parity.CONTINUOUS}
_WHOLE_TOWN = "1"
_SIX_FIGURES = re.compile(r"(\d{6})(\d+)\Z", re.ASCII)
_PLACE = re.compile(r" *(?:0000 |([1-9]\d{3}) )? *(?:\d{1,3} +)?([^\W\d_][^,]*),")
"""Postcode and town; the office also writes "0000", and a stray number ("001 Súr")."""
_DISTRICT = re.compile(r"\d{1,4}\. számú szavazókör", re.IGNORECASE)
_STRAY = re.compile(r"\d{1,3} ")


@dataclass(frozen=True, slots=True)
class OfficeFiles:
    """What the files of a town hold."""

    register: Register
    town: str
    """As the polling districts are called, else as their places' addresses say; else empty."""
    code: str
    """County and settlement by the office's codes ("03/060"); empty where the files do not say."""
    sha256: str
    """Of the files that are there, one after the other in the order of their names."""
    broken: tuple[Fault, ...]
    """Files that are missing or cannot be read."""
    left_out: tuple[Fault, ...]
    """Records that cannot be read."""
    odd: tuple[Fault, ...]
    """What was read all the same."""


def read_register(folder: Path) -> Register:
    """Read a town's files, all of them whole.

    Raises:
        RegisterError: a file is missing, is no JSON, or lacks what is expected; says which
            and where.
    """
    files = read_files(folder)
    wrong = (*files.broken, *files.left_out)
    if wrong:
        raise RegisterError(
            f"{folder}: not laid out as the election office's files of 2024 "
            f"({wrong[0]}); download them again",
            code="register_office",
        )
    return files.register


def read_files(folder: Path) -> OfficeFiles:
    """Read a town's files, and leave out what cannot be read or is of another settlement.

    Raises:
        RegisterError: there is no list of doors of the town; says why.
    """
    told, digest = Told(), hashlib.sha256()
    documents = {}
    for name in sorted(OFFICE_FILES):
        try:
            body = _body(folder / name)
            digest.update(body)
            documents[name], said = read_document(body)
            told.odd += [Fault(name, one) for one in said]
        except (OSError, ValueError, RecursionError) as fault:
            told.broken.append(Fault(name, f"{why(fault)}; {AGAIN}"))
    doors = documents.get(DOORS_FILE, {})
    streets = _list(doors, DOORS_FILE, ("data", "kozteruletek"), told)
    missing = [fault for fault in told.broken if fault.path == DOORS_FILE]
    if missing:
        raise RegisterError(f"{folder / DOORS_FILE}: {missing[0].message}", code="register_office")
    try:
        documents, own, others, odd = own_documents(folder, documents)
    except RegisterError as fault:
        raise RegisterError(f"{folder / DOORS_FILE}: {fault}", code=fault.code) from fault
    told.broken += others
    told.odd += odd
    rules = _list(documents.get(RULES_FILE), RULES_FILE, ("data", "korzethatarok"), told)
    rings = _list(documents.get(RINGS_FILE), RINGS_FILE, ("list",), told)
    rings, others = own_rings(rings, own)
    told.broken += others
    places = _list(documents.get(PLACES_FILE), PLACES_FILE, ("data", "szavazokorok"), told)
    thoroughfares = _streets(streets, told)
    addresses = list(each_read(places, PLACES_FILE, "polling place", _address, told))
    register = Register(
        generated=_generated(doors, told),
        thoroughfares=thoroughfares,
        rules=tuple(_rules(rules, thoroughfares, told)),
        districts=_districts(rings, told),
        places=_places(addresses),
    )
    unlike = unlike_the_doors(register, documents)
    told.broken += unlike.values()
    if RULES_FILE in unlike:
        register = replace(register, rules=())
    if RINGS_FILE in unlike:
        register = replace(register, districts=())
    _tell_missing_rings(register, told)
    named = [*each_read(places, PLACES_FILE, "polling place", _named, Told())]
    town = _town(named, register.places, addresses)
    _tell_other_towns(town, named, told)
    return OfficeFiles(
        register,
        town,
        own,
        digest.hexdigest(),
        tuple(told.broken),
        tuple(told.left_out),
        tuple(told.odd),
    )


def _tell_other_towns(town: str, districts: Iterable[str], told: Told) -> None:
    others = Counter(name for one in districts if (name := _town_in(one)) and name != town)
    for name, count in sorted(others.items()):
        why = f"calls {count:,} polling districts those of {name}, and the most of {town}"
        told.odd.append(Fault(PLACES_FILE, why))


def _body(path: Path) -> bytes:
    """Return what a file holds; a pipe or a device, which may never end, is no file."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "no regular file")
    return path.read_bytes()


def _list(document: object, name: str, keys: tuple[str, ...], told: Told) -> list[Any]:
    """Return the records of a file; tell a file that has none of the name."""
    if document is None or any(fault.path == name for fault in told.broken):
        return []
    found: Any = document
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, list):
        return found
    told.broken.append(Fault(name, f"has no list {'.'.join(keys)}; {AGAIN}"))
    return []


def _generated(document: dict[str, Any], told: Told) -> str:
    """Return the office's time stamp; each election names the header differently."""
    heads = [head for name, head in document.items() if name.endswith("Header")]
    if len(heads) == 1 and isinstance(heads[0], dict) and "generated" in heads[0]:
        return str(heads[0]["generated"])
    told.odd.append(Fault(DOORS_FILE, "does not say when it was made (…Header)"))
    return ""


class _Doors(dict[tuple[str, str, str | None, str | None], Door]):
    """Doors by what the office writes of them: a town's streets share most of theirs."""

    def __missing__(self, key: tuple[str, str, str | None, str | None]) -> Door:
        written, district, building, staircase = key
        door = self[key] = Door(
            _number(written),
            written,
            sys.intern(district),
            building.lstrip("0") if building else "",
            staircase.lstrip("0") if staircase else "",
        )
        return door

    def read(self, record: dict[str, Any]) -> Door:
        """Return the door of a record."""
        unit = record.get
        return self[record["hsz"], record["szavkor"], unit("ep"), unit("lh")]


def _streets(records: list[Any], told: Told) -> tuple[Thoroughfare, ...]:
    """Read the public places; one that is listed twice has the doors of both."""
    found: dict[tuple[str, str], Thoroughfare] = {}
    read = functools.partial(_thoroughfare, known=_Doors(), told=told)
    for street in each_read(records, DOORS_FILE, "street", read, told):
        key = (street.name, street.type)
        before = found.get(key)
        if before is not None:
            told.odd.append(Fault(street.full_name, "is listed twice; its doors stand together"))
            both = dict.fromkeys((*before.doors, *street.doors))
            found[key] = replace(street, doors=tuple(both))
        else:
            found[key] = street
    return tuple(found.values())


def _thoroughfare(record: dict[str, Any], known: _Doors, told: Told) -> Thoroughfare:
    name, kind = text_of(record["kt_nev"], "kt_nev"), record.get("kt_jelleg") or ""
    if not isinstance(kind, str):
        raise ValueError(f"kt_jelleg is {shown(kind)}, not text")  # noqa: TRY004 - of the data
    listed = record.get("kapuk")
    if listed is not None and not isinstance(listed, list):
        raise ValueError(f"kapuk is {type(listed).__name__}, not a list")
    try:
        doors = tuple(map(known.read, listed or ()))
    except UNREADABLE:
        what = f"{name} {kind}".strip() + ", door"
        doors = tuple(each_read(listed or (), DOORS_FILE, what, known.read, told))
    return Thoroughfare(name, sys.intern(kind), doors)


def _rules(records: list[Any], streets: Iterable[Thoroughfare], told: Told) -> Iterator[RangeRule]:
    """Read the rules; a town with one district gets the rule for each of its streets."""
    for rule in each_read(records, RULES_FILE, "rule", _rule, told):
        if isinstance(rule, RangeRule):
            yield rule
            continue
        for street in streets:
            yield RangeRule(street.name, street.type, NumberRange(Parity.WHOLE), rule)


def _rule(record: dict[str, Any]) -> RangeRule | str:
    """Read a rule; of one that takes the whole town only its district."""
    district = text_of(record["szavkor"], "szavkor")
    kind = record["int_tip"]
    if kind == _WHOLE_TOWN:
        return district
    if kind not in _PARITIES:
        raise ValueError(f"int_tip is {kind!r}, which is no kind of range")
    start, end = (_bound(record.get(name)) for name in ("kezd_hsz", "zaro_hsz"))
    name, of = text_of(record["kt_nev"], "kt_nev"), record.get("kt_jelleg") or ""
    return RangeRule(name, of, NumberRange(_PARITIES[kind], start, end), district)


@functools.lru_cache(maxsize=65_536)
def _number(written: str) -> HouseNumber | None:
    """Read a number; the office's have six figures, and what is glued to them is a sub-number.

    >>> str(_number("00000100004"))
    '1/4'
    """
    return parse_register_number(_SIX_FIGURES.sub(r"\1/\2", written.strip()))


def _bound(written: str | None) -> HouseNumber | None:
    if written is None:
        return None
    number = _number(written)
    if number is None:
        raise ValueError(f"range ends at {written!r}, which is no house number")
    return None if number.number >= OPEN_END else number


def _districts(records: list[Any], told: Told) -> tuple[PollingDistrict, ...]:
    rings: dict[str, object] = {}
    for name, ring in each_read(records, RINGS_FILE, "ring", _ring, told):
        if name in rings:
            told.odd.append(Fault(f"district {name}", "has two rings; the first one stands"))
        else:
            rings[name] = ring
    return districts_of(rings)


def _ring(record: dict[str, Any]) -> tuple[str, object]:
    return text_of(record["szk"], "szk"), record.get("poligon")


def _tell_missing_rings(register: Register, told: Told) -> None:
    """Tell districts that have doors and no ring, unless no district has one."""
    known = {district.id for district in register.districts}
    if not known:
        return
    counted = Counter(door.district for street in register.thoroughfares for door in street.doors)
    for district in sorted(counted.keys() - known):
        told.odd.append(
            Fault(f"district {district}", f"has no ring of its own; {counted[district]:,} doors")
        )


def _address(record: dict[str, Any]) -> str:
    return text_of(record["leiro"]["cim"], "cim")


def _named(record: dict[str, Any]) -> str:
    return text_of(record["leiro"]["szk_nev"], "szk_nev")


def _places(addresses: Iterable[str]) -> tuple[tuple[str, str], ...]:
    found = map(_PLACE.match, addresses)
    counted = Counter((place[1] or "", place[2].strip()) for place in found if place)
    return tuple(sorted(counted))


def _town_in(district: str) -> str:
    """Return the town in the name of a polling district; empty where none is told.

    >>> _town_in("Kecskemét, 001. számú szavazókör"), _town_in("001 Súr 1. számú szavazókör")
    ('Kecskemét', 'Súr')
    """
    text = " ".join(district.split())
    found = _DISTRICT.search(text)
    before = "" if found is None else text[: found.start()].strip(" ,")
    stray = _STRAY.match(before)
    town = before if stray is None else before[stray.end() :]
    return town if town[:1].isalpha() and "," not in town else ""


def _town(named: Iterable[str], places: Iterable[tuple[str, str]], addresses: Iterable[str]) -> str:
    """Return the name of the town, the one that is said most often."""
    own = Counter(town for town in map(_town_in, named) if town)
    own = own or Counter(f[2].strip() for f in map(_PLACE.match, addresses) if f)
    own = own or Counter(town for _, town in places)
    return max(sorted(own), key=own.__getitem__, default="")
