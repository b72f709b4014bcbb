"""Encodings, dialects, blocks."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.tables import reading
from boundaries.tables.faults import TableError
from boundaries.tables.reading import (
    Block,
    decide_code_page,
    guess_delimiter,
    read_blocks,
    records,
    survey,
)
from boundaries.tables.table import TableOptions, open_table

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "id;cím\n1;Kőrösi Csoma Sándor utca 3\n2;Szűk köz 4\n3;Május 1. tér 2\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1250", "cp1250"),
    ],
)
def test_the_encoding_is_found_and_the_text_is_the_same(
    tmp_path: Path, encoding: str, found: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    table = open_table(path, TableOptions(), tmp_path / "x")
    assert table.encoding == found
    assert table.header == ("id", "cím")
    assert [row[1] for row in table.rows()] == [
        "Kőrösi Csoma Sándor utca 3",
        "Szűk köz 4",
        "Május 1. tér 2",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TEXT.encode("cp852"), "code page 852"),
        (b"", "is empty"),
        (b"\r\n \n", "is empty"),
        (TEXT.encode("utf-16-le"), "UTF-16 without its mark"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password-protected"),
        (b"PK\x03\x04 something", "must end in .xlsx"),
        (bytes(range(1, 32)) * 9, "is no text"),
        ("id;név\n1;Łódź Žižka\n".encode("iso-8859-16") + b"\xa4\xa6" * 9, "--encoding"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=message):
        survey(path)


def test_text_with_the_name_of_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(TableError, match="no workbook"):
        survey(path)


def test_a_single_damaged_byte_does_not_make_a_file_cp1250(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((TEXT * 20).encode() + b"9;Alm\xe1s utca 1\n")
    assert survey(path).encoding == "utf-8-sig"


def test_code_pages_are_told_by_their_letters() -> None:
    for encoding in ("cp1250", "iso8859-2"):
        counts = [TEXT.encode(encoding).count(code) for code in range(256)]
        assert decide_code_page("a.csv", counts) == "cp1250"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1;2\n", ";"),
        ("a,b\n1,2\n", ","),
        ("a\tb\n1\t2\n", "\t"),
        ('id,cím\n1,"Vác, Fő u. 3"\n', ","),
        ("cím\nVác, Fő u. 3\nVác, Fő u. 4\n", ";"),
        ("cím;x\nVác, Fő u. 3;1\nVác, Fő u. 4, fszt. 2;2\n", ";"),
    ],
)
def test_the_delimiter_is_the_one_that_rows_agree_on(text: str, delimiter: str) -> None:
    assert guess_delimiter(text) == delimiter


cell = st.text(alphabet='ab";,\n\r ő', max_size=8)


@given(st.lists(st.lists(cell, min_size=1, max_size=4), min_size=1, max_size=30), st.integers(1, 9))
def test_blocks_of_any_size_hold_the_same_records(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], size: int
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    path = tmp_path_factory.mktemp("t") / "a.csv"
    path.write_text(out.getvalue(), "utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BLOCK", size)
        patch.setattr(reading, "FIRST_BLOCK", size)
        blocks = list(read_blocks(path, "utf-8", ";"))
    assert "".join(block.text for block in blocks) == out.getvalue()
    assert [row for block in blocks for row in records(block, ";")] == rows


def test_an_open_quotation_mark_costs_its_own_line_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_RECORD", 50)
    monkeypatch.setattr(reading, "BLOCK", 20)
    path = tmp_path / "a.csv"
    path.write_text('1;"open\n' + "2;whole\n" * 20 + '3;"two\nlines"\n4;"end\n', "utf-8")
    blocks = list(read_blocks(path, "utf-8", ";"))
    assert [block.text for block in blocks if block.damaged] == ['1;"open\n', '4;"end\n']
    rows = [row for block in blocks for row in records(block, ";")]
    assert rows == [["1", '"open'], *[["2", "whole"]] * 20, ["3", "two\nlines"], ["4", '"end']]


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_LINE", 100)
    monkeypatch.setattr(reading, "BLOCK", 10)
    path = tmp_path / "a.csv"
    path.write_text("x" * 500, "utf-8")
    with pytest.raises(TableError, match="no table"):
        list(read_blocks(path, "utf-8", ";"))


def test_a_damaged_block_is_read_without_quotation() -> None:
    assert list(records(Block('a;"b;c\n', damaged=True), ";")) == [["a", '"b', "c"]]
