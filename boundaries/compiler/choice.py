"""Which of the closed walks was meant, and which others would fit the words as well."""

from __future__ import annotations

import dataclasses
import enum
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from geo.errors import RingError
from geo.rings import RingArea, ring_area
from geo.strand import BLOCKED, WalkOptions
from geo.walk import LegPath, Walk

from ..model import (
    AlternativeArea,
    Compilation,
    CompileStatus,
    Decision,
    LedgerEntry,
    Problem,
    WayUse,
)
from .ledger import is_written, only_corners, own_ground, ring_of, unresolved_entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.strand import Step, Strand
    from geo.walk import WalkProblem

    from .layers import Layer


THIN_M = 8.0
"""What is nowhere wider than twice this lies between two lines of one street."""
LOST_M = 1.0
"""Metres walked there and back up to which a walk still goes round once."""


@dataclass(frozen=True, slots=True)
class ChosenGround:
    """A place of which somebody has said whether it belongs to the area."""

    east: float
    north: float
    inside: bool

    def agrees(self, area: BaseGeometry) -> bool:
        """Tell whether an area holds the place, or does not, as it was said."""
        return bool(shapely.contains_xy(area, self.east, self.north)) is self.inside


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """How a sentence is compiled. Lengths in metres."""

    walk: WalkOptions = field(default_factory=WalkOptions)
    margins: tuple[tuple[float, float, float], ...] = (
        (0.05, 1.02, 20.0),
        (0.25, 1.05, 60.0),
        (1.00, 1.12, 100.0),
    )
    """What makes another area a rival where nobody would write the words even for the best walk:
    (it differs by up to this share, its walk costs up to this many times the best, or up to this
    many metres more). The more ground is at stake, the less a difference in length decides."""
    rival_ratio: float = 2.5
    """Another area for which the same words would be written is a rival unless its walk costs
    more than this many times the best; then a warning tells of it. People do not measure before
    they write: no difference in metres decides."""
    unwritten_price: float = 1.25
    """A walk for which nobody would write these words is this many times as dear."""
    corner_share: float = 0.01
    """Areas that differ by less than this, and only by small corners, are the same."""
    same_m2: float = 50.0
    """Areas that differ by less than this are the same."""
    spur_price: float = 3.0
    """Price of a metre walked there and back: such walks are rarely what was meant."""
    cross_price: float = 2.0
    """A walk that crosses itself is this many times as dear."""
    ground: tuple[ChosenGround, ...] = ()
    """Of several areas that the words allow, only those that agree with all of these are meant."""
    explained: bool = True
    """Whether an open line is told what would close it; else only that it is open, and sooner."""


@dataclass(frozen=True, slots=True)
class FoundWalk:
    """A walk with the area it encloses and what it is worth."""

    walk: Walk
    ring: RingArea
    cost: float
    written: bool
    """True where somebody who describes this area would write these legs."""
    skips: bool
    """True where the walk leaves a leg out that it should walk along."""
    open: bool
    """True where a stretch off the named lines is too long for a closed ring."""


def measure(
    network: LineNetwork,
    walk: Walk,
    may_touch: Sequence[bool],
    options: CompileOptions,
    *,
    beyond: float | None = None,
) -> FoundWalk | None:
    """Return what a walk encloses and costs; None where it encloses no area.

    Args:
        network: what the walk belongs to.
        walk: the walk.
        may_touch: for each leg, whether touching a point of it is natural (a square).
        options: prices.
        beyond: cost of a walk that fits the words, if one is known: one that does not and is
            much dearer is not worth the measuring.
    """
    fits = is_written(network, walk, options.walk)
    if beyond is not None and not fits and walk.cost > options.unwritten_price * beyond:
        return None
    try:
        ring = ring_area(ring_of(network, walk))
    except RingError:
        return None
    if shapely.is_empty(shapely.buffer(ring.area, -THIN_M)):
        # Two lines side by side (a border along its street) enclose a strip, not an area.
        return None
    written = fits and ring.spur_m < LOST_M and not ring.crosses_itself
    cost = walk.cost + options.spur_price * ring.spur_m
    cost *= options.cross_price if ring.crosses_itself else 1.0
    cost *= 1.0 if written else options.unwritten_price
    skips = any(
        path.on_line_m <= 0 and not loose for path, loose in zip(walk.legs, may_touch, strict=True)
    )
    return FoundWalk(walk, ring, cost, written, skips, walk.stays_open(network, options.walk))


class Standing(enum.Enum):
    """What another walk is to the best one."""

    RIVAL = enum.auto()
    """As good a reading of the words, or nearly so."""
    UNLIKELY = enum.auto()
    """It fits the words, but is far longer."""
    OWN = enum.auto()
    """No reading of its own; it shows what ground hangs on the choice of a line of a street."""
    NONE = enum.auto()
    """The words would not be written for it."""


