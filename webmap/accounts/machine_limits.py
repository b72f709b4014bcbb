"""Counters of the rate limits that several machines share, in their PostgreSQL.

The rows hold hashes under the key of the service, which every machine has: no network address.
When a count runs out is told by the clock of the database, since those of the machines differ.
A database that does not answer is left alone for some seconds; until then nobody is refused.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg
import psycopg_pool

from webmap.store import machines
from webmap.store.postgres import PatientConnection

from .shared_limits import Counts

if TYPE_CHECKING:
    from sqlalchemy import URL

SCHEME = "akcioterulet-machines"
PATIENCE_S = 1.0
"""A request waits so long for its counter."""
LEFT_ALONE_S = 3.0
"""How long a database that did not answer is not asked again, seconds."""
EVERY = 1_000
"""After so many counts of one process what has run out is taken away."""
_COUNT = """
INSERT INTO counts AS own VALUES (%(key)s, %(amount)s, extract(epoch FROM now()) + %(expiry)s)
ON CONFLICT (key) DO UPDATE SET
    count = excluded.count
        + CASE WHEN own.until <= excluded.until - %(expiry)s THEN 0 ELSE own.count END,
    until = CASE WHEN own.until <= excluded.until - %(expiry)s
        THEN excluded.until ELSE own.until END
RETURNING count
"""
_ROW = """
SELECT count, until - extract(epoch FROM now())::float8 FROM counts
WHERE key = %(key)s AND until > extract(epoch FROM now())
"""
_FORGET = "DELETE FROM counts WHERE until <= extract(epoch FROM now())"
_LOG = logging.getLogger(__name__)


class _Connection(PatientConnection):
    @property
    def patience_s(self) -> float:
        return PATIENCE_S


class DatabaseStorage(Counts):
    """Counts in a table that every machine writes.

    Args:
        uri: as the library names a storage.
        wrap_exceptions: the library's.
        url: of PostgreSQL; `machines.prepare` has made the table.
        key: that names are hashed with, the same on every machine.
    """

    STORAGE_SCHEME: ClassVar = [SCHEME]  # type: ignore[misc]

    def __init__(
        self,
        uri: str | None = None,
        wrap_exceptions: bool = False,  # noqa: FBT001, FBT002 - the library's
        *,
        url: URL,
        key: bytes,
        **_: Any,  # noqa: ANN401 - the library's
    ) -> None:
        self._url, self._key = url, key[:64]
        self._away_until = 0.0
        self._counted = 0
        self._lock = threading.Lock()
        super().__init__(uri, wrap_exceptions=wrap_exceptions)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Faults of the database."""
        return psycopg.Error

    @functools.cached_property
    def _pool(self) -> psycopg_pool.ConnectionPool:
        """Open when it is first used: by the process that counts."""
        address = machines.address_of(self._url)
        address["kwargs"] |= {"autocommit": True}
        return psycopg_pool.ConnectionPool(
            **address,
            connection_class=_Connection,
            min_size=0,
            max_size=8,
            timeout=PATIENCE_S,
            # Else it would ask ever more seldom, and be late when the database is back.
            reconnect_timeout=LEFT_ALONE_S,
            open=True,
        )

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count and return the count; a new one begins where the old one has run out.

        It is 0 while the database does not answer.
        """
        given = {"key": self._hashed(key), "amount": amount, "expiry": expiry}
        self._counted += 1
        try:
            if self._counted % EVERY == 0:
                self._do(_FORGET, {})
            return int(self._do(_COUNT, given)[0])
        except psycopg.OperationalError:
            return 0

    def check(self) -> bool:
        """Tell whether the rows can be used."""
        try:
            self._do("SELECT 1", {})
        except psycopg.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every count and return how many there were."""
        found = self._do(
            "WITH gone AS (DELETE FROM counts RETURNING 1) SELECT count(*) FROM gone", {}
        )
        return int(found[0])

    def clear(self, key: str) -> None:
        """Forget a count."""
        self._do("DELETE FROM counts WHERE key = %(key)s", {"key": self._hashed(key)})

    def _row(self, key: str) -> tuple[Any, ...]:
        """Return a count and when it runs out, by the clock of this machine."""
        try:
            count, left = self._do(_ROW, {"key": self._hashed(key)}) or (0, 0.0)
        except psycopg.OperationalError:
            count, left = 0, 0.0
        return count, time.time() + left

    def _do(self, statement: str, given: dict[str, Any]) -> tuple[Any, ...]:
        if time.monotonic() < self._away_until:
            raise psycopg.OperationalError("the database did not answer a moment ago")
        try:
            with self._lock:
                pool = self._pool
            with pool.connection() as connection:
                done = connection.execute(statement, given)
                return (done.fetchone() or ()) if done.description else ()
        except psycopg.OperationalError as fault:
            self._away_until = time.monotonic() + LEFT_ALONE_S
            _LOG.warning("nobody is limited for a moment: %s", type(fault).__name__)
            raise

    def _hashed(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=16).digest()
