"""Which street a name means: today's, one that carries it otherwise, or one out of use.

A sentence may be older than the map: the Körte utca of a decree may be called otherwise today, and
another street may have the name now. Today's name is walked first. A street that carries the name
under another key (`old_name`, `alt_name`, ...) is walked where nothing else closes the ring; where
both close it round different ground, both are shown. A street out of use is walked only where
nothing in use does. Whatever is walked so is said, with its key and today's name.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import shapely

from ..model import AlternativeArea, CompileStatus, Decision, Problem
from .choice import THIN_M

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Compilation
    from .layers import FoundLeg
    from .resolve import Carried, Resolution

    Compiler = Callable[[Sequence[FoundLeg]], Compilation]

MOST_TRIED = 12
"""How many further readings of the names of one sentence are compiled at the most."""
MOST_NAMED = 5
"""How many ways a message names."""
CLOSED = (CompileStatus.COMPILED, CompileStatus.AMBIGUOUS)


class _Reading(NamedTuple):
    """A sentence with some of its names read otherwise."""

    found: Sequence[FoundLeg]
    outcome: Compilation
    changed: tuple[int, ...] = ()
    """Numbers of the legs that are read otherwise than at first."""
    rival: bool = False
    """True where only streets in use are walked, so that it may be meant as well as the first."""

    @property
    def closes(self) -> bool:
        return self.outcome.status in CLOSED

    def warnings(self) -> int:
        """Return how many warnings the outcome carries."""
        return sum(p.severity == "warning" for p in self.outcome.problems)


def by_every_name(
    found: Sequence[FoundLeg], compiled: Compiler, compiled_further: Compiler
) -> Compilation:
    """Compile a sentence with today's names, and with what else carries them where there is more.

    Args:
        found: the legs as they are looked up.
        compiled: compiles legs that are looked up.
        compiled_further: the same for further readings of the names; what it says of an open line
            is told nowhere.

    Returns:
        The outcome of the first reading that closes the ring, today's names first; the other
        areas that the names may mean are its alternatives.
    """
    first = _Reading(found, compiled(found))
    tried = itertools.islice(_further(first, compiled_further), MOST_TRIED)
    others = sorted((r for r in tried if r.closes), key=lambda r: not r.rival)
    if not first.closes and others:
        # Nothing closes with today's names alone: the nearest to them that does is taken.
        first, others = others[0], others[1:]
    # The same ground with fewer warnings: a short part of the street was renamed, and today's
    # name alone would leave the line there.
    same = [r for r in others if r.rival and same_ground(r.outcome.area, first.outcome.area)]
    first = min([first, *same], key=_Reading.warnings)
    rivals = different_ground(first, [r for r in others if r.rival])
    return _told(first, rivals)


def _further(first: _Reading, compiled: Compiler) -> Iterator[_Reading]:
    """Yield the readings with one name read otherwise; all of them where none closes the ring."""
    closed = first.closes
    names = list(_doubtful(first.found))
    for name in names:
        alone = False
        for other in _others(name, first.found):
            in_use = other.how != "out_of_use"
            if first.closes and not in_use:
                continue  # a street in use goes before one that is not
            reading = _read(first, {name: other}, compiled)
            alone = alone or reading.closes
            yield reading
        if not alone and (whole := _together(name, first.found, in_use=first.closes)):
            reading = _read(first, {name: whole}, compiled)
            alone = reading.closes
            yield reading
        closed = closed or alone
    if not closed and len(names) > 1:
        every = {n: w for n in names if (w := _together(n, first.found, in_use=False))}
        yield _read(first, every, compiled)


def _doubtful(found: Sequence[FoundLeg]) -> Iterator[Resolution]:
    """Yield what the names were found to be, each once, where more carries them."""
    seen = set()
    for leg in found:
        if leg.resolution.others and leg.resolution.ways not in seen:
            seen.add(leg.resolution.ways)
            yield leg.resolution


def _others(name: Resolution, found: Sequence[FoundLeg]) -> Iterator[Resolution]:
    """Yield what else a name may be; never a street that another leg names as what it is today."""
    taken = {w for leg in found if leg.resolution.ways != name.ways for w in leg.resolution.ways}
    return (other for other in name.others if taken.isdisjoint(other.ways))


def _together(name: Resolution, found: Sequence[FoundLeg], *, in_use: bool) -> Resolution | None:
    """Return all that carries a name as one line: a street of which a part was renamed."""
    others = [o for o in _others(name, found) if not in_use or o.how != "out_of_use"]
    if not others:
        return None
    ways = dict.fromkeys(w for one in (name, *others) for w in one.ways)
    carried = tuple(c for one in (name, *others) for c in one.carried)
    return dataclasses.replace(name, ways=tuple(ways), carried=carried)


def _read(first: _Reading, instead: dict[Resolution, Resolution], compiled: Compiler) -> _Reading:
    """Compile a sentence with some names read otherwise, wherever they stand."""
    by_ways = {name.ways: other for name, other in instead.items()}
    legs, changed = [], []
    for leg in first.found:
        other = by_ways.get(leg.resolution.ways) if leg.resolution.others else None
        if other is None:
            legs.append(leg)
            continue
        changed.append(leg.spec.number)
        walked_as = other.matched or leg.walked_as
        legs.append(dataclasses.replace(leg, resolution=other, walked_as=walked_as))
    in_use = not any(c.out_of_use for one in instead.values() for c in one.carried)
    return _Reading(legs, compiled(legs), tuple(changed), rival=in_use)


class _Compiled(Protocol):
    @property
    def outcome(self) -> Compilation: ...


_R = TypeVar("_R", bound=_Compiled)


def different_ground(first: _R, others: Sequence[_R]) -> list[_R]:
    """Return the readings whose areas differ from the first's and from each other's."""
    known = [first]
    for other in others:
        if not any(same_ground(one.outcome.area, other.outcome.area) for one in known):
            known.append(other)
    return known[1:]


def same_ground(first: BaseGeometry | None, second: BaseGeometry | None) -> bool:
    """Tell whether two areas differ by no more than strips between two lines of one street."""
    if first is None or second is None:
        return False
    between = shapely.symmetric_difference(first, second)
    return bool(shapely.is_empty(shapely.buffer(between, -THIN_M)))


def _told(first: _Reading, rivals: Sequence[_Reading]) -> Compilation:
    """Return the outcome of a reading with what must be said about its names."""
    outcome = first.outcome
    problems = [*outcome.problems, *_carried_notes(first), *_left_aside(first)]
    if outcome.area is None or not rivals:
        return dataclasses.replace(outcome, problems=tuple(problems))
    rim = outcome.area.length
    areas = [
        AlternativeArea(r.outcome.area, round(r.outcome.area.length / rim, 3), r.changed)
        for r in rivals
        if r.outcome.area is not None
    ]
    return dataclasses.replace(
        outcome,
        status=CompileStatus.AMBIGUOUS,
        alternatives=(*outcome.alternatives, *areas),
        problems=(*problems, *map(_rival, rivals)),
    )


def _rival(reading: _Reading) -> Problem:
    area = reading.outcome.area
    square_metres = 0.0 if area is None else round(area.area, 1)
    legs = [leg for leg in reading.found if leg.spec.number in reading.changed]
    said = "; ".join(f'leg {leg.spec.number} "{leg.spec.name}": {_list(leg)}' for leg in legs)
    return Problem(
        "ambiguous",
        f"{said}. Walked so, the area is another one of {square_metres:.0f} m²; say which street "
        "is meant",
        reading.changed,
        "warning",
        {"m2": square_metres, "carried": [_document(c) for leg in legs for c in _of(leg)]},
    )


def _carried_notes(reading: _Reading) -> list[Problem]:
    """Say of each leg that is walked along something that is not called so today, or not in use."""
    notes = []
    uses = {entry.number: entry.ways for entry in reading.outcome.legs}
    for leg in reading.found:
        walked = {use.way_id for use in uses.get(leg.spec.number, ())}
        carried = [c for c in _of(leg) if not walked or c.osm_id in walked]
        if not carried or leg.decision is Decision.DRAWN:
            continue
        idle = any(c.out_of_use for c in carried)
        # A street in use has the name, too: that it closes nothing is no proof of the other.
        instead = leg.spec.number in reading.changed and leg.resolution.how == "out_of_use"
        notes.append(
            Problem(
                "out_of_use" if idle else "other_name",
                f'leg {leg.spec.number} "{leg.spec.name}": {_words(carried)}; check that this is '
                "meant",
                (leg.spec.number,),
                "warning" if instead else "note",
                {"carried": [_document(c) for c in carried]},
            )
        )
    return notes


def _left_aside(reading: _Reading) -> list[Problem]:
    """Note the streets out of use that carry the name of a leg and were not walked."""
    notes = []
    for leg in reading.found:
        taken = set(leg.resolution.ways)
        aside = [c for o in leg.resolution.others for c in o.carried if c.out_of_use]
        if left := [c for c in aside if c.way not in taken]:
            notes.append(
                Problem(
                    "left_aside",
                    f'leg {leg.spec.number} "{leg.spec.name}": {_words(left)}; left aside',
                    (leg.spec.number,),
                    "note",
                    {"carried": [_document(c) for c in left]},
                )
            )
    return notes


def _of(leg: FoundLeg) -> tuple[Carried, ...]:
    return leg.resolution.carried


def _list(leg: FoundLeg) -> str:
    return _words(_of(leg))


def _words(carried: Sequence[Carried]) -> str:
    said = list(dict.fromkeys(c.words for c in carried))
    more = f" and {len(said) - MOST_NAMED} more" if len(said) > MOST_NAMED else ""
    return ", ".join(said[:MOST_NAMED]) + more


def _document(carried: Carried) -> dict[str, object]:
    return {
        "way": carried.osm_id,
        "key": carried.key,
        "name": carried.name,
        "today": carried.today,
        "out_of_use": carried.out_of_use or None,
    }
