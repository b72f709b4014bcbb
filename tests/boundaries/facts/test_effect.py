"""What a fact changes in streets that it does not speak of: what the town has taught, learnt anew.

The town is made up: plots of Déli utca are 240 m wide, those of Északi utca 20 m. Nine pairs of
neighbours teach nothing yet about the plots of a town; the tenth does.
"""

from __future__ import annotations

import shapely

from boundaries.doors.places import DoorEvidence, Learnt
from boundaries.doors.positions import street_key
from boundaries.doors.sides import StreetSides
from boundaries.facts import Fact, FactsInForce, PlacedDoor, as_evidence
from boundaries.facts.effect import Effect, effect_of, effect_without
from boundaries.facts.town import Town
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Reason, VerdictKind
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
from tests.boundaries.facts.test_worklist import fact
from tests.boundaries.town import SOUTH, WEST, edition

WHOLE = NumberRange(Parity.WHOLE)
SOUTHERN, NORTHERN = (
    shapely.LineString([(WEST - 200, SOUTH + north), (WEST + 1200, SOUTH + north)])
    for north in (0.0, 1000.0)
)
LISTED = 30


def door(street: str, number: int, east: float, north: float) -> DoorPoint:
    place = WEST + east, SOUTH + north
    return DoorPoint(street, HouseNumber(number), *place, PlaceKind.ADDRESS_POINT, 5.0, "made up")


def made_up(*points: DoorPoint) -> Town:
    wide = [door("Déli utca", n, 120.0 * (n - 1) - 50, 9.0) for n in (1, 3, 5, 7, 9, 11)]
    near = [door("Északi utca", n, 20.0 * n, 1000 + (9.0 if n % 2 else -9.0)) for n in range(1, 7)]
    across = [door("Déli utca", 2, 60.0, -9.0)]
    rows = [
        StreetRow(name, "utca", WHOLE, "001", LISTED, LISTED, VerdictKind.UNDECIDABLE, reason)
        for name, reason in (("Déli", Reason.DISTRICT_CUT), ("Északi", Reason.DISTRICT_CUT))
    ]
    doors = tuple(Door(HouseNumber(n), str(n), "001") for n in range(1, LISTED + 1))
    register = Register("", tuple(Thoroughfare(r.name, r.type, doors) for r in rows), (), (), ())
    area = edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    return Town(
        area,
        StreetList(meta, group_streets(rows)),
        PointBook([*wide, *across, *near, *points]),
        {"Déli utca": SOUTHERN, "Északi utca": NORTHERN},
        register,
    )


def placed(number: int, east: float) -> Fact:
    return fact(PlacedDoor("Déli utca", HouseNumber(number), WEST + east, SOUTH - 9.0, 5.0))


def every_door(before: list[Fact], after: list[Fact], town: Town) -> dict[tuple[str, str], object]:
    """Ask every door of the town twice, however long that takes."""
    known = [town.evidence(as_evidence(facts, town.lines)) for facts in (before, after)]
    asked = {
        (street.full_name, str(one.number)): tuple(
            town.ask(street, one.number, evidence).verdict for evidence in known
        )
        for street in town.street_of.values()
        for one in town.doors(street)
    }
    return {key: pair for key, pair in asked.items() if pair[0] is not pair[1]}


def told(effect: Effect, town: Town) -> dict[tuple[str, str], object]:
    numbers = {n.full_name: [d.number for d in town.doors(n)] for n in town.street_of.values()}
    return {
        (change.street, str(number)): (change.before, change.after)
        for change in effect.changes
        for number in numbers[change.street]
        if change.numbers.takes(Parity.EVEN if number.is_even else Parity.ODD)
        and change.numbers.covers(number)
    }


def test_a_placed_door_that_teaches_how_wide_plots_are_shows_what_opens_in_other_streets() -> None:
    town, wide = made_up(), placed(4, 300.0)
    effect = effect_of(wide, town, [])
    assert "Északi utca" in {one.street for one in effect.changes}
    assert effect.opened > 0, "numbers far past the known ones may stand behind the corner now"
    assert told(effect, town) == every_door([], [wide], town)


def test_a_withdrawn_place_shows_what_it_takes_back_in_other_streets() -> None:
    town, wide = made_up(), placed(4, 300.0)
    effect = effect_without(wide, town, [wide])
    assert told(effect, town) == every_door([wide], [], town)
    assert "Északi utca" in {one.street for one in effect.changes}


def test_a_place_that_teaches_nothing_asks_its_own_street_alone() -> None:
    town, usual = made_up(), placed(2, 62.0)
    assert {one.street for one in effect_of(usual, town, []).changes} <= {"Déli utca"}


def test_doors_far_from_their_street_teach_how_deep_streets_are() -> None:
    """The usual depth is learnt too: nobody stands so near to the line that it turns a door."""
    town = made_up()
    deep = [placed(number, 60.0 + 20 * number) for number in (10, 12, 14)]
    before = town.evidence()
    assert before is not None
    far = [
        fact(PlacedDoor("Déli utca", HouseNumber(n), WEST + 60.0 + 20 * n, SOUTH - 55.0, 5.0), n)
        for n in (10, 12, 14)
    ]
    after = town.evidence(as_evidence(far, town.lines))
    assert after is not None
    assert before.learnt is not None
    assert after.learnt is not None
    assert after.learnt.usual_depth > before.learnt.usual_depth
    for one in (*far, *deep):
        assert told(effect_of(one, town, []), town) == every_door([], [one], town)


def test_everything_that_is_learnt_of_a_whole_town_is_compared() -> None:
    """Whatever a town teaches its streets has to be a field of `Learnt`, or previews miss it."""
    taught = {name for name, found in vars(StreetSides).items() if isinstance(found, property)}
    counted_otherwise = {"odd_side"}  # `odd_left` is made of it, and alone judges
    assert taught - counted_otherwise == set(Learnt.__slots__)
    assert DoorEvidence().learnt is None


def test_what_is_in_force_is_read_once_and_shared_with_what_is_tried() -> None:
    town, wide = made_up(), placed(4, 300.0)
    before = town.evidence()
    assert town.evidence(as_evidence([])) is before
    held = as_evidence([wide], town.lines)
    after = town.evidence_like(before, held, {street_key("Déli utca")})
    assert before is not None
    assert after is not None
    assert before.sides is not None
    assert after.sides is not None
    assert after.sides.street("Északi utca") is before.sides.street("Északi utca")
    assert after.sides.street("Déli utca") is not before.sides.street("Déli utca")
    alone = town.evidence(held)
    assert alone is not None
    assert after.learnt == alone.learnt != before.learnt
    made = FactsInForce(points=(door("Déli utca", 4, 300.0, -9.0),))
    assert town.evidence(made) is not town.evidence(made), "facts without a hash are not kept"
