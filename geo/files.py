"""Files that are written whole or not at all, and locks between processes.

A reader sees the old file or the new one, never a half: what is new is written to a draft in the
same folder, brought to the disk, and renamed over the old. After a full disk, a kill or a power cut
the old file is still there. A draft that a killed process left has a name that begins with a point
and holds `.part`; nothing reads it.

    write_whole(path, text)                 a text or bytes
    with replacing(path) as draft: ...      a file that a library writes
    with locked(path): ...                  reading, changing and writing a record
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYBODY, OWNER = 0o666, 0o600
"""Rights of a new file, before the process's own mask: for everybody, for its owner alone."""
PATIENCE_S = 30.0
"""So long a lock is waited for, seconds."""
_DRAFT = "part"
_LONGEST = 200
"""Bytes of a name that its draft takes over; file systems end names at 255."""
_STEP_S = 0.01


class LockedError(OSError):
    """Another process holds the lock and does not let go of it; says which file it is."""


def write_whole(path: Path, content: str | bytes, *, mode: int = ANYBODY) -> None:
    """Write a file whole or not at all; an existing one is replaced once the new one is whole.

    Args:
        path: file to write; its folder must exist. Where it is a link, its target is written.
        content: the bytes, or a text that is written as UTF-8 with its line ends as they are.
        mode: rights of a new file; one that is replaced hands on its own.

    Raises:
        OSError: it cannot be written; the former file is as it was.
    """
    body = content.encode() if isinstance(content, str) else content
    with replacing(path, mode=mode) as draft:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT, mode)
        try:
            left = memoryview(body)
            while left:
                left = left[os.write(handle, left) :]
        finally:
            os.close(handle)


@contextlib.contextmanager
def replacing(path: Path, *, mode: int = ANYBODY, keep_ending: bool = False) -> Iterator[Path]:
    """Give a path to write to, and put what is written there in the place of a file.

    The block writes the file; nothing is at the path before. When it ends well, the file is
    brought to the disk and takes its place; when it ends in an exception, it is removed.

    Args:
        path: the file that is replaced or made; its folder must exist.
        mode: rights of a new file; one that is replaced hands on its own.
        keep_ending: the draft ends as the file does, for libraries that go by the ending.

    Raises:
        OSError: it cannot be written; the former file is as it was.
    """
    if _is_special(path):  # such as /dev/stdout: there is nothing to replace
        yield path
        return
    target = Path(os.path.realpath(path))
    draft = draft_of(target, keep_ending=keep_ending)
    try:
        yield draft
        _settle(draft, target, mode)
        os.replace(draft, target)  # noqa: PTH105 - one spelling for all steps, see the tests
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
    sync_folder(target.parent)


def draft_of(path: Path, *, keep_ending: bool = False) -> Path:
    """Return a name for a draft of a file, in its folder, that nobody else uses."""
    token = f"{os.getpid()}-{secrets.token_hex(4)}.{_DRAFT}"
    name = path.name if len(path.name.encode()) <= _LONGEST else path.suffix
    return path.with_name(f".{token}.{name}" if keep_ending else f".{name}.{token}")


def is_draft(path: PurePath) -> bool:
    """Tell whether a file is a draft, which a process that was killed may have left.

    >>> is_draft(draft_of(Path("a.json"))), is_draft(draft_of(Path("a.shp"), keep_ending=True))
    (True, True)
    >>> is_draft(Path("a.part.json"))
    False
    """
    return path.name.startswith(".") and _DRAFT in path.name.split(".")


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _settle(draft: Path, target: Path, mode: int) -> None:
    """Give a draft the rights of the file that it replaces, and bring it to the disk."""
    try:
        draft.chmod(stat.S_IMODE(target.stat().st_mode))
    except FileNotFoundError:
        if mode != ANYBODY:
            draft.chmod(mode)
    handle = os.open(draft, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Bring the names of a folder to the disk, so that a file just renamed keeps its name.

    File systems and operating systems that cannot do this are passed over: there the name is as
    safe as they make it.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as fault:
        if fault.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}:
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path, *, patience_s: float = PATIENCE_S) -> Iterator[int]:
    """Hold a lock for this thread of this process; it ends with the process, however that ends.

    Args:
        path: file of the lock, made where it is not there and left there afterwards. It is not
            the file that is written: that one is replaced.
        patience_s: so long another holder is waited for, seconds; 0 does not wait.

    Yields:
        The open handle that holds the lock; a child process that inherits it holds it as well.

    Raises:
        LockedError: another process holds it for longer.
        OSError: the file of the lock cannot be made.
    """
    handle = _open_lock(path, time.monotonic() + patience_s)
    try:
        yield handle
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Tell whether a process holds a lock; with it ends what it does, however it ends."""
    try:
        with locked(path, patience_s=0):
            return False
    except LockedError:
        return True


def _open_lock(path: Path, until: float) -> int:
    while True:
        handle = _lock_file(path)
        if _take(handle):
            if _is_still(path, handle):
                return handle
            os.close(handle)  # its holder has removed it: others go by a new one
            continue
        os.close(handle)
        if time.monotonic() >= until:
            raise LockedError(errno.EWOULDBLOCK, f"another process holds {path.name}", str(path))
        time.sleep(_STEP_S)


def _lock_file(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, ANYBODY)
    except PermissionError:  # made by another user, such as root at the command line
        return os.open(path, os.O_RDONLY)


def _take(handle: int) -> bool:
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where nothing is locked
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
