"""Lines of streets by name, in EOV metres, from the backdrop of an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from boundaries.language.names import normal_key
from geo.crs import EOV, WGS84, reproject

from .state import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from ..ask.services import Areas


def named_parts(backdrop: Mapping[str, Any]) -> dict[str, list[BaseGeometry]]:
    """Return the lines of every named street as the backdrop writes its name."""
    found: dict[str, list[BaseGeometry]] = {}
    for feature in backdrop["features"]:
        name, geometry = feature["properties"].get("name"), feature["geometry"]
        if name and not feature["properties"].get("railway") and geometry["type"] == "LineString":
            found.setdefault(name, []).append(reproject(shape(geometry), WGS84, EOV))
    return found


def lines_of(backdrop: Mapping[str, Any]) -> dict[str, BaseGeometry]:
    """Return the line of every street by `boundaries.language.names.normal_key` of its name."""
    grouped: dict[str, list[BaseGeometry]] = {}
    for name, parts in named_parts(backdrop).items():
        grouped.setdefault(normal_key(name), []).extend(parts)
    return {key: _joined(parts) for key, parts in grouped.items()}


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(parts)
    return shapely.line_merge(whole) if isinstance(whole, shapely.MultiLineString) else whole


def nearest_named(
    areas: Areas, slug: str, east: float, north: float
) -> tuple[str, float, int] | None:
    """Return the nearest street of the network under an area.

    Args:
        areas: the areas.
        slug: one of them.
        east: EOV metres.
        north: EOV metres.

    Returns:
        Its name, the metres to it, and how many streets have a line at all; None where none has.
    """
    key = ("named-lines", slug, areas.edition(slug).hash)
    lines = state().once(key, lambda: named_parts(areas.backdrop(slug)))
    place = shapely.Point(east, north)
    metres = {
        name: min(float(shapely.distance(part, place)) for part in parts)
        for name, parts in lines.items()
    }
    if not metres:
        return None
    name = min(metres, key=lambda key: (metres[key], key))
    return name, metres[name], len(metres)
