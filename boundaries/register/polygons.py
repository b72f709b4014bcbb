"""Read the polygon of an area or a town's border from GeoJSON."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from geo.crs import EOV, geojson_epsg, reproject
from geo.errors import CoordinateError

from ..errors import RegisterError

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_AREAS = {"Polygon", "MultiPolygon"}


def read_polygon(path: Path, name: str | None = None) -> BaseGeometry:
    """Read the polygons of a GeoJSON file as one area, EOV metres.

    Args:
        path: WGS84 (longitude first), or EOV where its `crs` member says so.
        name: of a settlement; where features have a `name`, only the one of this name is taken.

    Raises:
        RegisterError: no GeoJSON, no polygon in it, an invalid one, or none of that name.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
        epsg = geojson_epsg(document)
        shapes = [shape(one) for one in _geometries(document, name)]
    except CoordinateError as fault:
        raise RegisterError(f"{path.name}: {fault}") from fault
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        shapely.GEOSException,
    ) as fault:
        raise RegisterError(f"{path.name}: cannot be read as GeoJSON ({fault})") from fault
    if not shapes:
        wanted = f" called {name!r}" if name else ""
        raise RegisterError(f"{path.name}: has no Polygon or MultiPolygon{wanted}")
    for one in shapes:
        if not one.is_valid:
            reason = shapely.is_valid_reason(one)
            raise RegisterError(f"{path.name}: a polygon is not valid ({reason}); draw it again")
    return reproject(shapely.union_all(shapes), epsg, EOV)


def _geometries(document: dict[str, Any], name: str | None) -> list[dict[str, Any]]:
    """Return the polygons of a document; of features with names the one that is asked for."""
    if document.get("type") in _AREAS:
        return [document]
    features = document["features"] if document.get("type") == "FeatureCollection" else [document]
    areas = [one for one in features if (one.get("geometry") or {}).get("type") in _AREAS]
    named = [one for one in areas if (one.get("properties") or {}).get("name")]
    if name is not None and named:
        asked = unicodedata.normalize("NFC", name).casefold()
        areas = [one for one in named if one["properties"]["name"].casefold() == asked]
    # An exported area carries its legs and uncertain zones with it; only the area is meant.
    whole = [one for one in areas if (one.get("properties") or {}).get("role") == "area"]
    return [one["geometry"] for one in whole or areas]
