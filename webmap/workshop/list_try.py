"""Addresses tried against a list before anybody accepts it; nothing of them is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.errors import BoundaryError
from boundaries.workshop.list_bench import tried_address
from webmap.ask.words import main_sentence
from webmap.request import parameters
from webmap.request.state import state
from webmap.web.http import Problem, language
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from boundaries.register.register import Register
    from boundaries.workshop.list_bench import ListLook

MOST = 20
"""Addresses that are tried at once."""
LONGEST = 6_000
"""Characters of them all."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one address would be answered."""

    query: str
    kind: str
    """Code of the verdict, for the styling; empty where there is none."""
    word: str
    sentence: str
    now: str
    """The verdict that it is given today, in a word; empty where nothing is in force."""
    differs: bool


def tried_addresses(
    typed: str, found: ListLook, register: Register, slug: str
) -> tuple[Tried, ...]:
    """Return what addresses would be answered, one a line, and what they are answered today.

    Args:
        typed: as it was sent.
        found: the list on the bench.
        register: of the town.
        slug: of the area in force whose place it takes; empty where there is none.
    """
    area = found.listed(register)
    lines = [line.strip() for line in typed.splitlines() if line.strip()][:MOST]
    made = []
    for line in lines:
        try:
            query = parameters.clean_query(line)
        except Problem as problem:
            made.append(Tried(line[:80], "", "", str(problem.detail), "", differs=False))
            continue
        t, answer = texts(language()), tried_address(query, area)
        word, now = t(f"verdict_word.{answer.verdict}"), _today(query, slug)
        made.append(
            Tried(
                query,
                answer.verdict.value,
                word,
                main_sentence(answer, t),
                now,
                differs=bool(now) and now != word,
            )
        )
    return tuple(made)


def _today(query: str, slug: str) -> str:
    if not slug:
        return ""
    try:
        answer = state().areas.check(query, slug)
    except BoundaryError:
        return ""
    return texts(language())(f"verdict_word.{answer.verdict}")
