"""Ranks, counties and the country beside a settlement's name make no other town of it."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

from boundaries.address.capital import DISTRICTS
from boundaries.address.ranks import without_ranks
from boundaries.address.tidy import tidied
from boundaries.language.country import settlements_named
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import Reason
from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from boundaries.register.gazetteer import Found, Gazetteer
from boundaries.register.naming import read_names
from boundaries.register.register import Door, Register, Thoroughfare
from boundaries.towns.elsewhere import find_elsewhere
from tests.boundaries.rehearsal import STREETS, write_register

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "benchmarks"))

import towns_named as ways

NAMES = (("Próba", "utca"), ("Község", "sor"), ("Község körüli", "tanyák"), ("Város", "utca"))
CODES = {"Kecskemét": "6000", "Vecsés": "2220", "Sé": "9789"}


def own(town: str, code: str) -> Gazetteer:
    doors = tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, 30))
    streets = tuple(Thoroughfare(name, kind, doors) for name, kind in NAMES)
    return Gazetteer.of(Register("", streets, (), (), ((code, town),)))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """The 23 districts and two towns, all with the same streets."""
    root = tmp_path_factory.mktemp("country")
    towns = [*(f"Budapest {n:02}" for n in range(1, DISTRICTS + 1)), *CODES]
    for number, town in enumerate(towns, 1):
        write_register(root / "office" / f"{number:03}", town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return Country(CountryFile(root / "c.register"))


@pytest.mark.parametrize("district", range(1, DISTRICTS + 1))
def test_a_district_is_itself_however_it_is_written(country: Country, district: int) -> None:
    here, street = own(f"Budapest {district:02}", f"1{district:02}1"), next(iter(STREETS))
    places = itertools.cycle(ways.PLACES)
    asked = list(ways.inside(district, f"1{district:02}1"))
    assert len(asked) > 500
    for _, name in asked[district % 9 :: 9]:
        query = next(places).format(n=name, s=f"{street} 5")
        assert here.find(query).found is Found.DOOR, query
        found = country.find(query)
        assert found.settlement is not None, query
        assert found.settlement.name == f"Budapest {district:02}. kerület", query
        assert (found.street, found.reason) == (street, None), query


@pytest.mark.parametrize("town", CODES)
def test_a_town_is_itself_whatever_stands_beside_its_name(country: Country, town: str) -> None:
    import random  # noqa: PLC0415 - here only

    here, street = own(town, CODES[town]), next(iter(STREETS))
    places, county = itertools.cycle(ways.PLACES), settlements_named(town)[0].county
    asked = list(ways.outside(town, county, CODES[town], random.Random(3)))  # noqa: S311
    doubtful = 0
    for _, name in asked:
        query = next(places).format(n=name, s=f"{street} 5")
        alone, found = here.find(query), country.find(query)
        assert {alone.reason, found.reason}.isdisjoint({Reason.OTHER_TOWN}), query
        assert find_elsewhere(query, town, None) is None
        assert found.settlement is None or found.settlement.name == town, query
        doubtful += alone.found is not Found.DOOR or found.street != street
    assert doubtful <= len(asked) * 0.06


@pytest.mark.parametrize(
    "query",
    [
        "Kecskemét, Község sor 5",
        "Kecskemét Község sor 5",
        "Kecskemét, Község körüli tanyák 5",
        "Kecskemét Község körüli tanyák 5",
        "Kecskemét Város utca 5",
        "Kecskemét város, Város utca 5",
        "Kecskemét Megyei Jogú Város Város utca 5",
    ],
)
def test_a_street_that_is_called_as_a_rank_is_found(query: str) -> None:
    found = own("Kecskemét", "6000").find(query)
    assert found.found is Found.DOOR
    assert found.street is not None
    assert found.street.name in query


@pytest.mark.parametrize(
    "text",
    [
        "Kecskemét, Magyarország tér 5",
        "Kecskemét, Fő utca 5, H",
        "Kecskemét, Fő utca 5. H lph.",
        "Kecskemét, Belváros 5",
        "Város 5",
        "Község, Fő utca 5",
        "Kecskemét Város 12",
    ],
)
def test_what_may_be_a_name_stays(text: str) -> None:
    assert without_ranks(text) == text


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Baja megyei jogú város, Próba utca 5", Reason.OTHER_TOWN),
        ("Próba utca 5, Baja (Magyarország)", Reason.OTHER_TOWN),
        ("Budapest V. kerület község, Próba utca 5", Reason.UNPLACED_WORDS),
        ("Pest megye, Vecsés nagyközség, Próba utca 5", Reason.UNPLACED_WORDS),
    ],
)
def test_another_town_stays_another_town(query: str, reason: Reason) -> None:
    found = own("Kecskemét", "6000").find(query)
    assert (found.found, found.reason) == (Found.REFUSED, reason)


def test_another_district_stays_another_district() -> None:
    found = own("Budapest 13", "1131").find("Budapest V. község, Próba utca 5")
    assert (found.found, found.reason) == (Found.REFUSED, Reason.OTHER_TOWN)
    assert found.details["town"] == "Budapest 05. kerület"


def test_a_figure_behind_the_capital_is_no_house_number_when_texts_are_remembered() -> None:
    for district in (5, 9, 13):
        named = read_names(f"Próba utca 9 Budapest főváros {district}")
        assert named.capital is not None
        assert named.capital.districts == {district}


@pytest.mark.parametrize("text", ["a" * 390, "Baja (" * 60, "Baja város " * 36, "Bp. 1. " * 50])
def test_long_texts_take_no_time(text: str) -> None:
    assert len(tidied(text)) <= len(text)
