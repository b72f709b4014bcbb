"""Documents give their areas, with title and parts; nothing is lost, nothing is merged."""

from __future__ import annotations

import json
import time
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.document.reading import parse_document
from boundaries.model import Effect, PartKind
from tests.boundaries.document.test_words import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boundaries.document.model import DocumentArea, ParsedDocument

BEKE = "a Petőfi utca – Béke utca – Rózsa utca által határolt terület"
FO = "a Fő utca – Kossuth utca – Vasút utca által határolt terület"
LISTED = "a Kossuth utca, Béke utca, Vasút utca által határolt terület"
CLOSED = "Kert utca – Petőfi utca – Rózsa utca – Kert utca"


def legs(area: DocumentArea) -> list[str]:
    return [leg.name for leg in area.parts[0].legs]


def read(document: ParsedDocument) -> list[tuple[str | None, list[str]]]:
    return [(area.title, [told(part) for part in area.parts]) for area in document.areas]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (f"a) {BEKE}, b) {FO}", [None, None]),
        (
            f"Belvárosi akcióterület: {CLOSED}\nVasúti akcióterület: Vasút utca – {CLOSED}",
            ["Belvárosi akcióterület", "Vasúti akcióterület"],
        ),
        (
            f"1. akcióterület: a {CLOSED} 2. akcióterület: a Vasút utca – {CLOSED}",
            ["1. akcióterület", "2. akcióterület"],
        ),
        (
            f"I. akcióterület: {BEKE}. II. akcióterület: {FO}.",
            ["I. akcióterület", "II. akcióterület"],
        ),
        (f"{BEKE}, valamint {FO}", [None, None]),
        (
            f"# Északi szegregátum\n\n{BEKE.capitalize()}.\n\n# Déli szegregátum\n\n{FO}.",
            ["Északi szegregátum", "Déli szegregátum"],
        ),
        (f"Az övezetek:\n\n- {BEKE};\n\n- {FO}.", [None, None]),
    ],
)
def test_each_area_is_found_with_its_title(text: str, titles: list[str | None]) -> None:
    document = parse_document(text)
    assert [area.title for area in document.areas] == titles
    assert [len(area.parts) for area in document.areas] == [1, 1]
    assert all(len(legs(area)) >= 3 for area in document.areas)
    assert document.unread == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LISTED}, valamint a Fő utca teljes hossza", ["adds street Fő utca"]),
        (f"{LISTED} és a Fő utca páros oldala", ["adds side Fő utca"]),
        (f"{LISTED}, beleértve a határoló utakat is", ["adds rim"]),
        (f"{LISTED}. Kivéve a Kert utca páratlan oldala.", ["takes_out side Kert utca"]),
        (
            f"{LISTED}, továbbá a Kert utca Fő utca és Malom utca közötti szakasza",
            ["adds section Kert utca"],
        ),
        (f"{LISTED}, valamint a 045 hrsz-ú telek", ["adds parcel 045 hrsz-ú telek"]),
        (f"{LISTED}, kivéve a Kert utca 3. szám", ["takes_out numbers Kert utca"]),
        (
            f"{LISTED}, kivéve a Fő teret, a Kert utca páros oldalát is beleértve",
            ["takes_out street Fő tér", "adds side Kert utca"],
        ),
        (f"{LISTED}, a Kert utca mindkét oldalát beleértve.", ["adds street Kert utca"]),
        (f"{LISTED}, a Kert utcát leszámítva.", ["takes_out street Kert utca"]),
        (f"{LISTED}, a Kert utcát nem beleértve.", ["takes_out street Kert utca"]),
        (f"{LISTED}, nem beleértve a Kert utcát.", ["takes_out street Kert utca"]),
        (f"{LISTED}, valamint a Kert utca 2–10. szám alatti házak", ["adds numbers Kert utca"]),
        (f"{LISTED}, kivéve {FO.removesuffix('terület')}területet", ["takes_out ring"]),
    ],
)
def test_what_stands_beside_a_ring_is_a_part_of_its_area(text: str, expected: list[str]) -> None:
    document = parse_document(text)
    assert read(document) == [(None, ["ring", *expected])]
    assert document.unread == ()


