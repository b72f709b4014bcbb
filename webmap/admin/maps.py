"""Maps of the editing pages: the pin of a venue, and two editions over each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from shapely.geometry import mapping

from geo.crs import EOV, WGS84, reproject
from webmap.maps.map_elements import Call, CallLayer
from webmap.maps.map_layers import add_area, add_zone, box_of, group_of, joined
from webmap.maps.maps import add_ground, empty_map, finished
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from webmap.ask.services import GeoJson
    from webmap.maps.map_elements import AreaMap
    from webmap.maps.maps import MapParts
    from webmap.web.i18n import Texts
    from webmap.web.settings import Settings

PIN_SCRIPT = "js/admin-pin.js"
FACT_SCRIPT = "js/fact-map.js"
COMPARE_SCRIPT = "js/admin-compare.js"
DIGITS = 6
LOWEST_ZOOM = 7
"""The whole country on one page."""


def pin_map(editions: Sequence[Edition], lang: str, settings: Settings) -> MapParts:
    """Draw the map on which a venue's place is chosen.

    Args:
        editions: areas that the map shows first; at least one.
        lang: language of its controls and of what it says.
        settings: the backdrop, if the operator has one.
    """
    t = texts(lang)
    box = joined([box_of(edition) for edition in editions])
    area_map = empty_map(box, t("admin.pin.map"), t, min_zoom=LOWEST_ZOOM, snap=1)
    scripts = add_ground(area_map, _backdrop(editions[0]), box, t, settings)
    group = group_of(area_map, t("map.layer_area"))
    for edition in editions:
        add_area(group, edition, t)
    words = {name: t(f"admin.pin.{name}") for name in ("name", "placed", "outside")}
    Call("pin", words).add_to(area_map)  # set by the fields `lat` and `lon`, and setting them
    return finished(area_map, (*scripts, PIN_SCRIPT))


def fact_map(edition: Edition, lang: str, settings: Settings) -> MapParts:
    """Draw the map on which a fact is given or shown; the page itself holds what it shows.

    Args:
        edition: the area, with its line and its uncertain zone.
        lang: language of its controls and of what it says.
        settings: the backdrop, if the operator has one.
    """
    t = texts(lang)
    box = box_of(edition)
    area_map = empty_map(box, t("fact.map.label"), t, min_zoom=LOWEST_ZOOM, snap=1)
    scripts = add_ground(area_map, _backdrop(edition), box, t, settings)
    add_area(group_of(area_map, t("map.layer_area")), edition, t)
    add_zone(area_map, edition, t)
    keys = ("name", "placed", "outside", "corner", "removed")
    Call("fact", {name: t(f"fact.map.{name}") for name in keys}).add_to(area_map)
    return finished(area_map, (*scripts, PIN_SCRIPT, FACT_SCRIPT))


def compare_map(
    first: Edition,
    second: BaseGeometry,
    ground: tuple[BaseGeometry, BaseGeometry],
    lang: str,
    settings: Settings,
    lines: GeoJson | None = None,
) -> MapParts:
    """Draw an area and another one, or a polygon, over each other.

    Args:
        first: drawn as maps draw an area.
        second: the other's ground, EOV; its line is drawn dashed.
        ground: what only the second and only the first has, EOV.
        lang: language of its controls.
        settings: the backdrop, if the operator has one.
        lines: of the map behind them; None = those at the address of the area.
    """
    t = texts(lang)
    box = joined([box_of(first), reproject(second, EOV, WGS84).bounds])
    area_map = empty_map(box, t("admin.compare.map"), t)
    scripts = add_ground(area_map, lines or _backdrop(first), box, t, settings)
    add_area(group_of(area_map, t("admin.compare.first_line")), first, t)
    _add_outlines(area_map, second, ground, t)
    return finished(area_map, (*scripts, COMPARE_SCRIPT))


def _add_outlines(
    area_map: AreaMap, second: BaseGeometry, ground: tuple[BaseGeometry, BaseGeometry], t: Texts
) -> None:
    gained, lost = ground
    shapes = (("gained", gained), ("lost", lost), ("line", second.boundary))
    features = [_feature(role, shape) for role, shape in shapes if not shape.is_empty]
    source: GeoJson = {"type": "FeatureCollection", "features": features}
    CallLayer("outlines", source, name=t("admin.compare.second_line")).add_to(area_map)


def _feature(role: str, shape: BaseGeometry) -> GeoJson:
    there = shapely.set_precision(reproject(shape, EOV, WGS84), 10**-DIGITS, mode="pointwise")
    return {
        "type": "Feature",
        "properties": {"role": role},
        "geometry": dict(mapping(there)),
    }


def _backdrop(edition: Edition) -> str:
    return f"/areas/{edition.slug}/backdrop.geojson"
