"""Parts over a network -> one area with one ledger.

Rings are walked each by itself; the ground is what the rings take in less what they take out. A
street beside a ring draws no ground: it decides doors (`streets.part_ranges`), and round its
stretch, as far as doors stand from their street, a point is uncertain where the part says other
than the rings do. What the map does not have keeps the area open.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from ..compiler.choice import ChosenGround, CompileOptions
from ..compiler.compile import compile_legs, compile_text, specs_of
from ..compiler.reports import other_ground, unread_problems
from ..compiler.resolve import NameIndex
from ..document.model import AreaPart
from ..ground.parted import OFF_STREET_M
from ..model import (
    AlternativeArea,
    Compilation,
    CompileStatus,
    EditionPart,
    Effect,
    LegKind,
    LegSpec,
    LineRule,
    ParsedSentence,
    PartKind,
    Problem,
    Span,
    worst,
)
from .corrections import notes, options_for
from .part_problems import (
    nothing_left,
    place_without_line,
    rim_unclear,
    takes_nothing,
    without_ring,
)
from .part_streets import along_leg, blank_part, of_streets
from .parts import BY_STREETS, part_specs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..lists.model import ListRow
    from .corrections import Correction
    from .parts import PartSpec

    Rule = Callable[[tuple[LegSpec, ...]], tuple[LegSpec, ...]]
    """Changes the legs of a ring as another part says."""
    Walk = Callable[[PartSpec, Rule], Compilation]
    """Compiles the ring of a part, its legs changed by a rule."""

_RIM_KINDS = frozenset({LegKind.STREET, LegKind.ROAD, LegKind.SQUARE, LegKind.PATH})
"""Legs of which "the streets of the boundary" speaks."""


@dataclass(frozen=True, slots=True)
class PartedOutcome:
    """An area of several parts as it was compiled."""

    whole: Compilation
    rings: Mapping[int, Compilation]
    """Number of a part -> what became of its line."""
    told: tuple[Problem, ...]
    """What is said of the whole beside its rings."""


@dataclass(slots=True)
class _Made:
    """One part in the making."""

    part: EditionPart
    outcome: Compilation | None = None


def compile_parts(
    specs: Sequence[PartSpec],
    legs_of: Mapping[int, Sequence[LegSpec]],
    walk: Walk,
    network: LineNetwork,
    index: NameIndex,
    problems: Sequence[Problem] = (),
) -> PartedOutcome:
    """Compile an area of several parts.

    Args:
        specs: in the order of the text.
        legs_of: number of a ring -> its legs; those of all rings are numbered through.
        walk: compiles one ring.
        network: in metres; all coordinates of the outcome are in its system.
        index: its names.
        problems: what is already known to be wrong with the text.

    Returns:
        The whole, whose `parts` name their legs and streets, and each ring by itself.
    """
    rings = [one for one in specs if one.kind is PartKind.RING and one.effect is Effect.ADDS]
    rims = [one for one in specs if one.kind is PartKind.RIM]
    with_rim = [one for one in rims if one.effect is Effect.ADDS and len(rings) == 1]
    told = [*problems, *(rim_unclear(one) for one in rims if one not in with_rim)]
    for one in specs:
        if one.kind is not PartKind.RING:  # a ring tells its own
            told += unread_problems(ParsedSentence(one.text, (), problems=one.problems))
    if not rings:
        told.append(without_ring(specs))
    next_leg = sum(map(len, legs_of.values())) + 1
    made = []
    for spec in specs:
        if spec.kind is PartKind.RING:
            rule = _in_with_its_streets if with_rim and spec in rings else _as_it_is
            outcome = walk(spec, rule)
            made.append(_ring(spec, outcome, [leg.number for leg in legs_of[spec.number]]))
        elif spec.kind in {PartKind.PLACE, PartKind.PARCEL}:
            place = _place(spec, next_leg, network, index)
            told += [] if place else [place_without_line(spec)]
            made.append(place or _Made(blank_part(spec)))
            next_leg += place is not None
        elif spec.kind in BY_STREETS:
            part, found = of_streets(spec, network, index)
            told += found
            made.append(_Made(part))
        else:
            own = [leg for ring in rings for leg in legs_of[ring.number]]
            legs = [leg.number for leg in own if leg.kind in _RIM_KINDS]
            made.append(_Made(blank_part(spec, legs)))
    _name_rims(made, network, index)
    whole = _whole(made, told, network.epsg)
    outcomes = {one.part.number: one.outcome for one in made if one.outcome is not None}
    return PartedOutcome(whole, outcomes, tuple(told))


def compile_defined(
    parts: Sequence[PartSpec],
    legs: Sequence[LegSpec],
    network: LineNetwork,
    index: NameIndex,
    corrections: Sequence[Correction] = (),
    *,
    explained: bool = True,
) -> Compilation:
    """Compile the parts of a definition, whose legs a person may have changed.

    Args:
        parts: as the words give them.
        legs: of all rings, as they are meant; each names its part.
        network: in metres.
        index: its names.
        corrections: all that were made, those of the legs among them.
        explained: whether an open line is told what would close it.
    """
    legs_of = {
        spec.number: tuple(leg for leg in legs if leg.part == spec.number)
        for spec in parts
        if spec.kind is PartKind.RING
    }
    chosen = options_for(corrections, network.epsg).ground

    def walk(spec: PartSpec, rule: Rule) -> Compilation:
        own = rule(legs_of[spec.number])
        problems = unread_problems(ParsedSentence(spec.text, (), problems=spec.problems))
        options = CompileOptions(explained=explained)
        found = compile_legs(own, network, index=index, options=options, problems=problems)
        ground = _telling(chosen, spec, found)
        if not ground:
            return found
        options = dataclasses.replace(options, ground=ground)
        return compile_legs(own, network, index=index, options=options, problems=problems)

    whole = compile_parts(parts, legs_of, walk, network, index, notes(corrections)).whole
    area = whole.area
    if area is None or all(one.agrees(area) for one in chosen):
        return whole
    return dataclasses.replace(
        whole,
        status=CompileStatus.INCOMPLETE,
        area=None,
        uncertain_zone=None,
        alternatives=(),
        ring_zone=None,
        problems=(*whole.problems, other_ground(chosen)),
    )


def _telling(
    chosen: Sequence[ChosenGround], spec: PartSpec, found: Compilation
) -> tuple[ChosenGround, ...]:
    """Return the places that tell the areas of a ring apart, as the ring by itself has them."""
    areas = [found.area, *(one.area for one in found.alternatives)]
    if found.area is None or len(areas) == 1:
        return ()
    adds = spec.effect is Effect.ADDS
    turned = [dataclasses.replace(one, inside=one.inside is adds) for one in chosen]
    return tuple(
        one for one in turned if len({one.agrees(area) for area in areas if area is not None}) > 1
    )


def drawn_list(rows: Sequence[ListRow], network: LineNetwork) -> EditionPart:
    """Return a list of streets as a part whose stretches a map shows, where it has them.

    Args:
        rows: of one area; those of other things than streets draw nothing.
        network: in metres.
    """
    words = "; ".join(dict.fromkeys(row.words for row in rows))
    span = Span(min(row.span.start for row in rows), max(row.span.end for row in rows))
    part = AreaPart(PartKind.LIST, Effect.ADDS, words, span, rows=tuple(rows))
    return of_streets(part_specs([part])[0], network, NameIndex(network))[0]


def compile_read(
    parts: Sequence[PartSpec],
    network: LineNetwork,
    index: NameIndex,
    problems: Sequence[Problem] = (),
) -> PartedOutcome:
    """Compile parts as they were read, each ring in the reading that the map bears out."""

    def walk(spec: PartSpec, rule: Rule) -> Compilation:
        return compile_text(ring_sentence(spec), network, index=index, complete=rule)

    legs_of = {
        one.number: specs_of(ring_sentence(one)) for one in parts if one.kind is PartKind.RING
    }
    return compile_parts(parts, legs_of, walk, network, index, problems)


def _as_it_is(legs: tuple[LegSpec, ...]) -> tuple[LegSpec, ...]:
    return legs


def _in_with_its_streets(legs: tuple[LegSpec, ...]) -> tuple[LegSpec, ...]:
    """Let both sides of the streets of a ring belong to it ("beleértve a határoló utakat")."""
    return tuple(
        dataclasses.replace(leg, rule=LineRule.BOTH_SIDES)
        if leg.rule is LineRule.CENTRE_LINE and leg.kind in _RIM_KINDS
        else leg
        for leg in legs
    )


def ring_sentence(spec: PartSpec) -> ParsedSentence:
    """Return the ring of a part as the compiler of sentences takes it."""
    return ParsedSentence(spec.text, spec.legs, (), spec.frames, (), spec.problems)


def _ring(spec: PartSpec, outcome: Compilation, legs: Sequence[int]) -> _Made:
    return _Made(blank_part(spec, legs, ground=outcome.area), outcome)


# -- places -----------------------------------------------------------------------------------


def _place(spec: PartSpec, number: int, network: LineNetwork, index: NameIndex) -> _Made | None:
    """Bound a place by the border of its very name, or by what a person drew; None without one."""
    for name, kind in _borders(spec, index, network):
        leg = LegSpec(number, kind, name, spec.text, spec.span, drawn=spec.drawn)
        outcome = compile_legs((leg,), network, index=index)
        if outcome.status is CompileStatus.COMPILED:
            return _ring(spec, outcome, [number])
    return None


def _borders(
    spec: PartSpec, index: NameIndex, network: LineNetwork
) -> Iterator[tuple[str, LegKind]]:
    """Yield names and kinds under which the map may have the border of a place."""
    name = spec.name or spec.text
    if spec.drawn is not None:
        yield name, LegKind.BORDER
    elif spec.kind is PartKind.PLACE:
        stem = " ".join(name.split()[:-1])  # "az Infopark területe" is Infopark on the map
        for called in filter(None, (name, stem)):
            for kind in (LegKind.BORDER, LegKind.OTHER):
                found = index.find(called, kind)
                lines = [network.ways[way] for way in found.ways]
                ground = all(way.kind.value in {"border", "area"} for way in lines)
                if lines and ground and not found.carried and found.how == "same":
                    yield called, kind


# -- streets ----------------------------------------------------------------------------------


def _name_rims(made: Sequence[_Made], network: LineNetwork, index: NameIndex) -> None:
    """Give each rim the streets that it runs along, each as the section that is the line."""
    legs = [leg for one in made if one.outcome is not None for leg in one.outcome.legs]
    for one in made:
        if one.part.kind is PartKind.RIM:
            own = [leg for leg in legs if leg.number in one.part.legs and len(leg.line) > 1]
            streets = tuple(along_leg(leg, network, index) for leg in own)
            one.part = dataclasses.replace(one.part, streets=streets)


# -- the whole --------------------------------------------------------------------------------


def _whole(made: Sequence[_Made], told: list[Problem], epsg: int) -> Compilation:
    """Put the parts together: one area, one ledger, one list of what is wrong."""
    outcomes = [one.outcome for one in made if one.outcome is not None]
    grounds = {one.part.number: one.part.ground for one in made if one.outcome is not None}
    ground = None if None in grounds.values() else united([one.part for one in made])
    if ground is not None:
        told += [takes_nothing(one.part) for one in made if _takes_nothing(one, made)]
        if ground.is_empty and any(one.part.effect is not Effect.ADDS for one in made):
            told.append(nothing_left())
    found = [one.status for one in outcomes]
    if not outcomes or any(problem.severity == "error" for problem in told):
        found.append(CompileStatus.INCOMPLETE)
    status = worst(found)
    closed = status in {CompileStatus.COMPILED, CompileStatus.AMBIGUOUS}
    area = ground if closed else None
    zones = [one.uncertain_zone for one in outcomes if one.uncertain_zone is not None]
    ring_zone = shapely.union_all(zones) if zones else None
    parts = tuple(one.part for one in made)
    legs = tuple(leg for one in outcomes for leg in one.legs)
    return Compilation(
        status=status,
        area=area,
        uncertain_zone=_zone(parts, area, ring_zone) if area is not None else None,
        provisional=tuple(number for one in outcomes for number in one.provisional),
        legs=legs,
        problems=(*told, *(problem for one in outcomes for problem in one.problems)),
        epsg=epsg,
        alternatives=tuple(_alternatives(made)) if closed else (),
        parts=parts,
        ring_zone=ring_zone if area is not None else None,
    )


def united(parts: Sequence[EditionPart]) -> shapely.MultiPolygon:
    """Return the ground of the parts that have one: what they take in less what they take out."""
    added, taken = (
        shapely.union_all([p.ground for p in parts if p.ground is not None and p.effect is effect])
        for effect in (Effect.ADDS, Effect.TAKES_OUT)
    )
    left = shapely.make_valid(added.difference(taken))
    polygons = [one for one in shapely.get_parts(left) if isinstance(one, shapely.Polygon)]
    polygons.sort(key=lambda one: -one.area)
    return shapely.MultiPolygon(polygons)


def _takes_nothing(one: _Made, made: Sequence[_Made]) -> bool:
    ground: BaseGeometry | None = one.part.ground
    if one.part.effect is Effect.ADDS or ground is None:
        return False
    added = united([other.part for other in made if other.part.effect is Effect.ADDS])
    return float(shapely.area(shapely.intersection(added, ground))) <= 1.0  # m²


def _alternatives(made: Sequence[_Made]) -> Iterator[AlternativeArea]:
    """Yield the whole with another area of one of its rings in its place."""
    for one in made:
        for other in one.outcome.alternatives if one.outcome is not None else ():
            moved = dataclasses.replace(one.part, ground=other.area)
            area = united([moved if part is one else part.part for part in made])
            yield dataclasses.replace(other, area=area)


def _zone(
    parts: Sequence[EditionPart],
    area: BaseGeometry,
    ring_zone: BaseGeometry | None,
) -> BaseGeometry | None:
    """Return the ground on which no point is decided."""
    zones = [] if ring_zone is None else [ring_zone]
    for part in parts:
        stretches = [line for street in part.streets for line in street.lines]
        if not stretches:
            continue
        corridor = shapely.union_all([shapely.LineString(xy) for xy in stretches if len(xy) > 1])
        corridor = corridor.buffer(OFF_STREET_M)
        adds = part.effect is Effect.ADDS
        zones.append(corridor.difference(area) if adds else corridor.intersection(area))
    whole = shapely.union_all(zones)
    return None if whole.is_empty else whole
