"""The commands about facts and the worklist, on the bundled area with made-up facts."""

from __future__ import annotations

import csv
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.data_files import VARIABLE
from boundaries.edition.edition import EDITIONS
from boundaries.errors import DefinitionError, FactError, UnknownAreaError
from boundaries.facts import FactState, facts_of
from boundaries.facts.area_files import look_again
from boundaries.facts.reading import Caution, CautionCode
from boundaries.tables.cells import BOM
from webmap.admin.evidence import caution_words
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SLUG = "kecskemet-top-6.9.1"
CLOCK = Clock.on(dt.date(2026, 5, 4))
STREET = "Kórház utca"
ADDED = ("--by", "A. Adó", "--source", "made up for a test")


@pytest.fixture
def areas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    look_again()
    return tmp_path


def run(*words: str, fails: type[Exception] | None = None) -> Result:
    look_again()
    done = CliRunner().invoke(cli, ["area", *words], obj=CLOCK)
    if fails is None:
        assert done.exit_code == 0, (done.output, done.exception)
    else:
        assert isinstance(done.exception, fails), (done.output, done.exception)
    return done


def add(*words: str) -> str:
    return run("evidence", "add", SLUG, *words, *ADDED).stdout.split()[0]


@pytest.mark.usefixtures("areas")
def test_the_worklist_as_text_json_and_table(tmp_path: Path) -> None:
    text = run("worklist", SLUG, "--limit", "3").stdout
    assert "doors of" in text.splitlines()[0]
    assert len(text.splitlines()) == 1 + 2 * 3 + 1
    out = tmp_path / "worklist.csv"
    found = json.loads(run("worklist", SLUG, "--json", "--out", str(out)).stdout)
    rows = found["rows"]
    assert found["open_doors"] == sum(row["doors"] for row in rows)
    assert [row["decides"] for row in rows] == sorted((r["decides"] for r in rows), reverse=True)
    assert {"hu", "en"} == {*rows[0]["question"]}
    body = out.read_bytes().decode()
    assert body.startswith(BOM)
    assert "\r\n" in body
    table = list(csv.DictReader(body.removeprefix(BOM).splitlines(), delimiter=";"))
    assert [row["street"] for row in table] == [row["street"] for row in rows]
    assert all(row["question"].endswith("?") for row in table)
    told = {(row["ask"], row["unless"]) for row in rows}
    assert told <= {
        ("line", "crosses"),
        ("map_line", "not_all"),
        ("place", "elsewhere"),
        ("say", None),
        ("side", None),
    }
    assert "; less if the street crosses the area's line; " in text
    assert len(json.loads(run("worklist", SLUG, "--json", "--limit", "2").stdout)["rows"]) == 2


@pytest.mark.parametrize("counted", [False, pytest.param(True, marks=pytest.mark.whole)])
def test_a_fact_is_added_confirmed_and_withdrawn_and_each_says_what_follows(
    areas: Path, *, counted: bool
) -> None:
    """With the open doors of the whole town after every step, where they are counted."""

    def open_doors() -> int:
        found: int = json.loads(run("worklist", SLUG, "--json").stdout)["open_doors"]
        return found

    before = open_doors()
    done = run(
        "evidence", "add", SLUG, "said", "--street", STREET, "--verdict", "inside", *ADDED
    ).stdout
    fact = done.split()[0]
    assert "once confirmed: programme: 95 doors newly decided, 0 flip" in done
    assert f"evidence confirm {fact}" in done
    assert (areas / EDITIONS / SLUG / "facts.json").is_file()
    assert not counted or open_doors() == before
    run("evidence", "confirm", fact, "--by", "a. adó", fails=FactError)
    assert (
        "would follow: programme: 95"
        in run("evidence", "confirm", fact, "--by", "B", "--preview").stdout
    )
    assert facts_of(SLUG)[0].state(CLOCK.today()) is FactState.PROPOSED
    assert (
        "follows: programme: 95 doors newly decided"
        in run("evidence", "confirm", fact, "--by", "B").stdout
    )
    assert open_doors() == before - 95
    (listed,) = json.loads(run("evidence", "list", SLUG, "--json").stdout)
    assert (listed["state"], listed["effect"]["opened"]) == ("in_force", 95)
    assert "in_force" in run("evidence", "list", SLUG, "--effect").stdout
    gone = run("evidence", "withdraw", fact, "--by", "B", "--reason", "made up")
    assert "95 open again" in gone.stdout
    assert gone.stderr == "", "that is what withdrawing is for"
    assert not counted or open_doors() == before
    run("evidence", "withdraw", fact, "--by", "B", "--reason", "again", fails=FactError)
    assert len(facts_of(SLUG)) == 1