@pytest.mark.parametrize(
    "more",
    [
        "valamint az Örs vezér tér 11–20. mögötti terület bevonása",
        "kivéve a Petőfi utca 2–10. számú házait a sarokig",
        "beleértve a határoló utak páratlan oldalát",
        "kivéve az iskola udvarát",
        "valamint a Kert utca déli vége",
        "kivéve a Kert utcát is beleértve",
    ],
)
def test_what_is_not_understood_of_a_part_is_unread(more: str) -> None:
    document = parse_document(f"{LISTED}, {more}")
    assert read(document) == [(None, ["ring"])]
    assert more.rsplit(maxsplit=1)[-1] in document.unread[0].text


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("A tilalom a Kert utcára nem vonatkozik.", "takes_out street Kert utca"),
        ("A tilalom nem terjed ki a Kert utca páros oldalára.", "takes_out side Kert utca"),
        ("A díj a Kert utcára is vonatkozik.", "adds street Kert utca"),
    ],
)
def test_a_sentence_behind_an_area_says_what_it_is_in_force_for(more: str, part: str) -> None:
    document = parse_document(f"{LISTED}. {more}")
    assert read(document) == [(None, ["ring", part])]


def test_a_denial_that_names_no_street_is_prose() -> None:
    document = parse_document(f"{LISTED}. A tilalom nem vonatkozik a rendezvényekre.")
    assert read(document) == [(None, ["ring"])]
    assert document.unread == ()


@pytest.mark.parametrize(
    ("taken_out", "doubtful"),
    [
        (", a Fő tér kivételével", ", a Kert utca páros oldala"),
        (", kivéve a Fő tér", ", illetve a Kert utca"),
        (", kivéve a Fő tér", ", valamint a Kert utca"),
    ],
)
def test_of_a_name_behind_an_exception_nobody_can_tell_what_becomes(
    taken_out: str, doubtful: str
) -> None:
    document = parse_document(LISTED + taken_out + doubtful)
    assert read(document) == [(None, ["ring", "takes_out street Fő tér"])]
    assert [piece.text for piece in document.unread] == [doubtful.removeprefix(", ")]


def test_a_denial_in_a_sentence_of_many_areas_is_said_of_each() -> None:
    document = parse_document(f"{BEKE}, valamint az Infopark területe, de a Kert utca nem.")
    assert read(document) == [
        (None, ["ring", "takes_out street Kert utca"]),
        ("Infopark területe", ["place Infopark területe", "takes_out street Kert utca"]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kecskemét, 2015. november 16.",
        "A Kossuth utca és a Petőfi utca felújítása befejeződött.",
        "A program a szegregátummal érintett területen valósul meg – 2023 végéig – négy városban.",
        "Az előterjesztést készítette: a Városstratégiai Iroda",
        "",
        "   \n\n",
        "- Az együttműködő partnerek képviselői részt vesznek a kerekasztalon.",
    ],
)
def test_prose_is_no_area(text: str) -> None:
    assert parse_document(text).areas == ()


def test_a_ring_that_a_page_breaks_is_whole() -> None:
    page = (
        "Városfejlesztési stratégia\n\nAz akcióterület határai: Petőfi utca – Bé-\nke utca –\n\n"
        "12\n\nRózsa utca – Petőfi utca.\n"
    )
    document = parse_document(page)
    assert [legs(area) for area in document.areas] == [
        ["Petőfi utca", "Béke utca", "Rózsa utca", "Petőfi utca"]
    ]
    assert [page[one.start : one.end].strip() for one in document.furniture] == ["12"]
    leg = document.areas[0].parts[0].legs[1]
    assert page[leg.span.start : leg.span.end] == "Bé-\nke utca"


def test_line_ends_and_accents_of_other_systems_are_read_alike() -> None:
    page = (
        f"Az akcióterület határai: Petőfi utca – Bé-\nke utca – Rózsa utca – Petőfi utca.\n\n{FO}."
    )
    as_here = parse_document(page)
    for other in (page.replace("\n", "\r\n"), unicodedata.normalize("NFD", page)):
        document = parse_document(other)
        assert [legs(area) for area in document.areas] == [legs(area) for area in as_here.areas]
        leg = document.areas[0].parts[0].legs[1]
        words = unicodedata.normalize("NFC", other[leg.span.start : leg.span.end])
        assert "".join(words.split()) == "Bé-keutca"


