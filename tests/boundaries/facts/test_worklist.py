"""The worklist and the effect of facts in a made-up town with known doors and lines.

The area is a square; Déli utca is its southern line, 20 m for each number, odd ones to the north
(inside). Belső utca and Messze utca have no line on the map.
"""

from __future__ import annotations

import pytest
import shapely

from boundaries.doors.sides import ToldSide
from boundaries.facts import (
    DrawnStreet,
    Fact,
    FactKind,
    PlacedDoor,
    SaidRange,
    Signed,
    as_evidence,
)
from boundaries.facts.effect import effect_between, effect_of, effect_without
from boundaries.facts.in_force import FactsInForce
from boundaries.facts.town import Town
from boundaries.facts.trials import Question, Unless
from boundaries.facts.worklist import Worklist, worklist
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Certainty, Edition, Reason, VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.register.model import PointBook
from boundaries.register.register import Door, Register, Thoroughfare
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
)
from tests.boundaries.facts.made_up import DAY, SOURCE
from tests.boundaries.town import SOUTH, WEST, edition

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
WHOLE = NumberRange(Parity.WHOLE)
SOUTHERN = shapely.LineString([(WEST - 200, SOUTH), (WEST + 1200, SOUTH)])
SIGNED = Signed("made up", DAY)


def row(
    name: str,
    kind: str = "utca",
    verdict: VerdictKind = OPEN,
    numbers: NumberRange = WHOLE,
    doors: int = 24,
    reason: Reason = Reason.DISTRICT_CUT,
) -> StreetRow:
    return StreetRow(name, kind, numbers, "001", doors, 24, verdict, reason)


def door(number: int, street: str = "Déli utca") -> DoorPoint:
    place = WEST + 20.0 * number, SOUTH + (9.0 if number % 2 else -9.0)
    kind = PlaceKind.ADDRESS_POINT
    return DoorPoint(street, HouseNumber(number), *place, kind, 10.0, f"node/{number}")


def town(
    rows: list[StreetRow], *points: DoorPoint, listed: int = 0, area: Edition | None = None
) -> Town:
    area = area or edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    register = None
    if listed:
        doors = tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, listed + 1))
        streets = tuple(Thoroughfare(r.name, r.type, doors) for r in rows)
        register = Register("", streets, (), (), ())
    lines = {"Déli utca": SOUTHERN}
    return Town(area, StreetList(meta, group_streets(rows)), PointBook(points), lines, register)


def fact(what: object, number: int = 1) -> Fact:
    return Fact(f"f{number}", what, SOURCE, SIGNED, SIGNED)  # type: ignore[arg-type]


def asked(found: Worklist) -> list[tuple[str, Question, int, int]]:
    return [(r.street, r.question, r.doors, r.decides) for r in found.rows]


def test_a_street_without_a_line_is_asked_for_one() -> None:
    found = worklist(town([row("Belső"), row("Messze", doors=30)]), FactsInForce())
    assert asked(found) == [
        ("Messze utca", Question.LINE, 30, 30),
        ("Belső utca", Question.LINE, 24, 24),
    ]
    assert found.rows[0].outcomes == (("inside", 30), ("outside", 30))
    assert (found.open_doors, found.streets, found.exact) == (54, 2, False)


@pytest.mark.parametrize(("place", "kind"), [("Dűlő", "tanya"), ("Kör", "tér"), ("Zug", "")])
def test_where_doors_stand_along_no_line_a_person_says(place: str, kind: str) -> None:
    (one,) = worklist(town([row(place, kind)]), FactsInForce()).rows
    assert (one.question, one.ranges, one.decides) == (Question.SAY, (WHOLE,), 24)


def test_what_is_decided_is_no_work() -> None:
    rows = [row("Belső", verdict=IN), row("Messze", verdict=OUT)]
    assert worklist(town(rows), FactsInForce()).rows == ()


