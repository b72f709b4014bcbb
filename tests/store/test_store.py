"""The engine: transactions, snapshots, migrations, and what happens when it is away."""

from __future__ import annotations

import datetime as dt
import gc
import threading
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from tests.store.conftest import make
from webmap.store import audit, core, migrate, tables, users
from webmap.store.core import Store
from webmap.store.errors import ConflictError, StoreError, StoreUnavailableError
from webmap.store.tables import Base, User

if TYPE_CHECKING:
    from pathlib import Path


def test_migrations_make_exactly_the_tables_of_the_code(store: Store) -> None:
    assert tables.Venue.__tablename__ in Base.metadata.tables
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert set(inspect(store.engine).get_table_names()) == {
        *Base.metadata.tables,
        "alembic_version",
    }


def test_upgrading_again_changes_nothing(store: Store, anna: User) -> None:
    assert store.upgrade() == migrate.head()
    with store.session(read_only=True) as session:
        assert users.get(session, anna.name).id == anna.id


def test_a_fault_undoes_the_transaction(store: Store) -> None:
    def add_and_fail() -> None:
        with store.session() as session:
            users.create(session, "Próba Cili", "x", ["staff"])
            raise RuntimeError("in between")

    with pytest.raises(RuntimeError, match="in between"):
        add_and_fail()
    with store.session(read_only=True) as session:
        assert users.find(session, "Próba Cili") is None
        assert audit.latest(session) == []


def test_moments_keep_their_zone(store: Store) -> None:
    with store.session() as session:
        made = users.create(session, "Próba Dóra", "x", ["staff"])
    with store.session(read_only=True) as session:
        read = session.get_one(User, made.id).created_at
    assert read.tzinfo == dt.UTC
    assert read == made.created_at


def test_a_moment_without_a_zone_is_a_fault(store: Store, anna: User) -> None:
    naive = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - the very mistake
    with pytest.raises(Exception, match="has no time zone"), store.session() as session:
        session.merge(anna).created_at = naive


def test_references_are_kept(store: Store) -> None:
    with pytest.raises(ConflictError, match="contradicts"), store.session() as session:
        session.add(tables.Job(id="1", user_id=99, **JOB))


JOB = {
    "kind": "check_file",
    "area": "a",
    "variant": "programme",
    "lang": "hu",
    "in_name": "x.csv",
    "folder": "jobs/1",
    "expires_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
}


def test_two_writers_wait_for_each_other(store: Store, anna: User) -> None:
    """Reading and then adding one, from many threads at once, loses nothing."""
    faults: list[BaseException] = []

    def add() -> None:
        try:
            for _ in range(5):
                with store.session() as session:
                    row = session.scalars(
                        select(User).where(User.id == anna.id).with_for_update()
                    ).one()
                    row.roles = [*row.roles, "x"]
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion
            faults.append(fault)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with store.session(read_only=True) as session:
        assert len(session.get_one(User, anna.id).roles) == 1 + 20


def test_a_database_that_was_not_upgraded_says_what_to_run(
    postgres_url: str, tmp_path: Path
) -> None:
    store = Store(tmp_path, postgres_url)
    with pytest.raises(StoreUnavailableError, match="run: akcioterulet database upgrade"):
        store.prepared()
    store.upgrade()
    assert store.check() is None
    store.close()


def test_a_newer_database_is_not_touched(store: Store) -> None:
    with store.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    other = Store(store.data_dir, store.url.render_as_string(hide_password=False))
    fault = other.check()
    other.close()
    assert fault is not None


def test_sqlite_is_made_when_it_is_needed(tmp_path: Path) -> None:
    store = Store(tmp_path / "deep" / "data")
    assert not store.data_dir.exists()
    with store.session() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
    files = {path.name: path.stat().st_mode & 0o077 for path in store.data_dir.glob("*.sqlite*")}
    assert files
    assert set(files.values()) == {0}
    store.close()


def test_workers_that_start_together_make_one_database(tmp_path: Path) -> None:
    stores = [Store(tmp_path / "data") for _ in range(4)]
    faults: list[str | None] = []
    threads = [threading.Thread(target=lambda s=s: faults.append(s.check())) for s in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [None] * 4
    for store in stores:
        store.close()


def test_a_store_that_is_let_go_closes_its_connections(tmp_path: Path) -> None:
    store: Store | None = Store(tmp_path)
    assert store is not None
    assert store.check() is None
    pool = store.engine.pool
    assert pool.checkedin() == 1
    store = None
    gc.collect()
    assert pool.checkedin() == 0


def test_a_broken_file_is_named_and_not_repaired(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = tmp_path / "akcioterulet.sqlite"
    place.write_bytes(b"this is no database, " * 400)
    with pytest.raises(StoreUnavailableError, match="broken"), store.session():
        pass
    assert place.read_bytes().startswith(b"this is no database")
    store.close()


def test_a_file_that_vanishes_is_not_begun_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.check() is None
    (tmp_path / "akcioterulet.sqlite").unlink()
    assert "has gone" in (store.check() or "")
    assert not (tmp_path / "akcioterulet.sqlite").exists()
    store.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "data")
    with pytest.raises(StoreUnavailableError, match="AKCIOTERULET_DATA_DIR"):
        store.prepared()
    store.close()


def test_an_unreachable_server_is_away_soon(tmp_path: Path) -> None:
    store = Store(tmp_path, f"postgresql://nobody:s3cret@/none?host={tmp_path}")
    fault = store.check()
    assert fault is not None
    assert "s3cret" not in fault
    assert "does not answer" in fault
    store.close()


def test_postgres_that_stops_is_away_and_comes_back(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "LEFT_ALONE_S", 0.0)
    store = Store(tmp_path, postgres_url)
    store.upgrade()
    name = store.url.database
    admin = Store(tmp_path, postgres_url.replace(f"/{name}", "/postgres"))
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
        connection.execute(text(kill), {"name": name})
        assert "does not answer" in (store.check() or "")
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        assert store.check() is None
    admin.close()
    store.close()


@pytest.mark.parametrize("address", ["mysql://x/y", "not an address", "postgresql+asyncpg:/x"])
def test_other_databases_are_refused(tmp_path: Path, address: str) -> None:
    try:
        store = Store(tmp_path, address)
    except StoreError as fault:
        assert "DATABASE_URL" in str(fault)  # noqa: PT017 - one address is only rewritten
    else:
        assert store.url.drivername == "postgresql+psycopg"


def test_every_commit_of_another_process_changes_the_version(store: Store) -> None:
    before = store.version()
    assert before is not None
    with store.session(read_only=True) as session:
        users.everyone(session)
    assert store.version() == before
    other = Store(store.data_dir, store.url.render_as_string(hide_password=False))
    with other.session() as session:
        users.create(session, "Próba Cili", "not a hash", ("staff",))
    other.close()
    after = store.version()
    assert after != before
    make(store, "Próba Dezső", "staff")
    assert store.version() not in {before, after}
    store.close()
    assert store.version() is not None


def test_the_version_of_what_is_not_there_yet_or_gone(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    assert store.version() == ()
    assert not store.data_dir.exists()
    store.upgrade()
    assert store.version() not in {(), None}
    store.sqlite_file.unlink()
    assert store.version() is None
    store.close()
    nowhere = Store(tmp_path / "other", "postgresql://nobody@127.0.0.1:1/nothing")
    assert nowhere.version() is None
