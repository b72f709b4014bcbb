"""Every CSV that the product writes for people is of one dialect; those of before are read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from boundaries.language.house_numbers import HouseNumber, NumberRange, Parity
from boundaries.streets.list_files import read_list, write_list
from boundaries.streets.list_ranges import ListedRange
from boundaries.tables.cells import csv_text

ROOT = Path(__file__).parents[3]
WRITERS = {
    Path("boundaries/tables/cells.py"),
    Path("boundaries/tables/cells.py"),  # the same dialect, a row at a time
    Path("boundaries/tables/workbook.py"),  # a sheet on its way through a job; nobody sees it
    Path(
        "boundaries/streets/street_list.py"
    ),  # kept data, with a hash beside it; see docs/exports.md
    Path("boundaries/streets/making.py"),  # as above
}
RANGES = (
    ListedRange("Próba", "utca", NumberRange(Parity.ODD, HouseNumber(1), HouseNumber(15, "A"))),
    ListedRange("=SUM(A1)", "út", NumberRange(Parity.WHOLE)),
)
OLD = "thoroughfare_name,thoroughfare_type,parity,from,to\nPróba,utca,odd,1,15/A\n"


def test_a_list_of_streets_is_of_the_dialect_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    write_list(RANGES, path)
    lines = path.read_bytes().decode("utf-8").split("\r\n")
    assert lines[0] == "\ufeffthoroughfare_name;thoroughfare_type;parity;from;to"
    assert lines[1] == "Próba;utca;odd;1;15/A"
    assert lines[2].startswith("'=SUM(A1);")
    assert read_list(path)[0] == RANGES[0]


def test_a_list_of_streets_of_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(OLD, "utf-8")
    assert read_list(path) == RANGES[:1]


@pytest.mark.parametrize("value", [1.5, -0.25, 1234567.0])
def test_decimals_have_a_comma(value: float) -> None:
    written = csv_text(("a",), [(value,)]).splitlines()[1]
    assert "." not in written
    assert float(written.replace(",", ".")) == value


def test_nobody_else_writes_csv() -> None:
    found = []
    for part in ("boundaries", "webmap", "geo"):
        for file in (ROOT / part).rglob("*.py"):
            where = file.relative_to(ROOT)
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                named = isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}
                if named and ast.unparse(node).startswith("csv.") and where not in WRITERS:
                    found.append(f"{where}:{node.lineno}")
    assert not found, f"use boundaries.tables.cells: {found}"
