"""The boundary as a walk in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from boundaries.model import Certainty, Decision
from webmap.ask.ledger import stretches, walk_text

if TYPE_CHECKING:
    from types import ModuleType


def test_the_walk_is_clockwise_whatever_the_sentence(fakes: ModuleType) -> None:
    # The square's sentence runs east, north, west, south: against the clock.
    walk = walk_text(fakes.edition(), "en")
    assert [step.number for step in walk.steps] == [1, 4, 3, 2]
    winds = [step.text.split(" to the ")[1].split(".")[0] for step in walk.steps]
    assert winds == ["west", "north", "east", "south"]
    backwards = tuple(
        replace(leg, number=5 - leg.number, line=leg.line[::-1])
        for leg in reversed(fakes.edition().legs)
    )
    other = walk_text(fakes.edition(legs=backwards), "en")
    assert [step.number for step in other.steps] == [1, 2, 3, 4]
    turned = [step.text.split(" to the ")[1].split(".")[0] for step in other.steps]
    assert turned == ["north", "east", "south", "west"]


def test_it_says_where_how_far_and_what_comes_next(fakes: ModuleType) -> None:
    walk = walk_text(fakes.edition(), "hu")
    assert "az óramutató járásával egyező irányban" in walk.lead
    assert "mintegy 4 kilométer" in walk.lead
    assert "2. próba utca és 1. próba utca találkozása" in walk.lead
    assert walk.steps[0].text == (
        "Az 1. próba utca mentén nyugat felé 1000 métert halad a határ. "
        "Itt éri el a következő vonalat: 4. próba utca (4. szakasz)."
    )
    assert "nem biztos" in walk.steps[1].text


@pytest.mark.parametrize(
    ("decision", "words"),
    [(Decision.STAND_IN, "true line is not known"), (Decision.CONTINUES, "same line as leg 1")],
)
def test_a_leg_without_a_line_is_told(fakes: ModuleType, decision: Decision, words: str) -> None:
    legs = list(fakes.edition().legs)
    legs[3] = replace(legs[3], line=(), decision=decision, continues=1, certainty=Certainty.UNKNOWN)
    walk = walk_text(fakes.edition(legs=tuple(legs)), "en")
    assert words in walk.steps[1].text


def test_bends_are_told_and_wiggles_are_not() -> None:
    wiggle = [(float(x), 8.0 * (x % 20 == 10)) for x in range(0, 500, 10)]
    assert [wind for wind, _ in stretches(wiggle)] == ["e"]
    bend = [(0.0, 0.0), (300.0, 0.0), (300.0, -200.0), (10.0, -490.0)]
    told = stretches(bend)
    assert [wind for wind, _ in told] == ["e", "s", "sw"]
    assert sum(metres for _, metres in told) == pytest.approx(300 + 200 + 410.1, abs=0.1)
