"""Every way of writing an address that `benchmarks/country.py` tries, on made-up towns."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from addresses_further import FURTHER, further
from addresses_written import VARIANTS, Written
from country import asked, judged

TURNS = 6


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """Two towns and a district with the same streets."""
    root = tmp_path_factory.mktemp("country")
    for number, town in enumerate(("Kecskemét", "Baja", "Budapest 13"), 1):
        write_register(root / "office" / f"{number:03}", town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return Country(CountryFile(root / "c.register"))


@pytest.mark.parametrize("variant", [*VARIANTS, *FURTHER])
def test_a_door_is_found_however_it_is_written(country: Country, variant: str) -> None:
    assert country.file is not None
    for town in country.file.towns:
        street = country.file.register(town).register.thoroughfares[0]
        for turn in range(TURNS):
            query = asked(town, street, street.doors[turn], variant, turn)
            found = country.find(query)
            assert judged(found, town, street, street.doors[turn]) == "right", query


def test_the_ways_differ() -> None:
    address = Written("6500", "Baja", "Alma", "utca", "12/A", "")
    plain = "6500 Baja, Alma utca 12/A"
    made = {v: {further(address, v, n, "Bács-Kiskun") for n in range(TURNS)} for v in FURTHER}
    same = [name for name, texts in made.items() if plain in texts]
    assert same == ["dashes", "wrong accents", "misread bytes"]
    assert made["two lines"] == {"6500 Baja\nAlma utca 12/A.", "Alma utca 12/A.\n6500 Baja"}
    assert "6500 Baja, Alma utca 12/a." in made["letter otherwise"]
