"""Random regions made of whole blocks, with the rim that a clerk would describe.

A sliver joins a region only where the region surrounds it, so a rim along a dual carriageway runs
on the near side. A sliver that touches the rim is *loose ground*: no sentence says on which
carriageway the line runs.

Rules for a region:

- it hangs together along streets, has no hole, and 4 to 20 legs;
- its rim is named; an unnamed road joins in for at most 40 m at a time (80 m on a roundabout) and
  5 % of the rim;
- a named stretch shorter than 15 m is not worth a word and is left out;
- two such gaps do not follow one another.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from roundtrip_ground import joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roundtrip_blocks import BlockMap, NodePair

    from geo.network import XY, LineNetwork

STUB_M = 15.0
"""A named stretch of the rim shorter than this is not written."""
LINK_M = 40.0
"""Longest stretch of unnamed road in a rim."""
ROUND_LINK_M = 80.0
"""The same where it runs on a roundabout."""
LINK_SHARE = 0.05
"""Largest share of unnamed road in a rim."""
LOOSE_SHARE = 0.2
"""A sliver is loose ground when this share of its rim lies on the region's."""
SURROUNDED = 0.6
"""A region takes in a sliver of whose rim it holds this share."""


@dataclass(frozen=True, slots=True)
class RimLeg:
    """A stretch of the rim under one name."""

    name: str
    nodes: tuple[int, ...]
    metres: float


@dataclass(frozen=True, slots=True)
class Region:
    """A region, the legs of its rim in walking order (counter-clockwise), what is loose."""

    number: int
    """Which draw it is; with the seed and the bed it tells the region."""
    area: shapely.MultiPolygon
    loose: shapely.MultiPolygon
    """Slivers that touch the rim."""
    legs: tuple[RimLeg, ...]
    touching: bool
    """True where the rim passes a node twice."""
    looped: bool
    """True where the rim follows a street that goes round a block by itself (Gärtnerplatz): its
    name does not say which way round."""
    links: int
    """How many unnamed stretches the rim has."""
    stubs: int
    """How many named stretches were too short to be written."""


def draw_regions(
    ground: BlockMap, *, bed: str, seed: int, count: int, fewest: int = 4, most: int = 20
) -> list[Region]:
    """Draw different regions; the same arguments give the same regions.

    Args:
        ground: faces to draw from.
        bed: name of the extract; part of the seed.
        seed: any number.
        count: how many regions to look for.
        fewest: least number of legs.
        most: largest number of legs.

    Returns:
        Up to `count` regions; fewer where the ground has no more to give.
    """
    found: list[Region] = []
    seen: set[frozenset[int]] = set()
    for number in range(count * 40):
        if len(found) == count:
            break
        rng = random.Random(f"{bed}/{seed}/{number}")
        # Every tenth draw looks for a rim that touches itself.
        faces = _grow(ground, rng, touching=number % 10 == 9, large=fewest > 4)
        if faces in seen:
            continue
        seen.add(faces)
        region = _describe(ground, faces, number)
        if region and fewest <= len(region.legs) <= most:
            found.append(region)
    return found


def region_of(ground: BlockMap, blocks: set[int], number: int = -1) -> Region | None:
    """Return the region of some blocks; None where its rim cannot be written in one sentence."""
    return _describe(ground, _completed(ground, blocks, keep_pinched=True), number)


def _grow(ground: BlockMap, rng: random.Random, *, touching: bool, large: bool) -> frozenset[int]:
    """Start with a block and add neighbours; for a touching rim add one across a corner."""
    smallest, largest = rng.choice([(10, 40)] if large else [(1, 3), (2, 8), (4, 15), (8, 40)])
    wanted = rng.randint(smallest, largest)
    taken = {rng.choice(ground.blocks)}
    for _ in range(wanted - 1):
        beside = sorted(set().union(*(ground.blocks_beside(b) for b in taken)) - taken)
        if not beside:
            break
        taken.add(rng.choice(beside))
    if touching:
        nodes = {a for b in taken for a, _ in ground.faces[b].pairs}
        beside_all = set().union(*(ground.blocks_beside(b) for b in taken))
        corner = sorted(set().union(*(ground.corners[n] for n in nodes)) - taken - beside_all)
        if corner:
            taken.add(rng.choice(corner))
    return _completed(ground, taken, keep_pinched=touching)


