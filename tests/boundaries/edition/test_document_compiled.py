"""The areas of a document over a network: each by itself, nothing of it left out in silence."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.compiler.resolve import NameIndex
from boundaries.document.reading import parse_document
from boundaries.edition.areas import compile_sentence
from boundaries.edition.compiling import AreaOutcome, compile_document
from boundaries.edition.parted import compile_read
from boundaries.edition.parts import read_specs
from boundaries.export.documents import areas_document
from boundaries.model import CompileStatus, DrawnLine, LineRule, PartKind, worst
from geo.network import LineNetwork, Way, WayKind
from tests.boundaries.compiler.test_compile_readings import town
from tests.boundaries.parted_town import osm_text
from tests.command import command

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 400.0
STEPS = (0.0, BLOCK, 2 * BLOCK)
ACROSS = ("Alma utca", "Barack utca", "Cseresznye utca")
"""Three streets from west to east, `BLOCK` metres apart, the first in the south."""
UP = ("Dinnye utca", "Eper utca", "Füge utca")
TOWN = town(
    {
        **{name: [[(x, y) for x in STEPS]] for name, y in zip(ACROSS, STEPS, strict=True)},
        **{name: [[(x, y) for y in STEPS]] for name, x in zip(UP, STEPS, strict=True)},
    }
)
SOUTH = "az Alma utca – Füge utca – Barack utca – Dinnye utca által határolt terület"
NORTH = "a Barack utca – Füge utca – Cseresznye utca – Dinnye utca által határolt terület"
CORNER = "az Alma utca – Eper utca – Barack utca – Dinnye utca által határolt területet"
HALF = 2 * BLOCK**2


def compiled(text: str) -> tuple[AreaOutcome, ...]:
    return compile_document(parse_document(text), TOWN)


def ground(outcome: AreaOutcome) -> float:
    assert outcome.rings is not None
    return outcome.rings.area


def test_each_area_is_compiled_by_itself() -> None:
    south, north = compiled(f"Déli övezet: {SOUTH}. Északi övezet: {NORTH}.")
    assert (south.area.title, north.area.title) == ("Déli övezet", "Északi övezet")
    assert (south.status, north.status) == (CompileStatus.COMPILED, CompileStatus.COMPILED)
    assert ground(south) == pytest.approx(HALF)
    assert ground(north) == pytest.approx(HALF)
    assert south.rings is not None
    assert north.rings is not None
    assert south.rings.intersection(north.rings).area == 0
    assert (south.problems, north.problems) == ((), ())


def test_a_ring_that_is_taken_out_is_out() -> None:
    (area,) = compiled(f"{SOUTH}, kivéve {CORNER}")
    assert area.status is CompileStatus.COMPILED
    assert ground(area) == pytest.approx(HALF / 2)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("valamint a Hárs utca teljes hossza", "part_street_missing"),
        ("kivéve az Eper utca Hárs utca és Alma utca közötti szakasza", "part_section_open"),
        ("kivéve a határoló utakat", "part_rim_unclear"),
        ("valamint a 045 hrsz-ú telek", "part_without_line"),
        ("valamint az Örs vezér tér 11–20. mögötti terület", "unread_text"),
    ],
)
def test_an_area_with_more_than_rings_is_not_said_to_be_whole(more: str, code: str) -> None:
    (area,) = compiled(f"{SOUTH}, {more}")
    assert area.status is CompileStatus.INCOMPLETE
    assert [problem.code for problem in area.problems] == [code]
    assert ground(area) == pytest.approx(HALF)


@pytest.mark.parametrize(
    ("more", "metres"),
    [
        ("valamint a Cseresznye utca teljes hossza", 2 * BLOCK),
        ("kivéve az Eper utca páros oldala", 2 * BLOCK),
        ("kivéve az Eper utca Alma utca és Barack utca közötti szakasza", BLOCK),
        ("valamint a Cseresznye utca 2–10. szám alatti házak", 2 * BLOCK),
    ],
)
def test_a_street_is_found_on_the_map(more: str, metres: float) -> None:
    (area,) = compiled(f"{SOUTH}, {more}")
    assert (area.status, area.problems) == (CompileStatus.COMPILED, ())
    part = area.whole.parts[1]
    lines = {line for street in part.streets for line in street.lines}
    assert sum(shapely.LineString(line).length for line in lines) == pytest.approx(metres)


def test_a_sentence_with_a_street_beside_its_ring_is_compiled_with_it(tmp_path: Path) -> None:
    extract = tmp_path / "town.osm"
    extract.write_text(osm_text(), encoding="utf-8")
    ring = "az Alma utca – Füge utca – Barack utca – Eper utca által határolt terület"
    for words, kind in (
        (f"{ring}, valamint a Dió utca teljes hossza", PartKind.STREET),
        (f"{ring} és a Dió utca páros oldala", PartKind.SIDE),
        (f"{ring}, beleértve a határoló utakat is", PartKind.RIM),
    ):
        outcome = compile_sentence(words, osm=[extract])
        assert outcome.status is CompileStatus.COMPILED, outcome.problems
        assert [part.kind for part in outcome.parts] == [PartKind.RING, kind]
        assert [leg.number for leg in outcome.legs] == [1, 2, 3, 4]
    unread = compile_sentence(f"{ring}, valamint a Dió tér 11–20. mögötti terület", osm=[extract])
    assert unread.status is CompileStatus.INCOMPLETE


# -- places, parcels --------------------------------------------------------------------------

SQUARE = [(810.0, 410.0), (810.0, 790.0), (790.0 + BLOCK, 790.0), (810.0, 410.0)]
PARK = LineNetwork.from_ways(
    [
        *TOWN.ways,
        Way(900, WayKind.AREA, (9001, 9002, 9003, 9001), ("Infopark",), (), {"name": "Infopark"}),
    ],
    {
        **TOWN.xy,
        **{9001 + at: (x + 698_000, y + 172_000) for at, (x, y) in enumerate(SQUARE[:3])},
    },
    epsg=TOWN.epsg,
    source="t",
)


def test_a_place_is_bounded_by_the_border_of_its_very_name() -> None:
    specs = read_specs(f"{SOUTH}, valamint az Infopark területe")
    assert specs is not None
    found = compile_read(specs, PARK, NameIndex(PARK)).whole
    assert found.status is CompileStatus.COMPILED
    assert [(leg.number, leg.name) for leg in found.legs][-1] == (5, "Infopark")
    assert found.parts[1].legs == (5,)
    assert found.area is not None
    assert found.area.area == pytest.approx(HALF + shapely.Polygon(SQUARE).area, rel=1e-6)
    without = compile_read(specs, TOWN, NameIndex(TOWN)).whole
    assert without.status is CompileStatus.INCOMPLETE
    assert [problem.code for problem in without.problems] == ["part_without_line"]


def test_a_parcel_is_bounded_by_what_a_person_drew() -> None:
    specs = read_specs(f"{SOUTH}, kivéve a 045 hrsz-ú telek")
    assert specs is not None
    rim = shapely.LineString([(698_010, 172_010), (698_110, 172_010), (698_010, 172_110)])
    rim = shapely.LineString([*rim.coords, rim.coords[0]])
    drawn = DrawnLine(rim, "Próba", "térkép", "2026-01-05")
    told = (specs[0], dataclasses.replace(specs[1], drawn=drawn))
    found = compile_read(told, TOWN, NameIndex(TOWN)).whole
    assert found.status is CompileStatus.COMPILED, found.problems
    assert found.area is not None
    assert found.area.area == pytest.approx(HALF - 5000, rel=1e-6)
    assert found.legs[-1].author == "Próba"


def test_the_legs_of_all_rings_are_numbered_through() -> None:
    (area,) = compiled(f"{SOUTH}, kivéve {CORNER}")
    assert [leg.number for leg in area.whole.legs] == list(range(1, 9))
    assert [(part.effect.value, part.legs) for part in area.whole.parts] == [
        ("adds", (1, 2, 3, 4)),
        ("takes_out", (5, 6, 7, 8)),
    ]


def test_streets_of_the_rim_belong_to_the_area_where_that_is_said() -> None:
    (area,) = compiled(f"{SOUTH}, beleértve a határoló utakat is")
    assert area.status is CompileStatus.COMPILED
    assert {leg.rule for leg in area.whole.legs} == {LineRule.BOTH_SIDES}
    assert area.whole.parts[1].legs == (1, 2, 3, 4)


def test_a_ring_that_does_not_close_gives_no_ground() -> None:
    (area,) = compiled(f"{SOUTH}, kivéve {CORNER.replace('Eper', 'Hárs')}")
    assert area.status is CompileStatus.INCOMPLETE
    assert area.rings is None


def test_unread_words_stand_at_the_area_before_them() -> None:
    south, north = compiled(f"{SOUTH}, kivéve a Fő tér 3. mögötti rész; {NORTH}")
    assert [problem.code for problem in south.problems] == ["unread_text"]
    assert north.problems == ()


def test_prose_has_no_area() -> None:
    assert compiled("A Barack utca felújítása befejeződött.") == ()


def test_the_json_holds_every_part_with_its_ledger() -> None:
    outcomes = compiled(f"{SOUTH}, valamint a Cseresznye utca teljes hossza")
    (area,) = areas_document(outcomes, TOWN.epsg)["areas"]
    assert area["status"] == "compiled"
    assert area["rings"]["type"] == "MultiPolygon"
    assert area["rings_m2"] == pytest.approx(HALF)
    ring, street = area["parts"]
    assert [leg["name"] for leg in ring["compilation"]["legs"]][:2] == ["Alma utca", "Füge utca"]
    assert (street["kind"], street["effect"], street["compilation"]) == ("street", "adds", None)
    ring, street = area["whole"]["parts"]
    assert (ring["legs"], street["legs"]) == ([1, 2, 3, 4], [])
    (found,) = street["streets"]
    assert (found["resolved"], found["parity"], found["section"]) == (ACROSS[2], "whole", None)
    assert area["whole"]["uncertain_zone"]["type"] == "Polygon"


def test_the_command_tells_each_area_and_ends_as_the_worst(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(f"{SOUTH}.\n\nA közgyűlés döntött.\n", encoding="utf-8")
    told = command("boundary", "compile", "--document", "--file", page)
    assert told.returncode == 3  # no bundled map has these streets
    assert "area 1: (no title): incomplete" in told.stdout
    assert "no line of the map carries this name" in told.stdout
    told = command("boundary", "parse", "--document", "--file", page)
    assert "area 1: (no title) at 0" in told.stdout
    assert "left aside: 1 sentences" in told.stdout
    page.write_text("A közgyűlés döntött.", encoding="utf-8")
    told = command("boundary", "compile", "--document", "--file", page)
    assert (told.returncode, told.stdout) == (3, "no area found\n")
    told = command("boundary", "compile", "kecskemet-top-6.9.1", "--document")
    assert told.returncode == 2


def test_an_open_area_is_worse_than_one_of_several_that_fit() -> None:
    ends = list(CompileStatus)
    for one, other in itertools.permutations(ends, 2):
        assert worst([one, other]) is worst([other, one])
    assert worst(ends) is CompileStatus.FAILED
    assert worst([CompileStatus.AMBIGUOUS, CompileStatus.INCOMPLETE]) is CompileStatus.INCOMPLETE
    assert worst([CompileStatus.COMPILED, CompileStatus.AMBIGUOUS]) is CompileStatus.AMBIGUOUS
    assert worst([]) is CompileStatus.INCOMPLETE
