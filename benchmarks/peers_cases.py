"""The queries of `peers.py` and how their answers are counted. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from addresses_written import VARIANTS, Written, slip, without_accents, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from boundaries.register.register import Register

MORE = ("lower case", "town last", "one slip", "two slips")
UNKNOWN = "no such street"
KINDS = (*VARIANTS, *MORE, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Case:
    """One query, and what is right."""

    kind: str
    query: str
    street: str
    """Full name; of a street that was kept from everybody where the kind is `UNKNOWN`."""
    number: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered."""

    streets: tuple[str, ...] = ()
    """The best first, at most three."""
    number: str | None = None
    """Of a door of the first street that is listed; None where only the street was found."""
    certain: bool = False
    """Whether a program that asks would take the first street without asking a person."""
    score: float = 0.0


@dataclass(slots=True)
class Count:
    """What became of the queries of one kind."""

    asked: int = 0
    door: int = 0
    """The first street is the right one, with the door."""
    street: int = 0
    """The first street is the right one."""
    among: int = 0
    """The right one is among the first three."""
    taken: int = 0
    """Certain, and street and door are right."""
    wrong: int = 0
    """Certain, and another street, or a door that was not asked for."""
    shown: list[str] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Add the counts of another kind."""
        for name in ("asked", "door", "street", "among", "taken", "wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.shown += other.shown


def withheld(register: Register, share: float, seed: int) -> tuple[Register, Register]:
    """Part a register: what everybody is given, and streets whose names nobody is given.

    Names that differ by accents alone stay together: the one would be a fair answer for the other.
    """
    streets = register.thoroughfares
    names = sorted({_key(street.full_name) for street in streets if street.doors})
    kept = set(random.Random(seed).sample(names, int(len(names) * share)))
    given = tuple(s for s in streets if _key(s.full_name) not in kept)
    apart = tuple(s for s in streets if _key(s.full_name) in kept)
    return replace(register, thoroughfares=given), replace(register, thoroughfares=apart)


def _key(name: str) -> str:
    return "".join(char for char in without_accents(name).lower() if char.isalnum())


def cases(
    known: Sequence[Written], strangers: Sequence[Written], count: int, seed: int
) -> list[Case]:
    """Draw doors and write each in every kind; as many doors of streets that nobody was given."""
    rng = random.Random(seed)
    made = []
    for turn, address in enumerate(rng.sample(known, min(count, len(known)))):
        made += [_case(kind, written(address, kind, turn), address) for kind in VARIANTS]
        made += [_case(kind, _more(kind, address, rng), address) for kind in MORE]
    for address in rng.sample(strangers, min(count, len(strangers))):
        made.append(_case(UNKNOWN, written(address, "canonical", 0), address))
    rng.shuffle(made)
    return made


def _case(kind: str, query: str, address: Written) -> Case:
    return Case(kind, query.strip(), address.street, address.number)


def _more(kind: str, address: Written, rng: random.Random) -> str:
    town = f"{address.postcode} {address.town}"
    if kind == "lower case":
        text = f"{address.town} {address.street} {address.number}{address.unit}"
        return without_accents(text).lower()
    if kind == "town last":
        return f"{address.street} {address.number}{address.unit}, {town}"
    street = slip(address.street, rng)
    if kind == "two slips":
        street = slip(street, rng)
    return f"{town}, {street} {address.number}{address.unit}"


def counted(
    asked: Iterable[Case], answers: Iterable[Answer], same: Callable[[str, str], bool]
) -> dict[str, Count]:
    """Judge the answers by kind.

    Args:
        asked: the cases.
        answers: one for each.
        same: tells whether two house numbers are one.
    """
    counts = {kind: Count() for kind in KINDS}
    for case, answer in zip(asked, answers, strict=True):
        count = counts[case.kind]
        count.asked += 1
        first = answer.streets[0] if answer.streets else None
        exists = case.kind != UNKNOWN
        street = first == case.street if exists else first is None
        number = answer.number is not None and same(answer.number, case.number)
        door = street and (number if exists else True)
        count.street += street
        count.door += door
        count.among += street or (exists and case.street in answer.streets[:3])
        count.taken += answer.certain and door and exists
        if answer.certain and (not street or (answer.number is not None and not number)):
            count.wrong += 1
            count.shown.append(f"{case.query!r}: {first} {answer.number or ''} {answer.score:.2f}")
    return counts


def without_a_wrong_one(
    asked: Sequence[Case], answers: Sequence[Answer], same: Callable[[str, str], bool]
) -> tuple[float, int]:
    """Return the lowest score above which nothing is wrong, and how many right doors it leaves.

    What a peer could give if its score were cut where not one wrong answer passes.
    """
    sure = [replace(answer, certain=bool(answer.streets)) for answer in answers]
    judged = [
        (answer.score, *_verdict(case, answer, same))
        for case, answer in zip(asked, sure, strict=True)
    ]
    bar = max((score for score, _, wrong in judged if wrong), default=0.0)
    return bar, sum(right and score > bar for score, right, _ in judged)


def _verdict(case: Case, answer: Answer, same: Callable[[str, str], bool]) -> tuple[bool, bool]:
    count = counted([case], [answer], same)[case.kind]
    return bool(count.taken), bool(count.wrong)
