"""A column of points: every verdict is the one that a single point gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from boundaries.edition.edition import load_edition
from boundaries.ground.containment import REASONS, VERDICTS, decide_points
from boundaries.ground.eligibility import decide_point
from boundaries.model import Certainty, Decision, Reason, VerdictKind
from geo.errors import CoordinateError
from tests.boundaries.town import AREA, SOUTH, WEST, box, edition, leg

if TYPE_CHECKING:
    from boundaries.model import Edition

STAND_IN = tuple(
    leg(n, decision=Decision.STAND_IN if n == 3 else Decision.WALKED) for n in range(1, 5)
)
EDITIONS = {
    "plain": edition(),
    "zone": edition(zone=box(-60, 400, 0, 600)),
    "inferred": edition(certainty=Certainty.INFERRED),
    "wide": edition(uncertain={1: 15.0, 2: 0.0}, zone=box(900, 900, 1100, 1100)),
    "stand-in": edition(legs=STAND_IN),
}


def compare(x: np.ndarray, y: np.ndarray, area: Edition, place_m: float) -> set[Reason]:
    found = decide_points(x, y, area, place_uncertainty_m=place_m)
    for at, (east, north) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        one = decide_point(east, north, area, place_uncertainty_m=place_m)
        both = VERDICTS[found.verdict[at]], REASONS[found.reason[at]]
        assert both == (one.verdict, one.reason), (east, north)
        assert found.distance_m[at] == pytest.approx(one.distance_m, rel=1e-14, abs=1e-12)
    return {REASONS[code] for code in np.unique(found.reason)}


def points(seed: int = 1, *, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Points everywhere, close to the lines, and on every limit to the last bit."""
    draw = np.random.default_rng(seed)
    wide = draw.uniform(-600, 1600, (count, 2))
    along, off = draw.uniform(0, 1000, count), draw.uniform(-20, 20, count)
    edges = [0.0, 1.0, 5.0, 15.0, 2.5, 1 + 2.5, 5 + 2.5, 15 + 2.5, np.nextafter(1, 2), 1e-12]
    limits = np.array([(500.0, sign * m) for m in edges for sign in (-1, 1)])
    turned = np.concatenate(
        [limits, limits[:, ::-1], limits + np.array([0, 1000]), limits[:, ::-1] + 1000]
    )
    close = np.concatenate([np.stack([along, off], 1), np.stack([off, along], 1)])
    xy = np.concatenate([wide, close, turned, shapely.get_coordinates(AREA) - (WEST, SOUTH)])
    return WEST + xy[:, 0], SOUTH + xy[:, 1]


@pytest.mark.parametrize("count", [60, pytest.param(500, marks=pytest.mark.whole)])
@pytest.mark.parametrize("place_m", [0.0, 1.0, 2.5, 40.0])
@pytest.mark.parametrize("name", EDITIONS)
def test_each_point_is_decided_as_if_it_were_alone(name: str, place_m: float, count: int) -> None:
    reasons = compare(*points(count=count), EDITIONS[name], place_m)
    assert {Reason.POINT_INSIDE, Reason.POINT_OUTSIDE, Reason.UNCERTAIN_LINE} <= reasons


@pytest.mark.parametrize("count", [1000, pytest.param(4000, marks=pytest.mark.whole)])
@pytest.mark.parametrize("variant", ["programme", "ksh"])
def test_the_bundled_area_too(variant: str, count: int) -> None:
    area = load_edition("kecskemet-top-6.9.1", variant)
    west, south, east, north = area.area.bounds
    draw = np.random.default_rng(7)
    x = draw.uniform(west - 100, east + 100, count)
    y = draw.uniform(south - 100, north + 100, count)
    corners = shapely.get_coordinates([area.area, *filter(None, [area.uncertain_zone])])
    reasons = compare(np.append(x, corners[:, 0]), np.append(y, corners[:, 1]), area, 0.0)
    assert {Reason.ON_LINE, Reason.UNCERTAIN_ZONE, Reason.UNCERTAIN_LINE} <= reasons


def test_one_point_and_none() -> None:
    one = decide_points(WEST + 500, SOUTH + 400, edition())
    assert VERDICTS[one.verdict[0]] is VerdictKind.INSIDE
    assert one.distance_m.tolist() == [400.0]
    assert len(decide_points([], [], edition()).verdict) == 0


@pytest.mark.parametrize(
    ("east", "north", "message"),
    [
        ([WEST, WEST], [SOUTH], "one length"),
        ([WEST, float("nan")], [SOUTH, SOUTH], "point 1 of 2 is not finite"),
        ([WEST], [float("inf")], "point 0 of 1 is not finite"),
        ([[WEST]], [[SOUTH]], "one length"),
    ],
)
def test_bad_columns_are_refused(east: object, north: object, message: str) -> None:
    with pytest.raises(CoordinateError, match=message):
        decide_points(east, north, edition())  # type: ignore[arg-type]
