"""A rehearsal of Kecskemét: a map shaped like the town that names every leg of both variants.

For tests only, never data: the streets are those of the bundled network, taken for as sure as a
live extract's, and the lines that no source at hand has (Csap utca, Csengő utca, Alma utca, the
front of the parcel 9413) are MADE UP. Each of them says so in its `note`, and so does the file.
The register is made up too: streets, doors and polling districts that the town does not have.

    python -m tests.boundaries.rehearsal FOLDER

writes `rehearsal.osm` and the folder `register` there.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from boundaries.data_files import DATA
from geo.crs import EOV, WGS84, transformer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SAID = "MADE UP for a rehearsal; nobody knows where this line really runs"
NETWORK = DATA / "kecskemet" / "network.osm"
XY = tuple[float, float]
MADE_UP: Mapping[str, Sequence[XY]] = {
    "Csap utca": ((697494, 171864), (697440, 171806), (697400, 171764)),
    "Csengő utca": ((697440, 171806), (697470, 171755), (697520, 171684)),
    "Alma utca": ((697400, 171764), (697440, 171715), (697498, 171661)),
    "9413 hrsz-ú telek közterületi határa": ((697815, 171422), (697870, 171395), (697937, 171400)),
}
"""EOV metres; an end within `MEETS_M` of a node of the network is that node."""
MEETS_M = 2.0
FRONT_TAGS = {"boundary": "lot"}
STREET_TAGS = {"highway": "residential"}
INSIDE, BETWEEN, OUTSIDE = "Próba utca", "Köztespróba utca", "Külsőpróba utca"
"""Streets of the made-up register, and on which side of the area their district lies."""
DISTRICTS: Mapping[str, tuple[float, float, float, float]] = {
    "001": (698200, 172000, 698500, 172500),
    "002": (698500, 172000, 700000, 172500),
    "003": (700000, 172000, 701000, 172500),
}
"""Made-up polling districts, EOV boxes in a row: in the area, cut by its line, out of it."""
STREETS = dict(zip((INSIDE, BETWEEN, OUTSIDE), DISTRICTS, strict=True))
DOORS = tuple({"hsz": f"{number:06d}"} for number in range(1, 13))


def write_extract(folder: Path) -> Path:
    """Write the map of the rehearsal."""
    tree = ET.parse(NETWORK)  # noqa: S314 - our own file
    root = tree.getroot()
    note = root.find("note")
    if note is not None:
        note.text = f"TEST DATA. {SAID}; the rest is the bundled network of Kecskemét"
    for way in root.iter("way"):
        for tag in [t for t in way.iter("tag") if t.get("k", "").startswith("akcioterulet:")]:
            way.remove(tag)
    nodes = _Nodes(root)
    for number, (name, line) in enumerate(MADE_UP.items()):
        way = ET.SubElement(root, "way", id=str(-900_001 - number), version="1")
        for place in line:
            ET.SubElement(way, "nd", ref=nodes.at(place))
        own = FRONT_TAGS if "hrsz" in name else STREET_TAGS
        for key, value in {**own, "name": name, "note": SAID}.items():
            ET.SubElement(way, "tag", k=key, v=value)
    nodes.put_first(root)
    path = folder / "rehearsal.osm"
    tree.write(path, encoding="UTF-8", xml_declaration=True)
    return path


class _Nodes:
    """The nodes of the network and those that are made up, by place."""

    def __init__(self, root: ET.Element) -> None:
        to_eov = transformer(WGS84, EOV)
        self._ids = {
            to_eov.transform(float(node.get("lon", "")), float(node.get("lat", ""))): node
            for node in root.iter("node")
        }
        self._new: list[ET.Element] = []

    def at(self, place: XY) -> str:
        near = min(self._ids, key=lambda known: shapely.Point(known).distance(shapely.Point(place)))
        if shapely.Point(near).distance(shapely.Point(place)) <= MEETS_M:
            return self._ids[near].get("id", "")
        lon, lat = transformer(EOV, WGS84).transform(*place)
        made = {"id": str(-800_001 - len(self._new)), "version": "1"}
        node = ET.Element("node", **made, lat=f"{lat:.7f}", lon=f"{lon:.7f}")
        self._new.append(node)
        self._ids[place] = node
        return made["id"]

    def put_first(self, root: ET.Element) -> None:
        """Put the new nodes before the ways, as the format has them."""
        at = next(i for i, element in enumerate(root) if element.tag == "way")
        for node in self._new:
            root.insert(at, node)


def write_register(
    folder: Path,
    *,
    town: str = "Kecskemét",
    streets: Mapping[str, str] = STREETS,
    doors: Sequence[Mapping[str, str]] = DOORS,
) -> Path:
    """Write a made-up register in the election office's format.

    Args:
        folder: gets the folder `register`.
        town: of its polling place.
        streets: full name of each street -> its polling district.
        doors: that each street has, as the office writes them; `szavkor` goes before the street's.
    """
    home = folder / "register"
    home.mkdir(parents=True)
    head = {"generated": "2026-01-31T12:00:00+01:00"}
    listed = [_street(name, district, doors) for name, district in streets.items()]
    rules = [
        {"szavkor": district, "kt_nev": name, "kt_jelleg": kind, "int_tip": "2"}
        for (name, kind), district in ((_split(one), key) for one, key in streets.items())
    ]
    place = {"leiro": {"sorszam": "001", "cim": f"6000 {town}, {INSIDE} 1. (made up)"}}
    files: dict[str, object] = {
        "SzavkorKereso": {"OvEpHeader": head, "data": {"kozteruletek": listed}},
        "Korzethatar": {"data": {"korzethatarok": rules}},
        "Szavkor-Topo": {
            "list": [{"szk": key, "poligon": _ring(box)} for key, box in DISTRICTS.items()]
        },
        "Szavazokorok": {"data": {"szavazokorok": [place]}},
    }
    for name, content in files.items():
        (home / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return home


def _split(street: str) -> tuple[str, str]:
    name, _, kind = street.rpartition(" ")
    return (name, kind) if name else (kind, "")


def _street(full_name: str, district: str, doors: Sequence[Mapping[str, str]]) -> dict[str, object]:
    name, kind = _split(full_name)
    listed = [{"szavkor": district, **door} for door in doors]
    return {"kt_nev": name, "kt_jelleg": kind, "kapuk": listed}


def _ring(box: Iterable[float]) -> str:
    """Return a box as the office writes polygons: "lat lon,lat lon"."""
    west, south, east, north = box
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    places = [transformer(EOV, WGS84).transform(*corner) for corner in corners]
    return ",".join(f"{lat:.6f} {lon:.6f}" for lon, lat in places)


if __name__ == "__main__":
    for written in (write_extract, write_register):
        sys.stdout.write(f"{written(Path(sys.argv[1]))}\n")
