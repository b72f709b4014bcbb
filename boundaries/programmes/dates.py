"""Dates as precisely as a source gives them, and the state of a programme on a day. Pure.

A partial date is written `2021`, `2023-H1` (half of a year), `2019-04` or `2022-06-03`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from ..language.days import MONTHS

_WRITTEN = re.compile(
    r"(?P<year>[12]\d{3})(?:-(?:H(?P<half>[12])|(?P<month>[01]\d)(?:-(?P<day>[0-3]\d))?))?\Z",
    re.ASCII,
)
_HALF_MONTHS = {"1": (1, 6), "2": (7, 12)}
_ROMAN = {"1": "I.", "2": "II."}


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days that a source names: a day, a month, half a year, a year."""

    written: str
    """In the form of this module: "2023-H1"."""
    first: dt.date
    last: dt.date

    @property
    def is_day(self) -> bool:
        """True where the source gives the very day."""
        return self.first == self.last


class ProgrammeState(StrEnum):
    """How a programme stands on a day."""

    PLANNED = "planned"
    """It has not begun."""
    RUNNING = "running"
    ENDED = "ended"
    NOT_ENDED = "not_ended"
    """Its end is ahead; the sources do not say when it begins."""


def read_when(written: str) -> When:
    """Read a partial date.

    >>> read_when("2023-H1").last, read_when("2019-04").last
    (datetime.date(2023, 6, 30), datetime.date(2019, 4, 30))

    Raises:
        ValueError: not in the form, or no such day.
    """
    found = _WRITTEN.match(written)
    if found is None:
        raise ValueError(f"{written!r} is no date like 2021, 2023-H1, 2019-04 or 2022-06-03")
    year = int(found["year"])
    if found["day"]:
        day = dt.date(year, int(found["month"]), int(found["day"]))
        return When(written, day, day)
    low, high = _HALF_MONTHS.get(found["half"] or "", (1, 12))
    if found["month"]:
        low = high = int(found["month"])
    first = dt.date(year, low, 1)
    return When(written, first, dt.date(year, high, calendar.monthrange(year, high)[1]))


def fits(written: str, words: str) -> bool:
    """Tell whether the words of a source give a partial date, in Hungarian or in figures.

    >>> fits("2022-06-03", "2022. június 3-án"), fits("2015-09-12", "2015.09.12. 13:00-15:00")
    (True, True)
    >>> fits("2023-H1", "2023. I. félévében"), fits("2021-05", "2021. évben")
    (True, False)
    """
    found = _WRITTEN.match(written)
    if found is None or found["year"] not in words:
        return False
    if found["half"]:
        return f"{_ROMAN[found['half']]} félév" in words
    if not found["month"]:
        return True
    month = int(found["month"])
    day = f"0?{int(found['day'])}" if found["day"] else ""
    behind = rf"\s*{day}(?!\d)" if day else ""
    pattern = rf"{found['year']}\.?\s*(?:{MONTHS[month - 1]}\w*|0?{month}\.){behind}"
    return re.search(pattern, words) is not None


_HOURS = re.compile(
    r"(?<![\d:.])(?P<from_h>[01]?\d|2[0-3])(?:[:.](?P<from_m>[0-5]\d))?(?:\s*ór(?:a|ától))?"
    r"\s*(?:[-–—]|(?<=tól))\s*"
    r"(?P<to_h>[01]?\d|2[0-3])(?:[:.](?P<to_m>[0-5]\d))?(?P<to_word>\s*ór(?:a|áig))?(?!\d)",
    re.ASCII,
)


def find_hours(words: str) -> tuple[tuple[dt.time, dt.time], ...]:
    """Return the hours from and to which something lasts, as words give them.

    >>> [f"{a:%H:%M} {b:%H:%M}" for a, b in find_hours("13:00-15:00, 9.30 – 10.30, 8–12 óra")]
    ['13:00 15:00', '09:30 10:30', '08:00 12:00']
    >>> [f"{a:%H:%M} {b:%H:%M}" for a, b in find_hours("14 órától 16 óráig")]
    ['14:00 16:00']
    >>> find_hours("15-18 év közötti, 2022-2023")
    ()
    """
    return tuple(
        (_time(found, "from"), _time(found, "to"))
        for found in _HOURS.finditer(words)
        if (found["from_m"] and found["to_m"]) or found["to_word"]
    )


def _time(found: re.Match[str], name: str) -> dt.time:
    return dt.time(int(found[f"{name}_h"]), int(found[f"{name}_m"] or 0))


def state_on(
    day: dt.date, start: When | None, end: When | None, running_since: When | None = None
) -> ProgrammeState | None:
    """Return the state of a programme on a day; None where its sources give no end.

    Args:
        day: the day asked.
        start: when it begins, if a source says so.
        end: when it ends, if a source says so; it has ended when the last day is over.
        running_since: when a source shows it running, if none gives its start.
    """
    if end is not None and day > end.last:
        return ProgrammeState.ENDED
    if start is not None:
        return ProgrammeState.PLANNED if day < start.first else _ahead(end)
    if running_since is not None and day > running_since.last:
        return _ahead(end)
    return None if end is None else ProgrammeState.NOT_ENDED


def _ahead(end: When | None) -> ProgrammeState | None:
    return None if end is None else ProgrammeState.RUNNING
