"""A town's register from any table of addresses: CSV or workbook, with a mapping of its columns.

Encodings, delimiters and workbooks are read as in the file jobs. A row that cannot be read is
listed with its line; it never stops the rest.
"""

from __future__ import annotations

import csv
import io
import math
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from geo.crs import check_eov, check_lonlat, to_eov
from geo.errors import CoordinateError

from ..errors import Fault, RegisterError
from ..language.names import fold, type_of
from ..tables.cells import plain
from ..tables.table import TableOptions, open_table
from .build import build_register
from .columns import Field, Mapped, positions_of
from .door_points import PlaceKind
from .model import ListedDoor, Source, SourceKind, TownRegister
from .written import read_numbers, read_street

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..tables.table import Table


@dataclass(slots=True)
class _Work:
    """What reading a table has found so far."""

    name: str
    town: str
    at: Mapping[Field, int]
    mapped: Mapped
    faults: list[Fault] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


def read_table(
    path: Path, *, town: str, mapped: Mapped | None = None, sheet: str | None = None
) -> TownRegister:
    """Read a town's doors from a table.

    Args:
        path: CSV (semicolon, comma or tab; UTF-8, UTF-16 or cp1250) or .xlsx.
        town: name of the settlement; rows of others are left out and counted.
        mapped: which column holds what; without it the headings tell.
        sheet: of a workbook; None takes the first.

    Raises:
        TableError: it is no table that can be read.
        RegisterError: it has no columns for street and number, or no row could be read.
    """
    mapped = mapped or Mapped({})
    named = any(not column.isdecimal() for column in mapped.columns.values())
    options = TableOptions(
        header=True if named else None,  # the names that somebody gave are those of a heading
        encoding=mapped.encoding,
        delimiter=mapped.delimiter,
        sheet=sheet,
    )
    with tempfile.TemporaryDirectory() as folder:
        table = open_table(path, options, Path(folder) / "sheet.txt")
        at = positions_of(table.header, table.width, mapped.columns, path.name)
        work = _Work(path.name, town, at, mapped)
        listed = list(_doors(table, work))
    if not listed:
        first = f"; first: {work.faults[0]}" if work.faults else ""
        raise RegisterError(
            f"{path.name}: no row of it gives a door of {town}{first}", "register_no_rows"
        )
    source = Source(
        SourceKind.TABLE, path.name, mapped.generated, mapped.licence, table.survey.sha256
    )
    return build_register(town, listed, source, work.faults, work.notes)


def _doors(table: Table, work: _Work) -> Iterator[ListedDoor]:
    for line, cells, damaged in _numbered(table):
        where = f"{work.name} line {line}"
        if damaged:
            work.faults.append(Fault(where, "has a quotation mark that is never closed"))
        elif any(map(_is_broken, cells)):
            work.faults.append(Fault(where, "has letters that are not in the table's encoding"))
        elif any(cell.strip() for cell in cells):
            yield from _row(_fields(cells, work.at), where, work)


def _numbered(table: Table) -> Iterator[tuple[int, list[str], bool]]:
    """Yield each record with the line that it begins on, and whether it is damaged."""
    before = 1 if table.header is None else 2
    for block in table.blocks():
        lines = io.StringIO(block.text, newline="")
        if block.damaged:
            reader = csv.reader(lines, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
        else:
            reader = csv.reader(lines, delimiter=table.delimiter)
        start = 0
        for cells in reader:
            yield before + start, cells, block.damaged
            start = reader.line_num
        before += start


def _is_broken(cell: str) -> bool:
    """Tell whether a cell holds what its encoding does not know (see `bulk.reading`)."""
    return "\ufffd" in cell or any("\udc80" <= char <= "\udcff" for char in cell)


def _fields(cells: Sequence[str], at: Mapping[Field, int]) -> dict[Field, str]:
    return {
        name: plain(cells[position]).strip() if position < len(cells) else ""
        for name, position in at.items()
    }


def _row(row: Mapping[Field, str], where: str, work: _Work) -> Iterator[ListedDoor]:
    town = row.get(Field.TOWN, "")
    if town and fold(town) != fold(work.town):
        work.notes[f"addresses of {town}"] += 1
        return
    name, kind = _street(row)
    written = _written(row)
    numbers = read_numbers(written)
    if not name or numbers is None:
        what = f"{written!r} is no house number" if name else "has no street"
        work.faults.append(Fault(where, what if written or not name else "has no house number"))
        return
    place = _place(row, where, work)
    for one in numbers:
        yield ListedDoor(
            name=name,
            type=kind,
            number=one.number,
            written=written,
            where=where,
            building=row.get(Field.BUILDING) or one.building,
            staircase=row.get(Field.STAIRCASE) or one.staircase,
            district=row.get(Field.DISTRICT, ""),
            place=place,
            kind=None if place is None else PlaceKind.ADDRESS_POINT,
            uncertainty_m=work.mapped.uncertainty_m,
            postcode=row.get(Field.POSTCODE, ""),
        )


def _street(row: Mapping[Field, str]) -> tuple[str, str]:
    """Return name and type; a type that stands in the name as well counts once."""
    street, kind = row[Field.STREET], row.get(Field.TYPE, "")
    name, own = read_street(street)
    if not kind or not street or (own and type_of(own) == type_of(kind)):
        return name, own
    return read_street(f"{street} {kind}")


def _written(row: Mapping[Field, str]) -> str:
    number, suffix = row[Field.NUMBER], row.get(Field.SUFFIX, "").lstrip("/ ")
    return f"{number.rstrip('./ ')}/{suffix}" if suffix and number else number


def _place(row: Mapping[Field, str], where: str, work: _Work) -> tuple[float, float] | None:
    """Return the EOV place of a row; a faulty one leaves the door without a place."""
    for first, second in ((Field.EAST, Field.NORTH), (Field.LAT, Field.LON)):
        cells = row.get(first, ""), row.get(second, "")
        if not any(cells):
            continue
        try:
            one, other = map(_figure, cells)
            metric = first is Field.EAST
            spot = check_eov(one, other) if metric else to_eov(check_lonlat(lat=one, lon=other))
        except CoordinateError as fault:
            work.faults.append(Fault(where, f"{fault}; its door is listed without a place"))
            return None
        return round(spot.east, 2), round(spot.north, 2)
    return None


def _figure(cell: str) -> float:
    try:
        value = float(cell.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise CoordinateError(f"{cell!r} is no coordinate")
    return value
