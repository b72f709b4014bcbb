"""The clock that several machines have in common: that of their database.

A day begins for all of them at the same moment, though the clock of one is wrong. How far its own
is off is asked now and then; in between, and while the database does not answer, what was told
last holds.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from typing import TYPE_CHECKING

from boundaries.clock import Clock

if TYPE_CHECKING:
    from ..store.core import Store

ASKED_EVERY_S = 60.0
"""How long it is believed how far the clock of this machine is off, seconds."""
RETRY_S = 5.0
"""How long a database that did not answer is left alone, seconds."""
MUCH = dt.timedelta(seconds=30)
"""A clock that is off by more is told of in the log."""
_LOG = logging.getLogger(__name__)


class CommonClock:
    """Tells the moment by the clock of a database.

    Args:
        store: what the machines share.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._off = dt.timedelta(0)
        self._until = float("-inf")
        self._lock = threading.Lock()

    def instant(self) -> dt.datetime:
        """Return the present moment, in UTC."""
        if time.monotonic() >= self._until and self._lock.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._lock.release()
        return Clock().now().astimezone(dt.UTC) + self._off

    def _ask(self) -> None:
        from ..store.errors import StoreUnavailableError  # noqa: PLC0415 - SQLAlchemy, as below
        from ..store.moments import moment  # noqa: PLC0415 - only for several machines

        try:
            with self._store.session(read_only=True) as session:
                off = moment(session) - Clock().now()
        except StoreUnavailableError:
            self._until = time.monotonic() + RETRY_S
            return
        self._until = time.monotonic() + ASKED_EVERY_S
        if abs(off) > MUCH and abs(off - self._off) > MUCH:
            seconds = round(-off.total_seconds())
            _LOG.warning("the clock of this machine is %+d s off that of the database", seconds)
        self._off = off
