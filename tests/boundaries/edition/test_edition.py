from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA
from boundaries.edition.areas import compile_area, compile_edition
from boundaries.edition.definition import load_definition
from boundaries.edition.edition import (
    EDITIONS,
    accept,
    acceptances,
    content_hash,
    freeze,
    from_document,
    load_edition,
    to_document,
)
from boundaries.edition.variants import compare_variants
from boundaries.errors import EditionError, UnknownAreaError
from boundaries.model import CompileStatus, Decision
from boundaries.refresh.survey import list_areas
from boundaries.streets.street_list import geometry_hash

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
VARIANTS = ("programme", "ksh")


@pytest.mark.parametrize("variant", VARIANTS)
def test_compiling_again_gives_the_frozen_edition(variant: str) -> None:
    assert compile_edition(SLUG, variant).hash == load_edition(SLUG, variant).hash


def test_an_edition_survives_writing_and_reading() -> None:
    edition = load_edition(SLUG)
    again = from_document(json.loads(json.dumps(to_document(edition))))
    assert to_document(again) == to_document(edition)
    assert content_hash(again) == edition.hash


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["area"]["coordinates"][0][0][3].__setitem__(0, 700_000.0),
        lambda d: d["legs"][3].__setitem__("uncertainty_m", 1.0),
        lambda d: d.__setitem__("sentence", "Fő utca"),
        lambda d: d["provisional"].clear(),
    ],
)
def test_a_changed_edition_is_not_read(change: object) -> None:
    document = to_document(load_edition(SLUG))
    change(document)  # type: ignore[operator]
    with pytest.raises(EditionError, match="does not fit its hash"):
        from_document(document)


def test_an_edition_cut_off_is_not_read(tmp_path: Path) -> None:
    home = tmp_path / SLUG
    home.mkdir()
    for file in (DATA / EDITIONS / SLUG).iterdir():
        (home / file.name).write_bytes(file.read_bytes())
    (path,) = home.glob("programme-*.json")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(EditionError, match="cannot be read"):
        load_edition(SLUG, folder=tmp_path)


def test_the_hash_holds_no_time_and_the_variants_have_their_own() -> None:
    first, second = load_edition(SLUG), load_edition(SLUG, "ksh")
    assert first.hash != second.hash
    # Both differing legs are closed by the same stand-in, so the ground is the same.
    assert geometry_hash(first) == geometry_hash(second)


def test_acceptance_needs_a_name_and_a_reason_and_keeps_the_old(tmp_path: Path) -> None:
    edition = load_edition(SLUG)
    with pytest.raises(EditionError, match="named person"):
        accept(edition, by=" ", on="2026-01-01", reason="x", folder=tmp_path)
    accept(edition, by="Clerk", on="2026-01-01", reason="first", folder=tmp_path)
    newer = dataclasses.replace(edition, sentence=edition.sentence + " ", hash="")
    newer = dataclasses.replace(newer, hash=content_hash(newer))
    accept(newer, by="Clerk", on="2026-03-01", reason="second", folder=tmp_path)
    assert [a.reason for a in acceptances(SLUG, tmp_path)] == ["first", "second"]
    assert load_edition(SLUG, folder=tmp_path).hash == newer.hash
    assert load_edition(SLUG, as_of="2026-02-01", folder=tmp_path).hash == edition.hash
    with pytest.raises(UnknownAreaError, match="on 2025-01-01"):
        load_edition(SLUG, as_of="2025-01-01", folder=tmp_path)


def test_unknown_areas_and_variants_name_the_known_ones() -> None:
    with pytest.raises(UnknownAreaError, match=SLUG):
        load_edition("nowhere")
    with pytest.raises(UnknownAreaError, match="programme"):
        load_edition(SLUG, "other")
    assert [info.slug for info in list_areas()] == [SLUG]


def test_only_a_compiled_area_is_frozen() -> None:
    outcome = dataclasses.replace(compile_area(SLUG), status=CompileStatus.AMBIGUOUS)
    with pytest.raises(EditionError, match="ambiguous"):
        freeze(SLUG, "programme", load_definition(SLUG), outcome)


def test_the_difference_of_the_variants_is_unknown_not_nothing() -> None:
    found = compare_variants(SLUG)
    assert found["status"] == "unknown"
    assert found["only_first_m2"] is None
    assert found["only_second_m2"] is None
    (leg,) = found["legs"]
    assert leg["number"] == 10
    assert leg["programme"]["name"] == "Csengő utca"
    assert leg["ksh"]["name"] == "Alma utca"


def test_every_leg_has_its_words_and_its_decision() -> None:
    edition = load_edition(SLUG)
    for leg in edition.legs:
        assert leg.span is not None
        assert leg.text in edition.sentence[leg.span.start : leg.span.end]
    decided = {leg.number: leg.decision for leg in edition.legs}
    assert {n for n, d in decided.items() if d is Decision.STAND_IN} == {9, 10, 14}
    assert decided[17] is Decision.CONTINUES
    assert edition.provisional == (9, 10, 14)
