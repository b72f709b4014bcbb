"""Tables as offices have them: odd headings, titles, towns wherever they stand, spoilt cells.

What is asked of each: no row of another town is ever decided, and the rows of the area's own town
are answered as they are alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from boundaries.files.job import JobOrder, open_job
from boundaries.tables.cells import ADDED
from boundaries.tables.faults import TableError
from boundaries.tables.table import TableOptions
from webmap.ask.answering import AreaAnswering

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
HOME, AWAY, STREET = "Kecskemét", "Baja", "Halasi út 5"
Rows = list[dict[str, str]]


def answered(folder: Path, name: str, content: bytes, **options: Any) -> Rows:  # noqa: ANN401
    """Run a job and return the data rows of its output, by heading."""
    source, out = folder / name, folder / "out.csv"
    source.write_bytes(content)
    settings = JobOrder(source, out, folder / "t.csv", TableOptions(**options))
    with open_job(settings, AreaAnswering(SLUG)) as job:
        job.run()
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    at = next(i for i, row in enumerate(rows) if set(ADDED) <= set(row))
    return [dict(zip(rows[at], row, strict=False)) for row in rows[at + 1 :]]


def verdicts(rows: Rows) -> list[str]:
    """Return the verdicts; of a row in another town which may be known that it is open."""
    kept = ("settlement_outside", "undecidable")
    return [kept[1] if row["reason"] == kept[0] else row["verdict"] for row in rows]


def text(rows: list[list[str]], delimiter: str = ";") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def workbook(rows: list[list[Any]], *, hidden: bool = False, blank: bool = False) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        if blank:
            book.add_worksheet("Üres")
        if hidden:
            book.add_worksheet("Segéd").write_row(0, 0, ["Cím"])
            book.get_worksheet_by_name("Segéd").hide()
        sheet = book.add_worksheet("Adatok")
        if hidden:
            sheet.activate()
        day = book.add_format({"num_format": "mmm d"})
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(number, at, cell, day)
                else:
                    sheet.write(number, at, cell)
    return made.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    one = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = ("".join(map(one.format, row)) for row in rows)
    cells = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {names} office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Lap">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return made.getvalue()


HEADINGS: list[tuple[list[str], list[str], list[str]]] = [
    # heading, the row of the other town, the row of the own one
    (["Név", "Város/község", "Utca, házszám"], ["A", AWAY, STREET], ["B", HOME, STREET]),
    (["Név", "Település megnevezése", "Cím"], ["A", AWAY, STREET], ["B", HOME, STREET]),
    (["Név", "Lakóhely", "Utca, házszám"], ["A", AWAY, STREET], ["B", HOME, STREET]),
    (
        ["Név", "Irsz., helység", "Utca"],
        ["A", "6500 Baja", STREET],
        ["B", "6000 Kecskemét", STREET],
    ),
    (
        ["Név", "Áll. lakcím irsz", "Áll. lakcím város", "Áll. lakcím utca hsz"],
        ["A", "6500", AWAY, STREET],
        ["B", "6000", HOME, STREET],
    ),
    (
        ["Lakóhely irsz", "Lakóhely település", "Lakóhely utca", "Lakóhely házszám"],
        ["6500", AWAY, "Halasi út", "5"],
        ["6000", HOME, "Halasi út", "5"],
    ),
    (["Hol lakik", "Melyik ház"], [AWAY, STREET], [HOME, STREET]),
    (["Ingatlan címe", "x", "y", "Honnan"], [STREET, "", "", AWAY], [STREET, "", "", HOME]),
    (["Székhely", "Levelezés"], [AWAY, STREET], [HOME, STREET]),
    (["Telephely címe", "HelysegNev"], [STREET, "BAJA"], [STREET, "KECSKEMÉT"]),
    (["Bejelentett lakóhely"], ["6500 Baja, Halasi út 5"], ["6000 Kecskemét, Halasi út 5"]),
    (["Tartózkodási hely"], ["Halasi út 5 (Baja)"], ["Halasi út 5 (Kecskemét)"]),
    (["Cím"], ["Halasi út 5., Baja"], ["Halasi út 5., Kecskemét"]),
    (["Town", "Street address"], [AWAY, STREET], [HOME, STREET]),
    (
        ["Postal code", "Street", "House number"],
        ["6500", "Halasi út", "5"],
        ["6000", "Halasi út", "5"],
    ),
    (["Megye", "Helység", "Cím"], ["Bács-Kiskun", AWAY, STREET], ["Bács-Kiskun", HOME, STREET]),
    (["Helység", "Cím"], ["Baja (Bács-Kiskun megye)", STREET], ["Kecskemét (Bács-Kiskun)", STREET]),
    (["Helység", "Cím"], ["Budapest XI. kerület", STREET], ["Kecskemét mjv.", STREET]),
    (["Hely", "Cím"], ["Tompa", "Tompa Mihály utca 5"], [HOME, STREET]),
    (["Hely", "Cím"], [AWAY, "Bajai út 5"], [HOME, STREET]),
    (["Cím", "Város"], [STREET, AWAY], ["Kecskemét Halasi út 5", HOME]),
    (
        ["Közterület", "Jelleg", "Szám", "Helyiség"],
        ["Halasi", "út", "5", AWAY],
        ["Halasi", "út", "5", HOME],
    ),
]


@pytest.mark.parametrize(("heading", "away", "home"), HEADINGS)
@pytest.mark.parametrize("title", [False, True])
def test_a_town_is_never_lost(
    tmp_path: Path, heading: list[str], away: list[str], home: list[str], *, title: bool
) -> None:
    front = [["Ügyféllista 2024"], []] if title and len(heading) > 1 else []
    rows = [*front, heading, away, home, away]
    out = answered(tmp_path, "in.csv", text(rows).encode())
    assert verdicts(out) == ["undecidable", "inside", "undecidable"]


@pytest.mark.parametrize(("heading", "away", "home"), HEADINGS)
def test_without_a_heading_content_decides(
    tmp_path: Path, heading: list[str], away: list[str], home: list[str]
) -> None:
    del heading
    out = answered(tmp_path, "in.csv", text([away, home, away, home]).encode())
    assert verdicts(out) == ["undecidable", "inside", "undecidable", "inside"]


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("semicolon.csv", lambda rows: text(rows).encode("utf-8-sig")),
        ("comma.csv", lambda rows: text(rows, ",").encode()),
        ("tab.csv", lambda rows: text(rows, "\t").encode("cp1250")),
        ("pipe.csv", lambda rows: text(rows, "|").encode()),
        ("sep.csv", lambda rows: b"sep=,\r\n" + text(rows, ",").encode()),
        ("sheet.xlsx", workbook),
        ("hidden.xlsx", lambda rows: workbook(rows, hidden=True)),
        ("blank.xlsx", lambda rows: workbook(rows, blank=True)),
        ("sheet.ods", ods),
    ],
)
def test_every_kind_of_file_says_the_same(tmp_path: Path, name: str, write: Any) -> None:  # noqa: ANN401
    rows = [
        ["Ügyfelek címjegyzéke", "", "", ""],
        ["", "", "", ""],
        ["Ügyfél", "Irsz.", "Helységnév", "Pontos cím"],
        ["Őri Ágnes", "6500", AWAY, STREET],
        ["Űri Áron", "6000", HOME, STREET],
        ["", "", "", ""],
        ["Összesen", "", "", "12 fő"],
    ]
    out = answered(tmp_path, name, write(rows))
    assert verdicts(out) == ["undecidable", "inside", "", "undecidable"]
    assert out[1]["matched"] == "Kecskemét, Halasi út 5"
    above = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[:2]
    assert above[0].startswith("Ügyfelek címjegyzéke;") and not above[1].strip(";")  # noqa: PT018


def test_titles_do_not_move_the_rows_of_the_triage(tmp_path: Path) -> None:
    answered(tmp_path, "in.csv", "Lista;\n;\nid;Cím\n1;Halasi út 5\n2;Nincsilyen utca 3\n".encode())
    row = (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()[1]
    assert row.split(";")[0] == "5"


def test_a_first_line_with_fewer_cells_is_a_title(tmp_path: Path) -> None:
    out = answered(
        tmp_path, "in.csv", 'Lista\nNév;Lakcím\nA;"6000 Kecskemét, Halasi út 5"\n'.encode()
    )
    assert verdicts(out) == ["inside"]


def test_a_column_of_types_is_no_heading(tmp_path: Path) -> None:
    rows = [["6000", HOME, "Halasi", "utca", "5"], ["6000", HOME, "Alma", "utca", "7"]]
    assert len(answered(tmp_path, "in.csv", text(rows).encode())) == 2


TWO = [
    (
        ["Név", "Lakcím", "Értesítési cím"],
        ["A", "6000 Kecskemét, Halasi út 5", "6500 Baja, Fő u. 3"],
    ),
    (["Név", "Lakóhely", "Tartózkodási hely"], ["A", STREET, "Alma utca 7"]),
    (
        ["Lakóhely irsz", "Lakóhely utca", "Tart. hely irsz", "Tart. hely utca"],
        ["6000", STREET, "6500", "Petőfi utca 3"],
    ),
    (["Lakcím", "Egyéb"], [STREET, "Petőfi utca 3"]),
    (
        ["Irsz", "Város", "Cím", "Irsz", "Város", "Cím"],
        ["6500", AWAY, STREET, "6000", HOME, STREET],
    ),
]


@pytest.mark.parametrize(("heading", "row"), TWO)
def test_of_two_addresses_none_is_taken(tmp_path: Path, heading: list[str], row: list[str]) -> None:
    with pytest.raises(TableError) as raised:
        answered(tmp_path, "in.csv", text([heading, row, row]).encode())
    assert raised.value.code == "two_addresses"
    assert any(cell == row[-1] for _, cell in raised.value.example)
    assert row[-1] not in str(raised.value)


def test_a_copy_of_the_address_is_no_second_one(tmp_path: Path) -> None:
    rows = [["Teljes cím", "Utca", "Házszám"], ["6000 Kecskemét, Halasi út 5", "Halasi út", "5"]]
    assert verdicts(answered(tmp_path, "in.csv", text(rows).encode())) == ["inside"]


def test_the_chosen_address_keeps_its_town(tmp_path: Path) -> None:
    rows = [["Hol", "Lakcím", "Másik"], [AWAY, STREET, "Alma utca 7"], [HOME, STREET, "Alma u. 9"]]
    out = answered(tmp_path, "in.csv", text(rows).encode(), columns=("Lakcím",))
    assert verdicts(out) == ["undecidable", "inside"]
    chosen = ("cím=Lakcím", "település=1")
    assert answered(tmp_path, "in.csv", text(rows).encode(), columns=chosen) == out


@pytest.mark.parametrize(
    "content",
    [
        "Hivatal;Cím\nBajai Járási Hivatal;Halasi út 5\nTompa Óvodája;Halasi út 3\n",
        "Baja város ügyfelei;\nNév;Cím\nA;Halasi út 5\n",
        "Szülőhely;Iskola;Cím\nBaja;Tompa;Halasi út 5\nTompa;Baja;Halasi út 3\n",
    ],
)
def test_words_of_other_towns_without_a_column_stop(tmp_path: Path, content: str) -> None:
    with pytest.raises(TableError) as raised:
        answered(tmp_path, "in.csv", content.encode())
    assert raised.value.code == "town_unclear"
    told = answered(tmp_path, "in.csv", content.encode(), town=HOME, columns=("Cím",))
    assert set(verdicts(told)) == {"inside"}


def test_a_plain_list_is_answered_and_says_what_it_assumes(tmp_path: Path) -> None:
    rows = [["Cím"], [STREET], ["6000 Kecskemét, Halasi út 5"], ["Halasi út 5, Baja"]]
    out = answered(tmp_path, "in.csv", text(rows).encode())
    assert verdicts(out) == ["inside", "inside", "undecidable"]
    assert [row["town_assumed"] for row in out] == [HOME, "", ""]


def test_a_place_of_birth_is_no_town_of_the_address(tmp_path: Path) -> None:
    rows = [["Név", "Születési hely", "Lakcím"], ["A", AWAY, "6000 Kecskemét, Halasi út 5"]]
    assert verdicts(answered(tmp_path, "in.csv", text(rows).encode())) == ["inside"]


def test_a_row_without_its_town_is_open_where_others_are_elsewhere(tmp_path: Path) -> None:
    rows = [["Település", "Cím"], [AWAY, STREET], ["", STREET], [HOME, STREET]]
    out = answered(tmp_path, "in.csv", text(rows).encode())
    assert [(r["verdict"], r["reason"]) for r in out][1] == ("undecidable", "settlement_missing")
    alone = [["Település", "Cím"], [HOME, STREET], ["", STREET]]
    assert verdicts(answered(tmp_path, "in.csv", text(alone).encode())) == ["inside", "inside"]


def test_two_towns_in_one_row_decide_nothing(tmp_path: Path) -> None:
    rows = [["Település", "Cím"], [AWAY, "6000 Kecskemét, Halasi út 5"]]
    (row,) = answered(tmp_path, "in.csv", text(rows).encode())
    assert (row["verdict"], row["reason"]) == ("undecidable", "settlement_ambiguous")


def test_years_and_serial_numbers_are_no_postcodes(tmp_path: Path) -> None:
    rows = [["Felvétel", "Cím", "Sorszám"], ["2019", STREET, "6500"], ["2021", STREET, "6501"]]
    assert verdicts(answered(tmp_path, "in.csv", text(rows).encode())) == ["inside", "inside"]


CODES = ("6500", "6720", "4024", "7621", "9021", "3525")


def test_postcodes_count_whatever_their_heading(tmp_path: Path) -> None:
    rows = [["Ügyfél", "Kód", "Cím"], *[["A", code, STREET] for code in CODES]]
    assert set(verdicts(answered(tmp_path, "in.csv", text(rows).encode()))) == {"undecidable"}
    with pytest.raises(TableError) as raised:
        answered(tmp_path, "in.csv", text(rows[:4]).encode())
    assert raised.value.code == "town_unclear"


@pytest.mark.parametrize("town", ["Liget", "Udvar", "Arka", "Sikátor"])
def test_a_town_that_is_called_as_a_type_is_one(tmp_path: Path, town: str) -> None:
    rows = [["Település", "Cím"], [town, "Petőfi Sándor utca 17"]]
    assert verdicts(answered(tmp_path, "in.csv", text(rows).encode())) == ["undecidable"]


SPOILT: list[Any] = [
    *("05.márc", "5-márc", "2024.03.05", "03.05", "3,5", "3.5", "#REF!", "####", "1,2E+05", "IGAZ"),
    *("5%", "5 Ft"),
]


@pytest.mark.parametrize("cell", SPOILT)
def test_a_spoilt_number_in_a_column_of_its_own(tmp_path: Path, cell: str) -> None:
    rows = [["Irsz", "Település", "Utca", "Hsz"], ["6000", HOME, "Halasi út", cell]]
    (row,) = answered(tmp_path, "in.csv", text(rows).encode())
    assert (row["verdict"], row["reason"]) == ("undecidable", "damaged_cell")
    assert len((tmp_path / "t.csv").read_text("utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize("cell", [True, False, 3.5, dt.date(2024, 3, 5), dt.date(1905, 7, 4), 0.05])
def test_a_spoilt_number_in_a_workbook(tmp_path: Path, cell: object) -> None:
    rows = [["Irsz", "Település", "Utca", "Hsz"], [6000, HOME, "Halasi út", cell]]
    (row,) = answered(tmp_path, "in.xlsx", workbook(rows))
    assert (row["verdict"], row["reason"]) == ("undecidable", "damaged_cell")


@pytest.mark.parametrize("cell", [5, 5.0, "5", "5."])
def test_a_whole_number_of_a_workbook_is_a_house_number(tmp_path: Path, cell: object) -> None:
    rows = [["Irsz", "Település", "Utca", "Hsz"], [6000, HOME, "Halasi út", cell]]
    (row,) = answered(tmp_path, "in.xlsx", workbook(rows))
    assert row["matched"] == "Kecskemét, Halasi út 5"


def test_formulas_without_their_values_are_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Név", "Lakcím"])
        for row in range(1, 4):
            sheet.write(row, 0, "A")
            sheet.write_formula(row, 1, '="Halasi út "&5', None, "")
    with pytest.raises(TableError) as raised:
        answered(tmp_path, "in.xlsx", made.getvalue())
    assert raised.value.code == "formulas"


@pytest.mark.parametrize("name", ["in.xls", "in.csv", "in.xlsx", "in.ods"])
@pytest.mark.parametrize(
    "front", [b"<html>", b"\xef\xbb\xbf<!DOCTYPE html>", b"<?xml version='1.0'?>"]
)
def test_a_web_page_is_no_table(tmp_path: Path, name: str, front: bytes) -> None:
    page = front + b"<table><tr><td>C\xc3\xadm</td></tr><tr><td>Halasi</td></tr></table>"
    with pytest.raises(TableError) as raised:
        answered(tmp_path, name, page)
    assert raised.value.code == "web_page"


@pytest.mark.parametrize("heading", ["Házszám/hrsz", "Hsz. (hrsz.)", "Házszám vagy helyrajzi szám"])
def test_what_may_be_a_parcel_by_its_heading_is_no_house(tmp_path: Path, heading: str) -> None:
    rows = [["Utca", heading], *(["Halasi út", n] for n in ("5/B", "9413/2", "12345", "5", "5 B"))]
    found = answered(tmp_path, "a.csv", text(rows).encode(), town=HOME)
    assert [row["reason"] for row in found[:3]] == ["parcel"] * 3
    assert [row["verdict"] for row in found[3:]] == ["inside"] * 2


@pytest.mark.parametrize(
    "heading", ["Hrsz", "Emelet", "Ajtó", "Létszám", "Lakások száma", "Összeg"]
)
def test_figures_of_another_kind_are_no_house_numbers(tmp_path: Path, heading: str) -> None:
    rows = [["Település", "Utca", heading], [HOME, "Halasi út", "5"], [HOME, "Halasi út", "3"]]
    found = answered(tmp_path, "a.csv", text(rows).encode())
    assert [row["reason"] for row in found] == ["number_missing"] * 2


@pytest.mark.parametrize("heading", [["Hol", "Szám"], ["Megálló", "Sz."]])
def test_the_name_of_a_street_is_no_heading(tmp_path: Path, heading: list[str]) -> None:
    rows = [heading, ["Halasi út", "5"], ["Halasi út", "3"], ["Petőfi Sándor utca", "3"]]
    found = answered(tmp_path, "a.csv", text(rows).encode(), town=HOME)
    assert [row["verdict"] for row in found] == ["inside", "inside", "outside"]


def test_a_town_above_its_addresses_is_no_street(tmp_path: Path) -> None:
    rows = [["Helyszín", "Cím"], ["Gomba", ""], ["", STREET], [AWAY, ""], ["", STREET]]
    found = answered(tmp_path, "a.csv", text(rows).encode())
    assert set(verdicts(found)) == {"undecidable"}


def test_where_most_addresses_name_other_towns_one_without_a_town_is_open(tmp_path: Path) -> None:
    rows = [["Cím"], ["Halasi út 5, Baja"], ["Halasi út 5"], ["Fő utca 3 (Vác)"], ["Halasi út 5, "]]
    rows += [
        ["Kecskemét Halasi út 5"],
        ["6000 Halasi út 5"],
        ["Halasi út 7, Baja"],
        ["Pécs, Fő u. 1"],
    ]
    found = answered(tmp_path, "a.csv", text(rows).encode())
    assert [row["verdict"] for row in found[4:6]] == ["inside"] * 2
    assert {row["verdict"] for row in (*found[:4], *found[6:])} <= {"undecidable", "outside"}
    assert [found[at]["reason"] for at in (1, 3)] == ["settlement_missing"] * 2
    told = answered(tmp_path, "a.csv", text(rows).encode(), town=HOME)
    assert told[1]["verdict"] == "inside"


def test_a_postcode_joined_to_its_town_by_a_dash_is_read(tmp_path: Path) -> None:
    rows = [["Irsz+hely", "Cím"], ["6500-Baja", STREET], ["6000-Kecskemét", STREET]]
    assert verdicts(answered(tmp_path, "a.csv", text(rows).encode())) == ["undecidable", "inside"]
