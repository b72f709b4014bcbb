"""What follows from known doors for the others of their street, in a made-up town.

The southern line of the square is Déli utca. Even numbers stand 15 m north of it (inside), odd ones
15 m south; plots are 20 m wide, so number n stands 10 n metres from the south-west corner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.doors.sides import StreetSides
from boundaries.doors.verdicts import SideJudge
from boundaries.language.house_numbers import HouseNumber
from boundaries.model import VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from tests.boundaries.town import SOUTH, WEST, edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from boundaries.doors.verdicts import SideVerdict

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
STREET = "Déli utca"
BESIDE = 15.0
XY = tuple[float, float]


def line(*pieces: Sequence[XY]) -> shapely.MultiLineString:
    """The pieces of a street in metres from the square's south-west corner."""
    return shapely.MultiLineString([[(WEST + x, SOUTH + y) for x, y in p] for p in pieces])


LONG = line([(-300, 0), (0, 0), (1000, 0), (1300, 0)])
"""It leaves the square's line at both ends."""


def point(number: int, east: float, north: float) -> DoorPoint:
    kind = PlaceKind.ADDRESS_POINT
    place = (WEST + east, SOUTH + north)
    return DoorPoint(STREET, HouseNumber(number), *place, kind, 5.0, f"made up {number}")


def house(number: int, *, beside: float = BESIDE, shift: float = 0.0) -> DoorPoint:
    """A door in its order and on its side."""
    return point(number, 10.0 * number, (beside if number % 2 == 0 else -beside) + shift)


def ask(
    number: int, points: Iterable[DoorPoint], geometry: shapely.MultiLineString = LONG
) -> SideVerdict:
    judge = SideJudge(edition(), StreetSides(points, {STREET: geometry}))
    return judge.decide(STREET, HouseNumber(number))


def houses(*numbers: int, beside: float = BESIDE, shift: float = 0.0) -> list[DoorPoint]:
    return [house(number, beside=beside, shift=shift) for number in numbers]


AROUND = houses(10, 11, 16, 17, 20, 21, 30, 31)


@pytest.mark.parametrize(("number", "verdict"), [(18, IN), (19, OUT), (24, IN), (27, OUT)])
def test_a_door_between_its_neighbours_is_on_their_side(number: int, verdict: VerdictKind) -> None:
    found = ask(number, AROUND)
    assert (found.verdict, found.how) == (verdict, "between")
    assert all(w.number.is_even is (number % 2 == 0) for w in found.witnesses[:2])


def test_the_end_of_the_leg_between_two_neighbours_leaves_the_inner_side_open() -> None:
    known = houses(90, 91, 96, 97, 104, 105)
    assert ask(100, known).verdict is OPEN
    assert ask(101, known).verdict is OUT  # the other side lies outside on both stretches
    assert ask(92, known).verdict is IN


def test_what_a_neighbour_is_far_from_cannot_be_the_door() -> None:
    # 10 and 130 are on two sides of the leg's end, but 12 is the next plot to 10.
    known = houses(4, 5, 6, 7, 10, 11, 130, 131)
    assert ask(12, known).verdict is IN
    assert ask(100, known).verdict is OPEN


def test_points_shifted_across_their_street_decide_nothing_on_the_side_they_left() -> None:
    known = houses(10, 11, 16, 17, 20, 21, beside=6.0, shift=9.0)
    assert {ask(n, known).verdict for n in (11, 13, 17, 19, 25)} == {OPEN}


def test_one_parity_near_the_line_may_be_shifted_as_a_whole() -> None:
    near, far = (houses(10, 12, 16, 20, 22, 24, beside=beside) for beside in (5.0, 12.0))
    assert ask(16, near).how == "perhaps shifted"
    assert ask(14, near).verdict is OPEN
    assert ask(16, far).verdict is IN
    assert ask(14, far).verdict is IN


def test_doors_on_both_sides_show_that_a_street_is_not_shifted() -> None:
    known = houses(10, 11, 16, 17, 20, 21, beside=5.0)
    assert (ask(16, known).verdict, ask(17, known).verdict) == (IN, OUT)
    assert ask(18, known).verdict is IN


def test_a_street_whose_parities_are_mixed_tells_no_side() -> None:
    mixed = [point(n, 10 * n, BESIDE if n % 4 < 2 else -BESIDE) for n in range(10, 30, 3)]
    assert {ask(n, mixed).verdict for n in range(11, 26) if (n - 10) % 3} == {OPEN}
    assert (ask(13, mixed).verdict, ask(19, mixed).verdict) == (IN, OUT)  # far from the line


