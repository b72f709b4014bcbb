"""Texts that hold more than one ring: several areas, a ring and a further part, exclusions."""

from __future__ import annotations

import pytest

from boundaries.compiler.compile import compile_text
from boundaries.model import CompileStatus
from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.compiler.test_compile import BLOCK, STREETS
from tests.boundaries.sentence.text_reading import read, short
from tests.geo.grid import draw

ONE = "Petőfi utca – Béke utca – Rózsa utca"
TWO = "Fő utca – Kossuth utca – Vasút utca"
FIRST = ["Petőfi utca", "Béke utca", "Rózsa utca"]
SECOND = ["Fő utca", "Kossuth utca", "Vasút utca"]
CLOSED = "által határolt terület"
SHARED = "Fő, Kossuth és Vasút utca"
COMMAS = (", ".join(FIRST), ", ".join(SECOND))


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (f"a) a {ONE} {CLOSED}, b) a {TWO} {CLOSED}", [None, None]),
        (f"A) {ONE}\nB) {TWO}", [None, None]),
        (f"I. {ONE}\nII. {TWO}", [None, None]),
        (
            f"Belvárosi akcióterület: {ONE}\nVasúti akcióterület: {TWO}",
            ["Belvárosi akcióterület", "Vasúti akcióterület"],
        ),
        (
            f"1. akcióterület: a {ONE} 2. akcióterület: a {TWO}",
            ["1. akcióterület", "2. akcióterület"],
        ),
        (
            f"I. akcióterület: a {ONE} {CLOSED}. II. akcióterület: a {TWO} {CLOSED}.",
            ["I. akcióterület", "II. akcióterület"],
        ),
        (f"I. ütem\n{ONE}\nII. ütem\n{TWO}", ["I. ütem", "II. ütem"]),
        (
            f"1. számú akcióterület ({ONE} {CLOSED}), 2. számú akcióterület ({TWO} {CLOSED})",
            ["1. számú akcióterület", "2. számú akcióterület"],
        ),
        (
            f"Az első szegregátum a {ONE}, a második szegregátum a {TWO} {CLOSED}.",
            ["Az első szegregátum", "a második szegregátum"],
        ),
        (f"Belváros: {ONE}\nVasútnegyed: {TWO}", ["Belváros", "Vasútnegyed"]),
        (f"a {ONE} {CLOSED}, valamint a {TWO} {CLOSED}", [None, None]),
        (f"a {ONE} {CLOSED}, továbbá a {TWO} {CLOSED}", [None, None]),
        (f"a {ONE} {CLOSED}, illetve a {TWO} {CLOSED}", [None, None]),
        (f"a {ONE} {CLOSED} és a {TWO} {CLOSED}", [None, None]),
        (f"a {ONE} közötti tömb, a {TWO} közötti tömb", [None, None]),
        (f"a {ONE}, valamint a {TWO} által határolt területek", [None, None]),
        (f"{ONE} – Petőfi utca\n{TWO} – Fő utca", [None, None]),
        (
            f"Belvárosi akcióterület\n{ONE}\nVasúti akcióterület\n{TWO}",
            ["Belvárosi akcióterület", "Vasúti akcióterület"],
        ),
        (
            f"Belvárosi akcióterület ({ONE}) és Vasúti akcióterület ({TWO})",
            ["Belvárosi akcióterület", "Vasúti akcióterület"],
        ),
        (f"Szegregátum 1: {ONE}\nSzegregátum 2: {TWO}", ["Szegregátum 1", "Szegregátum 2"]),
        (
            f"Az akcióterületek: 1. akcióterület: {ONE}; 2. akcióterület: {TWO}",
            ["1. akcióterület", "2. akcióterület"],
        ),
        (f"Északi akcióterület – {ONE}; Déli akcióterület – {TWO}", [None, None]),
        (f"a {ONE} közti rész, valamint a {TWO} közti rész", [None, None]),
        (f"a {ONE}, a {TWO} által határolt területek", [None, None]),
        (f"{ONE} [1. tömb], {TWO} [2. tömb]", [None, None]),
        (f"{ONE}; {TWO}", [None, None]),
        (f"{ONE} / {TWO}", [None, None]),
        (f"a {ONE} által határolt, továbbá a {TWO} {CLOSED}", [None, None]),
        (f"a {ONE} által határolt és a {TWO} {CLOSED}", [None, None]),
        (
            f"a Petőfi, Béke és Rózsa utca által határolt, illetve a {SHARED} által határolt rész",
            [None, None],
        ),
        (f"{COMMAS[0]}; {COMMAS[1]}", [None, None]),
        (f"{COMMAS[0]}\n{COMMAS[1]}", [None, None]),
        (f"{COMMAS[0]}. {COMMAS[1]}.", [None, None]),
        (f"• {COMMAS[0]}\n• {COMMAS[1]}", [None, None]),
        (f"- {COMMAS[0]}\n- {COMMAS[1]}", [None, None]),
        (
            f"az északi terület határai: {COMMAS[0]}; a déli terület határai: {COMMAS[1]}",
            ["az északi terület határai", "a déli terület határai"],
        ),
        (f"I/A. övezet: {ONE}\nI/B. övezet: {TWO}", ["övezet", "övezet"]),
        (f"1.1. a {ONE} {CLOSED}\n1.2. a {TWO} {CLOSED}", [None, None]),
        (f"1.1. Belváros: {ONE}\n1.2. Alsóváros: {TWO}", ["Belváros", "Alsóváros"]),
        (f"1/a. a {ONE} {CLOSED}; 1/b. a {TWO} {CLOSED}", [None, None]),
        (
            f"1. {ONE.replace(' – ', ', ')} {CLOSED} 2. {TWO.replace(' – ', ', ')} {CLOSED}",
            [None] * 2,
        ),
        (f"a {ONE.replace(' – ', ', ')} által, valamint a {TWO} {CLOSED}", [None, None]),
    ],
)
def test_several_areas_are_not_one(text: str, headings: list[str | None]) -> None:
    parsed = parse_sentence(text)
    assert parsed.unread == ()
    assert [p.code for p in parsed.problems] == ["several_areas"]
    assert [area.heading and area.heading.text for area in parsed.areas] == headings
    names = [[parsed.legs[n - 1].name for n in area.legs] for area in parsed.areas]
    assert [own[:3] for own in names] == [FIRST, SECOND]
    (problem,) = parsed.problems
    assert problem.spans == tuple(area.span for area in parsed.areas)
    for area in parsed.areas:
        written = text[area.span.start : area.span.end]
        assert all(parsed.legs[n - 1].text in written for n in area.legs)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            f"a {ONE} {CLOSED}, valamint a Fő utca teljes hossza",
            ["valamint a Fő utca teljes hossza"],
        ),
        (f"a {ONE} {CLOSED} és a Fő utca páros oldala", ["és a Fő utca páros oldala"]),
        (f"a {ONE}, valamint a Fő utca teljes hossza", ["valamint a Fő utca teljes hossza"]),
        (f"a {ONE} – Petőfi utca, valamint a Fő utca 1–15.", ["valamint a Fő utca 1–15."]),
        (f"a {ONE} {CLOSED}; a Fő utca páros oldala", ["a Fő utca páros oldala"]),
        (f"a Fő utcát, a {ONE} által határolt területet", ["a Fő utcát"]),
        (f"a Fő utca teljes hosszában, valamint a {ONE} {CLOSED}", ["a Fő utca teljes hosszában"]),
        (f"a) a {ONE} {CLOSED}, b) a Fő utca", ["a Fő utca"]),
        (f"Az akcióterület a {ONE}, valamint a Kert utca.", ["valamint a Kert utca"]),
        (f"a Kert tér és a {ONE} {CLOSED}", ["a Kert tér"]),
        (f"a {ONE}, de a Fő tér nem tartozik bele", ["de a Fő tér nem tartozik bele"]),
        (f"a {ONE} (a Fő térrel együtt) {CLOSED}", ["(a Fő térrel együtt)"]),
        (f"a {ONE} (de nem a Fő tér) {CLOSED}", ["(de nem a Fő tér)"]),
        (f"a {ONE} {CLOSED}, kivéve a Fő tér", ["kivéve a Fő tér"]),
        (
            f"a {ONE} {CLOSED}, kivéve a {TWO} által határolt tömb",
            [f"kivéve a {TWO} által határolt tömb"],
        ),
        (f"a {ONE} {CLOSED} a Rét utcával együtt", ["a Rét utcával együtt"]),
        (f"a {ONE} {CLOSED}, a Fő tér kivételével", ["Fő tér kivételével"]),
        (f"a {ONE} {CLOSED} (kivéve a templomkertet)", ["(kivéve a templomkertet)"]),
        (f"a {ONE} {CLOSED}, beleértve a határoló utakat is", ["beleértve a határoló utakat is"]),
        (f"a {ONE} {CLOSED} – ideértve a Fő utcát is", ["ideértve a Fő utcát is"]),
    ],
)
def test_a_further_part_is_kept_apart(text: str, parts: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs][:3] == FIRST
    assert "Fő utca" not in [leg.name for leg in parsed.legs]
    (problem,) = parsed.problems
    assert (problem.code, problem.severity) == ("more_than_a_ring", "error")
    written = [text[span.start : span.end].removeprefix("b) ") for span in problem.spans]
    assert written == parts
    assert parsed.areas == ()
    unread = " ".join(piece.text for piece in parsed.unread)
    assert all(part.split()[-1].strip("()") in unread for part in parts)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a) Kelemen utca; b) Gergely utca; c) Kőér utca", 3),
        ("1. Kelemen utca\n2. Gergely utca a Fő utcáig\n3. Kőér utca", 3),
        ("Az akcióterület lehatárolása: Fő utca – Kert utca – Kőér utca", 3),
        ("1. szegregátum: Fő utca – Kert utca – Kőér utca", 3),
        ("Fő utca – Kert utca –\nKőér utca – Rózsa utca – Béke utca –\nMalom utca – Fő utca", 7),
        (
            "északon: a Fő utca, Kert utca, Kőér utca; délen: a Béke utca, Rét utca, Híd utca",
            6,
        ),
        ("Fő utca, Kert utca, valamint Kőér utca, továbbá a Béke utca és a Rét utca", 5),
        ("a Fő utca – Kert utca – Kőér utca, valamint a Rét utca által határolt terület", 4),
        ("Északi határ: Fő utca\nKeleti határ: Kert utca\nDéli határ: Kőér utca", 3),
        ("a Fő utca – Kert utca – Kőér utca és a Béke utca által határolt terület", 4),
        ("a Fő utca – Kert utca – Kőér utca által határolt területen található.", 3),
        ("a fenti utcák által határolt terület: Fő utca – Kert utca – Kőér utca", 3),
    ],
)
def test_one_ring_is_not_divided(text: str, count: int) -> None:
    parsed = parse_sentence(text)
    assert len(parsed.legs) == count
    assert (parsed.areas, parsed.problems, parsed.unread) == ((), (), ())


