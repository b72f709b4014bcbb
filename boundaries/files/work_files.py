"""The working files of a job, which stand beside its output and are gone when it is done.

The output so far, how far it is, and the hold on it that lets no second job write the same files.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from geo.files import write_whole

from ..tables.faults import ResumeError, TableError

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

FORMAT = 3
"""Raised when the columns of the output change: an older run begins anew."""


@dataclass(frozen=True, slots=True)
class WorkFiles:
    """Paths of the working files of one output."""

    out: Path

    def _beside(self, ending: str) -> Path:
        return self.out.with_name(f"{self.out.name}.part{ending}")

    @property
    def part(self) -> Path:
        """The output so far."""
        return self._beside("")

    @property
    def triage(self) -> Path:
        """The triage file so far."""
        return self._beside(".triage")

    @property
    def state(self) -> Path:
        """How far the job is (JSON)."""
        return self._beside(".json")

    @property
    def table(self) -> Path:
        """A workbook's sheet as text."""
        return self._beside(".table")

    @property
    def folder(self) -> Path:
        """Scratch folder of the workbook writer."""
        return self._beside(".tmp")

    @property
    def lock(self) -> Path:
        """Held while a job runs, so that no second one writes into the same files."""
        return self._beside(".lock")

    def remove(self) -> None:
        """Remove everything."""
        for path in (self.part, self.triage, self.state, self.table):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(slots=True)
class Progress:
    """How far a job is."""

    blocks: int = 0
    rows: int = 0
    """Data rows written."""
    out_bytes: int = 0
    triage_bytes: int = 0
    triage_rows: int = 0
    errors: int = 0
    """Rows with something in the error column."""
    assumed: int = 0
    """Rows whose town was assumed."""
    verdicts: dict[str, int] = field(default_factory=dict)

    def count(self, verdicts: Counter[str]) -> None:
        """Add the verdicts of a block."""
        for verdict, number in verdicts.items():
            self.verdicts[verdict] = self.verdicts.get(verdict, 0) + number


def save_state(files: WorkFiles, basis: dict[str, object], progress: Progress) -> None:
    """Write the state so that a reader sees the old one or the new one."""
    document = {"format": FORMAT, "basis": basis, "progress": asdict(progress)}
    write_whole(files.state, json.dumps(document))


def load_state(files: WorkFiles, basis: dict[str, object]) -> Progress | None:
    """Return how far an interrupted job of the same kind came, or None where there is none.

    Raises:
        ResumeError: there is one, but of another input, other settings or another edition.
    """
    try:
        document = json.loads(files.state.read_text("utf-8"))
        known, found = document["basis"], Progress(**document["progress"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as fault:
        raise ResumeError(f"{files.state.name} cannot be read; give --restart") from fault
    changed = [key for key in basis if known.get(key) != basis[key]]
    if changed or document.get("format") != FORMAT:
        raise ResumeError(
            f"an interrupted job of {files.out.name} cannot go on, since this has changed: "
            f"{', '.join(changed) or 'the program'}; give --restart to begin anew"
        )
    sizes = ((files.part, found.out_bytes), (files.triage, found.triage_bytes))
    if any(size and (not path.exists() or path.stat().st_size < size) for path, size in sizes):
        raise ResumeError(f"working files of {files.out.name} are missing; give --restart")
    return found


@contextlib.contextmanager
def locked(files: WorkFiles) -> Iterator[None]:
    """Hold the output for this process; the hold ends with the process, however it ends.

    Raises:
        TableError: another job is writing the same output, or its folder cannot be written.
    """
    try:
        handle = os.open(files.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise TableError(f"{files.out} cannot be written: {fault.strerror}", "disk") from fault
    try:
        _hold(handle, files)
        try:
            yield
        finally:
            files.lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _hold(handle: int, files: WorkFiles) -> None:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where jobs are not locked
    except ImportError:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        raise TableError(f"another job is writing {files.out.name}", "busy") from fault


@contextlib.contextmanager
def opened_at(path: Path, size: int) -> Iterator[BinaryIO]:
    """Open a working file for writing behind its first bytes; what follows them is dropped."""
    with path.open("r+b" if size else "wb") as file:
        file.truncate(size)
        file.seek(size)
        yield file


def save_durably(
    files: WorkFiles,
    basis: dict[str, object],
    progress: Progress,
    out: BinaryIO,
    triage: BinaryIO | None,
) -> None:
    """Write the state after what it speaks of has reached the disk."""
    for file in (out, triage):
        if file is not None:
            file.flush()
            os.fsync(file.fileno())
    save_state(files, basis, progress)
