"""A machine that has older records than another one says so, and takes no file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from boundaries.data_files import VARIABLE
from boundaries.edition.acceptances import FACTS, Acceptance
from boundaries.edition.edition import EDITIONS
from boundaries.facts.area_files import AreaFiles, area_files, look_again
from tests.patience import PATIENCE_S
from webmap.accounts import machine_limits
from webmap.accounts.machine_limits import DatabaseStorage
from webmap.ask import standing
from webmap.ask.anywhere import PROGRAMMES, REGISTER, open_everywhere, whereabouts_document
from webmap.ask.documents import answer_fields
from webmap.ask.services import BundledAreas
from webmap.ask.standing import Others, holdings, standing_of, standings
from webmap.ask.words import reason_text
from webmap.files.runner import BehindError, Runner
from webmap.store import jobs, machines, users
from webmap.store.core import Store
from webmap.store.tables import Job
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

FIRST, SECOND, OTHER = (
    Acceptance("programme", hash_, "próba", "2026-11-29", "próba") for hash_ in ("a", "b", "c")
)
LIFE = dt.timedelta(hours=1)
SLUG = "kecskemet-top-6.9.1"


@pytest.fixture
def store(tmp_path: Path, new_postgres: Callable[[], str]) -> Iterator[Store]:
    made = Store(tmp_path / "kept", new_postgres())
    made.upgrade()
    machines.prepare(made)
    machines.prepare(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _ask_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "FRESH_S", 0.0)


def machine(store: Store, *records: Acceptance) -> Callable[[str], bool]:
    return Others(store, lambda: {SLUG: standing_of(records)}).is_behind


def holding(store: Store, **digests: str) -> Others:
    return Others(store, dict, lambda: digests)


def test_the_machine_with_fewer_records_is_behind_until_it_has_them(store: Store) -> None:
    old, new = machine(store, FIRST), machine(store, FIRST, SECOND)
    assert not old(SLUG)
    assert not new(SLUG)
    assert old(SLUG)
    assert not machine(store, FIRST, SECOND)(SLUG)
    assert not new("another-area")


def test_a_machine_without_the_area_is_behind(store: Store) -> None:
    machine(store, FIRST)(SLUG)
    assert Others(store, dict).is_behind(SLUG)


def test_machines_with_other_files_both_say_so_until_they_have_the_same(store: Store) -> None:
    held = {"area": "a", "same": "x"}
    one, other = Others(store, dict, lambda: dict(held)), holding(store, area="b", same="x")
    assert not one.differs("area")  # nobody else has told anything
    assert other.differs("area")
    assert one.differs("area")
    assert not one.differs("same")
    held["area"] = "b"
    assert not one.differs("area")
    assert not other.differs("area")


def test_a_machine_that_is_silent_is_compared_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, one = holding(store, area="a"), holding(store, area="b")
    gone.differs("area")
    assert one.differs("area")
    monkeypatch.setattr(machines, "SILENT_AFTER", dt.timedelta(0))
    assert not one.differs("area")


def test_what_a_machine_holds_is_told_by_what_its_files_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, programme = tmp_path / "country.register", tmp_path / "programmes" / "a.yaml"
    register.write_bytes(b"one")
    areas = BundledAreas()

    def held() -> Mapping[str, str]:
        look_again()
        return holdings(areas, areas.clock.today(), str(register))

    plain = held()
    assert {SLUG, PROGRAMMES, REGISTER} <= set(plain)
    register.write_bytes(b"other")
    assert {name for name, is_ in held().items() if plain[name] != is_} == {REGISTER}
    register.write_bytes(b"one")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    programme.parent.mkdir()
    programme.write_text("title: a")
    assert {name for name, is_ in held().items() if plain[name] != is_} == {PROGRAMMES}
    look_again()


def test_what_stands_beside_an_edition_is_told_by_what_its_files_say(tmp_path: Path) -> None:
    areas = BundledAreas()
    edition, today = areas.edition(SLUG), areas.clock.today()
    logs = [tmp_path / machine / EDITIONS / SLUG / FACTS for machine in ("one", "other")]
    for log in logs:
        log.parent.mkdir(parents=True)

    def told() -> list[str]:
        seen = ((str(log), log.stat().st_mtime_ns, log.stat().st_size, 0) for log in logs)
        return [AreaFiles((one,)).beside_digest(edition, today) for one in seen]

    for log in logs:
        log.write_text("the same")
    assert len({*told()}) == 1
    logs[1].write_text("others")
    assert len({*told()}) == 2


def test_of_two_with_other_records_both_say_so(store: Store) -> None:
    one, other = machine(store, FIRST, SECOND), machine(store, FIRST, OTHER)
    one(SLUG)
    assert other(SLUG)


def test_every_answer_of_a_machine_behind_says_so() -> None:
    areas = BundledAreas(behind=lambda slug: slug == SLUG)
    answer = areas.check("Halasi út 5", SLUG)
    assert answer.details["machine_behind"] is True
    assert answer_fields(answer)["details"]["machine_behind"] is True
    assert "újabb kiadása" in reason_text(answer)
    assert "machine_behind" not in BundledAreas().check("Halasi út 5", SLUG).details


def test_every_answer_of_machines_that_differ_says_so() -> None:
    areas = BundledAreas(differs=lambda thing: thing in {SLUG, REGISTER})
    answer = areas.check("Halasi út 5", SLUG)
    assert answer.details["machines_differ"] is True
    assert answer_fields(answer)["details"]["machines_differ"] is True
    assert "más utcajegyzékéből" in reason_text(answer)
    everywhere, today = open_everywhere(areas, None), areas.clock.today()
    found = everywhere.ask("Kecskemét, Halasi út 5", today)
    document = whereabouts_document(found, everywhere, areas, "hu", today)
    assert document["machines_differ"] is True
    alike = whereabouts_document(found, everywhere, BundledAreas(), "hu", today)
    assert "machines_differ" not in alike


def test_a_machine_behind_leaves_files_to_others(store: Store, tmp_path: Path) -> None:
    with store.session() as session:
        person = users.create(session, "Próba Anna", "not a hash", ["staff"])
        about = {"area": SLUG, "variant": "programme", "lang": "hu", "in_name": "a.csv"}
        job = jobs.create(session, "check_file", by=person, life=LIFE, **about)
    settings = Settings(data_dir=str(tmp_path / "kept"))
    behind = Runner(store, settings, BundledAreas(behind=lambda _slug: True))
    with pytest.raises(BehindError):
        behind.begin(job.id)
    with store.session(read_only=True) as session:
        assert session.get_one(Job, job.id).state == "waiting"


def test_a_broken_record_takes_down_its_own_area_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / EDITIONS / "broken" / "accepted.json"
    broken.parent.mkdir(parents=True)
    broken.write_text("{")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    known = standings(area_files(fresh=True))
    assert SLUG in known
    assert "broken" not in known
    look_again()


def test_machines_count_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_limits, "PATIENCE_S", PATIENCE_S)
    one, other = (DatabaseStorage(url=store.url, key=b"of the service" * 4) for _ in range(2))
    assert [one.incr("somebody", 60), other.incr("somebody", 60)] == [1, 2]
    assert other.incr("somebody else", 60) == 1
    assert one.get("somebody") == 2
    assert one.incr("over", -1) == 1
    assert other.incr("over", 60) == 1
    other.clear("somebody")
    assert one.get("somebody") == 0
    assert one.check()
    assert one.reset() == 2
    monkeypatch.setattr(machine_limits, "PATIENCE_S", 0.2)
    stranger = DatabaseStorage(url=store.url.set(query={"host": "/nowhere"}), key=b"k" * 32)
    assert not stranger.check()
