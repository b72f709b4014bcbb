"""The verdict engine: districts, sides of boundary streets, points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.ground.district_relations import (
    Relation,
    common_border,
    deepest,
    relate,
    side_of_border,
    side_of_leg,
)
from boundaries.ground.eligibility import RowEvidence, decide_point, decide_row
from boundaries.model import Certainty, Decision, Reason, VerdictKind
from tests.boundaries.town import AREA, CORNERS, box, edition, leg

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WEST_LEG = shapely.LineString([CORNERS["a"], CORNERS["d"]])


def point(east: float, north: float) -> tuple[float, float]:
    """Metres from the area's south-west corner."""
    return CORNERS["d"][0] + east, CORNERS["d"][1] + north


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (box(100, 100, 300, 300), Relation.INSIDE),
        (box(-24, 100, 300, 300), Relation.INSIDE),
        (box(-26, 100, 300, 300), Relation.CUT),
        (box(-300, 100, -100, 300), Relation.OUTSIDE),
        (box(-300, 100, 24, 300), Relation.OUTSIDE),
        (box(-300, 100, 26, 300), Relation.CUT),
        (box(-20, 100, 20, 300), Relation.CUT),
    ],
)
def test_a_district_is_wholly_on_a_side_within_25_metres(
    ground: BaseGeometry, expected: Relation
) -> None:
    assert relate("001", ground, AREA, None).relation is expected


def test_a_district_under_the_zone_does_not_decide() -> None:
    ground = box(-300, 100, 0, 300)
    zone = box(-80, 150, 0, 250)
    clear, doubtful = (relate("001", ground, AREA, z) for z in (None, zone))
    assert clear.decides
    assert (doubtful.relation, doubtful.decides) == (Relation.OUTSIDE, False)
    assert doubtful.in_zone_m2 == pytest.approx(8000)


def test_a_sliver_under_the_zone_decides_all_the_same() -> None:
    assert relate("001", box(-300, 100, 0, 300), AREA, box(-10, 100, 50, 300)).decides


def test_depth_is_measured_between_the_corners_too() -> None:
    lobe = box(0, 0, 400, 400)  # all corners stand on its own line
    assert deepest(lobe, lobe.boundary) == pytest.approx(200, abs=1)


def test_a_district_along_a_leg_lies_on_one_side_of_it() -> None:
    assert side_of_leg(box(5, 0, 300, 1000), WEST_LEG, AREA, None) is Relation.INSIDE
    assert side_of_leg(box(-300, 0, -5, 1000), WEST_LEG, AREA, None) is Relation.OUTSIDE
    assert side_of_leg(box(-300, 0, 300, 1000), WEST_LEG, AREA, None) is Relation.CUT


def test_a_district_that_only_meets_the_end_of_a_leg_has_no_side() -> None:
    assert side_of_leg(box(-300, -300, 300, 0), WEST_LEG, AREA, None) is None


def test_a_side_under_the_zone_is_open() -> None:
    zone = box(-200, 0, -10, 1000)
    assert side_of_leg(box(-300, 0, -5, 1000), WEST_LEG, AREA, zone) is Relation.CUT


def test_a_border_counts_only_clear_of_the_line() -> None:
    border = common_border(box(200, 100, 400, 900), box(400, 100, 600, 900))
    assert side_of_border(border, AREA, None) is Relation.INSIDE
    assert side_of_border(border, AREA, box(420, 400, 500, 500)) is None
    near = common_border(box(-200, 100, 50, 900), box(50, 100, 300, 900))
    assert side_of_border(near, AREA, None) is None


def evidence(relation: Relation, *, zone: float = 0.0, **more: object) -> RowEvidence:
    ground = {
        Relation.INSIDE: box(100, 100, 300, 300),
        Relation.OUTSIDE: box(-300, 100, -100, 300),
        Relation.CUT: box(-300, 100, 300, 300),
    }[relation]
    under = box(-300, 100, -300 + zone, 300) if zone else None
    return RowEvidence(relate("001", ground, AREA, under), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_evidence", "verdict", "reason"),
    [
        (evidence(Relation.INSIDE), VerdictKind.INSIDE, Reason.DISTRICT_INSIDE),
        (evidence(Relation.OUTSIDE), VerdictKind.OUTSIDE, Reason.DISTRICT_OUTSIDE),
        (evidence(Relation.CUT), VerdictKind.UNDECIDABLE, Reason.DISTRICT_CUT),
        (evidence(Relation.OUTSIDE, zone=60), VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_ZONE),
        (
            evidence(Relation.CUT, leg=1, leg_side=Relation.INSIDE),
            VerdictKind.INSIDE,
            Reason.BOUNDARY_STREET_SIDE,
        ),
        (
            evidence(Relation.CUT, leg=1, leg_side=Relation.CUT),
            VerdictKind.UNDECIDABLE,
            Reason.DISTRICT_CUT,
        ),
        (
            evidence(Relation.CUT, leg=2, leg_without_line=True),
            VerdictKind.UNDECIDABLE,
            Reason.LEG_WITHOUT_LINE,
        ),
        (
            evidence(Relation.CUT, street_side=Relation.OUTSIDE, street_basis="line"),
            VerdictKind.OUTSIDE,
            Reason.STREET_OUTSIDE,
        ),
        (
            evidence(Relation.INSIDE, leg=2, leg_without_line=True),
            VerdictKind.INSIDE,
            Reason.DISTRICT_INSIDE,
        ),
    ],
)
def test_the_strongest_evidence_decides_a_range(
    given_evidence: RowEvidence, verdict: VerdictKind, reason: Reason
) -> None:
    decided = decide_row(given_evidence)
    assert (decided.verdict, decided.reason, decided.contradiction) == (verdict, reason, False)


