"""Addresses of an extract: what is found, in which file, with what place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from defusedxml import ElementTree

from geo.errors import ExtractError
from geo.osm.addresses import read_addresses

if TYPE_CHECKING:
    from pathlib import Path

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" lat="46.9000" lon="19.7000" version="1"/>
  <node id="2" lat="46.9000" lon="19.7010" version="1"/>
  <node id="3" lat="46.9010" lon="19.7010" version="1"/>
  <node id="4" lat="46.9010" lon="19.7000" version="1"/>
  <node id="5" lat="46.9020" lon="19.7020" version="1">
    <tag k="addr:street" v="Próba utca"/><tag k="addr:housenumber" v="1"/></node>
  <node id="6" lat="46.9030" lon="19.7020" version="1">
    <tag k="addr:street" v="Próba utca"/><tag k="addr:housenumber" v="9"/></node>
  <node id="7" lat="46.9040" lon="19.7020" version="1"><tag k="addr:housenumber" v="11"/></node>
  <node id="8" lat="46.9050" lon="19.7020" version="1"><tag k="shop" v="bakery"/></node>
  <way id="10" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>
    <tag k="building" v="yes"/><tag k="addr:street" v="Próba utca"/>
    <tag k="addr:housenumber" v="2"/></way>
  <way id="11" version="1"><nd ref="5"/><nd ref="6"/><tag k="addr:interpolation" v="odd"/></way>
  <way id="12" version="1"><nd ref="1"/><nd ref="5"/>
    <tag k="highway" v="residential"/><tag k="name" v="Próba utca"/></way>
  <way id="13" version="1"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/></way>
  <way id="14" version="1"><nd ref="1"/><nd ref="2"/></way>
  <relation id="20" version="1"><member type="node" ref="7" role="house"/>
    <member type="way" ref="12" role="street"/>
    <tag k="type" v="associatedStreet"/><tag k="name" v="Minta köz"/></relation>
  <relation id="21" version="1"><member type="way" ref="13" role="outer"/>
    <member type="way" ref="14" role="outer"/><tag k="type" v="multipolygon"/>
    <tag k="addr:place" v="Próbatelep"/><tag k="addr:housenumber" v="4"/></relation>
  <relation id="22" version="1"><member type="way" ref="13" role="outer"/>
    <member type="way" ref="14" role="outer"/><tag k="boundary" v="administrative"/>
    <tag k="admin_level" v="8"/><tag k="name" v="Próbafalva"/></relation>
</osm>
"""


def overpass(text: str) -> dict[str, Any]:
    """Write the same data as an Overpass answer."""
    elements = []
    for one in ElementTree.fromstring(text):
        element: dict[str, Any] = {"type": one.tag, "id": int(one.attrib["id"])}
        if one.tag == "node":
            element |= {"lat": float(one.attrib["lat"]), "lon": float(one.attrib["lon"])}
        if one.tag == "way":
            element["nodes"] = [int(nd.attrib["ref"]) for nd in one.iter("nd")]
        if one.tag == "relation":
            element["members"] = [
                {**m.attrib, "ref": int(m.attrib["ref"])} for m in one.iter("member")
            ]
        element["tags"] = {tag.attrib["k"]: tag.attrib["v"] for tag in one.iter("tag")}
        elements.append(element)
    return {"osm3s": {"timestamp_osm_base": "2025-01-02T03:04:05Z"}, "elements": elements}


@pytest.fixture(params=["osm", "json"])
def extract(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"falu.{request.param}"
    text = OSM if request.param == "osm" else json.dumps(overpass(OSM))
    path.write_text(text, "utf-8")
    return path


def test_points_buildings_relations_and_interpolations_are_found(extract: Path) -> None:
    found = read_addresses(extract, town="Próbafalva")
    by_ref = {element.ref: element for element in found.elements}
    assert list(by_ref) == ["node/5", "node/6", "node/7", "way/10", "relation/21"]
    assert by_ref["node/5"].place == (19.702, 46.902)
    assert by_ref["node/7"].streets == (("relation/20", "Minta köz"),)
    assert len(by_ref["way/10"].outline) == 1
    assert by_ref["way/10"].place == pytest.approx((19.7005, 46.9005))
    assert len(by_ref["relation/21"].outline) == 2
    (between,) = found.interpolations
    assert (between.ref, [t["addr:housenumber"] for t in between.nodes]) == ("way/11", ["1", "9"])
    assert found.street_names == {"Próba utca"}
    assert len(found.border) == 2


def test_bounds_keep_what_lies_inside(extract: Path) -> None:
    found = read_addresses(extract, bounds=(19.69, 46.89, 19.71, 46.9015))
    assert [element.ref for element in found.elements] == ["way/10", "relation/21"]


def test_a_building_without_positions_is_kept_without_a_place(tmp_path: Path) -> None:
    answer = overpass(OSM)
    answer["elements"] = [one for one in answer["elements"] if one["type"] == "way"]
    answer["elements"][0]["center"] = {"lon": 19.7, "lat": 46.9}
    path = tmp_path / "out_tags_center.json"
    path.write_text(json.dumps(answer), "utf-8")
    (building,) = read_addresses(path).elements
    assert (building.ref, building.place, building.outline) == ("way/10", (19.7, 46.9), ())


def test_positions_that_come_with_a_way_are_used(tmp_path: Path) -> None:
    answer = overpass(OSM)
    ways = [one for one in answer["elements"] if one["type"] == "way" and one["id"] == 10]
    corners = [{"lon": 19.7, "lat": 46.9}, {"lon": 19.701, "lat": 46.9}, None]
    ways[0]["geometry"] = [*corners, {"lon": 19.7, "lat": 46.901}, corners[0]]
    path = tmp_path / "out_geom.json"
    path.write_text(json.dumps({"elements": ways}), "utf-8")
    (building,) = read_addresses(path).elements
    assert len(building.outline[0]) == 4


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.json", "<html>", "not an Overpass API answer"),
        ("a.json", '{"elements": [1]}', "element 0"),
        ("a.json", '{"elements": [{"type": "way", "id": 1, "nodes": ["x"]}]}', "element 0"),
        ("a.json", '{"elements": [{"type": "relation", "id": 1, "members": [1]}]}', "element 0"),
        ("a.json", '{"elements": [{"type": "node", "id": 1, "lon": 1}]}', "element 0"),
        ("a.json", '{"elements": [{"type": "node", "id": 1, "tags": [1]}]}', "element 0"),
        ("a.json", '{"elements": 1}', "not an Overpass API answer"),
        ("a.json", '{"elements": [], "remark": "runtime error: Query timed out"}', "cut the"),
        ("a.osm", "<osm", "cannot be read as OSM data"),
        ("a.shp", "x", "unknown format"),
    ],
)
def test_what_is_no_extract_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    with pytest.raises(ExtractError, match=message):
        read_addresses(path)


def test_a_missing_extract_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"no extract at .*nothing\.osm"):
        read_addresses(tmp_path / "nothing.osm")


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("bed", "points", "outlines"),
    [("debrecen/debrecen.nometa.osm.pbf", 166, 39), ("munchen/munchen.osm.pbf", 2406, 861)],
)
def test_address_points_of_real_extracts(
    shared_data: Path, bed: str, points: int, outlines: int
) -> None:
    found = read_addresses(shared_data / "beds" / bed).elements
    nodes = sum(element.ref.startswith("node/") for element in found)
    assert (nodes, len(found) - nodes) == (points, outlines)
    assert all(element.place is not None for element in found)
