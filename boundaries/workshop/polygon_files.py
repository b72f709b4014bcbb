"""The ground in a file that somebody sends, to hold an area against: GeoJSON, GeoPackage or KML.

GDAL follows what a file says rather than how it is called: read them in a process of its own
(`child`). Lines, points and attributes are not looked at.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.crs import EOV, WGS84, check_eov, geojson_epsg, reproject
from geo.errors import CoordinateError

from ..errors import BoundaryError
from ..export.formats import guard_gdal
from .line_files import LineFileError, require_root
from .map_files import PACKAGE, MapFileError, require_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

ENDINGS = (".geojson", ".json", ".gpkg", ".kml")
LARGEST = 5_000_000
"""Bytes of a file: a town's plan has some hundred thousand."""
MOST_CORNERS = 50_000
LONGEST_KM = 500.0
"""Of all edges together: the border of a county is as long."""


class PolygonFileError(BoundaryError, ValueError):
    """A file gives no ground that an area can be held against.

    Args:
        code: broken, none, large, long, system, elsewhere or crossing.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"the file gives no ground that can be used ({code})")
        self.code = code


def ground_in(path: Path) -> BaseGeometry:
    """Return the ground of all polygons of a file together, EOV metres.

    Raises:
        PolygonFileError: it has none, or none that can be used.
    """
    if path.stat().st_size > LARGEST:
        raise PolygonFileError("large")
    suffix = path.suffix.lower()
    parts = list(_of_gdal(path) if suffix in {".gpkg", ".kml"} else _of_geojson(path))
    if not parts:
        raise PolygonFileError("none")
    if sum(shapely.get_num_coordinates(parts)) > MOST_CORNERS:
        raise PolygonFileError("long")
    if not all(shapely.is_valid(parts)):
        raise PolygonFileError("crossing")
    ground = shapely.union_all(parts)
    _require_here(ground)
    if ground.is_empty or not ground.area:
        raise PolygonFileError("none")
    if ground.length > 1000 * LONGEST_KM:
        raise PolygonFileError("long")
    return ground


def _of_geojson(path: Path) -> Iterator[BaseGeometry]:
    try:
        document: Any = json.loads(path.read_text("utf-8-sig"))
        epsg = geojson_epsg(document) if isinstance(document, dict) else WGS84
        features = document.get("features", [document]) if isinstance(document, dict) else []
        shapes = [shape(one.get("geometry", one)) for one in features]
    except CoordinateError as fault:
        raise PolygonFileError("system") from fault
    except (ValueError, RecursionError, TypeError, LookupError, AttributeError, ShapelyError) as f:
        raise PolygonFileError("broken") from f
    for one in shapes:
        yield from _polygons(one, epsg)


def _of_gdal(path: Path) -> Iterator[BaseGeometry]:
    _require_kind(path)
    guard_gdal()
    import pyogrio  # noqa: PLC0415 - heavy, and after the guard
    from pyogrio.raw import read  # noqa: PLC0415
    from pyproj import CRS  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        for name in names:
            meta, _, shapes, _ = read(path, layer=name, columns=[], force_2d=True)
            epsg = CRS.from_user_input(meta["crs"]).to_epsg() if meta["crs"] else None
            if epsg is None:
                raise PolygonFileError("system")
            for one in shapely.from_wkb(shapes):
                yield from _polygons(one, epsg)
    except CRSError as fault:
        raise PolygonFileError("system") from fault
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fault:
        raise PolygonFileError("broken") from fault


def _require_kind(path: Path) -> None:
    """Require that a file is what its ending says."""
    try:
        if path.suffix.lower() == PACKAGE:
            require_package(path)
        else:
            require_root(path, "kml")
    except (LineFileError, MapFileError) as fault:
        raise PolygonFileError("broken") from fault


def _polygons(found: BaseGeometry | None, epsg: int) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(found) if found is not None else ():
        if isinstance(part, shapely.GeometryCollection):
            yield from _polygons(part, epsg)
        elif isinstance(part, shapely.Polygon) and not part.is_empty:
            yield part if epsg == EOV else reproject(shapely.force_2d(part), epsg, EOV)


def _require_here(ground: BaseGeometry) -> None:
    west, south, east, north = ground.bounds if not ground.is_empty else (0, 0, 0, 0)
    try:
        check_eov(west, south)
        check_eov(east, north)
    except CoordinateError as fault:
        raise PolygonFileError("elsewhere") from fault
