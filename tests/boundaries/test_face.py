"""The face: what programs may rely on."""

from __future__ import annotations

import csv
import doctest
import inspect
import json
import os
import re
import subprocess
import sys
import typing
from pathlib import Path

import geopandas as gpd
import osmnx
import pytest
import shapely
from click.testing import CliRunner

import boundaries
from boundaries import (
    area_frame,
    check,
    check_file,
    check_point,
    compile,  # noqa: A004 - the verb of the face
    export,
    freeze,
    legs_frame,
    load_edition,
    load_network,
    to_graph,
    zone_frame,
)
from boundaries.data_files import DATA
from boundaries.edition.areas import bundled_network
from boundaries.errors import DefinitionError, EditionError, ExportError, UnknownAreaError
from boundaries.export.assembling import export as saved
from boundaries.model import CompileStatus, VerdictKind
from geo.errors import CoordinateError, ExtractError
from geo.network import WayKind
from webmap.ask.services import BundledAreas
from webmap.ask.words import reason_text
from webmap.cli.main import cli
from webmap.planner.export_store import ExportStore

if typing.TYPE_CHECKING:
    from geo.network import LineNetwork

AREA = "kecskemet-top-6.9.1"
OSM = DATA / "kecskemet" / "network.osm"
GUIDE = Path(__file__).parents[2] / "docs" / "python.md"
EAST, NORTH = 700_000.0, 200_000.0
RING = "Alsó utca – Jobb utca – Felső utca – Bal utca által határolt terület"


@pytest.fixture(scope="module")
def network() -> LineNetwork:
    return bundled_network(("kecskemet/network.osm",))


def test_the_guide_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    text = "\n".join(blocks)
    assert text.count(">>>") > 20
    flags = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    told = doctest.DocTestParser().get_doctest(text, {}, GUIDE.name, str(GUIDE), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=flags)
    runner.run(told, out=said.append)
    assert runner.summarize(verbose=False).failed == 0, "".join(said)


def test_the_guide_names_all_of_the_face() -> None:
    named = set(re.findall(r"`(\w+)", GUIDE.read_text("utf-8")))
    assert set(boundaries.__all__) <= named


def _loaded(code: str) -> set[str]:
    code += "\nimport sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    assert not {"typing", "shapely", "numpy"} & (_loaded("import boundaries") - _loaded("pass"))
    reading = _loaded("from boundaries import parse\nparse('Fő utca – Kis utca – Alma köz')")
    assert not {"geopandas", "pandas", "osmnx", "networkx", "shapely", "pydantic"} & reading
    asking = _loaded(
        "from boundaries import *\n"
        f"check('Halasi út 3', '{AREA}'); check_point(19.69, 46.9, '{AREA}')\n"
        f"compile('Fő utca – Kis utca', load_network({str(OSM)!r}))"
    )
    assert not {"geopandas", "pandas", "osmnx", "networkx"} & asking


@pytest.mark.parametrize("name", boundaries.__all__)
def test_every_name_is_documented_and_typed(name: str) -> None:
    called = saved if name == "export" else getattr(boundaries, name)
    doc = inspect.getdoc(called) or ""
    assert "Args:" in doc
    assert "Returns:" in doc
    signature = inspect.signature(called)
    assert all(one.annotation is not one.empty for one in signature.parameters.values())
    assert signature.return_annotation is not signature.empty
    for parameter in signature.parameters:
        assert f"{parameter}:" in doc


def test_an_unknown_name_is_one() -> None:
    with pytest.raises(AttributeError, match="no attribute 'prase'"):
        boundaries.prase  # type: ignore[attr-defined] # noqa: B018
    assert set(boundaries.__all__) <= set(dir(boundaries))


@pytest.mark.parametrize("before", ["", "import boundaries.export.layers\n", "boundaries.export\n"])
def test_the_verb_export_is_the_same_whatever_was_imported_before(before: str) -> None:
    code = (
        f"import boundaries\n{before}from boundaries import export\n"
        "import boundaries.export.layers as layers\n"
        "assert callable(export) and boundaries.export is export and layers.edition_layers\n"
    )
    assert _loaded(code)


def test_no_room_uses_the_face() -> None:
    home = Path(boundaries.__file__).parent
    used = re.compile(r"^\s*(from|import) .*\bface\b", re.MULTILINE)
    rooms = (path for path in home.rglob("*.py") if path.parent.name != "face")
    users = [path for path in rooms if used.search(path.read_text("utf-8"))]
    assert users == [home / "__init__.py"]


# compile and freeze


