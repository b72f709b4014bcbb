"""The benchmark of doors at the line: what is hidden and moved, what counts, its bounds."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
import shapely

from boundaries.doors.verdicts import SideVerdict
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from tests.boundaries.town import SOUTH, WEST, edition

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from doors import SHIFT_M, Known, ask, doors_of, given, sort_of
from doors_report import Count, Tally, overhang, summary, upper_bound

STREET = "Déli utca"
LINE = shapely.LineString([(WEST - 300, SOUTH), (WEST + 1300, SOUTH)])


def rng() -> random.Random:
    return random.Random(1)  # noqa: S311 - drawn again the same


def point(number: int, east: float, north: float, street: str = STREET) -> DoorPoint:
    kind = PlaceKind.ADDRESS_POINT
    return DoorPoint(street, HouseNumber(number), WEST + east, SOUTH + north, kind, 5.0, "made up")


POINTS = [point(n, 10 * n, 15 if n % 2 == 0 else -15) for n in range(10, 60)]


def test_a_door_is_hidden_with_all_its_points() -> None:
    twice = [p for p in POINTS for _ in range(3)]
    kept = given(doors_of(twice), "0.5", rng())
    counts = {p.number: sum(q.number == p.number for q in kept) for p in kept}
    assert set(counts.values()) == {3}
    assert 10 < len(counts) < 40


def test_the_points_of_a_street_are_shifted_together() -> None:
    other = [point(n, 10 * n, 500, "Másik utca") for n in range(10, 20)]
    moved = given(doors_of([*POINTS, *other]), "shifted", rng())
    shifts = {
        (q.street, round(q.east - p.east, 6), round(q.north - p.north, 6))
        for p, q in zip([*POINTS, *other], moved, strict=True)
    }
    assert len(shifts) == 2
    assert all(abs((e * e + n * n) ** 0.5 - SHIFT_M) < 0.01 for _, e, n in shifts)


@pytest.mark.parametrize(("hidden", "wrong"), [(30, 0), (31, 0)])
def test_a_hidden_door_is_held_against_its_own_point(hidden: int, wrong: int) -> None:
    known = Known([p for p in POINTS if p.number.number != hidden], {STREET: LINE}, 5)
    tally = Tally()
    (door,) = doors_of([p for p in POINTS if p.number.number == hidden])
    ask(door, "boundary", edition(), known, tally)
    count = tally.sorts["boundary"]
    assert (count.doors, count.decided, count.wrong) == (1, 1, wrong)
    assert tally.grades["inferred"].doors == 1
    assert (tally.claimed, tally.held) == (1, 1)


def test_a_door_on_the_wrong_side_counts_as_wrong() -> None:
    (door,) = doors_of([point(30, 300, -15)])
    tally = Tally()
    known = Known([p for p in POINTS if p.number.number != 30], {STREET: LINE}, 5)
    ask(door, "boundary", edition(), known, tally)
    assert tally.sorts["boundary"].wrong == 1
    assert tally.wrong_doors == {(STREET, "30")}


def test_more_witnesses_may_be_asked_for() -> None:
    few = [p for p in POINTS if p.number.number in {20, 21, 26, 27, 30}]
    (door,) = doors_of([point(32, 320, 15)])
    decided = []
    for witnesses in (5, 12):
        tally = Tally()
        ask(door, "boundary", edition(), Known(few, {STREET: LINE}, witnesses), tally)
        decided.append(tally.sorts["boundary"].decided)
    assert decided == [1, 0]


def test_the_sort_of_a_street() -> None:
    (door,) = doors_of([point(30, 300, 15)])
    (other,) = doors_of([point(30, 300, 15, "Másik utca")])
    across = shapely.LineString([(WEST + 500, SOUTH - 500), (WEST + 500, SOUTH + 500)])
    assert sort_of(door, LINE, edition()) == "boundary"
    assert sort_of(other, across, edition()) == "crossing"
    assert sort_of(other, shapely.LineString([(WEST, 0), (WEST, 9)]), edition()) == "rest"


def test_a_claim_that_does_not_hold_its_place_is_counted() -> None:
    tally = Tally()
    claim = SideVerdict(VerdictKind.INSIDE, "between", (), ((0.0, 0.0), (10.0, 0.0)))
    tally.claim(claim, shapely.Point(4, 7))
    tally.claim(claim, shapely.Point(30, 7))
    assert (tally.claimed, tally.held) == (2, 1)
    assert overhang(shapely.LineString([(0, 0), (10, 0)]), shapely.Point(-3, 8)) == 3.0


def test_the_bound_is_wider_where_the_wrong_ones_share_a_street() -> None:
    spread = {str(n): Count(100, 90, int(n < 5)) for n in range(50)}
    together = {str(n): Count(100, 90, 5 if n == 0 else 0) for n in range(50)}
    assert upper_bound({"a": Count(10, 9, 0)}, rng()) == 0.0
    assert upper_bound(spread, rng()) < upper_bound(together, rng())


def test_a_target_is_missed_by_wrong_doors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    def beds(wrong: int) -> dict[str, dict[str, Tally]]:
        tally = Tally()
        tally.sorts["boundary"] = Count(1000, 800, wrong)
        return {"bed": {"0.5": tally}}

    assert summary(beds(1))
    assert not summary(beds(2))
    assert "wrong 0.200%" in capsys.readouterr().out
