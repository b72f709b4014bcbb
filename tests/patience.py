"""How long a test waits for what must come: a bound for a machine with much to do.

It is no expectation. Whatever waits looks at its condition again and again, goes on as soon as it
is met, and fails only where it is not met for so long that it never will be.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE_S = 300.0
PATIENCE_MS = 1000 * PATIENCE_S
"""The same for a browser."""


def wait_until(met: Callable[[], object], what: object = "", *, every_s: float = 0.02) -> None:
    """Wait until something is true.

    Raises:
        AssertionError: it never was.
    """
    until = time.monotonic() + PATIENCE_S
    while not met():
        assert time.monotonic() < until, what
        time.sleep(every_s)
