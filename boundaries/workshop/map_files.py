"""A map that somebody sends: looked into before the service opens it, a GeoPackage made GeoJSON.

The work of a process of its own (`child`): a file may be anything. It needs little beside the
readers of maps, so that the process begins quickly.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from geo.crs import WGS84
from geo.errors import GeoError
from geo.files import write_whole
from geo.osm.elements import LINE_KEYS
from geo.osm.named_lines import NAME_KEYS

from ..errors import BoundaryError, CodedError
from ..export.formats import guard_gdal
from .kept_networks import network_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geopandas import GeoDataFrame

PACKAGE = ".gpkg"
ENDINGS = {
    ".osm.pbf": ".osm.pbf",
    ".pbf": ".osm.pbf",
    ".osm": ".osm",
    ".json": ".json",
    ".geojson": ".geojson",
    PACKAGE: PACKAGE,
}
"""Ending of a map that is taken, in the order in which they are looked for -> how it is kept."""
MOST_LINES = 200_000
"""Of a GeoPackage: the named lines of the largest city are a tenth of them."""
_GPKG = (b"GPKG", b"GP10", b"GP11")
_LINES = {"LineString", "MultiLineString"}


class MapFileError(CodedError):
    """A map cannot be used; the message says why."""

    def __init__(self, message: str, code: str = "package") -> None:
        super().__init__(message, code)


def look_at_map(path: Path, before: Sequence[Path], kept_in: Path) -> dict[str, Any]:
    """Read a map as the bench will, and keep what was read for it.

    Args:
        path: of the map.
        before: the maps that the draft has already; it is read together with them.
        kept_in: folder of kept networks.

    Returns:
        `file`, its name in the folder, which is another one where it was made GeoJSON; `dated` and
        `licence`. Where it cannot be used `fault`, a code of the workshop, `why`, and `number`,
        which of its features is meant, from 1; 0 where none is.
    """
    try:
        kept = _as_geojson(path) if path.suffix == PACKAGE else path
        network = network_of([kept], kept_in)
        if before:
            network_of([*before, kept], kept_in)
    except (BoundaryError, GeoError) as fault:
        why, code = str(fault).replace(path.name, "")[:300], getattr(fault, "code", "")
        number = getattr(fault, "number", None)
        return {
            "fault": f"map_{code or 'unread'}",
            "why": why,
            "number": 0 if number is None else number + 1,
        }
    if not any(way.names for way in network.ways):
        return {"fault": "map_nameless"}
    licence = "" if kept.suffix == ".geojson" else "ODbL"
    return {"file": kept.name, "dated": network.timestamp or "", "licence": licence}


def _as_geojson(path: Path) -> Path:
    """Write the named lines of a GeoPackage beside it as GeoJSON, which is kept in its place."""
    require_package(path)
    frames = list(_named_lines(path))
    if not frames:
        wanted = " or ".join(NAME_KEYS)
        raise MapFileError(
            f"the GeoPackage has no layer of lines with a column {wanted}", "nameless"
        )
    features = [one for frame in frames for one in _features(frame)]
    kept = path.with_suffix(".geojson")
    write_whole(kept, json.dumps({"type": "FeatureCollection", "features": features}))
    return kept


def require_package(path: Path) -> None:
    """Require what every GeoPackage has: another SQLite file is not given to GDAL.

    Raises:
        MapFileError: the file is none.
    """
    with path.open("rb") as file:
        head = file.read(72)
    if not head.startswith(b"SQLite format 3\0") or head[68:72] not in _GPKG:
        raise MapFileError("the file is no GeoPackage")
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            file.execute("PRAGMA trusted_schema = OFF")
            found = file.execute(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN "
                "('gpkg_contents', 'gpkg_spatial_ref_sys', 'gpkg_geometry_columns')"
            ).fetchone()
    except sqlite3.Error as fault:
        raise MapFileError("the GeoPackage is broken") from fault
    if found != (3,):
        raise MapFileError("the file is no GeoPackage")


def _named_lines(path: Path) -> Iterator[GeoDataFrame]:
    """Yield the lines of each layer that has a column with names, WGS84."""
    guard_gdal()
    import pyogrio  # noqa: PLC0415 - heavy, and after the guard

    try:
        for layer, _ in pyogrio.list_layers(path):
            about = pyogrio.read_info(path, layer=layer)
            columns = [one for one in (*NAME_KEYS, *LINE_KEYS, "ref") if one in about["fields"]]
            if about["geometry_type"] is None or not set(columns) & set(NAME_KEYS):
                continue
            frame = pyogrio.read_dataframe(
                path, layer=layer, columns=columns, max_features=MOST_LINES + 1, force_2d=True
            )
            frame = frame[frame.geom_type.isin(_LINES)]
            if len(frame) > MOST_LINES:
                raise MapFileError(
                    f"more than {MOST_LINES:,} lines; cut it to the settlement", "too_large"
                )
            if not frame.empty:
                yield _in_wgs84(frame)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as fault:
        raise MapFileError("the GeoPackage is broken") from fault


def _in_wgs84(frame: GeoDataFrame) -> GeoDataFrame:
    if frame.crs is None:
        raise MapFileError("a layer of the GeoPackage does not say its reference system", "system")
    return frame.to_crs(WGS84)


def _features(frame: GeoDataFrame) -> Iterator[dict[str, Any]]:
    for one in frame.iterfeatures(na="drop", drop_id=True):
        tags = {key: str(value) for key, value in one["properties"].items()}
        if any(tags.get(key) for key in NAME_KEYS):
            yield {**one, "properties": tags}
