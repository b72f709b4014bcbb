"""Delimited text in: its dialect, and blocks of whole records.

Blocks are cut at the same places in every run, so that an interrupted job can count them. A
quotation mark that is never closed would swallow the rest of the file; its line is a block of
its own, marked as damaged.

One pass over an input file: its fingerprint, its lines, its encoding. Encodings are told apart by
what Hungarian text looks like in them: UTF-8 by its own rules, UTF-16 by its mark, cp1250 (and
what agrees with it on Hungarian letters) by the share of Hungarian letters among the bytes above
127. The DOS code page 852 would read as cp1250 without an error and with the wrong letters; it is
recognised and refused.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .faults import TableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO


BLOCK = 1 << 19
"""Characters of one block, roughly; the first ones are smaller (`_block_size`)."""
FIRST_BLOCK = 1 << 15
SAMPLE = 1 << 18
"""Characters that dialect and columns are told from."""
LONGEST_RECORD = 1 << 24
"""Characters of one record with line ends inside; more is a quotation mark left open."""
LONGEST_LINE = 1 << 26
"""Characters of one line; more is no table."""
FRONT = 40
"""Records whose ends are known; titles and heading stand among them."""
DELIMITERS = ";\t,|"

_SEPARATOR = re.compile("\ufeff?sep=([;,\t|])\\r?\n", re.IGNORECASE)
"""The first line by which spreadsheets are told the delimiter."""


@dataclass(frozen=True, slots=True)
class Block:
    """Text of whole records."""

    text: str
    damaged: bool = False
    """True for a line whose quotation mark is never closed."""


def allow_long_cells() -> None:
    """Let `csv` read cells up to the longest line; its own limit is 128 KiB, process-wide."""
    csv.field_size_limit(LONGEST_LINE)


def records(block: Block, delimiter: str) -> Iterator[list[str]]:
    """Read the records of a block; a damaged one without regard to quotation marks."""
    lines = io.StringIO(block.text, newline="")
    if block.damaged:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=delimiter)


def open_text(path: Path, encoding: str) -> TextIO:
    """Open a table; bytes that the encoding does not know become lone surrogates."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return path.open(encoding=encoding, errors=errors, newline="")


def read_blocks(path: Path, encoding: str, delimiter: str, *, skip: int = 0) -> Iterator[Block]:
    """Yield the table in blocks of whole records.

    Args:
        path: the table.
        encoding: its encoding.
        delimiter: its delimiter.
        skip: characters at the front to leave out: the header.

    Raises:
        TableError: a line is too long for a table.
    """
    with open_text(path, encoding) as file:
        file.read(skip)
        pending = ""
        for turn in itertools.count():
            read = _read(file, path.name, _block_size(turn))
            text = pending + read
            if not text:
                return
            pending = text
            while pending:
                end = whole_records(pending, delimiter)
                if end:
                    yield Block(pending[:end])
                    pending = pending[end:]
                if not pending or (read and len(pending) <= LONGEST_RECORD):
                    break
                line = next(io.StringIO(pending, newline=""))
                yield Block(line, damaged=True)
                pending = pending[len(line) :]


