"""One look-up over all areas: every area says what it says alone."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.programmes.look_up import bundled_look_up
from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register
from webmap.ask.anywhere import Everywhere, open_everywhere, whereabouts_document
from webmap.ask.many_answering import many_answering
from webmap.ask.services import bundled_areas
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

SLUG = "kecskemet-top-6.9.1"
QUERIES = (
    "Kecskemét, Halasi út 5",
    "6000 Kecskemét, Halasi út 30",
    "Kecskemét, Alma utca 3",
    "Halasi út 5",
    "Kunszentmiklós, Rákóczi Ferenc utca 1",
    "Tompa, Szabadság tér 2",
    "Kecskemét",
    "Baja, Fő utca 3",
    "1131 Budapest, Halasi út 5",
    "Hetényegyháza, Iskola utca 4",
    "???",
    "",
)


@pytest.mark.parametrize("query", QUERIES)
def test_every_area_answers_as_it_does_alone(query: str) -> None:
    areas = bundled_areas()
    today = areas.clock.today()
    found = open_everywhere(areas, None).ask(query, today)
    alone = {one.programme: one for one in bundled_look_up().look_up(query, today)}
    for said in found.areas:
        if said.of_settlements is None:
            assert said.answer == areas.check(query, said.slug)
        else:
            assert said.of_settlements == alone[said.slug]
        assert said.programme is None or said.state == alone[said.programme].state
    asked = {said.slug for said in found.areas}
    lies = {slug for slug, one in alone.items() if one.answer.verdict == "inside"}
    assert lies <= asked
    assert {info.slug for info in areas.list()} == (asked | set(found.elsewhere)) - set(alone) | {
        SLUG
    }


def test_an_address_of_another_town_is_not_asked_of_an_area() -> None:
    areas = bundled_areas()
    everywhere = Everywhere(areas, Country(None))
    assert everywhere.ask("Baja, Halasi út 5", areas.clock.today()).elsewhere == (SLUG,)
    at_home = everywhere.ask("Kecskemét, Halasi út 5", areas.clock.today())
    assert (at_home.areas[0].slug, at_home.elsewhere) == (SLUG, ())
    assert at_home.areas[0].state == "ended"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of two made-up towns."""
    root = tmp_path_factory.mktemp("country")
    for town in ("Kecskemét", "Baja"):
        write_register(root / "office" / town, town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return root / "c.register"


def test_the_command(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street = CountryFile(register).towns[0]
    name = CountryFile(register).register(street).register.thoroughfares[0].full_name
    queries = (f"Baja, {name} 3", f"{name} 3", "Kecskemét, Halasi út 5", "Pécs, Fő utca 1")
    ran = CliRunner().invoke(cli, ["anywhere", "--register", str(register), "--json", *queries])
    assert ran.exit_code == 0, ran.output
    baja, nowhere, home, other = map(json.loads, ran.output.splitlines())
    place = baja["place"]
    assert (place["settlement"]["name"], place["street"], place["number"]) == ("Baja", name, "3")
    assert (place["door_listed"], baja["areas"], baja["areas_elsewhere"]) == (True, [], [SLUG])
    assert nowhere["place"]["reason"] == "settlement_missing"
    assert {one["town"] for one in nowhere["place"]["candidates"]} == {"Baja", "Kecskemét"}
    area = home["areas"][0]
    assert (area["area"], area["programme_state"]) == (SLUG, "ended")
    assert (area["answer"]["verdict"], area["answer"]["grade"]) == ("inside", "recorded")
    assert len(area["answer"]["edition"]) == 64
    assert other["place"]["reason"] == "no_street_list"
    monkeypatch.setenv("AKCIOTERULET_COUNTRY_REGISTER", str(register))
    said = CliRunner().invoke(cli, ["anywhere", *queries])
    assert said.exit_code == 0
    lines = said.output.splitlines()
    assert f"Baja, {name} 3: Baja, {name} 3" in lines
    assert any("kecskemet-top-6.9.1: Igen:" in line for line in lines)
    assert any("címjegyzéke nincs betöltve" in line for line in lines)
    english = CliRunner().invoke(cli, ["anywhere", "--lang", "en", *queries]).output
    assert "no register of this settlement is loaded" in english


def test_missing_districts_of_the_capital_are_named(tmp_path: Path) -> None:
    write_register(tmp_path / "office" / "09", town="Budapest 09")
    path = tmp_path / "c.register"
    import_country(tmp_path / "office", path, lambda *_: None)
    file = CountryFile(path)
    street = file.register(file.towns[0]).register.thoroughfares[0].full_name
    asked = ["anywhere", "--register", str(path), f"Budapest, {street} 3"]
    hungarian = CliRunner().invoke(cli, asked).output
    assert "nincs minden kerület címjegyzéke betöltve" in hungarian
    assert "VIII., X., XI." in hungarian
    assert f"Budapest 09. kerület, {street} 3" in hungarian
    missing = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).output)["place"]
    assert (missing["reason"], len(missing["registers_missing"])) == ("settlement_ambiguous", 22)
    english = CliRunner().invoke(cli, [*asked, "--lang", "en"]).output
    assert "not every district's register is loaded" in english


