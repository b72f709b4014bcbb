"""Lists of streets and the numbers without a listed door; doors that two districts claim."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
from boundaries.register.load import load_register
from boundaries.register.register import Door, RangeRule, Register, Thoroughfare
from boundaries.streets.list_rules import State, rule_ranges
from boundaries.streets.lists import (
    ListedArea,
    ListedRange,
    district_list,
    export_list,
    read_list,
    write_list,
)
from boundaries.verdict.check import check_listed
from webmap.cli.main import cli

if TYPE_CHECKING:
    from pathlib import Path

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
WHOLE = NumberRange(Parity.WHOLE)


def numbers(parity: Parity, first: int | None, last: int | None) -> NumberRange:
    ends = (None if n is None else HouseNumber(n) for n in (first, last))
    return NumberRange(parity, *ends)


def register(doors: dict[int, str], *rules: tuple[NumberRange, str]) -> Register:
    """One street, Próba utca: number -> district of its door; ranges with their districts."""
    listed = tuple(Door(HouseNumber(n), str(n), district) for n, district in doors.items())
    made = tuple(RangeRule("Próba", "utca", own, district) for own, district in rules)
    street = Thoroughfare("Próba", "utca", listed)
    return Register("", (street,), made, (), (("9001", "Próbafalva"),))


def verdicts(area: ListedArea, asked: range) -> dict[int, VerdictKind]:
    return {n: check_listed(f"Próba utca {n}", area).verdict for n in asked}


def exported(town: Register, of: dict[int, VerdictKind], tmp_path: Path) -> ListedArea:
    """The list made from one verdict for each door, written and read again."""
    made = export_list(town, lambda _, door: of[door.number.number] if door.number else OPEN)
    write_list(made.ranges, tmp_path / "l.csv")
    return ListedArea("l", read_list(tmp_path / "l.csv"), town)


def test_what_is_open_stays_open_past_the_last_door_and_opposite(tmp_path: Path) -> None:
    town = register({3: "1", 7: "1"}, (WHOLE, "1"))
    area = exported(town, {3: OPEN, 7: OPEN}, tmp_path)
    assert set(verdicts(area, range(1, 30)).values()) == {OPEN}


def test_what_is_inside_goes_on_as_far_as_its_rule(tmp_path: Path) -> None:
    rules = ((numbers(Parity.ODD, 1, 19), "1"), (numbers(Parity.ODD, 21, None), "2"))
    town = register({3: "1", 7: "1", 25: "2", 4: "2"}, *rules, (numbers(Parity.EVEN, 2, None), "2"))
    area = exported(town, {3: IN, 7: IN, 25: OUT, 4: OUT}, tmp_path)
    found = verdicts(area, range(1, 40))
    assert {n for n, verdict in found.items() if verdict is IN} == set(range(1, 20, 2))
    assert {n for n, verdict in found.items() if verdict is OPEN} == set()


def test_between_two_sides_of_one_rule_nothing_is_said(tmp_path: Path) -> None:
    town = register({3: "1", 11: "1", 12: "1"}, (WHOLE, "1"))
    area = exported(town, {3: IN, 11: OUT, 12: OPEN}, tmp_path)
    found = verdicts(area, range(1, 16))
    assert {n: v for n, v in found.items() if n % 2} == {
        1: IN,
        3: IN,
        5: OPEN,
        7: OPEN,
        9: OPEN,
        11: OUT,
        13: OUT,
        15: OUT,
    }
    assert {v for n, v in found.items() if n % 2 == 0} == {OPEN}
    assert check_listed("Próba utca 3/B", area).verdict is IN


def test_a_rule_of_a_side_without_doors_is_asked_for() -> None:
    town = register(
        {3: "1"}, (numbers(Parity.ODD, 1, None), "1"), (numbers(Parity.EVEN, 2, None), "2")
    )
    sides = {"1": OUT, "2": IN}
    of = lambda _, door: sides[door.district]  # noqa: E731
    told = ListedArea("l", export_list(town, of, of).ranges, town)
    assert (verdicts(told, range(2, 4))) == {2: IN, 3: OUT}
    unknown = ListedArea("l", export_list(town, of).ranges, town)
    assert (verdicts(unknown, range(2, 4))) == {2: OPEN, 3: OUT}


def test_an_older_list_keeps_open_what_runs_on() -> None:
    town = register(
        {3: "1", 7: "1", 13: "2"},
        (numbers(Parity.CONTINUOUS, 1, 9), "1"),
        (numbers(Parity.CONTINUOUS, 10, None), "2"),
    )
    area = ListedArea(
        "l", [ListedRange("Próba", "utca", numbers(Parity.ODD, 7, 7), is_open=True)], town
    )
    found = verdicts(area, range(1, 15))
    assert {n for n, v in found.items() if v is OPEN} == {2, 4, 5, 6, 7, 8, 9}
    assert {n for n, v in found.items() if v is OUT} == {1, 3, 10, 11, 12, 13, 14}


KEYS = st.builds(HouseNumber, st.integers(1, 14), st.sampled_from(["", "", "A", "C", "2"]))
ENDS = st.none() | KEYS


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(KEYS, st.sampled_from(State), max_size=8),
    st.lists(st.tuples(st.sampled_from(Parity), ENDS, ENDS), min_size=1, max_size=3),
    st.sampled_from([None, *State]),
)
def test_listed_numbers_keep_their_state_and_open_ones_do_not_shrink(
    listed: dict[HouseNumber, State],
    ends: list[tuple[Parity, HouseNumber | None, HouseNumber | None]],
    said: State | None,
) -> None:
    rules = [RangeRule("Próba", "utca", NumberRange(p, a, b), "1") for p, a, b in ends]
    ranges = rule_ranges(rules, listed, lambda *_: said)
    open_ = [one for one, state in ranges if state is State.OPEN]
    inside = [one for one, state in ranges if state is State.INSIDE]
    for number, state in listed.items():
        if any(rule.numbers.covers(number) for rule in rules):
            taken = State.OUTSIDE
            if any(one.covers(number) for one in inside):
                taken = State.INSIDE
            if any(one.covers(number) for one in open_):
                taken = State.OPEN
            assert taken is state or (taken is State.OPEN and len(rules) > 1)


def contested() -> Register:
    """Number 7 has a door of district 2 although its rule says 1; the rules overlap at 21."""
    doors = {1: "1", 3: "1", 5: "1", 7: "2", 9: "1", 21: "1", 23: "2", 25: "2"}
    rules = ((numbers(Parity.ODD, 1, 21), "1"), (numbers(Parity.ODD, 21, None), "2"))
    more = RangeRule("Mellék", "köz", WHOLE, "3")
    town = register(doors, *rules)
    return Register(
        town.generated,
        (*town.thoroughfares, Thoroughfare("Mellék", "köz", (Door(HouseNumber(1), "1", "3"),))),
        (*town.rules, more),
        (),
        town.places,
    )


@pytest.mark.parametrize("district", ["1", "2"])
def test_the_list_of_one_district_does_not_decide_what_two_claim(district: str) -> None:
    town = contested()
    area = ListedArea(district, district_list(town, district), town)
    for number in (7, 21):
        answer = check_listed(f"Próba utca {number}", area)
        assert (answer.verdict, answer.reason) == (OPEN, Reason.SOURCE_CONTRADICTS)
    assert check_listed("Próba utca 5", area).verdict is (IN if district == "1" else OUT)
    assert check_listed("Próba utca 23", area).verdict is (IN if district == "2" else OUT)


def test_a_list_that_takes_both_claims_or_neither_decides() -> None:
    town = contested()
    both = ListedArea("x", [*district_list(town, "1"), *district_list(town, "2")], town)
    neither = ListedArea("x", district_list(town, "3"), town)
    for number in (7, 21):
        assert check_listed(f"Próba utca {number}", both).verdict is IN
        assert check_listed(f"Próba utca {number}", neither).verdict is OUT


@pytest.mark.shared_data
@pytest.mark.parametrize("district", ["014", "017"])
def test_a_door_of_two_districts_of_kalocsa(
    shared_data: Path, tmp_path: Path, district: str
) -> None:
    folder, out = shared_data / "towns" / "kalocsa", tmp_path / "l.csv"
    run = CliRunner().invoke
    command = ["register", "list", "--register", str(folder), "--district", district]
    assert run(cli, [*command, "--out", str(out)]).exit_code == 0
    asked = ["Foktői út 7", "Foktői út 9", "Foktői út 31"]
    command = ["register", "check-list", str(out), *asked, "--register", str(folder), "--json"]
    answers = json.loads(run(cli, command).stdout)["answers"]
    found = [(a["verdict"], a["reason"]) for a in answers]
    ours, theirs = ("inside", "street_inside"), ("outside", "street_outside")
    expected = [ours, theirs] if district == "014" else [theirs, ours]
    assert found == [("undecidable", "source_contradicts"), *expected]


@pytest.mark.shared_data
def test_unlisted_numbers_of_kecskemet_follow_the_rules_of_the_office(shared_data: Path) -> None:
    town = load_register(shared_data / "kecskemet" / "nvi2024").register
    rules = town.rules_by_street()
    asked = wrong = 0
    for district in ("014", "055", "071", "074", "084"):
        of = lambda _, door, own=district: IN if door.district == own else OUT  # noqa: E731
        area = ListedArea(district, export_list(town, of).ranges, town)
        for street in town.thoroughfares:
            own = rules.get((street.name, street.type), [])
            if not any(rule.district == district for rule in own):
                continue
            listed = {door.number.number for door in street.doors if door.number}
            for number in set(range(1, max(listed, default=0) + 12)) - listed:
                claims = {r.district for r in own if r.numbers.covers(HouseNumber(number))}
                verdict, _ = area.verdict(street, HouseNumber(number))
                asked += len(claims) == 1
                right = IN if claims == {district} else OUT
                wrong += len(claims) == 1 and verdict not in {OPEN, right}
    assert asked > 1_000
    assert wrong == 0


@pytest.mark.shared_data
def test_the_area_of_kecskemet_as_a_list_is_open_where_the_area_is(
    shared_data: Path, tmp_path: Path
) -> None:
    folder, out = shared_data / "kecskemet" / "nvi2024", tmp_path / "l.csv"
    run = CliRunner().invoke
    command = ["register", "list", "--register", str(folder), "--area", "kecskemet-top-6.9.1"]
    assert run(cli, [*command, "--out", str(out)]).exit_code == 0
    asked = [f"Alma utca {n}" for n in (5, 7, 8, 9, 40)]
    command = ["register", "check-list", str(out), *asked, "--register", str(folder), "--json"]
    answers = json.loads(run(cli, command).stdout)["answers"]
    assert {a["verdict"] for a in answers} == {"undecidable"}
