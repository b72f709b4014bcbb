"""A town's register in one file: SQLite, written once, read by many processes.

Readers open the file read-only and immutable and map it into memory, so that every worker shares
the same pages; the doors of a street are read when they are asked for. Why SQLite is told in
`docs/adr/0007-register-file.md`. The same register gives the same bytes (of one SQLite version).

Tables: `about` (key, value), `street` (id, name, type), `door` (street, place in it, number in four
columns, as written, district, building, staircase), `rule`, `district` (WKB of its polygon, EOV),
`point` (street, place, number, EOV east and north, kind, uncertainty in metres, source),
`point_street` (id, name, key), `fault` (path, message).
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import shapely

from geo.files import replacing

from ..errors import Fault, RegisterError
from ..language.house_numbers import HouseNumber, NumberRange, Parity
from ..language.names import normal_key
from .door_points import DoorPoint, PlaceKind
from .model import Source, SourceKind, TownRegister
from .register import Door, PollingDistrict, RangeRule, Register, Thoroughfare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

APPLICATION_ID = 0x414B5452
""""AKTR": tells the file from every other SQLite file."""
SCHEMA = 1
"""Raised with every change that an older program cannot read."""
MAGIC = b"SQLite format 3\x00"
MAPPED_BYTES = 1 << 30
"""A file up to this size is mapped whole; of a larger one the rest is read."""

_NUMBER = "number INTEGER, suffix TEXT, end INTEGER, end_suffix TEXT"
_TABLES = f"""
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE door (street INTEGER, place INTEGER, {_NUMBER}, written TEXT, district TEXT,
    building TEXT, staircase TEXT, PRIMARY KEY (street, place)) WITHOUT ROWID;
CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT, type TEXT, parity TEXT, first TEXT,
    last TEXT, district TEXT);
CREATE TABLE district (id INTEGER PRIMARY KEY, name TEXT, fault TEXT, change REAL, polygon BLOB);
CREATE TABLE point_street (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE point (street INTEGER, place INTEGER, position INTEGER, {_NUMBER}, east REAL,
    north REAL, kind TEXT, uncertainty REAL, source TEXT,
    PRIMARY KEY (street, place)) WITHOUT ROWID;
CREATE TABLE fault (id INTEGER PRIMARY KEY, path TEXT, message TEXT);
"""
_DOOR = "number, suffix, end, end_suffix, written, district, building, staircase"
_POINT = "number, suffix, end, end_suffix, east, north, kind, uncertainty, source"


def save_register(town: TownRegister, path: Path) -> None:
    """Write a register whole or not at all; the same register gives the same bytes.

    Raises:
        RegisterError: it cannot be written there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            replacing(path) as draft,
            contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as base,
        ):
            _write(base, town)
    except (OSError, sqlite3.Error) as fault:
        raise RegisterError(f"{path}: cannot be written ({fault})") from fault


def _write(base: sqlite3.Connection, town: TownRegister) -> None:
    base.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA};"
        f"BEGIN; {_TABLES}"
    )
    register = town.register
    _fill(base, "about", _about(town))
    streets = list(enumerate(register.thoroughfares))
    _fill(base, "street", ((at, s.name, s.type) for at, s in streets))
    _fill(base, "door", (row for at, s in streets for row in _door_rows(at, s)))
    _fill(base, "rule", ((at, *_rule_row(rule)) for at, rule in enumerate(register.rules)))
    _fill(base, "district", ((at, *_district_row(d)) for at, d in enumerate(register.districts)))
    names = sorted({point.street for point in town.points})
    _fill(base, "point_street", ((at, name, normal_key(name)) for at, name in enumerate(names)))
    _fill(base, "point", _point_rows(town, {name: at for at, name in enumerate(names)}))
    _fill(base, "fault", ((at, f.path, f.message) for at, f in enumerate(town.faults)))
    base.execute("CREATE INDEX point_key ON point_street (key)")
    base.execute("COMMIT")
    base.execute("VACUUM")


