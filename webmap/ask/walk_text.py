"""The boundary as a walk in words: where each leg starts, which way it goes, how far.

Made from the ledger alone, for people who do not see the map. The walk goes clockwise, also
where the sentence of the source goes the other way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from shapely.geometry import LineString, Point

from boundaries.model import Certainty, Decision

from ..web.i18n import Texts, capitalised, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boundaries.model import Edition, LedgerEntry

    XY = tuple[float, float]

WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
"""Clockwise from north; the words stand under `compass.<wind>`."""
BEND_M = 20.0
"""Bends smaller than this are not told, metres."""
BEND_SHARE = 0.06
"""The same for long legs, as a share of their length."""
SHORT_SHARE = 0.1
"""A stretch that makes up less of its leg joins the one before it."""
KILOMETRE = 1_000.0


@dataclass(frozen=True, slots=True)
class Step:
    """One leg of the walk."""

    number: int
    text: str
    """One or two sentences."""


@dataclass(frozen=True, slots=True)
class WalkText:
    """The whole walk."""

    lead: str
    steps: tuple[Step, ...]


def walk_text(edition: Edition, lang: str) -> WalkText:
    """Tell the boundary of an edition as a clockwise walk from its first leg.

    Lengths and directions are those of the walked lines in EOV; directions are compass points
    of the grid's north, which differs from true north by less than three degrees in Hungary.
    """
    t = texts(lang)
    walked = _clockwise(edition.legs)
    total = sum(leg.length_m for leg in edition.legs) / KILOMETRE
    lead = t("walk.lead", length=t.number(total, 1))
    if len(edition.area.geoms) > 1:
        lead = f"{lead} {t('walk.parts', parts=len(edition.area.geoms))}"
    lined = [leg for leg, line in walked if line]
    if len(lined) > 1:
        lead = f"{lead} {t('walk.start', first=lined[0].name, last=lined[-1].name)}"
    steps = [
        Step(leg.number, _step(leg, line, _next(walked, place), t))
        for place, (leg, line) in enumerate(walked)
    ]
    return WalkText(lead, tuple(steps))


def _clockwise(legs: Sequence[LedgerEntry]) -> list[tuple[LedgerEntry, list[XY]]]:
    """Return the legs with their lines in clockwise order, the first leg first."""
    order = [(leg, list(leg.line)) for leg in legs]
    ring = [point for leg in legs for point in leg.line]
    if not ring or _doubled_area(ring) < 0:
        return order
    backwards = [(leg, line[::-1]) for leg, line in reversed(order)]
    return backwards[-1:] + backwards[:-1]


def _doubled_area(ring: Sequence[XY]) -> float:
    """Return twice the area inside a ring, negative where the ring runs clockwise."""
    closed = [*ring, ring[0]]
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(closed))


def _next(walked: Sequence[tuple[LedgerEntry, list[XY]]], place: int) -> LedgerEntry:
    """Return the next leg that has a line of its own."""
    following = [*walked[place + 1 :], *walked[: place + 1]]
    return next((leg for leg, line in following if line), walked[place][0])


def _step(leg: LedgerEntry, line: Sequence[XY], following: LedgerEntry, t: Texts) -> str:
    if not line:
        return _without_line(leg, t)
    moves = t("walk.then").join(
        t("walk.move", wind=t(f"compass.{wind}"), metres=t.metres(_rounded(metres)))
        for wind, metres in stretches(line)
    )
    told = t("walk.step", The_leg=capitalised(t.the(leg.name)), moves=moves)
    if leg.certainty in {Certainty.INFERRED, Certainty.UNKNOWN}:
        told = f"{told} {t('walk.unsure', certainty=t(f'certainty.{leg.certainty}'))}"
    return f"{told} {t('walk.end', next=following.name, number=following.number)}"


def _without_line(leg: LedgerEntry, t: Texts) -> str:
    if leg.continues is None:
        return t("walk.no_line", name=leg.name)
    key = "walk.stand_in" if leg.decision is Decision.STAND_IN else "walk.same_line"
    return t(key, name=leg.name, the_number=t.the(str(leg.continues)))


def _rounded(metres: float) -> float:
    return max(10.0, round(metres, -1))


def stretches(line: Sequence[XY]) -> list[tuple[str, float]]:
    """Split a line into stretches of one compass direction each.

    Args:
        line: Points in EOV metres, easting first.

    Returns:
        (wind, metres) in walking order; the metres add up to the length of the line.

    >>> stretches([(0.0, 0.0), (0.0, 300.0), (400.0, 300.0)])
    [('n', 300.0), ('e', 400.0)]
    """
    whole = LineString(line)
    simple = whole.simplify(max(BEND_M, BEND_SHARE * whole.length))
    kept = [(x, y) for x, y, *_ in simple.coords]
    places = [*(whole.project(Point(point)) for point in kept[:-1]), whole.length]
    ends = [(place, wind) for place, wind in zip(places[1:], _winds(kept), strict=True)]
    return list(_merged(ends, SHORT_SHARE * whole.length))


def _winds(points: Sequence[XY]) -> Iterator[str]:
    for (east, north), (next_east, next_north) in pairwise(points):
        bearing = math.degrees(math.atan2(next_east - east, next_north - north))
        yield WINDS[round(bearing / 45) % len(WINDS)]


def _merged(ends: Sequence[tuple[float, str]], short: float) -> Iterator[tuple[str, float]]:
    """Join neighbours of one direction, and what is too short to be told with its neighbour."""
    told: list[tuple[str, float]] = []
    start = 0.0
    for end, wind in ends:
        length = end - start
        if told and (wind == told[-1][0] or length < short):
            told[-1] = (told[-1][0], told[-1][1] + length)
        elif len(told) == 1 and told[0][1] < short:
            told[0] = (wind, told[0][1] + length)
        else:
            told.append((wind, length))
        start = end
    yield from told
