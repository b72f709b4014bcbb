"""Making very many objects at once."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def all_kept() -> Iterator[None]:
    """Let the collector of cyclic rubbish rest while a map is read or laid out.

    What is made there is kept and holds no cycles; the collector would go through all of it again
    and again. It runs as before afterwards, and stays off where it was off.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