UPPER = "Északi utca – Belső utca – Középső utca – Nyugati utca"
LOWER = "Középső utca – Keleti utca – Déli utca – Nyugati utca"


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        (f"a Petőfi, Béke és Rózsa utca, valamint a {SHARED} által határolt rész", 3),
        ("a Petőfi, Béke, Rózsa utcák és a Fő, Kossuth, Vasút utcák által határolt terület", 3),
        (f"{COMMAS[0]}, valamint {COMMAS[1]} által határolt területek", 3),
        (f"{ONE}, {TWO}", 3),
    ],
)
def test_two_areas_that_may_be_one_are_said(text: str, behind: int) -> None:
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs] == FIRST + SECOND
    (problem,) = parsed.problems
    assert (problem.code, problem.severity) == ("two_areas_possible", "warning")
    assert problem.legs == (behind, behind + 1)


@pytest.mark.parametrize(
    "text",
    [
        f"a {COMMAS[0]}, {COMMAS[1]} által határolt terület",
        f"a {COMMAS[0]}, továbbá a {COMMAS[1]} által határolt terület",
        f"a {COMMAS[0]}, Fő utca, Kossuth utca és Vasút utca által határolt terület",
        f"{COMMAS[0]},\n{COMMAS[1]}",
        f"{ONE} – Fő utca, Kossuth utca – Vasút utca",
        "; ".join(FIRST + SECOND),
        "\n".join(FIRST + SECOND),
        "északról Petőfi utca, Béke utca, Rózsa utca; délről Fő utca, Kossuth utca, Vasút utca",
    ],
)
def test_a_plain_list_is_one_ring_without_a_word(text: str) -> None:
    assert parse_sentence(text).problems == ()