def test_one_stray_among_few_doors_tells_that_sides_are_not_told() -> None:
    stray = [*houses(10, 11, 16, 17, 20), point(21, 210, BESIDE)]
    assert ask(40, stray, line([(100, 0), (900, 0)])).verdict is OPEN
    assert ask(40, AROUND, line([(100, 0), (900, 0)])).verdict is IN


def test_a_neighbour_on_the_other_side_leaves_a_door_open() -> None:
    known = [*houses(10, 11, 16, 17, 20, 21, 24, 25, 30, 31), point(26, 260, -BESIDE)]
    assert ask(28, known).verdict is OPEN


def test_few_witnesses_decide_no_side_past_the_known_doors() -> None:
    short = line([(100, 0), (900, 0)])
    assert ask(60, houses(20, 21), short).verdict is OPEN
    assert ask(60, houses(20, 21, 30, 31, 40), short).verdict is IN


def test_a_number_lower_than_all_known_ones_needs_twice_the_witnesses() -> None:
    short = line([(100, 0), (900, 0)])
    assert ask(14, houses(16, 20, 21), short).verdict is OPEN  # it may stand round the corner
    assert ask(18, houses(16, 20, 21), short).verdict is IN
    assert ask(14, houses(16, 20, 21, 26, 27, 30), short).verdict is IN


def test_the_side_of_a_parity_of_which_no_door_is_known_needs_twice_the_witnesses() -> None:
    # All numbers may stand on the northern side: nothing shows yet that odd ones stand opposite.
    short = line([(100, 0), (900, 0)])
    assert ask(60, houses(20, 24, 30, 34), short).verdict is IN
    assert ask(61, houses(20, 24, 30, 34), short).verdict is OPEN
    assert ask(61, houses(20, 24, 30, 34, 40, 44, 50), short).verdict is OUT


def test_doors_past_the_end_of_the_line_tell_nothing_of_one_between_them() -> None:
    # The map's line ends at 300 m; the doors stand round a corner that it does not know.
    short = line([(100, 0), (300, 0)])
    beyond = [point(40, 320, 40), point(44, 340, 60)]
    assert ask(42, [*houses(20, 21, 24, 25), *beyond], short).how != "between"


def test_past_the_last_known_door_only_as_far_as_its_plots_reach() -> None:
    known = houses(30, 31, 40, 41, 50, 51)
    assert ask(52, known).verdict is IN
    assert ask(52, known).how == "past"
    assert ask(28, houses(30, 31, 40, 41)).verdict is OPEN  # first numbers stand round corners
    # 96 would be at 960 m, but nothing bounds it on the side of the leg's end.
    assert ask(96, known).verdict is OPEN


def test_the_way_back_is_left_out_only_where_the_direction_is_told() -> None:
    # 20 m plots from the west; the next lower number may be west of the corner, where it is out.
    assert ask(4, houses(6, 7, 10, 11, 16, 17)).verdict is OPEN
    assert ask(20, houses(6, 7, 10, 11, 16, 17)).verdict is IN
    # Both neighbours of the first two doors contradict each other: no direction is told.
    order = ((6, 60), (7, 300), (10, 30), (11, 250), (16, 70), (17, 220))
    restless = [point(n, east, BESIDE if n % 2 == 0 else -BESIDE) for n, east in order]
    assert ask(20, restless).verdict is OPEN


def test_one_door_tells_of_those_near_it_where_all_around_faces_one_way() -> None:
    # 40 at 400 m, all of it inside on the one side of a street that runs through the square.
    through = line([(100, 500), (1300, 500)])
    known = [point(40, 400, 515)]
    assert ask(44, known, through).verdict is IN
    assert ask(90, known, through).verdict is OPEN  # it may stand where the street has left
    branched = line([(100, 500), (700, 500)], [(700, 500), (1300, 500)], [(700, 500), (700, 900)])
    assert ask(44, known, branched).verdict is OPEN


def test_a_branch_within_reach_may_hold_the_door() -> None:
    out = line([(-300, 0), (500, 0)], [(500, 0), (1300, 0)], [(500, 0), (500, -200)])
    known = houses(30, 31, 36, 37, 46, 47)
    assert ask(48, known).verdict is IN
    assert ask(48, known, out).verdict is OPEN


