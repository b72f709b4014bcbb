"""A small map that shows where in its town an area lies: the town's border and the area in it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.language.names import fold
from boundaries.towns.settlements import load_settlements

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition

WIDTH = 120
"""Width of the drawing, in the units of its view box."""
MARGIN = 3.0
TOLERANCE_M = 60.0
"""The border is drawn so much coarser, metres."""
SMALLEST = 7.0
"""Radius of the ring around the area, so that a small area is seen too."""


@dataclass(frozen=True, slots=True)
class Locator:
    """An SVG drawing in pieces, north at the top."""

    town: str
    width: int
    height: int
    border: str
    """Path data of the town's border."""
    area: str
    """Path data of the area."""
    middle: tuple[float, float]
    radius: float
    """Of a ring around the area."""


def locator(edition: Edition) -> Locator | None:
    """Return where in its town an area lies; None where the town's border is not known.

    Where several settlements bear the town's name, it is the one that the area lies in.
    """
    return _drawn(edition.town, edition.area)


@functools.lru_cache(maxsize=32)
def _drawn(town: str, area: BaseGeometry) -> Locator | None:
    known = load_settlements()
    grounds = [known.ground(one.code) for one in known.by_name.get(fold(town), ())]
    ground = next((one for one in grounds if one.intersects(area)), None)
    if ground is None:
        return None
    west, south, east, north = ground.union(area).bounds
    scale = (WIDTH - 2 * MARGIN) / (east - west)

    def place(x: float, y: float) -> tuple[float, float]:
        return round(MARGIN + (x - west) * scale, 1), round(MARGIN + (north - y) * scale, 1)

    def path(shape: BaseGeometry) -> str:
        rings = [
            "L".join(f"{x} {y}" for x, y in (place(*at[:2]) for at in part.exterior.coords))
            for part in getattr(shape, "geoms", [shape])
        ]
        return "".join(f"M{ring}Z" for ring in rings)

    left, bottom, right, top = area.bounds
    return Locator(
        town=town,
        width=WIDTH,
        height=round(2 * MARGIN + (north - south) * scale),
        border=path(ground.simplify(TOLERANCE_M)),
        area=path(area),
        middle=place((left + right) / 2, (bottom + top) / 2),
        radius=round(max(SMALLEST, max(right - left, top - bottom) * scale * 0.7), 1),
    )
