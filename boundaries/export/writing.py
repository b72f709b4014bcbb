"""Write layers to files. GDAL and pyarrow are imported here, by who writes and by nobody else.

The same layers give the same bytes in every format but one: GeoParquet names the version of the
library that wrote it.

DXF for drawing programs: lines in EOV metres, one drawing layer for each of ours. DXF knows
neither reference systems nor attributes: comments at its head say what the drawing is, and
polygons are drawn as their rings.

Shapefiles in a zip: one set of files for each layer, tables as CSV, and what they are. Field names
have ten letters; `README.txt` gives the long ones. Texts that do not fit a cell stay out of the
Shapefile and stand whole in `<layer>.csv`. Files in the zip carry no time of day.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from boundaries.errors import ExportError
from geo.crs import EOV, reproject
from geo.files import replacing

from ..tables.workbook_writing import Sheet, write_sheets
from .documents import json_text, layer_collection
from .formats import can_hold, guard_gdal
from .kml import kml_text
from .provenance import as_text
from .styles import style_rows
from .tables import table_cells, table_text, writable_facts, writable_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from .formats import Format
    from .tables import Layer


CELL_BYTES = 254
"""Bytes that a text cell of a Shapefile holds."""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def write_zip(
    layers: Sequence[Layer], facts: Mapping[str, str], epsg: int | None, path: Path
) -> None:
    """Write layers as Shapefiles (UTF-8, with .cpg and .prj) in one zip."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for layer in layers:
            if layer.geometry_type is not None:
                _write_layer(layer, facts, epsg, home)
            (home / f"{layer.name}.csv").write_text(table_text(layer), encoding="utf-8", newline="")
        (home / "README.txt").write_text(_readme(layers, facts), encoding="utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(home.iterdir()):
                entry = zipfile.ZipInfo(file.name, _LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, file.read_bytes())


def _write_layer(layer: Layer, facts: Mapping[str, str], epsg: int | None, home: Path) -> None:
    import pyogrio  # noqa: PLC0415 - heavy, and only for who writes

    guard_gdal()
    table = frame(layer, epsg)
    short = {c.name: c.dbf for c in layer.columns if c.name in _fitting(layer)}
    table = table[["id", *short, "geometry"]].rename(columns=short)
    options = {
        "ENCODING": "UTF-8",
        "RESIZE": "YES",
        "DBF_DATE_LAST_UPDATE": facts.get("accepted_on", UNDATED),
    }
    pyogrio.write_dataframe(
        table,
        home / f"{layer.name}.shp",
        driver="ESRI Shapefile",
        geometry_type=_kind(layer),
        layer_options=options,
    )


def _kind(layer: Layer) -> str | None:
    # A Shapefile has one kind for polygons and one for lines, each of any number of parts.
    kind = layer.geometry_type
    return kind.removeprefix("Multi") if kind else None


def _fitting(layer: Layer) -> tuple[str, ...]:
    """Return the columns whose texts all fit into a cell."""
    return tuple(
        column.name
        for column in layer.columns
        if not column.long
        and all(
            len(str(row.values[column.name] or "").encode()) <= CELL_BYTES for row in layer.rows
        )
    )


def _readme(layers: Sequence[Layer], facts: Mapping[str, str]) -> str:
    lines = [as_text(facts)]
    for layer in layers:
        if layer.geometry_type is None:
            lines.append(f"{layer.name}.csv: a table without geometry")
            continue
        fitting = _fitting(layer)
        lines.append(f"{layer.name}.shp: fields")
        lines += [
            f"  {c.dbf} = {c.name}" if c.name in fitting else f"  (only in the CSV) = {c.name}"
            for c in layer.columns
        ]
    return "\n".join(lines) + "\n"


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


GPKG_VERSION = "1.3"
"""The last that GDAL 3.6 reads without a warning."""
UNDATED = "1980-01-01"
"""Day that a file carries where no date of the edition is known."""
_DTYPES = {"text": "str", "integer": "Int64", "real": "float64"}


def write(
    layers: Sequence[Layer],
    facts: Mapping[str, str],
    chosen: Format,
    epsg: int | None,
    path: Path,
) -> None:
    """Write layers to one file; an existing file is replaced once the new one is whole.

    What cannot be written of a text stands as U+FFFD; see `characters`.

    Args:
        layers: what to write, geometries in EOV.
        facts: the provenance, which stands in or beside the data.
        chosen: the format.
        epsg: reference system, one that the format can have; None for a table.
        path: file to write.

    Raises:
        ExportError: the format cannot hold the layers, or the file cannot be written.
    """
    if not can_hold(chosen, tuple(layers)):
        names = ", ".join(layer.name for layer in layers)
        raise ExportError(f"{chosen.name} cannot hold {names} in one file")
    written = [writable_layer(layer) for layer in layers]
    try:
        with replacing(path, keep_ending=True) as draft:
            _WRITERS[chosen.name](written, writable_facts(facts), epsg, draft)
    except (OSError, RuntimeError, ValueError) as error:
        raise ExportError(f"{path.name}: cannot be written: {error}") from error


def _write_geojson(
    layers: Sequence[Layer], facts: Mapping[str, str], _: int | None, path: Path
) -> None:
    path.write_text(json_text(layer_collection(layers, facts)), encoding="utf-8")


def _write_csv(
    layers: Sequence[Layer], facts: Mapping[str, str], _: int | None, path: Path
) -> None:
    del facts  # every row of a table carries edition, credits and licence
    path.write_text(table_text(layers[0]), encoding="utf-8", newline="")


def _write_xlsx(
    layers: Sequence[Layer], facts: Mapping[str, str], _: int | None, path: Path
) -> None:
    sheets = [Sheet(layer.name, *table_cells(layer)) for layer in layers]
    write_sheets([*sheets, Sheet("provenance", ("name", "value"), list(facts.items()))], path)


def frame(layer: Layer, epsg: int | None, *, with_id: bool = True) -> Any:  # noqa: ANN401 - a (Geo)DataFrame, which has no types
    """Return a layer as a GeoDataFrame, or as a DataFrame where it has no geometry."""
    import pandas as pd  # noqa: PLC0415 - see the module docstring

    columns: dict[str, Any] = {"id": pd.Series([r.id for r in layer.rows], dtype="str")}
    for column in layer.columns:
        values = [row.values[column.name] for row in layer.rows]  # noqa: PD011 - our own rows
        columns[column.name] = pd.Series(values, dtype=_DTYPES[column.kind])
    if not with_id:
        del columns["id"]
    table = pd.DataFrame(columns)
    if layer.geometry_type is None or epsg is None:
        return table
    import geopandas as gpd  # noqa: PLC0415 - see the module docstring

    shapes = [None if r.geometry is None else reproject(r.geometry, EOV, epsg) for r in layer.rows]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=f"EPSG:{epsg}"))


