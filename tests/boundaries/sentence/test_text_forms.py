"""The forms in which Hungarian texts write a boundary, one table for each.

The sentences are made for these tests from well-known public places of Budapest, Debrecen,
Szeged, Kecskemét and other towns; they need not enclose anything.
"""

from __future__ import annotations

import pytest

from boundaries.model import Alternative, LegKind
from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read

FOUR = ["street Kelemen utca", "street Gergely utca", "street Kőér utca", "square Szent László tér"]


@pytest.mark.parametrize(
    "text",
    [
        "Kelemen utca – Gergely utca – Kőér utca – Szent László tér",
        "Kelemen utca - Gergely utca - Kőér utca - Szent László tér",
        "Kelemen utca — Gergely utca ― Kőér utca − Szent László tér",
        "Kelemen utca –Gergely utca– Kőér utca- Szent László tér.",
        "Kelemen utca-Gergely utca-Kőér utca-Szent László tér",
        "Kelemen utca–Gergely utca–Kőér utca–Szent László tér",
        "Kelemen u-Gergely u.-Kőér u - Szent László tér",
        "Kelemen utca, Gergely utca, Kőér utca, Szent László tér",
        "Kelemen utca; Gergely utca; Kőér utca; Szent László tér",
        "Kelemen utca Gergely utca Kőér utca Szent László tér",
        "Kelemen utca / Gergely utca / Kőér utca / Szent László tér",
        "a Kelemen utca, Gergely utca, Kőér utca és a Szent László tér által határolt terület",
        "a Kelemen u., a Gergely u., valamint a Kőér u. és a Szent László tér közötti tömb",
        "Kelemen utca, Gergely utca, továbbá Kőér utca, illetve Szent László tér",
        "KELEMEN UTCA – GERGELY UTCA – KŐÉR UTCA – SZENT LÁSZLÓ TÉR",
        "kelemen utca – gergely utca – Kőér utca – Szent László tér",
        "Kelemen utca\nGergely utca\nKőér utca\nSzent László tér",
        "1. Kelemen utca\n2. Gergely utca\n3. Kőér utca\n4. Szent László tér",
        "1. Kelemen utca, 2. Gergely utca, 3. Kőér utca, 4. Szent László tér",
        "1) Kelemen utca 2) Gergely utca 3) Kőér utca 4) Szent László tér",
        "(1) Kelemen utca (2) Gergely utca (3) Kőér utca (4) Szent László tér",
        "a) Kelemen utca; b) Gergely utca; c) Kőér utca; d) Szent László tér",
        "• Kelemen utca\n• Gergely utca\n• Kőér utca\n• Szent László tér",
        "Határoló utcák: Kelemen utca, Gergely utca, Kőér utca, Szent László tér",
        "A terület határai: Kelemen utca – Gergely utca – Kőér utca – Szent László tér",
        "Budapest X. kerület, Kelemen utca – Gergely utca – Kőér utca – Szent László tér",
        "Budapest, X. ker., Kelemen utca – Gergely utca – Kőér utca – Szent László tér",
        "Kőbánya: Kelemen utca – Gergely utca – Kőér utca – Szent László tér",
        "Kőbánya (Kelemen utca – Gergely utca – Kőér utca – Szent László tér által határolt rész)",
        "a Kelemen utca – Gergely utca – Kőér utca – Szent László tér által körülzárt városrész",
        "a Kelemen utca, Gergely utca, Kőér utca és Szent László tér által bezárt területen",
        "a Kelemen utca, Gergely utca, Kőér utca és Szent László tér által közrefogott tömbben",
        (
            "Északon a Kelemen utca, keleten a Gergely utca, délen a Kőér utca, nyugaton a "
            "Szent László tér határolja"
        ),
        (
            "Északról a Kelemen utca, délkeletről a Gergely utca, délről a Kőér utca és "
            "nyugatról a Szent László tér"
        ),
        (
            "a Kelemen utca tengelyében, majd a Gergely utcán halad, innen a Kőér utca "
            "mentén, végül a Szent László téren"
        ),
    ],
)
def test_one_ring_in_many_dresses(text: str) -> None:
    assert read(text) == FOUR


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("Bajcsy-Zsilinszky Endre körút – Rippl-Rónai u.", ["Bajcsy-Zsilinszky Endre körút",
                                                            "Rippl-Rónai utca"]),
        ("Szeged-Hódmezővásárhely vasúti töltés-Csongrádi sgt.",
         ["Szeged-Hódmezővásárhely vasúti töltés", "Csongrádi sugárút"]),
        ("Méhes utca - Rákos- patak - Kerepesi út", ["Méhes utca", "Rákos-patak", "Kerepesi út"]),
        ("Lajosmizse-Kecskemét vasútvonal-Halasi út", ["Lajosmizse-Kecskemét vasútvonal",
                                                       "Halasi út"]),
        ("Duna-Dandár utca-Duna-part-Közraktár utca", ["Duna", "Dandár utca", "Duna-part",
                                                       "Közraktár utca"]),
        ("Duna-Tisza-csatorna – M51-M5-M0", ["Duna-Tisza-csatorna", "M51", "M5", "M0"]),
        ("Csalogány-utca – Széna-tér", ["Csalogány utca", "Széna tér"]),
        ("Rákóczi- és Petőfi utca", ["Rákóczi utca", "Petőfi utca"]),
        ("Krizantém u-Csepeli u-M0-II Rákóczi F. u. által határolt terület",
         ["Krizantém utca", "Csepeli utca", "M0", "II Rákóczi F. utca"]),
    ],
)  # fmt: skip
def test_hyphens_that_join_and_hyphens_that_step(text: str, legs: list[str]) -> None:
    assert [leg.name for leg in parse_sentence(text).legs] == legs


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a Halasi és a Dunaföldvári főutak határolta", ["Halasi főút", "Dunaföldvári főút"]),
        ("Petőfi, Kossuth és Rákóczi utcák", ["Petőfi utca", "Kossuth utca", "Rákóczi utca"]),
        ("Petőfi – Kossuth – Rákóczi utcák", ["Petőfi utca", "Kossuth utca", "Rákóczi utca"]),
        ("a Teréz és az Erzsébet körút", ["Teréz körút", "Erzsébet körút"]),
        ("Deák, Erzsébet és Kálvin terek", ["Deák tér", "Erzsébet tér", "Kálvin tér"]),
    ],
)
def test_a_shared_type_belongs_to_every_name(text: str, legs: list[str]) -> None:
    assert [leg.name for leg in parse_sentence(text).legs] == legs


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        ("Könyves K. krt.", "street Könyves K. körút"),
        ("Műkerti stny.", "street Műkerti sétány"),
        ("Szent István ltp.", "street Szent István lakótelep"),
        ("Kossuth L. sgt.", "street Kossuth L. sugárút"),
        ("Mechwart A.u", "street Mechwart A. utca"),
        ("Szalag I. utca", "street Szalag I. utca"),
        ("Szabadság utca 2. köz", "street Szabadság utca 2. köz"),
        ("Október 6. utca", "street Október 6. utca"),
        ("Március 15. tér", "square Március 15. tér"),
        ("1848-as tér", "square 1848-as tér"),
        ("Kodály körönd", "square Kodály körönd"),
        ("Móricz Zsigmond körtér", "square Móricz Zsigmond körtér"),
        ("Oktogon", "square Oktogon"),
        ("Bem rakpart", "street Bem rakpart"),
        ("Pásztor lépcső", "street Pásztor lépcső"),
        ("Ajtósi Dürer sor", "street Ajtósi Dürer sor"),
        ("Petőfi híd", "street Petőfi híd"),
        ("Árpád fejedelem útja", "street Árpád fejedelem útja"),
        ("az Örs vezér terén", "square Örs vezér tere"),
        ("a Hősök teréig tartó Andrássy út", "street Andrássy út [..Hősök tere]"),
        ("Part utca", "street Part utca"),
        ("Határ út", "street Határ út"),
        ("Vasút utca", "street Vasút utca"),
        ("Duna sor", "street Duna sor"),
        ("Tisza Lajos körút", "street Tisza Lajos körút"),
        ("Duna folyam", "water Duna folyam"),
        ("Duna", "water Duna"),
        ("Holt-Tisza", "water Holt-Tisza"),
        ("Cuha-patak", "water Cuha-patak"),
        ("Keleti-főcsatorna", "water Keleti-főcsatorna"),
        ("Zagyva folyó", "water Zagyva folyó"),
        ("M0", "road M0"),
        ("M5-ös autópálya", "road M5-ös autópálya"),
        ("M1-M7 autópálya", "road M1-M7 autópálya"),
        ("E75-ös út", "road E75-ös út"),
        ("441-es út", "road 441-es út"),
        ("51. sz. főút", "road 51. sz. főút"),
        ("51.sz. főút", "road 51. sz. főút"),
        ("4. számú főút", "road 4. számú főút"),
        ("5-ös főút", "road 5-ös főút"),
        ("4601. j. út", "road 4601. j. út"),
        ("142. sz. vasútvonal", "railway 142. sz. vasútvonal"),
        ("142. sz. vv.", "railway 142. sz. vasútvonal"),
        ("MÁV körvasút", "railway MÁV körvasút"),
        ("Pest – Cegléd – Szolnok vasútvonal", "railway Pest – Cegléd – Szolnok vasútvonal"),
        ("gödöllői HÉV vonala", "railway gödöllői HÉV"),
        ("4-es metró", "railway 4-es metró"),
        ("vasúti töltés", "railway vasúti töltés"),
        ("I. és XI. kerület határa", "border I. és XI. kerület határa"),
        ("Szeged közigazgatási határa", "border Szeged közigazgatási határa"),
        ("a település közigazgatási határa", "border település közigazgatási határa"),
        ("a város közigazgatási határa", "border város közigazgatási határa"),
        ("külterületi határ", "border külterületi határ"),
        ("kerülethatár", "border kerülethatár"),
        ("Őrmező lakótelep határa", "border Őrmező lakótelep határa"),
        ("Hegyalja úti kereszteződés", "point Hegyalja úti kereszteződés"),
        ("Halasi út és a vasútvonal kereszteződése",
         "point Halasi út és a vasútvonal kereszteződése"),
        ("Fő u. 2.", "point Fő utca 2."),
        ("körtöltés", "path körtöltés"),
        ("a parktól északnak futó sétány", "path parktól északnak futó sétány"),
        ("várfal", "other várfal"),
    ],
)  # fmt: skip
def test_kinds_and_names(text: str, leg: str) -> None:
    # Two streets around it, so that the form is read as a part of a ring.
    assert read(f"Budai út – {text} – Pesti út") == ["street Budai út", leg, "street Pesti út"]


