"""An area held against a polygon that somebody else drew. All ground is made up."""

from __future__ import annotations

import dataclasses

import pytest
import shapely

from boundaries.drift.polygon import against_polygon, polygon_document
from boundaries.model import Decision
from tests.boundaries.town import box, edition, leg


def test_a_polygon_with_the_very_edge_differs_in_nothing() -> None:
    found = against_polygon(edition(), box(0, 0, 1000, 1000))
    assert (found.shared_m2, found.rim.max_m, found.legs) == (1_000_000.0, 0.0, ())
    told = polygon_document(found)
    assert (told["share_of_area"], told["share_of_polygon"]) == (1.0, 1.0)
    assert (told["only_area"], told["only_polygon"]) == (None, None)


def test_shares_count_both_ways_and_the_farthest_place_is_named() -> None:
    """The polygon reaches 200 m farther east and leaves out the northern 100 m."""
    found = against_polygon(edition(), box(0, 0, 1200, 900))
    told = polygon_document(found)
    assert told["shared_m2"] == pytest.approx(900_000)
    assert told["only_area_m2"] == pytest.approx(100_000)
    assert told["only_polygon_m2"] == pytest.approx(180_000)
    assert told["share_of_area"] == pytest.approx(0.9)
    assert told["share_of_polygon"] == pytest.approx(900 / 1080, abs=1e-6)
    assert found.rim.max_m == pytest.approx(200.0)
    assert found.rim.at[0] in {651_000.0, 651_200.0}, "on the eastern edge of either"
    legs = {one.name: one.distance.max_m for one in found.legs}
    assert legs == {
        "Északi utca": pytest.approx(100.0, abs=0.01),
        "Keleti utca": pytest.approx(200.0, abs=0.01),
        "Nyugati utca": pytest.approx(100.0, abs=0.01),
    }


def test_a_hole_is_ground_that_the_polygon_lacks() -> None:
    holed = box(0, 0, 1000, 1000).difference(box(400, 400, 600, 600))
    found = against_polygon(edition(), holed)
    assert found.ground.lost.area == pytest.approx(40_000)
    assert found.ground.gained.is_empty
    assert found.legs == ()
    assert found.rim.max_m == pytest.approx(400.0), "the hole lies far from the edge"


def test_a_leg_without_a_line_is_named_and_not_measured() -> None:
    legs = [leg(n) for n in (1, 2, 3)] + [leg(4, decision=Decision.STAND_IN)]
    found = against_polygon(edition(legs=legs), shapely.union_all([box(0, 0, 1000, 1000)]))
    assert found.without_line == (4,)
    further = dataclasses.replace(leg(3), line=(), continues=1)
    found = against_polygon(edition(legs=[*legs[:2], further, legs[3]]), box(0, 0, 1000, 1000))
    assert found.without_line == (4,), "the third runs along the first"
