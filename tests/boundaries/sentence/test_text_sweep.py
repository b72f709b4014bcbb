"""Members of known kinds of silent misreadings that the first mends did not reach."""

from __future__ import annotations

import pytest

from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read, short

RING = "Kossuth utca, Béke utca, Vasút utca által határolt terület"
DASHED = "Kossuth utca – Béke utca – Vasút utca által határolt terület"
LEGS = ["street Kossuth utca", "street Béke utca", "street Vasút utca"]


@pytest.mark.parametrize(
    "part",
    [
        "a Fő utca teljes hossza, valamint",
        "a Fő utca teljes hosszában, továbbá",
        "a Fő utca teljes hossza és",
        "a Fő utca és a Kert utca teljes hossza, valamint",
        "a teljes Fő utca, valamint",
        "a Fő utca (teljes), illetve",
        "a Fő tér területe, valamint",
        "a Fő utca 1-15. szám, valamint",
        "a Fő utca 12. szám, valamint",
        "a Fő utca 1-15. szám közötti szakasza, valamint",
        "a Fő utca teljes hossza;",
    ],
)
@pytest.mark.parametrize("ring", [RING, DASHED])
def test_a_whole_thing_before_a_ring_is_no_leg_of_it(part: str, ring: str) -> None:
    parsed = parse_sentence(f"{part} a {ring}")
    assert [short(leg) for leg in parsed.legs] == LEGS
    assert [problem.code for problem in parsed.problems] == ["more_than_a_ring"]
    assert parsed.unread


@pytest.mark.parametrize(
    "text",
    [
        f"a Fő utca páros oldala, valamint a {RING}",
        f"a Fő utca teljes hossza, a {RING}",
        f"a Fő utca, valamint a {RING}",
    ],
)
def test_what_may_be_a_leg_stays_one(text: str) -> None:
    legs = [leg.name for leg in parse_sentence(text).legs]
    assert legs == ["Fő utca", "Kossuth utca", "Béke utca", "Vasút utca"]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("a Kert utca – Malom utca kereszteződésétől a Béke utcáig", "Kert utca – Malom utca "),
        (", a Kert utca – Malom utca kereszteződésétől a Béke utcáig", "Kert utca – Malom utca "),
    ],
)
def test_a_limit_where_two_streets_meet_is_no_leg(text: str, section: str) -> None:
    legs = read(f"a Petőfi utca {text}, majd a Béke utca, a Rózsa utca")
    assert legs == [
        f"street Petőfi utca [{section}kereszteződése..Béke utca]",
        "street Béke utca",
        "street Rózsa utca",
    ]


@pytest.mark.parametrize(
    "place",
    ["utcai kereszteződésig", "utcai torkolatig", "utcai körforgalomig", "utca becsatlakozásáig"],
)
def test_a_limit_named_by_its_street_is_that_street(place: str) -> None:
    legs = read(f"a Petőfi utca a Kert {place} – Béke utca – Rózsa utca")
    assert legs == ["street Petőfi utca [..Kert utca]", "street Béke utca", "street Rózsa utca"]


def test_a_parcel_may_be_a_limit_by_its_plot() -> None:
    legs = read("a Fő utca az 1926/2 helyrajzi számú ingatlanig – Béke utca – Kert utca")
    assert legs[0] == "street Fő utca [..1926/2 helyrajzi számú ingatlan]"


@pytest.mark.parametrize("name", ["Város", "Mély", "Futó", "Vissza", "Körbe", "Határ", "Keleti"])
@pytest.mark.parametrize(
    "text",
    [
        "a Petőfi, {} és Béke utca által határolt terület",
        "a Petőfi, a {} és a Béke utca által határolt terület",
        "a {}, a Petőfi és a Béke utca által határolt terület",
        "Petőfi, {}, Béke utcák által határolt terület",
    ],
)
def test_a_name_that_is_a_word_of_grammar_too_takes_its_type(name: str, text: str) -> None:
    names = {leg.name for leg in parse_sentence(text.format(name)).legs}
    assert names == {"Petőfi utca", "Béke utca", f"{name} utca"}


@pytest.mark.parametrize("name", ["Fűtő", "Város", "Vezető", "Terület"])
def test_a_capital_between_dashes_is_never_dropped(name: str) -> None:
    legs = read(f"a Kossuth utca – {name} – Béke utca – Fő utca által határolt terület")
    assert f"other {name}" in legs
    assert len(legs) == 4


