"""People who may sign in."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from . import audit
from .errors import ConflictError, NotKnownError, RefusedError
from .tables import User, WebSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

LONGEST_NAME = 80


def folded(name: str) -> str:
    """Return the form under which a name is unique: case and spacing do not count.

    >>> folded("  Próba  Panna ") == folded("próba panna")
    True
    """
    return unicodedata.normalize("NFKC", " ".join(name.split()).casefold())


def create(
    session: Session,
    name: str,
    password_hash: str,
    roles: Iterable[str],
    *,
    by: User | None = None,
    must_change: bool = False,
) -> User:
    """Add a person.

    Raises:
        RefusedError: the name is empty, too long or holds characters that do not print.
        ConflictError: the name is taken.
    """
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable():
        raise RefusedError(f"a name has 1 to {LONGEST_NAME} characters that print")
    if find(session, shown) is not None:
        raise ConflictError(f"the name {shown!r} is taken")
    user = User(
        name=shown,
        folded=folded(shown),
        password_hash=password_hash,
        roles=sorted(set(roles)),
        active=True,
        must_change=must_change,
    )
    session.add(user)
    session.flush()
    audit.write(session, by, "account.add", f"user:{user.id}", roles=user.roles)
    return user


def find(session: Session, name: str) -> User | None:
    """Return the person of a name, or None."""
    return session.scalar(select(User).where(User.folded == folded(name)))


def get(session: Session, name: str) -> User:
    """Return the person of a name.

    Raises:
        NotKnownError: nobody has it.
    """
    user = find(session, name)
    if user is None:
        raise NotKnownError(f"nobody is named {name!r}; see: akcioterulet account list")
    return user


def everyone(session: Session) -> Sequence[User]:
    """Return all people by name."""
    return session.scalars(select(User).order_by(User.folded)).all()


def set_password(
    session: Session,
    user: User,
    password_hash: str,
    *,
    by: User | None,
    must_change: bool = False,
) -> None:
    """Take a new password into force; whoever is signed in as this person is signed out."""
    user = session.merge(user)
    user.password_hash = password_hash
    user.must_change = must_change
    _sign_out(session, user)
    audit.write(session, by, "account.password", f"user:{user.id}")


def rehash(session: Session, user: User, password_hash: str) -> None:
    """Store the same password under newer parameters."""
    session.merge(user).password_hash = password_hash


def set_active(session: Session, user: User, *, active: bool, by: User | None) -> None:
    """Disable a person, who is signed out at once and whose tokens stop, or enable again."""
    user = session.merge(user)
    user.active = active
    if not active:
        _sign_out(session, user)
    action = "account.enable" if active else "account.disable"
    audit.write(session, by, action, f"user:{user.id}")


def set_roles(session: Session, user: User, roles: Iterable[str], *, by: User | None) -> None:
    """Give a person other roles."""
    user = session.merge(user)
    before, user.roles = user.roles, sorted(set(roles))
    audit.write(session, by, "account.roles", f"user:{user.id}", before=before, after=user.roles)


def _sign_out(session: Session, user: User) -> None:
    session.execute(delete(WebSession).where(WebSession.user_id == user.id))
