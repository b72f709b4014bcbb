"""What is known of plain words at once is what the reader of addresses makes of them."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.address.capital import official_town
from boundaries.address.plain import only_street, plain_number, plain_street
from boundaries.address.query import _read
from boundaries.address.street_index import TownNames, build_index
from boundaries.data_files import DATA
from boundaries.language.country import CAPITAL, parts, postcodes_of, settlements
from boundaries.language.names import THOROUGHFARE_TYPES, type_of
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


def is_read_alike(town: str, text: str, number: str, index: StreetIndex[Thoroughfare]) -> bool:
    """Hold a text against the reader; return whether it was plain."""
    plain, figures = plain_street(text), plain_number(number)
    street = None if plain is None else only_street(plain, index)
    if plain is None or street is None or figures is None:
        return False
    codes = postcodes_of(town)
    for code in ("", *codes[:1]):
        query = f"{code} {town}, {text} {number}".strip()
        reading = _read(query, index)
        parsed = reading.parsed
        assert reading.refusal is None, query
        assert reading.match.street is street, query
        assert (reading.match.homonyms, reading.match.close) == ((), ())
        assert (parsed.number, parsed.rest) == (figures, ()), query
        assert not reading.may_be_two
        units = (parsed.building, parsed.staircase, parsed.floor, parsed.door)
        assert (*units, parsed.parcel_number, parsed.po_box, parsed.phone) == (None,) * 7, query
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
    plain = []
    for town in draw.sample(file.towns, 60):
        register = file.register(town).register
        index = index_register(register)
        name = official_town(town.name)
        some = draw.sample(register.thoroughfares, min(40, len(register.thoroughfares)))
        plain += [is_read_alike(name, one.full_name, next(numbers), index) for one in some]
    assert sum(plain) > 0.97 * len(plain)
