"""Side rules: where the legal line lies in relation to the street that a leg names.

The walk always follows the centre line. A rule that names a side moves the boundary by half the
width of the carriageway, outwards (the street is inside) or inwards (it is outside); the width is
taken from the map or assumed for the kind of street, and the ledger says which.
"""

from __future__ import annotations

import dataclasses
import math
import re
from typing import TYPE_CHECKING

import shapely

from ..language.names import fold
from ..model import LedgerEntry, LineRule, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

ASSUMED_WIDTH_M: Mapping[str, float] = {
    "motorway": 25.0,
    "trunk": 15.0,
    "primary": 12.0,
    "secondary": 9.0,
    "tertiary": 7.0,
    "residential": 6.0,
    "living_street": 5.0,
    "unclassified": 6.0,
    "pedestrian": 6.0,
    "service": 4.0,
}
"""Width of a carriageway in metres where the map gives none, by kind of `highway`."""
OTHER_WIDTH_M = 6.0
LANE_M = 3.25

COMPASS: Mapping[str, tuple[float, float]] = {
    "eszaki": (0, 1),
    "eszakkeleti": (1, 1),
    "keleti": (1, 0),
    "delkeleti": (1, -1),
    "deli": (0, -1),
    "delnyugati": (-1, -1),
    "nyugati": (-1, 0),
    "eszaknyugati": (-1, 1),
}
"""Folded compass adjective -> direction (east, north), clockwise from north."""

_HALF = re.compile(r"\b(eszak|del) (keleti|nyugati)\b")
"""Half points that are written with a hyphen: "észak-keleti"."""

OUTWARD = frozenset({LineRule.OUTER_SIDE, LineRule.BOTH_SIDES, LineRule.EVERY_NUMBER})
"""Rules by which the whole street lies inside."""


def apply_rules(
    area: shapely.MultiPolygon, legs: Sequence[LedgerEntry], network: LineNetwork
) -> tuple[shapely.MultiPolygon, tuple[LedgerEntry, ...], list[Problem]]:
    """Move the boundary where the rule of a leg says so.

    Returns:
        The area, the ledger with every offset and what its width rests on, and a note for each
        leg whose rule could not be turned into a line.
    """
    tags = {way.id: way.tags for way in network.ways}
    moved: BaseGeometry = area
    entries: list[LedgerEntry] = []
    notes: list[Problem] = []
    for leg in legs:
        entry = leg
        direction = _direction(leg, area)
        if direction and len(leg.line) > 1:
            width, basis = carriageway_width([tags.get(u.way_id, {}) for u in leg.ways])
            strip = shapely.LineString(leg.line).buffer(width / 2, cap_style="flat")
            moved = moved.union(strip) if direction > 0 else moved.difference(strip)
            entry = dataclasses.replace(leg, offset_m=direction * width / 2, offset_basis=basis)
        elif leg.rule in UNDRAWN:
            notes.append(_undrawn(leg))
        entries.append(entry)
    return _multi(moved), tuple(entries), notes


UNDRAWN = frozenset({LineRule.EVEN_SIDE, LineRule.ODD_SIDE, LineRule.COMPASS_SIDE})
"""Rules that need more than the map to become a line."""


def _direction(leg: LedgerEntry, area: shapely.MultiPolygon) -> int:
    """Return 1 to take the street in, -1 to leave it out, 0 to stay on the centre line."""
    if leg.rule in OUTWARD:
        return 1
    if leg.rule is LineRule.INNER_SIDE:
        return -1
    if leg.rule is LineRule.COMPASS_SIDE and leg.side and len(leg.line) > 1:
        return _compass_direction(leg, area)
    return 0


def _compass_direction(leg: LedgerEntry, area: shapely.MultiPolygon) -> int:
    """Tell on which side of the area a named side of the street lies."""
    line = shapely.LineString(leg.line)
    (x0, y0), (x1, y1) = line.coords[0], line.coords[-1]
    words = _HALF.sub(r"\1\2", fold(leg.side or "")).split()
    # "Keleti pályaudvar felőli oldala" names a place, no direction.
    for word in [] if "feloli" in words else words:
        if word not in COMPASS:
            continue
        east, north = COMPASS[word]
        across = (x1 - x0) * north - (y1 - y0) * east
        length = math.hypot(x1 - x0, y1 - y0) * math.hypot(east, north)
        # A side "along" the street says nothing about left or right.
        if length <= 0 or abs(across) < 0.2 * length:
            return 0
        middle = line.interpolate(0.5, normalized=True)
        scale = 3.0 / math.hypot(east, north)
        beside = shapely.Point(middle.x + scale * east, middle.y + scale * north)
        # The line runs on the named side: if that side is inside, the street is outside.
        return -1 if area.covers(beside) else 1
    return 0


def compass_word(bearing: float) -> str:
    """Return the folded compass adjective (a key of `COMPASS`) that is nearest to a bearing.

    Args:
        bearing: degrees clockwise from grid north; any number of turns.

    >>> [compass_word(degrees) for degrees in (0, 44, 180, 350, -90)]
    ['eszaki', 'eszakkeleti', 'deli', 'eszaki', 'nyugati']
    """
    words = tuple(COMPASS)
    return words[round(bearing / (360 / len(words))) % len(words)]


def carriageway_width(tags: Sequence[Mapping[str, str]]) -> tuple[float, str]:
    """Return the width of a street in metres and what it rests on.

    >>> carriageway_width([{"highway": "residential", "width": "7.5"}])
    (7.5, 'width tag')
    >>> carriageway_width([{"highway": "primary", "lanes": "4"}])
    (13.0, 'lanes tag')
    >>> carriageway_width([{"highway": "residential"}])
    (6.0, 'assumed for residential')
    """
    for key, factor in (("width", 1.0), ("lanes", LANE_M)):
        found = [float(t[key]) for t in tags if t.get(key, "").replace(".", "", 1).isdecimal()]
        if found:
            return max(found) * factor, f"{key} tag"
    kinds = [t["highway"] for t in tags if "highway" in t]
    kind = max(kinds, key=lambda k: ASSUMED_WIDTH_M.get(k, OTHER_WIDTH_M), default="road")
    return ASSUMED_WIDTH_M.get(kind, OTHER_WIDTH_M), f"assumed for {kind}"


def _undrawn(leg: LedgerEntry) -> Problem:
    return Problem(
        "rule_on_centre_line",
        f'leg {leg.number} "{leg.name}": the rule {leg.rule} ("{leg.side}") cannot be drawn from '
        "the map; the line stays on the centre line and the street list decides its doors",
        (leg.number,),
        "note",
        {"rule": leg.rule.value},
    )


def _multi(geometry: BaseGeometry) -> shapely.MultiPolygon:
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, shapely.Polygon)]
    parts.sort(key=lambda p: -p.area)
    return shapely.MultiPolygon(parts)
