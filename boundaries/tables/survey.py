"""One pass over an input file: its fingerprint, its lines, its encoding.

Encodings are told apart by what Hungarian text looks like in them: UTF-8 by its own rules,
UTF-16 by its mark, cp1250 (and what agrees with it on Hungarian letters) by the share of
Hungarian letters among the bytes above 127. The DOS code page 852 would read as cp1250 without
an error and with the wrong letters; it is recognised and refused.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LETTERS = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
LEAST_SHARE = 0.6
"""Share of Hungarian letters among the bytes above 127 at which a code page is believed."""
MANY = 20
"""Well-formed UTF-8 letters for each malformed byte at which the file is UTF-8 with slips."""
ENCODINGS = ("utf-8-sig", "utf-16", "cp1250")
WORKBOOK_MAGIC = b"PK\x03\x04"
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".ods"})
"""Endings of workbooks that are read."""

_MARKUP = re.compile(
    rb"\s*<(?:!--|(?:\?xml|!doctype|html|head|body|meta|table|style|div|workbook)\b)", re.IGNORECASE
)
_BLOCK = 1 << 22
_MOST_CONTROL = 0.05
_OTHER_KINDS = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file; open it and save it as .xlsx "
    "without a password",
    b"%PDF": "a PDF; export the table as CSV or .xlsx",
    b"\x89PNG": "an image; a CSV or an .xlsx is needed",
    b"\xff\xd8\xff": "an image; a CSV or an .xlsx is needed",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
    b"Rar!": "a RAR archive; unpack it first",
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of a file shows."""

    size: int
    """Bytes."""
    sha256: str
    lines: int
    """Line ends; cells with line ends inside make it more than the rows."""
    encoding: str | None
    """One of `ENCODINGS`, or None for a workbook."""


def survey(path: Path, encoding: str | None = None) -> Survey:
    """Read a file once.

    Args:
        path: the file.
        encoding: take this one instead of finding it out.

    Raises:
        TableError: it cannot be read, is empty, or is no table of text and no workbook.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_BLOCK)
        _check_head(path, head)
        return _survey(path, head, encoding)
    except OSError as fault:
        raise TableError(f"{path.name} cannot be read: {fault.strerror}", "unreadable") from fault


def _check_head(path: Path, head: bytes) -> None:
    if not head.strip():
        raise TableError(
            f"{path.name} is empty; a table with one address in each row is needed", "empty"
        )
    is_workbook = head.startswith(WORKBOOK_MAGIC)
    named_workbook = path.suffix.lower() in WORKBOOKS
    kind = next((text for magic, text in _OTHER_KINDS.items() if head.startswith(magic)), None)
    if kind is not None:
        raise TableError(f"{path.name} is {kind}", "no_table")
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        raise TableError(
            f"{path.name} is a web page or XML that is only named as a table; open it in a "
            "spreadsheet and save it as .xlsx",
            "web_page",
        )
    if is_workbook and not named_workbook:
        raise TableError(
            f"{path.name} is a zip file or a workbook; a workbook must end in .xlsx or .ods",
            "no_table",
        )
    if named_workbook and not is_workbook:
        raise TableError(
            f"{path.name} ends in {path.suffix} but is no workbook; is it a CSV?", "no_table"
        )


def _survey(path: Path, head: bytes, encoding: str | None) -> Survey:
    digest, size, lines, valid = hashlib.sha256(), 0, 0, True
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in _blocks(path):
        digest.update(block)
        size += len(block)
        lines += block.count(b"\n") or block.count(b"\r")
        valid = valid and _decodes(decoder, block)
    valid = valid and _decodes(decoder, b"", final=True)
    found: str | None = None
    if not head.startswith(WORKBOOK_MAGIC):
        found = encoding or _marked_encoding(path, head)
        found = found or ("utf-8-sig" if valid else _code_page(path))
    return Survey(size, digest.hexdigest(), lines, found)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _marked_encoding(path: Path, head: bytes) -> str | None:
    """Return the encoding that a byte-order mark names; refuse what is no text."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise TableError(f"{path.name} is UTF-32; save it as UTF-8", "encoding")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.count(0) > len(head) // 5:
        raise TableError(
            f"{path.name} looks like UTF-16 without its mark; save it as UTF-8", "encoding"
        )
    control = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")
    if control > _MOST_CONTROL * len(head):
        raise TableError(f"{path.name} is no text; a CSV or an .xlsx is needed", "no_table")
    return None


def _code_page(path: Path) -> str:
    counts = [0] * 256
    good = bad = 0
    for block in _blocks(path):
        for code in range(0x80, 0x100):
            counts[code] += block.count(code)
        text = block.decode("utf-8", "surrogateescape")
        broken = len(text) - len(text.encode("utf-8", "ignore").decode("utf-8"))
        bad += broken
        good += sum(map(text.count, LETTERS))
    if good >= MANY * bad:
        return "utf-8-sig"  # single rows are damaged; they are marked one by one
    return decide_code_page(path.name, counts)


def decide_code_page(name: str, counts: list[int]) -> str:
    """Decide by the number of each byte; `counts` has 256 figures.

    Raises:
        TableError: it is the DOS code page, or neither.
    """
    total = sum(counts[0x80:]) or 1
    windows = sum(counts[letter.encode("cp1250")[0]] for letter in LETTERS) / total
    dos = sum(counts[letter.encode("cp852")[0]] for letter in LETTERS) / total
    if windows >= LEAST_SHARE and windows > dos:
        return "cp1250"
    if dos >= LEAST_SHARE:
        raise TableError(
            f"{name} is in the DOS code page 852 (or looks like it), which reads as wrong letters; "
            "open it with that code page and save it as UTF-8",
            "encoding_dos",
        )
    raise TableError(
        f"{name} is neither UTF-8 nor the Windows code page 1250: its special letters are not "
        "Hungarian ones; save it as UTF-8, or name the code page with --encoding",
        "encoding",
    )
