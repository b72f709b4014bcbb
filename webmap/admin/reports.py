"""Reports of inaccuracy: anybody sends them, staff answer and close them.

The public form sets no cookie. It changes nothing but the pile of reports, so a forged request
could do no more than its sender could do alone (`accounts.csrf`); the limit of `rate_form` and
a field that people do not see keep machines out. Whoever is signed in sends the token as well.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from webmap.accounts.guards import allowed, require_role
from webmap.accounts.roles import Role
from webmap.admin.answers import go, page, refused
from webmap.admin.forms import Form
from webmap.ask.services import area_faults
from webmap.ask.words import title
from webmap.request.state import state
from webmap.store import reports
from webmap.store.errors import StoreError
from webmap.web.http import language
from webmap.web.i18n import texts
from webmap.web.marks import limited

from ..request import parameters

if TYPE_CHECKING:
    import datetime as dt

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("reports", __name__)

HANDLERS = (Role.STAFF, Role.APPROVER, Role.ADMIN)
FIELDS = ("area", "text", "contact", "website", "csrf_token")
TRAP = "website"
"""A field that no person sees; what fills it in is a machine, and its report is dropped."""
PAGE = 100
"""Reports on one page of the desk."""
_SHOWN = {"open": "open", "closed": None}


@blueprint.get("/report")
def new() -> Response:
    """Show the form for everybody."""
    parameters.require_known_parameters("lang", "area", "variant", "done")
    return _form({})


@blueprint.post("/report")
@limited("form")
def send() -> AnyResponse:
    """Store what somebody reports."""
    parameters.require_known_parameters("lang", "area", "variant", "done")
    parameters.require_known_fields(request.form, FIELDS)
    asked = parameters.asked_area(request.form.get("area"), None)
    form = Form(request.form, texts(language()))
    text = form.words("text", reports.LONGEST_TEXT, needed=True)
    contact = form.line("contact", reports.LONGEST_CONTACT)
    if form.faults:
        return _form(request.form.to_dict(), form)
    if not request.form.get(TRAP):
        with state().store.session() as session:
            reports.send(session, asked.slug, text, contact)
    return go("reports.new", done="reported")


@blueprint.get("/desk/reports")
@require_role(*HANDLERS)
def index() -> Response:
    """List the open reports, or those that are closed."""
    parameters.require_known_parameters("lang", "shown", "done")
    return _list()


@blueprint.post("/desk/reports/<int:number>")
@require_role(*HANDLERS)
def close(number: int) -> AnyResponse:
    """Close a report with a note; the contact is deleted with it."""
    parameters.require_known_fields(request.form, ("act", "note", "csrf_token"))
    person, form = allowed(*HANDLERS), Form(request.form, texts(language()))
    act = form.choice("act", ("accepted", "declined"))
    note = form.words("note", 1_000, needed=True)
    if form.faults:
        return _list(form, number)
    try:
        with state().store.session() as session:
            reports.close(session, number, act, note, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("reports.index", done="closed")


def _form(values: dict[str, str], form: Form | None = None) -> Response:
    areas, lang = state().areas, language()
    names = [(info.slug, title(areas.edition(info.slug), lang)) for info in areas.list()]
    names += [(slug, slug) for slug in area_faults(areas)]  # of those above all
    chosen = values.get("area") or request.args.get("area")
    faults = form.faults if form else ()
    return page("admin/report.html", faults=faults, values=values, areas=names, chosen=chosen)


def _list(form: Form | None = None, number: int | None = None) -> Response:
    asked = request.args.get("shown", "open")
    if asked not in _SHOWN:
        raise parameters.refuse("unknown_parameter", names="shown", known="open, closed")
    with state().store.session(read_only=True) as session:
        rows = reports.listed(session, state=_SHOWN[asked], limit=PAGE)
    if asked == "closed":
        rows = [row for row in rows if row.state != "open"]
    return page(
        "admin/reports.html",
        faults=form.faults if form else (),
        rows=rows,
        shown=asked,
        number=number,
        note=form.values.get("note", "") if form else "",
        age=_age,
        status=HTTPStatus.BAD_REQUEST if form else HTTPStatus.OK,
    )


def _age(moment: dt.datetime) -> int:
    """Return how many days ago a moment was."""
    return (state().clock.now() - moment).days
