"""Browsers that are signed in. The cookie holds a random key, the table its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from .moments import moment
from .tables import User, WebSession

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STEP = dt.timedelta(minutes=1)
"""The last request is noted to this accuracy, so that most requests write nothing."""


def digest(secret: str) -> str:
    """Return what is stored of a random secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(session: Session, user: User, *, longest: dt.timedelta) -> str:
    """Sign a browser in and return the key for its cookie. What has timed out is deleted."""
    begun = moment(session)
    session.execute(delete(WebSession).where(WebSession.created_at < begun - longest))
    key = secrets.token_urlsafe(32)
    row = WebSession(key_hash=digest(key), user_id=user.id, created_at=begun, seen_at=begun)
    session.add(row)
    return key


def find(
    session: Session, key: str, *, idle: dt.timedelta, longest: dt.timedelta
) -> WebSession | None:
    """Return the session of a key with its person, or None where it is over.

    Args:
        session: An open session.
        key: What the cookie holds.
        idle: How long it may rest.
        longest: How long it may last in all.
    """
    row = session.scalar(select(WebSession).where(WebSession.key_hash == digest(key)))
    if row is None or not row.user.active:
        return None
    asked = moment(session)
    over = row.created_at < asked - longest or row.seen_at < asked - idle
    return None if over else row


def is_stale(session: Session, row: WebSession) -> bool:
    """Tell whether the time of the last request is old enough to be noted anew."""
    return row.seen_at < moment(session) - STEP


def touch(session: Session, row: WebSession) -> None:
    """Note that the session was used now."""
    session.merge(row).seen_at = moment(session)


def end(session: Session, key: str) -> None:
    """Sign a browser out."""
    session.execute(delete(WebSession).where(WebSession.key_hash == digest(key)))
