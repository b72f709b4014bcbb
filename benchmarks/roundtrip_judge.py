"""Compare what the compiler says with what is known about the case."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from roundtrip_cases import TRUE_KINDS, Case, Kind
from roundtrip_clerk import plain
from roundtrip_ground import overlap_share, without
from roundtrip_meets import Validity
from roundtrip_regions import Region, leg_line

from boundaries.model import Compilation, CompileStatus, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.network import LineNetwork

RIGHT = 0.99
"""Intersection over union from which two areas are the same."""
WRONG = 0.95
"""Below this, an area that is given without a word is wrong in silence."""
PLACE_M = 50.0
"""A place is exact when it lies this near to what was left out."""
PRECISE_LEGS = 3
"""A problem that lists more legs than this names no culprit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case."""

    bed: str
    number: int
    kind: str
    text: str
    legs: int
    looped: bool
    status: str
    validity: str
    strict_iou: float
    """Against the region as drawn."""
    iou: float
    """The same with the slivers on the rim left aside: either carriageway is right."""
    shown: bool
    """Ambiguous, with the true area among those shown."""
    reported: bool
    """At least one error or warning was given."""
    named: bool
    """A precise problem names an altered leg, or both neighbours of one that is not there."""
    offered: bool
    """The true name is the first candidate for the altered leg."""
    placed: bool
    """The place of what was left out is told."""
    codes: tuple[str, ...]
    """Codes of the errors and warnings."""
    seconds: float

    @property
    def right(self) -> bool:
        """True where one area was given and it is the region."""
        return self.status == CompileStatus.COMPILED and self.iou >= RIGHT

    @property
    def silent(self) -> bool:
        """True where a wrong area was given without a word."""
        given = self.status == CompileStatus.COMPILED and not self.reported
        return given and self.iou < WRONG


def run_case(
    compile_text: Callable[[str, LineNetwork], Compilation],
    network: LineNetwork,
    region: Region,
    case: Case,
    bed: str,
) -> tuple[Outcome, Compilation]:
    """Compile a case and judge the answer."""
    start = time.perf_counter()
    answer = compile_text(case.text, network)
    seconds = time.perf_counter() - start
    loud = [p for p in answer.problems if p.severity in {"error", "warning"}]
    strict, free = overlap(answer.area, region)
    outcome = Outcome(
        bed=bed,
        number=region.number,
        kind=case.kind,
        text=case.text,
        legs=len(region.legs),
        looped=region.looped,
        status=answer.status,
        validity=case.validity,
        strict_iou=strict,
        iou=free,
        shown=_shown(answer, region),
        reported=bool(loud),
        named=any(_names(p, case) for p in loud),
        offered=case.kind is Kind.TYPO and any(_offers(p, case) for p in answer.problems),
        placed=case.kind is Kind.LEFT_OUT
        and any(_places(p, case, region, network) for p in answer.problems),
        codes=tuple(sorted({p.code for p in loud})),
        seconds=seconds,
    )
    return outcome, answer


def overlap(area: shapely.MultiPolygon | None, region: Region) -> tuple[float, float]:
    """Return the intersection over union, strictly and with loose ground left aside."""
    if area is None or area.is_empty:
        return 0.0, 0.0
    strict = overlap_share(area, region.area)
    if region.loose.is_empty:
        return strict, strict
    loose = region.loose
    return strict, overlap_share(without(area, loose), without(region.area, loose))


def _shown(answer: Compilation, region: Region) -> bool:
    if answer.status is not CompileStatus.AMBIGUOUS:
        return False
    areas = [answer.area, *(other.area for other in answer.alternatives)]
    return any(overlap(area, region)[1] >= RIGHT for area in areas)


def _names(problem: Problem, case: Case) -> bool:
    legs = set(problem.legs)
    if not legs or len(legs) > PRECISE_LEGS:
        return False
    if case.kind in {Kind.MISSING, Kind.LEFT_OUT}:
        return set(case.culprits) <= legs
    return bool(set(case.culprits) & legs)


def _offers(problem: Problem, case: Case) -> bool:
    if not set(problem.legs) & set(case.culprits):
        return False
    candidates: Any = problem.details.get("candidates")
    if not candidates:
        return False
    first = candidates[0]
    name = first.get("name") if isinstance(first, dict) else first
    return plain(str(name)) == plain(str(case.true_name))


def _places(problem: Problem, case: Case, region: Region, network: LineNetwork) -> bool:
    """Tell whether a problem says between which legs, and where or what, something lacks."""
    if not set(case.culprits) <= set(problem.legs) or len(problem.legs) > PRECISE_LEGS:
        return False
    texts = [plain(t) for t in _texts({"message": problem.message, **problem.details})]
    if any(plain(str(case.true_name)) in text for text in texts):
        return True
    if case.leg is None:
        return False
    line = leg_line(network, region.legs[case.leg])
    points = [shapely.Point(p) for p in _points(problem.details)]
    return any(line.distance(p) <= PLACE_M for p in points)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _points(value: object) -> Iterator[tuple[float, float]]:
    """Every pair of metric coordinates in a problem's details, whatever its key."""
    if isinstance(value, dict):
        if {"east", "north"} <= value.keys():
            yield float(value["east"]), float(value["north"])
        for inner in value.values():
            yield from _points(inner)
    elif isinstance(value, (list, tuple)):
        if len(value) == 2 and all(isinstance(v, float) for v in value):
            yield float(value[0]), float(value[1])
        else:
            for inner in value:
                yield from _points(inner)


def is_fault(outcome: Outcome) -> bool:
    """Tell whether an outcome is one that somebody should look at."""
    if outcome.silent and outcome.validity == Validity.NO:
        return True
    kind = Kind(outcome.kind)
    if kind in TRUE_KINDS:
        return not (outcome.right or outcome.shown)
    if kind is Kind.TYPO:
        return not (outcome.right or outcome.offered)
    if outcome.validity != Validity.NO or outcome.right:
        return False
    return not (outcome.placed if kind is Kind.LEFT_OUT else outcome.named)
