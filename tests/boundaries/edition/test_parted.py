"""Areas of several parts answer as their words say: a door at a time, by list and by place."""

from __future__ import annotations

import collections
import dataclasses
from dataclasses import dataclass

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.doors.places import DoorEvidence
from boundaries.edition.parts import read_specs
from boundaries.language.house_numbers import Parity
from boundaries.model import DECIDED, CompileStatus, Grade, LineRule, Reason, VerdictKind
from boundaries.verdict.check import check_address, check_point
from boundaries.verdict.register_verdicts import edition_verdicts
from geo.primitives import EovPoint
from tests.boundaries.parted_town import (
    ACROSS,
    BLOCK,
    HOUSES,
    SOUTH,
    UP,
    WEST,
    House,
    compiled,
    crossing,
    edition_of,
    list_of,
    register,
)

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
RING = "az Alma utca – Gesztenye utca – Cseresznye utca – Eper utca által határolt terület"
"""Two by two blocks in the south-west."""
FAR = "a Cseresznye utca – Hárs utca – Dió utca – Gesztenye utca által határolt terület"
"""The block in the north-east, which meets the ring in a corner."""
HOLE = "az Alma utca – Füge utca – Barack utca – Eper utca által határolt terület"
"""The block in the south-west."""
NEXT = "az Alma utca – Hárs utca – Cseresznye utca – Gesztenye utca által határolt terület"
"""Two blocks that share the Gesztenye utca with the ring."""

Means = "Callable[[House], bool | None]"


@dataclass(frozen=True)
class Told:
    """Words of a part, and which doors they mean; None where the words leave it open."""

    words: str
    means: Means  # type: ignore[valid-type]  # an alias in quotation marks

    def __str__(self) -> str:
        return self.words


def _section(street: str, first: str, last: str) -> Told:
    low, high = sorted((crossing(first), crossing(last)))
    words = f"a {street} {first} és {last} közötti szakasza"
    return Told(words, lambda one: one.street == street and low < one.along < high)


def whole(street: str) -> Told:
    return Told(f"a {street} teljes hossza", lambda one: one.street == street)


def side(street: str, *, even: bool) -> Told:
    named = "páros" if even else "páratlan"
    return Told(
        f"a {street} {named} oldala", lambda one: one.street == street and one.is_even is even
    )


def numbers(street: str, last: int) -> Told:
    def means(one: House) -> bool | None:
        if one.street != street or one.number > last:
            return False
        return True if one.is_even else None  # "2–10" does not say whether the odd ones belong

    return Told(f"a {street} 2–{last}. szám alatti házak", means)


TOLD = [
    whole("Dió utca"),
    whole("Füge utca"),
    whole("Gesztenye utca"),
    side("Dió utca", even=True),
    side("Barack utca", even=False),
    side("Cseresznye utca", even=True),
    _section("Hárs utca", "Alma utca", "Barack utca"),
    _section("Füge utca", "Barack utca", "Dió utca"),
    _section("Dió utca", "Füge utca", "Gesztenye utca"),
    numbers("Barack utca", 10),
    numbers("Dió utca", 20),
]


def in_box(west: float, south: float, east: float, north: float) -> Means:  # type: ignore[valid-type]
    return lambda one: (
        west * BLOCK < one.east < east * BLOCK and south * BLOCK < one.north < north * BLOCK
    )


IN_RING, IN_FAR, IN_HOLE, IN_NEXT = (
    in_box(0, 0, 2, 2),
    in_box(2, 2, 3, 3),
    in_box(0, 0, 1, 1),
    in_box(2, 0, 3, 2),
)


def on_rim(one: House) -> bool:
    along = {"Alma utca": 2, "Cseresznye utca": 2, "Eper utca": 2, "Gesztenye utca": 2}
    return one.street in along and one.along < along[one.street] * BLOCK


def read(
    house: House,
    adds: list[Means],  # type: ignore[valid-type]
    takes: list[Means],  # type: ignore[valid-type]
) -> set[VerdictKind]:
    """Return the verdicts that the words allow: what is taken out goes before what is taken in."""
    taken = [means(house) for means in takes]
    if True in taken:
        return {OUT}
    added = [means(house) for means in adds]
    allowed = {IN} if True in added else {IN, OUT} if None in added else {OUT}
    return allowed | ({OUT} if None in taken else set())