def _fill(base: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows, which have a value for each column of the table."""
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return
    statement = f"INSERT INTO {table} VALUES ({','.join('?' * len(first))})"  # noqa: S608 - our names  # nosec B608
    base.execute(statement, first)
    base.executemany(statement, iterator)


def _about(town: TownRegister) -> list[tuple[str, str]]:
    about = {
        "generated": town.register.generated,
        "notes": _json(dict(town.notes)),
        "places": _json(town.register.places),
        "sources": _json([dataclasses.asdict(source) for source in town.sources]),
        "town": town.town,
    }
    return sorted(about.items())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _cells(number: HouseNumber | None) -> tuple[int | None, str | None, int | None, str | None]:
    """Return the four columns of a number; empty ones take no room as NULL."""
    if number is None:
        return None, None, None, None
    return number.number, number.suffix or None, number.end, number.end_suffix or None


def _number(
    number: int | None, suffix: str | None, end: int | None, end_suffix: str | None
) -> HouseNumber | None:
    return None if number is None else HouseNumber(number, suffix or "", end, end_suffix or "")


def _door_rows(at: int, street: Thoroughfare) -> Iterator[tuple[object, ...]]:
    for place, door in enumerate(street.doors):
        units = (door.building or None, door.staircase or None)
        yield (at, place, *_cells(door.number), door.written, door.district, *units)


def _rule_row(rule: RangeRule) -> tuple[object, ...]:
    ends = (rule.numbers.start, rule.numbers.end)
    first, last = (None if end is None else _json(_cells(end)) for end in ends)
    return rule.name, rule.type, rule.numbers.parity.value, first, last, rule.district


def _district_row(district: PollingDistrict) -> tuple[object, ...]:
    polygon = shapely.to_wkb(district.polygon, byte_order=1)
    return district.id, district.fault, district.area_change_m2, polygon


def _point_rows(town: TownRegister, ids: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Yield points street by street, since SQLite fills a table fastest in its order."""
    rows = sorted((ids[p.street], at, p) for at, p in enumerate(town.points))
    for place, (street, at, p) in enumerate(rows):
        spot = (p.east, p.north, p.kind.value, p.uncertainty_m, p.source)
        yield (street, place, at, *_cells(p.number), *spot)


class Store:
    """An open register file; one connection for each process, shared by its threads."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock = threading.Lock()
        self._process = -1
        self._connection: sqlite3.Connection | None = None

    def __reduce__(self) -> tuple[type[Store], tuple[Path]]:
        return Store, (self.path,)

    def all(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a question.

        Raises:
            RegisterError: the file is damaged or gone.
        """
        try:
            with self._lock:
                return self._connected().execute(question, values).fetchall()
        except sqlite3.Error as fault:
            raise RegisterError(
                f"{self.path}: cannot be read ({fault}); make it again with `register import`"
            ) from fault

    def _connected(self) -> sqlite3.Connection:
        # SQLite forbids to carry a connection into a forked process.
        if self._connection is None or self._process != os.getpid():
            uri = f"{self.path.as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
            self._process = os.getpid()
        return self._connection

    def __del__(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    def doors(self, street: int) -> tuple[Door, ...]:
        """Return the doors of a street by its place in the register."""
        rows = self.all(f"SELECT {_DOOR} FROM door WHERE street = ? ORDER BY place", street)  # noqa: S608  # nosec B608
        return tuple(_door(*row) for row in rows)


def _door(
    number: int | None,
    suffix: str | None,
    end: int | None,
    end_suffix: str | None,
    written: str,
    district: str,
    building: str | None,
    staircase: str | None,
) -> Door:
    found = _number(number, suffix, end, end_suffix)
    return Door(found, written, district, building or "", staircase or "")


class StoredThoroughfare(Thoroughfare):
    """A public place whose doors are read from the file each time they are asked for."""

    __slots__ = ("_at", "_store")
    _at: int
    _store: Store

    def __init__(self, name: str, type: str, store: Store, at: int) -> None:  # noqa: A002
        for field, value in (("name", name), ("type", type), ("_store", store), ("_at", at)):
            object.__setattr__(self, field, value)

    def __reduce__(self) -> tuple[type[StoredThoroughfare], tuple[str, str, Store, int]]:
        return StoredThoroughfare, (self.name, self.type, self._store, self._at)

    @property
    def doors(self) -> tuple[Door, ...]:
        """The doors, as listed."""
        return self._store.doors(self._at)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Thoroughfare):
            return NotImplemented
        mine, theirs = (self.name, self.type), (other.name, other.type)
        return mine == theirs and self.doors == other.doors

    def __hash__(self) -> int:
        return hash((self.name, self.type))


class StoredPoints:
    """The points of a file, read when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, street: str) -> tuple[DoorPoint, ...]:
        """Return the points of a street by its full name, whatever its spelling or case."""
        question = f"SELECT s.name, {_POINT} FROM point_street s JOIN point p ON p.street = s.id"  # noqa: S608  # nosec B608
        rows = self._store.all(
            f"{question} WHERE s.key = ? ORDER BY p.position", normal_key(street)
        )
        return tuple(map(_point, rows))

    def __iter__(self) -> Iterator[DoorPoint]:
        question = f"SELECT s.name, {_POINT} FROM point_street s JOIN point p ON p.street = s.id"  # noqa: S608  # nosec B608
        return map(_point, self._store.all(f"{question} ORDER BY p.position"))

    def __len__(self) -> int:
        ((count,),) = self._store.all("SELECT count(*) FROM point")
        return int(count)


def _point(row: tuple[Any, ...]) -> DoorPoint:
    street, figure, suffix, end, end_suffix, east, north, kind, uncertainty, source = row
    number = HouseNumber(figure, suffix or "", end, end_suffix or "")
    return DoorPoint(street, number, east, north, PlaceKind(kind), uncertainty, source)


def open_store(path: Path) -> TownRegister:
    """Open a register file; its doors and points are read when they are asked for.

    Raises:
        RegisterError: it is no such file, of a newer kind, or damaged.
    """
    store = Store(path)
    ((mark,),), ((version,),) = store.all("PRAGMA application_id"), store.all("PRAGMA user_version")
    if mark != APPLICATION_ID:
        raise RegisterError(f"{path}: a database of something else, not a register file")
    if version != SCHEMA:
        raise RegisterError(
            f"{path}: written by another version of the program (schema {version}, expected "
            f"{SCHEMA}); make it again with `akcioterulet register import`"
        )
    try:
        return _opened(store)
    except (ValueError, TypeError, KeyError) as fault:
        raise RegisterError(f"{path}: damaged ({fault}); make it again") from fault


def _opened(store: Store) -> TownRegister:
    about = dict(store.all("SELECT key, value FROM about"))
    sources = [{**one, "kind": SourceKind(one["kind"])} for one in json.loads(about["sources"])]
    rows = store.all("SELECT name, type, id FROM street ORDER BY id")
    register = Register(
        generated=about["generated"],
        thoroughfares=tuple(StoredThoroughfare(name, kind, store, at) for name, kind, at in rows),
        rules=tuple(map(_rule, store.all("SELECT * FROM rule ORDER BY id"))),
        districts=tuple(map(_district, store.all("SELECT * FROM district ORDER BY id"))),
        places=tuple((code, town) for code, town in json.loads(about["places"])),
    )
    faults = store.all("SELECT path, message FROM fault ORDER BY id")
    return TownRegister(
        town=about["town"],
        register=register,
        points=StoredPoints(store),
        sources=tuple(Source(**one) for one in sources),
        faults=tuple(Fault(*row) for row in faults),
        notes=json.loads(about["notes"]),
    )


def _rule(row: tuple[Any, ...]) -> RangeRule:
    _, name, kind, parity, first, last, district = row
    start, end = (None if one is None else _number(*json.loads(one)) for one in (first, last))
    return RangeRule(name, kind, NumberRange(Parity(parity), start, end), district)


def _district(row: tuple[Any, ...]) -> PollingDistrict:
    _, name, fault, change, polygon = row
    return PollingDistrict(name, shapely.from_wkb(polygon), fault, change)
