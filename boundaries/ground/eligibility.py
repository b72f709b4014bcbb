"""The verdict engine: what evidence about a place says about an area. Pure.

Two questions are answered here: on which side a range of house numbers lies, from its polling
district and the boundary legs (`decide_row`), and on which side a point lies (`decide_point`).
Unknown is never "outside": whatever is not decided is undecidable, with the reason.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from ..model import Certainty, LineRule, Reason, VerdictKind
from .district_relations import Relation
from .parted import bounding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from ..model import Edition, LedgerEntry
    from .district_relations import DistrictRelation

ON_LINE_M = 1.0
"""Within this of a certain line a point is on the boundary."""

_SIDES = {Relation.INSIDE: VerdictKind.INSIDE, Relation.OUTSIDE: VerdictKind.OUTSIDE}


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What is known about one range of house numbers."""

    relation: DistrictRelation
    """Of the polling district that the range belongs to."""
    leg: int | None = None
    """Number of the boundary leg that the street is, or None."""
    leg_side: Relation | None = None
    """Side of the leg on which the register puts this range, where it does."""
    leg_without_line: bool = False
    """The street is a leg whose line nobody knows."""
    street_side: Relation | None = None
    """Side on which the street's own line lies inside the district, where that is known."""
    street_basis: str = ""
    """What shows it: "border 055/071", "line"."""
    reach_side: Relation | None = None
    """Side of all ground of the district within reach of the street's other districts."""
    reach_basis: str = ""
    """Which districts those are: "reach 071"."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """The verdict of one range."""

    verdict: VerdictKind
    reason: Reason
    leg: int | None = None
    basis: str = ""
    contradiction: bool = False
    """True where two kinds of evidence say opposite things; the verdict is then undecidable."""


def decide_row(evidence: RowEvidence) -> RowVerdict:
    """Decide one range of house numbers; the strongest evidence that there is decides.

    A district that lies wholly on one side decides first, then the side of a boundary street,
    then the place of the street inside its district, then how far its doors can be from where
    the street changes its district. Evidence that contradicts the district makes the range
    undecidable.
    """
    sides = [s for s in (evidence.leg_side, evidence.street_side) if s in _SIDES]
    if evidence.relation.decides:
        sides.append(evidence.relation.relation)
    if len(set(sides)) > 1:
        return _undecidable(evidence, Reason.DISTRICT_CUT, contradiction=True)
    if evidence.relation.decides:
        inside = evidence.relation.relation is Relation.INSIDE
        reason = Reason.DISTRICT_INSIDE if inside else Reason.DISTRICT_OUTSIDE
        return RowVerdict(_SIDES[evidence.relation.relation], reason, None, "district")
    if evidence.leg_without_line:
        return _undecidable(evidence, Reason.LEG_WITHOUT_LINE)
    if evidence.leg_side in _SIDES:
        side = _SIDES[evidence.leg_side]
        return RowVerdict(side, Reason.BOUNDARY_STREET_SIDE, evidence.leg, "leg")
    placed = _by_its_street(evidence)
    if placed is not None:
        return placed
    cut = evidence.relation.relation is Relation.CUT
    return _undecidable(evidence, Reason.DISTRICT_CUT if cut else Reason.UNCERTAIN_ZONE)


def _by_its_street(evidence: RowEvidence) -> RowVerdict | None:
    """Decide from where the street lies in its district, or near what border its doors stand."""
    if evidence.street_side in _SIDES:
        inside = evidence.street_side is Relation.INSIDE
        reason = Reason.STREET_INSIDE if inside else Reason.STREET_OUTSIDE
        return RowVerdict(_SIDES[evidence.street_side], reason, None, evidence.street_basis)
    if evidence.reach_side in _SIDES:
        side = _SIDES[evidence.reach_side]
        return RowVerdict(side, Reason.DISTRICT_REACH, None, evidence.reach_basis)
    return None


def _undecidable(
    evidence: RowEvidence, reason: Reason, *, contradiction: bool = False
) -> RowVerdict:
    leg = evidence.leg
    return RowVerdict(VerdictKind.UNDECIDABLE, reason, leg, contradiction=contradiction)


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """The verdict of a point, with what it rests on."""

    verdict: VerdictKind
    reason: Reason
    distance_m: float
    """Metres to the area's line as drawn, stand-ins included."""
    leg: str | None
    """Nearest leg by name."""
    leg_number: int | None
    rule: LineRule | None
    uncertainty_m: float | None
    """Metres by which that leg and the place together may be off; None = unknown."""
    flip_m: float
    """How far the point could move before the answer might change; 0 = it might already."""


