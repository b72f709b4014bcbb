"""One region, many sentences: as a clerk writes it, and as a clerk gets it wrong."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from roundtrip_clerk import abbreviated, misspelt, plain, sentence, stem_of
from roundtrip_meets import Meetings, Validity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roundtrip_regions import Region

CONNECTOR_M = 120.0
"""A leg up to this length is a connecting street that a clerk may forget."""
FEWEST_LEFT = 3
"""Legs that must remain when one is left out."""


class Kind(StrEnum):
    """What sort of sentence it is."""

    CLEAN = "clean"
    TOUCHING = "touching"
    """Clean, for a region whose rim touches itself."""
    ABBREVIATED = "abbreviated"
    REVERSED = "reversed"
    ROTATED = "rotated"
    TYPO = "typo"
    LEFT_OUT = "left out"
    """One short connecting street is not written."""
    MISSING = "missing"
    """One longer street is not written."""
    SWAPPED = "swapped"
    NAMESAKE = "namesake"
    STRANGER = "stranger"


TRUE_KINDS = (Kind.CLEAN, Kind.TOUCHING, Kind.ABBREVIATED, Kind.REVERSED, Kind.ROTATED)
"""Kinds whose sentence describes the region."""
WRONG_KINDS = (Kind.MISSING, Kind.SWAPPED, Kind.NAMESAKE, Kind.STRANGER)
"""Kinds whose sentence no longer does."""


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to compile, with what is known about it."""

    kind: Kind
    text: str
    culprits: tuple[int, ...] = ()
    """Numbers (from 1) of the altered legs, or of the neighbours of the one left out."""
    true_name: str | None = None
    """The name that was misspelt, left out or replaced."""
    leg: int | None = None
    """Index in the region's legs of the one that was altered."""
    validity: Validity = Validity.NO
    """Whether the altered sentence bounds an area of its own."""


def cases_of(region: Region, meetings: Meetings, *, bed: str, seed: int) -> list[Case]:
    """Write every kind of sentence that a region allows; the same arguments, the same cases."""
    rng = random.Random(f"{bed}/{seed}/{region.number}/cases")
    names = [leg.name for leg in region.legs]
    shift = rng.randrange(len(names))
    names = names[shift:] + names[:shift]
    style = {"closed": rng.random() < 0.2, "tail": rng.random() < 0.3}
    if region.touching:
        return [Case(Kind.TOUCHING, sentence(names, **style))]
    turn = rng.randrange(1, len(names))
    cases = [
        Case(Kind.CLEAN, sentence(names, **style)),
        Case(Kind.REVERSED, sentence(names[::-1], **style)),
        Case(Kind.ROTATED, sentence(names[turn:] + names[:turn], **style)),
    ]
    short = [abbreviated(n) for n in names]
    if short != names:
        cases.append(Case(Kind.ABBREVIATED, sentence(short, **style)))
    writer = _Slips(region, names, shift, meetings, rng)
    return cases + [case for case in writer.all() if case]


class _Slips:
    """Alters the sentence of one region; altered sentences do not repeat their first name."""

    def __init__(
        self,
        region: Region,
        names: list[str],
        shift: int,
        meetings: Meetings,
        rng: random.Random,
    ) -> None:
        self._metres = [leg.metres for leg in region.legs]
        self._metres = self._metres[shift:] + self._metres[:shift]
        self._names, self._shift = names, shift
        self._meetings, self._rng = meetings, rng

    def all(self) -> list[Case | None]:
        return [
            self._typo(),
            self._without(Kind.LEFT_OUT),
            self._without(Kind.MISSING),
            self._swapped(),
            self._replaced(Kind.NAMESAKE),
            self._replaced(Kind.STRANGER),
        ]

    def _case(
        self, kind: Kind, names: Sequence[str], culprits: tuple[int, ...], at: int | None
    ) -> Case:
        """Make a case; `at` is the place of the altered leg in the unaltered sentence."""
        true_name = None if at is None else self._names[at]
        leg = None if at is None else (at + self._shift) % len(self._names)
        valid = Validity.NO if kind is Kind.TYPO else self._meetings.validity(names)
        return Case(kind, sentence(names), culprits, true_name, leg, valid)

    def _typo(self) -> Case | None:
        known = {plain(n) for n in self._meetings.names}
        for at in self._rng.sample(range(len(self._names)), len(self._names)):
            if wrong := misspelt(self._names[at], self._rng, known):
                return self._case(Kind.TYPO, self._put(at, wrong), (at + 1,), at)
        return None

    def _put(self, at: int, name: str) -> list[str]:
        return [*self._names[:at], name, *self._names[at + 1 :]]

    def _without(self, kind: Kind) -> Case | None:
        count = len(self._names)
        short = kind is Kind.LEFT_OUT
        places = [
            i
            for i in range(count)
            if (self._metres[i] <= CONNECTOR_M) is short
            and self._names[i - 1] != self._names[(i + 1) % count]
        ]
        if not places or count - 1 < FEWEST_LEFT:
            return None
        at = min(places, key=lambda i: self._metres[i]) if short else self._rng.choice(places)
        names = [*self._names[:at], *self._names[at + 1 :]]
        before = at or count - 1
        behind = at + 1 if at < count - 1 else 1
        return self._case(kind, names, (before, behind), at)

    def _swapped(self) -> Case | None:
        count = len(self._names)
        for _ in range(20):
            i = self._rng.randrange(count)
            j = (i + 1) % count if self._rng.random() < 0.5 else self._rng.randrange(count)
            names = list(self._names)
            names[i], names[j] = names[j], names[i]
            repeated = any(names[k] == names[k - 1] for k in range(count))
            if not repeated and not _same_ring(names, self._names):
                return self._case(Kind.SWAPPED, names, (i + 1, j + 1), None)
        return None

    def _replaced(self, kind: Kind) -> Case | None:
        taken = set(self._names)
        for at in self._rng.sample(range(len(self._names)), len(self._names)):
            others = [n for n in self._meetings.streets if n not in taken]
            if kind is Kind.NAMESAKE:
                stem = stem_of(self._names[at])
                others = [n for n in others if stem_of(n) == stem]
            if others:
                name = self._rng.choice(others)
                return self._case(kind, self._put(at, name), (at + 1,), at)
        return None


def _same_ring(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether two sentences are one ring, started elsewhere or walked the other way.

    >>> _same_ring("ABCD", "CBAD"), _same_ring("ABCD", "ACBD")
    (True, False)
    """
    doubled = [*right, *right]
    return any(
        list(way) == doubled[i : i + len(right)]
        for way in (left, left[::-1])
        for i in range(len(right))
    )
