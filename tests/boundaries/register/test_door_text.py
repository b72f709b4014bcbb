"""The doors of a street come back from one text as they were, and districts as the doors say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.language.house_numbers import HouseNumber, parse_register_number
from boundaries.register.door_text import DoorTexts, doors_in, numbered_in, other_doors, runs_in
from boundaries.register.few_doors import FewDoors
from boundaries.register.gazetteer import DoorBook, without_units
from boundaries.register.register import Door

WRITTEN = (
    *("000001", "000002", "000002/A", "000007/2", "000012-14", "000001/A-D", "000002/008C"),
    *("000000 21/B", "21/B", "2", "2/A", "nincs", "000862/208", "1000000", "12 A", "000018/A", "0"),
    *(
        "000005",
        "000018/B",
        "000008/F-12",
        "000008/F-08",
        "000010/1",
        "000010/2",
        "000009-13",
        "000011",
    ),
)


def read(written: str, district: str = "001", building: str = "", staircase: str = "") -> Door:
    return Door(parse_register_number(written), written, district, building, staircase)


doors = st.lists(
    st.builds(
        read,
        st.sampled_from(WRITTEN),
        st.sampled_from(["001", "002", "", 'a "b", [']),
        st.sampled_from(["", "", "", "A"]),
        st.sampled_from(["", "", "", "2"]),
    ),
    max_size=14,
).map(tuple)


@given(doors)
def test_doors_come_back_as_they_were(listed: tuple[Door, ...]) -> None:
    text = DoorTexts().of(listed)
    assert doors_in(text) == listed
    for figures in ((2,), (0, 7), (1, 21), (99,)):
        some = [door for door in listed if door.number and door.number.number in figures]
        assert list(numbered_in(text, figures)) == some


def test_a_range_that_falls_is_of_both_its_ends() -> None:
    few = FewDoors(DoorTexts().of([read("000005", "001"), read("000007", "002")]))
    assert few.districts(HouseNumber(7, end=5), "7-5") == {"001", "002"}


@given(doors)
def test_districts_are_those_of_the_doors(listed: tuple[Door, ...]) -> None:
    few, book = FewDoors(DoorTexts().of(listed)), DoorBook(listed)
    asked = {number for one in WRITTEN if (number := parse_register_number(one)) is not None}
    further = (
        *(HouseNumber(2, "1"), HouseNumber(1, "A", None, "B"), HouseNumber(9, end=11)),
        *(HouseNumber(2, end=end, end_suffix=suffix) for end in (3, 6, 90) for suffix in ("", "A")),
        *(HouseNumber(7, end=5), HouseNumber(13, end=11, end_suffix="A")),
        *(HouseNumber(8, end=1), HouseNumber(12, "A", 16), HouseNumber(8, "F", 12)),
    )
    singles = (HouseNumber(figure) for figure in (8, 9, 10, 11, 12, 13, 18))
    for number in (*asked, *further, *singles):
        districts = frozenset(door.district for door in without_units(book.at(number)))
        assert few.districts(number, str(number)) == districts, number


def test_plain_doors_stand_together_and_others_by_themselves() -> None:
    listed = (read("000002"), read("000006/A"), read("000008", "002"), read("000010", "002", "B"))
    text = DoorTexts().of(listed)
    assert text == ('[6,"001","2 6/A","002","8",[10,"",null,"","000010","002","B",""]]')
    plain, others = runs_in(text)
    assert plain == [("001", " 2 6/A "), ("002", " 8 ")]
    assert {figure: other_doors(words) for figure, words in others.items()} == {10: [listed[3]]}
    assert DoorTexts().of([read("2"), read("6/A")]) == '[0,"001","2 6/A"]'


def test_doors_that_share_their_words_are_written_alike() -> None:
    shared, texts = read("000002"), DoorTexts()
    assert texts.of([shared]) == texts.of([shared]) == texts.of([read("000002")])


@pytest.mark.parametrize("text", ["", "7", "[6", '[6,"001"]', '[6,"001","x"]', "[6,[1]]", "[6,7]"])
def test_a_damaged_text_is_no_doors(text: str) -> None:
    with pytest.raises((ValueError, TypeError, RuntimeError)):
        doors_in(text)
