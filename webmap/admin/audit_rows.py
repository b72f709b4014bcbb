"""Lines of the audit that a filter finds."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from boundaries.clock import BUDAPEST
from webmap.store.tables import Audit, User

from .forms import Day, Form, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict


class AuditFilter(Form):
    """What the filter of the audit says; faulty days are left out and named."""

    who = Line(80)
    action = Line(60)
    subject = Line(200)
    since = Day(needed=False)
    until = Day(needed=False)
    before = Line()


def asked(values: MultiDict[str, str]) -> AuditFilter:
    """Read the filter."""
    form = AuditFilter(values)
    form.check("who", "action", "subject", "since", "until")
    return form


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BUDAPEST)


def found(session: Session, asked: AuditFilter, limit: int) -> Sequence[Audit]:
    """Return the lines that a filter finds, newest first."""
    query = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if asked.who.data:
        query = query.where(Audit.user.has(User.name == asked.who.data))
    if asked.action.data:
        query = query.where(Audit.action == asked.action.data)
    if asked.subject.data:
        query = query.where(Audit.subject.startswith(asked.subject.data, autoescape=True))
    if asked.since.data is not None:
        query = query.where(Audit.at >= _midnight(asked.since.data))
    if asked.until.data is not None:
        query = query.where(Audit.at < _midnight(asked.until.data + dt.timedelta(days=1)))
    before = asked.before.data
    if before.isascii() and before.isdigit() and len(before) < 19:  # noqa: PLR2004 - what a database counts to
        query = query.where(Audit.id < int(before))
    return session.scalars(query).all()


def people(session: Session) -> Sequence[str]:
    """Return the names of everybody who has an account."""
    return session.scalars(select(User.name).order_by(User.name)).all()


def actions(session: Session) -> Sequence[str]:
    """Return every action that the audit holds."""
    return session.scalars(select(Audit.action).distinct().order_by(Audit.action)).all()
