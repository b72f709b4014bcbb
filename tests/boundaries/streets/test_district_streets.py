"""Where districts lie, as their own streets show it, in a made-up town."""

from __future__ import annotations

import shapely

from boundaries.ground.district_relations import Relation
from boundaries.language.names import normal_key
from boundaries.model import VerdictKind
from boundaries.streets.district_streets import streets_of_districts
from boundaries.streets.listing import make_listing
from tests.boundaries.streets.test_listing import town
from tests.boundaries.town import AREA, SOUTH, WEST, box, edition

NORTH_STREET = shapely.LineString([(WEST, SOUTH + 1000), (WEST + 1000, SOUTH + 1000)])


def line(*corners: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in corners])


LINES = {
    normal_key("Belső utca"): line((100, 880), (900, 880)),
    normal_key("Külső utca"): line((100, 1120), (900, 1120)),
    normal_key("Közös utca"): line((500, 500), (500, 1500)),
    normal_key("Északi utca"): NORTH_STREET,
}
STREETS = {
    "Belső utca": {"001": [1, 2, 3]},
    "Külső utca": {"002": [1, 2, 3]},
    "Közös utca": {"001": [1, 3], "002": [5, 7]},
    "Északi utca": {"001": [1, 3, 5, 7], "002": [2, 4, 6, 8]},
}
ANYHOW = {"001": box(-100, 700, 1100, 1300), "002": box(-90, 700, 1100, 1290)}
"""Two polygons over each other and over the street between them: both are drawn wrong."""


def test_only_streets_of_one_district_are_its_own() -> None:
    found = streets_of_districts(town(STREETS, ANYHOW), LINES)
    assert found.lines["001"].equals(LINES[normal_key("Belső utca")])
    assert found.side_along("001", NORTH_STREET, AREA, None) is Relation.INSIDE
    assert found.side_along("002", NORTH_STREET, AREA, None) is Relation.OUTSIDE
    assert found.side_along("001", NORTH_STREET, AREA, box(200, 870, 300, 890)) is Relation.CUT
    assert found.side_along("003", NORTH_STREET, AREA, None) is None


def test_own_streets_tell_the_sides_of_a_boundary_street_where_polygons_do_not() -> None:
    made = make_listing(town(STREETS, ANYHOW), edition(), LINES).rows
    sides = {(r.name, r.district): r.verdict for r in made if r.name == "Északi"}
    assert sides == {
        ("Északi", "001"): VerdictKind.INSIDE,
        ("Északi", "002"): VerdictKind.OUTSIDE,
    }
    without = make_listing(town(STREETS, ANYHOW), edition(), {}).rows
    assert {r.verdict for r in without if r.name == "Északi"} == {VerdictKind.UNDECIDABLE}


def test_a_district_on_both_sides_of_the_street_is_not_told_by_its_own_streets() -> None:
    both = {**STREETS, "Északi utca": {"001": [1, 2, 3, 4], "002": [5, 6]}}
    made = make_listing(town(both, ANYHOW), edition(), LINES).rows
    assert {r.verdict for r in made if r.name == "Északi"} == {VerdictKind.UNDECIDABLE}


def test_a_polygon_beside_its_own_streets_decides_only_with_them() -> None:
    # 001 is drawn far outside; its own street lies in the area.
    drawn = {"001": box(2000, 0, 2400, 400), "002": box(2000, 600, 2400, 900)}
    streets = {"Belső utca": {"001": [1]}, "Máshol utca": {"001": [2]}, "Más utca": {"002": [1]}}
    register = town(streets, drawn)
    made = make_listing(register, edition(), LINES)
    verdicts = {r.name: r.verdict for r in made.rows}
    assert verdicts["Máshol"] is VerdictKind.UNDECIDABLE
    assert verdicts["Más"] is VerdictKind.OUTSIDE
    assert any("beside their own streets (001)" in told for told in made.problems)
    without = {r.name: r.verdict for r in make_listing(register, edition(), {}).rows}
    assert without["Máshol"] is VerdictKind.OUTSIDE


def test_a_district_far_from_those_its_streets_go_on_in_decides_nothing() -> None:
    streets = {
        "Első utca": {"001": [1, 3], "002": [5, 7]},
        "Második utca": {"001": [2, 4], "002": [6, 8]},
        "Csak utca": {"002": [1, 2]},
    }
    near = {"001": box(2000, 0, 2400, 400), "002": box(2400, 0, 2800, 400)}
    far = {"001": box(2000, 0, 2400, 400), "002": box(2000, 1800, 2400, 2200)}
    found = {
        name: {
            row.name: row.verdict
            for row in make_listing(town(streets, drawn), edition(), {}).rows
            if row.district == "002"
        }
        for name, drawn in (("near", near), ("far", far))
    }
    assert set(found["near"].values()) == {VerdictKind.OUTSIDE}
    assert set(found["far"].values()) == {VerdictKind.UNDECIDABLE}


def test_a_district_without_a_polygon_decides_nothing_and_its_neighbour_does() -> None:
    # 002 has no polygon; 5 is two plots past the border of 001, deep in the area.
    streets = {"Próba utca": {"001": [1, 3], "002": [5, 99]}}
    made = make_listing(town(streets, {"001": box(300, 300, 500, 700)}), edition(), {}).rows
    found = {str(row.numbers.start): row.verdict for row in made}
    assert found["1"] is found["5"] is VerdictKind.INSIDE
    assert VerdictKind.UNDECIDABLE in found.values()
