"""Forty addresses, eight for each programme, asked of all of them."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any

import pytest
import yaml

from boundaries.model import VerdictKind
from boundaries.programmes.catalogue import programme_slugs
from boundaries.programmes.look_up import look_up
from boundaries.register.gazetteer import Found, Gazetteer
from boundaries.register.reading import read_register

RECORD: Any = yaml.safe_load((Path(__file__).parent / "forty_addresses.yaml").read_text("utf-8"))
LETTERS = {"i": VerdictKind.INSIDE, "o": VerdictKind.OUTSIDE, "u": VerdictKind.UNDECIDABLE}
DAY = dt.date(2026, 1, 1)


EVERY: list[dict[str, str]] = [e for found in RECORD["addresses"].values() for e in found]


@functools.cache
def gazetteer(folder: Path) -> Gazetteer:
    return Gazetteer.of(read_register(folder))


def test_there_are_eight_for_each_programme_and_five_programmes() -> None:
    assert tuple(RECORD["programmes"]) == programme_slugs()
    assert {slug: len(found) for slug, found in RECORD["addresses"].items()} == dict.fromkeys(
        programme_slugs(), 8
    )
    assert len({entry["query"] for entry in EVERY}) == 40


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: str(entry["query"]))
def test_all_programmes_answer(entry: dict[str, str]) -> None:
    answers = look_up(entry["query"], DAY)
    assert [found.programme for found in answers] == RECORD["programmes"]
    expected = [LETTERS[letter] for letter in entry["verdicts"]]
    assert [found.answer.verdict for found in answers] == expected
    for found in answers:
        decided = found.answer.verdict is not VerdictKind.UNDECIDABLE
        assert decided == (found.answer.method is not None)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "entry", [e for e in EVERY if e["register"]], ids=lambda entry: str(entry["query"])
)
def test_the_doors_are_in_their_registers(entry: dict[str, str], shared_data: Path) -> None:
    found = gazetteer(shared_data / entry["register"]).find(entry["query"])
    assert found.found is Found.DOOR
    assert not found.close
