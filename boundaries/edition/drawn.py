"""Lines that a person supplies for a leg that the map does not have.

A GeoJSON file with one line, whole or in pieces that meet at their ends: WGS84 as RFC 7946 says, or
the system that its `crs` member names. Every fault is found before the line is used.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from geo.crs import EOV, WGS84, check_eov, check_lonlat, geojson_epsg, reproject
from geo.errors import CoordinateError

from .. import clock
from ..errors import DrawnLineError
from ..model import DrawnLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

MAX_BYTES = 5_000_000
"""A drawn line is a few kilobytes; a larger file is another thing by mistake."""
MIN_LENGTH_M = 1.0
_LINES = frozenset({"LineString", "MultiLineString"})


def read_drawn_lines(
    arguments: Sequence[str], *, author: str | None, reason: str | None, date: str | None = None
) -> dict[int, DrawnLine]:
    """Read the lines given as `N=FILE.geojson`.

    Args:
        arguments: leg number and file of each line.
        author: who drew them.
        reason: why.
        date: ISO date on which they were drawn; today by default.

    Returns:
        Leg number -> line in EOV metres.

    Raises:
        DrawnLineError: a file, its geometry, or author or reason is missing or wrong.
    """
    lines = {}
    for argument in arguments:
        number, _, file = argument.partition("=")
        if not number.strip().isascii() or not number.strip().isdigit() or not file:
            raise DrawnLineError(
                f"--leg {argument!r}: expected N=FILE.geojson, such as 9=csap.geojson"
            )
        lines[int(number)] = read_drawn_line(
            Path(file), author=author or "", reason=reason or "", date=date
        )
    return lines


def read_drawn_line(path: Path, *, author: str, reason: str, date: str | None = None) -> DrawnLine:
    """Read and check one drawn line; see the module for the form of the file."""
    if not author.strip() or not reason.strip():
        raise DrawnLineError(
            f"{path.name}: a drawn line needs its author and a reason; both stand in the ledger"
        )
    if date is not None:
        _require_date(date, path.name)
    line = _line(path)
    day = date or clock.today().isoformat()
    return DrawnLine(line, author.strip(), reason.strip(), day)


def _require_date(date: str, name: str) -> None:
    try:
        dt.date.fromisoformat(date)
    except ValueError:
        raise DrawnLineError(f"{name}: date {date!r} is not of the form 2026-11-22") from None


def _line(path: Path) -> shapely.LineString:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DrawnLineError(
                f"{path.name}: larger than {MAX_BYTES:,} bytes; is this a drawn line?"
            )
        body = path.read_bytes()
    except OSError as error:
        raise DrawnLineError(f"{path.name}: cannot be read as GeoJSON: {error}") from None
    return line_of(body, path.name)


def line_of(body: bytes, name: str) -> shapely.LineString:
    """Return the one line of a GeoJSON text in EOV metres; see the module for its form.

    Args:
        body: the text, UTF-8.
        name: of the file, for the message.

    Raises:
        DrawnLineError: it is no such text, or its line cannot be used.
    """
    try:
        document: Any = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DrawnLineError(
            f"{name}: cannot be read as GeoJSON: {error}; save the line as GeoJSON"
        ) from None
    return _checked(_one_line(document, name), _epsg(document, name), name)


def _one_line(document: Any, name: str) -> shapely.LineString:  # noqa: ANN401 - JSON
    features = [document]
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features") or []
    shapes = [f.get("geometry", f) if isinstance(f, dict) else f for f in features]
    drawn = [g for one in shapes if isinstance(one, dict) for g in _apart(one)]
    if other := next((g for g in drawn if g.get("type") not in _LINES), None):
        kind = str(other.get("type") or "something without a type")[:40]
        raise DrawnLineError(f"{name}: expected exactly one LineString, got a {kind} as well")
    lines = [line for g in drawn for line in _lines_in(g)]
    try:
        pieces = [shape(line) for line in lines]
    except (TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise DrawnLineError(f"{name}: its coordinates cannot be read: {error}") from None
    line = pieces[0] if len(pieces) == 1 else _joined(pieces)
    if line is None:
        apart = "; join them where they end" if pieces else ""
        raise DrawnLineError(
            f"{name}: expected exactly one LineString, got {len(pieces)} lines{apart}"
        )
    return shapely.LineString([(x, y) for x, y, *_ in line.coords])


def _apart(geometry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the geometries that a collection holds, or the one that it is."""
    parts = geometry.get("geometries")
    if geometry.get("type") != "GeometryCollection" or not isinstance(parts, list):
        return [geometry]
    return [part for part in parts if isinstance(part, dict)]


def _lines_in(geometry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the lines of a geometry.

    Programs write a MultiLineString for a single line, too, and for one that was drawn in pieces:
    where each begins where the one before ends, they are one line.
    """
    if geometry.get("type") == "LineString":
        return [geometry]
    parts = geometry.get("coordinates")
    joined: list[Any] = []
    for part in parts if isinstance(parts, list) else ():
        before = joined[-1] if joined else None
        if isinstance(part, list) and part and isinstance(before, list) and before[-1:] == part[:1]:
            joined[-1] = [*before, *part[1:]]
        else:
            joined.append(part)
    return [{"type": "LineString", "coordinates": part} for part in joined]


def _joined(pieces: Sequence[BaseGeometry]) -> shapely.LineString | None:
    """Join pieces in whatever order and direction they were drawn; None where they do not meet."""
    lines = [piece for piece in pieces if isinstance(piece, shapely.LineString)]
    merged = shapely.line_merge(shapely.MultiLineString(lines)) if lines else None
    return merged if isinstance(merged, shapely.LineString) and merged.is_simple else None


def _epsg(document: Mapping[str, Any], name: str) -> int:
    try:
        return geojson_epsg(document)
    except CoordinateError as error:
        raise DrawnLineError(f"{name}: {error}") from None


def _checked(line: shapely.LineString, epsg: int, name: str) -> shapely.LineString:
    if line.is_empty or not line.is_simple:
        raise DrawnLineError(f"{name}: the line is empty or crosses itself; draw it without loops")
    try:
        for x, y in line.coords:
            check_lonlat(y, x) if epsg == WGS84 else check_eov(x, y)
    except CoordinateError as error:
        raise DrawnLineError(f"{name}: {error}") from None
    moved = reproject(line, epsg, EOV)
    if moved.length < MIN_LENGTH_M:
        raise DrawnLineError(f"{name}: the line is {moved.length:.2f} m long; draw at least 1 m")
    return shapely.LineString(moved.coords)
