"""Events as staff keep them; their times are those of Budapest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.programmes.catalogue import survey_catalogue
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go, page, refused
from webmap.admin.forms import Form
from webmap.admin.venue_admin import EDITORS
from webmap.admin.venue_form import EVENT_FIELDS, event_fields, read_event
from webmap.ask.programme_texts import title_of
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import audit, events, venues
from webmap.store.errors import StoreError
from webmap.web.http import language
from webmap.web.i18n import texts
from webmap.web.marks import large_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as AnyResponse

    from webmap.store.work_tables import Event

blueprint = Blueprint("event_admin", __name__, url_prefix="/desk/events")

_STATES = {"publish": "published", "cancel": "cancelled", "withdraw": "draft"}


@blueprint.get("/new")
@require_role(*EDITORS)
def new() -> Response:
    """Show an empty form."""
    parameters.require_known_parameters("lang")
    return _form({})


@blueprint.post("/new")
@large_body
@require_role(*EDITORS)
def add() -> AnyResponse:
    """Store an event as a draft."""
    return _saved(None)


@blueprint.get("/<int:number>")
@require_role(*EDITORS)
def edit(number: int) -> Response:
    """Show the form of an event."""
    parameters.require_known_parameters("lang", "done")
    row = _event(number)
    return _form(event_fields(row), row=row)


@blueprint.post("/<int:number>")
@large_body
@require_role(*EDITORS)
def change(number: int) -> AnyResponse:
    """Store what was changed."""
    return _saved(number)


@blueprint.post("/<int:number>/state")
@require_role(*EDITORS)
def set_state(number: int) -> AnyResponse:
    """Publish or cancel an event, make it a draft again, or delete a draft."""
    parameters.require_known_fields(request.form, ("act", "csrf_token"))
    person, form = allowed(*EDITORS), Form(request.form, texts(language()))
    act = form.choice("act", (*_STATES, "delete"))
    row = _event(number)
    if act == "publish" and not row.source.strip():
        form.fault("source", "no_source")
    if act == "delete" and row.state != "draft":
        form.fault("act", "not_draft")
    if form.faults:
        return _form(event_fields(row), form, row=row)
    try:
        with state().store.session() as session:
            if act == "delete":
                events.delete(session, number, by=person.user)
            else:
                events.set_state(session, number, _STATES[act], by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("venue_admin.index", done=f"event_{act}")


def _saved(number: int | None) -> AnyResponse:
    parameters.require_known_fields(request.form, (*EVENT_FIELDS, "csrf_token"))
    person, form = allowed(*EDITORS), Form(request.form, texts(language()))
    row = None if number is None else _event(number)
    with state().store.session(read_only=True) as session:
        ids = [venue.id for venue in venues.listed(session)]
    values = read_event(form, [one.slug for one in survey_catalogue()[0]], ids)
    if values is None:
        return _form(request.form.to_dict(), form, row=row)
    try:
        with state().store.session() as session:
            kept = events.save(session, values, by=person.user, number=number).id
    except StoreError as fault:
        raise refused(fault) from fault
    return go("event_admin.edit", number=kept, done="event_saved")


def _form(
    values: Mapping[str, object], form: Form | None = None, *, row: Event | None = None
) -> Response:
    with state().store.session(read_only=True) as session:
        places = [(venue.id, venue.name_hu) for venue in venues.listed(session)]
        subject = f"event:{row.id}" if row else ""
        trail = audit.latest(session, subject=subject, limit=20) if row else ()
    return page(
        "admin/event.html",
        faults=form.faults if form else (),
        values=values,
        row=row,
        venues=places,
        programmes=[(one.slug, title_of(one, language())) for one in survey_catalogue()[0]],
        trail=trail,
    )


def _event(number: int) -> Event:
    try:
        with state().store.session(read_only=True) as session:
            return events.get(session, number)
    except StoreError as fault:
        raise refused(fault) from fault
