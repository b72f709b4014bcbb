"""Venues and events on a map: up to 5,000 places in clusters; `happenings.ground_map` draws it.

What feeds it (a catalogue, a file, a test) hands over `MapVenue`s; every text in them is taken
as written by a stranger.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..web.i18n import Texts, texts
from .map_elements import CallLayer
from .map_layers import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..ask.services import GeoJson

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
    """What its popup says, line by line."""

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


def venue_lines(venue: MapVenue, lang: str) -> tuple[str, ...]:
    """Return what the popup says of a venue: its lines, and how well it is placed."""
    if not venue.is_rough:
        return venue.lines
    t = texts(lang)
    return (*venue.lines, t("map.venue_rough", metres=t.metres(venue.precision_m)))


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
