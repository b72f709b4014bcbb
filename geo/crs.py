"""Coordinate reference systems: WGS84 for storage, EOV metres for every measurement.

Axis order is always (x, y): (longitude, latitude) and (easting, northing).
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from .errors import CoordinateError
from .primitives import EovPoint, LonLat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

WGS84 = 4326
"""EPSG code of storage and exchange."""
EOV = 23700
"""EPSG code of the Hungarian national grid, metres."""

HUNGARY_LON = (16.0, 23.0)
"""Degrees east between which Hungary lies, with a margin."""
HUNGARY_LAT = (45.7, 48.7)
"""Degrees north between which Hungary lies, with a margin."""
HUNGARY_EAST = (420_000.0, 945_000.0)
"""EOV eastings between which Hungary lies, metres, with a margin."""
HUNGARY_NORTH = (40_000.0, 370_000.0)
"""EOV northings between which Hungary lies, metres, with a margin."""


@functools.cache
def transformer(source: int, target: int) -> Transformer:
    """Return the transformation between two EPSG codes, (x, y) order on both sides."""
    # Whoever asks about an address moves nothing between systems, and pyproj takes long to load.
    from pyproj import Transformer  # noqa: PLC0415 - see above

    return Transformer.from_crs(source, target, always_xy=True)


def require_metric(epsg: int) -> None:
    """Refuse a reference system whose unit is not the metre.

    Raises:
        CoordinateError: the system is geographic or not in metres.
    """
    from pyproj import CRS  # noqa: PLC0415 - as in `transformer`

    crs = CRS.from_epsg(epsg)
    units = {axis.unit_name for axis in crs.axis_info}
    if crs.is_geographic or units != {"metre"}:
        raise CoordinateError(
            f"EPSG:{epsg} ({crs.name}) is not in metres; reproject, for instance to EPSG:{EOV}"
        )


def metric_epsg_for(lon: float, lat: float) -> int:
    """Return the metric system to measure in near a WGS84 point: EOV in Hungary, else UTM.

    >>> metric_epsg_for(19.69, 46.9), metric_epsg_for(11.57, 48.14)
    (23700, 32632)
    """
    if HUNGARY_LON[0] <= lon <= HUNGARY_LON[1] and HUNGARY_LAT[0] <= lat <= HUNGARY_LAT[1]:
        return EOV
    zone = min(60, int((lon + 180) // 6) + 1)
    return (32600 if lat >= 0 else 32700) + zone


def reproject(geometry: BaseGeometry, source: int, target: int) -> BaseGeometry:
    """Return a copy of a geometry in another reference system, (x, y) order, Z dropped."""
    if source == target:
        return geometry
    change = transformer(source, target)

    def convert(xy: np.ndarray) -> np.ndarray:
        x, y = change.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    moved: BaseGeometry = shapely.transform(geometry, convert)
    return moved


def to_eov(point: LonLat) -> EovPoint:
    """Convert a checked WGS84 point to EOV."""
    east, north = transformer(WGS84, EOV).transform(point.lon, point.lat)
    return EovPoint(float(east), float(north))


def to_lonlat(point: EovPoint) -> LonLat:
    """Convert a checked EOV point to WGS84."""
    lon, lat = transformer(EOV, WGS84).transform(point.east, point.north)
    return LonLat(float(lon), float(lat))


def geojson_epsg(document: Mapping[str, Any]) -> int:
    """Return the system that a GeoJSON document names: WGS84 where it names none (RFC 7946).

    >>> geojson_epsg({}), geojson_epsg({"crs": {"properties": {"name": "EPSG:23700"}}})
    (4326, 23700)

    Raises:
        CoordinateError: its `crs` member names another system, or none.
    """
    crs = document.get("crs")
    if crs is None:
        return WGS84
    properties = crs.get("properties") if isinstance(crs, dict) else None
    said = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    known = {"CRS84": WGS84, str(WGS84): WGS84, str(EOV): EOV}
    code = said.rsplit(":", 1)[-1]
    if code not in known:
        raise CoordinateError(
            f"crs {said!r}; expected EPSG:{WGS84} (longitude first) or EPSG:{EOV}"
        )
    return known[code]


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def check_lonlat(lat: float, lon: float) -> LonLat:
    """Check a WGS84 point that somebody typed, and return it.

    >>> check_lonlat(lat=46.9, lon=19.69)
    LonLat(lon=19.69, lat=46.9)
    >>> check_lonlat(lat=19.69, lon=46.9)
    Traceback (most recent call last):
    geo.errors.CoordinateError: latitude 19.69 and longitude 46.9 look swapped; ...

    Raises:
        CoordinateError: not finite, out of range, swapped, or not in Hungary; the message
            says which.
    """
    if not (math.isfinite(lat) and math.isfinite(lon)):
        raise CoordinateError(f"latitude {lat} and longitude {lon} must be finite numbers")
    if _within(lon, HUNGARY_LON) and _within(lat, HUNGARY_LAT):
        return LonLat(lon, lat)
    if _within(lat, HUNGARY_LON) and _within(lon, HUNGARY_LAT):
        raise CoordinateError(
            f"latitude {lat} and longitude {lon} look swapped; "
            f"did you mean latitude {lon} and longitude {lat}?"
        )
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - the ends of the globe
        raise CoordinateError(
            f"latitude {lat} must lie in -90..90 and longitude {lon} in -180..180 degrees"
        )
    raise CoordinateError(
        f"latitude {lat}, longitude {lon} is not in Hungary "
        f"(latitude {HUNGARY_LAT[0]}..{HUNGARY_LAT[1]}, "
        f"longitude {HUNGARY_LON[0]}..{HUNGARY_LON[1]})"
    )


def check_eov(east: float, north: float) -> EovPoint:
    """Check an EOV point that somebody typed, and return it.

    Raises:
        CoordinateError: not finite, swapped (northing given as easting), or not in Hungary.
    """
    if not (math.isfinite(east) and math.isfinite(north)):
        raise CoordinateError(f"EOV east {east} and north {north} must be finite numbers")
    if _within(east, HUNGARY_EAST) and _within(north, HUNGARY_NORTH):
        return EovPoint(east, north)
    if _within(north, HUNGARY_EAST) and _within(east, HUNGARY_NORTH):
        raise CoordinateError(
            f"EOV east {east} and north {north} look swapped; "
            f"did you mean east {north} and north {east}? "
            "(the official Y is the easting, X the northing)"
        )
    raise CoordinateError(
        f"EOV east {east}, north {north} is not in Hungary (east {HUNGARY_EAST[0]:.0f}.."
        f"{HUNGARY_EAST[1]:.0f}, north {HUNGARY_NORTH[0]:.0f}..{HUNGARY_NORTH[1]:.0f} metres)"
    )
