"""Areas and layers as GeoJSON, and the ledger as JSON.

Collections follow RFC 7946: longitude first, 7 decimals, outer rings counter-clockwise, a bounding
box, no `crs` member. There are two of them, which programs read under their names: that of an
edition (`feature_collection`, the pages and the API) has texts in both languages and lists, that of
layers (`layer_collection`, the files) has the columns that every format can hold.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import mapping

from geo.crs import EOV, WGS84, reproject

from ..data_files import OSM_CREDIT
from ..model import Decision
from .provenance import NOT_IN_FORCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..edition.compiling import AreaOutcome
    from ..model import (
        Compilation,
        Edition,
        EditionPart,
        Junction,
        LedgerEntry,
        PartStreet,
        Problem,
    )
    from .tables import Layer, Row

DEGREE_DECIMALS = 7
METRE_DECIMALS = 2
LINE_POINTS = 2
"""A line needs this many points."""
ROLES = {"area": "area", "legs": "leg", "uncertain_zone": "uncertain_zone"}
"""Layer -> what one feature of it is."""


def geojson(geometry: BaseGeometry, *, source: int = EOV, epsg: int = WGS84) -> dict[str, Any]:
    """Return a geometry as GeoJSON in another system, rounded, outer rings counter-clockwise."""
    moved = reproject(geometry, source, epsg)
    if isinstance(moved, shapely.Polygon | shapely.MultiPolygon):
        moved = shapely.orient_polygons(moved)
    decimals = DEGREE_DECIMALS if epsg == WGS84 else METRE_DECIMALS
    rounded: dict[str, Any] = _round(mapping(moved), decimals)
    return rounded


def _round(value: Any, decimals: int) -> Any:  # noqa: ANN401 - a JSON tree
    if isinstance(value, dict):
        return {k: _round(v, decimals) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_round(v, decimals) for v in value]
    return round(value, decimals) if isinstance(value, float) else value


def feature_collection(edition: Edition) -> dict[str, Any]:
    """Return an edition as a FeatureCollection in WGS84; each feature has a `role`.

    Returns:
        Features with role `area` (one), `leg` (one for each leg that has a line of its own, in
        walking order), `part` (one for each part that is told by streets, drawn as their
        stretches) and `uncertain_zone`. Legs without a line stand in the area's property
        `legs_without_line`: many readers cannot handle a feature without geometry.
    """
    drawn = [(leg, shapely.LineString(leg.line)) for leg in edition.legs if len(leg.line) > 1]
    features = [_feature("area", _area_properties(edition), edition.area)]
    for leg, line in drawn:
        properties = {"role": "leg", "area": edition.slug, **_leg_of(leg, edition)}
        features.append(_feature(f"leg-{leg.number}", properties, line))
    stretches = [(part, part_lines(part)) for part in edition.parts]
    for part, lines in stretches:
        if lines is not None:
            properties = {"role": "part", "area": edition.slug, **part_properties(part)}
            features.append(_feature(f"part-{part.number}", properties, lines))
    if edition.uncertain_zone is not None:
        properties = {
            "role": "uncertain_zone",
            "area": edition.slug,
            "provisional_legs": list(edition.provisional),
        }
        features.append(_feature("uncertain-zone", properties, edition.uncertain_zone))
    return {
        "type": "FeatureCollection",
        "attribution": edition.attribution,
        "attributions": dict(edition.attributions),
        "edition": edition.hash,
        "features": features,
        "bbox": bbox(
            [
                edition.area,
                edition.uncertain_zone,
                *(line for _, line in drawn),
                *(lines for _, lines in stretches),
            ]
        ),
    }


def layer_collection(layers: Sequence[Layer], facts: Mapping[str, str]) -> dict[str, Any]:
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
    if facts.get("in_force") == NOT_IN_FORCE:
        document["in_force"] = False
    document["attribution"] = facts.get("attribution", "")
    document["features"] = [_row_feature(row, layer.name) for layer, row in rows]
    return document


def _row_feature(row: Row, layer: str) -> dict[str, Any]:
    role = {"role": ROLES[layer]} if layer in ROLES else {}
    return _feature(row.id, {"layer": layer, **role, **row.values}, row.geometry)


def _feature(
    feature_id: str, properties: dict[str, Any], geometry: BaseGeometry | None
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature_id,
        "properties": properties,
        "geometry": None if geometry is None else geojson(geometry),
    }


def bbox(geometries: Sequence[BaseGeometry | None]) -> list[float] | None:
    """Return west, south, east, north of EOV geometries in WGS84; None where there is none."""
    moved = [reproject(g, EOV, WGS84) for g in geometries if g is not None and not g.is_empty]
    if not moved:
        return None
    return [round(float(value), DEGREE_DECIMALS) for value in shapely.total_bounds(moved)]


def json_text(document: Mapping[str, Any]) -> str:
    """Return a document as compact JSON; the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _area_properties(edition: Edition) -> dict[str, Any]:
    lineless = [leg for leg in edition.legs if leg.decision is Decision.STAND_IN]
    return {
        "role": "area",
        "area": edition.slug,
        "variant": edition.variant,
        "edition": edition.hash,
        "title": dict(edition.title),
        "town": edition.town,
        "projects": list(edition.projects),
        "sentence": edition.sentence,
        "km2": round(edition.area.area / 1e6, 4),
        "provisional": [
            {
                "number": leg.number,
                "name": leg.name,
                "reason": leg.reason,
                "reasons": dict(leg.reasons),
            }
            for leg in lineless
        ],
        "valid_start": edition.valid_start,
        "valid_end": edition.valid_end,
        "legs_without_line": [
            {
                "number": leg.number,
                "name": leg.name,
                "decision": leg.decision.value,
                "continues": leg.continues,
                "walked_as": leg.walked_as,
            }
            for leg in edition.legs
            if len(leg.line) < LINE_POINTS
        ],
        "attribution": edition.attribution,
        "attributions": dict(edition.attributions),
        "network_note": edition.network_note,
        "network_notes": dict(edition.network_notes),
        **_parts(edition.parts),
    }


