from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from boundaries.data_files import DATA
from boundaries.edition.definition import (
    DEFINITIONS,
    load_definition,
    read_definition,
    slugs,
    specs_for,
)
from boundaries.errors import DefinitionError, UnknownAreaError
from boundaries.sentence.parsing import parse_sentence

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"


def changed(tmp_path: Path, **changes: object) -> Path:
    """Write the bundled definition with some keys changed, beside the bundled data."""
    raw = yaml.safe_load((DATA / DEFINITIONS / f"{SLUG}.yaml").read_text(encoding="utf-8"))
    raw.update(changes)
    data = tmp_path / "data"
    (data / "definitions").mkdir(parents=True)
    (data / "kecskemet").symlink_to(DATA / "kecskemet")
    path = data / "definitions" / "changed.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("slug", slugs())
def test_every_bundled_definition_is_sound(slug: str) -> None:
    definition = load_definition(slug)
    for variant in definition.variants:
        assert len(specs_for(definition, variant)) == len(definition.legs)


def test_parsing_the_published_sentence_gives_the_legs_of_the_definition() -> None:
    definition = load_definition(SLUG)
    parsed = parse_sentence(definition.sentence)
    assert parsed.unread == ()
    assert len(parsed.legs) == 17
    for leg, entry in zip(parsed.legs, definition.legs, strict=True):
        assert (leg.kind, leg.name, leg.note) == (entry.kind, entry.name, entry.note)
        assert (leg.number, leg.repeats) == (entry.number, entry.repeats)
        assert (leg.railway_number, leg.parcel_number) == (
            entry.railway_number,
            entry.parcel_number,
        )
    (other,) = parsed.legs[9].alternatives
    assert other.name == definition.legs[9].variants["ksh"].name


@pytest.mark.shared_data
def test_the_sentence_stands_word_for_word_in_the_published_page(shared_data: Path) -> None:
    (page,) = shared_data.parent.glob("sources/000_*.txt")
    sentence = load_definition(SLUG).sentence
    assert page.read_text(encoding="utf-8").count(sentence) == 2


def test_the_variants_differ_in_the_alternative_only() -> None:
    definition = load_definition(SLUG)
    programme, ksh = specs_for(definition, "programme"), specs_for(definition, "ksh")
    differ = [(a.name, b.name) for a, b in zip(programme, ksh, strict=True) if a.name != b.name]
    assert differ == [("Csengő utca", "Alma utca")]


def test_all_faults_are_reported_at_once_with_their_paths(tmp_path: Path) -> None:
    legs = yaml.safe_load((DATA / DEFINITIONS / f"{SLUG}.yaml").read_text(encoding="utf-8"))["legs"]
    legs[0]["kind"] = "canal"
    legs[3]["number"] = 0
    legs[5]["colour"] = "red"
    path = changed(tmp_path, legs=legs, town="")
    with pytest.raises(DefinitionError) as caught:
        read_definition(path)
    paths = {fault.path for fault in caught.value.faults}
    assert {"legs[0].kind", "legs[3].number", "legs[5].colour", "town"} <= paths


def test_legs_that_do_not_fit_the_sentence_are_faults(tmp_path: Path) -> None:
    legs = yaml.safe_load((DATA / DEFINITIONS / f"{SLUG}.yaml").read_text(encoding="utf-8"))["legs"]
    legs[2]["name"] = "Erzsébet utca"
    legs[8]["stand_in"]["zone"] = "nowhere"
    with pytest.raises(DefinitionError) as caught:
        read_definition(changed(tmp_path, legs=legs))
    found = {fault.path: fault.message for fault in caught.value.faults}
    assert "Erzsébet körút" in found["legs[2].name"]
    assert "legs[8].stand_in.zone" in found


def test_a_missing_leg_is_a_fault(tmp_path: Path) -> None:
    legs = yaml.safe_load((DATA / DEFINITIONS / f"{SLUG}.yaml").read_text(encoding="utf-8"))["legs"]
    with pytest.raises(DefinitionError, match="the sentence has 17 legs, got 16"):
        read_definition(changed(tmp_path, legs=legs[:-1]))


def test_no_yaml_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(DefinitionError, match="is not YAML"):
        read_definition(path)


def test_an_unknown_slug_names_the_known_ones() -> None:
    with pytest.raises(UnknownAreaError, match=SLUG):
        load_definition("budapest")
    with pytest.raises(UnknownAreaError, match="programme, ksh"):
        specs_for(load_definition(SLUG), "other")