def test_the_api_says_what_the_areas_say(client: FlaskClient) -> None:
    areas = client.application.extensions["akcioterulet"].areas
    everywhere, today = open_everywhere(areas, None), areas.clock.today()
    for query in filter(str.strip, QUERIES):
        answer = client.post("/api/v1/anywhere", json={"q": query})
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        found = everywhere.ask(query, today)
        document = whereabouts_document(found, everywhere, areas, "hu", today)
        assert answer.get_json() == json.loads(json.dumps(document))
    wrong = client.post("/api/v1/anywhere", json={"q": "x", "area": SLUG})
    assert wrong.status_code == 400


class TestFiles:
    """A file over all areas: each row says what the single look-up says."""

    ROWS = (
        "Kecskemét;Halasi út 5",
        "Kecskemét;Halasi út 30",
        "Kecskemét;Alma utca 3",
        "Tompa;Szabadság tér 2",
        "Baja;Fő utca 3",
        "Kunszentmiklós;Rákóczi Ferenc utca 1",
        "Kecskemét;",
        ";Fő utca 3",
        'Kecskemét;"Halasi út 5"',
        "Kecskemét;Halasi út 5;többlet",
        ";",
    )

    def done(self, tmp_path: Path, mode: str, *more: str) -> list[dict[str, str]]:
        source, out = tmp_path / "in.csv", tmp_path / f"{mode}.csv"
        source.write_text("\n".join(("Település;Cím", *self.ROWS)) + "\n", "utf-8")
        arguments = ["check-file", str(source), "--out", str(out), "--everywhere", mode, *more]
        ran = CliRunner().invoke(cli, [*arguments, "--no-progress"])
        assert ran.exit_code == 0, ran.output
        with out.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))

    def test_one_row_for_each_address(self, tmp_path: Path, register: Path) -> None:
        rows = self.done(tmp_path, "address", "--register", str(register))
        assert len(rows) == len(self.ROWS)
        areas = bundled_areas()
        everywhere = open_everywhere(areas, register)
        for row in rows[:6]:
            found = everywhere.ask(f"{row['Település']}, {row['Cím']}", areas.clock.today())
            settlement = found.place.settlement
            assert settlement is not None
            assert (row["settlement"], row["settlement_code"]) == (
                settlement.name,
                settlement.code,
            )
            inside = [a.slug for a in found.areas if a.answer.verdict == "inside"]
            assert row["areas_inside"].split(" | ") == (inside or [""])
            assert row["street"] == (found.place.street or "")
        assert [row["verdict"] for row in rows[:5]] == [
            *("inside", "inside", "inside"),  # the district's programme takes the whole town
            *("inside", "outside"),
        ]
        assert rows[7]["place_reason"] == "settlement_missing"
        assert rows[8]["areas_inside"] == rows[0]["areas_inside"]
        assert (rows[9]["error"], rows[10]["error"]) == ("too_many_cells", "empty_row")

    def test_one_row_for_each_pair(self, tmp_path: Path) -> None:
        rows = self.done(tmp_path, "pair")
        areas = bundled_areas()
        everywhere = open_everywhere(areas, None)
        home = [row for row in rows if row["Cím"] == "Halasi út 5" and row["error"] == ""]
        found = everywhere.ask("Kecskemét, Halasi út 5", areas.clock.today())
        assert [
            (row["area"], row["verdict"], row["grade"]) for row in home[: len(found.areas)]
        ] == [(one.slug, one.answer.verdict, one.answer.grade or "") for one in found.areas]
        assert home[0]["edition"] == areas.edition(SLUG).hash
        assert home[0]["programme_state"] == "ended"
        assert home[0]["reason_text"].startswith("Igen: a Kecskemét, Halasi út 5.")
        assert all(None not in row or row["error"] == "too_many_cells" for row in rows)

    def test_an_interrupted_job_goes_on_with_the_same_engine_alone(self, register: Path) -> None:
        one = many_answering(bundled_areas(), register, pairs=False, lang="hu")
        assert (
            one.identity
            == many_answering(bundled_areas(), register, pairs=False, lang="hu").identity
        )
        other = many_answering(bundled_areas(), None, pairs=False, lang="hu")
        assert len({one.identity, other.identity, replace(one, pairs=True).identity}) == 3
        usage = CliRunner().invoke(
            cli,
            ["check-file", "a.csv", "--out", "b.csv", "--everywhere", "pair", "--triage", "c.csv"],
        )
        assert usage.exit_code == 2
