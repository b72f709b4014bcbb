"""The moment by the clock that all machines of an installation have in common: the database's.

What one machine notes and another one compares (sessions, counters, the life of a file) must not
depend on whether their own clocks agree. A file of SQLite belongs to one machine: its clock counts.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from .tables import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEPT = "moment"


def moment(session: Session) -> dt.datetime:
    """Return the moment, in UTC; in one transaction of PostgreSQL it is always the same."""
    if session.get_bind().dialect.name == "sqlite":
        return now()
    if _KEPT not in session.info:
        session.info[_KEPT] = session.scalars(select(func.now())).one().astimezone(dt.UTC)
    found: dt.datetime = session.info[_KEPT]
    return found
