"""Which legs are drawn on which line: several legs of a boundary may share one.

A leg without a line of its own shares that of another leg: because the text names one line
twice, or because a known line stands in for one that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import Decision

if TYPE_CHECKING:
    from boundaries.model import Edition, LedgerEntry

BADGE_STEPS = (-0.08, 0.08, -0.16, 0.16, -0.24, 0.24, -0.32, 0.32)
"""Shares of a line by which a number may move along it to get out of another's way."""


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line of the boundary with all the legs that run on it."""

    owner: LedgerEntry
    """The leg that has the line."""
    sharers: tuple[LedgerEntry, ...]
    """Legs that name the same line once more."""
    stand_ins: tuple[LedgerEntry, ...]
    """Legs whose own line is unknown, and for which this one stands in."""
    count: int
    """Legs of the whole boundary."""

    def badges(self) -> list[tuple[LedgerEntry, float]]:
        """Return every leg on the line with the share of it where its number stands.

        The numbers follow each other as the legs do when the boundary is walked.
        """
        legs = sorted((self.owner, *self.sharers, *self.stand_ins), key=self._steps_from_owner)
        return [(leg, place / (len(legs) + 1)) for place, leg in enumerate(legs, start=1)]

    def _steps_from_owner(self, leg: LedgerEntry) -> int:
        """Count legs from the owner to another one, the shorter way round the ring."""
        steps = (leg.number - self.owner.number) % self.count
        return steps - self.count if steps > self.count // 2 else steps


def shared_lines(edition: Edition) -> tuple[SharedLine, ...]:
    """Return every line of an edition's boundary in walking order."""
    lines = []
    for owner in edition.legs:
        if owner.line:
            others = [leg for leg in edition.legs if not leg.line and leg.continues == owner.number]
            stand_ins = tuple(leg for leg in others if leg.decision is Decision.STAND_IN)
            sharers = tuple(leg for leg in others if leg.decision is not Decision.STAND_IN)
            lines.append(SharedLine(owner, sharers, stand_ins, len(edition.legs)))
    return tuple(lines)
