"""A list leaves the bench as a candidate: the first of its area, and the next. All is made up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from boundaries.edition.list_edition import PUT_RIGHT
from boundaries.errors import CandidateError
from boundaries.facts.area_files import look_again
from boundaries.language.house_numbers import Parity
from boundaries.refresh.candidates import find, take
from boundaries.refresh.list_refresh import former_of
from boundaries.streets.street_list import load_street_list
from boundaries.verdict.check import check_address
from boundaries.workshop.areas import LISTS, areas_of
from boundaries.workshop.hand_over import Said, is_fresh, publish, staged, staged_candidate
from boundaries.workshop.list_bench import look_at_list, tried_address
from boundaries.workshop.list_hand_over import carried_steps, stage_list
from boundaries.workshop.row_steps import Confirmed, Dropped, Numbered, RowAdded
from tests.boundaries.edition.test_list_edition import town

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.workshop.row_steps import RowStep

DAY = dt.date(2026, 11, 29)
SIGNED: dict[str, Any] = {"author": "K. Anna", "reason": "a jegyző szerint", "date": "2026-11-29"}
SAID = Said(
    *("iskola", "Négyzetfalva", "Az iskola körzete", "The school", "próba", "Jegyzék", "1/2026."),
    start="2026-09-01",
)
TEXT = "Az iskola körzete: Fő utca 1-9, Kert köz páros"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AKCIOTERULET_AREAS_DIR", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    look_again()
    return tmp_path / "own"


def look(text: str, *steps: RowStep) -> Any:  # noqa: ANN401 - short
    return look_at_list(areas_of(text, LISTS)[0], steps, town().register)


def made(folder: Path, text: str, *steps: RowStep) -> Any:  # noqa: ANN401 - short
    return stage_list(look(text, *steps), steps, SAID, town(), folder=folder, day=DAY)


def one_side(text: str = TEXT) -> Numbered:
    words = areas_of(text, LISTS)[0].rows().rows[0].words
    return Numbered(row=1, words=words, parity=Parity.ODD, first="1", last="9", **SIGNED)


def in_force(own: Path, tmp_path: Path, text: str, *steps: RowStep) -> None:
    made(tmp_path / "staged", text, *steps)
    handed = publish(tmp_path / "staged", home=own, waiting=tmp_path / "waiting")
    take(find(handed.candidate, home=own), by="D. Dóra", on=DAY.isoformat(), reason="jó", day=DAY)
    look_again()


def test_a_first_list_is_compared_with_nothing_and_keeps_who_put_right_what(
    own: Path, tmp_path: Path
) -> None:
    told = made(tmp_path / "staged", TEXT, one_side())
    assert (told.in_force, told.with_list, told.is_defined) == (None, True, False)
    assert is_fresh(tmp_path / "staged", SAID, DAY)
    waits = staged_candidate(tmp_path / "staged")
    assert waits is not None
    report, edition = waits.report(), waits.edition()
    assert (report["status"], report["in_force"], report["doors"]["then"]) == ("first", None, None)
    assert report["area"]["then_m2"] == 0.0
    assert report["area"]["gained_m2"] > 0
    assert (edition.valid_start, edition.sentence) == ("2026-09-01", TEXT)
    (fix,) = edition.definition[PUT_RIGHT]
    assert (fix["kind"], fix["author"], fix["row"]["parity"]) == ("numbered", "K. Anna", "odd")
    handed = publish(tmp_path / "staged", home=own, waiting=tmp_path / "waiting")
    assert find(handed.candidate, home=own).edition() == edition
    assert not (own / "definitions").exists()


def test_what_is_tried_on_the_bench_is_what_comes_into_force(own: Path, tmp_path: Path) -> None:
    found = look(TEXT, one_side())
    listed = found.listed(town().register)
    in_force(own, tmp_path, TEXT, one_side())
    former = former_of("iskola", DAY)
    assert former is not None
    assert former.folder is not None
    streets = load_street_list(former.folder, former.edition.variant)
    for street in ("Fő utca", "Kert köz", "Béke tér", "Semmi utca"):
        for number in range(1, 21):
            query = f"{street} {number}"
            tried, held = (
                tried_address(query, listed),
                check_address(query, former.edition, streets),
            )
            assert (query, tried.verdict, tried.reason) == (query, held.verdict, held.reason)


def test_the_next_list_is_compared_row_by_row_and_door_by_door(own: Path, tmp_path: Path) -> None:
    in_force(own, tmp_path, TEXT, one_side())
    told = made(tmp_path / "next", f"{TEXT}, Béke tér", one_side())
    assert told.in_force is not None
    waits = staged_candidate(tmp_path / "next")
    assert waits is not None
    report = waits.report()
    assert [one["change"] for one in report["rows"]["differences"]] == ["added"]
    assert report["doors"]["flips"]["doors"] == 22
    with pytest.raises(CandidateError, match="in force as it is"):
        made(tmp_path / "same", TEXT, one_side())


def test_what_was_corrected_in_the_list_in_force_becomes_steps(own: Path, tmp_path: Path) -> None:
    text = f"{TEXT}, Béke tér"
    words = [row.words for row in areas_of(text, LISTS)[0].rows().rows]
    steps: list[RowStep] = [
        one_side(text),
        Dropped(row=3, words=words[2], **SIGNED),
        RowAdded(name="Kert", type="köz", parity=Parity.ODD, last="3", **SIGNED),
    ]
    in_force(own, tmp_path, text, *steps)
    former = former_of("iskola", DAY)
    assert former is not None
    longer = f"{text}, Kert köz 5"
    carried = carried_steps(look(longer), former, town(), SIGNED)
    assert [one.kind for one in carried] == ["numbered", "dropped", "row_added"]
    rows = look(longer, *carried).kept
    assert [(row.street, row.numbers.parity.value, row.numbers.ends) for row in rows] == [
        ("Fő utca", "odd", ("1", "9")),
        ("Kert köz", "even", (None, None)),
        ("Kert köz", "odd", ("5", "5")),
        ("Kert köz", "odd", (None, "3")),
    ]


def test_what_is_not_settled_is_not_staged(own: Path, tmp_path: Path) -> None:
    unread = "12 valami\nFő utca\nKert köz"
    with pytest.raises(CandidateError, match="see the bench"):
        made(tmp_path / "staged", unread)
    assert staged(tmp_path / "staged") is None
    doubtful = "Az iskola körzete: Sehonnai utca, Semmi utca"
    with pytest.raises(CandidateError, match="see the bench"):
        made(tmp_path / "staged", doubtful)
    assert list(own.iterdir()) == []


@pytest.mark.usefixtures("own")
def test_a_confirmed_row_is_inside_and_an_open_one_leaves_its_doors_open(tmp_path: Path) -> None:
    text = "Az iskola körzete: Fő utca a templomig, Kert köz a vasútig"
    words = areas_of(text, LISTS)[0].rows().rows[0].words
    made(tmp_path / "staged", text, Confirmed(row=1, words=words, **SIGNED))
    waits = staged_candidate(tmp_path / "staged")
    assert waits is not None
    report = waits.report()
    assert report["rows"]["open"] == 1
    assert report["doors"]["now"]["verdicts"] == {"inside": 22, "outside": 22, "undecidable": 22}