@pytest.mark.parametrize(
    ("words", "rule", "side"),
    [
        ("páros oldal", "even_side", "páros oldal"),
        ("páros oldala", "even_side", "páros oldala"),
        ("páratlan számozású oldala", "odd_side", "páratlan számozású oldala"),
        ("páros és páratlan oldala", "both_sides", "páros és páratlan oldala"),
        ("mindkét oldala", "both_sides", "mindkét oldala"),
        ("belső oldala", "inner_side", "belső oldala"),
        ("külső oldala", "outer_side", "külső oldala"),
        ("északkeleti oldala", "compass_side", "északkeleti oldala"),
        ("minden házszáma", "every_number", None),
        ("elméleti meghosszabbítása", "extension", None),
        ("teljes területe", "whole", None),
        ("középvonala", "centre_line", None),
        ("tengelye", "centre_line", None),
        ("vonala", "centre_line", None),
        ("mentén", "centre_line", None),
        ("(páros oldal)", "even_side", "páros oldal"),
        ("(kerülethatár)", "centre_line", None),
    ],
)
def test_sides(words: str, rule: str, side: str | None) -> None:
    leg, _ = parse_sentence(f"Váci út {words} – Dráva utca").legs
    assert (leg.name, leg.rule.value, leg.side) == ("Váci út", rule, side)


