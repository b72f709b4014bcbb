"""The bundled network and zones of Kecskemét, and the script that derives them."""

from __future__ import annotations

import importlib
import json
import math
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import shapely
import yaml
from shapely.geometry import LineString, Point, Polygon

from geo.crs import EOV, WGS84, reproject, to_eov
from geo.primitives import LonLat

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
DATA = ROOT / "boundaries" / "data" / "kecskemet"
RAIL = "142-es számú vasútvonal"
RING = (
    ("Műkerti sétány", "Erzsébet körút"),
    ("Erzsébet körút", "Kossuth körút"),
    ("Kossuth körút", "Árpád körút"),
    ("Árpád körút", "Küküllő utca"),
    ("Küküllő utca", "Kiskőrösi út"),
    ("Kiskőrösi út", "Könyves Kálmán körút"),
    ("Könyves Kálmán körút", "Présház utca"),
    ("Présház utca", "Róna utca"),
    ("Róna utca", "Kiskőrösi út"),
    ("Könyves Kálmán körút", "Halasi út"),
)


class Way(NamedTuple):
    nodes: tuple[str, ...]
    tags: dict[str, str]
    line: LineString


class Network(NamedTuple):
    places: dict[str, tuple[float, float]]
    ways: dict[str, Way]

    def named(self, name: str) -> list[Way]:
        return [way for way in self.ways.values() if way.tags.get("name") == name]

    def nodes_of(self, name: str) -> set[str]:
        return {node for way in self.named(name) for node in way.nodes}


def read_network(text: str) -> Network:
    root = ET.fromstring(text)  # noqa: S314 - our own file
    places: dict[str, tuple[float, float]] = {}
    for node in root.iter("node"):
        point = to_eov(LonLat(float(node.attrib["lon"]), float(node.attrib["lat"])))
        places[node.attrib["id"]] = (point.east, point.north)
    ways = {}
    for way in root.iter("way"):
        nodes = tuple(nd.attrib["ref"] for nd in way.iter("nd"))
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in way.iter("tag")}
        ways[way.attrib["id"]] = Way(nodes, tags, LineString([places[n] for n in nodes]))
    return Network(places, ways)


