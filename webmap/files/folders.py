"""The folder of a job: made for its owner alone, filled up to a limit, emptied for good."""

from __future__ import annotations

import json
import os
import shutil
from typing import IO, TYPE_CHECKING, Any

from geo.files import write_whole

from .faults import FileFaultError
from .names import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOK = "look.json"
"""What a first look showed; it holds first rows, and goes with the folder."""
FREE_BYTES = 256 << 20
"""So much of the disk stays free."""
GROWTH = 20
"""A job may need so many times the bytes of its input."""
_PIECE = 1 << 18


def make_folder(folder: Path) -> None:
    """Make the folder of a job.

    Raises:
        FileFaultError: the disk is full or cannot be written.
    """
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except OSError:
        raise FileFaultError("no_space") from None


def require_space(folder: Path, size: int) -> None:
    """Refuse an input that could fill the disk.

    Args:
        folder: any existing folder of the disk.
        size: bytes of the input, at most.

    Raises:
        FileFaultError: too little is free.
    """
    if shutil.disk_usage(folder).free < FREE_BYTES + GROWTH * size:
        raise FileFaultError("no_space")


def take_in(folder: Path, stream: IO[bytes], sent_name: str, limit: int) -> str:
    """Write what is sent into a folder and return the name that it has there.

    Args:
        folder: the folder of the job.
        stream: the bytes.
        sent_name: how the sender calls it; only its ending counts.
        limit: bytes that are taken.

    Raises:
        FileFaultError: empty, too large, no table, or the disk is full.
    """
    draft = folder / "in.part"
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in _pieces(stream, limit):
                file.write(piece)
        with draft.open("rb") as file:
            name = kind_of(file.read(1 << 12), sent_name)
        draft.replace(folder / name)
    except OSError:
        raise FileFaultError("no_space") from None
    return name


def _pieces(stream: IO[bytes], limit: int) -> Iterator[bytes]:
    left = limit
    while piece := stream.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise FileFaultError("too_large", size=f"{limit / (1 << 20):.0f}")
        yield piece


def keep_look(folder: Path, found: dict[str, Any]) -> None:
    """Keep what a first look showed."""
    write_whole(folder / LOOK, json.dumps(found))


def kept_look(folder: Path) -> dict[str, Any] | None:
    """Return what a first look showed, or None where there is nothing any more."""
    try:
        found: dict[str, Any] = json.loads((folder / LOOK).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
