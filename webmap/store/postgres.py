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
    from collections.abc import AsyncGenerator, Generator

    from psycopg import Notify
    from sqlalchemy import URL, Engine

CONNECT_S, SERVER_S, CLIENT_S = 3, 5, 6
"""Patience with a connection, of the server with a statement, and of the client with the server."""
IDLE_S = 10
"""Patience of the server with a transaction in which nothing is asked, seconds: a machine that
stands still, or that nobody can hear, would keep others from what it holds."""
OPTIONS = (
    f"-c statement_timeout={SERVER_S * 1000} -c idle_in_transaction_session_timeout={IDLE_S * 1000}"
)
"""Of a connection, for the server."""

T = TypeVar("T")


class PatientConnection(psycopg.Connection[Any]):
    """A connection that is given up when the server does not answer within its patience."""

    @property
    def patience_s(self) -> float:
        """How long an answer is waited for, seconds."""
        return CLIENT_S

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
        patience = self.patience_s
        try:
            return super().wait(_until(time.monotonic() + patience, gen), interval, **more)
        except _NoAnswerError as fault:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {patience:g} s") from fault


class PatientAsyncConnection(psycopg.AsyncConnection[Any]):
    """The same for a program that waits for several things; news may take as long as they like."""

    _listens = False

    async def wait(  # type: ignore[override]  # as above
        self,
        gen: Generator[Any, Any, T],
        interval: float = 0.1,
        **more: Any,  # noqa: ANN401 - the driver's
    ) -> T:
        """Wait for what a statement yields, as the driver does, and not longer.

        Raises:
            psycopg.OperationalError: no answer came; the connection is closed.
        """
        if self._listens:
            return await super().wait(gen, interval, **more)
        try:
            return await super().wait(_until(time.monotonic() + CLIENT_S, gen), interval, **more)
        except _NoAnswerError as fault:
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {CLIENT_S} s") from fault

    async def notifies(self, **given: Any) -> AsyncGenerator[Notify, None]:  # noqa: ANN401 - the driver's
        """Yield what the server tells."""
        self._listens = True
        try:
            async for told in super().notifies(**given):
                yield told
        finally:
            self._listens = False


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
        connect_args={"connect_timeout": CONNECT_S, "options": OPTIONS},
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
