"""The parts of an area in its definition: what was read of its words, checked on every load.

No words are typed again. A part says what it was read as, so that a person sees it and a reader
that reads otherwise is noticed; what a person may add is a drawn line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydantic  # noqa: TC002 - pydantic reads the annotations at run time

from ..errors import Fault
from ..language.house_numbers import Parity
from ..model import Effect, PartKind
from ..sentence.parsing import parse_sentence
from .corrections import put_aside
from .entries import DrawnEntry, Strict, Words
from .parts import is_one_ring, read_specs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..model import ParsedLeg, PartStreet
    from .corrections import Correction
    from .parts import PartSpec

_BROKEN = (
    "the words have several titles, say more than their area, or are not all understood; give "
    "those of one area alone"
)


class SectionEntry(Strict):
    """Between which streets a section runs."""

    start: Words | None = None
    end: Words | None = None


class PartStreetEntry(Strict):
    """A street, or numbers of one, that a part speaks of."""

    name: Words
    parity: Parity = Parity.WHOLE
    start: str = ""
    """First number; empty = from the beginning."""
    end: str = ""
    excepted: bool = False
    open: bool = False
    """True where the words do not say which numbers are meant."""
    section: SectionEntry | None = None


class PartEntry(Strict):
    """One part."""

    number: pydantic.PositiveInt
    kind: PartKind
    effect: Effect = Effect.ADDS
    name: str | None = None
    legs: tuple[pydantic.PositiveInt, ...] = ()
    """Numbers of the legs of a ring."""
    streets: tuple[PartStreetEntry, ...] = ()
    drawn: DrawnEntry | None = None
    """The rim of a place or a parcel, or the stretch of a section, where the map has none."""


_CHECKED = ("number", "kind", "effect", "name", "legs", "streets")


def entry_of(spec: PartSpec) -> PartEntry:
    """Return how a definition says what was read of a part."""
    streets = (_street(one.told) for one in spec.streets)
    return PartEntry(
        number=spec.number,
        kind=spec.kind,
        effect=spec.effect,
        name=spec.name if spec.kind in {PartKind.PLACE, PartKind.PARCEL} else None,
        legs=tuple(leg.number for leg in spec.legs),
        streets=tuple(streets),
    )


def _street(told: PartStreet) -> PartStreetEntry:
    section = told.section
    return PartStreetEntry(
        name=told.name,
        parity=Parity(told.numbers.parity),
        start=told.numbers.start,
        end=told.numbers.end,
        excepted=told.is_excepted,
        open=told.is_open,
        section=None if section is None else SectionEntry(start=section.start, end=section.end),
    )


def written(specs: Sequence[PartSpec]) -> list[dict[str, Any]]:
    """Return parts as a definition file has them: what goes without saying is left out."""
    return [entry_of(one).model_dump(mode="json", exclude_defaults=True) for one in specs]


def read_legs(
    sentence: str, corrections: Sequence[Correction] = (), *, in_parts: bool
) -> tuple[tuple[ParsedLeg, ...], list[Fault]]:
    """Return the legs of a sentence, of several rings numbered through, and what is wrong with it.

    Args:
        sentence: the words of the area.
        corrections: put words aside.
        in_parts: whether they may hold more than one ring.
    """
    if in_parts:
        specs = read_specs(sentence, corrections)
        if specs is None:
            return (), [Fault("sentence", _BROKEN)]
        legs = tuple(leg for spec in specs for leg in spec.legs)
        told = [problem for spec in specs for problem in spec.problems]
        return legs, [Fault("sentence", p.message) for p in told if p.severity == "error"]
    parsed = put_aside(parse_sentence(sentence), corrections)
    faults = [
        Fault("sentence", f'the words "{piece.text}" were not understood')
        for piece in parsed.unread
    ]
    errors = [problem for problem in parsed.problems if problem.severity == "error"]
    return parsed.legs, faults + [Fault("sentence", problem.message) for problem in errors]


def faults_of_parts(
    sentence: str, parts: Sequence[PartEntry], corrections: Sequence[Correction] = ()
) -> list[Fault]:
    """Compare the parts of a definition with what its words say."""
    specs = read_specs(sentence, corrections) if parts else None
    if specs is None:
        return []
    faults = []
    if len(specs) != len(parts):
        faults.append(Fault("parts", f"the sentence has {len(specs)} parts, got {len(parts)}"))
    if is_one_ring(specs):
        faults.append(Fault("parts", "the sentence has one ring; leave its parts away"))
    for i, (part, spec) in enumerate(zip(parts, specs, strict=False)):
        read = entry_of(spec)
        for name in _CHECKED:
            said, given = getattr(read, name), getattr(part, name)
            if said != given:
                faults.append(
                    Fault(f"parts[{i}].{name}", f"sentence: {_shown(said)}, got {_shown(given)}")
                )
    return faults


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return [
            one.model_dump(exclude_defaults=True) if isinstance(one, Strict) else one
            for one in value
        ]
    return repr(value)
