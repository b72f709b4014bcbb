"""Two web machines and two that work on files, as processes here, behind one PostgreSQL.

Whichever is killed while a file is worked on: the file is answered once, whole, as alone.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from tests.patience import PATIENCE_S
from webmap.accounts.people import Scope
from webmap.store import tokens, users
from webmap.store.core import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.whole

COMMAND = [sys.executable, "-m", "webmap"]
ROWS = 8_000
"""Each another door, which takes a machine some seconds."""
SLOW_S = 3 * PATIENCE_S


@dataclass
class Machines:
    """An installation: its database, its folder, its processes."""

    folder: Path
    database: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, str]:
        return {
            **os.environ,
            "AKCIOTERULET_DATA_DIR": str(self.folder / "kept"),
            "AKCIOTERULET_DATABASE_URL": self.database,
            "AKCIOTERULET_SEVERAL_MACHINES": "yes",
            "AKCIOTERULET_JOB_ROWS": "1000000",
        }

    def start(self, name: str, *command: str) -> None:
        # A process group of its own: a machine that goes down takes along what it has started.
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                [*COMMAND, *command],
                env=self.settings,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def serve(self, name: str, port: int) -> None:
        self.ports[name] = port
        self.start(name, "serve", "--port", str(port))
        until = time.monotonic() + SLOW_S
        while True:
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"http://127.0.0.1:{port}/health", timeout=5)
                return
            assert time.monotonic() < until, self.said(name)
            time.sleep(0.2)

    def work(self, name: str) -> None:
        self.start(name, "work", "--name", name)

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def kill(self, name: str) -> None:
        """Kill a machine with everything that it has started."""
        machine = self.running.pop(name)
        for number in self._family(machine.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        machine.wait()

    def _family(self, number: int) -> list[int]:
        found = [number]
        for child in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                name, parent = child.parent.name, child.read_text().rpartition(")")[2].split()[1]
                if int(parent) == number:
                    found += self._family(int(name))
        return found

    def at_work(self) -> str:
        """Return the machine that works on a file now."""
        until = time.monotonic() + SLOW_S
        while time.monotonic() < until:
            for name in self.running:
                if name.startswith("work") and len(self._family(self.running[name].pid)) > 1:
                    return name
            time.sleep(0.02)
        raise AssertionError("no machine takes the file")

    def send(self, name: str, table: bytes, token: str) -> str:
        answer = requests.post(
            f"http://127.0.0.1:{self.ports[name]}/api/v1/files",
            data=table,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "text/csv"},
            timeout=60,
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def result(self, name: str, number: str, token: str) -> bytes:
        """Wait for a result and return it."""
        base = f"http://127.0.0.1:{self.ports[name]}/api/v1/files/{number}"
        headers = {"Authorization": f"Bearer {token}"}
        until = time.monotonic() + SLOW_S
        while True:
            job = requests.get(base, headers=headers, timeout=60).json()
            if job["state"] == "done":
                break
            assert job["state"] in {"waiting", "running"}, job
            assert time.monotonic() < until, job
            time.sleep(0.3)
        return requests.get(f"{base}/result?format=csv", headers=headers, timeout=60).content


@pytest.fixture
def machines(tmp_path: Path, new_postgres: Callable[[], str]) -> Iterator[Machines]:
    found = Machines(tmp_path, new_postgres())
    subprocess.run([*COMMAND, "database", "upgrade"], env=found.settings, check=True, timeout=120)
    yield found
    for name in list(found.running):
        found.kill(name)


@pytest.fixture
def token(machines: Machines) -> str:
    store = Store(machines.folder / "kept", machines.database)
    with store.session() as session:
        person = users.create(session, "Próba Anna", "not a hash", ["staff"])
        _, text = tokens.create(session, person, "próba", (Scope.FILES,), by=None)
    store.close()
    return text


@pytest.fixture
def free_port() -> Callable[[], int]:
    def find() -> int:
        with socket.socket() as tried:
            tried.bind(("127.0.0.1", 0))
            return int(tried.getsockname()[1])

    return find


def table(rows: int = ROWS) -> bytes:
    lines = (f"{n};Kecskemét, Halasi út {n}" for n in range(rows))
    return "\n".join(["id;Lakcím", *lines]).encode()


def alone(folder: Path, rows: bytes) -> bytes:
    """Return what the command line makes of a table."""
    (folder / "in.csv").write_bytes(rows)
    command = [*COMMAND, "check-file", str(folder / "in.csv"), "--out", str(folder / "out.csv")]
    subprocess.run([*command, "--area", "kecskemet-top-6.9.1"], check=True, timeout=300)
    return (folder / "out.csv").read_bytes()


@pytest.mark.parametrize("killed", ["web", "work", "both"])
def test_a_file_is_answered_once_whatever_is_killed(
    machines: Machines, token: str, free_port: Callable[[], int], tmp_path: Path, killed: str
) -> None:
    machines.serve("web-1", free_port())
    machines.serve("web-2", free_port())
    machines.work("work-1")
    machines.work("work-2")
    number = machines.send("web-1", table(), token)
    busy = machines.at_work()
    if killed != "web":
        machines.kill(busy)
    if killed != "work":
        machines.kill("web-1")
    assert machines.result("web-2", number, token) == alone(tmp_path, table())
