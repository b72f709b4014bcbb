"""What stays open in an area, and for each the cheapest fact that would decide it.

Every street with doors that nothing decides is asked what each kind of fact would settle
(`trials`), by the engine that answers. A row counts what the least answer decides.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..doors.positions import street_key
from ..language.house_numbers import (
    HouseNumber,
    NumberRange,
    Parity,
)
from ..language.names import normal_key
from ..model import DECIDED, Reason, VerdictKind
from ..verdict.locate import NEEDS_A_DOOR
from .town import line_of
from .trials import Question, Trial, joined, placing, saying, spots_of, trials

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..doors.places import DoorEvidence
    from ..model import Answer
    from ..streets.street_list import Street
    from .in_force import FactsInForce
    from .records import FactKind
    from .town import AskedDoor, Town
    from .trials import Spots, Unless

ENOUGH = 0.5
"""A fact about the ground is asked for where it decides so much of what saying would decide."""
MOST_LOOKED_AT = 8
"""About so many decided doors of a street are asked whether an answer takes their verdict."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One piece of work: a question whose answer decides doors of a street."""

    street: str
    """Full name."""
    ranges: tuple[NumberRange, ...]
    """The open numbers that one answer or another decides; each stands in one row only."""
    doors: int
    """Doors of these numbers."""
    question: Question
    number: HouseNumber | None
    """The door to be placed."""
    decides: int
    """Doors that are decided by the least of the answers that were tried; see `unless`."""
    outcomes: tuple[tuple[str, int], ...]
    """Word of each answer, and how many doors it decides."""
    reason: Reason
    """Why most of them are open."""
    leans: VerdictKind | None = None
    """Which way they lean, where they all lean one way; for the desk, and no answer."""
    share: float | None = None
    """The least share (0 to 1) of ground or of doors that lies that way."""

    @property
    def kind(self) -> FactKind | None:
        """Of which kind the fact is; None where no fact can decide."""
        return self.question.kind

    @property
    def unless(self) -> Unless | None:
        """By which answer less than `decides` is decided; None where by none.

        What is left then comes back as further rows.
        """
        return self.question.unless


@dataclass(frozen=True, slots=True)
class Worklist:
    """The open doors of an area."""

    rows: tuple[WorkRow, ...]
    """What decides most first."""
    open_doors: int
    streets: int
    """Streets with open doors."""
    exact: bool
    """Whether a register lists every door; else doors are spread over their ranges."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A door that nothing decides."""

    door: AskedDoor
    answer: Answer


def worklist(town: Town, facts: FactsInForce, *, only: Collection[str] | None = None) -> Worklist:
    """Return the open doors of an area with the facts that would decide them.

    Args:
        town: what is known beside the facts.
        facts: in force.
        only: full names of the streets that are looked at; None = every street of the list.
    """
    evidence = town.evidence(facts)
    spots = spots_of(town.edition)
    keys = None if only is None else {street_key(name) for name in only}
    rows: list[WorkRow] = []
    doors = 0.0
    streets = 0
    for key, street in town.street_of.items():
        found = _open_doors(street, town, evidence) if keys is None or key in keys else []
        if found:
            streets += 1
            doors += _count(found)
            rows += _Street(street, town, facts, evidence, spots).rows(found)
    return Worklist(tuple(ranked(rows)), round(doors), streets, town.register is not None)


def ranked(rows: Iterable[WorkRow]) -> list[WorkRow]:
    """Return rows in the order of the worklist: what decides most first."""
    return sorted(rows, key=lambda row: (-row.decides, -row.doors, row.street, row.question))


def _open_doors(street: Street, town: Town, evidence: DoorEvidence | None) -> list[_Open]:
    listed = evidence is None or not evidence.knows(street.full_name)
    if listed and town.register is None and all(row.verdict in DECIDED for row in street.rows):
        return []
    answers = ((door, town.ask(street, door.number, evidence)) for door in town.doors(street))
    return [_Open(door, answer) for door, answer in answers if answer.verdict not in DECIDED]


