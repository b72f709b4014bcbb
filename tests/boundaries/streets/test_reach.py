"""Doors near the border where their street changes its polling district, in a made-up town."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.names import normal_key
from boundaries.model import Grade, Reason, VerdictKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.listing import make_listing
from boundaries.streets.plot_width import ASSUMED_M, PlotWidth, learn_plot_width
from boundaries.streets.street_list import (
    TABLE_HASH,
    ListMeta,
    StreetList,
    geometry_hash,
    group_streets,
    list_names,
    load_street_list,
    save_street_list,
)
from boundaries.verdict.check import check_address
from tests.boundaries.town import SOUTH, WEST, box, edition

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
INNER = box(100, 100, 400, 900)
"""District 001: wholly in the area."""
CUT = box(400, 100, 1300, 900)
"""District 002: from 001 eastwards, 300 m past the area's east side."""
LONG = {"001": [1, 3, 5, 7, 9], "002": [11, 13, 15, 17, 19, 21, 81, 99]}


def street(
    name: str,
    numbers: dict[str, list[int | str]],
    parity: Parity = Parity.ODD,
    kind: str = "utca",
) -> tuple[Thoroughfare, list[RangeRule]]:
    """A street with its doors by district, and one range for each of them."""
    doors, rules = [], []
    for district, own in numbers.items():
        read = [_number(n) for n in own]
        doors += [Door(n, str(n), district) for n in read]
        rules.append(RangeRule(name, kind, NumberRange(parity, min(read), max(read)), district))
    return Thoroughfare(name, kind, tuple(doors)), rules


def _number(written: int | str) -> HouseNumber:
    figure, _, suffix = str(written).partition("/")
    return HouseNumber(int(figure), suffix)


def register(*streets: tuple[Thoroughfare, list[RangeRule]], **drawn: shapely.Polygon) -> Register:
    """A register of some streets, over 001 and 002 or other districts."""
    polygons = {"001": INNER, "002": CUT} | {key[1:]: one for key, one in drawn.items()}
    return Register(
        "2024-06-09",
        tuple(one for one, _ in streets),
        tuple(rule for _, rules in streets for rule in rules),
        tuple(PollingDistrict(k, p, None, 0.0) for k, p in polygons.items()),
        (),
    )


def verdicts(town: Register, *, zone: shapely.Polygon | None = None) -> dict[str, VerdictKind]:
    """Verdict of every listed door, by its number."""
    made = make_listing(town, edition(zone=zone)).rows
    found = {}
    for one in town.thoroughfares:
        for door in one.doors:
            taking = [
                row
                for row in made
                if (row.name, row.type) == (one.name, one.type)
                and door.number
                and row.numbers.covers(door.number)
            ]
            assert len(taking) == 1, (one.full_name, door)
            found[str(door.number)] = taking[0].verdict
    return found


def test_doors_few_plots_past_the_border_are_where_all_ground_within_reach_is() -> None:
    found = verdicts(register(street("Próba", LONG)))
    # 30 m for each plot and four more: 21 reaches 30 * (4 + 6) = 300 m past the border at 400.
    assert [found[str(n)] for n in (11, 13, 15, 17, 19, 21)] == [IN] * 6
    # 81 may be 36 plots on, past the area's east side 600 m from the border.
    assert found["81"] is found["99"] is OPEN


def test_the_reason_and_the_way_are_told() -> None:
    town = register(street("Próba", LONG))
    area = edition()
    made = make_listing(town, area).rows
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets(made))
    answer = check_address("Próba utca 15", area, streets)
    assert (answer.verdict, answer.reason) == (IN, Reason.DISTRICT_REACH)
    assert (answer.method, answer.district) == ("district_reach", "002")
    assert answer.grade in {Grade.INFERRED, None}
    assert str(answer.details["basis"]) == "reach 001"
    assert answer.leans is None
    # A number between the two runs stays open, however near it is to either.
    assert check_address("Próba utca 51", area, streets).verdict is OPEN


@pytest.mark.parametrize("kind", ["tanya", "dűlő", "lakótelep", "", "út"])
def test_numbers_that_need_not_follow_one_another_reach_nowhere(kind: str) -> None:
    found = verdicts(register(street("Próba", LONG, kind=kind)))
    assert {found[str(n)] for n in (11, 13, 99)} == {OPEN}


