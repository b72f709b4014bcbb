"""Where the pages of a service take programmes, settlements, venues and events from."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from boundaries.clock import BUDAPEST
from boundaries.errors import BoundaryError
from boundaries.facts.area_files import area_files
from boundaries.programmes.dates import ProgrammeState, read_when
from boundaries.programmes.ical import event_uid
from boundaries.programmes.look_up import programme_state
from boundaries.programmes.model import Admission, CompiledArea, Precision, State
from boundaries.programmes.placing import RegisterPlacer
from boundaries.towns.settlements import Settlements, load_settlements
from geo.crs import EOV, WGS84, reproject
from webmap.ask.services import DEFAULT_VARIANT
from webmap.request.state import state
from webmap.store.errors import StoreUnavailableError
from webmap.web.i18n import texts

from .happenings import BETWEEN, Happenings, PublicEvent, PublicVenue, gathered
from .wording import in_language, partial_text, quote_views, span_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from boundaries.model import Edition
    from boundaries.programmes.look_up import ProgrammeLookUp
    from boundaries.programmes.model import Event, Programme, Venue
    from webmap.web.i18n import Texts


Place = tuple[float, float, float]
"""Longitude, latitude, metres by which it may be off."""


def venues_of(
    programme: Programme, places: Settlements, edition: Edition | None, t: Texts
) -> tuple[PublicVenue, ...]:
    """Return the venues that the sources of a programme name.

    Args:
        programme: the programme.
        places: the settlements.
        edition: of its compiled area, where it has one that is served.
        t: language of the texts.
    """
    return tuple(_venue(programme, venue, places, edition, t) for venue in programme.venues)


def _venue(
    programme: Programme, venue: Venue, places: Settlements, edition: Edition | None, t: Texts
) -> PublicVenue:
    settlement = None if venue.settlement is None else places.by_code[venue.settlement].name
    place = _place(venue, places, edition)
    return PublicVenue(
        id=f"{programme.slug}{BETWEEN}{venue.id}",
        name=in_language(venue, t),
        programmes=(programme.slug,),
        settlement=settlement,
        address=venue.address or "",
        lon=None if place is None else place[0],
        lat=None if place is None else place[1],
        precision_m=0.0 if place is None else place[2],
        precision=t(f"pages.precision.{venue.precision.value}"),
        note="" if venue.note is None else in_language(venue.note, t),
        quotes=quote_views(programme, venue, t),
    )


def _place(venue: Venue, places: Settlements, edition: Edition | None) -> Place | None:
    """Return where a venue is drawn: amid the ground in which it lies, with that ground's reach."""
    if venue.precision is Precision.ACTION_AREA:
        return None if edition is None else _amid(edition)
    if venue.settlement is None:
        return None
    placed = RegisterPlacer(places).place(places.by_code[venue.settlement], "")
    if placed.lon is None or placed.lat is None or placed.precision_m is None:
        return None
    return placed.lon, placed.lat, placed.precision_m


def _amid(edition: Edition) -> Place:
    """Return the middle of an area and the metres from there to its farthest corner."""
    middle = edition.area.centroid
    reach = shapely.hausdorff_distance(middle, edition.area.boundary)
    lon, lat = reproject(middle, EOV, WGS84).coords[0]
    return round(lon, 6), round(lat, 6), round(float(reach), 0)


def events_of(
    programme: Programme, venues: Mapping[str, PublicVenue], today: dt.date, t: Texts
) -> tuple[PublicEvent, ...]:
    """Return the events that the sources of a programme name.

    Args:
        programme: the programme.
        venues: id on the pages -> venue.
        today: on which it is asked what is over.
        t: language of the texts.
    """
    over = programme_state(programme, today) is ProgrammeState.ENDED
    return tuple(_event(programme, event, venues, t, over=over) for event in programme.events)


def _event(
    programme: Programme,
    event: Event,
    venues: Mapping[str, PublicVenue],
    t: Texts,
    *,
    over: bool,
) -> PublicEvent:
    groups = () if event.admission is Admission.INVITED else programme.target_groups
    start = None if event.start is None else event.start.replace(tzinfo=BUDAPEST)
    end = None if event.end is None else event.end.replace(tzinfo=BUDAPEST)
    first, last, whole = _days(event)
    return PublicEvent(
        id=f"{programme.slug}{BETWEEN}{event.id}",
        uid=event_uid(programme.slug, event.id),
        programme=programme.slug,
        name=in_language(event, t),
        when=_when(event, t),
        first=first,
        last=last,
        start=start,
        end=end,
        whole_day=whole,
        venue=venues.get(f"{programme.slug}{BETWEEN}{event.venue}"),
        admission=event.admission.value,
        admission_text=t(f"pages.admission.{event.admission}"),
        kind=t(f"event_kind.{event.kind}"),
        groups=tuple(in_language(one, t) for one in groups),
        quotes=quote_views(programme, event, t),
        stated=event.state.value,
        changed=_changed(programme),
        is_over=over or event.state is State.DONE,
    )


def _changed(programme: Programme) -> dt.datetime | None:
    if programme.revised is None:
        return None
    return dt.datetime.combine(programme.revised, dt.time(), dt.UTC)


