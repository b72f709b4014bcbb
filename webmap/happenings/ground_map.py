"""The maps of the public pages: areas of programmes, what is only their extent, and venues.

What a source delineates is filled; an extent, in which the area lies somewhere, is hatched and
has a broken line, and its popup says why it is no area.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from boundaries.programmes.areas import outline_of, settlements_of
from boundaries.programmes.model import CompiledArea
from geo.crs import EOV, WGS84, reproject
from webmap.ask.ledger import LINE_STYLES
from webmap.maps.map_elements import Call, LegName, TextPopup, poly_line, polygon
from webmap.maps.map_layers import AREA_COLOUR, DIGITS, Box, group_of, joined, lines, polygons
from webmap.maps.maps import add_ground, empty_map, finished
from webmap.maps.venue_map import (
    CLUSTER_SCRIPT,
    CLUSTERED_FROM,
    HALF_SPAN,
    MIN_ZOOMS,
    VENUE_SCRIPT,
    VenueLayer,
    venue_features,
    venue_words,
)

from .wording import in_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Certainty, Edition
    from boundaries.programmes.areas import SettlementsOfArea
    from boundaries.programmes.model import Programme
    from boundaries.towns.settlements import Settlements
    from webmap.ask.services import GeoJson
    from webmap.maps.map_elements import AreaMap, Group
    from webmap.maps.maps import MapParts
    from webmap.maps.venue_map import MapVenue
    from webmap.web.i18n import Texts
    from webmap.web.settings import Settings

LIST_SCRIPT = "js/programme-map.js"
OUTLINE_DIGITS = 5
"""Decimals of a degree of an outline: a metre, where the first page must stay light."""
BACKDROP_M = 250.0
"""Metres by which borders may be moved where they only lie behind a map: a pixel of a county."""
FINE_SNAP = 0.25
"""Steps of the zoom level; clusters want whole ones."""
CROWDED = 0.12
"""Venues nearer than this share of the map's width are grouped, so that each can be hit."""
TALL = 1.46
"""Degrees of longitude that are as long as one of latitude, in Hungary."""
METRES_PER_DEGREE = 111_000.0
"""Of latitude, about."""
EXTENT_FILL = "url(#extent-hatch)"
"""The hatching stands in the page, beside the map."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Ground that is drawn with a popup."""

    ground: BaseGeometry
    """EOV metres."""
    heading: str
    lines: tuple[str, ...]
    is_open: bool = False
    """True for ground about which nothing is decided: hatched, with a broken line."""
    layer: str = ""
    """Name in the layer control."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Lines that are drawn with a popup."""

    lines: BaseGeometry
    """EOV metres."""
    heading: str
    about: tuple[str, ...]
    certainty: Certainty
    """How the line is drawn."""


def overview_shapes(
    programme: Programme, places: Settlements, edition: Edition | None, t: Texts
) -> list[Shape]:
    """Return the ground of a programme as few shapes, for the map of all programmes."""
    area, heading = settlements_of(programme, places), in_language(programme.title, t)
    note = programme.area.note
    words = () if note is None else (in_language(note, t),)
    if area is None:
        return [] if edition is None else [Shape(edition.area, heading, words)]
    outline = outline_of(area, places)
    shapes = []
    if area.open:
        mark = t(f"pages.mark.{area.mark}")
        shapes.append(Shape(places.union(area.open), heading, (mark, *words), is_open=True))
    if outline.inside is not None:
        belongs = (t("pages.certain_members"),) if area.open else ()
        shapes.append(Shape(outline.inside, heading, (*belongs, *words)))
    return shapes


def programme_shapes(
    programme: Programme, places: Settlements, editions: Sequence[Edition], t: Texts
) -> list[Shape]:
    """Return the ground of one programme: its variants, or each of its settlements."""
    if isinstance(programme.area, CompiledArea):
        return [_variant_shape(edition, t) for edition in editions]
    area = settlements_of(programme, places)
    return [] if area is None else _settlement_shapes(area, places, t)


def _variant_shape(edition: Edition, t: Texts) -> Shape:
    from webmap.ask.words import title, variant_name  # noqa: PLC0415 - only for compiled areas

    name = variant_name(edition, t.language)
    words = t("map.sentence_words", words=edition.sentence)
    return Shape(edition.area, f"{title(edition, t.language)} – {name}", (words,), layer=name)


