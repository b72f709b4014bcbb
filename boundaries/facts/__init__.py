"""Facts: what people put on record as evidence about the doors of a town.

A fact is evidence like any other, and no override: the place of a door, the side on which a parity
stands, the line of a street, or the word of a person that a range lies inside or outside. One
person adds it, another one confirms it; from that day on it holds, until somebody withdraws it.
Nothing is ever deleted. `docs/evidence.md` tells how they are used.
"""

from __future__ import annotations

from .in_force import FactsInForce, as_evidence, facts_of, in_force, load_facts
from .log import add, confirm, recorded, standing, withdraw
from .records import (
    DrawnStreet,
    Fact,
    FactKind,
    FactState,
    PlacedDoor,
    Said,
    SaidRange,
    Signed,
    What,
    Withdrawn,
)

__all__ = [
    "DrawnStreet",
    "Fact",
    "FactKind",
    "FactState",
    "FactsInForce",
    "PlacedDoor",
    "Said",
    "SaidRange",
    "Signed",
    "What",
    "Withdrawn",
    "add",
    "as_evidence",
    "confirm",
    "facts_of",
    "in_force",
    "load_facts",
    "recorded",
    "standing",
    "withdraw",
]
