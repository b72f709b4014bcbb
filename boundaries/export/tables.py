"""Tables that any format can hold: named layers with plain columns and EOV geometries.

Light: nothing here needs geopandas or GDAL, so that a server can make the layers and leave the
writing to another process. Lists become text, since few formats have lists.

Characters that some format cannot hold, so that no text breaks a file or is cut off in it. XML 1.0
allows no control characters (https://www.w3.org/TR/xml/#charsets), the formats of GDAL end a text
at NUL, UTF-8 has no halves of a pair, and noncharacters are for nobody's texts. All of them become
U+FFFD, in every format alike: a reader sees that something stood there.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from boundaries.tables.cells import csv_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry


Value = str | int | float | None
"""What a cell may hold."""
KINDS = ("text", "integer", "real")
"""What a column may hold."""
SHORT_NAME = 10
"""Bytes that a field name of a Shapefile may have."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a layer."""

    name: str
    kind: str = "text"
    """One of `KINDS`."""
    short: str = ""
    """Name in a Shapefile, at most ten letters; the name itself where empty."""
    long: bool = False
    """True for texts that may not fit into the 254 bytes of a Shapefile's cell; it leaves them
    out, and the tables beside it hold them whole."""

    @property
    def dbf(self) -> str:
        """Name of the field in a Shapefile."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Row:
    """One feature."""

    id: str
    """Stable within the layer: "area", "leg-7"."""
    geometry: BaseGeometry | None
    """EOV metres."""
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Layer:
    """A named table with one kind of geometry."""

    name: str
    geometry_type: str | None
    """Kind of all its geometries, "MultiPolygon"; None = a table without geometry."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        known = {column.name for column in self.columns}
        for row in self.rows:
            if set(row.values) != known:
                raise ValueError(f"layer {self.name}, {row.id}: values do not fit the columns")
        for column in self.columns:
            if column.kind not in KINDS or len(column.dbf) > SHORT_NAME:
                raise ValueError(
                    f"layer {self.name}: column {column.name} needs a kind and a "
                    f"short name of {SHORT_NAME} letters"
                )


def as_multi(geometry: BaseGeometry) -> BaseGeometry:
    """Return a polygon as a MultiPolygon; other geometries as they are."""
    return shapely.MultiPolygon([geometry]) if isinstance(geometry, shapely.Polygon) else geometry


def to_plain(layer: Layer) -> dict[str, Any]:
    """Return a layer as JSON, geometries as hexadecimal WKB; the same layer gives the same text."""
    return {
        "name": layer.name,
        "geometry_type": layer.geometry_type,
        "columns": [[c.name, c.kind, c.short, c.long] for c in layer.columns],
        "rows": [
            [row.id, _hex(row.geometry), [row.values[c.name] for c in layer.columns]]
            for row in layer.rows
        ],
    }


def from_plain(document: Mapping[str, Any]) -> Layer:
    """Read a layer that `to_plain` wrote.

    Raises:
        KeyError, TypeError, ValueError: it did not.
    """
    columns = tuple(Column(*values) for values in document["columns"])
    return Layer(
        document["name"],
        document["geometry_type"],
        columns,
        tuple(_row(columns, *row) for row in document["rows"]),
    )


def _row(columns: Sequence[Column], row_id: str, wkb: str | None, values: Sequence[Value]) -> Row:
    geometry = None if wkb is None else shapely.from_wkb(wkb)
    names = (column.name for column in columns)
    return Row(row_id, geometry, dict(zip(names, values, strict=True)))


def _hex(geometry: BaseGeometry | None) -> str | None:
    return None if geometry is None else str(shapely.to_wkb(geometry, hex=True, byte_order=1))


REPLACEMENT = "\ufffd"
"""What stands where a character cannot be written."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def writable(text: str) -> str:
    """Return a text in which every character that some format cannot hold is U+FFFD."""
    return _UNWRITABLE.sub(REPLACEMENT, text)


def writable_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Return a provenance with writable texts."""
    return {name: writable(value) for name, value in facts.items()}


def writable_layer(layer: Layer) -> Layer:
    """Return a layer with writable texts."""
    return _changed(layer, writable)


def _changed(layer: Layer, change: Callable[[str], str]) -> Layer:
    def cell(value: Value) -> Value:
        return change(value) if isinstance(value, str) else value

    rows = [
        dataclasses.replace(
            row,
            id=change(row.id),
            values={name: cell(value) for name, value in row.values.items()},
        )
        for row in layer.rows
    ]
    return dataclasses.replace(layer, rows=tuple(rows))


def table_text(layer: Layer) -> str:
    """Return a layer without its geometries as CSV, in the product's one dialect."""
    return csv_text(*table_cells(layer))


def table_cells(layer: Layer) -> tuple[tuple[str, ...], list[tuple[Value, ...]]]:
    """Return the heading and the rows of a layer without its geometries."""
    names = [column.name for column in layer.columns]
    rows = [(row.id, *(row.values[name] for name in names)) for row in layer.rows]
    return ("id", *names), rows