def _days(event: Event) -> tuple[dt.date | None, dt.date | None, bool]:
    """Return the first and the last day of an event, and whether it is one day without hours."""
    if event.start is not None:
        return event.start.date(), (event.end or event.start).date(), False
    if event.when is None:
        return None, None, False
    when = read_when(event.when)
    return when.first, when.last, when.is_day


def _when(event: Event, t: Texts) -> str:
    if event.start is not None:
        return span_text(event.start, event.end, t)
    return t("pages.when_unknown") if event.when is None else partial_text(event.when, t)


_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The programmes that the service shows, with the settlements of their areas."""

    programmes: tuple[Programme, ...] = ()
    places: Settlements | None = None
    """None where they could not be read; then there is no programme either."""
    by_slug: dict[str, Programme] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    """Slugs of the programmes whose files cannot be read; the others are shown."""
    withdrawn: tuple[str, ...] = ()
    """Slugs of the programmes that were withdrawn."""
    stamp: str = ""
    """Another text where a file of it has changed."""

    @property
    def is_broken(self) -> bool:
        """Whether its files could not be read."""
        return self.places is None

    def of_area(self, slug: str) -> Programme | None:
        """Return the programme whose area is compiled from a definition; or None."""
        compiled = ((one, one.area) for one in self.programmes)
        return next(
            (
                one
                for one, area in compiled
                if isinstance(area, CompiledArea) and area.definition == slug
            ),
            None,
        )


def catalogue() -> Catalogue:
    """Return the catalogue, read again once a file of it has changed.

    An empty one where a file of it cannot be read.
    """
    stamp = area_files().programmes
    return state().once(("programme-catalogue", stamp), lambda: _read(stamp))


def _read(stamp: str) -> Catalogue:
    from boundaries.programmes.catalogue import (  # noqa: PLC0415 - pydantic, YAML
        survey_catalogue,
        withdrawn_slugs,
    )

    try:
        places = load_settlements()
        programmes, faults = survey_catalogue()
    except (BoundaryError, OSError):
        _LOG.exception("the catalogue of programmes cannot be read; its pages are empty")
        return Catalogue()
    for slug, fault in faults.items():
        _LOG.error("the programme %s cannot be read: %s", slug, fault)
    by_slug = {one.slug: one for one in programmes}
    return Catalogue(programmes, places, by_slug, tuple(faults), withdrawn_slugs(), stamp)


def programme_look_up() -> ProgrammeLookUp | None:
    """Return what asks every programme; None where the catalogue cannot be read."""
    known, areas = catalogue(), state().areas
    if known.places is None:
        return None
    from boundaries.programmes.look_up import ProgrammeLookUp  # noqa: PLC0415 - look-ups only

    places = known.places
    return state().once(
        ("programme-look-up", known.stamp), lambda: ProgrammeLookUp(known.programmes, places, areas)
    )


def served_edition(programme: Programme, variant: str = DEFAULT_VARIANT) -> Edition | None:
    """Return the edition of a programme's compiled area, where this service has one."""
    if not isinstance(programme.area, CompiledArea):
        return None
    areas = state().areas
    for info in areas.list():
        if info.slug == programme.area.definition and variant in info.variants:
            return areas.edition(info.slug, variant)
    return None


def served_editions(programme: Programme) -> tuple[Edition, ...]:
    """Return the editions of every variant of a programme's compiled area."""
    if not isinstance(programme.area, CompiledArea):
        return ()
    areas = state().areas
    return tuple(
        areas.edition(info.slug, variant)
        for info in areas.list()
        if info.slug == programme.area.definition
        for variant in info.variants
    )


def happenings(lang: str) -> Happenings:
    """Return the venues and events of the catalogue and the municipality's own.

    Without a database, or while it is away, the catalogue's alone.
    """
    known, today = catalogue(), state().today()
    key = ("happenings", lang, today.isoformat(), known.stamp)
    return _with_own(state().once(key, lambda: _of_catalogue(known, today, texts(lang))), lang)


def happenings_of(programme: Programme, places: Settlements, lang: str) -> Happenings:
    """Return the venues and events of a programme that is in no catalogue, and one's own."""
    known = Catalogue((programme,), places, {programme.slug: programme})
    return _with_own(_of_catalogue(known, state().today(), texts(lang)), lang)


def _with_own(
    found: tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]], lang: str
) -> Happenings:
    venues, events = found
    try:
        own_venues, own_events = _own(lang)
    except StoreUnavailableError:
        return gathered(venues, events, store_fault=True)
    return gathered((*venues, *own_venues), (*events, *own_events))


def _of_catalogue(
    known: Catalogue, today: dt.date, t: Texts
) -> tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]]:
    if known.places is None:
        return (), ()
    venues: list[PublicVenue] = []
    events: list[PublicEvent] = []
    for programme in known.programmes:
        found = venues_of(programme, known.places, served_edition(programme), t)
        venues += found
        events += events_of(programme, {one.id: one for one in found}, today, t)
    return tuple(venues), tuple(events)


def _own(lang: str) -> tuple[tuple[PublicVenue, ...], tuple[PublicEvent, ...]]:
    store = state().store
    if store.is_untouched:
        return (), ()  # a page that is only read makes no file
    from .from_store import own  # noqa: PLC0415 - SQLAlchemy, only where there is a database

    with store.session(read_only=True) as opened:
        return own(opened, texts(lang))
