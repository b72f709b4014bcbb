"""Facts as the pages show them: what each says in words, what contradicts it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from boundaries.compiler.sides import compass_word
from boundaries.doors.sides import ToldSide
from boundaries.facts import (
    DrawnStreet,
    Fact,
    FactState,
    PlacedDoor,
    Signed,
)
from boundaries.facts.log import clashes, same_as
from geo.crs import EOV, WGS84, reproject, to_lonlat
from geo.primitives import EovPoint
from geo.street_line import StreetLine
from webmap.admin.evidence import range_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.facts import What
    from boundaries.language.house_numbers import HouseNumber
    from webmap.web.i18n import Texts

    from .fact_sides import SideChoice

NEW = "new"
"""Id of a fact that is not on record yet."""
DIGITS = 7
"""Decimals of a degree that a place needs: a centimetre."""
GROUPS = ("proposed", "contradicting", "in_force", "withdrawn")

Parts = list[list[tuple[float, float]]]
"""A line in parts, each a list of (latitude, longitude) as the browser's map takes them."""


def candidate(what: What, source: str, by: str, today: dt.date) -> Fact:
    """Return a fact that is not on record, for asking what would follow from it."""
    return Fact(NEW, what, source, Signed(by, today.isoformat()))


def groups(
    facts: Iterable[Fact], today: dt.date, lines: Mapping[str, BaseGeometry]
) -> dict[str, list[Fact]]:
    """Sort facts by what they need; those that contradict each other decide nothing."""
    found: dict[str, list[Fact]] = {name: [] for name in GROUPS}
    held = [fact for fact in facts if fact.holds(today)]
    against = {one.id for pair in clashes(held, lines) for one in pair}
    for fact in facts:
        state = fact.state(today)
        odd = state is FactState.IN_FORCE and fact.id in against
        found["contradicting" if odd else state.value].append(fact)
    for name in ("in_force", "withdrawn"):
        found[name].reverse()
    return found


def clash_texts(
    fact: Fact, facts: Sequence[Fact], lines: Mapping[str, BaseGeometry], t: Texts
) -> list[str]:
    """Say which facts that were not withdrawn another one contradicts."""
    standing = [one for one in facts if one.withdrawn is None and one.id != fact.id]
    pairs = clashes([*standing, fact], lines)
    others = [
        one if other.id == fact.id else other
        for one, other in pairs
        if fact.id in {one.id, other.id}
    ]
    same = same_as(fact, standing)
    found = [] if same is None else [t("fact.clash.same", **_signed(same, t))]
    return found + [_clash_text(fact, one, t) for one in others]


def _signed(fact: Fact, t: Texts) -> dict[str, str]:
    return {"id": fact.id, "name": fact.added.by, "day": t.date(fact.added.on)}


def _clash_text(fact: Fact, other: Fact, t: Texts) -> str:
    words = _signed(other, t)
    if isinstance(fact.what, PlacedDoor) and isinstance(other.what, PlacedDoor):
        one, two = fact.what, other.what
        metres = math.dist((one.east, one.north), (two.east, two.north))
        return t(
            "fact.clash.place",
            the_number=the_number(two.number, t),
            metres=t.metres(metres),
            **words,
        )
    return t(f"fact.clash.{other.kind}", **words)


def said(fact: Fact, t: Texts, line: BaseGeometry | None = None) -> str:
    """Say in a sentence what a fact tells.

    Args:
        fact: on record or not.
        t: language.
        line: of its street; a told side is named by the compass where it is known.
    """
    what = fact.what
    if isinstance(what, PlacedDoor):
        return t(
            "fact.said.place",
            the_number=the_number(what.number, t),
            metres=t.metres(what.uncertainty_m),
        )
    if isinstance(what, ToldSide):
        return _side_text(what, t, line)
    if isinstance(what, DrawnStreet):
        key = "fact.said.line_whole" if what.whole else "fact.said.line_part"
        return t(key, metres=t.metres(what.line.length))
    numbers = range_words(what.numbers, t.language)
    return t(f"fact.said.{what.verdict}", numbers=numbers)


def _side_text(what: ToldSide, t: Texts, line: BaseGeometry | None) -> str:
    parity = "even" if what.even else "odd"
    foot = None
    if line is not None:
        foot = StreetLine(shapely.force_2d(line)).foot((what.east, what.north), within_m=200)
    if foot is None:
        return t(f"fact.said.side_{parity}_place")
    bearing = math.degrees(math.atan2(what.east - foot.x, what.north - foot.y))
    return side_text(bearing, t, even=what.even)


def the_number(number: HouseNumber, t: Texts) -> str:
    """Write a house number with its article: "az 5.", "number 5"."""
    return t.the(t("fact.number_is", number=number))


def side_text(bearing: float, t: Texts, *, even: bool = True) -> str:
    """Say on which sides of a street even and odd numbers stand.

    Args:
        bearing: of the side of the named parity, degrees from the north by the east.
        t: language.
        even: which parity that is.
    """
    here, there = (t(f"compass.{compass_word(one)}") for one in (bearing, bearing + 180))
    first, second = (here, there) if even else (there, here)
    return t("fact.said.side", even=first, the_odd=t.the(second))


@dataclass(frozen=True, slots=True)
class MapMarks:
    """What the map of a fact shows beside the area; (latitude, longitude)."""

    street: Parts
    drawn: Parts
    """The line that the fact draws."""
    place: tuple[float, float] | None
    sides: list[tuple[float, float, str]]
    """Places with the word that stands there."""


def map_marks(
    what: What | None, line: BaseGeometry | None, choices: Sequence[SideChoice], t: Texts
) -> MapMarks:
    """Return what the map shows of a fact and of its street.

    Args:
        what: the fact says, or None.
        line: known line of its street, or None.
        choices: the sides that may be chosen.
        t: language.
    """
    drawn = parts_of(what.line) if isinstance(what, DrawnStreet) else []
    place = None
    if isinstance(what, PlacedDoor | ToldSide):
        place = _degrees(what.east, what.north)
    sides = [
        (*_degrees(one.told.east, one.told.north), t(f"compass.{compass_word(one.bearing)}"))
        for one in choices
    ]
    return MapMarks([] if line is None else parts_of(line), drawn, place, sides)


def parts_of(line: BaseGeometry) -> Parts:
    """Return a line in EOV for the browser's map."""
    whole = reproject(shapely.force_2d(line), EOV, WGS84)
    return [
        [(round(y, DIGITS), round(x, DIGITS)) for x, y in part.coords]
        for part in shapely.get_parts(shapely.line_merge(whole) if _many(whole) else whole)
    ]


def _many(line: BaseGeometry) -> bool:
    return isinstance(line, shapely.MultiLineString)


def _degrees(east: float, north: float) -> tuple[float, float]:
    there = to_lonlat(EovPoint(east, north))
    return round(there.lat, DIGITS), round(there.lon, DIGITS)
