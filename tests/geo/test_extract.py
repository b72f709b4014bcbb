"""Reading extracts: formats, local ids, cut-off files, bounds, several files at once."""

from __future__ import annotations

import bz2
import gzip
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import osmium
import pytest

from geo.errors import CoordinateError, ExtractError
from geo.network import LineNetwork
from geo.osm.extract import Extract, parse_overpass, read_extract, read_extracts

from .replay import tiny_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Line = tuple[int, Sequence[int], Mapping[str, str]]

Node = tuple[int, float, float]

STREET = {"highway": "residential", "name": "A"}
SQUARE: list[Node] = [(-1, 0.01, 0.01), (-2, 0.02, 0.01), (-3, 0.02, 0.02), (-4, 0.01, 0.02)]


def tags_xml(tags: Mapping[str, str]) -> str:
    return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())


def osm_xml(nodes: Sequence[Node], ways: Sequence[Line], more: str = "") -> str:
    points = "".join(
        f'<node id="{i}" lon="{lon}" lat="{lat}" version="1"/>' for i, lon, lat in nodes
    )
    lines = "".join(
        f'<way id="{i}" version="1">{"".join(f"<nd ref={chr(34)}{r}{chr(34)}/>" for r in refs)}'
        f"{tags_xml(tags)}</way>"
        for i, refs, tags in ways
    )
    return f'<?xml version="1.0"?><osm version="0.6">{points}{lines}{more}</osm>'


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


def as_pbf(source: Path) -> Path:
    target = source.with_suffix(".osm.pbf")
    with osmium.SimpleWriter(str(target)) as writer:
        for obj in osmium.FileProcessor(str(source)):
            writer.add(obj)
    return target


def shape(extract: Extract) -> dict[str, Any]:
    """What an extract holds, without its name."""
    return {
        "nodes": extract.nodes,
        "ways": [(w.id, w.nodes, dict(w.tags)) for w in extract.ways],
        "relations": [(r.id, r.ways, dict(r.tags)) for r in extract.relations],
        "addresses": [(a.kind, a.id, round(a.lon, 7), round(a.lat, 7)) for a in extract.addresses],
        "missing": extract.missing_nodes,
    }


# --- formats ---------------------------------------------------------------------------------

WAYS: list[Line] = [
    (-10, [-1, -2], STREET),
    (-11, [-2, -3], {"railway": "rail"}),
    (-12, [-3, -4, -1], {}),
    (-13, [-1, -3], {"power": "line"}),
    (-14, [-1, -2, -3, -4, -1], {"building": "yes", "addr:housenumber": "2"}),
]
RELATIONS = (
    '<relation id="-20" version="1"><member type="way" ref="-12" role="outer"/>'
    f"{tags_xml({'boundary': 'administrative', 'name': 'T'})}</relation>"
    '<relation id="-21" version="1"><member type="way" ref="-11" role=""/>'
    f"{tags_xml({'route': 'railway', 'ref': '7'})}</relation>"
    '<relation id="-22" version="1"><member type="way" ref="-13" role=""/>'
    f"{tags_xml({'route': 'bus'})}</relation>"
)
HOUSE = (
    '<node id="-9" lon="0.015" lat="0.0101" version="1"><tag k="addr:housenumber" v="1"/></node>'
)
WHOLE = osm_xml(SQUARE, WAYS, RELATIONS).replace("<way", HOUSE + "<way", 1)
EXPECTED = {
    "nodes": {i: (lon, lat) for i, lon, lat in SQUARE},
    "ways": [
        (-10, (-1, -2), STREET),
        (-11, (-2, -3), {"railway": "rail"}),
        (-12, (-3, -4, -1), {}),
    ],
    "relations": [
        (-20, ((-12, "outer"),), {"boundary": "administrative", "name": "T"}),
        (-21, ((-11, ""),), {"route": "railway", "ref": "7"}),
    ],
    "addresses": [("node", -9, 0.015, 0.0101), ("way", -14, 0.015, 0.015)],
    "missing": 0,
}


