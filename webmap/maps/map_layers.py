"""The layers that maps share: backdrop, areas, uncertain zones, legs with their numbers.

Coordinates are turned once here, from EOV to Leaflet's (latitude, longitude).
"""

from __future__ import annotations

import functools
import hashlib
import logging
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shapely.geometry import LineString

from boundaries.export.documents import part_lines
from boundaries.model import Certainty
from geo.crs import EOV, WGS84, reproject, transformer

from ..ask.ledger import (
    BADGE_STEPS,
    LINE_STYLES,
    PART_STYLES,
    STAND_IN_STYLE,
    SharedLine,
    extent,
    leg_view,
    popup_lines,
    shared_lines,
)
from ..ask.parts import part_views
from ..ask.words import title
from .map_elements import Badge, Group, LegName, TextPopup, poly_line, polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition, LedgerEntry

    from ..ask.ledger import LineStyle
    from ..web.i18n import Texts
    from .map_elements import AreaMap, MapElement


LOG = logging.getLogger(__name__)

HEADER_BYTES = 127
MAGIC = b"PMTiles\x03"
_BOUNDS = struct.Struct("<4i")
"""West, south, east, north in ten-millionths of a degree."""
_BOUNDS_AT = 102
_TILE_TYPE_AT = 99
_VECTOR_TILES = 1


class TilesError(ValueError):
    """A file is no PMTiles archive of vector tiles; the message says why."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One PMTiles file as it is now."""

    path: Path
    bounds: tuple[float, float, float, float]
    """West, south, east, north, WGS84."""
    name: str
    """Changes whenever the file does, so that browsers may keep what they have for ever."""

    @property
    def url(self) -> str:
        """Return the path under which the service serves it."""
        return f"/tiles/{self.name}.pmtiles"

    def covers(self, box: tuple[float, float, float, float]) -> bool:
        """Tell whether a box (west, south, east, north) lies inside the archive."""
        west, south, east, north = self.bounds
        return west <= box[0] and south <= box[1] and box[2] <= east and box[3] <= north


def open_archive(path: Path | str) -> Archive:
    """Read the header of a PMTiles file (version 3, vector tiles).

    Raises:
        TilesError: no such file, or not such an archive.
    """
    place = Path(path)
    try:
        facts = place.stat()
    except OSError:
        raise TilesError(
            f"{place}: no such file; make it with scripts/derive_backdrop.py"
        ) from None
    return _read(place, facts.st_size, facts.st_mtime_ns)


@functools.lru_cache(maxsize=8)
def _read(path: Path, size: int, changed_ns: int) -> Archive:
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise TilesError(f"{path}: not a PMTiles archive of version 3")
    if header[_TILE_TYPE_AT] != _VECTOR_TILES:
        raise TilesError(f"{path}: holds images, not vector tiles")
    west, south, east, north = (
        value / 10_000_000 for value in _BOUNDS.unpack_from(header, _BOUNDS_AT)
    )
    mark = hashlib.sha256(header + f"{size} {changed_ns}".encode()).hexdigest()
    return Archive(path, (west, south, east, north), f"backdrop-{mark[:16]}")


def covering_archive(
    path: str | None, box: tuple[float, float, float, float] | None
) -> Archive | None:
    """Return the archive of the settings where it can be used for a map.

    A file that is missing or damaged is logged, and the map falls back on the network's lines:
    a map with a plain ground is better than no page.

    Args:
        path: The setting, or None.
        box: What the map shows, or None for any.
    """
    if path is None:
        return None
    try:
        archive = open_archive(path)
    except (TilesError, OSError) as fault:
        LOG.warning("backdrop not used: %s", fault)
        return None
    if box is not None and not archive.covers(box):
        LOG.warning("backdrop not used: %s does not cover the area", path)
        return None
    return archive


LatLon = tuple[float, float]
Rings = list[list[LatLon]]
Box = tuple[float, float, float, float]
"""West, south, east, north, WGS84 degrees."""

AREA_COLOUR = "#5b2a86"
ZONE_FILL = "url(#zone-hatch)"
"""The hatching stands in the page, beside the map."""
DIGITS = 6
"""Decimals of a degree that the map gets: about a decimetre."""


def box_of(edition: Edition) -> Box:
    """Return the bounds of an edition's area with its uncertain zone."""
    shapes = [shape for shape in (edition.area, edition.uncertain_zone) if shape is not None]
    boxes = [reproject(shape, EOV, WGS84).bounds for shape in shapes if not shape.is_empty]
    return joined(boxes)


