"""Events as iCalendar (RFC 5545), Europe/Budapest, with ids that stay.

Only what has a time can stand in a calendar: events with hours, and whole days. An event of
which a source gives a month, half a year or a year only is not put on a day of our own choice.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from boundaries.clock import BUDAPEST

from .dates import read_when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import Event, Programme, Venue

ZONE = BUDAPEST
PRODUCT = "-//akcioterulet//programmes//HU"
UID_DOMAIN = "akcioterulet"


def event_uid(programme: str, event: str) -> str:
    """Return the id of an event in calendars; it depends on the two ids and nothing else."""
    return f"{programme}/{event}@{UID_DOMAIN}"


def calendar_events(programme: Programme) -> tuple[Event, ...]:
    """Return the events of a programme that have hours or a day."""
    return tuple(event for event in programme.events if _times(event) is not None)


def _times(event: Event) -> tuple[dt.date, dt.date] | None:
    """Return start and end: local times, or a day and the day behind it."""
    if event.start is not None and event.end is not None:
        return event.start.replace(tzinfo=ZONE), event.end.replace(tzinfo=ZONE)
    when = None if event.when is None else read_when(event.when)
    if when is None or not when.is_day:
        return None
    return when.first, when.first + dt.timedelta(days=1)


def to_ical(programmes: Iterable[Programme], *, lang: str, stamp: dt.datetime) -> bytes:
    """Write the events of programmes as one calendar.

    Args:
        programmes: whose events.
        lang: "hu" or "en", for the texts.
        stamp: when the calendar was made, with its zone; the same stamp gives the same bytes.

    Raises:
        ValueError: `stamp` has no zone.
    """
    from icalendar import Calendar  # noqa: PLC0415 - look-ups need no calendar

    if stamp.tzinfo is None:
        raise ValueError("the stamp of a calendar needs its zone; pass an aware datetime")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    made = [event for programme in programmes for event in _components(programme, lang, stamp)]
    for event in made:
        calendar.add_component(event)
    days = [event.start for event in made] or [stamp]
    first, last = min(day.year for day in days), max(day.year for day in days)
    calendar.add_missing_timezones(dt.date(first, 1, 1), dt.date(last + 1, 1, 1))
    return bytes(calendar.to_ical())


def _components(programme: Programme, lang: str, stamp: dt.datetime) -> Iterator[ICalEvent]:
    from icalendar import Event as Component  # noqa: PLC0415 - see to_ical

    venues = {venue.id: venue for venue in programme.venues}
    for event in calendar_events(programme):
        times = _times(event)
        if times is None:
            continue
        made = Component()
        made.add("uid", event_uid(programme.slug, event.id))
        made.add("dtstamp", stamp.astimezone(dt.UTC))
        made.add("dtstart", times[0])
        made.add("dtend", times[1])
        made.add("summary", _text(event, lang))
        made.add("description", "\n".join(quotation.words for quotation in event.said))
        made.add("categories", [event.kind.value])
        venue = venues.get(event.venue or "")
        if venue is not None:
            made.add("location", _place(venue, lang))
        yield made


def _text(part: Event | Venue, lang: str) -> str:
    return part.hu if lang == "hu" else part.en


def _place(venue: Venue, lang: str) -> str:
    return f"{_text(venue, lang)}, {venue.address}" if venue.address else _text(venue, lang)


if TYPE_CHECKING:
    from icalendar import Event as ICalEvent