def test_an_answer_against_the_decided_doors_of_a_street_is_not_expected() -> None:
    rows = [
        row("Belső", numbers=NumberRange(Parity.WHOLE, None, HouseNumber(10)), verdict=OUT),
        row("Belső", numbers=NumberRange(Parity.WHOLE, HouseNumber(11), None)),
    ]
    (one,) = worklist(town(rows), FactsInForce()).rows
    assert (one.question, one.outcomes) == (Question.LINE, (("outside", 24),))
    low = NumberRange(Parity.WHOLE, None, HouseNumber(4))
    high = NumberRange(Parity.WHOLE, HouseNumber(5), HouseNumber(10))
    both = [
        row("Belső", numbers=low, verdict=IN),
        row("Belső", numbers=high, verdict=OUT),
        rows[1],
    ]
    (said,) = worklist(town(both), FactsInForce()).rows
    assert said.question is Question.SAY


def test_on_a_street_of_the_boundary_the_side_is_asked_for() -> None:
    (found,) = worklist(town([row("Déli")]), FactsInForce()).rows
    # The inner side is open past the corners: whoever stands there is decided by a place.
    assert (found.question, found.doors, found.decides) == (Question.SIDE, 24, 12)
    assert found.outcomes == (("left", 12), ("right", 12))


def test_a_boundary_street_whose_line_is_doubtful_is_said_side_by_side() -> None:
    doubtful = edition(uncertain={3: 40.0}, certainty=Certainty.LIKELY)
    found = worklist(town([row("Déli")], area=doubtful), FactsInForce())
    assert [(r.question, r.ranges) for r in found.rows] == [
        (Question.SAY, (NumberRange(Parity.ODD),)),
        (Question.SAY, (NumberRange(Parity.EVEN),)),
    ]


def test_with_a_register_real_doors_are_counted_and_mapped_ones_are_no_work() -> None:
    every = [door(n) for n in range(1, 25)]
    assert worklist(town([row("Déli")], *every, listed=24), FactsInForce()).open_doors == 0
    few = [door(n) for n in (1, 2)]
    found = worklist(town([row("Déli")], *few, listed=24), FactsInForce())
    assert found.exact
    assert found.open_doors == sum(r.doors for r in found.rows) > 0
    assert {r.street for r in found.rows} == {"Déli utca"}


def test_every_row_keeps_its_word() -> None:
    """What a row promises is what the engine decides once the fact is in force."""
    known = town([row("Belső"), row("Déli"), row("Kör", "tér")])
    line = shapely.LineString([(WEST + 300, SOUTH + 500), (WEST + 700, SOUTH + 500)])
    answers = {
        "Belső utca": DrawnStreet("Belső utca", line, whole=True),
        "Déli utca": ToldSide("Déli utca", False, WEST + 500, SOUTH + 8.0),  # noqa: FBT003 - odd
        "Kör tér": SaidRange("Kör tér", WHOLE, OUT),
    }
    for one in worklist(known, FactsInForce()).rows:
        effect = effect_of(fact(answers[one.street]), known, [])
        assert (effect.decided, effect.flipped, effect.opened) == (one.decides, 0, 0)
    held = as_evidence([fact(what, n) for n, what in enumerate(answers.values())], known.lines)
    (left,) = worklist(known, held).rows
    assert (left.street, left.doors, left.ranges) == ("Déli utca", 12, (NumberRange(Parity.ODD),))


def test_the_effect_names_the_numbers_and_both_verdicts() -> None:
    known = town([row("Déli")])
    told = fact(ToldSide("Déli utca", False, WEST + 500, SOUTH + 8.0))  # noqa: FBT003 - odd
    effect = effect_of(told, known, [])
    changes = {c.numbers.parity: (c.before, c.after, round(c.doors)) for c in effect.changes}
    assert changes == {Parity.EVEN: (OPEN, OUT, 12)}
    (change,) = effect.changes
    assert (str(change.numbers.start), str(change.numbers.end)) == ("2", "24")
    back = effect_without(told, known, [told])
    assert {(c.before, c.after) for c in back.changes} == {(OUT, OPEN)}
    assert (back.decided, back.opened) == (0, 12)


