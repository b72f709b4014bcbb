"""Every area that fits the words is shown or told of, however far the lines lie apart.

All maps and names here are made up.
"""

from __future__ import annotations

import pytest
import shapely

from boundaries.compiler.compile import compile_legs
from boundaries.compiler.resolve import NameIndex
from boundaries.model import Compilation, CompileStatus
from geo.strand import WalkOptions, build_strand
from geo.walk import prepare, solve
from tests.boundaries.compiler.test_compile_readings import legs, town

RING = ("Kapor utca", "Lestyán utca", "Menta utca", "Zsálya utca")


def shown(outcome: Compilation) -> list[float]:
    """Areas that are given, in hectares, the smallest first."""
    assert outcome.area is not None
    areas = [outcome.area.area, *(other.area.area for other in outcome.alternatives)]
    return sorted(round(area / 1e4, 2) for area in areas)


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0, 10.0])
def test_streets_of_one_name_across_the_ring_are_rivals_at_any_distance(scale: float) -> None:
    """Three parallel streets are called Lestyán utca; each closes a ring of its own."""
    far = [600.0 * scale, 1100.0 * scale, 1500.0 * scale]
    deep = -500.0 * scale
    outcome = compile_legs(
        legs(*RING),
        town(
            {
                "Kapor utca": [[(0.0, 0.0), *((x, 0.0) for x in far)]],
                "Menta utca": [[(0.0, deep), *((x, deep) for x in far)]],
                "Lestyán utca": [[(x, 0.0), (x, deep)] for x in far],
                "Zsálya utca": [[(0.0, 0.0), (0.0, deep)]],
            }
        ),
    )
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert shown(outcome) == pytest.approx([x * -deep / 1e4 for x in far], abs=0.02)


@pytest.mark.parametrize("longer_m", [300.0, 900.0, 1400.0])
def test_a_crescent_is_a_rival_however_long_it_is(longer_m: float) -> None:
    out = longer_m / 2
    outcome = compile_legs(
        legs(*RING),
        town(
            {
                "Kapor utca": [
                    [(0.0, 0.0), (300.0, 0.0), (700.0, 0.0), (1000.0, 0.0)],
                    [(300.0, 0.0), (300.0, out), (700.0, out), (700.0, 0.0)],
                ],
                "Lestyán utca": [[(1000.0, 0.0), (1000.0, -700.0)]],
                "Menta utca": [[(1000.0, -700.0), (0.0, -700.0)]],
                "Zsálya utca": [[(0.0, 0.0), (0.0, -700.0)]],
            }
        ),
    )
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert shown(outcome) == pytest.approx([70.0, 70.0 + 0.04 * out], abs=0.02)


def test_a_far_longer_reading_is_a_warning_with_its_area() -> None:
    outcome = compile_legs(
        legs(*RING),
        town(
            {
                "Kapor utca": [[(0.0, 0.0), (300.0, 0.0), (4000.0, 0.0)]],
                "Menta utca": [[(0.0, -200.0), (300.0, -200.0), (4000.0, -200.0)]],
                "Lestyán utca": [[(x, 0.0), (x, -200.0)] for x in (300.0, 4000.0)],
                "Zsálya utca": [[(0.0, 0.0), (0.0, -200.0)]],
            }
        ),
    )
    assert outcome.status is CompileStatus.COMPILED
    assert shown(outcome) == [6.0]
    (warning,) = outcome.problems
    assert (warning.code, warning.severity) == ("unlikely_reading", "warning")
    assert warning.details["m2"] == pytest.approx([800_000], abs=1)
    assert "0.800 km²" in warning.message


SHORT_CUTS = town(
    {
        # North-east: a spur of Kapor utca and Ánizs utca cut off a corner of the ring.
        "Kapor utca": [
            [(0.0, 0.0), (1000.0, 0.0), (1600.0, 0.0)],
            [(1000.0, 0.0), (1000.0, -20.0)],
        ],
        "Ánizs utca": [[(1000.0, -20.0), (1050.0, -20.0)]],
        "Lestyán utca": [
            [(1600.0, 0.0), (1600.0, -600.0), (1050.0, -600.0), (1050.0, -1500.0)],
            [(1050.0, -20.0), (1050.0, -600.0)],
        ],
        # South-west: the same with Menta utca and Kömény utca.
        "Menta utca": [
            [(1050.0, -1500.0), (50.0, -1500.0), (-550.0, -1500.0)],
            [(50.0, -1500.0), (50.0, -1480.0)],
        ],
        "Kömény utca": [[(50.0, -1480.0), (0.0, -1480.0)]],
        "Zsálya utca": [
            [(-550.0, -1500.0), (-550.0, -900.0), (0.0, -900.0), (0.0, 0.0)],
            [(0.0, -1480.0), (0.0, -900.0)],
        ],
    }
)
"""Two corners of the ring can be cut off over a street that the sentence does not name."""


