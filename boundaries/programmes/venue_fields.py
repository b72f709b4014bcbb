"""Cells of a venue file: their headings, times and yes or no. Pure."""

from __future__ import annotations

import datetime as dt
import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from .ical import ZONE

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "name": "name",
        "nev": "name",
        "megnevezes": "name",
        "helyszin": "name",
        "event": "event",
        "esemeny": "event",
        "esemeny neve": "event",
        "kind": "kind",
        "jelleg": "kind",
        "tipus": "kind",
        "settlement": "settlement",
        "telepules": "settlement",
        "address": "address",
        "cim": "address",
        "lat": "lat",
        "szelesseg": "lat",
        "lon": "lon",
        "hosszusag": "lon",
        "precision m": "precision_m",
        "pontossag m": "precision_m",
        "programme": "programme",
        "program": "programme",
        "start": "start",
        "kezdet": "start",
        "kezdes": "start",
        "end": "end",
        "veg": "end",
        "vege": "end",
        "befejezes": "end",
        "step free": "step_free",
        "akadalymentes": "step_free",
        "opening": "opening",
        "nyitvatartas": "opening",
        "contact": "contact",
        "elerhetoseg": "contact",
        "source": "source",
        "forras": "source",
    }
)
"""Folded heading -> field."""

_MOMENT = re.compile(
    r"(\d{4})[-.] ?(\d{1,2})[-.] ?(\d{1,2})\.?(?:[ T]+(\d{1,2}):(\d{2})(?::\d{2})?)\Z", re.ASCII
)
_YES = frozenset({"yes", "igen", "true", "1", "i"})
_NO = frozenset({"no", "nem", "false", "0", "n"})


def read_moment(text: str) -> dt.datetime:
    """Read a local time of Europe/Budapest.

    >>> read_moment("2015.09.12. 13:00").isoformat(), read_moment("2015-12-01T08:30").isoformat()
    ('2015-09-12T13:00:00+02:00', '2015-12-01T08:30:00+01:00')

    Raises:
        ValueError: not in the form, or an hour that the clocks skip.
    """
    found = _MOMENT.match(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no time like 2015-09-12 13:00 or 2015.09.12. 13:00")
    year, month, day, hour, minute = map(int, found.groups())
    try:
        local = dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from None
    if local.astimezone(dt.UTC).astimezone(ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValueError(f"{text!r}: the clocks skip that hour")
    return local


def read_yes_no(text: str) -> bool | None:
    """Read yes or no; an empty cell says neither.

    >>> read_yes_no("igen"), read_yes_no("no"), read_yes_no("")
    (True, False, None)

    Raises:
        ValueError: another word.
    """
    word = text.strip().casefold()
    if not word:
        return None
    if word not in _YES | _NO:
        raise ValueError(f"{text!r} is neither yes (igen) nor no (nem)")
    return word in _YES
