"""Figures of an area, and what is not shown of them in public."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.programmes.catalogue import load_programme
from boundaries.programmes.figures import programme_figures
from boundaries.towns.settlements import load_settlements
from boundaries.verdict.statistics import (
    SMALLEST_PUBLIC,
    Count,
    for_the_public,
    size_statistics,
    suppress,
    with_counts,
)

if TYPE_CHECKING:
    from boundaries.verdict.statistics import AreaStatistics

PLACES = load_settlements()


def figures(slug: str) -> AreaStatistics:
    return programme_figures(load_programme(slug), PLACES)[0].statistics


def test_size_of_a_square() -> None:
    square = shapely.box(0, 0, 2000, 1000)
    found = size_statistics(square, town_m2=8e6, uncertain=shapely.box(0, 0, 100, 100))
    assert (found.km2, found.perimeter_km, found.share_of_town) == (2.0, 6.0, 0.25)
    assert found.uncertain_km2 == 0.01


def test_figures_of_the_compiled_area() -> None:
    found = figures("kecskemet-top-6.9.1")
    assert 1.9 < found.km2 < 2.1
    assert found.share_of_town == pytest.approx(found.km2 / 321.25, rel=1e-2)
    shown = {key: count.value for key, count in found.doors.items()}
    assert sum(value or 0 for value in shown.values()) == found.doors_total
    assert 32_000 < (found.doors_total or 0) < 32_300
    assert (shown["inside"] or 0) > 300


def test_figures_of_settlements() -> None:
    halas = figures("kiskunhalas-efop-1.5.3")
    assert halas.km2 == pytest.approx(488.39, rel=1e-3)
    assert halas.doors["inside"].value == halas.doors_total == 10331 + 2176 + 1368 + 504 + 422
    kalocsa = figures("kalocsa-top-5.2.1")
    assert kalocsa.km2 == 0
    assert kalocsa.uncertain_km2 == pytest.approx(53.12, rel=1e-3)
    assert kalocsa.doors["undecidable"].value == 5968
    district = programme_figures(load_programme("kecskemet-arop-1.a.3"), PLACES)[0]
    assert len(district.without_register) == 15


def test_a_single_small_number_does_not_show_by_subtraction() -> None:
    counts = {"inside": 4, "outside": 300, "undecidable": 20, "boundary": 0}
    found = for_the_public(with_counts(size_statistics(shapely.box(0, 0, 1, 1)), counts, counts))
    shown = {key: count.value for key, count in found.doors.items()}
    assert shown == {"inside": None, "outside": 300, "undecidable": None, "boundary": 0}
    assert found.doors_total == 324


def test_a_total_that_is_the_small_number_itself_goes_too() -> None:
    counts = {"inside": 4, "outside": 0}
    found = for_the_public(with_counts(size_statistics(shapely.box(0, 0, 1, 1)), counts, counts))
    assert found.doors["inside"].suppressed
    assert found.doors_total is None
    assert found.streets_total is None


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 60), max_size=8))
def test_no_small_number_is_ever_shown_or_left_alone(counts: dict[str, int]) -> None:
    shown = suppress({key: Count(value) for key, value in counts.items()})
    values = [count.value for count in shown.values()]
    assert all(value is None or value == 0 or value >= SMALLEST_PUBLIC for value in values)
    hidden = [counts[key] for key, count in shown.items() if count.suppressed]
    others = [value for value in values if value]
    if others:
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALLEST_PUBLIC)
