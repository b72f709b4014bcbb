"""PostgreSQL that does not answer: no statement, and no start of a connection, is waited for long.

The server ends what takes too long by itself, but not while it hangs; so the client counts too, and
gives the connection up.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy import create_engine, event

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy import URL, Engine

CONNECT_S, SERVER_S, CLIENT_S = 3, 5, 6
"""Patience with a connection, of the server with a statement, and of the client with the server."""
_OPTIONS = f"-c statement_timeout={SERVER_S * 1000}"

T = TypeVar("T")


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server does not answer within `CLIENT_S`."""

    def wait(  # type: ignore[override]  # versions of the driver differ in what they take more
        self,
        gen: Generator[Any, Any, T],
        interval: float = 0.1,
        **more: Any,  # noqa: ANN401 - the driver's
    ) -> T:
        """Wait for what a statement yields, as the driver does, and not longer.

        Raises:
            psycopg.OperationalError: no answer came; the connection is closed.
        """
        try:
            return super().wait(_until(time.monotonic() + CLIENT_S, gen), interval, **more)
        except _NoAnswerError as fault:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {CLIENT_S} s") from fault


class _NoAnswerError(Exception):
    pass


def _until(end: float, gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    """Go on with what the driver waits for until a moment; it asks several times a second."""
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() >= end:
                raise _NoAnswerError
            wanted = gen.send(ready)
    except StopIteration as done:
        result: T = done.value
        return result


def make_engine(url: URL) -> Engine:
    """Return an engine that fails soon when the database does not answer."""
    engine = create_engine(
        url,
        pool_pre_ping=True,
        hide_parameters=True,
        pool_timeout=CLIENT_S,
        connect_args={"connect_timeout": CONNECT_S, "options": _OPTIONS},
    )

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, args: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401 - a driver's connection
        return PatientConnection.connect(*args, **named)

    return engine


def snapshot(engine: Engine) -> str:
    """Return what changes with every commit: which transactions a new one would see.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    with engine.connect() as connection:
        return str(connection.exec_driver_sql("SELECT pg_current_snapshot()").scalar())
