"""Words parted by a line's end, names parted by a break, labels and signs that programs leave."""

from __future__ import annotations

import pytest

from boundaries.address.addresses import LONGEST
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import Reason
from boundaries.register.gazetteer import Found, Gazetteer, Located
from boundaries.register.register import Door, Register, Thoroughfare
from boundaries.towns.elsewhere import find_elsewhere

STREETS = (
    ("Alma", "utca"),
    ("Vadalma", "utca"),
    ("Pál", "utca"),
    ("Vasvári Pál", "utca"),
    ("Vörösmarty Mihály", "utca"),
    ("Petőfi Sándor", "utca"),
    ("Attila", "utca"),
    ("József Attila", "utca"),
    ("Hosszú-dűlő", "tanya"),
    ("Almáskert", ""),
)
NUMBERS = [HouseNumber(n) for n in (*range(1, 20), 103)] + [
    HouseNumber(12, "A"),
    HouseNumber(2, "B"),
]
DOORS = tuple(Door(number, str(number), "001") for number in NUMBERS)


def _gazetteer(town: str, code: str) -> Gazetteer:
    streets = tuple(Thoroughfare(name, kind, DOORS) for name, kind in STREETS)
    return Gazetteer.of(Register("", streets, (), (), ((code, town),)))


HERE = _gazetteer("Kecskemét", "6000")
FIFTH = _gazetteer("Budapest 05", "1051")


def _door(found: Located) -> tuple[str, str]:
    assert found.found is Found.DOOR, found
    assert found.street is not None
    return found.street.full_name, str(found.doors[0].number)


@pytest.mark.parametrize(
    ("query", "street", "number"),
    [
        ("6000 Kecskemét, Vad-\nalma utca 12", "Vadalma utca", "12"),
        ("6000 Kecskemét, Vad\u00ad\nalma utca 12", "Vadalma utca", "12"),
        ("6000 Kecske-\r\nmét, Alma utca 12", "Alma utca", "12"),
        ("6000_Kecskemét,_Alma_utca_12", "Alma utca", "12"),
        ("6000 Kecskem%C3%A9t, Alma utca 12", "Alma utca", "12"),
        ("Kecskem%C3%A9t%2C+Alma+utca+12", "Alma utca", "12"),
        ("6000 \u200bKecskemét, \u200bAlma utca 12", "Alma utca", "12"),
        ("6000 Kecskemét, Alma utca 12…", "Alma utca", "12"),
        ("6000 Kecskemét /Alma utca 12/A/", "Alma utca", "12/A"),
        ("6000.0 Kecskemét, Alma utca 12", "Alma utca", "12"),
        ("6.000 Kecskemét, Alma utca 12", "Alma utca", "12"),
        ("KecskemétAlma utca 12", "Alma utca", "12"),
        ("cím Kecskemét Alma utca 12", "Alma utca", "12"),
        ("Telepules: Kecskemet, kozterulet: Alma jellege: utca, hazszam: 12", "Alma utca", "12"),
        ("Ort: Kecskemét, Straße: Alma utca, Hausnummer: 12, PLZ: 6000", "Alma utca", "12"),
        ("City: Kecskemét; Street: Alma utca; House number: 12; ZIP: 6000", "Alma utca", "12"),
        (
            '{"irsz": "6000", "varos": "Kecskemét", "utca": "Alma utca", "hsz": "12"}',
            "Alma utca",
            "12",
        ),
        ("Kecskemét, Alma utca 12 ép.: lh.: em.: ajtó:", "Alma utca", "12"),
        ("Kecskemét, Alma utca 12, lakás", "Alma utca", "12"),
        ("Kecskemét, Alma utca 12A épület", "Alma utca", "12/A"),
        ("Kecskemét, Alma utca - 12", "Alma utca", "12"),
        ("Kecskemét, Alma utca nº 12", "Alma utca", "12"),
        ("Kecskemét, Alma utca 12-be", "Alma utca", "12"),
        ("Kecskemét, Alma utca, a 12-es ház", "Alma utca", "12"),
        ("kecskemét alma utca 2 perjel b", "Alma utca", "2/B"),
        ("Kecskemét, Alma utca 12 törve A", "Alma utca", "12/A"),
        ("Alma Straße 12, 6000 Kecskemét", "Alma utca", "12"),
        ("3 Almáskert, Kecskemét, Bács-Kiskun vármegye, 6000", "Almáskert", "3"),
        ("2024.03.05. 6000 Kecskemét, Alma utca 12", "Alma utca", "12"),
        ("6000 Kecskemét, Vörösmarty\nMihály utca 5", "Vörösmarty Mihály utca", "5"),
        ("6000 Kecskemét, Petőfi Sándor\nutca\r\n12/A", "Petőfi Sándor utca", "12/A"),
        ("6000 Kecskemét, Petőfi Sándor, utca 12", "Petőfi Sándor utca", "12"),
        ("6000 Kecskemét, 12, Alma utca", "Alma utca", "12"),
        ("Kecskemét, Alma utca 12//A", "Alma utca", "12/A"),
        ("Kecskemét, Alma utca 12–", "Alma utca", "12"),
        ("6000 Kecskem\\u00e9t, Pet\\u0151fi S\\u00e1ndor utca 12", "Petőfi Sándor utca", "12"),
        ("6000 Kecskem=C3=A9t, Pet=C5=91fi S=C3=A1ndor utca 12", "Petőfi Sándor utca", "12"),
        ("6000 Kecskemét, Peto~fi Sándor utca 12", "Petőfi Sándor utca", "12"),
    ],
)
def test_what_layout_and_forms_leave_changes_no_door(query: str, street: str, number: str) -> None:
    assert _door(HERE.find(query)) == (street, number)