def test_flips_and_contradictions_are_shown_beforehand() -> None:
    known = town([row("Belső", verdict=OUT)], listed=24)
    wrong = fact(SaidRange("Belső utca", NumberRange(Parity.ODD), IN))
    effect = effect_of(wrong, known, [])
    assert (effect.decided, effect.opened, effect.exact) == (0, 12, True)
    first = fact(SaidRange("Kör tér", WHOLE, IN), 1)
    then = fact(SaidRange("Kör tér", WHOLE, OUT), 2)
    turned = effect_between([first], [then], town([row("Kör", "tér")]))
    assert (turned.flipped, turned.decided) == (24, 0)
    both = effect_of(then, town([row("Kör", "tér")]), [first])
    assert both.opened == 24, "two that contradict decide nothing"


def test_a_placed_door_decides_what_the_engine_makes_of_it() -> None:
    known = town([row("Belső")], listed=24)
    place = PlacedDoor("Belső utca", HouseNumber(7), WEST + 500, SOUTH + 500, 5.0)
    effect = effect_of(fact(place), known, [])
    assert [(c.doors, str(c.numbers.start)) for c in effect.changes] == [(1, "7")]


def test_numbers_that_no_range_takes_are_one_row_of_a_street() -> None:
    """Only a place decides each; that what is known of them contradicts would be wrong to say."""
    rows = [
        row(name, numbers=NumberRange(Parity.WHOLE, None, HouseNumber(10)), verdict=IN)
        for name in ("Déli", "Belső")
    ]
    found = worklist(town(rows, listed=24), FactsInForce())
    assert [(r.street, r.question, r.doors, r.decides) for r in found.rows] == [
        ("Belső utca", Question.PLACE_EACH, 14, 1),
        ("Déli utca", Question.PLACE_EACH, 14, 1),
    ]
    assert [str(r.number) for r in found.rows] == ["11", "11"]
    assert {r.kind for r in found.rows} == {FactKind.PLACE}
    one = worklist(town(rows, listed=11), FactsInForce())
    assert {(r.question, str(r.number), r.doors) for r in one.rows} == {(Question.PLACE, "11", 1)}
    place = PlacedDoor("Belső utca", HouseNumber(11), WEST + 500, SOUTH + 500, 5.0)
    assert effect_of(fact(place), town(rows, listed=24), []).decided == 1
    held = as_evidence([fact(place)])
    left = worklist(town(rows, listed=24), held, only=["Belső utca"]).rows
    assert [(r.doors, str(r.number)) for r in left] == [(13, "12")]


def test_a_row_tells_by_which_answer_less_is_decided() -> None:
    """The lines that are tried lie on one side; the real one may cross the area's line."""
    known = town([row("Belső"), row("Kör", "tér"), row("Déli")])
    rows = {r.street: r for r in worklist(known, FactsInForce()).rows}
    assert {name: r.unless for name, r in rows.items()} == {
        "Belső utca": Unless.CROSSES,
        "Kör tér": None,
        "Déli utca": None,
    }
    line = shapely.LineString([(WEST + 900, SOUTH + 500), (WEST + 1100, SOUTH + 500)])
    crossing = DrawnStreet("Belső utca", line, whole=True)
    assert effect_of(fact(crossing), known, []).decided < rows["Belső utca"].decides
    for question in Question:
        assert (question.unless is None) == (
            question in {Question.SIDE, Question.SAY, Question.MEND}
        )


def test_one_street_can_be_asked_alone() -> None:
    known = town([row("Belső"), row("Messze", doors=30)])
    alone = worklist(known, FactsInForce(), only=["Belső utca"])
    assert [r.street for r in alone.rows] == ["Belső utca"]