def test_pieces_that_may_be_another_street_must_face_the_same_way_on_both_sides() -> None:
    pieces = line([(200, 0), (900, 0)], [(200, -800), (900, -800)])
    known = houses(30, 31, 36, 37, 46, 47)
    assert ask(48, known, line([(200, 0), (900, 0)])).verdict is IN
    assert ask(48, known, pieces).verdict is OPEN
    assert ask(49, known, pieces).verdict is OUT  # the other piece is all outside
    inside = line([(200, 0), (900, 0)], [(200, 500), (900, 500)])
    assert (ask(48, known, inside).verdict, ask(49, known, inside).verdict) == (IN, OPEN)


def test_a_ring_has_two_ways_between_two_doors() -> None:
    ring = line([(200, 0), (600, 0), (600, -60), (200, -60), (200, 0)])
    # 2 and 40 stand at the two ends of the northern side; the way round is as long.
    known = [point(2, 210, 15), point(40, 210, -75), point(4, 230, 15), point(38, 230, -75)]
    assert ask(20, known, ring).verdict is OPEN


def test_a_back_house_is_no_witness() -> None:
    known = [house(10), house(11), point(14, 140, 61.0), house(20), house(21)]
    found = ask(12, known)
    assert [str(w.number) for w in found.witnesses[:2]] == ["10", "20"]
    assert ask(14, known).how != "own"


def test_a_bent_street_keeps_its_sides() -> None:
    bent = line([(200, 0), (900, 0), (1000, 0), (1000, 700)])
    evens = [(2, 300, 15), (6, 985, 200), (8, 985, 400)]
    odds = [(1, 300, -15), (3, 600, -15), (7, 1015, 420)]
    known = [point(*door) for door in (*evens, *odds)]
    assert (ask(4, known, bent).verdict, ask(5, known, bent).verdict) == (IN, OUT)


def test_two_carriageways_are_each_looked_at() -> None:
    double = line([(100, 0), (900, 0)], [(100, -20), (900, -20)])
    known = [point(n, 10 * n, 15 if n % 2 == 0 else -35) for n in (20, 21, 30, 31, 40, 41, 50, 51)]
    assert (ask(26, known, double).verdict, ask(27, known, double).verdict) == (IN, OUT)


NUMBERS = st.sets(st.integers(1, 98), min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, st.integers(1, 98), st.booleans())
def test_the_direction_of_the_drawn_line_changes_nothing(
    known: set[int],
    asked: int,
    parts: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    corners = [(-300.0, 0.0), (250.0, 0.0), (1000.0, 0.0), (1300.0, 0.0)]
    pieces = [corners[:2], corners[1:]] if parts else [corners]
    one = ask(asked, houses(*known), line(*pieces))
    other = ask(asked, houses(*known), line(*[p[::-1] for p in pieces]))
    assert (one.verdict, one.how) == (other.verdict, other.how)
    assert one.bearing == pytest.approx(other.bearing, abs=0.01)


@settings(max_examples=60, deadline=None)
@given(NUMBERS, st.integers(1, 98))
def test_a_mirrored_town_gives_mirrored_answers(known: set[int], asked: int) -> None:
    mirrored = [
        point(n, 1000 - 10 * n, BESIDE if n % 2 == 0 else -BESIDE) for n in known
    ]  # the square is its own mirror image
    one, other = ask(asked, houses(*known)), ask(asked, mirrored)
    assert (one.verdict, one.how) == (other.verdict, other.how)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.floats(5.0, 38.0), min_size=49, max_size=49),
    st.lists(st.floats(5.0, 38.0), min_size=49, max_size=49),
    NUMBERS,
    st.integers(1, 98),
    st.floats(4.0, 30.0),
)
def test_no_door_of_an_orderly_street_is_decided_wrongly(
    evens: list[float], odds: list[float], known: set[int], asked: int, beside: float
) -> None:
    # Plots of any width up to 38 m, on both sides by themselves; the street starts outside.
    places = {}
    for start, plots in ((2, evens), (1, odds)):
        east = -250.0
        for index, width in enumerate(plots):
            places[start + 2 * index] = east + width / 2
            east += width
    long = line([(-300, 0), (2100, 0)])
    points = [point(n, places[n], beside if n % 2 == 0 else -beside) for n in known - {asked}]
    truth = IN if asked % 2 == 0 and 0 < places[asked] < 1000 else OUT
    assert ask(asked, points, long).verdict in {truth, OPEN}
