"""A register from any table: columns, encodings, coordinates, and every fault by its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from boundaries.errors import RegisterError
from boundaries.register.columns import Field, Mapped, read_mapping
from boundaries.register.table import read_table
from boundaries.tables.faults import TableError

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.register.model import TownRegister

TEXT = (
    "Irányítószám;Település;Közterület neve;Közterület jellege;Házszám;Alátörés;Épület;"
    "Lépcsőház;Szavazókör;Szélesség;Hosszúság\r\n"
    "9001;Próbafalva;Próba;utca;1;A;;;001;46,9;19,7\r\n"
    '9001;PRÓBAFALVA;"Próba";u.;000002;;B;2;001;46,9001;19,7\r\n'
    "9002;Másfalva;Fő;utca;1;;;;001;;\r\n"
    "9001;;Hősök;tere;3-5;;;;002;;\r\n"
)


def doors(town: TownRegister) -> list[tuple[str, str, str, str, str]]:
    return [
        (street.full_name, str(door.number), door.building, door.staircase, door.district)
        for street in town.register.thoroughfares
        for door in street.doors
    ]


def read(path: Path, **more: object) -> TownRegister:
    return read_table(path, town="Próbafalva", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_is_read_in_any_dress(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "cimek.csv"
    path.write_bytes(TEXT.replace(";", delimiter).encode(encoding))
    town = read(path)
    assert doors(town) == [
        ("Hősök tere", "3-5", "", "", "002"),
        ("Próba utca", "1/A", "", "", "001"),
        ("Próba utca", "2", "B", "2", "001"),
    ]
    assert [point.source for point in town.points] == ["cimek.csv line 2", "cimek.csv line 3"]
    assert town.notes == {"addresses of Másfalva": 1}
    assert town.faults == ()
    assert town.register.places == (("9001", "Próbafalva"),)


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cimek.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        rows = [["Utca", "Házszám", "EOV Y", "EOV X"], ["Próba utca", 12, 698000.5, 172000]]
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    town = read(path)
    assert doors(town) == [("Próba utca", "12", "", "", "")]
    (point,) = town.points
    assert (point.east, point.north, point.uncertainty_m) == (698_000.5, 172_000.0, 10.0)


def test_every_fault_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cimek.csv"
    path.write_text(
        "Utca;Házszám;lat;lon;Szavazókör\n"
        "Próba utca;1;46.9;19.7;001\n"
        '"Két\nsoros";x;;;\n'
        ";3;;;\n"
        "Próba utca;;;;\n"
        "Próba utca;5;19.7;46.9;001\n"
        "Próba utca;7;kelet;19.7;001\n"
        "Próba utca;1;;;002\n",
        "utf-8",
    )
    town = read(path)
    assert [(fault.path, fault.message[:30]) for fault in town.faults] == [
        ("cimek.csv line 3", "'x' is no house number"),
        ("cimek.csv line 5", "has no street"),
        ("cimek.csv line 6", "has no house number"),
        ("cimek.csv line 7", "latitude 19.7 and longitude 46"),
        ("cimek.csv line 8", "'kelet' is no coordinate; its "),
        ("cimek.csv line 9", "Próba utca 1 is in district '0"),
    ]
    assert [number for _, number, *_ in doors(town)] == ["1", "5", "7"]
    assert len(town.points) == 1


def test_an_open_quotation_mark_takes_only_its_line(tmp_path: Path) -> None:
    path = tmp_path / "cimek.csv"
    path.write_text('Utca;Házszám\nPróba utca;1\n"Próba utca;3\nPróba utca;5\n', "utf-8")
    town = read(path)
    assert [number for _, number, *_ in doors(town)] == ["1", "5"]
    assert [fault.path for fault in town.faults] == ["cimek.csv line 3"]


def test_columns_are_named_by_heading_or_figure(tmp_path: Path) -> None:
    path = tmp_path / "cimek.csv"
    path.write_text("a;b;c\nPróba;utca;12/A\n", "utf-8")
    mapping = {Field.STREET: "A", Field.TYPE: "2", Field.NUMBER: "c"}
    assert doors(read(path, mapped=Mapped(mapping))) == [("Próba utca", "12/A", "", "", "")]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({}, "no column for street and number; the table has: a; b; c"),
        ({Field.STREET: "a", Field.NUMBER: "hsz"}, "no column 'hsz'"),
        ({Field.STREET: "a", Field.NUMBER: "9"}, "no column '9'"),
        ({Field.STREET: "a", Field.NUMBER: "b", Field.LAT: "c"}, "lat and lon go together"),
    ],
)
def test_columns_that_are_not_there_are_refused(
    tmp_path: Path, mapping: dict[Field, str], message: str
) -> None:
    path = tmp_path / "cimek.csv"
    path.write_text("a;b;c\nPróba;utca;12/A\n", "utf-8")
    with pytest.raises(RegisterError, match=message):
        read(path, mapped=Mapped(mapping))


def test_a_mapping_file_names_columns_and_terms(tmp_path: Path) -> None:
    table, mapping = tmp_path / "cimek.csv", tmp_path / "cimek.yaml"
    table.write_text("x|y|z\nPróba utca|1|e\n", "utf-8")
    mapping.write_text(
        "columns: {street: x, number: y, staircase: z}\ndelimiter: '|'\nlicence: CC0\n"
        "generated: 2025-01-02\nuncertainty_m: 3\n",
        "utf-8",
    )
    town = read(table, mapped=read_mapping(mapping))
    assert doors(town) == [("Próba utca", "1", "", "e", "")]
    assert (town.sources[0].licence, town.sources[0].generated) == ("CC0", "2025-01-02")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: [1]", "expected `columns:`"),
        ("[", "cannot be read as YAML"),
        ("columns: {utca: x}", "'utca' is no field; known are street"),
        ("columns: {street: x}\nfoo: 1", "unknown key foo"),
        ("columns: {street: x}\nuncertainty_m: far", "expected metres"),
    ],
)
def test_a_faulty_mapping_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "cimek.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RegisterError, match=message):
        read_mapping(path)


def test_a_table_without_a_door_of_the_town_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cimek.csv"
    path.write_text("Utca;Házszám\nPróba utca;sok\n", "utf-8")
    with pytest.raises(RegisterError, match=r"no row of it gives a door.*line 2: 'sok' is no"):
        read(path)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cimek.csv"
    path.write_bytes(b"%PDF-1.7 ...")
    with pytest.raises(TableError, match="a PDF"):
        read(path)