def test_another_sentence_is_not_compiled_by_a_definition(network: LineNetwork) -> None:
    with pytest.raises(DefinitionError, match="not the sentence"):
        compile(RING, network, definition=AREA)


def test_one_variant_is_not_frozen_as_another(network: LineNetwork) -> None:
    sentence = load_edition(AREA).sentence
    outcome = compile(sentence, network, definition=AREA, variant="ksh")
    assert freeze(outcome, AREA, variant="ksh").hash == load_edition(AREA, "ksh").hash
    with pytest.raises(EditionError, match="not compiled of the legs"):
        freeze(outcome, AREA)


def test_what_is_frozen_over_a_network_names_it(network: LineNetwork) -> None:
    outcome = compile(load_edition(AREA).sentence, network, definition=AREA)
    edition = freeze(outcome, AREA, network=network)
    assert network.source in edition.network_note
    assert edition.area == load_edition(AREA).area


def test_an_open_outcome_is_not_frozen(network: LineNetwork) -> None:
    outcome = compile(load_edition(AREA).sentence, network)
    assert outcome.status is CompileStatus.INCOMPLETE
    with pytest.raises(EditionError, match=r"incomplete|not compiled of the legs"):
        freeze(outcome, AREA)


# graphs


def test_a_network_comes_back_from_its_graph_as_it_was(network: LineNetwork) -> None:
    again = load_network(to_graph(network))
    assert again.ways == network.ways
    assert again.xy == network.xy
    assert again.crossings == network.crossings
    assert again.source == network.source


@pytest.mark.parametrize("ending", ["graphml", "gpkg"])
def test_a_network_comes_back_from_a_saved_graph(
    network: LineNetwork, tmp_path: Path, ending: str
) -> None:
    path, graph = tmp_path / f"town.{ending}", to_graph(network)
    if ending == "graphml":
        osmnx.save_graphml(graph, path)
    else:
        osmnx.save_graph_geopackage(graph, path, directed=True)
    again = load_network(path)
    assert again.ways == network.ways
    assert again.xy == network.xy
    edition = load_edition(AREA)
    outcome = compile(edition.sentence, again, definition=AREA)
    assert freeze(outcome, AREA).hash == edition.hash


def test_the_graph_of_a_network_is_one_of_osmnx(network: LineNetwork) -> None:
    graph = to_graph(network)
    nodes, edges = osmnx.graph_to_gdfs(graph)
    assert nodes.crs == edges.crs == "EPSG:23700"
    assert set(edges["name"].dropna()) >= {way.names[0] for way in network.ways if way.names}
    assert edges["length"].to_numpy() == pytest.approx(edges.length.to_numpy())
    start, *_, end = osmnx.truncate.largest_component(graph).nodes
    route = osmnx.shortest_path(graph, start, end, weight="length")
    assert route[0] == start
    assert route[-1] == end
    assert not network.crossings & set(graph.nodes)  # a bridge is no way down


def test_a_graph_that_osmnx_has_simplified_gives_the_same_ground(network: LineNetwork) -> None:
    sentence = load_edition(AREA).sentence
    simple = osmnx.simplify_graph(to_graph(network), edge_attrs_differ=["name", "osmid"])
    found = compile(sentence, load_network(simple), definition=AREA)
    expected = compile(sentence, network, definition=AREA)
    assert found.area is not None
    assert expected.area is not None
    assert found.area.symmetric_difference(expected.area).area < 0.01


@pytest.mark.parametrize("simplify", [True, False])
@pytest.mark.parametrize("project", [True, False])
def test_a_graph_that_osmnx_has_read_itself_gives_the_same_ground(
    network: LineNetwork, monkeypatch: pytest.MonkeyPatch, *, simplify: bool, project: bool
) -> None:
    tags = [*osmnx.settings.useful_tags_way, "railway", "waterway", "boundary"]
    monkeypatch.setattr(osmnx.settings, "useful_tags_way", tags)
    graph = osmnx.graph_from_xml(OSM, simplify=simplify, retain_all=True, bidirectional=True)
    found = load_network(osmnx.project_graph(graph) if project else graph)  # UTM, degrees
    sentence = load_edition(AREA).sentence
    outcome = compile(sentence, found, definition=AREA)
    expected = compile(sentence, network, definition=AREA)
    assert outcome.area is not None
    assert expected.area is not None
    assert outcome.area.symmetric_difference(expected.area).area < 0.01


def test_a_name_changed_on_the_edges_is_changed(network: LineNetwork) -> None:
    graph = to_graph(network)
    name = next(way.names[0] for way in network.ways if way.names)
    for *_, data in graph.edges(data=True):
        if data.get("name") == name:
            data["name"] = "Kitalált utca"
    names = {name for way in load_network(graph).ways for name in way.names}
    assert "Kitalált utca" in names
    assert name not in names


