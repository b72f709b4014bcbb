"""The command line, as other tools call it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from boundaries.edition.definition import load_definition
from boundaries.errors import ExportError
from tests.command import command
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command in a process of its own: exit status, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "webmap", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def here(*arguments: str) -> tuple[int, str, str]:
    """Run the command in this process."""
    done = command(*arguments)
    return done.returncode, done.stdout, done.stderr


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output


def test_area_list_shows_slug_variants_and_hash() -> None:
    status, output = call("area", "list")
    assert status == 0
    assert output.count(SLUG) == 2
    rows: Any = json.loads(call("area", "list", "--json")[1])
    assert {row["variant"] for row in rows} == {"programme", "ksh"}
    assert all(len(row["edition"]) == 64 for row in rows)


def test_export_goes_to_standard_output_by_default_or_to_a_file(tmp_path: Path) -> None:
    status, output = call("area", "export", SLUG)
    assert status == 0
    document: Any = json.loads(output)
    assert {f["properties"]["role"] for f in document["features"]} == {
        "area",
        "leg",
        "uncertain_zone",
    }
    file = tmp_path / "a.geojson"
    assert call("area", "export", SLUG, "--out", str(file))[0] == 0
    assert file.read_text(encoding="utf-8") == output


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.gpkg", "a.fgb", "a.kml", "a.dxf"])
def test_both_commands_write_the_same(tmp_path: Path, name: str) -> None:
    one, other = tmp_path / "one" / name, tmp_path / "other" / name
    one.parent.mkdir()
    other.parent.mkdir()
    what = "area" if name.endswith("fgb") else "all"
    form = () if name != "a.json" else ("--format", "geojson")
    assert call("area", "export", SLUG, "--out", str(one))[0] == 0
    assert call("export", SLUG, "--what", what, *form, "--out", str(other))[0] == 0
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("command", [("area", "export"), ("export",)])
@pytest.mark.parametrize(
    ("name", "crs", "instead"),
    [
        ("a.geojson", "EPSG:23700", "gpkg, flatgeobuf, shapefile, geoparquet, dxf"),
        ("a.kml", "EPSG:23700", "gpkg, flatgeobuf, shapefile, geoparquet, dxf"),
        ("a.dxf", "EPSG:4326", "geojson, gpkg, flatgeobuf, kml, shapefile, geoparquet"),
    ],
)
def test_a_system_that_a_format_cannot_have_is_refused_with_those_that_can(
    tmp_path: Path, command: tuple[str, ...], name: str, crs: str, instead: str
) -> None:
    asked = (*command, SLUG, "--crs", crs, "--out", str(tmp_path / name))
    fault = CliRunner().invoke(cli, asked).exception
    assert isinstance(fault, ExportError)
    assert f"for {crs} take one of {instead}" in str(fault)
    assert not (tmp_path / name).exists()


def test_parse_gives_legs_with_spans_and_unread() -> None:
    sentence = load_definition(SLUG).sentence
    status, output = call("boundary", "parse", "--text", sentence, "--json")
    assert status == 0
    document: Any = json.loads(output)
    assert document["unread"] == []
    assert [leg["number"] for leg in document["legs"]] == list(range(1, 18))
    for leg in document["legs"]:
        start, end = leg["span"]
        assert leg["text"] in sentence[start:end]
    assert {"number", "kind", "name", "text", "span", "note"} <= document["legs"][0].keys()


def test_parse_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_text("﻿Fő utca – Kis utca", encoding="utf-8")
    assert len(json.loads(call("boundary", "parse", "--file", str(file), "--json")[1])["legs"]) == 2
    assert call("boundary", "parse")[0] == 2
    assert call("boundary", "parse", "--text", "x", "--file", str(file))[0] == 2


def test_parse_shows_all_that_was_read() -> None:
    text = (
        "Kaposvár, Fő utca páros oldala – Kert utca a Béke utcáig – Rózsa utca (ma Alma utca) – "
        "9413 hrsz-ú telek – 142-es számú vasútvonal – Fő utca által határolt terület, "
        "kivéve a Tó tér"
    )
    status, output = call("boundary", "parse", "--text", text)
    assert status == 0
    for words in (
        "street       Fő utca  [rule: even_side; side: páros oldala]",
        "street       Kert utca  [section: … → Béke utca]",
        "street       Rózsa utca  (ma Alma utca)  [or: ma Alma utca (street)]",
        "[rule: parcel_front; parcel: 9413]",
        "[railway: 142]",
        "[closes on leg 1]",
        "settlement: 'Kaposvár' at 0",
        "grammar: 'által határolt terület'",
        "?  not understood: 'kivéve a Tó tér'",
        "error: more_than_a_ring: ",
        "note: settlement: ",
    ):
        assert words in output, words


def test_parse_shows_the_areas_of_a_text() -> None:
    text = "1. akcióterület: A utca – Fő utca – Kert utca\n2. akcióterület: Béke utca – Rét utca"
    text = text.replace("A utca", "Alma utca")
    status, output = call("boundary", "parse", "--text", text)
    assert status == 0
    assert "area at 0: 1. akcióterület" in output
    assert "area at 49: 2. akcióterület" in output
    document: Any = json.loads(call("boundary", "parse", "--text", text, "--json")[1])
    assert [area["legs"] for area in document["areas"]] == [[1, 2, 3], [4, 5]]
    assert document["areas"][0]["heading"]["text"] == "1. akcióterület"
    assert [problem["code"] for problem in document["problems"]] == ["several_areas"]
    assert {frame["kind"] for frame in document["frames"]} == {"heading"}


def test_compile_of_the_slug_is_compiled_and_of_the_bare_sentence_incomplete() -> None:
    status, output = call("boundary", "compile", SLUG, "--json")
    assert status == 0
    document: Any = json.loads(output)
    assert document["status"] == "compiled"
    assert document["provisional"] == [9, 10, 14]
    assert document["geometry"]["type"] == "MultiPolygon"
    assert document["uncertain_zone"]["type"] in {"Polygon", "MultiPolygon"}
    assert len(document["legs"]) == 17
    sentence = load_definition(SLUG).sentence
    status, output = call("boundary", "compile", "--text", sentence, "--json")
    assert status == 3
    document = json.loads(output)
    assert document["status"] == "incomplete"
    assert document["geometry"] is None
    assert document["uncertain_zone"] is None


def test_compile_takes_extracts(tmp_path: Path) -> None:
    file = tmp_path / "town.osm"
    nodes = [(1, 46.90, 19.70), (2, 46.90, 19.71), (3, 46.91, 19.71), (4, 46.91, 19.70)]
    ways = {"Fő utca": (1, 2), "Kis utca": (2, 3), "Hosszú utca": (3, 4), "Rövid utca": (4, 1)}
    xml = ['<osm version="0.6">']
    xml += [f'<node id="{-i}" version="1" lat="{lat}" lon="{lon}"/>' for i, lat, lon in nodes]
    for n, (name, refs) in enumerate(ways.items()):
        nds = "".join(f'<nd ref="{-r}"/>' for r in refs)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/>'
        xml.append(f'<way id="{-10 - n}" version="1">{nds}{tags}</way>')
    file.write_text("\n".join([*xml, "</osm>"]), encoding="utf-8")
    text = "Fő utca – Kis utca – Hosszú utca – Rövid utca által határolt terület"
    status, output = call("boundary", "compile", "--text", text, "--osm", str(file), "--json")
    assert status == 0, output
    document: Any = json.loads(output)
    assert 0.7e6 < document["area_m2"] < 0.9e6
    status, output = call("boundary", "compile", "--text", text, "--osm", str(tmp_path / "x.osm"))
    assert status == 2


FIELDS = {
    "query",
    "verdict",
    "reason",
    "reason_text",
    "area",
    "edition",
    "matched",
    "method",
    "distance_m",
    "leg",
    "candidates",
}


def test_check_gives_one_json_object_a_line() -> None:
    status, output = call("check", "Erzsébet körút 12", "Erzsébet 12", "--json")
    assert status == 0
    first, second = (json.loads(line) for line in output.splitlines())
    assert first.keys() >= FIELDS
    assert first["verdict"] in {"inside", "outside", "boundary"}
    assert first["candidates"] == []
    assert second["verdict"] == "undecidable"
    assert second["reason"] == "homonym"
    assert len(second["candidates"]) == 2
    assert second["area"] == SLUG


def test_check_says_what_the_answer_rests_on() -> None:
    answer: Any = json.loads(call("check", "Erzsébet körút 12", "--json", "--lang", "en")[1])
    assert "not a live OpenStreetMap extract" in answer["sources"]["network"]
    assert "National Election Office" in answer["sources"]["attribution"]
    assert answer["caution"]
    lines = call("check", "Erzsébet körút 12", "Halasi út 3")[1].splitlines()
    assert len(lines) == 3
    assert "nem élő OpenStreetMap-kivonat" in lines[2]
    assert "Nemzeti Választási Iroda" in lines[2]


def test_an_area_that_is_named_twice_is_asked_once() -> None:
    output = call("check", "Halasi út 3", "--json", "--area", SLUG, "--area", SLUG)[1]
    assert len(output.splitlines()) == 1


def test_a_street_with_two_verdicts_has_ranges_for_people() -> None:
    answer: Any = json.loads(call("check", "Halasi út", "--json")[1])
    assert answer["reason"] == "number_missing"
    assert {option["kind"] for option in answer["candidates"]} == {"range"}
    assert all(" oldal, " in option["label"] for option in answer["candidates"])


def test_exports_carry_their_credits() -> None:
    document: Any = json.loads(call("area", "export", SLUG)[1])
    area = document["features"][0]["properties"]
    assert document["attribution"] == document["provenance"]["attribution"] == area["attribution"]
    drawn = [f["properties"].get("number") for f in document["features"]]
    assert area["provisional_legs"]
    assert len([number for number in drawn if number]) == 13


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (("--lat", "46.8985", "--lon", "19.6975"), "inside"),
        (("--east", "699200", "--north", "172800"), "inside"),
        (("--east", "703000", "--north", "172800"), "outside"),
    ],
)
def test_check_of_points(arguments: tuple[str, ...], verdict: str) -> None:
    status, output = call("check", *arguments, "--json", "--area", SLUG)
    assert status == 0
    answer: Any = json.loads(output)
    assert answer["verdict"] == verdict
    assert answer["distance_m"] >= 0
    assert answer["leg"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check",), "give an address"),
        (("check", "--lat", "46.9"), "both --lat and --lon"),
        (("check", "--lat", "19.69", "--lon", "46.9"), "look swapped"),
        (("check", "--lat", "nan", "--lon", "19.7"), "finite"),
        (("check", "--lat", "999", "--lon", "9999"), "-90..90"),
        (("check", "--east", "172800", "--north", "699200"), "look swapped"),
        (("check", "Fő utca 1", "--area", "nowhere"), "no area"),
        (("area", "export", SLUG, "--crs", "EPSG:3857"), "EPSG:4326 or EPSG:23700"),
        (("area", "export", SLUG, "--variant", "other"), "no variant"),
        (("boundary", "compile", "nowhere"), "no area"),
        (("boundary", "compile"), "one of the two"),
        (("boundary", "compile", SLUG, "--leg", "9"), "N=FILE"),
    ],
)
def test_mistakes_end_with_status_2_and_one_clear_line(
    arguments: tuple[str, ...], message: str
) -> None:
    own_process = message in {"give an address", "no area"}  # a usage error and a fault of input
    status, _, errors = run(*arguments) if own_process else here(*arguments)
    assert status == 2
    assert message in errors
    assert "Traceback" not in errors


def test_the_map_is_one_file(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    assert call("map", "--out", str(file))[0] == 0
    html = file.read_text(encoding="utf-8")
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "Könyves Kálmán körút" in html


def test_a_look_up_imports_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from webmap.cli.main import cli;"
        "r = CliRunner().invoke(cli, ['check', 'Halasi út 3', '--json']); assert not r.exit_code;"
        "print([m for m in ('geopandas','pandas','osmnx','folium','flask','pydantic','osmium')"
        " if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
