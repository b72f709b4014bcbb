"""What would close a ring, or decide between two: corrections that a person may take. Pure.

Nothing is taken by itself. Each offer answers one problem of a compilation with the corrections
that it stands for; they carry no author yet (`signed`).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import WGS84, transformer

from ..edition.corrections import Added, Aside, Belongs, Meant, Swapped, ground_of
from ..model import LegKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from ..edition.corrections import Correction
    from ..model import Compilation, LegSpec, ParsedSentence, Problem

MOST_NAMES = 5
"""How many names are offered for one leg, or for one gap."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to answer a problem."""

    problem: int
    """Index of the problem in the compilation."""
    corrections: tuple[Correction, ...]
    """Without author, reason and date."""
    name: str | None = None
    """Of the street that is offered."""
    area: shapely.MultiPolygon | None = None
    """The area that it gives, where that is known; metres of the compilation."""
    meets: int | None = None
    """How many of its two neighbours a street meets, where that is known."""
    closes: bool = False
    """Whether the line closes with it, and nothing else is missing."""
    areas: int = 0
    """How many areas are left to choose from where it closes with this."""


def offers(
    outcome: Compilation, specs: Sequence[LegSpec], parsed: ParsedSentence | None = None
) -> tuple[Offer, ...]:
    """Return what would answer the problems of a compilation, problem by problem.

    Args:
        outcome: as compiled.
        specs: the legs it was compiled of.
        parsed: the words; what else a leg may be read as is offered, too, as long as it is read
            as the words give it first.
    """
    legs = {spec.number: spec for spec in specs}
    found: list[Offer] = []
    for at, problem in enumerate(outcome.problems):
        found += _answers(at, problem, legs)
    return (*found, *_readings(outcome, legs, parsed), *_choices(outcome))


def signed(correction: Correction, *, author: str, reason: str, date: str) -> Correction:
    """Return a correction with who made it, why and on which ISO day."""
    return dataclasses.replace(correction, author=author, reason=reason, date=date)


_UNSIGNED: Mapping[str, Any] = {"author": "", "reason": "", "date": ""}


def _answers(at: int, problem: Problem, legs: Mapping[int, LegSpec]) -> Iterator[Offer]:
    match problem.code:
        case "no_such_name":
            yield from _names(at, problem, legs)
        case "gap" | "disconnected":
            yield from _joining(at, problem, legs)
        case "likelier_order":
            leg, other = problem.legs
            yield Offer(at, (Swapped(leg=leg, other=other, **_UNSIGNED),))
        case "unread_text":
            start, end = _numbers(problem, "span")
            yield Offer(at, (Aside(start=int(start), end=int(end), **_UNSIGNED),))


def _names(at: int, problem: Problem, legs: Mapping[int, LegSpec]) -> Iterator[Offer]:
    (leg,) = problem.legs
    kind = legs[leg].kind if leg in legs else LegKind.STREET
    candidates: Any = problem.details.get("candidates", ())
    for one in candidates[:MOST_NAMES]:
        meant = Meant(leg=leg, name=one["name"], leg_kind=kind, **_UNSIGNED)
        yield Offer(at, (meant,), one["name"], meets=one["meets_neighbours"])


def _joining(at: int, problem: Problem, legs: Mapping[int, LegSpec]) -> Iterator[Offer]:
    """Yield the streets that join two lines; those that the text names elsewhere come last."""
    names: Any = problem.details.get("missing", ())
    known = {leg.name for leg in legs.values()}
    ranked = sorted(names, key=lambda one: one in known)[:MOST_NAMES]
    after = before_gap(problem, legs)
    for name in ranked:
        yield Offer(at, (Added(after=after, name=name, **_UNSIGNED),), name)
    fresh = [name for name in names if name not in known]
    if len(fresh) > 1:  # they may lead from one line to the other only one behind the other
        chain = (Added(after=after + i, name=n, **_UNSIGNED) for i, n in enumerate(fresh))
        yield Offer(at, tuple(chain), " – ".join(fresh))


def before_gap(problem: Problem, legs: Mapping[int, LegSpec]) -> int:
    """Return the leg behind which a street belongs that is missing between two lines.

    The last words of a ring often name its first street again: a gap between that leg and the
    second one lies behind the first.
    """
    leg, following = problem.legs
    part = legs[leg].part
    first = min(one.number for one in legs.values() if one.part == part)
    return following - 1 if first < following < leg else leg


def _numbers(problem: Problem, field: str) -> Sequence[float]:
    value: Any = problem.details[field]
    return tuple(value)


def _readings(
    outcome: Compilation, legs: Mapping[int, LegSpec], parsed: ParsedSentence | None
) -> Iterator[Offer]:
    """Yield the other readings of legs, by the words, which corrections may have moved."""
    now = {leg.span: leg for leg in legs.values() if leg.span is not None}
    told = [one for one in outcome.problems if one.code == "other_reading"]
    for read in parsed.legs if parsed is not None else ():
        leg = now.get(read.span)
        if leg is None or leg.name != read.name or not told:
            continue
        for other in read.alternatives:
            meant = Meant(leg=leg.number, name=other.name, leg_kind=other.kind, **_UNSIGNED)
            yield Offer(outcome.problems.index(told[0]), (meant,), other.name)


def _choices(outcome: Compilation) -> Iterator[Offer]:
    """Yield one offer for each area that the words allow: places that only this one agrees on."""
    if outcome.area is None or not outcome.alternatives:
        return
    at = next((i for i, one in enumerate(outcome.problems) if one.code == "ambiguous"), 0)
    areas = [outcome.area, *(other.area for other in outcome.alternatives)]
    for here, area in enumerate(areas):
        others = areas[:here] + areas[here + 1 :]
        places: list[Belongs] = []
        for other in others:
            if all(ground_of(place, outcome.epsg).agrees(other) for place in places):
                places.append(_place(area, other, outcome.epsg))
        yield Offer(at, tuple(places), area=area)


def _place(area: BaseGeometry, other: BaseGeometry, epsg: int) -> Belongs:
    """Return the place that tells an area from another, deep in the ground that they differ by."""
    more, less = shapely.difference(area, other), shapely.difference(other, area)
    inside = more.area >= less.area
    parts = shapely.get_parts(more if inside else less)
    part = max((one for one in parts if one.geom_type == "Polygon"), key=lambda one: one.area)
    deep = shapely.get_point(shapely.maximum_inscribed_circle(part), 0)
    lon, lat = transformer(epsg, WGS84).transform(shapely.get_x(deep), shapely.get_y(deep))
    return Belongs(lon=round(lon, 7), lat=round(lat, 7), inside=inside, **_UNSIGNED)
