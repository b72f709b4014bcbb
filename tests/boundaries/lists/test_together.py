"""The lists of a town side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.lists.reading import read_list
from boundaries.lists.together import SharedNumbers, doors_of, together
from boundaries.register.register import Door, Register, Thoroughfare

if TYPE_CHECKING:
    from boundaries.lists.model import ListRow

DOORS = tuple(Door(HouseNumber(number), str(number), "001") for number in range(1, 11))
TOWN = Register(
    "2024-06-09",
    tuple(Thoroughfare(name, "utca", DOORS) for name in ("Fő", "Kert", "Béke")),
    (),
    (),
    (("9001", "Négyzetfalva"),),
)


def rows(text: str) -> tuple[ListRow, ...]:
    return read_list(text).rows


def test_each_door_is_in_none_in_one_or_in_several_lists() -> None:
    found = together(
        {
            "A": rows("Fő utca páros oldal, Kert utca 1-6"),
            "B": rows("Fő utca páratlan 1-5, Kert utca 5-10, Semmi utca"),
        },
        TOWN,
    )
    assert (found.areas, found.doors) == (("A", "B"), 30)
    odd = NumberRange(Parity.ODD, HouseNumber(7), HouseNumber(9))
    assert SharedNumbers("Fő utca", odd, 2, ()) in found.in_none
    assert {one.street for one in found.in_none} == {"Fő utca", "Béke utca"}
    assert {(one.street, one.areas) for one in found.in_several} == {("Kert utca", ("A", "B"))}
    assert doors_of(found.in_several) == 2
    assert found.unknown == (("B", "Semmi utca"),)
    assert found.open == ()
    assert found.in_one + doors_of(found.in_none) + doors_of(found.in_several) == found.doors


def test_what_a_list_leaves_open_is_counted_apart() -> None:
    found = together({"A": rows("Fő utca 1-9"), "B": rows("Fő utca páros")}, TOWN)
    assert {one.areas for one in found.open} == {("A", "B")}
    assert doors_of(found.open) == 4


def test_lists_that_fit_take_each_door_once() -> None:
    found = together(
        {"A": rows("Fő utca, Kert utca páros"), "B": rows("Kert utca páratlan, Béke utca")}, TOWN
    )
    assert (found.in_one, found.in_none, found.in_several, found.open) == (30, (), (), ())


def test_a_door_that_no_list_takes_may_be_of_a_place_that_a_list_names() -> None:
    lists = {"A": rows("Fő utca, Felsőtelep településrész"), "B": rows("Kert utca, 012/3 hrsz")}
    found = together(lists, TOWN)
    assert found.in_none == ()
    assert {(one.street, one.areas) for one in found.open} == {("Béke utca", ("A", "B"))}
    assert found.in_one == 20
    assert together({"A": lists["A"], "B": rows("Kert utca")}, TOWN).open[0].areas == ("A",)
