"""Events and venues of the pages for other programs: as iCalendar, as JSON-LD. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from icalendar import Event as Component

from boundaries.programmes.export import to_jsonld
from boundaries.programmes.ical import PRODUCT, to_ical

from .wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements

    from .happenings import PublicEvent, PublicVenue


def calendar(
    programmes: Sequence[Programme],
    events: Iterable[PublicEvent],
    *,
    lang: str,
    stamp: dt.datetime,
) -> bytes:
    """Write events as one calendar.

    Args:
        programmes: from which the catalogue's events come.
        events: that the calendar holds; one without a day is left out.
        lang: language of the texts.
        stamp: when the calendar was made, with its zone.
    """
    wanted = [event for event in events if event.has_calendar_entry]
    uids = {event.uid for event in wanted}
    written = Calendar.from_ical(to_ical(programmes, lang=lang, stamp=stamp))
    parts = [part for part in written.walk("VEVENT") if str(part["uid"]) in uids]
    parts += [_component(event, stamp) for event in wanted if event.is_own]
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    for part in parts:
        made.add_component(part)
    days = [event.first for event in wanted if event.first] or [stamp.date()]
    first, last = min(days).year, max(days).year
    made.add_missing_timezones(dt.date(first, 1, 1), dt.date(last + 1, 1, 1))
    return bytes(made.to_ical())


def _component(event: PublicEvent, stamp: dt.datetime) -> Component:
    made = Component()
    made.add("uid", event.uid)
    made.add("dtstamp", stamp.astimezone(dt.UTC))
    made.add("dtstart", event.start)
    if event.end is not None:
        made.add("dtend", event.end)
    made.add("summary", event.name)
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    if event.description:
        made.add("description", event.description)
    venue = event.venue
    if venue is not None:
        made.add("location", joined((venue.name, venue.address)))
        if venue.lat is not None and venue.lon is not None:
            made.add("geo", (venue.lat, venue.lon))
    return made


CONTEXT = "https://schema.org"
URN = "urn:akcioterulet:"


def event_document(
    event: PublicEvent,
    programme: Programme | None,
    places: Settlements | None,
    *,
    lang: str,
    page: str,
) -> dict[str, Any]:
    """Return one event.

    Args:
        event: the event.
        programme: that it belongs to, where the catalogue has it.
        places: the settlements.
        lang: language of the texts.
        page: address of its page.
    """
    if event.is_own or programme is None or places is None:
        return {"@context": CONTEXT, **_own(event), "url": page}
    graph = to_jsonld(programme, places, lang=lang)["@graph"]
    wanted = f"{URN}{event.uid}"
    found = next(node for node in graph if node["@id"] == wanted)
    return {"@context": CONTEXT, **found, "url": page}


def _own(event: PublicEvent) -> dict[str, Any]:
    status = "EventCancelled" if event.is_cancelled else "EventScheduled"
    made: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{URN}{event.uid}",
        "name": event.name,
        "eventStatus": f"{CONTEXT}/{status}",
        "about": {"@id": f"{URN}{event.programme}"},
    }
    for name, moment in (("startDate", event.start), ("endDate", event.end)):
        if moment is not None:
            made[name] = moment.isoformat()
    if event.description:
        made["description"] = event.description
    if event.venue is not None:
        made["location"] = _place(event.venue)
    if event.groups:
        made["audience"] = {"@type": "Audience", "audienceType": ", ".join(event.groups)}
    return made


def venue_document(venue: PublicVenue, *, page: str) -> dict[str, Any]:
    """Return one venue; a place that is known only roughly has no coordinates."""
    return {"@context": CONTEXT, **_place(venue), "url": page}


def _place(venue: PublicVenue) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Place", "name": venue.name}
    if venue.address:
        made["address"] = venue.address
    if venue.settlement:
        made["containedInPlace"] = {"@type": "AdministrativeArea", "name": venue.settlement}
    if venue.is_own and venue.is_drawn:
        made["geo"] = {"@type": "GeoCoordinates", "latitude": venue.lat, "longitude": venue.lon}
    if venue.step_free is not None:
        made["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "step-free access",
            "value": venue.step_free,
        }
    return made
