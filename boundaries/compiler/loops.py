"""Rings of a single line, and streets that can be walked two ways round."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import shapely

from geo.strand import BLOCKED
from geo.walk import LegPath, Walk

from ..model import Compilation, CompileStatus, Decision, LedgerEntry, Problem, WayUse
from .ledger import unresolved_entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork
    from geo.strand import Step, Strand
    from geo.walk import WalkProblem

    from .layers import Layer


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