@pytest.mark.parametrize("name", ["a.osm", "A.OSM", "a.xml", "a.osm.gz", "a.osm.bz2", "a.osm.pbf"])
def test_every_osm_format_with_local_ids_reads_alike(write: Callable[..., Path], name: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress}
    pack = packers.get(name.rpartition(".")[2], bytes)
    if name == "a.osm.pbf":
        path = as_pbf(write("a.osm", WHOLE))
    else:
        path = write(name, pack(WHOLE.encode()))
    extract = read_extract(path)
    assert shape(extract) == EXPECTED
    assert extract.source == name


def test_a_network_can_be_built_from_local_ids(write: Callable[..., Path]) -> None:
    network = LineNetwork.from_extract(read_extract(write("a.osm", WHOLE)))
    assert {w.id: w.names for w in network.ways}[-10] == ("A",)
    assert {w.id: w.names for w in network.ways}[-12] == ("T",)


def test_overpass_json_reads_like_the_osm_file_of_the_same_things(
    write: Callable[..., Path],
) -> None:
    elements: list[dict[str, Any]] = []
    obj: Any
    for obj in osmium.FileProcessor(str(write("a.osm", WHOLE))):
        element: dict[str, Any] = {"id": obj.id, "tags": dict(obj.tags)}
        if obj.is_node():
            element |= {"type": "node", "lon": obj.location.lon, "lat": obj.location.lat}
        elif obj.is_way():
            element |= {"type": "way", "nodes": [n.ref for n in obj.nodes]}
        else:
            members = [{"type": "way", "ref": m.ref, "role": m.role} for m in obj.members]
            element |= {"type": "relation", "members": members}
        elements.append(element)
    answer = {"elements": elements}
    assert shape(parse_overpass(json.dumps(answer).encode(), source="x")) == EXPECTED
    bounds = (0.0, 0.0, 0.012, 0.012)
    json_file, osm_file = write("a.json", json.dumps(answer)), write("b.osm", WHOLE)
    clipped = shape(read_extract(json_file, bounds=bounds))
    assert clipped == shape(read_extract(osm_file, bounds=bounds))
    assert [w[0] for w in clipped["ways"]] == [-10, -12]
    assert [r[0] for r in clipped["relations"]] == [-20]