def words_of(rings: str, adds: list[Told], takes: list[Told]) -> str:
    told = "".join(f", valamint {one.words}" for one in adds)
    return rings + told + "".join(f", kivéve {one.words}" for one in takes)


def compare(text: str, adds: list[Means], takes: list[Means]) -> float:  # type: ignore[valid-type]
    """Ask every door of the town with and without its place; return the share that is decided."""
    edition = edition_of(text)
    streets = list_of(edition)
    places = DoorEvidence(register().points)
    decided = 0
    for house in HOUSES:
        allowed = read(house, adds, takes)
        for known in (None, places):
            answer = check_address(house.query, edition, streets, places=known)
            assert answer.verdict in {*allowed, OPEN}, (house, answer)
        decided += answer.verdict in DECIDED
    return decided / len(HOUSES)


@given(
    st.lists(st.sampled_from(TOLD), max_size=3, unique=True),
    st.lists(st.sampled_from(TOLD), max_size=2, unique=True),
)
@settings(max_examples=25, deadline=None)
def test_every_door_is_answered_as_the_words_say(adds: list[Told], takes: list[Told]) -> None:
    text = words_of(RING, adds, takes)
    assume((adds or takes) and read_specs(text) is not None)  # the reader may leave words unread
    share = compare(text, [IN_RING, *(one.means for one in adds)], [one.means for one in takes])
    assert share > 0.8, text


@pytest.mark.parametrize(
    ("text", "adds", "takes"),
    [
        (f"{RING}, valamint {FAR}", [IN_RING, IN_FAR], []),
        (f"{RING}, valamint {NEXT}", [IN_RING, IN_NEXT], []),
        (f"{RING}, kivéve {HOLE}", [IN_RING], [IN_HOLE]),
        (f"{RING}, beleértve a határoló utakat is", [IN_RING, on_rim], []),
        (
            f"{RING}, beleértve a határoló utakat is, kivéve a Barack utca páros oldala",
            [IN_RING, on_rim],
            [side("Barack utca", even=True).means],
        ),
    ],
    ids=["two rings", "neighbours", "hole", "rim", "rim and side"],
)
def test_rings_and_their_rim(text: str, adds: list[Means], takes: list[Means]) -> None:  # type: ignore[valid-type]
    assert compare(text, adds, takes) > 0.9


@pytest.mark.parametrize("told", TOLD, ids=str)
def test_each_way_to_name_doors_takes_them_in_and_out(told: Told) -> None:
    added = edition_of(words_of(RING, [told], []))
    taken = edition_of(words_of(RING, [], [told]))
    for edition, verdict, reason in (
        (added, IN, Reason.PART_INSIDE),
        (taken, OUT, Reason.PART_OUTSIDE),
    ):
        streets, places = list_of(edition), DoorEvidence(register().points)
        meant = [one for one in HOUSES if told.means(one) is True]
        answers = [check_address(one.query, edition, streets, places=places) for one in meant]
        assert {answer.verdict for answer in answers} <= {verdict, OPEN}
        assert sum(a.verdict is verdict for a in answers) > 0.9 * len(meant)
        assert any(answer.reason is reason for answer in answers)


def test_the_part_that_decides_is_named() -> None:
    text = words_of(RING, [TOLD[0]], [TOLD[4]])
    edition = edition_of(text)
    assert compiled(text).status is CompileStatus.COMPILED
    streets = list_of(edition)
    added = check_address("Dió utca 31", edition, streets)
    assert (added.verdict, added.reason, added.method) == (IN, Reason.PART_INSIDE, "area_part")
    assert added.details["area_part"] == {
        "number": 2,
        "kind": "street",
        "effect": "adds",
        "text": "valamint a Dió utca teljes hossza",
    }
    assert str(added.details["basis"]) == "part 2"
    taken = check_address("Barack utca 3", edition, streets)
    assert (taken.verdict, taken.reason) == (OUT, Reason.PART_OUTSIDE)
    assert taken.details["area_part"]["number"] == 3
    plain = check_address("Barack utca 4", edition, streets)
    assert (plain.verdict, plain.reason) == (IN, Reason.DISTRICT_INSIDE)
    assert "area_part" not in plain.details


