"""Streets of two lines that meet only far away: the boundary changes sides where it stands.

The walk over the named lines runs to where the two carriageways meet and comes back beside its own
start. Where that is so, the walk is looked for once more with a bridge straight over the median.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.ties import medians
from geo.walk import prepare

from .layers import build_layers
from .readings import readings_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.network import LineNetwork
    from geo.ties import Tie
    from geo.walk import Walk, WalkProblem

    from .choice import CompileOptions, FoundWalk
    from .layers import FoundLeg, Layer

MOST_LOOKED_AT = 3
"""How many of the likeliest walks are looked at for a way there and back."""


@dataclass(frozen=True, slots=True)
class Search:
    """What the walks are looked for in, and what was found."""

    network: LineNetwork
    layers: list[Layer]
    problem: WalkProblem
    limits: Mapping[int, frozenset[int]]
    ties: Sequence[Tie]
    walks: Sequence[Walk] = ()
    """Closed walks by cost; empty where the lines do not connect into a ring."""
    readings: Sequence[FoundWalk] = ()
    """Those that enclose an area, the likeliest first."""


def search(found: Sequence[FoundLeg], before: Search, options: CompileOptions) -> Search:
    """Look for the closed walks of a problem, over medians where the lines meet only far away.

    Args:
        found: the legs.
        before: the network, its layers and the prepared problem.
        options: prices and margins.

    Returns:
        The same with its walks; with another network where a median was bridged.
    """
    walks, readings = readings_of(before.network, before.problem, before.layers, options)
    plain = dataclasses.replace(before, walks=walks, readings=readings)
    if not walks:
        return plain
    looked_at = [reading.walk for reading in readings[:MOST_LOOKED_AT]] + list(walks[:1])
    paths = [(i, path) for walk in looked_at for i, path in enumerate(walk.legs)]
    network, crossings = medians(before.network, paths, options.walk)
    if not crossings:
        return plain
    layers = build_layers(found, network, options.walk)
    for i, tie in crossings:
        layers[i].strand.bridge_median(tie.end, tie.foot, options.walk)
    strands = [layer.strand for layer in layers]
    problem = prepare(network, strands, options.walk, limits=before.limits, ties=before.ties)
    walks, readings = readings_of(network, problem, layers, options)
    over = Search(network, layers, problem, before.limits, before.ties, walks, readings)
    return _likelier(plain, over, options)


def _likelier(plain: Search, over: Search, options: CompileOptions) -> Search:
    """Choose between the walks without a bridge over a median and those with one."""
    crossings = [r for r in over.readings if r.walk.crosses_median and r.written]
    if not crossings:
        return plain
    # Where the median is bridged makes no difference to the price: the smaller area is taken, so
    # that the same words backwards give the same.
    crossing = min(crossings, key=lambda r: (round(r.cost, 1), r.ring.area.area))
    if plain.readings:
        best = plain.readings[0]
        if best.written and not _only_a_strip(crossing, best, options):
            # A crescent is walked round: its name says so.
            if best.cost <= options.rival_ratio * crossing.cost:
                return plain
        elif best.cost <= crossing.cost:
            return plain
    rest = [
        reading
        for reading in over.readings
        if reading is not crossing
        and (reading.walk.crosses_median or not _only_a_strip(crossing, reading, options))
    ]
    return dataclasses.replace(over, readings=[crossing, *rest])


def _only_a_strip(crossing: FoundWalk, other: FoundWalk, options: CompileOptions) -> bool:
    """Tell whether a walk encloses more or less than one over a median by the median alone."""
    between = shapely.symmetric_difference(crossing.ring.area, other.ring.area)
    return all(
        2 * part.area <= options.walk.air_cap_m * part.length
        for part in shapely.get_parts(between)
        if isinstance(part, shapely.Polygon)
    )
