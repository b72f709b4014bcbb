"""How a boundary changes with a new map: two editions compared, leg by leg. Pure.

The first edition is the one in force, the second a candidate compiled from the same words over
another network. Everything is in EOV (EPSG:23700) metres; how each figure is measured stands in
`docs/drift.md`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.difference import difference_of

from ..model import Decision
from .parts import PartChange, compare_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.difference import Difference

    from ..model import Edition, Junction, JunctionKind, LedgerEntry
    from .parts import PartDrift

TOLERANCE_M = 0.05
"""Less than this is no movement: editions are rounded to a centimetre, maps to about one."""
STEP_M = 1.0
"""Lines are measured at all their corners and at least every so many metres."""

XY = tuple[float, float]


class LegChange(StrEnum):
    """What became of a leg."""

    SAME = "same"
    MOVED = "moved"
    DECIDED_OTHERWISE = "decided_otherwise"
    """It has a line in both, or in neither, but got it in another way or from another street."""
    APPEARED = "appeared"
    """It has a line of its own now and had none."""
    VANISHED = "vanished"
    """It had a line of its own and has none now, although the ring closes."""
    EVIDENCE = "evidence"
    """The same line, but it is known more or less surely; answers near it depend on that."""
    INCOMPLETE = "incomplete"
    """The new map gives it no line, and the ring stays open."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two lines, or two rims, lie apart."""

    max_m: float
    """Hausdorff distance: the largest distance from a point of either to the other."""
    mean_m: float
    """Distance to the other, averaged along both."""
    at: XY
    """(east, north) of the point that lies farthest from the other."""


@dataclass(frozen=True, slots=True)
class LegDrift:
    """One leg then and now; `then` is None for a leg that the definition did not have."""

    number: int
    change: LegChange
    then: LedgerEntry | None
    now: LedgerEntry | None
    distance: Distance | None
    """None where one of the two has no line of its own."""

    @property
    def name(self) -> str:
        """Name of the leg as the words have it."""
        entry = self.now or self.then
        return entry.name if entry else ""


@dataclass(frozen=True, slots=True)
class JunctionDrift:
    """The place where a leg ends and the next one begins, then and now."""

    after_leg: int
    """Number of the leg that ends here."""
    then: XY
    now: XY
    kind_then: JunctionKind
    kind_now: JunctionKind
    moved_m: float


@dataclass(frozen=True, slots=True)
class Drift:
    """What a new map does to an edition."""

    edition: Edition
    candidate: Edition
    tolerance_m: float
    legs: tuple[LegDrift, ...]
    junctions: tuple[JunctionDrift, ...]
    """Those that moved or are of another kind now."""
    area: Difference
    zone: Difference
    """The same for the uncertain zone."""
    rim: Distance
    """How far the rim of the area moved."""
    definition_changed: tuple[str, ...]
    """Fields of the definition that are not as they were when the edition was frozen."""
    parts: tuple[PartDrift, ...] = ()
    """Of an area of several parts: each of them."""

    @property
    def found(self) -> bool:
        """True where anything moved or was decided otherwise."""
        return (
            any(leg.change is not LegChange.SAME for leg in self.legs)
            or bool(self.junctions)
            or any(part.change is not PartChange.SAME for part in self.parts)
            or self.area.worth_telling(self.tolerance_m)
            or self.zone.worth_telling(self.tolerance_m)
        )


def compare(edition: Edition, candidate: Edition, *, tolerance_m: float = TOLERANCE_M) -> Drift:
    """Compare the edition in force with a candidate.

    Args:
        edition: the one in force.
        candidate: frozen in the same way, so that both are rounded alike.
        tolerance_m: lines and junctions that moved by no more than this count as the same.
    """
    then = {leg.number: leg for leg in edition.legs}
    now = {leg.number: leg for leg in candidate.legs}
    numbers = sorted(then.keys() | now.keys())
    junctions = [_junction(then[n], now[n], tolerance_m) for n in then.keys() & now.keys()]
    return Drift(
        edition=edition,
        candidate=candidate,
        tolerance_m=tolerance_m,
        legs=tuple(compare_leg(n, then.get(n), now.get(n), tolerance_m) for n in numbers),
        junctions=tuple(sorted(filter(None, junctions), key=lambda j: j.after_leg)),
        area=difference_of(edition.area, candidate.area),
        zone=difference_of(edition.uncertain_zone, candidate.uncertain_zone),
        rim=apart(edition.area.boundary, candidate.area.boundary),
        definition_changed=_definition_changes(edition, candidate),
        parts=compare_parts(edition, candidate, tolerance_m),
    )


