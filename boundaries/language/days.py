"""Days, months and moments as people type them, read by one reader. Pure.

In Hungarian, in figures or as ISO 8601 has it: `2026. december 1.`, `2026.12.01.`, `2026-12-01`.
The year stands first; where it stands last, day and month cannot be told apart, and it is refused.
"""

from __future__ import annotations

import datetime as dt
import re

from .names import fold

MONTHS = (
    "január",
    "február",
    "március",
    "április",
    "május",
    "június",
    "július",
    "augusztus",
    "szeptember",
    "október",
    "november",
    "december",
)
_SHORT = {"jan", "feb", "febr", "marc", "apr", "maj", "jun", "jul", "aug", "szep", "szept"}
_SHORT |= {"okt", "nov", "dec"}
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LETTER = "[a-záéíóöőúüű]"
_BETWEEN = r"[.\s/–-]{1,4}"
_WRITTEN = re.compile(
    rf"(?P<year>[12][0-9]{{3}})(?:{_BETWEEN}(?:H(?P<half>[12])"
    rf"|(?P<roman>II?)\.?\s?félév{_LETTER}{{0,4}}"
    rf"|(?:(?P<month>[0-9]{{1,2}})|(?P<word>{_LETTER}{{1,10}}))"
    rf"(?:{_BETWEEN}(?P<day>[0-9]{{1,2}})(?:\.?-{_LETTER}{{1,6}})?)?))?\.?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:T|,?\s)(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::[0-9]{2})?|\s?óra"
    rf"{_LETTER}{{0,4}})(?:\s?óra{_LETTER}{{0,4}})?",
    re.IGNORECASE,
)
LONGEST = 60
"""Characters of a date that is typed."""


def read_partial(text: str) -> str:
    """Return a year, half a year, a month or a day as `2021`, `2023-H1`, `2019-04`, `2022-06-03`.

    >>> read_partial("2026. december 1."), read_partial("2026. dec."), read_partial("2026. 1. 5.")
    ('2026-12-01', '2026-12', '2026-01-05')
    >>> read_partial("2026. XII. 1-jén"), read_partial("2023. I. félév"), read_partial("2021.")
    ('2026-12-01', '2023-H1', '2021')

    Raises:
        ValueError: it is none, or there is no such day.
    """
    typed = " ".join(text.split())
    found = _WRITTEN.fullmatch(typed) if len(typed) <= LONGEST else None
    if found is None:
        raise ValueError(f"{text[:LONGEST]!r} is no date such as 2026. december 1. or 2026-12-01")
    year, half = found["year"], found["half"] or (found["roman"] and len(found["roman"]))
    if half:
        return f"{year}-H{half}"
    if not (found["month"] or found["word"]):
        return str(year)
    month = int(found["month"]) if found["month"] else _month(found["word"])
    if not found["day"]:
        return dt.date(int(year), month, 1).isoformat()[:7]
    return dt.date(int(year), month, int(found["day"])).isoformat()


def _month(word: str) -> int:
    key = fold(word)
    if key in _ROMAN:
        return _ROMAN.index(key) + 1
    for number, name in enumerate(MONTHS, 1):
        whole = fold(name)
        if key == whole or (key in _SHORT and whole.startswith(key)):
            return number
    raise ValueError(f"{word!r} is no month")


def read_day(text: str) -> dt.date:
    """Return a day.

    >>> read_day("2026. december 1."), read_day("2026.12.01."), read_day("2026-12-01")
    (datetime.date(2026, 12, 1), datetime.date(2026, 12, 1), datetime.date(2026, 12, 1))

    Raises:
        ValueError: it is none; a month or a year alone is none.
    """
    return dt.date.fromisoformat(_whole(read_partial(text)))


def _whole(partial: str) -> str:
    if len(partial) != len("2026-12-01"):
        raise ValueError(f"{partial!r} is no day; a day is expected, such as 2026. december 1.")
    return partial


def read_moment(text: str) -> dt.datetime:
    """Return a moment without a zone.

    >>> read_moment("2026. december 1. 9.30"), read_moment("2026-12-01T09:30")
    (datetime.datetime(2026, 12, 1, 9, 30), datetime.datetime(2026, 12, 1, 9, 30))
    >>> read_moment("2026. december 1. 9 óra")
    datetime.datetime(2026, 12, 1, 9, 0)

    Raises:
        ValueError: it is none.
    """
    typed = " ".join(text.split())
    found = None if len(typed) > LONGEST else _last(typed)
    if found is None:
        raise ValueError(f"{text[:LONGEST]!r} is no moment such as 2026. december 1. 9.30")
    clock = dt.time(int(found["hour"]), int(found["minute"] or 0))
    return dt.datetime.combine(read_day(typed[: found.start()]), clock)


def _last(typed: str) -> re.Match[str] | None:
    """Return the time behind a day: the match that reaches the end."""
    return next((one for one in _TIME.finditer(typed) if one.end() == len(typed)), None)
