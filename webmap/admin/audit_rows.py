"""Lines of the audit that a filter finds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from boundaries.clock import BUDAPEST
from webmap.store.tables import Audit, User
from webmap.web.http import language
from webmap.web.i18n import texts

from .forms import Form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from .forms import FormFault


@dataclass(frozen=True, slots=True)
class Asked:
    """What the filter of the audit says."""

    who: str
    action: str
    subject: str
    since: dt.datetime | None
    until: dt.datetime | None
    before: int | None
    faults: tuple[FormFault, ...]


def asked(values: Mapping[str, str]) -> Asked:
    """Read the filter; faulty days are left out and named."""
    form = Form(values, texts(language()))
    since = form.day("since") if values.get("since") else None
    until = form.day("until") if values.get("until") else None
    before = values.get("before", "")
    return Asked(
        who=form.line("who", 80),
        action=form.line("action", 60),
        subject=form.line("subject", 200),
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until + dt.timedelta(days=1)),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,  # noqa: PLR2004 - what a database counts to
        faults=tuple(form.faults),
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), BUDAPEST)


def found(session: Session, filtered: Asked, limit: int) -> Sequence[Audit]:
    """Return the lines that a filter finds, newest first."""
    query = select(Audit).order_by(Audit.id.desc()).limit(limit)
    if filtered.who:
        query = query.where(Audit.user.has(User.name == filtered.who))
    if filtered.action:
        query = query.where(Audit.action == filtered.action)
    if filtered.subject:
        query = query.where(Audit.subject.startswith(filtered.subject, autoescape=True))
    if filtered.since is not None:
        query = query.where(Audit.at >= filtered.since)
    if filtered.until is not None:
        query = query.where(Audit.at < filtered.until)
    if filtered.before is not None:
        query = query.where(Audit.id < filtered.before)
    return session.scalars(query).all()


def people(session: Session) -> Sequence[str]:
    """Return the names of everybody who has an account."""
    return session.scalars(select(User.name).order_by(User.name)).all()


def actions(session: Session) -> Sequence[str]:
    """Return every action that the audit holds."""
    return session.scalars(select(Audit.action).distinct().order_by(Audit.action)).all()
