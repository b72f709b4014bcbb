"""What an area is answered from on a day, read once and again when a file of it changes.

Its edition, its street list, and what is known of its doors: places, lines, the facts in force.
Pages, commands, programs and the look-up of programmes all read them here, and what was read is
kept by what the files are (path, time, size), so that every process sees what another one accepted.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..data_files import data_folders
from ..edition.acceptances import FACTS
from ..edition.beside import list_folder
from ..edition.edition import EDITIONS, load_edition
from ..errors import RegisterError
from ..streets.street_list import DEFAULT_VARIANT, load_street_list
from .in_force import evidence_on, load_facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from ..doors.places import DoorEvidence
    from ..model import Edition
    from ..streets.street_list import StreetList
    from .in_force import FactsInForce

FRESH_S = 0.5
"""How long the state of the files is believed, seconds: a look-up takes 0.1 ms."""
_PROGRAMMES = "programmes"
_BESIDE = ("street_list", "doors.")
"""How the names of files beside a street list begin, the list among them."""
FileState = tuple[str, int, int, int]
"""Path, time, size and number of a file: another one where it has changed."""


@dataclass(frozen=True, slots=True, eq=False)
class AreaFiles:
    """The files of all areas as they were at one moment; the same object while none changes."""

    seen: tuple[FileState, ...]
    _of_slug: dict[str, tuple[FileState, ...]] = field(init=False, default_factory=dict)
    """The record and the editions of an area."""
    _facts: dict[str, tuple[FileState, ...]] = field(init=False, default_factory=dict)
    _in_folder: dict[str, tuple[FileState, ...]] = field(init=False, default_factory=dict)
    programmes: str = field(init=False, default="")
    """Names the state of the programme files: another text where one of them has changed."""

    def __post_init__(self) -> None:
        for one in self.seen:
            folder, _, name = one[0].rpartition("/")
            home, _, slug = folder.rpartition("/")
            groups, key = self._in_folder, folder
            if home.endswith(f"/{EDITIONS}"):
                groups, key = (self._facts if name == FACTS else self._of_slug), slug
            groups[key] = (*groups.get(key, ()), one)
        digest = hashlib.sha256(repr(self._of_programmes()).encode()).hexdigest()
        object.__setattr__(self, "programmes", digest)

    def _of_programmes(self) -> tuple[FileState, ...]:
        return tuple(one for one in self.seen if f"/{_PROGRAMMES}/" in one[0])

    @property
    def slugs(self) -> tuple[str, ...]:
        """Slugs of the areas that have a record or an edition."""
        return tuple(self._of_slug)

    def programmes_digest(self) -> str:
        """Return a digest of what the programme files say: the same on every machine."""
        return _said(self._of_programmes())

    def beside_digest(self, edition: Edition, day: dt.date) -> str:
        """Return a digest of what the files say that answers for an edition come from beside it.

        Those are its street list, what is known of its doors, and the log of facts.

        Raises:
            EditionError: the annex of the edition is gone or was changed.
        """
        folder = _list_folder(_Named(edition), day, self)
        return _said(self._facts.get(edition.slug, ()) + self._in_folder.get(str(folder), ()))

    def edition(
        self,
        slug: str,
        variant: str = DEFAULT_VARIANT,
        *,
        now: dt.date,
        as_of: str | None = None,
    ) -> Edition:
        """Return the edition of an area that holds; arguments and errors as `load_edition`."""
        return _edition(slug, variant, as_of, now, self._of_slug.get(slug, ()))

    def streets(self, edition: Edition, day: dt.date) -> StreetList:
        """Return the street list that an edition is answered from on a day.

        Raises:
            RegisterError: there is none, or it cannot be read.
            EditionError: the annex of the edition is gone or was changed.
        """
        folder = self.list_folder(edition, day)
        return _streets(folder, edition.variant, self._in_folder.get(str(folder), ()))

    def has_list(self, edition: Edition, day: dt.date) -> bool:
        """Tell whether an edition is answered from a street list on a day; errors as `streets`."""
        return _list_folder(_Named(edition), day, self) is not None

    def list_folder(self, edition: Edition, day: dt.date) -> Path:
        """Return the folder of that street list.

        Raises:
            RegisterError: there is none.
            EditionError: as `streets`.
        """
        folder = _list_folder(_Named(edition), day, self)
        if folder is None:
            raise RegisterError(
                f"{edition.slug}: its definition names no street list, so that it can be asked "
                "about points only; make one with `akcioterulet area street-list`"
            )
        return folder

    def doors(self, edition: Edition, listed_on: dt.date, day: dt.date) -> DoorEvidence | None:
        """Return what is known of the doors of an edition; None where nothing is.

        Args:
            edition: the area asked.
            listed_on: the day whose street list answers, and whose map is meant.
            day: of the question; the facts that people put on record are those of this day.

        Raises:
            RegisterError: a file beside the list cannot be read.
            EditionError: the annex of the edition is gone or was changed.
            FactError: the log of facts cannot be read.
        """
        folder = _list_folder(_Named(edition), listed_on, self)
        if folder is None:
            return None
        facts = _facts(edition.slug, day, self._facts.get(edition.slug, ()))
        beside = _Beside(_Named(edition), folder, listed_on, facts, facts.digest)
        return _doors(beside, self._in_folder.get(str(folder), ()))


@dataclass(frozen=True, slots=True)
class _Named:
    """An edition, told from others by its names: looking it up must not compare its lines."""

    edition: Edition = field(compare=False)
    slug: str = field(init=False)
    variant: str = field(init=False)
    hash: str = field(init=False)

    def __post_init__(self) -> None:
        for name in ("slug", "variant", "hash"):
            object.__setattr__(self, name, getattr(self.edition, name))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the evidence about doors is made from; equal where it would be the same."""

    named: _Named
    folder: Path
    listed_on: dt.date = field(compare=False)  # the folder is that of the day, and so is the map
    facts: FactsInForce = field(compare=False)
    digest: str


