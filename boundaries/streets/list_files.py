"""Lists of streets (körzetjegyzék) as files: read any table, write a CSV.

One range a line under a heading in Hungarian or English:

    thoroughfare_name, thoroughfare_type   közterület neve, közterület jellege
    parity                                 whole, even, odd, continuous; teljes, páros,
                                           páratlan, folyamatos
    from, to                               tól, ig: house numbers with their suffix, both included;
                                           empty = open
    building                               épület: where only this one of the numbers is meant
    status                                 állapot: inside (belül), open (nyitott) where a person
                                           must decide, outside (kívül) where the list takes the
                                           numbers out of another range

The last two columns may be missing; they are written only where a range needs them.
"""

from __future__ import annotations

import re
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
from .list_rules import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HEADER = ("thoroughfare_name", "thoroughfare_type", "parity", "from", "to")
BUILDING, STATUS = "building", "status"
HEADINGS = {
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
_WHOLE = re.compile(r"(?<=[0-9])[.,]0+\Z")
"""What a spreadsheet writes behind a whole number."""
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
_WITHIN = 30
"""Lines in which the headings must stand."""
_STATUSES = {
    "": State.INSIDE,
    "inside": State.INSIDE,
    "belul": State.INSIDE,
    "open": State.OPEN,
    "nyitott": State.OPEN,
    "outside": State.OUTSIDE,
    "kivul": State.OUTSIDE,
}


def write_list(ranges: Iterable[ListedRange], path: Path) -> None:
    """Write a list; the same ranges give the same bytes."""
    every = tuple(ranges)
    extra = [BUILDING] * any(one.building for one in every)
    extra += [STATUS] * any(status_of(one) != State.INSIDE.value for one in every)
    rows = []
    for one in every:
        more = {BUILDING: one.building, STATUS: status_of(one)}
        last = [more[name] for name in extra]
        rows.append((one.name, one.type, one.numbers.parity.value, *one.numbers.ends, *last))
    write_whole(path, csv_text((*HEADER, *extra), rows))


def status_of(one: ListedRange) -> str:
    """Return the word of the column "status"; a range that takes no number is for a person."""
    if one.is_open or one.numbers.is_reversed:
        return State.OPEN.value
    return (State.OUTSIDE if one.is_excepted else State.INSIDE).value


def read_list(path: Path) -> tuple[ListedRange, ...]:
    """Read a list: CSV (comma, semicolon or tab; UTF-8, UTF-16 or cp1250) or .xlsx.

    Raises:
        DefinitionError: carries every faulty line, not just the first.
    """
    faults: list[Fault] = []
    ranges = [read_range(cells, where, faults) for where, cells in read_records(path)]
    if faults:
        raise DefinitionError(path.name, tuple(faults))
    return tuple(one for one in ranges if one is not None)


def read_records(path: Path) -> list[tuple[str, dict[str, str]]]:
    """Read the lines of a list: where each stands, and its cells by column.

    Columns that a list of streets does not know stand under their own heading, folded.

    Raises:
        DefinitionError: the file cannot be read, or lacks a column.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            # The headings are known, so that nothing has to be guessed: "utca;street" is a row.
            table = open_table(path, TableOptions(header=False), Path(folder) / "sheet.txt")
            rows = [tuple(map(plain, cells)) for cells in table.rows()]
    except (OSError, UnicodeError, TableError) as fault:
        raise DefinitionError(path.name, (Fault("file", f"cannot be read ({fault})"),)) from fault
    every = [_columns(cells) for cells in rows[:_WITHIN]]
    at = next((at for at, columns in enumerate(every) if set(HEADER) <= set(columns)), 0)
    columns = every[at] if every else []
    missing = [field for field in HEADER if field not in columns]
    if missing:
        expected = f"lacks {', '.join(missing)}; expected {','.join(HEADER)}"
        raise DefinitionError(path.name, (Fault("header", expected),))
    return [
        (f"line {line}", dict(zip(columns, cells, strict=False)))
        for line, cells in enumerate(rows[at + 1 :], start=at + 2)
        if any(cells)
    ]


def _columns(heading: Sequence[str]) -> list[str]:
    keys = [fold(cell.replace("_", " ")) for cell in heading]
    return [HEADINGS.get(key, key) for key in keys]


def read_range(cells: Mapping[str, str], where: str, faults: list[Fault]) -> ListedRange | None:
    """Read one line of a list; None where it has faults, which are added to `faults`."""
    name, kind = (cells.get(field, "").strip() for field in HEADER[:2])
    parity = _PARITIES.get(fold(cells.get("parity", "")))
    ends = [_end(cells.get(field, "").strip(), f"{where}, {field}", faults) for field in HEADER[3:]]
    status = _STATUSES.get(fold(cells.get(STATUS, "")))
    if not name:
        faults.append(Fault(f"{where}, thoroughfare_name", "is missing"))
    if parity is None:
        expected = "whole, even, odd or continuous"
        faults.append(Fault(f"{where}, parity", f"{cells.get('parity')!r}; expected {expected}"))
    if status is None:
        expected = "inside, open or outside"
        faults.append(Fault(f"{where}, status", f"{cells[STATUS]!r}; expected {expected}"))
    if not name or parity is None or status is None:
        return None
    numbers = NumberRange(parity, *ends)
    if status is not State.OPEN and numbers.is_reversed:
        said = f"begins at {numbers.start} behind its end {numbers.end}; put them the other way"
        faults.append(Fault(f"{where}, from and to", said))
    return ListedRange(
        name,
        kind,
        numbers,
        cells.get(BUILDING, "").strip(),
        is_open=status is State.OPEN,
        is_excepted=status is State.OUTSIDE,
    )


def _end(cell: str, where: str, faults: list[Fault]) -> HouseNumber | None:
    cell = _WHOLE.sub("", cell)
    number = parse_register_number(cell) if cell else None
    if cell and number is None:
        faults.append(Fault(where, f"{cell!r} is no house number"))
    return number
