"""The database: SQLite in the data folder, or whatever the address says."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from .errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine.interfaces import DBAPIConnection

FILE_NAME = "akcioterulet.sqlite"
BUSY_MS = 10_000
"""How long a write of SQLite waits for another one, milliseconds."""


def address_of(database_url: str | None, data_dir: Path) -> URL:
    """Return the address of the database; SQLite in the data folder where none is set.

    Raises:
        StoreError: neither SQLite nor PostgreSQL, or not an address.
    """
    if not database_url:
        return URL.create("sqlite", database=str(data_dir / FILE_NAME))
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise StoreError("DATABASE_URL is no address; expected postgresql://…") from None
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    if url.get_backend_name() in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(f"DATABASE_URL names {url.drivername!r}; expected postgresql or sqlite")


def make_engine(url: URL) -> Engine:
    """Return an engine that fails soon when the database does not answer."""
    if url.get_backend_name() != "sqlite":
        from . import postgres  # noqa: PLC0415 - a driver that most installations do without

        return postgres.make_engine(url)
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


class CommitCount:
    """Tells whether anything was committed to a file of SQLite; not for two threads at a time.

    SQLite counts, for each connection, the commits of all others, so one is kept for this
    question alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._number, self._process = next(_COUNTS), os.getpid()
        self._own = engine.raw_connection()
        self._own.detach()

    @property
    def is_ours(self) -> bool:
        """Whether the connection was opened by this process; a fork must not use its parent's."""
        return self._process == os.getpid()

    def now(self) -> tuple[int, int]:
        """Return the count; that of another connection is never equal to it.

        Raises:
            sqlite3.Error: the file cannot be read.
        """
        (count,) = self._own.cursor().execute("PRAGMA data_version").fetchone()
        return self._number, count

    def close(self) -> None:
        """Close the connection."""
        self._own.close()


_COUNTS = itertools.count()


def _tune(connection: DBAPIConnection, _record: Any) -> None:  # noqa: ANN401 - a pool's record
    """Write-ahead log, foreign keys, patience; transactions are begun by `_begin`."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.close()


def _begin(connection: Any) -> None:  # noqa: ANN401 - a Connection
    """Begin for real: the driver would begin only before a write, and lose the snapshot.

    A session that is going to write takes the lock at once; two that read first and write
    then would otherwise refuse each other without waiting.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