def area_files(*, fresh: bool = False) -> AreaFiles:
    """Return the files of all areas as they are now.

    Args:
        fresh: look at them even if that was done a moment ago.
    """
    if fresh:
        look_again()
    return _looked_at(data_folders(), int(time.monotonic() / FRESH_S))


def look_again() -> None:
    """Forget the state of the files: this process has just changed them."""
    _looked_at.cache_clear()


@functools.lru_cache(maxsize=1)
def _looked_at(folders: tuple[Path, ...], _moment: int) -> AreaFiles:
    paths = {path for folder in folders for path in _paths(folder)}
    return _as_seen(tuple(_states(sorted(paths))))


@functools.lru_cache(maxsize=8)
def _as_seen(seen: tuple[FileState, ...]) -> AreaFiles:
    return AreaFiles(seen)


def _paths(folder: Path) -> Iterator[Path]:
    """Yield the files of a data folder that answers come from."""
    yield from folder.glob(f"{EDITIONS}/*/*.json")
    yield from folder.glob(f"{_PROGRAMMES}/*")
    for home, _, names in os.walk(folder):
        yield from (Path(home, name) for name in names if name.startswith(_BESIDE))


def _states(paths: Iterable[Path]) -> Iterator[FileState]:
    for path in paths:
        try:
            found = path.stat()
        except OSError:  # it has just gone
            continue
        yield str(path), found.st_mtime_ns, found.st_size, found.st_ino


@functools.lru_cache(maxsize=256)
def _said(files: tuple[FileState, ...]) -> str:
    """Return a digest of names and contents; one that has just gone has none."""
    whole = hashlib.sha256()
    for path, *_ in sorted(files, key=lambda one: (Path(one[0]).name, one[0])):
        with contextlib.suppress(OSError), Path(path).open("rb") as file:
            said = hashlib.file_digest(file, "sha256").hexdigest()
            whole.update(f"{Path(path).name} {said}\n".encode())
    return whole.hexdigest()


@functools.lru_cache(maxsize=64)
def _edition(
    slug: str, variant: str, as_of: str | None, now: dt.date, _files: tuple[FileState, ...]
) -> Edition:
    return load_edition(slug, variant, as_of=as_of, now=now)


@functools.lru_cache(maxsize=256)
def _list_folder(named: _Named, day: dt.date, _files: AreaFiles) -> Path | None:
    return list_folder(named.edition, day)


@functools.lru_cache(maxsize=64)
def _streets(folder: Path, variant: str, _files: tuple[FileState, ...]) -> StreetList:
    return load_street_list(folder, variant)


@functools.lru_cache(maxsize=64)
def _facts(slug: str, day: dt.date, _files: tuple[FileState, ...]) -> FactsInForce:
    return load_facts(slug, day)


@functools.lru_cache(maxsize=64)
def _doors(beside: _Beside, _files: tuple[FileState, ...]) -> DoorEvidence | None:
    return evidence_on(beside.named.edition, beside.folder, beside.listed_on, beside.facts)
