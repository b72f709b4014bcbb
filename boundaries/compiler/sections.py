"""Limits inside a leg: "Hegyalja út a Budaörsi úttól" turns where the Budaörsi út is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.network import distance

from ..model import LegKind, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import LineNetwork
    from geo.walk import Walk

    from .layers import Layer
    from .resolve import Carried, NameIndex

NEAR_LIMIT_M = 60.0
"""A turn so near to its limit is at it: a square, the other carriageway."""
KINDS_TRIED = (LegKind.STREET, LegKind.RAILWAY, LegKind.WATER, LegKind.BORDER)
"""What a limit may be; its own kind is not written."""


def section_limits(
    layers: Sequence[Layer], index: NameIndex, network: LineNetwork
) -> tuple[dict[int, frozenset[int]], list[Problem]]:
    """Return where the walk has to turn, as far as the sections of the legs say so.

    Returns:
        Index of a turn (behind layer i) -> nodes at which it may lie, and a warning for each
        limit whose name no line of the map carries.
    """
    allowed: dict[int, frozenset[int]] = {}
    problems = []
    for i, layer in enumerate(layers):
        for leg in layer.legs:
            section = leg.spec.section
            if section is None:
                continue
            for turn, name in ((i - 1) % len(layers), section.start), (i, section.end):
                if name is None:
                    continue
                nodes, carried = _limit(name, index, network)
                if carried:
                    problems.append(_otherwise(leg.spec.number, leg.spec.name, name, carried))
                if nodes:
                    allowed[turn] = allowed.get(turn, nodes) & nodes or nodes
                else:
                    problems.append(_unknown_limit(leg.spec.number, leg.spec.name, name))
    return allowed, problems


def limits_not_kept(
    layers: Sequence[Layer], index: NameIndex, network: LineNetwork, walk: Walk
) -> list[Problem]:
    """Return a warning for each limit that the leg's line meets, but not where the walk turns.

    "Malom utca (Petőfi utca és Rózsa utca között)" is walked past the Petőfi utca where the next
    leg lies behind it: the words and the order contradict each other.
    """
    problems = []
    for layer, path in zip(layers, walk.legs, strict=True):
        sections = [leg for leg in layer.legs if leg.spec.section is not None]
        if not sections:
            continue
        ends = [network.xy[path.nodes[0]], network.xy[path.nodes[-1]]]
        line = {node for way in layer.strand.ways for node in network.ways[way].nodes}
        for leg in sections:
            for name in (leg.spec.section.start, leg.spec.section.end) if leg.spec.section else ():
                nodes = _limit(name, index, network)[0] & line if name else frozenset()
                apart = min(
                    (distance(network.xy[node], end) for node in nodes for end in ends),
                    default=0.0,
                )
                if name and apart > NEAR_LIMIT_M:
                    problems.append(_not_kept(leg.spec.number, leg.spec.name, name, apart))
    return problems


def _not_kept(number: int, leg: str, name: str, metres: float) -> Problem:
    return Problem(
        "limit_not_kept",
        f'leg {number} "{leg}": the walk turns {metres:.0f} m from its limit "{name}"; '
        "check the section and the order of the legs",
        (number,),
        "warning",
        {"limit": name, "metres": round(metres, 1)},
    )


def _limit(
    name: str, index: NameIndex, network: LineNetwork
) -> tuple[frozenset[int], tuple[Carried, ...]]:
    """Return the nodes of what a limit names, and what of it is not called so today."""
    for kind in KINDS_TRIED:
        found = index.find(name, kind)
        if found.ways:
            nodes = frozenset(n for way in found.ways for n in network.ways[way].nodes)
            return nodes, found.carried
    return frozenset(), ()


def _otherwise(number: int, leg: str, name: str, carried: tuple[Carried, ...]) -> Problem:
    return Problem(
        "other_name",
        f'leg {number} "{leg}": its limit "{name}" was found otherwise: {carried[0].words}',
        (number,),
        "note",
        {"limit": name},
    )


def _unknown_limit(number: int, leg: str, name: str) -> Problem:
    return Problem(
        "limit_not_found",
        f'leg {number} "{leg}": its limit "{name}" is not on the map; the walk turns where the '
        "next leg is",
        (number,),
        "warning",
        {"limit": name},
    )
