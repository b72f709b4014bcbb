"""Which of the closed walks was meant, and which others would fit the words as well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from geo.errors import RingError
from geo.rings import RingArea, ring_area
from geo.strand import WalkOptions

from .ledger import ring_of
from .model import AlternativeArea
from .wording import is_written, only_corners, own_ground

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.walk import Walk

    from .layers import Layer

THIN_M = 8.0
"""What is nowhere wider than twice this lies between two lines of one street."""
LOST_M = 1.0
"""Metres walked there and back up to which a walk still goes round once."""


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
    more than this many times the best ..."""
    rival_m: float = 400.0
    """... or this many metres more: people do not measure before they write."""
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


@dataclass(frozen=True, slots=True)
class FoundWalk:
    """A walk with the area it encloses and what it is worth."""

    walk: Walk
    ring: RingArea
    cost: float
    written: bool
    """True where somebody who describes this area would write these legs."""


def measure(network: LineNetwork, walk: Walk, options: CompileOptions) -> FoundWalk | None:
    """Return what a walk encloses and costs; None where it encloses no area."""
    try:
        ring = ring_area(ring_of(network, walk))
    except RingError:
        return None
    if shapely.is_empty(shapely.buffer(ring.area, -THIN_M)):
        # Two lines side by side (a border along its street) enclose a strip, not an area.
        return None
    written = ring.spur_m < LOST_M and not ring.crosses_itself
    written = written and is_written(network, walk, options.walk)
    cost = walk.cost + options.spur_price * ring.spur_m
    cost *= options.cross_price if ring.crosses_itself else 1.0
    cost *= 1.0 if written else options.unwritten_price
    return FoundWalk(walk, ring, cost, written)


def rivals_of(
    best: FoundWalk, others: Sequence[FoundWalk], layers: Sequence[Layer], options: CompileOptions
) -> tuple[list[AlternativeArea], BaseGeometry]:
    """Return the different areas that the words may mean as well, the cheapest walk first.

    Returns:
        The areas, and all ground that depends on the choice of a line of the same street.
    """
    different, own = different_from(best, others, layers, options)
    areas = [
        AlternativeArea(other.ring.area, other.cost / best.cost, _turns(best, other, layers))
        for other in different
    ]
    return areas, own


def different_from(
    best: FoundWalk, others: Sequence[FoundWalk], layers: Sequence[Layer], options: CompileOptions
) -> tuple[list[FoundWalk], BaseGeometry]:
    """Return the walks that may be meant too and enclose different areas, one for each area.

    Returns:
        The walks, and all the ground by which any of those differs that count as the same:
        what depends on each of several squares adds up.
    """
    known = [best]
    own: list[BaseGeometry] = []
    for other in others:
        if not _may_be_meant(best, other, options):
            continue
        between = shapely.symmetric_difference(best.ring.area, other.ring.area)
        if _is_same(between, best.ring.area, layers, options):
            own.append(between)
        elif not any(_same_area(other, one, layers, options) for one in known[1:]):
            known.append(other)
    return known[1:], shapely.union_all(own)


def _turns(best: FoundWalk, other: FoundWalk, layers: Sequence[Layer]) -> tuple[int, ...]:
    """Return the numbers of the legs behind which two walks turn elsewhere."""
    turned = zip(best.walk.choice, other.walk.choice, layers, strict=True)
    return tuple(layer.numbers[-1] for a, b, layer in turned if a != b)


def _may_be_meant(best: FoundWalk, other: FoundWalk, options: CompileOptions) -> bool:
    """Tell whether another walk is as good a reading of the words, or nearly so."""
    if other.ring.crosses_itself or other.walk.longest_bridge_m > options.walk.accept_cap_m:
        return False
    if other.walk.off_m > best.walk.off_m + options.walk.stub_m:
        return False
    more = other.cost - best.cost
    if best.written:
        near = other.cost <= options.rival_ratio * best.cost and more <= options.rival_m
        return other.written and near
    differs = 1 - iou(best.ring.area, other.ring.area)
    _, margin, metres = next(tier for tier in options.margins if differs <= tier[0])
    return other.cost <= margin * best.cost or more <= metres


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