def _parts(parts: Sequence[EditionPart]) -> dict[str, Any]:
    """Return the member that tells of parts; nothing of an area of one ring."""
    return {"parts": [part_properties(part) for part in parts]} if parts else {}


def part_lines(part: EditionPart) -> shapely.MultiLineString | None:
    """Return the stretches of the streets of a part; None where the map has no line of them."""
    lines = dict.fromkeys(line for street in part.streets for line in street.lines)
    drawn = [shapely.LineString(line) for line in lines if len(line) > 1]
    return shapely.MultiLineString(drawn) if drawn else None


def part_properties(part: EditionPart) -> dict[str, Any]:
    """Return what is known of a part, without its ground and its lines."""
    return {
        "number": part.number,
        "kind": part.kind.value,
        "effect": part.effect.value,
        "text": part.text,
        "span": [part.span.start, part.span.end] if part.span else None,
        "name": part.name,
        "legs": list(part.legs),
        "streets": [_part_street(street) for street in part.streets],
    }


def _part_street(street: PartStreet) -> dict[str, Any]:
    numbers, section = street.numbers, street.section
    return {
        "name": street.name,
        "resolved": street.resolved,
        "parity": numbers.parity,
        "from": numbers.start or None,
        "to": numbers.end or None,
        "excepted": street.is_excepted,
        "open": street.is_open,
        "section": None if section is None else {"from": section.start, "to": section.end},
        "ways": list(street.ways),
    }


def _leg_of(leg: LedgerEntry, edition: Edition) -> dict[str, Any]:
    """Return the properties of a leg; of several parts with the number of the one it bounds."""
    part = edition.part_of_leg(leg.number)
    return {**leg_properties(leg), **({} if part is None else {"part": part.number})}


def leg_properties(leg: LedgerEntry) -> dict[str, Any]:
    """Return what is known of a leg, without its line."""
    return {
        "number": leg.number,
        "kind": leg.kind.value,
        "name": leg.name,
        "text": leg.text,
        "span": [leg.span.start, leg.span.end] if leg.span else None,
        "note": leg.note,
        "rule": leg.rule.value,
        "side": leg.side,
        "decision": leg.decision.value,
        "certainty": leg.certainty.value,
        "uncertainty_m": leg.uncertainty_m,
        "length_m": leg.length_m,
        "ways": [
            {"id": w.way_id, "reversed": w.reversed, "from_m": w.from_m, "to_m": w.to_m}
            for w in leg.ways
        ],
        "evidence": list(leg.evidence),
        "sources": list(leg.sources),
        "reason": leg.reason,
        "reasons": dict(leg.reasons),
        "offset_m": leg.offset_m,
        "offset_basis": leg.offset_basis,
        "walked_as": leg.walked_as,
        "continues": leg.continues,
        "author": leg.author,
        "date": leg.date,
    }


