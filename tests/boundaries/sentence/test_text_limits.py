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
        (
            "a Kert utca a Bem tér körforgalmáig, a Fő utca",
            ["street Kert utca [..Bem tér körforgalma]", "street Fő utca"],
        ),
        (
            "a Malom utca páros oldalán, a Kert utcától a Fő utca kereszteződéséig",
            ["street Malom utca /even_side [Kert utca..Fő utca]"],
        ),
        (
            "Fő utca 12-től a Kert utca torkolatáig",
            ["street Fő utca [Fő utca 12...Kert utca]"],
        ),
        (
            "a Kert utca, a Bem térig, a Malom úttól végig a Fő utcáig",
            ["street Kert utca [..Bem tér]", "street Malom út [..Fő utca]"],
        ),
    ],
)
def test_a_limit_may_be_a_landmark(text: str, legs: list[str]) -> None:
    assert read(text) == legs


@pytest.mark.parametrize(
    "text", ["a Kert utca a Fő utca végéig", "a Kert utca az iskoláig", "Mindig a Kert utcáig"]
)
def test_words_that_name_no_place_limit_nothing(text: str) -> None:
    assert parse_sentence(text).unread


def test_prose_behind_a_limit_does_not_hide_it() -> None:
    parsed = parse_sentence("A Kert utcán a Fő utcától az Ady szoborig tilos megállni")
    assert [short(leg) for leg in parsed.legs] == ["street Kert utca [Fő utca..Ady szobor]"]
    assert [piece.text for piece in parsed.unread] == ["tilos megállni"]


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
            "Kert utcán, a VSK pálya és a Fő utca között",
            ["street Kert utca [VSK pálya..Fő utca]"],
        ),
        (
            "a Fő utcában, a Kert utca és a Bem tér közötti részen",
            ["street Fő utca [Kert utca..Bem tér]"],
        ),
        ("Fő utca: a Kert utca és a Bem tér között", ["street Fő utca [Kert utca..Bem tér]"]),
        (
            "a Vásártér Kert utca és Malom utca közötti szakaszán",
            ["square Vásártér [Kert utca..Malom utca]"],
        ),
        (
            "a Kert utca gyalogos felüljáró és a Váci – Malom utcai körforgalom között",
            ["street Kert utca [gyalogos felüljáró..Váci – Malom utcai körforgalom]"],
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


def test_an_estate_holds_what_lies_between_two_streets() -> None:
    parsed = parse_sentence("a Fő lakótelepen, a Kert utca és a Malom utca közötti részen")
    assert [short(leg) for leg in parsed.legs] == ["street Kert utca", "street Malom utca"]
    assert [problem.code for problem in parsed.problems] == ["located"]


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
        ("a Fő utca a Kert híd felől, a Bem tér", ["street Fő utca", "square Bem tér"], "Kert híd"),
        ("a Fő utca, a Sajó átmetszésével a Bem tér", ["street Fő utca", "square Bem tér"], "Sajó"),
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


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Fő utca–Rózsa–Szent Anna utcák által határolt terület",
            ["street Fő utca", "street Rózsa utca", "street Szent Anna utca"],
        ),
        (
            "a Hét vezér és a Fő utca által határolt terület",
            ["street Hét vezér utca", "street Fő utca"],
        ),
        (
            "Vác és Göd közös közigazgatási határát követi, a Fő utca",
            ["border Vác és Göd közös közigazgatási határa", "street Fő utca"],
        ),
    ],
)
def test_a_list_keeps_its_names(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_a_place_takes_no_type_that_it_does_not_have() -> None:
    parsed = parse_sentence("a VSK pálya és a Fő utca által határolt terület")
    assert [short(leg) for leg in parsed.legs] == ["street Fő utca"]
    assert [piece.text for piece in parsed.unread] == ["VSK pálya"]


def test_one_name_between_typed_ones_is_shown_to_be_open() -> None:
    parsed = parse_sentence("a Fő sor–Béke–Kert út által határolt terület")
    assert [short(leg) for leg in parsed.legs] == ["street Fő sor", "other Béke", "street Kert út"]
    assert [(p.code, p.severity) for p in parsed.problems] == [("other_reading", "warning")]
    assert [other.name for other in parsed.legs[1].alternatives] == ["Béke út"]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("a Fő u. – Kert u. – Malom u. csomópontban", "csomópontban"),
        ("a Fő utca – Kert utca lesz az új határvonal", "új határvonal"),
        ("a vasútvonal helyett a Fő utca, a Kert utca", "vasútvonal helyett"),
    ],
)
def test_what_is_no_line_of_the_ring_comes_back(text: str, unread: str) -> None:
    assert unread in [piece.text for piece in parse_sentence(text).unread]


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a Futó utca, a Fő utca", ["street Futó utca", "street Fő utca"]),
        (
            "a Csalán, a Rózsa és a Fő utca által határolt terület",
            ["street Csalán utca", "street Rózsa utca", "street Fő utca"],
        ),
        (
            "Rózsa, Tiszai és Fő utcák által határolt terület",
            ["street Rózsa utca", "street Tiszai utca", "street Fő utca"],
        ),
        ("Maros-torok utca – Fő utca", ["street Maros-torok utca", "street Fő utca"]),
        ("a Kis Szántó Péter utca, a Fő utca", ["street Kis Szántó Péter utca", "street Fő utca"]),
        ("Jó Sirató Pál utca – Fő utca", ["street Jó Sirató Pál utca", "street Fő utca"]),
        (
            "Vak Bottyán és Bem apó utcák által határolt terület",
            ["street Vak Bottyán utca", "street Bem apó utca"],
        ),
    ],
)
def test_a_name_may_look_like_another_word(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_inside_a_settlement_is_no_street() -> None:
    parsed = parse_sentence("Kecskeméten, a Rózsa és a Fő utca által határolt területen")
    assert [short(leg) for leg in parsed.legs] == ["street Rózsa utca", "street Fő utca"]
