"""Who did what, when: a page for administrators, and the same as CSV or as a workbook.

No line holds an address that was looked up: nothing that looks up writes one.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from sqlalchemy import select

from boundaries.clock import BUDAPEST
from boundaries.export.formats import XLSX_TYPE
from boundaries.tables.cells import csv_text
from boundaries.tables.workbook_writing import Sheet, workbook_bytes
from webmap.accounts.guards import require_role
from webmap.accounts.people import Role, Scope
from webmap.admin.answers import page
from webmap.request import parameters
from webmap.request.state import state
from webmap.store.tables import Audit, User
from webmap.web.http import NO_STORE, language

from .audit_words import LineWords
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


def read_filter(values: MultiDict[str, str]) -> AuditFilter:
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


def everybody(session: Session) -> Sequence[str]:
    """Return the names of everybody who has an account."""
    return session.scalars(select(User.name).order_by(User.name)).all()


def known_actions(session: Session) -> Sequence[str]:
    """Return every action that the audit holds."""
    return session.scalars(select(Audit.action).distinct().order_by(Audit.action)).all()


blueprint = Blueprint("audit", __name__, url_prefix="/desk/audit")

FILTERS = ("who", "action", "subject", "since", "until")
PAGE, MOST = 100, 50_000
"""Lines of one page, and of one file."""
HEADER = ("at", "who", "action", "subject", "details")


@blueprint.get("")
@require_role(Role.ADMIN)
def index() -> Response:
    """Show the lines, newest first."""
    parameters.require_known_parameters("lang", "before", *FILTERS)
    asked = read_filter(request.args)
    with state().store.session(read_only=True) as session:
        rows = found(session, asked, PAGE + 1)
        people, actions = everybody(session), known_actions(session)
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return page(
        "admin/audit.html",
        faults=asked.faults,
        form=asked,
        rows=rows[:PAGE],
        older=rows[PAGE - 1].id if len(rows) > PAGE else None,
        people=people,
        actions=actions,
        kept=kept,
        said=LineWords(state().areas, language()),
    )


@blueprint.get("/lines.<any(csv, xlsx):kind>")
@require_role(Role.ADMIN, scope=Scope.ADMIN)
def export(kind: str) -> Response:
    """Send the lines that the filter finds, oldest last, moments in UTC."""
    parameters.require_known_parameters("lang", *FILTERS)
    asked = read_filter(request.args)
    with state().store.session(read_only=True) as session:
        rows = found(session, asked, MOST)
    cells = [_cells(row) for row in rows]
    if kind == "csv":
        answer = Response(csv_text(HEADER, cells), content_type="text/csv; charset=utf-8")
    else:
        answer = Response(workbook_bytes(Sheet("audit", HEADER, cells)), content_type=XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def _cells(row: Audit) -> tuple[str, ...]:
    details = json.dumps(row.details, ensure_ascii=False) if row.details else ""
    who = row.user.name if row.user else ""
    return row.at.isoformat(), who, row.action, row.subject, details
