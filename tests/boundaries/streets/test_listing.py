"""From a register to a street list: which side of which street is decided, and by what."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import shapely

import boundaries
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.names import normal_key
from boundaries.model import Decision, Reason, VerdictKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.listing import make_listing
from boundaries.streets.street_list import ListMeta, StreetList, geometry_hash, group_streets
from boundaries.verdict.check import check_address
from tests.boundaries.town import SOUTH, WEST, box, edition, leg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from boundaries.streets.street_list import StreetRow

Rules = list[tuple[Parity, str]]


def town(
    streets: Mapping[str, Mapping[str, list[int]]], districts: Mapping[str, BaseGeometry]
) -> Register:
    """A register from street -> district -> numbers; a rule for each street, district, parity."""
    thoroughfares, rules = [], []
    for full_name, by_district in streets.items():
        name, kind = full_name.rsplit(" ", 1)
        doors = [
            Door(HouseNumber(n), str(n), district)
            for district, numbers in by_district.items()
            for n in numbers
        ]
        thoroughfares.append(Thoroughfare(name, kind, tuple(doors)))
        for district, numbers in by_district.items():
            for parity, own in _by_parity(numbers):
                ends = NumberRange(parity, HouseNumber(min(own)), HouseNumber(max(own)))
                rules.append(RangeRule(name, kind, ends, district))
    polygons = tuple(PollingDistrict(k, p, None, 0.0) for k, p in districts.items())
    return Register("2024-06-09", tuple(thoroughfares), tuple(rules), polygons, ())


def _by_parity(numbers: list[int]) -> list[tuple[Parity, list[int]]]:
    pairs = [(Parity.ODD, [n for n in numbers if n % 2]), (Parity.EVEN, numbers[:0])]
    pairs[1] = (Parity.EVEN, [n for n in numbers if n % 2 == 0])
    return [(parity, own) for parity, own in pairs if own]


def rows(
    register: Register, area: Edition, lines: Mapping[str, BaseGeometry] | None = None
) -> dict[tuple[str, Parity, str], StreetRow]:
    made = make_listing(register, area, lines).rows
    return {(f"{r.name} {r.type}", r.numbers.parity, r.district): r for r in made}


INNER = box(0, 0, 1000, 1000)
WEST_OF_IT = box(-500, 0, 0, 1000)
CUT_FROM_SOUTH = box(0, -800, 1000, 400)
"""In the area up to 400 m north of its south street, and south of it."""


def test_a_boundary_street_is_decided_by_the_side_of_its_cut_district() -> None:
    # 001 lies along the west street on its inner side, and reaches out in the south.
    inner = shapely.union_all([box(0, 0, 400, 1000), box(300, -300, 400, 0)])
    register = town(
        {"Nyugati utca": {"001": [1, 3, 5], "002": [2, 4, 6]}}, {"001": inner, "002": WEST_OF_IT}
    )
    found = rows(register, edition())
    odd = found["Nyugati utca", Parity.ODD, "001"]
    assert (odd.verdict, odd.reason) == (VerdictKind.INSIDE, Reason.BOUNDARY_STREET_SIDE)
    assert (odd.leg, odd.basis) == (4, "leg")
    even = found["Nyugati utca", Parity.EVEN, "002"]
    assert (even.verdict, even.reason) == (VerdictKind.OUTSIDE, Reason.DISTRICT_OUTSIDE)


def test_a_district_on_both_sides_of_the_boundary_street_decides_nothing() -> None:
    both = box(-400, 0, 400, 1000)
    register = town({"Nyugati utca": {"001": [1, 2, 3, 4]}}, {"001": both})
    found = rows(register, edition()).values()
    assert {(r.verdict, r.reason) for r in found} == {
        (VerdictKind.UNDECIDABLE, Reason.DISTRICT_CUT)
    }


def test_numbers_beyond_the_end_of_the_leg_are_not_decided_by_its_side() -> None:
    # The odd side along the leg is in 001 (inside); odd numbers in 002 must lie further on.
    inner = shapely.union_all([box(0, 0, 400, 1000), box(300, -300, 400, 0)])
    outer = shapely.union_all([box(-500, 0, 0, 2000), box(0, 1000, 50, 1400), box(0, 900, 50, 999)])
    register = town(
        {"Nyugati utca": {"001": [1, 3, 5], "002": [2, 4, 6, 7, 9]}},
        {"001": inner, "002": outer},
    )
    found = rows(register, edition())
    assert found["Nyugati utca", Parity.ODD, "001"].verdict is VerdictKind.INSIDE
    assert found["Nyugati utca", Parity.EVEN, "002"].verdict is VerdictKind.OUTSIDE
    assert found["Nyugati utca", Parity.ODD, "002"].verdict is VerdictKind.UNDECIDABLE


def test_a_district_with_both_sides_of_a_boundary_street_does_not_decide_that_street() -> None:
    # Its coarse polygon laps over the line by less than is taken for a difference.
    laps_over = box(-500, 0, 20, 1000)
    streets = {
        "Nyugati utca": {"002": [1, 2, 3, 4]},
        "Messzi utca": {"002": [1, 2, 3, 4]},
    }
    found = rows(town(streets, {"001": INNER, "002": laps_over}), edition())
    for parity in (Parity.ODD, Parity.EVEN):
        assert found["Nyugati utca", parity, "002"].verdict is VerdictKind.UNDECIDABLE
        assert found["Nyugati utca", parity, "002"].reason is Reason.DISTRICT_CUT
        assert found["Messzi utca", parity, "002"].verdict is VerdictKind.OUTSIDE


def test_a_district_with_one_side_of_a_boundary_street_still_decides_it() -> None:
    streets = {"Nyugati utca": {"001": [1, 3], "002": [2, 4]}}
    found = rows(town(streets, {"001": INNER, "002": box(-500, 0, 20, 1000)}), edition())
    assert found["Nyugati utca", Parity.EVEN, "002"].verdict is VerdictKind.OUTSIDE
    assert found["Nyugati utca", Parity.ODD, "001"].verdict is VerdictKind.INSIDE


def test_a_range_that_is_cut_where_its_leg_ends_overlaps_no_other() -> None:
    # 200 plots on a side are more than the leg's 1,000 m hold, so that the ranges are cut at the
    # end of the first even one; ranges wholly before or behind that number stay whole.
    odd = {"001": range(1, 401, 2), "002": range(401, 801, 2)}
    even = {"003": range(2, 301, 2), "004": range(302, 801, 2)}
    numbers = {district: list(own) for district, own in {**odd, **even}.items()}
    ground = {district: box(-400, 0, 400, 1000) for district in numbers}
    made = make_listing(town({"Nyugati utca": numbers}, ground), edition()).rows
    spans = [(r.numbers.parity, r.numbers.start, r.numbers.end, r.district) for r in made]
    assert all(start and end and start.key <= end.key for _, start, end, _ in spans)
    for number in range(1, 801):
        assert sum(row.numbers.covers(HouseNumber(number)) for row in made) == 1


def test_districts_drawn_over_each_other_decide_only_together() -> None:
    # 002 lies outside as it is drawn, but over 001, which reaches inside: one of them is wrong.
    drawn = {
        "001": box(-400, 0, 200, 1000),
        "002": box(-400, 200, -30, 800),
        "003": box(-1400, 0, -1000, 1000),
    }
    register = town(
        {"Belső utca": {"001": [1]}, "Külső utca": {"002": [1]}, "Távoli utca": {"003": [1]}}, drawn
    )
    made = make_listing(register, edition())
    verdicts = {row.name: row.verdict for row in made.rows}
    assert verdicts == {
        "Belső": VerdictKind.UNDECIDABLE,
        "Külső": VerdictKind.UNDECIDABLE,
        "Távoli": VerdictKind.OUTSIDE,
    }
    assert "(001, 002)" in made.problems[0]


def test_the_edge_of_ground_that_is_drawn_wrong_is_no_border() -> None:
    # 002 lies inside as it is drawn; with 003, which is drawn over it, it reaches to 001.
    drawn = {
        "001": box(-1400, 0, -900, 400),
        "002": box(300, 300, 600, 600),
        "003": box(-900, 300, 400, 600),
    }
    streets = {"Határ utca": {"001": [2, 4, 6], "002": [1, 3, 5]}, "Más utca": {"003": [1]}}
    found = rows(town(streets, drawn), edition())
    assert found["Határ utca", Parity.ODD, "002"].verdict is VerdictKind.UNDECIDABLE
    assert found["Határ utca", Parity.EVEN, "001"].verdict is VerdictKind.OUTSIDE


def test_a_district_apart_from_all_others_decides_nothing() -> None:
    drawn = {"001": box(-400, 0, -30, 1000), "002": box(9000, 9000, 9400, 9400)}
    register = town({"Közeli utca": {"001": [1]}, "Távoli utca": {"002": [1]}}, drawn)
    made = make_listing(register, edition())
    assert {row.name: row.verdict for row in made.rows} == {
        "Közeli": VerdictKind.UNDECIDABLE,
        "Távoli": VerdictKind.UNDECIDABLE,
    }


def test_a_leg_without_a_line_decides_nothing_for_its_own_street() -> None:
    legs = [leg(n, decision=Decision.STAND_IN if n == 3 else Decision.WALKED) for n in (1, 2, 3, 4)]
    register = town({"Déli utca": {"001": [1, 3]}}, {"001": CUT_FROM_SOUTH})
    (row,) = rows(register, edition(legs=legs)).values()
    assert (row.reason, row.leg) == (Reason.LEG_WITHOUT_LINE, 3)


def test_a_street_on_the_border_of_two_districts_lies_where_the_border_does() -> None:
    # Both districts are cut in the south; their border runs in the middle of the area.
    west = shapely.union_all([box(300, 100, 500, 900), box(300, -200, 350, 100)])
    east = shapely.union_all([box(500, 100, 700, 900), box(650, -200, 700, 100)])
    register = town(
        {"Fő utca": {"001": [1, 3, 5, 7], "002": [2, 4, 6, 8]}}, {"001": west, "002": east}
    )
    found = rows(register, edition())
    assert {(r.verdict, r.reason, r.basis) for r in found.values()} == {
        (VerdictKind.INSIDE, Reason.STREET_INSIDE, "border 001/002")
    }


def test_a_street_with_both_parities_in_one_district_is_not_on_the_border() -> None:
    west = shapely.union_all([box(300, 100, 500, 900), box(300, -200, 350, 100)])
    east = shapely.union_all([box(500, 100, 700, 900), box(650, -200, 700, 100)])
    register = town(
        {"Fő utca": {"001": [1, 3, 5, 6], "002": [2, 4, 8]}}, {"001": west, "002": east}
    )
    made = make_listing(register, edition()).rows
    assert not any(row.basis.startswith("border") for row in made)
    odd = [row.verdict for row in made if row.numbers.parity is Parity.ODD]
    assert odd == [VerdictKind.UNDECIDABLE]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ([(500, 100), (500, 390)], VerdictKind.INSIDE),
        ([(500, -100), (500, -390)], VerdictKind.OUTSIDE),
        ([(500, -300), (500, 300)], VerdictKind.UNDECIDABLE),
        ([(500, 100), (500, 115)], VerdictKind.UNDECIDABLE),
    ],
    ids=["inside", "outside", "across", "too short for its doors"],
)
def test_a_known_line_places_a_street_of_a_cut_district(
    line: list[tuple[float, float]], verdict: VerdictKind
) -> None:
    register = town({"Fő utca": {"001": [1, 3, 5, 7]}}, {"001": CUT_FROM_SOUTH})
    placed = shapely.LineString([(WEST + x, SOUTH + y) for x, y in line])
    (row,) = rows(register, edition(), {normal_key("Fő utca"): placed}).values()
    assert row.verdict is verdict


def test_a_known_line_near_the_zone_decides_nothing() -> None:
    register = town({"Fő utca": {"001": [1, 3, 5, 7]}}, {"001": CUT_FROM_SOUTH})
    line = shapely.LineString([(WEST + 500, SOUTH - 390), (WEST + 500, SOUTH - 100)])
    area = edition(zone=box(510, -300, 600, -200))
    (row,) = rows(register, area, {normal_key("Fő utca"): line}).values()
    assert row.verdict is VerdictKind.UNDECIDABLE


def test_rows_carry_their_listed_doors() -> None:
    register = town({"Fő utca": {"001": [1, 3, 7]}}, {"001": INNER})
    (row,) = rows(register, edition()).values()
    assert (row.doors, row.highest) == (3, 7)


@pytest.mark.shared_data
@pytest.mark.parametrize("variant", ["programme", pytest.param("ksh", marks=pytest.mark.whole)])
def test_the_script_makes_the_bundled_files_again(
    shared_data: Path, tmp_path: Path, variant: str
) -> None:
    root = Path(boundaries.__file__).parent.parent
    bundled = root / "boundaries" / "data" / "kecskemet"
    settlements = shared_data / "areas" / "settlements_of_the_programme_districts.geojson"
    script = [sys.executable, str(root / "scripts" / "derive_street_list.py")]
    inputs = ["kecskemet-top-6.9.1", str(shared_data / "kecskemet" / "nvi2024"), str(tmp_path)]
    options = ["--variant", variant, "--lines", str(bundled / "street_lines.yaml")]
    options += ["--settlements", str(settlements)]
    subprocess.run([*script, *inputs, *options], check=True, cwd=root, capture_output=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 3
    for name in made:
        assert (tmp_path / name).read_bytes() == (bundled / name).read_bytes(), name


def test_a_boundary_street_that_runs_on_outside_in_the_same_district_is_not_decided() -> None:
    # The street is the area's west side and goes on 300 m to the north, in the same district.
    inner = shapely.union_all([box(0, 0, 400, 1000), box(0, 1000, 200, 1300)])
    register = town(
        {"Nyugati utca": {"001": [1, 3, 5], "002": [2, 4, 6]}}, {"001": inner, "002": WEST_OF_IT}
    )
    key = normal_key("Nyugati utca")
    ends = {"leg only": 1000, "past the leg": 1300}
    found = {
        name: rows(
            register,
            edition(),
            {key: shapely.LineString([(WEST, SOUTH), (WEST, SOUTH + north)])},
        )["Nyugati utca", Parity.ODD, "001"].verdict
        for name, north in ends.items()
    }
    assert found == {"leg only": VerdictKind.INSIDE, "past the leg": VerdictKind.UNDECIDABLE}


def test_a_range_with_more_plots_than_its_leg_has_room_for_is_cut() -> None:
    # 1,000 m of leg hold 100 plots a side; the odd numbers change their district at 99.
    odd, even = list(range(1, 100, 2)), list(range(2, 300, 2))
    inner = shapely.union_all([box(0, 0, 400, 1000), box(300, -300, 400, 0)])
    outer = shapely.union_all([WEST_OF_IT, box(-500, -900, -100, 0), box(-300, -900, 500, -400)])
    register = town(
        {"Nyugati utca": {"001": odd, "002": even}},
        {"001": inner, "002": shapely.union_all([outer, box(600, 10, 900, 300)])},
    )
    made = [
        (str(r.numbers.start or ""), str(r.numbers.end or ""), r.verdict)
        for r in make_listing(register, edition(), {}).rows
        if r.numbers.parity is Parity.EVEN
    ]
    assert [(end, verdict) for _, end, verdict in made] == [
        ("98/Z", VerdictKind.OUTSIDE),
        ("298", VerdictKind.UNDECIDABLE),
    ]


def test_a_door_of_another_district_than_its_rule_is_undecidable() -> None:
    """Rule and door name districts of different sides: the list decides that number no more."""
    inner, outer = box(100, 100, 900, 900), box(1100, 100, 1900, 900)
    made = town({"Próba utca": {"001": [1, 3, 5, 7]}, "Más utca": {"002": [1]}}, {})
    street, other = made.thoroughfares
    doors = (*street.doors, Door(HouseNumber(5), "5", "002"))
    polygons = tuple(PollingDistrict(k, p, None, 0.0) for k, p in (("001", inner), ("002", outer)))
    register = Register(
        made.generated,
        (Thoroughfare(street.name, street.type, doors), other),
        made.rules,
        polygons,
        (),
    )
    area = edition()
    listing = make_listing(register, area)
    streets = StreetList(
        ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ()),
        group_streets(listing.rows),
    )
    answers = {n: check_address(f"Próba utca {n}", area, streets) for n in (3, 5, 7)}
    assert {n: a.verdict for n, a in answers.items()} == {
        3: VerdictKind.INSIDE,
        5: VerdictKind.UNDECIDABLE,
        7: VerdictKind.INSIDE,
    }
    assert answers[5].reason is Reason.SOURCE_CONTRADICTS
