"""What a compilation says about itself, as problems with stable codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from ..language.names import fold
from ..model import Decision, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.rings import RingArea
    from geo.walk import Walk

    from ..model import AlternativeArea, ParsedSentence
    from .choice import ChosenGround
    from .layers import FoundLeg, Layer

OWN_SHARE = 0.05
"""An area of which more than this hangs on the choice of a line is given with a warning."""
NO_TURN = "none: another way round the same street"
"""What is said of two walks that turn at the same places."""
UNREAD = "unread_text"
"""Code of words that were not understood."""
FEW = 3
"""Problems that concern the whole ring name its legs only where there are so few."""


def unread_problems(parsed: ParsedSentence) -> tuple[Problem, ...]:
    """Report what a parse says of itself, and the words of the sentence that were not understood.

    A text that holds more than one ring keeps the ring open: several areas are not one. Words that
    may name a line (a capital, a number), that turn the area round ("kivéve", "kívül eső") or take
    a part of it ("északi része") keep it open too: an area without them would be another one.
    """
    known = tuple(
        Problem(
            problem.code,
            problem.message,
            problem.legs,
            problem.severity,
            {"spans": [[span.start, span.end] for span in problem.spans]},
        )
        for problem in parsed.problems
    )
    return known + tuple(
        Problem(
            UNREAD,
            f'the words "{piece.text}" were not understood; check whether they name a line',
            (),
            "error" if _weighty(piece.text) else "warning",
            {"span": [piece.span.start, piece.span.end]},
        )
        for piece in parsed.unread
    )


EXCLUDING = ("kiveve", "kivetel", "kivul", "nelkul", "beleertve", "ideertve")
"""Folded beginnings of words that take ground out of an area, or into it."""
PARTS = ("resz", "fele", "szakasz", "oldal", "hatarolo")
"""Folded beginnings of words that take a part of what they follow: "északi része"."""


def _weighty(words: str) -> bool:
    named = any(word[:1].isupper() or word[:1].isdigit() for word in words.split())
    return named or any(word.startswith((*EXCLUDING, *PARTS)) for word in fold(words).split())


def stand_in_notes(found: Sequence[FoundLeg]) -> list[Problem]:
    """Warn of every leg that a stand-in closes."""
    return [
        Problem(
            "stand_in",
            f'leg {leg.spec.number} "{leg.spec.name}" has no line; '
            f'"{leg.walked_as}" closes the ring in its place',
            (leg.spec.number,),
            "warning",
            {"walked_as": leg.walked_as},
        )
        for leg in found
        if leg.decision is Decision.STAND_IN
    ]


def touch_notes(layers: Sequence[Layer], walk: Walk) -> list[Problem]:
    """Report legs of which the walk only touches a point."""
    return [
        Problem(
            "touched_only",
            f'leg {layer.numbers[0]} "{layer.label}" is only touched at a point by the walk; '
            "check its place in the order",
            layer.numbers,
            "warning" if layer.strand.point_ok else "error",
        )
        for layer, path in zip(layers, walk.legs, strict=True)
        if path.on_line_m <= 0
    ]


def _own_ground(own: BaseGeometry, area_m2: float) -> Problem:
    """Say how much ground hangs on the choice of a line, and where the largest piece of it is."""
    place = max(shapely.get_parts(own), key=lambda part: part.area).representative_point()
    share = own.area / area_m2
    return Problem(
        "own_ground",
        f"{own.area:.0f} m² ({share:.1%} of the area) lie between two lines of the same street "
        "(carriageways, islands, the rim of a small square), most of it near "
        f"{place.x:.0f} {place.y:.0f}; the words do not say on which the line runs",
        (),
        "warning" if share > OWN_SHARE else "note",
        {"m2": round(own.area, 1), "east": round(place.x, 1), "north": round(place.y, 1)},
    )


def ring_notes(ring: RingArea, own: BaseGeometry | None = None) -> list[Problem]:
    """Note slivers, spurs, and the ground that the streets of the boundary enclose themselves.

    Args:
        ring: what the walk encloses.
        own: ground that depends on which line of a street the walk follows.
    """
    notes = [] if own is None or own.area <= 1 else [_own_ground(own, ring.area.area)]
    slivers = ring.counter_m2 + ring.twice_m2
    if slivers > 1:
        notes.append(
            Problem(
                "slivers",
                f"{slivers:.0f} m² between the carriageways of one street were left out",
                (),
                "note",
                {"m2": round(slivers, 1)},
            )
        )
    if ring.spur_m > 1:
        notes.append(
            Problem(
                "spur",
                f"{ring.spur_m:.0f} m are walked there and back and bound nothing",
                (),
                "note",
                {"metres": round(ring.spur_m, 1)},
            )
        )
    return notes


def crossing(ring: RingArea) -> Problem:
    """Report a line that crosses itself."""
    odd = ring.counter_m2 + ring.twice_m2
    return Problem(
        "crosses_itself",
        f"the line crosses itself and goes the wrong way round {odd:.0f} m²; check the order",
        (),
        "error",
        {"m2": round(odd, 1)},
    )


def disconnected(layers: Sequence[Layer]) -> Problem:
    """Report strands whose pieces do not connect into a ring."""
    pieces = [(layer, len(layer.strand.pieces())) for layer in layers]
    torn = [layer for layer, count in pieces if count > 1]
    names = ", ".join(f'leg {layer.numbers[0]} "{layer.label}"' for layer in torn)
    return Problem(
        "disconnected",
        f"no closed walk: the pieces of {names or 'the legs'} do not connect; "
        "name the line that joins them",
        tuple(number for layer in torn for number in layer.numbers),
    )


def ambiguity(rivals: Sequence[AlternativeArea]) -> Problem:
    """Report that other areas fit the words."""
    first = rivals[0]
    return Problem(
        "ambiguous",
        f"{len(rivals)} other area(s) fit the words; the nearest costs "
        f"{first.cost_ratio:.2f} times the best and turns elsewhere after leg(s) "
        f"{', '.join(map(str, first.differs_at)) or NO_TURN}",
        first.differs_at,
        "warning",
        {"cost_ratio": round(first.cost_ratio, 3)},
    )


def unlikely_readings(areas: Sequence[AlternativeArea]) -> list[Problem]:
    """Warn of areas that fit the words but whose line is far longer than the best one's."""
    if not areas:
        return []
    first = areas[0]
    sizes = ", ".join(f"{other.area.area / 1e6:.3f}" for other in areas)
    return [
        Problem(
            "unlikely_reading",
            f"{len(areas)} other area(s) of {sizes} km² fit the words too, but the walk round the "
            f"nearest costs {first.cost_ratio:.1f} times the best; it turns elsewhere after leg(s) "
            f"{', '.join(map(str, first.differs_at)) or NO_TURN}. If such an area is meant, say so",
            first.differs_at,
            "warning",
            {
                "m2": [round(other.area.area, 1) for other in areas],
                "cost_ratio": round(first.cost_ratio, 3),
            },
        )
    ]


def other_ground(ground: Sequence[ChosenGround]) -> Problem:
    """Report that no area agrees with what was said to belong to it."""
    said = ", ".join(
        f"{one.east:.0f} {one.north:.0f} {'inside' if one.inside else 'outside'}" for one in ground
    )
    return Problem(
        "other_ground",
        f"the ring closes, but no area of it agrees with the places that were chosen ({said}); "
        "take the choice back and look at the areas anew",
        (),
        "error",
        {"places": [[round(one.east, 2), round(one.north, 2), one.inside] for one in ground]},
    )


def no_area(layers: Sequence[Layer]) -> Problem:
    """Report walks that enclose nothing."""
    return Problem(
        "no_area",
        "the legs meet, but the line along them only goes there and back and encloses nothing; "
        "check for a missing leg",
        tuple(n for layer in layers for n in layer.numbers) if len(layers) <= FEW else (),
    )
