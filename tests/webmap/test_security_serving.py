"""The real server: lines of JSON, and an answer to what had begun when it is told to stop."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "Titkos köz 5"  # noqa: S105 - an address that must not be logged


def ask(port: int, method: str, path: str, body: str | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body and body.encode(), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def wait_until_up(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None
        try:
            if ask(port, "GET", "/health") == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start within 30 seconds")


@pytest.mark.usefixtures("socket_enabled")
def test_a_stop_answers_what_has_begun(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "webmap", "serve", "--port", str(port)]
    environ = {**os.environ, "AKCIOTERULET_DATA_DIR": str(tmp_path / "kept")}
    log = tmp_path / "log"
    with log.open("wb") as stream:
        server = subprocess.Popen(command, stderr=stream, stdout=subprocess.DEVNULL, env=environ)
        try:
            wait_until_up(port, server)
            statuses: list[int] = []
            body = f"q={SECRET}"  # the first page draws the map, which takes a second or more
            slow = threading.Thread(target=lambda: statuses.append(ask(port, "POST", "/", body)))
            slow.start()
            time.sleep(0.3)
            server.send_signal(signal.SIGTERM)
            slow.join(60)
            assert server.wait(60) == 0
        finally:
            server.kill()
            server.wait()
    assert statuses == [200]
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert {"route": "/", "status": 200} in [
        {name: line.get(name) for name in ("route", "status")} for line in lines
    ]
    assert "Titkos" not in log.read_text("utf-8")
    assert "127.0.0.1" not in log.read_text("utf-8").replace(f"127.0.0.1:{port}", "")
