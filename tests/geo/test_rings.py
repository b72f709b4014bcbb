from __future__ import annotations

import pytest
import shapely

from geo.errors import RingError
from geo.rings import ring_area

SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]


def test_a_plain_ring_is_one_part_either_way_round() -> None:
    for ring in (SQUARE, SQUARE[::-1], SQUARE[2:] + SQUARE[:2], [*SQUARE, SQUARE[0]]):
        found = ring_area(ring)
        assert found.area.area == 10_000
        assert len(found.area.geoms) == 1
        assert not found.crosses_itself
        assert found.spur_m == 0


def test_a_ring_that_touches_itself_keeps_both_lobes() -> None:
    # Both lobes are walked counter-clockwise and meet in (100, 100).
    lobes = [(0, 0), (100, 0), (100, 100), (200, 100), (200, 200), (100, 200), (100, 100), (0, 100)]
    found = ring_area([(float(x), float(y)) for x, y in lobes])
    assert sorted(p.area for p in found.area.geoms) == [10_000, 10_000]
    assert found.area.is_valid
    assert found.area.geoms[0].touches(found.area.geoms[1])
    assert not found.crosses_itself


def test_a_figure_of_eight_is_said_to_cross_itself() -> None:
    found = ring_area([(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)])
    assert found.crosses_itself
    assert found.counter_m2 == pytest.approx(2500)


def test_a_spur_bounds_nothing_and_is_measured() -> None:
    ring = [(0.0, 0.0), (100.0, 0.0), (150.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    found = ring_area(ring)
    assert found.area.area == 10_000
    assert found.spur_m == pytest.approx(50)


def test_a_sliver_between_carriageways_is_no_crossing() -> None:
    square = [(0, 0), (500, 0), (500, 500), (0, 500)]
    ring = [*square, (0, 250), (-1, 240), (0, 230), (-1, 245), (0, 0)]
    found = ring_area([(float(x), float(y)) for x, y in ring])
    assert not found.crosses_itself
    assert found.area.is_valid


def test_there_and_back_encloses_nothing() -> None:
    with pytest.raises(RingError, match="encloses no area"):
        ring_area([(0.0, 0.0), (10.0, 0.0), (20.0, 0.0), (10.0, 0.0)])
    with pytest.raises(RingError, match="three different points"):
        ring_area([(0.0, 0.0), (10.0, 0.0)])


def test_outer_rings_run_counter_clockwise() -> None:
    for ring in (SQUARE, SQUARE[::-1]):
        assert all(shapely.is_ccw(p.exterior) for p in ring_area(ring).area.geoms)
