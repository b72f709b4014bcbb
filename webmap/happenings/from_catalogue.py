"""The venues and events of the catalogue as the pages show them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from boundaries.programmes.dates import ProgrammeState, read_when
from boundaries.programmes.ical import ZONE, event_uid
from boundaries.programmes.look_up import programme_state
from boundaries.programmes.model import Admission, Precision, State
from boundaries.programmes.placing import RegisterPlacer
from geo.crs import EOV, WGS84, reproject

from .happenings import BETWEEN, PublicEvent, PublicVenue
from .wording import in_language, partial_text, quote_views, span_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.model import Edition
    from boundaries.programmes.model import Event, Programme, Venue
    from boundaries.towns.settlements import Settlements
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
    start = None if event.start is None else event.start.replace(tzinfo=ZONE)
    end = None if event.end is None else event.end.replace(tzinfo=ZONE)
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
        is_over=over or event.state is State.DONE,
    )


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
