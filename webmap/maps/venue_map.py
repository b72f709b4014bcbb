"""The map of venues and events: up to 5,000 places in clusters, with the areas under them.

What feeds it (a catalogue, a file, a test) hands over `MapVenue`s; every text in them is taken
as written by a stranger. The same venues in the same order fill the list beside the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ask.words import source_text
from ..web.i18n import Texts, texts
from .map_elements import CallLayer
from .map_layers import DIGITS, Box, add_area, add_zone, box_of, group_of, joined
from .maps import add_ground, empty_map, finished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boundaries.model import Edition

    from ..ask.services import GeoJson
    from ..web.settings import Settings
    from .map_elements import AreaMap
    from .maps import MapParts

CLUSTER_SCRIPT = "vendor/markercluster/leaflet.markercluster.js"
VENUE_SCRIPT = "js/map-venues.js"
CLUSTERED_FROM = 30
"""Venues from which on the map groups them; fewer need no clustering library."""
ROUGH_FROM_M = 50.0
"""Precision from which on a place counts as roughly known and gets its circle, metres."""
MIN_ZOOMS = (5, 11)
"""Between these the map may be zoomed out, by how far apart the venues lie. Every further step
costs the clustering time."""
HALF_SPAN = 0.004
"""Half the side of what is shown around a single venue, degrees."""


@dataclass(frozen=True, slots=True)
class MapVenue:
    """A place on the map of venues; all texts are plain."""

    id: str
    """Stable id, unique on one map."""
    name: str
    lon: float
    """WGS84, degrees."""
    lat: float
    precision_m: float = 0.0
    """Metres by which the place may be off; 0 where it is known exactly."""
    href: str | None = None
    """Page of the venue: a path of this site ("/venues/x") or http(s); anything else is no link."""
    lines: tuple[str, ...] = ()
    """What its popup and its list entry say, line by line."""

    def __post_init__(self) -> None:
        """Refuse a place that is nowhere.

        Raises:
            ValueError: names the venue.
        """
        numbers = (self.lon, self.lat, self.precision_m)
        inside = abs(self.lon) <= 180 and abs(self.lat) <= 90 and self.precision_m >= 0  # noqa: PLR2004 - degrees
        if not (all(map(math.isfinite, numbers)) and inside):
            raise ValueError(
                f"venue {self.id!r}: lon {self.lon}, lat {self.lat}, precision "
                f"{self.precision_m} m is no place; give WGS84 degrees and metres"
            )

    @property
    def is_rough(self) -> bool:
        """Whether only the surroundings are known."""
        return self.precision_m >= ROUGH_FROM_M

    @property
    def link(self) -> str | None:
        """Return `href` where it leads to this site or to the web, else None.

        >>> MapVenue("a", "A", 19.7, 46.9, href="javascript:alert(1)").link is None
        True
        """
        address = (self.href or "").strip()
        lowered = address.lower()
        own = address.startswith("/") and not address.startswith(("//", "/\\"))
        return address if own or lowered.startswith(("https://", "http://")) else None


@dataclass(frozen=True, slots=True)
class VenueEntry:
    """A venue in the list beside the map: the same content as its popup."""

    id: str
    name: str
    link: str | None
    lines: tuple[str, ...]


def list_entries(venues: Iterable[MapVenue], lang: str) -> tuple[VenueEntry, ...]:
    """Return the list beside the map, in the order of the venues."""
    return tuple(
        VenueEntry(venue.id, venue.name, venue.link, venue_lines(venue, lang)) for venue in venues
    )


def venue_lines(venue: MapVenue, lang: str) -> tuple[str, ...]:
    """Return what the popup and the list say of a venue: its lines, and how well it is placed."""
    if not venue.is_rough:
        return venue.lines
    t = texts(lang)
    return (*venue.lines, t("map.venue_rough", metres=t.metres(venue.precision_m)))


def render_venue_map(
    venues: Sequence[MapVenue],
    areas: Sequence[Edition],
    lang: str = "hu",
    settings: Settings | None = None,
    *,
    backdrop: GeoJson | str | None = None,
) -> MapParts:
    """Draw venues over areas.

    Args:
        venues: The places, in the order of the list beside the map; may lie outside the areas.
        areas: Editions whose area is drawn, with the words of its source.
        lang: Language of the controls, popups and layer names.
        settings: The backdrop file or external tiles, if the operator wants any.
        backdrop: The network's lines as GeoJSON or their address; None takes those of the first
            area, or nothing where there is no area.

    Raises:
        ValueError: two venues have one id, or there is neither a venue nor an area.
    """
    _require_ids(venues)
    t = texts(lang)
    box = _box(venues, areas)
    venue_map = empty_map(box, t("map.venues_label"), t, min_zoom=_min_zoom(box), snap=1)
    ground = _backdrop_of(areas) if backdrop is None else backdrop
    scripts = add_ground(venue_map, ground, box, t, settings)
    _add_areas(venue_map, areas, t)
    add_zone(venue_map, areas, t)
    source, words = venue_features(venues, lang), venue_words(t)
    VenueLayer(source, words, name=t("map.layer_venues")).add_to(venue_map)
    clusters = (CLUSTER_SCRIPT,) if len(venues) >= CLUSTERED_FROM else ()
    return finished(venue_map, (scripts[0], *clusters, *scripts[1:], VENUE_SCRIPT))


def _require_ids(venues: Sequence[MapVenue]) -> None:
    seen: set[str] = set()
    for venue in venues:
        if venue.id in seen:
            raise ValueError(f"two venues have the id {venue.id!r}; ids must differ")
        seen.add(venue.id)


def _box(venues: Sequence[MapVenue], areas: Sequence[Edition]) -> Box:
    boxes = [box_of(edition) for edition in areas]
    if venues:
        lons = [venue.lon for venue in venues]
        lats = [venue.lat for venue in venues]
        boxes.append(
            (
                min(lons) - HALF_SPAN,
                min(lats) - HALF_SPAN,
                max(lons) + HALF_SPAN,
                max(lats) + HALF_SPAN,
            )
        )
    if not boxes:
        raise ValueError("a map of venues needs a venue or an area; show the page without a map")
    return joined(boxes)


def _min_zoom(box: Box) -> int:
    """Return a zoom level at which a box fills a part of a phone's screen."""
    west, south, east, north = box
    span = max(east - west, 1.5 * (north - south))
    lowest, highest = MIN_ZOOMS
    return min(highest, max(lowest, math.floor(math.log2(360 / span)) - 1))


