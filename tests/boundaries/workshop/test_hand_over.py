"""An area leaves the bench as a definition and a candidate. All maps and names are made up."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from boundaries.edition.areas import load_network
from boundaries.edition.corrections import Aside, Correction, Meant
from boundaries.edition.definition import read_definition
from boundaries.edition.edition import from_document
from boundaries.errors import BoundaryError
from boundaries.workshop.areas import areas_of
from boundaries.workshop.bench import Map, look
from boundaries.workshop.hand_over import HandedOver, Said, publish, stage
from tests.made_up_square import RING, write_square

if TYPE_CHECKING:
    from pathlib import Path

SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a térkép szerint", "date": "2026-11-29"}
SAID = Said(
    "proba-terulet", "Próbaváros", "Próbaterület", "Trial area", "próba", "Próbarendelet", "1/2026."
)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Write the square as a map of named lines."""
    return write_square(tmp_path / "town.geojson")


def handed(
    tmp_path: Path, town: Path, text: str, *corrections: Correction, said: Said = SAID
) -> HandedOver:
    network = load_network([town])
    stage(
        look(areas_of(text)[0], corrections, Map(network)),
        corrections,
        said,
        maps=[town],
        network=network,
        registers=[],
        folder=tmp_path / "staged",
        day=dt.date(2026, 11, 29),
    )
    return publish(tmp_path / "staged", home=tmp_path / "areas", waiting=tmp_path / "waiting")


def test_a_corrected_text_becomes_a_definition_and_an_edition_that_waits(
    tmp_path: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "areas"))
    fix = Meant(leg=3, name="Menta utca", **SIGNED)
    made = handed(tmp_path, town, RING, fix)
    written = tmp_path / "areas/definitions/proba-terulet.yaml"
    assert read_definition(written).corrections == (fix,)
    assert yaml.safe_load(written.read_text("utf-8"))["sentence"] == RING
    edition = from_document(json.loads((tmp_path / f"waiting/{made.candidate}.json").read_text()))
    assert (edition.slug, edition.hash, made.with_list) == (SAID.slug, made.candidate, False)
    assert edition.area.area == pytest.approx(800_000, rel=1e-4)
    assert "Mentha" in edition.legs[2].evidence[0]


def test_words_put_aside_and_blanks_before_the_text_do_no_harm(
    tmp_path: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "areas"))
    broken = RING.replace("Mentha", "Menta").replace("– Menta", " –\n   Menta")
    text = f"\n  {broken.replace('által', 'Qwz által')} Xyz"
    found = look(areas_of(text)[0], (), None)
    asides = [
        Aside(start=one.span.start, end=one.span.end, words=one.text, **SIGNED)
        for one in found.unread
    ]
    made = handed(tmp_path, town, text, *asides)
    edition = from_document(json.loads((tmp_path / f"waiting/{made.candidate}.json").read_text()))
    assert sum("Qwz" in problem.message for problem in edition.problems) == 1


def test_what_does_not_close_is_not_handed_over_and_the_former_definition_stays(
    tmp_path: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "areas"))
    fix = Meant(leg=3, name="Menta utca", **SIGNED)
    handed(tmp_path, town, RING, fix)
    written = tmp_path / "areas/definitions/proba-terulet.yaml"
    before = written.read_text("utf-8")
    for text in (RING, RING + " Qwz"):
        with pytest.raises(BoundaryError, match="see the bench"):
            handed(tmp_path, town, text, *([] if text == RING else [fix]))
    assert written.read_text("utf-8") == before


def test_what_waits_is_what_the_bench_has_shown(
    tmp_path: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "areas"))
    fix = Meant(leg=3, name="Menta utca", **SIGNED)
    shown = look(areas_of(RING)[0], [fix], Map(load_network([town])))
    made = handed(tmp_path, town, RING, fix)
    edition = from_document(json.loads((tmp_path / f"waiting/{made.candidate}.json").read_text()))
    assert shown.outcome is not None
    assert shown.outcome.area is not None
    assert shown.outcome.area.symmetric_difference(edition.area).area < 20  # rounded
