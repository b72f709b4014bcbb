"""The side of a door's own street, and facts on record, beside list and place.

A made-up town: the area is a square of a kilometre, its southern line is Déli utca, whose odd
numbers stand 9 m to the north of it (inside) and even ones 9 m to the south.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
import shapely

from boundaries.doors.places import (
    LINES,
    DoorEvidence,
    digest_of,
    evidence_beside,
    load_lines,
    save_lines,
)
from boundaries.doors.sides import ToldSide
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import Answer, Grade, LineRule, Reason, VerdictKind
from boundaries.register.door_points import DoorPoint, PlaceKind
from boundaries.streets.street_list import (
    ListMeta,
    StreetList,
    StreetRow,
    geometry_hash,
    group_streets,
)
from boundaries.verdict.check import check_address
from tests.boundaries.town import SOUTH, WEST, edition, leg

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from boundaries.model import Edition
    from geo.network import LineNetwork

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
STREET = "Déli utca"
LINE = shapely.LineString([(WEST - 200, SOUTH), (WEST + 1200, SOUTH)])
BESIDE = 9.0


@dataclasses.dataclass(frozen=True)
class Record:
    """A fact on record."""

    verdict: VerdictKind
    numbers: NumberRange = dataclasses.field(default_factory=lambda: NumberRange(Parity.WHOLE))
    street: str = STREET
    fact_id: str = "f1"


def door(number: int, *, shift: float = 0.0) -> DoorPoint:
    """A known door of Déli utca: 20 m for each number, odd ones to the north."""
    north = BESIDE if number % 2 else -BESIDE
    place = (WEST + 20.0 * number, SOUTH + north + shift)
    return DoorPoint(
        STREET, HouseNumber(number), *place, PlaceKind.ADDRESS_POINT, 10.0, f"node/{number}"
    )


def row(
    verdict: VerdictKind = OPEN, reason: Reason = Reason.DISTRICT_CUT, **more: object
) -> StreetRow:
    whole = NumberRange(Parity.WHOLE)
    return StreetRow("Déli", "utca", whole, "001", 40, 48, verdict, reason, **more)  # type: ignore[arg-type]


CUT = row()
KNOWN = [door(n) for n in (2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31)]


def ask(
    query: str,
    points: Iterable[DoorPoint] = KNOWN,
    listed: StreetRow = CUT,
    area: Edition | None = None,
    **more: object,
) -> Answer:
    area = area or edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets([listed]), digest="5" * 64)
    places = DoorEvidence(points, {STREET: LINE}, digest="e" * 64, **more)  # type: ignore[arg-type]
    return check_address(query, area, streets, places=places)


def voice(answer: Answer, method: str) -> dict[str, object]:
    told = answer.details["evidence"]
    assert isinstance(told, list)
    return next(one for one in told if one["method"] == method)


def outcome(answer: Answer) -> tuple[object, ...]:
    return answer.verdict, answer.reason, answer.method, answer.grade


def test_a_mapped_door_at_the_line_is_on_the_side_of_its_street() -> None:
    # 9 m from the line with 10 m of its own: metres alone leave it open.
    assert outcome(ask("Déli utca 7")) == (IN, Reason.OWN_STREET_SIDE, "street_side", Grade.MAPPED)
    assert outcome(ask("Déli utca 10")) == (
        OUT,
        Reason.OWN_STREET_SIDE,
        "street_side",
        Grade.MAPPED,
    )


def test_a_door_between_known_ones_is_inferred_with_its_evidence() -> None:
    answer = ask("Déli utca 9")
    assert outcome(answer) == (IN, Reason.OWN_STREET_SIDE, "street_side", Grade.INFERRED)
    told = voice(answer, "street_side")
    assert (told["how"], told["parity"], told["between"]) == ("between", "odd", ["7", "11"])
    assert told["bearing"] == pytest.approx(0.0, abs=1.0)
    assert set(told["known"]) >= {"7", "11"}  # type: ignore[call-overload]
    assert (answer.street_list, answer.evidence) == ("5" * 64, "e" * 64)


def test_nothing_is_decided_where_nothing_is_known() -> None:
    answer = ask("Déli utca 9", [])
    assert (answer.verdict, answer.reason, answer.grade) == (OPEN, Reason.DISTRICT_CUT, None)


def test_the_numbers_of_a_plot_must_agree() -> None:
    assert ask("Déli utca 5-9").verdict is IN
    assert ask("Déli utca 5-8").verdict is OPEN  # both sides of the street


def test_a_list_that_says_the_opposite_leaves_it_open() -> None:
    listed = row(OUT, Reason.DISTRICT_OUTSIDE, basis="district")
    answer = ask("Déli utca 9", listed=listed)
    assert (answer.verdict, answer.reason, answer.grade) == (OPEN, Reason.SOURCES_DISAGREE, None)


def test_a_list_that_says_the_same_is_the_surest() -> None:
    listed = row(IN, Reason.DISTRICT_INSIDE, basis="district")
    assert outcome(ask("Déli utca 9", listed=listed)) == (
        IN,
        Reason.DISTRICT_INSIDE,
        "register_range",
        Grade.RECORDED,
    )


def test_the_rule_of_the_sentence_goes_before_the_side() -> None:
    legs = [
        dataclasses.replace(leg(n), rule=LineRule.EVERY_NUMBER) if n == 3 else leg(n)
        for n in range(1, 5)
    ]
    listed = row(IN, Reason.BOUNDARY_STREET_SIDE, leg=3, basis="rule")
    answer = ask("Déli utca 10", listed=listed, area=edition(legs=legs))
    assert (answer.verdict, answer.method, answer.grade) == (IN, "boundary_rule", Grade.RECORDED)


def test_a_number_that_no_range_takes_needs_a_door_of_its_own() -> None:
    only = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(47))
    listed = dataclasses.replace(CUT, numbers=only)
    assert ask("Déli utca 12", listed=listed).reason is Reason.NO_RULE
    assert ask("Déli utca 10", listed=listed).verdict is OUT


def test_a_leg_without_a_line_stays_open() -> None:
    listed = row(OPEN, Reason.LEG_WITHOUT_LINE, leg=3)
    assert ask("Déli utca 9", listed=listed).reason is Reason.LEG_WITHOUT_LINE


def test_a_told_side_decides_where_no_door_is_known() -> None:
    told = [ToldSide(STREET, even=False, east=WEST + 400, north=SOUTH + 30)]
    answer = ask("Déli utca 9", [], told=told)
    # Where the door is along the street nobody knows, and past its ends the street leaves the line.
    assert answer.verdict in {IN, OPEN}
    line = shapely.LineString([(WEST + 50, SOUTH), (WEST + 950, SOUTH)])
    area = edition()
    meta = ListMeta("negyzet", "programme", geometry_hash(area), "Négyzetfalva", ("9001",))
    streets = StreetList(meta, group_streets([CUT]))
    places = DoorEvidence((), {STREET: line}, told=told, whole=[STREET])
    assert check_address("Déli utca 9", area, streets, places=places).verdict is IN
    assert check_address("Déli utca 10", area, streets, places=places).verdict is OUT


def test_what_is_on_record_decides_and_is_told() -> None:
    answer = ask("Déli utca 9", [], said=[Record(IN)])
    assert outcome(answer) == (IN, Reason.RECORDED_FACT, "fact", Grade.RECORDED)
    assert voice(answer, "fact")["fact"] == "f1"
    odd = NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(9))
    assert ask("Déli utca 11", [], said=[Record(IN, odd)]).verdict is OPEN


def test_what_is_on_record_against_the_evidence_decides_nothing() -> None:
    assert ask("Déli utca 9", said=[Record(OUT)]).reason is Reason.SOURCES_DISAGREE
    both = [Record(IN), Record(OUT, fact_id="f2")]
    assert ask("Déli utca 9", [], said=both).reason is Reason.SOURCES_DISAGREE


def test_the_digest_changes_with_everything_that_it_names() -> None:
    lines = {STREET: LINE}
    seen = {
        digest_of(b"places", lines, "facts"),
        digest_of(b"other", lines, "facts"),
        digest_of(b"places", {}, "facts"),
        digest_of(b"places", lines, ""),
    }
    assert len(seen) == 4
    assert digest_of(b"places", lines, "facts") in seen


def test_lines_beside_a_street_list_are_read_back(tmp_path: Path) -> None:
    save_lines({STREET: LINE}, tmp_path / LINES, "made up for a test")
    assert load_lines(tmp_path / LINES)[STREET].equals(LINE)
    found = evidence_beside(tmp_path, "Négyzetfalva", _no_network)
    assert found is not None
    assert found.judge(edition()) is not None


def test_no_evidence_is_none(tmp_path: Path) -> None:
    assert evidence_beside(tmp_path, "Négyzetfalva", _no_network) is None


def _no_network() -> LineNetwork:
    raise AssertionError("not asked")
