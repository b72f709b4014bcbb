"""Events as staff keep them; their times are those of Budapest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from boundaries.programmes.catalogue import survey_catalogue
from webmap.accounts.guards import allowed, require_role
from webmap.admin.answers import go, page, refused
from webmap.admin.venue_admin import EDITORS, EventForm, StateForm
from webmap.ask.programme_texts import title_of
from webmap.request import parameters
from webmap.request.state import state
from webmap.store import audit, events, venues
from webmap.store.errors import StoreError
from webmap.store.tables import Event
from webmap.web.http import language, large_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from webmap.admin.forms import FormFault

blueprint = Blueprint("event_admin", __name__, url_prefix="/desk/events")

_STATES = {"publish": "published", "cancel": "cancelled", "withdraw": "draft"}


@blueprint.get("/new")
@require_role(*EDITORS)
def new() -> Response:
    """Show an empty form."""
    parameters.require_known_parameters("lang")
    return _page(EventForm())


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
    return _page(EventForm(obj=row), row)


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
    asked, person = StateForm.sent(), allowed(*EDITORS)
    asked.act.codes = (*_STATES, "delete")
    row = _event(number)
    if not asked.validate_for(row):
        return _page(EventForm(obj=row), row, faults=asked.faults)
    act = asked.act.data
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
    form, person = EventForm.sent(), allowed(*EDITORS)
    row = None if number is None else _event(number)
    with state().store.session(read_only=True) as session:
        form.venue_id.codes = [str(venue.id) for venue in venues.listed(session)]
    form.programme.codes = [one.slug for one in survey_catalogue()[0]]
    if not form.validate() or form.starts_at.data is None:
        return _page(form, row)
    begins = form.starts_at.data
    try:
        with state().store.session() as session:
            kept = (
                Event(programme="", title_hu="", starts_at=begins)
                if number is None
                else events.get(session, number)
            )
            form.populate_obj(kept)
            events.save(session, kept, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("event_admin.edit", number=kept.id, done="event_saved")


def _page(
    form: EventForm, row: Event | None = None, *, faults: Sequence[FormFault] = ()
) -> Response:
    with state().store.session(read_only=True) as session:
        places = [(venue.id, venue.name_hu) for venue in venues.listed(session)]
        subject = f"event:{row.id}" if row else ""
        trail = audit.latest(session, subject=subject, limit=20) if row else ()
    return page(
        "admin/event.html",
        faults=faults or form.faults,
        form=form,
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
