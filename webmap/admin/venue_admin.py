"""Venues as staff keep them: added as drafts, placed on a map, published with their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from boundaries.clock import BUDAPEST
from boundaries.programmes.catalogue import survey_catalogue
from geo.crs import check_lonlat
from geo.errors import CoordinateError
from webmap.accounts.guards import allowed, require_role
from webmap.accounts.people import Role
from webmap.admin.answers import address, go, page, refused
from webmap.admin.venue_rows import seek
from webmap.ask.programme_texts import title_of
from webmap.ask.words import coordinate_problem
from webmap.request import parameters
from webmap.request.state import revalidated, state
from webmap.store import audit, events, venues
from webmap.store.errors import RefusedError, StoreError
from webmap.store.events import local
from webmap.store.tables import LONGEST_LINE, Venue
from webmap.web.http import language, large_body

from .forms import (
    Choice,
    Form,
    Line,
    Moment,
    Number,
    Reference,
    Tick,
    Ticks,
    Words,
    YesNo,
    fault,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as AnyResponse

    from webmap.admin.forms import FormFault
    from webmap.admin.venue_rows import Sought
    from webmap.maps.maps import MapParts
    from webmap.store.tables import Audit, Event


LONGEST_KIND = 40
"""Characters of a kind; its column is so wide."""
MOST_UNCERTAIN_M = 100_000
"""Metres by which a place may be off: across a county."""


class VenueForm(Form):
    """What staff say about a venue."""

    name_hu = Line(needed=True)
    name_en = Line()
    kind = Line(LONGEST_KIND, needed=True)
    programmes = Ticks()
    address = Line()
    lat = Number(20, digits=7)
    lon = Number(20, digits=7)
    precision_m = Number(10)
    step_free = YesNo()
    transport = Words()
    opening = Words()
    contact = Words()
    source = Words()
    step = Choice(("seek", "save"), needed=False)

    def validate_lon(self, field: Number) -> None:
        """Refuse half a place, and one that is nowhere."""
        lat, lon = self.lat.data, field.data
        if self.lat.errors or field.errors or (lat is None and lon is None):
            return
        if lat is None or lon is None:
            self.fault("lat" if lat is None else "lon", "half_point")
            return
        try:
            checked = check_lonlat(lat=lat, lon=lon)
        except CoordinateError:
            text = coordinate_problem(lat, lon, eov=False, lang=self.t.language)
            self.fault("lat", "point", problem=text)
            return
        self.lat.data, field.data = round(checked.lat, 7), round(checked.lon, 7)

    def validate_precision_m(self, field: Number) -> None:
        """Refuse a length that tells nothing."""
        if field.data is not None and not 0 <= field.data <= MOST_UNCERTAIN_M:
            raise fault("precision")


class LocalMoment(Moment):
    """A moment in the time of Budapest; hours that the clocks skip or repeat are faults."""

    def process_data(self, value: dt.datetime | None) -> None:
        """Take what is stored, as the clocks show it."""
        self.data = None if value is None else value.astimezone(BUDAPEST)

    def read(self, text: str) -> dt.datetime | None:
        """Return the moment with its zone."""
        typed: Any = super().read(text)
        try:
            return None if typed is None else local(typed)
        except RefusedError:
            raise fault("clocks") from None


class EventForm(Form):
    """What staff say about an event."""

    title_hu = Line(needed=True)
    title_en = Line()
    programme = Choice()
    venue_id = Reference(needed=False)
    starts_at = LocalMoment(name="starts", needed=True)
    ends_at = LocalMoment(name="ends")
    target_group = Line()
    step_free = YesNo()
    by_invitation = Tick()
    description_hu = Words()
    description_en = Words()
    source = Words()

    def validate_ends_at(self, field: LocalMoment) -> None:
        """Refuse an end before the beginning."""
        if self.starts_at.data and field.data and field.data < self.starts_at.data:
            raise fault("ends_first")


class StateForm(Form):
    """What is to become of a venue or an event."""

    act = Choice()

    def validate_for(self, row: Venue | Event) -> bool:
        """Look also at what the row allows."""
        if self.act.data == "publish" and not row.source.strip():
            self.fault("source", "no_source")
        if self.act.data == "delete" and row.state != "draft":
            self.fault("act", "not_draft")
        return self.validate()


blueprint = Blueprint("venue_admin", __name__, url_prefix="/desk/venues")

EDITORS = (Role.STAFF, Role.EDITOR, Role.APPROVER, Role.ADMIN)
_STATES = {"publish": "published", "withdraw": "draft"}


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
    parameters.require_known_parameters("lang", "programme")
    return _page(_form(VenueForm(data={"programmes": request.args.getlist("programme")})))


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
    return _page(_form(VenueForm(obj=row)), row)


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
    asked, person = StateForm.sent(), allowed(*EDITORS)
    asked.act.codes = (*_STATES, "delete")
    row = _venue(slug)
    if not asked.validate_for(row):
        return _page(_form(VenueForm(obj=row)), row, faults=asked.faults)
    act = asked.act.data
    try:
        with state().store.session() as session:
            if act == "delete":
                venues.delete(session, slug, by=person.user)
            else:
                venues.set_state(session, slug, _STATES[act], by=person.user)
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
    form, person = _form(VenueForm.sent()), allowed(*EDITORS)
    row = None if slug is None else _venue(slug)
    if form.step.data == "seek":
        return _sought(form, row)
    if not form.validate():
        return _page(form, row)
    try:
        with state().store.session() as session:
            kept = Venue(name_hu="", kind="") if slug is None else venues.get(session, slug)
            form.populate_obj(kept)
            venues.save(session, kept, by=person.user)
    except StoreError as fault:
        raise refused(fault) from fault
    return go("venue_admin.edit", slug=kept.slug, done="venue_saved")


def _sought(form: VenueForm, row: Venue | None) -> Response:
    """Show the form again with the place of its address, or with what may be meant."""
    form.address.limit, form.address.needed = state().settings.max_query_chars, True
    found = seek(state().areas, form.address.data) if form.check("address") else None
    form.address.limit, form.address.needed = LONGEST_LINE, False
    if found is not None and found.spot is not None:
        spot = found.spot
        form.lat.show(str(spot.lat))
        form.lon.show(str(spot.lon))
        form.precision_m.show(f"{spot.metres:g}")
    return _page(form, row, sought=found)


def _form(form: VenueForm) -> VenueForm:
    form.programmes.codes = _programmes()
    return form


def _page(
    form: VenueForm,
    row: Venue | None = None,
    *,
    faults: Sequence[FormFault] = (),
    sought: Sought | None = None,
) -> Response:
    trail: Sequence[Audit] = ()
    if row is not None:
        with state().store.session(read_only=True) as session:
            trail = audit.latest(session, subject=f"venue:{row.slug}", limit=20)
    return page(
        "admin/venue.html",
        faults=faults or form.faults,
        form=form,
        row=row,
        sought=sought,
        programmes=_programmes(),
        map=_pin_map(),
        map_script=address("venue_admin.map_script"),
        trail=trail,
    )


def _pin_map() -> MapParts:
    from webmap.admin.maps import pin_map  # noqa: PLC0415 - folium takes a second to import

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
