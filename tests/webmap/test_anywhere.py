"""One look-up over all areas: every area says what it says alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.programmes.look_up import bundled_look_up
from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register
from webmap.ask.anywhere import Everywhere, open_everywhere
from webmap.ask.services import bundled_areas
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

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
    assert any("nincs betöltött lakcímjegyzék" in line for line in lines)
    english = CliRunner().invoke(cli, ["anywhere", "--lang", "en", *queries]).output
    assert "no register of this settlement is loaded" in english
