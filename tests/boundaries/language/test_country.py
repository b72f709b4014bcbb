"""The names of the country: that they are all there, and what a word or a postcode may name."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from boundaries.language import country

ROOT = Path(__file__).resolve().parents[3]
FILES = ("settlements.csv", "parts.csv", "country.meta.json")


def test_every_settlement_has_a_code_of_its_own_and_a_postcode() -> None:
    places = country.settlements()
    codes = {one.code for one in places}
    assert len(places) == len(codes) == 3178
    assert all(one.postcodes for one in places)
    assert {part.code for part in country.parts()} <= codes


@pytest.mark.parametrize("written", ["Baja", "BAJA", "baja", " Baja. "])
def test_a_name_is_known_however_it_is_written(written: str) -> None:
    assert country.is_settlement(written)


@pytest.mark.parametrize("written", ["", "Baja utca", "Kovács Anna", "6500", "Bajai"])
def test_other_words_name_no_settlement(written: str) -> None:
    assert not country.is_settlement(written)
    assert country.postcodes_of(written) == ()


def test_lost_accents_leave_every_settlement_that_may_be_meant() -> None:
    assert {one.name for one in country.settlements_named("KOMLO")} == {"Komló", "Kömlő"}


def test_a_postcode_may_stand_for_several_settlements() -> None:
    assert {one.name for one in country.towns_of("6034")} == {"Helvécia", "Kecskemét"}
    assert {one.name for one in country.towns_of("1053")} == {"Budapest", "Budapest 05. kerület"}


def test_the_parts_of_a_town_with_their_postcodes() -> None:
    parts = {part.name: part.postcode for part in country.parts_of("Kecskemét")}
    assert parts["Méntelek"] == "6008"
    assert parts["Hetényegyháza"] == "6044"
    assert [one.name for one in country.towns_of_part("hetenyegyhaza")] == ["Kecskemét"]


@pytest.mark.shared_data
def test_the_script_gives_the_same_bytes(shared_data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "scripts/derive_country.py", str(shared_data), str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (country.COUNTRY / name).read_bytes()


@pytest.mark.shared_data
def test_every_postcode_of_the_source_is_known(shared_data: Path) -> None:
    with (shared_data / "country" / "postcodes_2019.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = {one.name for one in country.towns_of(row["postcode"])}
            assert row["settlement"].rstrip("*") in names
