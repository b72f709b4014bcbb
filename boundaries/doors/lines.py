"""Known lines of streets, which tell on which side of a boundary their doors lie.

From a network by name, and from a record written by hand beside the street list
(`street_lines.yaml`): each street there has anchors, EOV metres [east, north], that name nodes
of the network, and its line is the shortest path from anchor to anchor.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import shapely
import yaml

from geo.network import LineNetwork, WayKind, distance

from ..errors import RegisterError
from ..language.names import normal_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

RECORD = "street_lines.yaml"
"""Name of the record, in the folder of the street list."""
ANCHOR_M = 3.0
"""An anchor names the network node within this many metres."""
DETOUR = 1.15
"""A walk between anchors may be this much longer than the straight way."""


def named_lines(network: LineNetwork) -> dict[str, BaseGeometry]:
    """Return the line of every street by `names.normal_key` of its main name."""
    found: dict[str, list[shapely.LineString]] = {}
    for way in network.ways:
        if way.kind is WayKind.STREET and way.names and not way.out_of_use:
            found.setdefault(normal_key(way.names[0]), []).append(network.line(way))
    return {key: shapely.union_all(lines) for key, lines in found.items()}


def recorded_lines(network: LineNetwork, record: Path) -> dict[str, BaseGeometry]:
    """Return the lines of a record by `names.normal_key`; none where there is no such file.

    Raises:
        RegisterError: an anchor names no node, or two have no way between them.
    """
    if not record.is_file():
        return {}
    streets = yaml.safe_load(record.read_text("utf-8"))["streets"]
    return {normal_key(s["name"]): _walk(network, s["name"], s["anchors"]) for s in streets}


def _walk(
    network: LineNetwork, name: str, anchors: Sequence[tuple[float, float]]
) -> shapely.LineString:
    """Walk the network from anchor to anchor."""
    nodes = [_node_at(network, name, (east, north)) for east, north in anchors]
    line = [network.xy[nodes[0]]]
    for start, end in pairwise(nodes):
        straight = distance(network.xy[start], network.xy[end])
        reach = network.nearby({start: 0.0}, straight * DETOUR)
        if end not in reach.metres:
            raise RegisterError(
                f"{name}: no way within {DETOUR} times the straight {straight:.0f} m; check the "
                "anchors"
            )
        line += [network.xy[edge.other] for _, edge in reach.path(end)]
    return shapely.LineString(line)


def _node_at(network: LineNetwork, name: str, place: tuple[float, float]) -> int:
    node = min(network.xy, key=lambda n: distance(network.xy[n], place))
    gap = distance(network.xy[node], place)
    if gap > ANCHOR_M:
        raise RegisterError(
            f"{name}: the nearest node to {place} is {gap:.1f} m away; check the anchor"
        )
    return node
