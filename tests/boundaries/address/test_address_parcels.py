"""Parcel numbers in addresses: in every order and punctuation, and never a house number."""

from __future__ import annotations

import itertools

import pytest

from boundaries.address.addresses import parse_address
from boundaries.edition.edition import load_edition
from boundaries.model import Reason, VerdictKind
from boundaries.streets.street_list import load_street_list
from boundaries.towns.settlement_names import SettlementReader
from boundaries.towns.settlements import load_settlements
from boundaries.verdict.check import check_address
from tests.boundaries.verdict.test_check import BUNDLED

MARKS = (
    *("hrsz", "hrsz.", "hrsz:", "HRSZ.:", "Hrsz ", "hr. sz.", "hr.sz.:", "h.r.sz.", "hrsz.-ú"),
    *("helyrajzi szám:", "helyrajzi számú", "HELYRAJZI SZAM", "helyr. sz.", "hrsz.="),
)
PARCELS = ("5/B", "7/D.", "5/A/2", "12 / C", "5 B", "5-B", "5A", "0123/4", "9413", "9413/2/A/7")
WITHOUT_HOUSE = [
    *(f"Halasi út {mark}{parcel}" for mark in MARKS for parcel in ("5/B", "9413/2")),
    *(f"Halasi út {parcel} {mark}" for mark in MARKS[:10] for parcel in PARCELS),
    "Halasi út hrsz: 5/A, 5/B és 5/C",
    "Halasi út 5/A, 5/B hrsz.",
    "Halasi út 5/A és 7/D hrsz.",
    "Halasi út 5/A-5/D hrsz",
    "Halasi út hrsz. 5/A+5/B",
    "Halasi út 5/B (hrsz.)",
    "Halasi út, hrsz, 5/B",
    "Halasi út hrsz5/B",
    "Halasi út 5/Bhrsz",
    "Halasi út 5/B-hrsz",
    "Halasi út hrsz: belterület 5/B",
    "Halasi út hrsz.: Kecskemét 5/B",
    "Halasi út 5/B belterületi hrsz",
    "Halasi út 5/B jelű hrsz",
    "Halasi út 7/D hrsz. 12",
    "Halasi út 5/B hrsz 6000 Kecskemét",
    "Halasi út parcel no. 5/B",
]
WITH_HOUSE = [
    *(f"Halasi út 30{gap}{mark} 5/B" for mark in MARKS[:8] for gap in (" (", ". ", ", ")),
    *(f"Halasi út 30 ({parcel} hrsz)" for parcel in PARCELS),
    "Halasi út 30 hrsz 5/B, 5/C",
    "Halasi út 30/hrsz 5/B",
    "Halasi út, 30 hrsz 5/B",
    "Halasi út (5/B hrsz) 30",
    "5/B hrsz. Halasi út 30",
    "hrsz. 5/B, Halasi út 30",
    "Kecskemét 5/B hrsz. Halasi út 30",
    "Kecskemét, hrsz: 5/B, Halasi út 30. 2. em. 3",
    "30 Halasi út, hrsz 5/B",
    "5/B hrsz. 30 Halasi út",
    "Halasi út 30. szám alatti 5/B hrsz-ú ingatlan",
    "Halasi út 30, hrsz 0612/12345",
]


@pytest.mark.parametrize("text", WITHOUT_HOUSE)
def test_a_parcel_is_no_house_number(text: str) -> None:
    parsed = parse_address(text, {"kecskemet"})
    assert (parsed.street, parsed.number) == ("Halasi út", None)
    assert parsed.parcel_number


@pytest.mark.parametrize("text", WITH_HOUSE)
def test_the_house_beside_a_parcel_stays(text: str) -> None:
    parsed = parse_address(text, {"kecskemet"})
    assert (parsed.street, str(parsed.number)) == ("Halasi út", "30")
    assert parsed.parcel_number
    assert parsed.phone is None


@pytest.mark.parametrize(
    ("text", "parcels"),
    [
        ("Fő utca hrsz 5/A, 5/B", "5/A, 5/B"),
        ("Fő utca 9413/2, 9413/3 hrsz", "9413/2, 9413/3"),
        ("Fő utca 12/A, 9413/2 hrsz", "9413/2"),
        ("külterület 0123/4", "0123/4"),
        ("Fő utca 3, helyrajzi szám: 5 / b", "5/B"),
    ],
)
def test_parcels_are_told_as_they_are_written(text: str, parcels: str) -> None:
    assert parse_address(text).parcel_number == parcels


@pytest.mark.parametrize("text", ["Halasi út 3, Szabó H. R. Szilvia", "Halasi út 3. (Parcella)"])
def test_words_that_only_look_like_the_mark_are_none(text: str) -> None:
    parsed = parse_address(text)
    assert parsed.parcel_number is None
    assert parsed.number is not None


def test_a_bundled_answer_never_takes_a_parcel_for_a_house() -> None:
    area, streets = load_edition("kecskemet-top-6.9.1"), load_street_list(BUNDLED)
    for mark, parcel in itertools.product(MARKS, ("5/B", "7/D", "12/A")):
        for text in (f"Halasi út {parcel} {mark}", f"Halasi út {mark} {parcel}"):
            answer = check_address(text, area, streets)
            assert (answer.verdict, answer.reason) == (VerdictKind.UNDECIDABLE, Reason.PARCEL)
        answer = check_address(f"Kecskemét, Halasi út 30 ({mark} {parcel})", area, streets)
        assert (answer.verdict, answer.matched) == (VerdictKind.OUTSIDE, "Kecskemét, Halasi út 30")


def test_a_parcel_number_is_no_postcode_of_a_settlement() -> None:
    reading = SettlementReader(load_settlements()).read("6000 helyr. sz., Kecskemét, Halasi út 3")
    assert reading.postcode is None
    assert reading.settlement is not None
    assert reading.settlement.name == "Kecskemét"
