"""The store: one engine, short sessions, and a clear word when the database is away."""

from __future__ import annotations

import dataclasses
import logging
import sqlite3
import threading
import time
import weakref
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event, func, select, text
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from . import audit, migrate
from .engine import CommitCount, address_of, make_engine
from .errors import ConflictError, StoreGoneError, StoreUnavailableError
from .memory import COUNTED, Memory, Remembered, gone, shown
from .tables import Base

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from sqlalchemy import Engine

NO_SUCH_TABLE = "42P01"
"""State by which PostgreSQL says that a table is not there."""
LEFT_ALONE_S = 3.0
"""How long a server that did not answer is not asked again, seconds."""
REVISION_S = 5.0
"""How long it is believed that the tables are those of this version, seconds."""
_LOG = logging.getLogger(__name__)
_OUR_FAULT = (IntegrityError, DataError, NotSupportedError, ProgrammingError)


class Store:
    """What the service remembers.

    Nothing is opened before it is needed. SQLite is created and brought up to date then;
    PostgreSQL is brought up to date by the operator (`akcioterulet database upgrade`). What was
    there once and is gone is not made again (`memory`).

    Args:
        data_dir: Folder of SQLite and of everything else that is kept; made when needed.
        database_url: Address of a database; None for SQLite in the data folder.
    """

    def __init__(self, data_dir: Path, database_url: str | None = None) -> None:
        self.data_dir = data_dir
        self.url = address_of(database_url, data_dir)
        self.memory = Memory(data_dir)
        self._engine: Engine | None = None
        self._ready = False
        self._file: tuple[int, int] | None = None
        self._is_guarded = True
        self._lock = threading.Lock()
        self._commits: CommitCount | None = None
        # A store that nobody holds any more leaves no connection open. At the end of a process the
        # system closes them: a forked one would close its parent's.
        self._opened = ExitStack()
        weakref.finalize(self, self._opened.close).atexit = False
        self._away_until = 0.0
        self._current_until = 0.0

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def sqlite_file(self) -> Path:
        """The file of SQLite, whether or not it is there yet; of no use with PostgreSQL."""
        return Path(self.url.database or "")

    @property
    def is_untouched(self) -> bool:
        """Tell whether there is no database and never was one: nothing was ever stored."""
        return self.is_sqlite and not self.sqlite_file.exists() and not self.memory.exists()

    @property
    def engine(self) -> Engine:
        """The engine, made at first use; not checked, see `prepared`."""
        with self._lock:
            if self._engine is None:
                self._engine = make_engine(self.url)
                self._opened.callback(self._engine.dispose)
            return self._engine

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """Open a transaction; it is committed at the end, or undone when a fault comes through.

        Keep it short, and leave it before anything slow.

        Args:
            read_only: promises that nothing is written, so that nobody has to wait.

        Raises:
            StoreUnavailableError: the database is away, broken or not up to date.
            ConflictError: what was written contradicts a constraint.
        """
        engine = self.prepared()
        bound = engine if read_only else engine.execution_options(writes=True)
        grown = _Grown()
        with self._named_faults(), Session(bound, expire_on_commit=False) as opened, opened.begin():
            event.listen(opened, "before_flush", grown)
            yield opened
        if grown.is_so:
            self._remember_grown()

    def prepared(self) -> Engine:
        """Return the engine of a database that is there and up to date.

        A server that did not answer is left alone for some seconds: a service whose requests
        all wait for it would answer nobody.

        Raises:
            StoreUnavailableError: it is not.
        """
        if time.monotonic() < self._away_until:
            raise StoreUnavailableError(_away("a moment ago"))
        if self._ready and self.is_sqlite:
            self._require_same_file()
        engine = self.engine
        if not self._ready:
            with self._named_faults():
                if self.is_sqlite:
                    self._prepare_file()
                elif self._is_guarded and self.memory.folder_is_lost():
                    raise StoreGoneError(gone(f"the data folder {self.data_dir} is gone or empty"))
                self._require_current(engine)
                self._remember_rows()
            self._ready, self._current_until = True, time.monotonic() + REVISION_S
        elif not self.is_sqlite and time.monotonic() >= self._current_until:
            self._require_still_current(engine)
        return engine

    def _require_still_current(self, engine: Engine) -> None:
        """Refuse tables that another version of the program has changed meanwhile."""
        self._current_until = float("-inf")  # once found to be others, for everybody
        with self._named_faults():
            migrate.require_current(engine)
        self._current_until = time.monotonic() + REVISION_S

    def _require_current(self, engine: Engine) -> str:
        """Return the revision of a database that is up to date and not emptied."""
        remembered = self._known()
        if remembered is not None and remembered.had_database and not migrate.revision(engine):
            raise StoreGoneError(gone("the database existed and is empty now"))
        return migrate.require_current(engine)

    def _require_same_file(self) -> None:
        """Refuse a file that has gone; open one that was put in its place."""
        try:
            found = self.sqlite_file.stat()
        except FileNotFoundError:
            self.close()  # whatever is put there next is another file
            raise StoreGoneError(gone(f"the file {self.url.database} has gone")) from None
        if (found.st_dev, found.st_ino) != self._file:
            self.close()

    @contextmanager
    def _named_faults(self) -> Iterator[None]:
        """Turn the library's faults into ours, and notice a server that does not answer."""
        try:
            with _named_faults():
                yield
        except StoreGoneError:
            raise
        except ProgrammingError:
            if not self.is_sqlite and self._ready:
                self._require_still_current(self.engine)
            raise
        except StoreUnavailableError as fault:
            if not self.is_sqlite and isinstance(fault.__cause__, SQLAlchemyError):
                self._away_until = time.monotonic() + LEFT_ALONE_S
            raise

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """Let a restore make anew what is gone; nothing is remembered meanwhile."""
        self._is_guarded = False
        try:
            yield
        finally:
            self._is_guarded = True

    def _known(self) -> Remembered | None:
        """Return what is remembered and holds now."""
        return self.memory.read() if self._is_guarded else None

    def existed(self) -> bool:
        """Tell whether it is remembered that there was a database."""
        remembered = self.memory.read()
        return remembered is not None and remembered.had_database

    def require_kept(self, session: Session) -> None:
        """Refuse a database that holds less than is remembered.

        Raises:
            StoreGoneError: people or overrides were lost.
        """
        remembered = self._known()
        lost = {} if remembered is None else remembered.lost_rows(_rows(session))
        if lost:
            raise StoreGoneError(
                gone(f"the database has lost rows of {shown(lost)}, {sum(lost.values())} in all")
            )

    def _remember_grown(self) -> None:
        """Remember what has come; where that fails it is stored all the same.

        Raises:
            StoreGoneError: the database holds less than is remembered.
        """
        try:
            self._remember_rows()
        except StoreGoneError:
            raise
        except (StoreUnavailableError, SQLAlchemyError) as fault:
            why = fault if isinstance(fault, StoreUnavailableError) else type(fault).__name__
            _LOG.warning("what was stored will be remembered later: %s", why)

    def _remember_rows(self) -> None:
        """Remember that there is a database and how much it holds.

        Raises:
            StoreGoneError: it holds less than is remembered.
        """
        if not self._is_guarded:
            return
        with Session(self.engine) as session, session.begin():
            self.require_kept(session)
            rows = _rows(session)
        known = self.memory.read()
        if known is None or dict(known.rows) != rows:
            self._write_memory(rows, known)

    def _write_memory(self, rows: dict[str, int], known: Remembered | None) -> None:
        made = dataclasses.replace(known or Remembered(), rows=rows)
        try:
            self.memory.write(made)
        except OSError as fault:
            raise StoreUnavailableError(
                f"the data folder {self.data_dir} cannot be written ({fault.strerror}); "
                "give the service's user the right, or set AKCIOTERULET_DATA_DIR"
            ) from fault

    def take_as_it_is(self) -> None:
        """Remember the database as it is now, also where it holds less: it was restored.

        Raises:
            StoreUnavailableError: it is away.
        """
        with self.session(read_only=True) as session:
            rows = _rows(session)
        self._write_memory(rows, self.memory.read())

    def begin_anew(self, reason: str) -> None:
        """Take what is there now as the whole of it, and make what is not; an operator's word.

        Args:
            reason: Why; stands in the audit.

        Raises:
            StoreUnavailableError: the database is away, or cannot be made.
        """
        self.close()
        with self.unguarded():
            self.upgrade()
            with self.session() as session:
                audit.write(session, None, "database.begin_anew", "database", reason=reason)
        self.take_as_it_is()  # only now: what is remembered outlasts an attempt that fails

    def check(self) -> str | None:
        """Return why the database cannot be used now, or None where it can."""
        try:
            with self.session(read_only=True) as session:
                session.execute(text("SELECT 1"))
                self.require_kept(session)
        except StoreGoneError as fault:
            self.close()  # a connection to the wrong file would be in the way of the right one
            return str(fault)
        except StoreUnavailableError as fault:
            return str(fault)
        return None

    def version(self) -> Hashable | None:
        """Return what changes with every commit of any process; None where that cannot be told.

        Costs microseconds with SQLite, one question of the server with PostgreSQL.
        """
        if self.is_untouched:
            return ()
        try:
            engine = self.prepared()
            with self._named_faults():
                if not self.is_sqlite:
                    from .postgres import snapshot  # noqa: PLC0415 - as in `engine`

                    return snapshot(engine)
                with self._lock:
                    if self._commits is None or not self._commits.is_ours:
                        self._commits = CommitCount(engine)
                        self._opened.callback(self._commits.close)
                    return self._commits.now()
        except (StoreUnavailableError, sqlite3.Error):
            return None

    def upgrade(self) -> str:
        """Bring the tables up to date and return the revision that they have now.

        Raises:
            StoreUnavailableError: the database is away.
        """
        with self._named_faults():
            if self.is_sqlite:
                self._prepare_file()
            else:
                self._require_kept_database()
                migrate.upgrade(self.engine)
            return self._require_current(self.engine)

    def close(self) -> None:
        """Close every connection; the store opens new ones when it is used again."""
        with self._lock:
            self._opened.close()
            self._commits, self._engine, self._ready = None, None, False

    def _require_kept_database(self) -> None:
        """Refuse to make tables where there were some.

        Raises:
            StoreGoneError: the database or the data folder was there and is gone or emptied.
        """
        remembered = self._known()
        if remembered is None or not remembered.had_database:
            return
        if self.memory.folder_is_lost():
            raise StoreGoneError(gone(f"the data folder {self.data_dir} is gone or empty"))
        if self.is_sqlite and not self.sqlite_file.exists():
            raise StoreGoneError(gone(f"the file {self.url.database} has gone"))
        if not migrate.revision(self.engine):
            raise StoreGoneError(gone("the database existed and is empty now"))

    def _prepare_file(self) -> None:
        """Make the file and its tables, one process at a time."""
        try:
            self._require_kept_database()
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.url.database:
                self.sqlite_file.touch(mode=0o600)
                found = self.sqlite_file.stat()
                self._file = (found.st_dev, found.st_ino)
            with migrate.only_one(self.data_dir / "upgrade.lock"):
                migrate.upgrade(self.engine)
        except OSError as fault:
            raise StoreUnavailableError(
                f"the data folder {self.data_dir} cannot be written ({fault.strerror}); "
                "give the service's user the right, or set AKCIOTERULET_DATA_DIR"
            ) from fault


