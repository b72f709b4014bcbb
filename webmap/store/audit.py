"""Who did what, when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from .moments import moment
from .tables import Audit, User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def write(
    session: Session,
    by: User | None,
    action: str,
    subject: str = "",
    **details: Any,  # noqa: ANN401 - whatever JSON can hold
) -> None:
    """Add a line, in the same transaction as what it is about.

    Args:
        session: An open session.
        by: Who did it; None for the command line.
        action: Part and verb: "override.approve".
        subject: What it was done to: "override:12".
        details: What changed, as JSON values. Never an address that was looked up.
    """
    user_id = None if by is None else by.id
    at = moment(session)
    session.add(Audit(user_id=user_id, action=action, subject=subject, details=details, at=at))


def latest(
    session: Session, *, subject: str | None = None, limit: int = 100, before: int | None = None
) -> Sequence[Audit]:
    """Return lines, newest first.

    Args:
        session: An open session.
        subject: Only lines about this.
        limit: How many at most.
        before: Only lines older than the one of this id, for the next page.
    """
    query = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(Audit.subject == subject)
    if before is not None:
        query = query.where(Audit.id < before)
    return session.scalars(query).all()
