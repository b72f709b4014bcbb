"""Events of the pages as iCalendar: the catalogue's as `boundaries` writes them, and one's own."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from icalendar import Calendar
from icalendar import Event as Component

from boundaries.programmes.ical import PRODUCT, to_ical

from .wording import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boundaries.programmes.model import Programme

    from .happenings import PublicEvent

OWN_UID = "event-"


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
