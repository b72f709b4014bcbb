"""What a candidate does to the doors of a town: every door of the register asked twice. Pure.

Once as it is answered today, by the edition in force with its street list, places and facts, and
once as the candidate would answer it, with the same facts of people.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language.house_numbers import Parity
from ..model import DECIDED, Grade, Reason, VerdictKind
from ..verdict.check import check_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..doors.positions import PlaceIndex
    from ..language.house_numbers import HouseNumber
    from ..model import Answer, Edition
    from ..register.register import Register, Thoroughfare
    from ..streets.street_list import StreetList


class DoorChange(StrEnum):
    """What becomes of a door."""

    FLIPS = "flips"
    """From inside to outside, or the other way."""
    DECIDED = "decided"
    """It was undecidable and is decided now."""
    UNDECIDABLE = "undecidable"
    """It was decided and is not any more."""


@dataclass(frozen=True, slots=True)
class State:
    """How a door is answered."""

    verdict: VerdictKind
    reason: Reason
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers: an edition with its street list and what is known of the doors."""

    edition: Edition
    streets: StreetList
    places: PlaceIndex | None

    def ask(self, street: Thoroughfare, number: HouseNumber) -> State:
        """Return how a door of the town is answered."""
        query = f"{self.streets.meta.town}, {street.full_name} {number}"
        answer = check_address(query, self.edition, self.streets, places=self.places)
        return _state(answer)


@dataclass(frozen=True, slots=True)
class DoorRun:
    """Doors in a row on one side of a street that change alike."""

    street: str
    parity: Parity
    first: str
    last: str
    doors: int
    """Doors of the register, units of one house number counted each."""
    change: DoorChange
    then: State
    now: State


@dataclass(frozen=True, slots=True)
class Count:
    """How many doors are answered how."""

    verdicts: Mapping[str, int]
    grades: Mapping[str, int]
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DoorsDrift:
    """What a candidate does to the doors."""

    doors: int
    """Doors of the register that have a house number."""
    then: Count | None
    """None where nothing answers today."""
    now: Count
    runs: tuple[DoorRun, ...]
    """Street by street; empty where nothing answers today."""

    def changed(self, change: DoorChange) -> int:
        """Return how many doors change so."""
        return sum(run.doors for run in self.runs if run.change is change)


def compare_doors(register: Register, then: Answering | None, now: Answering) -> DoorsDrift:
    """Ask for every door of a register, then and now.

    Args:
        register: the doors to ask for.
        then: what answers today, or None.
        now: the candidate.
    """
    counted: tuple[list[tuple[State, int]], list[tuple[State, int]]] = ([], [])
    runs: list[DoorRun] = []
    for street in register.thoroughfares:
        doors = Counter(door.number for door in street.doors if door.number is not None)
        asked = [(n, doors[n], _asked(then, street, n), now.ask(street, n)) for n in doors]
        counted[0].extend((before, count) for _, count, before, _ in asked if before is not None)
        counted[1].extend((after, count) for _, count, _, after in asked)
        known = [(n, count, one, other) for n, count, one, other in asked if one is not None]
        runs += _runs(street, known)
    return DoorsDrift(
        doors=sum(count for _, count in counted[1]),
        then=None if then is None else _count(counted[0]),
        now=_count(counted[1]),
        runs=tuple(runs),
    )


def _asked(answering: Answering | None, street: Thoroughfare, number: HouseNumber) -> State | None:
    return None if answering is None else answering.ask(street, number)


_Asked = tuple["HouseNumber", int, State, State]


def _runs(street: Thoroughfare, asked: Iterable[_Asked]) -> Iterator[DoorRun]:
    """Yield the doors that change, those in a row together."""
    ordered = sorted(asked, key=lambda one: one[0].key)
    for parity in (Parity.ODD, Parity.EVEN):
        side = [one for one in ordered if one[0].is_even is (parity is Parity.EVEN)]
        for (before, after), run in itertools.groupby(side, key=lambda one: one[2:]):
            change, members = _change(before, after), list(run)
            if change is not None:
                yield DoorRun(
                    street=street.full_name,
                    parity=parity,
                    first=str(members[0][0]),
                    last=str(members[-1][0]),
                    doors=sum(count for _, count, _, _ in members),
                    change=change,
                    then=before,
                    now=after,
                )


def _change(then: State, now: State) -> DoorChange | None:
    if then.verdict is now.verdict:
        return None
    if now.verdict not in DECIDED:
        return DoorChange.UNDECIDABLE if then.verdict in DECIDED else None
    return DoorChange.FLIPS if then.verdict in DECIDED else DoorChange.DECIDED


def _state(answer: Answer) -> State:
    return State(answer.verdict, answer.reason, answer.grade)


def _count(states: Iterable[tuple[State, int]]) -> Count:
    verdicts: Counter[str] = Counter()
    grades: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for state, doors in states:
        verdicts[state.verdict.value] += doors
        grades[state.grade.value if state.grade else "none"] += doors
        reasons[f"{state.verdict.value}: {state.reason.value}"] += doors
    return Count(*(dict(sorted(one.items())) for one in (verdicts, grades, reasons)))
