"""The map of the bench: the lines of the draft's own maps, and over them what the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.crs import WGS84, reproject
from webmap.maps.map_elements import Call
from webmap.maps.maps import add_ground, empty_map, finished
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from boundaries.workshop.bench import Look, Map
    from webmap.maps.map_layers import Box
    from webmap.maps.maps import MapParts
    from webmap.web.settings import Settings

DRAWING = "vendor/geoman/leaflet-geoman.min.js"
SCRIPTS = ("js/admin-pin.js", "js/bench-draw.js", "js/bench-map.js")
LOWEST_ZOOM = 7
WORDS = (
    *("gap", "area", "begin", "name", "placed", "outside"),
    *("corner", "corner_name", "snapped", "removed"),
)


def bench_map(
    identity: str, over: Map | None, found: Look | None, lang: str, settings: Settings
) -> MapParts | None:
    """Draw the map that a draft is worked on over; None where it has none.

    Args:
        identity: of the draft.
        over: its maps.
        found: the area that is shown first; all of the map where nothing of it has a line.
        lang: language of the controls and of what the map says.
        settings: the backdrop, if the operator has one.
    """
    if over is None:
        return None
    t = texts(lang)
    box = _box(over, found)
    drawn = empty_map(box, t("workshop.map.label"), t, min_zoom=LOWEST_ZOOM, snap=0.25)
    scripts = add_ground(drawn, f"/workshop/{identity}/backdrop.geojson", box, t, settings)
    Call("bench", {name: t(f"workshop.map.{name}") for name in WORDS}).add_to(drawn)
    return finished(drawn, (scripts[0], DRAWING, *scripts[1:], *SCRIPTS))


def _box(over: Map, found: Look | None) -> Box:
    network = over.network
    legs = found.outcome.legs if found is not None and found.outcome is not None else ()
    places = [place for leg in legs for place in leg.line] or list(network.xy.values())
    whole = shapely.MultiPoint(places).envelope.buffer(1.0)
    west, south, east, north = reproject(whole, network.epsg, WGS84).bounds
    return west, south, east, north