@dataclass(frozen=True, slots=True)
class Others:
    """What else the words may mean: one walk for each different area, the cheapest first."""

    rivals: tuple[FoundWalk, ...]
    unlikely: tuple[FoundWalk, ...]
    own: BaseGeometry
    """All ground by which any walk differs that counts as the same: what depends on each of
    several squares adds up."""


def rivals_of(
    best: FoundWalk, others: Sequence[FoundWalk], layers: Sequence[Layer], options: CompileOptions
) -> tuple[list[AlternativeArea], list[AlternativeArea], BaseGeometry]:
    """Return the different areas that the words may mean as well, the cheapest walk first.

    Returns:
        The areas; those that fit the words but are unlikely; and all ground that depends on the
        choice of a line of the same street.
    """
    found = others_of(best, others, layers, options)
    rivals, unlikely = (
        [
            AlternativeArea(other.ring.area, other.cost / best.cost, _turns(best, other, layers))
            for other in group
        ]
        for group in (found.rivals, found.unlikely)
    )
    return rivals, unlikely, found.own


def others_of(
    best: FoundWalk, others: Sequence[FoundWalk], layers: Sequence[Layer], options: CompileOptions
) -> Others:
    """Return the walks that may be meant too and enclose different areas, one for each area."""
    known: list[tuple[Standing, FoundWalk]] = []
    own: list[BaseGeometry] = []
    for other in others:
        standing = _standing(best, other, options)
        if standing is Standing.NONE:
            continue
        between = shapely.symmetric_difference(best.ring.area, other.ring.area)
        if _is_same(between, best.ring.area, layers, options):
            own.append(between)
        elif standing is not Standing.OWN and not any(
            _same_area(other, one, layers, options) for _, one in known
        ):
            known.append((standing, other))
    return Others(
        tuple(one for standing, one in known if standing is Standing.RIVAL),
        tuple(one for standing, one in known if standing is Standing.UNLIKELY),
        shapely.union_all(own),
    )


def _turns(best: FoundWalk, other: FoundWalk, layers: Sequence[Layer]) -> tuple[int, ...]:
    """Return the numbers of the legs behind which two walks turn elsewhere."""
    turned = zip(best.walk.choice, other.walk.choice, layers, strict=True)
    return tuple(layer.numbers[-1] for a, b, layer in turned if a != b)


def _standing(best: FoundWalk, other: FoundWalk, options: CompileOptions) -> Standing:
    """Tell what another walk is to the best one."""
    if other.ring.crosses_itself or other.open:
        return Standing.NONE
    if other.walk.between_m > best.walk.between_m + options.walk.stub_m:
        return Standing.NONE
    near = other.cost <= options.rival_ratio * best.cost
    changes_line = other.walk.off_m > best.walk.off_m + options.walk.stub_m
    if changes_line:
        # A way far along the other carriageway and back is no way that anybody means.
        close = other.cost <= options.unwritten_price * best.cost
        return Standing.OWN if close else Standing.NONE
    if other.written:
        return Standing.RIVAL if near else Standing.UNLIKELY
    if best.written:
        return Standing.NONE
    differs = 1 - iou(best.ring.area, other.ring.area)
    _, margin, metres = next(tier for tier in options.margins if differs <= tier[0])
    close = other.cost <= margin * best.cost or other.cost - best.cost <= metres
    return Standing.RIVAL if close else Standing.NONE


def _same_area(
    first: FoundWalk, second: FoundWalk, layers: Sequence[Layer], options: CompileOptions
) -> bool:
    between = shapely.symmetric_difference(first.ring.area, second.ring.area)
    return _is_same(between, second.ring.area, layers, options)


def _is_same(
    between: BaseGeometry,
    area: shapely.MultiPolygon,
    layers: Sequence[Layer],
    options: CompileOptions,
) -> bool:
    """Tell whether two areas differ by no more than the choice of a line of the same street.

    Args:
        between: what belongs to one of them only.
        area: one of them.
        layers: the lines of the walk.
        options: what counts as the same.
    """
    if between.area < options.same_m2:
        return True
    if between.area < options.corner_share * area.area and only_corners(between):
        return True
    return own_ground(between, layers)


def iou(first: BaseGeometry, second: BaseGeometry) -> float:
    """Return the shared part of two areas: intersection over union, 0 to 1."""
    union = shapely.union(first, second).area
    return float(shapely.intersection(first, second).area / union) if union else 1.0


def compile_loop(layer: Layer, network: LineNetwork, known: list[Problem]) -> Compilation:
    """Compile a boundary of one line: an administrative border, a ring road.

    The area is what the closed line encloses; a line that does not close gives no area.
    """
    lines = layer.strand.geometry()
    faces = list(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])))
    area = shapely.union_all(faces) if faces else None
    legs = tuple(unresolved_entry(leg) for leg in layer.legs)
    if area is not None:
        legs = (_loop_entry(legs[0], layer, area, network), *legs[1:])
    problems = list(known)
    if area is None:
        problems.append(
            Problem(
                "not_closed",
                f'"{layer.label}" alone does not close into an area; name its neighbours',
                layer.numbers,
            )
        )
    polygons = [] if area is None else list(shapely.get_parts(area))
    return Compilation(
        status=CompileStatus.INCOMPLETE if area is None else CompileStatus.COMPILED,
        area=shapely.MultiPolygon(polygons) if polygons else None,
        uncertain_zone=None,
        provisional=(),
        legs=legs,
        problems=tuple(problems),
        epsg=network.epsg,
    )


