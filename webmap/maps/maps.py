"""Folium maps that ask no other host and live under a strict Content-Security-Policy.

Folium writes JavaScript out of strings, and Branca compiles what Folium has written as a template
once more. So no text goes through Folium's own popups, tooltips or icons, and no map is rendered
by them: everything enters through `map_elements`. Texts travel as JSON and become text nodes in
the browser; the few that Leaflet itself reads as HTML (layer names, credit lines) are encoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.export.documents import part_lines
from boundaries.model import Decision

from ..ask.ledger import (
    LINE_STYLES,
    PART_STYLES,
    STAND_IN_STYLE,
    LineStyle,
    boundary_view,
    walk_text,
)
from ..ask.words import title
from ..web.i18n import Texts, texts
from ..web.inlining import data_uri, inlined, render
from .map_elements import AreaMap, Backdrop, LayerSwitch, add_tiles, show_box, written
from .map_layers import (
    Box,
    add_area,
    add_legs,
    add_parts,
    add_zone,
    box_of,
    corners,
    covering_archive,
    group_of,
)

if TYPE_CHECKING:
    from boundaries.model import Edition

    from ..ask.services import GeoJson
    from ..web.settings import Settings


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One sample line and its meaning."""

    code: str
    label: str
    style: LineStyle


def legend(edition: Edition, lang: str) -> tuple[LegendLine, ...]:
    """Return the sample lines that occur, from the best known to the least."""
    t = texts(lang)
    drawn = {leg.certainty for leg in edition.legs if leg.line}
    lines = [
        LegendLine(str(certainty), t(f"certainty.{certainty}"), style)
        for certainty, style in LINE_STYLES.items()
        if certainty in drawn
    ]
    if any(leg.decision is Decision.STAND_IN and not leg.line for leg in edition.legs):
        lines.append(LegendLine("stand-in", t("legend.stand_in"), STAND_IN_STYLE))
    named = {part.effect.value for part in edition.parts if part_lines(part) is not None}
    lines += [
        LegendLine(f"part-{effect}", t(f"legend.part.{effect}"), style)
        for effect, style in PART_STYLES.items()
        if effect in named
    ]
    return tuple(lines)


CONTROLS = ("zoom_in", "zoom_out", "layers", "close", "point", "two_fingers", "numbers_left")
BASE_SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "js/map-support.js",
    "js/map-room.js",
    "js/map-labels.js",
    "js/map-backdrop.js",
)
TILE_SCRIPT = "vendor/protomaps/protomaps-leaflet.js"


@dataclass(frozen=True, slots=True)
class MapParts:
    """A map in pieces, so that a page can put each where its policy allows it."""

    html: str
    """The element that the map fills."""
    script: str
    """The script that draws it; runs after those of `scripts`."""
    scripts: tuple[str, ...] = BASE_SCRIPTS
    """Static files that the map needs before its own script, in their order."""


def render_map_parts(
    edition: Edition,
    *,
    lang: str = "hu",
    settings: Settings | None = None,
    backdrop: GeoJson | str | None = None,
) -> MapParts:
    """Draw an edition.

    Args:
        edition: The area, its legs and its uncertain zone.
        lang: Language of the controls, popups and layer names.
        settings: The backdrop file or external tiles, if the operator wants any.
        backdrop: The network's lines as GeoJSON, or the address from which the browser fetches
            them; None takes the area's own address in the service.
    """
    t = texts(lang)
    area_map = empty_map(box_of(edition), t("map.label", title=title(edition, lang)), t)
    source = f"/areas/{edition.slug}/backdrop.geojson" if backdrop is None else backdrop
    scripts = add_ground(area_map, source, box_of(edition), t, settings)
    add_area(group_of(area_map, t("map.layer_area")), edition, t)
    add_zone(area_map, edition, t)
    add_parts(area_map, edition, t)
    add_legs(area_map, edition, t)
    return finished(area_map, scripts)


def empty_map(box: Box, label: str, t: Texts, *, min_zoom: int = 11, snap: float = 0.05) -> AreaMap:
    """Return a map without layers that shows a box.

    Args:
        box: What it shows first, WGS84.
        label: What a screen reader calls it.
        t: Language of its controls.
        min_zoom: How far one may zoom out.
        snap: Steps of the zoom level; clusters want whole ones.
    """
    (south, west), (north, east) = corners(box)
    area_map = AreaMap(
        ((south + north) / 2, (west + east) / 2),
        label=label,
        words={name: t(f"map.{name}") for name in CONTROLS},
        waiting=t("map.no_script"),
        credit=t("site.osm"),
        min_zoom=min_zoom,
        snap=snap,
    )
    show_box(area_map, [[south, west], [north, east]])
    return area_map


def add_ground(
    area_map: AreaMap, source: GeoJson | str, box: Box, t: Texts, settings: Settings | None
) -> tuple[str, ...]:
    """Add what lies under everything else; return the static scripts that the map needs.

    That is the operator's external tiles where configured, and the backdrop: the PMTiles file
    where one covers the box, else the network's lines.
    """
    if settings is not None and settings.tile_url is not None:
        credit = settings.tile_attribution or ""
        add_tiles(area_map, settings.tile_url, credit=credit, name=t("map.layer_tiles"))
    archive = None if settings is None else covering_archive(settings.backdrop, box)
    tiles = None if archive is None else archive.url
    Backdrop(source, tiles, name=t("map.layer_backdrop")).add_to(area_map)
    return BASE_SCRIPTS if tiles is None else (BASE_SCRIPTS[0], TILE_SCRIPT, *BASE_SCRIPTS[1:])


def finished(area_map: AreaMap, scripts: tuple[str, ...]) -> MapParts:
    """Write a map; its scripts are wrapped so that no name leaks into the page."""
    LayerSwitch().add_to(area_map)
    html, script = written(area_map)
    return MapParts(html, script, scripts)


def standalone_html(edition: Edition, backdrop: GeoJson | None = None, *, lang: str = "hu") -> str:
    """Return a map as one HTML file that opens from disk and asks no host for anything.

    Args:
        edition: The area, its legs and its uncertain zone.
        backdrop: The network's lines as GeoJSON; an empty backdrop where None.
        lang: Language of the file.
    """
    lines = backdrop or {"type": "FeatureCollection", "features": []}
    parts = render_map_parts(edition, lang=lang, backdrop=lines)
    return render(
        "standalone.html",
        t=texts(lang),
        lang=lang,
        boundary=boundary_view(edition, lang),
        legend=legend(edition, lang),
        walk=walk_text(edition, lang),
        map=parts,
        assets=inlined(parts.scripts, [parts.script]),
        icon=data_uri("icon.svg"),
    )
