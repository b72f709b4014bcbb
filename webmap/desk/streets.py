"""What the street list and the map know of a street: its districts, its numbers, its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.language.names import normal_key
from geo.crs import EOV, WGS84, reproject
from webmap.request.state import state
from webmap.request.street_lines import lines_of

from .suggest import Suggester

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from boundaries.streets.street_list import Street
    from webmap.ask.services import Areas

DIGITS = 6
"""Decimals of a degree that a drawn street needs: a tenth of a metre."""

Parts = list[list[tuple[float, float]]]
"""A line in parts, each a list of (latitude, longitude) as the browser's map takes them."""


def streets_by_name(areas: Areas, edition: Edition) -> Mapping[str, Street]:
    """Return the streets of an area's list by their full names; made once.

    Raises:
        RegisterError: the list cannot be read.
    """
    listed = areas.streets(edition.slug, edition.variant)
    return state().once(
        ("desk-streets", edition.slug, edition.variant, listed.digest),
        lambda: {one.full_name: one for one in listed.streets},
    )


def suggester(areas: Areas, edition: Edition) -> Suggester:
    """Return what completes street names; made once for each town's list.

    Raises:
        RegisterError: the list cannot be read.
    """
    listed = areas.streets(edition.slug, edition.variant)
    return state().once(
        ("desk-suggester", edition.slug, edition.variant, listed.digest),
        lambda: Suggester([street.full_name for street in listed.streets], edition.town),
    )


def street_of(address: str, town: str, streets: Mapping[str, Street]) -> Street | None:
    """Return the street of an address as answers write it: "Town, Name type number"."""
    words = address.removeprefix(f"{town}, ").split(" ")
    for count in range(len(words), 0, -1):
        found = streets.get(" ".join(words[:count]))
        if found is not None:
            return found
    return None


def street_parts(areas: Areas, slug: str, full_name: str) -> Parts:
    """Return the line of a street for the map; nothing where the network does not have it."""
    lines: dict[str, BaseGeometry] = state().once(
        ("desk-street-lines", slug, areas.edition(slug).hash),
        lambda: lines_of(areas.backdrop(slug)),
    )
    line = lines.get(normal_key(full_name))
    if line is None:
        return []
    whole = reproject(line, EOV, WGS84)
    parts = getattr(whole, "geoms", (whole,))
    return [[(round(y, DIGITS), round(x, DIGITS)) for x, y in part.coords] for part in parts]
