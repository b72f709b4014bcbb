"""Which of the closed walks was meant, and which others would fit the words as well."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from geo.errors import RingError
from geo.rings import RingArea, ring_area
from geo.strand import WalkOptions

from .ledger import ring_of
from .model import AlternativeArea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.walk import Walk

    from .layers import Layer

THIN_M = 8.0
"""What is nowhere wider than twice this lies between two lines of one street."""


@dataclass(frozen=True, slots=True)
class CompileOptions:
    """How a sentence is compiled. Lengths in metres."""

    walk: WalkOptions = field(default_factory=WalkOptions)
    margins: tuple[tuple[float, float, float], ...] = (
        (0.05, 1.02, 20.0),
        (0.25, 1.05, 60.0),
        (1.00, 1.12, 100.0),
    )
    """What makes another area a rival: (it differs from the best by up to this share, and its
    walk costs up to this many times the best, or up to this many metres more). The more ground is
    at stake, the less a difference in length decides."""
    loop_margins: tuple[tuple[float, float, float], ...] = (
        (0.05, 1.10, 2.0),
        (0.25, 1.20, 6.0),
        (1.00, 2.00, math.inf),
    )
    """The same where the other walk only passes a crescent, a square or a ring road on its other
    side: (it differs by up to this share, its walk costs up to this many times the best, and the
    leg grows to less than this many times its length). People name such a street without thinking
    of its length."""
    loop_limit: float = 2.0
    """Walks dearer than this many times the best are not looked at."""
    street_width_m: float = 30.0
    """Two areas whose difference is nowhere wider than this are the same: they lie on two
    carriageways, or on two sides of a traffic island."""
    thin_iou: float = 0.96
    """... if they also overlap by at least this much: round a small block a street is wide."""
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


def measure(network: LineNetwork, walk: Walk, options: CompileOptions) -> FoundWalk | None:
    """Return what a walk encloses and costs; None where it encloses no area."""
    try:
        ring = ring_area(ring_of(network, walk))
    except RingError:
        return None
    if shapely.is_empty(shapely.buffer(ring.area, -THIN_M)):
        # Two lines side by side (a border along its street) enclose a strip, not an area.
        return None
    cost = walk.cost + options.spur_price * ring.spur_m
    if ring.crosses_itself:
        cost *= options.cross_price
    return FoundWalk(walk, ring, cost)


def rivals_of(
    best: FoundWalk, others: Sequence[FoundWalk], layers: Sequence[Layer], options: CompileOptions
) -> list[AlternativeArea]:
    """Return the different areas whose walks cost nearly as little as the best."""
    rivals: list[AlternativeArea] = []
    areas = [best.ring.area]
    for other in others:
        if other.ring.crosses_itself or not _near(best, other, options):
            continue
        if any(_same_area(other.ring.area, area, options) for area in areas):
            continue
        areas.append(other.ring.area)
        turned = zip(best.walk.choice, other.walk.choice, layers, strict=True)
        differs = tuple(layer.numbers[-1] for a, b, layer in turned if a != b)
        rivals.append(AlternativeArea(other.ring.area, other.cost / best.cost, differs))
    return rivals


def _near(best: FoundWalk, other: FoundWalk, options: CompileOptions) -> bool:
    """Tell whether another walk is so little dearer that it may be the one that was meant."""
    ratio = other.cost / best.cost
    if ratio > max(options.loop_limit, *(margin for _, margin, _ in options.margins)):
        return False
    differs = 1 - iou(best.ring.area, other.ring.area)
    if not other.walk.detour:
        _, margin, metres = next(tier for tier in options.margins if differs <= tier[0])
        return ratio <= margin or other.cost - best.cost <= metres
    _, margin, detour = next(tier for tier in options.loop_margins if differs <= tier[0])
    return ratio <= margin and other.walk.detour < detour


def _same_area(
    first: shapely.MultiPolygon, second: shapely.MultiPolygon, options: CompileOptions
) -> bool:
    """Tell whether two areas differ by no more than the choice of a carriageway does."""
    between = shapely.symmetric_difference(first, second)
    if between.area < options.same_m2:
        return True
    if between.area > (1 - options.thin_iou) * max(first.area, second.area):
        return False
    return bool(shapely.is_empty(shapely.buffer(between, -options.street_width_m / 2)))


def iou(first: BaseGeometry, second: BaseGeometry) -> float:
    """Return the shared part of two areas: intersection over union, 0 to 1."""
    union = shapely.union(first, second).area
    return float(shapely.intersection(first, second).area / union) if union else 1.0
