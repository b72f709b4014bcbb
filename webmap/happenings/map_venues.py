"""Venues of the pages as the map takes them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .happenings import in_order
from .wording import joined

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from webmap.maps.venue_map import MapVenue
    from webmap.web.i18n import Texts

    from .happenings import Happenings, PublicEvent, PublicVenue

MOST_EVENTS = 3
"""Events that the popup of a venue names."""


def map_venues(
    happenings: Happenings, today: dt.date, page_of: Callable[[str], str], t: Texts
) -> tuple[MapVenue, ...]:
    """Return every venue that can be drawn.

    Args:
        happenings: all that is public.
        today: for the order of the events that a popup names.
        page_of: id of a venue -> address of its page.
        t: language of the texts.
    """
    return tuple(
        map_venue(venue, happenings.by_venue.get(venue.id, ()), today, page_of(venue.id), t)
        for venue in happenings.venues
        if venue.is_drawn
    )


def map_venue(
    venue: PublicVenue,
    events: Iterable[PublicEvent],
    today: dt.date,
    page: str | None,
    t: Texts,
) -> MapVenue:
    """Return one venue with its address and the first of its events.

    Raises:
        ValueError: nobody knows where it is.
    """
    from webmap.maps.venue_map import MapVenue  # noqa: PLC0415 - folium takes a second to import

    if venue.lon is None or venue.lat is None:
        raise ValueError(f"venue {venue.id!r} has no place and cannot be drawn")
    shown = in_order(tuple(events), today)
    lines = [joined((venue.settlement, venue.address))]
    lines += [f"{event.name} – {event.when}" for event in shown[:MOST_EVENTS]]
    if len(shown) > MOST_EVENTS:
        lines.append(t("pages.more_events", count=len(shown) - MOST_EVENTS))
    if venue.step_free:
        lines.append(t("pages.step_free.yes"))
    return MapVenue(
        id=venue.id,
        name=venue.name,
        lon=venue.lon,
        lat=venue.lat,
        precision_m=venue.precision_m,
        href=page,
        lines=tuple(line for line in lines if line),
    )
