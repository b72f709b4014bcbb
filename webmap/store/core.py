"""The store: one engine, short sessions, and a clear word when the database is away."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text
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

from . import migrate
from .engine import address_of, make_engine
from .errors import ConflictError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_OUR_FAULT = (IntegrityError, DataError, NotSupportedError, ProgrammingError)


class Store:
    """What the service remembers.

    Nothing is opened before it is needed. SQLite is created and brought up to date then;
    PostgreSQL is brought up to date by the operator (`akcioterulet database upgrade`).

    Args:
        data_dir: Folder of SQLite and of everything else that is kept; made when needed.
        database_url: Address of a database; None for SQLite in the data folder.
    """

    def __init__(self, data_dir: Path, database_url: str | None = None) -> None:
        self.data_dir = data_dir
        self.url = address_of(database_url, data_dir)
        self._engine: Engine | None = None
        self._ready = False
        self._lock = threading.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def sqlite_file(self) -> Path:
        """The file of SQLite, whether or not it is there yet; of no use with PostgreSQL."""
        return Path(self.url.database or "")

    @property
    def engine(self) -> Engine:
        """The engine, made at first use; not checked, see `prepared`."""
        with self._lock:
            if self._engine is None:
                self._engine = make_engine(self.url)
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
        with _named_faults(), Session(bound, expire_on_commit=False) as opened, opened.begin():
            yield opened

    def prepared(self) -> Engine:
        """Return the engine of a database that is there and up to date.

        Raises:
            StoreUnavailableError: it is not.
        """
        engine = self.engine
        if self._ready and self.is_sqlite and not Path(self.url.database or "").exists():
            raise StoreUnavailableError(
                f"the file {self.url.database} has gone; restore a backup, or start the service "
                "again to begin with an empty database"
            )
        if not self._ready:
            with _named_faults():
                if self.is_sqlite:
                    self._prepare_file()
                migrate.require_current(engine)
            self._ready = True
        return engine

    def check(self) -> str | None:
        """Return why the database cannot be used now, or None where it can."""
        try:
            with self.session(read_only=True) as session:
                session.execute(text("SELECT 1"))
        except StoreUnavailableError as fault:
            return str(fault)
        return None

    def upgrade(self) -> str:
        """Bring the tables up to date and return the revision that they have now.

        Raises:
            StoreUnavailableError: the database is away.
        """
        with _named_faults():
            if self.is_sqlite:
                self._prepare_file()
            else:
                migrate.upgrade(self.engine)
            return migrate.require_current(self.engine)

    def close(self) -> None:
        """Close every connection; the store opens new ones when it is used again."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine, self._ready = None, False

    def _prepare_file(self) -> None:
        """Make the file and its tables, one process at a time."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.url.database:
                Path(self.url.database).touch(mode=0o600)
            with migrate.only_one(self.data_dir / "upgrade.lock"):
                migrate.upgrade(self.engine)
        except OSError as fault:
            raise StoreUnavailableError(
                f"the data folder {self.data_dir} cannot be written ({fault.strerror}); "
                "give the service's user the right, or set AKCIOTERULET_DATA_DIR"
            ) from fault


@contextmanager
def _named_faults() -> Iterator[None]:
    """Turn the library's faults into ours; a mistake in our own statements stays what it is."""
    try:
        yield
    except IntegrityError as fault:
        raise ConflictError(f"contradicts what is stored ({type(fault.orig).__name__})") from fault
    except _OUR_FAULT:
        raise
    except (DatabaseError, PoolTimeoutError) as fault:
        cause = getattr(fault, "orig", None) or fault
        raise StoreUnavailableError(
            f"the database does not answer or is broken ({type(cause).__name__}); "
            "see docs/operation.md, “When the database is away”"
        ) from fault
    except SQLAlchemyError as fault:
        if "interface" in type(fault).__name__.lower():
            raise StoreUnavailableError("the database does not answer") from fault
        raise
