"""Office documents are zip files of XML: whether one may be opened at all.

The size that it declares and the size that it has, how much it is packed, and that its XML declares
no entities. Archives inside it are never opened.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

MOST_MEMBERS = 2_000
MOST_BYTES = 1 << 30
"""Unpacked bytes of all members."""
MOST_PACKED = 200
"""Unpacked bytes for one packed byte, where there are more than `SMALL`."""
SMALL = 1 << 25
_PIECE = 1 << 20
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class PackageKind:
    """A kind of office document: a zip file with parts of XML."""

    members: frozenset[str]
    """One of these it has."""
    name: str
    """Such as ".xlsx or .ods workbook"."""
    instead: str
    """What to do where it is too large."""


def check_package(path: Path, kind: PackageKind) -> None:
    """Refuse an office document that is damaged, protected, of another kind or made to do harm.

    Raises:
        TableError: says what is wrong.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(path.name, archive.infolist(), kind)
            with path.open("rb") as file:
                for member in archive.infolist():
                    _check_member(path.name, file, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError) as fault:
        if isinstance(fault, TableError):
            raise
        raise TableError(f"{path.name} is damaged ({fault}); save it again", "damaged") from fault


def _check_sizes(name: str, members: list[zipfile.ZipInfo], kind: PackageKind) -> None:
    names = {member.filename for member in members}
    if "EncryptedPackage" in names or any(m.flag_bits & _ENCRYPTED for m in members):
        raise TableError(f"{name} is password-protected; save it without a password", "protected")
    if names.isdisjoint(kind.members):
        raise TableError(f"{name} is a zip file but no {kind.name}", "no_table")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if len(members) > MOST_MEMBERS or unpacked > MOST_BYTES:
        raise TableError(
            f"{name} unpacks to {unpacked:,} bytes in {len(members):,} parts; at most "
            f"{MOST_BYTES:,} and {MOST_MEMBERS:,} are read; {kind.instead}",
            "unpacked",
        )
    if unpacked > SMALL and unpacked / packed > MOST_PACKED:
        raise TableError(
            f"{name} unpacks to {unpacked // packed} times its size (at most {MOST_PACKED}); "
            f"{kind.instead}",
            "unpacked",
        )


def _check_member(name: str, file: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Unpack a member to count its bytes; look into XML for declarations of entities."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, end = 0, b""
    for piece in _unpacked(file, member):
        size += len(piece)
        if size > member.file_size:
            raise TableError(
                f"{name} says less than it holds ({member.filename}); not read", "unsafe"
            )
        seen = end + piece
        if is_xml and (size == len(piece) and piece[:2] in {b"\xff\xfe", b"\xfe\xff"}):
            raise TableError(
                f"{name} has XML that is not UTF-8 ({member.filename}); not read", "unsafe"
            )
        if is_xml and any(word in seen.upper() for word in _ENTITIES):
            raise TableError(
                f"{name} declares XML entities ({member.filename}); not read", "unsafe"
            )
        end = piece[-16:]


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member in pieces; `zipfile` itself stops at the declared size."""
    file.seek(member.header_offset + 26)
    lengths = file.read(4)
    skip = int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    file.seek(member.header_offset + 30 + skip)
    stored = member.compress_type == zipfile.ZIP_STORED
    if not stored and member.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(f"packed by method {member.compress_type}")
    unpacker, left = zlib.decompressobj(-15), member.compress_size
    while left > 0 and (packed := file.read(min(left, 1 << 16))):
        left -= len(packed)
        while packed:
            piece = packed if stored else unpacker.decompress(packed, _PIECE)
            packed = b"" if stored else unpacker.unconsumed_tail
            if piece:
                yield piece
