"""A register written into tables of SQLite: what stands in which column.

Tables: `about` (key, value), `street` (id, name, type), `door` (street, its doors as `door_text`
has them; no row where it has none), `rule`, `district` (WKB of its polygon, EOV), `point` (street,
place, number, EOV east and north, kind, uncertainty in metres, source), `point_street` (id, name,
key), `fault` (path, message). The keys of a town stand in one row of figures in every table, so
that many towns can share a file (`country_file`).
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import TYPE_CHECKING, TypeAlias

import shapely

from ..language.names import normal_key
from .door_text import DoorTexts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from ..language.house_numbers import HouseNumber
    from .model import TownRegister
    from .register import PollingDistrict, RangeRule

SCHEMA = 2
"""Raised with every change that an older program cannot read."""

_NUMBER = "number INTEGER, suffix TEXT, end INTEGER, end_suffix TEXT"
_TABLES = f"""
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE street (id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE door (street INTEGER PRIMARY KEY, listed TEXT NOT NULL);
CREATE TABLE rule (id INTEGER PRIMARY KEY, name TEXT, type TEXT, parity TEXT, first TEXT,
    last TEXT, district TEXT);
CREATE TABLE district (id INTEGER PRIMARY KEY, name TEXT, fault TEXT, change REAL, polygon BLOB);
CREATE TABLE point_street (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE point (street INTEGER, place INTEGER, position INTEGER, {_NUMBER}, east REAL,
    north REAL, kind TEXT, uncertainty REAL, source TEXT,
    PRIMARY KEY (street, place)) WITHOUT ROWID;
CREATE TABLE fault (id INTEGER PRIMARY KEY, path TEXT, message TEXT);
"""


AT_ONCE = 8
"""Rows that one statement inserts; a quarter less work than one by one, more do not help."""


def begin_file(base: sqlite3.Connection, application_id: int, tables: str = "") -> None:
    """Make an empty file with the tables of a register, and begin to write it.

    Args:
        base: a new database.
        application_id: what kind of file it is.
        tables: statements that make more tables.
    """
    base.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        f"PRAGMA application_id = {application_id}; PRAGMA user_version = {SCHEMA};"
        f"BEGIN; {_TABLES} {tables}"
    )


def fill_town(base: sqlite3.Connection, town: TownRegister, first: int = 0) -> None:
    """Write what a town has, all but what is told about it as a whole (`about_town`).

    Args:
        base: being written.
        town: to write.
        first: its first key in every table; the others follow.
    """
    register = town.register
    streets = list(enumerate(register.thoroughfares, first))
    fill(base, "street", ((at, s.name, s.type) for at, s in streets))
    texts = DoorTexts()
    fill(base, "door", ((at, texts.of(s.doors)) for at, s in streets if s.doors))
    fill(base, "rule", ((at, *_rule_row(rule)) for at, rule in enumerate(register.rules, first)))
    districts = enumerate(register.districts, first)
    fill(base, "district", ((at, *_district_row(d)) for at, d in districts))
    names = list(enumerate(sorted({point.street for point in town.points}), first))
    fill(base, "point_street", ((at, name, normal_key(name)) for at, name in names))
    fill(base, "point", _point_rows(town, {name: at for at, name in names}))
    fill(base, "fault", ((at, f.path, f.message) for at, f in enumerate(town.faults, first)))


def fill(base: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows, which have a value for each column of the table."""
    iterator, made = iter(rows), ""
    while some := tuple(itertools.islice(iterator, AT_ONCE)):
        if not made or len(some) < AT_ONCE:
            row = f"({','.join('?' * len(some[0]))})"
            made = f"INSERT INTO {table} VALUES {','.join([row] * len(some))}"  # noqa: S608 - our names  # nosec B608
        base.execute(made, tuple(itertools.chain.from_iterable(some)))


def about_town(town: TownRegister) -> dict[str, str]:
    """Return what a file says of a town as a whole, each as text; lists as JSON."""
    return {
        "generated": town.register.generated,
        "notes": _json(dict(town.notes)),
        "places": _json(town.register.places),
        "sources": _json([dataclasses.asdict(source) for source in town.sources]),
        "town": town.town,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_Cells: TypeAlias = "tuple[int | None, str | None, int | None, str | None]"


def _cells(number: HouseNumber | None) -> _Cells:
    """Return the four columns of a number; empty ones take no room as NULL."""
    if number is None:
        return None, None, None, None
    return number.number, number.suffix or None, number.end, number.end_suffix or None


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