def _backdrop_of(areas: Sequence[Edition]) -> GeoJson | str:
    if areas:
        return f"/areas/{areas[0].slug}/backdrop.geojson"
    return {"type": "FeatureCollection", "features": []}


def _add_areas(venue_map: AreaMap, areas: Sequence[Edition], t: Texts) -> None:
    if not areas:
        return
    group = group_of(venue_map, t("map.layer_area"))
    for edition in areas:
        said = t("map.sentence_words", words=edition.sentence)
        words = (said, source_text(edition, "title", "publisher"))
        add_area(group, edition, t, [line for line in words if line])


def venue_features(venues: Iterable[MapVenue], lang: str) -> GeoJson:
    """Return venues as the GeoJSON points that `VenueLayer` draws."""
    features = [_feature(venue, lang) for venue in venues]
    return {"type": "FeatureCollection", "features": features}


def _feature(venue: MapVenue, lang: str) -> GeoJson:
    point = [round(venue.lon, DIGITS), round(venue.lat, DIGITS)]
    properties: dict[str, object] = {
        "id": venue.id,
        "name": venue.name,
        "lines": venue_lines(venue, lang),
    }
    if venue.link is not None:
        properties["href"] = venue.link
    if venue.is_rough:
        properties["precision"] = round(venue.precision_m, 1)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": point},
        "properties": properties,
    }


def venue_words(t: Texts) -> dict[str, str]:
    """Return the words that `VenueLayer` needs in the browser."""
    keys = {"details": "venue_details", "cluster": "venue_cluster", "rough": "venue_rough_name"}
    return {name: t(f"map.{key}") for name, key in keys.items()}


class VenueLayer(CallLayer):
    """Venues as markers, in clusters where the library is loaded.

    Args:
        source: GeoJSON points with id, name, lines, and href and precision (metres) where known.
        words: details, cluster (with `{count}`) and rough.
        name: Name in the layer control.
    """

    def __init__(self, source: GeoJson, words: dict[str, str], *, name: str) -> None:
        super().__init__("venues", source, words, name=name)
