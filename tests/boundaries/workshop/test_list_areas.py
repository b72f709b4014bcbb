"""Lists of streets among the areas of a text: found, cut out, and read as they stand there."""

from __future__ import annotations

import pytest

from boundaries.lists.model import Need
from boundaries.workshop.areas import LINE, LISTS, ONE_LIST, areas_of
from tests.made_up_square import RING

TWO = "Mese Óvoda körzete: Ady u., Fő u.\nNapsugár Óvoda körzete: Béke tér, Kert köz 2-8\n"
SIDES = "1. körzet:\nPáros oldalak: Ady u., Bem u.\nPáratlan oldalak: Cuha u.\n2. körzet:\nFa u."


def streets(text: str, form: str = "") -> list[list[str]]:
    return [[row.street for row in one.rows().rows] for one in areas_of(text, form) if one.is_list]


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        (TWO, [["Ady utca", "Fő utca"], ["Béke tér", "Kert köz"]]),
        (
            "A körzethez tartozó utcák: Alma utca 1-9, Bodza utca páros",
            [["Alma utca", "Bodza utca"]],
        ),
        (
            "Ady u., Bem u. páros, Cuha u., Dob u., Fa u. 2-8",
            [["Ady utca", "Bem utca", "Cuha utca", "Dob utca", "Fa utca"]],
        ),
        (RING, []),
        ("Fő utca páros, Kert köz", []),
        ("", []),
    ],
)
def test_a_text_that_lists_streets_is_lists(text: str, lists: list[list[str]]) -> None:
    assert streets(text) == lists


def test_each_list_has_its_title_and_its_words_where_they_stand() -> None:
    first, second = areas_of(TWO)
    assert (first.title, second.title) == ("Mese Óvoda körzete", "Napsugár Óvoda körzete")
    for one in (first, second):
        assert TWO[one.start : one.start + len(one.sentence)] == one.sentence
        assert one.sentence.startswith(one.title or "?"), "the heading stands with its rows"


def test_a_heading_that_limits_its_rows_is_not_cut_off() -> None:
    for one in areas_of(SIDES)[:2]:
        assert {need for row in one.rows().rows for need in row.needs} == {Need.LIMITED_BY_HEADING}


def test_a_heading_that_comes_twice_leaves_the_text_whole() -> None:
    text = "Páros oldalak: Ady u., Bem u.\nPáratlan oldalak: Cuha u.\nPáros oldalak: Dob u., Ág u."
    found = areas_of(text, LISTS)
    assert sum(len(one.rows().rows) for one in found) == 5, "no row is lost"
    read = {need for one in found for row in one.rows().rows for need in row.needs}
    assert read == {Need.LIMITED_BY_HEADING}


def test_somebody_may_say_what_a_text_is() -> None:
    short = "Fő utca páros, Kert köz"
    assert streets(short, LISTS) == [["Fő utca", "Kert köz"]]
    assert streets(TWO, LINE) == []
    assert streets(TWO, ONE_LIST) == [["Ady utca", "Fő utca", "Béke tér", "Kert köz"]]
    assert areas_of("12", LISTS) == areas_of("12", ONE_LIST) == ()
    (ring,) = areas_of(RING, LINE)
    assert not ring.is_list


def test_a_ring_beside_a_list_stays_a_ring() -> None:
    text = (
        "Északi terület: Bem utca – Kert utca – Ág utca – Bem utca által határolt terület.\n\n"
        "Az iskola körzete:\nAdy u. páros\nDob u. 2-8\nEper u.\nFa u.\nGát u.\n"
    )
    found = areas_of(text)
    assert [one.is_list for one in found].count(False) >= 1
    assert found[0].title == "Északi terület"
