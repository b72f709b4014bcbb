"""Columns: by name, by heading, by content."""

from __future__ import annotations

import pytest

from boundaries.tables.columns import chosen_columns
from boundaries.tables.faults import TableError
from boundaries.tables.guess import guess_columns
from boundaries.tables.headings import Role, find_front, role_of

ROWS = [
    ["1", "Kovács Anna", "6000 Kecskemét, Alma utca 3"],
    ["2", "Nagy Béla", "Kecskemét, Halasi út 12/A"],
]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Cím", Role.ADDRESS),
        ("LAKCÍM", Role.ADDRESS),
        ("Állandó lakcíme", Role.ADDRESS),
        ("Address", Role.ADDRESS),
        ("utca, házszám", Role.ADDRESS),
        ("Irányítószám", Role.POSTCODE),
        ("irsz.", Role.POSTCODE),
        ("Település neve", Role.TOWN),
        ("utca", Role.STREET),
        ("közterület_neve", Role.STREET),
        ("Közterület jellege", Role.TYPE),
        ("Házszám", Role.NUMBER),
        ("e-mail cím", None),
        ("IP-cím", None),
        ("Címzett", None),
        ("név", None),
    ],
)
def test_headings(heading: str, role: Role | None) -> None:
    assert role_of(heading) == role


def test_the_address_is_guessed_by_heading_then_by_content() -> None:
    header = ["id", "név", "lakcím"]
    assert guess_columns(ROWS, header).parts == ((2, Role.ADDRESS),)
    assert guess_columns(ROWS, ["a", "b", "c"]).how == "content"
    assert guess_columns(ROWS, None).single == 2


def test_of_two_addresses_the_one_that_is_filled_in_is_taken() -> None:
    rows = [["", "Alma utca 3"], ["-", "Halasi út 2"]]
    assert guess_columns(rows, ["levelezési cím", "lakcím"]).single == 1


def test_parts_in_columns_of_their_own_are_put_together() -> None:
    header = ["irsz", "város", "utca", "jelleg", "házszám", "alátörés"]
    found = guess_columns([["6000", "Kecskemét", "Alma", "utca", "3", "A"]], header)
    assert found.query(["6000", "Kecskemét", "Alma", "utca", "3", "A"]) == (
        "6000 Kecskemét, Alma utca 3/A"
    )
    assert found.query(["", "", "Alma", "utca", "3"]) == "Alma utca 3"
    assert found.query(["6000", "", "", "", "", ""]) == ""


def test_a_town_in_its_own_column_is_never_lost() -> None:
    header = ["város", "cím"]
    apart = guess_columns([["Budapest", "Petőfi utca 3"]], header)
    assert apart.query(["Budapest", "Petőfi utca 3"]) == "Budapest, Petőfi utca 3"
    both = guess_columns([["Budapest", "1011 Budapest, Petőfi utca 3"]], header)
    assert (
        both.query(["Budapest", "1011 Budapest, Petőfi utca 3"]) == "1011 Budapest, Petőfi utca 3"
    )
    assert both.query(["Budapest", "Petőfi utca 3"]) == "Budapest, Petőfi utca 3"


def test_street_and_number_without_headings() -> None:
    rows = [["x", "Alma utca", "3"], ["y", "Halasi út", "12/A"]]
    assert guess_columns(rows, None).query(["x", "Alma utca", "3"]) == "Alma utca 3"


def test_no_addresses_is_a_fault_that_lists_the_headings() -> None:
    with pytest.raises(TableError, match=r"--column.*1 a, 2 b"):
        guess_columns([["1", "2"]], ["a", "b"])


def test_a_column_is_chosen_by_name_or_figure() -> None:
    header = ["id", "Cím", "cim2"]
    assert chosen_columns(["cim"], header, 3).single == 1
    assert chosen_columns(["3"], header, 3).single == 2
    assert chosen_columns(["2"], None, 3).single == 1
    with pytest.raises(TableError, match="no column 'x'"):
        chosen_columns(["x"], header, 3)
    with pytest.raises(TableError, match="say which: 1, 2"):
        chosen_columns(["cím"], ["cím", "cím"], 2)


def test_a_heading_is_told_from_data() -> None:
    assert find_front([["id", "név", "lakcím"], *ROWS]).header
    assert find_front([["a", "b", "c"], *ROWS]).header
    assert not find_front(ROWS).header
    assert find_front([["cím"]]).header
