"""Facts in force answer: through the services, from the day of confirmation to the withdrawal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from boundaries import facts
from boundaries.clock import Clock
from boundaries.data_files import VARIABLE
from boundaries.edition.edition import EDITIONS
from boundaries.facts import SaidRange
from boundaries.facts.area_files import look_again
from boundaries.language.house_numbers import NumberRange, Parity
from boundaries.model import Grade, Reason, VerdictKind
from boundaries.verdict.engine import Question
from tests.boundaries.facts.made_up import SOURCE
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SLUG = "kecskemet-top-6.9.1"
ASKED = "Kecskemét, Kórház utca 12"
MADE_UP = SaidRange("Kórház utca", NumberRange(Parity.WHOLE), VerdictKind.INSIDE)
"""Nobody has said so; it is open in the bundled list."""


def test_an_answer_follows_the_facts_of_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    home = tmp_path / EDITIONS / SLUG
    areas = BundledAreas(clock=Clock.on(dt.date(2026, 5, 10)))

    def asked(day: int) -> tuple[VerdictKind, Reason]:
        look_again()
        answer = areas.ask(Question(ASKED, areas.edition(SLUG), day=dt.date(2026, 5, day)))
        return answer.verdict, answer.reason

    open_ = asked(10)
    assert open_ == (VerdictKind.UNDECIDABLE, Reason.DISTRICT_CUT)
    made = facts.add(home, MADE_UP, by="A", on="2026-05-04", source=SOURCE)
    assert asked(10) == open_, "one person changes nothing"
    facts.confirm(home, made.id, by="B", on="2026-05-06")
    assert [asked(day)[0] for day in (5, 6, 10)] == [
        VerdictKind.UNDECIDABLE,
        VerdictKind.INSIDE,
        VerdictKind.INSIDE,
    ]
    look_again()
    answer = areas.check(ASKED, SLUG)
    assert (answer.reason, answer.grade) == (Reason.RECORDED_FACT, Grade.RECORDED)
    assert answer.evidence is not None
    facts.withdraw(home, made.id, by="A", on="2026-05-08", reason="made up")
    assert [asked(day)[0] for day in (5, 7, 8, 10)] == [
        VerdictKind.UNDECIDABLE,
        VerdictKind.INSIDE,
        VerdictKind.UNDECIDABLE,
        VerdictKind.UNDECIDABLE,
    ]
