"""The look-up keys of the towns of a file: made when a town is written, read when it is asked.

Without them the first question about a town makes the keys of all its streets. A file of an older
program has none, or some of other rules; then they are made as for any list.
"""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING

from ..address.street_index import StreetIndex, TownNames
from ..address.street_keys import RULES, compact, keys_of, unpacked, unpacked_further
from ..errors import RegisterError
from .gazetteer import register_names
from .store import Store, StoredThoroughfare
from .store_writing import fill

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from ..address.street_keys import FurtherKeys
    from .register import Register, Thoroughfare

TABLE = "street_keys"
MAKE = f"""
CREATE TABLE IF NOT EXISTS {TABLE} (town INTEGER PRIMARY KEY, rules INTEGER NOT NULL,
    named TEXT NOT NULL, streets TEXT NOT NULL, keys TEXT NOT NULL, further TEXT NOT NULL);
"""
"""`named`: name and postcodes of the town; `streets`: names and types; the others as
`StreetKeys.packed` has them; all as JSON."""


def keep_keys(base: sqlite3.Connection, town: int, register: Register) -> None:
    """Write the keys of a town into a file."""
    names = register_names(register)
    streets = register.thoroughfares
    lists = ([s.name for s in streets], [s.type for s in streets])
    texts = (compact((names.town, names.postcodes)), compact(lists), *keys_of(streets).packed())
    fill(base, TABLE, [(town, RULES, *texts)])


def has_keys(store: Store) -> bool:
    """Tell whether a file keeps any."""
    return bool(store.all("SELECT 1 FROM sqlite_master WHERE name = ?", TABLE))


def kept_index(store: Store, town: int, first: int) -> StreetIndex[Thoroughfare] | None:
    """Return the streets of a town, ready to be looked up; None where they have to be indexed.

    Args:
        store: a file that keeps keys (`has_keys`).
        town: its place in the file.
        first: key of its first street.

    Raises:
        RegisterError: the file is damaged.
    """
    question = f"SELECT named, streets, keys FROM {TABLE} WHERE town = ? AND rules = ?"  # noqa: S608 - our name  # nosec B608
    rows = store.all(question, town, RULES)
    if not rows:
        return None
    ((named, streets, keys),) = rows

    def further() -> FurtherKeys:
        ((text,),) = store.all(f"SELECT further FROM {TABLE} WHERE town = ?", town)  # noqa: S608 - our name  # nosec B608
        with _read(store):
            return unpacked_further(text)

    with _read(store):
        name, codes = json.loads(named)
        listed = StoredStreets(store, first, *json.loads(streets))
        return StreetIndex(TownNames(name, tuple(codes)), listed, unpacked(keys, further))


@contextlib.contextmanager
def _read(store: Store) -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError) as fault:
        raise RegisterError(f"{store.path}: damaged ({fault}); make it again") from fault


class StoredStreets:
    """The public places of a town in a file; one is made when it is first asked for."""

    def __init__(self, store: Store, first: int, names: list[str], types: list[str]) -> None:
        self._store, self._first = store, first
        self._names, self._types = names, types
        self._made: dict[int, StoredThoroughfare] = {}

    def __getitem__(self, at: int) -> StoredThoroughfare:
        made = self._made.get(at)
        if made is None:
            made = StoredThoroughfare(
                self._names[at], self._types[at], self._store, self._first + at
            )
            made = self._made.setdefault(at, made)  # whoever asks gets the same one
        return made
