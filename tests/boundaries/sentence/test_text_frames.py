"""Which words around a ring are framing, and which are legs: towns, lists, places, headings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from boundaries.language.names import normal_key
from boundaries.model import FrameKind, LegKind, LineRule
from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.text_reading import read, short

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("az Eger és a Duna utca által határolt terület", ["Eger utca", "Duna utca"]),
        (
            "a Petőfi, a Duna, a Béke és a Rózsa utca által határolt terület",
            ["Petőfi utca", "Duna utca", "Béke utca", "Rózsa utca"],
        ),
        (
            "Petőfi, Kossuth utca – Béke utca – Rózsa utca által határolt terület",
            ["Petőfi utca", "Kossuth utca", "Béke utca", "Rózsa utca"],
        ),
        ("a Szeged, a Baja és a Temető köz", ["Szeged köz", "Baja köz", "Temető köz"]),
        ("Szentes, Petőfi és Kossuth utca", ["Szentes utca", "Petőfi utca", "Kossuth utca"]),
        (
            "a Kert, az Erdő, a Patak és a Tó utca",
            ["Kert utca", "Erdő utca", "Patak utca", "Tó utca"],
        ),
        ("a Vasút és a Béke utca által határolt tömb", ["Vasút utca", "Béke utca"]),
        (
            "Rózsa – Béke – Kert utca által határolt terület",
            ["Rózsa utca", "Béke utca", "Kert utca"],
        ),
        ("Kert-, Béke- és Fő utca", ["Kert utca", "Béke utca", "Fő utca"]),
        ("Petőfi-, Kossuth- és Rózsa utca", ["Petőfi utca", "Kossuth utca", "Rózsa utca"]),
        (
            "a Tompa, a Boróka utca – Kert utca – Fő utca által határolt terület",
            ["Tompa utca", "Boróka utca", "Kert utca", "Fő utca"],
        ),
        ("Rózsa–Béke–Kert utca", ["Rózsa utca", "Béke utca", "Kert utca"]),
        (
            "a Dohány, a Szabó (ma Kertész) és a Király utca",
            ["Dohány utca", "Szabó utca", "Király utca"],
        ),
        (
            "Érd, Diósd és Budaörs közigazgatási határa, a 7-es út által határolt terület",
            ["Érd, Diósd és Budaörs közigazgatási határa", "7-es út"],
        ),
    ],
)
def test_a_name_in_a_list_is_a_leg(text: str, legs: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs] == legs
    assert parsed.unread == ()


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Béke utca, a Duna és a Rózsa út",
            ["street Béke utca", "water Duna", "street Rózsa út"],
        ),
        ("a Tisza és a Váci út közötti terület", ["water Tisza", "street Váci út"]),
        (
            "a Piactér, a Halastó, a Fehértó és a Béke utca által határolt terület",
            ["square Piactér", "water Halastó", "water Fehértó", "street Béke utca"],
        ),
        ("a vasút és a Kossuth utca", ["railway vasút", "street Kossuth utca"]),
        (
            "az Andrássy út, az Oktogon, a Teréz körút",
            ["street Andrássy út", "square Oktogon", "street Teréz körút"],
        ),
    ],
)
def test_what_is_itself_stays_itself(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_the_river_stays_visible_as_the_other_reading() -> None:
    parsed = parse_sentence("a Petőfi, a Duna és a Rózsa utca által határolt terület")
    duna = parsed.legs[1]
    assert [(other.name, other.kind) for other in duna.alternatives] == [("Duna", LegKind.WATER)]
    assert [(p.code, p.severity, p.legs) for p in parsed.problems] == [
        ("other_reading", "note", (2,))
    ]


def test_a_river_that_opens_a_list_is_doubtful() -> None:
    parsed = parse_sentence("a Duna, a Béke és a Rózsa utca által határolt terület")
    assert [leg.name for leg in parsed.legs] == ["Duna utca", "Béke utca", "Rózsa utca"]
    assert [(p.code, p.severity) for p in parsed.problems] == [("other_reading", "warning")]


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("Kaposvár, Béke utca – Petőfi utca – Kert utca", "Kaposvár"),
        ("Hajós, Béke utca – Petőfi utca – Kert utca", "Hajós"),
        ("Győr–Révfalu, Béke utca – Petőfi utca – Kert utca", "Győr–Révfalu"),
        ("Kaposvár-Toponár, Béke utca – Petőfi utca – Kert utca", "Kaposvár-Toponár"),
        ("Baja, Béke utca, Petőfi utca és Kert utca", "Baja"),
        ("Budapest XIII., Béke utca – Petőfi utca – Kert utca", "Budapest XIII."),
    ],
)
def test_a_settlement_before_its_ring_is_framing_and_said_to_be(text: str, town: str) -> None:
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs] == ["Béke utca", "Petőfi utca", "Kert utca"]
    assert [f.text for f in parsed.frames if f.kind is FrameKind.SETTLEMENT] == [town]
    (problem,) = parsed.problems
    assert (problem.code, problem.severity) == ("settlement", "note")
    assert parsed.unread == ()


def test_a_quarter_before_a_comma_is_unread() -> None:
    parsed = parse_sentence("Józsefváros, Béke utca – Petőfi utca – Kert utca")
    assert [piece.text for piece in parsed.unread] == ["Józsefváros"]


@pytest.mark.parametrize(
    "place",
    [
        "a Petőfi lakótelepen, a",
        "a Fő téren, a",
        "a Fő téren a",
        "A Kert utca és a Malom utca között, a",
        "a Duna bal partján, a",
        "A Fő tértől északra a",
        "A vasútállomás környékén, a",
        "Füredi lakótelep környékét, vagyis a",
        "A Kert utca mellett, a",
        "Kaposvár belvárosában a",
        "a Széchenyi városrészben, a",
        "Kecskeméten, a",
        "a Fő utca – Kert utca kereszteződésénél, a",
        "a Petőfi lakótelep déli részén, a",
    ],
)
def test_the_place_that_holds_the_ring_is_no_leg(place: str) -> None:
    text = f"{place} Kossuth utca – Béke utca – Vasút utca által határolt területen"
    parsed = parse_sentence(text)
    assert [leg.name for leg in parsed.legs] == ["Kossuth utca", "Béke utca", "Vasút utca"]
    assert any(f.kind is FrameKind.LOCATED for f in parsed.frames)
    assert [(p.code, p.severity) for p in parsed.problems] == [("located", "note")]
    assert parsed.unread == ()


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Hungária körút mentén, a Dózsa György úton és az Ajtósi Dürer sorban",
            ["street Hungária körút", "street Dózsa György út", "street Ajtósi Dürer sor"],
        ),
        (
            "a Fő téren, majd a Kert utcán, a Béke utcán és a Duna mentén",
            ["square Fő tér", "street Kert utca", "street Béke utca", "water Duna"],
        ),
    ],
)
def test_a_walk_is_no_place(text: str, legs: list[str]) -> None:
    assert read(text) == legs


def test_frames_have_their_kind() -> None:
    text = "Az akcióterület határai: a Fő utca – Kert utca – Béke utca által határolt terület"
    kinds = {frame.text: frame.kind for frame in parse_sentence(text).frames}
    assert kinds["akcióterület határai"] is FrameKind.HEADING
    assert kinds["által határolt terület"] is FrameKind.GRAMMAR


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("a határ a Kossuth utcáról rátér a Petőfi utcára", ["Kossuth utca", "Petőfi utca"]),
        ("a határ a Fő utcáról kitér a Kert utcára", ["Fő utca", "Kert utca"]),
        (
            "a Fő utcán, majd betér a Béke utcába, onnan áttér a Kert utcára",
            ["Fő utca", "Béke utca", "Kert utca"],
        ),
        (
            "a Fő utcáról eltér a Kert utcára, majd visszatér a Fő utcára",
            ["Fő utca", "Kert utca", "Fő utca"],
        ),
    ],
)
def test_a_verb_is_no_square(text: str, legs: list[str]) -> None:
    parsed = parse_sentence(text)
    assert [(leg.name, leg.section) for leg in parsed.legs] == [(name, None) for name in legs]
    assert parsed.unread == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Autójavító", LegKind.OTHER),
        ("Alsószéktó", LegKind.OTHER),
        ("Bruttó", LegKind.OTHER),
        ("Halastó", LegKind.WATER),
        ("Csónakázótó", LegKind.WATER),
        ("Fehértó", LegKind.WATER),
        ("Malomtó", LegKind.WATER),
        ("Piactér", LegKind.SQUARE),
    ],
)
def test_a_lone_noun_is_water_only_where_it_says_so(name: str, kind: LegKind) -> None:
    assert parse_sentence(f"Béke utca – {name} – Kert utca").legs[1].kind is kind


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        (
            "a Maty-Fehértói-főcsatorna – Fő utca",
            ["water Maty-Fehértói-főcsatorna", "street Fő utca"],
        ),
        ("1926/2 hrszú út – Fő utca", ["parcel_edge 1926/2 hrszú út", "street Fő utca"]),
        ("a Fő utca az 1926/2 hrsz-ú útig", ["street Fő utca [..1926/2 hrsz-ú út]"]),
        ("a VII. kerületi Petőfi utca – Fő utca", ["street Petőfi utca", "street Fő utca"]),
        ("Kert utca – a XIII. ker. Béke utca", ["street Kert utca", "street Béke utca"]),
        (
            "Fő utca Kőzet utca Béke utca",
            ["street Fő utca", "street Kőzet utca", "street Béke utca"],
        ),
        (
            "Fő utca Híd utca Rét utca Park utca",
            ["street Fő utca", "street Híd utca", "street Rét utca", "street Park utca"],
        ),
        (
            "É-ról a Béke utca, K-ről a Fő utca, DNy-ról a Kert utca",
            ["street Béke utca", "street Fő utca", "street Kert utca"],
        ),
        ("É: Béke utca, D: Fő utca", ["street Béke utca", "street Fő utca"]),
    ],
)
def test_names_and_numbers(text: str, legs: list[str]) -> None:
    assert read(text) == legs


FORMS = [
    "az {} és a Rózsa utca által határolt terület",
    "a {}, a Béke és a Rózsa utca által határolt terület",
    "a Béke, a {} és a Rózsa utca által határolt terület",
    "Béke – {} – Rózsa utca által határolt terület",
    "a Béke és {} utcák",
]


@pytest.mark.shared_data
def test_no_real_street_is_lost_in_a_list(shared_data: Path) -> None:
    file = shared_data / "kecskemet" / "nvi2024" / "SzavkorKereso.json"
    places = json.loads(file.read_text(encoding="utf-8"))["data"]["kozteruletek"]
    names = sorted({p["kt_nev"] for p in places if p.get("kt_jelleg") == "utca"})
    assert len(names) > 800
    lost = []
    for name in names:
        for form in FORMS:
            parsed = parse_sentence(form.format(name))
            wanted = normal_key(f"{name} utca")
            read_so = any(normal_key(leg.name) == wanted for leg in parsed.legs)
            shown = any(
                normal_key(other.name) == wanted
                for leg in parsed.legs
                for other in leg.alternatives
            )
            if not (read_so or shown or parsed.unread):
                lost.append((form.format(name), [short(leg) for leg in parsed.legs]))
    assert lost == []


def test_names_in_one_chain_share_a_plural_type() -> None:
    parsed = parse_sentence("Rózsa–Béke–Kert utcák által határolt tömb")
    assert [leg.name for leg in parsed.legs] == ["Rózsa utca", "Béke utca", "Kert utca"]


@pytest.mark.parametrize("word", ["folytatása", "meghosszabbítása"])
def test_what_goes_on_beyond_a_street_is_not_its_centre_line(word: str) -> None:
    leg = parse_sentence(f"a Fő utca {word} – Kert utca – Malom utca").legs[0]
    assert (leg.name, leg.rule) == ("Fő utca", LineRule.EXTENSION)


@pytest.mark.parametrize("name", ["Vasút", "Temető", "Erdő", "Patak", "Tó", "Csatorna", "Árok"])
@pytest.mark.parametrize("form", ["utcák által", "utcákkal", "utcák"])
def test_the_last_name_of_a_shared_type_may_be_a_noun(name: str, form: str) -> None:
    parsed = parse_sentence(f"a Petőfi, Béke és {name} {form} határolt terület")
    assert [leg.name for leg in parsed.legs] == ["Petőfi utca", "Béke utca", f"{name} utca"]
    assert parsed.unread == ()
