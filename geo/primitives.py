"""The small values that cross every layer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LonLat:
    """A point in WGS84 (EPSG:4326), degrees, longitude first as in GeoJSON."""

    lon: float
    """Degrees east, -180 to 180."""
    lat: float
    """Degrees north, -90 to 90."""


@dataclass(frozen=True, slots=True)
class EovPoint:
    """A point in the Hungarian national grid EOV (EPSG:23700), metres, easting first.

    The official axes are called Y (east) and X (north); the names here avoid that trap.
    """

    east: float
    """Metres east (the official Y), about 400,000 to 960,000 in Hungary."""
    north: float
    """Metres north (the official X), about 30,000 to 390,000 in Hungary."""
