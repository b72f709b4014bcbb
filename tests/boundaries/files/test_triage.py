"""Rows that need a person: written, corrected, put back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from boundaries.files.job import JobOrder, open_job
from boundaries.files.triage import merge
from boundaries.tables.cells import ADDED
from boundaries.tables.faults import TableError
from webmap.ask.answering import AreaAnswering

if TYPE_CHECKING:
    from pathlib import Path

SLUG = "kecskemet-top-6.9.1"
ENGINE = AreaAnswering(SLUG)
TEXT = """id;cím;x
1;Alma utca 3;=1
2;Alam utca 3;-5
3;Március 15. utca 12;a
4;Budapest, Fő utca 1;b
5;Alma utca;c
"""
Rows = list[list[str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def write(path: Path, rows: Rows, encoding: str = "utf-8-sig") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


@pytest.fixture
def done(tmp_path: Path) -> Path:
    return run(tmp_path, "out.csv")


def run(folder: Path, name: str) -> Path:
    (folder / "in.csv").write_text(TEXT, "utf-8")
    settings = JobOrder(folder / "in.csv", folder / name, folder / "t.csv")
    with open_job(settings, ENGINE) as job:
        job.run()
    return folder / name


def correct(folder: Path, row: str, address: str, encoding: str = "utf-8-sig") -> None:
    rows = read(folder / "t.csv")
    at = next(line for line in rows if line[0] == row)
    at[3] = address
    write(folder / "t.csv", rows, encoding)


def test_rows_that_an_address_could_decide_are_listed_with_candidates(
    done: Path, tmp_path: Path
) -> None:
    assert len(read(done)) == 6
    head, *rows = read(tmp_path / "t.csv")
    assert head[3] == "javított cím"
    assert [(row[0], row[2], row[4]) for row in rows] == [("3", "Alam utca 3", "street_not_found")]
    assert "Kecskemét, Alma utca 3" in rows[0][6].split(" | ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1250", "utf-16"])
def test_a_correction_is_answered_and_put_back(done: Path, tmp_path: Path, encoding: str) -> None:
    before = read(done)
    rows = read(tmp_path / "t.csv")
    write(tmp_path / "t.csv", [row[:6] for row in rows])
    correct(tmp_path, "3", "Március 15. utca 14", encoding)
    merged = merge(tmp_path / "t.csv", done, ENGINE)
    assert (merged.corrected, merged.decided) == (1, 1)
    after = read(done)
    assert [n for n, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]] == [
        2
    ]
    assert after[2][:3] == before[2][:3]
    assert after[2][3:6] != before[2][3:6]
    assert after[2][6] == "Kecskemét, Március 15. utca 14"
    row = dict(zip(after[0], after[2], strict=True))
    assert (row["corrected"], row["grade"]) == ("Március 15. utca 14", "recorded")
    assert row["street_list"] == dict(zip(after[0], after[1], strict=True))["street_list"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "t.csv"]


def test_an_output_of_an_earlier_version_keeps_its_columns(done: Path, tmp_path: Path) -> None:
    """It had none of the columns that came later; it is corrected all the same."""
    write(done, [row[: -len(ADDED) + ADDED.index("grade")] for row in read(done)])
    correct(tmp_path, "3", "Március 15. utca 14")
    assert merge(tmp_path / "t.csv", done, ENGINE).decided == 1
    head, _, row, *_ = read(done)
    assert head[-1] == "town_assumed"
    assert len(row) == len(head)
    assert dict(zip(head, row, strict=True))["corrected"] == "Március 15. utca 14"


def test_a_workbook_takes_corrections_too(tmp_path: Path) -> None:
    out = run(tmp_path, "out.xlsx")
    correct(tmp_path, "3", "Március 15. utca 14")
    assert merge(tmp_path / "t.csv", out, ENGINE).decided == 1
    with CalamineWorkbook.from_path(out) as book:
        rows = list(book.get_sheet_by_index(0).iter_rows())
    assert rows[2][6] == "Kecskemét, Március 15. utca 14"
    assert rows[1][2] == "=1"
    assert len(rows) == 6


def test_a_sorted_output_is_not_mixed_up(done: Path, tmp_path: Path) -> None:
    correct(tmp_path, "3", "Alma utca 3")
    head, *rows = read(done)
    write(done, [head, *reversed(rows)])
    before = done.read_bytes()
    with pytest.raises(TableError, match="sorted or changed"):
        merge(tmp_path / "t.csv", done, ENGINE)
    assert done.read_bytes() == before


def test_another_edition_is_not_mixed_in(done: Path, tmp_path: Path) -> None:
    correct(tmp_path, "3", "Alma utca 3")
    with pytest.raises(TableError, match="another edition"):
        merge(tmp_path / "t.csv", done, AreaAnswering(SLUG, "ksh"))


def test_files_that_are_something_else_are_refused(done: Path, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no triage file"):
        merge(tmp_path / "in.csv", done, ENGINE)
    correct(tmp_path, "3", "Alma utca 3")
    with pytest.raises(TableError, match="no output"):
        merge(tmp_path / "t.csv", tmp_path / "in.csv", ENGINE)
    rows = read(tmp_path / "t.csv")
    write(tmp_path / "t.csv", [rows[0], ["", *rows[1][1:]]])
    with pytest.raises(TableError, match="row number"):
        merge(tmp_path / "t.csv", done, ENGINE)


def test_an_interrupted_job_keeps_its_working_files(done: Path, tmp_path: Path) -> None:
    state = tmp_path / "out.csv.part.json"
    state.write_text("{}")
    with pytest.raises(TableError, match="interrupted"):
        merge(tmp_path / "t.csv", done, ENGINE)
    assert state.exists()
