"""Overrides: the file, its faults, and when an answer is overridden."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.errors import DefinitionError
from boundaries.model import Reason, VerdictKind
from boundaries.verdict.check import check_address
from boundaries.verdict.overrides import Overrides, load_overrides
from tests.boundaries.town import edition
from tests.boundaries.verdict.test_check import STREETS

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.model import Answer

IN, OUT, OPEN = VerdictKind.INSIDE, VerdictKind.OUTSIDE, VerdictKind.UNDECIDABLE
DAY = dt.date(2026, 6, 1)
ONE = """\
  - street: Kossuth körút
    numbers: 31
    verdict: inside
    reason: measured on the spot
    source: protocol 12/2026
    by: [A. B., C. D.]
    from: 2026-03-01
    expires: 2027-03-01
"""
RANGE = ONE.replace("numbers: 31", "numbers: {parity: even, from: 2, to: 8/A}").replace(
    "Kossuth körút", "Nyugati utca"
)


def load(tmp_path: Path, *entries: str, area: str = "area: negyzet") -> Overrides:
    path = tmp_path / "overrides.yaml"
    path.write_text(f"{area}\noverrides:\n{''.join(entries)}", "utf-8")
    return load_overrides(path)


def ask(query: str, overrides: Overrides | None, on: dt.date = DAY) -> Answer:
    return check_address(query, edition(), STREETS, overrides, on)


def test_an_override_in_force_decides_and_is_shown(tmp_path: Path) -> None:
    answer = ask("Kossuth krt. 31", load(tmp_path, ONE))
    assert (answer.verdict, answer.reason, answer.method) == (IN, Reason.OVERRIDE, "override")
    assert answer.details["without_override"] == {
        "verdict": "undecidable",
        "reason": "district_cut",
    }
    assert answer.details["override"] == {
        "street": "Kossuth körút",
        "numbers": "continuous 31-31",
        "verdict": "inside",
        "reason": "measured on the spot",
        "source": "protocol 12/2026",
        "by": ["A. B.", "C. D."],
        "from": "2026-03-01",
        "expires": "2027-03-01",
    }


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (dt.date(2026, 2, 28), OPEN),
        (dt.date(2026, 3, 1), IN),
        (dt.date(2027, 3, 1), IN),
        (dt.date(2027, 3, 2), OPEN),
    ],
)
def test_an_override_holds_from_its_first_to_its_last_day(
    tmp_path: Path, on: dt.date, verdict: VerdictKind
) -> None:
    assert ask("Kossuth krt. 31", load(tmp_path, ONE), on).verdict is verdict


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("Nyugati utca 2", Reason.OVERRIDE),
        ("Nyugati utca 8/A", Reason.OVERRIDE),
        ("Nyugati utca 8/B", Reason.DISTRICT_OUTSIDE),
        ("Nyugati utca 3", Reason.DISTRICT_INSIDE),
        ("Nyugati utca 2-4", Reason.DISTRICT_OUTSIDE),  # a range is no single number
        ("Nyugati utca", Reason.NUMBER_MISSING),
        ("Kossuth tér 31", Reason.DISTRICT_OUTSIDE),
    ],
)
def test_an_override_is_about_its_own_numbers_only(
    tmp_path: Path, query: str, reason: Reason
) -> None:
    assert ask(query, load(tmp_path, ONE, RANGE)).reason is reason


def test_accents_tell_two_streets_apart(tmp_path: Path) -> None:
    overrides = load(tmp_path, ONE.replace("Kossuth körút", "Kőrösi út"))
    assert ask("Kőrösi út 31", overrides).reason is Reason.OVERRIDE
    assert ask("Körösi út 31", overrides).reason is not Reason.OVERRIDE


def test_overrides_of_another_area_do_nothing(tmp_path: Path) -> None:
    overrides = load(tmp_path, ONE, area="area: masik")
    assert ask("Kossuth krt. 31", overrides).reason is Reason.DISTRICT_CUT


def test_a_whole_street_can_be_overridden(tmp_path: Path) -> None:
    overrides = load(tmp_path, ONE.replace("numbers: 31", "numbers: whole"))
    for query in ("Kossuth krt.", "Kossuth krt. 2-4", "Kossuth krt. 9000"):
        assert ask(query, overrides).reason is Reason.OVERRIDE


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("street: Kossuth körút", "street:", "overrides[0].street"),
        ("numbers: 31", "numbers: sok", "overrides[0].numbers"),
        ("numbers: 31", "numbers: 12:30", "overrides[0].numbers"),
        ("numbers: 31", "numbers: 3.5", "overrides[0].numbers"),
        ("numbers: 31", "numbers: 2026-03-05", "overrides[0].numbers"),
        ("numbers: 31", "numbers: {parity: odd, from: 1:30}", "overrides[0].numbers.from"),
        ("numbers: 31", "numbers: {parity: some}", "overrides[0].numbers.parity"),
        ("numbers: 31", "numbers: {parity: odd, from: x}", "overrides[0].numbers.from"),
        ("numbers: 31", "numbers: {parity: odd, from: 9, to: 1}", "overrides[0].numbers"),
        ("verdict: inside", "verdict: undecidable", "overrides[0].verdict"),
        ("[A. B., C. D.]", "[A. B.]", "overrides[0].by"),
        ("[A. B., C. D.]", "[A. B., a. b.]", "overrides[0].by"),
        ("source: protocol 12/2026", "", "overrides[0].source"),
        ("from: 2026-03-01", "from: tavasz", "overrides[0].from"),
        ("expires: 2027-03-01", "", "overrides[0].expires"),
        ("expires: 2027-03-01", "expires: 2026-01-01", "overrides[0].expires"),
        ("source:", "sauce: x\n    source:", "overrides[0].sauce"),
    ],
)
def test_a_faulty_override_is_refused(tmp_path: Path, old: str, new: str, path: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, ONE.replace(old, new))
    assert [fault.path for fault in caught.value.faults] == [path]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    broken = ONE.replace("[A. B., C. D.]", "[A. B.]").replace("reason: measured on the spot", "")
    with pytest.raises(DefinitionError) as caught:
        load(tmp_path, broken, RANGE.replace("even", "all"), area="area:")
    assert [fault.path for fault in caught.value.faults] == [
        "area",
        "overrides[0].reason",
        "overrides[0].by",
        "overrides[1].numbers.parity",
    ]


def test_overrides_that_contradict_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"overrides\[1\]: contradicts overrides\[0\]"):
        load(tmp_path, ONE, ONE.replace("inside", "outside"))
    later = ONE.replace("inside", "outside").replace("from: 2026", "from: 2028")
    later = later.replace("expires: 2027", "expires: 2029")
    assert len(load(tmp_path, ONE, later).entries) == 2


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "overrides.yaml"
    path.write_text("overrides: 3", "utf-8")
    with pytest.raises(DefinitionError, match="a list is expected"):
        load_overrides(path)
    with pytest.raises(DefinitionError, match="cannot be read"):
        load_overrides(tmp_path / "none.yaml")


def test_a_number_with_zeros_before_it_is_that_number(tmp_path: Path) -> None:
    (override,) = load(tmp_path, ONE.replace("numbers: 31", "numbers: 0031")).entries
    assert override.numbers.ends == ("31", "31")
