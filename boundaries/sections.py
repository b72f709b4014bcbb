"""Limits inside a leg: "Hegyalja út a Budaörsi úttól" turns where the Budaörsi út is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import LegKind, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import LineNetwork

    from .layers import Layer
    from .resolve import Carried, NameIndex

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
