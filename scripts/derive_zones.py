"""The uncertain zones: ground where a leg without any known line may run.

Each zone is built from facts that the evidence gives; the facts are checked again here.
"""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from derive_evidence import DeriveError, Node, node_at, read_borders, read_doors, read_stops
from derive_graph import Eov, StreetGraph, describe, eov, foot_on

from geo.crs import EOV, WGS84, transformer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from derive_naming import Naming

CIRCLE_CORNERS = 32
"""Corners of a zone that is round."""
ROUND_UP_M = 5
"""A radius is rounded up to whole multiples of this many metres."""


def zones_geojson(
    record: Mapping[str, Any], graph: StreetGraph, naming: Naming, shared: Path
) -> str:
    """Return the zones as GeoJSON text, WGS84 (longitude, latitude), 7 decimals.

    Raises:
        DeriveError: a fact that a zone rests on does not hold.
    """
    block, front = record["block"], record["front"]
    street = _Street(graph, naming, block["along"])
    spacing = _door_spacing(street, block, naming, shared)
    _check_districts(block, read_doors(shared))
    features = [
        _feature(block, _block(street, block, naming, spacing)),
        _feature(front, _front(street, front, naming, spacing, shared)),
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=2) + "\n"


class _Street:
    """One named street as a line with metres along it."""

    def __init__(self, graph: StreetGraph, naming: Naming, name: str) -> None:
        paths = [path.nodes for path in naming.paths if path.stretch.name == name]
        line = list(paths[0])
        for nodes in paths[1:]:
            if nodes[0] != line[-1]:
                raise DeriveError(f"the stretches of {name} do not follow one another")
            line += nodes[1:]
        self.name = name
        self.line: list[Eov] = [graph.place(node) for node in line]
        self.marks = [0.0]
        for a, b in pairwise(self.line):
            self.marks.append(self.marks[-1] + math.dist(a, b))

    def metres_at(self, place: Eov) -> tuple[float, float]:
        """Return the metres along the street to the point nearest a place, and its distance."""
        feet = []
        for mark, (a, b) in zip(self.marks, pairwise(self.line), strict=False):
            share, gap = foot_on(place, a, b)
            feet.append((gap, mark + share * math.dist(a, b)))
        gap, along = min(feet)
        return along, gap

    def at(self, metres: float) -> Eov:
        """Return the point that many metres along the street."""
        for mark, (a, b) in zip(self.marks, pairwise(self.line), strict=False):
            length = math.dist(a, b)
            if mark <= metres <= mark + length:
                share = (metres - mark) / length
                return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        raise DeriveError(f"{self.name} has no point at {metres:.0f} m")

    def between(self, start: float, end: float) -> list[Eov]:
        """Return the line between two distances, start < end."""
        corners = [p for mark, p in zip(self.marks, self.line, strict=True) if start < mark < end]
        return [self.at(start), *corners, self.at(end)]


def _corner(street: _Street, naming: Naming, other: str) -> Eov:
    """Return the one node that two streets share."""
    common = naming.nodes_of(street.name) & naming.nodes_of(other)
    if len(common) != 1:
        raise DeriveError(f"{street.name} and {other} share {len(common)} nodes, not one")
    return eov(common.pop())


def _stop_metres(street: _Street, shared: Path, name: str) -> float:
    places = [eov(stop.node) for stop in read_stops(shared) if stop.name == name]
    if not places:
        raise DeriveError(f"no bus stop is named {name}")
    return street.metres_at(places[0])[0]


def _door_spacing(street: _Street, block: Mapping[str, Any], naming: Naming, shared: Path) -> float:
    """Return the metres from one odd door to the next: measured or recorded, the larger.

    The measure runs from the door at a bus stop to the corner of another street.

    Raises:
        DeriveError: the two differ by more than the record allows.
    """
    stop = _stop_metres(street, shared, block["stop"])
    corner = street.metres_at(_corner(street, naming, block["corner_with"]))[0]
    spacing: float = (corner - stop) / ((block["corner_number"] - block["stop_number"]) / 2)
    if abs(spacing - block["door_spacing_m"]) > block["door_spacing_tolerance_m"]:
        raise DeriveError(
            f"odd doors on {street.name} are {spacing:.1f} m apart, "
            f"the record says {block['door_spacing_m']:g} m"
        )
    return max(spacing, float(block["door_spacing_m"]))


