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
"""Answers that one rule keeps, the latest asked for."""


def remembered(rule: Callable[[str], T]) -> Callable[[str], T]:
    """Keep the answers of a pure rule about short texts; long ones are worked out anew.

    >>> remembered(str.upper)("utca")
    'UTCA'
    """
    kept = functools.lru_cache(maxsize=MOST)(rule)

    @functools.wraps(rule)
    def ask(text: str) -> T:
        return kept(text) if len(text) <= LONGEST else rule(text)

    return ask
