"""Overrides in force: the same on the page, in the API, from the command line and by the file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.errors import DefinitionError
from boundaries.model import Reason, VerdictKind
from boundaries.verdict.overrides import read_overrides
from webmap.admin.overrides import read_file
from webmap.app import create_app
from webmap.ask.answering import answering
from webmap.ask.documents import answer_fields
from webmap.ask.overrides import OverridesFolder, overrides_source
from webmap.ask.services import BundledAreas, bundled_areas
from webmap.ask.words import reason_text
from webmap.cli.main import cli
from webmap.web.settings import Settings, SettingsError

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
QUERY = "Március 15. utca 12"
ENTRY = """\
area: kecskemet-top-6.9.1
overrides:
  - street: Március 15. utca
    numbers: 12
    verdict: inside
    reason: próba indok
    source: próba forrás
    by: [A. B., C. D.]
    from: {start}
    expires: {end}
"""
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2027, 3, 1)
ALWAYS = (dt.date(2000, 1, 1), dt.date(2999, 12, 31))
OVER = (dt.date(2000, 1, 1), dt.date(2000, 12, 31))


def put(folder: Path, days: tuple[dt.date, dt.date], name: str = SLUG, **changes: str) -> Path:
    text = ENTRY.format(start=days[0], end=days[1])
    for old, new in changes.items():
        text = text.replace(old, new)
    path = folder / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "overrides"
    made.mkdir()
    return made


def areas_on(folder: Path, day: dt.date) -> BundledAreas:
    return BundledAreas(OverridesFolder(folder), Clock.on(day))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (FIRST, Reason.OVERRIDE),
        (LAST, Reason.OVERRIDE),
        (FIRST - dt.timedelta(1), Reason.DISTRICT_OUTSIDE),
        (LAST + dt.timedelta(1), Reason.DISTRICT_OUTSIDE),
    ],
)
def test_the_day_of_the_question_decides(folder: Path, day: dt.date, reason: Reason) -> None:
    put(folder, (FIRST, LAST))
    answer = areas_on(folder, day).check(QUERY, SLUG)
    assert answer.reason is reason


def test_the_sentence_shows_the_override_in_both_languages(folder: Path) -> None:
    put(folder, (FIRST, LAST))
    answer = areas_on(folder, FIRST).check(QUERY, SLUG)
    assert reason_text(answer, "hu").endswith(
        " A 2026. március 1. és 2027. március 1. között hatályos döntés indoka: „próba indok”, "
        "forrása: „próba forrás”."
    )
    assert "in force from 1 March 2026 to 1 March 2027" in reason_text(answer, "en")


def test_programs_get_the_override_without_the_names_of_people(folder: Path) -> None:
    put(folder, (FIRST, LAST))
    areas = areas_on(folder, FIRST)
    assert answer_fields(areas.check(QUERY, SLUG))["override"] == {
        "street": "Március 15. utca",
        "numbers": "continuous 12-12",
        "verdict": "inside",
        "reason": "próba indok",
        "source": "próba forrás",
        "from": "2026-03-01",
        "expires": "2027-03-01",
        "without_override": {"verdict": "outside", "reason": "district_outside"},
    }
    assert answer_fields(areas.check("Március 15. utca 14", SLUG))["override"] is None


def by_file(source: Path, out: Path, environ: dict[str, str]) -> tuple[str, str]:
    command = [sys.executable, "-m", "webmap", "check-file", str(source), "--out", str(out)]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    with out.open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file, delimiter=";"))
    return row["verdict"], row["reason_text"]


@pytest.mark.parametrize("days", [ALWAYS, OVER], ids=["in force", "expired"])
def test_every_way_of_asking_uses_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: tuple[dt.date, dt.date]
) -> None:
    put(folder, days)
    monkeypatch.setenv("AKCIOTERULET_OVERRIDES_DIR", str(folder))
    answer = bundled_areas().check(QUERY, SLUG)
    in_force = days is ALWAYS
    assert answer.verdict is (VerdictKind.INSIDE if in_force else VerdictKind.OUTSIDE)
    expected = (str(answer.verdict), reason_text(answer))
    client = create_app().test_client()
    document = client.post("/api/v1/check", json={"q": QUERY}).get_json()
    assert (document["verdict"], document["reason_text"]) == expected
    page = client.post("/", data={"q": QUERY}).get_data(as_text=True)
    assert ("próba forrás" in page) is in_force
    assert ("Válasz az egyedi döntés nélkül" in page) is in_force
    printed = CliRunner().invoke(cli, ["check", "--json", QUERY]).output
    document = json.loads(printed)
    assert (document["verdict"], document["reason_text"]) == expected
    source = tmp_path / "in.csv"
    source.write_text(f"cím\n{QUERY}\n", "utf-8")
    assert by_file(source, tmp_path / "out.csv", dict(os.environ)) == expected


def test_the_identity_of_a_job_changes_with_what_is_in_force(folder: Path) -> None:
    plain = answering(BundledAreas(), SLUG).identity
    put(folder, (FIRST, LAST))
    before, first, later = (
        answering(areas_on(folder, day), SLUG).identity
        for day in (FIRST - dt.timedelta(1), FIRST, LAST)
    )
    assert before == plain  # nothing is in force yet
    assert first != plain
    assert later == first  # the same is in force: a job can go on after midnight
    put(folder, (FIRST, LAST), indok="másik")
    assert answering(areas_on(folder, FIRST), SLUG).identity != first


def test_the_engine_of_a_job_reaches_other_processes_whole(folder: Path) -> None:
    put(folder, (FIRST, LAST))
    engine = answering(areas_on(folder, FIRST), SLUG)
    sent = pickle.loads(pickle.dumps(engine))  # noqa: S301 - as a pool does
    assert sent.identity == engine.identity
    answer, _ = sent()(QUERY)
    assert answer.reason is Reason.OVERRIDE


def test_a_changed_file_is_read_again(folder: Path) -> None:
    path = put(folder, (FIRST, LAST))
    areas = areas_on(folder, FIRST)
    assert areas.check(QUERY, SLUG).reason is Reason.OVERRIDE
    put(folder, (FIRST, LAST), **{"numbers: 12": "numbers: 1400"})
    assert areas.check(QUERY, SLUG).reason is Reason.DISTRICT_OUTSIDE
    path.unlink()
    assert areas.check(QUERY, SLUG).reason is Reason.DISTRICT_OUTSIDE
    put(folder, (FIRST, LAST))
    assert areas.check(QUERY, SLUG).reason is Reason.OVERRIDE


def test_an_override_of_no_listed_street_is_a_fault(folder: Path) -> None:
    put(folder, (FIRST, LAST), **{"Március 15. utca": "Március 15. u."})
    with pytest.raises(DefinitionError, match=r"Március 15\. u\..*no such street"):
        areas_on(folder, FIRST).check(QUERY, SLUG)
    with pytest.raises(DefinitionError, match="no such street"):
        bundled_areas(Settings(overrides_dir=str(folder)))


def test_a_file_is_called_by_its_area(folder: Path) -> None:
    put(folder, (FIRST, LAST), name="kecskemet")
    with pytest.raises(DefinitionError, match=r"must be called kecskemet-top-6\.9\.1\.yaml"):
        overrides_source(Settings(overrides_dir=str(folder)))


def test_a_folder_that_is_none_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="AKCIOTERULET_OVERRIDES_DIR"):
        create_app(Settings(overrides_dir=str(tmp_path / "none")))


def test_words_of_an_override_stay_words_on_the_page(folder: Path) -> None:
    put(folder, ALWAYS, **{"próba indok": '"<script>alert(1)</script>"'})
    client = create_app(Settings(overrides_dir=str(folder))).test_client()
    page = client.post("/", data={"q": QUERY}).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("field", ["street", "reason", "source"])
def test_a_file_with_a_character_that_nobody_sees_is_refused_and_what_is_stored_is_not(
    field: str,
) -> None:
    told = {"street": "Próba utca", "reason": "próba", "source": "próba"}
    entry = {
        **told,
        field: told[field] + "\u202e",
        "numbers": "whole",
        "verdict": "inside",
        "by": ["Próba Anna", "Próba Béla"],
        "from": "2026-01-01",
        "expires": "2026-12-31",
    }
    document = {"area": "square", "overrides": [entry]}
    with pytest.raises(DefinitionError, match=rf"overrides\[0\]\.{field}: holds U\+202E"):
        read_file(json.dumps(document))
    assert len(read_overrides(document, "stored").entries) == 1
