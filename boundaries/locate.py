"""What the known place of a door adds to the answer of the street list. Pure.

Order of trust: address point, building, interpolation, then the street list (range rule with its
polling district, side of a boundary street, street wholly on one side). All of it is shown. What
contradicts makes the answer undecidable, with two exceptions that `docs/deciding.md` justifies:
a rule of the sentence about the doors of a leg goes before the place of a door along that leg, and
a place too near to the line to decide contradicts nothing.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

import shapely

from .district_relations import NEAR_LEG_M
from .eligibility import decide_point
from .model import Reason, VerdictKind
from .positions import PlaceMethod

if TYPE_CHECKING:
    from .eligibility import PointVerdict
    from .model import Answer, Edition
    from .positions import Position

RULE_METHOD = "boundary_rule"
"""Method of an answer that the sentence's own rule for the doors of a leg decides."""
_DECIDED = {VerdictKind.INSIDE, VerdictKind.OUTSIDE}
_PLACE_SUFFICES = {
    Reason.DISTRICT_CUT,
    Reason.UNCERTAIN_ZONE,
    Reason.UNCERTAIN_LINE,
    Reason.SOURCE_CONTRADICTS,
}
"""Reasons that only say the street list cannot place the door."""
_NEEDS_A_DOOR = {Reason.NO_RULE, Reason.NUMBER_NOT_FOUND}
"""Reasons that doubt the number: only a door that somebody has mapped shows that there is one."""


class _By(Enum):
    """Who decides."""

    PLACE = auto()
    LIST = auto()
    NOBODY = auto()
    """They contradict."""


def with_place(listed: Answer, position: Position, edition: Edition) -> Answer:
    """Return the answer of the street list with the door's known place taken into account.

    Distance and uncertainty are those of the place. `details` gets `evidence`, one entry for each
    source with its own verdict, and, where the answer rests on the place, `flip_distance_m`.

    Args:
        listed: what the street list says; its `method` tells what decided it.
        position: where the door is.
        edition: the area asked.
    """
    point = decide_point(
        position.east, position.north, edition, place_uncertainty_m=position.uncertainty_m
    )
    decider = _decider(listed, point, position, edition)
    details: dict[str, object] = {
        **listed.details,
        "evidence": [_of_place(position, point), _of_list(listed)],
    }
    if decider is _By.PLACE:
        details["flip_distance_m"] = round(point.flip_m, 2)
    verdict, reason, method = _outcome(listed, point, position, decider)
    return listed.changed(
        verdict=verdict,
        reason=reason,
        method=method,
        distance_m=round(point.distance_m, 2),
        uncertainty_m=None if point.uncertainty_m is None else round(point.uncertainty_m, 1),
        leg=point.leg,
        leg_number=point.leg_number,
        # The rule of another leg would be read as that of the nearest one.
        rule=listed.rule if listed.leg_number == point.leg_number else point.rule,
        details=details,
    )


def _decider(listed: Answer, point: PointVerdict, position: Position, edition: Edition) -> _By:
    if listed.verdict in _DECIDED:
        if point.verdict not in _DECIDED:
            return _By.LIST
        if point.verdict is listed.verdict:
            return _By.PLACE
        ruled = listed.method == RULE_METHOD and _stands_along(listed, position, edition)
        return _By.LIST if ruled else _By.NOBODY
    mapped = position.method is not PlaceMethod.INTERPOLATION
    if listed.reason in _PLACE_SUFFICES or (listed.reason in _NEEDS_A_DOOR and mapped):
        return _By.PLACE
    return _By.LIST


def _stands_along(listed: Answer, position: Position, edition: Edition) -> bool:
    """Tell whether a door is near enough to its leg for the leg's rule to speak of it."""
    leg = next((leg for leg in edition.legs if leg.number == listed.leg_number), None)
    if leg is None or len(leg.line) < 2:  # noqa: PLR2004 - a line
        return False
    gap = shapely.LineString(leg.line).distance(shapely.Point(position.east, position.north))
    return bool(gap <= NEAR_LEG_M + position.uncertainty_m + (leg.uncertainty_m or 0.0))


def _outcome(
    listed: Answer, point: PointVerdict, position: Position, decider: _By
) -> tuple[VerdictKind, Reason, str | None]:
    """Return verdict, reason and method of the one who decides."""
    if decider is _By.LIST:
        return listed.verdict, listed.reason, listed.method
    if decider is _By.NOBODY:
        return VerdictKind.UNDECIDABLE, Reason.SOURCES_DISAGREE, None
    if point.verdict is not VerdictKind.UNDECIDABLE:
        return point.verdict, point.reason, position.method.value
    doubted = listed.reason in _NEEDS_A_DOOR
    return point.verdict, listed.reason if doubted else point.reason, None


def _of_place(position: Position, point: PointVerdict) -> dict[str, object]:
    return {
        "method": position.method.value,
        "verdict": point.verdict.value,
        "reason": point.reason.value,
        "east": round(position.east, 2),
        "north": round(position.north, 2),
        "place_uncertainty_m": round(position.uncertainty_m, 1),
        "distance_m": round(point.distance_m, 2),
        "sources": [f"{known.source} ({known.number})" for known in position.evidence],
    }


def _of_list(listed: Answer) -> dict[str, object]:
    """Return what the street list says; the leg is the one that decides there, or None."""
    return {
        "method": listed.method,
        "verdict": listed.verdict.value,
        "reason": listed.reason.value,
        "district": listed.district,
        "leg_number": listed.leg_number,
        "rule": listed.rule and listed.rule.value,
    }