def test_an_edge_that_was_taken_out_is_gone(network: LineNetwork) -> None:
    graph = to_graph(network)
    way = max(network.ways, key=lambda one: len(one.nodes))
    nodes = [node for node in way.nodes if node not in network.crossings]
    middle = len(nodes) // 2
    a, b = nodes[middle - 1], nodes[middle]
    for u, v in ((a, b), (b, a)):
        for key in list(graph[u][v]):
            if graph[u][v][key]["osmid"] == way.id:
                graph.remove_edge(u, v, key)
    parts = [one for one in load_network(graph).ways if one.id == way.id]
    whole = [one for one in network.ways if one.id == way.id]
    assert len(parts) == len(whole) + 1


def _square() -> gpd.GeoDataFrame:
    """Draw a made-up village: four streets round 400 m by 300 m."""
    e, n = EAST, NORTH
    lines = {
        "Alsó utca": [(e - 50, n), (e, n), (e + 400, n), (e + 450, n)],
        "Bal utca": [(e, n - 50), (e, n), (e, n + 300), (e, n + 350)],
        "Felső utca": [(e - 50, n + 300), (e, n + 300), (e + 400, n + 300), (e + 450, n + 300)],
        "Jobb utca": [(e + 400, n - 50), (e + 400, n), (e + 400, n + 300), (e + 400, n + 350)],
    }
    shapes = [shapely.LineString(line) for line in lines.values()]
    return gpd.GeoDataFrame({"name": list(lines)}, geometry=shapes, crs="EPSG:23700")


@pytest.mark.parametrize("epsg", [23700, 4326, 3857, 32634])
def test_named_lines_of_any_system_are_taken(epsg: int) -> None:
    network = load_network(_square().to_crs(epsg))
    assert network.epsg == 23700
    outcome = compile(RING, network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(120_000, abs=20)


def test_columns_of_named_lines_are_tags() -> None:
    lines = _square().assign(railway=["rail", None, None, None])
    kinds = {way.names[0]: way.kind for way in load_network(lines).ways}
    assert kinds["Alsó utca"] is WayKind.RAILWAY
    assert kinds["Bal utca"] is WayKind.STREET


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (_square().set_crs(None, allow_override=True), "reference system is missing"),
        (_square().rename(columns={"name": "utca"}), "no column name or nev"),
        (_square().iloc[:0], "holds no line"),
        (_square().assign(name=None), "has no name"),
        (_square().set_geometry(_square().centroid), "geometry is Point"),
    ],
)
def test_a_table_that_is_none_of_named_lines_says_why(
    lines: gpd.GeoDataFrame, message: str
) -> None:
    with pytest.raises(ExtractError, match=message):
        load_network(lines)


def _town(epsg: int = 23700, **about: object) -> typing.Any:  # noqa: ANN401 - a graph
    """Return the village as somebody's graph: one street with a bend, one without geometry."""
    e, n = EAST, NORTH
    corners = {1: (e, n), 2: (e + 400, n), 3: (e + 400, n + 300), 4: (e, n + 300)}
    points = gpd.GeoSeries([shapely.Point(p) for p in corners.values()], crs=23700).to_crs(epsg)
    bend = gpd.GeoSeries([shapely.LineString([(e, n), (e + 200, n - 40), (e + 400, n)])], crs=23700)
    graph = type(to_graph(load_network(_square())))(**{"crs": f"epsg:{epsg}", **about})
    for node, point in zip(corners, points, strict=True):
        graph.add_node(node, x=point.x, y=point.y)
    street: dict[str, typing.Any] = {"highway": "residential", "length": 1.0}
    curve = bend.to_crs(epsg).iloc[0]
    rows = [
        (1, 2, {"osmid": 11, "name": "Alsó utca", "geometry": curve}),
        (2, 3, {"osmid": 12, "name": ["Jobb utca", "Másik utca"]}),
        (3, 4, {"osmid": [13, 14], "name": "Felső utca", "highway": ["path", "residential"]}),
        (4, 1, {"osmid": 15, "name": "Bal utca"}),
    ]
    for u, v, data in rows:
        back = {"geometry": curve.reverse()} if "geometry" in data else {}
        graph.add_edge(u, v, **{**street, **data, "oneway": False, "reversed": False})
        graph.add_edge(v, u, **{**street, **data, **back, "oneway": False, "reversed": True})
    return graph


