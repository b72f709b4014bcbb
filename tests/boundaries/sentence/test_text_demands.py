"""Every form that the parser must read, one row for each, in the order of docs/compiler.md."""

from __future__ import annotations

import pytest

from boundaries.model import LegKind
from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read

RING = ["street Kelemen utca", "street Gergely utca", "street Kőér utca"]
SECTION = "street Szent Imre herceg utca [János utca..Rákóczi utca]"

FORMS: list[tuple[str, str, list[str]]] = [
    ("dashes", "Kelemen utca – Gergely utca – Kőér utca", RING),
    ("hyphens", "Kelemen utca - Gergely utca-Kőér utca", RING),
    ("commas", "Kelemen utca, Gergely utca, Kőér utca", RING),
    ("mere spaces", "Kelemen utca Gergely utca Kőér utca", RING),
    (
        "a list",
        "a Kelemen út, Gergely utca és Kőér utca által határolt terület",
        ["street Kelemen út", "street Gergely utca", "street Kőér utca"],
    ),
    (
        "a shared plural",
        "Halasi és Dunaföldvári főutak határolta",
        ["street Halasi főút", "street Dunaföldvári főút"],
    ),
    ("u.", "Kelemen u. – Gergely u – Kőér u.", RING),
    ("krt.", "Könyves Kálmán krt.", ["street Könyves Kálmán körút"]),
    ("stny.", "Műkerti stny.", ["street Műkerti sétány"]),
    ("ltp.", "Kinizsi ltp.", ["street Kinizsi lakótelep"]),
    ("ker.", "XI. ker. határa – Budaörsi út", ["border XI. ker. határa", "street Budaörsi út"]),
    ("upper case", "KELEMEN UTCA – GERGELY UTCA – KŐÉR UTCA", RING),
    (
        "section",
        "Szent Imre herceg utca – János utcától a Rákóczi utcáig – Halasi út",
        [SECTION, "street Halasi út"],
    ),
    (
        "section: -nak",
        "a Szent Imre herceg utcának a János utcától a Rákóczi utcáig terjedő szakasza",
        [SECTION],
    ),
    (
        "section: between",
        "Szent Imre herceg utca János utca és Rákóczi utca közötti szakasza",
        [SECTION],
    ),
    (
        "section alone",
        "János utcától a Rákóczi utcáig terjedő szakasz – Halasi út",
        [
            "other János utcától a Rákóczi utcáig terjedő szakasz [János utca..Rákóczi utca]",
            "street Halasi út",
        ],
    ),
    ("even side", "Halasi út páros oldal", ["street Halasi út /even_side"]),
    ("odd side", "Halasi út páratlan oldal", ["street Halasi út /odd_side"]),
    ("middle line", "Halasi út középvonala", ["street Halasi út"]),
    ("compass side", "Halasi út északkeleti oldala", ["street Halasi út /compass_side"]),
    ("every number", "Halasi út minden házszáma", ["street Halasi út /every_number"]),
    ("extension", "Halasi út elméleti meghosszabbítása", ["street Halasi út /extension"]),
    ("whole", "Kossuth tér teljes területe", ["square Kossuth tér /whole"]),
    (
        "compass description",
        "Északon a Kelemen utca, keleten a Gergely utca, délen a Kőér utca",
        RING,
    ),
    ("square", "Széchenyi tér", ["square Széchenyi tér"]),
    ("river", "Duna", ["water Duna"]),
    ("stream", "Rákos-patak", ["water Rákos-patak"]),
    (
        "municipal border",
        "Szeged közigazgatási határa",
        ["border Szeged közigazgatási határa"],
    ),
    (
        "district border",
        "a X. és XVII. kerület közigazgatási határa",
        ["border X. és XVII. kerület közigazgatási határa"],
    ),
    ("railway by number", "142-es számú vasútvonal", ["railway 142-es számú vasútvonal"]),
    (
        "railway by name",
        "Kecskemét-Lajosmizse vasútvonal",
        ["railway Kecskemét-Lajosmizse vasútvonal"],
    ),
    ("railway by company", "MÁV körvasút", ["railway MÁV körvasút"]),
    ("motorway", "M0", ["road M0"]),
    ("road number", "51. sz. főút", ["road 51. sz. főút"]),
    (
        "parcel in brackets",
        "(42414/188) hrsz.-ú közterület",
        ["parcel_edge (42414/188) hrsz.-ú közterület"],
    ),
    (
        "parcel",
        "42414/176 hrsz.-ú ingatlan",
        ["parcel_edge 42414/176 hrsz.-ú ingatlan /parcel_front"],
    ),
    ("house number", "Ócsai út 12.", ["point Ócsai út 12."]),
    ("house number: property", "Ócsai út 12. számú ingatlan", ["point Ócsai út 12."]),
    ("house number: at", "Ócsai út 12. sz. alatti telek", ["point Ócsai út 12."]),
    (
        "house number: to",
        "Ócsai út 12. szám alatti ingatlanig – Halasi út",
        ["street Ócsai út [..Ócsai út 12.]", "street Halasi út"],
    ),
    (
        "case endings",
        "a Kelemen utcáról a Rákóczi útig terjedő Kőér utcán, a Duna mentén",
        ["street Kőér utca [Kelemen utca..Rákóczi út]", "water Duna"],
    ),
]


@pytest.mark.parametrize(
    ("text", "legs"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS]
)
def test_a_form(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_a_note_in_brackets_stays_with_its_leg() -> None:
    leg = parse_sentence("Halasi út (a körforgalommal együtt) – Budai út").legs[0]
    assert (leg.name, leg.note) == ("Halasi út", "a körforgalommal együtt")


def test_an_alternative_in_brackets_is_read() -> None:
    leg = parse_sentence("Rét utca (KSH szerint Alma utca) – Budai út").legs[0]
    assert [(a.label, a.name, a.kind) for a in leg.alternatives] == [
        ("KSH szerint", "Alma utca", LegKind.STREET)
    ]


def test_what_is_not_read_comes_back_with_its_position() -> None:
    text = "Kelemen utca – ahogy nagymama mesélte – Gergely utca"
    (piece,) = parse_sentence(text).unread
    assert text[piece.span.start : piece.span.end] == piece.text
    assert piece.text == "ahogy nagymama mesélte"