def test_deleted_objects_of_an_editor_are_not_read(write: Callable[..., Path]) -> None:
    gone = osm_xml(SQUARE, [(-10, [-1, -2], STREET), (-11, [-3, -4], STREET)]).replace(
        '<way id="-11" ', '<way id="-11" visible="false" '
    )
    assert [w.id for w in read_extract(write("a.osm", gone)).ways] == [-10]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.shp", b"x", "unknown format"),
        ("a.shp", b"{}", "unknown format"),
        ("a.osm", b"", "cannot be read"),
        ("a.osm.pbf", b"", "cannot be read"),
        ("a.osm", WHOLE[:-60].encode(), "cannot be read"),
        ("a.osm", b"<!DOCTYPE html><html><body>no</body></html>", "cannot be read"),
        ("a.osm.gz", gzip.compress(WHOLE.encode(), mtime=0)[:-20], "cannot be read"),
        ("a.osm.bz2", bz2.compress(WHOLE.encode())[:-20], "cannot be read"),
        ("a.osm", WHOLE.replace('lon="0.015"', 'lon="east"').encode(), "cannot be read"),
        ("a.osm", WHOLE.replace("<way id", '<way visible="0" id').encode(), "cannot be read"),
        ("a.osm", WHOLE.replace("<way id", '<way version="x" id').encode(), "cannot be read"),
        ("a.osm", WHOLE.replace('<way id="', '<way id="x').encode(), "cannot be read"),
        (
            "a.osm",
            b'<?xml version="1.0"?><!DOCTYPE o [<!ENTITY a "aa">]><osm version="0.6">&a;</osm>',
            "cannot be read",
        ),
        ("a.osm", osm_xml(SQUARE, []).encode(), "holds no street"),
        ("a.json", b'{"elements": []}', "holds no street"),
        ("a.json", b"<html>busy</html>", "not Overpass JSON"),
        ("a.json", json.dumps(tiny_answer()).encode()[:-9], "not Overpass JSON"),
        ("a.json", b"[" * 100_000, "not Overpass JSON"),
        ("a.json", b"\xff\xfe\x00", "not Overpass JSON"),
        ("a.json", b'{"type": "Topology"}', 'no "elements" list'),
        ("a.json", json.dumps(tiny_answer(remark="runtime error: x")).encode(), "cut the answer"),
    ],
)
def test_unusable_files_say_what_is_wrong(
    write: Callable[..., Path], name: str, content: bytes, message: str
) -> None:
    with pytest.raises(ExtractError, match=message):
        read_extract(write(name, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExtractError, match=r"no extract at .*nowhere\.osm"):
        read_extract(tmp_path / "nowhere.osm")


@pytest.mark.parametrize(
    "element",
    [
        7,
        {"type": "node", "id": 1},
        {"type": "node", "id": 1, "lon": float("nan"), "lat": 0},
        {"type": "node", "id": 1, "lon": 0, "lat": 91},
        {"type": "way"},
        {"type": "way", "id": 2, "nodes": ["a"]},
        {"type": "way", "id": 2, "nodes": [1], "tags": ["highway"]},
        {"type": "relation", "id": 3, "tags": {"boundary": "x"}, "members": [{"ref": 1}]},
        {"id": 1},
    ],
)
def test_a_malformed_element_is_found_by_its_place(element: object) -> None:
    answer = tiny_answer()
    answer["elements"].insert(3, element)
    with pytest.raises(ExtractError, match="element 3 is not as"):
        parse_overpass(json.dumps(answer).encode(), source="x")


def test_one_way_printed_twice_is_one_way() -> None:
    answer = tiny_answer()
    answer["elements"] += [
        {"type": "way", "id": -10, "nodes": [-1, -2]},
        {"type": "way", "id": -11, "tags": {"surface": "asphalt"}},
    ]
    ways = {w.id: w for w in parse_overpass(json.dumps(answer).encode(), source="x").ways}
    assert len(ways) == 5
    assert ways[-10].tags["name"] == "A"
    assert ways[-11].nodes == (-2, -3)
    assert ways[-11].tags == {"highway": "residential", "name": "B", "surface": "asphalt"}


def test_positions_that_come_with_the_way_are_used() -> None:
    places = [{"lon": 0.01, "lat": 0.01}, {"lon": 0.02, "lat": 0.01}, None]
    way = {"type": "way", "id": -10, "nodes": [-1, -2, -3], "geometry": places, "tags": STREET}
    extract = parse_overpass(json.dumps({"elements": [way]}).encode(), source="x")
    assert extract.nodes == {-1: (0.01, 0.01), -2: (0.02, 0.01)}
    assert extract.ways[0].nodes == (-1, -2)
    assert extract.missing_nodes == 1


# --- holes and bounds ------------------------------------------------------------------------


def test_a_hole_in_a_way_is_not_bridged(write: Callable[..., Path]) -> None:
    refs = [-1, -2, -99, -3, -4, -98]
    extract = read_extract(write("a.osm", osm_xml(SQUARE, [(-10, refs, STREET)])))
    assert [(w.id, w.nodes) for w in extract.ways] == [(-10, (-1, -2)), (-10, (-3, -4))]
    assert extract.missing_nodes == 2


def test_a_single_node_left_of_a_way_is_no_way(write: Callable[..., Path]) -> None:
    ways = [(-10, [-1, -99], STREET), (-11, [-2, -3], STREET)]
    extract = read_extract(write("a.osm", osm_xml(SQUARE, ways)))
    assert [w.id for w in extract.ways] == [-11]
    assert extract.missing_nodes == 1


def test_bounds_keep_whole_ways_that_touch_and_nothing_else(write: Callable[..., Path]) -> None:
    extract = read_extract(write("a.osm", WHOLE), bounds=(0.019, 0.009, 0.021, 0.011))
    assert [w.id for w in extract.ways] == [-10, -11]
    assert set(extract.nodes) == {-1, -2, -3}
    assert [r.id for r in extract.relations] == [-21]
    assert extract.addresses == []


def test_a_member_without_tags_is_kept_inside_bounds(write: Callable[..., Path]) -> None:
    extract = read_extract(write("a.osm", WHOLE), bounds=(0.009, 0.019, 0.011, 0.021))
    assert [(w.id, dict(w.tags)) for w in extract.ways] == [(-12, {})]


@pytest.mark.parametrize(
    "bounds", [(1.0, 0.0, 0.0, 1.0), (0.0, 1.0, 1.0, 0.0), (0.0, 0.0, 1.0, 91.0)]
)
def test_bounds_that_are_no_box(
    write: Callable[..., Path], bounds: tuple[float, float, float, float]
) -> None:
    path = write("a.osm", WHOLE)
    with pytest.raises(CoordinateError, match="west, south, east, north"):
        read_extract(path, bounds=bounds)
    with pytest.raises(CoordinateError, match="west, south, east, north"):
        read_extracts([path], bounds=bounds)


def test_bounds_elsewhere_find_nothing(write: Callable[..., Path]) -> None:
    with pytest.raises(ExtractError, match="cut to the right town"):
        read_extract(write("a.osm", WHOLE), bounds=(5.0, 5.0, 6.0, 6.0))


def test_memory_grows_with_the_bounds_and_not_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.osm.pbf"
    country = 16
    with osmium.SimpleWriter(str(path)) as writer:
        for town in range(country):
            for i in range(500):
                place = (town * 0.1 + i * 1e-5, 0.01)
                tags = {"addr:housenumber": "1"} if i % 2 else {}
                node = osmium.osm.mutable.Node(id=town * 500 + i + 1, location=place, tags=tags)
                writer.add_node(node)
        for town in range(country):
            for i in range(499):
                first = town * 500 + i + 1
                way = osmium.osm.mutable.Way(id=first, nodes=[first, first + 1], tags=STREET)
                writer.add_way(way)
    read_extract(path, bounds=(-0.01, 0.0, 0.05, 0.02))
    tracemalloc.start()
    one = read_extract(path, bounds=(-0.01, 0.0, 0.05, 0.02))
    _, peak_of_one = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    everything = read_extract(path)
    _, peak_of_all = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(one.ways), len(everything.ways)) == (499, 499 * country)
    assert (len(one.addresses), len(everything.addresses)) == (250, 250 * country)
    assert peak_of_one < peak_of_all / (country / 4)


