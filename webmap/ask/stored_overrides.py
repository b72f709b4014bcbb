"""Overrides that two people have decided in the service, beside those of the operator's files.

A look-up asks for them every time, so that a decision is used at once. With SQLite asking costs
some microseconds: the database itself tells whether anything was written since. With PostgreSQL
the answer to that question is kept for half a second.

While the database is away, the last overrides that were read go on holding, on their days. What
was decided since is not known then, and every answer says so (`unchecked`).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boundaries.errors import DefinitionError, Fault
from boundaries.verdict.overrides import Overrides, read_overrides

if TYPE_CHECKING:
    from boundaries.language.house_numbers import NumberRange
    from boundaries.verdict.overrides import Override

    from ..store.core import Store
    from .overrides import OverridesSource

FRESH_S = 0.5
"""How long an answer of PostgreSQL about its overrides is kept, seconds."""
RETRY_S = 5.0
"""How long a database that did not answer is left alone, seconds."""


@dataclass(slots=True)
class _Known:
    """What was read about one area."""

    stamp: object
    overrides: Overrides


@dataclass(slots=True)
class StoredOverrides:
    """The overrides of the database and of the files, as one source.

    Args:
        store: what the service remembers.
        files: those of the operator's files, or None.
    """

    store: Store
    files: OverridesSource | None = None
    _known: dict[str, _Known] = field(default_factory=dict)
    _joined: dict[str, tuple[Overrides, Overrides, Overrides]] = field(default_factory=dict)
    _retry_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, slug: str, /) -> Overrides | None:
        """Return the overrides of an area, or None where it has none.

        Raises:
            DefinitionError: what is stored cannot be read, or contradicts the files.
        """
        filed = None if self.files is None else self.files(slug)
        with self._lock:
            stored = self._stored(slug)
            if stored is None or not stored.entries:
                return filed
            return stored if filed is None else self._both(slug, filed, stored)

    def unchecked(self) -> bool:
        """Tell whether the database could not be asked, so that newer overrides are unknown."""
        return time.monotonic() < self._retry_at

    def _stored(self, slug: str) -> Overrides | None:
        known = self._known.get(slug)
        last = None if known is None else known.overrides
        if self.unchecked():
            return last
        stamp = self._version()
        if stamp is None:
            return self._away(last)
        if stamp == ():  # nothing was ever stored
            return None
        if known is not None and known.stamp == stamp:
            return last
        fresh = self._read(slug)
        if fresh is None:
            return self._away(last)
        # The same object again keeps what was worked out from it.
        kept = fresh if last is None or last.digest != fresh.digest else last
        self._known[slug] = _Known(stamp, kept)
        return kept

    def _version(self) -> object:
        """Return what changes with every write of anybody; None while that cannot be told."""
        return self.store.version() if self.store.is_sqlite else int(time.monotonic() / FRESH_S)

    def _away(self, last: Overrides | None) -> Overrides | None:
        self._retry_at = time.monotonic() + RETRY_S
        return last

    def _read(self, slug: str) -> Overrides | None:
        """Return what the database holds, or None where it does not answer."""
        from ..store import overrides  # noqa: PLC0415 - heavy; only where there is a database
        from ..store.errors import RefusedError, StoreUnavailableError  # noqa: PLC0415 - as above

        try:
            with self.store.session(read_only=True) as session:
                self.store.require_kept(session)
                return overrides.in_force(session, slug)
        except StoreUnavailableError:
            return None
        except RefusedError as fault:
            faults = (Fault(slug, str(fault)),)
            raise DefinitionError("overrides of the database", faults) from fault

    def _both(self, slug: str, filed: Overrides, stored: Overrides) -> Overrides:
        known = self._joined.get(slug)
        if known is None or known[0] is not filed or known[1] is not stored:
            made = joined(slug, (*filed.entries, *stored.entries))
            known = self._joined[slug] = (filed, stored, made)
        return known[2]


def joined(slug: str, entries: tuple[Override, ...]) -> Overrides:
    """Return overrides from several places as one.

    Raises:
        DefinitionError: two of them contradict each other.
    """
    document = {"area": slug, "overrides": [entry_document(entry) for entry in entries]}
    read_overrides(document, f"overrides of {slug}")
    return Overrides(slug, entries)


def entry_document(entry: Override) -> dict[str, object]:
    """Return an override in the form of the file of overrides."""
    return {
        "street": entry.street,
        "numbers": numbers_document(entry.numbers),
        "verdict": entry.verdict.value,
        "reason": entry.reason,
        "source": entry.source,
        "by": list(entry.by),
        "from": entry.start,
        "expires": entry.expires,
    }


def numbers_document(numbers: NumberRange) -> object:
    """Return a range as the file of overrides writes it: whole, a number, or three fields."""
    start, end = numbers.ends
    if start is None and end is None and numbers.parity.value == "whole":
        return "whole"
    if start == end and start is not None and numbers.parity.value == "continuous":
        return start
    return {"parity": numbers.parity.value, "from": start, "to": end}
