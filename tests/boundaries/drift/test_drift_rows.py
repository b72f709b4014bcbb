"""What a moved boundary does to a street list: by rule, and exactly with the register."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.data_files import DATA
from boundaries.drift.drift import compare
from boundaries.drift.rows import Effect, judge_rows, load_districts, recompute_rows
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.names import normal_key
from boundaries.model import Decision, Reason, VerdictKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.listing import Listing
from boundaries.streets.street_list import ListMeta, StreetList, StreetRow, group_streets
from tests.boundaries.moved_town import drift_of, shifted
from tests.boundaries.town import SOUTH, WEST, box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from boundaries.drift.drift import Drift

XY = tuple[float, float]


def row(name: str, basis: str, *, doors: int = 4, district: str = "001") -> StreetRow:
    stem, kind = name.rsplit(" ", 1)
    number = {"Északi utca": 1, "Déli utca": 3}.get(name) if basis == "leg" else None
    verdict = VerdictKind.INSIDE if basis else VerdictKind.UNDECIDABLE
    whole = NumberRange(Parity.WHOLE)
    return StreetRow(
        stem, kind, whole, district, doors, 9, verdict, Reason.DISTRICT_INSIDE, number, basis
    )


def street_list(*rows: StreetRow) -> StreetList:
    meta = ListMeta("negyzet", "programme", "", "Négyzetfalva", ())
    return StreetList(meta, group_streets(rows))


def effects(
    drift: Drift,
    *rows: StreetRow,
    then: Mapping[str, BaseGeometry] | None = None,
    now: Mapping[str, BaseGeometry] | None = None,
    districts: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, str]:
    judged = judge_rows(street_list(*rows), drift, then or {}, now or {}, districts)
    listed = {f"{i.row.name} {i.row.type}": i.effect.value for i in judged.rows}
    counted = {key.split(": ")[1] for key in judged.counts}
    return listed or dict.fromkeys(["all"], "".join(counted))


@pytest.mark.parametrize(
    ("moved", "north", "border"),
    [
        (0, None, None),
        (10, "may_change", "may_be_undecidable"),
        (59, "may_change", "may_be_undecidable"),
        (61, "may_change", "may_change"),
    ],
)
def test_rows_on_legs_and_borders_are_judged_by_the_metres(
    moved: float, north: str | None, border: str | None
) -> None:
    rows = [row("Északi utca", "leg"), row("Déli utca", "leg"), row("Fő utca", "border 001/002")]
    found = effects(drift_of(moved), *rows)
    assert found.get("Északi utca") == north
    assert found.get("Fő utca") == border
    assert "Déli utca" not in found


def test_a_row_on_a_leg_that_lost_its_line_is_undecidable() -> None:
    now = shifted(0)
    legs = (dataclasses.replace(now.legs[0], line=(), decision=Decision.STAND_IN), *now.legs[1:])
    drift = compare(shifted(0), dataclasses.replace(now, legs=legs))
    assert effects(drift, row("Északi utca", "leg")) == {"Északi utca": "undecidable"}


def line(*places: XY) -> shapely.LineString:
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in places])


@pytest.mark.parametrize(
    ("moved", "now", "effect"),
    [
        (30, line((500, 300), (500, 800)), None),
        (30, line((500, 310), (500, 810)), "may_be_undecidable"),
        (30, line((500, 340), (500, 840)), "may_change"),
        (30, None, "may_be_undecidable"),
        (200, line((500, 300), (500, 990)), "may_change"),
    ],
    ids=["far from the change", "own line 10 m", "own line 40 m", "no line now", "near the change"],
)
def test_rows_on_a_streets_own_line(
    moved: float, now: shapely.LineString | None, effect: str | None
) -> None:
    key = normal_key("Fő utca")
    then = {key: line((500, 300), (500, 800)) if effect != "may_change" or moved < 50 else now}
    lines_now = {} if now is None else {key: now}
    rows = [row("Fő utca", "line")]
    known = {k: v for k, v in then.items() if v is not None}
    found = effects(drift_of(moved), *rows, then=known, now=lines_now)
    assert found.get("Fő utca") == effect


@pytest.mark.parametrize(
    ("moved", "wrong_m", "effect"),
    [(10, 0.0, "stands"), (10, 20.0, "may_change"), (30, 0.0, "may_change"), (0, 20.0, "stands")],
)
def test_a_district_stands_while_its_depths_allow_for_the_move(
    moved: float, wrong_m: float, effect: str
) -> None:
    depths = {
        "relation": "inside",
        "share_inside": "0.98",
        "deepest_inside_m": "300.0",
        "deepest_outside_m": str(wrong_m),
    }
    found = effects(drift_of(moved), row("Fő utca", "district"), districts={"001": depths})
    assert found == {"all": effect}


def register(ground: BaseGeometry) -> Register:
    """Two streets in a district of the given ground, and one far inside."""
    streets = {("Fő", "utca"): ("001", (1, 3, 5)), ("Kis", "utca"): ("002", (2, 4))}
    thoroughfares, rules = [], []
    for (name, kind), (district, numbers) in streets.items():
        doors = tuple(Door(HouseNumber(n), str(n), district) for n in numbers)
        thoroughfares.append(Thoroughfare(name, kind, doors))
        rules.append(RangeRule(name, kind, NumberRange(Parity.WHOLE), district))
    polygons = {"001": ground, "002": box(100, 100, 500, 500)}
    districts = tuple(PollingDistrict(k, p, None, 0.0) for k, p in polygons.items())
    return Register("2024-06-09", tuple(thoroughfares), tuple(rules), districts, ())


@pytest.mark.parametrize(
    ("moved", "effect", "now"),
    [
        (0, None, None),
        # 200 m deep beyond the street: 30 m in the area cut it, 190 m leave a strip of 10 m out.
        (30, Effect.UNDECIDABLE, VerdictKind.UNDECIDABLE),
        (190, Effect.FLIPS, VerdictKind.INSIDE),
        (20, None, None),
    ],
)
def test_with_the_register_the_rows_that_flip_are_exact(
    moved: float, effect: Effect | None, now: VerdictKind | None
) -> None:
    town = register(box(300, 1000, 700, 1200))
    rows = recompute_rows(town, drift_of(moved), {}, {})
    assert rows.exact
    found = [(i.row.name, i.row.verdict, i.effect, i.verdict_now) for i in rows.rows]
    expected = [("Fő", VerdictKind.OUTSIDE, effect, now)] if effect else []
    assert found == expected
    assert rows.changed_doors == (3 if effect else 0)
    assert sum(doors for _, doors in rows.counts.values()) == 5


def test_a_row_may_become_decided() -> None:
    town = register(box(300, 940, 700, 1060))
    rows = recompute_rows(town, drift_of(60), {}, {})
    ((only,),) = [rows.rows]
    assert (only.row.verdict, only.effect) == (VerdictKind.UNDECIDABLE, Effect.DECIDED)
    assert only.verdict_now is VerdictKind.INSIDE


def test_the_bundled_table_of_districts_is_read() -> None:
    table = load_districts(DATA / "kecskemet" / "districts.csv")
    assert len(table) == 98
    assert {"relation", "share_inside", "deepest_inside_m"} <= table["055"].keys()
    assert load_districts(DATA / "nothing.csv") == {}


def test_ranges_that_two_geometries_cut_differently_are_compared_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut(at: int) -> Listing:
        """The odd side of one street, inside up to a number and undecidable behind it."""
        near = NumberRange(Parity.ODD, None, HouseNumber(at))
        far = NumberRange(Parity.ODD, HouseNumber(at + 2))
        known, open_ = row("Északi utca", "reach 001/002"), row("Északi utca", "")
        rows = (
            dataclasses.replace(known, numbers=near),
            dataclasses.replace(open_, numbers=far),
        )
        return Listing(rows, (), {}, ())

    listings = iter((cut(3), cut(7)))
    monkeypatch.setattr("boundaries.drift.rows.make_listing", lambda *_: next(listings))
    doors = tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, 12))
    town = Register("", (Thoroughfare("Északi", "utca", doors),), (), (), ())
    found = recompute_rows(town, drift_of(0), {}, {})
    (changed,) = found.rows
    assert changed.row.numbers == NumberRange(Parity.ODD, HouseNumber(5), HouseNumber(7))
    assert (changed.row.doors, changed.row.highest) == (2, 7)
    assert changed.effect is Effect.DECIDED
    assert sum(doors for _, doors in found.counts.values()) == 6, "every odd door once"
