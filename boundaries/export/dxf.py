"""DXF for drawing programs: lines in EOV metres, one drawing layer for each of ours.

DXF knows neither reference systems nor attributes: comments at its head say what the drawing is,
and polygons are drawn as their rings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from geo.crs import EOV

from .guard import guard_gdal
from .provenance import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .tables import Layer

_BLANKS = re.compile(r"[ \t\r]+")


def write_drawing(
    layers: Sequence[Layer], facts: Mapping[str, str], epsg: int | None, path: Path
) -> None:
    """Write the lines and rings of layers as one drawing."""
    import geopandas as gpd  # noqa: PLC0415 - heavy, and only for who writes
    import pyogrio  # noqa: PLC0415 - as above

    guard_gdal()
    parts = [(x.name.upper(), line) for x in layers for row in x.rows for line in lines(row)]
    table = gpd.GeoDataFrame(
        {"Layer": [name for name, _ in parts]},
        geometry=[line for _, line in parts],
        crs=f"EPSG:{epsg or EOV}",
    )
    pyogrio.write_dataframe(table, path, driver="DXF", layer="entities")
    path.write_bytes(_comments(facts) + path.read_bytes())


def lines(row: object) -> Iterator[BaseGeometry]:
    """Yield the lines that draw a row: its line, or every ring of its polygons."""
    geometry: BaseGeometry | None = getattr(row, "geometry", None)
    for part in [] if geometry is None else shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield shapely.LineString(ring.coords)
        else:
            yield part


def _comments(facts: Mapping[str, str]) -> bytes:
    """Return the facts as comments of the format (group 999), escaped to ASCII as it asks."""
    found = [*as_text(facts).split("\n"), f"reference system: EPSG:{EOV} (EOV), metres"]
    text = "".join(
        f"999\n{shown}\n" for line in found if (shown := _BLANKS.sub(" ", line).strip(" "))
    )
    return "".join(c if c.isascii() else _escaped(c) for c in text).encode("ascii")


def _escaped(char: str) -> str:
    """Return a character as the format writes it: the units of UTF-16, four digits each."""
    units = char.encode("utf-16-be")
    return "".join(f"\\U+{units[i : i + 2].hex().upper()}" for i in range(0, len(units), 2))
