"""The worklist of Kecskemét as bundled, answered with a made-up truth that nobody ships.

Where streets run and what lies inside is drawn here by chance, from the names alone. Nothing of it
is a fact about Kecskemét.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.doors.positions import street_key
from boundaries.doors.sides import ToldSide
from boundaries.facts import DrawnStreet, Fact, PlacedDoor, SaidRange, Signed, as_evidence
from boundaries.facts.town import load_town
from boundaries.facts.trials import Question
from boundaries.facts.worklist import ranked, worklist
from boundaries.model import VerdictKind
from tests.boundaries.facts.made_up import SOURCE

if TYPE_CHECKING:
    from boundaries.facts.records import What
    from boundaries.facts.town import Town
    from boundaries.facts.worklist import WorkRow

SLUG = "kecskemet-top-6.9.1"
DAY = dt.date(2026, 5, 4)
DOORS = 2666
"""Doors that were not certainly outside when the targets were set: inside and undecidable ones."""
MARGIN_M = 600.0
SIXTY_FACTS = 60
TWENTY, SIXTY = 1500, 2200
"""Doors that the best 20 and 60 facts have to decide, those decided beforehand among them."""


class Truth:
    """Where everything is, made up from the names."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def line(self, street: str) -> shapely.LineString:
        """A straight street somewhere about the area, as long as its doors ask for.

        It does not contradict what the list knows of other numbers of the street.
        """
        chance = random.Random(street)  # noqa: S311 - for a test
        rows = self.town.street_of[street_key(street)].rows
        known = {row.verdict for row in rows} - {VerdictKind.UNDECIDABLE}
        area = self.town.edition.area
        west, south, east, north = area.buffer(MARGIN_M).bounds
        half = max(30.0, 3.0 * sum(row.doors for row in rows))
        for _ in range(10_000):
            x, y = chance.uniform(west, east), chance.uniform(south, north)
            turn = chance.uniform(0, math.pi)
            ahead = half * math.cos(turn), half * math.sin(turn)
            line = shapely.LineString([(x - ahead[0], y - ahead[1]), (x + ahead[0], y + ahead[1])])
            ground = line.buffer(30.0)
            sides = {
                VerdictKind.INSIDE: area.contains(ground),
                VerdictKind.OUTSIDE: area.disjoint(ground),
            }
            if all(sides[one] for one in known):
                return line
        raise AssertionError(f"no line of {street} fits what is known of it")

    def answer(self, row: WorkRow) -> What:
        """Answer a question as a person who knows this truth."""
        chance = random.Random(f"{row.street} {row.ranges}")  # noqa: S311 - as above
        if row.question is Question.SAY:
            verdict = chance.choice((VerdictKind.INSIDE, VerdictKind.OUTSIDE))
            return SaidRange(row.street, row.ranges[0], verdict)
        line = self.town.lines.get(row.street) or self.line(row.street)
        middle = line.interpolate(0.5, normalized=True)
        if row.question in {Question.LINE, Question.MAP_LINE}:
            return DrawnStreet(row.street, line, whole=True)
        if row.question is Question.SIDE:
            return ToldSide(row.street, False, middle.x + 9.0, middle.y + 9.0)  # noqa: FBT003
        if row.question is Question.PLACE:
            assert row.number is not None
            return PlacedDoor(row.street, row.number, middle.x + 9.0, middle.y + 9.0, 5.0)
        raise AssertionError(f"no answer to {row}")


@pytest.fixture(scope="module")
def town() -> Town:
    return load_town(SLUG, "programme", DAY)[0]


@pytest.mark.parametrize("count", [20, pytest.param(SIXTY_FACTS, marks=pytest.mark.whole)])
def test_the_best_facts_decide_most_of_the_open_doors(town: Town, count: int) -> None:
    truth = Truth(town)
    facts: list[Fact] = []
    held = as_evidence(facts, town.lines)
    rows = list(worklist(town, held).rows)
    decided: dict[int, int] = {}
    while len(facts) < count and rows:
        best = rows[0]
        signed = Signed("made up", DAY.isoformat())
        answer = truth.answer(best)
        facts.append(Fact(f"made-up-{len(facts)}", answer, SOURCE, signed, signed))
        held = as_evidence(facts, town.lines)
        assert held.contradictions == ()
        again = worklist(town, held, only=[best.street]).rows
        rows = ranked([row for row in rows if row.street != best.street] + list(again))
        assert not [row for row in again if row.question is Question.MEND]
        decided[len(facts)] = DOORS - sum(row.doors for row in rows)
    assert decided[20] >= TWENTY
    if count < SIXTY_FACTS:
        return
    whole = worklist(town, held)
    assert {(row.street, row.decides) for row in whole.rows} == {
        (row.street, row.decides) for row in rows
    }, "facts of a street change no other one here"
    assert DOORS - whole.open_doors >= SIXTY
