"""Layers as GeoJSON (RFC 7946): right-handed, seven decimals, bounding boxes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from boundaries.export.documents import DEGREE_DECIMALS, geojson
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from .tables import Layer, Row


ROLES = {"area": "area", "legs": "leg", "uncertain_zone": "uncertain_zone"}
"""Layer -> what one feature of it is."""


def collection(layers: Sequence[Layer], facts: Mapping[str, str]) -> dict[str, Any]:
    """Return layers as one FeatureCollection; every feature says which layer it is of.

    Args:
        layers: with geometries in EOV; tables without geometry are left out.
        facts: what stands beside the features as members of the collection.
    """
    spatial = [layer for layer in layers if layer.geometry_type is not None]
    rows = [(layer, row) for layer in spatial for row in layer.rows]
    document: dict[str, Any] = {"type": "FeatureCollection"}
    bounds = bbox([row.geometry for _, row in rows])
    if bounds is not None:
        document["bbox"] = bounds
    document["provenance"] = dict(facts)
    document["attribution"] = facts.get("attribution", "")
    document["features"] = [feature(row, layer.name) for layer, row in rows]
    return document


def feature(row: Row, layer: str) -> dict[str, Any]:
    """Return one row as a feature in WGS84."""
    role = {"role": ROLES[layer]} if layer in ROLES else {}
    return {
        "type": "Feature",
        "id": row.id,
        "properties": {"layer": layer, **role, **row.values},
        "geometry": None if row.geometry is None else geojson(row.geometry),
    }


def bbox(geometries: Sequence[BaseGeometry | None]) -> list[float] | None:
    """Return west, south, east, north of EOV geometries in WGS84; None where there is none."""
    moved = [reproject(g, EOV, WGS84) for g in geometries if g is not None and not g.is_empty]
    if not moved:
        return None
    return [round(float(value), DEGREE_DECIMALS) for value in shapely.total_bounds(moved)]


def text(document: Mapping[str, Any]) -> str:
    """Return a document as compact JSON; the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
