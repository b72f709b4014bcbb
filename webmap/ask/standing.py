"""Whether this machine is behind the others of its installation.

Editions come into force by files. Where several machines have copies of the folder, one of them
may have the newer records: the others say so with every answer until they have them too.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import threading
import time
from typing import TYPE_CHECKING

from boundaries.edition.edition import acceptances
from boundaries.errors import EditionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from boundaries.edition.acceptances import Acceptance
    from boundaries.facts.area_files import AreaFiles
    from webmap.store.core import Store
    from webmap.store.machines import Standing

FRESH_S = 0.5
"""How long an answer of the database is kept, seconds."""
RETRY_S = 5.0
"""How long a database that did not answer is left alone, seconds."""


class Behind:
    """Asks the database which areas are further on another machine.

    Args:
        store: what the machines share.
        own: slug -> how far the area is on this machine.
    """

    def __init__(self, store: Store, own: Callable[[], Mapping[str, Standing]]) -> None:
        self._store, self._own = store, own
        self._behind: frozenset[str] = frozenset()
        self._until = 0.0
        self._lock = threading.Lock()

    def __call__(self, slug: str) -> bool:
        """Tell whether another machine has newer records of an area.

        While the database does not answer, what was known last holds; that newer decisions are
        unknown is told by the overrides.
        """
        if time.monotonic() >= self._until:
            with self._lock:
                self._ask()
        return slug in self._behind

    def _ask(self) -> None:
        from ..store import machines  # noqa: PLC0415 - SQLAlchemy; only for several machines
        from ..store.errors import StoreUnavailableError  # noqa: PLC0415 - as above

        if time.monotonic() < self._until:
            return
        try:
            with self._store.session() as session:
                self._behind = machines.compare(session, self._own())
        except StoreUnavailableError:
            self._until = time.monotonic() + RETRY_S
        else:
            self._until = time.monotonic() + FRESH_S


@functools.lru_cache(maxsize=1)
def standings(files: AreaFiles) -> Mapping[str, Standing]:
    """Return how far each area is, as its files are now; one that cannot be read is left out."""
    found = {}
    for slug in files.slugs:
        with contextlib.suppress(EditionError):
            if records := acceptances(slug):
                found[slug] = standing_of(records)
    return found


def standing_of(records: tuple[Acceptance, ...]) -> Standing:
    """Return how far an area is by its records."""
    from ..store.machines import Standing  # noqa: PLC0415 - SQLAlchemy; only for several machines

    digest = hashlib.sha256("\n".join(map(repr, records)).encode()).hexdigest()
    return Standing(len(records), digest)
