"""The next edition of a list: rows, corrections and doors compared, a candidate accepted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from boundaries.facts.area_files import look_again
from boundaries.register.load import load_register
from boundaries.register.store import save_register
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TEXT = "Az iskola körzete:\nRendelő Ecseri út 109.\nEcseri út 101-109, Béke tér páros a templomig"
NEXT = "Az iskola körzete:\nRendelő Ecseri út 109.\nEcseri út 101-109, Béke tér páros, Új köz"


def run(*words: str) -> Result:
    done = CliRunner().invoke(cli, list(words))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def saved(tmp_path: Path, name: str, streets: dict[str, range]) -> Path:
    """Write a register of made-up streets whose doors have places."""
    lines = [
        f"{street};{n};650{n:03d};150{200 + 100 * at}"
        for at, (street, numbers) in enumerate(streets.items())
        for n in numbers
    ]
    table, path = tmp_path / f"{name}.csv", tmp_path / f"{name}.register"
    table.write_text("\n".join(["utca;hazszam;EOV Y;EOV X", *lines]), encoding="utf-8")
    save_register(load_register(table, town="Négyzetfalva"), path)
    return path


STREETS = {"Ecseri út": range(100, 120), "Béke tér": range(100, 110), "Új köz": range(100, 104)}


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An area of a list is in force: one row deleted, two settled by hand."""
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "own"))
    town = saved(tmp_path, "town", STREETS)
    source, rows = tmp_path / "list.txt", tmp_path / "rows.csv"
    source.write_text(TEXT, encoding="utf-8")
    assert run("list", "read", str(source), "--register", str(town), "--out", str(rows)).exit_code
    head, surgery, ecseri, square = rows.read_text("utf-8-sig").splitlines()
    assert "Rendelő" in surgery
    settled = [
        ecseri.replace("continuous", "odd").replace(";open;", ";inside;"),
        square.replace(";open;", ";inside;"),
    ]
    rows.write_text("\n".join([head, *settled]) + "\n", encoding="utf-8")
    done = run(
        *("list", "accept", "iskola", str(rows), "--register", str(town), "--text", str(source)),
        *("--title", "Az iskola körzete", "--title-en", "The school", "--source", "Jegyzék"),
        *("--authority", "Négyzetfalva", "--document", "1/2024.", "--by", "Próba"),
        *("--reason", "próba", "--on", "2024-01-05"),
    )
    assert done.exit_code == 0
    look_again()
    return town


def report(*words: str) -> dict[str, Any]:
    done = run("boundary", "diff", "iskola", *words, "--json")
    found: dict[str, Any] = json.loads(done.output)
    assert done.exit_code == (found["status"] == "changed_list")
    return found


def verdicts(*addresses: str) -> list[str]:
    look_again()
    done = run("check", *addresses, "--area", "iskola", "--json")
    return [json.loads(line)["verdict"] for line in done.output.splitlines()]


def test_nothing_is_different_where_nothing_has_changed(register: Path) -> None:
    found = report("--register", str(register))
    assert found["status"] == "same_list"
    assert [one["fit"] for one in found["corrections"]] == ["left_out", "carried", "carried"]
    done = run("area", "refresh", "iskola", "--register", str(register))
    assert done.exit_code == 0
    assert "Mindez már hatályban van" in done.output


def test_a_new_list_keeps_corrections_and_tells_those_that_no_longer_fit(
    register: Path, tmp_path: Path
) -> None:
    text = tmp_path / "next.txt"
    text.write_text(NEXT, encoding="utf-8")
    found = report("--register", str(register), "--text", str(text))
    assert [one["fit"] for one in found["corrections"]] == ["left_out", "carried", "gone"]
    rows = found["rows"]
    assert (rows["added"], rows["removed"], rows["changed"], rows["open"]) == (1, 0, 1, 0)
    assert [(one["change"], one["now"]["name"]) for one in rows["differences"]] == [
        ("changed", "Béke"),
        ("added", "Új"),
    ]
    flips = found["doors"]["flips"]
    assert flips["doors"] == 4
    assert {one["thoroughfare"] for one in flips["ranges"]} == {"Új köz"}


def test_a_candidate_is_left_accepted_and_answers(register: Path, tmp_path: Path) -> None:
    text = tmp_path / "next.txt"
    text.write_text(NEXT, encoding="utf-8")
    words = ("area", "refresh", "iskola", "--register", str(register), "--text", str(text))
    hungarian = run(*words)
    assert "új sor: Új köz: teljes" in hungarian.output
    assert "a javítás már nem illik" in hungarian.output
    assert "megváltozott: Béke tér: páros (a templomig) → Béke tér: páros\n" in hungarian.output
    assert "Új köz 100–102 (páros, 2): Kívül → Belül" in hungarian.output
    english = run(*words, "--lang", "en")
    assert "added: Új köz: whole" in english.output
    assert "the correction holds: “Ecseri út 101-109”" in english.output
    assert verdicts("Új köz 101", "Ecseri út 102") == ["outside", "outside"]
    left = json.loads(run("area", "candidates", "iskola", "--json").output)
    named = left[0]["candidate"]
    shown = run("area", "candidates", "--show", named)
    assert "új sor: Új köz: teljes" in shown.output
    done = run(
        *("edition", "accept", "iskola", "--candidate", named, "--by", "Próba"),
        *("--reason", "új jegyzék"),
    )
    assert done.exit_code == 0
    assert verdicts("Új köz 101", "Ecseri út 102", "Ecseri út 103") == [
        "inside",
        "outside",
        "inside",
    ]


def test_a_register_without_the_street_leaves_its_correction_open(
    register: Path, tmp_path: Path
) -> None:
    assert register.exists()
    other = saved(tmp_path, "other", {"Béke tér": range(100, 110), "Új köz": range(100, 104)})
    found = report("--register", str(other))
    assert [one["fit"] for one in found["corrections"]] == [
        "left_out",
        "not_in_register",
        "carried",
    ]
    assert found["rows"]["open"] == 1


def test_rows_of_a_new_list_begin_with_what_was_corrected(register: Path, tmp_path: Path) -> None:
    text, out = tmp_path / "next.txt", tmp_path / "next.csv"
    text.write_text(NEXT.replace("\nRendelő", "\n12 valami\nRendelő"), encoding="utf-8")
    refused = CliRunner().invoke(
        cli, ["area", "refresh", "iskola", "--register", str(register), "--text", str(text)]
    )
    assert "list read FILE --area iskola" in str(refused.exception)
    done = run(
        *("list", "read", str(text), "--area", "iskola", "--register", str(register)),
        *("--out", str(out)),
    )
    assert done.exit_code == 3
    assert "Ecseri út: páratlan 101–109" in done.output
    assert "a korábban törölt sor most is kimarad" in done.output
    kept = [line for line in out.read_text("utf-8-sig").splitlines() if ";unread;" not in line]
    out.write_text("\n".join(kept) + "\n", encoding="utf-8")
    found = report("--register", str(register), "--rows", str(out), "--text", str(text))
    assert found["rows"]["added"] == 1


def test_an_area_of_a_boundary_takes_no_rows(register: Path) -> None:
    done = run("boundary", "diff", "belvaros", "--rows", str(register))
    assert done.exit_code == 2
    assert "areas that a list defines" in done.output
    assert "Missing option '--osm'" in run("boundary", "diff", "belvaros").output
    assert "give --register" in run("boundary", "diff", "iskola").output