def _completed(ground: BlockMap, taken: set[int], *, keep_pinched: bool) -> frozenset[int]:
    """Take in the slivers that the region surrounds, and fill its holes."""
    whole = set(taken)
    while True:
        before = len(whole)
        for face in {n for t in whole for n in ground.neighbours(t)} - whole:
            if ground.faces[face].sliver and _held(ground, face, whole) >= SURROUNDED:
                whole.add(face)
        union = joined([ground.faces[f].polygon for f in whole])
        whole |= _in_holes(ground, union, keep_pinched=keep_pinched)
        if len(whole) == before:
            return frozenset(whole)


def _held(ground: BlockMap, face: int, whole: set[int]) -> float:
    pairs = ground.faces[face].pairs
    held = sum(ground.metres(p) for p in pairs if ground.across.get((p[1], p[0])) in whole)
    return held / sum(ground.metres(p) for p in pairs)


def _in_holes(ground: BlockMap, union: shapely.Geometry, *, keep_pinched: bool) -> set[int]:
    """Faces in the holes of a region; a hole that touches the rim may stay one."""
    holes = []
    for part in shapely.get_parts(union):
        holes += [
            shapely.Polygon(ring)
            for ring in part.interiors
            if not (keep_pinched and ring.intersects(part.exterior))
        ]
    if not holes:
        return set()
    tree = shapely.STRtree([f.polygon.representative_point() for f in ground.faces])
    inside: set[int] = set()
    for hole in holes:
        inside |= {int(i) for i in tree.query(hole, predicate="contains")}
    return inside


def _describe(ground: BlockMap, faces: frozenset[int], number: int) -> Region | None:
    """Walk the rim and name its legs; None where it cannot be written in one sentence."""
    pairs = {p for f in faces for p in ground.faces[f].pairs}
    rim = {p for p in pairs if (p[1], p[0]) not in pairs}
    walk = _one_walk(rim)
    if walk is None:
        return None
    runs = _runs(ground, walk)
    written = [r for r in runs if _is_written(r)]
    links = [r for r in runs if not r.name]
    if sum(r.metres for r in links) > LINK_SHARE * sum(r.metres for r in runs):
        return None
    if not all(_may_skip(ground, gap) for gap in _gaps(runs)):
        return None
    area = joined([ground.faces[f].polygon for f in faces])
    visits = Counter(a for a, _ in walk)
    return Region(
        number=number,
        area=area,
        loose=_loose(ground, rim),
        legs=_merged(written),
        touching=max(visits.values()) > 1,
        looped=_looped(ground, rim),
        links=len(links),
        stubs=len(runs) - len(written) - len(links),
    )


def _loose(ground: BlockMap, rim: set[NodePair]) -> shapely.MultiPolygon:
    """Return the slivers along the rim; one that only ends there is not loose.

    A boulevard of three lines has two strips side by side: both are loose.
    """
    loose: set[int] = set()
    edge = rim
    while True:
        beside = {ground.across.get(q, -1) for a, b in edge for q in ((a, b), (b, a))}
        names = {ground.faces[f].name for f in loose}
        more = {
            f
            for f in beside - {-1} - loose
            if ground.faces[f].sliver
            and (not loose or ground.faces[f].name in names)
            and _along(ground, f, edge) >= LOOSE_SHARE
        }
        if not more:
            break
        loose |= more
        edge = {pair for f in more for pair in ground.faces[f].pairs}
    return joined([ground.faces[f].polygon for f in sorted(loose)])