def test_an_area_that_is_told_twice_is_one() -> None:
    text = f"Az akcióterület: {BEKE}.\n\nEgyéb szöveg áll itt.\n\nAz akcióterület: {BEKE}."
    (area,) = parse_document(text).areas
    assert len(area.mentions) == 1
    assert text[area.mentions[0].start :].startswith("Az akcióterület")


def test_areas_of_one_line_but_two_names_are_two() -> None:
    document = parse_document(f"Keleti övezet: {BEKE}.\n\nNyugati övezet: {BEKE}.")
    assert [area.title for area in document.areas] == ["Keleti övezet", "Nyugati övezet"]


def test_the_published_pages_give_their_areas_once(shared_data: Path) -> None:
    pages = sorted((shared_data.parent / "sources").iterdir())
    found = [parse_document(one.read_text("utf-8")) for one in pages]
    assert [len(document.areas) for document in found] == [1, 0, 0, 0, 0]
    (area,) = found[0].areas
    assert len(legs(area)) == 17
    assert len(area.mentions) == 1
    assert found[0].unread == ()


def test_texts_of_several_areas_give_each(shared_data: Path) -> None:
    lines = (shared_data / "boundary_texts_2.jsonl").read_text("utf-8").splitlines()
    texts = {record["id"]: record["text"] for record in map(json.loads, lines)}
    warga = "takes_out street Warga László út"
    assert read(parse_document(texts["D02"])) == [
        (None, ["ring", "adds street Egry József utca", warga]),
        (
            "Gellérthegy teljes kerületi része",
            ["place Gellérthegy teljes kerületi része", warga],
        ),
        ("Őrmezői lakótelep", ["place Őrmezői lakótelep", warga]),
        ("kelenföldi városrész", ["ring", warga]),
        ("Infopark területe", ["place Infopark területe", warga]),
    ]
    whole = ["Nedecvár utca", "Breznó köz", "Muskotály utca"]
    assert read(parse_document(texts["D03"])) == [
        (None, ["ring"]),
        (None, ["ring", "adds rim", *(f"adds street {name}" for name in whole)]),
        ("Őrmezői térség", ["place Őrmezői térség"]),
    ]
    assert read(parse_document(texts["D04"])) == [
        ("Gellérthegy – I. kerület", ["ring"]),
        ("Krisztinaváros – I. kerület", ["ring"]),
    ]


PAGE = """3.2. A szegregátumok bemutatása

A városban három szegregátum található. Ezek lakossága 412 fő volt.

1. szegregátum: Széchenyi utca – Vasút utca – Malom köz – Kert utca által határolt terület.

2. szegregátum: Petőfi utca - Tó utca - belterületi határ - Dózsa György út

3. szegregátum: Arany János utca páratlan oldala a Kossuth utcától a Rákóczi utcáig

- 14 -

A veszélyeztetett területek a következők:
a) Alkotmány u. - Ady E. u. - Bocskai u. - Alkotmány u.,
b) a Hunyadi utca, a Damjanich utca és a vasútvonal által közrefogott tömb, kivéve a
Damjanich utca 3–7. számú társasházakat,
c) Újtelep teljes területe.

4. A várakozási övezet határai

(1) Az I. övezet területe: a Fő tér, a Kossuth utca a Fő tértől a Petőfi utcáig, valamint a
Városház köz.
(2) A II. övezetet a Petőfi utca, a Béke utca, a Dózsa György út és a Fő tér határolja, beleértve
ezek mindkét oldalát is.
"""


def test_a_page_of_every_kind_gives_each_of_its_areas() -> None:
    document = parse_document(PAGE)
    heading = "4. A várakozási övezet határai"
    assert read(document) == [
        ("1. szegregátum", ["ring"]),
        ("2. szegregátum", ["ring"]),
        ("3. szegregátum", ["adds section Arany János utca"]),
        (None, ["ring"]),
        (None, ["ring", "takes_out numbers Damjanich utca"]),
        (None, ["place Újtelep teljes területe"]),
        (
            "I. övezet területe",
            ["adds street Fő tér", "adds section Kossuth utca", "adds street Városház köz"],
        ),
        (heading, ["ring", "adds rim"]),
    ]
    assert document.unread == ()
    assert len(document.furniture) == 1


