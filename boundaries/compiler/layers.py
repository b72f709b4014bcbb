"""From legs to the layers that the walk goes through.

A layer is one line. Neighbouring legs that run on the same line share a layer: the first and the
last leg of a closed sentence, a name written twice, and a leg whose stand-in is its neighbour.

Straight extensions: "a Fő utca elméleti meghosszabbítása" runs on from the street's end. The
extension is led straight on from each end of the street to the first line of a neighbouring leg
that it meets; the ledger carries it as a construction, not as a way of the map.

Limits inside a leg: "Hegyalja út a Budaörsi úttól" turns where the Budaörsi út is.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.ops import nearest_points

from geo.network import WayKind, distance
from geo.strand import Strand, WalkOptions, build_strand

from ..model import Decision, DrawnLine, LegKind, LegSpec, LineRule, Problem
from .resolve import Resolution

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.network import XY, LineNetwork
    from geo.walk import Walk

    from .resolve import Carried, NameIndex


SHORT_U = re.compile(r"\su\.?\s*$", re.IGNORECASE)
"""A street type written "u" or "u."."""
POINT_KINDS = (LegKind.SQUARE, LegKind.POINT)
"""Kinds of which a boundary often only touches a point."""


@dataclass(frozen=True, slots=True)
class FoundLeg:
    """A leg with the ways that it can run along."""

    spec: LegSpec
    decision: Decision
    resolution: Resolution
    walked_as: str
    """Name of the line that is walked: its own, or its stand-in's."""


@dataclass(slots=True)
class Layer:
    """One line of the walk, with every leg that runs on it, in the order of the text."""

    legs: list[FoundLeg]
    strand: Strand

    @property
    def label(self) -> str:
        """Name of the line."""
        return self.legs[0].walked_as

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of its legs."""
        return tuple(leg.spec.number for leg in self.legs)

    @property
    def owner(self) -> FoundLeg:
        """The leg that the line belongs to: the first that names it itself."""
        own = [leg for leg in self.legs if leg.decision is not Decision.STAND_IN]
        return min(own or self.legs, key=lambda leg: leg.spec.number)


def find_leg(spec: LegSpec, index: NameIndex) -> FoundLeg:
    """Look up a leg: a drawn line first, its own name, then its stand-in."""
    if spec.drawn is not None:
        return FoundLeg(spec, Decision.DRAWN, Resolution(()), spec.name)
    found = index.find(spec.name, spec.kind, railway_number=spec.railway_number)
    if (
        (not found.ways or found.carried)
        and SHORT_U.search(spec.text)
        and spec.name.endswith(" utca")
    ):
        # "Csepeli u." is written for utca and for út.
        other = index.find(f"{spec.name.removesuffix(' utca')} út", spec.kind)
        if other.ways and not (found.carried and other.carried):
            found = other
    if found.ways:
        return FoundLeg(spec, Decision.WALKED, found, found.matched or spec.name)
    if spec.stand_in is not None:
        other = index.find(spec.stand_in.name, spec.stand_in.kind)
        if other.ways:
            return FoundLeg(spec, Decision.STAND_IN, other, other.matched or spec.stand_in.name)
    return FoundLeg(spec, Decision.UNRESOLVED, found, spec.name)


def build_layers(
    found: Sequence[FoundLeg], network: LineNetwork, options: WalkOptions
) -> list[Layer]:
    """Group the legs into layers, in walking order, and build each layer's strand."""
    strands: dict[tuple[int, ...], Strand] = {}
    layers = []
    for group in _grouped(found):
        ways = group[0].resolution.ways
        if ways not in strands:
            loose = all(leg.spec.kind in POINT_KINDS for leg in group)
            label = group[0].walked_as
            strands[ways] = build_strand(network, ways, label, options, point_ok=loose)
        layers.append(Layer(list(group), strands[ways]))
    return layers


def lines_of(found: Sequence[FoundLeg]) -> list[tuple[int, ...]]:
    """Return the indexes of the ways of each layer, in walking order."""
    return [group[0].resolution.ways for group in _grouped(found)]


def _grouped(found: Sequence[FoundLeg]) -> list[list[FoundLeg]]:
    """Group the legs that follow one another on the same line."""
    groups: list[list[FoundLeg]] = []
    for leg in found:
        if groups and groups[-1][-1].resolution.ways == leg.resolution.ways:
            groups[-1].append(leg)
        else:
            groups.append([leg])
    if len(groups) > 1 and groups[0][0].resolution.ways == groups[-1][-1].resolution.ways:
        # The ring closes on the line that it starts from.
        groups[0] = groups[0] + groups.pop()
    return groups


DRAWN_ID = -(10**14)
"""Way ids of drawn lines count down from here."""


def add_drawn_lines(
    found: Sequence[FoundLeg], network: LineNetwork, options: WalkOptions
) -> tuple[list[FoundLeg], LineNetwork, list[Problem]]:
    """Put the lines that people supplied into the network, tied to their neighbours.

    An end that stops short of its neighbour is led straight to it if the gap is within the cap
    of a straight bridge; a larger gap stays open and is reported by the walk.
    """
    drawn = [i for i, leg in enumerate(found) if leg.spec.drawn is not None]
    if not drawn:
        return list(found), network, []
    legs, extra, problems = list(found), [], []
    for i in drawn:
        line = found[i].spec.drawn
        if line is None:
            continue
        near = [network.line(network.ways[w]) for w in _neighbour_ways(found, i)]
        coordinates, gaps = _tied(line, near, options.air_cap_m)
        way_id = DRAWN_ID - found[i].spec.number
        extra.append((way_id, coordinates, _drawn_tags(found[i].spec, line)))
        resolution = Resolution((len(network.ways) + len(extra) - 1,), found[i].spec.name, "drawn")
        legs[i] = FoundLeg(found[i].spec, Decision.DRAWN, resolution, found[i].spec.name)
        problems += [_tie_note(found[i].spec, gap) for gap in gaps if gap > 0.5]  # noqa: PLR2004
    return legs, network.with_lines(extra, WayKind.STREET), problems


