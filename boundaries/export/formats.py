"""The formats that an export can have, and what each of them can hold.

Keep GDAL from opening what it should not: other hosts, other files, programs in files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from boundaries.errors import ExportError
from geo.crs import EOV, WGS84

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .tables import Layer


@dataclass(frozen=True, slots=True)
class Format:
    """One file format."""

    name: str
    """Name on the command line."""
    ending: str
    """Ending of the file names, without the first dot."""
    driver: str | None
    """Driver of GDAL; None where another library or our own code writes it."""
    content_type: str
    systems: tuple[int, ...] = (WGS84, EOV)
    """EPSG codes that it can be in, the default first."""
    many_layers: bool = False
    """True where one file can hold several layers."""
    needs: str | None = None
    """Module of an optional dependency that writes it; the extra has the name of the format."""

    @property
    def is_installed(self) -> bool:
        """Whether what writes it is installed."""
        return self.needs is None or find_spec(self.needs) is not None


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KNOWN: Mapping[str, Format] = {
    item.name: item
    for item in (
        Format("geojson", "geojson", None, "application/geo+json", (WGS84,), many_layers=True),
        Format("gpkg", "gpkg", "GPKG", "application/geopackage+sqlite3", many_layers=True),
        Format("flatgeobuf", "fgb", "FlatGeobuf", "application/vnd.flatgeobuf"),
        Format(
            "kml",
            "kml",
            None,
            "application/vnd.google-earth.kml+xml",
            (WGS84,),
            many_layers=True,
        ),
        Format("shapefile", "shp.zip", "ESRI Shapefile", "application/zip", many_layers=True),
        Format("geoparquet", "parquet", None, "application/vnd.apache.parquet", needs="pyarrow"),
        Format("dxf", "dxf", "DXF", "image/vnd.dxf", (EOV,), many_layers=True),
        Format("csv", "csv", None, "text/csv", ()),
        Format("xlsx", "xlsx", None, XLSX_TYPE, (), many_layers=True),
    )
}
"""Name -> format. CSV and workbooks have no geometry and so no reference system; DXF is for metres
only."""
FORMATS: Mapping[str, Format] = {name: item for name, item in KNOWN.items() if item.is_installed}
"""Name -> format that can be written here."""
BY_ENDING: Mapping[str, Format] = {item.ending: item for item in KNOWN.values()}
"""Ending -> format, whether it can be written here or not."""


def format_named(name: str) -> Format:
    """Return a format by its name or ending.

    Raises:
        ExportError: there is no such format, or what writes it is not installed.
    """
    found = KNOWN.get(name) or BY_ENDING.get(name)
    if found is not None and not found.is_installed:
        raise ExportError(
            f"{found.name} needs {found.needs}, which is not installed here; "
            f"install akcioterulet[{found.name}]"
        )
    if found is None:
        raise ExportError(f'unknown format "{name}"; expected one of {", ".join(FORMATS)}')
    return found


def system_for(chosen: Format, epsg: int | None) -> int | None:
    """Return the reference system of a file; None for a format without geometry.

    Raises:
        ExportError: the format cannot be in that system.
    """
    if epsg is None:
        return chosen.systems[0] if chosen.systems else None
    if epsg not in chosen.systems:
        able = ", ".join(f"EPSG:{code}" for code in chosen.systems) or "none: it has no geometry"
        others = ", ".join(item.name for item in FORMATS.values() if epsg in item.systems)
        take = f"; for EPSG:{epsg} take one of {others}" if others else ""
        raise ExportError(f"{chosen.name} cannot be in EPSG:{epsg}; it can be in {able}{take}")
    return epsg


def can_hold(chosen: Format, layers: tuple[Layer, ...]) -> bool:
    """Tell whether a format can hold these layers in one file."""
    spatial = [layer for layer in layers if layer.geometry_type is not None]
    if not chosen.systems:
        return bool(layers) and (chosen.many_layers or len(layers) == 1)
    return bool(spatial) and (chosen.many_layers or len(layers) == 1)


SKIPPED = "OGR_VRT,GDALG,OAPIF,WFS,HTTP,CSW,OGCAPI"
"""Drivers that follow references out of a file; GDAL reads the variable when it starts."""


def guard_gdal() -> None:
    """Switch those drivers off; works before pyogrio is first imported in the process."""
    os.environ.setdefault("GDAL_SKIP", SKIPPED)
