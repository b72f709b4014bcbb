"""The map behind an area: its lines as GeoJSON, and the lines of its streets by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from geo.crs import EOV, WGS84, reproject, transformer

from ..language.names import normal_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork


def backdrop_of(files: Sequence[Path]) -> dict[str, object]:
    """Return every line of map files as a FeatureCollection in WGS84, with `name` and `railway`.

    Raises:
        ExtractError: a file cannot be read.
    """
    if not files:
        return {"type": "FeatureCollection", "features": []}
    from geo.osm.extract import read_extracts  # noqa: PLC0415 - osmium; only for a map

    extract = read_extracts(files)
    features = [
        {
            "type": "Feature",
            "properties": {"name": way.tags.get("name"), "railway": way.tags.get("railway")},
            "geometry": {
                "type": "LineString",
                "coordinates": [extract.nodes[node] for node in way.nodes if node in extract.nodes],
            },
        }
        for way in extract.ways
    ]
    return {"type": "FeatureCollection", "features": features}


def backdrop_of_network(network: LineNetwork) -> dict[str, object]:
    """Return every line of a network that was read already, as `backdrop_of` gives those of files.

    Args:
        network: in metres.
    """
    nodes = list(network.xy)
    east, north = zip(*network.xy.values(), strict=True)
    lon, lat = transformer(network.epsg, WGS84).transform(east, north)
    places = dict(zip(nodes, zip(lon, lat, strict=True), strict=True))
    features = [
        {
            "type": "Feature",
            "properties": {"name": way.tags.get("name"), "railway": way.tags.get("railway")},
            "geometry": {
                "type": "LineString",
                "coordinates": [[round(x, 7) for x in places[node]] for node in way.nodes],
            },
        }
        for way in network.ways
    ]
    return {"type": "FeatureCollection", "features": features}


def named_parts(backdrop: Mapping[str, Any]) -> dict[str, list[BaseGeometry]]:
    """Return the lines of every named street as the backdrop writes its name, EOV metres."""
    found: dict[str, list[BaseGeometry]] = {}
    for feature in backdrop["features"]:
        name, geometry = feature["properties"].get("name"), feature["geometry"]
        if name and not feature["properties"].get("railway") and geometry["type"] == "LineString":
            found.setdefault(name, []).append(reproject(shape(geometry), WGS84, EOV))
    return found


def lines_by_key(backdrop: Mapping[str, Any]) -> dict[str, BaseGeometry]:
    """Return the line of every street by `names.normal_key` of its name, EOV metres."""
    grouped: dict[str, list[BaseGeometry]] = {}
    for name, parts in named_parts(backdrop).items():
        grouped.setdefault(normal_key(name), []).extend(parts)
    return {key: _joined(parts) for key, parts in grouped.items()}


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    whole = shapely.union_all(parts)
    return shapely.line_merge(whole) if isinstance(whole, shapely.MultiLineString) else whole


def nearest_named(
    lines: Mapping[str, Sequence[BaseGeometry]], east: float, north: float
) -> tuple[str, float, int] | None:
    """Return the nearest street of a map.

    Args:
        lines: as `named_parts` gives them.
        east: EOV metres.
        north: EOV metres.

    Returns:
        Its name, the metres to it, and how many streets have a line at all; None where none has.
    """
    place = shapely.Point(east, north)
    metres = {
        name: min(float(shapely.distance(part, place)) for part in parts)
        for name, parts in lines.items()
    }
    if not metres:
        return None
    name = min(metres, key=lambda key: (metres[key], key))
    return name, metres[name], len(metres)
