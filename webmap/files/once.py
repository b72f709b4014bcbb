"""A request with a file that is sent twice has one job.

Its sender calls it by a key. The row of the job keeps a keyed hash of that key, of which the
database lets a person have one, and another one of all that was asked: nobody reads an address
out of either.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import IO

from .folders import FileFaultError

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
"""Characters of a key."""
KEY_PATTERN = r'"(?:[ !#-\[\]-~]|\\["\\])+"|[!#-+\--:<-\[\]-~]+'
"""A string of RFC 9651 that holds something, or what stands between its quotes without them."""
_KEY = re.compile(KEY_PATTERN)
_PIECE = 1 << 18


def read_key(header: str) -> str:
    r"""Return the key that a header holds, with or without quotes.

    >>> read_key('"8e03-41"'), read_key(" 8e03-41 "), read_key(r'"a \"b\""')
    ('8e03-41', '8e03-41', 'a "b"')

    Raises:
        FileFaultError: it is none: empty, too long, several, with signs beyond ASCII.
    """
    text = header.strip(" \t")
    key = re.sub(r'\\(["\\])', r"\1", text[1:-1]) if text.startswith('"') else text
    if len(key) > LONGEST_KEY or not _KEY.fullmatch(text):
        raise FileFaultError("bad_idempotency_key")
    return key


class Marked:
    """A file as it is read, and the mark of the request that brings it.

    Args:
        secret: what hashes are keyed with.
        asked: what the request asks for beside the file, as JSON values.
        stream: the bytes of the file.
    """

    def __init__(self, secret: bytes, asked: object, stream: IO[bytes]) -> None:
        self._stream = stream
        self._seen = _hash(secret, "request", asked)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes of the file."""
        piece = self._stream.read(size)
        self._seen.update(piece)
        return piece

    def mark(self) -> str:
        """Return the mark of what was read."""
        return self._seen.hexdigest()


@dataclass(frozen=True, slots=True)
class Once:
    """A request that its sender may send again."""

    key: str
    """Keyed hash of what he calls it by."""
    file: Marked
    """What it brings."""


def of_program(secret: bytes, header: str, asked: object, stream: IO[bytes]) -> Once:
    """Return a request of a program, which says its key.

    Raises:
        FileFaultError: that is no key.
    """
    key = _hash(secret, "program", read_key(header)).hexdigest()
    return Once(key, Marked(secret, asked, stream))


def of_form(secret: bytes, form: str, name: str, stream: IO[bytes]) -> Once:
    """Return a request of a page's form; another file that is sent by it is another request.

    Args:
        secret: as above.
        form: what the page called the form by.
        name: of the file, as it is sent.
        stream: the file; it can be read a second time.
    """
    first = Marked(secret, name, stream)
    while first.read(_PIECE):
        pass
    stream.seek(0)
    key = _hash(secret, "form", [form, first.mark()]).hexdigest()
    return Once(key, Marked(secret, name, stream))


def _hash(secret: bytes, about: str, value: object) -> hmac.HMAC:
    said = json.dumps([about, value]).encode()  # ends of itself: no byte of a file can belong to it
    return hmac.new(secret, said, hashlib.sha256)
