"""One file of the election office: from bytes in whatever state to a document. Pure.

What stands around a whole document is passed over and told; of a document that is cut or damaged
nothing is taken but a list that ended before.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import re
import zlib
from typing import Any

DOORS_FILE = "SzavkorKereso.json"
RULES_FILE, RINGS_FILE, PLACES_FILE = "Korzethatar.json", "Szavkor-Topo.json", "Szavazokorok.json"
OFFICE_FILES = (DOORS_FILE, RULES_FILE, RINGS_FILE, PLACES_FILE)
"""The files that make a register of the election office."""
MOST_BYTES = 1 << 28
"""Bytes that a packed file may hold; the office's largest has 60 million."""
MOST_PACKED = 3
"""Times that a file may be packed."""
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_OTHER_ENCODING = "cp1250"
"""How Hungarian files are written that are not Unicode."""
_LOST = "\ufffd"
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")
"""Half a pair of UTF-16, written out or as bytes, which no file of SQLite can hold."""
_BLANK = " \t\r\n\0\ufeff\x1a"
_DECODER = json.JSONDecoder()
_MOST_CLOSED = 3
"""Braces that may be missing behind a list."""


def read_document(body: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read a document in any encoding; return it with what is odd about how it is written.

    >>> read_document(b'{"list": []}<!-- end -->')
    ({'list': []}, ('12 signs behind its end were passed over',))
    >>> read_document(b'{"list": [1], "x')
    ({'list': [1]}, ('is cut or damaged from its sign 14 on, behind its list, which was read',))

    Raises:
        ValueError: it is empty, no JSON, or no object; says where it breaks off.
        RecursionError: it is nested too deeply.
    """
    odd: list[str] = []
    plain = _unpacked(body, odd)
    if not plain.strip(b" \t\r\n\0"):
        raise ValueError("is empty")
    text = _text(plain, odd)
    loaded = _parsed(text, odd)
    if _HALVES.search(plain):
        loaded = _without_halves(loaded, odd)
    if not isinstance(loaded, dict):
        raise ValueError(f"an object is expected, found {type(loaded).__name__}")  # noqa: TRY004
    if text.count('":') > _keys(loaded):
        odd += _repeated(text)
    return loaded, tuple(odd)


def _unpacked(body: bytes, odd: list[str]) -> bytes:
    times = 0
    while body.startswith(_GZIP):
        times += 1
        unpacking = zlib.decompressobj(_GZIP_WINDOW)
        try:
            body = unpacking.decompress(body, MOST_BYTES)
        except zlib.error as fault:
            raise ValueError(f"is packed with gzip and cannot be unpacked ({fault})") from fault
        if unpacking.unconsumed_tail or times > MOST_PACKED:
            raise ValueError("is packed with gzip and unpacks to more than such a file can be")
        if not unpacking.eof:
            odd.append("is packed with gzip, and its end is missing")
        elif unpacking.unused_data:
            odd.append(_passed_over(len(unpacking.unused_data), "byte", "the packed document"))
    if times:
        odd.append("is packed with gzip" + f", {times} times" * (times > 1) + "; was unpacked")
    return body


def _passed_over(count: int, what: str, where: str = "its end") -> str:
    many = f"{count:,} {what}s" if count > 1 else f"1 {what}"
    return f"{many} behind {where} {'were' if count > 1 else 'was'} passed over"


def _text(body: bytes, odd: list[str]) -> str:
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        pass
    if not encoding.startswith("utf-8") and body.startswith(b"{"):
        encoding = "utf-8"  # a sign of it was lost
    text = body.decode(encoding, "replace")
    lost = text.count(_LOST)
    sound = sum(not char.isascii() for char in text) - lost
    if encoding.startswith("utf-8") and sound <= lost:
        odd.append(f"is no Unicode; read as {_OTHER_ENCODING}")
        return body.removeprefix(codecs.BOM_UTF8).decode(_OTHER_ENCODING, "replace")
    odd.append(f"has damaged signs ({lost:,}), each of which is read as {_LOST}")
    return text


def _parsed(text: str, odd: list[str]) -> Any:  # noqa: ANN401 - whatever stands there
    begin = len(text) - len(text.lstrip(_BLANK))
    try:
        loaded, end = _DECODER.raw_decode(text, begin)
    except json.JSONDecodeError as fault:
        whole = _before(text[begin : fault.pos])
        if whole is None:
            raise
        told = f"is cut or damaged from its sign {fault.pos:,} on, behind its list, which was read"
        odd.append(told)
        return whole
    behind = text[end:].strip(" \t\r\n")
    if behind:
        odd.append(_passed_over(len(behind), "sign"))
    return loaded


def _before(text: str) -> Any | None:  # noqa: ANN401 - the same
    """Return what a text says up to the end of its last list, where that closes the document."""
    whole = text[: text.rfind("]") + 1]
    for closing in range(1, _MOST_CLOSED + 1):
        try:
            return json.loads(whole + "}" * closing)
        except ValueError:
            continue
    return None


def _without_halves(loaded: Any, odd: list[str]) -> Any:  # noqa: ANN401 - the same
    text = json.dumps(loaded, ensure_ascii=False)
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if whole == text:
        return loaded
    odd.append(f"has halves of signs; each is read as {_LOST}")
    return json.loads(whole)


def _keys(loaded: Any) -> int:  # noqa: ANN401 - the same
    """Return how many keys a document has; of records in lists the quick way."""
    if isinstance(loaded, dict):
        inner = (one for one in loaded.values() if isinstance(one, dict | list))
        return len(loaded) + sum(map(_keys, inner))
    doors = loaded and isinstance(loaded[0], dict) and "hsz" in loaded[0]
    if doors and all(type(one) is dict for one in loaded):
        return sum(map(len, loaded))
    return sum(_keys(one) for one in loaded if isinstance(one, dict | list))


def _repeated(text: str) -> list[str]:
    """Tell keys that one record has twice."""
    found: dict[str, int] = {}

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        record = dict(pairs)
        if len(record) < len(pairs):
            names = [name for name, _ in pairs]
            for name in record:
                if names.count(name) > 1:
                    found[name] = found.get(name, 0) + 1
        return record

    begin = len(text) - len(text.lstrip(_BLANK))
    with contextlib.suppress(ValueError):  # cut, which is told
        json.JSONDecoder(object_pairs_hook=noted).raw_decode(text, begin)
    return [
        f"says {name!r} twice in one record ({count:,} records); the last one stands"
        for name, count in sorted(found.items())
    ]