@pytest.mark.parametrize("epsg", [4326, 23700, 32634])
@pytest.mark.parametrize("how", ["graph", "graphml", "gpkg", "frame", "undirected"])
def test_a_graph_of_somebody_is_taken(tmp_path: Path, epsg: int, how: str) -> None:
    graph, source = _town(epsg), None
    if how == "graphml":
        osmnx.save_graphml(graph, tmp_path / "a.graphml")
        source = tmp_path / "a.graphml"
    elif how == "gpkg":
        osmnx.save_graph_geopackage(graph, tmp_path / "a.gpkg", directed=True)
        source = str(tmp_path / "a.gpkg")
    elif how == "frame":
        source = osmnx.graph_to_gdfs(graph, nodes=False)
    else:
        source = graph.to_undirected() if how == "undirected" else graph
    network = load_network(source)
    assert network.epsg == 23700
    assert len(network.ways) == 4  # both directions are one line
    ways = {way.names: way for way in network.ways}
    assert ways[("Jobb utca", "Másik utca")].id == 12
    assert ways[("Felső utca",)].id < 0  # two OSM ways in one edge are none
    assert ways[("Felső utca",)].tags["highway"] == "residential"
    outcome = compile(RING, network)
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(120_000 + 400 * 40 / 2, abs=20)


def test_parts_of_one_way_are_one_line() -> None:
    graph = _town()
    for u, v, data in list(graph.edges(data=True)):
        if {u, v} in ({2, 3}, {3, 4}):
            data.update(osmid=12, name="Jobb utca", highway="residential")
    found = next(way for way in load_network(graph).ways if way.id == 12)
    assert found.nodes == (2, 3, 4)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (_town(crs=None), "crs"),
        (type(_town())(crs="epsg:4326"), "no edges"),
        (osmnx.convert.to_digraph(_town()), "MultiDiGraph"),
        (object(), "expected a path"),
    ],
)
def test_what_is_no_graph_says_why(graph: object, message: str) -> None:
    with pytest.raises(ExtractError, match=message):
        load_network(graph)


@pytest.mark.parametrize("name", ["town.graphml", "town.gpkg", "town.osm.pbf", "town.csv"])
@pytest.mark.parametrize("there", [True, False])
def test_a_file_that_is_none_says_so(tmp_path: Path, name: str, *, there: bool) -> None:
    path = tmp_path / name
    if there:
        path.write_text("<no map at all")
    with pytest.raises(ExtractError, match=r"town"):
        load_network(path)


def test_a_geopackage_without_edges_names_its_layers(tmp_path: Path) -> None:
    _square().to_file(tmp_path / "lines.gpkg", layer="utcak")
    with pytest.raises(ExtractError, match='no layer "edges" but utcak'):
        load_network(tmp_path / "lines.gpkg")


# tables and files


def test_the_tables_of_an_edition_are_in_eov() -> None:
    edition = load_edition(AREA)
    legs, area, zone = legs_frame(edition), area_frame(edition), zone_frame(edition)
    assert {one.crs.to_epsg() for one in (legs, area, zone)} == {23700}
    assert len(legs) == sum(len(leg.line) > 1 for leg in edition.legs)
    assert list(legs["number"]) == [leg.number for leg in edition.legs if len(leg.line) > 1]
    assert area.geometry.iloc[0].equals(edition.area)
    assert len(zone) == 1
    assert zone.geometry.iloc[0].area == pytest.approx(edition.uncertain_zone.area)  # type: ignore[union-attr]
    for table, told in ((legs, legs_frame), (area, area_frame), (zone, zone_frame)):
        for column in table.columns.drop("geometry"):
            assert f"`{column}`" in (told.__doc__ or "")


def test_an_edition_without_unknown_lines_has_no_zone() -> None:
    edition = load_edition(AREA, "ksh")
    expected = 0 if edition.uncertain_zone is None else 1
    assert len(zone_frame(edition)) == expected


@pytest.mark.parametrize("name", ["area.gpkg", "area.geojson", "area.json", "area.dxf"])
def test_an_edition_is_exported_by_the_ending(tmp_path: Path, name: str) -> None:
    path = export(load_edition(AREA), tmp_path / name)
    assert path.stat().st_size > 1000


EXPORTED = [
    ("legs", {}, "gpkg"),
    ("street-list", {}, "csv"),
    ("street-list", {}, "geojson"),
    ("difference", {"to": "ksh"}, "geojson"),
]


