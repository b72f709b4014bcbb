"""Migrations: Alembic, run from inside the package, without a file of settings."""

from __future__ import annotations

import fcntl
import functools
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from .errors import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


@functools.cache
def head() -> str:
    """Return the revision that this version of the program needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def revision(engine: Engine) -> str | None:
    """Return the revision of a database; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Bring a database up to date; one that is, is left alone.

    Raises:
        StoreUnavailableError: a newer version of the program has changed it.
    """
    found = revision(engine)
    if found == head():
        return
    if found not in {None, *_known()}:
        raise _newer(found)
    config = _config()
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _newer(found: str | None) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"the database is at revision {found}, which this version does not know; "
        "run the newer version of the program, or restore a backup"
    )


def require_current(engine: Engine) -> str:
    """Return the revision of a database that is up to date.

    Raises:
        StoreUnavailableError: it is older or newer than this version of the program.
    """
    found, needed = revision(engine), head()
    if found != needed:
        if found not in {None, *_known()}:
            raise _newer(found)
        raise StoreUnavailableError(
            f"the database is at revision {found or 'none'}, this version needs {needed}; "
            "run: akcioterulet database upgrade"
        )
    return needed


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process at a time through."""
    with path.open("a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
