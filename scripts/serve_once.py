"""Start the service, wait until it is ready, and stop it: an operator's first minute.

    python scripts/serve_once.py WORD ...

In the words `{port}` stands for a port that is free. `/ready` has to answer 200 within two minutes,
and the service to end with 0 on SIGTERM; otherwise this says what was different and ends with 1.
`scripts/try_install.sh` runs it, with the standard library alone.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

OK = 200
UP_WITHIN_S, DOWN_WITHIN_S = 120, 40
"""The second as in the systemd unit: running requests are answered first."""


class TryError(Exception):
    """Something did not go as it is documented; the message says what."""


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, path: str = "/ready") -> tuple[int, str]:
    """Return status and body of an answer; 0 and the reason where there is none."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as got:
            return got.status, got.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError as fault:
        return 0, str(fault)


def wait_until_ready(port: int, is_alive: Callable[[], bool]) -> None:
    """Return when `/ready` has answered 200.

    Raises:
        TryError: the service has ended, or is not ready in time.
    """
    until, last = time.monotonic() + UP_WITHIN_S, (0, "")
    while last[0] != OK:
        if not is_alive():
            raise TryError("the service ended before it was ready")
        if time.monotonic() > until:
            raise TryError(f"/ready did not answer 200 within {UP_WITHIN_S} s, but {last}")
        time.sleep(0.1)
        last = answer(port)


@contextmanager
def served(
    words: Sequence[str],
    port: int,
    *,
    stop: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Iterator[None]:
    """Run a service; inside, it is ready; afterwards it has ended by the signal `stop`, with 0.

    Raises:
        TryError: it ended, was not ready in time, or did not end as it should.
    """
    process = subprocess.Popen(words, env=env, cwd=cwd)  # noqa: S603 - the project's own command
    try:
        wait_until_ready(port, lambda: process.poll() is None)
        yield
        process.send_signal(stop)
        try:
            ended = process.wait(DOWN_WITHIN_S)
        except subprocess.TimeoutExpired:
            raise TryError(f"it went on for {DOWN_WITHIN_S} s after {stop.name}") from None
        if ended:
            raise TryError(f"it ended with {ended} after {stop.name}")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


def main() -> None:
    """Serve once."""
    port = free_port()
    with served([word.replace("{port}", str(port)) for word in sys.argv[1:]], port):
        print(f"/ready answers 200 on port {port}")
    print("SIGTERM ended it with 0")


if __name__ == "__main__":
    try:
        main()
    except TryError as fault:
        sys.exit(f"serve_once: {fault}")
