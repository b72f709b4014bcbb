"""The one way to start a process: what comes back, what it may take, what is left of it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boundaries import child
from boundaries.child import ChildError, Limits, pool, run, start
from tests.nursery import NURSERY, REAL
from tests.patience import PATIENCE_S, wait_until

QUICK = Limits(seconds=PATIENCE_S)
SPAWNED = "_spawned"


@pytest.fixture(autouse=True, params=["new", "copied"])
def _started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start processes as the product does, and as the other tests do."""
    given = REAL if request.param == "new" else NURSERY.spawned
    monkeypatch.setattr(child, SPAWNED, given)


def hello(name: str) -> list[str]:
    sys.stdout.write("a library prints something")
    return [f"hello {name}", os.environ.get("SECRET", "nothing"), os.environ.get("GIVEN", "")]


def fail(message: str) -> None:
    raise LookupError(message)


def end() -> None:
    os._exit(3)


def say_half() -> None:
    for handle in range(3, 16):
        with contextlib.suppress(OSError):
            os.write(handle, b'{"said": "ha')
    os._exit(3)


def fill(size: int) -> int:
    return len(bytearray(size))


def write(path: Path, size: int) -> None:
    path.write_bytes(bytes(size))


def sleep(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(600)


def sleep_below(path: Path) -> None:
    run(sleep, path, limits=Limits())


def double(number: int) -> int:
    return 2 * number


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_work_says_what_it_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "key")
    assert run(hello, "Éva", limits=QUICK) == ["hello Éva", "key", ""]
    told = run(hello, "Éva", limits=QUICK, environment={"GIVEN": "this"})
    assert told == ["hello Éva", "nothing", "this"]


def test_what_goes_wrong_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="why") as failed:
        run(fail, "why", limits=QUICK)
    assert failed.value.kind == "LookupError"
    for work in (end, say_half):
        with pytest.raises(ChildError) as failed:
            run(work, limits=QUICK)
        assert failed.value.kind == "ended"
    with pytest.raises(ChildError) as failed:
        run(fill, 1 << 31, limits=Limits(seconds=PATIENCE_S, memory=1 << 30))
    assert failed.value.kind == "MemoryError"
    with pytest.raises(ChildError) as failed:
        run(write, tmp_path / "x", 1 << 20, limits=Limits(seconds=PATIENCE_S, file_bytes=1000))
    assert failed.value.kind == "OSError"


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    with pytest.raises(ChildError) as failed:
        run(sleep_below, path, limits=Limits(seconds=3))
    assert failed.value.kind == "slow"
    if path.exists():  # on a machine under load the time may be over before
        wait_until(lambda: not is_running(int(path.read_text())))


def test_work_goes_on_when_its_starter_ends(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    code = (
        "import sys, time; from pathlib import Path; from boundaries.child import Limits, start\n"
        "from tests.boundaries.test_child import sleep\n"
        "path = Path(sys.argv[1]); start(sleep, path, limits=Limits())\n"
        "while not path.exists() or not path.read_text(): time.sleep(0.01)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=PATIENCE_S)
    process = int(path.read_text())
    assert is_running(process)
    os.kill(process, 9)


def test_nobody_hears_what_started_work_returns(tmp_path: Path) -> None:
    start(write, tmp_path / "x", 10, limits=Limits(niceness=1))
    wait_until((tmp_path / "x").exists)


def test_a_pool_does_many_pieces() -> None:
    with pool(2, hello, "you") as processes:
        assert list(processes.map(double, range(5))) == [0, 2, 4, 6, 8]
