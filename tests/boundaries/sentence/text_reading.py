"""Short notation for what a parse gave, shared by the tests of the parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.model import LineRule
from boundaries.sentence.parsing import parse_sentence

if TYPE_CHECKING:
    from boundaries.model import ParsedLeg


def short(leg: ParsedLeg) -> str:
    """Return "kind name", with rule and section where they are not the ordinary ones."""
    words = [leg.kind.value, leg.name]
    if leg.rule is not LineRule.CENTRE_LINE:
        words.append(f"/{leg.rule.value}")
    if leg.section is not None:
        words.append(f"[{leg.section.start or ''}..{leg.section.end or ''}]")
    return " ".join(words)


def read(text: str) -> list[str]:
    """Return the legs of a text in short notation; nothing may stay unread."""
    parsed = parse_sentence(text)
    assert parsed.unread == ()
    return [short(leg) for leg in parsed.legs]
