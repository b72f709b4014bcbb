"""Making the file of many towns from the office's folders, and putting one town into it again."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.files import LockedError, locked, replacing

from ..errors import BoundaryError, Fault, RegisterError
from .country_file import APPLICATION_ID, SPAN, CountryFile, TownInFile, name_key
from .kept_keys import MAKE, TABLE, keep_keys
from .load import town_of
from .office_json import OFFICE_FILES
from .reading import read_files
from .store_writing import SCHEMA, about_town, begin_file, fill, fill_town

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .model import TownRegister

FEW = 8
"""Towns up to which `name` tells the public places of a name."""
_TABLES = """
CREATE TABLE town (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL, streets INTEGER, doors INTEGER, faults INTEGER);
CREATE TABLE name (key TEXT PRIMARY KEY, count INTEGER, streets TEXT) WITHOUT ROWID;
"""
_KEYED = ("street", "rule", "district", "point_street", "fault")
_INSIDE = ("door", "point")
"""Tables whose rows carry the key of their street."""


@dataclass(frozen=True, slots=True)
class CountryImport:
    """What became of the towns of a folder."""

    towns: int
    streets: int
    doors: int
    refused: tuple[Fault, ...]
    """Folders that could not be read at all, each with its reason; the others are in the file."""


def office_folders(root: Path) -> list[Path]:
    """Return the folders at any depth that hold any of the election office's files, in order.

    Raises:
        RegisterError: there is none.
    """
    walked = os.walk(root)
    found = sorted(Path(at) for at, _, files in walked if not set(OFFICE_FILES).isdisjoint(files))
    if not found:
        raise RegisterError(f"{root}: no folder in it holds {', '.join(OFFICE_FILES)}")
    return found


def import_country(
    root: Path,
    out: Path,
    on_town: Callable[[Path, TownRegister | None], object],
    *,
    strict: bool = False,
) -> CountryImport:
    """Make one file of the office's folders of many towns; whole or not at all.

    What is wrong with one town is a fault of that town; the same folders give the same bytes.

    Args:
        root: holds the folders, at any depth.
        out: to write.
        on_town: hears of every folder with what it holds; None where it could not be read.
        strict: write nothing if a town could not be read.

    Raises:
        RegisterError: there is no folder, no town could be read, or the file cannot be written.
    """
    refused: list[Fault] = []
    streets = doors = 0
    names: dict[str, tuple[str, str]] = {}
    codes: dict[str, str] = {}
    with _writing(out) as base:
        begin_file(base, APPLICATION_ID, _TABLES + MAKE)
        for folder in office_folders(root):
            source = folder.relative_to(root).as_posix()
            town = _read(folder, source, names, codes, refused)
            on_town(folder, town)
            if town is not None:
                kept = _add(base, len(names) - 1, source, town)
                streets, doors = streets + kept.streets, doors + kept.doors
        if not names or (strict and refused):
            raise RegisterError(f"{root}: nothing was written; {len(refused)} towns: {refused[0]}")
        _finish(base)
    return CountryImport(len(names), streets, doors, tuple(refused))


def write_towns(out: Path, towns: Iterable[tuple[str, TownRegister]]) -> None:
    """Make one file of registers that are at hand; whole or not at all.

    Args:
        out: to write.
        towns: where each came from, and its register; no two of one name.

    Raises:
        RegisterError: the file cannot be written.
    """
    with _writing(out) as base:
        begin_file(base, APPLICATION_ID, _TABLES + MAKE)
        for at, (source, town) in enumerate(towns):
            _check_size(town)
            _add(base, at, source, town)
        _finish(base)


def _finish(base: sqlite3.Connection) -> None:
    base.execute("CREATE INDEX point_key ON point_street (key)")
    _index_names(base)
    base.execute("COMMIT")


def _read(
    folder: Path,
    source: str,
    names: dict[str, tuple[str, str]],
    codes: dict[str, str],
    refused: list[Fault],
) -> TownRegister | None:
    """Read a town, whatever is broken in it but its doors.

    Args:
        folder: with its files.
        source: the folder within the one that is read.
        names: names of towns -> source and the office's code; the town's own is added.
        codes: the office's codes -> source; likewise.
        refused: takes the reason where there is no town.
    """
    try:
        files = read_files(folder)
        town = town_of(files, folder.name, None if files.town or files.code else source)
        _check_size(town)
    except BoundaryError as fault:
        refused.append(Fault(source, str(fault)))
        return None
    taken, code = names.get(town.town), files.code
    if code and code in codes:
        twice = f"is settlement {code}, which {codes[code]} is already; leave one"
        refused.append(Fault(source, twice))
        return None
    if taken is not None and not code:
        refused.append(Fault(source, f"is {town.town}, which {taken[0]} is already; leave one"))
        return None
    if taken is not None:
        told = Fault(town.town, f"is the name of {taken[0]} too; {source} is called by its code")
        town = replace(town, town=f"{town.town} ({code})", faults=(*town.faults, told))
    names[town.town] = source, code
    codes[code] = source
    return town


def replace_town(path: Path, source: str, town: TownRegister) -> TownInFile:
    """Put one town into a file in place of what it has of it; readers see the old file or the new.

    Raises:
        RegisterError: it is no such file, cannot be written, another import holds it, or it holds
            several settlements of that name and the source does not tell which.
    """
    try:
        with locked(path.with_name(f".{path.name}.lock")):
            return _replaced(path, source, town)
    except LockedError as fault:
        raise RegisterError(f"{path}: another import writes it; try again later") from fault
    except OSError as fault:
        raise RegisterError(f"{path}: cannot be written ({fault})") from fault


def _replaced(path: Path, source: str, town: TownRegister) -> TownInFile:
    file = CountryFile(path)
    known = file.towns
    if file.store.schema != SCHEMA:
        raise RegisterError(
            f"{path}: written by an older version of the program, no town can be put into it; "
            "make it again with `akcioterulet register import --all`"
        )
    _check_size(town)
    old = _known_as(known, source, town.town)
    if old is None:
        at = max((one.id for one in known), default=-1) + 1
        same = any(one.source == source for one in known)
        source = f"{source} ({town.town})" if same else source
    else:
        at, source, town = old.id, old.source, replace(town, town=old.name)
    with _writing(path, copy=True) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
        base.execute(MAKE)
        if old is not None:
            _remove(base, old)
        kept = _add(base, at, source, town)
        base.execute("DELETE FROM name")
        _index_names(base)
        base.execute("COMMIT")
    return kept


def _known_as(known: Iterable[TownInFile], source: str, name: str) -> TownInFile | None:
    """Return the town of a file in whose place one of this name comes; None where it is new.

    Raises:
        RegisterError: there are several, told apart by the office's code.
    """
    called = re.compile(rf"{re.escape(name)}(?: \([0-9]+/[0-9]+\))?")
    named = [one for one in known if called.fullmatch(one.name)]
    if len(named) > 1:
        named = [one for one in named if one.source.rpartition("/")[2] == source]
        if len(named) != 1:
            raise RegisterError(
                f"the file holds several settlements called {name}, and {source} does not tell "
                "which one this is; make it again with `akcioterulet register import --all`"
            )
    return named[0] if named else None


def _check_size(town: TownRegister) -> None:
    register = town.register
    most = max(map(len, (register.thoroughfares, register.rules, town.faults, register.districts)))
    if most >= SPAN:
        raise RegisterError(f"{town.town}: {most:,} entries of one kind; at most {SPAN - 1:,} fit")


@contextlib.contextmanager
def _writing(path: Path, *, copy: bool = False) -> Iterator[sqlite3.Connection]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as draft:
            if copy:
                shutil.copyfile(path, draft)
            with contextlib.closing(sqlite3.connect(draft, isolation_level=None)) as base:
                yield base
    except (OSError, sqlite3.Error) as fault:
        raise RegisterError(f"{path}: cannot be written ({fault})") from fault


def _add(base: sqlite3.Connection, at: int, source: str, town: TownRegister) -> TownInFile:
    streets = len(town.register.thoroughfares)
    doors = sum(len(street.doors) for street in town.register.thoroughfares)
    about = json.dumps(about_town(town), ensure_ascii=False, sort_keys=True)
    row = (at, source, town.town, about, streets, doors, len(town.faults))
    fill(base, "town", [row])
    fill_town(base, town, at * SPAN)
    keep_keys(base, at, town.register)
    return TownInFile(at, source, town.town, streets, doors, len(town.faults))


def _remove(base: sqlite3.Connection, town: TownInFile) -> None:
    for tables, key in ((_KEYED, "id"), (_INSIDE, "street")):
        for table in tables:
            base.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", town.keys)  # noqa: S608 - our names  # nosec B608
    base.execute("DELETE FROM town WHERE id = ?", (town.id,))
    base.execute(f"DELETE FROM {TABLE} WHERE town = ?", (town.id,))  # noqa: S608 - our name  # nosec B608


def _index_names(base: sqlite3.Connection) -> None:
    base.create_function("name_key", 2, name_key, deterministic=True)
    each = "SELECT name_key(name, type) AS key, id FROM street ORDER BY 1, 2"
    towns = f"count(DISTINCT id / {SPAN})"
    few = f"CASE WHEN {towns} <= {FEW} THEN group_concat(id, ' ') END"
    base.execute(f"INSERT INTO name SELECT key, {towns}, {few} FROM ({each}) GROUP BY key")  # noqa: S608 - our words  # nosec B608