@pytest.mark.usefixtures("areas")
def test_every_variant_is_told_what_follows_and_one_alone_where_it_is_named() -> None:
    said = ("said", "--street", STREET, "--verdict", "inside", *ADDED)
    done = run("evidence", "add", SLUG, *said).stdout
    variants = [line for line in done.splitlines() if line.startswith("once confirmed: ")]
    assert [line.split(": ")[1] for line in variants] == ["programme", "ksh"]
    fact = done.split()[0]
    (listed,) = json.loads(run("evidence", "list", SLUG, "--json").stdout)
    assert {*listed["effects"]} == {"programme", "ksh"}
    assert listed["effect"] == listed["effects"]["programme"]
    alone = run("evidence", "confirm", fact, "--by", "B", "--preview", "--variant", "ksh").stdout
    assert "would follow: 95 doors" in alone


@pytest.mark.usefixtures("areas")
def test_doors_that_lose_their_answer_are_named_and_need_a_yes() -> None:
    added = run(
        "evidence", "add", SLUG, "said", "--street", "Áfonya utca", "--verdict", "inside", *ADDED
    )
    fact, asked = added.stdout.split()[0], ("evidence", "confirm", added.stdout.split()[0])
    assert "outside → undecidable" in added.stdout
    refused = CliRunner().invoke(cli, ["area", *asked, "--by", "B"], obj=CLOCK)
    assert (refused.exit_code, "--yes" in refused.stderr) == (1, True)
    assert "outside → undecidable" in refused.stdout
    assert facts_of(SLUG)[0].confirmed is None
    assert "would follow" in run(*asked, "--by", "B", "--preview").stdout
    assert "it holds from" in run(*asked, "--by", "B", "--yes").stdout
    gone = run("evidence", "withdraw", fact, "--by", "B", "--reason", "made up")
    assert "withdrawn by B" in gone.stdout


@pytest.mark.usefixtures("areas")
def test_every_kind_can_be_added(tmp_path: Path) -> None:
    line = tmp_path / "line.geojson"
    line.write_text('{"type": "LineString", "coordinates": [[19.68, 46.89], [19.684, 46.892]]}')
    add("place", "--street", STREET, "--number", "12", "--lat", "46.9", "--lon", "19.68")
    add("side", "--street", "Kiskőrösi út", "--parity", "odd", "--side", "délkelet")
    add("line", "--street", "Epreskert utca", "--line", str(line), "--part")
    said = ("--parity", "odd", "--from", "1", "--to", "9", "--verdict", "outside")
    add("said", "--street", STREET, *said)
    assert [fact.kind.value for fact in facts_of(SLUG)] == ["place", "side", "line", "said"]
    run(
        "evidence",
        "add",
        SLUG,
        "said",
        "--street",
        STREET,
        "--verdict",
        "inside",
        *ADDED,
        fails=FactError,
    )
    text = run("evidence", "list", SLUG).stdout
    assert "a part of it" in text
    assert "odd numbers 1–9: outside" in text


@pytest.mark.usefixtures("areas")
def test_many_at_once_or_none(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    head = "kind,street,verdict,source\n"
    path.write_text(f"{head}said,{STREET},inside,walk\nsaid,Nincs utca,inside,walk\n", "utf-8")
    run("evidence", "add", SLUG, "--file", str(path), "--by", "A", fails=DefinitionError)
    assert facts_of(SLUG) == ()
    path.write_text(f"{head}said,{STREET},inside,walk\nsaid,Temes tér,inside,walk\n", "utf-8")
    done = run("evidence", "add", SLUG, "--file", str(path), "--by", "A").stdout
    assert "once confirmed: programme: 107 doors newly decided" in done
    assert len(facts_of(SLUG)) == 2


@pytest.mark.usefixtures("areas")
def test_mistakes_end_with_a_message() -> None:
    done = CliRunner().invoke(cli, ["area", "evidence", "add", SLUG, "--by", "A"], obj=CLOCK)
    assert (done.exit_code, "give one of" in done.stderr) == (2, True)
    run("evidence", "confirm", "none", "--by", "A", fails=FactError)
    run("worklist", "no-such-area", fails=UnknownAreaError)
    far = run("evidence", "add", SLUG, "place", "--street", STREET, "--number", "12", "--lat",
              "46.24", "--lon", "20.26", *ADDED, fails=FactError)  # fmt: skip
    assert "km from everything that is known of Kecskemét" in str(far.exception)


@pytest.mark.usefixtures("areas")
def test_a_place_far_from_its_street_is_warned_about() -> None:
    done = run("evidence", "add", SLUG, "place", "--street", "Kiskőrösi út", "--number", "12",
               "--lat", "46.93", "--lon", "19.68", *ADDED)  # fmt: skip
    assert "m from the line of the street" in done.stderr


@pytest.mark.parametrize("lang", ["hu", "en"])
def test_cautions_have_words(lang: str) -> None:
    told = [Caution(code, 75.0, "Próbafalva") for code in CautionCode]
    words = {caution_words(one, lang) for one in told}
    assert len(words) == len(told)
    assert any("75 m" in one for one in words)
    assert any("Próbafalva" in one for one in words)
