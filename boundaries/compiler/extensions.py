"""Straight extensions: "a Fő utca elméleti meghosszabbítása" runs on from the street's end.

The extension is led straight on from each end of the street to the first line of a neighbouring
leg that it meets; the ledger carries it as a construction, not as a way of the map.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import shapely

from geo.network import WayKind

from ..model import LineRule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.network import XY, LineNetwork

    from .layers import FoundLeg

LONGEST_M = 800.0
"""How far a street is extended at the most."""
PAST_M = 0.01
"""The extension is led this far past the line that it meets, so that they cross."""
EXTENSION_ID = -(10**13)
"""Ids of extensions count down from here."""
UNCERTAINTY_M = 10.0
"""Direction of the last straight piece of a street, carried on for some hundred metres."""


def add_extensions(
    found: Sequence[FoundLeg], network: LineNetwork
) -> tuple[list[FoundLeg], LineNetwork]:
    """Put the straight extensions that the legs' rules ask for into the network."""
    legs = list(found)
    extra: list[tuple[int, list[XY], dict[str, str]]] = []
    for i, leg in enumerate(found):
        if leg.spec.rule is not LineRule.EXTENSION or not leg.resolution.ways:
            continue
        neighbours = _lines(found[i - 1], network) + _lines(found[(i + 1) % len(found)], network)
        new = []
        for line in _extended(_lines(leg, network), neighbours):
            new.append(len(network.ways) + len(extra))
            extra.append((EXTENSION_ID - len(extra), line, _tags(leg.walked_as)))
        ways = (*leg.resolution.ways, *new)
        legs[i] = dataclasses.replace(
            leg, resolution=dataclasses.replace(leg.resolution, ways=ways)
        )
    return legs, network.with_lines(extra, WayKind.STREET) if extra else network


def _lines(leg: FoundLeg, network: LineNetwork) -> list[shapely.LineString]:
    return [network.line(network.ways[w]) for w in leg.resolution.ways]


def _extended(
    lines: Sequence[shapely.LineString], neighbours: Sequence[shapely.LineString]
) -> Iterator[list[XY]]:
    """Yield the straight pieces from the ends of a street to the next leg."""
    if not neighbours:
        return
    target = shapely.union_all(neighbours)
    merged = shapely.line_merge(shapely.union_all(lines))
    for part in shapely.get_parts(merged):
        coordinates = [(float(x), float(y)) for x, y in part.coords]
        for end, before in ((coordinates[0], coordinates[1]), (coordinates[-1], coordinates[-2])):
            if ray := _ray(before, end, target):
                yield ray


def _ray(before: XY, end: XY, target: shapely.Geometry) -> list[XY] | None:
    length = math.hypot(end[0] - before[0], end[1] - before[1])
    if length <= 0:
        return None
    ux, uy = (end[0] - before[0]) / length, (end[1] - before[1]) / length
    far = (end[0] + LONGEST_M * ux, end[1] + LONGEST_M * uy)
    hit = shapely.intersection(shapely.LineString([end, far]), target)
    if hit.is_empty:
        return None
    metres = shapely.distance(shapely.Point(end), hit)
    if metres <= PAST_M:
        return None
    reach = metres + PAST_M
    return [end, (end[0] + reach * ux, end[1] + reach * uy)]


def _tags(name: str) -> dict[str, str]:
    return {
        "name": name,
        "akcioterulet:certainty": "inferred",
        "akcioterulet:uncertainty_m": str(UNCERTAINTY_M),
        "akcioterulet:evidence": "straight extension of the street, as the sentence says",
        "source": "construction",
    }
