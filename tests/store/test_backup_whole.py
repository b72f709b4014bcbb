"""A backup holds everything that is kept, and is restored whole or not at all."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import json
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from tests import built_once
from webmap.cli.main import cli
from webmap.store import archive, jobs, migrate, pages, swap, users
from webmap.store.archive import MANIFEST, seal
from webmap.store.backup import MADE_IN, backup, restore, tables
from webmap.store.core import Store
from webmap.store.errors import ConflictError, RefusedError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

Members = list[tuple[tarfile.TarInfo, bytes]]


class House:
    """A made-up installation: database, data folder, own areas, overrides."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.store = Store(home / "kept")
        self.areas, self.overrides = home / "areas", home / "overrides"

    def furnish(self) -> None:
        for name, text in {
            "kept/session.key": "k" * 32,
            "kept/candidates/one.json": "{}",
            "kept/jobs/7/in.csv": "addresses of people",
            "kept/.session.key.1-ab.part": "left by a kill",
            "areas/editions/mezo/accepted.json": "[1]",
            "areas/editions/mezo/programme-0123456789ab.json": "{}",
            "areas/editions/mezo/.accepted.lock": "",
            "areas/definitions/mező.yaml": "title: Mező",
            "areas/mezo/empty.csv": "",
            "overrides/mezo.yaml": "area: mezo",
        }.items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with self.store.session() as session:
            anna = users.create(session, "Próba Anna", "x", ["staff"])
            pages.save(session, "imprint", "hu", "Régi szöveg", by=anna)

    def backup(self, file: Path) -> Path:
        backup(self.store, file, areas=self.areas, overrides=self.overrides)
        return file

    def restore(self, file: Path, *, replace: bool = True) -> None:
        restore(self.store, file, replace=replace, areas=self.areas, overrides=self.overrides)

    def change(self) -> None:
        """Make everything other than it was."""
        (self.home / "kept/session.key").write_text("n" * 32)
        (self.areas / "editions/mezo/accepted.json").write_text("[1, 2]")
        (self.areas / "later.txt").write_text("later")
        (self.overrides / "mezo.yaml").write_text("area: mezo # later")
        with self.store.session() as session:
            users.create(session, "Próba Béla", "x", ["staff"])

    def state(self) -> dict[str, Any]:
        """Everything that is there: files by their bytes, rows by their values."""
        files: dict[str, Any] = {
            path.relative_to(self.home).as_posix(): path.read_bytes()
            for path in self.home.rglob("*")
            if path.is_file() and "sqlite" not in path.name and path.suffix != ".lock"
        }
        with self.store.session(read_only=True) as session:
            for table in tables():
                files[f"rows of {table.name}"] = session.execute(select(table)).all()
        return files


@pytest.fixture
def house(tmp_path: Path) -> House:
    made = House(tmp_path / "house")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "upgrade", built_once.EMPTY_TABLES.upgrade)
        made.furnish()
    return made


@pytest.fixture
def good(house: House, tmp_path: Path) -> Path:
    return house.backup(tmp_path / "good.tar.gz")


def kept(state: dict[str, Any]) -> dict[str, Any]:
    """What a backup should bring back of a state."""
    return {
        name: content
        for name, content in state.items()
        if not name.startswith("kept/jobs/") and not name.endswith(".part")
    }


def test_everything_that_is_kept_comes_back_elsewhere(
    house: House, good: Path, tmp_path: Path
) -> None:
    other = House(tmp_path / "other")
    other.restore(good, replace=False)
    assert other.state() == kept(house.state())
    assert ((other.home / "kept/session.key").stat().st_mode & 0o777) == 0o600
    with tarfile.open(good) as tar:  # any tar program can look into it
        names = tar.getnames()
    assert "files/jobs/7/in.csv" not in names
    assert names[-1] == MANIFEST


