"""The form of calendars, read with the libraries that other programs read them with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import ics
import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from boundaries.clock import BUDAPEST
from boundaries.programmes.ical import Entry, event_uid, to_ical

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGED = dt.datetime(2026, 5, 1, 12, 30, 15, 999, tzinfo=dt.UTC)
SOURCE = "https://example.org/events.ics"


def at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BUDAPEST)


FAIR = Entry(
    uid=event_uid("proba", "vasar"),
    start=at(5, 12, 10),
    end=at(5, 12, 12),
    changed=CHANGED,
    summary="Őszi vásár; árvíztűrő tükörfúrógép, hosszú címmel, hogy a sor kétszer is elférjen",
    description="Első sor\nMásodik sor, vesszővel; és \\ jellel",
    categories=("nyilvános rendezvény",),
    location="Próba Ház, Próba utca 1",
    point=(46.95, 19.72),
    url="https://example.org/events/1",
    status="CONFIRMED",
)
DAY = Entry(uid=event_uid("proba", "nap"), start=dt.date(2026, 6, 3), summary="Egész nap")
OFF = Entry(
    uid=event_uid("proba", "le"), start=at(7, 1, 9), summary="Elmarad: séta", status="CANCELLED"
)
MADE = to_ical([FAIR, DAY, OFF], name="Próba naptár", source=SOURCE)


def by_icalendar(made: bytes) -> list[tuple[Any, Any]]:
    return [(one.start, one.get("dtend") and one.end) for one in Calendar.from_ical(made).events]


def by_ical(made: bytes) -> list[tuple[Any, Any]]:
    """Read strictly, as Home Assistant does."""
    events = IcsCalendarStream.calendar_from_ics(made.decode()).events
    return [(one.dtstart, one.dtend) for one in events]


def by_ics(made: bytes) -> list[tuple[Any, Any]]:
    """Read, with the moments as UTC."""
    found = sorted(ics.Calendar(made.decode()).events, key=lambda one: one.begin)
    return [
        (one.begin.date(), one.end.date())
        if one.all_day
        else (one.begin.datetime, one.end.datetime if one.has_end else None)
        for one in found
    ]


READERS = [by_icalendar, by_ical, by_ics]


@pytest.mark.parametrize("read", READERS)
def test_every_library_reads_hours_and_days(read: Callable[[bytes], Any]) -> None:
    hours, day, open_ended = sorted(read(MADE), key=lambda one: str(one[0]))
    assert hours == (FAIR.start, FAIR.end)
    assert day == (dt.date(2026, 6, 3), dt.date(2026, 6, 4))
    assert open_ended[0] == OFF.start


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(3, 28, 23), at(3, 29, 4)),
        (at(3, 29, 1, 59), at(3, 29, 3)),
        (at(10, 24, 23), at(10, 25, 4)),
        (at(10, 25, 3), at(10, 25, 3, 30)),
    ],
)
def test_the_nights_when_the_clocks_change(
    read: Callable[[bytes], Any], start: dt.datetime, end: dt.datetime
) -> None:
    entry = Entry(uid="ejjel@proba", start=start, end=end, summary="Éjszaka")
    ((begins, ends),) = read(to_ical([entry]))
    assert begins.astimezone(dt.UTC) == start.astimezone(dt.UTC)
    assert ends.astimezone(dt.UTC) == end.astimezone(dt.UTC)


@pytest.mark.parametrize("read", READERS)
def test_the_hour_that_comes_twice(read: Callable[[bytes], Any]) -> None:
    start = at(10, 25, 2, 30)
    made = to_ical([Entry(uid="ejjel@proba", start=start, end=start.replace(fold=1), summary="É")])
    ((begins, ends),) = read(made)
    assert ends - begins == dt.timedelta(hours=1)
    assert begins.astimezone(dt.UTC) == start.astimezone(dt.UTC)


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_wants() -> None:
    assert MADE.count(b"\n") == MADE.count(b"\r\n")
    assert max(len(line) for line in MADE.split(b"\r\n")) <= 75
    assert MADE.endswith(b"END:VCALENDAR\r\n")
    (fair, *_) = Calendar.from_ical(MADE).events
    assert (fair["summary"], fair["description"]) == (FAIR.summary, FAIR.description)


def test_the_zone_repeats_its_rules() -> None:
    (zone,) = Calendar.from_ical(MADE).walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Budapest"
    rules = {str(part["tzname"]): part["rrule"].to_ical().decode() for part in zone.subcomponents}
    assert rules == {
        "CEST": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "CET": "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    }
    assert b"RDATE" not in MADE


def test_a_calendar_to_subscribe_to_says_what_it_is_and_when_to_ask_again() -> None:
    lines = MADE.decode().split("\r\n")
    for line in (
        "NAME:Próba naptár",
        "X-WR-CALNAME:Próba naptár",
        "X-WR-TIMEZONE:Europe/Budapest",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        f"SOURCE;VALUE=URI:{SOURCE}",
        "LAST-MODIFIED:20260501T123015Z",
    ):
        assert line in lines
    single = Calendar.from_ical(to_ical([FAIR]))
    assert set(single) == {"PRODID", "VERSION", "CALSCALE", "X-WR-TIMEZONE"}


def test_an_entry_says_when_it_was_changed_and_nothing_of_the_present() -> None:
    assert to_ical([FAIR, DAY, OFF], name="Próba naptár", source=SOURCE) == MADE
    fair, day, off = Calendar.from_ical(MADE).events
    moment = CHANGED.replace(microsecond=0)
    assert (fair["dtstamp"].dt, fair["last-modified"].dt) == (moment, moment)
    assert "last-modified" not in day
    assert not {"sequence", "status"} & set(day)
    assert day["dtstamp"].dt == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert (day["transp"], off["status"]) == ("TRANSPARENT", "CANCELLED")
    later = Entry(**{**_values(FAIR), "changed": CHANGED + dt.timedelta(seconds=1)})
    (newer,) = Calendar.from_ical(to_ical([later])).events
    assert fair["sequence"] < newer["sequence"] < 2**31
    assert fair["uid"] == newer["uid"]


def _values(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


def test_an_entry_in_words() -> None:
    fair, *_ = Calendar.from_ical(MADE).events
    assert "/" not in fair["uid"]
    assert fair["uid"] == "proba_vasar@akcioterulet"
    assert fair["categories"].cats == ["nyilvános rendezvény"]
    assert fair["location"] == "Próba Ház, Próba utca 1"
    assert fair["geo"].to_ical() == "46.95;19.72"
    assert fair["url"] == "https://example.org/events/1"
    assert fair["status"] == "CONFIRMED"
