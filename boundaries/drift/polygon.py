"""An area held against a polygon that somebody else drew: shares, distance, legs. Pure.

The polygon is EOV (EPSG:23700) like the area. Nothing says which of the two is right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.crs import to_lonlat
from geo.difference import difference_of
from geo.primitives import EovPoint

from ..export.documents import geojson
from .drift import apart, farthest_from, own_line

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.difference import Difference

    from ..model import Edition
    from .drift import Distance

NEAR_M = 1.0
"""A leg that stays this near to the polygon's edge runs along it."""


@dataclass(frozen=True, slots=True)
class LegApart:
    """A leg that does not run along the polygon's edge."""

    number: int
    name: str
    distance: Distance
    """How far its own line is from the edge."""


@dataclass(frozen=True, slots=True)
class PolygonDrift:
    """What an area and a polygon do not share."""

    area_m2: float
    polygon_m2: float
    shared_m2: float
    ground: Difference
    """`gained`: in the polygon alone; `lost`: in the area alone."""
    rim: Distance
    """Of the two edges, both ways."""
    legs: tuple[LegApart, ...]
    """In the order of the words."""
    without_line: tuple[int, ...]
    """Numbers of the legs that have no line: they are not measured. A leg that goes on along
    another one's line is measured with that."""


def against_polygon(
    edition: Edition, polygon: BaseGeometry, *, near_m: float = NEAR_M
) -> PolygonDrift:
    """Hold an area against a polygon.

    Args:
        edition: the area.
        polygon: valid, EOV metres, with ground.
        near_m: a leg that is nowhere farther than this from the edge counts as running along it.
    """
    edge = polygon.boundary
    lines = [(leg, own_line(leg)) for leg in edition.legs]
    measured = [
        LegApart(leg.number, leg.name, farthest_from(line, edge))
        for leg, line in lines
        if line is not None
    ]
    ground = difference_of(edition.area, polygon)
    return PolygonDrift(
        area_m2=float(edition.area.area),
        polygon_m2=float(polygon.area),
        shared_m2=float(edition.area.area - ground.lost.area),
        ground=ground,
        rim=apart(edition.area.boundary, edge),
        legs=tuple(one for one in measured if one.distance.max_m > near_m),
        without_line=tuple(
            leg.number for leg, line in lines if line is None and leg.continues is None
        ),
    )


def polygon_document(found: PolygonDrift) -> dict[str, Any]:
    """Return it as JSON: m² and metres of EOV, shares of 1, geometries and places WGS84."""
    return {
        "area_m2": round(found.area_m2, 1),
        "polygon_m2": round(found.polygon_m2, 1),
        "shared_m2": round(found.shared_m2, 1),
        "only_area_m2": round(float(found.ground.lost.area), 1),
        "only_polygon_m2": round(float(found.ground.gained.area), 1),
        "share_of_area": round(found.shared_m2 / found.area_m2, 6),
        "share_of_polygon": round(found.shared_m2 / found.polygon_m2, 6),
        "farthest": _distance(found.rim),
        "mean_m": found.rim.mean_m,
        "legs": [
            {"number": one.number, "name": one.name, **_distance(one.distance)}
            for one in found.legs
        ],
        "legs_without_line": list(found.without_line),
        "only_area": _shape(found.ground.lost),
        "only_polygon": _shape(found.ground.gained),
    }


def _distance(distance: Distance) -> dict[str, Any]:
    place = to_lonlat(EovPoint(*distance.at))
    return {"metres": distance.max_m, "lon": round(place.lon, 7), "lat": round(place.lat, 7)}


def _shape(ground: BaseGeometry) -> dict[str, Any] | None:
    return None if ground.is_empty else geojson(ground)
