"""The rings of polling districts as the election office writes them ("lat lon,lat lon"). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geo.crs import EOV, HUNGARY_LAT, HUNGARY_LON, WGS84, check_lonlat, reproject
from geo.errors import CoordinateError

from .register import PollingDistrict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEAST_CORNERS = 4
"""Corners of a closed ring, its first one given twice."""
MOST_CROSSING = 400
"""Corners up to which a ring that crosses itself is mended; the office's longest has 285."""
FAR_M = 2_000.0
"""Metres to the nearest other district from which a ring may be another settlement's."""
_MOST_SHOWN = 60
"""Characters of a corner that a message shows."""
_Ring: TypeAlias = "shapely.Polygon | str"
"""As published, WGS84, or what is wrong with it."""


def districts_of(rings: Mapping[str, object]) -> tuple[PollingDistrict, ...]:
    """Return the districts of a town by the rings that are written for them.

    Whatever is wrong with a ring is a fault of its district alone; sound rings are reprojected
    together.
    """
    read = {name: _ring(written) for name, written in rings.items()}
    drawn = {name: ring for name, ring in read.items() if not isinstance(ring, str)}
    sound = {name: ring for name, ring in drawn.items() if ring.is_valid}
    moved = reproject(shapely.MultiPolygon(list(sound.values())), WGS84, EOV)
    placed = dict(zip(sound, shapely.get_parts(moved), strict=True))
    return tuple(
        PollingDistrict(name, placed[name], None, 0.0) if name in placed else _mended(name, ring)
        for name, ring in read.items()
    )


def _ring(written: object) -> _Ring:
    try:
        return shapely.Polygon(_corners(written))
    except (ValueError, shapely.GEOSException) as broken:
        return str(broken)


def _mended(name: str, published: _Ring) -> PollingDistrict:
    if isinstance(published, str):
        return PollingDistrict(name, shapely.Polygon(), published, 0.0)
    # Judged as published, in degrees: reprojecting would hide rings that touch themselves.
    fault = shapely.is_valid_reason(published)
    corners = len(published.exterior.coords)
    if corners > MOST_CROSSING:  # mending takes minutes where all its sides cross
        return PollingDistrict(name, shapely.Polygon(), f"{fault}, of {corners:,} corners", 0.0)
    areas = list(_areas(shapely.make_valid(published)))
    if not areas:
        return PollingDistrict(name, shapely.Polygon(), f"no ground: {fault}", 0.0)
    mended = reproject(shapely.union_all(areas), WGS84, EOV)
    before = reproject(published, WGS84, EOV).area
    return PollingDistrict(name, mended, fault, mended.area - before)


def _corners(written: object) -> list[tuple[float, float]]:
    """Return the corners of a ring, longitude first; raises `ValueError` with its fault."""
    if not isinstance(written, str):
        raise ValueError("no ring")  # noqa: TRY004 - a fault of the data
    pairs = [corner.split() for corner in written.split(",") if corner.strip()]
    if len(pairs) < LEAST_CORNERS:  # the office has them in Szeged and in Budapest
        raise ValueError(f"{len(pairs)} corners")
    return [_corner(pair) for pair in pairs]


def _corner(pair: list[str]) -> tuple[float, float]:
    try:
        lat, lon = map(float, pair)
        inside = HUNGARY_LAT[0] <= lat <= HUNGARY_LAT[1] and HUNGARY_LON[0] <= lon <= HUNGARY_LON[1]
        if not inside:
            check_lonlat(lat=lat, lon=lon)
    except (ValueError, CoordinateError):
        told = f"corner {' '.join(pair)[:_MOST_SHOWN]!r} is no place in Hungary"
        told += "; longitude stands before latitude" * _is_exchanged(pair)
        raise ValueError(told) from None
    return lon, lat


def _is_exchanged(pair: list[str]) -> bool:
    try:
        lon, lat = map(float, pair)
    except ValueError:
        return False
    return HUNGARY_LAT[0] <= lat <= HUNGARY_LAT[1] and HUNGARY_LON[0] <= lon <= HUNGARY_LON[1]


def far_off(districts: Sequence[PollingDistrict]) -> Iterator[tuple[str, float]]:
    """Yield districts that lie apart from all others of the town, with the metres between.

    A town's districts cover it, so that each has a neighbour.
    """
    drawn = [one for one in districts if not one.polygon.is_empty]
    if len(drawn) < 2:  # noqa: PLR2004 - one has no neighbour
        return
    west, south, east, north = shapely.bounds([one.polygon for one in drawn]).T
    across = np.maximum(west[:, None] - east, west - east[:, None])
    along = np.maximum(south[:, None] - north, south - north[:, None])
    apart = np.hypot(across.clip(0), along.clip(0))
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1)
    for at in np.flatnonzero(nearest > FAR_M):
        yield drawn[at].id, float(nearest[at])


def _areas(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            yield part
        elif not isinstance(part, shapely.Point | shapely.LineString):
            yield from _areas(part)
