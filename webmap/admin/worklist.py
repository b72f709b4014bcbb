"""The worklist: doors that nothing decides, and for each street the cheapest fact that would."""

from __future__ import annotations

from flask import Blueprint, Response, request

from boundaries.facts import FactState
from webmap.accounts.guards import require_role
from webmap.admin.answers import page
from webmap.admin.evidence import open_work
from webmap.admin.fact_pages import areas_shown, asked_of, known_of, variants_shown
from webmap.admin.work_rows import shown_rows
from webmap.desk.nav import WORK_ROLES
from webmap.request import parameters
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import texts

blueprint = Blueprint("worklist", __name__, url_prefix="/desk/worklist")

PAGE = 50
"""Rows on one page."""


@blueprint.get("")
@require_role(*WORK_ROLES)
def index() -> Response:
    """List what is open in an area, what decides most first."""
    parameters.require_known_parameters("lang", "area", "variant", "from")
    asked = asked_of(request.args)
    first = _first(request.args.get("from", ""))
    found = known_of(asked)
    work = None if found is None else open_work(found)
    rows = () if work is None else work.rows
    facts, today = () if found is None else found.facts, state().today()
    return page(
        "admin/worklist.html",
        asked=asked,
        areas=areas_shown(),
        variants=variants_shown(asked),
        work=work,
        rows=shown_rows(rows[first : first + PAGE], texts(language())),
        first=first,
        more=first + PAGE if len(rows) > first + PAGE else None,
        before=max(0, first - PAGE) if first else None,
        waiting=sum(one.state(today) is FactState.PROPOSED for one in facts),
    )


def _first(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004 - no list is longer
