"""Readers of the evidence that the bundled network is derived from.

Everything comes back as WGS84 nodes: (longitude, latitude) in degrees, rounded to 7 decimals,
so that two lines of one source that share a coordinate share a node.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Node = tuple[float, float]
"""Longitude and latitude, degrees, 7 decimals."""
DECIMALS = 7
"""Decimals of a stored coordinate, as OpenStreetMap keeps them."""

BUS_FEED = "kecskemet/gtfs2020/gtfs_kecskemet_20200810.zip"
RAIL = "kecskemet/rail142/line142_variants.geojson"
BORDERS = "kecskemet/derived/district_boundary_lines_with_candidate_street_names.geojson"
REGISTER = "kecskemet/nvi2024/SzavkorKereso.json"


class DeriveError(Exception):
    """The evidence does not bear out what the naming file says; the message says where."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A bus stop."""

    name: str
    node: Node


def node_at(lon: float | str, lat: float | str) -> Node:
    """Round a coordinate to the precision that is stored."""
    return round(float(lon), DECIMALS), round(float(lat), DECIMALS)


def _csv_rows(feed: Path, member: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(feed) as archive, archive.open(member) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))


def read_bus_segments(shared: Path) -> set[tuple[Node, Node]]:
    """Return every straight piece that a bus drives, in the direction of driving."""
    shapes: dict[str, list[tuple[int, Node]]] = {}
    for row in _csv_rows(shared / BUS_FEED, "shapes.txt"):
        point = node_at(row["shape_pt_lon"], row["shape_pt_lat"])
        shapes.setdefault(row["shape_id"], []).append((int(row["shape_pt_sequence"]), point))
    segments: set[tuple[Node, Node]] = set()
    for points in shapes.values():
        ordered = [node for _, node in sorted(points)]
        segments.update((a, b) for a, b in pairwise(ordered) if a != b)
    return segments


def read_stops(shared: Path) -> list[Stop]:
    """Return the bus stops with their names."""
    rows = _csv_rows(shared / BUS_FEED, "stops.txt")
    return [Stop(row["stop_name"], node_at(row["stop_lon"], row["stop_lat"])) for row in rows]


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


def _nodes(feature: dict[str, Any]) -> list[Node]:
    return [node_at(lon, lat) for lon, lat in feature["geometry"]["coordinates"]]


def read_rail(shared: Path, train: str) -> list[Node]:
    """Return the track that one train's polyline gives."""
    for feature in _features(shared / RAIL):
        if feature["properties"]["train_number"] == train:
            return _nodes(feature)
    raise DeriveError(f"{RAIL} has no polyline of train {train}")


def read_borders(shared: Path, pair: tuple[str, str]) -> list[list[Node]]:
    """Return the lines along which two polling districts meet.

    Raises:
        DeriveError: the districts are not neighbours.
    """
    found = [
        _nodes(feature)
        for feature in _features(shared / BORDERS)
        if (feature["properties"]["a"], feature["properties"]["b"]) == pair
    ]
    if not found:
        raise DeriveError(f"{BORDERS} has no border between districts {pair[0]} and {pair[1]}")
    return found


def read_doors(shared: Path) -> dict[str, dict[str, list[int]]]:
    """Return house numbers by street ("Róna utca") and polling district, sorted, once each."""
    places = json.loads((shared / REGISTER).read_text(encoding="utf-8"))["data"]["kozteruletek"]
    doors: dict[str, dict[str, list[int]]] = {}
    for place in places:
        name = f"{place['kt_nev']} {place.get('kt_jelleg', '')}".strip()
        by_district: dict[str, set[int]] = {}
        for door in place["kapuk"]:
            number = door["hsz"].split("/")[0].split("-")[0]
            if number.isdigit():
                by_district.setdefault(door["szavkor"], set()).add(int(number))
        doors[name] = {district: sorted(found) for district, found in by_district.items()}
    return doors
