"""Districts of the capital: named by numeral or postcode, asked of one district's register."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.address import capital
from boundaries.address.capital import (
    district_of_code,
    district_of_town,
    official_town,
    read_capital,
)
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason
from boundaries.register.gazetteer import Found, Gazetteer, Located
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare

STREETS = (("Próba", "utca"), ("II. Rákóczi Ferenc", "út"), ("5.", "utca"))


def register(district: int = 13, code: str = "1131") -> Register:
    doors = tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, 30))
    streets = tuple(Thoroughfare(name, kind, doors) for name, kind in STREETS)
    rules = tuple(RangeRule(name, kind, NumberRange(Parity.WHOLE), "001") for name, kind in STREETS)
    return Register("", streets, rules, (), ((code, f"Budapest {district:02}"),))


def find(query: str, district: int = 13, code: str = "1131") -> Located:
    return Gazetteer.of(register(district, code)).find(query)


@pytest.mark.parametrize(
    ("text", "districts"),
    [
        ("Szeged Iker utca 5", None),
        ("Budapest, Iker u. 5", set()),
        ("Budapest XVIII., Iker köz 5", {18}),
        ("Budapest Iker. Próba utca 5", {1}),
        ("Iker Próba utca 5", {1}),
    ],
)
def test_a_street_of_twins_is_no_district(text: str, districts: set[int] | None) -> None:
    named = read_capital(text)
    assert (None if named is None else named.districts) == districts


@pytest.mark.parametrize(
    "query",
    [
        "1131 Budapest, Próba utca 5",
        "H-1134 Budapest Próba utca 5.",
        "Budapest 1131 Próba utca 5",
        "Budapest XIII. kerület, Próba utca 5",
        "Budapest 13. kerület, Próba utca 5",
        "Budapest XIII., Próba u. 5.",
        "Budapest, XIII. Próba utca 5",
        "Bp. XIII. ker. Próba utca 5",
        "Bp.-XIII., Próba utca 5",
        "Bp 13 Próba u 5",
        "BP.XIII.KER.PROBA UTCA 5",
        "XIII. kerület Próba utca 5",
        "13. ker. Próba utca 5",
        "xiii. kerület próba utca 5",
        "Próba utca 5, 1131 Budapest",
        "Próba utca 5. Budapest, 1131",
        "Próba utca 5, Budapest XIII",
        "1131 Bp., XIII. ker. Próba utca 5. I. em. 3.",
    ],
)
def test_a_district_is_found_by_numeral_and_by_postcode(query: str) -> None:
    found = find(query)
    assert found.found is Found.DOOR, found
    assert found.street is not None
    assert (found.street.full_name, str(found.parsed.number)) == ("Próba utca", "5")


@pytest.mark.parametrize(
    "query",
    ["1051 Budapest, Próba utca 5", "Budapest V. kerület, Próba utca 5", "Bp. 5. Próba utca 5"],
)
def test_another_district_is_another_town(query: str) -> None:
    found = find(query)
    assert (found.found, found.reason) == (Found.REFUSED, Reason.OTHER_TOWN)
    assert found.details["town"] == "Budapest 05. kerület"


@pytest.mark.parametrize(
    "query",
    [
        "Budapest, Próba utca 5",
        "BUDAPEST PROBA UTCA 5",
        "1131 Budapest, V. ker. Próba utca 5",
        "Budapest 12 Próba utca",
    ],
)
def test_without_a_district_or_with_two_the_address_is_offered_only(query: str) -> None:
    found = find(query)
    assert (found.found, found.reason) == (Found.REFUSED, Reason.SETTLEMENT_AMBIGUOUS)
    assert [one.street.full_name for one in found.candidates] == ["Próba utca"]


def test_the_numeral_of_a_ruler_is_no_district() -> None:
    asked = "Budapest II. Rákóczi Ferenc út 5"
    assert find(asked, 2, "1021").reason is Reason.SETTLEMENT_AMBIGUOUS
    assert find(f"1131 {asked}").found is Found.DOOR
    assert find("Budapest 5. utca 3").reason is Reason.SETTLEMENT_AMBIGUOUS
    assert find("1131 Budapest, 5. utca 3").found is Found.DOOR


def test_other_towns_stay_other_towns() -> None:
    assert find("Baja, Próba utca 5").reason is Reason.OTHER_TOWN
    assert find("1131 Budapest, Próba utca 5 (Baja)").reason is Reason.SETTLEMENT_AMBIGUOUS


def test_names_and_postcodes_of_districts() -> None:
    assert official_town("Budapest 23") == "Budapest 23. kerület"
    assert [official_town(t) for t in ("Budapest", "Budapest 24", "Baja")] == [
        "Budapest",
        "Budapest 24",
        "Baja",
    ]
    assert [district_of_code(c) for c in ("1011", "1239", "1245", "2013")] == [1, 23, None, None]
    assert district_of_town("Budapest IX. ker.") == 9
    assert read_capital("Budai út 3") is None
    assert read_capital("Budapesti út 3") is None


@pytest.mark.parametrize(
    ("query", "district", "rest"),
    [
        ("1213 Budapest, XXI, 21 Alma utca 34", 21, "Alma utca 34"),
        ("1011 Budapest, I, 01 Alma tér 5", 1, "Alma tér 5"),
        ("1213 Budapest, 21 Alma utca", 21, "21 Alma utca"),
        ("1213 Budapest, XXI., 20 Alma utca 3", 21, "20 Alma utca 3"),
        ("Budapest XIII/27 Alma utca 3", 13, "/27 Alma utca 3"),
        ("Budapest IX. Gát utca 4", 9, "Gát utca 4"),
        ("Budapest IX.,Gát u. 4", 9, "Gát u. 4"),
        ("Budapest (IX.) Ferenc körút 4", 9, "Ferenc körút 4"),
        ("Budapest IX.\nFerenc körút 4", 9, "\nFerenc körút 4"),
        ("Alma utca 3, Budapest V. 1053", 5, "Alma utca 3"),
        ("Alma utca 3, Budapest V. kerület 1053", 5, "Alma utca 3"),
    ],
)
def test_the_district_is_parted_from_the_street_behind_it(
    query: str, district: int, rest: str
) -> None:
    named = read_capital(query)
    assert named is not None
    assert named.districts == {district}
    assert named.rest.strip(" ,") == rest


@pytest.mark.parametrize(
    ("query", "districts"),
    [
        ("Budapest IX. Ferenc körút 32", {9}),
        ("Budapest 9. Ferenc körút 32", {9}),
        ("Budapest II. Rákóczi Ferenc út 5", set()),
        ("Budapest IV. Béla utca 5", set()),
        ("Budapest XIII. Béla utca 5", {13}),
        ("Budapest XXIII. János pápa tér 5", set()),
    ],
)
def test_a_numeral_that_no_ruler_has_is_a_district(query: str, districts: set[int]) -> None:
    named = read_capital(query)
    assert named is not None
    assert named.districts == districts


PIECES = (
    *(
        "Budapest",
        "Bp",
        "bpest",
        "BUDAPEST",
        "budape\u017ft",
        "H-1134",
        "HU1051",
        "1134",
        "1051.",
        "6500",
    ),
    *(
        "XIII.",
        "XIII",
        "13",
        "3.",
        "V. k.",
        "k.",
        "K",
        "ker",
        "kerület",
        "KER.",
        "district",
        "Bezirk",
    ),
    *("Alma", "utca", "u.", "Iker", "Kerek", "5", "12/A", "-ik", " ", ", ", "/", "(", "\n", ";"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_quick_look_passes_over_nothing(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(capital, "_MAY_SAY", re.compile(""))
        slow = read_capital(text)
    assert read_capital(text) == slow
