"""Limits that no noun of kind ends, sections told from two places, sides by compass."""

from __future__ import annotations

import pytest

from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read, short


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Kert utca a Fenyves vendéglőig, a Malom utca a Fenyves vendéglőtől",
            ["street Kert utca [..Fenyves vendéglő]", "street Malom utca [Fenyves vendéglő..]"],
        ),
        (
            "a Fő utca mentén a Szent Anna templomig, onnan a Kert utcán a Bem térig",
            ["street Fő utca [..Szent Anna templom]", "street Kert utca [..Bem tér]"],
        ),
        (
            "a Fő utca a Bem tér szökőkútjáig, a Kert utca",
            ["street Fő utca [..Bem tér szökőkútja]", "street Kert utca"],
        ),
        (
            "a Kert utca a Ligeti temető III. bejáratától a Bem térig",
            ["street Kert utca [Ligeti temető III. bejárata..Bem tér]"],
        ),
        ("a Fő utca a Malom utca magasságáig", ["street Fő utca [..Malom utca]"]),
    ],
)
def test_a_limit_may_be_a_landmark(text: str, legs: list[str]) -> None:
    assert read(text) == legs


@pytest.mark.parametrize(
    "text", ["a Kert utca a Fő utca végéig", "a Kert utca az iskoláig", "Mindig a Kert utcáig"]
)
def test_words_that_name_no_place_limit_nothing(text: str) -> None:
    assert parse_sentence(text).unread


def test_a_source_is_no_limit() -> None:
    parsed = parse_sentence("a Fő utca a MÁV adataiból, a Kert utca")
    assert [short(leg) for leg in parsed.legs] == ["street Fő utca", "street Kert utca"]
    assert parsed.unread


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Fő utca a Kert utca és a Malom utcai iskola közötti szakasza, a Bem tér",
            ["street Fő utca [Kert utca..Malom utcai iskola]", "square Bem tér"],
        ),
        (
            "Az Ady sor Déli körút és a Ligeti temető II. kapuja közötti útszakasza",
            ["street Ady sor [Déli körút..Ligeti temető II. kapuja]"],
        ),
        (
            "a Fő utca páratlan oldalán, a Kert utca és a Bem tér között",
            ["street Fő utca /odd_side [Kert utca..Bem tér]"],
        ),
        (
            "a Malom utcában, a Kert utca és a Bem tér között, valamint a Béke téren",
            ["street Malom utca [Kert utca..Bem tér]", "square Béke tér"],
        ),
    ],
)
def test_two_places_tell_a_section_of_the_street_before(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_two_streets_with_a_whole_ring_behind_them_only_locate_it() -> None:
    text = "A Fő utca és a Kert utca között, a Béke utca – Malom utca – Bem tér által határolt rész"
    assert len(read(text)) == 3


def test_a_limit_behind_an_area_between_two_streets_is_no_street_s() -> None:
    parsed = parse_sentence("a Kossuth utca és a Fő utca közötti terület a Kert utcáig")
    assert [short(leg) for leg in parsed.legs] == ["street Kossuth utca", "street Fő utca"]
    assert [piece.text for piece in parsed.unread] == ["Kert utcáig"]


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "északról Fót, keletről Csömör, délről a Fő utca határolja",
            ["other Fót", "other Csömör", "street Fő utca"],
        ),
        (
            "Délről Budaörs, nyugat felől az M1-es autópálya, míg északról a Fő utca határolja.",
            ["other Budaörs", "road M1-es autópálya", "street Fő utca"],
        ),
        (
            "Keleti határa megegyezik a város közigazgatási határával, délről a Fő utca",
            ["border város közigazgatási határa", "street Fő utca"],
        ),
        (
            "Déli határa azonos Tárnok határával, a Fő utca, a Kert utca",
            ["border Tárnok határa", "street Fő utca", "street Kert utca"],
        ),
    ],
)
def test_a_side_by_compass_names_what_bounds_it(text: str, legs: list[str]) -> None:
    assert read(text) == legs


@pytest.mark.parametrize(
    ("text", "legs", "unread"),
    [
        ("a Bem tér – Fő utca Tiszára néző házai", ["square Bem tér", "street Fő utca"], "Tiszára"),
        ("a 6-os úttól a Tisza felé", ["road 6-os út"], "Tisza"),
        ("Malom utca 12-14-től Vác felé", ["street Malom utca [Malom utca 12-14...]"], "Vác"),
    ],
)
def test_what_is_only_faced_is_no_leg(text: str, legs: list[str], unread: str) -> None:
    parsed = parse_sentence(text)
    assert [short(leg) for leg in parsed.legs] == legs
    assert any(unread in piece.text for piece in parsed.unread)


def test_whose_a_parcel_is_is_no_leg() -> None:
    text = "a Fő utca–Kert utca–Példa Kft. 1234 és 1235/2 hrsz. határolta terület"
    parsed = parse_sentence(text)
    assert [short(leg) for leg in parsed.legs] == [
        "street Fő utca",
        "street Kert utca",
        "parcel_edge 1234 hrsz.",
        "parcel_edge 1235/2 hrsz.",
    ]
    assert [piece.text for piece in parsed.unread] == ["Példa Kft."]


def test_two_names_before_a_plural_type_are_two_streets() -> None:
    assert read("a Rózsa–Szegfű utcák által határolt terület") == [
        "street Rózsa utca",
        "street Szegfű utca",
    ]
    assert read("a Bajcsy–Zsilinszky utca, a Fő utca")[0] == "street Bajcsy–Zsilinszky utca"
