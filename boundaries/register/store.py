"""A town's register in one file: SQLite, written once, read by many processes.

Readers open the file read-only and immutable and map it into memory, so that every worker shares
the same pages; the doors of a street are read when they are asked for. Why SQLite is told in
`docs/adr/0007-register-file.md`. The same register gives the same bytes (of one SQLite version).
The tables are told in `store_writing`.
"""

from __future__ import annotations

import contextlib
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
from .door_text import doors_in, numbered_in
from .model import Source, SourceKind, TownRegister
from .register import PollingDistrict, RangeRule, Register, Thoroughfare
from .store_rows import IN_ORDER, ROWS, ROWS_SCHEMA, texts_of_rows
from .store_writing import SCHEMA, about_town, begin_file, fill, fill_town

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from .register import Door

APPLICATION_ID = 0x414B5452
""""AKTR": tells the file from every other SQLite file."""
MAGIC = b"SQLite format 3\x00"
MAPPED_BYTES = 1 << 30
"""A file up to this size is mapped whole; of a larger one the rest is read."""

LAST = (1 << 63) - 1
"""The last key that a table can have."""
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
    begin_file(base, APPLICATION_ID)
    fill(base, "about", about_town(town).items())
    fill_town(base, town)
    base.execute("CREATE INDEX point_key ON point_street (key)")
    base.execute("COMMIT")
    base.execute("VACUUM")


def _number(
    number: int | None, suffix: str | None, end: int | None, end_suffix: str | None
) -> HouseNumber | None:
    return None if number is None else HouseNumber(number, suffix or "", end, end_suffix or "")


