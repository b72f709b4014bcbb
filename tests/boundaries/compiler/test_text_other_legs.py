"""Readings with other legs: the map bears one out, or it is said what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boundaries.compiler.compile import compile_text
from boundaries.model import CompileStatus, ReadingKind
from boundaries.sentence.parsing import parse_sentence
from geo.network import LineNetwork, Way, WayKind

if TYPE_CHECKING:
    from boundaries.model import Compilation

SIDE = 400.0
Run = tuple[tuple[float, float], ...]
SOUTH: Run = ((0.0, 0.0), (SIDE, 0.0))
EAST: Run = ((SIDE, 0.0), (SIDE, SIDE))
NORTH: Run = ((SIDE, SIDE), (0.0, SIDE))
WEST: Run = ((0.0, SIDE), (0.0, 0.0))
CORNER: Run = ((0.0, SIDE), (SIDE, 0.0))
"""Cuts the square into two triangles."""


def town(**lines: Run) -> LineNetwork:
    """Build a map of the streets that are named, "_" for a blank, "__" for a hyphen."""
    places: dict[tuple[float, float], int] = {}
    ways = []
    for number, (name, run) in enumerate(lines.items(), 1):
        nodes = tuple(places.setdefault(place, len(places) + 1) for place in run)
        written = name.replace("__", "-").replace("_", " ")
        ways.append(Way(number, WayKind.STREET, nodes, (written,), (), {"name": written}))
    nodes_at = {number: (x + 698_000, y + 172_000) for (x, y), number in places.items()}
    return LineNetwork.from_ways(ways, nodes_at, epsg=23700, source="t")


def told(outcome: Compilation, code: str = "other_legs") -> list[tuple[str, str]]:
    return [(p.severity, p.message) for p in outcome.problems if p.code == code]


def ground(outcome: Compilation) -> float:
    assert outcome.area is not None
    return float(outcome.area.area)


PLACE = "Kossuth, Béke utca – Rózsa utca – Kert utca által határolt terület"
"""Kossuth is a part of a settlement too."""


def test_without_a_map_the_parser_says_what_is_open() -> None:
    parsed = parse_sentence(PLACE)
    assert parsed.legs[0].name == "Kossuth utca"
    (reading,) = parsed.readings
    assert reading.kind is ReadingKind.PLACE
    assert [leg.name for leg in reading.legs] == ["Béke utca", "Rózsa utca", "Kert utca"]
    ((severity, message),) = [(p.severity, p.message) for p in parsed.problems]
    assert severity == "warning"
    assert message == (
        'the words "Kossuth" may also be read otherwise: "Kossuth" names the place that the ring '
        "lies in, and no leg"
    )


def test_a_street_that_the_map_has_is_a_leg() -> None:
    streets = town(Kossuth_utca=SOUTH, Béke_utca=EAST, Rózsa_utca=NORTH, Kert_utca=WEST)
    outcome = compile_text(PLACE, streets)
    assert outcome.status is CompileStatus.COMPILED
    assert ground(outcome) == pytest.approx(SIDE * SIDE)
    ((severity, message),) = told(outcome)
    assert (severity, message) == (
        "note",
        'where "Kossuth" names the place that the ring lies in, and no leg, no ring closes',
    )


def test_a_place_that_some_settlement_has_is_no_leg() -> None:
    streets = town(Béke_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=CORNER)
    outcome = compile_text(PLACE, streets)
    assert outcome.status is CompileStatus.COMPILED
    assert [leg.name for leg in outcome.legs] == ["Béke utca", "Rózsa utca", "Kert utca"]
    ((severity, message),) = told(outcome)
    assert severity == "warning"
    assert message.startswith('the text is read so that "Kossuth" names the place')


def test_a_name_is_never_left_out_because_the_ring_closes_without_it() -> None:
    streets = town(Béke_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=CORNER)
    outcome = compile_text(PLACE.replace("Kossuth", "Jázmin"), streets)
    assert outcome.status is CompileStatus.INCOMPLETE
    assert outcome.area is None
    ((severity, message),) = told(outcome)
    assert severity == "warning"
    assert '"Jázmin" names the place' in message
    assert "80000 m²" in message


TIED = "a Fő-Béke utca, a Rózsa utca és a Kert utca által határolt terület"


def test_a_name_with_a_hyphen_is_one_street_where_the_map_has_it() -> None:
    outcome = compile_text(TIED, town(Fő__Béke_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=CORNER))
    assert outcome.status is CompileStatus.COMPILED
    assert [leg.name for leg in outcome.legs] == ["Fő-Béke utca", "Rózsa utca", "Kert utca"]
    assert told(outcome) == [
        ("note", 'where "Fő utca" and "Béke utca" are two streets, no ring closes')
    ]


def test_a_name_with_a_hyphen_is_two_streets_where_the_map_has_those() -> None:
    streets = town(Fő_utca=SOUTH, Béke_utca=EAST, Rózsa_utca=NORTH, Kert_utca=WEST)
    outcome = compile_text(TIED, streets)
    assert outcome.status is CompileStatus.COMPILED
    assert ground(outcome) == pytest.approx(SIDE * SIDE)
    names = [leg.name for leg in outcome.legs]
    assert names == ["Fő utca", "Béke utca", "Rózsa utca", "Kert utca"]
    ((severity, message),) = told(outcome)
    assert severity == "warning"
    assert message.startswith('the text is read so that "Fő utca" and "Béke utca" are two streets')


def test_two_readings_with_other_ground_are_both_shown() -> None:
    across: Run = ((0.0, 0.0), (SIDE, SIDE))
    streets = town(
        Fő_utca=SOUTH, Béke_utca=EAST, Rózsa_utca=NORTH, Kert_utca=WEST, Fő__Béke_utca=across
    )
    outcome = compile_text(TIED, streets)
    assert outcome.status is CompileStatus.AMBIGUOUS
    assert ground(outcome) == pytest.approx(SIDE * SIDE / 2)
    (other,) = outcome.alternatives
    assert other.area.area == pytest.approx(SIDE * SIDE)
    ((severity, message),) = told(outcome, "ambiguous")
    assert severity == "warning"
    assert "160000 m²" in message


BETWEEN = "a Fő utcán, a Rózsa utca és a Kert utca közötti területen"


def test_ground_along_a_street_is_never_three_legs_in_silence() -> None:
    parsed = parse_sentence(BETWEEN)
    (leg,) = parsed.legs
    assert leg.section is not None
    assert (leg.section.start, leg.section.end) == ("Rózsa utca", "Kert utca")
    assert [(p.code, p.severity) for p in parsed.problems] == [("other_legs", "warning")]
    (reading,) = parsed.readings
    assert [one.name for one in reading.legs] == ["Fő utca", "Rózsa utca", "Kert utca"]


def test_three_streets_that_close_are_taken_and_said_to_be() -> None:
    outcome = compile_text(BETWEEN, town(Fő_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=CORNER))
    assert outcome.status is CompileStatus.COMPILED
    ((severity, _),) = told(outcome)
    assert severity == "warning"


def test_a_street_between_two_others_closes_nothing() -> None:
    outcome = compile_text(BETWEEN, town(Fő_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=EAST))
    assert outcome.area is None


LOCATED = "a Fő téren, a Béke utca – Rózsa utca – Kert utca által határolt terület"


def test_a_place_that_holds_the_ring_is_a_leg_only_where_nothing_closes_without_it() -> None:
    within = town(Béke_utca=SOUTH, Rózsa_utca=WEST, Kert_utca=CORNER, Fő_tér=EAST)
    outcome = compile_text(LOCATED, within)
    assert ground(outcome) == pytest.approx(SIDE * SIDE / 2)
    assert told(outcome) == []
    around = town(Fő_tér=SOUTH, Béke_utca=EAST, Rózsa_utca=NORTH, Kert_utca=WEST)
    outcome = compile_text(LOCATED, around)
    assert ground(outcome) == pytest.approx(SIDE * SIDE)
    ((severity, message),) = told(outcome)
    assert severity == "warning"
    assert message.startswith('the text is read so that "Fő tér" is a leg of the ring')


def test_the_estate_that_a_ring_lies_in_may_be_a_leg() -> None:
    text = "a Füredi lakótelepen, a Béke utca – Rózsa utca által határolt területen"
    (reading,) = parse_sentence(text).readings
    assert reading.kind is ReadingKind.LEG
    assert [leg.name for leg in reading.legs] == ["Füredi lakótelep", "Béke utca", "Rózsa utca"]
