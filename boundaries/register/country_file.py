"""The registers of many towns in one file, made town by town and mapped by every worker.

The tables are those of one town's file (`store_writing`), where the keys of town n lie from
n × `SPAN` on. Beside them stand `town` (id, source, name, about as JSON, streets, doors, faults)
`name` (folded full name of public places, how many towns have one, their keys if few) and the keys
of the streets (`kept_keys`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import Fault, RegisterError
from ..language.names import fold, type_of
from .gazetteer import index_register
from .kept_keys import has_keys, kept_index
from .register import Register, Thoroughfare
from .store import Store, StoredThoroughfare, open_town, places_in, stored_streets

if TYPE_CHECKING:
    from pathlib import Path

    from ..address.street_index import StreetIndex
    from .model import TownRegister

APPLICATION_ID = 0x414B5443
""""AKTC": tells the file from that of one town."""
SPAN = 1 << 17
"""Keys that a town has in each table."""
WHAT = "a register of many towns"


@dataclass(frozen=True, slots=True)
class TownInFile:
    """One town of a file."""

    id: int
    source: str
    """Where it came from: the folder within the one that was read ("03/060"), or a file's name."""
    name: str
    streets: int
    doors: int
    faults: int

    @property
    def keys(self) -> tuple[int, int]:
        """The first and the last key that it may have in any table."""
        return self.id * SPAN, (self.id + 1) * SPAN - 1


_MARK_AT = 68
"""Where a file of SQLite has its application's mark, four bytes."""


def is_country(path: Path) -> bool:
    """Tell whether a file of SQLite is one of many towns."""
    with path.open("rb") as file:
        return file.read(_MARK_AT + 4)[_MARK_AT:] == APPLICATION_ID.to_bytes(4)


def name_key(name: str, kind: str) -> str:
    """Return the key under which a file keeps the name of a public place."""
    return fold(f"{name} {type_of(kind) or kind}")


class CountryFile:
    """An open file of many towns; what it holds of a town is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            RegisterError: it is no such file, of another version, or damaged.
        """
        self.store = Store(path)
        self.store.expect(APPLICATION_ID, WHAT)
        rows = self.store.all(
            "SELECT id, source, name, streets, doors, faults FROM town ORDER BY id"
        )
        self.towns = tuple(TownInFile(*row) for row in rows)
        self.by_name = {town.name: town for town in self.towns}
        self._has_keys = has_keys(self.store)
        self._by_id = {town.id: town for town in self.towns}

    def about(self, town: TownInFile) -> dict[str, str]:
        """Return what the file says of a town as a whole."""
        ((about,),) = self.store.all("SELECT about FROM town WHERE id = ?", town.id)
        found: dict[str, str] = json.loads(about)
        return found

    def index(self, town: TownInFile) -> StreetIndex[Thoroughfare]:
        """Return the public places of a town, ready to be looked up."""
        kept = kept_index(self.store, town.id, town.keys[0]) if self._has_keys else None
        if kept is not None:
            return kept
        about, streets = self.about(town), stored_streets(self.store, *town.keys)
        register = Register(about["generated"], streets, (), (), places_in(about))
        return index_register(register)

    def register(self, town: TownInFile) -> TownRegister:
        """Return the register of a town, as a file of its own would give it."""
        return open_town(self.store, self.about(town), *town.keys)

    def faults(self, town: TownInFile) -> tuple[Fault, ...]:
        """Return what could not be read of a town, or is odd."""
        question = "SELECT path, message FROM fault WHERE id BETWEEN ? AND ? ORDER BY id"
        return tuple(Fault(*row) for row in self.store.all(question, *town.keys))

    def called(self, key: str) -> tuple[int, tuple[tuple[TownInFile, StoredThoroughfare], ...]]:
        """Return how many towns have a public place of a name (`name_key`), and which, if few."""
        rows = self.store.all("SELECT count, streets FROM name WHERE key = ?", key)
        if not rows:
            return 0, ()
        ((count, few),) = rows
        found = []
        for at in map(int, () if few is None else few.split()):
            ((name, kind),) = self.store.all("SELECT name, type FROM street WHERE id = ?", at)
            town = self._by_id[at // SPAN]
            found.append((town, StoredThoroughfare(name, kind, self.store, at)))
        return count, tuple(found)


def named_town(file: CountryFile, name: str | None) -> TownRegister:
    """Return the register of one town of a file by its name.

    Raises:
        RegisterError: no name is given, or the file has no such town.
    """
    if name is None:
        raise RegisterError(
            f"{file.store.path}: holds {len(file.towns):,} towns; name one (--town)"
        )
    town = file.by_name.get(name) or next(
        (one for one in file.towns if fold(one.name) == fold(name)), None
    )
    if town is None:
        raise RegisterError(f"{file.store.path}: holds no town called {name!r}")
    return file.register(town)
