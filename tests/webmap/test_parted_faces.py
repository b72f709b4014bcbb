"""An area of several parts through every face: API, page, file and sheet say one thing."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from boundaries import check_file
from boundaries.drift.parts import PartChange
from boundaries.edition.edition import load_edition
from boundaries.facts.area_files import look_again
from boundaries.model import VerdictKind
from tests.boundaries.edition.test_parted_files import TEXT
from tests.boundaries.parted_town import HOUSES, SLUG, TOWN, edition_of, write_area
from webmap.admin.edition_rows import comparison
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.ask.words import answer_view
from webmap.sheet.fields import OF_PARTS, fields_of, read_line
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

ASKED = [house.query for house in HOUSES[::7]] + ["Dió utca", "Barack utca", "Hárs utca 1-3"]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(folder))
    write_area(folder, TEXT)
    look_again()
    return folder


def test_file_and_engine_agree(own: Path, tmp_path: Path) -> None:
    assert own.is_dir()
    source, out = tmp_path / "doors.csv", tmp_path / "answers.csv"
    source.write_text("cím\n" + "\n".join(ASKED) + "\n", "utf-8")
    check_file(source, out, SLUG, columns=("cím",), lang="en")
    with out.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    areas = BundledAreas()
    verdicts = next(key for key in rows[0] if "verdict" in key)
    told = [areas.check(query, SLUG).verdict.value for query in ASKED]
    assert [row[verdicts] for row in rows] == told
    assert {"inside", "outside"} <= set(told)


def test_the_api_and_the_page_name_the_part(own: Path) -> None:
    assert own.is_dir()
    client = create_app(Settings()).test_client()
    query = {"q": f"{TOWN}, Dió utca 31", "area": SLUG}
    found = client.post("/api/v1/check", json=query).get_json()
    assert (found["verdict"], found["reason"]) == ("inside", "part_inside")
    assert found["details"]["area_part"] == {
        "number": 2,
        "kind": "street",
        "effect": "adds",
        "text": "valamint a Dió utca teljes hossza",
    }
    said = client.post("/", data=query).get_data(as_text=True)
    assert "név szerint ide sorolja" in said
    assert "valamint a Dió utca teljes hossza" in said
    page = client.get("/map", query_string={"area": SLUG}).get_data(as_text=True)
    assert "A terület részei" in page
    assert "Utca egy szakasza – nem tartozik a területhez" in page
    assert "Barack utca: páros oldal, minden házszám" in page
    english = client.get("/map", query_string={"area": SLUG, "lang": "en"}).get_data(as_text=True)
    assert "The parts of the area" in english
    shown = json.loads(client.get(f"/areas/{SLUG}.geojson").get_data(as_text=True))
    roles = [feature["properties"]["role"] for feature in shown["features"]]
    assert roles.count("part") == 3


def test_the_desk_is_shown_which_parts_changed() -> None:
    then = edition_of(TEXT)
    streets = tuple(
        dataclasses.replace(one, resolved="Diófa utca") for one in then.parts[1].streets
    )
    part = dataclasses.replace(then.parts[1], streets=streets)
    now = dataclasses.replace(then, parts=(then.parts[0], part, *then.parts[2:-1]))
    found = comparison(then, now).parts
    assert [(one.number, one.change.value) for one in found] == [
        (2, "found_otherwise"),
        (5, "vanished"),
    ]
    assert found[0].streets == ("Dió utca",)
    words = texts("hu")
    assert all(words.has(f"admin.part_change.{one}") for one in PartChange if one != "same")


def test_a_sheet_says_which_part_decides(own: Path) -> None:
    assert own.is_dir()
    edition = load_edition(SLUG, now=dt.date(2026, 1, 6))
    answer = BundledAreas().check(f"{TOWN}, Dió utca 31", SLUG)
    assert answer.verdict is VerdictKind.INSIDE
    fields = fields_of(answer, dt.datetime(2026, 1, 6, 9, 5, tzinfo=dt.UTC), 7, "staff")
    line = fields.facts.line()
    assert line.endswith(".2")
    assert (read_line(line), read_line(line).schema) == (fields.facts, OF_PARTS)
    told = answer_view(fields.answer(edition), edition, "hu")
    assert "név szerint ide sorolja" in told.main
    assert "valamint a Dió utca teljes hossza" in told.rest
    plain = BundledAreas().check(f"{TOWN}, Barack utca 23", SLUG)
    assert "area_part" not in plain.details or plain.details["area_part"]["kind"] == "ring"
