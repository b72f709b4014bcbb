"""From a sentence and a town's map to an area that answers, with the commands alone.

The town is Kaposvár's real network and register; the sentence is ours, no decree's.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.edition.edition import read_edition
from tests.command import command

SENTENCE = (
    "Kossuth Lajos utca – Damjanich utca – Pázmány Péter utca – Árpád utca – Tallián Gyula utca – "
    "Hegyi utca – Hunyadi János utca – 48-as ifjúság útja – Kossuth Lajos utca által határolt "
    "terület"
)
SLUG = "kaposvar-kiserlet"
NAMES = (
    *("--town", "Kaposvár", "--title", "Kísérleti terület", "--title-en", "Trial area"),
    *("--authority", "kísérlet", "--source", "kísérlet", "--document", "kísérlet"),
)


class Town:
    """A folder of one's own areas, and the commands that fill it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = command(*words, AKCIOTERULET_AREAS_DIR=str(self.folder))
        assert done.returncode == status, done.stderr
        return done

    def answer(self, query: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(
            self.run("check", query, "--area", SLUG, "--json").stdout
        )
        return found

    def programme(self, query: str) -> tuple[object, object]:
        """Return verdict and reason of the guide's programme."""
        lines = self.run("programme", "check", query, "--json").stdout.splitlines()
        found = next(a for a in map(json.loads, lines) if a["programme"] == "kaposvar-program")
        return found["verdict"], found["reason"]


def guide_programme() -> str:
    """Return the programme's file as the guide shows it."""
    guide = Path(__file__).parents[3] / "docs" / "new-area.md"
    (block,) = re.findall(r"```yaml\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    return str(block)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "areas")


@pytest.mark.shared_data
def test_a_second_town_is_served_from_its_sentence_map_and_register(
    town: Town, shared_data: Path
) -> None:
    bed = shared_data / "beds" / "kaposvar"
    extract = bed / "kaposvar_named_highways.osm.pbf"
    town.run("area", "new", SLUG, *NAMES, "--text", SENTENCE, "--osm", extract)
    compiled = json.loads(town.run("boundary", "compile", SLUG, "--json").stdout)
    assert compiled["status"] == "compiled"
    town.run("edition", "accept", SLUG, "--by", "a test", "--reason", "the walk of the guide")
    programme = town.folder / "programmes" / "kaposvar-program.yaml"
    programme.parent.mkdir()
    programme.write_text(guide_programme(), "utf-8")
    query = "7400 Kaposvár, Takáts Gyula tér 1."
    assert town.programme(query) == ("undecidable", "no_street_list")
    made = town.run("area", "street-list", SLUG, "--register", bed / "nvi").stdout
    assert "17,092  doors" in made
    assert town.programme(query) == ("inside", "street_inside")
    outside = town.answer("7400 Kaposvár, Fő utca 12.")
    assert (outside["verdict"], outside["reason"]) == ("outside", "district_outside")
    inside = town.answer("Kaposvár, Takáts Gyula tér 1")
    assert (inside["verdict"], inside["reason"]) == ("inside", "street_inside")
    elsewhere = town.answer("6000 Kecskemét, Hegyi utca 10.")
    assert (elsewhere["verdict"], elsewhere["reason"]) == ("outside", "settlement_outside")
    listed = json.loads(town.run("area", "list", "--json").stdout)
    assert {area["slug"] for area in listed} == {SLUG, "kecskemet-top-6.9.1"}


@pytest.mark.shared_data
def test_places_of_doors_decide_where_the_list_cannot(
    town: Town, shared_data: Path, tmp_path: Path
) -> None:
    bed = shared_data / "beds" / "kaposvar"
    extract = bed / "kaposvar_named_highways.osm.pbf"
    town.run("area", "new", SLUG, *NAMES, "--text", SENTENCE, "--osm", extract)
    town.run("edition", "accept", SLUG, "--by", "a test", "--reason", "the walk of the guide")
    (file,) = (town.folder / "editions" / SLUG).glob("programme-*.json")
    middle = read_edition(file).area.representative_point()
    doors, register = tmp_path / "doors.csv", tmp_path / "town.register"
    # No place of this door is published; the middle of the area stands for one.
    doors.write_text(f"utca;házszám;eov_y;eov_x\nSzent Imre utca;13;{middle.x};{middle.y}\n")
    columns = ("street=utca", "number=házszám", "east=eov_y", "north=eov_x")
    mapped = [word for column in columns for word in ("--column", column)]
    town.run(
        "register", "import", bed / "nvi", doors, "--town", "Kaposvár", *mapped, "--out", register
    )
    query = "Kaposvár, Szent Imre utca 13."
    town.run("area", "street-list", SLUG, "--register", bed / "nvi")
    assert town.answer(query)["reason"] == "district_cut"
    assert (
        "1  places of doors" in town.run("area", "street-list", SLUG, "--register", register).stdout
    )
    placed = town.answer(query)
    assert (placed["verdict"], placed["method"]) == ("inside", "address_point")
    town.run("area", "street-list", SLUG, "--register", bed / "nvi")
    assert town.answer(query)["reason"] == "district_cut"


@pytest.mark.shared_data
def test_words_that_are_not_understood_keep_nothing(town: Town, shared_data: Path) -> None:
    extract = shared_data / "beds" / "kaposvar" / "kaposvar_named_highways.osm.pbf"
    words = ("--text", "Hegyi utca – xyzzy 12 plugh – Árpád utca", "--osm", extract)
    done = town.run("area", "new", SLUG, *NAMES, *words, status=2)
    assert "were not understood" in done.stderr
    assert [path for path in town.folder.rglob("*") if path.is_file()] == []


@pytest.mark.shared_data
def test_a_slug_is_taken_once(town: Town, shared_data: Path) -> None:
    extract = shared_data / "beds" / "kaposvar" / "kaposvar_named_highways.osm.pbf"
    words = ("area", "new", SLUG, *NAMES, "--text", SENTENCE, "--osm", extract)
    town.run(*words)
    assert "is there already" in town.run(*words, status=2).stderr
    assert "cannot be a slug" in town.run("area", "new", "../x", *words[3:], status=2).stderr


def test_the_folder_of_own_areas_must_be_named(tmp_path: Path) -> None:
    extract = tmp_path / "x.osm"
    extract.write_text("<osm/>")
    environ = {k: v for k, v in os.environ.items() if k != "AKCIOTERULET_AREAS_DIR"}
    environ["AKCIOTERULET_DATA_DIR"] = str(tmp_path)  # `make run` leaves such a folder
    words = ("area", "new", SLUG, *NAMES, "--text", SENTENCE, "--osm", str(extract))
    done = subprocess.run(
        [sys.executable, "-m", "webmap", *words],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
    )
    assert done.returncode == 2
    assert "AKCIOTERULET_AREAS_DIR" in done.stderr