def _put(table: Any, path: Path, layer: Layer, driver: str, **options: Any) -> None:  # noqa: ANN401 - a frame
    import pyogrio  # noqa: PLC0415 - see the module docstring

    kind = None if layer.geometry_type is None else layer.geometry_type
    pyogrio.write_dataframe(
        table, path, layer=layer.name, driver=driver, geometry_type=kind, **options
    )


def _write_gpkg(
    layers: Sequence[Layer], facts: Mapping[str, str], epsg: int | None, path: Path
) -> None:
    import pandas as pd  # noqa: PLC0415 - see the module docstring
    import pyogrio  # noqa: PLC0415 - as above

    guard_gdal()
    day = facts.get("accepted_on", UNDATED)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day}T00:00:00.000Z"})
    record = {"name": list(facts), "value": list(facts.values())}
    whole = {"PROVENANCE": json.dumps(dict(facts), ensure_ascii=False)}
    for number, layer in enumerate(layers):
        _put(
            frame(layer, epsg),
            path,
            layer,
            "GPKG",
            layer_options={"DESCRIPTION": facts.get("attribution", "")},
            dataset_metadata=whole if number == 0 else None,
            dataset_options={"VERSION": GPKG_VERSION} if number == 0 else None,
        )
    pyogrio.write_dataframe(pd.DataFrame(record), path, layer="provenance", driver="GPKG")
    styles = pd.DataFrame(style_rows(layers, day))
    options = {"FID": "id", "DESCRIPTION": "QGIS styles"}
    pyogrio.write_dataframe(
        styles, path, layer="layer_styles", driver="GPKG", layer_options=options
    )


def _write_flatgeobuf(
    layers: Sequence[Layer], facts: Mapping[str, str], epsg: int | None, path: Path
) -> None:
    guard_gdal()
    layer = layers[0]
    options = {"TITLE": facts.get("title", layer.name), "DESCRIPTION": as_text(facts)}
    if any(row.geometry is None for row in layer.rows):
        options["SPATIAL_INDEX"] = "NO"  # its index cannot hold features without geometry
    _put(frame(layer, epsg), path, layer, "FlatGeobuf", layer_options=options)


def _write_kml(
    layers: Sequence[Layer], facts: Mapping[str, str], _: int | None, path: Path
) -> None:
    text = kml_text(layers, facts, facts.get("title", path.stem))
    path.write_text(text, encoding="utf-8", newline="")


def _write_parquet(
    layers: Sequence[Layer], facts: Mapping[str, str], epsg: int | None, path: Path
) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - see the module docstring

    guard_gdal()
    frame(layers[0], epsg).to_parquet(path, index=False, schema_version="1.1.0")
    table = pq.read_table(path)
    known = dict(table.schema.metadata or {})
    known[b"provenance"] = json.dumps(dict(facts), ensure_ascii=False).encode()
    pq.write_table(table.replace_schema_metadata(known), path)


_WRITERS = {
    "geojson": _write_geojson,
    "gpkg": _write_gpkg,
    "flatgeobuf": _write_flatgeobuf,
    "kml": _write_kml,
    "shapefile": write_zip,
    "geoparquet": _write_parquet,
    "dxf": write_drawing,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
