"""A writer that breaks off in the middle: a full disk or a kill at one of its calls of the system.

What is written whole or not at all must read as before or as after, whichever call it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("open", "write", "fsync", "replace")
"""Calls of the system that write a file whole."""


def full() -> None:
    """Find the disk full."""
    raise OSError(errno.ENOSPC, "No space left on device")


def killed() -> None:
    """Die at once: nothing is cleared up."""
    os.kill(os.getpid(), signal.SIGKILL)


def break_at(
    number: int,
    happens: Callable[[], None],
    steps: tuple[str, ...] = STEPS,
    patch: Callable[[object, str, object], None] = setattr,
) -> None:
    """Let something happen at one of the coming calls of the system, counted from 1.

    Args:
        number: of the call.
        happens: instead of it, or before it.
        steps: functions of `os` that count.
        patch: sets an attribute; a test that is not in a process of its own takes back what it set.
    """
    count = 0

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the system's own
            nonlocal count
            count += 1
            if count == number:
                happens()
            return real(*given, **named)

        return call

    for name in steps:
        patch(os, name, counted(getattr(os, name)))


def breaking_off(
    number: int,
    happens: Callable[[], None],
    write: Callable[[], object],
    steps: tuple[str, ...] = STEPS,
) -> None:
    """Write in a process of its own that breaks off at one of its calls; wait for its end."""
    child = os.fork()
    if child == 0:
        break_at(number, happens, steps)
        with contextlib.suppress(OSError):
            write()
        os._exit(0)
    os.waitpid(child, 0)
