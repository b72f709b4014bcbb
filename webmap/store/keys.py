"""Keys that sign evidence sheets."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from . import audit
from .tables import SheetKey, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from .tables import User

SIZE = 32
"""Length of a key, bytes."""


def current(session: Session) -> SheetKey:
    """Return the key that signs now; the first one is made when it is first needed."""
    query = select(SheetKey).where(SheetKey.retired_at.is_(None))
    found = session.scalars(query.order_by(SheetKey.created_at.desc(), SheetKey.kid)).first()
    return found or _make(session, None)


def get(session: Session, kid: str) -> SheetKey | None:
    """Return a key by its id, also a retired one; None where there is none."""
    return session.get(SheetKey, kid)


def rotate(session: Session, *, by: User | None) -> SheetKey:
    """Retire the keys in use and return a new one. Old sheets can still be confirmed."""
    moment = now()
    for key in session.scalars(select(SheetKey).where(SheetKey.retired_at.is_(None))):
        key.retired_at = moment
    return _make(session, by)


def every(session: Session) -> Sequence[SheetKey]:
    """Return all keys, newest first."""
    return session.scalars(select(SheetKey).order_by(SheetKey.created_at.desc())).all()


def _make(session: Session, by: User | None) -> SheetKey:
    key = SheetKey(kid=secrets.token_hex(4), material=secrets.token_bytes(SIZE))
    session.add(key)
    session.flush()
    audit.write(session, by, "sheet_key.add", f"sheet_key:{key.kid}")
    return key