def test_streets_under_a_heading_without_closing_words_are_doubtful() -> None:
    (area,) = parse_document("Vasúti akcióterület: Vasút utca, Kossuth utca, Kert utca").areas
    assert [problem.code for problem in area.parts[0].problems] == ["line_or_list"]
    (area,) = parse_document("Az akcióterület határai: Vasút utca, Kossuth utca, Kert utca").areas
    assert area.parts[0].problems == ()


# -- lists ------------------------------------------------------------------------------------

STREETS = "Ady u., Bem u. páros oldal, Cuha utca 2–8, Dob tér, Eper köz, Füge sor 13-tól végig"


def streets(area: DocumentArea) -> list[str]:
    return [row.street for row in area.parts[0].rows]


def test_a_list_of_streets_is_an_area() -> None:
    document = parse_document(f"# A Béke iskola felvételi körzete\n\n{STREETS}.")
    (area,) = document.areas
    assert area.title == "A Béke iskola felvételi körzete"
    assert [part.kind for part in area.parts] == [PartKind.LIST]
    assert streets(area) == ["Ady utca", "Bem utca", "Cuha utca", "Dob tér", "Eper köz", "Füge sor"]
    cuha = area.parts[0].rows[2]
    assert cuha.numbers.ends == ("2", "8")
    assert document.text[cuha.span.start : cuha.span.end] == "Cuha utca 2–8"


def test_each_heading_of_a_list_is_an_area() -> None:
    text = f"Béke iskola körzete:\n{STREETS}\n\nMóra iskola körzete:\nHold utca, Nap utca, Ősz utca"
    document = parse_document(text)
    assert [area.title for area in document.areas] == ["Béke iskola körzete", "Móra iskola körzete"]
    assert [len(area.parts[0].rows) for area in document.areas] == [6, 3]


def test_a_list_under_a_ring_is_no_second_ring() -> None:
    text = f"1. akcióterület: {BEKE}\nOrvosi körzet: Ady u., Bem u. páros oldal, Cuha utca"
    ring, listed = parse_document(text).areas
    assert [part.kind for part in ring.parts] == [PartKind.RING]
    assert listed.title == "Orvosi körzet"
    assert streets(listed) == ["Ady utca", "Bem utca", "Cuha utca"]


def test_a_list_in_the_order_of_the_alphabet_is_no_ring_of_dashes() -> None:
    names = "Akác u. – Bodza u. – Cser u. – Dália u. – Erdő u. – Fenyő u."
    (area,) = parse_document(names).areas
    assert [part.kind for part in area.parts] == [PartKind.LIST]
    ring = "Fenyő u. – Cser u. – Akác u. – Erdő u. – Bodza u. – Dália u. – Fenyő u."
    (area,) = parse_document(ring).areas
    assert [part.kind for part in area.parts] == [PartKind.RING]


@pytest.mark.parametrize(
    "prose",
    [
        "A Kossuth utca, a Petőfi utca és a Fő utca lakói részt vettek a megbeszélésen.",
        "Megújult az Ady utca, a Bem utca, a Cuha utca, a Dob tér és az Eper köz burkolata.",
        "Jelen vannak: Kiss János polgármester, Nagy Béla jegyző, Tóth Éva képviselő, Szabó Pál.",
    ],
)
def test_streets_in_prose_are_no_list(prose: str) -> None:
    assert parse_document(prose).areas == ()


def test_published_lists_are_read_as_lists(shared_data: Path) -> None:
    lines = (shared_data / "boundary_texts_2.jsonl").read_text("utf-8").splitlines()
    texts = {record["id"]: record["text"] for record in map(json.loads, lines)}
    for name, text in texts.items():
        kinds = [[part.kind for part in area.parts] for area in parse_document(text).areas]
        assert (kinds == [[PartKind.LIST]]) == name.startswith("C"), (name, kinds)


# -- what holds for every text ----------------------------------------------------------------

