"""Counters of the rate limits that all workers of a service share.

`limits`, which Flask-Limiter counts with, knows counters in the memory of one process or in a
server of their own. A service of one machine needs neither a second server nor limits that are as
many times too wide as it has workers: its workers count in one file, which `serve` makes and takes
away again. The file holds keyed hashes, whose key lives as long as the service does: no network
address.
"""

from __future__ import annotations

import abc
import contextlib
import hashlib
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from limits.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FILE, KEY = "_AKCIOTERULET_LIMITS_FILE", "_AKCIOTERULET_LIMITS_KEY"
"""Variables by which a service tells its workers where they count together; no settings."""
SCHEME = "akcioterulet-workers"
BUSY_S = 1.0
EVERY = 1_000
"""After so many counts of one worker what has run out is taken away."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS counts (key BLOB PRIMARY KEY, count INT, until REAL) WITHOUT ROWID"
)
_COUNT = """
INSERT INTO counts VALUES (:key, :amount, :now + :expiry)
ON CONFLICT (key) DO UPDATE SET
    count = :amount + CASE WHEN until <= :now THEN 0 ELSE count END,
    until = CASE WHEN until <= :now THEN :now + :expiry ELSE until END
RETURNING count
"""


@contextlib.contextmanager
def counted_together() -> Iterator[None]:
    """Let every process that is started meanwhile count in one file."""
    with tempfile.TemporaryDirectory(prefix="akcioterulet-limits-") as folder:
        os.environ[FILE] = str(Path(folder, "counts.sqlite"))
        os.environ[KEY] = os.urandom(16).hex()
        try:
            yield
        finally:
            del os.environ[FILE], os.environ[KEY]


def storage_uri() -> str:
    """Return where limits are counted: together with the other workers, or in this process."""
    return f"{SCHEME}://" if os.environ.get(FILE) else "memory://"


class Counts(Storage):
    """What storages have in common that keep rows of a count and when it runs out."""

    def get(self, key: str) -> int:
        """Return a count."""
        return int(self._row(key)[0])

    def get_expiry(self, key: str) -> float:
        """Return when a count runs out, seconds since 1970."""
        return float(self._row(key)[1])

    def check(self) -> bool:
        """Tell whether the rows can be used."""
        try:
            self.get("")
        except self.base_exceptions:
            return False
        return True

    @abc.abstractmethod
    def _row(self, key: str) -> Sequence[Any]:
        """Return a count and when it runs out; 0 and now where there is none."""


class SharedStorage(Counts):
    """Counts in a file that several processes have open."""

    STORAGE_SCHEME: ClassVar = [SCHEME]  # type: ignore[misc]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **_: Any) -> None:  # noqa: ANN401, FBT001, FBT002 - the library's
        self._key = bytes.fromhex(os.environ[KEY])
        self._file = sqlite3.connect(
            os.environ[FILE], timeout=BUSY_S, isolation_level=None, check_same_thread=False
        )
        # It need not outlast anything.
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF"):
            self._file.execute(f"PRAGMA {pragma}")
        self._file.execute(_TABLE)
        self._lock = threading.Lock()
        self._counted = 0
        super().__init__(uri, wrap_exceptions=wrap_exceptions)

    @property
    def base_exceptions(self) -> type[Exception]:
        """Faults of the file."""
        return sqlite3.Error

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count and return the count; a new one begins where the old one has run out."""
        now = time.time()
        given = {"key": self._hashed(key), "amount": amount, "now": now, "expiry": expiry}
        with self._lock:
            self._counted += 1
            if self._counted % EVERY == 0:
                self._file.execute("DELETE FROM counts WHERE until <= ?", (now,))
            return int(self._file.execute(_COUNT, given).fetchone()[0])

    def reset(self) -> int | None:
        """Forget every count and return how many there were."""
        with self._lock:
            return self._file.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._lock:
            self._file.execute("DELETE FROM counts WHERE key = ?", (self._hashed(key),))

    def _row(self, key: str) -> tuple[int, float]:
        now = time.time()
        asked = "SELECT count, until FROM counts WHERE key = ? AND until > ?"
        with self._lock:
            found = self._file.execute(asked, (self._hashed(key), now)).fetchone()
        return found or (0, now)

    def _hashed(self, key: str) -> bytes:
        return hashlib.blake2b(key.encode(), key=self._key, digest_size=16).digest()