@pytest.mark.parametrize("mark", ["\n", "\t", ",", "\n "])
def test_a_name_that_a_break_parts_is_one_of_two_where_both_exist(mark: str) -> None:
    found = HERE.find(f"6000 Kecskemét, Vasvári{mark}Pál utca 9")
    assert (found.found, found.reason) == (Found.HOMONYM, Reason.HOMONYM)
    names = {one.street.full_name for one in found.candidates}
    assert names == {"Pál utca", "Vasvári Pál utca"}


def test_a_name_with_a_dash_is_offered_where_a_line_ends_in_it() -> None:
    found = HERE.find("6000 Kecskemét\nHosszú-\ndűlő tanya 5")
    assert found.found is not Found.DOOR
    assert found.candidates[0].street.full_name == "Hosszú-dűlő tanya"


@pytest.mark.parametrize("mark", [", ", "\n"])
def test_the_whole_name_before_a_break_is_taken_and_no_part_of_it(mark: str) -> None:
    found = HERE.find(f"6000 Kecskemét, József Attila{mark}utca 5")
    assert _door(found) == ("József Attila utca", "5")
    assert HERE.find(f"6000 Kecskemét, Kovács Attila{mark}utca 5").found is not Found.DOOR


def test_what_stands_behind_postcode_and_town_is_the_address() -> None:
    found = HERE.find("Fő tér 1. Apartman, 6000 Kecskemét, Alma utca 12")
    assert _door(found) == ("Alma utca", "12")
    assert found.may_be_two


def test_a_person_before_an_address_parts_no_name() -> None:
    for name in ("Kovács Anna", "Próba Kft.", "Vasvári Pál"):
        assert _door(HERE.find(f"{name}\nPál utca 9\n6000 Kecskemét")) == ("Pál utca", "9")


def test_a_name_that_a_comma_parts_is_offered_only() -> None:
    found = HERE.find("Vörösmarty, Mihály utca 5, Kecskemét")
    assert found.found is not Found.DOOR
    assert [one.street.full_name for one in found.candidates] == ["Vörösmarty Mihály utca"]


@pytest.mark.parametrize("behind", ["", " ", "/A", " /A", ". II. em. 5", ", lakás", " és 5"])
def test_a_number_that_the_reader_has_not_read_whole_is_no_other_one(behind: str) -> None:
    address = f"Kecskemét, Alma utca 103{behind}"
    for most in range(len(address) - 12, len(address) + 3):
        front = "Nagyon hosszú nevű Próba Kft. "
        query = (front * 9)[: LONGEST - most - 1].ljust(LONGEST - most - 1, "x") + f", {address}"
        found = HERE.find(query)
        numbers = {str(door.number) for door in found.doors}
        assert numbers <= {"103"}, query
        assert not numbers or found.may_be_two or len(query) <= LONGEST or behind, query


def test_a_stroke_without_a_letter_is_told() -> None:
    assert HERE.find("Kecskemét, Alma utca 12/").may_be_two
    assert HERE.find("Kecskemét, Alma utca 12/A/").may_be_two


def test_a_settlement_with_the_postcode_of_this_one_is_no_other_town() -> None:
    found = HERE.find("6000 Baja, Alma utca 5")
    assert (found.found, found.reason) == (Found.REFUSED, Reason.SETTLEMENT_AMBIGUOUS)


@pytest.mark.parametrize("behind", ["(a templom)", "fszt. 2 A", "hátsó ház", "kisbé b"])
def test_a_letter_left_over_may_belong_to_the_number(behind: str) -> None:
    doubtful = HERE.find(f"Kecskemét, Alma utca 12 {behind}").may_be_two
    assert doubtful is (behind == "kisbé b")


@pytest.mark.parametrize(
    ("behind", "doubtful"),
    [
        ("12 A ép.", "12"),
        ("12A lh.", "12/A"),
        ("12 B ép.", ""),
        ("12/A B lh.", ""),
        ("7 A ép.", ""),
    ],
)
def test_a_letter_of_a_building_may_be_the_numbers(behind: str, doubtful: str) -> None:
    found = HERE.find(f"Kecskemét, Alma utca {behind}")
    assert found.may_be_two is bool(doubtful)
    assert not doubtful or _door(found)[1] == doubtful