def _along(ground: BlockMap, face: int, rim: set[NodePair]) -> float:
    pairs = ground.faces[face].pairs
    along = sum(ground.metres(p) for p in pairs if p in rim or (p[1], p[0]) in rim)
    return along / sum(ground.metres(p) for p in pairs)


def _looped(ground: BlockMap, rim: Iterable[NodePair]) -> bool:
    beside = {ground.across.get(q, -1) for a, b in rim for q in ((a, b), (b, a))} - {-1}
    return any(ground.faces[f].loop for f in beside)


def _is_written(run: RimLeg) -> bool:
    return bool(run.name) and run.metres >= STUB_M


def _gaps(runs: list[RimLeg]) -> list[list[RimLeg]]:
    """Stretches between written legs, round the end too."""
    first = next((i for i, run in enumerate(runs) if _is_written(run)), 0)
    gaps: list[list[RimLeg]] = [[]]
    for run in [*runs[first:], *runs[:first]]:
        if _is_written(run):
            gaps.append([])
        else:
            gaps[-1].append(run)
    return [gap for gap in gaps if gap]


def _may_skip(ground: BlockMap, gap: list[RimLeg]) -> bool:
    """Tell whether a clerk may leave a stretch out: a short stub or a short unnamed link."""
    metres = sum(run.metres for run in gap)
    if all(run.name for run in gap):
        return metres < STUB_M
    pairs = [p for run in gap for p in zip(run.nodes, run.nodes[1:], strict=False)]
    round_about = any(ground.way(p).tags.get("junction") == "roundabout" for p in pairs)
    limit = ROUND_LINK_M if round_about else LINK_M
    return metres <= limit and not any(run.name for run in gap)


def _one_walk(rim: set[NodePair]) -> list[NodePair] | None:
    """Return one closed walk over every directed pair, or None where the rim falls apart."""
    onward: defaultdict[int, list[int]] = defaultdict(list)
    for a, b in sorted(rim):
        onward[a].append(b)
    start = min(onward)
    stack, nodes = [start], []
    while stack:
        if onward[stack[-1]]:
            stack.append(onward[stack[-1]].pop())
        else:
            nodes.append(stack.pop())
    nodes.reverse()
    return list(itertools.pairwise(nodes)) if len(nodes) == len(rim) + 1 else None


def _runs(ground: BlockMap, walk: list[NodePair]) -> list[RimLeg]:
    """Split a closed walk where its name changes, so that no run reaches over the start."""
    names = [ground.name(p) for p in walk]
    cut = next((i for i in range(len(walk)) if names[i] != names[i - 1]), 0)
    runs: list[RimLeg] = []
    nodes: list[int] = []
    metres = 0.0
    for step in range(len(walk)):
        at = (cut + step) % len(walk)
        nodes = nodes or [walk[at][0]]
        nodes.append(walk[at][1])
        metres += ground.metres(walk[at])
        if step == len(walk) - 1 or names[(at + 1) % len(walk)] != names[at]:
            runs.append(RimLeg(names[at], tuple(nodes), metres))
            nodes, metres = [], 0.0
    return runs


def _merged(runs: list[RimLeg]) -> tuple[RimLeg, ...]:
    """Join neighbours that carry the same name, round the end too."""
    merged: list[RimLeg] = []
    for run in runs:
        if merged and merged[-1].name == run.name:
            run = _joined(merged.pop(), run)  # noqa: PLW2901 - the run grows
        merged.append(run)
    if len(merged) > 1 and merged[0].name == merged[-1].name:
        merged[0] = _joined(merged.pop(), merged[0])
    return tuple(merged)


def _joined(first: RimLeg, second: RimLeg) -> RimLeg:
    return RimLeg(first.name, first.nodes + second.nodes, first.metres + second.metres)


def leg_line(network: LineNetwork, leg: RimLeg) -> shapely.LineString:
    """Return the line of a leg, metres."""
    points: list[XY] = [network.xy[n] for n in leg.nodes]
    return shapely.LineString(points)
