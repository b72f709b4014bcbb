"""Processes for `boundaries.child` that have read their programs before they are asked for.

A new interpreter reads shapely, SQLAlchemy and the product for more than a second, for work of a
few hundredths. Here one is started for each environment, reads them once, and is copied whenever
the product starts a process; the copy does what the process would have done, under the same limits,
with its own input and output. `tests/boundaries/test_child.py` holds both to the same word; every
process that the tests start themselves is a real one.
"""

from __future__ import annotations

import _socket
import contextlib
import fcntl
import importlib
import json
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries import child

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from tests import nursery; nursery.serve(int(sys.argv[1]), sys.argv[3:])"
)
OF_SERVICE = (
    *("webmap.files.tasks", "webmap.workshop.staging", "webmap.workshop.sources"),
    *("webmap.workshop.fetching", "webmap.admin.candidates"),
    *("webmap.ask.answering", "webmap.ask.many_answering"),
)
OF_TABLES = ("boundaries.tables.workbook", "boundaries.tables.published_text")
OF_EXPORT = ("boundaries.export.package", "boundaries.export.writing", "pyogrio", "geopandas")
"""Modules that hold what processes of the product do, and what these read themselves."""
REAL = child._spawned
KEPT_FREE = 200
"""Handles from here on are the copy's while it puts those that it was given in their places."""


class Copied:
    """A copy, as `child` uses `subprocess.Popen`."""

    def __init__(self, pid: int, handle: int, told: int, said: int | None) -> None:
        self.pid, self.returncode = pid, None if handle >= 0 else 0
        self._handle, self._told, self._said = handle, told, said

    def communicate(
        self, told: bytes | None = None, timeout: float | None = None
    ) -> tuple[bytes, None]:
        """Tell it what to do and return what it says.

        Raises:
            subprocess.TimeoutExpired: it has not ended within the seconds.
        """
        if told is not None:
            threading.Thread(target=self._tell, args=(told,), daemon=True).start()
        until = None if timeout is None else time.monotonic() + timeout
        said = []
        while self._said is not None:
            self._wait_for(self._said, until, timeout)
            said.append(os.read(self._said, 1 << 16))
            if not said[-1]:
                os.close(self._said)
                self._said = None
        if self.returncode is None:
            self._wait_for(self._handle, until, timeout)
            os.close(self._handle)
            self.returncode = 0  # nobody asks how it ended
        return b"".join(said), None

    def kill(self) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def _tell(self, told: bytes) -> None:
        with contextlib.suppress(BrokenPipeError), os.fdopen(self._told, "wb") as pipe:
            pipe.write(told)

    @staticmethod
    def _wait_for(handle: int, until: float | None, timeout: float | None) -> None:
        left = None if until is None else max(0.0, until - time.monotonic())
        if not select.select([handle], [], [], left)[0]:
            raise subprocess.TimeoutExpired("a copy", timeout or 0.0)


class Nursery:
    """The interpreters that are copied: one for each environment that the product gives."""

    def __init__(self) -> None:
        self._open: dict[tuple[tuple[str, str], ...], _socket.socket] = {}
        self._running: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def spawned(
        self, *, stdout: int, env: Mapping[str, str] | None = None, pass_fds: tuple[int, ...] = ()
    ) -> Copied:
        """Do what `child._spawned` does."""
        told_there, told = os.pipe()
        said, said_there = os.pipe() if stdout == subprocess.PIPE else (None, None)
        null = os.open(os.devnull, os.O_RDWR)
        given = {0: told_there, 1: null if said_there is None else said_there, 2: null}
        given |= {handle: handle for handle in pass_fds}
        asked = {
            "places": list(given),
            "environ": dict(os.environ if env is None else env),
            "folder": str(Path.cwd()),
        }
        with self._lock:
            line = self._line(env)
            socket.send_fds(line, [pickle.dumps(asked)], list(given.values()))  # type: ignore[arg-type]
            answer, (handle,), *_ = socket.recv_fds(line, 1 << 10, 1)  # type: ignore[arg-type]
        for one in (told_there, said_there, null):
            if one is not None:
                os.close(one)
        return Copied(int(answer), handle, told, said)

    def _line(self, env: Mapping[str, str] | None) -> _socket.socket:
        """Return the line to the interpreter for an environment; starts it where it is new."""
        key = tuple(sorted((env or {}).items()))
        if key not in self._open:
            # Sockets of the module `socket` are refused in most tests; this one leads nowhere.
            here, there = _socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            names = OF_SERVICE if env is None else OF_EXPORT if "GDAL_SKIP" in env else OF_TABLES
            self._running.append(
                subprocess.Popen(
                    [sys.executable, "-c", CODE, str(there.fileno()), json.dumps(sys.path), *names],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[there.fileno()],
                    env=None if env is None else dict(env),
                )
            )
            there.close()
            self._open[key] = here
        return self._open[key]

    def close(self) -> None:
        """End them all."""
        for line in self._open.values():
            line.close()
        for one in self._running:
            one.wait()


def serve(line_handle: int, names: list[str]) -> None:
    """Make a copy whenever one is asked for; a copy returns, to do what it is told."""
    for name in names:
        importlib.import_module(name)
    line = _socket.socket(fileno=line_handle)
    while True:
        told, given, *_ = socket.recv_fds(line, 1 << 20, 253)  # type: ignore[arg-type]
        if not told:
            os._exit(0)
        ready, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            break
        handle = os.pidfd_open(pid)
        os.close(begun)
        os.read(ready, 1)  # it has closed its end: it leads a group, which may be ended now
        socket.send_fds(line, [str(pid).encode()], [handle])  # type: ignore[arg-type]
        for one in (*given, ready, handle):
            os.close(one)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    line.close()
    os.setsid()
    os.close(begun)
    os.close(ready)
    _become(pickle.loads(told), given)  # noqa: S301 - from the tests


def _become(asked: dict[str, Any], given: list[int]) -> None:
    """Do what a new interpreter does that `child` has started."""
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    aside = [fcntl.fcntl(one, fcntl.F_DUPFD, KEPT_FREE) for one in given]
    for one in given:
        os.close(one)
    for place, one in zip(asked["places"], aside, strict=True):
        os.dup2(one, place)
        os.close(one)
    sys.argv[1:] = []
    exec(child._CODE, {})  # noqa: S102 - what the real one runs


NURSERY = Nursery()
