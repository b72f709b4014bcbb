"""The real server: lines of JSON, and an answer to what had begun when it is told to stop."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.command import command
from tests.patience import PATIENCE_S, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "Titkos köz 5"  # noqa: S105 - an address that must not be logged


def ask(port: int, method: str, path: str, body: str | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body and body.encode(), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert server.poll() is None
        try:
            if ask(port, "GET", "/health") == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start within {PATIENCE_S:.0f} seconds")


def worked_ticks(process: int) -> int:
    """Return the hundredths of a second that a process and its children have worked."""
    worked = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            told = path.read_text("utf-8", "replace").rpartition(") ")[2].split()
            if process in {int(path.parent.name), int(told[1])}:
                worked += int(told[11]) + int(told[12])
    return worked


@pytest.mark.usefixtures("socket_enabled")
def test_a_stop_answers_what_has_begun(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    environ = {**os.environ, "AKCIOTERULET_DATA_DIR": str(tmp_path / "kept")}
    log = tmp_path / "log"
    with log.open("wb") as stream:
        server = subprocess.Popen(words, stderr=stream, stdout=subprocess.DEVNULL, env=environ)
        try:
            wait_until_up(port, server)
            statuses: list[int] = []
            body = f"q={SECRET}"  # the first page draws the map, which takes a second or more
            slow = threading.Thread(target=lambda: statuses.append(ask(port, "POST", "/", body)))
            before = worked_ticks(server.pid)
            slow.start()
            wait_until(lambda: worked_ticks(server.pid) >= before + 10, "nothing is answered")
            server.send_signal(signal.SIGTERM)
            slow.join(PATIENCE_S)
            assert server.wait(PATIENCE_S) == 0
        finally:
            server.kill()
            server.wait()
    assert statuses == [200]
    said = log.read_text("utf-8").splitlines()
    lines = [json.loads(line) for line in said if line.startswith("{")]  # a warning goes first
    assert {"route": "/", "status": 200} in [
        {name: line.get(name) for name in ("route", "status")} for line in lines
    ]
    assert "Titkos" not in log.read_text("utf-8")
    assert "127.0.0.1" not in log.read_text("utf-8").replace(f"127.0.0.1:{port}", "")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def two_workers(
    tmp_path: Path, **settings: str
) -> Iterator[tuple[int, subprocess.Popen[bytes], Path]]:
    """Serve with two workers; yields port, process and log."""
    port, log = free_port(), tmp_path / "log"
    words = [sys.executable, "-m", "webmap", "serve", "--workers", "2", "--port", str(port)]
    environ = {**os.environ, "AKCIOTERULET_DATA_DIR": str(tmp_path / "kept"), **settings}
    with log.open("wb") as stream:
        server = subprocess.Popen(words, stderr=stream, stdout=subprocess.DEVNULL, env=environ)
        try:
            wait_until_up(port, server)
            wait_until_said(log, "Started worker-1", "Started worker-2")
            yield port, server, log
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE_S)
            finally:
                server.kill()
                server.wait()


def wait_until_said(log: Path, *words: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if all(word in log.read_text("utf-8") for word in words):
            return
        time.sleep(0.1)
    pytest.fail(f"the log does not say {words}: {log.read_text('utf-8')[-2000:]}")


def is_gone(process: int) -> bool:
    """Tell whether all threads of a process are over; its parent may not have looked yet."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        states = [(one / "stat").read_text("utf-8").rpartition(") ")[2][0] for one in threads]
    except OSError:
        return not Path(f"/proc/{process}").exists()
    return len(states) == 1 and states[0] in "ZX"


def spawned(log: Path, worker: int = 1) -> list[int]:
    """Return the process ids that a place of a worker has had."""
    found = re.findall(rf"Spawning worker-{worker} with PID: (\d+)", log.read_text("utf-8"))
    return [int(number) for number in found]


def wait_for(log: Path, count: int) -> int:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if len(spawned(log)) >= count:
            return spawned(log)[-1]
        time.sleep(0.1)
    pytest.fail(f"worker-1 was not started {count} times: {log.read_text('utf-8')[-2000:]}")


@pytest.mark.usefixtures("socket_enabled")
def test_a_dead_worker_is_replaced_and_the_others_go_on(tmp_path: Path) -> None:
    with two_workers(tmp_path) as (port, server, log):
        for deaths in (1, 2, 3):  # sooner after each other than a server would call a crash loop
            worker = wait_for(log, deaths)
            os.kill(worker, signal.SIGKILL)
            wait_until(partial(is_gone, worker), f"worker {worker} lives")
            assert [ask(port, "GET", "/health") for _ in range(20)] == [200] * 20
        wait_for(log, 4)
        assert server.poll() is None
        text = log.read_text("utf-8")
    assert text.count("killed by SIGKILL") == 3
    assert "it is replaced in 2 s" in text
    assert len(spawned(log, 2)) == 1
    assert server.returncode == 0


@pytest.mark.usefixtures("socket_enabled")
def test_workers_count_together_and_a_second_service_is_refused(tmp_path: Path) -> None:
    limit = {"AKCIOTERULET_RATE_DEFAULT": "7 per hour"}
    with two_workers(tmp_path, **limit) as (port, _, log):
        statuses = [ask(port, "GET", "/programmes") for _ in range(30)]
        assert sorted(statuses) == [200] * 7 + [429] * 23
        second = command("serve", "--port", port, AKCIOTERULET_DATA_DIR=str(tmp_path / "other"))
        assert (second.returncode, second.stdout) == (2, "")
        assert f"127.0.0.1:{port} cannot be listened on" in second.stderr
        assert "take another --port" in second.stderr
        counts = list(Path(tempfile.gettempdir()).glob("akcioterulet-limits-*/counts.sqlite"))
        assert counts
        assert not any(b"127.0.0.1" in path.read_bytes() for path in counts)
        assert "Traceback" not in log.read_text("utf-8")


SERVE = """
import sys
from webmap.serving import supervising
from webmap.serving.serving import make_server
supervising.FIRST_PAUSE_S, supervising.LONGEST_PAUSE_S = 0.02, 0.1
make_server("dying:application", host="127.0.0.1", port={port}, workers=2).serve()
"""


@pytest.mark.parametrize(
    ("death", "reason", "starts"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "no worker can be kept alive", range(8, 15)),
        ("raise ValueError('próba')", "could not start", range(2, 4)),
    ],
)
def test_workers_that_never_live_end_the_service(
    tmp_path: Path, death: str, reason: str, starts: range
) -> None:
    code = f"import os, signal\ndef application():\n    {death}\n"
    (tmp_path / "dying.py").write_text(code, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path.cwd()}"}
    done = subprocess.run(
        [sys.executable, "-c", SERVE.format(port=free_port())],
        env=environ,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 1
    assert reason in done.stderr
    assert done.stderr.count("Spawning worker-") in starts
