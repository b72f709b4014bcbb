"""A street list says what it was made from; of a register that can give no range, none is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.errors import RegisterError
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.register.load import load_register
from boundaries.register.model import Source, SourceKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.making import make_street_list
from tests.boundaries.town import SOUTH, WEST, box, edition

if TYPE_CHECKING:
    from pathlib import Path

STREET = Thoroughfare("Próba", "utca", (Door(HouseNumber(3), "3", "001"),))
RULE = RangeRule("Próba", "utca", NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(9)), "001")
GROUND = box(WEST + 100, SOUTH + 100, WEST + 200, SOUTH + 200)
REGISTER = Register(
    "2024-06-09", (STREET,), (RULE,), (PollingDistrict("001", GROUND, None, 0.0),), ()
)


def source(kind: SourceKind, name: str, day: str = "", licence: str = "") -> Source:
    return Source(kind, name, day, licence, "")


def said(*sources: Source, towns: tuple[str, ...] = (), towns_from: str = "") -> str:
    return make_street_list(edition(), REGISTER, None, towns, sources, towns_from)[0].meta.source


def test_the_office_is_named_where_the_files_are_its_own() -> None:
    for given in ((), (source(SourceKind.OFFICE, "nvi", "2024-06-09T10:00:00"),)):
        assert said(*given).startswith("National Election Office")
        assert said(*given).endswith("generated 2024-06-09")


def test_a_table_of_ones_own_is_named_with_its_file_and_day() -> None:
    text = said(source(SourceKind.TABLE, "cimek.csv", "2026-02-01", "a próba adata"))
    assert text == "table cimek.csv, a próba adata, of 2026-02-01"
    assert "a day that it does not state" in said(source(SourceKind.TABLE, "cimek.csv"))


def test_an_extract_is_named_with_its_credit_and_the_day_of_its_data() -> None:
    text = said(source(SourceKind.OSM, "varos.osm.pbf", "2026-01-02T03:04:05Z"))
    assert text.startswith("© OpenStreetMap contributors")
    assert text.endswith("varos.osm.pbf, data of 2026-01-02")
    assert "Election" not in text


def test_every_source_of_a_register_is_named_and_where_the_towns_come_from() -> None:
    office = source(SourceKind.OFFICE, "nvi", "2024-06-09")
    places = source(SourceKind.TABLE, "helyek.csv", "2026-02-01")
    text = said(office, places, towns=("Másfalu",), towns_from="falvak.geojson")
    assert text.split("; ")[1:] == [
        "table helyek.csv, of one's own, of 2026-02-01",
        "settlement names from falvak.geojson",
    ]


def test_without_rules_of_districts_no_empty_list_is_made(tmp_path: Path) -> None:
    table = tmp_path / "cimek.csv"
    table.write_text("utca;házszám\nPróba utca;3\nPróba utca;5\n", "utf-8")
    loaded = load_register(table, town="Próbaváros")
    with pytest.raises(RegisterError, match=r"cimek\.csv: 2 doors, but no .*register list"):
        make_street_list(edition(), loaded.register, sources=loaded.sources)
