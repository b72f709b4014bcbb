"""Streets that only accents tell apart, in texts that have lost theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.lost_accents import has_lost_accents
from boundaries.model import Reason, VerdictKind
from boundaries.register.load import load_register
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare
from boundaries.streets.lists import ListedArea, district_list
from boundaries.streets.street_list import ListMeta, StreetList, geometry_hash, group_streets
from boundaries.verdict.check import check_address, check_listed
from tests.boundaries.town import edition
from tests.boundaries.verdict.test_check import row

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
WHOLE = NumberRange(Parity.WHOLE)
TOWN = "Mezőpróba"
PAIRS = (("Kakas", "Kákás"), ("Sas", "Sás"), ("Körös", "Kőrös"), ("Hal", "Hál"))


def register() -> Register:
    streets, rules = [], []
    for plain, accented in PAIRS:
        for name, district in ((plain, "1"), (accented, "2")):
            doors = tuple(Door(HouseNumber(n), str(n), district) for n in range(1, 9))
            streets.append(Thoroughfare(name, "utca", doors))
            rules.append(RangeRule(name, "utca", WHOLE, district))
    return Register("", tuple(streets), tuple(rules), (), (("9001", TOWN),))


AREA = ListedArea("2", district_list(register(), "2"), register())


@pytest.mark.parametrize("plain", ["Kakas", "Sas", "Hal"])
@pytest.mark.parametrize(
    "text",
    [
        "MEZOPROBA {caps} UTCA 7",
        "9001 Mezoproba, {name} utca 7",
        "Mezopróba {name} u. 7",
        "Mezoprobaban a {name} utca 7",
        "{caps} UTCA 7",
        "{name} utca 7, II. emelet 3. ajto",
        "{name} utca hazszam: 7",
        "Magyarorszag, Mezőpróba, {name} utca 7",
        "Mezőpróba kozseg, {name} utca 7",
        "Mezőpróba, {name} utca 7, Magyarorszag",
    ],
)
def test_a_text_without_its_accents_may_mean_either_street(plain: str, text: str) -> None:
    answer = check_listed(text.format(name=plain, caps=plain.upper()), AREA)
    assert (answer.verdict, answer.reason) == (OPEN, Reason.HOMONYM)
    assert {candidate.verdict for candidate in answer.candidates} == {IN, OUT}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Mezőpróba, Kakas utca 7", OUT),
        ("MEZŐPRÓBA, KAKAS UTCA 7", OUT),
        ("Kakas utca 7", OUT),
        ("Kakas u. 7. II. emelet 3. ajtó", OUT),
        ("Mezoproba, Kákás utca 7", IN),
        ("MEZOPROBA, KÁKÁS UTCA 7", IN),
        ("Mezoproba, Kőrös utca 7", IN),
        ("Mezőpróba, Körös utca 7", OUT),
    ],
)
def test_a_street_that_is_written_out_stays_the_answer(text: str, verdict: VerdictKind) -> None:
    assert check_listed(text, AREA).verdict is verdict


def test_short_vowels_for_long_ones_are_damage_too() -> None:
    """A machine that has no ő writes ö: then Körös utca may be Kőrös utca."""
    assert check_listed("Mezöpróba, Körös utca 7", AREA).reason is Reason.HOMONYM


def test_lost_accents_that_change_no_verdict_are_an_answer() -> None:
    both = [*district_list(register(), "1"), *district_list(register(), "2")]
    answer = check_listed("MEZOPROBA KAKAS UTCA 7", ListedArea("x", both, register()))
    assert (answer.verdict, answer.matched) == (IN, f"{TOWN}, Kakas utca 7")


@pytest.mark.parametrize(("other", "verdict"), [(IN, OPEN), (OUT, OUT)])
def test_the_street_list_of_an_area_asks_both_streets(
    other: VerdictKind, verdict: VerdictKind
) -> None:
    area = edition()
    rows = [row("Kakas", "utca", "whole", OUT), row("Kákás", "utca", "whole", other)]
    meta = ListMeta("negyzet", "programme", geometry_hash(area), TOWN, ("9001",))
    streets = StreetList(meta, group_streets(rows))
    answer = check_address("MEZOPROBA KAKAS UTCA 7", area, streets)
    assert answer.verdict is verdict
    assert check_address("Mezőpróba, Kakas utca 7", area, streets).verdict is OUT


def test_a_word_of_the_name_is_no_sign() -> None:
    assert not has_lost_accents("Ut utca 3", "Ut", [])
    assert has_lost_accents("Ut ut 3", "Kis", [])


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("folder", "district", "query"),
    [
        ("11/040", "010", "MEZOTUR KAKAS UTCA 7"),
        ("11/040", "010", "5400 Mezotur, Kakas utca 7."),
        ("16/119", "073", "NYIREGYHAZA SAS UTCA 3"),
    ],
)
def test_pairs_of_real_towns(shared_data: Path, folder: str, district: str, query: str) -> None:
    town = load_register(shared_data / "registers" / folder).register
    answer = check_listed(query, ListedArea(district, district_list(town, district), town))
    assert (answer.verdict, answer.reason) == (OPEN, Reason.HOMONYM)
