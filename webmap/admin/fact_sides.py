"""The two sides of a street to choose from, in words of the compass. Pure; EOV metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from boundaries.doors.sides import ToldSide
from geo.street_line import StreetLine

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

AWAY_M = 10.0
"""A place so far from the middle of the street tells its side."""
STEP_M = 5.0
"""The direction of the street at its middle is that between places so far from there."""


@dataclass(frozen=True, slots=True)
class SideChoice:
    """One of the two ways in which the numbers of a street may stand."""

    told: ToldSide
    """Even numbers stand on the side of this place."""
    bearing: float
    """Direction from the street to there, degrees from the north by the east."""

    @property
    def code(self) -> str:
        """What a form sends for it: the place itself, which no redrawing of the line turns."""
        return f"{self.told.east:.2f};{self.told.north:.2f}"


def side_choices(street: str, line: BaseGeometry) -> tuple[SideChoice, ...]:
    """Return both ways in which the even numbers of a street may stand; nothing without a line.

    The sides are those at the middle of its longest piece.

    Args:
        street: full name.
        line: its line.
    """
    pieces = StreetLine(shapely.force_2d(line)).chains()
    piece = max(pieces, key=lambda one: one.length, default=None)
    if piece is None or piece.length <= 0:
        return ()
    middle = piece.length / 2
    at, before, behind = (
        piece.interpolate(place)
        for place in (middle, max(0.0, middle - STEP_M), min(piece.length, middle + STEP_M))
    )
    east, north = behind.x - before.x, behind.y - before.y
    length = math.hypot(east, north)
    if not length:
        return ()
    ways = ((-north / length, east / length), (north / length, -east / length))
    return tuple(
        SideChoice(
            ToldSide(
                street,
                even=True,
                east=round(at.x + AWAY_M * x, 2),
                north=round(at.y + AWAY_M * y, 2),
            ),
            math.degrees(math.atan2(x, y)) % 360,
        )
        for x, y in ways
    )