def test_a_road_needs_doors_of_the_other_district_before_and_behind() -> None:
    between = {"001": [1, 3, 5, 9, 11], "002": [7]}
    doors, _ = street("Próba", between, kind="út")
    spans = [("001", 1, 5), ("002", 7, 7), ("001", 9, 11)]
    rules = [
        RangeRule("Próba", "út", NumberRange(Parity.ODD, HouseNumber(a), HouseNumber(b)), d)
        for d, a, b in spans
    ]
    assert verdicts(register((doors, rules)))["7"] is IN


def test_a_street_that_leaps_between_two_districts_reaches_nowhere() -> None:
    # 9 is in 001 and 11 in 003, a kilometre from there: so nothing is said of 002 either.
    leaping = {"001": [1, 3], "002": [5, 7], "003": [9, 11]}
    far = box(2400, 100, 2500, 900)
    town = register(street("Próba", leaping), d003=far, d004=box(1300, 100, 2400, 900))
    found = verdicts(town)
    assert found["5"] is found["7"] is OPEN
    near = register(street("Próba", {"001": [1, 3], "002": [5, 7]}))
    assert verdicts(near)["5"] is IN


def test_a_misdrawn_district_reaches_nowhere() -> None:
    over = box(150, 100, 700, 900)
    found = verdicts(register(street("Próba", LONG), d003=over))
    assert {found[str(n)] for n in (11, 13, 99)} == {OPEN}


def test_reach_that_the_districts_own_polygon_contradicts_says_nothing() -> None:
    # 002 is drawn over 003, so it is not sure where it is; but beyond its numbers' reach it is not.
    core = box(450, 450, 550, 550)
    for west, verdict in ((550, IN), (1500, OPEN)):
        drawn, over = box(west, 450, west + 100, 550), box(west + 10, 450, west + 100, 550)
        town = register(street("Próba", LONG), d001=core, d002=drawn, d003=over)
        assert verdicts(town)["11"] is verdict


def test_ground_under_the_zone_is_left_open() -> None:
    found = verdicts(register(street("Próba", LONG)), zone=box(420, 100, 500, 900))
    assert {found[str(n)] for n in (11, 13, 99)} == {OPEN}


def test_a_boundary_street_with_both_sides_in_the_district_is_left_open() -> None:
    # Déli utca is the area's south side; both of its sides are in 002, drawn 20 m too far south.
    south = box(300, -20, 700, 400)
    town = register(
        street("Déli", {"001": [1, 3], "002": [5, 7, 9]}),
        d001=box(0, 0, 300, 400),
        d002=south,
    )
    assert verdicts(town)["5"] is IN
    (both, rules), (even, more) = (
        street("Déli", {"001": [1, 3], "002": [5, 7, 9]}),
        street("Déli", {"002": [2, 4, 6]}, Parity.EVEN),
    )
    doors = Thoroughfare("Déli", "utca", both.doors + even.doors)
    other = box(300, -200, 700, 400)
    straddling = register((doors, rules + more), d001=box(0, 0, 300, 400), d002=other)
    assert verdicts(straddling)["5"] is OPEN


def test_every_number_counts_where_even_and_odd_may_stand_on_one_side() -> None:
    one_row = {"001": list(range(1, 11)), "002": list(range(11, 31))}
    found = verdicts(register(street("Próba", one_row, Parity.CONTINUOUS)))
    # 20 is 10 numbers on, 30 * (4 + 10) = 420 m; 30 may be past the area's side, 600 m away.
    assert (found["20"], found["30"]) == (IN, OPEN)
    two_sides = {"001": [*range(1, 10), 11], "002": [10, *range(12, 31)]}
    doors, _ = street("Próba", two_sides, Parity.CONTINUOUS)
    spans = [("001", 1, 9), ("002", 10, 10), ("001", 11, 11), ("002", 12, 30)]
    rules = [
        RangeRule(
            "Próba", "utca", NumberRange(Parity.CONTINUOUS, HouseNumber(a), HouseNumber(b)), d
        )
        for d, a, b in spans
    ]
    assert verdicts(register((doors, rules)))["30"] is IN


