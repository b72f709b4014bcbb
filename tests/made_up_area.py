"""A made-up area with its files in a folder of one's own: nothing in it is true.

The area is a square; Déli utca is its southern line (known to the map), Belső utca and Kör tér are
open and without a line, Kinti utca is decided.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import shapely

from boundaries.doors.places import LINES, save_lines
from boundaries.edition.edition import EDITIONS, accept, content_hash
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
    save_street_list,
)
from geo.crs import to_lonlat
from geo.primitives import EovPoint
from tests.boundaries.town import SOUTH, WEST, edition

if TYPE_CHECKING:
    from pathlib import Path

SLUG, TOWN = "negyzet", "Négyzetfalva"
SOUTHERN = shapely.LineString([(WEST - 200, SOUTH), (WEST + 1200, SOUTH)])
INSIDE = (WEST + 400, SOUTH + 500), (WEST + 600, SOUTH + 500)
"""Ends of a line that is well inside the area."""
_OPEN = VerdictKind.UNDECIDABLE
ROWS = (
    ("Déli", "utca", 24, _OPEN),
    ("Belső", "utca", 30, _OPEN),
    ("Kör", "tér", 20, _OPEN),
    ("Kinti", "utca", 8, VerdictKind.OUTSIDE),
)
"""Name, type, doors and verdict of each street."""


def write_area(own: Path, *, rows: tuple[tuple[str, str, int, VerdictKind], ...] = ROWS) -> None:
    """Write the area with street list, lines and map.

    Args:
        own: folder of one's own areas.
        rows: name, type, doors and verdict of each street.
    """
    folder = own / SLUG
    folder.mkdir(parents=True)
    definition = {"street_list": f"{SLUG}/street_list.csv", "network": f"{SLUG}/network.osm"}
    made = dataclasses.replace(
        edition(),
        hash="",
        definition=definition,
        sentence="Északi utca – Keleti utca – Déli utca – Nyugati utca",
        attribution="© OpenStreetMap contributors",
        network_note="próba",
    )
    made = dataclasses.replace(made, hash=content_hash(made))
    accept(made, by="Próba", on="2026-01-05", reason="próba", folder=own / EDITIONS)
    listed = [
        StreetRow(name, kind, NumberRange(Parity.WHOLE), "001", doors, doors, verdict, reason)
        for name, kind, doors, verdict in rows
        for reason in (Reason.DISTRICT_CUT if verdict is _OPEN else Reason.DISTRICT_OUTSIDE,)
    ]
    meta = ListMeta(SLUG, "programme", geometry_hash(made), TOWN, ("9001",), source="próba")
    save_street_list(StreetList(meta, group_streets(listed)), folder)
    save_lines({"Déli utca": SOUTHERN}, folder / LINES, "próba")
    (folder / "network.osm").write_text(_network(), encoding="utf-8")


def degrees(east: float, north: float) -> tuple[str, str]:
    """Return a place in EOV as latitude and longitude, as people type them."""
    place = to_lonlat(EovPoint(east, north))
    return f"{place.lat:.6f}", f"{place.lon:.6f}"


def _network() -> str:
    nodes = []
    for number, (east, north) in enumerate(SOUTHERN.coords, start=1):
        lat, lon = degrees(east, north)
        nodes.append(f'<node id="{number}" version="1" lat="{lat}" lon="{lon}"/>')
    tags = '<tag k="highway" v="residential"/><tag k="name" v="Déli utca"/>'
    way = f'<way id="9" version="1"><nd ref="1"/><nd ref="2"/>{tags}</way>'
    return f'<osm version="0.6" generator="próba">{"".join(nodes)}{way}</osm>\n'
