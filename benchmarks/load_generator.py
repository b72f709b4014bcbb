"""The second process of `load.py`: keeps connections busy with look-ups and times each answer.

    python benchmarks/load_generator.py PORT CONNECTIONS SECONDS  <bodies, one a line>

Blocking-free sockets and one loop, so that it takes as little of the machine as can be. Each
connection sends its next request as soon as it has read the whole answer to the last one. An
answer counts as right only with status 200 and, where it is longer than two bytes, a verdict.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from array import array
from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = b"HTTP/1.1 200"


class Link:
    """One connection and the answer that it is reading."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()
        self.read = bytearray()
        self.sent = 0.0

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), 10)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        """Send a request; the answers before it have been read."""
        self.read.clear()
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def whole(self) -> bool | None:
        """Read; return whether the answer is right, or None where more of it is to come."""
        part = self.socket.recv(65536)
        if not part:
            return False
        self.read += part
        end = self.read.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.read[:end]).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
        if len(self.read) < end + 4 + length:
            return None
        return self.read.startswith(OK) and (length <= 2 or b'"verdict":' in self.read)


def requests(port: int, bodies: list[str]) -> Iterator[bytes]:
    """Yield whole requests for ever, one body after the other."""
    made = []
    for body in bodies:
        sent = body.encode()
        head = (
            f"POST /api/v1/check HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        made.append(head.encode() + sent)
    return cycle(made)


def run(port: int, count: int, seconds: float, bodies: list[str]) -> dict[str, float]:
    """Load the server and return the figures."""
    ready = selectors.EpollSelector()
    asked, times, errors = requests(port, bodies), array("d"), 0
    start = time.perf_counter()
    used = time.process_time()
    for _ in range(count):
        link = Link(port)
        ready.register(link.socket, selectors.EVENT_READ, link)
        link.send(next(asked))
    while (now := time.perf_counter()) - start < seconds:
        for key, _ in ready.select(1.0):
            link = key.data
            try:
                right = link.whole()
            except OSError:
                right = False
            if right is None:
                continue
            if right:
                times.append(time.perf_counter() - link.sent)
            else:
                errors += 1
                ready.unregister(link.socket)
                link.socket.close()
                link.socket = link._connect()  # noqa: SLF001 - our own class
                ready.register(link.socket, selectors.EVENT_READ, link)
            link.send(next(asked))
    ordered = sorted(times) or [float("inf")]
    return {
        "answers": len(times),
        "errors": errors,
        "seconds": now - start,
        "cpu": time.process_time() - used,
        "p50_ms": 1e3 * ordered[len(ordered) // 2],
        "p99_ms": 1e3 * ordered[int(len(ordered) * 0.99)],
        "max_ms": 1e3 * ordered[-1],
    }


if __name__ == "__main__":
    port, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    print(json.dumps(run(port, count, seconds, sys.stdin.read().splitlines())))