def _check_districts(
    block: Mapping[str, Any], doors: Mapping[str, Mapping[str, Sequence[int]]]
) -> None:
    for street in block["streets_without_line"]:
        districts = sorted(doors.get(street, {}))
        if districts != [block["district"]]:
            raise DeriveError(f"{street} has doors in {districts}, not in {block['district']} only")
    side = [n for n in doors[block["along"]][block["district"]] if n % 2]
    if min(side) != block["first_number"]:
        raise DeriveError(f"the first odd door of {block['along']} there is {min(side)}")


def _block(street: _Street, block: Mapping[str, Any], naming: Naming, spacing: float) -> list[Eov]:
    """Return the block behind the street, between the first door and the corner street.

    It is as deep as the corner street is long, and wider by the margin on the three sides
    where the street without a line may lie; the street in front is certain.
    """
    margin = float(block["margin_m"])
    corner = _corner(street, naming, block["corner_with"])
    far = _far_end(naming, block["corner_with"], corner)
    at_corner = street.metres_at(corner)[0]
    doors = (block["corner_number"] - block["first_number"]) / 2
    front = street.between(at_corner - doors * spacing - margin, at_corner + margin)
    depth = math.dist(corner, far)
    stretch = (depth + margin) / depth
    shift = ((far[0] - corner[0]) * stretch, (far[1] - corner[1]) * stretch)
    back = [(x + shift[0], y + shift[1]) for x, y in reversed(front)]
    return [*front, *back]


def _far_end(naming: Naming, name: str, corner: Eov) -> Eov:
    ends = [
        eov(node)
        for path in naming.paths
        if path.stretch.name == name
        for node in (path.nodes[0], path.nodes[-1])
    ]
    return max(ends, key=lambda end: math.dist(end, corner))


def _front(
    street: _Street,
    front: Mapping[str, Any],
    naming: Naming,
    spacing: float,
    shared: Path,
) -> list[Eov]:
    """Return a circle round the crossing: half the street space and one plot front wide."""
    centre = _corner(street, naming, front["crossing_with"])
    pair = (front["border"][0], front["border"][1])
    near = [
        place
        for line in read_borders(shared, pair)
        for place in map(eov, line)
        if math.dist(place, centre) <= front["border_within_m"]
    ]
    if not near:
        raise DeriveError(f"border {pair} has no corner near {describe(centre)}")
    half_space = max(street.metres_at(place)[1] for place in near)
    radius = math.ceil((half_space + spacing) / ROUND_UP_M) * ROUND_UP_M
    if radius != front["radius_m"]:
        raise DeriveError(f"the front zone is {radius} m wide, the record says {front['radius_m']}")
    turns = [2 * math.pi * i / CIRCLE_CORNERS for i in range(CIRCLE_CORNERS)]
    return [(centre[0] + radius * math.cos(t), centre[1] + radius * math.sin(t)) for t in turns]


def _feature(entry: Mapping[str, Any], ring: Sequence[Eov]) -> dict[str, Any]:
    properties = {
        "id": entry["id"],
        "legs": entry["legs"],
        "reason": " ".join(entry["reason"].split()),
        "evidence": " ".join(entry["evidence"].split()),
        "made_by": "scripts/derive_kecskemet_network.py",
    }
    nodes = [_lonlat(place) for place in ring]
    if _turns_right(ring):
        nodes.reverse()
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [[*nodes, nodes[0]]]},
    }


def _lonlat(place: Eov) -> Node:
    return node_at(*transformer(EOV, WGS84).transform(*place))


def _turns_right(ring: Sequence[Eov]) -> bool:
    """Tell whether a ring runs clockwise; GeoJSON wants outer rings the other way."""
    pairs = pairwise([*ring, ring[0]])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) < 0
