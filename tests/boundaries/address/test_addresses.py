"""Addresses in the forms of real life, and text that is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.address.addresses import LONGEST, parse_address
from boundaries.language.house_numbers import (
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)

TOWNS = {"kecskemet", "kiskunhalas"}

FORMS: list[tuple[str, dict[str, str]]] = [
    (
        "6000 Kecskemét, Kiskőrösi út 12/A. fszt. 2.",
        {
            "postcode": "6000",
            "town": "Kecskemét",
            "street": "Kiskőrösi út",
            "number": "12/A",
            "floor": "fszt",
            "door": "2",
        },
    ),
    (
        "Kecskemét Kiskőrösi út 12/a",
        {"town": "Kecskemét", "street": "Kiskőrösi út", "number": "12/A"},
    ),
    (
        "H-6000 Kecskemét Halasi út 1",
        {"postcode": "6000", "town": "Kecskemét", "street": "Halasi út", "number": "1"},
    ),
    (
        "Kiskőrösi út 12, 6000 Kecskemét",
        {"postcode": "6000", "town": "Kecskemét", "street": "Kiskőrösi út", "number": "12"},
    ),
    ("6000 Kiskőrösi út 12", {"postcode": "6000", "street": "Kiskőrösi út", "number": "12"}),
    ("KISKOROSI UT 12", {"street": "KISKOROSI út", "number": "12"}),
    ("12 Kiskőrösi út", {"street": "Kiskőrösi út", "number": "12"}),
    ("12/A Kiskőrösi út", {"street": "Kiskőrösi út", "number": "12/A"}),
    ("Kiskőrösi út, 12", {"street": "Kiskőrösi út", "number": "12"}),
    ("Könyves K. krt. 55.", {"street": "Könyves K. körút", "number": "55"}),
    (
        "Szalag I. u. 3. 2. em. 5.",
        {"street": "Szalag I. utca", "number": "3", "floor": "2", "door": "5"},
    ),
    (
        "Halasi út 5. 1. em 2. ajtó",
        {"street": "Halasi út", "number": "5", "floor": "1", "door": "2"},
    ),
    (
        "III. Béla krt. 3 A lph. II/5",
        {
            "street": "III. Béla körút",
            "number": "3",
            "staircase": "A",
            "floor": "II",
            "door": "5",
        },
    ),
    (
        "Agyag u. 1. B ép. II. lh. 3",
        {
            "street": "Agyag utca",
            "number": "1",
            "building": "B",
            "staircase": "II",
            "door": "3",
        },
    ),
    (
        "Halasi út 12. I/3.",
        {"street": "Halasi út", "number": "12", "floor": "I", "door": "3"},
    ),
    (
        "Halasi út 12 V/3",
        {"street": "Halasi út", "number": "12", "floor": "V", "door": "3"},
    ),
    ("Halasi út 12 I", {"street": "Halasi út", "number": "12/I"}),
    ("Halasi út 76-74", {"street": "Halasi út", "number": "76-74"}),
    (
        "Kiskőrösi út 12 6000 Kecskemét",
        {"postcode": "6000", "town": "Kecskemét", "street": "Kiskőrösi út", "number": "12"},
    ),
    ("Kecskemét, postafiók: 12", {"town": "Kecskemét", "po_box": "12"}),
    ("Homokbánya 2. ép.", {"street": "Homokbánya", "building": "2"}),
    ("Március 15. utca 3", {"street": "Március 15. utca", "number": "3"}),
    ("Alsószéktó tanya 145", {"street": "Alsószéktó tanya", "number": "145"}),
    ("3 Árpádváros", {"street": "Árpádváros", "number": "3"}),
    ("5. utca 3", {"street": "5. utca", "number": "3"}),
    ("Árpádváros 3", {"street": "Árpádváros", "number": "3"}),
    ("Kecskemét, 9413 hrsz.", {"town": "Kecskemét", "parcel_number": "9413"}),
    ("hrsz: 9413/2", {"parcel_number": "9413/2"}),
    ("9413 helyrajzi számú telek", {"parcel_number": "9413", "street": "telek"}),
    ("6001 Kecskemét, Pf. 373.", {"postcode": "6001", "town": "Kecskemét", "po_box": "373"}),
    ("Halasi út 12-14", {"street": "Halasi út", "number": "12-14"}),
    ("Halasi út 76–74", {"street": "Halasi út", "number": "76-74"}),
    ("Halasi út 12 - 14", {"street": "Halasi út", "number": "12-14"}),
    ("Halasi út 29 A", {"street": "Halasi út", "number": "29/A"}),
    ("Halasi út 12 / B", {"street": "Halasi út", "number": "12/B"}),
    ("Halasi út 29/A-B", {"street": "Halasi út", "number": "29/A-B"}),
    ("Halasi út 10 bis", {"street": "Halasi út", "number": "10/BIS"}),
    ("Szarkás tanya 1033/87", {"street": "Szarkás tanya", "number": "1033/87"}),
    ("Kiskőrösi úton 5", {"street": "Kiskőrösi út", "number": "5"}),
    ("Halasi úti 7", {"street": "Halasi út", "number": "7"}),
    (
        "Kecskeméten a Halasi úton 3",
        {"town": "Kecskeméten", "street": "Halasi út", "number": "3"},
    ),
    ("Kecskeméti út 3", {"street": "Kecskeméti út", "number": "3"}),
    ("Kossuth L.u.12.", {"street": "Kossuth L. utca", "number": "12"}),
    ("KOSSUTH T. 5", {"street": "KOSSUTH tér", "number": "5"}),
    ("Erzsébet 12", {"street": "Erzsébet", "number": "12"}),
    ("Kossuth", {"street": "Kossuth"}),
    ("Kaposvár, Fő utca 12", {"town": "Kaposvár", "street": "Fő utca", "number": "12"}),
    ("Kiskunhalas Fő utca 3", {"town": "Kiskunhalas", "street": "Fő utca", "number": "3"}),
    (
        "Halasi út 3. IV. em. 12. a.",
        {"street": "Halasi út", "number": "3", "floor": "IV", "door": "12"},
    ),
    (
        "Halasi út 3. IV. em. 12/a",
        {"street": "Halasi út", "number": "3", "floor": "IV", "door": "12/a"},
    ),
    ("Halasi út 3. IV. 12.", {"street": "Halasi út", "number": "3", "floor": "IV", "door": "12"}),
    ("Halasi út 3. II/5-6.", {"street": "Halasi út", "number": "3", "floor": "II", "door": "5-6"}),
    ("Halasi út 3. Fszt./2.", {"street": "Halasi út", "number": "3", "floor": "Fszt", "door": "2"}),
    ("Halasi út 3. 1em 2", {"street": "Halasi út", "number": "3", "floor": "1", "door": "2"}),
    ("Halasi út 3/A/2", {"street": "Halasi út", "number": "3/A", "door": "2"}),
    ("Halasi út 3/II/2", {"street": "Halasi út", "number": "3", "floor": "II", "door": "2"}),
    (
        "Halasi út 3. A/II/5",
        {"street": "Halasi út", "number": "3", "staircase": "A", "floor": "II", "door": "5"},
    ),
    (
        "Halasi út 3. 1. lph. III/12. ajtó",
        {"street": "Halasi út", "number": "3", "staircase": "1", "floor": "III", "door": "12"},
    ),
    ("Halasi út 29A-29C", {"street": "Halasi út", "number": "29/A-29/C"}),
    ("Halasi út 33/Á", {"street": "Halasi út", "number": "33/Á"}),
    ("Halasi út házszám: 12", {"street": "Halasi út", "number": "12"}),
    ("Halasi út hsz.: 12/A", {"street": "Halasi út", "number": "12/A"}),
    ("Halasi út #12", {"street": "Halasi út", "number": "12"}),
    ("Halasi út 12-es szám alatt", {"street": "Halasi út", "number": "12"}),
    ("Halasi út 12/A. sz. alatti", {"street": "Halasi út", "number": "12/A"}),
    ("Halasi út 12-ben", {"street": "Halasi út", "number": "12"}),
    ("Halasi út12", {"street": "Halasi út", "number": "12"}),
    ("Halasi út:12", {"street": "Halasi út", "number": "12"}),
    ("Szarkás tny. 12", {"street": "Szarkás tanya", "number": "12"}),
    ("Kis\u00adkőrösi út\u00a0１２", {"street": "Kiskőrösi út", "number": "12"}),
    (
        "12 Kiskőrösi Street, Kecskemét, Hungary",
        {"town": "Kecskemét", "street": "Kiskőrösi utca", "number": "12"},
    ),
    (
        "Halasi út 3. (hrsz. 9413)",
        {"street": "Halasi út", "number": "3", "parcel_number": "9413"},
    ),
    ("Halasi út 9413 hrsz.", {"street": "Halasi út", "parcel_number": "9413"}),
    (
        "Kecskemét, Halasi út 3, 6000",
        {"postcode": "6000", "town": "Kecskemét", "street": "Halasi út", "number": "3"},
    ),
    (
        "Halasi út 3 Kecskemét 6000",
        {"postcode": "6000", "town": "Kecskemét", "street": "Halasi út", "number": "3"},
    ),
    (
        "HU-6000 Kecskemét, Halasi út 3",
        {"postcode": "6000", "town": "Kecskemét", "street": "Halasi út", "number": "3"},
    ),
    (
        "H 6000 Kecskemét, Halasi út 3",
        {"postcode": "6000", "town": "Kecskemét", "street": "Halasi út", "number": "3"},
    ),
    (
        "Szarkás tanya 1145 Kecskemét",
        {"town": "Kecskemét", "street": "Szarkás tanya", "number": "1145"},
    ),
    ("Halasi út 3 ajtó 2", {"street": "Halasi út", "number": "3", "door": "2"}),
    ("Halasi út 3, lakás: 2", {"street": "Halasi út", "number": "3", "door": "2"}),
    ("Halasi út 3 lph. B", {"street": "Halasi út", "number": "3", "staircase": "B"}),
    (
        "Halasi út 3 emelet 2 ajtó 5",
        {"street": "Halasi út", "number": "3", "floor": "2", "door": "5"},
    ),
    (
        "Halasi út 3, em.: 2, ajtó: 5",
        {"street": "Halasi út", "number": "3", "floor": "2", "door": "5"},
    ),
    (
        "12 Halasi út 2. em. 5.",
        {"street": "Halasi út", "number": "12", "floor": "2", "door": "5"},
    ),
    ("6000 Kecskemét", {"postcode": "6000", "town": "Kecskemét"}),
    ("", {}),
    (" ,,, ; ", {}),
    ("12", {}),
]
PARTS = (
    "postcode",
    "town",
    "street",
    "number",
    "building",
    "staircase",
    "floor",
    "door",
    "parcel_number",
    "po_box",
)


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[form[0] for form in FORMS])
def test_forms_of_real_life(text: str, expected: dict[str, str]) -> None:
    parsed = parse_address(text, TOWNS)
    found = {
        part: str(getattr(parsed, part)) for part in PARTS if getattr(parsed, part) is not None
    }
    assert found == expected
    assert parsed.query == text


def test_u_may_be_utca_or_ut() -> None:
    assert parse_address("Dózsa Gy. u. 3").types == ("utca", "út")
    assert parse_address("Dózsa Gy. utca 3").types == ("utca",)


def test_what_finds_no_place_is_kept() -> None:
    parsed = parse_address("Halasi út 3 sárga kapu")
    assert str(parsed.number) == "3"
    assert parsed.rest == ("sárga", "kapu")


def test_a_second_number_behind_a_comma_is_no_door() -> None:
    parsed = parse_address("Halasi út 1, 35")
    assert (str(parsed.number), parsed.door, parsed.rest) == ("1", None, ("35",))


@pytest.mark.parametrize("text", ["3. lph. 5", "3 em 5", "3. lakás 5", "3 (5)", "3. ép. B"])
def test_a_figure_that_may_be_the_house_is_never_given_away(text: str) -> None:
    parsed = parse_address(f"Halasi út {text}")
    assert str(parsed.number) == "3"
    assert parsed.rest or parsed.town


def test_a_letter_is_no_suffix_when_something_stood_between() -> None:
    parsed = parse_address("Halasi út 3 Kecskemét B", TOWNS)
    assert (str(parsed.number), parsed.rest) == ("3", ("B",))


def test_a_name_before_postcode_and_town_is_left_over() -> None:
    parsed = parse_address("Kovács Anna 6000 Kecskemét, Halasi út 3", TOWNS)
    assert (parsed.postcode, parsed.town, parsed.street) == ("6000", "Kecskemét", "Halasi út")
    assert parsed.rest == ("Kovács", "Anna")


@pytest.mark.parametrize(
    "phone", ["+36 30 123 4567", "06-76/123-456", "06301234567", "tel.: 76/123-456"]
)
def test_a_telephone_number_is_no_part_of_the_house(phone: str) -> None:
    parsed = parse_address(f"Halasi út 3, {phone}")
    assert (str(parsed.number), parsed.floor, parsed.door, parsed.rest) == ("3", None, None, ())
    assert parsed.phone is not None


def test_other_digits_are_no_house_number() -> None:
    assert parse_address("Halasi út ٣").number is None


def test_a_long_text_is_cut_and_says_so() -> None:
    text = "Halasi út 3 " + "x" * LONGEST
    parsed = parse_address(text)
    assert parsed.cut
    assert parsed.query == text
    assert not parse_address("Halasi út 3").cut


@given(st.text(max_size=400))
def test_no_text_is_a_fault(text: str) -> None:
    assert parse_address(text, TOWNS).query == text


@given(
    st.lists(
        st.sampled_from(
            ["6000", "Kecskemét", ",", "út", "u.", "12", "A", "/", "-", "em.", "hrsz", "Pf.", "lh."]
        ),
        max_size=40,
    )
)
def test_no_heap_of_address_words_is_a_fault(words: list[str]) -> None:
    text = " ".join(words)
    assert parse_address(text, TOWNS).query == text


@pytest.mark.parametrize("piece", ["a ", "1 ", "a.", "1/", "- ", "út ", "1 em. ", "hrsz 1 "])
def test_repeated_pieces_take_no_longer_than_a_blink(piece: str) -> None:
    text = piece * 100_000
    start = time.process_time()
    parse_address(text, TOWNS)
    assert time.process_time() - start < 0.2


def test_numbers_stand_in_the_order_of_the_office() -> None:
    written = ["12", "12/2", "12/10", "12/A", "12/B", "13"]
    numbers = [parse_register_number(text) for text in written]
    assert sorted(numbers, key=lambda n: n.key if n else ()) == numbers


def test_a_range_compares_letters_too() -> None:
    odd = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(29, "A"))
    taken = [n for n in ("1", "2", "29", "29/A", "29/B", "31") if odd.covers(_number(n))]
    assert taken == ["1", "29", "29/A"]


def test_a_range_that_begins_at_a_letter_leaves_the_bare_number() -> None:
    later = NumberRange(Parity.CONTINUOUS, HouseNumber(4, "B"), None)
    assert not later.covers(HouseNumber(4))
    assert not later.covers(HouseNumber(4, "A"))
    assert later.covers(HouseNumber(4, "B"))
    assert later.covers(HouseNumber(5))


def _number(text: str) -> HouseNumber:
    number = parse_register_number(text)
    assert number is not None
    return number


def test_a_month_is_parted_from_its_day() -> None:
    found = parse_address("Március15. sétány 4.")
    assert (found.name, found.type, str(found.number)) == ("Március 15.", "sétány", "4")


def test_words_left_over_tell_how_many_stand_before_the_street() -> None:
    found = parse_address("Próba és Társa Kft. - 6500 Baja, Alma utca 3, hátsó ház", {"baja"})
    assert found.rest[: found.before] == ("Próba", "és", "Társa", "Kft.", "-")
    assert parse_address("6500 Baja, Alma utca 3 - hátsó ház", {"baja"}).before == 0


@pytest.mark.parametrize(
    ("text", "number", "postcode"),
    [
        ("3 Alma utca, Baja, Hungary, 6500", "3", "6500"),
        ("Baja, az Alma utcában, a 3. szám alatt", "3", None),
        ("Baja, Alma utca 3. e-mail: iroda@example.org", "3", None),
        ("Baja, Alma utca 3 A-B", "3/A-B", None),
    ],
)
def test_the_number_is_told_from_what_stands_beside_it(
    text: str, number: str, postcode: str | None
) -> None:
    found = parse_address(text, {"baja"})
    assert (found.name, str(found.number), found.postcode) == ("Alma", number, postcode)
