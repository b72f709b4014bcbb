"""Venues and events as the public pages show them, whichever way they came: catalogue or store.

Ids of the catalogue join the slug of the programme and the id of the file with "_", which
neither may hold; a venue of the store keeps its slug and an event of the store its number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .wording import QuoteView


BETWEEN = "_"


@dataclass(frozen=True, slots=True)
class PublicVenue:
    """A place where programmes are run; it may lie outside their area. All texts are plain."""

    id: str
    name: str
    programmes: tuple[str, ...]
    """Slugs."""
    settlement: str | None = None
    address: str = ""
    lon: float | None = None
    """WGS84 degrees; None where nothing can be drawn."""
    lat: float | None = None
    precision_m: float = 0.0
    """Metres by which the place may be off."""
    precision: str = ""
    """How well the place is known, as a sentence."""
    note: str = ""
    step_free: bool | None = None
    transport: str = ""
    opening: str = ""
    contact: str = ""
    source: str = ""
    quotes: tuple[QuoteView, ...] = ()
    is_own: bool = False
    """True for the municipality's own, whose texts are in Hungarian in every language."""

    @property
    def is_drawn(self) -> bool:
        """Whether the map shows it."""
        return self.lon is not None and self.lat is not None


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """Something that takes place. All texts are plain."""

    id: str
    uid: str
    """Id in calendars; it stays."""
    programme: str
    """Slug."""
    name: str
    when: str
    """When it takes place, in words."""
    first: dt.date | None = None
    last: dt.date | None = None
    """The days between which it lies; None where no source says."""
    start: dt.datetime | None = None
    """With its zone; None where only days are known."""
    end: dt.datetime | None = None
    whole_day: bool = False
    """True where the source gives the very day, without hours."""
    venue: PublicVenue | None = None
    admission: str = "not_stated"
    admission_text: str = ""
    kind: str | None = None
    """In words."""
    groups: tuple[str, ...] = ()
    """Target groups: of the event, or of its programme."""
    step_free: bool | None = None
    description: str = ""
    source: str = ""
    quotes: tuple[QuoteView, ...] = ()
    stated: str | None = None
    """What the source says of it on its own date: planned, ongoing or done."""
    changed: dt.datetime | None = None
    """When anything of it was last changed, with its zone; None where nobody says."""
    is_over: bool = False
    """True where no source gives a day, but it or its programme is over."""
    is_cancelled: bool = False
    is_own: bool = False

    @property
    def has_calendar_entry(self) -> bool:
        """Whether a calendar can hold it."""
        return self.start is not None or self.whole_day

    def is_coming(self, today: dt.date) -> bool:
        """Tell whether it is still ahead, or going on, on a day."""
        return not self.is_over if self.last is None else self.last >= today


@dataclass(frozen=True, slots=True)
class Happenings:
    """Every venue and event that is public."""

    venues: tuple[PublicVenue, ...] = ()
    events: tuple[PublicEvent, ...] = ()
    store_fault: bool = False
    """True where the municipality's own could not be read just now."""
    by_venue: dict[str, tuple[PublicEvent, ...]] = field(default_factory=dict)
    """Id of the venue -> its events."""

    def venue(self, number: str) -> PublicVenue | None:
        """Return the venue of an id."""
        return next((one for one in self.venues if one.id == number), None)

    def event(self, number: str) -> PublicEvent | None:
        """Return the event of an id."""
        return next((one for one in self.events if one.id == number), None)


def gathered(
    venues: tuple[PublicVenue, ...],
    events: tuple[PublicEvent, ...],
    *,
    store_fault: bool = False,
) -> Happenings:
    """Return venues and events with the events of each venue."""
    by_venue: dict[str, tuple[PublicEvent, ...]] = {}
    for event in events:
        if event.venue is not None:
            by_venue[event.venue.id] = (*by_venue.get(event.venue.id, ()), event)
    return Happenings(venues, events, store_fault, by_venue)


def in_order(events: tuple[PublicEvent, ...], today: dt.date) -> tuple[PublicEvent, ...]:
    """Order events: the coming ones by their beginning, then the past ones, the latest first."""
    far = dt.date.max
    coming = [event for event in events if event.is_coming(today)]
    past = [event for event in events if not event.is_coming(today)]
    coming.sort(key=lambda one: (one.first or far, _hour(one), one.id))
    past.sort(key=lambda one: (one.last or dt.date.min, _hour(one), one.id), reverse=True)
    return (*coming, *past)


def _hour(event: PublicEvent) -> dt.time:
    return dt.time.min if event.start is None else event.start.time()


TIMES = ("all", "coming", "past")
"""Which events are shown, the default first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; empty fields narrow nothing."""

    programme: str = ""
    group: str = ""
    time: str = TIMES[0]
    step_free: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Found:
    """What the pages list."""

    coming: tuple[PublicEvent, ...]
    past: tuple[PublicEvent, ...]
    venues: tuple[PublicVenue, ...]
    """Those that fit the programme and the access, by name."""

    @property
    def events(self) -> tuple[PublicEvent, ...]:
        """All of them, the coming ones first."""
        return (*self.coming, *self.past)


def find(happenings: Happenings, wanted: Wanted, today: dt.date) -> Found:
    """Return the events and venues that somebody looks for, in order."""
    fitting = in_order(tuple(e for e in happenings.events if _fits(e, wanted)), today)
    coming = tuple(event for event in fitting if event.is_coming(today))
    past = fitting[len(coming) :]
    shown = ((*coming, *past), coming, past)[TIMES.index(wanted.time)]
    held = {event.venue.id for event in shown if event.venue is not None}
    by_event = bool(wanted.group) or wanted.time != TIMES[0]
    venues = (v for v in happenings.venues if _venue_fits(v, wanted))
    return Found(
        coming=() if wanted.time == "past" else coming,
        past=() if wanted.time == "coming" else past,
        venues=tuple(v for v in venues if not by_event or v.id in held),
    )


def _fits(event: PublicEvent, wanted: Wanted) -> bool:
    return (
        wanted.programme in ("", event.programme)
        and (not wanted.group or wanted.group in event.groups)
        and (not wanted.step_free or event.step_free is True)
    )


def _venue_fits(venue: PublicVenue, wanted: Wanted) -> bool:
    of_programme = not wanted.programme or wanted.programme in venue.programmes
    return of_programme and (not wanted.step_free or venue.step_free is True)


def groups_of(events: Iterable[PublicEvent]) -> tuple[str, ...]:
    """Return every target group that an event has, in the order of the alphabet."""
    return tuple(sorted({group for event in events for group in event.groups}, key=str.casefold))
