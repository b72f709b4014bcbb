"""A square town for tests: an area of one square kilometre between four streets.

a --- b   north-west, north-east
|     |
d --- c   south-west, south-east
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from boundaries.model import Certainty, Decision, Edition, LedgerEntry, LegKind, LineRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

WEST, SOUTH = 650_000.0, 150_000.0
CORNERS = {
    "a": (WEST, SOUTH + 1000),
    "b": (WEST + 1000, SOUTH + 1000),
    "c": (WEST + 1000, SOUTH),
    "d": (WEST, SOUTH),
}
AREA = shapely.MultiPolygon([shapely.Polygon(list(CORNERS.values()))])
LEGS = (("Északi utca", "ab"), ("Keleti utca", "bc"), ("Déli utca", "cd"), ("Nyugati utca", "da"))
"""The streets round the area, in walking order."""


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """A rectangle in metres from the area's south-west corner."""
    return shapely.box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


def leg(
    number: int,
    *,
    decision: Decision = Decision.WALKED,
    certainty: Certainty = Certainty.CERTAIN,
    uncertainty_m: float = 5.0,
) -> LedgerEntry:
    """The ledger entry of one of the four streets; a stand-in has no line of its own."""
    name, ends = LEGS[number - 1]
    own = decision is not Decision.STAND_IN
    return LedgerEntry(
        number=number,
        kind=LegKind.STREET,
        name=name,
        text=name,
        span=None,
        note=None,
        rule=LineRule.CENTRE_LINE,
        side=None,
        decision=decision,
        certainty=certainty if own else Certainty.UNKNOWN,
        uncertainty_m=uncertainty_m if own else None,
        length_m=1000.0 if own else 0.0,
        ways=(),
        line=tuple(CORNERS[end] for end in ends) if own else (),
        start=None,
        end=None,
    )


def edition(
    *,
    zone: BaseGeometry | None = None,
    uncertain: Mapping[int, float] | None = None,
    certainty: Certainty = Certainty.CERTAIN,
    legs: Sequence[LedgerEntry] | None = None,
    variant: str = "programme",
) -> Edition:
    """An edition of the square; leg number -> metres where a leg is less sure than 5 m."""
    if legs is None:
        metres = uncertain or {}
        legs = [leg(n, certainty=certainty, uncertainty_m=metres.get(n, 5.0)) for n in range(1, 5)]
    return Edition(
        slug="negyzet",
        variant=variant,
        hash="0" * 64,
        title={"hu": "Négyzet", "en": "Square"},
        town="Négyzetfalva",
        sentence="",
        source={},
        projects=(),
        area=AREA,
        uncertain_zone=zone,
        provisional=(),
        legs=tuple(legs),
        problems=(),
        attribution="",
        network_note="",
    )
