"""The published texts of the evidence folder against what a person reads in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from boundaries.sentence.parsing import parse_sentence

if TYPE_CHECKING:
    from boundaries.model import ParsedLeg

EXPECTED = yaml.safe_load(
    (Path(__file__).parent / "dev_corpus_expected.yaml").read_text(encoding="utf-8"),
)
KINDS = {"street", "square", "road", "railway", "water", "border", "parcel_edge", "point"}
KINDS |= {"path", "other"}


def corpus(folder: Path) -> dict[tuple[str, str], str]:
    lines = (folder / "boundary_texts_dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    return {(record["city"], record["name"]): record["text"] for record in records}


def as_expected(leg: ParsedLeg) -> dict[str, Any]:
    """Put a leg in the notation of the expectation file."""
    found: dict[str, Any] = {leg.kind.value: leg.name}
    if leg.rule.value != "centre_line":
        found["rule"] = leg.rule.value
    found |= {"side": leg.side} if leg.side else {}
    if leg.section is not None:
        found |= {"from": leg.section.start} if leg.section.start else {}
        found |= {"to": leg.section.end} if leg.section.end else {}
    if leg.alternatives:
        found["also"] = leg.alternatives[0].name
    elif leg.note:
        found["note"] = leg.note
    found |= {"parcel": leg.parcel_number} if leg.parcel_number else {}
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("entry", EXPECTED, ids=[f"{e['city']}: {e['name']}" for e in EXPECTED])
def test_every_leg_is_read_as_a_person_reads_it(entry: dict[str, Any], shared_data: Path) -> None:
    parsed = parse_sentence(corpus(shared_data)[entry["city"], entry["name"]])
    assert [as_expected(leg) for leg in parsed.legs] == entry["legs"]
    assert [piece.text for piece in parsed.unread] == entry.get("unread", [])


@pytest.mark.shared_data
def test_no_whole_hungarian_text_is_left_out(shared_data: Path) -> None:
    lines = (shared_data / "boundary_texts_dev.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines if line.strip()]
    translated = {"Kelenföld", "akcióterület (TOP)"}
    whole = {r["name"] for r in records if r["complete"] and r["name"] not in translated}
    assert whole <= {entry["name"] for entry in EXPECTED}


@pytest.mark.shared_data
def test_truncated_and_foreign_texts_lose_nothing(shared_data: Path) -> None:
    for text in corpus(shared_data).values():
        parsed = parse_sentence(text)
        assert all(text[p.span.start : p.span.end] == p.text for p in parsed.unread)
        assert parsed.legs


def test_the_expectations_are_well_formed() -> None:
    for entry in EXPECTED:
        for leg in entry["legs"]:
            assert len(KINDS & set(leg)) == 1
