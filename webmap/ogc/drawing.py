"""The small map of a collection or a feature, drawn by the maps of the house."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import shapely
from flask import url_for

from boundaries.model import Certainty
from geo.crs import EOV, WGS84, reproject
from webmap.maps.venue_map import MapVenue
from webmap.public.programme_context import below, kept_map
from webmap.request.state import state
from webmap.web.http import language
from webmap.web.i18n import texts

from .documents import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from webmap.happenings.ground_map import Shape, Stroke
    from webmap.maps.maps import MapParts

    from .sources import Feature, Source

MOST = 300
"""Features that a small map draws."""
_CODES = {"certainty": "certainty.", "mark": "pages.mark."}
"""Column -> beginning of the keys of its words."""
_OPEN = {"uncertain_zones"}
"""Collections of ground about which nothing is decided."""


def drawn(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """Return the features that a small map draws: the first ones, each place once."""
    places: dict[bytes, Feature] = {}
    for feature in features:
        if feature.geometry is not None:
            places.setdefault(shapely.to_wkb(feature.geometry), feature)
        if len(places) == MOST:
            break
    return tuple(places.values())


def small_map(source: Source, features: tuple[Feature, ...]) -> MapParts | None:
    """Return the map of some features; None where nothing of them can be drawn."""
    if not features:
        return None
    digest = hashlib.sha256()
    for feature in features:
        wkb = None if feature.geometry is None else shapely.to_wkb(feature.geometry, hex=True)
        digest.update(repr((feature.id, dict(feature.properties), wkb)).encode())
    one = features[0].id if len(features) == 1 else ""
    name = f"ogc-{source.id}-{one}-{language()}"
    return kept_map(name, digest.hexdigest(), lambda: _draw(source, features))


def _draw(source: Source, features: tuple[Feature, ...]) -> MapParts:
    from webmap.happenings import ground_map  # noqa: PLC0415 - folium

    shapes: list[Shape] = []
    strokes: list[Stroke] = []
    for feature in features:
        heading, words = _words(feature)
        ground, values = feature.geometry, feature.properties
        if ground is None or isinstance(ground, shapely.Point):
            continue
        if isinstance(ground, shapely.Polygon | shapely.MultiPolygon):
            is_open = source.id in _OPEN or values.get("role") == "extent"
            shapes.append(ground_map.Shape(ground, heading, words, is_open=is_open))
        else:
            strokes.append(ground_map.Stroke(ground, heading, words, _certainty(feature)))
    shapes.sort(key=lambda shape: (not shape.is_open, -shape.ground.area))
    t = texts(language())
    slug = next((str(f.properties["area"]) for f in features if f.properties.get("area")), None)
    lines, names = below(()) if slug is None else (url_for("areas.backdrop", slug=slug), [])
    venues = tuple(_venues(source, features))
    label = t("map.label", title=t(source.title))
    drawing = ground_map.Drawing(label, shapes, venues, lines, names, strokes=strokes)
    return ground_map.draw(drawing, t, state().settings)


def _certainty(feature: Feature) -> Certainty:
    # The ranges of a street share its line: none of their verdicts may colour the whole of it.
    return Certainty(str(feature.properties.get("certainty") or Certainty.CERTAIN))


def _venues(source: Source, features: Iterable[Feature]) -> Iterator[MapVenue]:
    for feature in features:
        if isinstance(feature.geometry, shapely.Point):
            ((lon, lat),) = reproject(feature.geometry, EOV, WGS84).coords
            heading, lines = _words(feature)
            off = feature.properties.get("precision_m")
            page = address("item", collection_id=source.id, feature_id=feature.id, f="html")
            yield MapVenue(feature.id, heading, lon, lat, float(off or 0), href=page, lines=lines)


def _words(feature: Feature) -> tuple[str, tuple[str, ...]]:
    """Return the heading of a popup and its lines."""
    values, t = feature.properties, texts(language())
    own = ("title", "name", "street")
    names = own if language() == "hu" else ("title_en", "name_en", *own)
    heading = next((str(values[name]) for name in names if values.get(name)), feature.id)
    words = [t(key + str(values[name])) for name, key in _CODES.items() if values.get(name)]
    return heading, (*words, *(() if "street" in values else (feature.id,)))
