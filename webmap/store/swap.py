"""Folders that take over the files of a backup: all of them, or none.

The files are laid out beside, inside the folder that will hold them, so that each step of the
exchange is a rename; what was there is kept until the end and comes back after a fault.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from geo.files import ANYBODY, OWNER, is_draft, sync_folder, write_whole

from .archive import DATA, content, reading
from .drafts import FOLDER as DRAFTS_FOLDER
from .drafts import READY
from .engine import FILE_NAME
from .errors import ConflictError, RefusedError
from .jobs import FOLDER as JOBS_FOLDER
from .memory import FILE_NAME as MEMORY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from .archive import Contents

STAGE = ".restore-"
"""How the folder begins in which the files of a restore lie until they are all there."""
DATABASE_FILES = (FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", f"{FILE_NAME}-journal")
_LOCKS = (".lock",)
_NOT_OURS = ("lost+found",)


def is_kept(relative: PurePath, folder: str) -> bool:
    """Tell whether a file of a folder belongs into a backup.

    The database stands in the rows, and what an installation remembers is its own; files of
    addresses are deleted after hours, a backup lasts for years; what the workshop makes of a draft
    is made again; half-written files, locks and what a restore left behind are nothing.
    """
    first = relative.parts[0]
    made_again = first == DRAFTS_FOLDER and any(p.startswith(READY) for p in relative.parts[2:3])
    if any(is_draft(PurePath(part)) for part in relative.parts):
        return False
    if first.startswith(STAGE) or relative.suffix in _LOCKS or relative.name in _LOCKS:
        return False
    if folder != DATA:
        return True
    own = made_again or first == JOBS_FOLDER or relative.as_posix() == MEMORY_NAME
    return not own and relative.name not in DATABASE_FILES


def files_of(home: Path, folder: str, without: Iterable[Path] = ()) -> Iterator[tuple[str, Path]]:
    """Yield name and path of the files of a folder that belong into a backup, by name.

    Links are followed in the folders that an operator lays out, and left out of the data folder.

    Args:
        home: the folder.
        folder: which part of the backup it is.
        without: real paths of folders that are parts of their own, wherever they lie.
    """
    for path in sorted(_walked(home, set(without), follow=folder != DATA)):
        relative = path.relative_to(home)
        if is_kept(relative, folder):
            yield relative.as_posix(), path


def _walked(home: Path, seen: set[Path], *, follow: bool) -> Iterator[Path]:
    real = home.resolve()
    if real in seen or not home.is_dir():
        return
    seen.add(real)
    for path in home.iterdir():
        if path.is_symlink() and not follow:
            continue
        if path.is_dir():
            yield from _walked(path, seen, follow=follow)
        elif path.is_file():
            yield path


@dataclass(slots=True)
class Exchange:
    """The exchange of the files of several folders; `back` undoes what was done so far."""

    homes: Mapping[str, Path]
    """Part of the backup -> folder."""
    token: str = field(default_factory=lambda: secrets.token_hex(4))
    _made: list[Path] = field(default_factory=list)
    _moved: list[tuple[Path, Path]] = field(default_factory=list)

    def stage(self, source: Path, contents: Contents) -> None:
        """Lay out the files of a backup beside those that they replace.

        Raises:
            RefusedError: a file is not what was looked through before.
            OSError: they cannot be written.
        """
        for folder, home in self.homes.items():
            self._make(home, folder)
            need, free = contents.size, shutil.disk_usage(home).free
            if need > free:
                raise RefusedError(f"{home}: {need:,} bytes are needed, and {free:,} are free")
        with reading(source) as tar:
            for member in tar:
                folder, _, name = member.name.partition("/")
                if folder not in self.homes:
                    continue
                body = content(tar, member).read()
                if hashlib.sha256(body).hexdigest() != contents.files.get(member.name):
                    raise RefusedError(f"{source.name} was changed while it was read")
                path = self._new(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, body, mode=OWNER if folder == DATA else ANYBODY)

    def swap(self) -> None:
        """Put the files in their places; those that were there go aside until `finish`."""
        for folder, home in self.homes.items():
            new, old = self._new(folder), self._old(folder)
            if folder == DATA:  # what the service has made since and no backup holds stays
                for path in sorted(one for one in new.rglob("*") if one.is_file()):
                    self._exchange(path, home / path.relative_to(new), old / path.relative_to(new))
            else:
                for path in sorted(home.iterdir()):
                    if not path.name.startswith(STAGE) and path.name not in _NOT_OURS:
                        self._move(path, old / path.name)
                for path in sorted(new.iterdir()):
                    self._move(path, home / path.name)
            sync_folder(home)

    def _exchange(self, new: Path, place: Path, old: Path) -> None:
        self._made_folder(place.parent)
        if place.exists() or place.is_symlink():
            old.parent.mkdir(parents=True, exist_ok=True)
            self._move(place, old)
        self._move(new, place)

    def back(self) -> None:
        """Put everything back as it was."""
        for source, target in reversed(self._moved):
            target.rename(source)
        self._moved.clear()
        self.finish()
        for home in reversed(self._made):
            with contextlib.suppress(OSError):
                home.rmdir()  # only where it is empty, as it was not there before

    def finish(self) -> None:
        """Remove what is not needed any more."""
        for home in self.homes.values():
            shutil.rmtree(home / f"{STAGE}{self.token}", ignore_errors=True)

    def _make(self, home: Path, folder: str) -> None:
        self._made_folder(home, mode=0o700 if folder == DATA else 0o777)
        for path in (self._new(folder), self._old(folder)):
            path.mkdir(mode=0o700, parents=True)

    def _made_folder(self, path: Path, mode: int = 0o700) -> None:
        missing = [one for one in (path, *path.parents) if not one.exists()]
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        self._made += reversed(missing)

    def _new(self, folder: str) -> Path:
        return self.homes[folder] / f"{STAGE}{self.token}" / "new"

    def _old(self, folder: str) -> Path:
        return self.homes[folder] / f"{STAGE}{self.token}" / "old"

    def _move(self, source: Path, target: Path) -> None:
        source.rename(target)
        self._moved.append((source, target))


def require_same(home: Path, folder: str, contents: Contents, without: Iterable[Path] = ()) -> None:
    """Refuse to replace a folder that holds something else than a backup.

    Raises:
        ConflictError: it does.
    """
    for name, path in files_of(home, folder, without):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if contents.files.get(f"{folder}/{name}") != digest:
            raise ConflictError(
                f"{home} holds {name}, which the backup does not have as it is; --replace puts "
                "what the backup holds in its place"
            )
