"""What two people decide is in the next answer, also when the database comes and goes."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from boundaries.errors import DefinitionError
from boundaries.model import Reason, VerdictKind
from webmap.ask import stored_overrides
from webmap.ask.documents import answer_fields
from webmap.ask.services import BundledAreas, bundled_areas
from webmap.ask.stored_overrides import StoredOverrides
from webmap.ask.words import reason_text
from webmap.store import overrides, users
from webmap.store.backup import backup, restore
from webmap.store.core import Store
from webmap.store.engine import FILE_NAME
from webmap.store.tables import OverrideRow
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from boundaries.model import Answer

SLUG, STREET, ADDRESS = "kecskemet-top-6.9.1", "Alsószéktó tanya", "Alsószéktó tanya 145"
TODAY = dt.datetime.now(tz=dt.UTC).date()
SPAN = (TODAY - dt.timedelta(days=5), TODAY + dt.timedelta(days=300))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kept")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"))


def decided(store: Store, verdict: str, number: str = "145") -> int:
    """Propose and approve an override by two people."""
    starts, expires = SPAN
    one = OverrideRow(
        area=SLUG,
        street=STREET,
        verdict=verdict,
        reason="mérés",
        source="jegyzőkönyv",
        starts=starts,
        expires=expires,
        parity="continuous",
        number_from=number,
        number_to=number,
    )
    with store.session() as session:
        known = {name: users.find(session, name) for name in ("első", "második")}
        first, second = (
            user or users.create(session, name, "x", ["staff"]) for name, user in known.items()
        )
        row = overrides.propose(session, one, by=first)
        overrides.approve(session, row.id, by=second)
        return row.id


def opposite(answer: Answer) -> VerdictKind:
    inside = answer.verdict is VerdictKind.INSIDE
    return VerdictKind.OUTSIDE if inside else VerdictKind.INSIDE


def test_an_approved_override_decides_the_very_next_answer(
    store: Store, settings: Settings
) -> None:
    areas = bundled_areas(settings, store)
    before = areas.check(ADDRESS, SLUG)
    assert not settings.sqlite_file.exists()  # a question makes no database
    number = decided(store, opposite(before).value)
    answer = areas.check(ADDRESS, SLUG)
    assert (answer.verdict, answer.reason) == (opposite(before), Reason.OVERRIDE)
    assert "overrides_unchecked" not in answer.details
    with store.session() as session:
        overrides.withdraw(session, number, by=users.get(session, "első"), note="téves")
    assert areas.check(ADDRESS, SLUG).reason is before.reason


def test_another_worker_sees_it_too(store: Store, settings: Settings) -> None:
    first, second = (bundled_areas(settings, Store(store.data_dir)) for _ in range(2))
    before = first.check(ADDRESS, SLUG)
    second.check(ADDRESS, SLUG)
    decided(store, opposite(before).value)
    assert first.check(ADDRESS, SLUG).reason is Reason.OVERRIDE
    assert second.check(ADDRESS, SLUG).reason is Reason.OVERRIDE


def test_the_command_line_sees_it_where_there_is_a_database(
    store: Store, settings: Settings
) -> None:
    plain = bundled_areas(settings)
    before = plain.check(ADDRESS, SLUG)
    decided(store, opposite(before).value)
    assert bundled_areas(settings).check(ADDRESS, SLUG).reason is Reason.OVERRIDE


def test_the_settings_name_the_file_that_the_store_makes(store: Store, settings: Settings) -> None:
    store.upgrade()
    assert settings.sqlite_file == store.sqlite_file
    assert settings.sqlite_file.name == FILE_NAME
    assert settings.sqlite_file.is_file()


def test_reading_again_keeps_what_has_not_changed(store: Store) -> None:
    source = StoredOverrides(store)
    assert source(SLUG) is None
    decided(store, "inside")
    found = source(SLUG)
    assert found is not None
    with store.session() as session:
        users.create(session, "harmadik", "x", [])  # something else is written
    assert source(SLUG) is found


def test_without_the_database_the_last_decisions_hold_and_the_answer_says_so(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas = bundled_areas(settings, store)
    before = areas.check(ADDRESS, SLUG)
    decided(store, opposite(before).value)
    assert areas.check(ADDRESS, SLUG).reason is Reason.OVERRIDE
    hidden = store.data_dir.with_name("hidden")
    store.data_dir.rename(hidden)
    known, other = areas.check(ADDRESS, SLUG), areas.check("Halasi út 20", SLUG)
    assert known.reason is Reason.OVERRIDE
    assert known.details["overrides_unchecked"] is True
    assert other.details["overrides_unchecked"] is True
    assert answer_fields(other)["details"] == {"overrides_unchecked": True}
    assert "nem tudni, van-e a címről újabb egyedi döntés" in reason_text(other, "hu")
    assert "newer decision" in reason_text(other, "en")
    hidden.rename(store.data_dir)
    monkeypatch.setattr(stored_overrides.time, "monotonic", lambda: 1e12)
    again = areas.check(ADDRESS, SLUG)
    assert again.reason is Reason.OVERRIDE
    assert "overrides_unchecked" not in again.details


def test_a_broken_database_is_said_and_does_not_stop_answers(
    store: Store, settings: Settings
) -> None:
    store.data_dir.mkdir()
    settings.sqlite_file.write_bytes(b"this is no database" * 100)
    answer = bundled_areas(settings, store).check(ADDRESS, SLUG)
    assert answer.details["overrides_unchecked"] is True


def test_a_restored_backup_is_noticed(store: Store, settings: Settings, tmp_path: Path) -> None:
    areas = bundled_areas(settings, store)
    before = areas.check(ADDRESS, SLUG)
    store.upgrade()
    kept = tmp_path / "before.tar.gz"
    backup(store, kept)
    decided(store, opposite(before).value)
    assert areas.check(ADDRESS, SLUG).reason is Reason.OVERRIDE
    restore(Store(store.data_dir), kept, replace=True)
    answer = areas.check(ADDRESS, SLUG)
    assert answer.reason is before.reason
    assert "overrides_unchecked" not in answer.details


def test_an_older_database_put_in_its_place_forgets_no_override(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    areas = bundled_areas(settings, store)
    before = areas.check(ADDRESS, SLUG)
    store.upgrade()
    store.close()
    empty = tmp_path / "empty.sqlite"
    shutil.copy(settings.sqlite_file, empty)
    decided(store, opposite(before).value)
    assert areas.check(ADDRESS, SLUG).reason is Reason.OVERRIDE
    store.close()
    for ending in ("-wal", "-shm"):
        settings.sqlite_file.with_name(FILE_NAME + ending).unlink(missing_ok=True)
    os.replace(empty, settings.sqlite_file)  # noqa: PTH105 - behind the product's back
    answer = areas.check(ADDRESS, SLUG)
    assert answer.reason is Reason.OVERRIDE
    assert answer.details["overrides_unchecked"] is True


def test_files_and_database_hold_together_or_nobody_answers(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()

    def settings(verdict: str) -> Settings:
        (folder / f"{SLUG}.yaml").write_text(
            f"area: {SLUG}\noverrides:\n- {{street: {STREET}, numbers: 145, verdict: {verdict}, "
            f"reason: r, source: s, by: [A, B], from: {SPAN[0]}, expires: {SPAN[1]}}}\n"
        )
        return Settings(data_dir=str(store.data_dir), overrides_dir=str(folder))

    decided(store, "inside", "147")
    areas = bundled_areas(settings("outside"), store)
    assert areas.check(ADDRESS, SLUG).verdict is VerdictKind.OUTSIDE
    assert areas.check("Alsószéktó tanya 147", SLUG).verdict is VerdictKind.INSIDE
    decided(store, "inside")
    with pytest.raises(DefinitionError, match="contradicts"):
        areas.check(ADDRESS, SLUG)


def test_asking_costs_little(store: Store) -> None:
    """A look-up asks every time: no statement may reach the database while nothing changes."""
    decided(store, "inside")
    source = StoredOverrides(store)
    first = source(SLUG)
    reads: list[str] = []
    inner: Callable[[str], object] = source._read
    assert first is not None

    class Counting(StoredOverrides):
        def _read(self, slug: str) -> object:  # type: ignore[override]
            reads.append(slug)
            return inner(slug)

    counted = Counting(store)
    for _ in range(50):
        counted(SLUG)
    assert reads == [SLUG]


def test_areas_without_a_source_are_never_unchecked() -> None:
    assert "overrides_unchecked" not in BundledAreas().check(ADDRESS, SLUG).details


def test_postgresql_is_asked_again_after_half_a_second(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "kept", postgres_url)
    store.upgrade()
    clock = [1000.0]
    monkeypatch.setattr(stored_overrides.time, "monotonic", lambda: clock[0])
    areas = bundled_areas(Settings(database_url=postgres_url), store)
    before = areas.check(ADDRESS, SLUG)
    decided(store, opposite(before).value)
    clock[0] += stored_overrides.FRESH_S
    assert areas.check(ADDRESS, SLUG).reason is Reason.OVERRIDE
    store.close()
