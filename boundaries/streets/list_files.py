"""Lists of streets (körzetjegyzék) as files: read any table, write a CSV.

One range a line under a heading in Hungarian or English:

    thoroughfare_name, thoroughfare_type   közterület neve, közterület jellege
    parity                                 whole, even, odd, continuous; teljes, páros,
                                           páratlan, folyamatos
    from, to                               tól, ig: house numbers with their suffix, both included;
                                           empty = open
    building                               épület: where only this one of the numbers is meant
    status                                 állapot: inside (belül), or open (nyitott) where a person
                                           must decide

The last two columns may be missing; they are written only where a range needs them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.files import write_whole

from ..errors import DefinitionError, Fault
from ..language.house_numbers import HouseNumber, NumberRange, Parity, parse_register_number
from ..language.names import fold
from ..tables.cells import csv_text, plain
from ..tables.faults import TableError
from ..tables.table import TableOptions, open_table
from .list_ranges import ListedRange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HEADER = ("thoroughfare_name", "thoroughfare_type", "parity", "from", "to")
BUILDING, STATUS = "building", "status"
_HEADINGS = {
    "thoroughfare name": "thoroughfare_name",
    "kozterulet neve": "thoroughfare_name",
    "kozterulet nev": "thoroughfare_name",
    "thoroughfare type": "thoroughfare_type",
    "kozterulet jellege": "thoroughfare_type",
    "kozterulet jelleg": "thoroughfare_type",
    "parity": "parity",
    "hazszamok": "parity",
    "from": "from",
    "tol": "from",
    "kezdo hazszam": "from",
    "to": "to",
    "ig": "to",
    "zaro hazszam": "to",
    "building": BUILDING,
    "epulet": BUILDING,
    "status": STATUS,
    "allapot": STATUS,
}
_PARITIES = {
    "whole": Parity.WHOLE,
    "teljes": Parity.WHOLE,
    "teljes kozterulet": Parity.WHOLE,
    "even": Parity.EVEN,
    "paros": Parity.EVEN,
    "paros hazszamok": Parity.EVEN,
    "odd": Parity.ODD,
    "paratlan": Parity.ODD,
    "paratlan hazszamok": Parity.ODD,
    "continuous": Parity.CONTINUOUS,
    "folyamatos": Parity.CONTINUOUS,
    "folyamatos hazszamok": Parity.CONTINUOUS,
}
_STATUSES = {"": False, "inside": False, "belul": False, "open": True, "nyitott": True}


def write_list(ranges: Iterable[ListedRange], path: Path) -> None:
    """Write a list; the same ranges give the same bytes."""
    every = tuple(ranges)
    extra = [BUILDING] * any(one.building for one in every)
    extra += [STATUS] * any(one.is_open for one in every)
    rows = []
    for one in every:
        more = {BUILDING: one.building, STATUS: "open" if one.is_open else "inside"}
        last = [more[name] for name in extra]
        rows.append((one.name, one.type, one.numbers.parity.value, *one.numbers.ends, *last))
    write_whole(path, csv_text((*HEADER, *extra), rows))


def read_list(path: Path) -> tuple[ListedRange, ...]:
    """Read a list: CSV (comma, semicolon or tab; UTF-8, UTF-16 or cp1250) or .xlsx.

    Raises:
        DefinitionError: carries every faulty line, not just the first.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            table = open_table(path, TableOptions(header=True), Path(folder) / "sheet.txt")
            heading = tuple(map(plain, table.header or ()))
            rows = [tuple(map(plain, cells)) for cells in table.rows()]
    except (OSError, UnicodeError, TableError) as fault:
        raise DefinitionError(path.name, (Fault("file", f"cannot be read ({fault})"),)) from fault
    return _read_rows(heading, rows, path.name)


def _read_rows(
    heading: Sequence[str], rows: Sequence[Sequence[str]], name: str
) -> tuple[ListedRange, ...]:
    columns = [_HEADINGS.get(fold(cell.replace("_", " ")), "") for cell in heading]
    missing = [field for field in HEADER if field not in columns]
    if missing:
        expected = f"lacks {', '.join(missing)}; expected {','.join(HEADER)}"
        raise DefinitionError(name, (Fault("header", expected),))
    faults: list[Fault] = []
    ranges = [
        one
        for line, cells in enumerate(rows, start=2)
        if any(cells)
        for one in _read_row(dict(zip(columns, cells, strict=False)), f"line {line}", faults)
    ]
    if faults:
        raise DefinitionError(name, tuple(faults))
    return tuple(ranges)


def _read_row(cells: Mapping[str, str], where: str, faults: list[Fault]) -> Iterator[ListedRange]:
    name, kind = (cells.get(field, "").strip() for field in HEADER[:2])
    parity = _PARITIES.get(fold(cells.get("parity", "")))
    ends = [_end(cells.get(field, "").strip(), f"{where}, {field}", faults) for field in HEADER[3:]]
    is_open = _STATUSES.get(fold(cells.get(STATUS, "")))
    if not name:
        faults.append(Fault(f"{where}, thoroughfare_name", "is missing"))
    if parity is None:
        expected = "whole, even, odd or continuous"
        faults.append(Fault(f"{where}, parity", f"{cells.get('parity')!r}; expected {expected}"))
    if is_open is None:
        faults.append(Fault(f"{where}, status", f"{cells[STATUS]!r}; expected inside or open"))
    if name and parity is not None and is_open is not None:
        numbers = NumberRange(parity, *ends)
        yield ListedRange(name, kind, numbers, cells.get(BUILDING, "").strip(), is_open)


def _end(cell: str, where: str, faults: list[Fault]) -> HouseNumber | None:
    number = parse_register_number(cell) if cell else None
    if cell and number is None:
        faults.append(Fault(where, f"{cell!r} is no house number"))
    return number
