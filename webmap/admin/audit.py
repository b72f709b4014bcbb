"""Who did what, when: a page for administrators, and the same as CSV.

No line holds an address that was looked up: nothing that looks up writes one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.tables.csv_dialect import csv_text
from webmap.accounts.guards import require_role
from webmap.accounts.roles import Role
from webmap.admin import audit_rows
from webmap.admin.answers import page
from webmap.request import parameters
from webmap.request.state import state
from webmap.web.http import NO_STORE

if TYPE_CHECKING:
    from webmap.store.tables import Audit

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
    asked = audit_rows.asked(request.args)
    with state().store.session(read_only=True) as session:
        rows = audit_rows.found(session, asked, PAGE + 1)
        people, actions = audit_rows.people(session), audit_rows.actions(session)
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
        json=lambda value: json.dumps(value, ensure_ascii=False) if value else "",
    )


@blueprint.get("/lines.csv")
@require_role(Role.ADMIN)
def export() -> Response:
    """Send the lines that the filter finds, oldest last, moments in UTC."""
    parameters.require_known_parameters("lang", *FILTERS)
    asked = audit_rows.asked(request.args)
    with state().store.session(read_only=True) as session:
        rows = audit_rows.found(session, asked, MOST)
    text = csv_text(HEADER, map(_cells, rows))
    answer = Response(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    answer.headers["Cache-Control"] = NO_STORE
    return answer


def _cells(row: Audit) -> tuple[str, ...]:
    details = json.dumps(row.details, ensure_ascii=False) if row.details else ""
    who = row.user.name if row.user else ""
    return row.at.isoformat(), who, row.action, row.subject, details
