"""Made-up facts about the square town of `tests.boundaries.town`; nothing in them is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from boundaries.doors.sides import ToldSide
from boundaries.facts import DrawnStreet, PlacedDoor, SaidRange
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import VerdictKind
from tests.boundaries.town import SOUTH, WEST

if TYPE_CHECKING:
    from boundaries.facts import What

SOURCE = "made up for a test"
DAY = "2026-05-04"


def placed(number: int = 7, east: float = 100.0, north: float = 100.0) -> PlacedDoor:
    return PlacedDoor("Próba utca", HouseNumber(number), WEST + east, SOUTH + north, 5.0)


def told(*, even: bool = False, north: float = 490.0) -> ToldSide:
    return ToldSide("Próba utca", even, WEST + 300, SOUTH + north)


def drawn(north: float = 500.0, *, whole: bool = True) -> DrawnStreet:
    line = shapely.LineString([(WEST + 100, SOUTH + north), (WEST + 900, SOUTH + north)])
    return DrawnStreet("Próba utca", line, whole)


def said(
    verdict: VerdictKind = VerdictKind.INSIDE,
    numbers: NumberRange = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(15)),  # noqa: B008
) -> SaidRange:
    return SaidRange("Próba utca", numbers, verdict)


EVERY: tuple[What, ...] = (placed(), told(), drawn(), said())
