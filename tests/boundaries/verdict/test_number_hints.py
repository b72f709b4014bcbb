"""The ranges of numbers that answers show: what they say is what the engine says."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import DATA
from boundaries.edition.edition import load_edition
from boundaries.language.house_numbers import (
    HouseNumber,
    NumberRange,
    Parity,
    parse_register_number,
)
from boundaries.model import Reason, VerdictKind
from boundaries.streets.street_list import load_street_list
from boundaries.verdict.check import check_address
from boundaries.verdict.overrides import read_overrides

if TYPE_CHECKING:
    from boundaries.model import Answer, Candidate
    from boundaries.streets.street_list import Street

SLUG = "kecskemet-top-6.9.1"
EDITION = load_edition(SLUG)
STREETS = load_street_list(DATA / "kecskemet")
DIVIDED = [s for s in STREETS.streets if len({row.verdict for row in s.rows}) > 1]
UNKNOWN = {Reason.NO_RULE, Reason.NUMBER_NOT_FOUND}
DAY = dt.date(2026, 3, 1)


def ask(query: str) -> Answer:
    return check_address(query, EDITION, STREETS, on=DAY)


def numbers_of(candidate: Candidate) -> list[HouseNumber]:
    """Return the ends of a range, and every plain number that it takes."""
    found = candidate.numbers
    assert found is not None
    ends = [parse_register_number(end) for end in (found.start, found.end) if end]
    known = [end for end in ends if end is not None]
    last = known[-1].number if found.end else known[0].number + 60
    step = 1 if found.parity == "continuous" else 2
    plain = (HouseNumber(n) for n in range(known[0].number, last + 1, step))
    return [*known, *(one for one in plain if one.key >= known[0].key)]


@pytest.mark.parametrize("street", DIVIDED, ids=lambda street: street.full_name)
def test_every_number_of_every_hint_gets_the_answer_that_is_hinted(street: Street) -> None:
    whole = ask(f"Kecskemét, {street.full_name}")
    assert whole.reason is Reason.NUMBER_MISSING
    assert len({one.verdict for one in whole.candidates}) > 1
    for candidate in whole.candidates:
        for number in numbers_of(candidate)[:120]:
            answer = ask(f"Kecskemét, {street.full_name} {number}")
            assert answer.verdict is candidate.verdict, (candidate, str(number), answer)
            assert answer.reason not in UNKNOWN, (candidate, str(number))


@pytest.mark.parametrize("street", DIVIDED, ids=lambda street: street.full_name)
def test_a_number_that_no_hint_has_is_not_known(street: Street) -> None:
    whole = ask(f"Kecskemét, {street.full_name}")
    hinted = {number.number for one in whole.candidates for number in numbers_of(one)}
    for number in sorted(set(range(1, 120)) - hinted):
        assert ask(f"Kecskemét, {street.full_name} {number}").reason in UNKNOWN, number


def test_a_range_does_not_go_on_past_what_is_known() -> None:
    shown = [one.address for one in ask("Kecskemét, Halasi út").candidates]
    assert not [one for one in shown if one.endswith("-)")]
    assert ask("Kecskemét, Halasi út 61").reason is Reason.NUMBER_NOT_FOUND


def test_numbers_on_both_sides_show_the_ranges_that_they_are_in() -> None:
    answer = ask("Kecskemét, Halasi út 17-19")
    assert answer.reason is Reason.NUMBERS_ON_BOTH_SIDES
    assert {one.verdict for one in answer.candidates} == {
        VerdictKind.INSIDE,
        VerdictKind.OUTSIDE,
    }
    shown = [numbers_of(one) for one in answer.candidates]
    assert all({17, 19} & {number.number for number in every} for every in shown)


def test_an_override_divides_a_hint() -> None:
    entry = {
        "street": "Halasi út",
        "numbers": "9",
        "verdict": "outside",
        "reason": "próba",
        "source": "próba",
        "by": ["Próba Egy", "Próba Kettő"],
        "from": "2026-01-01",
        "expires": "2026-12-31",
    }
    overrides = read_overrides({"area": SLUG, "overrides": [entry]}, "próba")

    def asked(query: str) -> Answer:
        return check_address(query, EDITION, STREETS, overrides, DAY)

    for candidate in asked("Kecskemét, Halasi út").candidates:
        for number in numbers_of(candidate):
            answer = asked(f"Kecskemét, Halasi út {number}")
            assert answer.verdict is candidate.verdict, (candidate, str(number))
    assert asked("Kecskemét, Halasi út 9").verdict is VerdictKind.OUTSIDE


def test_a_number_that_the_list_has_on_both_sides_is_hinted_as_open() -> None:
    street = DIVIDED[0]
    inside, outside = (
        dataclasses.replace(
            street.rows[0],
            name="Kétséges",
            type="utca",
            numbers=NumberRange(Parity.ODD, HouseNumber(start), HouseNumber(end)),
            highest=end,
            verdict=verdict,
            reason=reason,
            basis="district",
        )
        for start, end, verdict, reason in (
            (1, 9, VerdictKind.INSIDE, Reason.DISTRICT_INSIDE),
            (7, 15, VerdictKind.OUTSIDE, Reason.DISTRICT_OUTSIDE),
        )
    )
    doubtful = type(street)("Kétséges", "utca", (inside, outside))
    streets = dataclasses.replace(STREETS, streets=(*STREETS.streets, doubtful))
    whole = check_address("Kecskemét, Kétséges utca", EDITION, streets)
    assert [(one.address.rpartition("(")[2], str(one.verdict)) for one in whole.candidates] == [
        ("odd 1-5)", "inside"),
        ("odd 7-9)", "undecidable"),
        ("odd 11-15)", "outside"),
    ]
    assert check_address("Kecskemét, Kétséges utca 7", EDITION, streets).verdict == "undecidable"


@pytest.mark.parametrize("street", DIVIDED, ids=lambda street: street.full_name)
def test_the_nearest_numbers_are_known_ones(street: Street) -> None:
    answer = ask(f"Kecskemét, {street.full_name} 9999")
    assert answer.reason in UNKNOWN
    near = answer.details["nearest"]
    assert isinstance(near, list)
    assert near
    for number in near:
        assert ask(f"Kecskemét, {street.full_name} {number}").reason not in UNKNOWN, number
