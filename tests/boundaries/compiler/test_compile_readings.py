"""Which of several walks a sentence means: whoever writes it names what the line runs along."""

from __future__ import annotations

import pytest
import shapely

from boundaries.compiler.compile import compile_legs
from boundaries.compiler.ledger import only_corners, own_ground
from boundaries.model import CompileStatus, LegKind, LegSpec
from geo.network import LineNetwork, Way, WayKind

XY = tuple[float, float]


def legs(*names: str) -> list[LegSpec]:
    return [LegSpec(n, LegKind.STREET, name, name) for n, name in enumerate(names, start=1)]


def town(streets: dict[str, list[list[XY]]]) -> LineNetwork:
    """Build a network of streets given by their positions; equal positions are one node.

    What begins with "?" has no name; the class of the road may stand behind ("?primary").
    """
    ids: dict[XY, int] = {}
    ways: list[Way] = []
    for name, runs in streets.items():
        for run in runs:
            nodes = tuple(ids.setdefault(place, len(ids) + 1) for place in run)
            nameless = name.startswith("?")
            names = () if nameless else (name,)
            tags = {"highway": name[1:]} if nameless else {"name": name}
            ways.append(Way(100 + len(ways), WayKind.STREET, nodes, names, (), tags))
    return LineNetwork.from_ways(
        ways, {n: (x + 698_000, y + 172_000) for (x, y), n in ids.items()}, epsg=23700, source="t"
    )


def town_with_square(width: float, depth: float) -> LineNetwork:
    """A town of 400 m by 300 m with a square in the middle of its north side."""
    left, right = 200 - width / 2, 200 + width / 2
    return town(
        {
            "Felső utca": [[(0.0, 0.0), (left, 0.0)], [(right, 0.0), (400.0, 0.0)]],
            "Fő tér": [
                [(left, 0.0), (right, 0.0)],
                [(left, 0.0), (left, -depth), (right, -depth), (right, 0.0)],
            ],
            "Jobb utca": [[(400.0, 0.0), (400.0, -300.0)]],
            "Alsó utca": [[(0.0, -300.0), (400.0, -300.0)]],
            "Bal utca": [[(0.0, 0.0), (0.0, -300.0)]],
        }
    )


ROUND = ("Bal utca", "Felső utca", "Fő tér", "Felső utca", "Jobb utca", "Alsó utca")


def test_a_square_can_be_passed_on_either_side_and_both_areas_are_shown() -> None:
    outcome = compile_legs(legs(*ROUND), town_with_square(100, 80))
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert outcome.area is not None
    shown = [outcome.area.area, *(other.area.area for other in outcome.alternatives)]
    assert shown == pytest.approx([400 * 300, 400 * 300 - 100 * 80])
    assert "own_ground" not in {p.code for p in outcome.problems}


def test_a_small_square_is_its_streets_own_ground_and_is_noted() -> None:
    """A square of 40 m by 20 m: no other area, but the words leave 800 m² open."""
    outcome = compile_legs(legs(*ROUND), town_with_square(40, 20))
    assert outcome.status is CompileStatus.COMPILED
    note = next(p for p in outcome.problems if p.code == "own_ground")
    assert (note.severity, note.details["m2"]) == ("note", 800.0)


def test_the_ground_of_two_squares_adds_up_and_too_much_of_it_is_a_warning() -> None:
    """Each square of 40 m by 20 m is 4.4 % of the area, both together 8.9 %."""
    lines = town(
        {
            "Felső utca": [[(0.0, 0.0), (80.0, 0.0)], [(120.0, 0.0), (180.0, 0.0)]],
            "Fő tér": [
                [(80.0, 0.0), (120.0, 0.0)],
                [(80.0, 0.0), (80.0, -20.0), (120.0, -20.0), (120.0, 0.0)],
            ],
            "Jobb utca": [[(180.0, 0.0), (180.0, -100.0)]],
            "Alsó utca": [[(0.0, -100.0), (80.0, -100.0)], [(120.0, -100.0), (180.0, -100.0)]],
            "Kis tér": [
                [(80.0, -100.0), (120.0, -100.0)],
                [(80.0, -100.0), (80.0, -80.0), (120.0, -80.0), (120.0, -100.0)],
            ],
            "Bal utca": [[(0.0, 0.0), (0.0, -100.0)]],
        }
    )
    around = (*ROUND[:-1], "Alsó utca", "Kis tér", "Alsó utca")
    outcome = compile_legs(legs(*around), lines)
    assert outcome.status is CompileStatus.COMPILED
    note = next(p for p in outcome.problems if p.code == "own_ground")
    assert (note.severity, note.details["m2"]) == ("warning", 1600.0)
    assert "8.9% of the area" in note.message


def test_a_square_that_is_named_is_walked_along_and_not_only_touched() -> None:
    """Touching the corner of the square would be 40 m shorter; nobody would name it for that."""
    network = town(
        {
            "Hosszú utca": [[(0.0, 0.0), (300.0, 0.0), (300.0, -60.0), (300.0, -300.0)]],
            "Fő tér": [[(300.0, 0.0), (370.0, 0.0), (370.0, -60.0), (300.0, -60.0)]],
            "Alsó utca": [[(0.0, -300.0), (300.0, -300.0)]],
            "Bal utca": [[(0.0, 0.0), (0.0, -300.0)]],
        }
    )
    outcome = compile_legs(
        legs("Bal utca", "Hosszú utca", "Fő tér", "Hosszú utca", "Alsó utca"), network
    )
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(300 * 300 + 70 * 60)
    assert outcome.legs[2].length_m == pytest.approx(200)


def test_another_way_over_roads_without_a_name_is_no_other_area() -> None:
    """The far side of the square is reached over 30 m without a name; the near side is not."""
    network = town(
        {
            "Felső utca": [[(0.0, 0.0), (180.0, 0.0)], [(240.0, 0.0), (400.0, 0.0)]],
            "Fő tér": [
                [(180.0, 0.0), (240.0, 0.0)],
                [(180.0, -30.0), (180.0, -100.0), (240.0, -100.0), (240.0, 0.0)],
            ],
            "?": [[(180.0, 0.0), (180.0, -30.0)]],
            "Jobb utca": [[(400.0, 0.0), (400.0, -300.0)]],
            "Alsó utca": [[(0.0, -300.0), (400.0, -300.0)]],
            "Bal utca": [[(0.0, 0.0), (0.0, -300.0)]],
        }
    )
    outcome = compile_legs(
        legs("Bal utca", "Felső utca", "Fő tér", "Felső utca", "Jobb utca", "Alsó utca"), network
    )
    assert outcome.status is CompileStatus.COMPILED
    assert outcome.area is not None
    assert outcome.area.area == pytest.approx(400 * 300)


def test_only_small_pieces_are_corners() -> None:
    small, large = shapely.box(0, 0, 30, 30), shapely.box(100, 0, 140, 30)
    assert only_corners(small)
    assert not only_corners(shapely.union(small, large))


def test_own_ground_is_narrow_or_small() -> None:
    assert own_ground(shapely.box(0, 0, 300, 7), [])
    assert own_ground(shapely.box(0, 0, 20, 20), [])
    assert not own_ground(shapely.box(0, 0, 300, 20), [])
    assert not own_ground(shapely.box(0, 0, 300, 300), [])