def _count(doors: Iterable[_Open]) -> float:
    return sum(one.door.doors for one in doors)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A trial with what the engine made of it."""

    trial: Trial
    decided: tuple[tuple[str, frozenset[HouseNumber]], ...]
    """Word of each answer, and the open numbers that it decides."""

    def least(self, left: Sequence[_Open]) -> float:
        """How many of some open doors are decided whatever the answer is."""
        counts = (
            _count(one for one in left if one.door.number in numbers) for _, numbers in self.decided
        )
        return min(counts, default=0.0)

    @property
    def numbers(self) -> frozenset[HouseNumber]:
        """The open numbers that one answer or another decides."""
        return frozenset().union(*(numbers for _, numbers in self.decided))


class _Street:
    """One street with open doors."""

    def __init__(
        self,
        street: Street,
        town: Town,
        facts: FactsInForce,
        evidence: DoorEvidence | None,
        spots: Spots,
    ) -> None:
        self._street, self._town, self._facts = street, town, facts
        self._evidence, self._spots = evidence, spots
        self._settled: list[AskedDoor] = []

    def rows(self, doors: Sequence[_Open]) -> Iterator[WorkRow]:
        """Yield the questions, each about what the ones before it leave open."""
        still = {one.door.number for one in doors}
        every = self._town.doors(self._street)
        self._settled = [door for door in every if door.number not in still]
        own = self._town.of_street(self._street, self._facts, self._evidence)
        doubted = [one for one in doors if one.answer.reason in NEEDS_A_DOOR]
        doors = [one for one in doors if one.answer.reason not in NEEDS_A_DOOR]
        yield from self._together(doors, own) if doors else ()
        yield from self._one_by_one(doubted, own) if doubted else ()

    def _one_by_one(self, doubted: Sequence[_Open], own: DoorEvidence) -> Iterator[WorkRow]:
        """Ask for the numbers that no range takes in one row: only a place decides each."""
        first = max(doubted, key=lambda one: one.door.doors)  # of equals the lowest number
        line = line_of(self._street.full_name, self._town, self._facts)
        trial = placing(self._street.full_name, first.door, line, own, self._spots)
        if len(doubted) > 1:
            trial = dataclasses.replace(trial, question=Question.PLACE_EACH)
        tried = self._tried(trial, [first])
        outcomes = tuple(
            (word, round(first.door.doors) if numbers else 0) for word, numbers in tried.decided
        )
        ranges = tuple(self._ranges(doubted))
        yield self._made(doubted, ranges, trial, round(tried.least([first])), outcomes)

    def _together(self, doors: Sequence[_Open], own: DoorEvidence) -> Iterator[WorkRow]:
        """Ask what decides many doors at once, as long as there is such a question."""
        asked = [one.door for one in doors]
        known = [
            self._tried(trial, doors)
            for trial in trials(self._street, self._town, asked, self._facts, own, self._spots)
        ]
        said = [self._tried(saying(self._street, one), doors) for one in self._ranges(doors)]
        left = list(doors)
        while left:
            best = self._best(known, said, left)
            if best is None:
                yield self._mend(left)
                return
            numbers = best.numbers
            yield self._row(best, left)
            left = [one for one in left if one.door.number not in numbers]

    def _tried(self, trial: Trial, doors: Sequence[_Open]) -> _Tried:
        """Ask the engine for the open doors under each answer.

        An answer that takes the verdict from a door that has one contradicts what is known, and
        is not to be expected.
        """
        found: list[tuple[str, frozenset[HouseNumber]]] = []
        asked = [
            one.door
            for one in doors
            if trial.numbers is None or trial.numbers.covers(one.door.number)
        ]
        for word, more in trial.outcomes:
            facts = joined(self._facts, more)
            evidence = self._town.of_street(self._street, facts, self._evidence)
            if self._agrees(trial, evidence):
                found.append((word, frozenset(self._decided(asked, evidence))))
        return _Tried(trial, tuple(found))

    def _agrees(self, trial: Trial, evidence: DoorEvidence) -> bool:
        """Tell whether the doors that are decided keep their verdict."""
        if trial.question is Question.SAY:
            return True
        ends = [
            number
            for numbers in self._alike(self._settled, evidence)
            for number in dict.fromkeys((numbers[0], numbers[-1]))
        ]
        some = ends[:: max(1, len(ends) // MOST_LOOKED_AT)]
        return all(self._is_decided(number, evidence) for number in some)

    def _decided(self, doors: Sequence[AskedDoor], evidence: DoorEvidence) -> Iterator[HouseNumber]:
        """Yield the numbers that are decided; one is asked for many that nothing tells apart."""
        for numbers in self._alike(doors, evidence):
            chosen = {numbers[0], numbers[len(numbers) // 2], numbers[-1]}
            said = {number: self._is_decided(number, evidence) for number in chosen}
            if len(set(said.values())) > 1:
                said = {number: self._is_decided(number, evidence) for number in numbers}
            alike = next(iter(said.values()))
            yield from (number for number in numbers if said.get(number, alike))

    def _is_decided(self, number: HouseNumber, evidence: DoorEvidence) -> bool:
        return self._town.ask(self._street, number, evidence).verdict in DECIDED

    def _alike(
        self, doors: Sequence[AskedDoor], evidence: DoorEvidence
    ) -> Iterator[list[HouseNumber]]:
        """Yield numbers that get one answer.

        Without a known door on the street, these are the numbers of a range and of a parity that
        the same was said of.
        """
        if evidence.known(self._street.full_name):
            yield from ([number] for number in dict.fromkeys(door.number for door in doors))
            return
        groups: dict[object, list[HouseNumber]] = {}
        for door in doors:
            number = door.number
            said = tuple(map(id, evidence.said(self._street.full_name, number)))
            key = id(door.row), number.is_even, number.end is None, bool(number.suffix), said
            groups.setdefault(key, []).append(number)
        yield from groups.values()

    def _ranges(self, doors: Sequence[_Open]) -> list[NumberRange]:
        """Return the open numbers as ranges: those of the list where all of one is open."""
        numbers = {one.door.number for one in doors}
        every = self._town.doors(self._street)
        found: list[NumberRange] = []
        for row in (*self._street.rows, None):
            own = [door for door in every if door.row is row]
            if own and row is not None and all(door.number in numbers for door in own):
                found += self._sides_of(row.numbers)
                continue
            for even in (False, True):
                side = [door.number for door in own if door.number.is_even is even]
                parity = Parity.EVEN if even else Parity.ODD
                if side and row is not None and numbers.issuperset(side):
                    found.append(NumberRange(parity, row.numbers.start, row.numbers.end))
                else:
                    found += list(_runs(side, numbers, parity))
        return found

    def _sides_of(self, numbers: NumberRange) -> list[NumberRange]:
        """Return a range, or its even and odd numbers where the street is the boundary."""
        both = all(map(numbers.takes, (Parity.ODD, Parity.EVEN)))
        if not (both and self._is_leg):
            return [numbers]
        return [
            NumberRange(parity, numbers.start, numbers.end) for parity in (Parity.ODD, Parity.EVEN)
        ]

    @property
    def _is_leg(self) -> bool:
        """Whether the street is a leg of the boundary, so that its sides may lie apart."""
        name = normal_key(self._street.full_name)
        return any(
            name in {normal_key(leg.name), normal_key(leg.walked_as or leg.name)}
            for leg in self._town.edition.legs
        )

    def _best(
        self, known: Sequence[_Tried], said: Sequence[_Tried], left: Sequence[_Open]
    ) -> _Tried | None:
        """Return the cheapest question among those that decide most of what is left."""
        spoken = max(said, key=lambda tried: tried.least(left), default=None)
        most = 0.0 if spoken is None else spoken.least(left)
        # Of equals the first, which is the cheapest.
        ground = max(known, key=lambda tried: tried.least(left), default=None)
        worth = 0.0 if ground is None else ground.least(left)
        if worth > 0 and worth >= ENOUGH * most:
            return ground
        return spoken if most > 0 else None

    def _row(self, tried: _Tried, left: Sequence[_Open]) -> WorkRow:
        taken = [one for one in left if one.door.number in tried.numbers]
        said = tried.trial.numbers
        ranges = tuple(self._ranges(taken)) if said is None else (said,)
        outcomes = tuple(
            (word, round(_count(one for one in taken if one.door.number in numbers)))
            for word, numbers in tried.decided
        )
        return self._made(taken, ranges, tried.trial, round(tried.least(left)), outcomes)

    def _mend(self, left: Sequence[_Open]) -> WorkRow:
        return self._made(left, tuple(self._ranges(left)), Trial(Question.MEND, ()), 0, ())

    def _made(
        self,
        doors: Sequence[_Open],
        ranges: tuple[NumberRange, ...],
        trial: Trial,
        decides: int,
        outcomes: tuple[tuple[str, int], ...],
    ) -> WorkRow:
        reasons: Counter[Reason] = Counter()
        for one in doors:
            reasons[one.answer.reason] += round(100 * one.door.doors)
        leaning = {one.answer.leans for one in doors}
        leans = leaning.pop() if len(leaning) == 1 else None
        shares = [one.answer.share for one in doors if one.answer.share is not None]
        return WorkRow(
            street=self._street.full_name,
            ranges=ranges,
            doors=round(_count(doors)),
            question=trial.question,
            number=trial.number,
            decides=decides,
            outcomes=outcomes,
            reason=reasons.most_common(1)[0][0],
            leans=leans,
            share=min(shares) if leans is not None and shares else None,
        )


def _runs(
    side: Sequence[HouseNumber], wanted: Iterable[HouseNumber], parity: Parity
) -> Iterator[NumberRange]:
    """Yield the runs of wanted numbers among those of one side."""
    wanted = set(wanted)
    start: HouseNumber | None = None
    last: HouseNumber | None = None
    for number in (*side, None):
        if number is not None and number in wanted:
            start, last = start or number, number
        elif start is not None and last is not None:
            yield NumberRange(parity, start, last)
            start = last = None
