"""File jobs rest on facts of people too: which day they hold, and when a job must begin anew."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from boundaries.facts import SaidRange, add, confirm
from boundaries.facts.area_files import look_again
from boundaries.files.answers import Memo
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import Grade, VerdictKind
from webmap.ask.answering import answering
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
SOURCE = "made up for a test"
BEFORE, FROM = dt.date(2026, 3, 1), dt.date(2026, 3, 2)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an own area's editions, in which a made-up fact is put on record."""
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path))
    look_again()
    made = tmp_path / "editions" / SLUG
    made.mkdir(parents=True)
    return made


def on(day: dt.date) -> BundledAreas:
    return BundledAreas(None, Clock.on(day))


def open_street() -> str:
    """Return a street of the list that is wholly open, whichever it is."""
    return next(
        street.full_name
        for street in on(BEFORE).streets(SLUG).streets
        if {row.verdict for row in street.rows} == {VerdictKind.UNDECIDABLE}
        and {row.numbers.parity for row in street.rows} == {Parity.WHOLE}
        and not any("leg" in str(row.reason) for row in street.rows)
    )


def test_a_fact_changes_the_identity_and_pins_the_day(home: Path) -> None:
    street = open_street()
    plain = answering(on(FROM), SLUG)
    assert plain.on is None
    bare = plain.identity
    what = SaidRange(street, NumberRange(Parity.WHOLE), VerdictKind.INSIDE)
    fact = add(home, what, source=SOURCE, by="A. Adó", on=BEFORE.isoformat())
    confirm(home, fact.id, by="B. Biztos", on=FROM.isoformat())
    look_again()
    before, after = answering(on(BEFORE), SLUG), answering(on(FROM), SLUG)
    assert (before.on, after.on) == (BEFORE, FROM)
    assert before.identity == bare  # nothing of it holds yet
    assert after.identity != bare
    open_entry, entry = (Memo(one).answer(f"{street} 1") for one in (before, after))
    assert open_entry.verdict == "undecidable"
    assert open_entry.basis_cells[0] == ""
    assert entry.verdict == "inside"
    grade, street_list, evidence = entry.basis_cells
    assert grade == Grade.RECORDED
    assert (len(street_list), len(evidence)) == (64, 64)
    answer = on(FROM).check(f"{street} 1", SLUG)
    assert (answer.street_list, answer.evidence) == (street_list, evidence)