def _settlement_shapes(area: SettlementsOfArea, places: Settlements, t: Texts) -> list[Shape]:
    belongs = (t("pages.member"),)
    mark = () if area.mark is None else (t(f"pages.mark.{area.mark}"),)
    open_ones = [
        Shape(places.ground(code), places.by_code[code].name, mark, is_open=True)
        for code in area.open
    ]
    return open_ones + [
        Shape(places.ground(code), places.by_code[code].name, belongs) for code in area.inside
    ]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that a map of the pages shows."""

    label: str
    """What a screen reader calls the map."""
    shapes: Sequence[Shape]
    venues: Sequence[MapVenue]
    backdrop: GeoJson | str
    """Lines below everything else, or their address."""
    names: Sequence[tuple[str, float, float]] = ()
    """Names of settlements with their longitude and latitude, the most important first."""
    is_close: bool = False
    """True shows the venues first rather than all of the ground."""
    strokes: Sequence[Stroke] = ()


def draw(drawing: Drawing, t: Texts, settings: Settings | None = None) -> MapParts:
    """Draw a map.

    Raises:
        ValueError: there is neither ground nor a venue; show the page without a map.
    """
    box = _box(drawing)
    is_clustered = _is_crowded(drawing.venues, box)
    snap = 1 if is_clustered else FINE_SNAP
    made = empty_map(box, drawing.label, t, min_zoom=MIN_ZOOMS[0], snap=snap)
    made._name = "ProgrammeMap"  # noqa: SLF001 - two maps on one page need two names
    made.waiting = t("pages.map_waiting")
    scripts = add_ground(made, drawing.backdrop, box, t, settings)
    _add_shapes(made, drawing.shapes, t)
    _add_strokes(made, drawing.strokes, t)
    if drawing.names:
        names = [[name, lat, lon] for name, lon, lat in drawing.names]
        Call("placeNames", names).add_to(made)
    source, words = venue_features(drawing.venues, t.language), venue_words(t)
    VenueLayer(source, words, name=t("map.layer_venues")).add_to(made)
    clusters = (CLUSTER_SCRIPT,) if is_clustered else ()
    return finished(made, (scripts[0], *clusters, *scripts[1:], VENUE_SCRIPT, LIST_SCRIPT))


def _box(drawing: Drawing) -> Box:
    close = drawing.is_close and bool(drawing.venues)
    shapes = () if close else drawing.shapes
    boxes: list[Box] = [reproject(s.ground, EOV, WGS84).bounds for s in shapes]
    boxes += [_around(venue) for venue in drawing.venues]
    boxes += [reproject(stroke.lines, EOV, WGS84).bounds for stroke in drawing.strokes]
    if not boxes:
        raise ValueError("a map needs ground or a venue; show the page without a map")
    return joined(boxes)


def _is_crowded(venues: Sequence[MapVenue], box: Box) -> bool:
    """Tell whether venues would lie on each other when the map first shows a box."""
    if len(venues) >= CLUSTERED_FROM:
        return True
    west, south, east, north = box
    gap = CROWDED * max(east - west, TALL * (north - south))
    return any(
        max(abs(one.lon - other.lon), TALL * abs(one.lat - other.lat)) < gap
        for one, other in itertools.combinations(venues, 2)
    )


def _around(venue: MapVenue) -> Box:
    """Return a box that holds a venue with the circle in which it may be."""
    half = max(HALF_SPAN, venue.precision_m / METRES_PER_DEGREE)
    wide = half / math.cos(math.radians(venue.lat))
    return venue.lon - wide, venue.lat - half, venue.lon + wide, venue.lat + half


def _add_shapes(made: AreaMap, shapes: Iterable[Shape], t: Texts) -> None:
    groups: dict[str, Group] = {}
    for shape in shapes:
        default = t("pages.layer_extent") if shape.is_open else t("map.layer_area")
        name = shape.layer or default
        if name not in groups:
            groups[name] = group_of(made, name)
        _add_shape(groups[name], shape)


def _add_shape(group: Group, shape: Shape) -> None:
    popup = TextPopup(shape.heading, shape.lines)
    kind = "programme-open" if shape.is_open else "programme-inside"
    for rings in polygons(shape.ground, OUTLINE_DIGITS):
        drawn = polygon(
            rings,
            color=AREA_COLOUR,
            weight=2,
            dash_array="7 6" if shape.is_open else None,
            fill_color=EXTENT_FILL if shape.is_open else AREA_COLOUR,
            fill_opacity=1 if shape.is_open else 0.15,
            class_name=f"programme-shape {kind}",
        )
        drawn.add_child(popup.copy())
        drawn.add_to(group)


def _add_strokes(made: AreaMap, strokes: Sequence[Stroke], t: Texts) -> None:
    group = group_of(made, t("map.layer_legs")) if strokes else None
    for stroke in strokes if group else ():
        style, popup = LINE_STYLES[stroke.certainty], TextPopup(stroke.heading, stroke.about)
        for points in lines(stroke.lines):
            drawn = poly_line(
                points,
                color=style.colour,
                weight=style.weight,
                opacity=style.opacity,
                dash_array=style.dashes,
                class_name=f"leg leg-{stroke.certainty}",
            )
            drawn.add_child(popup.copy())
            drawn.add_child(LegName(stroke.heading))  # beside the line, not on it
            drawn.add_to(group)


def border_lines(places: Settlements, codes: Iterable[str]) -> GeoJson:
    """Return the borders of settlements as GeoJSON lines, for the ground of a map.

    They are for finding one's way only and so a little simplified; each is drawn once.
    """
    grounds = shapely.coverage_simplify([places.ground(code) for code in codes], BACKDROP_M)
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(grounds)))
    lines = [
        [[round(x, DIGITS - 2), round(y, DIGITS - 2)] for x, y in part.coords]
        for part in shapely.get_parts(reproject(borders, EOV, WGS84))
    ]
    # One feature of many lines: the words around each would be a tenth of a page's script.
    geometry = {"type": "MultiLineString", "coordinates": lines}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}


def settlement_names(places: Settlements, codes: Iterable[str]) -> list[tuple[str, float, float]]:
    """Return names of settlements with the places where they are written; the largest first."""
    order = sorted(codes, key=lambda code: -places.ground(code).area)
    found = []
    for code in order:
        lon, lat = reproject(places.ground(code).representative_point(), EOV, WGS84).coords[0]
        found.append((places.by_code[code].name, round(lon, 4), round(lat, 4)))
    return found
