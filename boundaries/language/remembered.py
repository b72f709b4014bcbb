"""Text rules whose answers are kept: a town has few words, and a file asks for them again."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

LONGEST = 40
"""Characters of the longest text that is kept; words and names of streets are shorter."""
MOST = 32_768
"""Answers that one rule keeps; then it begins anew."""


def remembered(rule: Callable[[str], T]) -> Callable[[str], T]:
    """Keep the answers of a pure rule about short texts; long ones are worked out anew.

    >>> remembered(str.upper)("utca")
    'UTCA'
    """
    known: dict[str, T] = {}

    @functools.wraps(rule)
    def ask(text: str) -> T:
        try:  # what an answer that is known costs is a tenth of a look-up
            return known[text]
        except KeyError:
            pass
        answer = rule(text)
        if len(text) <= LONGEST:
            if len(known) >= MOST:
                known.clear()
            known[text] = answer
        return answer

    return ask