class Store:
    """An open register file; one connection for each process, shared by its threads."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._lock = threading.Lock()
        self._process = -1
        self._connection: sqlite3.Connection | None = None
        self._schema: int | None = None

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

    @property
    def schema(self) -> int:
        """In which form the file is (`store_writing.SCHEMA`)."""
        if self._schema is None:
            ((self._schema,),) = self.all("PRAGMA user_version")
        return self._schema

    def expect(self, application_id: int, what: str) -> None:
        """Check what kind of file it is.

        Raises:
            RegisterError: it is of another kind, or of another version.
        """
        ((mark,),), version = self.all("PRAGMA application_id"), self.schema
        if mark != application_id:
            raise RegisterError(f"{self.path}: a database of something else, not {what}")
        if version not in {ROWS_SCHEMA, SCHEMA}:
            raise RegisterError(
                f"{self.path}: written by another version of the program (schema {version}, "
                f"expected {SCHEMA}); make it again with `akcioterulet register import`"
            )

    def doors(self, street: int) -> tuple[Door, ...]:
        """Return the doors of a street by its place in the register."""
        return self._doors(street, doors_in)

    def doors_numbered(self, street: int, numbers: Collection[int]) -> tuple[Door, ...]:
        """Return the doors of a street with one of some figures, as listed."""
        return self._doors(street, lambda text: numbered_in(text, numbers))

    def _doors(self, street: int, read: Callable[[str], tuple[Door, ...]]) -> tuple[Door, ...]:
        found = self.doors_of([street])
        try:
            return read(found[street]) if found else ()
        except (ValueError, TypeError, RuntimeError) as fault:
            raise RegisterError(f"{self.path}: damaged ({fault}); make it again") from fault

    def doors_of(self, streets: Collection[int]) -> dict[int, str]:
        """Return the doors of many streets as texts (`door_text`).

        Args:
            streets: places in the register; one that lists no door is left out.
        """
        chosen = "= ?" if len(streets) == 1 else "IN (SELECT value FROM json_each(?))"
        value = next(iter(streets)) if len(streets) == 1 else json.dumps(sorted(streets))
        if self.schema == ROWS_SCHEMA:
            return texts_of_rows(self.all(f"{ROWS} WHERE street {chosen} {IN_ORDER}", value))
        return dict(self.all(f"SELECT street, listed FROM door WHERE street {chosen}", value))  # noqa: S608 - our words  # nosec B608


class StoredThoroughfare(Thoroughfare):
    """A public place whose doors are read from the file each time they are asked for."""

    __slots__ = ("_at", "_store")
    _at: int
    _store: Store

    def __init__(self, name: str, type: str, store: Store, at: int) -> None:  # noqa: A002
        _set_name(self, name)  # the class is frozen, and a town is thousands of these
        _set_type(self, type)
        _set_store(self, store)
        _set_at(self, at)

    def __reduce__(self) -> tuple[type[StoredThoroughfare], tuple[str, str, Store, int]]:
        return StoredThoroughfare, (self.name, self.type, self._store, self._at)

    @property
    def at(self) -> int:
        """Its place in the register."""
        return self._at

    @property
    def doors(self) -> tuple[Door, ...]:
        """The doors, as listed."""
        return self._store.doors(self._at)

    def numbered(self, numbers: Collection[int]) -> tuple[Door, ...]:
        """Return the doors with one of some figures, as listed; quicker than all of them."""
        return self._store.doors_numbered(self._at, numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Thoroughfare):
            return NotImplemented
        mine, theirs = (self.name, self.type), (other.name, other.type)
        return mine == theirs and self.doors == other.doors

    def __hash__(self) -> int:
        return hash((self.name, self.type))


_set_name, _set_type = (vars(Thoroughfare)[name].__set__ for name in ("name", "type"))
_set_store, _set_at = (vars(StoredThoroughfare)[name].__set__ for name in ("_store", "_at"))


class StoredPoints:
    """The points of a town in a file, read when they are asked for."""

    def __init__(self, store: Store, first: int = 0, last: int = LAST) -> None:
        self._store = store
        self._keys = (first, last)

    def of(self, street: str) -> tuple[DoorPoint, ...]:
        """Return the points of a street by its full name, whatever its spelling or case."""
        return self._points("s.key = ? AND", normal_key(street))

    def __iter__(self) -> Iterator[DoorPoint]:
        return iter(self._points(""))

    def __len__(self) -> int:
        question = "SELECT count(*) FROM point WHERE street BETWEEN ? AND ?"
        ((count,),) = self._store.all(question, *self._keys)
        return int(count)

    def _points(self, where: str, *values: object) -> tuple[DoorPoint, ...]:
        question = (
            f"SELECT s.name, {_POINT} FROM point_street s JOIN point p ON p.street = s.id "  # noqa: S608 - our names  # nosec B608
            f"WHERE {where} s.id BETWEEN ? AND ? ORDER BY p.position"
        )
        return tuple(map(_point, self._store.all(question, *values, *self._keys)))


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
    store.expect(APPLICATION_ID, "a register file")
    try:
        return open_town(store, dict(store.all("SELECT key, value FROM about")))
    except (ValueError, TypeError, KeyError) as fault:
        raise RegisterError(f"{path}: damaged ({fault}); make it again") from fault


def open_town(
    store: Store, about: Mapping[str, str], first: int = 0, last: int = LAST
) -> TownRegister:
    """Open the town whose keys lie in a range of a file.

    Args:
        store: the file.
        about: what it says of the town (`about_town`).
        first: the first key that the town may have in any table.
        last: the last one.
    """
    sources = [{**one, "kind": SourceKind(one["kind"])} for one in json.loads(about["sources"])]

    def rows(columns: str, table: str) -> list[tuple[Any, ...]]:
        question = f"SELECT {columns} FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id"  # noqa: S608 - our names  # nosec B608
        return store.all(question, first, last)

    register = Register(
        generated=about["generated"],
        thoroughfares=stored_streets(store, first, last),
        rules=tuple(map(_rule, rows("*", "rule"))),
        districts=tuple(map(_district, rows("*", "district"))),
        places=places_in(about),
    )
    return TownRegister(
        town=about["town"],
        register=register,
        points=StoredPoints(store, first, last),
        sources=tuple(Source(**one) for one in sources),
        faults=tuple(Fault(*row) for row in rows("path, message", "fault")),
        notes=json.loads(about["notes"]),
    )


def stored_streets(
    store: Store, first: int = 0, last: int = LAST
) -> tuple[StoredThoroughfare, ...]:
    """Return the public places of the town whose keys lie in a range of a file."""
    question = "SELECT name, type, id FROM street WHERE id BETWEEN ? AND ? ORDER BY id"
    return tuple(
        StoredThoroughfare(name, kind, store, at)
        for name, kind, at in store.all(question, first, last)
    )


def places_in(about: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return postcode and town of the polling places, of what a file says of a town."""
    return tuple((code, town) for code, town in json.loads(about["places"]))


def _rule(row: tuple[Any, ...]) -> RangeRule:
    _, name, kind, parity, first, last, district = row
    start, end = (None if one is None else _number(*json.loads(one)) for one in (first, last))
    return RangeRule(name, kind, NumberRange(Parity(parity), start, end), district)


def _district(row: tuple[Any, ...]) -> PollingDistrict:
    _, name, fault, change, polygon = row
    return PollingDistrict(name, shapely.from_wkb(polygon), fault, change)
