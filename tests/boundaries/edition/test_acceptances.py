"""The record of what is in force: days, faults, many writers, a full disk, a kill."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import multiprocessing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from boundaries.clock import Clock
from boundaries.data_files import DATA, VARIABLE
from boundaries.edition.acceptances import RECORD, Acceptance, day_of, in_force, recorded
from boundaries.edition.edition import EDITIONS, accept, acceptances, content_hash, load_edition
from boundaries.errors import EditionError, UnknownAreaError
from boundaries.refresh.survey import list_areas, survey_areas
from geo.files import is_draft
from tests.boundaries.breaking_off import break_at, breaking_off, full, killed
from tests.patience import PATIENCE_S
from webmap.ask.services import BundledAreas, default_slug
from webmap.cli.main import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from boundaries.model import Edition

SLUG = "kecskemet-top-6.9.1"
KNOWN = load_edition(SLUG, folder=DATA / EDITIONS)


def made(number: int) -> Edition:
    """An edition that differs from the bundled one in its authority."""
    other = dataclasses.replace(KNOWN, authority=f"{KNOWN.authority} {number}", hash="")
    return dataclasses.replace(other, hash=content_hash(other))


def take(folder: Path, number: int, on: str) -> str:
    """Accept an edition; return its hash."""
    edition = made(number)
    accept(edition, by=f"Clerk {number}", on=on, reason="made up", folder=folder)
    return edition.hash


@pytest.mark.parametrize(
    "day",
    [
        "banana",
        "",
        " ",
        "2026-02-30",
        "2026-13-01",
        "20260131",
        "2026-1-31",
        "2026-W05-6",
        "2026-01-31T00:00",
        "31.01.2026",
        "2026-01-31 ",
        "\u0662\u0660\u0662\u0666-01-31",
        "0000-01-01",
    ],
)
def test_what_is_no_day_is_refused_and_nothing_is_written(tmp_path: Path, day: str) -> None:
    with pytest.raises(EditionError, match=r"no day|a text is expected"):
        take(tmp_path, 1, day)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(EditionError, match="no day"):
        load_edition(SLUG, as_of=day, folder=DATA / EDITIONS)
    done = CliRunner().invoke(
        cli, ["edition", "accept", SLUG, "--by", "C", "--reason", "r", "--on", day]
    )
    assert isinstance(done.exception, EditionError)


def test_a_leap_day_is_a_day() -> None:
    assert day_of("2028-02-29") == dt.date(2028, 2, 29)


def test_an_edition_of_a_day_to_come_holds_from_that_day(tmp_path: Path) -> None:
    now, later = take(tmp_path, 1, "2026-01-01"), take(tmp_path, 2, "2031-01-01")
    assert load_edition(SLUG, folder=tmp_path).hash == now
    assert load_edition(SLUG, as_of="2030-12-31", folder=tmp_path).hash == now
    assert load_edition(SLUG, as_of="2031-01-01", folder=tmp_path).hash == later
    corrected = take(tmp_path, 3, "2026-02-01")
    assert load_edition(SLUG, folder=tmp_path).hash == corrected
    assert load_edition(SLUG, as_of="2031-01-01", folder=tmp_path).hash == later


def test_where_nothing_holds_yet_there_is_no_area_and_it_is_said(tmp_path: Path) -> None:
    take(tmp_path, 1, "2031-01-01")
    assert list_areas(tmp_path) == ()
    assert [info.slug for info in list_areas(tmp_path, on=dt.date(2031, 1, 1))] == [SLUG]
    with pytest.raises(UnknownAreaError, match="one follows 2031-01-01"):
        load_edition(SLUG, folder=tmp_path)


def test_of_one_day_the_later_entry_holds_and_an_earlier_day_does_not_go_before(
    tmp_path: Path,
) -> None:
    take(tmp_path, 1, "2026-03-01")
    last = take(tmp_path, 2, "2026-03-01")
    early = take(tmp_path, 3, "2026-02-01")
    assert load_edition(SLUG, folder=tmp_path).hash == last
    assert load_edition(SLUG, as_of="2026-02-15", folder=tmp_path).hash == early
    assert len(recorded(tmp_path / SLUG)) == 3


def test_the_day_is_the_clocks(tmp_path: Path) -> None:
    first, second = take(tmp_path, 1, "2026-01-01"), take(tmp_path, 2, "2026-03-05")
    log = acceptances(SLUG, tmp_path)
    late = Clock.at(dt.datetime(2026, 3, 4, 22, 59, tzinfo=dt.UTC))
    midnight = Clock.at(dt.datetime(2026, 3, 4, 23, 0, tzinfo=dt.UTC))
    held = [in_force(log, clock.today(), "programme") for clock in (late, midnight)]
    assert [one.hash for one in held if one] == [first, second]


def test_the_command_lists_what_holds_held_and_follows(tmp_path: Path) -> None:
    hashes = [take(tmp_path, n, f"{year}-01-01") for n, year in enumerate((2025, 2026, 2031))]
    done = CliRunner().invoke(
        cli,
        ["edition", "list", SLUG, "--folder", str(tmp_path), "--json"],
        obj=Clock.on(dt.date(2026, 5, 5)),
    )
    rows = [(row["hash"], row["state"]) for row in json.loads(done.stdout)]
    assert rows == list(zip(hashes, ("held", "in force", "follows"), strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"on": "banana"},
        {"on": 2026},
        {"on": None},
        {"hash": "abc"},
        {"hash": 5},
        {"variant": ""},
        {"by": []},
        {"reason": " "},
        {"extra": "x"},
    ],
)
def test_a_broken_entry_is_a_fault_of_its_area_by_its_name(
    tmp_path: Path, change: dict[str, object]
) -> None:
    take(tmp_path, 1, "2026-01-01")
    path = tmp_path / SLUG / RECORD
    path.write_text(json.dumps([{**json.loads(path.read_text())[0], **change}]))
    with pytest.raises(EditionError) as caught:
        load_edition(SLUG, folder=tmp_path)
    assert SLUG in str(caught.value)
    assert str(path) in str(caught.value)
    survey = survey_areas(tmp_path)
    assert (survey.areas, set(survey.faults)) == ((), {SLUG})
    before = path.read_bytes()
    with pytest.raises(EditionError, match="entry 1"):
        take(tmp_path, 2, "2026-02-01")
    assert path.read_bytes() == before, "what cannot be read is not written over"


def test_an_area_that_is_accepted_later_is_not_the_one_that_is_meant(tmp_path: Path) -> None:
    days = {"a-later": "2026-03-01", "b-first": "2026-01-01", "c-then": "2026-02-01"}
    for slug, on in days.items():
        other = dataclasses.replace(KNOWN, slug=slug, hash="")
        edition = dataclasses.replace(other, hash=content_hash(other))
        accept(edition, by="Clerk", on=on, reason="made up", folder=tmp_path)
    survey = survey_areas(tmp_path)
    assert [info.slug for info in survey.areas] == sorted(days)
    assert survey.first == "b-first"
    (tmp_path / "c-then" / RECORD).write_text("{")  # it may have been the first
    assert survey_areas(tmp_path).first == "c-then"


def test_a_bundled_area_is_meant_before_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    other = dataclasses.replace(KNOWN, slug="a-own", hash="")
    edition = dataclasses.replace(other, hash=content_hash(other))
    accept(edition, by="Clerk", on="2000-01-01", reason="made up", folder=tmp_path / EDITIONS)
    survey = survey_areas()
    assert [info.slug for info in survey.areas] == ["a-own", SLUG]
    assert (survey.first, default_slug(BundledAreas())) == (SLUG, SLUG)


def _holds_what_it_says(folder: Path, allowed: set[str]) -> None:
    """Read as a service does, and check that the record names nothing that is not there."""
    assert load_edition(SLUG, folder=folder).hash in allowed
    for one in acceptances(SLUG, folder):
        assert load_edition(SLUG, one.variant, as_of=one.on, folder=folder)
    assert survey_areas(folder).faults == {}


@pytest.mark.parametrize("step", range(1, 15))
def test_a_full_disk_at_any_step_leaves_what_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    old, new = take(tmp_path, 1, "2026-01-01"), made(2).hash
    break_at(step, full, patch=monkeypatch.setattr)
    with contextlib.suppress(OSError):
        take(tmp_path, 2, "2026-02-01")
    monkeypatch.undo()
    _holds_what_it_says(tmp_path, {old, new})
    assert not [one for one in (tmp_path / SLUG).iterdir() if is_draft(one)]
    assert take(tmp_path, 3, "2026-03-01") == load_edition(SLUG, folder=tmp_path).hash


@pytest.mark.parametrize("step", range(1, 15))
def test_a_kill_at_any_step_leaves_what_holds(tmp_path: Path, step: int) -> None:
    old, new = take(tmp_path, 1, "2026-01-01"), made(2).hash
    breaking_off(step, killed, lambda: take(tmp_path, 2, "2026-02-01"))
    _holds_what_it_says(tmp_path, {old, new})
    assert take(tmp_path, 3, "2026-03-01") == load_edition(SLUG, folder=tmp_path).hash
    assert not [one for one in (tmp_path / SLUG).iterdir() if is_draft(one)], "cleared up"


@pytest.mark.parametrize("kind", [full, killed])
@pytest.mark.parametrize("step", range(1, 11))
def test_a_first_acceptance_that_breaks_off_loses_no_record(
    tmp_path: Path, kind: Callable[[], None], step: int
) -> None:
    breaking_off(step, kind, lambda: take(tmp_path, 1, "2026-01-01"))
    survey = survey_areas(tmp_path)
    assert survey.faults == {}
    assert {one.slug for one in survey.areas} <= {SLUG}
    assert take(tmp_path, 2, "2026-03-01") == load_edition(SLUG, folder=tmp_path).hash
    assert not [one for one in (tmp_path / SLUG).iterdir() if is_draft(one)], "cleared up"


def test_editions_whose_record_is_gone_are_a_fault_of_their_area(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    folder = tmp_path / EDITIONS
    take(folder, 1, "2026-01-01")
    (folder / SLUG / RECORD).unlink()
    with pytest.raises(EditionError, match=rf"{SLUG}.*accepted.json is gone"):
        load_edition(SLUG)  # the bundled edition does not answer in its place
    assert set(survey_areas().faults) == {SLUG}
    with pytest.raises(EditionError, match="is gone"):
        take(folder, 2, "2026-02-01")
    done = CliRunner().invoke(cli, ["edition", "list", SLUG])
    assert done.exit_code == 2
    assert "is gone" in done.stderr
    (next((folder / SLUG).glob("*.json"))).unlink()
    assert load_edition(SLUG).hash == KNOWN.hash


def _write(folder: Path, writer: int, rounds: int) -> None:
    for turn in range(rounds):
        take(folder, 100 * writer + turn, f"2026-{1 + writer:02d}-{1 + turn:02d}")


def _read(folder: Path, over: Event) -> None:
    """Read as long as others write; whatever a reader meets ends its process with status 1."""
    reads = 0
    while not over.is_set() or reads < 5:
        reads += 1
        load_edition(SLUG, folder=folder)
        if survey_areas(folder).faults:
            raise SystemExit(1)


def test_eight_writers_lose_nothing_and_no_reader_fails(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    take(tmp_path, 9999, "2025-01-01")
    writers, rounds, over = 8, 10, fork.Event()
    readers = [fork.Process(target=_read, args=(tmp_path, over)) for _ in range(2)]
    busy = [fork.Process(target=_write, args=(tmp_path, n, rounds)) for n in range(writers)]
    for process in (*readers, *busy):
        process.start()
    for process in busy:
        process.join(PATIENCE_S)
    over.set()
    for process in readers:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in (*readers, *busy)] == [0] * 10
    log = recorded(tmp_path / SLUG)
    assert len(log) == 1 + writers * rounds
    assert len({one.hash for one in log}) == len(log)
    assert all(isinstance(one, Acceptance) for one in log)
