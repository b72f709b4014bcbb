"""Which of several readings of a text the map bears out.

Words may be read in more than one way: the Duna of "a Petőfi, a Duna és a Rózsa utca" is Duna utca
by the type that the list shares, or the river. The sentence gives its readings in the order of
their plausibility; the first that closes a ring is taken, and what was taken is said. Where another
one closes round other ground, both are shown.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, NamedTuple

from ..language.names import split_type
from ..model import AlternativeArea, CompileStatus, Decision, Problem
from .name_readings import CLOSED, different_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ..model import Compilation, ParsedLeg, ParsedSentence

MOST_TRIED = 8
"""Further readings of one text that are compiled at the most."""
CODE = "other_reading"


class _Reading(NamedTuple):
    parsed: ParsedSentence
    outcome: Compilation
    changed: tuple[int, ...]
    """Numbers of the legs that are read otherwise than at first."""

    @property
    def closes(self) -> bool:
        return self.outcome.status in CLOSED


def by_every_reading(
    parsed: ParsedSentence, compiled: Callable[[ParsedSentence], Compilation]
) -> Compilation:
    """Compile a text as it is read first, and otherwise where its words may mean something else.

    Args:
        parsed: the text with its first reading; further ones stand at its legs.
        compiled: compiles one reading.

    Returns:
        The outcome of the first reading that closes a ring, else of the first; with what was read
        otherwise, and the areas of other readings as alternatives.
    """
    first = _Reading(parsed, compiled(parsed), ())
    numbers = _open(parsed)
    if not numbers:
        return first.outcome
    others = [
        _Reading(read, compiled(read), changed)
        for read, changed in itertools.islice(_further(parsed, numbers), MOST_TRIED)
    ]
    closing = [reading for reading in others if reading.closes]
    taken = first if first.closes or not closing else closing[0]
    if not taken.closes:
        return first.outcome
    rivals = different_ground(taken, [reading for reading in closing if reading is not taken])
    return _told(parsed, taken, rivals, {n: _why(n, taken, [first, *others]) for n in numbers})


def _open(parsed: ParsedSentence) -> tuple[int, ...]:
    """Return the numbers of the legs that have another reading."""
    named = [n for problem in parsed.problems if problem.code == CODE for n in problem.legs]
    legs = {leg.number: leg for leg in parsed.legs}
    return tuple(dict.fromkeys(n for n in named if n in legs and legs[n].alternatives))


def _further(
    parsed: ParsedSentence, numbers: Sequence[int]
) -> Iterator[tuple[ParsedSentence, tuple[int, ...]]]:
    """Yield the text with one leg read otherwise, then with all of them."""
    for changed in [(number,) for number in numbers] + [tuple(numbers)] * (len(numbers) > 1):
        legs = tuple(_other(leg) if leg.number in changed else leg for leg in parsed.legs)
        problems = tuple(problem for problem in parsed.problems if problem.code != CODE)
        yield dataclasses.replace(parsed, legs=legs, problems=problems), changed


def _other(leg: ParsedLeg) -> ParsedLeg:
    meant = leg.alternatives[0]
    return dataclasses.replace(
        leg, name=meant.name, kind=meant.kind, thoroughfare_type=split_type(meant.name)[1]
    )


def _why(number: int, taken: _Reading, tried: Sequence[_Reading]) -> str:
    """Say why a leg is not read in its other way."""
    left = [one for one in tried if (number in one.changed) != (number in taken.changed)]
    if any(one.closes for one in left):
        return "makes no other area"
    missing = [
        entry.decision is Decision.UNRESOLVED
        for one in left
        for entry in one.outcome.legs
        if entry.number == number
    ]
    return "is on no line of the map" if missing and all(missing) else "closes no ring"


def _told(
    parsed: ParsedSentence, taken: _Reading, rivals: Sequence[_Reading], why: Mapping[int, str]
) -> Compilation:
    """Return the outcome of the reading that is taken, with what was read how, and why."""
    outcome = taken.outcome
    rim = outcome.area.length if outcome.area is not None else 0.0
    kept = [problem for problem in outcome.problems if problem.code != CODE]
    said = [_said(parsed, number, taken, rivals, because) for number, because in why.items()]
    areas = [
        AlternativeArea(
            rival.outcome.area,
            round(rival.outcome.area.length / rim, 3),
            tuple(sorted(set(rival.changed) ^ set(taken.changed))),
        )
        for rival in rivals
        if rival.outcome.area is not None and rim
    ]
    return dataclasses.replace(
        outcome,
        status=CompileStatus.AMBIGUOUS if areas else outcome.status,
        alternatives=(*outcome.alternatives, *areas),
        problems=(*kept, *said),
    )


def _said(
    parsed: ParsedSentence, number: int, taken: _Reading, rivals: Sequence[_Reading], why: str
) -> Problem:
    leg = next(leg for leg in parsed.legs if leg.number == number)
    plain, other = (
        f'"{leg.name}" ({leg.kind})',
        f'"{leg.alternatives[0].name}" ({leg.alternatives[0].kind})',
    )
    changed = number in taken.changed
    read, left = (other, plain) if changed else (plain, other)
    rival = [r for r in rivals if (number in r.changed) != changed]
    if rival:
        area = rival[0].outcome.area
        square_metres = 0.0 if area is None else round(area.area, 1)
        return Problem(
            "ambiguous",
            f"leg {number} is read as {read}; as {left} it closes the ring round another area of "
            f"{square_metres:.0f} m²; say which is meant",
            (number,),
            "warning",
            {"m2": square_metres},
        )
    return Problem(
        CODE,
        f"leg {number} is read as {read}, since {left} {why}",
        (number,),
        "warning" if changed else "note",
    )