def test_the_line_between_two_rings_of_the_area_bounds_nothing() -> None:
    edition = edition_of(f"{RING}, valamint {NEXT}")
    middle = check_point(EovPoint(WEST + 2 * BLOCK, SOUTH + BLOCK / 2), edition)
    assert (middle.verdict, middle.reason) == (IN, Reason.POINT_INSIDE)
    rim = check_point(EovPoint(WEST, SOUTH + BLOCK / 2), edition)
    assert rim.verdict is not IN
    hole = edition_of(f"{RING}, kivéve {HOLE}")
    gone = check_point(EovPoint(WEST + BLOCK / 2, SOUTH + 20), hole)
    assert gone.verdict is OUT


def test_a_rule_of_ground_that_is_taken_out_is_turned() -> None:
    edition = edition_of(f"{RING}, kivéve {HOLE}")
    ruled = [
        dataclasses.replace(leg, rule=LineRule.EVEN_SIDE) if leg.number == 7 else leg
        for leg in edition.legs
    ]
    assert ruled[6].name == "Barack utca"
    streets = list_of(dataclasses.replace(edition, legs=tuple(ruled)))
    (barack,) = [one for one in streets.streets if one.full_name == "Barack utca"]
    told = {
        row.numbers.parity: row.verdict for row in barack.rows if row.district in {"001", "004"}
    }
    assert told == {Parity.EVEN: OUT, Parity.ODD: IN}


def test_the_zone_round_a_named_street_does_not_concern_doors() -> None:
    edition = edition_of(words_of(RING, [], [side("Barack utca", even=True)]))
    places = DoorEvidence(register().points)
    for query in ("Barack utca 3", "Füge utca 21", "Füge utca 20"):
        answer = check_address(query, edition, list_of(edition), places=places)
        by_place = answer.details["evidence"][0]
        assert (by_place["method"], by_place["verdict"]) == ("address_point", "inside"), query
        assert answer.verdict is IN
        point = check_point(EovPoint(by_place["east"], by_place["north"]), edition)
        assert (point.verdict, point.reason) == (OPEN, Reason.PART_OPEN)


def test_the_list_that_is_exported_says_what_is_answered() -> None:
    edition = edition_of(words_of(RING, [TOLD[6]], [TOLD[4]]))
    streets, known = list_of(edition), register()
    verdict_of = edition_verdicts(known, edition, streets)
    places = DoorEvidence(known.points)
    told = collections.Counter(
        (check_address(f"{one.full_name} {door.number}", edition, streets, places=places).verdict,
         verdict_of(one, door))
        for one in known.register.thoroughfares
        for door in one.doors
    )  # fmt: skip
    assert {exported for answered, exported in told if answered is IN} <= {IN, OPEN}
    assert {exported for answered, exported in told if answered is OUT} <= {OUT, OPEN}
    assert told[IN, IN] + told[OUT, OUT] > 0.9 * len(HOUSES)


def test_a_place_between_neighbours_tells_no_section() -> None:
    edition = edition_of(words_of(RING, [TOLD[8]], []))
    streets, known = list_of(edition), list(register().points)
    near = check_address("Dió utca 25", edition, streets, places=DoorEvidence(known))
    assert (near.verdict, near.method, near.grade) == (IN, "part_section", Grade.MAPPED)
    hidden = [one for one in known if (one.street, one.number.number) != ("Dió utca", 25)]
    between = check_address("Dió utca 25", edition, streets, places=DoorEvidence(hidden))
    assert (between.verdict, between.reason) == (OPEN, Reason.PART_OPEN)


def test_t4_a_street_and_a_side_beside_a_ring() -> None:
    assert UP[0] in RING
    assert ACROSS[0] in RING
    for words in ("valamint a Dió utca teljes hossza", "és a Dió utca páros oldala"):
        outcome = compiled(f"{RING} {words}" if words.startswith("és") else f"{RING}, {words}")
        assert outcome.status is CompileStatus.COMPILED
        assert next(part.kind.value for part in outcome.parts) == "ring"
        assert len(outcome.legs) == 4
