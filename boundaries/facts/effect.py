"""What follows from facts: which doors they decide, which verdicts they turn. Shown beforehand.

Every number is asked twice of the very engine that answers, with the facts and without them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..doors.positions import street_key
from ..language.house_numbers import HouseNumber, NumberRange, Parity
from ..model import DECIDED
from .in_force import as_evidence
from .town import touched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from ..doors.places import DoorEvidence, Learnt
    from ..model import VerdictKind
    from ..streets.street_list import Street
    from .records import Fact
    from .town import AskedDoor, Town


@dataclass(frozen=True, slots=True)
class Change:
    """Numbers in a row, of one parity, whose answer changes in one way."""

    street: str
    numbers: NumberRange
    """From the first asked number to the last one."""
    doors: float
    before: VerdictKind
    after: VerdictKind


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes."""

    changes: tuple[Change, ...]
    exact: bool
    """Whether every door was asked; without a register, doors are spread over their range."""

    @property
    def decided(self) -> int:
        """Doors that nothing decided and that are decided now."""
        return _sum(c for c in self.changes if c.before not in DECIDED and c.after in DECIDED)

    @property
    def flips(self) -> tuple[Change, ...]:
        """Doors that were decided, and are decided the other way now."""
        return tuple(c for c in self.changes if c.before in DECIDED and c.after in DECIDED)

    @property
    def flipped(self) -> int:
        """How many doors flip."""
        return _sum(self.flips)

    @property
    def opened(self) -> int:
        """Doors that were decided, and are not any more: what is known contradicts."""
        return _sum(c for c in self.changes if c.before in DECIDED and c.after not in DECIDED)

    @property
    def worst_first(self) -> tuple[Change, ...]:
        """The changes: what flips, what opens, what is decided; each street by street."""
        return tuple(sorted(self.changes, key=_rank))

    @property
    def taken(self) -> tuple[Change, ...]:
        """Doors that lose the answer that they have, those that flip first."""
        return tuple(c for c in self.worst_first if c.before in DECIDED)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what changes: the same changes give the same one."""
        told = [
            [one.street, str(one.numbers), f"{one.doors:.3f}", one.before, one.after]
            for one in self.changes
        ]
        return hashlib.sha256(json.dumps([told, self.exact]).encode()).hexdigest()


def _rank(change: Change) -> int:
    if change.before not in DECIDED:
        return 2
    return 0 if change.after in DECIDED else 1


def _sum(changes: Iterable[Change]) -> int:
    return round(sum(change.doors for change in changes))


def effect_of(fact: Fact, town: Town, facts: Iterable[Fact]) -> Effect:
    """Return what a fact would change if it came into force.

    Args:
        fact: on record or not.
        town: what is known beside the facts.
        facts: that are in force without it.
    """
    held = [one for one in facts if one.id != fact.id]
    return effect_between(held, [*held, fact], town)


def effect_without(fact: Fact, town: Town, facts: Iterable[Fact]) -> Effect:
    """Return what would change if a fact in force were withdrawn; arguments as `effect_of`."""
    held = [one for one in facts if one.id != fact.id]
    return effect_between([*held, fact], held, town)


def effect_between(before: Sequence[Fact], after: Sequence[Fact], town: Town) -> Effect:
    """Return what changes from some facts in force to others."""
    first, then = as_evidence(before, town.lines), as_evidence(after, town.lines)
    ids = {one.id for one in before} ^ {one.id for one in after}
    # A pair that contradicts decides nothing, so that a fact can take another one's effect away.
    related = [one for one in (*before, *after) if one.id in ids]
    keys = touched(related)
    known = town.evidence(first)
    evidence = known, town.evidence_like(known, then, keys)
    taught = [None if known is None else known.learnt for known in evidence]
    told = {street_key(one.street) for held in (first, then) for one in held.told}
    told |= {street_key(name) for held in (first, then) for name in held.whole}
    changes = tuple(
        change
        for key, street in town.street_of.items()
        if key in keys or (taught[0] != taught[1] and _follows(street, town, evidence, told))
        for change in _changes(street, town, evidence)
    )
    return Effect(changes, exact=town.register is not None)


def _follows(
    street: Street,
    town: Town,
    evidence: tuple[DoorEvidence | None, DoorEvidence | None],
    told: Collection[tuple[str, str]],
) -> bool:
    """Tell whether what the town has taught anew may change an answer of another street.

    It reaches answers by the side of a door's own street alone. That says nothing where no door of
    the street is known and nobody has told of its sides or drawn all of it; and where it says the
    same as before, the answer is the same. Both are far quicker to see than answers are.

    Args:
        street: that no fact speaks of which makes the difference.
        town: what is known beside the facts.
        evidence: with the facts before and after.
        told: streets whose sides or whole line people have told, by `positions.street_key`.
    """
    name = street.full_name
    known = evidence[0] is not None and evidence[0].known(name)  # the same before and after
    if not known and street_key(name) not in told:
        return False
    if len({_taught(street, one) for one in evidence}) == 1:
        return False
    judges = [None if one is None else one.judge(town.edition) for one in evidence]
    return any(
        len({judge and judge.decide(name, number).verdict for judge in judges}) > 1
        for door in town.doors(street)
        for number in _ends(door.number)
    )


def _taught(street: Street, evidence: DoorEvidence | None) -> tuple[Learnt, float] | None:
    """Return what the town has taught that counts for a street, which may know its own depth."""
    learnt, sides = (None, None) if evidence is None else (evidence.learnt, evidence.sides)
    own = None if sides is None else sides.street(street.full_name)
    if learnt is None or sides is None or own is None:
        return None
    return dataclasses.replace(learnt, usual_depth=0.0), sides.depth(own)


def _ends(number: HouseNumber) -> tuple[HouseNumber, ...]:
    """Return the numbers by whose sides a plot is judged."""
    if number.end is None:
        return (number,)
    first = HouseNumber(number.number, number.suffix)
    return number, first, HouseNumber(number.end, number.end_suffix)


def _changes(
    street: Street, town: Town, evidence: tuple[DoorEvidence | None, DoorEvidence | None]
) -> Iterator[Change]:
    found: list[tuple[AskedDoor, VerdictKind, VerdictKind]] = []
    for door in town.doors(street):
        before, after = (town.ask(street, door.number, known).verdict for known in evidence)
        found.append((door, before, after))
    for even in (False, True):
        side = [one for one in found if one[0].number.is_even is even]
        for (before, after), run in itertools.groupby(side, key=lambda one: one[1:]):
            own = [door for door, *_ in run]
            if before is not after:
                numbers = NumberRange(
                    Parity.EVEN if even else Parity.ODD, own[0].number, own[-1].number
                )
                doors = sum(door.doors for door in own)
                yield Change(street.full_name, numbers, doors, before, after)
