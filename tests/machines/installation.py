"""An installation of several machines: processes here, behind one PostgreSQL and one folder."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from tests import under_unit
from tests.patience import wait_until

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = [sys.executable, "-m", "webmap"]
PASSWORD = "hosszú jelszó próbához"  # noqa: S105 - of a test
"""Of everybody."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Machines:
    """An installation: its database, its folder, its processes."""

    folder: Path
    database: str
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    more: dict[str, dict[str, str]] = field(default_factory=dict)
    """Machine -> what only it has in its environment."""
    units: dict[str, Path] = field(default_factory=dict)
    """Machine -> the unit of systemd whose calls it is held to."""
    homes: dict[str, Path] = field(default_factory=dict)
    """Machine -> where its program lies, if not here."""

    @property
    def kept(self) -> Path:
        """The shared folder."""
        return self.folder / "kept"

    def settings(self, name: str = "") -> Mapping[str, str]:
        """Return the environment of a machine."""
        return {
            **os.environ,
            "AKCIOTERULET_DATA_DIR": str(self.kept),
            "AKCIOTERULET_DATABASE_URL": self.database,
            "AKCIOTERULET_SEVERAL_MACHINES": "yes",
            "AKCIOTERULET_JOB_ROWS": "1000000",
            **self.more.get(name, {}),
        }

    def start(self, name: str, *command: str) -> None:
        """Start a machine; its words go into a log."""
        unit = self.units.get(name)
        held = [] if unit is None else [sys.executable, under_unit.__file__, str(unit)]
        # A process group of its own: a machine that goes down takes along what it has started.
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*held, *COMMAND, *command],
                env=self.settings(name),
                cwd=self.homes.get(name),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def serve(self, name: str) -> None:
        """Start a web machine and wait until it answers."""
        self.ports[name] = free_port()
        self.start(name, "serve", "--port", str(self.ports[name]))
        wait_until(lambda: self.answers(name), name, every_s=0.2)

    def answers(self, name: str, path: str = "/health") -> bool:
        """Tell whether a web machine answers with 200."""
        assert self.running[name].poll() is None, self.said(name)
        with contextlib.suppress(requests.ConnectionError, requests.Timeout):
            return requests.get(self.url(name, path), timeout=30).ok
        return False

    def url(self, name: str, path: str) -> str:
        """Return an address of a web machine."""
        return f"http://127.0.0.1:{self.ports[name]}{path}"

    def work(self, name: str) -> None:
        """Start a machine that works on files and wait until it says so."""
        self.start(name, "work", "--name", name)
        wait_until(lambda: "working on files" in self.said(name), name)

    def said(self, name: str) -> str:
        """Return the log of a machine."""
        return (self.folder / f"{name}.log").read_text()

    def kill(self, name: str) -> None:
        """Kill a machine with everything that it has started."""
        machine = self.running.pop(name)
        self._tell(self.family(machine.pid), signal.SIGKILL)
        machine.wait()

    def stop(self, name: str) -> None:
        """Let a machine stand still with everything that it has started."""
        self._tell(self.family(self.running[name].pid), signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        """Let a machine go on that stands still."""
        self._tell(self.family(self.running[name].pid), signal.SIGCONT)

    def _tell(self, numbers: list[int], what: signal.Signals) -> None:
        for number in numbers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, what)

    def family(self, number: int) -> list[int]:
        """Return the processes that one has started, itself first."""
        found = [number]
        for child in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                name, parent = child.parent.name, child.read_text().rpartition(")")[2].split()[1]
                if int(parent) == number:
                    found += self.family(int(name))
        return found

    def at_work(self) -> str:
        """Wait until a machine works on a file and return which."""
        found: list[str] = []

        def busy() -> list[str]:
            names = (name for name in self.running if name.startswith("work"))
            found[:] = [name for name in names if len(self.family(self.running[name].pid)) > 1]
            return found

        wait_until(busy, "no machine takes the file")
        return found[0]


@dataclass
class Program:
    """A program with a token, at a web machine."""

    machines: Machines
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What it says who it is by."""
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, name: str, table: bytes, key: str | None = None) -> str:
        """Send a file and return the id of its job."""
        answer = self.post(name, table, key)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def post(self, name: str, table: bytes, key: str | None = None) -> requests.Response:
        """Send a file, perhaps by a key, and return the answer."""
        url = self.machines.url(name, "/api/v1/files")
        headers = {**self.headers, "Content-Type": "text/csv"}
        if key is not None:
            headers["Idempotency-Key"] = key
        return requests.post(url, data=table, headers=headers, timeout=60)

    def get(self, name: str, path: str = "") -> requests.Response:
        """Ask about files."""
        url = self.machines.url(name, f"/api/v1/files{path}")
        return requests.get(url, headers=self.headers, timeout=60)

    def delete(self, name: str, number: str) -> requests.Response:
        """Delete a file."""
        url = self.machines.url(name, f"/api/v1/files/{number}")
        return requests.delete(url, headers=self.headers, timeout=60)

    def state(self, name: str, number: str) -> str:
        """Return the state of a job, or the status of an answer that is none."""
        answer = self.get(name, f"/{number}")
        return str(answer.json()["state"] if answer.ok else answer.status_code)

    def result(self, name: str, number: str) -> bytes:
        """Wait for a result and return it; whatever fails meanwhile fails."""
        wait_until(
            lambda: self._over(name, number), lambda: self.get(name, f"/{number}").text, every_s=0.3
        )
        return self.get(name, f"/{number}/result?format=csv").content

    def _over(self, name: str, number: str) -> bool:
        state = self.state(name, number)
        assert state in {"waiting", "running", "done", "503"}, self.get(name, f"/{number}").text
        return state == "done"


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def sign_in(machines: Machines, name: str, who: str) -> requests.Session:
    """Sign a person in at a web machine and return the browser; it may go to any machine."""
    browser = requests.Session()
    page = browser.get(machines.url(name, "/account/login"), timeout=60)
    answer = browser.post(
        machines.url(name, "/account/login"),
        data={"csrf_token": form_token(page.text), "name": who, "password": PASSWORD},
        timeout=60,
    )
    assert answer.ok, answer.text
    return browser


def form_token(page: str) -> str:
    """Return the token of the first form of a page."""
    found = _TOKEN.search(page)
    assert found, page
    return found[1]


def table(rows: int) -> bytes:
    """Return a file of addresses, each another door."""
    lines = (f"{n};Kecskemét, Halasi út {n}" for n in range(rows))
    return "\n".join(["id;Lakcím", *lines]).encode()


def alone(folder: Path, rows: bytes) -> bytes:
    """Return what the command line makes of a table."""
    (folder / "in.csv").write_bytes(rows)
    command = [*COMMAND, "check-file", str(folder / "in.csv"), "--out", str(folder / "out.csv")]
    subprocess.run([*command, "--area", "kecskemet-top-6.9.1"], check=True, timeout=300)
    return (folder / "out.csv").read_bytes()
