"""Finding events: by programme, target group, time, and access without steps. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .happenings import in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from .happenings import Happenings, PublicEvent, PublicVenue

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
