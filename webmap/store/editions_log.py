"""Editions that were taken into force through the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from . import audit
from .tables import EditionLog, User

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


def accept(
    session: Session,
    area: str,
    variant: str,
    edition: str,
    *,
    by: User | None,
    holds_from: dt.date,
    reason: str,
) -> EditionLog:
    """Record that an edition holds from a day on."""
    row = EditionLog(
        area=area,
        variant=variant,
        edition=edition,
        accepted_by=None if by is None else by.id,
        holds_from=holds_from,
        reason=reason,
    )
    session.add(row)
    audit.write(session, by, "edition.accept", f"edition:{area}/{variant}", edition=edition)
    return row


def of_area(session: Session, area: str) -> Sequence[EditionLog]:
    """Return what was recorded about an area, newest first."""
    query = select(EditionLog).where(EditionLog.area == area)
    return session.scalars(query.order_by(EditionLog.id.desc())).all()


def holding(session: Session, area: str, variant: str, on: dt.date) -> EditionLog | None:
    """Return the record that holds on a day, or None where the bundled one does."""
    query = select(EditionLog).where(
        EditionLog.area == area, EditionLog.variant == variant, EditionLog.holds_from <= on
    )
    return session.scalars(
        query.order_by(EditionLog.holds_from.desc(), EditionLog.id.desc())
    ).first()