# --- several files ---------------------------------------------------------------------------


def test_a_way_cut_in_two_files_is_whole_in_their_union(write: Callable[..., Path]) -> None:
    street = [(10, [1, 2, 3, 4], STREET)]
    nodes = [(-i, lon, lat) for i, lon, lat in SQUARE]
    west, east = (
        write("w.osm", osm_xml(nodes[:2], street)),
        write("e.osm", osm_xml(nodes[2:], street)),
    )
    assert read_extract(west).missing_nodes == 2
    both = read_extracts([west, east])
    assert [(w.id, w.nodes) for w in both.ways] == [(10, (1, 2, 3, 4))]
    assert both.missing_nodes == 0
    assert both.source == "w.osm+e.osm"


def test_what_stands_in_two_files_is_read_once_and_from_the_first(
    write: Callable[..., Path],
) -> None:
    first = osm_xml([(1, 0.0, 0.0), (2, 0.01, 0.0)], [(10, [1, 2], STREET)])
    house = '<node id="3" lon="0.005" lat="0" version="1"><tag k="addr:housenumber" v="1"/></node>'
    first = first.replace("<way", house + "<way")
    later = first.replace('lon="0.01"', 'lon="0.5"').replace('v="A"', 'v="B"')
    both = read_extracts([write("a.osm", first), write("b.osm", later)])
    assert [w.tags["name"] for w in both.ways] == ["A"]
    assert both.nodes[2] == (0.01, 0.0)
    assert [a.id for a in both.addresses] == [3]


def test_the_union_is_as_old_as_its_oldest_part(write: Callable[..., Path]) -> None:
    old = tiny_answer(osm3s={"timestamp_osm_base": "2020-01-01T00:00:00Z"})
    paths = [write("a.json", json.dumps(tiny_answer())), write("b.json", json.dumps(old))]
    assert read_extracts(paths).timestamp == "2020-01-01T00:00:00Z"
    assert read_extracts(paths[:1]).timestamp == "2025-01-02T03:04:05Z"


def test_a_file_of_addresses_may_stand_beside_one_of_streets(write: Callable[..., Path]) -> None:
    house = f'<?xml version="1.0"?><osm version="0.6">{HOUSE}</osm>'
    streets = write("a.osm", osm_xml(SQUARE, [(-10, [-1, -2], STREET)]))
    both = read_extracts([write("h.osm", house), streets])
    assert [a.id for a in both.addresses] == [-9]


