"""The pages' events and venues as JSON-LD with schema.org. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from boundaries.programmes.export import to_jsonld

if TYPE_CHECKING:
    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements

    from .happenings import PublicEvent, PublicVenue

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