def _loop_entry(
    entry: LedgerEntry, layer: Layer, area: BaseGeometry, network: LineNetwork
) -> LedgerEntry:
    """Return the ledger entry of a line that closes by itself: the ways on the area's rim."""
    rim = area.boundary
    used = [w for w in sorted(layer.strand.ways) if rim.covers(network.line(network.ways[w]))]
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    return dataclasses.replace(
        entry,
        decision=Decision.WALKED,
        length_m=round(float(rim.length), 2),
        ways=tuple(
            WayUse(
                network.ways[w].id, reversed=False, from_m=0.0, to_m=round(network.along(w)[-1], 2)
            )
            for w in used
        ),
        line=tuple((round(x, 2), round(y, 2)) for x, y in largest.exterior.coords),
    )


def other_ways_round(problem: WalkProblem, walk: Walk, *, dearer_m: float) -> list[Walk]:
    """For each stretch of a walk that can be passed on another side, the walk that does so.

    A crescent, a ring road or a square lets the walk pass on either side; where that encloses
    a different area it must be shown.

    Args:
        problem: what the walk was found in.
        walk: the walk to vary.
        dearer_m: how much dearer a variation may be.
    """
    found = []
    for i, path in enumerate(walk.legs):
        if not path.steps or not problem.strands[i].has_loops:
            continue
        for more, steps in _detours(problem, i, path):
            if more <= dearer_m:
                legs = list(walk.legs)
                legs[i] = LegPath(path.start, steps)
                found.append(Walk(tuple(legs), walk.turns, walk.cost + more, walk.choice))
    return found


def _detours(problem: WalkProblem, i: int, path: LegPath) -> list[tuple[float, tuple[Step, ...]]]:
    """Return the other ways round of one leg: past each stretch, and past all of them."""
    end = path.nodes[-1]
    key = (i, path.start, end)
    if key not in problem.detours:
        spent = sum(s.cost for s in path.steps)
        stretches = list(_stretches(problem.strands[i], path))
        if len(stretches) > 1:
            stretches.append(frozenset().union(*stretches))
        found = {}
        for stretch in stretches:
            search = problem.strands[i].search(path.start, dear=stretch, until=end)
            more = search.cost.get(end, BLOCKED) - spent
            if more < BLOCKED / 2:
                steps = tuple(step for _, step in search.path(end))
                found[steps] = more
        problem.detours[key] = [(more, steps) for steps, more in found.items()]
    return problem.detours[key]


MOST_COMBINED = 14
"""How many of the cheapest variations are combined in pairs."""


def both_at_once(best: Walk, others: Sequence[Walk], *, dearer_m: float) -> list[Walk]:
    """Combine variations that change different legs: two choices that do not touch each other.

    Args:
        best: the walk that the others vary.
        others: walks that differ from it in some legs.
        dearer_m: how much dearer than the best a combination may be.
    """
    cheap = sorted(others, key=lambda w: w.cost)[:MOST_COMBINED]
    changes = [(walk, _changed(best, walk)) for walk in cheap]
    found = []
    for (a, in_a), (b, in_b) in itertools.combinations(changes, 2):
        cost = a.cost + b.cost - best.cost
        if not in_a or not in_b or in_a & in_b or cost - best.cost > dearer_m:
            continue
        legs = [b.legs[i] if i in in_b else a.legs[i] for i in range(len(best.legs))]
        turns = [t if t != best.turns[i] else a.turns[i] for i, t in enumerate(b.turns)]
        choice = tuple(
            y if y != best.choice[i] else x
            for i, (x, y) in enumerate(zip(a.choice, b.choice, strict=True))
        )
        found.append(Walk(tuple(legs), tuple(turns), cost, choice))
    return found


def _changed(best: Walk, other: Walk) -> frozenset[int]:
    """Indexes of the legs that two walks do not walk alike."""
    pairs = zip(best.legs, other.legs, strict=True)
    return frozenset(i for i, (x, y) in enumerate(pairs) if x != y)


def _stretches(strand: Strand, path: LegPath) -> Iterator[frozenset[tuple[int, int]]]:
    """Cut a path at the nodes where the strand branches; each piece as its (from, to) pairs."""
    stretch: list[tuple[int, int]] = []
    for a, b in itertools.pairwise(path.nodes):
        stretch.append((a, b))
        if strand.branches(b):
            yield frozenset(stretch)
            stretch = []
    if stretch:
        yield frozenset(stretch)
