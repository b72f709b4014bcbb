"""Reading the election office's four files of a town, and what is wrong in them, one by one.

SzavkorKereso.json (doors), Korzethatar.json (rules), Szavkor-Topo.json (polygons, "lat lon,lat
lon", about 10 m coarse) and Szavazokorok.json (polling places). Without doors there is no register;
any other file, record, ring or number that cannot be read is left out and told.
"""

from __future__ import annotations

import codecs
import errno
import functools
import hashlib
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Fault, RegisterError
from ..language.house_numbers import (
    OPEN_END,
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)
from .register import Door, RangeRule, Register, Thoroughfare
from .rings import districts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from .register import PollingDistrict

T = TypeVar("T")

DOORS_FILE = "SzavkorKereso.json"
RULES_FILE, RINGS_FILE, PLACES_FILE = "Korzethatar.json", "Szavkor-Topo.json", "Szavazokorok.json"
OFFICE_FILES = (DOORS_FILE, RULES_FILE, RINGS_FILE, PLACES_FILE)
"""The files that make a register of the election office."""
_OTHER_ENCODING = "cp1250"
"""How Hungarian files are written that are not Unicode."""
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""Half a pair of UTF-16, written out or as bytes, which no file of SQLite can hold."""
_PARITIES = {"2": Parity.WHOLE, "3": Parity.EVEN, "4": Parity.ODD, "5": Parity.CONTINUOUS}
_WHOLE_TOWN = "1"
_SIX_FIGURES = re.compile(r"(\d{6})(\d+)\Z", re.ASCII)
_PLACE = re.compile(r" *(?:0000 |([1-9]\d{3}) )? *(?:\d{1,3} +)?([^\W\d_][^,]*),")
"""Postcode and town; the office also writes "0000", and a stray number ("001 Súr")."""
_DISTRICT = re.compile(r"\d{1,4}\. számú szavazókör", re.IGNORECASE)
_STRAY = re.compile(r"\d{1,3} ")
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading a record raises that is not laid out as expected."""


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


@dataclass(slots=True)
class _Told:
    broken: list[Fault] = field(default_factory=list)
    left_out: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)


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
    """Read a town's files, and leave out what cannot be read.

    Raises:
        RegisterError: there is no list of doors; says why.
    """
    told, digest = _Told(), hashlib.sha256()
    documents = {}
    for name in sorted(OFFICE_FILES):
        try:
            body = _body(folder / name)
            digest.update(body)
            documents[name] = _document(body, name, told)
        except (OSError, ValueError, RecursionError) as fault:
            told.broken.append(Fault(name, _why(fault)))
    doors = documents.get(DOORS_FILE, {})
    streets = _list(doors, DOORS_FILE, ("data", "kozteruletek"), told)
    missing = [fault for fault in told.broken if fault.path == DOORS_FILE]
    if missing:
        raise RegisterError(
            f"{folder / DOORS_FILE}: {missing[0].message}; not laid out as the election office's "
            "files of 2024, download them again",
            code="register_office",
        )
    rules = _list(documents.get(RULES_FILE), RULES_FILE, ("data", "korzethatarok"), told)
    rings = _list(documents.get(RINGS_FILE), RINGS_FILE, ("list",), told)
    places = _list(documents.get(PLACES_FILE), PLACES_FILE, ("data", "szavazokorok"), told)
    thoroughfares = _streets(streets, told)
    addresses = list(_each(places, "polling place", _address, told))
    register = Register(
        generated=_generated(doors, told),
        thoroughfares=thoroughfares,
        rules=tuple(_rules(rules, thoroughfares, told)),
        districts=_districts(rings, told),
        places=_places(addresses),
    )
    _tell_missing_rings(register, told)
    return OfficeFiles(
        register,
        _town([*_each(places, "polling place", _named, _Told())], register.places, addresses),
        _code(doors),
        digest.hexdigest(),
        tuple(told.broken),
        tuple(told.left_out),
        tuple(told.odd),
    )


