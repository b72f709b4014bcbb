"""What text rules keep."""

from __future__ import annotations

import pytest

from boundaries.language import remembered as kept
from boundaries.language.remembered import LONGEST, remembered


def test_an_answer_is_worked_out_once() -> None:
    asked: list[str] = []

    @remembered
    def rule(text: str) -> int | None:
        asked.append(text)
        return len(text) or None

    assert [rule(text) for text in ("utca", "", "utca", "")] == [4, None, 4, None]
    assert asked == ["utca", ""]


def test_long_texts_are_not_kept() -> None:
    asked: list[str] = []
    rule = remembered(asked.append)
    for text in ("a" * LONGEST, "a" * (LONGEST + 1)):
        rule(text)
        rule(text)
    assert asked == ["a" * LONGEST, "a" * (LONGEST + 1), "a" * (LONGEST + 1)]


def test_not_more_than_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    asked: list[str] = []
    rule = remembered(asked.append)
    for text in "abcabcda":  # the fourth text begins anew
        rule(text)
    assert "".join(asked) == "abcda"


def test_what_fails_is_not_kept_and_says_why() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failed:
        remembered(int)("utca")
    assert failed.value.__context__ is None
