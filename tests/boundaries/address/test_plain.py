"""What is known of plain words at once is what the reader of addresses makes of them."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.address.capital import official_town
from boundaries.address.plain import (
    HOLE,
    only_street,
    parted,
    plain_door,
    plain_number,
    plain_street,
    unit_behind,
)
from boundaries.address.query import _read
from boundaries.address.street_index import TownNames, build_index
from boundaries.data_files import DATA
from boundaries.language.country import CAPITAL, parts, postcodes_of, settlements
from boundaries.language.names import THOROUGHFARE_TYPES, fold, type_of
from boundaries.register.country_file import CountryFile
from boundaries.register.country_import import import_country
from boundaries.register.gazetteer import index_register
from boundaries.register.register import Thoroughfare
from boundaries.streets.street_list import load_street_list

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.address.street_index import StreetIndex

NUMBERS = (
    *("1", "7.", "22", "333", "2/a", "12/B.", "18215", "40333/3", "1-3", "16-18.", "2/1", "7/12"),
    *("1/A-C", "29/A-B", "12/b-c.", "39987/0", "3/05", "9/1a"),
)
NO_NUMBERS = ("1118", "6000.", "0", "012", "5/II", "12/", "/3", "3-", "1.5", "05.10", "12//2", "")
LIST = load_street_list(DATA / "kecskemet")


UNITS = (
    *(" 2. em. 5.", " 2. em 5", " 3. emelet 12. ajtó", " II. em. 4", ", I. EM. 2.", " fszt. 1"),
    *(" fszt", ", Földszint 3.", " 10.em. 104", " sz.", " sz. alatt", " szám", " SZÁM ALATT"),
)


def is_read_alike(
    town: str,
    text: str,
    number: str,
    index: StreetIndex[Thoroughfare],
    head: str | None = None,
    unit: str = "",
) -> bool:
    """Hold a text against the reader; return whether it was plain.

    Args:
        town: as it is officially written.
        text: the street.
        number: of the house.
        index: of the town.
        head: the town as it stands there, where that is otherwise.
        unit: storey and door.
    """
    plain, figures = plain_street(text), plain_number(number)
    named = town if head is None else head
    street = None if plain is None else only_street(plain, index, exact=named == town)
    if plain is None or street is None or figures is None:
        return False
    codes = postcodes_of(town)
    for code in ("", *codes[:1]):
        query = f"{code} {named}, {text} {number}{unit}".strip()
        reading = _read(query, index)
        parsed = reading.parsed
        assert reading.refusal is None, query
        assert reading.match.street is street, query
        assert (reading.match.homonyms, reading.match.close) == ((), ())
        assert (parsed.number, parsed.rest) == (figures, ()), query
        assert not reading.may_be_two
        units = (parsed.building, parsed.staircase)
        units += () if unit else (parsed.floor, parsed.door)
        assert {*units, parsed.parcel_number, parsed.po_box, parsed.phone} == {None}, query
        assert parsed.town is not None
    return True


@pytest.mark.parametrize("town", ["Kecskemét", "Budapest 11. kerület"])
def test_every_street_of_a_list_in_another_town_too(town: str) -> None:
    streets = [Thoroughfare(one.name, one.type, ()) for one in LIST.streets]
    index = build_index(streets, TownNames(town, postcodes_of(town), CAPITAL))
    numbers = itertools.cycle(NUMBERS)
    plain = [is_read_alike(town, one.full_name, next(numbers), index) for one in streets]
    assert sum(plain) > 0.95 * len(plain)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_shape_of_number(number: str) -> None:
    streets = [Thoroughfare("Alma", "utca", ()), Thoroughfare("Bodakút", "tanya", ())]
    index = build_index(streets, TownNames("Baja", ("6500",)))
    assert all(is_read_alike("Baja", one.full_name, number, index) for one in streets)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("number", NUMBERS)
def test_what_stands_behind_a_number_makes_no_other_one_of_it(number: str, unit: str) -> None:
    streets = [Thoroughfare("Alma", "utca", ()), Thoroughfare("Fürj utca V.", "körzet", ())]
    index = build_index(streets, TownNames("Baja", ("6500",)))
    told = f"{number}{unit}"
    found = unit_behind(told)
    assert found.strip(" .,") == unit.strip(" .,")
    assert is_read_alike("Baja", "Alma utca", told.removesuffix(found), index, unit=found)


@pytest.mark.parametrize(
    "text", ["12 em", "12 B. ép.", "3 2/5", "12 5. a", "5. sz. ház", "7", "2. em. 5"]
)
def test_what_may_be_another_door_is_no_unit(text: str) -> None:
    assert unit_behind(text) == "" or plain_number(text.removesuffix(unit_behind(text))) is None


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_may_be_something_else_than_a_number(number: str) -> None:
    assert plain_number(number) is None


WORDS = (
    *(
        "Petőfi",
        "Sándor",
        "Fő",
        "Ív",
        "II.",
        "XIV",
        "25.",
        "48-as",
        "1.",
        "Május",
        "Dr.",
        "S.",
        "a",
    ),
    *("Bajcsy-Zsilinszky", "király", "Hetény-Úrihegy", "Tanya", "liget", "köze", "Szőlők", "az"),
    *("em", "emelet", "ajtó", "ép", "lph", "fszt", "hrsz", "Pf", "szám", "alatt", "mellett", "és"),
    *("Budapest", "ker", "kerület", "k.", "V.", "Baja", "Bajai", "Baján", "Tompa", "Liget", "t."),
    *("Hungary", "megye", "város", "Magyarország", "H", "street", "road", "Tel", "nr", "No", "dec"),
    *("6500", "Óvoda", "Iskola", "telep", "lakótelep", "park", "ipari", "sor", "Szt.", "Szent"),
    *("DÓZSA", "györgy", "McDonald", "Ő", "X", "IX", "Vi", "ft", "db", "külterület", "0123/4"),
)
TYPES = (*THOROUGHFARE_TYPES, "u.", "u", "krt.", "útja", "tere", "ltp.", "sgt.", "UTCA", "")


@settings(max_examples=600)
@given(
    town=st.sampled_from(["Baja", "Liget", "Kecskemét", "Budapest 11. kerület", "Fót"]),
    words=st.lists(
        st.one_of(
            st.sampled_from(WORDS),
            st.sampled_from([one.name for one in settlements()]),
            st.sampled_from([one.name.split()[0] for one in parts()]),
            st.from_regex(r"\A[A-ZÁÉÖŐ][a-záéöő]{0,5}\.?\Z"),
        ),
        min_size=1,
        max_size=4,
    ),
    kind=st.sampled_from(TYPES),
    number=st.one_of(st.sampled_from(NUMBERS), st.from_regex(r"\A[1-9][0-9/A-Za-z.-]{0,6}\Z")),
)
def test_words_of_any_kind(town: str, words: list[str], kind: str, number: str) -> None:
    """Whatever is taken for plain is so, in a town that has this very street."""
    text = " ".join((*words, kind)).strip()
    assume(plain_street(text) is not None)
    *front, last = text.split(" ")
    typed = bool(front) and type_of(last) is not None
    street = Thoroughfare(" ".join(front) if typed else text, last if typed else "", ())
    index = build_index([street], TownNames(town, postcodes_of(town), CAPITAL))
    is_read_alike(town, text, number, index)


@pytest.mark.shared_data
def test_every_street_of_the_registers_at_hand(shared_data: Path, tmp_path: Path) -> None:
    import_country(shared_data / "registers", tmp_path / "c.register", lambda *_: None)
    file = CountryFile(tmp_path / "c.register")
    draw, numbers = random.Random(16), itertools.cycle(NUMBERS)  # noqa: S311
    plain, otherwise, short = [], [], []
    for town in draw.sample(file.towns, 60):
        register = file.register(town).register
        index = index_register(register)
        name = official_town(town.name)
        some = draw.sample(register.thoroughfares, min(40, len(register.thoroughfares)))
        plain += [is_read_alike(name, one.full_name, next(numbers), index) for one in some]
        for turn, one in enumerate(some):
            text, head = one.full_name, name
            text, head = WRITINGS[turn % len(WRITINGS)](text), WRITINGS[turn % len(WRITINGS)](head)
            otherwise.append(is_read_alike(name, text, next(numbers), index, head))
            cut = _cut(one)
            short.append(is_read_alike(name, cut, next(numbers), index) if cut else True)
    assert sum(plain) > 0.97 * len(plain)
    assert sum(otherwise) > 0.9 * len(otherwise)
    assert sum(short) > 0.8 * len(short)


WRITINGS = (str.upper, str.lower, fold, lambda text: fold(text).upper())


def _cut(street: Thoroughfare) -> str:
    """Return a name of several words with its second cut, as offices do: "Petőfi S. u."."""
    words = street.name.split()
    if len(words) < 2 or not street.type or not words[1].isalpha():
        return ""
    return " ".join((words[0], f"{words[1][0]}.", *words[2:], street.type))


def test_a_town_is_looked_for_behind_a_number_of_short_texts_alone() -> None:
    assert parted("Alma utca 3/A. fszt. 2., 6500 Baja") == (
        f"Alma utca {HOLE}, 6500 Baja",
        "3/A. fszt. 2.",
    )
    long = "Alma 1, 2 " * 40 + "utca 3, Baja"
    assert HOLE not in parted(long)[0]
    assert parted(f"Alma utca 3{HOLE}, Baja")[1] == ""


def test_fo_is_a_street_and_what_is_counted() -> None:
    assert plain_street("Fő utca") is not None
    assert plain_street("Önkormányzati Alma utca") is None  # "Baja, Önkormányzati …" is its council
    assert [plain_street(f"Halasi út {words}") for words in ("3 fő", "3 db", "3 kb.")] == [None] * 3


def test_a_number_with_a_storey_that_may_have_been_a_date_is_not_plain() -> None:
    assert plain_door("2037/2. 2. em. 5.") is None
    assert plain_door("12/2 2. em. 5.") == (plain_number("12/2"), " 2. em. 5.")
