"""Tokens of programs: `<prefix>_<secret>`; the secret is shown once and kept as a hash."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from typing import TYPE_CHECKING

from sqlalchemy import select

from boundaries.clock import today

from . import audit
from .errors import NotKnownError, RefusedError
from .moments import moment
from .sessions import digest
from .tables import ApiToken, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

LONGEST_NAME = 80
DEFAULT_LIFE = dt.timedelta(days=365)


def create(
    session: Session,
    user: User,
    name: str,
    scopes: Iterable[str],
    *,
    by: User | None,
    life: dt.timedelta | None = DEFAULT_LIFE,
) -> tuple[ApiToken, str]:
    """Make a token and return it with the text that its owner keeps.

    Args:
        session: An open session.
        user: Who answers for what is done with it.
        name: What it is for.
        scopes: What it may do.
        by: Who makes it; None for the command line.
        life: How long it holds; None for ever.

    Raises:
        RefusedError: no scope, or the name is empty or too long.
    """
    chosen = sorted(set(scopes))
    if not chosen or not name.strip() or len(name) > LONGEST_NAME:
        raise RefusedError(f"a token needs a scope and a name of 1 to {LONGEST_NAME} characters")
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    row = ApiToken(
        prefix=prefix,
        secret_hash=digest(secret),
        user_id=user.id,
        name=name.strip(),
        scopes=chosen,
        expires_at=None if life is None else moment(session) + life,
    )
    session.add(row)
    audit.write(session, by, "token.add", f"token:{prefix}", user=user.id, scopes=chosen)
    return row, f"{prefix}_{secret}"


def find(session: Session, text: str) -> ApiToken | None:
    """Return the token of a text, with its person, if it holds now."""
    prefix, _, secret = text.partition("_")
    row = session.get(ApiToken, prefix)
    expected = row.secret_hash if row is not None else digest("")
    if not hmac.compare_digest(expected, digest(secret)) or row is None or not secret:
        return None
    over = row.expires_at is not None and row.expires_at <= moment(session)
    return None if over or row.revoked_at is not None or not row.user.active else row


def note_use(session: Session, row: ApiToken) -> None:
    """Note the day of the last use."""
    session.merge(row).last_used_on = today()


def used_today(row: ApiToken) -> bool:
    """Tell whether the day of the last use is noted already."""
    return row.last_used_on == today()


def of_user(session: Session, user: User) -> Sequence[ApiToken]:
    """Return the tokens of a person, newest first."""
    query = select(ApiToken).where(ApiToken.user_id == user.id)
    return session.scalars(query.order_by(ApiToken.created_at.desc())).all()


def revoke(session: Session, prefix: str, *, by: User | None) -> None:
    """Stop a token.

    Raises:
        NotKnownError: no token begins so.
    """
    row = session.get(ApiToken, prefix)
    if row is None:
        raise NotKnownError(f"no token begins with {prefix!r}")
    row.revoked_at = row.revoked_at or moment(session)
    audit.write(session, by, "token.revoke", f"token:{prefix}")
