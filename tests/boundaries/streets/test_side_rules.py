"""Legs that say which doors of their street belong to the area."""

from __future__ import annotations

import dataclasses

import pytest
import shapely

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.language.names import normal_key
from boundaries.model import Answer, Edition, LineRule, Reason, VerdictKind
from boundaries.register.register import Door, PollingDistrict, RangeRule, Register, Thoroughfare
from boundaries.streets.listing import make_listing
from boundaries.streets.side_rules import follow_side_rules
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
)
from boundaries.verdict.check import check_address
from tests.boundaries.town import SOUTH, WEST, box, edition, leg

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
INNER, OUTER, FAR = box(0, 0, 1000, 1000), box(-500, 0, 0, 1000), box(400, 1200, 900, 1700)
WHOLE = RangeRule("Nyugati", "utca", NumberRange(Parity.WHOLE), "001")


def ruled(rule: LineRule) -> Edition:
    """The square town whose west street (leg 4) has a rule."""
    legs = [dataclasses.replace(leg(n), rule=rule) if n == 4 else leg(n) for n in (1, 2, 3, 4)]
    return edition(legs=legs)


def register(*rules: RangeRule, doors: int = 40) -> Register:
    def of(name: str, number: HouseNumber) -> str:
        ruled_by = (r.district for r in rules if r.name == name and r.numbers.covers(number))
        return next(ruled_by, "001")

    numbers = [HouseNumber(n) for n in range(1, doors)]
    streets = tuple(
        Thoroughfare(name, "utca", tuple(Door(n, str(n), of(name, n)) for n in numbers))
        for name in ("Nyugati", "Belső")
    )
    inner = PollingDistrict("001", INNER, None, 0.0)
    outer = PollingDistrict("002", OUTER, None, 0.0)
    far = PollingDistrict("003", FAR, None, 0.0)
    return Register("2024-06-09", streets, rules, (inner, outer, far), (("9001", "Négyzetfalva"),))


def rule_of(parity: Parity, district: str, start: int = 1) -> RangeRule:
    return RangeRule("Nyugati", "utca", NumberRange(parity, HouseNumber(start)), district)


def rows(area: Edition, town: Register, *, known: bool = False) -> tuple[StreetRow, ...]:
    lines = {}
    if known:  # the street goes on past the leg, inside the outer district
        line = [(WEST, SOUTH), (WEST, SOUTH + 1000), (WEST - 300, SOUTH + 900)]
        lines[normal_key("Nyugati utca")] = shapely.LineString(line)
    return make_listing(town, area, lines).rows


def ask(query: str, area: Edition, made: tuple[StreetRow, ...]) -> Answer:
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    return check_address(query, area, StreetList(meta, group_streets(made)))


@pytest.mark.parametrize(
    ("rule", "even", "odd"),
    [
        (LineRule.BOTH_SIDES, IN, IN),
        (LineRule.EVERY_NUMBER, IN, IN),
        (LineRule.EVEN_SIDE, IN, OUT),
        (LineRule.ODD_SIDE, OUT, IN),
    ],
)
def test_doors_along_the_leg_follow_its_rule(
    rule: LineRule, even: VerdictKind, odd: VerdictKind
) -> None:
    area = ruled(rule)
    made = rows(area, register(rule_of(Parity.ODD, "001"), rule_of(Parity.EVEN, "002")))
    for number, verdict in ((2, even), (3, odd)):
        answer = ask(f"Nyugati utca {number}", area, made)
        assert (answer.verdict, answer.reason) == (verdict, Reason.BOUNDARY_STREET_SIDE)
        assert (answer.leg_number, answer.rule, str(answer.details["basis"])) == (4, rule, "rule")


def test_a_range_of_both_parities_is_split_where_the_rule_tells_them_apart() -> None:
    area = ruled(LineRule.EVEN_SIDE)
    made = rows(area, register(WHOLE))
    assert {(r.numbers.parity, r.verdict, r.doors) for r in made} == {
        (Parity.EVEN, IN, 19),
        (Parity.ODD, OUT, 20),
    }


def test_a_range_of_both_parities_stays_one_where_the_rule_takes_both() -> None:
    (row,) = rows(ruled(LineRule.BOTH_SIDES), register(WHOLE))
    assert (row.numbers.parity, row.verdict) == (Parity.WHOLE, IN)


def test_a_centre_line_changes_nothing() -> None:
    town = register(rule_of(Parity.ODD, "001"), rule_of(Parity.EVEN, "002"))
    made = rows(edition(), town)
    assert follow_side_rules(made, town, edition()) == made
    assert {row.basis for row in made} == {"district"}


def test_doors_of_a_district_away_from_the_leg_do_not_follow_the_rule() -> None:
    far = rule_of(Parity.EVEN, "003")
    (row,) = rows(ruled(LineRule.BOTH_SIDES), register(far))
    assert row.verdict is OUT
    assert row.basis != "rule", "by where it lies, and not by the rule"


def test_more_plots_than_the_leg_has_room_for_are_left_open() -> None:
    town = register(rule_of(Parity.EVEN, "002"), doors=300)
    (row,) = rows(ruled(LineRule.BOTH_SIDES), town)
    assert (row.verdict, row.reason, row.leg) == (OPEN, Reason.DISTRICT_CUT, 4)


def test_a_street_that_goes_on_in_the_district_is_left_open() -> None:
    town = register(rule_of(Parity.EVEN, "002"), rule_of(Parity.ODD, "001"))
    found = {
        row.district: row.verdict for row in rows(ruled(LineRule.BOTH_SIDES), town, known=True)
    }
    assert found["002"] is OPEN


def test_other_streets_do_not_follow_the_rule() -> None:
    inner = RangeRule("Belső", "utca", NumberRange(Parity.WHOLE), "001")
    (row,) = rows(ruled(LineRule.EVEN_SIDE), register(inner))
    assert (row.verdict, row.reason) == (IN, Reason.DISTRICT_INSIDE)