def test_restoring_replaces_what_is_there_and_keeps_what_no_backup_holds(
    house: House, good: Path
) -> None:
    before = house.state()
    house.change()
    (house.home / "kept/later.txt").write_text("made since")
    house.restore(good)
    after = house.state()
    assert after.pop("kept/later.txt") == b"made since"
    assert after == before
    assert not list(house.home.rglob(f"{swap.STAGE}*"))


def test_a_folder_with_something_else_needs_to_be_told(house: House, good: Path) -> None:
    with house.store.session() as session:
        for table in reversed(tables()):
            session.execute(table.delete())
    house.restore(good, replace=False)  # the very same files are no conflict
    with house.store.session() as session:
        for table in reversed(tables()):
            session.execute(table.delete())
    (house.overrides / "other.yaml").write_text("area: other")
    before = house.state()
    with pytest.raises(ConflictError, match=r"other\.yaml.*--replace"):
        house.restore(good, replace=False)
    assert house.state() == before


def read_members(source: Path) -> Members:
    with tarfile.open(source) as tar:
        found = [(member, tar.extractfile(member)) for member in tar.getmembers()]
        return [(member, stream.read()) for member, stream in found if stream is not None]


def written(target: Path, members: Members, *, sealed: bool = True) -> Path:
    with tarfile.open(target, "w:gz") as tar:
        for member, body in members:
            member.size = len(body) if member.isreg() else 0
            tar.addfile(member, io.BytesIO(body))
    if sealed:
        seal(target)
    return target


def with_manifest(members: Members, /, **changes: Any) -> Members:  # noqa: ANN401 - JSON
    """Return members with a manifest that fits them, but for some changes."""
    head = json.loads(members[-1][1])
    told = {
        member.name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for member, body in members[:-1]
    }
    body = json.dumps({**head, "members": told, **changes}).encode()
    return [*members[:-1], (members[-1][0], body)]


