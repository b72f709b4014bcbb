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
from webmap.accounts.people import Role
from webmap.admin.answers import go, page, refused
from webmap.admin.forms import Choice, Form, Line, Words
from webmap.ask.services import area_faults
from webmap.ask.words import title
from webmap.request.state import state
from webmap.store import reports
from webmap.store.errors import StoreError
from webmap.web.http import language, limited

from ..request import parameters

if TYPE_CHECKING:
    import datetime as dt

    from werkzeug.wrappers import Response as AnyResponse

blueprint = Blueprint("reports", __name__)

HANDLERS = (Role.STAFF, Role.APPROVER, Role.ADMIN)
PAGE = 100
"""Reports on one page of the desk."""
_SHOWN = {"open": "open", "closed": None}


class ReportForm(Form):
    """What somebody reports."""

    area = Line(80)
    text = Words(reports.LONGEST_TEXT, needed=True)
    contact = Line(reports.LONGEST_CONTACT)
    website = Line()
    """A field that no person sees; what fills it in is a machine, and its report is dropped."""


class AnswerForm(Form):
    """How a report was dealt with."""

    act = Choice(("accepted", "declined"))
    note = Words(1_000, needed=True)


@blueprint.get("/report")
def new() -> Response:
    """Show the form for everybody."""
    parameters.require_known_parameters("lang", "area", "variant", "done")
    return _form(ReportForm())


@blueprint.post("/report")
@limited("form")
def send() -> AnyResponse:
    """Store what somebody reports."""
    parameters.require_known_parameters("lang", "area", "variant", "done")
    form = ReportForm.sent()
    asked = parameters.asked_area(request.form.get("area"), None)
    if not form.check("text", "contact"):
        return _form(form)
    if not request.form.get("website"):
        with state().store.session() as session:
            reports.send(session, asked.slug, form.text.data, form.contact.data)
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
    form, person = AnswerForm.sent(), allowed(*HANDLERS)
    if not form.validate():
        return _list(form, number)
    try:
        with state().store.session() as session:
            reports.close(session, number, form.act.data, form.note.data, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("reports.index", done="closed")


def _form(form: ReportForm) -> Response:
    areas, lang = state().areas, language()
    names = [(info.slug, title(areas.edition(info.slug), lang)) for info in areas.list()]
    names += [(slug, slug) for slug in area_faults(areas)]  # of those above all
    chosen = form.area.shown or request.args.get("area")
    return page("admin/report.html", faults=form.faults, form=form, areas=names, chosen=chosen)


def _list(form: AnswerForm | None = None, number: int | None = None) -> Response:
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
        note=form.note.shown if form else "",
        age=_age,
        status=HTTPStatus.BAD_REQUEST if form else HTTPStatus.OK,
    )


def _age(moment: dt.datetime) -> int:
    """Return how many days ago a moment was."""
    return (state().clock.now() - moment).days
