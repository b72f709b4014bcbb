"""Corrections carried to the next reading of a list, and two editions of its rows compared."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.lists.carrying import Fit, carry
from boundaries.lists.changes import RowChange, compare_rows
from boundaries.lists.reading import read_list
from boundaries.lists.resolving import resolve
from boundaries.register.register import Register, Thoroughfare
from tests.boundaries.lists.list_reading import told

if TYPE_CHECKING:
    from boundaries.lists.carrying import Carried
    from boundaries.lists.model import ListRow

STREETS = tuple(
    Thoroughfare(name, kind, ())
    for name, kind in (("Fő", "utca"), ("Kert", "utca"), ("Ecseri", "út"))
)
TOWN = Register("", STREETS, (), (), ())
TEXT = "Fő utca 1-9, Kert utca a vasútig; Ecseri páros"


def kept() -> list[ListRow]:
    """The list in force: two of three rows settled by hand, one by the register."""
    main, garden, ecseri = resolve(read_list(TEXT).rows, TOWN)
    odd = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(9))
    return [
        dataclasses.replace(main, numbers=odd, needs=()),
        dataclasses.replace(garden, needs=()),
        ecseri,
    ]


def carried(text: str, rows: list[ListRow] | None = None, town: Register = TOWN) -> Carried:
    return carry(read_list(TEXT), kept() if rows is None else rows, read_list(text), town)


def fits(found: Carried) -> list[tuple[Fit, str]]:
    return [(one.fit, one.words) for one in found.corrections]


def test_a_correction_holds_for_the_same_words() -> None:
    found = carried(f"Új köz\n{TEXT}")
    assert [told(row) for row in found.rows] == [
        "Új köz | whole !not_in_register",
        "Fő utca | odd 1-9",
        "Kert utca | whole (a vasútig)",
        "Ecseri út | even",
    ]
    assert fits(found) == [(Fit.CARRIED, "Fő utca 1-9"), (Fit.CARRIED, "Kert utca a vasútig")]
    text = found.rows[1].span
    assert f"Új köz\n{TEXT}"[text.start : text.end] == "Fő utca 1-9"


@pytest.mark.parametrize("text", ["Fő  utca\n1-9; Ecseri páros", "FŐ UTCA 1-9. Ecseri páros"])
def test_blanks_capitals_and_marks_make_no_other_words(text: str) -> None:
    assert told(carried(text).rows[0]).casefold() == "fő utca | odd 1-9"


def test_a_correction_whose_words_are_gone_is_told_and_not_used() -> None:
    found = carried("Fő utca 1-11, Kert utca a vasútig; Ecseri páros")
    assert told(found.rows[0]) == "Fő utca | continuous 1-11 !parity_open"
    assert fits(found)[0] == (Fit.GONE, "Fő utca 1-9")
    assert [one.is_misfit for one in found.corrections] == [True, False]


def test_a_row_that_was_deleted_is_left_out_again() -> None:
    found = carried(TEXT, kept()[1:])
    assert [row.street for row in found.rows] == ["Kert utca", "Ecseri út"]
    assert fits(found)[0] == (Fit.LEFT_OUT, "Fő utca 1-9")


def test_rows_of_no_words_and_of_one_made_two_stay() -> None:
    first, second, third = kept()
    even = dataclasses.replace(first, numbers=NumberRange(Parity.EVEN))
    own = dataclasses.replace(third, span=dataclasses.replace(third.span, start=0, end=0), words="")
    own = dataclasses.replace(own, name="Kert", type="utca")
    found = carried(TEXT, [first, even, second, third, own])
    assert [told(row) for row in found.rows if row.name == "Fő"] == [
        "Fő utca | odd 1-9",
        "Fő utca | even",
    ]
    assert fits(found)[-1] == (Fit.ADDED, "")


def test_a_register_that_lacks_the_street_leaves_its_correction_open() -> None:
    found = carried(TEXT, town=Register("", STREETS[1:], (), (), ()))
    assert told(found.rows[0]) == "Fő utca | odd 1-9 !not_in_register"
    assert fits(found)[0] == (Fit.NOT_IN_REGISTER, "Fő utca 1-9")


def test_what_a_register_says_of_a_name_is_no_correction() -> None:
    renamed = (*STREETS[:2], Thoroughfare("Ecseri", "utca", ()))
    found = carried(TEXT, town=Register("", renamed, (), (), ()))
    assert found.rows[2].street == "Ecseri utca"
    assert len(found.corrections) == 2


def test_a_street_that_a_person_chose_is_a_correction_and_one_that_was_guessed_is_none() -> None:
    text = "Szilvás köz, Ecseri páros"
    first, second = resolve(read_list(text).rows, TOWN)
    chosen = dataclasses.replace(first, name="Kert", type="utca", written="Szilvás köz", needs=())
    rows = list(resolve([chosen, second], TOWN))
    assert (rows[0].resolved, rows[1].resolved) == ("exact", "without_type")
    found = carry(read_list(text), rows, read_list(text), TOWN)
    assert fits(found) == [(Fit.CARRIED, "Szilvás köz")]
    assert [row.street for row in found.rows] == ["Kert utca", "Ecseri út"]
    streets = (*STREETS, Thoroughfare("Ecseri", "utca", ()))
    several = Register("", streets, (), (), ())
    open_again = carry(read_list(text), rows, read_list(text), several)
    assert [told(row) for row in open_again.rows][1].endswith("several_in_register")


def test_words_in_no_row_are_settled_as_before() -> None:
    text = "12 valami\nFő utca"
    was = read_list(text)
    (piece,) = was.unread
    (row,) = was.rows
    made = dataclasses.replace(row, name="Kert", span=piece.span, words=piece.text)
    found = carry(was, [made, row], read_list(f"{text}, Rét utca"), None)
    assert [one.street for one in found.rows] == ["Kert utca", "Fő utca", "Rét utca"]
    assert found.unread == ()
    assert carry(was, [row], was, None).unread == ()


def test_rows_are_compared_street_by_street() -> None:
    then = read_list("Fő utca 1-9 ptl., Fő utca 2-8 ps., Kert utca, Malom tér").rows
    now = read_list("Fő utca 2-10 ps., Fő utca 1-9 ptl., Malom tér a vasútig, Rét köz").rows
    found = compare_rows(then, now)
    assert [(one.change, one.row.street) for one in found] == [
        (RowChange.CHANGED, "Fő utca"),
        (RowChange.CHANGED, "Malom tér"),
        (RowChange.ADDED, "Rét köz"),
        (RowChange.REMOVED, "Kert utca"),
    ]
    first = found[0].then
    assert first is not None
    assert first.numbers.parity is Parity.EVEN
    assert compare_rows(then, tuple(reversed(then))) == ()
