"""Backup and restore: one file with the rows of every table and the folders of what is kept.

Rows are lines of JSON in one file a table, taken in one transaction, so that a backup of SQLite
can be restored into PostgreSQL and the other way round. The file holds secrets (hashes, keys):
it is made readable for its owner alone. What it looks like is told in `archive`.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import tarfile
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, text

from boundaries.edition.acceptances import RECORD
from geo.files import OWNER, replacing

from . import migrate
from .archive import (
    AREAS,
    DATA,
    OVERRIDES,
    ROWS,
    Writer,
    content,
    is_inside,
    look_through,
    reading,
    seal,
)
from .errors import ConflictError, RefusedError
from .swap import Exchange, files_of, is_kept, require_same
from .tables import Base

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from .archive import Contents
    from .core import Store

DROPPED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "0001": {
        "editions_log": frozenset(),
        "jobs": frozenset({"done_rows", "all_rows", "beat_at", "finished_at"}),
    },
    "0002": {},
    "0003": {},
}
"""Revision of older backups that can be restored -> table -> columns that are left out, as nothing
reads them any more; with none named, the whole table."""
MADE_IN: Mapping[str, str] = {"drafts": "0003", "draft_versions": "0003"}
"""Table -> revision that made it, of those that the first one did not have: older backups lack
them."""


def tables() -> list[Table]:
    """Return the tables, each after those that it refers to."""
    return list(Base.metadata.sorted_tables)


def backup(
    store: Store, target: Path, *, areas: Path | None = None, overrides: Path | None = None
) -> dict[str, int]:
    """Write a backup, read it back, and return how many rows each table has.

    Args:
        store: the database, and the data folder.
        target: file to write; it comes into being whole or not at all.
        areas: folder of one's own areas, where there is one.
        overrides: folder of the files of overrides, where there is one.

    Raises:
        RefusedError: a folder that is named is not there, or a file cannot be kept.
        StoreUnavailableError: the database is away.
        OSError: the file cannot be written.
    """
    homes = _homes(store, areas, overrides)
    for folder, home in homes.items():
        if folder != DATA and not home.is_dir():
            raise RefusedError(
                f"{home} is not there, so that the backup would lack what it held; put it back, or "
                "take it out of the settings"
            )
    with replacing(target, mode=OWNER) as draft:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT, OWNER))
        with tarfile.open(draft, mode="w:gz") as tar:
            members = Writer(tar)
            counts = _write_rows(store, members)
            for folder, home in homes.items():
                left_out = (target, draft, *_database_files(store))
                _write_files(members, folder, home, _others(homes, folder), left_out)
            members.finish(revision=migrate.head(), rows=counts, folders=list(homes))
        seal(draft)
        look_through(draft)
    return counts


def _homes(store: Store, areas: Path | None, overrides: Path | None) -> dict[str, Path]:
    named = {DATA: store.data_dir, AREAS: areas, OVERRIDES: overrides}
    return {folder: home for folder, home in named.items() if home is not None}


def _others(homes: Mapping[str, Path], folder: str) -> tuple[Path, ...]:
    """Return the real paths of the other folders, which may lie inside this one."""
    return tuple(home.resolve() for name, home in homes.items() if name != folder)


def _write_files(
    members: Writer, folder: str, home: Path, others: tuple[Path, ...], excluded: tuple[Path, ...]
) -> None:
    """Add the files of a folder; the records first, as editions only ever come to them."""
    left_out = {path.resolve() for path in excluded}
    found = [f for f in files_of(home, folder, others) if f[1].resolve() not in left_out]
    records = {name: path.read_bytes() for name, path in found if path.name == RECORD}
    for name, path in files_of(home, folder, others) if records else found:
        if path.resolve() in left_out:
            continue
        if not is_inside(f"{folder}/{name}"):
            raise RefusedError(f"{path} has a name that cannot stand in a backup; rename it")
        body = records.get(name)
        members.add(f"{folder}/{name}", path.read_bytes() if body is None else body)


def restore(
    store: Store,
    source: Path,
    *,
    replace: bool = False,
    areas: Path | None = None,
    overrides: Path | None = None,
) -> dict[str, int]:
    """Bring back a backup and return how many rows each table has: all of it, or nothing.

    The file is looked through to its end before the first write. The files are laid out beside
    those that they replace, and exchanged within the transaction of the rows.

    Args:
        store: Its tables are made first, where they are missing.
        source: A file that `backup` wrote, also of the former format.
        replace: Put the backup in the place of what is there; without it a database with accounts
            or a folder that holds something else is refused.
        areas: folder of one's own areas; needed where the backup holds one.
        overrides: folder of the files of overrides; likewise.

    Raises:
        RefusedError: not such a file, not whole, changed, or of another revision.
        ConflictError: there is something else already.
        StoreUnavailableError: the database is away.
        OSError: the files cannot be written; everything is as it was.
    """
    contents = look_through(source)
    _require_fitting(source.name, contents)
    homes = _targets(store, contents, areas, overrides)
    if not replace:
        for folder, home in homes.items():
            if folder != DATA and home.is_dir():
                require_same(home, folder, contents, _others(homes, folder))
    exchange = Exchange(homes)
    made_database = store.is_sqlite and not store.sqlite_file.exists()
    try:
        exchange.stage(source, contents)
        with store.unguarded():  # also where the database is gone: this brings it back
            store.upgrade()
            with reading(source) as tar, store.session() as session:
                _take_your_time(store, session)
                _require_empty(session, replace=replace)
                dropped = _dropped(contents)
                counts = {
                    table.name: _read_table(session, tar, table, dropped.get(table.name, ()))
                    for table in _held(contents)
                }
                _set_sequences(session)
                _require_all(source.name, counts, contents)
                session.flush()
                exchange.swap()
    except BaseException:
        store.close()
        if made_database:
            for path in _database_files(store):
                path.unlink(missing_ok=True)
        exchange.back()
        raise
    exchange.finish()
    store.take_as_it_is()
    return counts


def _database_files(store: Store) -> tuple[Path, ...]:
    """Return the files of SQLite, wherever they lie; none of PostgreSQL."""
    if not store.is_sqlite:
        return ()
    home = store.sqlite_file
    return tuple(home.with_name(f"{home.name}{end}") for end in ("", "-wal", "-shm", "-journal"))


def _require_all(source: str, counts: Mapping[str, int], contents: Contents) -> None:
    told = contents.manifest["rows"]
    if counts != {name: told[name] for name in told if name not in _gone(contents)}:
        raise RefusedError(f"{source} is incomplete: its rows are not all there")


def _require_fitting(source: str, contents: Contents) -> None:
    manifest = contents.manifest
    if manifest.get("revision") not in {migrate.head(), *DROPPED}:
        raise RefusedError(
            f"the backup is of revision {manifest.get('revision')}, this version has "
            f"{migrate.head()}; restore it with the version that made it, then upgrade"
        )
    names = {table.name for table in _held(contents)} | _gone(contents)
    needed = {f"{ROWS}/{name}.jsonl" for name in names}
    found = {name for name in contents.files if name.startswith(f"{ROWS}/")}
    if needed != found:
        wrong = ", ".join(sorted(needed ^ found))
        raise RefusedError(f"{source} does not hold the rows of every table and no others: {wrong}")
    for name in contents.files:
        folder, _, rest = name.partition("/")
        if folder != ROWS and not (contents.has(folder) and is_kept(PurePath(rest), folder)):
            raise RefusedError(f"{source} holds {name!r}, which belongs to no backup")


def _dropped(contents: Contents) -> Mapping[str, frozenset[str]]:
    return DROPPED.get(contents.manifest["revision"], {})


def _held(contents: Contents) -> list[Table]:
    """Return the tables that there were when a backup was made, and are still."""
    revision = contents.manifest["revision"]
    return [table for table in tables() if MADE_IN.get(table.name, "") <= revision]


def _gone(contents: Contents) -> set[str]:
    """Return the tables of a backup that there are no longer."""
    return {table for table, columns in _dropped(contents).items() if not columns}


def _targets(
    store: Store, contents: Contents, areas: Path | None, overrides: Path | None
) -> dict[str, Path]:
    """Return the folders that take over files; a part that has no folder here is refused."""
    homes = _homes(store, areas, overrides)
    for folder, setting in ((AREAS, "AREAS_DIR"), (OVERRIDES, "OVERRIDES_DIR")):
        if contents.has(folder) and folder not in homes:
            raise RefusedError(
                f"the backup holds the folder of {setting}, and none is named here; set "
                f"AKCIOTERULET_{setting} to the place where it is to be"
            )
    return {folder: home for folder, home in homes.items() if contents.has(folder)}


def _write_rows(store: Store, members: Writer) -> dict[str, int]:
    counts = {}
    with store.session(read_only=True) as session:
        if not store.is_sqlite:  # SQLite reads one snapshot anyway
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        _take_your_time(store, session)
        for table in tables():
            lines = [
                json.dumps(dict(row), default=_written, ensure_ascii=False)
                for row in session.execute(select(table)).mappings()
            ]
            counts[table.name] = len(lines)
            text_ = "".join(f"{line}\n" for line in lines)
            members.add(f"{ROWS}/{table.name}.jsonl", text_.encode())
    return counts


def _take_your_time(store: Store, session: Session) -> None:
    """Let the rows of a large archive be packed or unpacked in between; nobody waits for them."""
    if not store.is_sqlite:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _written(value: object) -> object:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot stand in a backup")


def _require_empty(session: Session, *, replace: bool) -> None:
    filled = session.scalar(select(func.count()).select_from(Base.metadata.tables["users"]))
    if filled and not replace:
        raise ConflictError("the database has accounts already; --replace deletes what is in it")
    for table in reversed(tables()):
        session.execute(delete(table))


def _read_table(
    session: Session, tar: tarfile.TarFile, table: Table, dropped: Collection[str]
) -> int:
    *lines, rest = content(tar, f"{ROWS}/{table.name}.jsonl").read().decode().split("\n")
    if rest:
        raise RefusedError(f"the rows of {table.name} break off in the middle")
    rows = [_row(table, json.loads(line), dropped) for line in lines]
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def _row(table: Table, values: dict[str, Any], dropped: Collection[str]) -> dict[str, Any]:
    return {
        name: _read(table.c[name].type.python_type, value)
        for name, value in values.items()
        if name not in dropped
    }


def _read(kind: type, value: Any) -> Any:  # noqa: ANN401 - any value of a column
    if value is None:
        return None
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    return base64.b64decode(value, validate=True) if kind is bytes else value


def _set_sequences(session: Session) -> None:
    """Let PostgreSQL count on behind the highest id; SQLite does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables():
        column = table.autoincrement_column
        if column is not None:
            highest = session.scalar(select(func.max(column))) or 0
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            session.execute(select(func.setval(sequence, max(highest, 1), highest > 0)))
