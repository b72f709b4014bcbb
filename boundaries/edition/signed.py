"""Who has put something right, why and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What somebody has put right."""

    author: str
    reason: str
    date: str
    """ISO day on which it was made."""