def ledger(edition: Edition) -> dict[str, Any]:
    """Return the ledger: every word of the sentence with its ways, decision and uncertainty.

    Junctions are EOV metres (east, north) and WGS84 degrees (lon, lat).
    """
    return {
        "area": edition.slug,
        "variant": edition.variant,
        "edition": edition.hash,
        "sentence": edition.sentence,
        "source": dict(edition.source),
        "provisional": list(edition.provisional),
        "legs": [
            {
                **_leg_of(leg, edition),
                "start": _junction(leg, "start"),
                "end": _junction(leg, "end"),
            }
            for leg in edition.legs
        ],
        **_parts(edition.parts),
        "problems": [problem_document(p) for p in edition.problems],
        "network_note": edition.network_note,
        "network_notes": dict(edition.network_notes),
        "attribution": edition.attribution,
        "attributions": dict(edition.attributions),
    }


def _junction(leg: LedgerEntry, which: str) -> dict[str, Any] | None:
    junction = getattr(leg, which)
    if junction is None:
        return None
    lon, lat = geojson(shapely.Point(junction.east, junction.north))["coordinates"]
    return _joined(junction, east=junction.east, north=junction.north, lon=lon, lat=lat)


def _joined(junction: Junction, **place: float) -> dict[str, Any]:
    return {
        "kind": junction.kind.value,
        **place,
        "node_id": junction.node_id,
        "gap_m": junction.gap_m,
        "via": list(junction.via),
    }


def problem_document(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "legs": list(problem.legs),
        "details": dict(problem.details),
    }


def compilation_document(compilation: Compilation) -> dict[str, Any]:
    """Return the outcome of a compilation as JSON, geometries in WGS84."""
    source = compilation.epsg
    area, zone = compilation.area, compilation.uncertain_zone
    return {
        "status": compilation.status.value,
        "geometry": None if area is None else geojson(area, source=source),
        "provisional": list(compilation.provisional),
        "uncertain_zone": None if zone is None else geojson(zone, source=source),
        "legs": [
            {
                **leg_properties(leg),
                "start": _plain(leg.start),
                "end": _plain(leg.end),
                "geometry": geojson(shapely.LineString(leg.line), source=source)
                if len(leg.line) > 1
                else None,
            }
            for leg in compilation.legs
        ],
        "problems": [problem_document(p) for p in compilation.problems],
        "alternatives": [
            {
                "geometry": geojson(other.area, source=source),
                "cost_ratio": round(other.cost_ratio, 3),
                "differs_at": list(other.differs_at),
            }
            for other in compilation.alternatives
        ],
        "area_m2": None if area is None else round(area.area, 1),
        **_parts(compilation.parts),
        "working_epsg": compilation.epsg,
        "attribution": OSM_CREDIT,
    }


def areas_document(outcomes: Sequence[AreaOutcome], epsg: int) -> dict[str, Any]:
    """Return the areas of a document, compiled, as JSON; geometries in WGS84.

    Args:
        outcomes: of `compile_document`.
        epsg: system of their coordinates.
    """
    return {
        "areas": [_area_outcome(number, one, epsg) for number, one in enumerate(outcomes, 1)],
        "working_epsg": epsg,
        "attribution": OSM_CREDIT,
    }


def _area_outcome(number: int, outcome: AreaOutcome, epsg: int) -> dict[str, Any]:
    rings = outcome.rings
    return {
        "number": number,
        "title": outcome.area.title,
        "span": [outcome.area.span.start, outcome.area.span.end],
        "status": outcome.status.value,
        "rings": None if rings is None else geojson(rings, source=epsg),
        "rings_m2": None if rings is None else round(rings.area, 1),
        "problems": [problem_document(problem) for problem in outcome.problems],
        "parts": [
            {
                "kind": one.part.kind.value,
                "effect": one.part.effect.value,
                "text": one.part.text,
                "span": [one.part.span.start, one.part.span.end],
                "compilation": None
                if one.compilation is None
                else compilation_document(one.compilation),
            }
            for one in outcome.parts
        ],
        **({} if outcome.is_one_ring else {"whole": compilation_document(outcome.whole)}),
    }


def _plain(junction: Junction | None) -> dict[str, Any] | None:
    return None if junction is None else _joined(junction, x=junction.east, y=junction.north)
