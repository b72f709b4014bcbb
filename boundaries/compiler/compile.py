"""Compile a boundary: legs and a network in, an area with its ledger out.

The outcome is one of four: *compiled*; *ambiguous* (another area is about as good: both are
shown); *incomplete* (some leg has no line, or neighbours do not meet: never an area); *failed*
(the legs meet, but what they enclose is no area). What the walk minimises, and what that costs,
stands in `docs/compiler.md`.
"""

from __future__ import annotations

import dataclasses
import functools
from typing import TYPE_CHECKING

import shapely

from geo.ties import tie_ends
from geo.walk import prepare

from ..model import Compilation, CompileStatus, Decision, LegKind, LegSpec, ParsedSentence, Problem
from ..sentence.parsing import parse_sentence
from .choice import CompileOptions, compile_loop, rivals_of
from .corners import past_corners
from .diagnose import (
    diagnose_gaps,
    diagnose_missing,
    diagnose_torn,
    open_entries,
    report_bridges,
)
from .layers import (
    FoundLeg,
    add_drawn_lines,
    add_extensions,
    build_layers,
    find_leg,
    limits_not_kept,
    lines_of,
    section_limits,
)
from .ledger import entries, unresolved_entry
from .name_readings import by_every_name
from .readings import Search, search
from .reports import (
    ambiguity,
    crossing,
    no_area,
    other_ground,
    ring_notes,
    stand_in_notes,
    touch_notes,
    unlikely_readings,
    unread_problems,
)
from .resolve import NameIndex
from .sides import apply_rules
from .text_readings import by_every_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork


def specs_of(parsed: ParsedSentence) -> tuple[LegSpec, ...]:
    """Return what the compiler needs of a parsed sentence."""
    return tuple(
        LegSpec(
            number=leg.number,
            kind=leg.kind,
            name=leg.name,
            text=leg.text,
            span=leg.span,
            note=leg.note,
            rule=leg.rule,
            side=leg.side,
            section=leg.section,
            railway_number=leg.railway_number,
            parcel_number=leg.parcel_number,
            repeats=leg.repeats,
        )
        for leg in parsed.legs
    )


def compile_text(
    text: ParsedSentence | str,
    network: LineNetwork,
    *,
    index: NameIndex | None = None,
    options: CompileOptions | None = None,
    complete: Callable[[tuple[LegSpec, ...]], tuple[LegSpec, ...]] | None = None,
) -> Compilation:
    """Parse a boundary sentence and compile it over a network.

    Args:
        text: the published sentence, or what was read of it.
        network: named lines in metres.
        index: the network's names, where they are at hand (they are built once otherwise).
        options: prices, caps and margins.
        complete: adds to the legs what is known of them beside the text, such as drawn lines.
    """
    parsed = parse_sentence(text) if isinstance(text, str) else text
    names = index or NameIndex(network)

    def compiled(read: ParsedSentence) -> Compilation:
        specs, problems = specs_of(read), unread_problems(read)
        specs = complete(specs) if complete is not None else specs
        return compile_legs(specs, network, index=names, options=options, problems=problems)

    return by_every_reading(parsed, compiled)


def compile_legs(
    specs: Sequence[LegSpec],
    network: LineNetwork,
    *,
    index: NameIndex | None = None,
    options: CompileOptions | None = None,
    problems: tuple[Problem, ...] = (),
) -> Compilation:
    """Compile ordered legs over a network.

    Args:
        specs: legs in the order of the text.
        network: named lines in metres; all coordinates of the outcome are in its system.
        index: the network's names.
        options: prices, caps and margins.
        problems: what is already known to be wrong with the text.

    Returns:
        The outcome; bad input never raises and never becomes an area.
    """
    options = options or CompileOptions()
    index = index or NameIndex(network)
    found = [find_leg(spec, index) for spec in specs]

    def compiled(legs: Sequence[FoundLeg], how: CompileOptions) -> Compilation:
        def closed(some: Sequence[FoundLeg]) -> Compilation:
            return _compile_found(some, network, index, how, problems)

        return past_corners(legs, network, closed)

    # A square beside its corner is found by what an open line is told. Of the further readings of
    # the names only those that close are told.
    squares = any(spec.kind is LegKind.SQUARE for spec in specs)
    brief = options if squares else dataclasses.replace(options, explained=False)
    full = dataclasses.replace(options, explained=options.explained or squares)
    return by_every_name(
        found, lambda legs: compiled(legs, full), lambda legs: compiled(legs, brief)
    )


