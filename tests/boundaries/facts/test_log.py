"""Facts on record: two people, days, contradictions, many writers, kills, broken files."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
from typing import TYPE_CHECKING

import pytest

from boundaries import facts
from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.acceptances import FACTS
from boundaries.edition.edition import EDITIONS, accept, areas_in, load_edition
from boundaries.errors import FactError
from boundaries.facts import Fact, FactKind, FactState, PlacedDoor, as_evidence
from boundaries.facts.log import add_all
from boundaries.facts.records import from_record, to_record
from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.model import VerdictKind
from boundaries.refresh.survey import survey_areas
from geo.files import is_draft
from tests.boundaries.breaking_off import breaking_off, full, killed
from tests.boundaries.facts.made_up import DAY, EVERY, SOURCE, drawn, placed, said, told
from tests.boundaries.town import SOUTH, WEST
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from boundaries.facts import What

SLUG = "kecskemet-top-6.9.1"


def day(number: int) -> dt.date:
    return dt.date(2026, 5, number)


def put(home: Path, what: What, by: str = "A. Adó") -> Fact:
    return facts.add(home, what, by=by, on=DAY, source=SOURCE)


def sure(home: Path, what: What, on: str = "2026-05-06") -> Fact:
    return facts.confirm(home, put(home, what).id, by="B. Második", on=on)


@pytest.mark.parametrize("what", EVERY)
def test_what_is_written_is_read_again(tmp_path: Path, what: What) -> None:
    made = put(tmp_path, what)
    assert facts.recorded(tmp_path) == (made,)
    assert to_record(made.what) == to_record(what)
    assert from_record(json.loads(json.dumps(to_record(what)))) == made.what


def test_a_fact_holds_from_its_confirmation_to_its_withdrawal(tmp_path: Path) -> None:
    made = sure(tmp_path, said())
    assert [made.holds(day(n)) for n in (4, 5, 6, 7)] == [False, False, True, True]
    gone = facts.withdraw(tmp_path, made.id, by="A. Adó", on="2026-05-08", reason="it was wrong")
    assert [gone.holds(day(n)) for n in (5, 6, 7, 8, 9)] == [False, True, True, False, False]
    states = [gone.state(day(n)) for n in (5, 6, 8)]
    assert states == [FactState.PROPOSED, FactState.IN_FORCE, FactState.WITHDRAWN]
    log = facts.recorded(tmp_path)
    assert (len(log), log[0].withdrawn and log[0].withdrawn.reason) == (1, "it was wrong")
    assert [len(facts.in_force(log, day(n)).said) for n in (5, 6, 7, 8)] == [0, 1, 1, 0]


@pytest.mark.parametrize("second", ["A. Adó", "a adó", " A.  ADO "])
def test_the_second_person_is_another_one(tmp_path: Path, second: str) -> None:
    made = put(tmp_path, said())
    with pytest.raises(FactError, match="another person has to confirm it"):
        facts.confirm(tmp_path, made.id, by=second, on=DAY)
    assert facts.recorded(tmp_path)[0].confirmed is None


def test_nothing_is_confirmed_twice_nor_after_it_was_withdrawn(tmp_path: Path) -> None:
    made = sure(tmp_path, said())
    with pytest.raises(FactError, match="confirmed on 2026-05-06 already"):
        facts.confirm(tmp_path, made.id, by="C. Harmadik", on=DAY)
    facts.withdraw(tmp_path, made.id, by="C. Harmadik", on="2026-05-07", reason="wrong")
    for again in (
        lambda: facts.confirm(tmp_path, made.id, by="D.", on=DAY),
        lambda: facts.withdraw(tmp_path, made.id, by="D.", on=DAY, reason="r"),
    ):
        with pytest.raises(FactError, match="was withdrawn on 2026-05-07"):
            again()
    with pytest.raises(FactError, match="there is no fact"):
        facts.confirm(tmp_path, "nothing", by="D.", on=DAY)
    with pytest.raises(FactError, match="there is no fact"):
        facts.confirm(tmp_path / "nowhere", made.id, by="D.", on=DAY)
    assert not (tmp_path / "nowhere").exists()


def test_the_very_same_is_on_record_once(tmp_path: Path) -> None:
    first = put(tmp_path, said())
    with pytest.raises(FactError, match=f"fact {first.id} on record says the very same"):
        put(tmp_path, said(), by="C. Harmadik")
    with pytest.raises(FactError, match="added here twice"):
        add_all(tmp_path, [(placed(), "x"), (placed(), "y")], by="A", on=DAY)
    facts.withdraw(tmp_path, first.id, by="A. Adó", on=DAY, reason="r")
    assert put(tmp_path, said()).id != first.id, "what was withdrawn can be added anew"


def test_what_nobody_sees_makes_no_second_person_and_turns_no_page(tmp_path: Path) -> None:
    made = put(tmp_path, said(), by="\u202eA. Adó\u200b")
    assert made.added.by == "A. Adó"
    for second in ("A.\u00ad Adó", "A. Ad\u200dó", "\u2067A. Adó\u2069"):
        with pytest.raises(FactError, match="another person"):
            facts.confirm(tmp_path, made.id, by=second, on=DAY)
    for nobody in ("\u202e\u200b", "\x00\x07", "\udc80"):
        with pytest.raises(FactError, match=r"^by: a text is expected"):
            facts.confirm(tmp_path, made.id, by=nobody, on=DAY)


def test_letters_that_only_look_alike_make_no_second_person(tmp_path: Path) -> None:
    made = put(tmp_path, said(), by="A. Adó")
    for second in ("\u0410. Adó", "A. \u0391dó"):  # a Cyrillic and a Greek A
        with pytest.raises(FactError, match="no Latin letter"):
            facts.confirm(tmp_path, made.id, by=second, on=DAY)
    with pytest.raises(FactError, match="another person"):
        facts.confirm(tmp_path, made.id, by="\uff21. Adó", on=DAY)  # the same letter, but wide
    facts.confirm(tmp_path, made.id, by="Őry Ægir-Ñandú", on=DAY)


def test_nothing_is_withdrawn_from_a_day_before_it_held(tmp_path: Path) -> None:
    made = sure(tmp_path, said(), on="2026-05-06")
    with pytest.raises(FactError, match="from 2026-05-06 on, after 2026-05-05"):
        facts.withdraw(tmp_path, made.id, by="B", on="2026-05-05", reason="r")
    assert facts.recorded(tmp_path) == (made,)
    facts.withdraw(tmp_path, made.id, by="B", on="2026-05-06", reason="r")


def test_who_saw_other_facts_in_force_looks_again(tmp_path: Path) -> None:
    first, second = put(tmp_path, said()), put(tmp_path, placed())
    seen = facts.standing(tmp_path)
    put(tmp_path, told())
    assert facts.standing(tmp_path) == seen, "what nobody confirmed changes no answer"
    facts.confirm(tmp_path, first.id, by="B. Második", on=DAY, seen=seen)
    for act in (
        lambda: facts.confirm(tmp_path, second.id, by="B.", on=DAY, seen=seen),
        lambda: facts.withdraw(tmp_path, first.id, by="B.", on=DAY, reason="r", seen=seen),
    ):
        with pytest.raises(FactError, match="look at it again"):
            act()
    assert [fact.confirmed is None for fact in facts.recorded(tmp_path)] == [False, True, True]
    now = facts.standing(tmp_path)
    facts.confirm(tmp_path, second.id, by="B.", on=DAY, seen=now)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"by": " "}, "by"),
        ({"source": ""}, "source"),
        ({"source": "x" * 301}, "source"),
        ({"on": "2026-02-30"}, "on"),
    ],
)
def test_who_when_and_why_are_required(tmp_path: Path, change: dict[str, str], word: str) -> None:
    with pytest.raises(FactError, match=f"^{word}: "):
        facts.add(tmp_path, said(), **({"by": "A", "on": DAY, "source": SOURCE} | change))  # type: ignore[arg-type]
    assert not (tmp_path / FACTS).exists()


@pytest.mark.parametrize(
    ("record", "word"),
    [
        ({"uncertainty_m": 0}, "uncertainty_m"),
        ({"uncertainty_m": float("nan")}, "uncertainty_m"),
        ({"uncertainty_m": 500}, "uncertainty_m"),
        ({"number": "x"}, "number"),
        ({"number": "0"}, "number"),
        ({"east": SOUTH, "north": WEST}, "swapped"),
        ({"east": 10.0}, "not in Hungary"),
        ({"kind": "dream"}, "kind"),
        ({"street": ""}, "street"),
    ],
)
def test_what_cannot_be_a_fact_is_refused(record: dict[str, object], word: str) -> None:
    with pytest.raises(FactError, match=word):
        from_record(to_record(placed()) | record)


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        (drawn(), drawn(700.0), "its line is on record"),
        (said(), said(VerdictKind.OUTSIDE), "on the other side"),
        (
            said(),
            said(VerdictKind.OUTSIDE, NumberRange(Parity.WHOLE, HouseNumber(15), None)),
            "on the other side",
        ),
        (placed(), placed(east=150.0), "number 7 is on record 50 m from there"),
    ],
)
def test_a_contradiction_is_refused_and_says_whose_fact_it_is(
    tmp_path: Path, first: What, second: What, word: str
) -> None:
    made = put(tmp_path, first)
    with pytest.raises(FactError, match=rf"{word}.*fact {made.id}, added by A. Adó on {DAY}"):
        put(tmp_path, second)
    assert len(facts.recorded(tmp_path)) == 1
    facts.withdraw(tmp_path, made.id, by="A. Adó", on=DAY, reason="wrong")
    assert put(tmp_path, second).id != made.id


def test_a_parity_stands_on_one_side_of_a_known_line(tmp_path: Path) -> None:
    put(tmp_path, drawn())
    put(tmp_path, told(even=False, north=490.0))
    with pytest.raises(FactError, match="other side of the street"):
        put(tmp_path, told(even=False, north=510.0))
    with pytest.raises(FactError, match="the other numbers are told to stand there"):
        put(tmp_path, told(even=True, north=470.0))
    put(tmp_path, told(even=True, north=510.0))
    put(tmp_path, told(even=False, north=480.0))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (said(), said(VerdictKind.OUTSIDE, NumberRange(Parity.EVEN))),
        (said(), said(VerdictKind.OUTSIDE, NumberRange(Parity.ODD, HouseNumber(17), None))),
        (placed(), placed(east=104.0)),
        (placed(7), placed(9, east=150.0)),
    ],
)
def test_what_contradicts_nothing_is_taken(tmp_path: Path, first: What, second: What) -> None:
    put(tmp_path, first)
    put(tmp_path, second)
    assert len({fact.id for fact in facts.recorded(tmp_path)}) == 2


def test_where_a_contradiction_got_in_neither_decides(tmp_path: Path) -> None:
    one = sure(tmp_path / "one", said())
    other = sure(tmp_path / "other", said(VerdictKind.OUTSIDE))
    fine = sure(tmp_path / "fine", placed())
    found = as_evidence([one, other, fine])
    assert (found.said, found.facts) == ((), (fine,))
    assert found.contradictions == ((one, other),)
    assert found.digest == as_evidence([fine]).digest


def test_facts_become_what_the_engine_takes(tmp_path: Path) -> None:
    for what in EVERY:
        sure(tmp_path, what)
    found = facts.in_force(facts.recorded(tmp_path), day(6))
    (point,) = found.points
    assert (point.street, point.number, point.uncertainty_m) == ("Próba utca", HouseNumber(7), 5.0)
    assert point.source.endswith("2026-05-06")
    assert "Adó" not in point.source, "answers are public"
    assert found.told == (told(),)
    assert found.lines["Próba utca"].equals(drawn().line)
    assert found.whole == {"Próba utca"}
    (word,) = found.said
    assert (word.verdict, word.reason) == (VerdictKind.INSIDE, SOURCE)
    assert word.covers("Próba u.", HouseNumber(15))
    assert not word.covers("Próba utca", HouseNumber(15, end=17))
    assert not word.covers("Próbá utca", HouseNumber(15))
    none = facts.in_force(facts.recorded(tmp_path), day(5))
    assert (bool(none), none.digest) == (False, "")


def test_the_hash_goes_with_what_holds_and_not_with_its_order(tmp_path: Path) -> None:
    made = [sure(tmp_path, what) for what in EVERY]
    assert as_evidence(made).digest == as_evidence(reversed(made)).digest
    assert len({as_evidence(made[:n]).digest for n in range(5)}) == 5


def test_many_at_once_or_none(tmp_path: Path) -> None:
    with pytest.raises(FactError):
        add_all(tmp_path, [(said(), SOURCE), (said(VerdictKind.OUTSIDE), SOURCE)], by="A", on=DAY)
    assert facts.recorded(tmp_path) == ()
    made = add_all(tmp_path, [(what, SOURCE) for what in EVERY], by="A", on=DAY)
    assert [one.kind for one in made] == list(FactKind)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"schema": 1, "entries": []}',
        '{"schema": 2, "entries": [{}]}',
        '{"schema": 1, "entries": [{"event": "added"}]}',
        '{"schema": 1, "entries": [{"event": "confirmed", "id": "x", "by": "A"}]}',
        '{"schema": 1, "entries": [7]}',
        "[" * 100_000,
    ],
)
def test_a_broken_log_is_told_by_name_and_never_means_no_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    home = tmp_path / EDITIONS / SLUG
    home.mkdir(parents=True)
    (home / FACTS).write_text(body)
    for ask in (
        lambda: facts.load_facts(SLUG, day(6)),
        lambda: put(home, said()),
        lambda: facts.recorded(home),
    ):
        with pytest.raises(FactError, match=rf"{SLUG}.*facts.json cannot be read"):
            ask()
    assert (home / FACTS).read_text() == body
    survey = survey_areas()
    assert set(survey.faults) == {SLUG}
    assert str(home / FACTS) in survey.faults[SLUG]


def test_a_confirmation_by_the_same_person_that_got_in_is_a_broken_log(tmp_path: Path) -> None:
    sure(tmp_path, said())
    path = tmp_path / FACTS
    path.write_text(path.read_text().replace("B. Második", "A. Adó"))
    with pytest.raises(FactError, match=r"entry 2: .*another person"):
        facts.recorded(tmp_path)


def test_facts_are_no_edition_and_no_lost_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    bundled = load_edition(SLUG, folder=DATA / EDITIONS)
    sure(tmp_path / EDITIONS / SLUG, said())
    assert areas_in(tmp_path / EDITIONS) == ()
    assert load_edition(SLUG).hash == bundled.hash
    assert survey_areas().faults == {}
    assert len(facts.load_facts(SLUG, day(7)).said) == 1
    accept(bundled, by="A", on="2026-05-04", reason="made up")
    assert len(facts.facts_of(SLUG)) == 1


@pytest.mark.parametrize("kind", [full, killed])
@pytest.mark.parametrize("step", range(1, 9))
def test_a_kill_or_a_full_disk_at_any_step_leaves_the_log_whole(
    tmp_path: Path, kind: Callable[[], None], step: int
) -> None:
    first = put(tmp_path, said())
    breaking_off(step, kind, lambda: put(tmp_path, placed()))
    log = facts.recorded(tmp_path)
    assert log[0] == first
    assert len(log) in {1, 2}
    put(tmp_path, placed(99))
    assert len(facts.recorded(tmp_path)) == len(log) + 1
    assert not [one for one in tmp_path.iterdir() if is_draft(one)], "cleared up"


def _write(home: Path, writer: int, rounds: int) -> None:
    for turn in range(rounds):
        number = HouseNumber(1 + 2 * (writer * rounds + turn))
        made = put(home, PlacedDoor("Próba utca", number, WEST, SOUTH, 5.0), by=f"Writer {writer}")
        facts.confirm(home, made.id, by="B. Második", on=DAY)


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    writers, rounds = 4, 6
    busy = [fork.Process(target=_write, args=(tmp_path, n, rounds)) for n in range(writers)]
    for process in busy:
        process.start()
    reads = 0
    while any(process.is_alive() for process in busy):
        reads += len(facts.recorded(tmp_path)) >= 0
    for process in busy:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in busy] == [0] * writers
    log = facts.recorded(tmp_path)
    assert len(log) == writers * rounds == len({fact.id for fact in log})
    assert all(fact.confirmed is not None for fact in log)
    assert reads
