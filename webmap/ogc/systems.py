"""Reference systems by their addresses, each with the order of axes that its definition gives.

CRS84 is longitude, latitude; EPSG:4326 is latitude, longitude; EPSG:23700 (EOV) is easting,
northing. Geometries in memory are always (x, y): longitude or easting first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boundaries.export.documents import geojson
from geo.crs import EOV, WGS84

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


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
    return _swapped(document) if system.north_first else document


def _swapped(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "coordinates": _swap(document["coordinates"])}


def _swap(value: Any) -> Any:  # noqa: ANN401 - nested lists of numbers
    if value and isinstance(value[0], list | tuple):
        return [_swap(item) for item in value]
    return [value[1], value[0]]
