"""Files of facts: a table, or GeoJSON; and the line of a street. Fields are those of `reading`."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.crs import EOV, check_lonlat, geojson_epsg, reproject
from geo.errors import CoordinateError

from ..errors import DefinitionError, FactError, Fault
from ..tables.cells import BOM, DELIMITER, OLD_DELIMITER
from .reading import FIELDS, read_fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .in_force import FactsInForce
    from .records import What
    from .town import Town

LONGEST_CELL = 20_000
"""A longer one is rows that a quote has swallowed; csv has a limit too, which others may raise."""
MOST_ROWS = 5_000
LARGEST = 20_000_000
"""Bytes of a file."""
LONGEST_SHOWN = 200
"""Characters of a wrong heading that a message quotes."""


def read_line(path: Path) -> BaseGeometry:
    """Read the line of one street from a GeoJSON file, WGS84 or EOV; EOV comes back.

    Raises:
        FactError: it cannot be read, or has no line.
    """
    document = _document(path)
    features = document.get("features", [document])
    parts = [
        part
        for feature in features
        for part in shapely.get_parts(_geometry(feature, document, path.name))
    ]
    return shapely.MultiLineString(parts) if len(parts) > 1 else parts[0]


def read_file(
    path: Path, town: Town, facts: FactsInForce, source: str | None = None
) -> list[tuple[What, str]]:
    """Read many facts from a table or a GeoJSON file.

    Args:
        path: `.csv` with the names of the fields as its heading, or `.geojson` whose features have
            them as properties.
        town: whose streets are meant.
        facts: in force.
        source: of those that name none.

    Raises:
        DefinitionError: carries every fault of the file, not just the first.
        FactError: the file cannot be read.
    """
    rows = _features(path) if path.suffix.lower() in {".geojson", ".json"} else _rows(path)
    found: list[tuple[What, str]] = []
    faults: list[Fault] = []
    for where, fields, geometry in rows:
        if isinstance(fields, FactError):
            faults.append(Fault(where, str(fields)))
            continue
        given = {**fields, "source": fields.get("source") or source or ""}
        try:
            found.append(read_fact(_with_place(given, geometry), town, facts, geometry))
        except FactError as fault:
            faults.append(Fault(where, str(fault)))
    if faults:
        raise DefinitionError(path.name, tuple(faults))
    if not found:
        raise FactError(f"{path.name}: there is no fact in it")
    return found


def _with_place(fields: Mapping[str, str], geometry: BaseGeometry | None) -> Mapping[str, str]:
    if not isinstance(geometry, shapely.Point) or fields.get("side"):
        return fields
    return {**fields, "east": str(geometry.x), "north": str(geometry.y)}


_Row = tuple[str, "dict[str, str] | FactError", "BaseGeometry | None"]
"""Where it stands, its fields or what is wrong with them, and its geometry in EOV."""


def _require_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise FactError(f"{path.name}: cannot be read ({fault.strerror})") from None
    if size > LARGEST:
        raise FactError(f"{path.name}: {size:,} bytes; at most {LARGEST:,}; divide it")


def _rows(path: Path) -> Iterator[_Row]:
    _require_size(path)
    try:
        text = path.read_text("utf-8").removeprefix(BOM)
    except (OSError, UnicodeDecodeError) as fault:
        raise FactError(
            f"{path.name}: cannot be read ({fault}); a CSV in UTF-8 is expected"
        ) from None
    head = next(iter(text.splitlines()), "")
    delimiter = DELIMITER if head.count(DELIMITER) >= head.count(OLD_DELIMITER) else OLD_DELIMITER
    # Strict: a quote that is not closed would swallow the rows behind it.
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from _of_table(table, path.name)
    except csv.Error as fault:
        raise FactError(f"{path.name}: line {table.line_num}: no table ({fault})") from None


def _of_table(table: Iterator[list[str]], name: str) -> Iterator[_Row]:
    heading = [cell.strip() for cell in next(table, [])]
    named = [cell for cell in heading if cell]
    unknown = [cell for cell in named if cell not in FIELDS]
    if unknown or not {"kind", "street"} <= {*named} or len({*named}) < len(named):
        raise FactError(
            f"{name}: the heading has kind, street and others of {', '.join(FIELDS)}, each once; "
            f"found {', '.join(heading)[:LONGEST_SHOWN] or 'nothing'}"
        )
    for number, cells in enumerate(table, start=2):
        if number > MOST_ROWS:
            raise FactError(f"{name}: more than {MOST_ROWS:,} rows; divide it")
        longest = max(map(len, cells), default=0)
        if longest > LONGEST_CELL:
            raise FactError(f"{name}: row {number}: no table (a cell of {longest:,} characters)")
        if any(cell.strip() for cell in cells):
            yield f"row {number}", _cells(heading, cells), None


def _cells(heading: list[str], cells: list[str]) -> dict[str, str] | FactError:
    """Return the cells of a row by their names, or what is wrong with it."""
    if any(cell.strip() for cell in cells[len(heading) :]) or any(
        cell.strip() and not name for name, cell in zip(heading, cells, strict=False)
    ):
        return FactError("there are more cells than names in the heading; quote those with commas")
    return {name: cell for name, cell in zip(heading, cells, strict=False) if name}


def _features(path: Path) -> Iterator[_Row]:
    document = _document(path)
    features = document.get("features")
    if not isinstance(features, list):
        raise FactError(f"{path.name}: a FeatureCollection is expected")
    for number, feature in enumerate(features, start=1):
        if number > MOST_ROWS:
            raise FactError(f"{path.name}: more than {MOST_ROWS:,} features; divide it")
        where = f"feature {number}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield where, FactError("it has no properties"), None
            continue
        fields = {name: _word(properties[name]) for name in FIELDS if name in properties}
        try:
            there = feature.get("geometry") is not None
            yield where, fields, _geometry(feature, document, path.name) if there else None
        except FactError as fault:
            yield where, fault, None


def _word(value: Any) -> str:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _document(path: Path) -> dict[str, Any]:
    _require_size(path)
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise FactError(f"{path.name}: cannot be read ({fault}); GeoJSON is expected") from None
    if not isinstance(document, dict):
        raise FactError(f"{path.name}: a GeoJSON object is expected")
    return document


def _geometry(feature: object, document: Mapping[str, Any], name: str) -> BaseGeometry:
    """Return the geometry of a feature, or a bare one, in EOV."""
    try:
        found = shape(feature.get("geometry", feature))  # type: ignore[attr-defined]  # see below
        if found.is_empty or found.geom_type not in {"Point", "LineString", "MultiLineString"}:
            raise FactError(f"{name}: a LineString (or a Point) is expected, no {found.geom_type}")
        corners = shapely.get_coordinates(found)
        epsg = geojson_epsg(document)
        for x, y in corners if epsg != EOV else ():
            check_lonlat(lat=float(y), lon=float(x))
        return reproject(shapely.force_2d(found), epsg, EOV)
    except CoordinateError as fault:
        raise FactError(f"{name}: {fault}") from None
    except (LookupError, TypeError, AttributeError, ValueError, ShapelyError) as fault:
        if isinstance(fault, FactError):
            raise
        raise FactError(f"{name}: a geometry cannot be read ({fault})") from None