def _body(path: Path) -> bytes:
    """Return what a file holds; a pipe or a device, which may never end, is no file."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "no regular file")
    return path.read_bytes()


def _document(body: bytes, name: str, told: _Told) -> dict[str, Any]:
    """Read JSON in any encoding that these files may come in."""
    try:
        loaded = json.loads(body.removeprefix(codecs.BOM_UTF8))
    except UnicodeDecodeError:
        loaded = json.loads(body.decode(_OTHER_ENCODING))
        told.odd.append(Fault(name, f"is no Unicode; read as {_OTHER_ENCODING}"))
    if _HALVES.search(body):
        text = json.dumps(loaded, ensure_ascii=False)
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if whole != text:
            loaded = json.loads(whole)
            told.odd.append(Fault(name, "has halves of signs; each is read as \ufffd"))
    if not isinstance(loaded, dict):
        raise ValueError(f"an object is expected, found {type(loaded).__name__}")  # noqa: TRY004
    return loaded


def _list(document: object, name: str, keys: tuple[str, ...], told: _Told) -> list[Any]:
    """Return the records of a file; tell a file that has none of the name."""
    if document is None or any(fault.path == name for fault in told.broken):
        return []
    found: Any = document
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, list):
        return found
    told.broken.append(Fault(name, f"has no list {'.'.join(keys)}"))
    return []


def _each(records: Iterable[Any], what: str, read: Callable[[Any], T], told: _Told) -> Iterator[T]:
    """Read records one by one; one that cannot be read is left out and told."""
    for at, record in enumerate(records, 1):
        try:
            yield read(record)
        except _UNREADABLE as fault:
            told.left_out.append(Fault(f"{what} {at}{_called(record)}", f"left out: {_why(fault)}"))


def _called(record: Any) -> str:  # noqa: ANN401 - whatever stands there
    """Return the name of a record for a message, where it has one."""
    if not isinstance(record, dict):
        return ""
    said = (record.get("szk"), record.get("kt_nev"), record.get("kt_jelleg"), record.get("hsz"))
    words = " ".join(word for word in said if isinstance(word, str) and word)
    return f" ({words})" if words else ""


def _why(fault: BaseException) -> str:
    if isinstance(fault, OSError):
        return f"cannot be read ({fault.strerror})"
    if isinstance(fault, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
        return f"cannot be read as JSON ({fault})"
    return f"lacks {fault}" if isinstance(fault, KeyError) else str(fault)


def _generated(document: dict[str, Any], told: _Told) -> str:
    """Return the office's time stamp; each election names the header differently."""
    heads = [head for name, head in document.items() if name.endswith("Header")]
    if len(heads) == 1 and isinstance(heads[0], dict) and "generated" in heads[0]:
        return str(heads[0]["generated"])
    told.odd.append(Fault(DOORS_FILE, "does not say when it was made (…Header)"))
    return ""


def _code(document: dict[str, Any]) -> str:
    data = document.get("data")
    if not isinstance(data, dict):
        return ""
    said = [one for one in (data.get("maz"), data.get("taz")) if isinstance(one, str) and one]
    return "/".join(said) if len(said) == len(("maz", "taz")) else ""


def _text(value: object, name: str) -> str:
    """Return a text that must be there.

    Raises:
        ValueError: it is missing, empty or something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} is {value!r}, not text")
    return sys.intern(value)


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


def _streets(records: list[Any], told: _Told) -> tuple[Thoroughfare, ...]:
    """Read the public places; one that is listed twice has the doors of both."""
    found: dict[tuple[str, str], Thoroughfare] = {}
    read = functools.partial(_thoroughfare, known=_Doors(), told=told)
    for street in _each(records, "street", read, told):
        key = (street.name, street.type)
        before = found.get(key)
        if before is not None:
            told.odd.append(Fault(street.full_name, "is listed twice; its doors stand together"))
            both = dict.fromkeys((*before.doors, *street.doors))
            found[key] = replace(street, doors=tuple(both))
        else:
            found[key] = street
    return tuple(found.values())


def _thoroughfare(record: dict[str, Any], known: _Doors, told: _Told) -> Thoroughfare:
    name, kind = _text(record["kt_nev"], "kt_nev"), record.get("kt_jelleg") or ""
    if not isinstance(kind, str):
        raise ValueError(f"kt_jelleg is {kind!r}, not text")  # noqa: TRY004 - of the data
    listed = record.get("kapuk")
    if listed is not None and not isinstance(listed, list):
        raise ValueError(f"kapuk is {type(listed).__name__}, not a list")
    try:
        doors = tuple(map(known.read, listed or ()))
    except _UNREADABLE:
        what = f"{name} {kind}".strip() + ", door"
        doors = tuple(_each(listed or (), what, known.read, told))
    return Thoroughfare(name, sys.intern(kind), doors)


def _rules(records: list[Any], streets: Iterable[Thoroughfare], told: _Told) -> Iterator[RangeRule]:
    """Read the rules; a town with one district gets the rule for each of its streets."""
    for rule in _each(records, "rule", _rule, told):
        if isinstance(rule, RangeRule):
            yield rule
            continue
        for street in streets:
            yield RangeRule(street.name, street.type, NumberRange(Parity.WHOLE), rule)


def _rule(record: dict[str, Any]) -> RangeRule | str:
    """Read a rule; of one that takes the whole town only its district."""
    district = _text(record["szavkor"], "szavkor")
    kind = record["int_tip"]
    if kind == _WHOLE_TOWN:
        return district
    if kind not in _PARITIES:
        raise ValueError(f"int_tip is {kind!r}, which is no kind of range")
    start, end = (_bound(record.get(name)) for name in ("kezd_hsz", "zaro_hsz"))
    name, of = _text(record["kt_nev"], "kt_nev"), record.get("kt_jelleg") or ""
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


def _districts(records: list[Any], told: _Told) -> tuple[PollingDistrict, ...]:
    rings: dict[str, object] = {}
    for name, ring in _each(records, "ring", _ring, told):
        if name in rings:
            told.odd.append(Fault(f"district {name}", "has two rings; the first one stands"))
        else:
            rings[name] = ring
    return districts_of(rings)


def _ring(record: dict[str, Any]) -> tuple[str, object]:
    return _text(record["szk"], "szk"), record.get("poligon")


def _tell_missing_rings(register: Register, told: _Told) -> None:
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
    return _text(record["leiro"]["cim"], "cim")


def _named(record: dict[str, Any]) -> str:
    return _text(record["leiro"]["szk_nev"], "szk_nev")


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