@pytest.mark.parametrize(("what", "how", "form"), EXPORTED)
def test_an_export_is_that_of_the_command_and_of_the_pages(
    tmp_path: Path, what: str, how: dict[str, str], form: str
) -> None:
    export(load_edition(AREA), tmp_path / f"a.{form}", what=what, **how)  # type: ignore[arg-type]
    written = (tmp_path / f"a.{form}").read_bytes()
    more = [word for name, value in how.items() for word in (f"--{name}", value)]
    out = str(tmp_path / f"b.{form}")
    done = CliRunner().invoke(cli, ["export", AREA, "--what", what, *more, "--out", out])
    assert done.exit_code == 0, done.output
    assert (tmp_path / f"b.{form}").read_bytes() == written
    store = ExportStore(BundledAreas(), str(tmp_path / "kept"))
    if what == "street-list":
        package = store.streets(AREA, "programme")
    elif what == "difference":
        package = store.difference(AREA, "programme", "ksh", load_edition(AREA, "ksh").hash)
    else:
        package = store.public(AREA, "programme")
    chosen = next(
        one for one in package.targets() if (one.artifact, one.format.ending) == (what, form)
    )
    served = store.file(package, chosen)[0]
    if form == "geojson":  # the pages write the provenance by the names of its fields
        assert json.loads(served) == json.loads(written)
    elif form == "csv":
        assert served == written


@pytest.mark.parametrize(
    ("name", "how", "message"),
    [
        ("a.docx", {}, "unknown format"),
        ("a.gpkg", {"what": "houses"}, "there are: all, area"),
        ("a.dxf", {"crs": 4326}, "EPSG:23700"),
        ("a.fgb", {}, "cannot hold"),
        ("a.csv", {"what": "difference"}, "needs the variant"),
        ("a.csv", {"what": "evidence-doors"}, "no door"),
    ],
)
def test_an_export_that_cannot_be_says_why(
    tmp_path: Path, name: str, how: dict[str, typing.Any], message: str
) -> None:
    with pytest.raises(ExportError, match=message):
        export(load_edition(AREA), tmp_path / name, **how)
    assert not list(tmp_path.iterdir())


# questions

QUERIES = ("Halasi út 3", "Kecskemét, Fő utca 1", "Kiskőrösi út", "Budapest, Fő utca 1", "?", "")


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("variant", ["programme", "ksh"])
def test_an_answer_is_that_of_the_pages(query: str, variant: str) -> None:
    expected = BundledAreas().check(query, AREA, variant)
    assert check(query, AREA, variant=variant) == expected
    assert check(query, load_edition(AREA, variant)) == expected


def test_a_day_before_the_first_edition_has_none() -> None:
    with pytest.raises(UnknownAreaError, match="on 1999-01-01"):
        check("Halasi út 3", AREA, day="1999-01-01")
    with pytest.raises(EditionError, match="no day"):
        load_edition(AREA, day="tomorrow")


def test_an_edition_that_is_accepted_meanwhile_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path))
    edition = load_edition(AREA)
    assert check_point(19.69, 46.9, AREA).edition == edition.hash
    outcome = compile(edition.sentence, load_network(OSM), definition=AREA)
    other = freeze(outcome, AREA, network=load_network(OSM))
    boundaries.accept(other, by="Minta Márta", reason="test")
    assert check_point(19.69, 46.9, AREA).edition == other.hash
    assert check("Halasi út 3", AREA).verdict is VerdictKind.INSIDE


def test_a_point_is_taken_in_both_systems() -> None:
    edition = load_edition(AREA)
    place = edition.area.representative_point()
    assert check_point(place.x, place.y, AREA, crs=23700).verdict is VerdictKind.INSIDE
    with pytest.raises(CoordinateError, match="swapped"):
        check_point(place.y, place.x, edition, crs=23700)
    with pytest.raises(CoordinateError, match="EPSG:3857"):
        check_point(place.x, place.y, edition, crs=3857)


def test_a_file_is_answered_as_by_the_command(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("cím\n" + "\n".join(f'"{one}"' for one in QUERIES[:4]) + "\n", "utf-8")
    summary = check_file(source, tmp_path / "face.csv", AREA, words=reason_text)
    done = CliRunner().invoke(
        cli,
        ["check-file", str(source), "--out", str(tmp_path / "command.csv"), "--area", AREA],
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "face.csv").read_bytes() == (tmp_path / "command.csv").read_bytes()
    assert summary.rows == 4


def test_a_file_without_words_has_the_same_verdicts(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("cím\nHalasi út 3\nKecskemét Fő utca 1\n", "utf-8")
    check_file(source, tmp_path / "out.csv", AREA, lang="en")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["verdict"] for row in rows] == ["inside", "outside"]
    assert {row["reason_text"] for row in rows} == {""}


def test_the_environment_of_the_tests_has_no_areas_of_its_own() -> None:
    assert "AKCIOTERULET_AREAS_DIR" not in os.environ
