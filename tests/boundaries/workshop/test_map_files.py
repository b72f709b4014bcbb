"""A map that somebody sends, whatever the file is: read, or refused with why. All made up."""

from __future__ import annotations

import json
import sqlite3
import struct
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Any

import geopandas
import pytest

from boundaries.child import ChildError, Limits, run
from boundaries.workshop.map_files import look_at_map
from tests.made_up_lines import BOMB
from tests.made_up_square import write_square

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = Limits(seconds=100, cpu_seconds=60, memory=3 << 30)
"""As the workshop sets them."""
DEEP = b"[" * 400_000
OSM_BOMB = BOMB.replace(b"DOCTYPE kml", b"DOCTYPE osm").replace(b"kml>", b"osm>")


def looked(path: Path) -> dict[str, Any]:
    """Look at a map as the workshop does: in a process with limits."""
    try:
        found: dict[str, Any] = run(look_at_map, path, [], path.parent / "kept", limits=LIMITS)
    except ChildError as fault:
        return {"fault": fault.kind}
    return found


def package(path: Path, *, name: str = "name", epsg: int = 23700) -> Path:
    lines = geopandas.read_file(write_square(path.with_suffix(".source.geojson")))
    lines.rename(columns={"name": name}).to_crs(epsg).to_file(path, driver="GPKG", layer="utak")
    return path


def other_sqlite(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as file:
        file.execute("CREATE TABLE utak (name TEXT)")
        file.commit()
    return path


def block(kind: bytes, body: bytes, *, said: int | None = None) -> bytes:
    """Return a block of a PBF file; `said` is the size that it claims to have unpacked."""
    packed = zlib.compress(body)
    size = len(body) if said is None else said
    blob = b"\x10" + varint(size) + b"\x1a" + varint(len(packed)) + packed
    head = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(blob))
    return struct.pack(">I", len(head)) + head + blob


def varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


HEAD = block(b"OSMHeader", b"\x22\x0eOsmSchema-V0.6")
BROKEN = {
    "empty.osm.pbf": b"",
    "zeros.osm.pbf": bytes(4_000),
    "huge-header.osm.pbf": struct.pack(">I", 0x7FFFFFFF) + bytes(100),
    "lying.osm.pbf": HEAD + block(b"OSMData", b"\x00" * 64, said=1 << 31),
    "bomb.osm.pbf": HEAD + block(b"OSMData", bytes(200_000_000)),
    "cut.osm.pbf": HEAD + block(b"OSMData", b"\x12\x00" * 40)[:-7],
    "head-alone.osm.pbf": HEAD,
    "empty.osm": b"",
    "bomb.osm": OSM_BOMB,
    "page.osm": b"<html><body>404</body></html>",
    "empty.geojson": b"",
    "deep.geojson": DEEP,
    "deep-within.geojson": b'{"type":"FeatureCollection","features":' + DEEP,
    "lying.geojson": json.dumps(
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": 7}]}
    ).encode(),
    "not-finite.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature",'
    b'"properties":{"name":"x"},"geometry":{"type":"LineString","coordinates":[[NaN,1],[1,1]]}}]}',
    "deep.json": DEEP,
    "empty.json": b"",
    "text.gpkg": b"no package",
    "empty.gpkg": b"",
    "head-alone.gpkg": b"SQLite format 3\0" + bytes(52) + b"GPKG" + bytes(4_000),
}


REFUSED = {
    *("map_nameless", "map_no_map", "map_no_geojson", "map_empty", "map_feature", "map_package"),
    *("map_system", "ended", "MemoryError"),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_what_is_no_map_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    found = looked(path)
    assert found["fault"] in REFUSED
    assert str(tmp_path) not in found.get("why", "")


def test_a_geopackage_of_named_lines_becomes_geojson(tmp_path: Path) -> None:
    found = looked(package(tmp_path / "utak.gpkg"))
    assert found == {"file": "utak.geojson", "dated": "", "licence": ""}
    document = json.loads((tmp_path / "utak.geojson").read_text("utf-8"))
    assert {one["properties"]["name"] for one in document["features"]} == {
        *("Kapor utca", "Lestyán utca", "Menta utca", "Zsálya utca")
    }
    ends = [
        tuple(place) for one in document["features"] for place in one["geometry"]["coordinates"]
    ]
    assert len(set(ends)) == 4  # the lines still meet


def test_a_geopackage_without_names_says_which_column_it_needs(tmp_path: Path) -> None:
    found = looked(package(tmp_path / "utak.gpkg", name="felirat"))
    assert found["fault"] == "map_nameless"
    assert "name or nev" in found["why"]
    assert not (tmp_path / "utak.geojson").exists()


def test_another_sqlite_is_no_geopackage(tmp_path: Path) -> None:
    path = other_sqlite(tmp_path / "mas.gpkg")
    assert "no GeoPackage" in looked(path)["why"]
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA application_id = 0x47504B47")
        file.commit()
    assert "no GeoPackage" in looked(path)["why"]