def test_a_plot_of_two_numbers_stands_beside_its_first_one() -> None:
    # 3 is of 001 and 3-5 of 002: comparing the two must neither fail nor decide the number 3.
    three, both = HouseNumber(3), HouseNumber(3, end=5)
    doors = (Door(three, "3", "001"), Door(both, "3-5", "002"), Door(HouseNumber(99), "99", "002"))
    rules = [
        RangeRule("Próba", "utca", NumberRange(Parity.ODD, None, three), "001"),
        RangeRule("Próba", "utca", NumberRange(Parity.ODD, three, None), "002"),
    ]
    area, town = edition(), register((Thoroughfare("Próba", "utca", doors), rules))
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets(make_listing(town, area).rows))
    assert check_address("Próba utca 1", area, streets).verdict is IN
    assert check_address("Próba utca 3", area, streets).verdict is OPEN


def test_a_row_of_sub_numbers_takes_room_and_a_divided_plot_does_not() -> None:
    divided = ["11", "13", "13/A", "13/B", "15"]
    assert verdicts(register(street("Próba", {"001": [9], "002": divided})))["15"] is IN
    row = ["11", *(f"13/{n}" for n in range(1, 40)), "15"]
    assert verdicts(register(street("Próba", {"001": [9], "002": row})))["15"] is OPEN


def test_plots_are_learnt_from_streets_with_a_known_line() -> None:
    streets = [
        Thoroughfare(f"Próba{n}", "utca", (Door(HouseNumber(40), "40", "001"),)) for n in range(9)
    ]
    metres = [300.0, 320.0, 340.0, 360.0, 400.0, 420.0, 500.0, 2000.0, 9000.0]
    lines = {
        normal_key(one.full_name): shapely.LineString([(WEST, SOUTH), (WEST + m, SOUTH)])
        for one, m in zip(streets, metres, strict=True)
    }
    assert learn_plot_width(streets, lines) == PlotWidth(20.0, 9)
    parcels = Thoroughfare("Próba0", "utca", (Door(HouseNumber(640_000), "640000", "001"),))
    assert learn_plot_width([parcels, *streets[1:]], lines) == PlotWidth(20.0, 8)
    assert learn_plot_width(streets[:7], lines) == PlotWidth(ASSUMED_M)


def test_ground_leans_only_where_nearly_all_of_it_is_on_one_side() -> None:
    most, half = box(400, 100, 1000, 900), box(400, 100, 1300, 900)
    for ground, leans in ((most, IN), (half, None)):
        cut = shapely.union_all([ground, box(990, 0, 1040, 100)])
        town = register(street("Más", {"002": [1, 3]}), d002=cut)
        (row,) = make_listing(town, edition()).rows
        assert (row.verdict, row.leans) == (OPEN, leans)
        assert (row.share is None) is (leans is None)


def test_a_leaning_range_leans_in_the_answer() -> None:
    town = register(
        street("Más", {"002": [1, 3]}),
        d002=shapely.union_all([box(400, 100, 1000, 900), box(990, 0, 1040, 100)]),
    )
    area = edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets(make_listing(town, area).rows))
    answer = check_address("Más utca 3", area, streets)
    assert (answer.verdict, answer.leans) == (OPEN, IN)
    assert answer.share is not None
    assert 0.95 <= answer.share < 1


def test_lists_with_the_older_header_are_read(tmp_path: Path) -> None:
    area = edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    town = register(street("Próba", LONG))
    saved = StreetList(meta, group_streets(make_listing(town, area).rows))
    save_street_list(saved, tmp_path)
    table, beside = (tmp_path / name for name in list_names("programme"))
    assert load_street_list(tmp_path).streets == saved.streets
    older = [line.rsplit(",", 2)[0] for line in table.read_text("utf-8").splitlines()]
    table.write_text("\n".join(older) + "\n", "utf-8")
    record = json.loads(beside.read_text("utf-8"))
    del record[TABLE_HASH]
    beside.write_text(json.dumps(record), "utf-8")
    read = [row for one in load_street_list(tmp_path).streets for row in one.rows]
    assert {row.leans for row in read} == {None}
    assert [row.verdict for row in read] == [
        row.verdict for one in saved.streets for row in one.rows
    ]
