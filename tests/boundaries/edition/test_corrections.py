"""What people put right: the words stay, the legs are as meant, and the ledger says who said so.

All maps and names here are made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely

from boundaries.compiler.compile import specs_of
from boundaries.edition.corrections import (
    Added,
    Aside,
    Belongs,
    Correction,
    CorrectionError,
    Drawn,
    LeftOut,
    Meant,
    Ruled,
    Swapped,
    compile_corrected,
    corrected,
    put_aside,
)
from boundaries.edition.definition import read_definition, specs_for
from boundaries.errors import DefinitionError
from boundaries.model import Compilation, CompileStatus, LegKind, LegSpec, LineRule
from boundaries.sentence.parsing import parse_sentence
from geo.crs import EOV, WGS84, reproject
from tests.boundaries.compiler.test_compile_readings import town
from tests.boundaries.edition.test_definition import changed

if TYPE_CHECKING:
    from pathlib import Path

    from geo.network import LineNetwork

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a térkép szerint", "date": "2026-11-29"}


def square() -> LineNetwork:
    """A ring of 1,000 m by 800 m."""
    return town(
        {
            "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )


def specs(text: str) -> tuple[LegSpec, ...]:
    return specs_of(parse_sentence(text))


def compiled(text: str, *corrections: Correction) -> Compilation:
    legs = corrected(specs(text), corrections)
    return compile_corrected(legs, square(), corrections)


def test_a_misspelt_street_is_read_as_it_is_meant_and_the_words_stay() -> None:
    text = "Kapor utca – Lestyán utca – Mentha utca – Zsálya utca által határolt terület"
    assert compiled(text).status is CompileStatus.INCOMPLETE
    outcome = compiled(text, Meant(leg=3, name="Menta utca", **SIGNED))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(800_000)
    leg = outcome.legs[2]
    assert (leg.name, leg.text) == ("Menta utca", "Mentha utca")
    assert leg.evidence[0] == (
        'the text has "Mentha utca"; read as "Menta utca" by K. Anna on 2026-11-29: '
        "a térkép szerint"
    )


def test_a_street_that_was_left_out_is_added_and_the_legs_are_numbered_through() -> None:
    text = "Kapor utca – Lestyán utca – Zsálya utca által határolt terület"
    assert compiled(text).status is CompileStatus.INCOMPLETE
    outcome = compiled(text, Added(after=2, name="Menta utca", **SIGNED))
    assert outcome.status is CompileStatus.COMPILED
    assert [(leg.number, leg.name, leg.text) for leg in outcome.legs] == [
        (1, "Kapor utca", "Kapor utca"),
        (2, "Lestyán utca", "Lestyán utca"),
        (3, "Menta utca", ""),
        (4, "Zsálya utca", "Zsálya utca"),
    ]
    assert outcome.legs[2].evidence[0].startswith("not in the text; added by K. Anna")


def test_legs_change_places_and_what_is_no_leg_is_left_out() -> None:
    text = (
        "Kapor utca – Menta utca – Lestyán utca – Kömény utca – Zsálya utca által határolt terület"
    )
    fixed = (LeftOut(leg=4, **SIGNED), Swapped(leg=2, other=3, **SIGNED))
    outcome = compiled(text, *fixed)
    assert outcome.status is CompileStatus.COMPILED
    assert [leg.name for leg in outcome.legs] == [
        "Kapor utca",
        "Lestyán utca",
        "Menta utca",
        "Zsálya utca",
    ]
    (note,) = [one for one in outcome.problems if one.code == "corrected"]
    assert (note.severity, note.details["kind"]) == ("note", "left_out")
    assert "its place in the order was changed" in outcome.legs[1].evidence[0]


def test_a_repeated_leg_still_repeats_its_own_and_none_that_comes_later() -> None:
    text = (
        "Kapor utca – Lestyán utca – Menta utca – Zsálya utca – Kapor utca által határolt terület"
    )
    legs = specs(text)
    assert legs[4].repeats == 1
    before = corrected(legs, [Added(after=0, name="Torma utca", **SIGNED)])
    assert (before[5].name, before[5].repeats) == ("Kapor utca", 2)
    gone = corrected(legs, [LeftOut(leg=1, **SIGNED)])
    assert (gone[3].name, gone[3].repeats) == ("Kapor utca", None)
    later = corrected(legs, [Swapped(leg=1, other=5, **SIGNED)])
    assert [leg.repeats for leg in later] == [None] * 5


def test_a_side_and_a_drawn_line_are_said_of_their_leg() -> None:
    text = "Kapor utca – Lestyán utca – Menta utca – Torma utca által határolt terület"
    ends = shapely.LineString([(698_000, 172_000), (698_000, 171_200)])
    line = tuple((x, y) for x, y in reproject(ends, EOV, WGS84).coords)
    outcome = compiled(
        text,
        Drawn(leg=4, line=line, **SIGNED),
        Ruled(leg=1, rule=LineRule.INNER_SIDE, **SIGNED),
    )
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area < 800_000
    assert outcome.legs[3].author == "K. Anna"
    assert outcome.legs[0].rule is LineRule.INNER_SIDE


def two_ways() -> LineNetwork:
    """Kapor utca goes round a block on the north side as well."""
    return town(
        {
            "Kapor utca": [
                [(0.0, 0.0), (300.0, 0.0), (700.0, 0.0), (1000.0, 0.0)],
                [(300.0, 0.0), (300.0, 300.0), (700.0, 300.0), (700.0, 0.0)],
            ],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )


def at(east: float, north: float) -> dict[str, float]:
    place = reproject(shapely.Point(698_000 + east, 172_000 + north), EOV, WGS84)
    return {"lon": place.x, "lat": place.y}


@pytest.mark.parametrize(("inside", "hectares"), [(True, 92.0), (False, 80.0)])
def test_of_two_areas_that_the_words_allow_the_one_that_was_chosen_is_taken(
    *, inside: bool, hectares: float
) -> None:
    legs = specs("Kapor utca – Lestyán utca – Menta utca – Zsálya utca által határolt terület")
    assert compile_corrected(legs, two_ways(), ()).status is CompileStatus.AMBIGUOUS
    said = Belongs(inside=inside, **at(500, 150), **SIGNED)
    outcome = compile_corrected(legs, two_ways(), [said])
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area / 1e4 == pytest.approx(hectares, abs=0.1)
    assert next(one.code for one in outcome.problems if one.severity == "note") == "corrected"


def test_a_choice_that_no_area_agrees_with_is_told_and_gives_none() -> None:
    legs = specs("Kapor utca – Lestyán utca – Menta utca – Zsálya utca által határolt terület")
    said = Belongs(inside=True, **at(5000, 5000), **SIGNED)
    outcome = compile_corrected(legs, two_ways(), [said])
    assert outcome.area is None
    assert [one.code for one in outcome.problems if one.severity == "error"] == ["other_ground"]


@pytest.mark.parametrize("leg", [0, 5])
def test_a_correction_of_no_leg_is_refused(leg: int) -> None:
    with pytest.raises(CorrectionError, match="there is no leg"):
        corrected(specs("Kapor utca – Menta utca"), [LeftOut(leg=leg, **SIGNED)])


def test_words_that_somebody_has_looked_at_are_unread_no_more() -> None:
    text = (
        "Kapor utca – Lestyán utca – Menta utca – Zsálya utca (lásd XYZ) által határolt terület qwz"
    )
    parsed = parse_sentence(text)
    assert parsed.unread
    for piece in parsed.unread:
        said = Aside(start=piece.span.start, end=piece.span.end, **SIGNED)
        parsed = put_aside(parsed, [said])
    assert parsed.unread == ()
    assert any(frame.kind.value == "aside" for frame in parsed.frames)


def test_a_definition_has_corrections_and_its_edition_keeps_them(tmp_path: Path) -> None:
    said = {"kind": "meant", "leg": 2, "name": "Műkerti út", **SIGNED}
    path = changed(tmp_path, corrections=[said])
    read = read_definition(path)
    assert read.corrections == (Meant(leg=2, name="Műkerti út", **SIGNED),)
    legs = specs_for(read, "programme", data=path.parent.parent)
    assert (legs[1].name, legs[1].kind) == ("Műkerti út", LegKind.STREET)
    assert read.model_dump(mode="json")["corrections"][0]["name"] == "Műkerti út"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kind": "meant", "leg": 99, "name": "Fő utca", **SIGNED}, "there is no leg 99"),
        ({"kind": "guessed", "leg": 1, **SIGNED}, "guessed"),
        ({"kind": "meant", "leg": 1, "name": "Fő utca", "author": "A"}, "reason"),
        ({"kind": "drawn", "leg": 1, "line": [[19.7, 46.9]], **SIGNED}, "line"),
    ],
)
def test_a_wrong_correction_is_a_fault_of_the_definition(
    tmp_path: Path, said: dict[str, Any], message: str
) -> None:
    with pytest.raises(DefinitionError, match=message):
        read_definition(changed(tmp_path, corrections=[said]))