def added(members: Members, name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Members:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    body = b"evil" if kind == tarfile.REGTYPE else b""
    return [*members[:-1], (info, body), members[-1]]


def of(members: Members, name: str) -> int:
    return next(at for at, (member, _) in enumerate(members) if member.name == name)


def without(members: Members, name: str) -> Members:
    at = of(members, name)
    return [*members[:at], *members[at + 1 :]]


def changed(members: Members, name: str, body: bytes) -> Members:
    at = of(members, name)
    return [*members[:at], (members[at][0], body), *members[at + 1 :]]


KEY = "files/session.key"
HOSTILE: dict[str, Callable[[Members], Members]] = {
    "content changed": lambda m: changed(m, KEY, b"e" * 32),
    "row changed": lambda m: changed(m, "rows/users.jsonl", b""),
    "wrong checksum": lambda m: with_manifest(
        m, members={**json.loads(m[-1][1])["members"], KEY: {"size": 32, "sha256": "0" * 64}}
    ),
    "no members": lambda m: with_manifest(m, members=None),
    "member missing": lambda m: without(m, KEY),
    "table missing": lambda m: with_manifest(without(m, "rows/audit.jsonl")),
    "table unknown": lambda m: with_manifest(added(m, "rows/other.jsonl")),
    "manifest missing": lambda m: m[:-1],
    "manifest empty": lambda m: changed(m, MANIFEST, b""),
    "manifest null": lambda m: changed(m, MANIFEST, b"null"),
    "manifest twice": lambda m: [*m, m[-1]],
    "member twice": lambda m: with_manifest([m[of(m, KEY)], *m]),
    "member extra": lambda m: added(m, "files/extra"),
    "outside": lambda m: with_manifest(added(m, "files/../../escaped")),
    "outside by areas": lambda m: with_manifest(added(m, "areas/a/../../../escaped")),
    "absolute": lambda m: with_manifest(added(m, "/tmp/escaped")),  # noqa: S108 - made up
    "absolute inside": lambda m: with_manifest(added(m, "files//tmp/escaped")),
    "backslash": lambda m: with_manifest(added(m, "files/..\\escaped")),
    "unknown part": lambda m: with_manifest(added(m, "elsewhere/escaped")),
    "link": lambda m: with_manifest(added(m, "files/link", tarfile.SYMTYPE, "/etc/passwd")),
    "hard link": lambda m: with_manifest(added(m, "files/link", tarfile.LNKTYPE, KEY)),
    "folder": lambda m: with_manifest(added(m, "files/folder", tarfile.DIRTYPE)),
    "device": lambda m: with_manifest(added(m, "files/device", tarfile.CHRTYPE)),
    "pipe": lambda m: with_manifest(added(m, "files/pipe", tarfile.FIFOTYPE)),
    "the database itself": lambda m: with_manifest(added(m, "files/akcioterulet.sqlite")),
    "its journal": lambda m: with_manifest(added(m, "files/akcioterulet.sqlite-wal")),
    "a job": lambda m: with_manifest(added(m, "files/jobs/1/in.csv")),
    "rows not counted": lambda m: with_manifest(m, rows={}),
    "other revision": lambda m: with_manifest(m, revision="9999"),
    "later format": lambda m: with_manifest(m, format=99),
    "format of no kind": lambda m: with_manifest(m, format=[]),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_whatever_was_changed_is_refused_and_nothing_changes(
    house: House, good: Path, tmp_path: Path, how: str
) -> None:
    house.change()
    before = house.state()
    evil = written(tmp_path / "evil.tar.gz", HOSTILE[how](read_members(good)))
    with pytest.raises(RefusedError) as caught:
        house.restore(evil)
    assert len(str(caught.value)) > len("evil.tar.gz")
    assert house.state() == before
    assert not list(tmp_path.rglob("escaped"))
    assert not list(house.home.rglob(f"{swap.STAGE}*"))


def test_an_unchanged_copy_of_the_members_is_told_from_these_by_its_seal(
    house: House, good: Path, tmp_path: Path
) -> None:
    members = with_manifest(read_members(good))
    house.restore(written(tmp_path / "copy.tar.gz", members))
    with pytest.raises(RefusedError, match="checksum"):
        house.restore(written(tmp_path / "unsealed.tar.gz", members, sealed=False))


def test_a_flipped_bit_anywhere_is_refused(house: House, good: Path, tmp_path: Path) -> None:
    body, evil = good.read_bytes(), tmp_path / "evil.tar.gz"
    ends = [*range(24), *range(len(body) - 130, len(body))]
    for at in (*ends, *range(24, len(body) - 130, max(1, len(body) // 60))):
        evil.write_bytes(body[:at] + bytes([body[at] ^ 4]) + body[at + 1 :])
        with pytest.raises(RefusedError):
            archive.look_through(evil)
    before = house.state()
    with pytest.raises(RefusedError):
        house.restore(evil)
    assert house.state() == before


def test_a_file_that_breaks_off_is_refused(house: House, good: Path, tmp_path: Path) -> None:
    body, evil = good.read_bytes(), tmp_path / "evil.tar.gz"
    before = house.state()
    for length in (0, 1, 10, 100, len(body) // 2, len(body) - 200, len(body) - 50, len(body) - 1):
        evil.write_bytes(body[:length])
        with pytest.raises(RefusedError):
            house.restore(evil)
    evil.write_bytes(body + b"x")
    with pytest.raises(RefusedError):
        house.restore(evil)
    assert house.state() == before


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    house: House, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = house.state()
    for name, limit in (("MOST_BYTES", 1000), ("MOST_BYTES_OF_ONE", 10), ("MOST_MEMBERS", 5)):
        monkeypatch.setattr(archive, name, limit)
        with pytest.raises(RefusedError):
            house.restore(good)
        monkeypatch.undo()
    bomb = read_members(good)
    bomb.insert(0, (tarfile.TarInfo("files/zeros"), bytes(5_000_000)))
    with pytest.raises(RefusedError, match="zeros"):
        house.restore(written(tmp_path / "bomb.tar.gz", bomb))
    assert house.state() == before


@pytest.mark.parametrize("step", range(1, 12))
def test_a_fault_in_the_middle_of_the_exchange_brings_everything_back(
    house: House, good: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    house.change()
    before, count, real = house.state(), 0, Path.rename

    def rename(self: Path, target: Path) -> Path:
        nonlocal count
        count += 1
        if count == step:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    try:
        house.restore(good)
    except OSError:
        monkeypatch.undo()
        assert house.state() == before
    else:
        assert count < step, "a fault was passed over"
    assert not list(house.home.rglob(f"{swap.STAGE}*"))


@pytest.mark.parametrize("file", range(1, 7))
def test_a_full_disk_while_the_files_are_laid_out_changes_nothing(
    house: House, good: Path, monkeypatch: pytest.MonkeyPatch, file: int
) -> None:
    house.change()
    before, count, real = house.state(), 0, swap.write_whole

    def write(path: Path, content: bytes, *, mode: int) -> None:
        nonlocal count
        count += 1
        if count == file:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content, mode=mode)

    monkeypatch.setattr(swap, "write_whole", write)
    with pytest.raises(OSError, match="No space"):
        house.restore(good)
    assert house.state() == before
    assert not list(house.home.rglob(f"{swap.STAGE}*"))


def test_a_fault_of_a_new_house_leaves_no_house(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: swap.Exchange) -> None:
        raise OSError(errno.EIO, f"{len(self.homes)} folders")

    monkeypatch.setattr(swap.Exchange, "swap", fail)
    other = House(tmp_path / "other")
    with pytest.raises(OSError, match="3 folders"):
        other.restore(good)
    assert {path.name for path in tmp_path.glob("other/**/*")} <= {"kept", "upgrade.lock"}


def test_a_database_that_fails_brings_the_files_back(
    house: House, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.change()
    before, real = house.state(), swap.Exchange.swap

    def and_fail(self: swap.Exchange) -> None:
        real(self)
        raise StoreUnavailableError("the database went away at the last moment")

    monkeypatch.setattr(swap.Exchange, "swap", and_fail)
    with pytest.raises(StoreUnavailableError):
        house.restore(good)
    assert house.state() == before


def test_a_backup_of_the_former_format_is_restored(
    house: House, good: Path, tmp_path: Path
) -> None:
    members = [
        (member, body)
        for member, body in read_members(good)
        if member.name.startswith(("rows/", "files/"))
    ]
    head = json.loads(read_members(good)[-1][1])
    manifest = json.dumps({"format": 1, "revision": head["revision"], "rows": head["rows"]})
    at = sum(member.name.startswith("rows/") for member, _ in members)
    members.insert(at, (tarfile.TarInfo(MANIFEST), manifest.encode()))
    former = written(tmp_path / "former.tar.gz", members, sealed=False)
    before = house.state()
    house.change()
    later = {name: body for name, body in house.state().items() if name.startswith(("a", "o"))}
    house.restore(former)
    after = house.state()
    assert {name: body for name, body in after.items() if name.startswith(("a", "o"))} == later
    assert after["rows of users"] == before["rows of users"]
    assert after["kept/session.key"] == before["kept/session.key"]
    escaping = [*members, (tarfile.TarInfo("files/../escaped"), b"x")]
    with pytest.raises(RefusedError):
        house.restore(written(tmp_path / "evil.tar.gz", escaping, sealed=False))
    assert house.state() == after


def test_a_backup_of_a_former_revision_is_restored_without_what_nothing_reads(
    house: House, tmp_path: Path
) -> None:
    with house.store.session() as session:
        anna = users.get(session, "Próba Anna")
        kept_job = {"area": "mezo", "variant": "programme", "lang": "hu", "in_name": "lista.csv"}
        jobs.create(session, "check_file", by=anna, life=dt.timedelta(days=1), **kept_job)
    good = house.backup(tmp_path / "good.tar.gz")
    members = [(tarfile.TarInfo("rows/editions_log.jsonl"), b"{}\n")]
    later = {f"rows/{name}.jsonl" for name in MADE_IN}
    for member, body in read_members(good):
        if member.name == "rows/jobs.jsonl":
            row = {**json.loads(body), "done_rows": 3, "all_rows": 3}
            row |= {"beat_at": None, "finished_at": "2026-01-05T08:00:00+00:00"}
            members.append((member, json.dumps(row).encode() + b"\n"))
        elif member.name.startswith(("rows/", "files/")) and member.name not in later:
            members.append((member, body))
    head = json.loads(read_members(good)[-1][1])
    rows = {name: count for name, count in head["rows"].items() if name not in MADE_IN}
    told = {"format": 1, "revision": "0001", "rows": {**rows, "editions_log": 1}}
    manifest = (tarfile.TarInfo(MANIFEST), json.dumps(told).encode())
    before = house.state()
    house.change()
    house.restore(written(tmp_path / "former.tar.gz", [*members, manifest], sealed=False))
    after = house.state()
    assert before["rows of jobs"]
    assert [after[name] for name in before if name.startswith("rows of")] == [
        before[name] for name in before if name.startswith("rows of")
    ]
    short = written(tmp_path / "short.tar.gz", [*members[1:], manifest], sealed=False)
    with pytest.raises(RefusedError, match="editions_log"):
        house.restore(short)


def test_a_part_without_a_place_is_refused(house: House, good: Path) -> None:
    before = house.state()
    with pytest.raises(RefusedError, match="AKCIOTERULET_AREAS_DIR"):
        restore(house.store, good, replace=True, overrides=house.overrides)
    with pytest.raises(RefusedError, match="AKCIOTERULET_OVERRIDES_DIR"):
        restore(house.store, good, replace=True, areas=house.areas)
    assert house.state() == before


def test_a_folder_that_is_gone_makes_no_backup(house: House, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="is not there"):
        backup(house.store, tmp_path / "b.tar.gz", areas=tmp_path / "gone")
    assert not (tmp_path / "b.tar.gz").exists()


def test_folders_inside_one_another_stand_in_one_part(tmp_path: Path) -> None:
    made = House(tmp_path / "house")
    made.furnish()
    made.areas.rename(made.home / "kept" / "areas")
    made.areas = made.home / "kept" / "areas"
    file = made.backup(tmp_path / "b.tar.gz")
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert "areas/definitions/mező.yaml" in names
    assert not [name for name in names if name.startswith("files/areas")]
    before = made.state()
    made.change()
    made.restore(file)
    assert made.state() == before


def test_a_failed_backup_leaves_the_former_one(
    house: House, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = good.read_bytes()

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("webmap.store.backup.seal", full)
    with pytest.raises(OSError, match="No space"):
        house.backup(good)
    assert good.read_bytes() == before
    assert [path.name for path in good.parent.iterdir() if path.is_file()] == [good.name]


def test_the_commands_keep_all_folders_and_end_with_a_sentence(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.store.close()
    for name in ("data", "areas", "overrides"):
        folder = house.home / ("kept" if name == "data" else name)
        monkeypatch.setenv(f"AKCIOTERULET_{name.upper()}_DIR", str(folder))
    file = tmp_path / "b.tar.gz"
    assert CliRunner().invoke(cli, ["backup", str(file)]).exit_code == 0
    before = house.state()
    house.change()
    changed_state = house.state()
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(file.read_bytes()[:-1])
    done = CliRunner().invoke(cli, ["restore", str(broken), "--replace"])
    assert (done.exit_code, done.output.startswith("Error: ")) == (1, True)
    assert house.state() == changed_state
    assert CliRunner().invoke(cli, ["restore", str(file), "--replace"]).exit_code == 0
    house.store.close()
    assert house.state() == before


def test_names_that_cannot_come_back_are_told_when_the_backup_is_made(
    house: House, tmp_path: Path
) -> None:
    (house.areas / "back\\slash").write_text("x")
    with pytest.raises(RefusedError, match="rename"):
        house.backup(tmp_path / "b.tar.gz")