def test_a_number_that_is_listed_with_its_letter_alone_is_found_by_its_building() -> None:
    doors = tuple(door for door in DOORS if door.number not in {HouseNumber(12), HouseNumber(2)})
    street = Thoroughfare("Alma", "utca", doors)
    here = Gazetteer.of(Register("", (street,), (), (), (("6000", "Kecskemét"),)))
    found = here.find("Kecskemét, Alma utca 12. A épület")
    assert _door(found) == ("Alma utca", "12/A")
    assert found.may_be_two


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("Kecskemét, Alm. utca 5", ["Alma utca"]),
        ("Kecskemét, Vör. Mihály utca 5", ["Vörösmarty Mihály utca"]),
        ("Kecskemét, Attila. utca 5", []),
        ("Kecskemét, Vas. utca 5", ["Vas utca", "Vaspálya utca"]),
    ],
)
def test_a_dot_says_that_a_word_goes_on(query: str, offered: list[str]) -> None:
    streets = (*STREETS, ("Vas", "utca"), ("Vaspálya", "utca"))
    listed = tuple(Thoroughfare(name, kind, DOORS) for name, kind in streets)
    found = Gazetteer.of(Register("", listed, (), (), (("6000", "Kecskemét"),))).find(query)
    assert (found.found is Found.DOOR) is (not offered)
    assert [one.street.full_name for one in found.candidates][: len(offered)] == offered


def test_a_dash_or_a_third_number_behind_a_number_loses_it_not() -> None:
    for behind in (" - 2/3", "/2/3"):
        found = HERE.find(f"Kecskemét, Alma utca 12{behind}")
        assert _door(found) == ("Alma utca", "12")
        assert found.may_be_two
    assert _door(HERE.find("Kecskemét, Alma utca 12/A/2/3")) == ("Alma utca", "12/A")
    assert _door(HERE.find("Kecskemét, Alma utca 12 B ép./2/3")) == ("Alma utca", "12")


def test_half_a_settlement_at_the_end_of_a_line_is_no_other_one() -> None:
    for query in ("6230 Solt-\nvadkert, Alma utca 5", "6500_Baja,_Alma_utca_5"):
        town = "Baja" if "Baja" in query else "Soltvadkert"
        assert find_elsewhere(query, town, None) is None


def test_a_name_turned_round_is_offered() -> None:
    turned, both = HERE.find("Kecskemét, Sándor Petőfi utca 5"), HERE.find("Attila József utca 5")
    assert [one.street.full_name for one in turned.candidates][:1] == ["Petőfi Sándor utca"]
    assert both.found is not Found.DOOR
    assert both.candidates[0].street.full_name == "József Attila utca"


@pytest.mark.parametrize(
    "query",
    [
        "1053 Bud\u00adapest V. kerület, Alma utca 12",
        "Kovács Anna\nBudapest V. kerület\nAlma utca 12\n1054",
        "Budapest V. kerület; Alma utca 12; 1056",
        "Budapest V. kerület | Alma utca | 12 | 1053",
        "Ort: Budapest V. kerület, Straße: Alma utca, Hausnummer: 12, PLZ: 1054",
        "Kovács Anna Budapest V. kerület Alma utca 12 1053",
        "Budapest05 Alma utca 12",
        "1052\tBudapest\tV.\tkerület,\tAlma\tutca\t12",
        "Budapest V. kerület, Alma utca, a 12-es ház",
        "1051 BUDAPEST V. KERULET, ALMA UTCA 12 II.EM.3.A",
    ],
)
def test_a_district_is_found_whatever_stands_around_it(query: str) -> None:
    assert _door(FIFTH.find(query)) == ("Alma utca", "12")


@pytest.mark.parametrize(
    "query",
    [
        "#4711 1053 Budapest V. kerület, Alma utca 12",
        "ID: 8812 | 1053 Budapest V. kerület, Alma utca 12",
        "Tesco Baja - 1053 Budapest V. kerület, Alma utca 12",
        "1053 Budapest V. kerület, Alma utca 12, kapukód: 1234",
        "1053 Budapest V. kerület 1. posta, Alma utca 12",
        "Budapest Bank, 1053 Budapest V. kerület, Alma utca 12",
    ],
)
def test_a_district_that_is_named_is_no_other_town(query: str) -> None:
    found = FIFTH.find(query)
    assert found.reason is not Reason.OTHER_TOWN
    if found.found is not Found.DOOR:
        assert found.reason in {Reason.SETTLEMENT_AMBIGUOUS, Reason.UNPLACED_WORDS}
        assert [one.street.full_name for one in found.candidates] == ["Alma utca"]


def test_labels_without_accents_tell_that_accents_were_lost() -> None:
    names = (("Kakas", "utca"), ("Kákás", "utca"))
    streets = tuple(Thoroughfare(name, kind, DOORS) for name, kind in names)
    here = Gazetteer.of(Register("", streets, (), (), (("6500", "Baja"),)))
    assert here.find("Telepules: Baja, cim: Kakas u. 5").found is Found.HOMONYM
    assert here.find("Település: Baja, cím: Kakas u. 5").found is Found.DOOR
