"""A table of any known kind, opened: a CSV as it is, a workbook by way of text."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .cells import plain
from .columns import AddressColumns, chosen_columns, look_at
from .faults import TableError
from .guess import complete, guess_columns
from .headings import filled, find_front, usual_width
from .reading import allow_long_cells, read_blocks, read_sample, records, survey
from .workbook import TABLE_DELIMITER, workbook_to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .reading import Block, Sample, Survey


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What a caller may say about a table instead of having it found out."""

    columns: tuple[str, ...] = ()
    """Headings or figures (1 = first) of the address columns, each perhaps with its role."""
    header: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    town: str = ""
    """The town of rows that name none, where somebody has said so."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be read in blocks."""

    survey: Survey
    text: Path
    """The table as text: the input itself, or a workbook's sheet."""
    encoding: str
    delimiter: str
    header: tuple[str, ...] | None
    """The heading, as wide as the table; None where there is none."""
    skip: int
    """Characters before the first data row."""
    width: int
    sample: tuple[tuple[str, ...], ...]
    """The first data rows."""
    lines: int
    """Data rows at most; cells with line ends inside make them fewer."""
    typed: bool = False
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    lead: tuple[tuple[str, ...], ...] = ()
    """Titles and blank rows above the heading; they are no data and stay where they are."""
    unvalued: tuple[int, ...] = ()
    """Columns with formulas whose values the workbook does not hold."""

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
        return self._figured(lang)

    def meaningful_names(self, lang: str) -> tuple[str, ...]:
        """Return the headings with what stands over several of them: "Lakóhely Irsz"."""
        names = self.column_names(lang)
        above = list(map(plain, self.lead[-1])) if self.header is not None and self.lead else []
        if not above or (len(filled(above)) == 1 and above[0].strip()):
            return names
        over, found = "", []
        for at, name in enumerate(names):
            over = above[at].strip() if at < len(above) and above[at].strip() else over
            found.append(f"{over} {name}".strip())
        return tuple(found)

    def titles(self) -> tuple[str, ...]:
        """Return the texts above the table, and the name of its sheet."""
        above = tuple(plain(cell) for row in self.lead for cell in filled(row))
        return (*above, self.sheet) if self.sheet else above

    def _figured(self, lang: str) -> tuple[str, ...]:
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
        lines=found.rows - len(table.lead) - (table.header is not None),
        unvalued=found.unvalued,
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
    front = find_front(rows, header=options.header)
    below = rows[front.data :]
    header = rows[front.lead] if front.header else None
    width = _width(header, below) or usual_width(rows)
    if header is not None:
        header = (*header, *[""] * (width - len(header)))
    return Table(
        survey=seen,
        text=text,
        encoding=encoding,
        delimiter=sample.delimiter,
        header=header,
        skip=sample.ends[front.data - 1] if front.data else sample.begin,
        width=width,
        sample=below,
        lines=max(seen.lines - front.data - bool(sample.begin), 1 if below else 0),
        typed=typed,
        lead=rows[: front.lead],
    )


def _width(header: Sequence[str] | None, below: Sequence[Sequence[str]]) -> int:
    """Return how wide a table is: as its heading, unless several rows agree on more."""
    usual, named = usual_width(below), len(header or ())
    agreed = usual > named and (not named or [len(row) for row in below].count(usual) > 1)
    return usual if agreed else named


def address_columns(
    table: Table, names: Sequence[str], lang: str, own: str = "", town: str = ""
) -> AddressColumns:
    """Return the columns that were named, or the guessed ones.

    Args:
        table: the table.
        names: what somebody named, or nothing.
        lang: language of the figures by which columns without a heading are called.
        own: the town that the engine takes a row without a town to be in.
        town: the town that somebody said such rows are in.

    Raises:
        TableError: there is no such column, none looks like addresses, or a person must choose.
    """
    header = None if table.header is None else table.column_names(lang)
    meant = None if table.header is None else table.meaningful_names(lang)
    if names:
        chosen = chosen_columns(names, header, table.width)
        columns = look_at(table.sample, meant)
        found = complete(chosen, columns, table.sample, own, town=town, titles=table.titles())
    else:
        found = guess_columns(table.sample, meant, own, town=town, titles=table.titles())
    lost = [at for at, _ in found.parts if at in table.unvalued]
    if lost:
        raise TableError(
            f"column {lost[0] + 1} holds formulas whose values the workbook does not hold; open it "
            "in a spreadsheet, let it calculate, and save it again",
            "formulas",
        )
    return found
