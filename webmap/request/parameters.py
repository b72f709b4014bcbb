"""What a request says, read strictly: everything unknown is refused, nothing is guessed."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from geo.crs import check_eov, check_lonlat, to_lonlat
from geo.errors import CoordinateError
from webmap.ask.services import DEFAULT_VARIANT, area_faults, first_slug
from webmap.ask.words import coordinate_problem
from webmap.request.state import state
from webmap.web.http import Problem, language
from webmap.web.i18n import LANGUAGES, texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from boundaries.refresh.survey import AreaInfo
    from geo.primitives import LonLat


@dataclass(frozen=True, slots=True)
class Asked:
    """The area and variant that a request is about."""

    info: AreaInfo
    variant: str

    @property
    def slug(self) -> str:
        """Slug of the area."""
        return self.info.slug


def refuse(key: str, /, status: int = HTTPStatus.BAD_REQUEST, **values: object) -> Problem:
    """Return the problem of a key, in the language of the request."""
    return Problem(texts(language())(f"problem.{key}", **values), code=key, status=status)


def require_known_parameters(*known: str) -> None:
    """Refuse a query string with a parameter that is unknown, repeated, or a wrong language.

    Raises:
        Problem: says which parameter, and what is known.
    """
    if not request.query_string:
        return
    unknown = sorted(set(request.args) - set(known))
    if unknown:
        raise refuse("unknown_parameter", names=joined(unknown), known=joined(known))
    for name in request.args:
        if len(request.args.getlist(name)) > 1:
            raise refuse("repeated_parameter", name=name)
    asked = request.args.get("lang")
    if asked is not None and asked not in LANGUAGES:
        raise refuse("unknown_language", name=shortened(asked), known=joined(LANGUAGES))


def joined(names: Iterable[str]) -> str:
    """Write names as a list that stays readable, however many were sent."""
    return ", ".join(shortened(name) for name in list(names)[:8])


def shortened(text: str, limit: int = 40) -> str:
    """Cut what a request sent, and mend halves of characters, before it is shown back."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= limit else whole[:limit] + "…"


def asked_area(slug: str | None, variant: str | None, *, in_path: bool = False) -> Asked:
    """Find the area and variant; the first bundled one where none is named.

    Raises:
        Problem: no such area (404 where the slug is part of the path, else 400) or variant; or
            its files cannot be read (503).
    """
    missing = HTTPStatus.NOT_FOUND if in_path else HTTPStatus.BAD_REQUEST
    info = _find(slug or state().settings.area, missing)
    chosen = variant or DEFAULT_VARIANT
    if chosen not in info.variants:
        raise refuse("unknown_variant", name=shortened(chosen), known=joined(info.variants))
    return Asked(info, chosen)


def _find(slug: str | None, missing: int) -> AreaInfo:
    areas = state().areas
    known, broken = areas.list(), area_faults(areas)
    if slug is None:
        slug = first_slug(areas)
    if slug in broken:  # another area never answers in the place of the one that is meant
        raise refuse("area_broken", HTTPStatus.SERVICE_UNAVAILABLE, name=slug)
    for info in known:
        if slug == info.slug:
            return info
    names = joined(info.slug for info in known)
    raise refuse("unknown_area", missing, name=shortened(slug or "-"), known=names)


def clean_query(value: object, name: str = "q") -> str:
    """Return the text of an address, trimmed.

    Raises:
        Problem: not a text, empty, too long, or with characters that no address has.
    """
    if not isinstance(value, str) or not (
        value.isprintable() or not any(map(_is_unprintable, value))
    ):
        raise refuse("not_text", name=name)
    text = value.strip()
    limit = state().settings.max_query_chars
    if not text:
        raise refuse("empty")
    if len(text) > limit:
        raise refuse("too_long", limit=limit, length=len(text))
    return text


def _is_unprintable(character: str) -> bool:
    """Tell control characters and halves of surrogate pairs; a tab is a space that was pasted."""
    return character != "\t" and unicodedata.category(character) in {"Cc", "Cs"}


def number(value: object, name: str) -> float:
    """Return a finite number.

    Raises:
        Problem: not a number, or not finite.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse("not_number", name=name)
    try:
        converted = float(value)
    except OverflowError:
        raise refuse("not_number", name=name) from None
    if not math.isfinite(converted):
        raise refuse("not_number", name=name)
    return converted


def decimal(text: str, name: str) -> float:
    """Return a number as people type it, with a decimal comma or point.

    Raises:
        Problem: not a number, or not finite.
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise refuse("not_number", name=name) from None
    return number(value, name)


def typed_point(lat: str, lon: str) -> LonLat | None:
    """Return the point of two trimmed coordinate fields; None where both are empty.

    Raises:
        Problem: one of them is empty, not a number, swapped, or not in Hungary.
    """
    if not lat and not lon:
        return None
    if not lat or not lon:
        raise refuse("half_point")
    return wgs84_point(decimal(lat, "lat"), decimal(lon, "lon"))


def wgs84_point(lat: float, lon: float) -> LonLat:
    """Check a point in degrees.

    Raises:
        Problem: swapped, or not in Hungary; the detail says which.
    """
    try:
        return check_lonlat(lat=lat, lon=lon)
    except CoordinateError:
        detail = coordinate_problem(lat, lon, eov=False, lang=language())
        raise Problem(detail, code="bad_coordinate") from None


def eov_point(east: float, north: float) -> LonLat:
    """Check a point in EOV metres and return it in WGS84.

    Raises:
        Problem: swapped, or not in Hungary; the detail says which.
    """
    try:
        # The two rectangles round Hungary do not cover each other: check the point in both.
        place = to_lonlat(check_eov(east=east, north=north))
        return check_lonlat(lat=place.lat, lon=place.lon)
    except CoordinateError:
        detail = coordinate_problem(east, north, eov=True, lang=language())
        raise Problem(detail, code="bad_coordinate") from None


def require_known_fields(names: Collection[str], known: Collection[str]) -> None:
    """Refuse fields of a body that nothing reads.

    Raises:
        Problem: names them.
    """
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise refuse("unknown_field", names=joined(unknown), known=joined(known))
