"""Backup and restore: one tar file with the rows of every table and the data folder.

Rows are lines of JSON in one file a table, taken in one transaction, so that a backup of SQLite
can be restored into PostgreSQL and the other way round. The file holds secrets (hashes, keys):
it is made readable for its owner alone.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import os
import tarfile
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, text

from . import migrate, work_tables  # noqa: F401 - makes every table known
from .engine import FILE_NAME
from .errors import ConflictError, RefusedError
from .jobs import FOLDER as JOBS_FOLDER
from .tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from .core import Store

FORMAT = 1
MANIFEST, ROWS, FILES = "manifest.json", "rows", "files"
_NOT_COPIED = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "upgrade.lock")


def tables() -> list[Table]:
    """Return the tables, each after those that it refers to."""
    return list(Base.metadata.sorted_tables)


def backup(store: Store, target: Path) -> dict[str, int]:
    """Write a backup and return how many rows each table has.

    Raises:
        StoreUnavailableError: the database is away.
        OSError: the file cannot be written.
    """
    draft = target.with_name(f".{target.name}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream, tarfile.open(fileobj=stream, mode="w:gz") as tar:
            counts = _write_rows(store, tar)
            manifest = {"format": FORMAT, "revision": migrate.head(), "rows": counts}
            _add(tar, MANIFEST, json.dumps(manifest, indent=1).encode())
            for path in _files(store.data_dir, (target, draft)):
                name = f"{FILES}/{path.relative_to(store.data_dir).as_posix()}"
                tar.add(path, arcname=name, recursive=False)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def restore(store: Store, source: Path, *, replace: bool = False) -> dict[str, int]:
    """Bring back a backup and return how many rows each table has.

    Everything happens in one transaction: after a fault the database is as it was before.

    Args:
        store: Its tables are made first, where they are missing.
        source: A file that `backup` wrote.
        replace: Delete what is in the database; without it a database with accounts is refused.

    Raises:
        RefusedError: not such a file, or of another revision.
        ConflictError: there are accounts already.
        StoreUnavailableError: the database is away.
    """
    store.upgrade()
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            manifest = _manifest(tar)
            with store.session() as session:
                _require_empty(session, replace=replace)
                counts = {table.name: _read_table(session, tar, table) for table in tables()}
                _set_sequences(session)
                if counts != manifest["rows"]:
                    raise RefusedError(f"{source.name} is incomplete: its rows are not all there")
            _unpack(tar, store.data_dir)
    except (tarfile.TarError, EOFError, LookupError, TypeError, ValueError) as fault:
        if isinstance(fault, RefusedError | ConflictError):
            raise
        raise RefusedError(f"{source.name} is no backup of this program ({fault})") from fault
    return counts


def _write_rows(store: Store, tar: tarfile.TarFile) -> dict[str, int]:
    counts = {}
    with store.session(read_only=True) as session:
        if not store.is_sqlite:  # SQLite reads one snapshot anyway
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        for table in tables():
            lines = [
                json.dumps(dict(row), default=_written, ensure_ascii=False)
                for row in session.execute(select(table)).mappings()
            ]
            counts[table.name] = len(lines)
            _add(tar, f"{ROWS}/{table.name}.jsonl", "".join(f"{x}\n" for x in lines).encode())
    return counts


def _written(value: object) -> object:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot stand in a backup")


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _files(folder: Path, excluded: tuple[Path, ...]) -> Iterator[Path]:
    """Yield the plain files of the data folder; the database itself stands in the rows."""
    left_out = {path.resolve() for path in excluded}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.relative_to(folder).parts[0] == JOBS_FOLDER:
            continue  # files of addresses are deleted after hours, a backup lasts for years
        plain = path.is_file() and not path.is_symlink()
        if plain and path.name not in _NOT_COPIED and path.resolve() not in left_out:
            yield path


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(_content(tar, MANIFEST))
    if manifest["format"] != FORMAT or manifest["revision"] != migrate.head():
        raise RefusedError(
            f"the backup is of revision {manifest['revision']}, this version has "
            f"{migrate.head()}; restore it with the version that made it, then upgrade"
        )
    return manifest


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    stream = tar.extractfile(name)
    if stream is None:
        raise RefusedError(f"{name} in the backup is no file")
    return stream.read()


def _require_empty(session: Session, *, replace: bool) -> None:
    filled = session.scalar(select(func.count()).select_from(Base.metadata.tables["users"]))
    if filled and not replace:
        raise ConflictError("the database has accounts already; --replace deletes what is in it")
    for table in reversed(tables()):
        session.execute(delete(table))


def _read_table(session: Session, tar: tarfile.TarFile, table: Table) -> int:
    *lines, rest = _content(tar, f"{ROWS}/{table.name}.jsonl").decode().split("\n")
    if rest:
        raise RefusedError(f"the rows of {table.name} break off in the middle")
    rows = [_row(table, json.loads(line)) for line in lines]
    if rows:
        session.execute(insert(table), rows)
    return len(rows)


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _read(table.c[name].type.python_type, value) for name, value in values.items()}


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


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Bring back the files of the data folder; nothing is written outside it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for member in tar.getmembers():
        if member.isfile() and member.name.startswith(f"{FILES}/"):
            member.name = member.name.removeprefix(f"{FILES}/")
            tar.extract(member, folder, filter="data")
