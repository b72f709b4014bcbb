"""Venues as staff keep them: added as drafts, placed on a map, published with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from boundaries.programmes.catalogue import survey_catalogue
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.roles import Role
from webmap.admin.answers import address, go, page, refused
from webmap.admin.forms import Form
from webmap.admin.geocode import seek
from webmap.admin.maps import pin_map
from webmap.admin.venue_form import VENUE_FIELDS, read_venue, sent_fields, venue_fields
from webmap.ask.programme_texts import title_of
from webmap.request import parameters
from webmap.request.sharing import revalidated
from webmap.request.state import state
from webmap.store import audit, events, venues
from webmap.store.errors import StoreError
from webmap.web.http import language
from webmap.web.i18n import texts
from webmap.web.marks import large_body

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from webmap.admin.geocode import Sought
    from webmap.maps.maps import MapParts
    from webmap.store.work_tables import Venue

blueprint = Blueprint("venue_admin", __name__, url_prefix="/desk/venues")

EDITORS = (Role.STAFF, Role.APPROVER, Role.ADMIN)


@blueprint.get("")
@require_role(*EDITORS)
def index() -> Response:
    """List every venue and every event."""
    parameters.require_known_parameters("lang", "done")
    with state().store.session(read_only=True) as session:
        places, dated = venues.listed(session), events.listed(session)
    return page("admin/venues.html", venues=places, events=dated)


@blueprint.get("/new")
@require_role(*EDITORS)
def new() -> Response:
    """Show an empty form."""
    parameters.require_known_parameters("lang")
    return _form({"programmes": []})


@blueprint.post("/new")
@large_body
@require_role(*EDITORS)
def add() -> AnyResponse:
    """Store a venue as a draft, or look for its address."""
    return _saved(None)


@blueprint.get("/<slug>")
@require_role(*EDITORS)
def edit(slug: str) -> Response:
    """Show the form of a venue."""
    parameters.require_known_parameters("lang", "done")
    row = _venue(slug)
    return _form(dict(venue_fields(row)), row=row)


@blueprint.post("/<slug>")
@large_body
@require_role(*EDITORS)
def change(slug: str) -> AnyResponse:
    """Store what was changed, or look for its address."""
    return _saved(slug)


@blueprint.post("/<slug>/state")
@require_role(*EDITORS)
def set_state(slug: str) -> AnyResponse:
    """Publish a venue, take it back, or delete a draft."""
    parameters.require_known_fields(request.form, ("act", "csrf_token"))
    person, form = allowed(*EDITORS), Form(request.form, texts(language()))
    act = form.choice("act", ("publish", "withdraw", "delete"))
    row = _venue(slug)
    if act == "publish" and not row.source.strip():
        form.fault("source", "no_source")
    if act == "delete" and row.state != "draft":
        form.fault("act", "not_draft")
    if form.faults:
        return _form(dict(venue_fields(row)), form, row=row)
    try:
        with state().store.session() as session:
            if act == "delete":
                venues.delete(session, slug, by=person.user)
            else:
                wanted = "published" if act == "publish" else "draft"
                venues.set_state(session, slug, wanted, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("venue_admin.index", done=f"venue_{act}")


@blueprint.get("/map.js")
@require_role(*EDITORS)
def map_script() -> Response:
    """Serve the script of the map; from an address of its own, pages need no inline script."""
    parameters.require_known_parameters("lang")
    parts = _pin_map()
    answer = Response(parts.script, content_type="text/javascript; charset=utf-8")
    return revalidated(answer, private=True)


def _saved(slug: str | None) -> AnyResponse:
    fields = (*VENUE_FIELDS, "csrf_token", "step")
    parameters.require_known_fields(request.form, fields)
    person, form = allowed(*EDITORS), Form(request.form, texts(language()))
    row = None if slug is None else _venue(slug)
    if request.form.get("step") == "seek":
        return _sought(form, row)
    values = read_venue(form, request.form.getlist("programmes"), _programmes())
    if values is None:
        return _form(sent_fields(request.form), form, row=row)
    try:
        with state().store.session() as session:
            kept = venues.save(session, values, by=person.user, slug=slug).slug
    except StoreError as fault:
        raise refused(fault) from fault
    return go("venue_admin.edit", slug=kept, done="venue_saved")


def _sought(form: Form, row: Venue | None) -> Response:
    """Show the form again with the place of its address, or with what may be meant."""
    typed = form.line("address", state().settings.max_query_chars, needed=True)
    found = None if form.faults else seek(state().areas, typed)
    shown = sent_fields(request.form)
    if found is not None and found.spot is not None:
        spot = found.spot
        shown.update(lat=str(spot.lat), lon=str(spot.lon), precision_m=f"{spot.metres:g}")
    return _form(shown, form, row=row, sought=found)


def _form(
    values: dict[str, object],
    form: Form | None = None,
    *,
    row: Venue | None = None,
    sought: Sought | None = None,
) -> Response:
    trail = []
    if row is not None:
        with state().store.session(read_only=True) as session:
            trail = list(audit.latest(session, subject=f"venue:{row.slug}", limit=20))
    return page(
        "admin/venue.html",
        faults=form.faults if form else (),
        values=values,
        row=row,
        sought=sought,
        programmes=_programmes(),
        map=_pin_map(),
        map_script=address("venue_admin.map_script"),
        trail=trail,
    )


def _pin_map() -> MapParts:
    areas, lang = state().areas, language()
    editions = [areas.edition(info.slug) for info in areas.list()]
    key = ("pin-map", lang, *(edition.hash for edition in editions))
    return state().once(key, lambda: pin_map(editions, lang, state().settings))


def _programmes() -> dict[str, str]:
    """Return slug -> title of every programme."""
    return {one.slug: title_of(one, language()) for one in survey_catalogue()[0]}


def _venue(slug: str) -> Venue:
    try:
        with state().store.session(read_only=True) as session:
            return venues.get(session, slug)
    except StoreError as fault:
        raise refused(fault) from fault
