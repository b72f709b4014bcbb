"""A database or a data folder that existed and is gone never becomes an empty one in silence."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from webmap.store import audit, users
from webmap.store.backup import backup, restore
from webmap.store.core import Store
from webmap.store.errors import StoreGoneError, StoreUnavailableError
from webmap.store.memory import Memory, Remembered
from webmap.store.tables import Base

if TYPE_CHECKING:
    from pathlib import Path

    from webmap.store.tables import User


def again(store: Store) -> Store:
    """Return a store of the same place, as the next start of the service opens it."""
    store.close()
    url = None if store.is_sqlite else store.url.render_as_string(hide_password=False)
    return Store(store.data_dir, url)


def refused(store: Store, words: str) -> None:
    """Require that nothing is made, however the store is opened."""
    try:
        with pytest.raises(StoreGoneError, match=words):
            store.prepared()
        with pytest.raises(StoreGoneError, match="begin-anew"), store.session():
            pass
        with pytest.raises(StoreGoneError, match=words):
            store.upgrade()
        assert words in (store.check() or "")
    finally:
        store.close()


def empty(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sa.text(f"{statement} {table.name}"))
        if statement == "DROP TABLE":
            connection.execute(sa.text("DROP TABLE alembic_version"))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("akcioterulet.sqlite*"))


def move(source: Path, target: Path) -> None:
    for name in files(source):
        (source / name).rename(target / name)


def test_tables_that_were_dropped_are_not_made_again(store: Store, anna: User) -> None:
    assert anna.id
    empty(store, "DROP TABLE")
    assert store.check() is not None
    refused(again(store), "existed and is empty")


def test_rows_that_were_deleted_are_missed(store: Store, anna: User) -> None:
    assert anna.id
    empty(store, "DELETE FROM")
    assert "lost rows of users, 1 in all" in (store.check() or "")
    fresh = again(store)
    with pytest.raises(StoreGoneError, match="lost rows"), fresh.session():
        pass
    fresh.close()


@pytest.mark.parametrize("how", ["removed", "emptied", "folder", "contents"])
def test_a_file_or_a_folder_that_is_gone(tmp_path: Path, how: str) -> None:
    store = Store(tmp_path / "data")
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    store.close()
    for path in (tmp_path / "data").glob("akcioterulet.sqlite*"):
        path.unlink()
    if how == "emptied":
        (tmp_path / "data" / "akcioterulet.sqlite").touch()
    if how in {"folder", "contents"}:
        shutil.rmtree(tmp_path / "data")
    if how == "contents":
        (tmp_path / "data").mkdir()
    words = {"removed": "has gone", "emptied": "is empty now"}.get(how, "is gone or empty")
    refused(Store(tmp_path / "data"), words)
    assert files(tmp_path / "data") == (["akcioterulet.sqlite"] if how == "emptied" else [])


def test_under_a_running_service(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    place = tmp_path / "data" / "akcioterulet.sqlite"
    away = tmp_path / "away"
    away.mkdir()
    move(tmp_path / "data", away)
    assert "has gone" in (store.check() or "")
    other = Store(tmp_path / "other")  # an empty one is put in its place
    other.upgrade()
    other.close()
    move(tmp_path / "other", tmp_path / "data")
    assert "lost rows" in (store.check() or "")
    for path in place.parent.glob(f"{place.name}*"):
        path.unlink()
    move(away, tmp_path / "data")
    assert store.check() is None
    store.close()


def test_an_operator_begins_anew(store: Store, anna: User) -> None:
    assert anna.id
    empty(store, "DROP TABLE")
    fresh = again(store)
    fresh.begin_anew("a próba elveszett")
    assert fresh.check() is None
    with fresh.session() as session:
        (line,) = audit.latest(session)
        assert (line.action, line.details) == (
            "database.begin_anew",
            {"reason": "a próba elveszett"},
        )
        users.create(session, "Próba Béla", "x", ["staff"])
    last = again(fresh)
    assert last.check() is None
    last.close()


def test_beginning_anew_deletes_nothing_that_is_there(store: Store, anna: User) -> None:
    store.begin_anew("próba")
    with store.session() as session:
        assert users.get(session, anna.name).id == anna.id


def test_beginning_anew_where_it_fails_forgets_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    store.close()
    for name in files(tmp_path / "data"):
        (tmp_path / "data" / name).unlink()
    store.sqlite_file.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreUnavailableError):
        store.begin_anew("próba")
    store.close()
    store.sqlite_file.unlink()
    refused(Store(tmp_path / "data"), "has gone")


def test_a_database_from_before_is_taken_over(store: Store, anna: User) -> None:
    assert anna.id
    store.memory.file.unlink()
    store.memory.copy.unlink()
    fresh = again(store)
    assert fresh.check() is None
    known = fresh.memory.read()
    assert known is not None
    assert dict(known.rows) == {"users": 1, "overrides": 0}
    fresh.close()


def test_a_restore_brings_back_what_is_gone(store: Store, anna: User, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    backup(store, file)
    with store.session() as session:
        users.create(session, "Próba Béla", "x", ["staff"])
    empty(store, "DROP TABLE")
    fresh = again(store)
    restore(fresh, file)
    assert fresh.check() is None
    with fresh.session() as session:
        assert users.get(session, anna.name)
    last = again(fresh)
    assert last.check() is None
    last.close()


def test_a_restore_that_fails_leaves_what_is_remembered(tmp_path: Path) -> None:
    store = Store(tmp_path / "data")
    with store.session() as session:
        users.create(session, "Próba Anna", "x", ["staff"])
    store.close()
    shutil.rmtree(tmp_path / "data")
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"no backup")
    with pytest.raises(Exception, match=r"broken\.tar\.gz"):
        restore(Store(tmp_path / "data"), broken)
    refused(Store(tmp_path / "data"), "is gone or empty")


def test_what_cannot_be_read_still_says_that_something_was(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "data")
    assert memory.read() is None
    memory.write(Remembered({"users": 2}, ("square",)))
    assert memory.file.stat().st_mode & 0o077 == 0
    memory.file.write_text("{", encoding="utf-8")
    assert (known := memory.read())
    assert known.rows == {"users": 2}
    memory.copy.write_text("", encoding="utf-8")
    assert (known := memory.read())
    assert known.had_database
