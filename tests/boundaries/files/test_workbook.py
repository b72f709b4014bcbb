"""Workbooks in and out, those made to do harm too."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from boundaries.tables import workbook
from boundaries.tables.faults import TableError
from boundaries.tables.workbook import check_workbook, workbook_to_text
from boundaries.tables.workbook_writing import LONGEST_CELL, check_fits, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = """<?xml version="1.0"?><workbook/>"""


def packed(path: Path, **members: bytes) -> Path:
    """Write a zip file; names have __ for a slash and _ for a dot at the end."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def sheet(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Ügyfelek")
        book.add_worksheet("Másik")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, at, value, day)
                elif isinstance(value, str):
                    page.write_string(number, at, value)
                else:
                    page.write(number, at, value)
    return path


def read(path: Path) -> list[list[object]]:
    with CalamineWorkbook.from_path(path) as book:
        return [list(row) for row in book.get_sheet_by_index(0).iter_rows()]


def test_types_survive_the_way_in_and_out(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["id", "cím", "nap", "kód", "igen"],
        [1, "Alma utca 3", dt.date(2024, 2, 29), "007", True],
        [2.5, "=1+1", dt.date(1999, 1, 1), "12", False],
    ]
    text = tmp_path / "t"
    found = workbook_to_text(sheet(tmp_path / "a.xlsx", rows), text)
    assert (found.name, found.rows, found.others) == ("Ügyfelek", 3, ("Másik",))
    import csv  # noqa: PLC0415

    lines = csv.reader(text.read_text("utf-8").splitlines())
    assert write_workbook(lines, tmp_path / "b.xlsx", tmp_path) == 0
    assert read(tmp_path / "b.xlsx") == [[1.0 if v == 1 else v for v in row] for row in rows]


def test_a_sheet_is_found_by_name(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [["a"]])
    assert workbook_to_text(path, tmp_path / "t", "Másik").rows == 0
    with pytest.raises(TableError, match="Ügyfelek, Másik"):
        workbook_to_text(path, tmp_path / "t", "Nincs")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"x_xml": b"<a/>"}, "no .xlsx or .ods workbook"),
        (
            {"xl__workbook_xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'},
            "ent",
        ),
        (
            {"xl__workbook_xml": b"<a/>", "xl__s_xml": b" " * (1 << 20) + b"<!doctype a>"},
            "entities",
        ),
        ({"xl__workbook_xml": b"<a/>", "xl__s_xml": "<a/>".encode("utf-16")}, "not UTF-8"),
        ({"xl__workbook_xml": b"<a/>", "EncryptedPackage": b"x"}, "password-protected"),
        ({"xl__workbook_xml": b"0" * (1 << 26)}, "times its size"),
    ],
)
def test_hostile_workbooks_are_refused(
    tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    with pytest.raises(TableError, match=message):
        check_workbook(packed(tmp_path / "a.xlsx", **members))


def test_a_size_that_is_a_lie_is_found(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", xl__workbook_xml=b"<a/>" * 1000)
    content = path.read_bytes()
    real, small = (4000).to_bytes(4, "little"), (40).to_bytes(4, "little")
    assert content.count(real) == 2
    path.write_bytes(content.replace(real, small))
    with pytest.raises(TableError, match="less than it holds"):
        check_workbook(path)


def test_an_archive_inside_is_not_opened(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", b"0" * (1 << 26))
    path = sheet(tmp_path / "a.xlsx", [["cím"], ["Alma utca 3"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/embeddings/x.zip", bomb.getvalue())
    assert workbook_to_text(path, tmp_path / "t").rows == 2


def test_a_table_of_a_billion_cells_ends_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_SECONDS", 60)
    path = sheet(tmp_path / "a.xlsx", [["cím"]])
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "cím")
        page.write_string(1_048_575, 16_383, "x")
    with pytest.raises(TableError, match="cannot be read"):
        workbook_to_text(path, tmp_path / "t")


def test_damage_is_told(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [["cím"]])
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(TableError, match="damaged"):
        check_workbook(path)


def test_long_cells_are_cut_and_counted(tmp_path: Path) -> None:
    assert write_workbook([["x" * 40_000]], tmp_path / "a.xlsx", tmp_path) == 1
    assert len(str(read(tmp_path / "a.xlsx")[0][0])) == LONGEST_CELL


def test_what_no_sheet_holds_is_refused() -> None:
    with pytest.raises(TableError, match=r"\.csv"):
        check_fits("a.xlsx", 1_048_577, 3)