PHRASES = st.sampled_from(
    [
        BEKE,
        FO,
        LISTED,
        "Belvárosi akcióterület: ",
        "valamint a Fő utca teljes hossza",
        "beleértve a határoló utakat is",
        "kivéve a Kert utca páros oldalát",
        "az Infopark területét",
        "de a Kert utca nem",
        "azaz ",
        "a kelenföldi városrészt",
        "A lakosság tájékoztatása megtörtént",
        "12",
        "\n\n",
        "\n",
        ". ",
        ", ",
        "- ",
        "1. ",
        "a) ",
        "\f",
        "Halasi út 30. szám",
        "Bé-\nke utca",
        "# Cím\n",
        STREETS,
        "Móra iskola körzete: ",
        "Hold utca, Nap utca",
    ]
)


def covered(document: ParsedDocument) -> Iterator[tuple[int, int]]:
    for area in document.areas:
        for part in area.parts:
            yield part.span.start, part.span.end
            yield from ((frame.span.start, frame.span.end) for frame in part.frames)
        yield from ((span.start, span.end) for span in area.mentions)
    for span in (*document.prose, *document.furniture):
        yield span.start, span.end
    for piece in document.unread:
        yield piece.span.start, piece.span.end


@settings(max_examples=400, deadline=None)
@given(st.lists(PHRASES, max_size=8).map(" ".join))
@example(f"{BEKE} a kelenföldi városrészt azaz {BEKE}")
def test_no_word_is_lost(text: str) -> None:
    document = parse_document(text)
    taken = set()
    for start, end in covered(document):
        assert 0 <= start <= end <= len(text)
        taken.update(range(start, end))
    lost = [at for at, char in enumerate(text) if char.isalnum() and at not in taken]
    assert _words(text, lost) == set()
    for area in document.areas:
        for part in area.parts:
            takes_out = part.effect is Effect.TAKES_OUT
            own = text[part.span.start : part.span.end]
            assert not takes_out or "kivéve" in text or " nem" in text
            assert takes_out or part is area.parts[0] or not ("kivéve" in own or " nem" in own)


def _words(text: str, places: list[int]) -> set[str]:
    found = set()
    for at in places:
        start, end = at, at
        while start and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
        found.add(text[start:end])
    return found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_text_is_a_fault(text: str) -> None:
    document = parse_document(text)
    assert all(part.kind in PartKind for area in document.areas for part in area.parts)


def test_twenty_pages_take_less_than_a_moment() -> None:
    """A bound that only a loop within a loop would break; the figure is in `benchmarks`."""
    sentence = "A lakosság tájékoztatása a Kossuth utcai iskolában megtörtént, az ülés lezárult. "
    page = (sentence * 30 + f"\n\nAz akcióterület: {BEKE}.\n\n") * 20
    began = time.process_time()
    parse_document(page)
    first = time.process_time() - began
    parse_document(page * 4)
    assert time.process_time() - began - first < 12 * first + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lezárják a Fő utca Kert utca és Malom utca közötti szakaszát.", ["section Fő utca"]),
        (
            "Kedd: Akácos út, Diófa utca, valamint a Rákóczi út Kert u. és Tó u. közötti szakasza.",
            ["street Akácos út", "street Diófa utca", "section Rákóczi út"],
        ),
        (
            "A Kossuth Lajos utcát lezárták az Anna utca és a Tóth József utca között vasárnap.",
            ["section Kossuth Lajos utca"],
        ),
    ],
)
def test_sections_without_a_ring_are_never_left_aside(text: str, told: list[str]) -> None:
    (area,) = parse_document(text).areas
    parts = [f"{part.kind.value} {leg.name}" for part in area.parts for leg in part.legs]
    assert parts == told


@pytest.mark.parametrize(
    "text",
    [
        "a Nagykörút (Bethlen krt. – Kuruc krt. – Bem utca) által határolt belváros",
        "2049 Diósd (kivéve Tó utca, illetve az abból nyíló mellékutcák)",
        "vízhiány lesz az alábbi utcákban:\n- Petőfi S.\n- Ady E.\n- Iskola",
        "1. a Duna és a töltés között, 2. a Fő utca – Bem utca – Tó sor háromszögben.",
        "a Bökényföldi úttól délre, a Veres Péter úttól keletre fekvő területre.",
    ],
)
def test_ground_that_is_not_understood_is_unread(text: str) -> None:
    document = parse_document(text)
    assert document.unread
    assert document.prose == ()


