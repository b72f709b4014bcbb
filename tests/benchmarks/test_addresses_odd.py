"""Every odd way that `benchmarks/addresses_odd.py` tries, on made-up towns."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from addresses_odd import DOUBTFUL, WAYS, outcome, written_as

TURNS = 12


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    """A town and a district with the same streets."""
    root = tmp_path_factory.mktemp("country")
    for number, town in enumerate(("Kecskemét", "Budapest 13"), 1):
        write_register(root / "office" / f"{number:03}", town=town)
    import_country(root / "office", root / "c.register", lambda *_: None)
    return Country(CountryFile(root / "c.register"))


@pytest.mark.parametrize("kind", [*WAYS, *DOUBTFUL])
def test_no_odd_way_makes_another_door_or_town_certain(country: Country, kind: str) -> None:
    assert country.file is not None
    rng = random.Random(3)  # noqa: S311 - a draw
    for town in country.file.towns:
        street = country.file.register(town).register.thoroughfares[0]
        for turn in range(TURNS):
            door = street.doors[turn % len(street.doors)]
            query = (WAYS | DOUBTFUL)[kind](written_as(town, street, door, turn), turn, rng)
            found = outcome(country, query, town, street, door)
            fine = {"right", "doubt", "among"} | ({"missed"} if kind in DOUBTFUL else set())
            assert found in fine, query


def test_every_odd_way_writes_something_else(country: Country) -> None:
    assert country.file is not None
    town = country.file.towns[0]
    street = country.file.register(town).register.thoroughfares[0]
    address = written_as(town, street, street.doors[0], 0)
    plain = f"{address.postcode} {address.town}, {address.street} {address.number}"
    for kind, way in WAYS.items():
        texts = {way(address, turn, random.Random(turn)) for turn in range(TURNS)}  # noqa: S311 - a draw
        assert texts != {plain}, kind
