"""What the benchmark of doors without points counts, in a made-up town and on a real one."""

from __future__ import annotations

import dataclasses
import random
import sys
from pathlib import Path

import pytest
import shapely

from boundaries.language.house_numbers import HouseNumber
from boundaries.language.names import normal_key
from tests.boundaries.streets.test_listing import town
from tests.boundaries.town import SOUTH, WEST, box, edition

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import doors
from doors_districts import beds_folder, judge_reach, judge_withheld, sort_of
from doors_leanings import judge, register_of


def line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in corners])


def test_a_street_that_only_touches_the_area_does_not_cross_it() -> None:
    sorts = {
        "across": sort_of("a", line((500, -100), (500, 300)), edition()),
        "touching": sort_of("a", line((500, -100), (500, 0)), edition()),
        "inside": sort_of("a", line((500, 100), (500, 300)), edition()),
        "away": sort_of("a", line((2000, 0), (2000, 100)), edition()),
        "boundary": sort_of(normal_key("Déli utca"), None, edition()),
    }
    assert sorts == {
        "across": "crossing",
        "touching": "touching",
        "inside": "rest",
        "away": "rest",
        "boundary": "boundary",
    }


def test_doors_of_withheld_districts_are_held_against_what_they_say() -> None:
    many = {f"{n:03}": box(100 * n, 300, 100 * n + 100, 700) for n in range(1, 9)}
    streets = {"Próba utca": {key: [4 * n + 1, 4 * n + 3] for n, key in enumerate(many)}}
    came, wrong = judge_withheld(town(streets, many), [edition()], {}, 3)
    assert came["agree"] > 0
    assert came["contradicted"] == 0
    assert not wrong


def test_what_a_made_up_register_says_is_held_against_the_places_of_its_doors() -> None:
    along = line((-300, 500), (700, 500))
    known = [
        doors.Door("Próba", HouseNumber(n), (), along.interpolate(10 * n)) for n in range(1, 100)
    ]
    register = register_of(known, random.Random(1))  # noqa: S311 - a seeded draw
    assert sum(len(street.doors) for street in register.thoroughfares) == len(known)
    assert len(register.districts) > 1
    found = judge(register, [edition()], {}, known)
    assert sum(found.values()) > 0
    moved = [dataclasses.replace(door, place=_mirrored(door.place)) for door in known]
    astray = judge(register, [edition()], {}, moved)
    assert sum(n for (_, _, right), n in astray.items() if not right) > 0


def _mirrored(place: shapely.Point) -> shapely.Point:
    """What is in the area goes out of it, and the reverse."""
    inside = edition().area.intersects(place)
    return shapely.Point(place.x - 5000, place.y) if inside else shapely.Point(WEST + 5, SOUTH + 5)


@pytest.mark.shared_data
def test_doors_of_debrecen_are_within_the_claimed_reach(shared_data: Path) -> None:
    assert shared_data.is_dir()
    pairs, held, metres = judge_reach(beds_folder() / "debrecen" / "debrecen.nometa.osm.pbf")
    assert pairs > 200
    assert held >= 0.98 * pairs
    assert 10 < metres < 60