@pytest.mark.parametrize(
    "text",
    [
        "Jókai utca a Határ úttól a Kossuth Lajos utcáig",
        "Jókai utca – Határ úttól a Kossuth Lajos utcáig",
        "Jókai utca Határ úttól – Kossuth Lajos utcáig",
        "a Jókai utcának a Határ úttól a Kossuth Lajos utcáig terjedő szakasza",
        "a Határ úttól a Kossuth Lajos utcáig a Jókai utca",
        "Jókai utca Határ út – Kossuth Lajos utca közötti szakasza",
        "Jókai utca Határ út és Kossuth Lajos utca közötti szakasza",
        "Jókai utca (Határ út – Kossuth Lajos utca között)",
        "Jókai utca (Határ út és a Kossuth Lajos u. közötti szakasz)",
        "a Jókai utca Határ út és Kossuth Lajos utca közé eső szakasza",
        "Jókai u. (a Határ úttól a Kossuth Lajos utcáig)",
    ],
)
def test_a_section_belongs_to_its_leg(text: str) -> None:
    wanted = "street Jókai utca [Határ út..Kossuth Lajos utca]"
    assert read(text) == [wanted]
    assert read(f"Ady Endre utca – {text} – Vas Gereben utca") == [
        "street Ady Endre utca",
        wanted,
        "street Vas Gereben utca",
    ]


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        ("Rákóczi út 12-től 56-ig", "street Rákóczi út [Rákóczi út 12...Rákóczi út 56.]"),
        ("Fő út 12. számtól 56. számig", "street Fő út [Fő út 12...Fő út 56.]"),
        ("Dob utca 1–45.", "street Dob utca [Dob utca 1...Dob utca 45.]"),
        ("várfal a Dísz tér 9.-től", "other várfal [Dísz tér 9...]"),
        ("Duna a Margit hídig", "water Duna [..Margit híd]"),
        ("Váci út az Árpád hídig", "street Váci út [..Árpád híd]"),
        ("Duna a Bem József tér déli oldalától", "water Duna [Bem József tér..]"),
    ],
)
def test_limits_and_house_numbers(text: str, leg: str) -> None:
    assert read(text) == [leg]


