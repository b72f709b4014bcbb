"""Delimited text in: its dialect, and blocks of whole records.

Blocks are cut at the same places in every run, so that an interrupted job can count them. A
quotation mark that is never closed would swallow the rest of the file; its line is a block of
its own, marked as damaged.
"""

from __future__ import annotations

import csv
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
