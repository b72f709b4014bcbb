"""Who holds the folder of a job, whether he is alive, and how another run takes his work over.

A process holds its folder by a lock, which ends with it. One that stands still, or whose machine
does, holds it on; so it gives a sign of life as well. Nobody's clock is compared with another's:
whoever listens looks whether the sign changes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

from ..tables.faults import TableError
from .work_files import WorkFiles

if TYPE_CHECKING:
    from pathlib import Path

LOCK = "job.lock"
SIGN_SECONDS = 2.0
"""A process gives a sign of life so often."""


def take_lock(folder: Path) -> int | None:
    """Return a handle that holds a folder, or None where a process of its own holds it.

    Raises:
        TableError: the folder cannot be written.
    """
    import fcntl  # noqa: PLC0415 - not on Windows, where the command line still runs jobs

    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise TableError(f"{folder} cannot be written: {fault.strerror}", "disk") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def is_locked(folder: Path) -> bool:
    """Tell whether a process holds a folder, which may be one that can only be read.

    Raises:
        OSError: the folder cannot be looked into now.
    """
    import fcntl  # noqa: PLC0415 - as above

    try:
        handle = os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def give_sign(folder: Path) -> None:
    """Say that the process that holds a folder is alive; where nothing can be written, nothing."""
    with contextlib.suppress(OSError):
        os.utime(folder / LOCK)


def sign_of(folder: Path) -> int:
    """Return what changes with each sign of life; 0 where there is none."""
    try:
        return (folder / LOCK).stat().st_mtime_ns
    except OSError:
        return 0


def hand_over(old: Path, new: Path, out: str) -> None:
    """Make a folder in which another run goes on where one that stands still has stopped.

    The old run may wake up at any moment and write on: what it has done is copied, not moved, and
    whatever it writes later stays where it is.

    Args:
        old: folder of the run that stands still.
        new: is made; it may lie in the old one.
        out: name of the output.

    Raises:
        OSError: it cannot be made; nothing is left of it.
    """
    new.mkdir(mode=0o700)
    try:
        done, copy = WorkFiles(old / out), WorkFiles(new / out)
        # The state first: the others hold at least what it speaks of.
        for one, other in (
            (done.state, copy.state),
            (done.part, copy.part),
            (done.triage, copy.triage),
        ):
            with contextlib.suppress(FileNotFoundError):  # not begun, or ended this moment
                shutil.copyfile(one, other)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise
