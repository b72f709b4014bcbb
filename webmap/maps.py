"""Folium maps that ask no other host and live under a strict Content-Security-Policy.

Folium writes JavaScript out of strings: a text with a backtick or "${" can run even after it
was escaped for HTML. So no text goes through Folium's own popups, tooltips or icons. Texts
travel as JSON and become text nodes in the browser; the few that Leaflet itself reads as HTML
(layer names, credit lines) are encoded by `inert`.

Coordinates are turned once here, from EOV to Leaflet's (latitude, longitude).
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

import folium
from folium.map import FitBounds
from shapely.geometry import GeometryCollection, LineString

from boundaries.model import Certainty
from geo.crs import EOV, WGS84, reproject, transformer

from .boundary_view import (
    LINE_STYLES,
    STAND_IN_STYLE,
    boundary_view,
    extent,
    leg_view,
    popup_lines,
)
from .i18n import Texts, texts
from .inlining import data_uri, inlined, render
from .leg_lines import BADGE_STEPS, SharedLine, shared_lines
from .legend import legend
from .map_elements import AreaMap, Backdrop, Badge, TextPopup, number_elements
from .presenters import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition, LedgerEntry
    from geo.primitives import LonLat

    from .boundary_view import LineStyle
    from .services import GeoJson
    from .settings import Settings

LatLon = tuple[float, float]
Rings = list[list[LatLon]]

AREA_COLOUR = "#5b2a86"
ZONE_FILL = "url(#zone-hatch)"
"""The hatching stands in the page, beside the map."""
DIGITS = 6
"""Decimals of a degree that the map gets: about a decimetre."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where a programme happens."""

    name: str
    point: LonLat
    lines: tuple[str, ...] = ()
    """Plain text for its popup."""


@dataclass(frozen=True, slots=True)
class MapParts:
    """A map in pieces, so that a page can put each where its policy allows it."""

    html: str
    """The element that the map fills, with the pattern of its hatching."""
    script: str
    """The script that draws it; needs Leaflet and `map-support.js` before it."""


def inert(text: str) -> str:
    r"""Encode a text so that it is only text for HTML and for JavaScript's template literals.

    >>> inert('<b>`${x}\\')
    '&lt;b&gt;&#96;&#36;&#123;x}&#92;'
    """
    encoded = html.escape(text, quote=True)
    for character in "\\`${":
        encoded = encoded.replace(character, f"&#{ord(character)};")
    return encoded


def render_map_parts(
    edition: Edition,
    *,
    lang: str = "hu",
    settings: Settings | None = None,
    venues: Sequence[Venue] = (),
    backdrop: GeoJson | str | None = None,
) -> MapParts:
    """Draw an edition.

    Args:
        edition: The area, its legs and its uncertain zone.
        lang: Language of the controls, popups and layer names.
        settings: External tiles, if the operator wants any.
        venues: Places to mark; the layer is left out where there are none.
        backdrop: The network's lines as GeoJSON, or the address from which the browser fetches
            them; None takes the area's own address in the service.
    """
    t = texts(lang)
    area_map = _empty_map(edition, t)
    if settings is not None and settings.tile_url is not None:
        _add_tiles(area_map, settings, t)
    source = f"/areas/{edition.slug}/backdrop.geojson" if backdrop is None else backdrop
    Backdrop(source, name=inert(t("map.layer_backdrop"))).add_to(area_map)
    _add_area(area_map, edition, t)
    _add_zone(area_map, edition, t)
    _add_legs(area_map, edition, t)
    _add_venues(area_map, venues, t)
    folium.LayerControl(collapsed=True).add_to(area_map)
    return _parts(area_map)


def _empty_map(edition: Edition, t: Texts) -> AreaMap:
    shown = [shape for shape in (edition.area, edition.uncertain_zone) if shape is not None]
    box = _bounds(reproject(GeometryCollection(shown), EOV, WGS84))
    middle = ((box[0][0] + box[1][0]) / 2, (box[0][1] + box[1][1]) / 2)
    area_map = AreaMap(
        middle,
        label=t("map.label", title=title(edition, t.language)),
        words={
            name: t(f"map.{name}") for name in ("zoom_in", "zoom_out", "layers", "close", "point")
        },
        waiting=t("map.no_script"),
        credit=inert(t("site.osm")),
    )
    FitBounds([list(corner) for corner in box], padding=(10, 10)).add_to(area_map)
    return area_map


def _bounds(geometry: BaseGeometry) -> tuple[LatLon, LatLon]:
    west, south, east, north = geometry.bounds
    return (round(south, DIGITS), round(west, DIGITS)), (round(north, DIGITS), round(east, DIGITS))


def _add_tiles(area_map: AreaMap, settings: Settings, t: Texts) -> None:
    folium.TileLayer(
        tiles=settings.tile_url,
        attr=inert(settings.tile_attribution or ""),
        name=inert(t("map.layer_tiles")),
        overlay=True,
    ).add_to(area_map)


def _group(area_map: AreaMap, name: str) -> folium.FeatureGroup:
    group = folium.FeatureGroup(name=inert(name))
    group.add_to(area_map)
    return group


def _add_area(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    group = _group(area_map, t("map.layer_area"))
    popup = TextPopup(title(edition, t.language), (extent(edition, t.language),))
    for rings in _polygons(edition.area):
        shape = folium.Polygon(
            rings,
            color=AREA_COLOUR,
            weight=1,
            fill_color=AREA_COLOUR,
            fill_opacity=0.13,
            class_name="area-shape",
        )
        shape.add_child(popup.copy())
        shape.add_to(group)


def _add_zone(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    if edition.uncertain_zone is None or edition.uncertain_zone.is_empty:
        return
    group = _group(area_map, t("map.layer_zone"))
    popup = TextPopup(t("map.layer_zone"), (t("map.zone_words"),))
    for rings in _polygons(edition.uncertain_zone):
        shape = folium.Polygon(
            rings,
            color=LINE_STYLES[Certainty.UNKNOWN].colour,
            weight=2,
            dash_array="4 4",
            fill_color=ZONE_FILL,
            fill_opacity=1,
            class_name="zone-shape",
        )
        shape.add_child(popup.copy())
        shape.add_to(group)


def _add_legs(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    group = _group(area_map, t("map.layer_legs"))
    lines = shared_lines(edition)
    for line in lines:
        if line.stand_ins:
            _add_stand_in(group, line, t)
    for line in lines:
        _add_leg(group, line, edition, t)
    for line in lines:
        for leg, share in line.badges():
            _add_badge(group, line.owner, leg, share)


def _add_stand_in(group: folium.FeatureGroup, line: SharedLine, t: Texts) -> None:
    """Draw one line for all the legs that the same line stands in for, below that line."""
    views = [leg_view(leg, provisional=True, lang=t.language) for leg in line.stand_ins]
    numbers = " ".join(f"leg-{leg.number}" for leg in line.stand_ins)
    shape = _poly_line(line.owner, STAND_IN_STYLE, f"leg {numbers} leg-unknown leg-stand-in")
    heading = ", ".join(view.heading for view in views)
    words = [t("map.stand_in", name=line.owner.name), t("basis.provisional_leg")]
    words += [t("map.sentence_words", words=view.words) for view in views]
    shape.add_child(TextPopup(heading, words))
    shape.add_to(group)


def _add_leg(group: folium.FeatureGroup, line: SharedLine, edition: Edition, t: Texts) -> None:
    leg = line.owner
    view = leg_view(leg, provisional=leg.number in edition.provisional, lang=t.language)
    numbers = " ".join(f"leg-{other.number}" for other in (leg, *line.sharers))
    shape = _poly_line(leg, LINE_STYLES[leg.certainty], f"leg {numbers} leg-{leg.certainty}")
    words = list(popup_lines(view, t.language))
    words += [t("map.shared", leg=f"{other.number}. {other.name}") for other in line.sharers]
    shape.add_child(TextPopup(view.heading, words))
    shape.add_to(group)


def _poly_line(leg: LedgerEntry, style: LineStyle, class_name: str) -> folium.PolyLine:
    return folium.PolyLine(
        _lat_lons(leg.line),
        color=style.colour,
        weight=style.weight,
        opacity=style.opacity,
        dash_array=style.dashes,
        class_name=class_name,
    )


def _add_badge(
    group: folium.FeatureGroup, owner: LedgerEntry, leg: LedgerEntry, share: float
) -> None:
    """Add the number of a leg at a share of a line, with the places it may move to."""
    line = LineString(owner.line)
    shares = (share, *(min(max(share + step, 0.05), 0.95) for step in BADGE_STEPS))
    points = [line.interpolate(place, normalized=True) for place in shares]
    places = _lat_lons([(point.x, point.y) for point in points])
    Badge(places, str(leg.number), f"leg-{leg.certainty}").add_to(group)


def _add_venues(area_map: AreaMap, venues: Sequence[Venue], t: Texts) -> None:
    if not venues:
        return
    group = _group(area_map, t("map.layer_venues"))
    for venue in venues:
        marker = folium.CircleMarker(
            (venue.point.lat, venue.point.lon),
            radius=8,
            color="#ffffff",
            weight=2,
            fill_color="#1b5e20",
            fill_opacity=1,
            class_name="venue",
        )
        marker.add_child(TextPopup(venue.name, venue.lines))
        marker.add_to(group)


def _polygons(geometry: BaseGeometry) -> Iterable[Rings]:
    """Yield each polygon as its rings, outer first; lines and points of a zone are passed over."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield [_lat_lons(ring.coords) for ring in (part.exterior, *part.interiors)]


def _lat_lons(points: Iterable[Sequence[float]]) -> list[LatLon]:
    east, north = zip(*((point[0], point[1]) for point in points), strict=True)
    lons, lats = transformer(EOV, WGS84).transform(east, north)
    return [(round(lat, DIGITS), round(lon, DIGITS)) for lat, lon in zip(lats, lons, strict=True)]


def _parts(area_map: AreaMap) -> MapParts:
    """Render a map; its scripts are wrapped so that no name leaks into the page."""
    number_elements(area_map)
    figure = area_map.get_root()
    figure.render()
    script = f"(function () {{\n'use strict';\n{figure.script.render()}\n"
    script += f"akcioterulet.finish({area_map.get_name()}, {area_map.words_json});\n}})();\n"
    return MapParts(figure.html.render(), script)


def standalone_html(
    edition: Edition,
    backdrop: GeoJson | None = None,
    *,
    lang: str = "hu",
    venues: Sequence[Venue] = (),
) -> str:
    """Return a map as one HTML file that opens from disk and asks no host for anything.

    Args:
        edition: The area, its legs and its uncertain zone.
        backdrop: The network's lines as GeoJSON; an empty backdrop where None.
        lang: Language of the file.
        venues: Places to mark.
    """
    lines = backdrop or {"type": "FeatureCollection", "features": []}
    parts = render_map_parts(edition, lang=lang, venues=venues, backdrop=lines)
    return render(
        "standalone.html",
        t=texts(lang),
        lang=lang,
        boundary=boundary_view(edition, lang),
        legend=legend(edition, lang),
        map=parts,
        assets=inlined([parts.script]),
        icon=data_uri("icon.svg"),
    )
