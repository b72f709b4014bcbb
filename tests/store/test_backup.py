"""Backup and restore, also from one kind of database into the other."""

from __future__ import annotations

import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

from webmap.store import keys, pages, reports, users
from webmap.store.backup import backup, restore, tables
from webmap.store.core import Store
from webmap.store.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from webmap.store.tables import User


def fill(store: Store, anna: User) -> bytes:
    with store.session() as session:
        pages.save(session, "imprint", "hu", "Árvíztűrő\ntükörfúrógép", by=anna)
        reports.send(session, "square", "Rossz.\u2028helyen")
        return keys.current(session).material


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_everything_comes_back(
    store: Store, anna: User, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    material = fill(store, anna)
    for folder in ("kept", "jobs"):
        (store.data_dir / folder).mkdir(parents=True)
        (store.data_dir / folder / "x.csv").write_bytes(b"\x00\xff")
    file = tmp_path / "backup.tar.gz"
    counts = backup(store, file)
    assert file.stat().st_mode & 0o077 == 0
    assert set(counts) == {table.name for table in tables()}
    address = request.getfixturevalue("new_postgres")() if kind == "postgresql" else None
    other = Store(tmp_path / "other", address)
    assert restore(other, file) == counts
    with other.session() as session:
        person = users.get(session, anna.name)
        assert (person.created_at, person.roles) == (anna.created_at, anna.roles)
        assert keys.current(session).material == material
        text = pages.find(session, "imprint", "hu")
        assert text is not None
        assert text.text == "Árvíztűrő\ntükörfúrógép"
        assert reports.listed(session)[0].text == "Rossz.\u2028helyen"
        assert users.create(session, "Próba Új", "x", ["staff"]).id > person.id
    assert (other.data_dir / "kept" / "x.csv").read_bytes() == b"\x00\xff"
    assert not (other.data_dir / "jobs").exists()  # addresses of people are not kept for years
    other.close()


def test_a_filled_database_is_not_overwritten(store: Store, anna: User, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    backup(store, file)
    with store.session() as session:
        users.create(session, "Próba Később", "x", ["staff"])
    with pytest.raises(ConflictError, match="--replace"):
        restore(store, file)
    restore(store, file, replace=True)
    with store.session(read_only=True) as session:
        assert [user.name for user in users.everyone(session)] == [anna.name]


def rewritten(source: Path, target: Path, **contents: bytes | None) -> Path:
    """Copy a backup with other contents; None leaves a member out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old.getmembers():
            stream = old.extractfile(member)
            assert stream is not None
            content = contents.get(member.name.replace("/", "_").replace(".", "_"), stream.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_faulty_backups_change_nothing(store: Store, anna: User, tmp_path: Path) -> None:
    fill(store, anna)
    good = tmp_path / "good"
    backup(store, good)
    other = json.dumps({"format": 1, "revision": "9999", "rows": {}}).encode()
    faulty = [
        rewritten(good, tmp_path / "a", manifest_json=other),
        rewritten(good, tmp_path / "b", manifest_json=b"[]"),
        rewritten(good, tmp_path / "c", rows_audit_jsonl=None),
        rewritten(good, tmp_path / "d", rows_audit_jsonl=b""),
        rewritten(good, tmp_path / "e", rows_users_jsonl=b"{"),
    ]
    plain = tmp_path / "f"
    plain.write_bytes(b"no archive")
    for file in (*faulty, plain):
        with pytest.raises(RefusedError):
            restore(store, file, replace=True)
    with store.session(read_only=True) as session:
        assert users.get(session, anna.name).id == anna.id


def test_no_file_is_written_outside_the_data_folder(
    store: Store, anna: User, tmp_path: Path
) -> None:
    assert anna.id
    good, evil = tmp_path / "good", tmp_path / "evil"
    backup(store, good)
    rewritten(good, evil)
    with tarfile.open(good) as old, tarfile.open(evil, "w:gz") as new:
        for member in old.getmembers():
            new.addfile(member, old.extractfile(member))
        info = tarfile.TarInfo("files/../../escaped")
        info.size = 1
        new.addfile(info, io.BytesIO(b"x"))
    with pytest.raises(RefusedError):
        restore(store, evil, replace=True)
    assert not list(tmp_path.rglob("escaped"))
    assert not (tmp_path.parent / "escaped").exists()
