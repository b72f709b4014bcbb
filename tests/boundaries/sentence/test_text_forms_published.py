"""The forms of published texts: most legs are right, and nothing is wrong in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from boundaries.sentence.parsing import parse_sentence
from tests.boundaries.sentence.test_text_real import matched, reported
from tests.boundaries.sentence.text_reading import short

FORMS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "published_forms.yaml").read_text(encoding="utf-8"),
)
NOT_WHOLE = {"F12", "F23", "F24", "F26", "F42"}
"""Not read wholly right, and reported."""


@pytest.mark.parametrize("form", FORMS, ids=[form["id"] for form in FORMS])
def test_a_form_is_read_or_reported(form: dict[str, Any]) -> None:
    parsed = parse_sentence(form["text"])
    needed = [leg for leg in form["expected"] if not leg.startswith("?")]
    good, extra = matched(form["expected"], parsed)
    told = [short(leg) for leg in parsed.legs], [piece.text for piece in parsed.unread]
    whole = good == len(needed) and not extra
    if form["id"] not in NOT_WHOLE:
        assert whole, told
    assert reported(parsed) or (whole and not form.get("rest")), told


def test_most_legs_are_right() -> None:
    good = total = 0
    for form in FORMS:
        good += matched(form["expected"], parse_sentence(form["text"]))[0]
        total += sum(not leg.startswith("?") for leg in form["expected"])
    assert good / total >= 0.97, (good, total)
