"""`akcioterulet list`: a published list as rows, corrected, read again, taken into force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.errors import DefinitionError
from boundaries.facts.area_files import look_again
from boundaries.lists.model import Need
from boundaries.register.load import load_register
from boundaries.register.store import save_register
from tests.command import command
from webmap.app import create_app
from webmap.ask.services import BundledAreas
from webmap.cli.main import cli
from webmap.web.i18n import LANGUAGES, texts
from webmap.web.settings import read_settings

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TABLE = "utca;hazszam\nEcseri út;1\nEcseri út;2\nBéke tér;1\n"


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["list", "read", *words], input=text)


def test_a_text_from_standard_input_is_read_into_rows() -> None:
    done = run("-", text="Széher út 1-45/c-ig és 2-40-ig")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "     Széher út: páratlan 1–45/C",
        "     Széher út: páros 2–40",
        "2 sor, ebből 0 sort embernek kell megnéznie",
    ]


def test_what_a_person_must_look_at_is_told_in_both_languages() -> None:
    done = run("-", "--lang", "en", text="Ecseri 1-9 a templomig")
    assert done.exit_code == 3
    for need in (Need.UNTYPED, Need.PARITY_OPEN, Need.LIMITED_BY_WORDS):
        assert texts("en")(f"list.need.{need.value}") in done.output


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: str) -> None:
    assert all(texts(language).has(f"list.need.{need.value}") for need in Need)


def test_rows_are_kept_corrected_and_read_again(tmp_path: Path) -> None:
    source, out, town = tmp_path / "list.txt", tmp_path / "rows.csv", tmp_path / "t.register"
    table = tmp_path / "doors.csv"
    table.write_text(TABLE, encoding="utf-8")
    save_register(load_register(table, town="Négyzetfalva"), town)
    source.write_text("Ecseri 1-9, Béke tér", encoding="utf-8")
    done = run(str(source), "--register", str(town), "--out", str(out))
    assert done.exit_code == 3
    assert "Ecseri út: folyamatos 1–9" in done.output
    out.write_text(
        out.read_text("utf-8-sig").replace("continuous;1;9;;open", "odd;1;9;;inside"),
        encoding="utf-8",
    )
    again = run(str(out), "--json")
    assert again.exit_code == 0
    record = json.loads(again.output)
    assert [(row["name"], row["parity"], row["status"]) for row in record["rows"]] == [
        ("Ecseri", "odd", "inside"),
        ("Béke", "whole", "inside"),
    ]
    checked = CliRunner().invoke(
        cli,
        ["register", "check-list", str(out), "Ecseri út 1", "Ecseri út 2", "--register", str(town)],
    )
    assert "Ecseri út 1: inside" in checked.output
    assert "Ecseri út 2: outside" in checked.output


def test_a_file_that_is_no_text_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xff\xfe\x00\xd8")
    done = command("list", "read", path)
    assert done.returncode == 2
    assert "no text in UTF-8" in done.stderr
    assert done.stderr.count("\n") == 1


# -- taken into force


def test_an_area_of_a_list_is_taken_into_force_and_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "own"))
    town, rows = tmp_path / "t.register", tmp_path / "rows.csv"
    table = tmp_path / "doors.csv"
    lines = [f"Ecseri út;{n};650{n:03d};150000" for n in range(100, 130)]
    lines += [f"Béke tér;{n};650{n:03d};150300" for n in range(100, 110)]
    table.write_text("\n".join(["utca;hazszam;EOV Y;EOV X", *lines]), encoding="utf-8")
    save_register(load_register(table, town="Négyzetfalva"), town)
    source = tmp_path / "list.txt"
    source.write_text("Az iskola körzete: Ecseri út 101-109, Béke tér", encoding="utf-8")
    assert run(str(source), "--register", str(town), "--out", str(rows)).exit_code == 3
    done = CliRunner().invoke(
        cli,
        [
            *("list", "accept", "iskola", str(rows), "--register", str(town)),
            *("--text", str(source), "--title", "Az iskola körzete", "--title-en", "The school"),
            *("--authority", "Négyzetfalva", "--source", "Jegyzék", "--document", "1/2024."),
            *("--by", "Próba", "--reason", "próba", "--on", "2024-01-05"),
        ],
    )
    assert done.exit_code == 0, done.output
    assert "rows that are open, and with them their doors: 1" in done.output
    look_again()
    asked = ("Ecseri út 101", "Ecseri út 102", "Ecseri út 111", "Béke tér 105")
    checked = CliRunner().invoke(cli, ["check", *asked, "--area", "iskola", "--json"])
    answers = [json.loads(line) for line in checked.output.splitlines()]
    assert [one["verdict"] for one in answers] == ["inside", "undecidable", "outside", "inside"]
    assert {one["edition"] for one in answers} == {answers[0]["edition"]}

    page = create_app(read_settings(), BundledAreas()).test_client().get("/?area=iskola")
    assert page.status_code == 200
    exported = CliRunner().invoke(
        cli, ["export", "iskola", "--what", "street-list", "--out", str(tmp_path / "x.csv")]
    )
    assert exported.exit_code == 0, exported.output


def test_rows_with_words_left_over_are_not_taken_into_force(tmp_path: Path) -> None:
    source, rows, table = tmp_path / "l.txt", tmp_path / "rows.csv", tmp_path / "doors.csv"
    table.write_text(TABLE, encoding="utf-8")
    source.write_text("12 valami\nBéke tér", encoding="utf-8")
    run(str(source), "--out", str(rows))
    done = CliRunner().invoke(
        cli,
        [
            *("list", "accept", "iskola", str(rows), "--register", str(table), "--town", "N"),
            *("--title", "a", "--title-en", "b", "--authority", "c", "--source", "d"),
            *("--document", "e", "--by", "f", "--reason", "g"),
        ],
    )
    assert isinstance(done.exception, DefinitionError)
    assert "words in no row" in str(done.exception)


def test_the_lists_of_a_town_are_held_side_by_side(tmp_path: Path) -> None:
    table, text, out = tmp_path / "doors.csv", tmp_path / "l.txt", tmp_path / "rows.csv"
    table.write_text(TABLE, encoding="utf-8")
    text.write_text("1. számú körzet\nEcseri út\n2. számú körzet\nEcseri út páros\n", "utf-8")
    run(str(text), "--out", str(out))
    words = ["list", "together", str(out), "--register", str(table), "--town", "Négyzetfalva"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 3
    assert done.output.splitlines() == [
        "2 jegyzék; a nyilvántartásban 3 házszám",
        "pontosan egy jegyzékben: 1",
        "egyik jegyzékben sem: 1",
        "  Béke tér páratlan 1–1 (1)",
        "több jegyzékben is: 1",
        "  Ecseri út páros 2–2 (1): 1. számú körzet + 2. számú körzet",
        "nem derül ki: 0",
    ]
    record = json.loads(CliRunner().invoke(cli, [*words, "--json"]).output)
    assert record["in_several"][0]["lists"] == ["1. számú körzet", "2. számú körzet"]


PAGE = """Négyzetfalva óvodáinak felvételi körzetei

1. Mese Óvoda
9001 Négyzetfalva, Fő u. 12.
Körzete: Ecseri út páratlan, Béke tér

2. Napsugár Óvoda
Székhely: 9001 Négyzetfalva, Kert u. 3.
Körzete: Ecseri út páros, Semmi utca
"""


def test_a_page_of_all_lists_is_held_side_by_side_as_it_is_published(tmp_path: Path) -> None:
    table, page = tmp_path / "doors.csv", tmp_path / "page.txt"
    table.write_text(TABLE, encoding="utf-8")
    page.write_text(PAGE, encoding="utf-8")
    words = ["list", "together", str(page), "--register", str(table), "--town", "Négyzetfalva"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 3
    assert done.output.splitlines() == [
        "2 jegyzék; a nyilvántartásban 3 házszám",
        "pontosan egy jegyzékben: 3",
        "egyik jegyzékben sem: 0",
        "több jegyzékben is: 0",
        "nem derül ki: 0",
        "2. Napsugár Óvoda: a nyilvántartás nem ismeri, vagy több ilyet ismer: Semmi utca",
    ]
