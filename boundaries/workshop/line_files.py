"""One line out of a file that somebody sends: GeoJSON, KML or GPX.

KML and GPX are read by GDAL, which follows what a file says rather than how it is called: read
them in a process of its own (`child`). What they hold beside their lines is not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from geo.crs import EOV, WGS84, reproject

from ..edition.drawn import MAX_BYTES, line_of
from ..errors import BoundaryError, DrawnLineError
from ..export.formats import guard_gdal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENDINGS = (".geojson", ".json", ".kml", ".gpx")
MOST_CORNERS = 2_000
"""Of one line: some twenty kilometres of a winding brook."""
_GPX_LINES = ("tracks", "routes")
"""Layers of GDAL's GPX driver that hold lines; the others repeat them as points."""


class LineFileError(BoundaryError, ValueError):
    """A file gives no line that can be used.

    Args:
        code: broken, none, many, large, long or unfit.
        found: how many lines it holds, where that is what is wrong.
    """

    def __init__(self, code: str, found: int = 0) -> None:
        super().__init__(f"the file gives no line that can be used ({code})")
        self.code, self.found = code, found


def line_in(path: Path) -> list[tuple[float, float]]:
    """Return the one line of a file as longitude and latitude, degrees (WGS84).

    Raises:
        LineFileError: it holds none, or several, or it is no such file.
    """
    if path.stat().st_size > MAX_BYTES:
        raise LineFileError("large")
    if path.suffix.lower() in {".kml", ".gpx"}:
        line = _one(list(_lines(path)))
    else:
        try:
            drawn = line_of(path.read_bytes(), path.name)
        except DrawnLineError as fault:
            raise LineFileError("unfit") from fault
        line = shapely.LineString(reproject(drawn, EOV, WGS84).coords)
    if len(line.coords) > MOST_CORNERS:
        raise LineFileError("long", len(line.coords))
    return [(round(x, 7), round(y, 7)) for x, y, *_ in line.coords]


def _one(lines: list[shapely.LineString]) -> shapely.LineString:
    if len(lines) != 1:
        raise LineFileError("many" if lines else "none", len(lines))
    return lines[0]


def _lines(path: Path) -> Iterator[shapely.LineString]:
    kind = path.suffix.lower().removeprefix(".")
    require_root(path, kind)
    guard_gdal()
    import pyogrio  # noqa: PLC0415 - heavy, and after the guard
    from pyogrio.raw import read  # noqa: PLC0415

    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        for name in _GPX_LINES if kind == "gpx" else names:
            _, _, shapes, _ = read(path, layer=name, columns=[], force_2d=True)
            for part in shapely.get_parts(shapely.from_wkb(shapes)):
                if isinstance(part, shapely.LineString):
                    yield part
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fault:
        raise LineFileError("broken") from fault


def require_root(path: Path, kind: str) -> None:
    """Require XML without entities of its own whose root is what the ending says."""
    try:
        root = next((element.tag for _, element in iterparse(path, ("start",))), "")
        for _, element in iterparse(path):
            element.clear()
    except (ParseError, DefusedXmlException, ValueError) as fault:
        raise LineFileError("broken") from fault
    if str(root).rpartition("}")[2] != kind:
        raise LineFileError("broken")