def _neighbour_ways(found: Sequence[FoundLeg], i: int) -> list[int]:
    return [
        way for j in (i - 1, (i + 1) % len(found)) for way in found[j].resolution.ways if j != i
    ]


def _tied(
    drawn: DrawnLine, near: Sequence[shapely.LineString], cap_m: float
) -> tuple[list[tuple[float, float]], list[float]]:
    """Lead the ends of a drawn line a centimetre past the nearest neighbour, if it is close."""
    coordinates = [(float(x), float(y)) for x, y, *_ in drawn.line.coords]
    gaps = []
    for at_start in (True, False):
        end = shapely.Point(coordinates[0] if at_start else coordinates[-1])
        hits = sorted((line.distance(end), k) for k, line in enumerate(near))
        if not hits or hits[0][0] > cap_m:
            continue
        target = nearest_points(near[hits[0][1]], end)[0]
        gap = hits[0][0]
        gaps.append(gap)
        if gap > 0:
            past = 1 + 0.01 / gap
            tip = (end.x + (target.x - end.x) * past, end.y + (target.y - end.y) * past)
            coordinates.insert(0, tip) if at_start else coordinates.append(tip)
    return coordinates, gaps


def _drawn_tags(spec: LegSpec, drawn: DrawnLine) -> dict[str, str]:
    return {
        "name": spec.name,
        "akcioterulet:certainty": "certain",
        "akcioterulet:uncertainty_m": str(drawn.uncertainty_m),
        "akcioterulet:evidence": f"drawn by {drawn.author} on {drawn.date}: {drawn.reason}",
        "source": f"drawn by hand ({drawn.author})",
    }


def _tie_note(spec: LegSpec, gap: float) -> Problem:
    return Problem(
        "drawn_line_tied",
        f'leg {spec.number} "{spec.name}": an end of the drawn line was led {gap:.1f} m '
        "straight to its neighbour",
        (spec.number,),
        "note",
        {"gap_m": round(gap, 1)},
    )


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
                nodes, carried = limit_nodes(name, index, network)
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
                nodes = limit_nodes(name, index, network)[0] & line if name else frozenset()
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


def limit_nodes(
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


LONGEST_M = 800.0
"""How far a street is extended at the most."""
PAST_M = 0.01
"""The extension is led this far past the line that it meets, so that they cross."""
EXTENSION_ID = -(10**13)
"""Ids of extensions count down from here."""
UNCERTAINTY_M = 10.0
"""Direction of the last straight piece of a street, carried on for some hundred metres."""


def add_extensions(
    found: Sequence[FoundLeg], network: LineNetwork
) -> tuple[list[FoundLeg], LineNetwork]:
    """Put the straight extensions that the legs' rules ask for into the network."""
    legs = list(found)
    extra: list[tuple[int, list[XY], dict[str, str]]] = []
    for i, leg in enumerate(found):
        if leg.spec.rule is not LineRule.EXTENSION or not leg.resolution.ways:
            continue
        neighbours = _lines(found[i - 1], network) + _lines(found[(i + 1) % len(found)], network)
        new = []
        for line in _extended(_lines(leg, network), neighbours):
            new.append(len(network.ways) + len(extra))
            extra.append((EXTENSION_ID - len(extra), line, _tags(leg.walked_as)))
        ways = (*leg.resolution.ways, *new)
        legs[i] = dataclasses.replace(
            leg, resolution=dataclasses.replace(leg.resolution, ways=ways)
        )
    return legs, network.with_lines(extra, WayKind.STREET) if extra else network


def _lines(leg: FoundLeg, network: LineNetwork) -> list[shapely.LineString]:
    return [network.line(network.ways[w]) for w in leg.resolution.ways]


def _extended(
    lines: Sequence[shapely.LineString], neighbours: Sequence[shapely.LineString]
) -> Iterator[list[XY]]:
    """Yield the straight pieces from the ends of a street to the next leg."""
    if not neighbours:
        return
    target = shapely.union_all(neighbours)
    merged = shapely.line_merge(shapely.union_all(lines))
    for part in shapely.get_parts(merged):
        coordinates = [(float(x), float(y)) for x, y in part.coords]
        for end, before in ((coordinates[0], coordinates[1]), (coordinates[-1], coordinates[-2])):
            if ray := _ray(before, end, target):
                yield ray


def _ray(before: XY, end: XY, target: shapely.Geometry) -> list[XY] | None:
    length = math.hypot(end[0] - before[0], end[1] - before[1])
    if length <= 0:
        return None
    ux, uy = (end[0] - before[0]) / length, (end[1] - before[1]) / length
    far = (end[0] + LONGEST_M * ux, end[1] + LONGEST_M * uy)
    hit = shapely.intersection(shapely.LineString([end, far]), target)
    if hit.is_empty:
        return None
    metres = shapely.distance(shapely.Point(end), hit)
    if metres <= PAST_M:
        return None
    reach = metres + PAST_M
    return [end, (end[0] + reach * ux, end[1] + reach * uy)]


def _tags(name: str) -> dict[str, str]:
    return {
        "name": name,
        "akcioterulet:certainty": "inferred",
        "akcioterulet:uncertainty_m": str(UNCERTAINTY_M),
        "akcioterulet:evidence": "straight extension of the street, as the sentence says",
        "source": "construction",
    }
