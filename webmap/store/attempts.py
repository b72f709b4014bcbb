"""Counters of failed sign-ins, under keyed hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from .columns import now
from .tables import LoginAttempt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


def count(session: Session, key_hash: str, *, window: dt.timedelta) -> int:
    """Count one more attempt and return how many there were in this window.

    Attempts are counted before the password is looked at, so that many at once cannot slip
    through together.
    """
    moment = now()
    query = select(LoginAttempt).where(LoginAttempt.key_hash == key_hash).with_for_update()
    row = session.scalar(query)
    if row is None:
        row = LoginAttempt(key_hash=key_hash, count=0, since=moment)
        session.add(row)
    if row.since < moment - window:
        row.count, row.since = 0, moment
    row.count += 1
    session.flush()
    return row.count


def clear(session: Session, key_hashes: Iterable[str]) -> None:
    """Forget counters, after a sign-in that succeeded."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.key_hash.in_(list(key_hashes))))


def forget_old(session: Session, *, window: dt.timedelta) -> None:
    """Delete counters whose window is over."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.since < now() - window))
