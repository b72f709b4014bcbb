"""Places where a line comes beside another one between its nodes.

Maps are drawn by hand: a street may end on a line, or a few metres before it, without a node
there, and the two lines of a street may run side by side for kilometres without meeting. Such a
place gets a node of its own, so that a walk can be led straight across.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .network import distance, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from .network import XY, LineNetwork
    from .strand import WalkOptions
    from .walk import LegPath

ON_LINE_M = 1.0
"""An end that lies this near to a line was meant to lie on it."""
SAME_M = 0.01
"""Places that are no farther apart are one."""
LEAST_ROUND_M = 150.0
"""A way round of less than this is walked and not bridged ..."""
ROUND_RATIO = 10.0
"""... nor is one of less than this many times the gap."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A node and the foot of its perpendicular on a line beside it."""

    end: int
    foot: int


@dataclass(frozen=True, slots=True)
class _Foot:
    """Where a perpendicular meets a line."""

    way: int
    place: XY
    gap_m: float
    near: int | None
    """A node of the line at this very place."""


def tie_ends(
    network: LineNetwork, lines: Sequence[Sequence[int]], options: WalkOptions
) -> tuple[LineNetwork, list[Tie]]:
    """Tie ends of lines to the next line where they come near it between its nodes.

    Args:
        network: what the lines belong to.
        lines: indexes of the ways of each line, in walking order; the first follows the last.
        options: how far a gap is bridged.

    Returns:
        The network with a node at the foot of each tie, and the ties. Ends on the line itself get
        no gap. Neighbours that share a node elsewhere are tied up to `ON_LINE_M` only.
    """
    wanted: dict[tuple[int, XY], list[int]] = {}
    ties: list[Tie] = []
    nodes = [{n for way in ways for n in network.ways[way].nodes} for ways in lines]
    for i in range(len(lines)):
        for a, b in ((i - 1, i), (i, i - 1)):
            if lines[a] == lines[b]:
                continue
            apart = not nodes[a] & nodes[b]
            for end in sorted(_ends(network, lines[a], dead_only=not apart) - nodes[b]):
                cap = options.air_cap_m if apart else ON_LINE_M
                foot = _foot(network, end, lines[b], cap)
                if foot is None or _leads_there(network, end, nodes[b], foot.gap_m, options):
                    continue
                if foot.near is not None:
                    ties.append(Tie(end, foot.near))
                else:
                    wanted.setdefault((foot.way, foot.place), []).append(end)
    if not wanted:
        return network, ties
    network, feet = network.with_nodes(list(wanted))
    ties += [
        Tie(end, foot)
        for foot, ends in zip(feet, wanted.values(), strict=True)
        for end in dict.fromkeys(ends)
    ]
    return network, ties


def _ends(network: LineNetwork, ways: Sequence[int], *, dead_only: bool) -> set[int]:
    """Return the nodes from which only one piece of a line leads on.

    Args:
        network: what the line belongs to.
        ways: indexes of its ways.
        dead_only: only those from which nothing else leads on either.
    """
    found = {n for w in ways for n in (network.ways[w].nodes[0], network.ways[w].nodes[-1])}
    if dead_only:
        return {n for n in found if len(network.edges.get(n, ())) == 1}
    met = Counter(
        n for w in ways for pair in itertools.pairwise(network.ways[w].nodes) for n in pair
    )
    return {n for n in found if met[n] == 1}


def _leads_there(
    network: LineNetwork, end: int, targets: set[int], gap_m: float, options: WalkOptions
) -> bool:
    """Tell whether other ways lead from an end to a line, so that no tie is needed."""
    if gap_m <= ON_LINE_M or len(network.edges.get(end, ())) == 1:
        return False
    return bool(targets & reach(network.edges, {end: 0.0}, options.bridge_cap_m).metres.keys())


def _foot(network: LineNetwork, node: int, ways: Sequence[int], cap_m: float) -> _Foot | None:
    """Return where the perpendicular from a node meets a line, if that is near enough."""
    pieces = [(way, a, b) for way in ways for a, b in itertools.pairwise(network.ways[way].nodes)]
    if not pieces:
        return None
    starts = np.array([network.xy[a] for _, a, _ in pieces])
    ends = np.array([network.xy[b] for _, _, b in pieces])
    feet, gaps = feet_of(np.array(network.xy[node]), starts, ends)
    k = int(gaps.argmin())
    if gaps[k] > cap_m:
        return None
    way, a, b = pieces[k]
    place = (float(feet[k, 0]), float(feet[k, 1]))
    near = next((n for n in (a, b) if distance(network.xy[n], place) <= SAME_M), None)
    return _Foot(way, place, float(gaps[k]), near)


def feet_of(
    point: npt.NDArray[np.float64],
    starts: npt.NDArray[np.float64],
    ends: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the nearest place on each straight piece to a point, and how far off it is."""
    along = ends - starts
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((point - starts) * along).sum(axis=1) / squared, 0.0, 1.0)
    feet = starts + share[:, None] * along
    return feet, np.hypot(*(feet - point).T)


def medians(
    network: LineNetwork, paths: Iterable[tuple[int, LegPath]], options: WalkOptions
) -> tuple[LineNetwork, list[tuple[int, Tie]]]:
    """Find where a path along a street comes back beside its own start or end.

    A street of two carriageways that meet only far away is walked to where they do and back; a
    boundary is meant to change sides where it stands.

    Args:
        network: what the paths belong to.
        paths: number of a leg and a path along it.
        options: how wide a gap is bridged.

    Returns:
        The network with a node opposite each such place, and (number of the leg, tie).
    """
    wanted: dict[tuple[int, XY], list[tuple[int, int]]] = {}
    ties: list[tuple[int, Tie]] = []
    for number, path in dict.fromkeys(paths):
        for end, foot in _returns(network, path, options.air_cap_m):
            if foot.near is not None:
                ties.append((number, Tie(end, foot.near)))
            else:
                wanted.setdefault((foot.way, foot.place), []).append((number, end))
    if not wanted:
        return network, ties
    network, feet = network.with_nodes(list(wanted))
    for foot_node, asked in zip(feet, wanted.values(), strict=True):
        ties += [(number, Tie(end, foot_node)) for number, end in dict.fromkeys(asked)]
    return network, ties


def _returns(network: LineNetwork, path: LegPath, cap_m: float) -> Iterator[tuple[int, _Foot]]:
    """Yield each end of a path with the place beside it where the path comes back."""
    nodes = path.nodes
    apart = distance(network.xy[nodes[0]], network.xy[nodes[-1]])
    if path.on_line_m + cap_m < LEAST_ROUND_M + apart:
        return
    xy = np.array([network.xy[n] for n in nodes])
    metres = np.concatenate([[0.0], np.cumsum([step.metres for step in path.steps])])
    on_line = np.array([not step.is_bridge for step in path.steps])
    for at in (0, len(nodes) - 1):
        feet, gaps = feet_of(xy[at], xy[:-1], xy[1:])
        walked = np.abs(metres[:-1] + np.hypot(*(feet - xy[:-1]).T) - metres[at])
        beside = on_line & (gaps > SAME_M) & (gaps <= cap_m)
        beside &= walked >= np.maximum(LEAST_ROUND_M, ROUND_RATIO * gaps)
        if not beside.any():
            continue
        k = int(np.where(beside, gaps, math.inf).argmin())
        place = (float(feet[k, 0]), float(feet[k, 1]))
        near = next((n for n in nodes[k : k + 2] if distance(network.xy[n], place) <= SAME_M), None)
        yield nodes[at], _Foot(path.steps[k].way, place, float(gaps[k]), near)
