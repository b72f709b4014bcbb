"""The programmes on the command line."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from boundaries import clock
from boundaries.model import VerdictKind
from boundaries.programmes.catalogue import load_catalogue, load_programme
from boundaries.programmes.look_up import Caution, look_up
from boundaries.programmes.money import Missing
from webmap.ask.programme_texts import answer_lines, cautions, sentence, state_text
from webmap.cli.main import cli
from webmap.web.i18n import LANGUAGES, texts

if TYPE_CHECKING:
    from pathlib import Path


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output


def test_the_list() -> None:
    status, output = call("programmes", "--json", "--on", "2021-06-01")
    assert status == 0
    rows: Any = [json.loads(line) for line in output.splitlines()]
    assert {row["slug"]: row["state"] for row in rows} == {
        "kalocsa-top-5.2.1": "not_ended",
        "kecskemet-arop-1.a.3": "ended",
        "kecskemet-top-6.9.1": "running",
        "kiskunhalas-efop-1.5.3": "running",
        "kunszentmiklos-arop-1.a.3": "ended",
    }


def test_the_comparison_shows_its_arithmetic() -> None:
    output = call("programmes", "--compare", "--lang", "en")[1]
    assert "165,000,000 Ft : (50 + 200 + 40) = 568,966 Ft" in output
    assert "75,000,000 + 21,993,850 + 165,000,000 + 483,280,308 = 745,274,158 Ft" in output
    assert "21,98 Ft" in output


def test_check_answers_for_every_programme() -> None:
    status, output = call("programme", "check", "Pirtó, Dózsa György utca 18", "--json")
    assert status == 0
    answers: Any = [json.loads(line) for line in output.splitlines()]
    assert [answer["verdict"] for answer in answers] == [
        "outside",
        "outside",
        "outside",
        "inside",
        "outside",
    ]
    assert all(answer["state"] == "ended" for answer in answers)
    assert all("inside_is_not_eligible" in answer["cautions"] for answer in answers)
    assert answers[3]["settlement"] == "15398"


def test_check_reads_well_in_a_terminal() -> None:
    lines = call("programme", "check", "Pirtó", "--lang", "en", "--on", "2026-01-01")[
        1
    ].splitlines()
    heads = [line for line in lines if not line.startswith("  ")]
    assert heads[0] == "kalocsa-top-5.2.1: Outside"
    assert heads[3] == "kiskunhalas-efop-1.5.3: Inside"
    assert (
        heads[-1]
        == "Being inside the area of a programme does not make anybody eligible to take part."
    )
    planned = lines.count("  The source gives the programme's end as planned.")
    assert planned == 4  # all but Kunszentmiklós, whose closing event is reported as held
    offered = call("programme", "check", "Tompa Mihály utca 9", "--lang", "hu")[1]
    assert "  Lehetséges címek: Tompa, Tompa Mihály utca 9; Kalocsa, " in offered


def test_the_other_variant_is_named_where_it_answers_otherwise() -> None:
    found = look_up("Kecskemét, Halasi út 3", clock.today())[2]
    other = dataclasses.replace(found.variants[1], verdict=VerdictKind.OUTSIDE)
    differing = dataclasses.replace(found, variants=(found.variants[0], other))
    programme = load_programme(found.programme)
    same = answer_lines(found, programme, "hu")
    added = [line for line in answer_lines(differing, programme, "hu") if line not in same]
    assert len(added) == 1
    assert added[0].startswith("A(z) „ksh” változat szerint")


def test_money_is_told_in_whole_forints() -> None:
    output = call("programmes", "--compare", "--lang", "hu")[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "= 96 656 062 Ft" in output
    assert "= 75 000 000 Ft" in output


def test_check_of_a_point_and_without_a_place() -> None:
    output = call("programme", "check", "--lat", "46.9", "--lon", "19.69", "--lang", "en")[1]
    assert "is inside the programme's area" in output
    assert call("programme", "check")[0] == 2
    assert call("programme", "check", "--lat", "46.9")[0] == 2


@pytest.mark.parametrize("form", ["text", "json", "csv", "jsonld", "geojson", "ical"])
def test_show_writes_every_format(form: str, tmp_path: Path) -> None:
    for programme in load_catalogue():
        file = tmp_path / f"{programme.slug}.{form}"
        status, _ = call("programme", "show", programme.slug, "--format", form, "--out", str(file))
        assert status == 0
        text = file.read_text("utf-8")
        if form in {"json", "jsonld", "geojson"}:
            assert json.loads(text)
        assert text.startswith("BEGIN:VCALENDAR") == (form == "ical")


def test_an_unknown_programme_ends_with_status_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "webmap", "programme", "show", "nowhere"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "there are: kalocsa-top-5.2.1" in done.stderr


def test_venues_are_sorted_for_review(tmp_path: Path) -> None:
    file = tmp_path / "venues.csv"
    lines = ["név;település;forrás", "Próba Ház;Kalocsa;saját", "Másik Ház;Szeged;saját", ";;"]
    file.write_bytes("\n".join(lines).encode("cp1250"))
    status, output = call("venues", "import", str(file), "--json")
    assert status == 1
    rows: Any = [json.loads(line) for line in output.splitlines()]
    assert [row["state"] for row in rows] == ["accepted", "needs_review"]
    assert rows[0]["record"]["name"] == "Próba Ház"
    assert call("venues", "import", str(file), "--register", "nowhere=x")[0] == 2


@pytest.mark.shared_data
def test_venues_with_a_register(tmp_path: Path, shared_data: Path) -> None:
    file = tmp_path / "venues.yaml"
    place = "{name: Próba Ház, settlement: Kalocsa, address: Búzapiac tér 7, source: saját}"
    file.write_text(f"venues: [{place}]", "utf-8")
    register = f"Kalocsa={shared_data / 'towns' / 'kalocsa'}"
    status, output = call("venues", "import", str(file), "--register", register, "--json")
    assert status == 0
    assert json.loads(output)["record"]["precision"] == "polling_district"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_answer_has_its_words(lang: str) -> None:
    for query in ("Pirtó", "Kalocsa", "Lajosmizse", "Szeged, Próba utca 1", "", "Halasi út 3"):
        for found in look_up(query, clock.today()):
            programme = load_programme(found.programme)
            assert sentence(found, lang).endswith(".")
            assert state_text(found, programme, lang).endswith(".")
            assert all(cautions(found, lang))
    t = texts(lang)
    assert all(t.has(f"programme.caution.{caution}") for caution in Caution)
    assert all(t.has(f"programme.missing.{missing}") for missing in Missing)


def test_a_look_up_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from webmap.cli.main import cli;"
        "r = CliRunner().invoke(cli, ['programme', 'check', 'Pirtó', '--json']);"
        "assert not r.exit_code;"
        "print([m for m in ('geopandas','pandas','osmnx','folium','flask','icalendar','osmium',"
        "'pyogrio','pyarrow','sqlalchemy') if m in sys.modules])"
    )
    # In a folder of its own: a service's data beside the checkout would be read.
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "[]"
