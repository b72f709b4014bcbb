"""Keys of streets that a file keeps: the same as made anew, and made anew where they are of old."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from boundaries.address.street_index import TownNames, build_index
from boundaries.address.street_keys import RULES, FurtherKeys, keys_of
from boundaries.errors import RegisterError
from boundaries.register.anywhere import Country
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country, office_folders, replace_town
from boundaries.register.gazetteer import index_register, register_names
from boundaries.register.kept_keys import TABLE
from boundaries.register.load import load_register
from boundaries.register.register import Thoroughfare
from tests.boundaries.rehearsal import write_register

if TYPE_CHECKING:
    from pathlib import Path

ODD = (
    ("Kiskőrösi", "út"),
    ("Kőrösi", "utca"),
    ("Körösi", "utca"),
    ("Szt. Imre", "utca"),
    ("Gödrök köze", ""),
    ("Déli", "ipari park"),
    ("Árpádváros", ""),
    ("Zártkert", "egyéb"),
    ("II. Rákóczi Ferenc", "tér"),
    ("—", "utca"),
    ('Idézett "név"\n| vonás', "köz"),
    ("Felső-Széktó", "dűlő"),
)


def test_the_keys_of_a_list_change_only_with_their_number() -> None:
    """A file keeps keys with the number of their rules: raise `RULES` when this changes."""
    keys = keys_of([Thoroughfare(name, kind, ()) for name, kind in ODD])
    told = hashlib.sha256("\n".join(keys.packed()).encode()).hexdigest()[:16]
    assert (RULES, told) == (1, "defa355d5f67eb0c")


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """A file of two towns."""
    for number, town in enumerate(("Kecskemét", "Baja"), 1):
        write_register(tmp_path / "office" / f"{number:03}", town=town)
    import_country(tmp_path / "office", tmp_path / "country.register", lambda *_: None)
    return tmp_path / "country.register"


def change(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute(statement)


def further(keys: FurtherKeys) -> list[list[str]]:
    return [list(keys.titles), list(keys.kinds), list(keys.spellings)]


@pytest.mark.parametrize("older", ["", f"DROP TABLE {TABLE}", f"UPDATE {TABLE} SET rules = 0"])  # noqa: S608
def test_a_town_is_looked_up_by_the_keys_of_its_streets(country: Path, older: str) -> None:
    if older:
        change(country, older)
    file = CountryFile(country)
    for town in file.towns:
        register = file.register(town).register
        kept, made = file.index(town), index_register(register)
        assert kept.names == made.names
        assert (kept.keys.typed, kept.keys.titled) == (made.keys.typed, made.keys.titled)
        assert further(kept.keys.further()) == further(made.keys.further())
        for at, street in enumerate(register.thoroughfares):
            assert kept.streets[at] == street
            assert kept.streets[at] is kept.streets[at]
    found = Country(file).find(f"Baja, {register.thoroughfares[0].full_name}")
    assert found.street == register.thoroughfares[0].full_name


def test_a_town_that_is_put_in_again_gets_other_keys(country: Path, tmp_path: Path) -> None:
    change(country, f"DROP TABLE {TABLE}")  # as an older program wrote it
    town = load_register(office_folders(tmp_path / "office")[1])
    replace_town(country, "002/register", town)
    with contextlib.closing(sqlite3.connect(country)) as base:
        kept = base.execute(f"SELECT town FROM {TABLE}").fetchall()  # noqa: S608 - our name
    file = CountryFile(country)
    assert kept == [(file.by_name["Baja"].id,)]
    replace_town(country, "002/register", town)  # in place of what is kept
    assert CountryFile(country).index(file.by_name["Baja"]).names == register_names(town.register)


@pytest.mark.parametrize("column", ["named", "streets", "keys", "further"])
@pytest.mark.parametrize("text", ["", "[1", "[]", "7"])
def test_damaged_keys_are_told(country: Path, column: str, text: str) -> None:
    change(country, f"UPDATE {TABLE} SET {column} = '{text}'")  # noqa: S608 - our words
    with pytest.raises(RegisterError, match="damaged"):
        Country(CountryFile(country)).find("Baja, Nincsilyen utcza 5")


def test_odd_names_are_found_under_kept_keys_as_under_made_ones() -> None:
    streets = [Thoroughfare(name, kind, ()) for name, kind in ODD]
    index = build_index(streets, TownNames("Baja"))
    assert [s.full_name for s in index.typed("korosi", "utca")] == ["Kőrösi utca", "Körösi utca"]
    assert [s.name for s in index.typed("szent imre", "utca")] == ["Szt. Imre"]
    assert [s.name for s in index.typed("deli ipari", "park")] == ["Déli"]
    assert [s.name for s in index.typed("godrok", "köz")] == ["Gödrök köze"]
    assert [s.name for s in index.beginning("felso")] == ["Felső-Széktó"]
    assert not index.is_called("")
    assert index.begins("zartkert")
    assert [s.name for s in index.spelled("arpadvaros")] == ["Árpádváros"]