@pytest.fixture(scope="module")
def network() -> Network:
    return read_network((DATA / "network.osm").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def zones() -> dict[str, Polygon]:
    features = json.loads((DATA / "zones.geojson").read_text(encoding="utf-8"))["features"]
    polygons = {}
    for feature in features:
        polygon = reproject(shapely.geometry.shape(feature["geometry"]), WGS84, EOV)
        assert isinstance(polygon, Polygon)
        polygons[feature["properties"]["id"]] = polygon
    return polygons


@pytest.fixture
def graph_module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("derive_graph")


@pytest.fixture
def evidence_module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    return importlib.import_module("derive_evidence")


def run_script(shared: Path, naming: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "derive_kecskemet_network.py")]
    command += ["--shared", str(shared), "--naming", str(naming)]
    command += ["--network", str(out / "network.osm"), "--zones", str(out / "zones.geojson")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(  # noqa: PLW1510 - the exit code is what is tested
        command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120
    )


def changed_record(path: Path, old: str, new: str) -> Path:
    text = (DATA / "naming.yaml").read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


# -- the committed network ---------------------------------------------------------------------


def test_ids_are_negative_unique_and_every_reference_resolves(network: Network) -> None:
    ids = [int(number) for number in (*network.places, *network.ways)]
    assert max(ids) < 0
    assert len(ids) == len(set(ids))
    assert all(len(way.nodes) >= 2 for way in network.ways.values())


def test_every_way_states_its_evidence(network: Network) -> None:
    for way in network.ways.values():
        assert way.tags["akcioterulet:certainty"] in {"certain", "likely", "inferred"}
        assert 3 <= float(way.tags["akcioterulet:uncertainty_m"]) <= 18
        assert way.tags["akcioterulet:evidence"].endswith(".")
        assert way.tags["source"]
        assert ("highway" in way.tags) != ("railway" in way.tags)


@pytest.mark.parametrize(("one", "other"), RING)
def test_neighbours_in_the_sentence_share_a_node(network: Network, one: str, other: str) -> None:
    assert network.nodes_of(one) & network.nodes_of(other)


def test_the_names_of_the_record_are_the_names_of_the_network(network: Network) -> None:
    record = yaml.safe_load((DATA / "naming.yaml").read_text(encoding="utf-8"))
    named = {way.tags["name"] for way in network.ways.values() if "name" in way.tags}
    assert named == {street["name"] for street in record["streets"]} | {RAIL}


def test_streets_without_a_known_line_are_not_drawn(network: Network) -> None:
    for name in ("Csap utca", "Csengő utca", "Alma utca"):
        assert not network.named(name)


def test_each_name_is_one_connected_line(network: Network) -> None:
    for name in {way.tags["name"] for way in network.ways.values() if "name" in way.tags}:
        merged = shapely.unary_union([way.line for way in network.named(name)])
        parts = shapely.get_parts(shapely.line_merge(merged))
        joined = shapely.unary_union([part.buffer(0.01) for part in parts])
        assert joined.geom_type == "Polygon", name


def test_no_piece_of_line_is_in_two_ways(network: Network) -> None:
    pieces = [frozenset(pair) for way in network.ways.values() for pair in pairwise(way.nodes)]
    assert len(pieces) == len(set(pieces))


def test_streets_meet_only_at_the_ends_of_ways(network: Network) -> None:
    inner: dict[str, str] = {}
    for number, way in network.ways.items():
        for node in way.nodes[1:-1]:
            assert node not in inner, f"node {node} is inside {number} and {inner[node]}"
            inner[node] = number
    tips = {node for way in network.ways.values() for node in (way.nodes[0], way.nodes[-1])}
    assert not tips & set(inner)


def test_the_railway_stands_alone_and_crosses_its_three_streets(network: Network) -> None:
    (rail,) = network.named(RAIL)
    assert rail.tags["railway"] == "rail"
    assert rail.tags["ref"] == "142"
    streets = {n for way in network.ways.values() if way is not rail for n in way.nodes}
    assert not streets & set(rail.nodes)
    crossings = {
        "Műkerti sétány": (700618, 173092),
        "Kiskőrösi út": (698183, 172744),
        "Halasi út": (698709, 172458),
    }
    for name, place in crossings.items():
        street = shapely.unary_union([way.line for way in network.named(name)])
        met = street.intersection(rail.line)
        assert met.geom_type == "Point", name
        assert met.distance(Point(place)) < 2, name


def test_inferred_streets_lie_where_the_district_border_does(network: Network) -> None:
    (preshaz,) = network.named("Présház utca")
    (rona,) = network.named("Róna utca")
    assert preshaz.line.boundary.distance(Point(697592, 171762)) < 2
    assert rona.line.boundary.distance(Point(697700, 171246)) < 2
    assert preshaz.nodes[-1] == rona.nodes[0]
    assert Point(network.places[rona.nodes[0]]).distance(Point(697339, 171515)) < 2


def test_the_bus_street_south_west_of_rona_is_not_called_rona(network: Network) -> None:
    near = Point(697504, 171263)
    (beside,) = [w for w in network.ways.values() if w.line.distance(near) < 15]
    assert "name" not in beside.tags


def test_the_named_lines_enclose_two_parts_that_touch(network: Network) -> None:
    names = {name for pair in RING for name in pair} | {RAIL}
    lines = shapely.unary_union([way.line for name in names for way in network.named(name)])
    faces = shapely.get_parts(shapely.polygonize([*shapely.get_parts(lines)]))
    crossing = Point(697859, 171483)
    south = [f for f in faces if f.covers(Point(697610, 171500))]
    north = shapely.unary_union([f for f in faces if not f.covers(Point(697610, 171500))])
    assert len(south) == 1
    assert south[0].area == pytest.approx(0.132e6, abs=0.005e6)
    assert north.area == pytest.approx(1.841e6, abs=0.01e6)
    touch = south[0].intersection(north)
    assert touch.geom_type == "Point"
    assert touch.distance(crossing) < 2


# -- the committed zones -----------------------------------------------------------------------


def test_the_block_zone_lies_behind_the_korut_and_preshaz(
    network: Network, zones: dict[str, Polygon]
) -> None:
    zone = zones["csap-csengo"]
    (preshaz,) = network.named("Présház utca")
    assert zone.is_valid
    assert zone.exterior.is_ccw
    assert zone.buffer(0.1).covers(preshaz.line)
    # Door 35, the crossing of the körút with Kiskőrösi út, and the far side of the körút.
    assert zone.distance(Point(697281, 172071)) < 5
    assert zone.distance(Point(697859, 171483)) > 300
    assert not zone.covers(Point(697480, 171930))
    assert zone.covers(Point(697300, 171850))


def test_the_front_zone_is_a_modest_circle_round_the_crossing(zones: dict[str, Polygon]) -> None:
    zone = zones["hrsz-9413"]
    assert zone.centroid.distance(Point(697859, 171483)) < 2
    assert math.sqrt(zone.area / math.pi) == pytest.approx(40, abs=1)


def test_zones_state_their_legs_and_reasons() -> None:
    collection = json.loads((DATA / "zones.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        properties = feature["properties"]
        assert set(properties) == {"id", "legs", "reason", "evidence", "made_by"}
        assert properties["legs"]
        assert "assumption" in properties["reason"]


# -- the script --------------------------------------------------------------------------------


@pytest.mark.shared_data
def test_deriving_again_gives_the_committed_bytes(shared_data: Path, tmp_path: Path) -> None:
    done = run_script(shared_data, DATA / "naming.yaml", tmp_path)
    assert done.returncode == 0, done.stderr
    for name in ("network.osm", "zones.geojson"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[[699986, 173362], [699439, 173137]]", "[[699986, 173362], [699439, 173160]]", "nearest"),
        ("[698341, 173602], ", "", "limit 1.15 times"),
        ("[[700611, 173096], [700078, 173314]]", "[[700078, 173314], [700611, 173096]]", "only"),
        ("[[699439, 173137], [699589, 172754]]", "[[699439, 173137], [699022, 172980]]", "already"),
        ("street: Kiskőrösi út, within_m: 20", "street: Halasi út, within_m: 20", "is not on"),
        ("street: Kiskőrösi út, within_m: 20", "street: Kiskőrösi út, within_m: 5", "within 5 m"),
        ('district: "074"', 'district: "073"', "doors in"),
        ("door_spacing_m: 21.8", "door_spacing_m: 15.0", "apart"),
    ],
)
def test_a_record_that_the_evidence_contradicts_writes_nothing(
    shared_data: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    record = changed_record(tmp_path / "naming.yaml", old, new)
    done = run_script(shared_data, record, tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("not derived: ")
    assert message in done.stderr
    assert not (tmp_path / "network.osm").exists()


def grid_node(east_m: float, north_m: float) -> tuple[float, float]:
    # One degree is about 76 km east and 111 km north at Kecskemét.
    return round(19.68 + east_m / 76_000, 7), round(46.89 + north_m / 111_000, 7)


def test_an_inserted_junction_splits_the_edge_and_keeps_the_direction(
    graph_module: ModuleType,
) -> None:
    west, east = grid_node(0, 0), grid_node(100, 0)
    graph = graph_module.StreetGraph([(west, east)])
    place = graph.place(grid_node(40, 2))
    middle = graph.insert_near(place, 3.0)
    assert graph.driven == {(west, middle), (middle, east)}
    assert graph.length(west, middle) == pytest.approx(40, abs=0.5)
    assert graph.insert_near(graph.place(east), 3.0) == east


def test_a_missed_anchor_is_an_error_with_the_distance(
    graph_module: ModuleType, evidence_module: ModuleType
) -> None:
    graph = graph_module.StreetGraph([(grid_node(0, 0), grid_node(100, 0))])
    place = graph.place(grid_node(50, 20))
    with pytest.raises(evidence_module.DeriveError, match=r"20\.\d m away"):
        graph.insert_near(place, 3.0)
    with pytest.raises(evidence_module.DeriveError, match=r"5\d\.\d m away \(limit 3 m\)"):
        graph.nearest_node(place, 3.0)


def test_the_shortest_path_is_found_and_a_missing_one_is_an_error(
    graph_module: ModuleType, evidence_module: ModuleType
) -> None:
    a, b, c, d = (grid_node(*xy) for xy in ((0, 0), (100, 0), (100, 100), (50, 300)))
    lone = (grid_node(900, 0), grid_node(950, 0))
    graph = graph_module.StreetGraph([(a, b), (b, c), (a, d), (d, c), lone])
    assert graph.shortest(c, a) == [c, b, a]
    with pytest.raises(evidence_module.DeriveError, match="no path"):
        graph.shortest(a, lone[0])