@pytest.mark.parametrize("name", ["Temető", "Vasút", "Híd", "Kert", "Patak", "Város"])
def test_names_tied_by_dashes_may_be_nouns(name: str) -> None:
    legs = read(f"a Petőfi–{name}–Béke utca által határolt terület")
    assert legs == ["street Petőfi utca", f"street {name} utca", "street Béke utca"]


@pytest.mark.parametrize(
    "text",
    [
        "a Duna-, a Tisza- és a Dráva utca által határolt terület",
        "Duna-, Tisza- és Dráva utca által határolt tömb",
    ],
)
def test_a_hyphen_that_hangs_says_that_the_type_is_shared(text: str) -> None:
    assert read(text) == ["street Duna utca", "street Tisza utca", "street Dráva utca"]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("a Duna és Tisza körút, a Körös tér és a Maros köz", "Duna körút"),
        ("a Duna, Tisza u., Dráva u. és Fő u. által határolt terület", "Duna utca"),
    ],
)
def test_a_river_under_one_article_with_streets_shows_the_street(text: str, other: str) -> None:
    leg = parse_sentence(text).legs[0]
    assert short(leg) == "water Duna"
    assert [one.name for one in leg.alternatives] == [other]


@pytest.mark.parametrize(
    "place",
    [
        "a 105-ös hrsz-ú ingatlanon",
        "a Fő utca mentén",
        "a Fő utca és a Kert utca sarkán",
        "a Fő tér és a Kert utca kereszteződésében",
        "a Széchenyivárosban",
    ],
)
def test_a_place_that_holds_the_ring_is_no_leg(place: str) -> None:
    parsed = parse_sentence(f"{place}, a {DASHED}")
    assert [short(leg) for leg in parsed.legs] == LEGS
    assert [problem.code for problem in parsed.problems] == ["located"]


@pytest.mark.parametrize("part", ["eleje", "közepe", "kezdete"])
def test_a_part_in_brackets_stays_open(part: str) -> None:
    parsed = parse_sentence(f"Várfok utca ({part}) – Fő utca – Kert utca")
    assert [piece.text for piece in parsed.unread] == [f"({part})"]


@pytest.mark.parametrize(
    ("side", "means"),
    [("ÉNy-i", "északnyugati"), ("K-i", "keleti"), ("DK-i", "délkeleti"), ("NY-i", "nyugati")],
)
def test_letters_of_the_compass_name_a_side(side: str, means: str) -> None:
    (leg, *_) = parse_sentence(f"Várfok utca {side} oldala – Fő utca – Kert utca").legs
    assert short(leg) == "street Várfok utca /compass_side"
    assert leg.side == f"{means} oldala"


def test_directions_of_two_letters_are_grammar() -> None:
    legs = read("É-D irányban a Béke utca, K-Ny irányban a Fő utca, a Kert utca")
    assert legs == ["street Béke utca", "street Fő utca", "street Kert utca"]


def test_after_is_no_road() -> None:
    names = [leg.name for leg in parse_sentence("a Fő utca elhagyása után a Kert utca").legs]
    assert names == ["Fő utca", "Kert utca"]


@pytest.mark.parametrize(
    "text",
    [
        "A utca – B utca – C utca által határolt terület",
        "A, B és C utca által határolt terület",
        "A és B utca, a C utca által határolt terület",
        "Az A utca, a B utca és a C utca által határolt terület",
    ],
)
def test_a_street_of_one_letter_is_no_article(text: str) -> None:
    assert read(text) == ["street A utca", "street B utca", "street C utca"]


@pytest.mark.parametrize(
    "text", ["A Fő utca – Kert utca", "A Fő, a Kert utca", "A – Fő utca – Kert utca"]
)
def test_an_article_is_no_street(text: str) -> None:
    assert read(text) == ["street Fő utca", "street Kert utca"]


@pytest.mark.parametrize("side", ["(páratlan)", "(ptl.)", "ptl. oldala", "páratlan oldala"])
def test_a_side_may_stand_alone_or_short(side: str) -> None:
    (leg, *_) = parse_sentence(f"Petőfi utca {side} – Fő utca – Kert utca").legs
    assert short(leg) == "street Petőfi utca /odd_side"
