"""Areas as files for planners' programs, through geopandas and GDAL.

GeoPackage gets one layer for each role (area, legs, uncertain_zone); FlatGeobuf, which holds one
layer, gets the area. Lists become JSON text, since these formats have no lists.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.crs import WGS84
from geo.files import replacing

from .errors import ExportError
from .export import feature_collection

if TYPE_CHECKING:
    from pathlib import Path

    from .model import Edition

DRIVERS = {".gpkg": "GPKG", ".fgb": "FlatGeobuf"}
"""File ending -> GDAL driver."""
LAYERS = {"area": "area", "leg": "legs", "uncertain_zone": "uncertain_zone"}
"""Role of the features -> name of their layer."""


def write_file(edition: Edition, path: Path, *, epsg: int = WGS84) -> None:
    """Write an edition to a GeoPackage or FlatGeobuf file; an existing file is replaced.

    Args:
        edition: the area.
        path: file to write; its ending chooses the format.
        epsg: reference system of the output.

    Raises:
        ExportError: the ending names no known format, or the file cannot be written.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        known = ", ".join(DRIVERS)
        raise ExportError(f"{path.name}: unknown format; expected .geojson, {known}")
    features = feature_collection(edition, epsg=epsg)["features"]
    try:
        with replacing(path, keep_ending=True) as draft:
            _write_layers(features, draft, driver, epsg, edition.attribution)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written: {error}") from None


def _write_layers(
    features: list[dict[str, Any]], path: Path, driver: str, epsg: int, attribution: str
) -> None:
    import geopandas as gpd  # noqa: PLC0415 - 0.7 s and 150 MB that only this export needs

    for role, layer in LAYERS.items():
        chosen = [_flat(f) for f in features if f["properties"]["role"] == role]
        if not chosen or (driver != "GPKG" and role != "area"):
            continue
        frame = gpd.GeoDataFrame.from_features(chosen, crs=f"EPSG:{epsg}")
        frame["attribution"] = attribution
        frame.to_file(path, driver=driver, layer=layer)


def _flat(feature: dict[str, Any]) -> dict[str, Any]:
    properties = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for name, value in feature["properties"].items()
    }
    return {**feature, "properties": properties}