@pytest.mark.parametrize(
    ("text", "number", "rule"),
    [
        ("9413 hrsz-ú telek közterületi határa", "9413", "parcel_front"),
        ("(42414/188) hrsz.-ú közterület", "42414/188", "centre_line"),
        ("42414/176 hrsz.-ú ingatlan", "42414/176", "parcel_front"),
        ("(37061/8) hrsz közterület", "37061/8", "centre_line"),
        ("Nehru part (37061/6) délkeleti telekhatára", "37061/6", "compass_side"),
        ("hrsz. 1503", "1503", "centre_line"),
        ("hrsz.: 1503/2", "1503/2", "centre_line"),
        ("0123/4 helyrajzi számú út", "0123/4", "centre_line"),
    ],
)
def test_parcels(text: str, number: str, rule: str) -> None:
    leg = parse_sentence(f"Zsombolyai utca – {text} – Tündér utca").legs[1]
    assert (leg.kind, leg.parcel_number, leg.rule.value) == (LegKind.PARCEL_EDGE, number, rule)
    assert leg.text == text


@pytest.mark.parametrize(
    ("text", "note", "other"),
    [
        ("Kerepesi (Rákóczi) út", "Rákóczi", ("", "Rákóczi út")),
        ("Stáczió (Baross) utca", "Baross", ("", "Baross utca")),
        ("Andrássy út (volt Népköztársaság útja)", "volt Népköztársaság útja",
         ("volt", "Népköztársaság útja")),
        ("Vámház körút (kerülethatár)", "kerülethatár", None),
        ("Üllői út (a továbbiakban: főútvonal)", "a továbbiakban: főútvonal", None),
    ],
)  # fmt: skip
def test_notes(text: str, note: str, other: tuple[str, str] | None) -> None:
    leg, _ = parse_sentence(f"{text} – József körút").legs
    assert leg.note == note
    wanted = () if other is None else (Alternative(other[0], other[1], LegKind.STREET),)
    assert leg.alternatives == wanted


def test_the_last_leg_closes_on_the_first_and_no_other_does() -> None:
    ring = "Piac utca – Kossuth utca – Piac utca – Bethlen utca – Piac utca"
    assert [leg.repeats for leg in parse_sentence(ring).legs] == [None, None, None, None, 1]
    assert [leg.repeats for leg in parse_sentence("Piac utca – Piac utca").legs] == [None, None]


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("Kálvária u. - Ady E. u. kívül eső rész", ["kívül eső rész"]),
        ("Piac utca – Hatvan utca, kivéve a Kossuth tér", ["kivéve", "Kossuth tér"]),
        ("Piac utca – Hatvan utca – Kossuth tér kivételével", ["Kossuth tér kivételével"]),
        ("Piac utca – a régi téglagyár mögött – Hatvan utca", ["régi téglagyár mögött"]),
        ("Piac utca – 12 – Hatvan utca", ["12"]),
        ("Rákóczi útig", ["Rákóczi útig"]),
        ("", []),
        ("lorem ipsum", ["lorem ipsum"]),
    ],
)
def test_what_is_not_understood_is_returned(text: str, unread: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [piece.text for piece in parsed.unread] == unread
    assert [text[p.span.start : p.span.end] for p in parsed.unread] == unread