def _block_size(turn: int) -> int:
    """Return the size of a block; small ones first, so that workers share early answers.

    >>> [_block_size(turn) >> 10 for turn in (0, 7, 8, 16, 24, 32, 99)]
    [32, 32, 64, 128, 256, 512, 512]
    """
    return min(FIRST_BLOCK << min(turn // 8, 10), BLOCK)


def _read(file: TextIO, name: str, size: int) -> str:
    """Read one block, to the end of a line."""
    text = file.read(size)
    rest = file.readline(LONGEST_LINE)
    if len(rest) >= LONGEST_LINE:
        raise TableError(
            f"{name} has a line of more than {LONGEST_LINE:,} characters: no table", "no_table"
        )
    return text + rest


def whole_records(text: str, delimiter: str) -> int:
    r"""Return how many characters of a text are whole records.

    >>> whole_records('a;b\n"c', ";"), whole_records('a;b\n', ";")
    (4, 4)
    """
    if '"' not in text:
        return len(text)
    consumed, ended = 0, False

    def lines() -> Iterator[str]:
        nonlocal consumed, ended
        for line in io.StringIO(text, newline=""):
            consumed += len(line)
            yield line
        ended = True

    done = 0
    for _ in csv.reader(lines(), delimiter=delimiter):
        if ended:
            break
        done = consumed
    return done


@dataclass(frozen=True, slots=True)
class Sample:
    """The front of a table."""

    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    ends: tuple[int, ...]
    """Characters up to the end of each of the first records, their line ends included."""
    begin: int = 0
    """Characters of a line that names the delimiter ("sep=;"); it is no row."""


def read_sample(path: Path, encoding: str, delimiter: str | None = None) -> Sample:
    """Read the front of a table and tell its delimiter.

    Raises:
        TableError: nothing but blank lines, or the encoding does not fit.
    """
    try:
        with open_text(path, encoding) as file:
            text = file.read(SAMPLE)
            if len(text) == SAMPLE:
                text += file.readline(LONGEST_LINE)
    except (UnicodeError, LookupError) as fault:
        raise TableError(
            f"{path.name} cannot be read as {encoding}: {fault}", "encoding"
        ) from fault
    if not text.strip("\ufeff \t\r\n\x1a"):
        raise TableError(f"{path.name} has no rows", "empty")
    said = _SEPARATOR.match(text)
    begin = said.end() if said else 0
    found = delimiter or (said[1] if said else guess_delimiter(text))
    reader = csv.reader(io.StringIO(text[begin:], newline=""), delimiter=found)
    rows = tuple(tuple(row) for row in itertools.islice(reader, 1000))
    return Sample(found, rows, _record_ends(text, begin, found), begin)


def _record_ends(text: str, begin: int, delimiter: str) -> tuple[int, ...]:
    """Return where the first records end."""
    consumed = begin

    def counted() -> Iterator[str]:
        nonlocal consumed
        for line in io.StringIO(text[begin:], newline=""):
            consumed += len(line)
            yield line

    return tuple(
        consumed for _ in itertools.islice(csv.reader(counted(), delimiter=delimiter), FRONT)
    )


def guess_delimiter(text: str) -> str:
    r"""Tell the delimiter by which most rows have the same number of cells.

    A comma that is always followed by a blank stands inside addresses: one column.

    >>> guess_delimiter("id;cím\n1;Fő u. 3, fszt. 2\n"), guess_delimiter("Vác, Fő u. 3\n")
    (';', ';')
    """
    best, best_share = DELIMITERS[0], 0.0
    for delimiter in DELIMITERS:
        if delimiter == "," and text.count(", ") >= 0.9 * text.count(","):
            continue
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        counts = Counter(len(row) for row in itertools.islice(reader, 200) if row)
        width, rows = counts.most_common(1)[0]
        share = rows / counts.total() if width > 1 else 0.0
        if share > best_share + 0.05:
            best, best_share = delimiter, share
    return best


LETTERS = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"
LEAST_SHARE = 0.6
"""Share of Hungarian letters among the bytes above 127 at which a code page is believed."""
MANY = 20
"""Well-formed UTF-8 letters for each malformed byte at which the file is UTF-8 with slips."""
ENCODINGS = ("utf-8-sig", "utf-16", "cp1250")
WORKBOOK_MAGIC = b"PK\x03\x04"
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".ods"})
"""Endings of workbooks that are read."""

MARKUP = re.compile(
    rb"\s*<(?:!--|(?:\?xml|!doctype|html|head|body|meta|table|style|div|workbook)\b)", re.IGNORECASE
)
"""How web pages and XML begin."""
_BLOCK = 1 << 22
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")
"""Bytes that no text has."""
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
    if MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
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


def text_encoding(path: Path) -> str:
    """Return the encoding of a text, be it a table or not.

    Raises:
        TableError: it is no text, or in an encoding that is not told apart.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    return _survey(path, head, None).encoding or "utf-8-sig"


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
    control = len(head) - len(head.translate(None, _CONTROL))
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