def joined(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around some boxes.

    >>> joined([(19.0, 46.0, 19.5, 46.5), (19.2, 45.9, 19.9, 46.1)])
    (19.0, 45.9, 19.9, 46.5)
    """
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def corners(box: Box) -> tuple[LatLon, LatLon]:
    """Return the south-west and the north-east corner of a box as Leaflet takes them."""
    west, south, east, north = (round(value, DIGITS) for value in box)
    return (south, west), (north, east)


def group_of(area_map: AreaMap, name: str) -> Group:
    """Add a layer with a name in the layer control; the name is only text."""
    group = Group(name)
    group.add_to(area_map)
    return group


def add_area(group: Group, edition: Edition, t: Texts) -> None:
    """Add the area of an edition.

    Args:
        group: The layer that gets it.
        edition: The area.
        t: Language of its popup.
    """
    popup = TextPopup(title(edition, t.language), (extent(edition, t.language),))
    for rings in polygons(edition.area):
        shape = polygon(
            rings,
            color=AREA_COLOUR,
            weight=1,
            fill_color=AREA_COLOUR,
            fill_opacity=0.13,
            class_name="area-shape",
        )
        shape.add_child(popup.copy())
        shape.add_to(group)


def add_zone(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    """Add the layer of the uncertain zone, where there is one."""
    zone = edition.uncertain_zone
    if zone is None or zone.is_empty:
        return
    group = group_of(area_map, t("map.layer_zone"))
    told = ("map.zone_words",) if edition.ring_zone is not None or not edition.parts else ()
    beside = ("map.zone_words_parts",) if edition.parts else ()
    popup = TextPopup(t("map.layer_zone"), tuple(map(t, (*told, *beside))))
    for rings in polygons(zone):
        shape = polygon(
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


def add_parts(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    """Add the stretches of the streets that parts of an area speak of, where there are some."""
    drawn = [(part, found) for part in edition.parts if (found := part_lines(part)) is not None]
    if not drawn:
        return
    group = group_of(area_map, t("map.layer_parts"))
    views = {view.number: view for view in part_views(edition, t)}
    for part, stretches in drawn:
        view = views[part.number]
        popup = TextPopup(view.heading, (t("map.sentence_words", words=view.words), *view.streets))
        style = PART_STYLES[part.effect.value]
        for line in lines(stretches):
            shape = poly_line(
                line,
                color=style.colour,
                weight=style.weight,
                dash_array=style.dashes,
                opacity=style.opacity,
                class_name=f"part-line part-{part.number}",
            )
            shape.add_child(popup.copy())
            shape.add_to(group)


def add_legs(area_map: AreaMap, edition: Edition, t: Texts) -> None:
    """Add the legs of a boundary, each drawn by its certainty, with their numbers."""
    group = group_of(area_map, t("map.layer_legs"))
    lines = shared_lines(edition)
    for line in lines:
        if line.stand_ins:
            _add_stand_in(group, line, t)
    for line in lines:
        _add_leg(group, line, edition, t)
    for line in lines:
        for leg, share in line.badges():
            _add_badge(group, line.owner, leg, share)


def _add_stand_in(group: Group, line: SharedLine, t: Texts) -> None:
    """Draw one line for all the legs that the same line stands in for, below that line."""
    views = [leg_view(leg, provisional=True, lang=t.language) for leg in line.stand_ins]
    numbers = " ".join(f"leg-{leg.number}" for leg in line.stand_ins)
    shape = _poly_line(line.owner, STAND_IN_STYLE, f"leg {numbers} leg-unknown leg-stand-in")
    heading = ", ".join(view.heading for view in views)
    words = [t("map.stand_in", name=line.owner.name), t("basis.provisional_leg")]
    words += [t("map.sentence_words", words=view.words) for view in views]
    shape.add_child(TextPopup(heading, words))
    shape.add_to(group)


def _add_leg(group: Group, line: SharedLine, edition: Edition, t: Texts) -> None:
    leg = line.owner
    view = leg_view(leg, provisional=leg.number in edition.provisional, lang=t.language)
    numbers = " ".join(f"leg-{other.number}" for other in (leg, *line.sharers))
    shape = _poly_line(leg, LINE_STYLES[leg.certainty], f"leg {numbers} leg-{leg.certainty}")
    words = list(popup_lines(view, t.language))
    words += [t("map.shared", leg=f"{other.number}. {other.name}") for other in line.sharers]
    shape.add_child(TextPopup(view.heading, words))
    shape.add_child(LegName(leg.walked_as or leg.name))
    shape.add_to(group)


def _poly_line(leg: LedgerEntry, style: LineStyle, class_name: str) -> MapElement:
    return poly_line(
        _lat_lons(leg.line),
        color=style.colour,
        weight=style.weight,
        opacity=style.opacity,
        dash_array=style.dashes,
        class_name=class_name,
    )


def _add_badge(group: Group, owner: LedgerEntry, leg: LedgerEntry, share: float) -> None:
    """Add the number of a leg at a share of a line, with the places it may move to."""
    line = LineString(owner.line)
    shares = (share, *(min(max(share + step, 0.05), 0.95) for step in BADGE_STEPS))
    points = [line.interpolate(place, normalized=True) for place in shares]
    places = _lat_lons([(point.x, point.y) for point in points])
    Badge(places, str(leg.number), f"leg-{leg.certainty}").add_to(group)


def polygons(geometry: BaseGeometry, digits: int = DIGITS) -> Iterable[Rings]:
    """Yield each polygon as its rings, outer first; lines and points of a zone are passed over.

    Args:
        geometry: In EOV, metres.
        digits: Decimals of a degree.
    """
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield [_lat_lons(ring.coords, digits) for ring in (part.exterior, *part.interiors)]


def lines(geometry: BaseGeometry) -> Iterable[list[LatLon]]:
    """Yield each line of a geometry in EOV as Leaflet takes it."""
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "LineString" and not part.is_empty:
            yield _lat_lons(part.coords)


def _lat_lons(points: Iterable[Sequence[float]], digits: int = DIGITS) -> list[LatLon]:
    east, north = zip(*((point[0], point[1]) for point in points), strict=True)
    lons, lats = transformer(EOV, WGS84).transform(east, north)
    return [(round(lat, digits), round(lon, digits)) for lat, lon in zip(lats, lons, strict=True)]