def _away(why: str) -> str:
    return (
        f"the database does not answer or is broken ({why}); "
        "see docs/operation.md, “When the database is away”"
    )


class _Grown:
    """Notes whether a session adds a row that is remembered."""

    def __init__(self) -> None:
        self.is_so = False

    def __call__(self, session: Session, *_about: object) -> None:
        self.is_so = self.is_so or any(one.__tablename__ in COUNTED for one in session.new)


def _rows(session: Session) -> dict[str, int]:
    """Return how many rows the counted tables have."""
    counted = (select(func.count()).select_from(Base.metadata.tables[name]) for name in COUNTED)
    return {name: session.scalar(query) or 0 for name, query in zip(COUNTED, counted, strict=True)}


@contextmanager
def _named_faults() -> Iterator[None]:
    """Turn the library's faults into ours; a mistake in our own statements stays what it is."""
    try:
        yield
    except IntegrityError as fault:
        raise ConflictError(f"contradicts what is stored ({type(fault.orig).__name__})") from fault
    except _OUR_FAULT as fault:
        if getattr(fault.orig, "sqlstate", None) == NO_SUCH_TABLE:
            raise StoreGoneError(gone("the database existed and is empty now")) from fault
        raise
    except (DatabaseError, PoolTimeoutError) as fault:
        cause = getattr(fault, "orig", None) or fault
        raise StoreUnavailableError(_away(type(cause).__name__)) from fault
    except SQLAlchemyError as fault:
        if "interface" in type(fault).__name__.lower():
            raise StoreUnavailableError("the database does not answer") from fault
        raise
