"""Shapefiles in a zip: one set of files for each layer, tables as CSV, and what they are.

Field names have ten letters; `README.txt` gives the long ones. Texts that do not fit a cell stay
out of the Shapefile and stand whole in `<layer>.csv`. Files in the zip carry no time of day.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from .guard import guard_gdal
from .provenance import as_text
from .streets import table_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

    from .writing import UNDATED, frame  # noqa: PLC0415 - writing imports this module late

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
