"""Whether this machine is behind the others of its installation, or works with other files.

Editions come into force by files. Where several machines have copies of the folder, one of them
may have the newer records: the others say so with every answer until they have them too. Street
lists, facts, programmes and the register of many towns have no such record: where two machines
hold different ones neither knows better, and both say so.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import secrets
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.edition.edition import acceptances
from boundaries.errors import EditionError, RegisterError, UnknownAreaError
from boundaries.facts.area_files import area_files

from .anywhere import PROGRAMMES, REGISTER, register_state

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from boundaries.edition.acceptances import Acceptance
    from boundaries.facts.area_files import AreaFiles
    from webmap.store.core import Store
    from webmap.store.machines import Standing

    from .services import BundledAreas

FRESH_S = 0.5
"""How long an answer of the database is kept, seconds."""
RETRY_S = 5.0
"""How long a database that did not answer is left alone, seconds."""
TOLD_EVERY_S = 5.0
"""How often a machine tells the others what it works with, though nothing has changed, seconds."""


class Others:
    """Asks the database how the other machines stand to this one.

    Args:
        store: what the machines share.
        own: slug -> how far the area is on this machine.
        holds: slug, `PROGRAMMES` or `REGISTER` -> digest of the files that this machine has.
    """

    def __init__(
        self,
        store: Store,
        own: Callable[[], Mapping[str, Standing]],
        holds: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._store, self._own, self._holds = store, own, holds
        self._machine = secrets.token_hex(8)
        self._behind: frozenset[str] = frozenset()
        self._differ: frozenset[str] = frozenset()
        self._told: Mapping[str, str] = {}
        self._told_at = float("-inf")
        self._until = 0.0
        self._lock = threading.Lock()

    def is_behind(self, slug: str) -> bool:
        """Tell whether another machine has newer records of an area.

        While the database does not answer, what was known last holds; that newer decisions are
        unknown is told by the overrides.
        """
        self._ask()
        return slug in self._behind

    def differs(self, thing: str) -> bool:
        """Tell whether another machine works with other files of an area, or of what is named."""
        self._ask()
        return thing in self._differ

    def _ask(self) -> None:
        if time.monotonic() >= self._until:
            with self._lock:
                self._ask_once()

    def _ask_once(self) -> None:
        from ..store import machines  # noqa: PLC0415 - SQLAlchemy; only for several machines
        from ..store.errors import StoreUnavailableError  # noqa: PLC0415 - as above

        now = time.monotonic()
        if now < self._until:
            return
        holds = self._holds()
        news = holds != self._told or now >= self._told_at + TOLD_EVERY_S
        try:
            with self._store.session() as session:
                self._behind = machines.compare(session, self._own())
                if news:
                    machines.tell(session, self._machine, holds)
                self._differ = machines.differing(session)
        except StoreUnavailableError:
            self._until = time.monotonic() + RETRY_S
            return
        if news:
            self._told, self._told_at = holds, now
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


def holdings(areas: BundledAreas, day: dt.date, register: str | None) -> Mapping[str, str]:
    """Return what this machine works with: name -> digest. One that cannot be read is left out.

    Args:
        areas: the compiled areas.
        day: of the questions.
        register: path of the register of many towns.
    """
    return _holdings(area_files(), areas, day, register, _state_of(register))


@functools.lru_cache(maxsize=1)
def _holdings(
    files: AreaFiles, areas: BundledAreas, day: dt.date, register: str | None, _state: str
) -> Mapping[str, str]:
    found = {PROGRAMMES: files.programmes_digest(), REGISTER: ""}
    for info in areas.list():
        with contextlib.suppress(EditionError, RegisterError, UnknownAreaError):
            edition = areas.edition(info.slug, info.variants[0])
            found[info.slug] = files.beside_digest(edition, day)
    if register is not None:
        with contextlib.suppress(OSError), Path(register).open("rb") as file:
            found[REGISTER] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def _state_of(register: str | None) -> str:
    try:
        return register_state(register)
    except RegisterError:
        return "gone"
