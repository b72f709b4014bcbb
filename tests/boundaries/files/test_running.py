"""Jobs in a process of their own: how far they are, how they end, what they survive."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import signal
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from boundaries.files.holding import LOCK
from boundaries.files.job import JobLimits, JobOrder
from boundaries.files.running import (
    PROGRESS,
    JobProgress,
    JobState,
    cancel_job,
    job_progress,
    remove_job,
    start_job,
)
from boundaries.tables.faults import CODES
from boundaries.tables.table import TableOptions
from tests.boundaries.files.engines import Engine
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = "cím\n" + "".join(f"Alma utca {n}\n" for n in range(1, 301))
ORDER = JobOrder(Path("in.csv"))
KILLED_ROWS = 20_000
"""Several blocks, of which some are written when the job is killed."""


def ended(folder: Path, seconds: float = PATIENCE_S) -> JobProgress:
    """Wait until the job does not run any more."""
    return until(folder, lambda p: p.state is not JobState.RUNNING, seconds)


def until(
    folder: Path, met: Callable[[JobProgress], bool], seconds: float = PATIENCE_S
) -> JobProgress:
    deadline = time.monotonic() + seconds
    while not met(progress := job_progress(folder)):
        assert time.monotonic() < deadline, progress
        time.sleep(0.02)
    return progress


def put(folder: Path, content: str | bytes, name: str = "in.csv") -> JobOrder:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return JobOrder(Path(name))


def run(folder: Path, content: str | bytes, name: str = "in.csv", **order: object) -> JobProgress:
    made = dataclasses.replace(put(folder, content, name), **order)  # type: ignore[arg-type]
    start_job(folder, made, Engine())
    return ended(folder)


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {LOCK, PROGRESS}


def test_a_job_is_done_beside_its_input(tmp_path: Path) -> None:
    done = run(tmp_path, ROWS, triage="triage.csv")
    assert (done.state, done.rows, done.total, done.code) == (JobState.DONE, 300, 300, "")
    assert done.verdicts == {"inside": 300}
    assert done.seconds_left is None
    assert (tmp_path / "out.csv").read_text("utf-8-sig").count("\n") == 301
    assert left(tmp_path) == {"in.csv", "out.csv", "triage.csv"}


def test_a_job_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    first = run(tmp_path, ROWS)
    assert start_job(tmp_path, ORDER, Engine(identity="edition 2")) == first


def test_a_folder_without_a_job_is_told(tmp_path: Path) -> None:
    assert job_progress(tmp_path).state is JobState.UNKNOWN


def slow(folder: Path, rows: int = 20_000) -> None:
    """Start a job that takes long."""
    put(folder, "cím\n" + "".join(f"Alma utca {n}\n" for n in range(1, rows)))
    started = start_job(folder, ORDER, Engine(seconds=0.005))
    assert started.state is JobState.RUNNING


def test_a_running_job_tells_how_far_it_is(tmp_path: Path) -> None:
    slow(tmp_path)
    seen = until(tmp_path, lambda p: p.rows > 0)
    assert (seen.state, seen.total) == (JobState.RUNNING, 19_999)
    assert seen.rate > 0
    assert seen.seconds_left is not None
    assert start_job(tmp_path, ORDER, Engine()).state is JobState.RUNNING  # not a second one
    cancel_job(tmp_path)
    assert ended(tmp_path, 10).state is JobState.CANCELLED
    assert left(tmp_path) == {"in.csv", "cancel"}


def test_a_cancelled_job_can_be_started_again(tmp_path: Path) -> None:
    slow(tmp_path)
    cancel_job(tmp_path)
    assert ended(tmp_path, 10).state is JobState.CANCELLED
    put(tmp_path, ROWS)
    start_job(tmp_path, ORDER, Engine())
    assert ended(tmp_path).state is JobState.DONE


def test_a_job_is_removed_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    slow(folder)
    assert remove_job(folder)
    assert not folder.exists()


def test_a_job_has_its_time(tmp_path: Path) -> None:
    put(tmp_path, "cím\n" + "".join(f"Alma utca {n}\n" for n in range(1, 20_000)))
    order = dataclasses.replace(ORDER, limits=JobLimits(seconds=1.0))
    start_job(tmp_path, order, Engine(seconds=0.005))
    failed = ended(tmp_path, 20)
    assert (failed.state, failed.code) == (JobState.FAILED, "seconds")
    assert left(tmp_path) == {"in.csv"}


def kill(folder: Path) -> None:
    """Kill the process that holds the folder, as a machine that goes down would."""
    own = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _has_open(entry, folder / LOCK)
    ]
    assert len(own) == 1
    os.kill(own[0], signal.SIGKILL)


def _has_open(process: Path, file: Path) -> bool:
    try:
        return any(link.resolve() == file.resolve() for link in (process / "fd").iterdir())
    except OSError:
        return False


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_job_goes_on(tmp_path: Path, workers: int) -> None:
    text = "id;cím\n" + "".join(f"{n};Alma utca {n % 9000 + 1}\n" for n in range(KILLED_ROWS))
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
        put(folder, text)
    order = dataclasses.replace(ORDER, workers=workers)
    start_job(whole, order, Engine())
    start_job(cut, order, Engine(seconds=0.0005))
    until(cut, lambda p: p.rows > 0 and (cut / "out.csv.part.json").exists())
    kill(cut)
    assert ended(cut).state is JobState.INTERRUPTED
    start_job(cut, order, Engine())
    again = ended(cut)
    assert (again.state, again.rows, again.begun_anew) == (JobState.DONE, KILLED_ROWS, False)
    assert ended(whole).state is JobState.DONE
    assert (cut / "out.csv").read_bytes() == (whole / "out.csv").read_bytes()
    assert left(cut) == {"in.csv", "out.csv"}


def test_a_killed_job_begins_anew_where_the_answers_have_changed(tmp_path: Path) -> None:
    slow(tmp_path)
    until(tmp_path, lambda p: p.rows > 0 and (tmp_path / "out.csv.part.json").exists())
    kill(tmp_path)
    until(tmp_path, lambda p: p.state is JobState.INTERRUPTED)
    start_job(tmp_path, ORDER, Engine(identity="edition 2"))
    again = ended(tmp_path)
    assert (again.state, again.begun_anew, again.rows) == (JobState.DONE, True, 19_999)
    assert "edition 1" not in (tmp_path / "out.csv").read_text("utf-8-sig")


def workbook(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if str(cell).startswith("="):
                    sheet.write_formula(number, at, str(cell), value="Alma utca 9")
                else:
                    sheet.write(number, at, cell)
    return out.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """Put another first sheet into a workbook."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["cím"]))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


