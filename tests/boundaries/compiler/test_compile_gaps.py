"""Ends beside a line between its nodes, and carriageways that meet only far away.

All maps and names here are made up.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from boundaries.compiler.compile import compile_legs
from boundaries.model import CompileStatus, Decision, LegKind, LineRule
from tests.boundaries.compiler.test_compile_readings import legs, town

if TYPE_CHECKING:
    from boundaries.model import LegSpec
    from geo.network import LineNetwork

RING = ("Kapor utca", "Lestyán utca", "Menta utca", "Zsálya utca")


def short_of(gap_m: float, *, meets_elsewhere: bool = False) -> LineNetwork:
    """A ring of 1,000 m by 800 m whose Kapor utca ends so far before Lestyán utca."""
    kapor = [[(0.0, 0.0), (1000.0 - gap_m, 0.0)]]
    if meets_elsewhere:
        kapor.append([(0.0, 0.0), (0.0, 700.0), (1000.0, 700.0)])
    return town(
        {
            "Kapor utca": kapor,
            "Lestyán utca": [[(1000.0, 700.0), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )


@pytest.mark.parametrize(
    ("gap_m", "said"),
    [(0.0, None), (0.003, "note"), (0.5, "note"), (3.0, "warning"), (38.0, "warning")],
)
def test_an_end_beside_a_line_between_its_nodes_is_led_to_it(
    gap_m: float, said: str | None
) -> None:
    outcome = compile_legs(legs(*RING), short_of(gap_m))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(800_000, abs=1)
    assert [(p.code, p.severity) for p in outcome.problems] == ([("bridged", said)] if said else [])


def test_an_end_too_far_from_the_line_stays_a_gap() -> None:
    outcome = compile_legs(legs(*RING), short_of(45.0))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert [p.code for p in outcome.problems] == ["gap"]


def test_an_end_on_a_line_counts_where_the_two_meet_elsewhere_as_well() -> None:
    outcome = compile_legs(legs(*RING), short_of(0.4, meets_elsewhere=True))
    assert outcome.area is not None
    shown = sorted(
        round(area / 1e4)
        for area in (outcome.area.area, *(o.area.area for o in outcome.alternatives))
    )
    assert shown == [80, 150]


def dual(gap_m: float, far_m: float) -> LineNetwork:
    """Fő út has two lines that meet only far in the east; the ring passes from one to the other.

    Kapor utca reaches the northern line in the west, Lestyán utca leaves the southern one 600 m on.
    """
    north, south = 0.0, -gap_m
    return town(
        {
            "Kapor utca": [[(0.0, 400.0), (0.0, north)]],
            "Fő út": [
                [(-500.0, north), (0.0, north), (far_m, north), (far_m + 50, south / 2)],
                [(-500.0, south), (600.0, south), (far_m, south), (far_m + 50, south / 2)],
            ],
            "Lestyán utca": [[(600.0, south), (600.0, -400.0)]],
            "Menta utca": [[(600.0, -400.0), (-900.0, -400.0)]],
            "Zsálya utca": [[(-900.0, -400.0), (-900.0, 400.0), (0.0, 400.0)]],
        }
    )


DUAL = ("Kapor utca", "Fő út", "Lestyán utca", "Menta utca", "Zsálya utca")


@pytest.mark.parametrize("gap_m", [6.0, 14.0, 30.0])
@pytest.mark.parametrize("far_m", [1200.0, 6000.0])
@pytest.mark.parametrize("backwards", [False, True])
def test_the_ring_changes_carriageway_straight_over_the_median(
    gap_m: float, far_m: float, *, backwards: bool
) -> None:
    names = DUAL[::-1] if backwards else DUAL
    outcome = compile_legs(legs(*names), dual(gap_m, far_m))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    drawn = 900 * 800 + 600 * 400
    assert outcome.area.area == pytest.approx(drawn, abs=600 * gap_m + 1)
    (bridge,) = [p for p in outcome.problems if p.code == "bridged"]
    assert bridge.details["gap_m"] == pytest.approx(gap_m)
    assert bridge.severity == ("note" if gap_m <= 25 else "warning")


def test_the_same_words_backwards_give_the_same_area() -> None:
    """Kapor utca and Lestyán utca lie 1,000 m apart; the two lines of Fő út meet 700 m on."""
    network = town(
        {
            "Kapor utca": [[(0.0, 300.0), (0.0, 0.0)]],
            "Fő út": [
                [(-300.0, 0.0), (0.0, 0.0), (1000.0, 0.0), (1700.0, 0.0)],
                [(-300.0, -20.0), (1000.0, -20.0), (1700.0, -20.0)],
            ],
            "Kereszt utca": [[(1700.0, 0.0), (1700.0, -20.0)]],
            "Lestyán utca": [[(1000.0, -20.0), (1000.0, -600.0)]],
            "Menta utca": [[(1000.0, -600.0), (-400.0, -600.0)]],
            "Zsálya utca": [[(-400.0, -600.0), (-400.0, 300.0), (0.0, 300.0)]],
        }
    )
    areas = []
    for names in (DUAL, DUAL[::-1], DUAL[2:] + DUAL[:2]):
        outcome = compile_legs(legs(*names), network)
        assert outcome.area is not None
        areas.append(outcome.area.area)
    assert areas == pytest.approx([areas[0]] * 3)


def test_lines_too_far_apart_are_not_bridged() -> None:
    outcome = compile_legs(legs(*DUAL), dual(60.0, 6000.0))
    assert not any(p.details.get("median") for p in outcome.problems)


def test_a_crescent_with_a_narrow_mouth_is_walked_round() -> None:
    """Lestyán utca goes round a crescent whose two ends lie 30 m apart."""
    outcome = compile_legs(
        legs(*RING),
        town(
            {
                "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
                "Lestyán utca": [
                    [(1000.0, 0.0), (1000.0, -100.0), (1200.0, -100.0), (1200.0, -330.0)],
                    [(1200.0, -330.0), (1000.0, -330.0), (1000.0, -130.0), (990.0, -130.0)],
                ],
                "Menta utca": [[(990.0, -130.0), (990.0, -800.0), (0.0, -800.0)]],
                "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
            }
        ),
    )
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(990 * 800 + 10 * 130 + 200 * 230, abs=10 * 330)
    assert not any(p.details.get("median") for p in outcome.problems)


def renamed(metres: float) -> LineNetwork:
    """Lestyán utca whose middle is called Ánizs utca for so many metres."""
    return town(
        {
            "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
            "Lestyán utca": [
                [(1000.0, 0.0), (1000.0, -300.0)],
                [(1000.0, -300.0 - metres), (1000.0, -800.0)],
            ],
            "Ánizs utca": [[(1000.0, -300.0), (1000.0, -300.0 - metres)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )


@pytest.mark.parametrize(("metres", "code"), [(90.0, "gap"), (250.0, "disconnected")])
def test_a_street_in_pieces_is_reported_with_place_metres_and_what_joins_them(
    metres: float, code: str
) -> None:
    outcome = compile_legs(legs(*RING), renamed(metres))
    assert outcome.status is CompileStatus.INCOMPLETE
    (problem,) = outcome.problems
    assert (problem.code, problem.legs) == (code, (2,))
    assert problem.details["gap_m"] == pytest.approx(metres, abs=0.1)
    place = [[699_000.0, 171_700.0], [699_000.0, 171_700.0 - metres]]
    assert problem.details["nearest"] == place
    assert problem.details["missing"] == ["Ánizs utca"]
    assert f"{metres:.1f} m" in problem.message
    assert "Ánizs utca" in problem.message


@pytest.mark.parametrize(
    ("written", "on_the_map", "offered"),
    [
        # the same name with another type, before what is only spelled alike
        ("Babér utca", ["Bodzér utca", "Bakér utca", "Babér út"], "Babér út"),
        ("Fodor Menta tér", ["Fodormentha tér", "Fodor Menta köz"], "Fodor Menta köz"),
        # the fuller form of the name, and the shorter one
        ("Babér tér", ["Bakér tér", "Babér Benedek utca"], "Babér Benedek utca"),
        ("Babér Benedek utca", ["Babel Berezvai utca", "Babér út"], "Babér út"),
        # a slip of the pen, before the shorter form
        ("Babér Benedeek utca", ["Babér út", "Babér Benedek utca"], "Babér Benedek utca"),
        # with a first name of three letters, and with a part of the name left out
        ("Bor utca", ["Bok utca", "Bor Benedek út"], "Bor Benedek út"),
        (
            "Babér Pál utca",
            ["Babér Péter utca", "Dr. Babér-Bodza Pál út"],
            "Dr. Babér-Bodza Pál út",
        ),
    ],
)
def test_the_same_name_with_another_type_and_the_fuller_name_are_offered_first(
    written: str, on_the_map: list[str], offered: str
) -> None:
    streets = {name: [[(0.0, 50.0 * k), (90.0, 50.0 * k)]] for k, name in enumerate(on_the_map)}
    outcome = compile_legs(legs(written, on_the_map[0], on_the_map[1]), town(streets))
    problem = next(p for p in outcome.problems if p.code == "no_such_name")
    candidates = problem.details["candidates"]
    assert isinstance(candidates, list)
    assert candidates[0]["name"] == offered
    assert f'did you mean "{offered}"' in problem.message


def beside(metres: float, leads: str = "?") -> LineNetwork:
    """Kapor utca and Lestyán utca meet at a corner; the line of Ánizs tér lies so far inside."""
    at, end = 1000.0 - metres, 1000.0 - metres - 80
    return town(
        {
            "Kapor utca": [[(0.0, 0.0), (1000.0, 0.0)]],
            "Ánizs tér": [[(at, -metres), (end, -metres)]],
            leads: [[(at, -metres), (1000.0, -metres - 300)]],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -metres - 300), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )


def with_square() -> list[LegSpec]:
    found = legs("Kapor utca", "Ánizs tér", *RING[1:])
    return [
        dataclasses.replace(leg, kind=LegKind.SQUARE) if leg.number == 2 else leg for leg in found
    ]


def test_a_square_beside_the_corner_of_its_neighbours_is_passed_and_told() -> None:
    outcome = compile_legs(with_square(), beside(120.0))
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(800_000, abs=1)
    (problem,) = outcome.problems
    assert (problem.code, problem.severity, problem.legs) == ("beside_corner", "warning", (2,))
    assert problem.details["metres"] == pytest.approx(169.7, abs=0.1)
    assert [leg.number for leg in outcome.legs] == [1, 2, 3, 4, 5]
    square = outcome.legs[1]
    assert (square.decision, square.length_m) == (Decision.TOUCHED, 0.0)
    assert square.line == ((699_000.0, 172_000.0),)


@pytest.mark.parametrize("what", ["far", "street", "side", "left out"])
def test_what_may_be_meant_otherwise_stays_a_gap(what: str) -> None:
    found = with_square()
    if what == "street":
        found = legs(*(leg.name for leg in found))
    elif what == "side":
        found[1] = dataclasses.replace(found[1], rule=LineRule.COMPASS_SIDE, side="déli oldala")
    leads = "Babér köz" if what == "left out" else "?"
    outcome = compile_legs(found, beside(200.0 if what == "far" else 120.0, leads))
    assert outcome.status is CompileStatus.INCOMPLETE
    assert {p.code for p in outcome.problems if p.severity == "error"} == {"gap"}


def test_a_gap_that_only_lines_without_a_name_cross_says_so() -> None:
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), (700.0, 0.0)]],
            "?": [[(700.0, 0.0), (1000.0, 0.0)]],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )
    (problem,) = compile_legs(legs(*RING), network).problems
    assert problem.code == "gap"
    assert "300.0 m apart; what leads there has no name on the map" in problem.message
    assert problem.details["missing"] == []


def test_a_strip_between_two_lines_of_a_street_is_no_area_over_its_median() -> None:
    """Kapor út has two lines 18 m apart; Lestyán utca joins them at one end, and once far away."""
    network = town(
        {
            "Kapor út": [[(0.0, 0.0), (900.0, 0.0)], [(0.0, -18.0), (860.0, -18.0)]],
            "Menta utca": [[(0.0, 0.0), (0.0, -18.0)]],
            "Lestyán utca": [
                [(900.0, 0.0), (1000.0, 30.0), (4600.0, 30.0)],
                [(860.0, -18.0), (920.0, -18.0), (4600.0, 0.0)],
                [(4600.0, 30.0), (4900.0, 15.0), (4600.0, 0.0)],
            ],
        }
    )
    names = ("Kapor út", "Menta utca", "Kapor út", "Lestyán utca")
    outcome = compile_legs(legs(*names), network)
    assert not any(p.details.get("median") for p in outcome.problems)


@pytest.mark.parametrize(
    ("metres", "road", "code"),
    [
        (110.0, "?primary", "bridged"),
        (150.0, "?tertiary_link", "bridged"),
        (170.0, "?primary", "gap"),
        (110.0, "Ánizs utca", "gap"),
        (110.0, "?footway", "gap"),
    ],
)
def test_a_road_without_a_name_between_two_streets_closes_the_ring_with_a_warning(
    metres: float, road: str, code: str
) -> None:
    end = (1000.0 - metres, 0.0)
    network = town(
        {
            "Kapor utca": [[(0.0, 0.0), end]],
            road: [[end, (1000.0, 0.0)]],
            "Lestyán utca": [[(1000.0, 0.0), (1000.0, -800.0)]],
            "Menta utca": [[(1000.0, -800.0), (0.0, -800.0)]],
            "Zsálya utca": [[(0.0, 0.0), (0.0, -800.0)]],
        }
    )
    outcome = compile_legs(legs(*RING), network)
    (problem,) = outcome.problems
    closed = code == "bridged"
    assert (problem.code, problem.severity) == (code, "warning" if closed else "error")
    assert (outcome.status is CompileStatus.COMPILED) is closed
    assert problem.details["gap_m"] == pytest.approx(metres, abs=0.1)
    if outcome.area is not None:
        assert outcome.area.area == pytest.approx(800_000, abs=1)
