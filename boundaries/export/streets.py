"""The street list as a layer and as a CSV: ranges of house numbers with their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import shapely

from boundaries.language.names import normal_key
from boundaries.tables.csv_dialect import csv_text

from .layers import COMMON, common_values
from .tables import Column, Layer, Row, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from boundaries.streets.street_list import Street, StreetList, StreetRow

_STREET = (
    Column("street"),
    Column("thoroughfare_name", short="thor_name"),
    Column("thoroughfare_type", short="thor_type"),
    Column("parity"),
    Column("from"),
    Column("to"),
    Column("district"),
    Column("doors", "integer"),
    Column("highest", "integer"),
    Column("verdict"),
    Column("reason"),
    Column("leg", "integer"),
    Column("basis"),
    Column("line"),
)
STREET_LINE = "street"
"""Value of the column `line` where the geometry is the line of the whole street, which its
ranges share; it is empty where the map has no line of that name."""


def streets_layer(
    edition: Edition, streets: StreetList, lines: Mapping[str, BaseGeometry]
) -> Layer:
    """Return one row for each range of the street list.

    Args:
        edition: the area whose verdicts the list holds.
        streets: the list.
        lines: line of a street in EOV metres by `names.normal_key` of its name. A row of a
            street that has one gets the whole of it, not only the stretch of its range.
    """
    rows = tuple(_rows(streets, lines, common_values(edition)))
    return Layer("streets", "MultiLineString", _STREET + COMMON, rows)


def _rows(
    streets: StreetList, lines: Mapping[str, BaseGeometry], common: Mapping[str, Value]
) -> Iterator[Row]:
    for street in streets.streets:
        line = lines.get(normal_key(street.full_name))
        for row in street.rows:
            yield Row(row_id(street, row), _multi(line), {**_values(street, row, line), **common})


def row_id(street: Street, row: StreetRow) -> str:
    """Return the id of a range: it stays as long as street, range and district do."""
    numbers = row.numbers
    span = "-".join(end or "" for end in numbers.ends)
    parts = (street.full_name, numbers.parity.value, span, row.district)
    return "_".join(part.replace("/", "-").replace(" ", "-") for part in parts)


def _values(street: Street, row: StreetRow, line: BaseGeometry | None) -> dict[str, Value]:
    return {
        "street": street.full_name,
        "thoroughfare_name": row.name,
        "thoroughfare_type": row.type,
        **cast("dict[str, Value]", row.values),
        "line": STREET_LINE if line is not None else None,
    }


def _multi(line: BaseGeometry | None) -> BaseGeometry | None:
    return None if line is None else shapely.MultiLineString(list(shapely.get_parts(line)))


def table_text(layer: Layer) -> str:
    """Return a layer without its geometries as CSV, in the product's one dialect."""
    names = [column.name for column in layer.columns]
    rows = ((row.id, *(row.values[name] for name in names)) for row in layer.rows)
    return csv_text(("id", *names), rows)
