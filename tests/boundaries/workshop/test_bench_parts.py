"""An area of several parts on the bench: every correction, each within its ring. All made up."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.edition.areas import load_network
from boundaries.edition.corrections import Added, Aside, Belongs, CorrectionError, LeftOut, Swapped
from boundaries.edition.definition import read_definition
from boundaries.edition.edition import from_document
from boundaries.workshop.areas import areas_of
from boundaries.workshop.bench import Map, look
from boundaries.workshop.hand_over import Said, publish, stage
from boundaries.workshop.offers import signed
from tests.boundaries.compiler.test_compile_readings import town
from tests.made_up_square import RING, write_square

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.edition.corrections import Correction
    from boundaries.workshop.bench import Look

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a térkép szerint", "date": "2026-11-29"}
OUTER = "Kapor utca – Lestyán utca – Menta utca – Zsálya utca által határolt terület"
INNER = "a Bors utca – Torma utca – Köles utca – Fő tér által határolt terület"
STREETS = {
    "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
    "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
    "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
    "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
    "Bors utca": [[(400.0, -200.0), (600.0, -200.0)]],
    "Torma utca": [[(600.0, -200.0), (600.0, -600.0)]],
    "Köles utca": [[(600.0, -600.0), (400.0, -600.0)]],
    "Fő tér": [
        [(400.0, -600.0), (400.0, -200.0)],
        [(400.0, -600.0), (320.0, -500.0), (320.0, -300.0), (400.0, -200.0)],
    ],
    "Kert utca": [[(400.0, -600.0), (400.0, -200.0)]],
}
PLAIN = {name: runs for name, runs in STREETS.items() if name != "Fő tér"}
HOLE = 200.0 * 400.0
WITH_HOLE = f"{OUTER}, kivéve {INNER}"


def seen(text: str, *corrections: Correction, streets: dict[str, Any] = PLAIN) -> Look:
    (area,) = areas_of(text)
    assert area.in_parts
    return look(area, corrections, Map(town(streets)))


def ground(found: Look) -> float:
    assert found.outcome is not None
    assert found.outcome.area is not None, [one.message for one in found.outcome.problems]
    return float(found.outcome.area.area)


def test_a_leg_is_added_to_the_ring_of_the_leg_before_it() -> None:
    lacking = WITH_HOLE.replace(" – Fő tér", "")
    assert not seen(lacking).is_ready
    found = seen(lacking, Added(after=7, name="Kert utca", **SIGNED))
    assert found.is_ready
    assert ground(found) == pytest.approx(800_000 - HOLE)
    assert [leg.part for leg in found.legs] == [1] * 4 + [2] * 4
    assert found.outcome is not None
    assert [part.legs for part in found.outcome.parts] == [(1, 2, 3, 4), (5, 6, 7, 8)]


def test_what_would_close_a_ring_is_offered_and_tried() -> None:
    lacking = WITH_HOLE.replace(" – Fő tér", "")
    first = seen(lacking).offers[0]
    assert (first.name, first.closes) == ("Kert utca", True)
    taken = [signed(one, **SIGNED) for one in first.corrections]
    assert seen(lacking, *taken).is_ready


def test_a_leg_is_left_out_and_the_ring_behind_it_keeps_its_own() -> None:
    more = WITH_HOLE.replace("Lestyán utca", "Lestyán utca – Qarán utca").replace(
        "Fő tér", "Kert utca"
    )
    found = seen(more, LeftOut(leg=3, **SIGNED))
    assert found.is_ready
    assert ground(found) == pytest.approx(800_000 - HOLE)
    assert [leg.part for leg in found.legs] == [1] * 4 + [2] * 4
    assert found.outcome is not None
    assert any("left out by K. Anna" in one.message for one in found.outcome.problems)


def test_two_legs_change_places_within_their_ring_alone() -> None:
    crossed = WITH_HOLE.replace("Lestyán utca – Menta utca", "Menta utca – Lestyán utca")
    crossed = crossed.replace("Fő tér", "Kert utca")
    found = seen(crossed, Swapped(leg=2, other=3, **SIGNED))
    assert ground(found) == pytest.approx(800_000 - HOLE)
    with pytest.raises(CorrectionError, match="different rings"):
        seen(crossed, Swapped(leg=4, other=5, **SIGNED))


def test_the_last_leg_of_a_ring_stays() -> None:
    gone = [LeftOut(leg=5, **SIGNED)] * 3
    with pytest.raises(CorrectionError, match="only one of its ring"):
        seen(WITH_HOLE, *gone, LeftOut(leg=5, **SIGNED))


def test_one_of_two_areas_of_a_ring_that_is_taken_out_is_chosen() -> None:
    streets = {name: runs for name, runs in STREETS.items() if name != "Kert utca"}
    found = seen(WITH_HOLE, streets=streets)
    choices = [one for one in found.offers if isinstance(one.corrections[0], Belongs)]
    assert len(choices) == 2
    for one in choices:
        assert one.area is not None
        taken = [signed(place, **SIGNED) for place in one.corrections]
        chosen = seen(WITH_HOLE, *taken, streets=streets)
        assert chosen.is_ready
        assert ground(chosen) == pytest.approx(one.area.area)


def test_a_chosen_place_that_no_area_agrees_with_keeps_the_line_open() -> None:
    text = WITH_HOLE.replace("Fő tér", "Kert utca")
    far = Belongs(lon=19.5, lat=46.8, inside=True, **SIGNED)
    found = seen(text, far)
    assert not found.is_ready
    assert found.outcome is not None
    assert "other_ground" in {one.code for one in found.outcome.problems}


def test_a_corrected_area_of_parts_becomes_a_definition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "areas"))
    file = write_square(tmp_path / "town.geojson")
    ring = RING.replace("Mentha", "Menta")
    text = f"{ring.replace(' – Zsálya utca', '')} Qwz, valamint a Kapor utca páratlan oldala"
    (area,) = areas_of(text)
    over = Map(load_network([file]))
    unread = look(area, (), over).unread
    corrections = (
        Added(after=3, name="Zsálya utca", **SIGNED),
        *(
            Aside(start=one.span.start, end=one.span.end, words=one.text, **SIGNED)
            for one in unread
        ),
    )
    found = look(area, corrections, over)
    assert found.is_ready
    said = Said("proba", "Próbaváros", "Próba", "Trial", "próba", "Rendelet", "1/2026.")
    stage(
        found,
        corrections,
        said,
        maps=[file],
        network=over.network,
        registers=[],
        folder=tmp_path / "staged",
        day=dt.date(2026, 11, 29),
    )
    areas, waiting = tmp_path / "areas", tmp_path / "waiting"
    made = publish(tmp_path / "staged", home=areas, waiting=waiting)
    written = read_definition(tmp_path / "areas/definitions/proba.yaml")
    assert [one.kind for one in written.corrections] == ["added", "aside"]
    edition = from_document(json.loads((tmp_path / f"waiting/{made.candidate}.json").read_text()))
    assert [part.legs for part in edition.parts] == [(1, 2, 3, 4), ()]
    assert edition.area.area == pytest.approx(800_000, rel=1e-4)
