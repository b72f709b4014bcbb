"""A table of any known kind, opened: a CSV as it is, a workbook by way of text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cells import plain
from .columns import AddressColumns, chosen_columns, guess_columns, has_header
from .faults import TableError
from .reading import allow_long_cells, read_blocks, read_sample, records
from .survey import survey
from .workbook import TABLE_DELIMITER, workbook_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .reading import Block, Sample
    from .survey import Survey


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a caller may say about a table instead of having it found out."""

    columns: tuple[str, ...] = ()
    """Headings or figures (1 = first) of the address columns."""
    header: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read in blocks."""

    survey: Survey
    text: Path
    """The table as text: the input itself, or a workbook's sheet."""
    encoding: str
    delimiter: str
    header: tuple[str, ...] | None
    """The heading as it stands; None where the first row is a row of data."""
    skip: int
    """Characters of the heading."""
    width: int
    sample: tuple[tuple[str, ...], ...]
    """The first data rows."""
    lines: int
    """Data rows at most; cells with line ends inside make them fewer."""
    typed: bool = False
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Read the data rows in blocks of whole records."""
        return read_blocks(self.text, self.encoding, self.delimiter, skip=self.skip)

    def rows(self) -> Iterator[list[str]]:
        """Read the data rows one by one."""
        for block in self.blocks():
            yield from records(block, self.delimiter)

    def column_names(self, lang: str) -> tuple[str, ...]:
        """Return the headings; columns without one are called by their figure."""
        if self.header is not None:
            return tuple(map(plain, self.header))
        word = "oszlop" if lang == "hu" else "column"
        return tuple(f"{word}_{figure}" for figure in range(1, self.width + 1))


def open_table(path: Path, options: TableOptions, scratch: Path) -> Table:
    """Find out how a table is laid out.

    Args:
        path: CSV or workbook.
        options: what is known about it.
        scratch: where a workbook's sheet is written as text.

    Raises:
        TableError: it is no table that can be read.
    """
    allow_long_cells()
    seen = survey(path, options.encoding)
    if seen.encoding is not None:
        sample = read_sample(path, seen.encoding, options.delimiter)
        return _table(seen, path, seen.encoding, sample, options)
    found = workbook_to_text(path, scratch, options.sheet)
    if not found.rows:
        raise TableError(
            f"{path.name}: the sheet {found.name!r} is empty; name one with --sheet", "empty"
        )
    sample = read_sample(scratch, "utf-8", TABLE_DELIMITER)
    table = _table(seen, scratch, "utf-8", sample, options, typed=True)
    return dataclasses.replace(
        table,
        sheet=found.name,
        other_sheets=found.others,
        lines=found.rows - (table.header is not None),
    )


def _table(
    seen: Survey,
    text: Path,
    encoding: str,
    sample: Sample,
    options: TableOptions,
    *,
    typed: bool = False,
) -> Table:
    rows = sample.rows
    header = options.header if options.header is not None else has_header(rows)
    width = len(rows[0]) if header else max(map(len, rows))
    return Table(
        survey=seen,
        text=text,
        encoding=encoding,
        delimiter=sample.delimiter,
        header=rows[0] if header else None,
        skip=sample.first_length if header else 0,
        width=width,
        sample=rows[1:] if header else rows,
        lines=max(seen.lines - bool(header), 1 if len(rows) > header else 0),
        typed=typed,
    )


def address_columns(table: Table, names: Sequence[str], lang: str) -> AddressColumns:
    """Return the columns that were named, or the guessed ones.

    Raises:
        TableError: there is no such column, or none looks like addresses.
    """
    header = None if table.header is None else table.column_names(lang)
    if names:
        return chosen_columns(names, header, table.width)
    return guess_columns(table.sample, header)