def _compile_found(
    found: Sequence[FoundLeg],
    network: LineNetwork,
    index: NameIndex,
    options: CompileOptions,
    problems: tuple[Problem, ...],
) -> Compilation:
    """Compile legs that are looked up; see `compile_legs`."""
    found, network, drawn_ties = add_drawn_lines(found, network, options.walk)
    found, network = add_extensions(found, network)
    known = [*problems, *drawn_ties, *stand_in_notes(found)]
    missing = [leg for leg in found if leg.decision is Decision.UNRESOLVED]
    if not found:
        empty = Problem("no_legs", "no boundary leg was found in the text; name what bounds it")
        return _open(found, network, [*known, empty])
    if missing or any(p.severity == "error" for p in known):
        said = functools.partial(diagnose_missing, found, network, index)
        return _unclosed(found, network, known, options, said)
    network, ties = tie_ends(network, lines_of(found), options.walk)
    layers = build_layers(found, network, options.walk)
    if len(layers) == 1:
        return compile_loop(layers[0], network, known)
    limits, notes = section_limits(layers, index, network)
    known += notes
    strands = [layer.strand for layer in layers]
    problem = prepare(network, strands, options.walk, limits=limits, ties=ties)
    if problem.open_pairs:
        said = functools.partial(diagnose_gaps, layers, problem, network)
        return _unclosed(found, network, known, options, said)
    result = search(found, Search(network, layers, problem, limits, ties), options)
    return _close(found, result, index, known, options)


def _close(
    found: Sequence[FoundLeg],
    result: Search,
    index: NameIndex,
    known: list[Problem],
    options: CompileOptions,
) -> Compilation:
    """Choose among the closed walks, and say how sure the choice is."""
    network, layers, readings = result.network, result.layers, result.readings
    if not result.walks:
        said = functools.partial(diagnose_torn, layers, result.problem, network)
        return _unclosed(found, network, known, options, said)
    if not readings:
        known.append(no_area(layers))
        return _open(found, network, known, status=CompileStatus.FAILED)
    readings = [one for one in readings if all(g.agrees(one.ring.area) for g in options.ground)]
    if not readings:
        known.append(other_ground(options.ground))
        return _open(found, network, known)
    best, *others = readings
    known += report_bridges(network, layers, best.walk, options.walk)
    known += touch_notes(layers, best.walk)
    known += limits_not_kept(layers, index, network, best.walk)
    if any(p.severity == "error" for p in known):
        return _open(found, network, known)
    if best.ring.crosses_itself:
        known.append(crossing(best.ring))
        return _open(found, network, known, status=CompileStatus.FAILED)
    rivals, unlikely, own = rivals_of(best, others, layers, options)
    known += ring_notes(best.ring, own)
    known += unlikely_readings(unlikely)
    if rivals:
        known.append(ambiguity(rivals))
    area, legs, notes = apply_rules(best.ring.area, entries(network, layers, best.walk), network)
    known += notes
    return Compilation(
        status=CompileStatus.AMBIGUOUS if rivals else CompileStatus.COMPILED,
        area=area,
        uncertain_zone=_zone(found),
        provisional=_provisional(found),
        legs=legs,
        problems=tuple(known),
        epsg=network.epsg,
        alternatives=tuple(rivals),
    )


def _open(
    found: Sequence[FoundLeg],
    network: LineNetwork,
    problems: list[Problem],
    *,
    status: CompileStatus = CompileStatus.INCOMPLETE,
) -> Compilation:
    """Return an outcome without an area; the legs carry what the map can show of them."""
    return Compilation(
        status=status,
        area=None,
        uncertain_zone=None,
        provisional=_provisional(found),
        legs=open_entries(found, network),
        problems=tuple(problems),
        epsg=network.epsg,
    )


def _unclosed(
    found: Sequence[FoundLeg],
    network: LineNetwork,
    known: list[Problem],
    options: CompileOptions,
    said: Callable[[], list[Problem]],
) -> Compilation:
    """Return that a line is open: with what would close it, or alone where nobody asks for that."""
    if options.explained:
        return _open(found, network, [*known, *said()])
    return Compilation(
        status=CompileStatus.INCOMPLETE,
        area=None,
        uncertain_zone=None,
        provisional=_provisional(found),
        legs=tuple(map(unresolved_entry, found)),
        problems=tuple(known),
        epsg=network.epsg,
    )


def _provisional(found: Sequence[FoundLeg]) -> tuple[int, ...]:
    return tuple(leg.spec.number for leg in found if leg.decision is Decision.STAND_IN)


def _zone(found: Sequence[FoundLeg]) -> BaseGeometry | None:
    zones = [
        leg.spec.stand_in.zone
        for leg in found
        if leg.decision is Decision.STAND_IN and leg.spec.stand_in and leg.spec.stand_in.zone
    ]
    return shapely.union_all(zones) if zones else None
