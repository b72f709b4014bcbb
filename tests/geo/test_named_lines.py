"""GeoJSON of named lines as an extract: shared nodes, reference systems, refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from geo.crs import EOV, WGS84, transformer
from geo.errors import ExtractError
from geo.network import FIRST_CROSSING, LineNetwork, WayKind
from geo.osm import named_lines
from geo.osm.extract import read_extract, read_extracts
from geo.osm.named_lines import parse_named_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

A, B, C, D = [19.70, 46.90], [19.71, 46.90], [19.71, 46.91], [19.70, 46.91]


def line(properties: Mapping[str, object] | None, *positions: object) -> dict[str, Any]:
    geometry = {"type": "LineString", "coordinates": list(positions)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def several(properties: Mapping[str, object], *parts: object) -> dict[str, Any]:
    geometry = {"type": "MultiLineString", "coordinates": list(parts)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object, **more: object) -> bytes:
    document = {"type": "FeatureCollection", "features": features, **more}
    return json.dumps(document, ensure_ascii=False).encode()


def crs(name: str) -> dict[str, object]:
    return {"type": "name", "properties": {"name": name}}


SQUARE = collection(
    line({"name": "Fő utca"}, A, B),
    line({"nev": "Kis  utca", "highway": "residential"}, B, C),
    line({"name": "Holt-ág", "waterway": "river"}, C, D),
    line({"ref": "142", "railway": "rail", "name": None}, D, A),
)


def test_lines_become_ways_that_meet_where_they_share_a_coordinate(tmp_path: Path) -> None:
    path = tmp_path / "lines.geojson"
    path.write_bytes(SQUARE)
    extract = read_extract(path)
    assert len(extract.nodes) == 4
    assert sorted(extract.nodes.values()) == sorted(map(tuple, (A, B, C, D)))
    first, second, third, fourth = extract.ways
    assert first.nodes[1] == second.nodes[0]
    assert fourth.nodes[1] == first.nodes[0]
    assert first.tags == {"name": "Fő utca", "highway": "road"}
    assert second.tags["name"] == "Kis utca"
    assert third.tags == {"name": "Holt-ág", "waterway": "river"}
    assert all(FIRST_CROSSING < i < 0 for i in (*extract.nodes, *(w.id for w in extract.ways)))
    network = LineNetwork.from_extract(extract)
    kinds = [WayKind.STREET, WayKind.STREET, WayKind.WATER, WayKind.RAILWAY]
    assert [way.kind for way in network.ways] == kinds
    assert network.ways[3].refs == ("142",)
    assert network.crossings == frozenset()


@pytest.mark.parametrize(
    ("content", "ways"),
    [(SQUARE, 4), (b'{"elements": [], "remark": "\\"FeatureCollection\\""}', 0)],
    ids=["geojson", "overpass"],
)
def test_a_json_file_shows_by_its_content_what_it_is(
    tmp_path: Path, content: bytes, ways: int
) -> None:
    path = tmp_path / "lines.json"
    path.write_bytes(content)
    if ways:
        assert len(read_extract(path).ways) == ways
    else:
        with pytest.raises(ExtractError, match="holds no street"):
            read_extract(path)


def test_the_parts_of_a_multilinestring_are_ways_of_one_name() -> None:
    extract = parse_named_lines(collection(several({"name": "Fő utca"}, [A, B], [C, D])), "x")
    assert [way.tags["name"] for way in extract.ways] == ["Fő utca", "Fő utca"]
    assert len(extract.nodes) == 4


def test_the_same_feature_twice_is_one_way_and_another_name_another() -> None:
    features = [line({"name": n}, A, B) for n in ("Fő utca", "Fő utca", "Kis utca")]
    assert len(parse_named_lines(collection(*features), "x").ways) == 2


def test_coordinates_that_differ_in_the_eighth_decimal_are_one_node() -> None:
    near, far = [19.71 + 2e-8, 46.90], [19.71 + 2e-7, 46.90]
    joined = parse_named_lines(
        collection(line({"name": "a"}, A, B), line({"ref": "1"}, near, C)), "x"
    )
    apart = parse_named_lines(
        collection(line({"name": "a"}, A, B), line({"ref": "1"}, far, C)), "x"
    )
    assert (len(joined.nodes), len(apart.nodes)) == (3, 4)


def test_metres_are_read_where_the_crs_member_says_so() -> None:
    east, north = [700_000.0, 172_000.0], [700_000.0, 172_100.0]
    named = crs("urn:ogc:def:crs:EPSG::23700")
    extract = parse_named_lines(collection(line({"name": "Fő utca"}, east, north), crs=named), "x")
    network = LineNetwork.from_extract(extract)
    assert network.line(network.ways[0]).length == pytest.approx(100.0, abs=1e-3)
    lon, lat = transformer(EOV, WGS84).transform(*east)
    assert extract.nodes[extract.ways[0].nodes[0]] == pytest.approx((lon, lat))


def test_heights_are_dropped_and_the_time_stamp_is_kept() -> None:
    data = collection(line({"name": "Fő utca"}, [*A, 112.5], [*B, 113]), timestamp="2026-11-01")
    extract = parse_named_lines(data, "x")
    assert extract.timestamp == "2026-11-01"
    assert sorted(extract.nodes.values()) == [tuple(A), tuple(B)]


def test_the_name_may_stand_in_another_property(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(collection(line({"UTCANEV": "Fő utca", "name": "id 7"}, A, B)))
    extract = read_extract(path, name_keys=("UTCANEV",))
    assert extract.ways[0].tags["name"] == "Fő utca"


def test_values_that_are_no_text_become_tags_as_osm_writes_them() -> None:
    properties = {
        "name": "Fő utca",
        "lanes": 2,
        "oneway": True,
        "more": {"a": 1},
        "highway": "primary",
    }
    (way,) = parse_named_lines(collection(line(properties, A, B)), "x").ways
    assert way.tags == {"name": "Fő utca", "lanes": "2", "oneway": "yes", "highway": "primary"}


def test_two_files_meet_in_the_places_that_they_share(tmp_path: Path) -> None:
    first, second = tmp_path / "a.geojson", tmp_path / "b.geojson"
    first.write_bytes(collection(line({"name": "Fő utca"}, A, B)))
    second.write_bytes(collection(line({"name": "Kis utca"}, B, C)))
    merged = read_extracts([first, second])
    assert len(merged.nodes) == 3
    assert merged.ways[0].nodes[1] == merged.ways[1].nodes[0]


def test_bounds_keep_the_lines_with_a_node_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(SQUARE)
    kept = read_extract(path, bounds=(19.69, 46.89, 19.705, 46.905))
    assert [way.tags.get("name") for way in kept.ways] == ["Fő utca", None]


def named(*positions: object) -> bytes:
    return collection(line({"name": "Fő utca"}, *positions))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>", "cannot be read as GeoJSON"),
        (b"[" * 100_000, "cannot be read as GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN is no number"),
        (b'{"type": "Feature"}', "expected a GeoJSON FeatureCollection"),
        (collection(), "missing or empty"),
        (b'{"type": "FeatureCollection", "features": {}}', "missing or empty"),
        (collection("x"), "feature 0 is no GeoJSON Feature"),
        (named(A, [46.90, 19.70]), "feature 0: .*look swapped"),
        (named(A, [700000, 172000]), "EPSG:23700 in the crs member"),
        (named(A, [19.7, 91]), "no place on earth"),
        (named(A, [1e400, 46.9]).replace(b"Infinity", b"1e400"), "no place on earth"),
        (named(A, [True, 46.9]), "no position"),
        (named(A, ["19.7", "46.9"]), "no position"),
        (named(A, [19.7]), "no position"),
        (named(A), "two different positions, got 1"),
        (named(A, A), "two different positions, got 2"),
        (collection(line({"name": 7}, A, B)), "its name is 7; expected text"),
        (collection(line({"name": " "}, A, B)), "feature 0 has no name"),
        (collection(line(None, A, B)), "feature 0 has no name"),
        (collection(line({"highway": "service"}, A, B)), "no feature has a name"),
        (collection({"type": "Feature", "properties": {}, "geometry": None}), "has no name"),
        (collection({**line({"name": "a"}), "geometry": None}), "geometry is missing"),
        (collection({**line({"name": "a"}), "geometry": {"type": "Polygon"}}), "is Polygon"),
        (collection({**line({"name": "a"}), "geometry": {"type": "LineString"}}), "got 0"),
        (collection(several({"name": "a"})), "coordinates are missing"),
        (collection(line({"name": "a"}, A, B), crs=crs("EPSG:3857")), "EPSG:3857"),
        (collection(line({"name": "a"}, A, B), crs="EPSG:23700"), "expected EPSG:4326"),
        (
            collection(line({"name": "a"}, [172e3, 7e5], [172e3, 7.1e5]), crs=crs("EPSG:23700")),
            "look swapped",
        ),
        (collection(line({"name": "a"}, A, B), crs=crs("EPSG:23700")), "not in Hungary"),
    ],
)
def test_what_is_no_collection_of_named_lines_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ExtractError, match=message) as caught:
        parse_named_lines(data, "lines.geojson")
    assert str(caught.value).startswith("lines.geojson")


def test_a_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(SQUARE)
    monkeypatch.setattr("geo.osm.extract.MAX_BYTES", len(SQUARE) - 1)
    with pytest.raises(ExtractError, match="cut it to the town"):
        read_extract(path)


def test_too_many_positions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_lines, "MAX_POSITIONS", 5)
    with pytest.raises(ExtractError, match="feature 2: over 5 positions"):
        parse_named_lines(SQUARE, "x")


def test_places_outside_hungary_are_read_in_wgs84() -> None:
    munich: Sequence[Sequence[float]] = [[11.57, 48.13], [11.58, 48.13]]
    network = LineNetwork.from_extract(parse_named_lines(named(*munich), "x"))
    assert network.epsg == 32632
