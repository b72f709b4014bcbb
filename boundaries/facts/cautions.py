"""What is odd about a fact, told before anybody confirms it. It is not refused for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import shapely

from geo.primitives import EovPoint

from ..doors.positions import OFF_STREET_M
from ..doors.sides import ToldSide
from ..errors import FactError
from ..language.names import fold
from ..towns.elsewhere import BORDER_M
from ..towns.settlements import load_settlements
from .model import DrawnStreet, PlacedDoor
from .town import line_of

if TYPE_CHECKING:
    from .in_force import FactsInForce
    from .model import What
    from .town import Town


NEAR_TOWN_M = 2_000.0
"""What is farther from everything known of a town is told."""
ELSEWHERE_M = 25_000.0
"""What is farther is of no town of this name: none reaches so far past its known streets."""


class CautionCode(StrEnum):
    """What is odd. Stable codes."""

    FAR_FROM_STREET = "far_from_street"
    """The place is far from the street's known line; a told side so far away tells nothing."""
    OTHER_LINE = "other_line"
    """The line runs far from the one that the map shows under this name."""
    OTHER_TOWN = "other_town"
    """It lies on the ground of another settlement."""
    FAR_FROM_TOWN = "far_from_town"
    """It is far from everything that is known of the town."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing that is odd about a fact."""

    code: CautionCode
    metres: float | None = None
    """How far off."""
    settlement: str | None = None
    """On whose ground."""

    def __str__(self) -> str:
        """Say it in English, for the command line."""
        if self.code is CautionCode.OTHER_TOWN:
            return f"this lies on the ground of {self.settlement}"
        if self.code is CautionCode.FAR_FROM_TOWN:
            return f"this is {(self.metres or 0) / 1000:.1f} km from everything known of the town"
        what = "the place" if self.code is CautionCode.FAR_FROM_STREET else "a part of the line"
        return f"{what} is {self.metres:.0f} m from the line of the street that is known"


def cautions_of(what: What, town: Town, facts: FactsInForce) -> tuple[Caution, ...]:
    """Return what is odd about a fact.

    Args:
        what: the fact.
        town: what is known beside the facts.
        facts: in force.
    """
    found: list[Caution] = []
    line = line_of(what.street, town, facts)
    if isinstance(what, PlacedDoor | ToldSide):
        place = shapely.Point(what.east, what.north)
        metres = 0.0 if line is None else float(line.distance(place))
        if metres > OFF_STREET_M:
            found.append(Caution(CautionCode.FAR_FROM_STREET, metres))
        found += _elsewhere(place, town)
    elif isinstance(what, DrawnStreet):
        metres = 0.0 if line is None else float(shapely.hausdorff_distance(what.line, line))
        if metres > OFF_STREET_M:
            found.append(Caution(CautionCode.OTHER_LINE, metres))
        found += _elsewhere(what.line.interpolate(0.5, normalized=True), town)
    away = metres_from_town(what, town)
    if away > NEAR_TOWN_M and not any(one.code is CautionCode.OTHER_TOWN for one in found):
        found.append(Caution(CautionCode.FAR_FROM_TOWN, away))
    return tuple(found)


def metres_from_town(what: What, town: Town) -> float:
    """Return how far the farthest corner of a fact is from the box of what is known of its town."""
    if isinstance(what, PlacedDoor | ToldSide):
        corners = [(what.east, what.north)]
    elif isinstance(what, DrawnStreet):
        corners = shapely.get_coordinates(what.line).tolist()
    else:
        return 0.0
    return float(max(shapely.distance(shapely.points(corners), town.extent)))


def require_of_town(what: What, town: Town) -> None:
    """Refuse what lies so far away that it cannot be of the town: coordinates of another place.

    Raises:
        FactError: it does; says how far.
    """
    away = metres_from_town(what, town)
    if away > ELSEWHERE_M:
        raise FactError(
            f"place: {away / 1000:,.0f} km from everything that is known of "
            f"{town.streets.meta.town}; give the coordinates of a place there"
        )


def _elsewhere(place: shapely.Point, town: Town) -> list[Caution]:
    """Tell whether a place is in another settlement, farther in than its border is sure."""
    settlements = load_settlements()
    other = settlements.at(EovPoint(place.x, place.y))
    if other is None or fold(other.name) == fold(town.streets.meta.town):
        return []
    inside = float(settlements.ground(other.code).boundary.distance(place))
    return [Caution(CautionCode.OTHER_TOWN, None, other.name)] if inside > BORDER_M else []