@pytest.mark.parametrize(
    ("nodes", "refs"), [([(-1, 0.5, 0.5), *SQUARE[1:]], [-1, -2]), (SQUARE, [-3, -4])]
)
def test_local_ids_that_mean_different_things_are_refused(
    write: Callable[..., Path], nodes: list[Node], refs: list[int]
) -> None:
    one = write("a.osm", osm_xml(SQUARE, [(-10, [-1, -2], STREET)]))
    other = write("b.osm", osm_xml(nodes, [(-10, refs, STREET)]))
    with pytest.raises(ExtractError, match=r"b\.osm and another file use the local id -1"):
        read_extracts([one, other])
    assert len(read_extracts([one, one]).ways) == 1


# --- real extracts ---------------------------------------------------------------------------


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("bed", "named", "addresses"),
    [
        ("debrecen/debrecen.nometa.osm.pbf", 372, 202),
        ("munchen/munchen.osm.pbf", 1004, 3250),
    ],
)
def test_real_files_hold_what_is_known_of_them(
    shared_data: Path, bed: str, named: int, addresses: int
) -> None:
    extract = read_extract(shared_data / "beds" / bed)
    streets = [w for w in extract.ways if "highway" in w.tags]
    assert len([w for w in streets if "name" in w.tags]) == named
    assert len(extract.addresses) == addresses
    assert extract.missing_nodes == 0


@pytest.mark.shared_data
def test_the_two_forms_of_one_extract_agree(shared_data: Path) -> None:
    folder = shared_data / "beds/kaposvar"
    answer = read_extract(folder / "overpass_named_highways_2025-07-24.json")
    packed = read_extract(folder / "kaposvar_named_highways.osm.pbf")
    assert answer.timestamp == "2025-07-24T12:26:36Z"
    assert {w.id: (w.nodes, dict(w.tags)) for w in answer.ways} == {
        w.id: (w.nodes, dict(w.tags)) for w in packed.ways
    }
    assert answer.nodes.keys() == packed.nodes.keys()
    assert all(answer.nodes[n] == pytest.approx(packed.nodes[n], abs=1e-7) for n in packed.nodes)


@pytest.mark.shared_data
def test_bounds_on_a_real_file_keep_what_touches_them(shared_data: Path) -> None:
    path = shared_data / "beds/munchen/munchen.osm.pbf"
    west, south, east, north = bounds = (11.57, 48.135, 11.575, 48.14)
    everything, part = read_extract(path), read_extract(path, bounds=bounds)
    inside = {
        n
        for n, (lon, lat) in everything.nodes.items()
        if west <= lon <= east and south <= lat <= north
    }
    assert {w.id for w in part.ways} == {
        w.id for w in everything.ways if not inside.isdisjoint(w.nodes)
    }
    assert {(a.kind, a.id) for a in part.addresses} == {
        (a.kind, a.id)
        for a in everything.addresses
        if west <= a.lon <= east and south <= a.lat <= north
    }


@pytest.mark.shared_data
def test_railway_numbers_that_only_a_relation_knows_are_kept(shared_data: Path) -> None:
    extract = read_extract(shared_data / "beds/debrecen/debrecen.nometa.osm.pbf")
    tracks = {w.id for w in extract.ways if w.tags.get("railway") == "rail"}
    numbered = {
        r.tags["ref"]: tracks & {ref for ref, _ in r.ways}
        for r in extract.relations
        if r.tags.get("route") == "railway"
    }
    assert set(numbered) == {"100", "105"}
    assert any(numbered.values())
    assert not any("ref" in w.tags for w in extract.ways if w.id in tracks)


def test_a_network_needs_no_addresses(write: Callable[..., Path]) -> None:
    house = {"building": "yes", "addr:housenumber": "5", "addr:street": "A"}
    path = write("a.osm", osm_xml(SQUARE, [(1, (-1, -2), STREET), (2, (-3, -4, -3), house)]))
    found = read_extracts([path], with_addresses=False)
    assert (len(read_extracts([path]).addresses), found.addresses) == (1, [])
    assert [way.id for way in found.ways] == [1]
    assert LineNetwork.from_extract(found) == LineNetwork.from_extract(read_extracts([path]))
