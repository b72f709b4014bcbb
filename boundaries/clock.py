"""The one clock: which day and what time it is where the areas are, in Hungary.

An override, an edition and a programme begin and end with a day, and a day begins at midnight in
Budapest, not in Greenwich. Nothing else in the product asks what day it is; a moment that is only
kept or compared (a time stamp) may stay a moment in UTC.

    >>> late = Clock.at(dt.datetime(2026, 1, 31, 22, 59, tzinfo=dt.UTC))
    >>> late.today().isoformat()
    '2026-01-31'
    >>> Clock.at(dt.datetime(2026, 1, 31, 23, 0, tzinfo=dt.UTC)).today().isoformat()
    '2026-02-01'
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

ZONE = "Europe/Budapest"
"""Name of the time zone whose calendar counts."""
BUDAPEST = ZoneInfo(ZONE)
"""The time zone whose calendar counts."""


def _instant() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time in Hungary; tests bring one that stands still."""

    instant: Callable[[], dt.datetime] = _instant
    """Returns the present moment, with its time zone, whichever that is."""

    @classmethod
    def at(cls, moment: dt.datetime) -> Clock:
        """Return a clock that stands at a moment.

        Raises:
            ValueError: the moment has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; a clock needs to know which moment")
        return cls(lambda: moment)

    @classmethod
    def on(cls, day: dt.date) -> Clock:
        """Return a clock that stands at noon of a day."""
        return cls.at(dt.datetime.combine(day, dt.time(12), BUDAPEST))

    def now(self) -> dt.datetime:
        """Return the present moment as the clocks in Hungary show it, with its time zone."""
        return self.instant().astimezone(BUDAPEST)

    def today(self) -> dt.date:
        """Return which day it is in Hungary."""
        return self.now().date()


def now() -> dt.datetime:
    """Return the present moment as the clocks in Hungary show it, with its time zone."""
    return Clock().now()


def today() -> dt.date:
    """Return which day it is in Hungary."""
    return Clock().today()
