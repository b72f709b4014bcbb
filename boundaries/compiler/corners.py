"""Squares that a sentence names at a corner, while their line on the map lies beside it.

"Malom körút – Vásár tér – Híd utca": the two streets meet at the square, and the map gives its name
to a stretch on the far side only. People name such a square; nobody walks there and back for it.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import shapely

from ..model import (
    Certainty,
    CompileStatus,
    Decision,
    Junction,
    JunctionKind,
    LegKind,
    LineRule,
    Problem,
)
from .ledger import unresolved_entry
from .name_readings import CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.network import LineNetwork

    from ..model import Compilation, LedgerEntry
    from .layers import FoundLeg

    Compiler = Callable[[Sequence[FoundLeg]], Compilation]

CORNER_M = 250.0
"""So near to a square its neighbours meet at it: half the length of the largest squares."""
FEWEST = 2
"""A ring needs so many other lines."""


class _Corner(NamedTuple):
    """Where the neighbours of a square meet beside it."""

    leg: FoundLeg
    node: int
    metres: float
    between: tuple[FoundLeg, FoundLeg]


def past_corners(
    found: Sequence[FoundLeg], network: LineNetwork, compiled: Compiler
) -> Compilation:
    """Compile a sentence; where only squares beside their corners keep it open, without them.

    Args:
        found: the legs as they are looked up.
        network: the lines of the map.
        compiled: compiles legs that are looked up.

    Returns:
        The outcome; with a warning for each square that the walk passes, with its distance.
    """
    outcome = compiled(found)
    corners = _corners(found, network, outcome)
    if not corners:
        return outcome
    passed = {corner.leg.spec.number for corner in corners}
    without = compiled([leg for leg in found if leg.spec.number not in passed])
    if without.status not in CLOSED:
        return outcome
    legs = (*without.legs, *(_entry(corner, network) for corner in corners))
    return dataclasses.replace(
        without,
        legs=tuple(sorted(legs, key=lambda entry: entry.number)),
        problems=(*without.problems, *map(_told, corners)),
    )


def _corners(
    found: Sequence[FoundLeg], network: LineNetwork, outcome: Compilation
) -> list[_Corner]:
    """Return the squares that keep a ring open; nothing where something else does, too."""
    errors = [p for p in outcome.problems if p.severity == "error"]
    if outcome.status is not CompileStatus.INCOMPLETE or any(p.code != "gap" for p in errors):
        return []
    written = {leg.walked_as for leg in found}
    if any(name not in written for p in errors for name in _missing(p)):
        # A street that is not written leads to the square: it was left out.
        return []
    squares = {leg.spec.number for leg in found if _is_plain_square(leg)}
    open_at = [squares.intersection(problem.legs) for problem in errors]
    if not all(open_at) or len(found) - len(set().union(*open_at)) < FEWEST:
        return []
    found_at = [_corner(i, found, network, set().union(*open_at)) for i in range(len(found))]
    corners = [corner for corner in found_at if corner]
    return corners if len(corners) == len(set().union(*open_at)) else []


def _missing(problem: Problem) -> list[str]:
    """Return the streets that would lead across a gap."""
    names = problem.details.get("missing")
    return [str(name) for name in names] if isinstance(names, list) else []


def _is_plain_square(leg: FoundLeg) -> bool:
    """Tell whether a leg is a square of the map, and nothing is said of a side or a section."""
    spec = leg.spec
    plain = spec.rule is LineRule.CENTRE_LINE and spec.section is None
    return spec.kind is LegKind.SQUARE and leg.decision is Decision.WALKED and plain


def _corner(
    i: int, found: Sequence[FoundLeg], network: LineNetwork, passed: set[int]
) -> _Corner | None:
    """Return where the lines before and behind a square meet, if that is near it."""
    leg = found[i]
    if leg.spec.number not in passed:
        return None
    around = [*found[i + 1 :], *found[:i]]
    rest = [one for one in around if one.spec.number not in passed]
    behind, before = rest[0], rest[-1]
    shared = _nodes(before, network) & _nodes(behind, network)
    lines = shapely.union_all([network.line(network.ways[w]) for w in leg.resolution.ways])
    apart = {node: shapely.Point(network.xy[node]).distance(lines) for node in shared}
    near = min(shared, key=lambda node: (apart[node], node), default=None)
    if near is None or apart[near] > CORNER_M:
        return None
    return _Corner(leg, near, apart[near], (before, behind))


def _nodes(leg: FoundLeg, network: LineNetwork) -> set[int]:
    return {node for way in leg.resolution.ways for node in network.ways[way].nodes}


def _entry(corner: _Corner, network: LineNetwork) -> LedgerEntry:
    east, north = (round(value, 2) for value in network.xy[corner.node])
    at = Junction(JunctionKind.SHARED_NODE, east, north, corner.node)
    return dataclasses.replace(
        unresolved_entry(corner.leg, ((east, north),)),
        decision=Decision.TOUCHED,
        certainty=Certainty.LIKELY,
        uncertainty_m=round(corner.metres, 1),
        start=at,
        end=at,
    )


def _told(corner: _Corner) -> Problem:
    before, behind = (f'leg {leg.spec.number} "{leg.walked_as}"' for leg in corner.between)
    number = corner.leg.spec.number
    return Problem(
        "beside_corner",
        f'leg {number} "{corner.leg.walked_as}" lies {corner.metres:.1f} m beside the corner of '
        f"{before} and {behind}, where the walk turns; check whether the area takes the square in",
        (number,),
        "warning",
        {"metres": round(corner.metres, 1)},
    )