@pytest.mark.parametrize(
    "given_evidence",
    [
        evidence(Relation.INSIDE, leg=1, leg_side=Relation.OUTSIDE),
        evidence(Relation.OUTSIDE, street_side=Relation.INSIDE),
        evidence(Relation.CUT, leg_side=Relation.OUTSIDE, street_side=Relation.INSIDE),
    ],
)
def test_evidence_that_contradicts_decides_nothing(given_evidence: RowEvidence) -> None:
    decided = decide_row(given_evidence)
    assert decided.verdict is VerdictKind.UNDECIDABLE
    assert decided.contradiction


@given(st.floats(-500, 1500), st.floats(-500, 1500))
def test_points_away_from_the_line_agree_with_shapely(east: float, north: float) -> None:
    area = edition()
    place = point(east, north)
    found = decide_point(*place, area)
    gap = AREA.boundary.distance(shapely.Point(place))
    assert found.distance_m == pytest.approx(gap)
    if gap > 5.01:
        inside = AREA.covers(shapely.Point(place))
        assert found.verdict is (VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE)
    elif gap > 1.01:
        assert found.reason is Reason.UNCERTAIN_LINE
    elif gap < 0.99:
        assert found.verdict is VerdictKind.BOUNDARY


@given(st.floats(-300, 1300), st.floats(-300, 1300), st.floats(0, 2 * math.pi), st.floats(0, 0.99))
def test_within_the_flip_distance_the_answer_stays(
    east: float, north: float, angle: float, share: float
) -> None:
    area = edition(zone=box(-60, 400, 0, 600))
    place = point(east, north)
    found = decide_point(*place, area)
    step = found.flip_m * share
    moved = (place[0] + step * math.cos(angle), place[1] + step * math.sin(angle))
    assert found.flip_m == 0 or decide_point(*moved, area).verdict is found.verdict


def test_uncertainty_reaches_across() -> None:
    area = edition(uncertain={1: 15.0})
    north_leg = point(500, 1000 + 12)
    assert decide_point(*north_leg, area).reason is Reason.UNCERTAIN_LINE
    assert decide_point(*point(500, 1000 + 16), area).verdict is VerdictKind.OUTSIDE
    assert decide_point(*point(500, -12), area).verdict is VerdictKind.OUTSIDE


def test_a_place_that_is_itself_uncertain_decides_less() -> None:
    place = point(500, 985)
    assert decide_point(*place, edition()).verdict is VerdictKind.INSIDE
    doubtful = decide_point(*place, edition(), place_uncertainty_m=12)
    assert (doubtful.verdict, doubtful.reason) == (
        VerdictKind.UNDECIDABLE,
        Reason.UNCERTAIN_LINE,
    )


def test_nothing_is_on_a_line_that_is_not_certain() -> None:
    area = edition(certainty=Certainty.INFERRED)
    found = decide_point(*point(500, 1000), area)
    assert (found.verdict, found.reason) == (VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE)


def test_inside_the_zone_nothing_is_decided() -> None:
    area = edition(zone=box(-60, 400, 0, 600))
    found = decide_point(*point(-30, 500), area)
    assert (found.verdict, found.reason) == (VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_ZONE)
    assert found.leg == "Nyugati utca"


def test_a_stand_in_line_is_never_certain() -> None:
    legs = tuple(
        leg(n, decision=Decision.STAND_IN if n == 3 else Decision.WALKED) for n in range(1, 5)
    )
    found = decide_point(*point(500, 0), edition(legs=legs))
    assert (found.verdict, found.reason) == (VerdictKind.UNDECIDABLE, Reason.UNCERTAIN_LINE)
