"""From a text to areas on the bench, corrected step by step. All maps and names are made up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from boundaries.compiler.choice import CompileOptions
from boundaries.compiler.compile import compile_legs, specs_of
from boundaries.edition.corrections import Aside, Meant
from boundaries.model import CompileStatus
from boundaries.sentence.parsing import parse_sentence
from boundaries.workshop.areas import areas_of
from boundaries.workshop.bench import Map, look
from boundaries.workshop.draft import Draft, SourceFile, from_document, to_document
from boundaries.workshop.offers import signed
from geo.network_file import network_from
from tests.boundaries.compiler.test_compile_readings import town
from tests.boundaries.edition.test_corrections import square
from tests.made_up_square import write_square

if TYPE_CHECKING:
    from pathlib import Path

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a térkép szerint", "date": "2026-11-29"}
RING = "Kapor utca – Lestyán utca – Mentha utca – Zsálya utca által határolt terület"
SOUTH = (
    "Torma utca – Kapor utca – Bors utca által határolt terület, valamint a Fő utca páros oldala"
)
CLOSING = RING.replace("Mentha", "Menta")
TWO = f"2. melléklet\n\nÉszaki akcióterület: {RING}\n\nDéli akcióterület: {SOUTH}\n"


def test_each_area_of_a_text_has_its_own_words() -> None:
    first, second = areas_of(TWO)
    assert (first.title, first.in_parts) == ("Északi akcióterület", False)
    assert (second.title, second.in_parts) == ("Déli akcióterület", True)
    for area in (first, second):
        assert TWO[area.start :].startswith(area.sentence)
    assert "páros oldala" in second.sentence
    assert "Torma" not in first.sentence


def test_a_text_of_nothing_is_no_area() -> None:
    assert areas_of("A képviselő-testület a rendeletet elfogadta.") == ()


def test_the_bench_shows_what_was_read_before_there_is_a_map() -> None:
    found = look(areas_of(RING)[0], (), None)
    assert [leg.name for leg in found.read][2] == "Mentha utca"
    assert (found.outcome, found.offers, found.is_ready) == (None, (), False)


@pytest.mark.parametrize("words", ["and", "északi része,"])
def test_words_that_nobody_understood_are_all_that_keeps_it_open(words: str) -> None:
    over = Map(square())
    (area,) = areas_of(CLOSING.replace("Menta utca – ", f"Menta utca – {words} "))
    found = look(area, (), over)
    assert found.unread
    assert (found.is_ready, found.waits_for_words) == (False, True)
    aside = [
        Aside(start=one.span.start, end=one.span.end, words=one.text, **SIGNED)
        for one in found.unread
    ]
    again = look(area, aside, over)
    assert (again.is_ready, again.waits_for_words) == (True, False)
    (gap,) = areas_of(RING)
    assert not look(gap, (), over).waits_for_words


def test_what_is_offered_is_taken_and_the_ring_closes() -> None:
    over = Map(square())
    (area,) = areas_of(RING)
    found = look(area, (), over)
    assert found.outcome is not None
    assert found.outcome.status is CompileStatus.INCOMPLETE
    taken = [signed(one, **SIGNED) for one in found.offers[0].corrections]
    found = look(area, taken, over)
    assert found.is_ready
    assert found.outcome is not None
    assert found.outcome.area is not None
    assert found.outcome.area.area == pytest.approx(800_000)


def test_an_area_of_several_parts_stays_open_and_takes_corrections_of_single_legs() -> None:
    text = RING.replace("Mentha", "Menta") + ", valamint a Torma utca páros oldala"
    (area,) = areas_of(text)
    assert area.in_parts
    over = Map(square())
    found = look(area, (), over)
    assert found.outcome is not None
    assert "street_missing" not in {one.code for one in found.offers and found.outcome.problems}
    assert found.outcome.status is CompileStatus.INCOMPLETE
    changed = look(area, [Meant(leg=1, name="Lestyán utca", **SIGNED)], over)
    assert changed.legs[0].name == "Lestyán utca"


def test_words_that_were_not_understood_keep_an_area_open_until_they_are_put_aside() -> None:
    text = RING.replace("Mentha", "Menta") + " Qwz"
    (area,) = areas_of(text)
    over = Map(square())
    assert not look(area, (), over).is_ready
    (offer,) = (one for one in look(area, (), over).offers if isinstance(one.corrections[0], Aside))
    assert look(area, [signed(one, **SIGNED) for one in offer.corrections], over).is_ready


def test_a_draft_is_kept_whole() -> None:
    draft = Draft(
        RING,
        "Próbaváros",
        {1: (Meant(leg=3, name="Menta utca", **SIGNED),)},
        (SourceFile("map-1.osm", "proba.osm", "0" * 64, 12, "2026-11-29"),),
    )
    assert from_document(to_document(draft)) == draft
    with pytest.raises(ValueError, match="text"):
        from_document({"town": "x"})


def test_corrections_stay_where_the_words_of_their_area_did() -> None:
    fix = Meant(leg=3, name="Menta utca", **SIGNED)
    draft = Draft(TWO).corrected(1, fix)
    longer, lost = draft.with_text(f"Bevezető mondat a tervről.\n\n{TWO}")
    assert (longer.of(1), lost) == ((fix,), ())
    same_legs, lost = draft.with_text(TWO.replace("által határolt", "által körbezárt"))
    assert (same_legs.of(1), lost) == ((fix,), ())
    other, lost = draft.with_text(TWO.replace("Kapor utca – Lestyán utca – ", "Kapor utca – "))
    assert (other.of(1), lost) == ((), (1,))


def test_offers_that_close_the_line_come_first_and_a_chain_only_where_it_does() -> None:
    """Torma utca joins Lestyán utca and Zsálya utca by the way of Bors utca only."""
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
            "Torma utca": [[(1000.0, -800.0), (500.0, -800.0)]],
            "Bors utca": [[(500.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )
    (area,) = areas_of("Kapor utca – Lestyán utca – Zsálya utca által határolt terület")
    first, *rest = look(area, (), Map(network)).offers
    assert first.name == "Torma utca – Bors utca"
    assert first.closes
    assert not any(one.closes for one in rest)
    taken = [signed(one, **SIGNED) for one in first.corrections]
    assert look(area, taken, Map(network)).is_ready


def test_an_open_line_that_nobody_asks_about_is_as_open_and_a_closed_one_the_same(
    tmp_path: Path,
) -> None:
    closing = network_from([write_square(tmp_path / "town.geojson")])
    assert compile_legs(specs_of(parse_sentence(CLOSING)), closing).area is not None
    for network, text in ((square(), RING), (square(), f"Bors utca – {RING}"), (closing, CLOSING)):
        specs = specs_of(parse_sentence(text))
        said = compile_legs(specs, network)
        brief = compile_legs(specs, network, options=CompileOptions(explained=False))
        assert (brief.status, brief.area, len(brief.alternatives), len(brief.legs)) == (
            said.status,
            said.area,
            len(said.alternatives),
            len(said.legs),
        )
        if said.status is CompileStatus.INCOMPLETE:
            assert len(brief.problems) < len(said.problems)
