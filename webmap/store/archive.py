"""The file of a backup: what it may hold, and the proof that it is whole and unchanged.

A gzipped tar: `rows/TABLE.jsonl`, the files of each folder under the folder's name, and at the end
`manifest.json` with size and SHA-256 of every other member. Behind it stands an empty gzip member
whose comment is the SHA-256 of all bytes before it, so that one flipped bit anywhere is found; tar
programs read over it. Nothing is unpacked here: a file is looked through before the first write.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import struct
import tarfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from .errors import RefusedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT, FORMER = 2, 1
"""Of the manifest; the former one had no hashes and no folders but the data folder."""
MANIFEST, ROWS = "manifest.json", "rows"
DATA, AREAS, OVERRIDES = "files", "areas", "overrides"
FOLDERS = (DATA, AREAS, OVERRIDES)
"""Names of the folders in the file: the data folder, one's own areas, the overrides."""
MOST_MEMBERS, MOST_BYTES, MOST_BYTES_OF_ONE = 200_000, 16 << 30, 2 << 30
"""Limits of what a backup unpacks to: a small file can hold an enormous one."""
_PIECE = 1 << 20
_PART = re.compile(r"[^\\\x00-\x1f\x7f]+")
_HEAD = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"  # a gzip member with a comment, no time
_WORDS = b"akcioterulet-backup sha256 "
_TAIL = b"\x00\x03\x00" + struct.pack("<II", 0, 0)  # end of comment, empty content, its CRC, size
_SEAL_BYTES = len(_HEAD) + len(_WORDS) + 64 + len(_TAIL)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds, looked through to the end."""

    manifest: Mapping[str, Any]
    files: Mapping[str, str]
    """Name of each member but the manifest -> SHA-256 of its bytes."""
    size: int
    """Bytes of all members."""

    def has(self, folder: str) -> bool:
        """Tell whether a folder is part of the backup, be it empty."""
        return folder in self.manifest.get("folders", (DATA,))


class Writer:
    """Writes the members of a backup and keeps account of them."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: dict[str, dict[str, object]] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add a member."""
        digest = hashlib.sha256(content).hexdigest()
        self._members[name] = {"size": len(content), "sha256": digest}
        self._put(name, content)

    def finish(self, **facts: object) -> None:
        """Add the manifest, the last member."""
        manifest = {"format": FORMAT, **facts, "members": self._members}
        self._put(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())

    def _put(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))


def seal(path: Path) -> None:
    """Add the hash of a file to its end."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with path.open("ab") as file:
        file.write(_HEAD + _WORDS + digest.encode() + _TAIL)


def look_through(path: Path) -> Contents:
    """Read a backup to its end and check all of it; nothing is written.

    Raises:
        RefusedError: it is no backup, or was cut off or changed; says what is wrong.
    """
    sealed = _seal_fits(path)
    found: dict[str, tuple[int, str]] = {}
    manifest: object = None
    total = 0
    with reading(path) as tar:
        for member in tar:
            _check_member(path.name, member, found)
            total += member.size
            if total > MOST_BYTES:
                raise RefusedError(f"{path.name} unpacks to more than {MOST_BYTES:,} bytes")
            stream = content(tar, member)
            if member.name == MANIFEST:
                body = stream.read()
                manifest = json.loads(body)
                found[MANIFEST] = (len(body), "")
            else:
                found[member.name] = (member.size, _digest(stream))
    found.pop(MANIFEST, None)
    checked = _checked(path.name, manifest, found, sealed=sealed)
    return Contents(checked, {name: digest for name, (_, digest) in found.items()}, total)


@contextmanager
def reading(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup, and read it to the very end, where its checksum stands.

    Raises:
        RefusedError: it is no such file, or it breaks off.
    """
    try:
        with gzip.open(path, "rb") as plain:
            with tarfile.open(fileobj=plain, mode="r:") as tar:
                yield tar
            _end(path.name, plain)
    except StoreError:
        raise
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, LookupError) as fault:
        raise RefusedError(f"{path.name} is no whole backup of this program ({fault})") from None
    except (TypeError, ValueError, RecursionError) as fault:
        raise RefusedError(f"{path.name} is no backup of this program ({fault})") from None


def _end(source: str, plain: IO[bytes] | gzip.GzipFile) -> None:
    """Read what is behind the last member, so that the CRC of the whole file is checked."""
    if len(plain.read(_PIECE)) == _PIECE:
        raise RefusedError(f"{source} goes on behind its end")


def content(tar: tarfile.TarFile, member: tarfile.TarInfo | str) -> IO[bytes]:
    """Return the bytes of a member."""
    stream = tar.extractfile(member)
    if stream is None:
        name = member if isinstance(member, str) else member.name
        raise RefusedError(f"{name} in the backup is no file")
    return stream


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _seal_fits(path: Path) -> bool:
    """Tell whether a file ends with the hash of what stands before."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END) - _SEAL_BYTES
        if size < 0:
            return False
        file.seek(size)
        end = file.read()
        if not (end.startswith(_HEAD + _WORDS) and end.endswith(_TAIL)):
            return False
        file.seek(0)
        digest, left = hashlib.sha256(), size
        while left:
            piece = file.read(min(_PIECE, left))
            digest.update(piece)
            left -= len(piece)
    return end[len(_HEAD + _WORDS) : -len(_TAIL)] == digest.hexdigest().encode()


def _check_member(source: str, member: tarfile.TarInfo, found: Mapping[str, object]) -> None:
    name = member.name
    if not member.isreg() or member.issparse():
        raise RefusedError(f"{source} holds {name!r}, which is no plain file")
    if name in found:
        raise RefusedError(f"{source} holds {name!r} twice")
    if len(found) >= MOST_MEMBERS or member.size > MOST_BYTES_OF_ONE:
        raise RefusedError(f"{source} holds more or larger files than a backup can have")
    if name != MANIFEST and not is_inside(name):
        raise RefusedError(f"{source} holds {name!r}, which belongs to no part of a backup")


def is_inside(name: str) -> bool:
    """Tell whether the name of a member leads to a place inside a part of a backup.

    >>> is_inside("files/session.key"), is_inside("areas/editions/a/accepted.json")
    (True, True)
    >>> [is_inside(name) for name in ("files/../x", "/files/x", "files//x", "other/x", "files")]
    [False, False, False, False, False]
    """
    first, *rest = name.split("/")
    known = first in (*FOLDERS, ROWS) and bool(rest)
    return known and all(_PART.fullmatch(part) and part not in {".", ".."} for part in rest)


def _checked(
    source: str, manifest: object, found: Mapping[str, tuple[int, str]], *, sealed: bool
) -> Mapping[str, Any]:
    if not isinstance(manifest, dict) or not isinstance(manifest.get("rows"), dict):
        raise RefusedError(f"{source} is no backup of this program, or its end is missing")
    if manifest.get("format") == FORMER:
        return manifest
    if manifest.get("format") != FORMAT:
        raise RefusedError(
            f"{source} has the format {manifest.get('format')!r}, this version reads {FORMER} and "
            f"{FORMAT}; restore it with the version that made it"
        )
    told = manifest.get("members")
    if not isinstance(told, dict):
        raise RefusedError(f"{source}: its manifest names no members")
    for name in sorted({*told, *found}):
        if name not in found:
            raise RefusedError(f"{source} lacks {name}, which its manifest names")
        if told.get(name) != dict(zip(("size", "sha256"), found[name], strict=True)):
            raise RefusedError(f"{source}: {name} is not what its manifest says; it was changed")
    if not sealed:
        raise RefusedError(f"{source} was changed after it was made: its checksum does not fit")
    return manifest
