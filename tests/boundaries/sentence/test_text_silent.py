"""Kinds of texts that were once read wrongly in silence: read rightly now, or told to be open."""

from __future__ import annotations

import pytest

from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read, short


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a Fő-Kossuth utcák által határolt terület", ["Fő utca", "Kossuth utca"]),
        ("a Fő-Béke-Kert utcák által határolt terület", ["Fő utca", "Béke utca", "Kert utca"]),
        ("a Fő-Kossuth Lajos utcák, a Béke tér", ["Fő utca", "Kossuth Lajos utca", "Béke tér"]),
        ("a Fő-Kossuth utak, a Béke utca", ["Fő út", "Kossuth út", "Béke utca"]),
        ("a Fő-Kossuth terek, a Béke utca", ["Fő tér", "Kossuth tér", "Béke utca"]),
        ("a Bajcsy-Zsilinszky–Fő utcák", ["Bajcsy-Zsilinszky utca", "Fő utca"]),
        (
            "a Rákóczi, a Fő és a Bajcsy-Zsilinszky utcák",
            ["Rákóczi utca", "Fő utca", "Bajcsy-Zsilinszky utca"],
        ),
        ("az Alsó-Béke utcák és a Kert utca", ["Alsó-Béke utca", "Kert utca"]),
    ],
)
def test_a_plural_behind_a_hyphen_names_several_streets(text: str, legs: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs] == legs
    assert parsed.unread == parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (text, "street Fő utca [K. utca..M. utca]")
        for text in (
            "a Fő utcán, a K. és a M. utca közötti területen",
            "a Fő utcán a K. u. és a M. u. közötti területen",
            "a Fő u.-n a K. u. és a M. u. közötti területen",
            "a Fő utcán, K. u. – M. u. közötti területen",
            "a Fő utcának a K. utca és a M. utca közötti területén",
            "a Fő utca mentén, a K. és a M. utca közötti területen",
        )
    ],
)
def test_ground_along_a_street_is_no_ring_of_three_in_silence(text: str, first: str) -> None:
    parsed = parse_sentence(text)
    assert [short(leg) for leg in parsed.legs] == [first]
    assert [(p.code, p.severity) for p in parsed.problems] == [("other_legs", "warning")]
    assert [len(reading.legs) for reading in parsed.readings] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Petőfi, Kossuth utca – Béke utca – Rózsa utca által határolt terület",
        "Újszeged, Kert utca, Fő utca, Béke utca által határolt terület",
        "a Fő utcán és a Béke utcán, a Kert utca és a Malom utca közötti területen",
        "Gasparich út: Platán sor – Béke utca, Kert utca, Rózsa utca",
        "Gasparich út Platán sor-Béke utca szakasza, Kert utca, Rózsa utca",
    ],
)
def test_another_number_of_legs_is_told(text: str) -> None:
    parsed = parse_sentence(text)
    assert ("other_legs", "warning") in [(p.code, p.severity) for p in parsed.problems]
    assert all(len(reading.legs) != len(parsed.legs) for reading in parsed.readings)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("a Tisza, Maros, Kőrös utca és a Fő út által határolt terület", 1),
        ("Temető, Patak, Vasút utca által határolt terület", 1),
        ("a Temető – Patak – Vasút utca által határolt tömb", 2),
        ("Duna, Tisza utca által határolt terület", 1),
        ("a Kert utca – Fő – Kossuth utca – Béke utca által határolt terület", 2),
        ("Kossuth utca, Petőfi, Rózsa utca által határolt terület", 2),
    ],
)
def test_a_name_that_may_lack_its_type_is_told(text: str, number: int) -> None:
    problems = [p for p in parse_sentence(text).problems if p.code == "other_reading"]
    assert number in {leg for problem in problems for leg in problem.legs} or len(problems) == 1


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("a Fő utca mögötti terület", "mögötti"),
        ("a Fő utca menti területen", "menti területen"),
        ("a Fő utca menti, a Kert és a Malom utca közötti terület", "menti"),
        ("a Fő utca melletti, a Kert utca és a Malom utca közötti terület", "melletti"),
        ("a Petőfi utca – Béke utca – Rózsa utca mögötti terület", "mögötti"),
        ("a Petőfi utca – Béke utca – Rózsa utca által határolt terület egy része", "egy része"),
        ("a Fő úton, a Kert és a Malom utca között elterülő lakótelepen", "elterülő lakótelepen"),
        ("Gasparich út (Hegyközség–Platán sor), Béke utca", "(Hegyközség–Platán sor)"),
        ("a Petőfi utca a Fő és Kossuth utcákig – Béke utca – Rózsa utca", "Kossuth utcákig"),
    ],
)
def test_what_lies_beside_or_takes_a_part_is_unread(text: str, unread: str) -> None:
    assert unread in [piece.text for piece in parse_sentence(text).unread]


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a Duna budai partja – Béke utca", ["water Duna /inner_side", "street Béke utca"]),
        ("a Duna pesti oldala – Béke utca", ["water Duna /compass_side", "street Béke utca"]),
        (
            "az M0 és az M5 csomópontja – Béke utca",
            ["point M0 és az M5 csomópontja", "street Béke utca"],
        ),
        (
            "a Petőfi és a Béke utca páratlan oldala",
            ["street Petőfi utca /odd_side", "street Béke utca /odd_side"],
        ),
        (
            "Kert utca – Ráckevei (Soroksári)-Duna – Béke utca",
            ["street Kert utca", "water Ráckevei (Soroksári)-Duna", "street Béke utca"],
        ),
        (
            "Kert utca – gróf Esterházy János rakpart – belterület határa",
            ["street Kert utca", "street Gróf Esterházy János rakpart", "border belterület határa"],
        ),
        (
            "István u., Marek József u. és Peterdy u. Dózsa György út és Bem u. közé eső szakaszai",
            [
                f"street {name} utca [Dózsa György út..Bem utca]"
                for name in ("István", "Marek József", "Peterdy")
            ],
        ),
    ],
)
def test_names_and_sides_are_whole(text: str, legs: list[str]) -> None:
    assert read(text) == legs


@pytest.mark.parametrize(
    ("text", "leg"),
    [
        (
            "a Gasparich út a Béke utcával való kereszteződéséig, a Kert utca",
            "street Gasparich út [..Béke utca]",
        ),
        (
            "Gasparich út 12. és 34. közötti szakasza, Béke utca",
            "street Gasparich út [Gasparich út 12...Gasparich út 34.]",
        ),
        (
            "Gasparich út 12. sz. és 34. sz. között, Béke utca",
            "street Gasparich út [Gasparich út 12...Gasparich út 34.]",
        ),
        (
            "Rákóczi út (Blaha Lujza tér – Astoria) – Fő utca",
            "street Rákóczi út [Blaha Lujza tér..Astoria]",
        ),
    ],
)
def test_limits_of_a_section(text: str, leg: str) -> None:
    assert read(text)[0] == leg