def compare_leg(
    number: int,
    then: LedgerEntry | None,
    now: LedgerEntry | None,
    tolerance_m: float = TOLERANCE_M,
) -> LegDrift:
    """Compare one leg; a leg that lost its line is `incomplete` only where its ring is open."""
    one, other = own_line(then), own_line(now)
    between = apart(one, other) if one is not None and other is not None else None
    if now is not None and now.decision is Decision.UNRESOLVED:
        change = LegChange.INCOMPLETE
    elif one is None and other is not None:
        change = LegChange.APPEARED
    elif one is not None and other is None:
        change = LegChange.VANISHED
    elif between is not None and between.max_m > tolerance_m:
        change = LegChange.MOVED
    elif _decided(then) != _decided(now):
        change = LegChange.DECIDED_OTHERWISE
    elif _sure(then) != _sure(now):
        change = LegChange.EVIDENCE
    else:
        change = LegChange.SAME
    return LegDrift(number, change, then, now, between)


def own_line(leg: LedgerEntry | None) -> shapely.LineString | None:
    """Return the line that a leg was walked along, or None where it has none of its own."""
    if leg is None or len(leg.line) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    return shapely.LineString(leg.line)


def _decided(leg: LedgerEntry | None) -> tuple[object, ...] | None:
    """What the words of a leg were taken to mean, and where its rule puts the line."""
    if leg is None:
        return None
    return leg.name, leg.rule, leg.decision, leg.walked_as, leg.continues, leg.offset_m


def _sure(leg: LedgerEntry | None) -> tuple[object, ...] | None:
    return None if leg is None else (leg.certainty, leg.uncertainty_m)


def _junction(then: LedgerEntry, now: LedgerEntry, tolerance_m: float) -> JunctionDrift | None:
    """Compare the far ends of one leg; legs on one line share theirs with its owner."""
    a, b = then.end, now.end
    if a is None or b is None or (_shares_line(then) and _shares_line(now)):
        return None
    moved = float(np.hypot(b.east - a.east, b.north - a.north))
    if moved <= tolerance_m and a.kind is b.kind:
        return None
    return JunctionDrift(then.number, _place(a), _place(b), a.kind, b.kind, moved)


def _shares_line(leg: LedgerEntry) -> bool:
    return leg.continues is not None


def _place(junction: Junction) -> XY:
    return junction.east, junction.north


def apart(one: BaseGeometry, other: BaseGeometry) -> Distance:
    """Measure how far two lines lie apart, both ways.

    >>> a = shapely.LineString([(0, 0), (100, 0)])
    >>> apart(a, shapely.LineString([(0, 3), (100, 3)]))
    Distance(max_m=3.0, mean_m=3.0, at=(0.0, 0.0))
    """
    sides = [_along(part, other) for part in _lines(one)]
    sides += [_along(part, one) for part in _lines(other)]
    farthest = max(sides, key=lambda side: side.max_m)
    metres = sum(side.length for side in sides)
    mean = sum(side.sum_m2 for side in sides) / metres if metres else farthest.max_m
    return Distance(round(farthest.max_m, 3), round(mean, 3), farthest.at)


def farthest_from(line: shapely.LineString, other: BaseGeometry) -> Distance:
    """Measure how far a line lies from another one, which may go on elsewhere.

    >>> a = shapely.LineString([(0, 0), (100, 0)])
    >>> farthest_from(a, shapely.LineString([(-50, 3), (400, 3)])).max_m
    3.0
    """
    side = _along(line, other)
    mean = side.sum_m2 / side.length if side.length else side.max_m
    return Distance(round(side.max_m, 3), round(mean, 3), side.at)


@dataclass(frozen=True, slots=True)
class _Side:
    max_m: float
    sum_m2: float
    """Distance summed up along the line: metres times metres."""
    length: float
    at: XY


def _along(line: shapely.LineString, other: BaseGeometry) -> _Side:
    """Measure the distance from the points of a line to another, at most a step apart."""
    coords = shapely.get_coordinates(shapely.segmentize(line, STEP_M))
    shapely.prepare(other)
    distances = np.asarray(shapely.distance(shapely.points(coords), other))
    steps = np.linalg.norm(np.diff(coords, axis=0), axis=1)
    at = int(np.argmax(distances))
    return _Side(
        max_m=float(distances[at]),
        sum_m2=float(np.sum(steps * (distances[1:] + distances[:-1]) / 2)),
        length=float(np.sum(steps)),
        at=(float(coords[at][0]), float(coords[at][1])),
    )


def _lines(geometry: BaseGeometry) -> Sequence[shapely.LineString]:
    parts = shapely.get_parts(geometry)
    return list(itertools.chain.from_iterable(shapely.get_parts(part) for part in parts))


def _definition_changes(edition: Edition, candidate: Edition) -> tuple[str, ...]:
    """Name the fields that differ; what changed there is not the map's doing."""
    then, now = edition.definition, candidate.definition
    return tuple(k for k in sorted(then.keys() | now.keys()) if then.get(k) != now.get(k))
