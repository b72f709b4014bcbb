"""Events and venues of the pages for other programs: as iCalendar, as JSON-LD. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from boundaries.programmes.export import event_urn, to_jsonld
from boundaries.programmes.ical import Entry, to_ical

from .happenings import BETWEEN
from .wording import joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements
    from webmap.web.i18n import Texts

    from .happenings import PublicEvent, PublicVenue


def calendar(
    events: Iterable[PublicEvent],
    t: Texts,
    *,
    page: Callable[[str], str] | None = None,
    name: str = "",
    source: str = "",
) -> bytes:
    """Write events as one calendar.

    Args:
        events: that the calendar holds; one without a day is left out.
        t: language of the texts.
        page: id of an event -> address of its page; None where there are no pages.
        name: of a calendar to subscribe to; see `boundaries.programmes.ical.to_ical`.
        source: address of the calendar.
    """
    entries = (_entry(event, t, page) for event in events if event.has_calendar_entry)
    return to_ical(entries, name=name, source=source)


def _entry(event: PublicEvent, t: Texts, page: Callable[[str], str] | None) -> Entry:
    venue, said = event.venue, "\n".join(quote.words for quote in event.quotes)
    # Not every program shows the state of an event, so its title says what must not be missed.
    summary = f"{t('pages.cancelled')}: {event.name}" if event.is_cancelled else event.name
    return Entry(
        uid=event.uid,
        start=event.start or _day(event),
        summary=summary,
        end=event.end,
        changed=event.changed,
        status=_status(event),
        description=event.description or said,
        categories=(event.kind,) if event.kind else (),
        location="" if venue is None else _location(venue),
        point=None if venue is None else _point(venue),
        url="" if page is None else page(event.id),
    )


def _status(event: PublicEvent) -> Literal["", "CONFIRMED", "CANCELLED"]:
    """Return how sure it is; a source that only plans something confirms nothing."""
    if event.is_cancelled:
        return "CANCELLED"
    return "" if event.stated == "planned" else "CONFIRMED"


def _day(event: PublicEvent) -> dt.date:
    if event.first is None:
        raise ValueError(f"{event.id} has neither hours nor a day")
    return event.first


def _location(venue: PublicVenue) -> str:
    return joined((venue.name, venue.address, venue.settlement))


def _point(venue: PublicVenue) -> tuple[float, float] | None:
    """Return latitude and longitude; None for a place that is known only roughly."""
    if not venue.is_own or venue.lat is None or venue.lon is None:
        return None
    return venue.lat, venue.lon


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
    number = event.id.removeprefix(f"{programme.slug}{BETWEEN}")
    urn = event_urn(programme, next(one for one in programme.events if one.id == number))
    found = next(node for node in graph if node["@id"] == urn)
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
        made["eventAttendanceMode"] = f"{CONTEXT}/OfflineEventAttendanceMode"
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
