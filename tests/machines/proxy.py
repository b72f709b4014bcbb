"""A network between a machine and the database that can stop to carry anything."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

_PIECE = 1 << 16


class Proxy:
    """Carries bytes from a port of this machine to that of the server, and back.

    Args:
        target: the server's port.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._flows, self._answers = threading.Event(), threading.Event()
        self.go_on()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._opened = contextlib.ExitStack()
        self._threads: list[threading.Thread] = []
        self.port = int(self._listening.getsockname()[1])
        """Where a machine connects to."""

    def __enter__(self) -> Self:
        self._begin(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._opened.close()
        self.go_on()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def hang(self) -> None:
        """Carry nothing any more; connections stay open, and new ones are taken."""
        self._flows.clear()

    def swallow_answers(self) -> None:
        """Carry what is asked, and nothing of what is answered."""
        self._answers.clear()

    def go_on(self) -> None:
        """Carry again what was sent meanwhile, too."""
        for one in (self._flows, self._answers):
            one.set()

    def _begin(self, work: Callable[..., None], *about: object) -> None:
        self._threads.append(threading.Thread(target=work, args=about))
        self._threads[-1].start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", self._target))
                for one in (here, there):
                    self._opened.callback(_close, one)
                self._begin(self._carry, here, there, self._flows)
                self._begin(self._carry, there, here, self._flows, self._answers)

    def _carry(self, one: socket.socket, other: socket.socket, *needed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(_PIECE):
                for event in needed:
                    event.wait()
                other.sendall(piece)
        _close(other)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
