"""Pin how the bundled list of Kecskemét answers for every door that is not certainly outside.

    python scripts/pin_doors.py

Writes `tests/boundaries/streets/kecskemet_doors.csv` from the bundled lists of both variants. The
test beside it reads the evidence of each decided range a second time, so that a change of the list
is looked at.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.model import VerdictKind
from boundaries.streets.street_list import load_street_list

if TYPE_CHECKING:
    from boundaries.streets.street_list import StreetList, StreetRow

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "boundaries" / "data" / "kecskemet"
PINNED = ROOT / "tests" / "boundaries" / "streets" / "kecskemet_doors.csv"
VARIANTS = ("programme", "ksh")
HEADER = (
    *("variant", "street", "parity", "from", "to", "district", "doors"),
    *("verdict", "reason", "basis", "leans"),
)


def pinned_rows(streets: StreetList) -> list[tuple[str, ...]]:
    """Return the ranges that are inside, open, or outside by their reach alone."""
    variant = streets.meta.variant
    return [
        (variant, *_cells(one.full_name, row))
        for one in streets.streets
        for row in one.rows
        if row.verdict is not VerdictKind.OUTSIDE or row.placed_by.kind == "reach"
    ]


def _cells(street: str, row: StreetRow) -> tuple[str, ...]:
    numbers = row.numbers
    ends = (str(end) if end else "" for end in (numbers.start, numbers.end))
    said = (row.verdict.value, row.reason.value, row.basis, row.leans.value if row.leans else "")
    return (street, numbers.parity.value, *ends, row.district, str(row.doors), *said)


def main() -> None:
    """Write the pinned list."""
    with PINNED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for variant in VARIANTS:
            writer.writerows(pinned_rows(load_street_list(BUNDLED, variant)))


if __name__ == "__main__":
    main()
