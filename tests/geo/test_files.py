"""Files are written whole or not at all, whatever happens in between; locks let one through."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.files import OWNER, LockedError, is_draft, locked, replacing, write_whole
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("open", "write", "fsync", "replace")
"""Every call of the operating system by which a file changes."""


def _at_step(number: int, happens: Callable[[], None]) -> dict[str, object]:
    """Return stand-ins for the calls of which the given one does not do its work."""
    count = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                happens()
            return real(*given, **named)

        return call

    return {name: counted(getattr(os, name)) for name in STEPS}


def _full() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_full_disk_at_any_step_leaves_the_old_file_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    path = tmp_path / "record.json"
    path.write_text("old")
    for name, stand_in in _at_step(step, _full).items():
        monkeypatch.setattr(os, name, stand_in)
    failed = False
    try:
        write_whole(path, "new")
    except OSError:
        failed = True
    monkeypatch.undo()
    assert path.read_text() in ({"old", "new"} if failed else {"new"})
    assert [one.name for one in tmp_path.iterdir()] == ["record.json"], "no draft stays"
    if step <= 4:
        assert failed
        assert path.read_text() == "old"


@pytest.mark.parametrize("step", range(1, 8))
def test_a_kill_at_any_step_leaves_the_old_file_or_the_new(tmp_path: Path, step: int) -> None:
    path = tmp_path / "record.json"
    path.write_text("old")
    child = os.fork()
    if child == 0:
        for name, stand_in in _at_step(step, _killed).items():
            setattr(os, name, stand_in)
        write_whole(path, "new")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert path.read_text() in {"old", "new"}
    if os.WIFSIGNALED(status) and step <= 5:
        assert path.read_text() == "old"
    assert all(is_draft(one) for one in tmp_path.iterdir() if one != path)
    write_whole(path, "later")
    assert path.read_text() == "later"


def test_a_limit_of_the_system_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text("old")
    program = (
        "import resource, signal, sys, pathlib\n"
        "from geo.files import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    write_whole(pathlib.Path(sys.argv[1]), 'n' * 100_000)\n"
        "except OSError as fault:\n"
        "    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert done.returncode == 7
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 1000


def test_a_fault_in_the_block_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "area.gpkg"
    path.write_bytes(b"old")

    def write_half() -> None:
        with replacing(path, keep_ending=True) as draft:
            assert draft.suffix == ".gpkg"
            assert not draft.exists()
            draft.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_rights_stay_or_are_those_asked_for(tmp_path: Path) -> None:
    secret, shared = tmp_path / "secret", tmp_path / "shared"
    write_whole(secret, b"1", mode=OWNER)
    shared.write_text("old")
    shared.chmod(0o664)
    write_whole(shared, "new")
    with replacing(tmp_path / "made", mode=OWNER) as draft:
        draft.write_text("by a library")
    rights = [stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("secret", "shared", "made")]
    assert rights == [0o600, 0o664, 0o600]


def test_a_link_stays_a_link_and_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real", tmp_path / "link", tmp_path / "pipe"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "through")
    reader.join(PATIENCE_S)
    assert got == ["through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 125 + ".json")
    write_whole(path, "x")
    with replacing(path, keep_ending=True) as draft:
        draft.write_text("y")
    assert path.read_text() == "y"


def test_a_lock_lets_one_thread_through_at_a_time(tmp_path: Path) -> None:
    counter, lock = tmp_path / "counter", tmp_path / ".lock"
    counter.write_text("0")

    def add() -> None:
        for _ in range(20):
            with locked(lock):
                write_whole(counter, str(int(counter.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.read_text() == "80"


def test_a_lock_that_is_held_is_not_waited_for_without_end(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    with locked(lock):
        begun = time.monotonic()
        with pytest.raises(LockedError, match=r"another process holds \.lock"):
            locked(lock, patience_s=0.05).__enter__()
        assert time.monotonic() - begun < PATIENCE_S
    with locked(lock, patience_s=0):
        pass


def test_a_lock_whose_file_is_removed_by_its_holder_is_taken_anew(tmp_path: Path) -> None:
    lock, taken = tmp_path / ".lock", threading.Event()
    order: list[str] = []

    def second() -> None:
        with locked(lock):
            order.append("second")
            taken.set()

    with locked(lock):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.05)
        order.append("first")
        lock.unlink()
    thread.join(PATIENCE_S)
    assert order == ["first", "second"]
    assert lock.exists(), "whoever comes next must meet the second holder's file"


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    child = os.fork()
    if child == 0:
        locked(lock).__enter__()
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    with locked(lock, patience_s=0):
        assert Path(lock).exists()