def test_a_walk_over_bridges_hides_none_that_follows_the_words() -> None:
    index, options = NameIndex(SHORT_CUTS), WalkOptions()
    strands = [
        build_strand(SHORT_CUTS, index.find(leg.name, leg.kind).ways, leg.name, options)
        for leg in legs(*RING)
    ]
    walks = solve(prepare(SHORT_CUTS, strands, options))
    assert any(walk.off_m == 0 for walk in walks)
    assert walks[0].off_m > 0


def test_a_straight_gap_beside_a_street_that_has_a_name_fits_no_words() -> None:
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), (100.0, 0.0)], [(125.0, 0.0), (200.0, 0.0)]],
            "Ánizs utca": [[(100.0, 0.0), (125.0, 0.0)]],
        }
    )
    strand = build_strand(network, (0, 1), "Kapor utca", WalkOptions())
    fitting = strand.fitting(network, WalkOptions())
    assert any(step.is_bridge for steps in strand.steps.values() for step in steps)
    assert not any(step.is_bridge for steps in fitting.steps.values() for step in steps)


def test_the_reading_that_follows_the_words_is_shown_beside_a_shorter_one_over_bridges() -> None:
    north_east = [(0, 0), (1600, 0), (1600, -600), (1050, -600)]
    south_west = [(1050, -1500), (-550, -1500), (-550, -900), (0, -900)]
    whole = shapely.Polygon([*north_east, *south_west])
    outcome = compile_legs(legs(*RING), SHORT_CUTS)
    assert round(whole.area / 1e4, 2) in shown(outcome)


@pytest.mark.parametrize("round_m", [500.0, 1500.0, 4000.0])
def test_a_walk_that_skips_a_leg_never_beats_one_that_walks_them_all(round_m: float) -> None:
    """Lestyán utca leads round a peninsula; Ánizs utca would cut it off."""
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), (0.0, 800.0), (960.0, 800.0), (1000.0, 800.0)]],
            "Ánizs utca": [[(960.0, 800.0), (960.0, 760.0)]],
            "Menta utca": [[(960.0, 760.0), (960.0, 0.0), (0.0, 0.0)]],
            "Lestyán utca": [
                [(1000.0, 800.0), (1000.0 + round_m, 800.0)],
                [(1000.0 + round_m, 800.0), (1000.0 + round_m, 760.0), (960.0, 760.0)],
            ],
        }
    )
    outcome = compile_legs(legs("Kapor utca", "Lestyán utca", "Menta utca"), network)
    assert outcome.area is not None
    whole = shapely.Polygon(
        [(0, 0), (0, 800), (1000 + round_m, 800), (1000 + round_m, 760), (960, 760), (960, 0)]
    )
    assert outcome.area.area == pytest.approx(whole.area)


def test_changing_to_the_other_line_of_a_street_counts_as_its_own_ground() -> None:
    """Two lines 20 m apart, joined by unnamed links at both ends of the stretch."""
    outcome = compile_legs(
        legs(*RING),
        town(
            {
                "Kapor utca": [
                    [(0.0, 0.0), (1000.0, 0.0)],
                    [(0.0, 20.0), (1000.0, 20.0)],
                ],
                "?link": [[(0.0, 0.0), (0.0, 20.0)], [(1000.0, 0.0), (1000.0, 20.0)]],
                "Lestyán utca": [[(1000.0, 0.0), (1000.0, -300.0)]],
                "Menta utca": [[(1000.0, -300.0), (0.0, -300.0)]],
                "Zsálya utca": [[(0.0, 0.0), (0.0, -300.0)]],
            }
        ),
    )
    assert outcome.status is CompileStatus.COMPILED
    assert shown(outcome) == [30.0]
    (own,) = [p for p in outcome.problems if p.code == "own_ground"]
    assert own.details["m2"] == pytest.approx(20_000)


def test_the_other_bank_is_shown_however_many_lines_a_junction_has() -> None:
    """A river of two banks 400 m apart, two bridges 2,000 m apart, and a street of fourteen lines.

    The walks over each of those lines cost less than the one along the other bank.
    """
    network = town(
        {
            "Füzes-folyó": [
                [(0.0, 9000.0), (0.0, 0.0), (0.0, -2000.0), (0.0, -9000.0)],
                [(-400.0, 9000.0), (-400.0, 0.0), (-400.0, -2000.0), (-400.0, -9000.0)],
            ],
            "Felső híd": [
                [(-500.0, 0.0), (-400.0, 0.0), (0.0, 0.0)]
                + [(500.0 + 5 * k, 0.0) for k in range(14)]
            ],
            "Sor utca": [[(500.0 + 5 * k, 0.0), (500.0 + 5 * k, -2000.0)] for k in range(14)],
            "Alsó híd": [
                [(-500.0, -2000.0), (-400.0, -2000.0), (0.0, -2000.0)]
                + [(500.0 + 5 * k, -2000.0) for k in range(14)]
            ],
        }
    )
    outcome = compile_legs(legs("Füzes-folyó", "Felső híd", "Sor utca", "Alsó híd"), network)
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert shown(outcome) == [100.0, 180.0]
