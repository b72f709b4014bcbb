"""`akcioterulet register`: from the office's folder or any table to a file, a list, an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from webmap.cli.main import cli

from ...geo.replay import BUSY_PAGE, Replay, Scripted
from .test_register import write_register

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, ["register", *map(str, args)])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    folder.mkdir()
    return write_register(folder)


@pytest.fixture
def made(office: Path, tmp_path: Path) -> Path:
    path = tmp_path / "town.register"
    assert run("import", office, "--out", path).exit_code == 0
    return path


def test_import_says_what_it_read_and_what_it_could_not(tmp_path: Path) -> None:
    table = tmp_path / "cimek.csv"
    table.write_text("Utca;Hsz\nPróba utca;1\nPróba utca;sok\n", "utf-8")
    out = tmp_path / "falu.register"
    done = run("import", table, "--town", "Próbafalva", "--out", out)
    assert done.exit_code == 0
    assert "doors: 1" in done.output
    assert "cimek.csv line 3: 'sok' is no house number" in done.output
    shown = run("show", out, "--faults")
    assert "cimek.csv line 3: 'sok' is no house number" in shown.output


def test_a_strict_import_writes_nothing_with_faults(tmp_path: Path) -> None:
    table = tmp_path / "cimek.csv"
    table.write_text("Utca;Hsz\nPróba utca;1\nPróba utca;sok\n", "utf-8")
    out = tmp_path / "falu.register"
    done = run("import", table, "--town", "Próbafalva", "--out", out, "--strict")
    assert done.exit_code == 1
    assert "1 faults; nothing was written" in done.output
    assert not out.exists()


def test_columns_are_named_on_the_command_line(tmp_path: Path) -> None:
    table, out = tmp_path / "cimek.csv", tmp_path / "falu.register"
    table.write_text("a;b\nPróba utca;1\n", "utf-8")
    arguments = ("import", table, "--town", "Próbafalva", "--out", out)
    assert run(*arguments, "--column", "street=a", "--column", "number=2").exit_code == 0
    assert run(*arguments, "--column", "street").exit_code == 2
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {street: a, number: b}\n")
    assert run(*arguments, "--mapping", mapping).exit_code == 0


def test_a_border_from_geojson_takes_the_town_of_the_name(tmp_path: Path) -> None:
    def square(name: str, lon: float) -> dict[str, object]:
        ring = [[lon, 46.9], [lon + 0.1, 46.9], [lon + 0.1, 47.0], [lon, 47.0], [lon, 46.9]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}

    border, extract = tmp_path / "border.geojson", tmp_path / "town.json"
    features = [square("Próbafalva", 19.7), square("Másfalva", 19.9)]
    border.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    tags = {"addr:street": "Próba utca", "addr:housenumber": "1"}
    nodes = [
        {"type": "node", "id": at, "lat": 46.95, "lon": lon, "tags": tags}
        for at, lon in enumerate((19.75, 19.95))
    ]
    extract.write_text(json.dumps({"elements": nodes}))
    out = tmp_path / "falu.register"
    done = run("import", extract, "--town", "Próbafalva", "--border", border, "--out", out)
    assert done.exit_code == 0
    assert "points: 1\n" in done.output
    assert "note: 1 addresses outside the border of the town" in done.output


def test_show_lists_the_doors_of_a_street(made: Path) -> None:
    shown = run("show", made, "--street", "északi u.")
    assert shown.output.splitlines() == [
        "Északi utca: 3 doors, 0 points",
        "  1  district 001",
        "  2/A  2 ép.  B lh.  district 001",
        "  3-5  district 001",
    ]
    assert "no street 'Déli utca'" in run("show", made, "--street", "Déli utca").output
    record = json.loads(run("show", made, "--json").output)
    assert record["counts"]["doors"] == 3
    assert record["sources"][0]["kind"] == "office"
    street = json.loads(run("show", made, "--street", "Északi utca", "--json").output)
    assert [door["number"] for door in street["doors"]] == ["1", "2/A", "3-5"]


def test_a_district_goes_to_a_list_and_answers(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "001.csv"
    assert run("list", "--register", made, "--district", "001", "--out", out).exit_code == 0
    assert out.read_text("utf-8").splitlines()[1:] == ["Északi;utca;whole;;"]
    done = run("check-list", out, "Északi utca 1", "Déli utca 1", "--register", made)
    assert done.output.splitlines() == [
        "1 ranges take 3 of the register's doors",
        "Északi utca 1: inside (street_inside)",
        "Déli utca 1: undecidable (street_not_found)",
    ]
    record = json.loads(run("check-list", out, "Északi utca", "--register", made, "--json").output)
    assert (record["doors"], record["answers"][0]["verdict"]) == (3, "inside")


def test_a_polygon_goes_to_a_list(made: Path, tmp_path: Path) -> None:
    ring = [[19.6, 46.8], [19.8, 46.8], [19.8, 47.0], [19.6, 47.0], [19.6, 46.8]]
    polygon, out = tmp_path / "area.geojson", tmp_path / "area.csv"
    polygon.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    done = run("list", "--register", made, "--polygon", polygon, "--out", out)
    assert "1 ranges; 0 doors left open" in done.output
    assert out.read_text("utf-8").splitlines()[1:] == ["Északi;utca;whole;;"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "cannot be read as GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "cannot be read as GeoJSON|has no Polygon"),
        (
            '{"type": "Polygon", "coordinates": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
            "a polygon is not valid",
        ),
    ],
)
def test_what_is_no_polygon_is_refused(
    made: Path, tmp_path: Path, document: str, message: str
) -> None:
    polygon = tmp_path / "area.geojson"
    polygon.write_text(document)
    done = run("list", "--register", made, "--polygon", polygon, "--out", tmp_path / "x.csv")
    assert done.exit_code != 0
    assert any(word in str(done.exception) for word in message.split("|"))


@pytest.mark.parametrize("given", [(), ("--area", "x", "--district", "001")])
def test_a_list_is_of_one_thing(made: Path, tmp_path: Path, given: tuple[str, ...]) -> None:
    done = run("list", "--register", made, *given, "--out", tmp_path / "x.csv")
    assert (done.exit_code, "give one of" in done.output) == (2, True)


def test_fetch_asks_the_service_that_is_named(tmp_path: Path) -> None:
    with Replay(Scripted(b'{"ver": "x"}'), Scripted(BUSY_PAGE, 404)) as server:
        service = server.url.removesuffix("/api/interpreter")
        done = run("fetch", "Próbafalva", "--service", service, "--out", tmp_path, "--version", "1")
    assert done.exit_code != 0
    assert "expected eight figures" in str(done.exception)
