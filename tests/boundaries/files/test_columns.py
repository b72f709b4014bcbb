"""Columns: by name, by heading, by content."""

from __future__ import annotations

import pytest

from boundaries.model import Reason
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


SPREAD = [["Bács-Kiskun", "Baja", "Alma utca 3"], ["Bács-Kiskun", "Kecskemét", "Alma utca 3"]]


@pytest.mark.parametrize("cell", ["u.a.", "u. a.", "n.a.", "x", "-", "″"])
def test_a_cell_that_is_no_town_leaves_the_row_without_one(cell: str) -> None:
    found = guess_columns(SPREAD, ["megye", "település", "cím"], "Kecskemét")
    asked = found.asked(["Bács-Kiskun", cell, "Alma utca 3"])
    assert asked == ("Alma utca 3", Reason.SETTLEMENT_MISSING)


def test_a_town_that_a_spreadsheet_has_lost_is_for_a_person() -> None:
    rows = [["Kecskemét", "Alma utca 3"], ["Kecskemét", "Halasi út 5"]]
    found = guess_columns(rows, ["település", "cím"], "Kecskemét")
    assert found.asked(["#N/A", "Alma utca 3"])[1] is Reason.SETTLEMENT_MISSING
    assert found.asked(["", "Alma utca 3"])[1] is None


@pytest.mark.parametrize(
    ("heading", "cell", "town", "doubt"),
    [
        ("Megye", "Pest", "", Reason.SETTLEMENT_MISSING),
        ("Vármegye", "Pest vármegye", "Kecskemét", Reason.SETTLEMENT_AMBIGUOUS),
        ("Megye", "Budapest", "", Reason.SETTLEMENT_MISSING),
        ("Megye", "Pest", "Cegléd", None),
        ("Megye", "Bács-Kiskun megye", "", None),
        ("Megye", "", "", None),
        ("Születési megye", "Pest", "", None),
        ("Munkahely megye", "Pest", "", None),
        ("Ország", "Ausztria", "", Reason.SETTLEMENT_MISSING),
        ("Country code", "AT", "Wien", None),
        ("Country", "HU", "", None),
        ("Ország", "Magyarország", "", None),
        ("Állampolgárság", "osztrák", "", None),
    ],
)
def test_another_county_or_country_proves_that_a_row_lies_elsewhere(
    heading: str, cell: str, town: str, doubt: Reason | None
) -> None:
    rows = [["x", "Kecskemét", "Alma utca 3"], ["x", "Kecskemét", "Halasi út 5"]]
    found = guess_columns(rows, [heading, "város", "lakcím"], "Kecskemét")
    assert found.asked([cell, town, "Alma utca 3"])[1] is doubt


def test_one_column_of_addresses_is_not_asked_alone_beside_a_county() -> None:
    found = guess_columns([["Pest", "Alma utca 3"]], ["megye", "cím"], "Kecskemét")
    assert found.single is None
    assert found.asked(["Pest", "6000 Kecskemét, Alma utca 3"])[1] is Reason.SETTLEMENT_AMBIGUOUS
    assert found.asked(["Pest", "2700 Cegléd, Alma utca 3"])[1] is None


@pytest.mark.parametrize(
    "rows",
    [
        [["Baja"], ["Alma utca 3"], ["Halasi út 5"], ["Kecskemét"], ["Alma utca 4"]],
        [["Baja", ""], ["Nagy", "Alma utca 3"], ["Kis", "Halasi út 5"], ["Tót", "Alma utca 4"]],
    ],
)
def test_towns_in_rows_of_their_own_are_not_passed_over(rows: list[list[str]]) -> None:
    with pytest.raises(TableError) as raised:
        guess_columns(rows, None, "Kecskemét")
    assert raised.value.code == "town_unclear"
    assert "row of its own" in str(raised.value)
    assert guess_columns(rows, None, "Kecskemét", town="Kecskemét").parts
    assert guess_columns(rows, None).parts