def test_a_walk_is_a_ring_and_capitals_are_no_title() -> None:
    walk = "a Fő utcán a Kert utcáig, onnan a Kert utcán a Tó utcáig, majd a Tó utcán a Fő utcáig."
    loud = "AKCIÓTERÜLET HATÁRA: FŐ UTCA – BÉKE TÉR – VASÚT SOR – FŐ UTCA"
    for text, legs in ((walk, 3), (loud, 4)):
        (area,) = parse_document(text).areas
        assert [(part.kind, len(part.legs)) for part in area.parts] == [(PartKind.RING, legs)]


def test_what_its_streets_bound_titles_a_ring() -> None:
    (area,) = parse_document("A Magdolna negyedet a Fő utca, Bem tér és Tó utca határolja.").areas
    assert area.title == "Magdolna negyed"


@pytest.mark.parametrize("said", ["{hole} kivételével", "továbbá kivéve {hole}"])
def test_ground_that_is_taken_out_is_never_left_as_an_area_in_silence(said: str) -> None:
    ring = "az Ág utca – Bem utca – Csap utca – Dob utca által határolt terület"
    hole = "az Ág utca – Eper utca – Fő utca – Dob utca által határolt terület"
    found = parse_document(f"{ring}, {said.format(hole=hole)}")
    taken = [part for area in found.areas for part in area.parts if part.effect == "takes_out"]
    assert taken or found.unread


@pytest.mark.parametrize(
    "text",
    [
        "A védett településrész határa északon a Vár-patak, keleten a Fő út, délen a Kert utca.",
        "A Lapály városrészt a Bükkös-patak, a 11-es főút és a Kert utca fogja közre.",
        "A terület a Bem tér, a Bajza utca és a Városligeti fasor határolta háromszög.",
        "az Arany utca, a Bem utca és a Duna közé eső területet lezárják.",
    ],
)
def test_lines_told_by_sides_and_verbs_are_rings(text: str) -> None:
    (area,) = parse_document(text).areas
    assert [(part.kind, len(part.legs)) for part in area.parts] == [(PartKind.RING, 3)]


@pytest.mark.parametrize(
    "text",
    [
        "Fő utca – Kert utca\n– Malom utca – Ág utca által határolt terület",
        "Fő utca – Kert utca\n– Malom utca\n– Ág utca által határolt terület",
        "A terület: Fő utca – Kert utca\n- Malom utca - Ág utca által határolt terület",
        "A határ: Fő utca\n– Kert utca\n– Malom utca\n– Ág utca által határolt terület",
    ],
)
def test_a_ring_stays_whole_where_its_steps_begin_lines_with_a_dash(text: str) -> None:
    found = parse_document(text)
    (area,) = found.areas
    legs = [leg.name for part in area.parts for leg in part.legs]
    assert legs == ["Fő utca", "Kert utca", "Malom utca", "Ág utca"]
    assert found.prose == ()
    assert found.unread == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Körzetek:\n- Fő utca 1-9\n- Kert utca páros oldal\n- Tó utca", []),
        ("Déli rész:\n- Fő utca\n- Kert utca\n- Tó utca", ["line_or_list"]),
    ],
)
def test_the_marks_of_a_list_tie_no_ring(text: str, problems: list[str]) -> None:
    (area,) = parse_document(text).areas
    (part,) = area.parts
    assert part.kind is PartKind.LIST
    assert [row.street for row in part.rows] == ["Fő utca", "Kert utca", "Tó utca"]
    assert [problem.code for problem in part.problems] == problems


def test_streets_that_a_line_announces_are_never_prose() -> None:
    found = parse_document("Fizetni kell:\n1. Fő utca\n2. Kert utca\n3. Tó utca")
    ((part,),) = [area.parts for area in found.areas]
    assert [row.street for row in part.rows] == ["Fő utca", "Kert utca", "Tó utca"]
    assert [problem.code for problem in part.problems] == ["line_or_list"]


@pytest.mark.parametrize("title", ["Vasút", "Csatorna", "Liget", "Belváros"])
def test_a_noun_before_a_colon_is_the_title_of_the_ring_behind_it(title: str) -> None:
    found = parse_document(f"{title}: Vasút utca – Bem utca – Ág utca – Vasút utca")
    (area,) = found.areas
    assert area.title == title
    assert next(leg.name for leg in area.parts[0].legs) == "Vasút utca"