def test_the_ring_alone_compiles_on_the_made_up_map() -> None:
    outcome = compile_text(f"a {UPPER} {CLOSED}", draw(BLOCK, STREETS))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.problems == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"a {UPPER} {CLOSED}, valamint a {LOWER} {CLOSED}", "several_areas"),
        (f"a {UPPER} {CLOSED}, valamint a Déli utca teljes hossza", "more_than_a_ring"),
        (f"a {UPPER} {CLOSED}, beleértve a határoló utakat is", "more_than_a_ring"),
        (f"a {UPPER} {CLOSED}, kivéve a Belső utcát", "more_than_a_ring"),
    ],
)
def test_no_area_is_compiled_of_more_than_a_ring(text: str, code: str) -> None:
    outcome = compile_text(text, draw(BLOCK, STREETS))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    (problem,) = [p for p in outcome.problems if p.code == code]
    assert problem.severity == "error"
    assert problem.details["spans"]


def test_a_part_of_the_area_is_no_area() -> None:
    outcome = compile_text(f"a {UPPER} {CLOSED} északi része", draw(BLOCK, STREETS))
    assert outcome.area is None
    assert [(p.code, p.severity) for p in outcome.problems] == [("unread_text", "error")]


@pytest.mark.parametrize(
    ("text", "legs", "unread"),
    [
        ("a Várfok utca déli részén", ["street Várfok utca"], ["déli részén"]),
        ("Fő utca egy része – Kert utca", ["street Fő utca", "street Kert utca"], ["egy része"]),
        (
            "Fő utca északi szakasza – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["északi szakasza"],
        ),
        (f"a {ONE} {CLOSED} északi része", [f"street {n}" for n in FIRST], ["északi része"]),
        (
            "Fő utca (egy része) – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["(egy része)"],
        ),
        (
            "Fő utca (az iskoláig) – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["(az iskoláig)"],
        ),
        (
            "Fő utca nyugati fele – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["nyugati fele"],
        ),
        (
            "Fő utca belterületi szakasza – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["belterületi szakasza"],
        ),
        (
            "a Fő utca északi, a Kert utca keleti oldala",
            ["street Fő utca", "street Kert utca /compass_side"],
            ["északi"],
        ),
        ("Fő utca és tér – Kert utca", ["street Fő utca", "street Kert utca"], ["tér"]),
        ("Fő utca a Duna felé – Kert utca", ["street Fő utca", "street Kert utca"], ["Duna"]),
        ("Fő utca (ps. 2-10) – Kert utca", ["street Fő utca", "street Kert utca"], ["(ps. 2-10)"]),
        ("Fő utca (részlet) – Kert utca", ["street Fő utca", "street Kert utca"], ["(részlet)"]),
        (
            "Fő utca mögötti telkek – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["mögötti telkek"],
        ),
        (
            "Fő utca menti ingatlanok – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["menti ingatlanok"],
        ),
        (
            "a Fő utca a Duna irányában – Kert utca",
            ["street Fő utca", "street Kert utca"],
            ["Duna", "irányában"],
        ),
    ],
)
def test_a_part_of_a_leg_comes_back(text: str, legs: list[str], unread: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [short(leg) for leg in parsed.legs] == legs
    assert [piece.text for piece in parsed.unread] == unread


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("Kálvin tér (teljes területe, kerülethatár)", ["square Kálvin tér /whole"]),
        ("Fő utca (páros oldal, kerülethatár)", ["street Fő utca /even_side"]),
        (
            "Gasparich út (Hegyközség és Platán sor közti szakasz)",
            ["street Gasparich út [Hegyközség..Platán sor]"],
        ),
        (
            "Béke utca Fő utca és Rózsa utca közötti része – Kert utca",
            ["street Béke utca [Fő utca..Rózsa utca]", "street Kert utca"],
        ),
        (
            "a Rózsa utca – Fő utca – Béke utca közötti területet, egészen a Kert u.–Malom utcáig",
            [f"street {n} utca" for n in ("Rózsa", "Fő", "Béke", "Kert", "Malom")],
        ),
        ("Ady Endre utca páros házszámozású oldalán", ["street Ady Endre utca /even_side"]),
        ("a Petőfi utca a Damjanich utca torkolatáig", ["street Petőfi utca [..Damjanich utca]"]),
        (
            "a Petőfi utca a Damjanich utca kereszteződéséig",
            ["street Petőfi utca [..Damjanich utca]"],
        ),
        ("a Petőfi utca a Damjanich utca sarkáig", ["street Petőfi utca [..Damjanich utca]"]),
        (
            "a Petőfi utca a Damjanich utca metszéspontjáig",
            ["street Petőfi utca [..Damjanich utca]"],
        ),
        ("Fő utca (ps.) – Kert utca", ["street Fő utca /even_side", "street Kert utca"]),
        (
            "Fő utca Béke utca és Kert utca közötti szakaszának páros oldala",
            ["street Fő utca /even_side [Béke utca..Kert utca]"],
        ),
    ],
)
def test_sides_extents_and_sections_are_kept(text: str, legs: list[str]) -> None:
    assert read(text) == legs
