"""Which of several readings of a text the map bears out.

Words may be read in more than one way: the Duna of "a Petőfi, a Duna és a Rózsa utca" is Duna utca
by the type that the list shares, or the river; "Petőfi, Kossuth utca" are two streets, or a place
and a street. The sentence gives its readings in the order of their plausibility; the first that
closes a ring is taken, and what was taken is said. Where another one closes round other ground,
both are shown. A name is put aside as that of a place only where some list knows such a place;
otherwise the area without it is told, and nobody is given it.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, NamedTuple

from ..language.country import is_settlement, towns_of_part
from ..language.names import split_type
from ..model import AlternativeArea, CompileStatus, Decision, Problem, ReadingKind
from .name_readings import CLOSED, different_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ..model import Compilation, ParsedLeg, ParsedReading, ParsedSentence

MOST_TRIED = 8
"""Further readings of one text that are compiled at the most."""
CODE = "other_reading"
LEGS_CODE = "other_legs"


class _Reading(NamedTuple):
    parsed: ParsedSentence
    outcome: Compilation
    changed: tuple[int, ...]
    """Numbers of the legs that are read otherwise than at first."""
    other: ParsedReading | None = None
    """The reading of the sentence, where it has other legs."""

    @property
    def closes(self) -> bool:
        return self.outcome.status in CLOSED

    @property
    def area_m2(self) -> float:
        area = self.outcome.area
        return 0.0 if area is None else round(area.area, 1)


def by_every_reading(
    parsed: ParsedSentence, compiled: Callable[[ParsedSentence], Compilation]
) -> Compilation:
    """Compile a text as it is read first, and otherwise where its words may mean something else.

    Args:
        parsed: the text with its first reading; further ones stand at its legs, and in `readings`.
        compiled: compiles one reading.

    Returns:
        The outcome of the first reading that closes a ring, else of the first; with what was read
        otherwise, and the areas of other readings as alternatives.
    """
    first = _Reading(parsed, compiled(parsed), ())
    numbers = _open(parsed)
    if not numbers and not parsed.readings:
        return first.outcome
    further = itertools.chain(_further(parsed, numbers), _with_other_legs(parsed, numbers))
    tried = [first]
    for read, changed, other in itertools.islice(further, MOST_TRIED):
        if other is None or other.kind is not ReadingKind.LEG or not first.closes:
            tried.append(_Reading(read, compiled(read), changed, other))
    closing = [reading for reading in tried[1:] if reading.closes]
    known = [reading for reading in closing if _borne_out(reading)]
    taken = first if first.closes or not known else known[0]
    if not taken.closes:
        return _suggested(first, closing)
    others = [one for one in (first, *known) if one is not taken and one.closes]
    rivals = different_ground(taken, others)
    return _told(parsed, taken, rivals, tried)


def _open(parsed: ParsedSentence) -> tuple[int, ...]:
    """Return the numbers of the legs that have another reading."""
    named = [n for problem in parsed.problems if problem.code == CODE for n in problem.legs]
    legs = {leg.number: leg for leg in parsed.legs}
    return tuple(dict.fromkeys(n for n in named if n in legs and legs[n].alternatives))


_Tried = tuple["ParsedSentence", tuple[int, ...], "ParsedReading | None"]


def _further(parsed: ParsedSentence, numbers: Sequence[int]) -> Iterator[_Tried]:
    """Yield the text with one leg read otherwise, then with all of them."""
    for changed in [(number,) for number in numbers] + [tuple(numbers)] * (len(numbers) > 1):
        legs = tuple(_other(leg) if leg.number in changed else leg for leg in parsed.legs)
        yield _read(parsed, legs), changed, None


def _with_other_legs(parsed: ParsedSentence, numbers: Sequence[int]) -> Iterator[_Tried]:
    """Yield the text with other legs, the names among them as at first and all read otherwise."""
    spans = {leg.span for leg in parsed.legs if leg.number in numbers}
    for reading in parsed.readings:
        yield _read(parsed, reading.legs), reading.concerned, reading
        if spans:
            legs = tuple(_other(leg) if leg.span in spans else leg for leg in reading.legs)
            yield _read(parsed, legs), (*reading.concerned, *numbers), reading


def _read(parsed: ParsedSentence, legs: tuple[ParsedLeg, ...]) -> ParsedSentence:
    problems = tuple(p for p in parsed.problems if p.code not in {CODE, LEGS_CODE})
    return dataclasses.replace(parsed, legs=legs, problems=problems, readings=())


def _other(leg: ParsedLeg) -> ParsedLeg:
    if not leg.alternatives:
        return leg
    meant = leg.alternatives[0]
    return dataclasses.replace(
        leg, name=meant.name, kind=meant.kind, thoroughfare_type=split_type(meant.name)[1]
    )


def _borne_out(reading: _Reading) -> bool:
    """Tell whether more than a ring that closes speaks for a reading.

    Without one of its streets many a ring closes, round other ground. So a name is only left out
    where a settlement, or a part of one, has it.
    """
    other = reading.other
    if other is None or other.kind is not ReadingKind.PLACE:
        return True
    word = other.name or ""
    return is_settlement(word) or bool(towns_of_part(word))


def _why(number: int, taken: _Reading, tried: Sequence[_Reading]) -> str:
    """Say why a leg is not read in its other way."""
    left = [one for one in tried if (number in one.changed) != (number in taken.changed)]
    if any(one.closes for one in left):
        return "makes no other area"
    missing = [
        entry.decision is Decision.UNRESOLVED
        for one in left
        if one.other is None
        for entry in one.outcome.legs
        if entry.number == number
    ]
    return "is on no line of the map" if missing and all(missing) else "closes no ring"


def _suggested(first: _Reading, closing: Sequence[_Reading]) -> Compilation:
    """Return the first outcome, open as it is, with what would close and is not taken."""
    told = tuple(
        Problem(
            LEGS_CODE,
            f"where {one.other.says}, the ring closes round {one.area_m2:.0f} m²; nothing else "
            "speaks for that, so say what is meant",
            one.other.concerned,
            "warning",
            {"m2": one.area_m2},
        )
        for one in closing
        if one.other is not None
    )
    if not told:
        return first.outcome
    kept = tuple(p for p in first.outcome.problems if p.code != LEGS_CODE)
    return dataclasses.replace(first.outcome, problems=(*kept, *told))


def _told(
    parsed: ParsedSentence, taken: _Reading, rivals: Sequence[_Reading], tried: Sequence[_Reading]
) -> Compilation:
    """Return the outcome of the reading that is taken, with what was read how, and why."""
    outcome = taken.outcome
    rim = outcome.area.length if outcome.area is not None else 0.0
    kept = [p for p in outcome.problems if p.code not in {CODE, LEGS_CODE}]
    said = [_said(parsed, number, taken, rivals, tried) for number in _open(parsed)]
    of_legs = (_said_of_legs(reading, taken, rivals, tried) for reading in parsed.readings)
    said += [problem for problem in of_legs if problem is not None]
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
    parsed: ParsedSentence,
    number: int,
    taken: _Reading,
    rivals: Sequence[_Reading],
    tried: Sequence[_Reading],
) -> Problem:
    leg = next(leg for leg in parsed.legs if leg.number == number)
    plain, other = (
        f'"{leg.name}" ({leg.kind})',
        f'"{leg.alternatives[0].name}" ({leg.alternatives[0].kind})',
    )
    elsewhere = taken.other is not None and number in taken.other.concerned
    changed = number in taken.changed and not elsewhere
    read, left = (other, plain) if changed else (plain, other)
    rival = [r for r in rivals if r.other is None and (number in r.changed) != changed]
    if rival:
        square_metres = rival[0].area_m2
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
        f"leg {number} is read as {read}, since {left} {_why(number, taken, tried)}",
        (number,),
        "warning" if changed else "note",
    )


def _said_of_legs(
    reading: ParsedReading, taken: _Reading, rivals: Sequence[_Reading], tried: Sequence[_Reading]
) -> Problem | None:
    """Say of a reading with other legs whether it is taken, what else it makes, or why not."""
    if taken.other is reading:
        return Problem(
            LEGS_CODE,
            f"the text is read so that {reading.says}; read otherwise it closes no ring",
            reading.concerned,
            "warning",
        )
    as_it = [one for one in rivals if one.other is reading]
    if as_it:
        return Problem(
            "ambiguous",
            f"where {reading.says}, the ring closes round another area of "
            f"{as_it[0].area_m2:.0f} m²; say which is meant",
            reading.concerned,
            "warning",
            {"m2": as_it[0].area_m2},
        )
    mine = [one for one in tried if one.other is reading]
    if not mine:
        return None
    why = "the area is the same" if any(one.closes for one in mine) else "no ring closes"
    return Problem(LEGS_CODE, f"where {reading.says}, {why}", reading.concerned, "note")
