"""Calendars (RFC 5545, RFC 7986) in the forms that Outlook, Google and Nextcloud take.

Times are those of Europe/Budapest, whose rules stand in the calendar itself, as rules that repeat:
what some programs read of lists of single days ends with the last of them. Nothing in a calendar
is of the moment in which it is asked for, so that it has the same bytes until something changes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from boundaries.clock import BUDAPEST, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Calendar, Component, Timezone

PRODUCT = "-//akcioterulet//programmes//HU"
UID_DOMAIN = "akcioterulet"
REFRESH = dt.timedelta(hours=12)
"""How often a program that subscribed should ask again: events are called off at short notice."""
UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""Stands for when something was changed where nobody says: whatever is dated is newer."""
_FIRST_SEQUENCE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes place, as a calendar holds it. All texts are plain."""

    uid: str
    """It stays, whatever else changes."""
    start: dt.datetime | dt.date
    """A moment with its zone, or a whole day."""
    summary: str
    end: dt.datetime | None = None
    """With its zone; None for a whole day, and where no end is known."""
    changed: dt.datetime | None = None
    """When anything of it was last changed, with its zone; None where nobody says."""
    status: Literal["", "CONFIRMED", "CANCELLED"] = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    """In words."""
    location: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude, WGS84 degrees; None where the place is known roughly only."""
    url: str = ""
    """Address of its page."""


def event_uid(programme: str, event: str) -> str:
    """Return the id of an event in calendars; it depends on the two ids and nothing else.

    It has no slash, since programs that keep calendars on a server name its file after it.
    """
    return f"{programme}_{event}@{UID_DOMAIN}"


def to_ical(entries: Iterable[Entry], *, name: str = "", source: str = "") -> bytes:
    """Write a calendar.

    Args:
        entries: what it holds.
        name: of a calendar to subscribe to; one without is to be put into a calendar of the
            reader's own, and says nothing of itself.
        source: address from which the calendar can be had again.
    """
    from icalendar import Calendar  # noqa: PLC0415 - look-ups need no calendar

    entries = tuple(entries)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        _describe(calendar, name, source)
        if changed := max((one.changed for one in entries if one.changed), default=None):
            calendar.add("last-modified", changed.astimezone(dt.UTC))
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_component(entry))
    return bytes(calendar.to_ical())


def _describe(calendar: Calendar, name: str, source: str) -> None:
    """Say what the calendar is and how often to ask for it: by the standard, and by habit."""
    from icalendar import vDuration  # noqa: PLC0415 - see to_ical

    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    if source:
        calendar.add("source", source, parameters={"VALUE": "URI"})


def _zone() -> Timezone:
    """Return the rules of Hungary's clocks since 1996, in the form that every program reads."""
    from icalendar import (  # noqa: PLC0415 - see to_ical
        Timezone,
        TimezoneDaylight,
        TimezoneStandard,
    )

    zone = Timezone()
    zone.add("tzid", ZONE)
    zone.add("x-lic-location", ZONE)
    winter, summer = dt.timedelta(hours=1), dt.timedelta(hours=2)
    for part, name, before, after, first in (
        (TimezoneDaylight(), "CEST", winter, summer, dt.datetime(1970, 3, 29, 2)),  # noqa: DTZ001 - local
        (TimezoneStandard(), "CET", summer, winter, dt.datetime(1970, 10, 25, 3)),  # noqa: DTZ001 - local
    ):
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _component(entry: Entry) -> Component:
    from icalendar import Event  # noqa: PLC0415 - see to_ical

    made = Event()
    changed = (entry.changed or UNKNOWN).astimezone(dt.UTC).replace(microsecond=0)
    made.add("uid", entry.uid)
    made.add("dtstamp", changed)  # of a calendar without METHOD: when the entry was last changed
    if entry.changed is not None:
        made.add("last-modified", changed)
        # What has changed has the higher number, which is all that the standard wants of it.
        made.add("sequence", max(0, int((changed - _FIRST_SEQUENCE).total_seconds())))
    if isinstance(entry.start, dt.datetime):
        for key, moment in zip(
            ("dtstart", "dtend"), _moments(entry.start, entry.end), strict=False
        ):
            made.add(key, moment)
    else:
        made.add("dtstart", entry.start)
        made.add("dtend", entry.start + dt.timedelta(days=1))
        made.add("transp", "TRANSPARENT")  # nobody is busy for a whole day by it
    made.add("summary", entry.summary)
    if entry.categories:
        made.add("categories", entry.categories)
    for key, value in (
        ("status", entry.status),
        ("description", entry.description),
        ("location", entry.location),
        ("url", entry.url),
        ("geo", entry.point),
    ):
        if value:
            made.add(key, value)
    return made


def _moments(*moments: dt.datetime | None) -> list[dt.datetime]:
    """Return moments in the time of Hungary; in UTC where its clocks show one the second time."""
    local = [moment.astimezone(BUDAPEST) for moment in moments if moment is not None]
    return [one.astimezone(dt.UTC) for one in local] if any(one.fold for one in local) else local
