"""The streets beside a ring, and those of a list: which stretch of each the map shows."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import shapely

from ..compiler.stretches import find_street
from ..model import EditionPart, LegSpec, Numbers, PartKind, PartStreet, Problem, Section
from .part_problems import (
    row_open,
    section_open,
    side_open,
    street_apart,
    street_missing,
    street_renamed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network import LineNetwork

    from ..compiler.resolve import NameIndex
    from ..model import LedgerEntry
    from .parts import PartSpec, StreetSpec

ON_STREET_M = 40.0
"""What is drawn or walked along a street is so near to all of its carriageways."""


def blank_part(spec: PartSpec, legs: Sequence[int] = (), **found: object) -> EditionPart:
    """Return a part as it was read, with what was found of it."""
    part = EditionPart(
        spec.number, spec.kind, spec.effect, spec.text, spec.span, spec.name, tuple(legs)
    )
    return dataclasses.replace(part, **found)  # type: ignore[arg-type]  # fields of a part


def along_leg(leg: LedgerEntry, network: LineNetwork, index: NameIndex) -> PartStreet:
    """Return the street that a leg of a ring runs along, as the section that is the line."""
    name = leg.walked_as or leg.name
    ways = index.find(name, leg.kind).ways
    line = shapely.LineString(leg.line)
    return PartStreet(
        leg.name,
        Numbers("whole"),
        section=Section(None, None),
        resolved=name,
        ways=tuple(use.way_id for use in leg.ways),
        lines=(_corners(line),),
        rest=tuple(map(_corners, _beside(line, ways, network))),
    )


def of_streets(
    spec: PartSpec, network: LineNetwork, index: NameIndex
) -> tuple[EditionPart, list[Problem]]:
    """Find the stretches of a part's streets, and tell what is wrong with them."""
    told = [row_open(spec, words) for words in spec.odd_rows]
    streets: list[PartStreet] = []
    known: dict[LegSpec, tuple[PartStreet, list[Problem]]] = {}
    for one in spec.streets:
        if one.asked not in known:
            known[one.asked] = _street(spec, one, network, index)
            told += known[one.asked][1]
        found = known[one.asked][0]
        streets.append(
            dataclasses.replace(
                one.told,
                is_open=one.told.is_open or found.is_open,
                resolved=found.resolved,
                ways=found.ways,
                lines=found.lines,
                rest=found.rest,
            )
        )
    return blank_part(spec, streets=tuple(streets)), told


def _street(
    spec: PartSpec, one: StreetSpec, network: LineNetwork, index: NameIndex
) -> tuple[PartStreet, list[Problem]]:
    """Find the stretch of a street, and tell what is wrong with it."""
    found = find_street(one.asked, index, network)
    resolution, told = found.resolution, one.told
    if not resolution.ways:
        return told, [street_missing(spec, told, [c.name for c in resolution.candidates])]
    problems = []
    lines, rest, renamed = found.lines, found.rest, resolution.carried
    if found.unclear and spec.drawn is not None:
        lines, rest = (spec.drawn.line,), _beside(spec.drawn.line, resolution.ways, network)
    elif found.unclear:
        problems.append(section_open(spec, told, found.unclear, found.limit))
    if found.is_apart:
        problems.append(street_apart(spec, told))
    if renamed:
        problems.append(street_renamed(spec, told, renamed[0].words))
    if told.is_open and spec.kind not in {PartKind.LIST, PartKind.NUMBERS}:
        problems.append(side_open(spec, told))
    resolved = renamed[0].today if renamed else resolution.matched
    made = dataclasses.replace(
        told,
        is_open=bool(renamed),
        resolved=resolved,
        ways=found.ways,
        lines=tuple(_corners(line) for line in lines),
        rest=tuple(_corners(line) for line in rest),
    )
    return made, problems


def _beside(
    drawn: shapely.LineString, ways: Sequence[int], network: LineNetwork
) -> tuple[shapely.LineString, ...]:
    """Return what of a street is not the stretch that a person drew."""
    whole = shapely.union_all([network.line(network.ways[way]) for way in ways])
    left = whole.difference(drawn.buffer(ON_STREET_M, cap_style="flat"))
    return tuple(one for one in shapely.get_parts(left) if isinstance(one, shapely.LineString))


def _corners(line: shapely.LineString) -> tuple[tuple[float, float], ...]:
    return tuple((round(x, 2), round(y, 2)) for x, y, *_ in line.coords)
