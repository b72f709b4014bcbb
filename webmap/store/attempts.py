"""Counters of failed sign-ins, under keyed hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from .moments import moment
from .tables import LoginAttempt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session


def admit(
    session: Session, limits: Mapping[str, int], counted: Iterable[str], *, window: dt.timedelta
) -> dict[str, int] | None:
    """Count one more attempt, unless a limit is reached: then nothing is counted at all.

    Attempts are counted before the password is looked at, so that many at once cannot slip
    through together. What is refused must not count, or one stranger could go on filling the
    counter of somebody's name.

    Args:
        session: An open session.
        limits: Key hash -> attempts that are let through in a window.
        counted: Key hashes of counters that have no limit here.
        window: How long a counter goes on.

    Returns:
        Key hash -> attempts in this window with this one, or None where it is refused.
    """
    begun = moment(session)
    rows: dict[str, LoginAttempt] = {}
    for key_hash in sorted({*limits, *counted}):  # in one order, so that two never wait crosswise
        query = select(LoginAttempt).where(LoginAttempt.key_hash == key_hash).with_for_update()
        row = session.scalar(query) or LoginAttempt(key_hash=key_hash, count=0, since=begun)
        is_over = row.since < begun - window
        if not is_over and row.count >= limits.get(key_hash, row.count + 1):
            return None
        rows[key_hash] = row
    for row in rows.values():
        if row.since < begun - window:
            row.count, row.since = 0, begun
        row.count += 1
        session.add(row)
    session.flush()
    return {key_hash: row.count for key_hash, row in rows.items()}


def succeeded(session: Session, cleared: str, lessened: Iterable[str]) -> None:
    """Take an attempt back that has succeeded: only failures are to be bounded.

    Args:
        session: An open session.
        cleared: Key hash of the counter that is forgotten.
        lessened: Key hashes of the counters that have one less.
    """
    for key_hash in sorted({cleared, *lessened}):  # in the order of `admit`
        query = select(LoginAttempt).where(LoginAttempt.key_hash == key_hash).with_for_update()
        row = session.scalar(query)
        if row is not None and key_hash == cleared:
            session.delete(row)
        elif row is not None:
            row.count = max(row.count - 1, 0)


def forget_old(session: Session, *, window: dt.timedelta) -> None:
    """Delete counters whose window is over."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.since < moment(session) - window))