XXE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>'
)
HOSTILE = {
    "empty": ("in.csv", b"", "empty"),
    "blank lines": ("in.csv", b"\r\n\r\n \r\n", "empty"),
    "cp852": ("in.csv", "cím\nKőrösi út 3\nŐrség tér 2\n".encode("cp852"), "encoding_dos"),
    "noise above 127": ("in.csv", b"c\n" + bytes(range(0x80, 0x100)) * 40, "encoding"),
    "a picture": ("in.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "no_table"),
    "figures only": ("in.csv", b"a;b\n1;2\n3;4\n", "no_address"),
    "no workbook": ("in.xlsx", b"cim\nAlma utca 3\n", "no_table"),
    "half a workbook": ("in.xlsx", workbook(["cím"], ["Alma utca 3"])[:900], "damaged"),
    "bomb": ("in.xlsx", with_sheet(b"<worksheet>" + b" " * (1 << 26)), "unpacked"),
    "entities": ("in.xlsx", with_sheet(XXE), "unsafe"),
    "no such file": ("in.csv", None, "unreadable"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_a_table_fails_with_a_sentence(tmp_path: Path, kind: str) -> None:
    name, content, code = HOSTILE[kind]
    if content is not None:
        put(tmp_path, content, name)
    start_job(tmp_path, JobOrder(Path(name)), Engine())
    failed = ended(tmp_path)
    assert (failed.state, failed.code) == (JobState.FAILED, code)
    assert failed.code in CODES
    assert len(failed.message) > 20
    assert "Traceback" not in failed.message
    assert left(tmp_path) <= {name}


LIMITS = {
    "size": (JobLimits(size=100), "size"),
    "rows": (JobLimits(rows=299), "rows"),
    "columns": (JobLimits(columns=0), "columns"),
    "large": (JobLimits(out_bytes=4000), "large"),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_limits_end_in_a_sentence(tmp_path: Path, kind: str) -> None:
    limits, code = LIMITS[kind]
    failed = run(tmp_path, ROWS, limits=limits)
    assert (failed.state, failed.code) == (JobState.FAILED, code)
    assert left(tmp_path) == {"in.csv"}


def test_rows_hidden_behind_line_ends_in_cells_are_counted_as_rows(tmp_path: Path) -> None:
    text = "cím;x\n" + "".join(f'Alma utca {n};"a\nb\nc"\n' for n in range(1, 101))
    assert run(tmp_path, text, limits=JobLimits(rows=100)).state is JobState.DONE
    other = tmp_path / "other"
    other.mkdir()
    assert run(other, text, limits=JobLimits(rows=99)).code == "rows"


def test_a_heading_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    done = run(tmp_path, "azonosító;cím\n")
    assert (done.state, done.rows) == (JobState.DONE, 0)


def test_a_cell_of_ten_megabytes_is_one_more_cell(tmp_path: Path) -> None:
    done = run(tmp_path, f"id;cím\n1;Alma utca 3\n2;{'x' * 10_000_000}\n3;Alma utca 4\n")
    assert (done.state, done.rows) == (JobState.DONE, 3)


def test_a_hundred_columns_come_back(tmp_path: Path) -> None:
    cells = ";".join(f"{n}" for n in range(99))
    assert run(tmp_path, f"cím;{cells}\nAlma utca 3;{cells}\n").state is JobState.DONE
    row = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1]
    assert row.startswith(f"Alma utca 3;{cells};inside;")


def test_formulas_of_a_workbook_count_by_their_value_and_do_not_run(tmp_path: Path) -> None:
    content = workbook(["cím", "x"], ["=CONCATENATE(1)", "+cmd|' /C calc'!A0"])
    options = TableOptions(columns=("cím",))
    done = run(tmp_path, content, "in.xlsx", options=options)
    assert (done.state, done.rows) == (JobState.DONE, 1)
    row = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[1]
    assert row.startswith("Alma utca 9;'+cmd|' /C calc'!A0;inside")


def test_a_damaged_state_is_told(tmp_path: Path) -> None:
    (tmp_path / PROGRESS).write_text("{", "utf-8")
    assert job_progress(tmp_path).code == "fault"
    (tmp_path / PROGRESS).write_text(json.dumps({"state": "odd"}), "utf-8")
    assert job_progress(tmp_path).code == "fault"
