"""A made-up town of four streets round a square, as a map that people send: GeoJSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from geo.crs import EOV, WGS84, transformer

if TYPE_CHECKING:
    from pathlib import Path

CORNERS = {"a": (0, 0), "b": (1000, 0), "c": (1000, -800), "d": (0, -800)}
NORTH = {"n": (100, 120), "m": (900, 120)}
STREETS = {"Kapor utca": "ab", "Lestyán utca": "bc", "Menta utca": "cd", "Zsálya utca": "da"}
RING = "Kapor utca – Lestyán utca – Mentha utca – Zsálya utca által határolt terület"
"""The sentence of the square; one street is misspelt."""


def place_of(corner: str) -> tuple[float, float]:
    """Return where a corner lies: latitude and longitude."""
    x, y = (CORNERS | NORTH)[corner]
    lon, lat = transformer(EOV, WGS84).transform(698_000 + x, 172_000 + y)
    return lat, lon


def write_square(path: Path, *, lanes: bool = False) -> Path:
    """Write the map and return its path; with lanes Kapor utca goes round by the north, too."""
    places = {name: place_of(name)[::-1] for name in CORNERS | NORTH}
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "LineString", "coordinates": [places[end] for end in ends]},
        }
        for name, ends in STREETS.items()
    ]
    if lanes:
        round_ = ["a", "n", "m", "b"]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": "Kapor utca"},
                "geometry": {"type": "LineString", "coordinates": [places[at] for at in round_]},
            }
        )
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, "utf-8")
    return path