@functools.lru_cache(maxsize=512)
def _line(corners: tuple[tuple[float, float], ...]) -> shapely.LineString:
    return shapely.LineString(corners)


@functools.lru_cache(maxsize=32)
def _boundary(area: shapely.MultiPolygon) -> BaseGeometry:
    boundary = area.boundary
    shapely.prepare([area, boundary])
    return boundary


def decide_point(
    east: float, north: float, edition: Edition, *, place_uncertainty_m: float = 0.0
) -> PointVerdict:
    """Decide a point.

    Inside the uncertain zone nothing is decided, nor where the uncertainty of a leg (and of
    the place) reaches across the point. Within `ON_LINE_M` of a certain line it is on the
    boundary.

    Args:
        east: EOV metres.
        north: EOV metres.
        edition: the area asked.
        place_uncertainty_m: how far off the place itself may be.
    """
    edition = bounding(edition)
    point = shapely.Point(east, north)
    distance = float(_boundary(edition.area).distance(point))
    lines = ((_line(leg.line), leg) for leg in edition.legs if len(leg.line) > 1)
    legs = sorted(
        ((float(line.distance(point)), leg) for line, leg in lines),
        key=lambda pair: (pair[0], pair[1].number),
    )
    verdict, reason, deciding = _point_reason(point, edition, legs, place_uncertainty_m)
    nearest = deciding or (legs[0][1] if legs else None)
    uncertainty = None if nearest is None else nearest.uncertainty_m
    reach = None if uncertainty is None else uncertainty + place_uncertainty_m
    flip = _flip(point, edition, legs, verdict) - place_uncertainty_m
    return PointVerdict(
        verdict=verdict,
        reason=reason,
        distance_m=distance,
        leg=nearest.name if nearest else None,
        leg_number=nearest.number if nearest else None,
        rule=nearest.rule if nearest else None,
        uncertainty_m=reach,
        flip_m=max(0.0, flip),
    )


def _point_reason(
    point: shapely.Point,
    edition: Edition,
    legs: Sequence[tuple[float, LedgerEntry]],
    place_m: float,
) -> tuple[VerdictKind, Reason, LedgerEntry | None]:
    """Return verdict, reason and, where one leg decides, that leg."""
    zone = edition.uncertain_zone
    if zone is not None and zone.distance(point) <= place_m:
        return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_ZONE, None
    reached = [leg for gap, leg in legs if gap <= max(_off(leg) + place_m, ON_LINE_M)]
    doubtful = [leg for leg in reached if leg.certainty is not Certainty.CERTAIN]
    close = [leg for gap, leg in legs if gap <= ON_LINE_M and leg.certainty is Certainty.CERTAIN]
    if close and not doubtful and place_m <= ON_LINE_M:
        return VerdictKind.BOUNDARY, Reason.ON_LINE, close[0]
    if reached:
        return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE, reached[0]
    if _boundary(edition.area).distance(point) <= ON_LINE_M + place_m:
        # The drawn line here belongs to no leg's own line: a stand-in without a zone.
        return VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE, None
    if edition.area.covers(point):
        return VerdictKind.INSIDE, Reason.POINT_INSIDE, None
    return VerdictKind.OUTSIDE, Reason.POINT_OUTSIDE, None


def _off(leg: LedgerEntry) -> float:
    return 0.0 if leg.uncertainty_m is None else leg.uncertainty_m


def _flip(
    point: shapely.Point,
    edition: Edition,
    legs: Sequence[tuple[float, LedgerEntry]],
    verdict: VerdictKind,
) -> float:
    """Metres to the nearest ground where the answer is another one; 0 where undecided."""
    if verdict not in {VerdictKind.INSIDE, VerdictKind.OUTSIDE}:
        return 0.0
    gaps = [gap - max(_off(leg), ON_LINE_M) for gap, leg in legs]
    gaps.append(float(_boundary(edition.area).distance(point)))
    if edition.uncertain_zone is not None:
        gaps.append(float(edition.uncertain_zone.distance(point)))
    return min(gaps)
