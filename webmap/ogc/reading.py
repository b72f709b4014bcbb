"""The query of a request, read strictly: what is unknown or not understood is refused (400).

Here are the reference systems too that a query may name.

Reference systems by their addresses, each with the order of axes that its definition gives. CRS84
is longitude, latitude; EPSG:4326 is latitude, longitude; EPSG:23700 (EOV) is easting, northing.
Geometries in memory are always (x, y): longitude or easting first.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request

from boundaries.clock import BUDAPEST
from boundaries.export.documents import geojson
from geo.crs import EOV, WGS84
from webmap.request import parameters

from .sources import Period, midnight

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .sources import Box


@dataclass(frozen=True, slots=True)
class System:
    """One reference system."""

    uri: str
    epsg: int
    north_first: bool = False
    """True where the first axis points north."""

    @property
    def geographic(self) -> bool:
        """True where coordinates are degrees."""
        return self.epsg == WGS84


CRS84 = System("http://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84)
EPSG_4326 = System("http://www.opengis.net/def/crs/EPSG/0/4326", WGS84, north_first=True)
EPSG_23700 = System("http://www.opengis.net/def/crs/EPSG/0/23700", EOV)
SYSTEMS = {system.uri: system for system in (CRS84, EPSG_4326, EPSG_23700)}
"""Address -> system; the default first."""
STORAGE = EPSG_23700
"""In which the data are kept."""


def written(geometry: BaseGeometry | None, system: System) -> dict[str, Any] | None:
    """Return an EOV geometry as GeoJSON in a system, with the system's order of axes."""
    if geometry is None:
        return None
    document = geojson(geometry, epsg=system.epsg)
    if not system.north_first:
        return document
    return {**document, "coordinates": _swap(document["coordinates"])}


def _swap(value: Any) -> Any:  # noqa: ANN401 - nested lists of numbers
    if value and isinstance(value[0], list | tuple):
        return [_swap(item) for item in value]
    return [value[1], value[0]]


DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
"""More than this is clamped to it, as the standard allows."""
MOST_DIGITS = 18
"""Digits of a number that is still read as one."""
JSON, HTML = "json", "html"
COMMON = ("f", "lang")
"""Parameters of every resource."""
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_JSON_TYPES = ("application/geo+json", "application/json")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2}))?",
    re.ASCII | re.IGNORECASE,
)
_TICK = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ItemsQuery:
    """What a request for items asks."""

    limit: int
    offset: int
    system: System
    boxes: tuple[Box, ...]
    """Boxes to meet, (x, y) order; two where the box crosses the antimeridian."""
    box_epsg: int
    period: Period | None


def require_known(*known: str) -> None:
    """Refuse parameters that the resource does not have."""
    parameters.require_known_parameters(*COMMON, *known)


def wanted_form() -> str:
    """Return "json" or "html": by the parameter `f`, else by what the client accepts best."""
    asked = request.args.get("f")
    if asked is None:
        best = request.accept_mimetypes.best_match([*_JSON_TYPES, *_HTML_TYPES], _JSON_TYPES[0])
        return HTML if best in _HTML_TYPES else JSON
    if asked not in {JSON, HTML}:
        raise _bad("f", asked, f"{JSON}, {HTML}")
    return asked


def _bad(name: str, value: str, expected: str) -> Exception:
    shown = parameters.shortened(value)
    return parameters.refuse("bad_parameter", name=name, value=shown, expected=expected)


def items_query() -> ItemsQuery:
    """Read the parameters of a request for items.

    Raises:
        Problem: a parameter is not understood.
    """
    box_system = _system("bbox-crs")
    return ItemsQuery(
        limit=min(_whole("limit", DEFAULT_LIMIT, least=1), MAX_LIMIT),
        offset=_whole("offset", 0, least=0),
        system=_system("crs"),
        boxes=_boxes(box_system),
        box_epsg=box_system.epsg,
        period=_period(),
    )


def asked_system() -> System:
    """Return the reference system that the answer is to be in."""
    return _system("crs")


def _system(name: str) -> System:
    asked = request.args.get(name)
    if asked is None:
        return CRS84
    if asked not in SYSTEMS:
        raise _bad(name, asked, ", ".join(SYSTEMS))
    return SYSTEMS[asked]


def _whole(name: str, default: int, *, least: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    expected = f"{least}, {least + 1}, {least + 2}…"
    if not (text.isascii() and text.isdigit()):
        raise _bad(name, text, expected)
    value = int(text) if len(text) <= MOST_DIGITS else 10**MOST_DIGITS
    if value < least:
        raise _bad(name, text, expected)
    return value


def _boxes(system: System) -> tuple[Box, ...]:
    """Return the boxes of `bbox`: four numbers, or six of which the heights are not used."""
    text = request.args.get("bbox")
    if text is None:
        return ()
    numbers = [_number(part) for part in text.split(",", maxsplit=7)]
    if len(numbers) == 6:  # noqa: PLR2004 - corner, height, corner, height
        numbers = [numbers[i] for i in (0, 1, 3, 4)]
    if len(numbers) != 4 or any(n is None for n in numbers):  # noqa: PLR2004 - two corners
        raise _bad("bbox", text, "minx,miny,maxx,maxy")
    x1, y1, x2, y2 = (float(n or 0.0) for n in numbers)
    if system.north_first:
        x1, y1, x2, y2 = y1, x1, y2, x2
    if not _plausible(system, (x1, y1, x2, y2)):
        raise _bad("bbox", text, "minx,miny,maxx,maxy")
    if x1 > x2:
        return (x1, y1, 180.0, y2), (-180.0, y1, x2, y2)
    return ((x1, y1, x2, y2),)


def _plausible(system: System, box: Box) -> bool:
    x1, y1, x2, y2 = box
    if y1 > y2 or not all(map(math.isfinite, box)):
        return False
    if not system.geographic:
        return x1 <= x2
    return max(abs(x1), abs(x2)) <= 180 and max(abs(y1), abs(y2)) <= 90  # noqa: PLR2004 - degrees


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[ ]*[+-]?[0-9]{1,20}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?[ ]*", text):
        return None
    return float(text)


def _period() -> Period | None:
    text = request.args.get("datetime")
    if text is None:
        return None
    parts = text.split("/", maxsplit=3)
    expected = "2026-01-31, 2026-01-31T10:00:00Z, 2026-01-01/.."
    if len(parts) == 1:
        moments = [_moment(parts[0])]
    elif len(parts) == 2:  # noqa: PLR2004 - both ends
        moments = [Period() if part in {"", ".."} else _moment(part) for part in parts]
    else:
        moments = [None]
    if any(moment is None for moment in moments):
        raise _bad("datetime", text, expected)
    first, last = moments[0] or Period(), moments[-1] or Period()
    if first.start is not None and last.end is not None and first.start > last.end:
        raise _bad("datetime", text, expected)
    return Period(first.start, last.end)


def _moment(text: str) -> Period | None:
    """Return a moment, or a whole day in Hungary; None where the text is neither."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        if "T" not in text.upper():
            day = midnight(text)
            return Period(day, day + dt.timedelta(days=1) - _TICK)
        moment = dt.datetime.fromisoformat(_six_decimals(text.upper()))
        return Period(moment.astimezone(BUDAPEST), moment.astimezone(BUDAPEST))
    except (ValueError, OverflowError):
        return None


def _six_decimals(text: str) -> str:
    """Cut the decimals of seconds to what a clock here knows: microseconds."""
    return re.sub(r"(\.[0-9]{1,6})[0-9]*", r"\1", text)
