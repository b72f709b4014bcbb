"""`akcioterulet check-file`, as people call it."""

from __future__ import annotations

import csv
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from boundaries.files.answers import Memo, cells_of
from boundaries.files.job import JobOrder, open_job
from boundaries.tables.faults import CODES
from boundaries.tables.table import TableOptions
from tests.patience import PATIENCE_S
from webmap.ask.answering import AreaAnswering
from webmap.cli.main import cli
from webmap.files.shown import code_text
from webmap.web.i18n import LANGUAGES

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
SLUG = "kecskemet-top-6.9.1"
STOPPED_ROWS = 80_000
"""Enough that a job is not over before it is stopped."""
COMMAND = [sys.executable, "-m", "webmap", "check-file"]


def call(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["check-file", *map(str, arguments)])
    return result.exit_code, result.output


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.fixture(scope="module")
def same() -> ModuleType:
    """The comparison that the benchmark runs at length."""
    spec = importlib.util.spec_from_file_location("same", ROOT / "benchmarks" / "bulk_same.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text("id;Lakcím\n1;Március 15. utca 12\n2;Alam utca 3\n", "utf-8")
    return path


def test_the_table_comes_back_with_answers(table: Path, tmp_path: Path) -> None:
    status, output = call(table, "--out", tmp_path / "out.csv", "--triage", tmp_path / "t.csv")
    assert status == 0
    assert "address: Lakcím (by its heading)" in output
    assert "2 rows (outside 1, undecidable 1)" in output
    assert "1 rows need a person" in output
    assert "Alam" not in output
    assert "Március" not in output
    rows = read(tmp_path / "out.csv")
    assert [row["verdict"] for row in rows] == ["outside", "undecidable"]
    assert rows[0]["matched"] == "Kecskemét, Március 15. utca 12"


def test_sentences_come_in_english_too(table: Path, tmp_path: Path) -> None:
    assert call(table, "--out", tmp_path / "out.csv", "--lang", "en")[0] == 0
    assert "outside the programme's area" in read(tmp_path / "out.csv")[0]["reason_text"]


def test_workbooks_in_and_out(table: Path, tmp_path: Path) -> None:
    assert call(table, "--out", tmp_path / "a.xlsx")[0] == 0
    status, output = call(tmp_path / "a.xlsx", "--out", tmp_path / "b.xlsx", "--column", "Lakcím")
    assert (status, "sheet Sheet1" in output) == (0, True)
    with CalamineWorkbook.from_path(tmp_path / "b.xlsx") as book:
        head, first, _ = book.get_sheet_by_index(0).iter_rows()
    assert head.count("verdict") == head.count("verdict_2") == 1
    assert first[head.index("verdict")] == first[head.index("verdict_2")] == "outside"


def test_a_correction_is_merged(table: Path, tmp_path: Path) -> None:
    out, triage = tmp_path / "out.csv", tmp_path / "t.csv"
    call(table, "--out", out, "--triage", triage)
    text = triage.read_text("utf-8-sig")
    triage.write_text(text.replace("Alam utca 3;;", "Alam utca 3;Március 15. utca 14;"), "utf-8")
    status, output = call("--merge", triage, "--into", out)
    assert (status, "1 rows corrected, 1 of them decided now" in output) == (0, True)
    assert read(out)[1]["corrected"] == "Március 15. utca 14"


@pytest.mark.parametrize(
    "arguments", [(), ("in.csv",), ("--merge", "t.csv"), ("in.csv", "--merge", "a", "--into", "b")]
)
def test_incomplete_calls_are_usage_errors(arguments: tuple[str, ...]) -> None:
    assert call(*arguments)[0] == 2


def test_faults_end_in_one_line_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("cím\nKőrösi út 3\nŐrség utca 2\n".encode("cp852"))
    (tmp_path / "good.csv").write_text("cím\nAlma utca 3\n", "utf-8")
    for arguments, message in (
        (("in.csv",), "852"),
        (("none.csv",), "cannot be read"),
        (("good.csv", "--area", "no-such-area"), "no-such-area"),
    ):
        source, *more = arguments
        done = run(tmp_path / source, "--out", tmp_path / "o.csv", *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.csv", "in.csv"]


def big_table(path: Path, rows: int = 60_000) -> Path:
    lines = (f"{n};Március 15. utca {n % 40 + 1};{n * 7919 % 1000}\n" for n in range(rows))
    path.write_text("id;cím;x\n" + "".join(lines), "utf-8")
    return path


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_job_goes_on_when_called_again(tmp_path: Path, how: signal.Signals) -> None:
    source, out = big_table(tmp_path / "in.csv", STOPPED_ROWS), tmp_path / "out.csv"
    call_again = [*COMMAND, str(source), "--out", str(out), "--workers", "2", "--no-progress"]
    first = subprocess.Popen(call_again, stderr=subprocess.PIPE, start_new_session=True)
    state = tmp_path / "out.csv.part.json"
    deadline = time.monotonic() + PATIENCE_S
    while not state.exists() and first.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert first.poll() is None, "the job was over before it could be stopped"
    os.kill(first.pid, how)
    _, errors = first.communicate(timeout=PATIENCE_S)
    assert first.returncode == (130 if how is signal.SIGINT else -signal.SIGKILL)
    assert (b"the same command goes on" in errors) == (how is signal.SIGINT)
    again = subprocess.run(call_again, capture_output=True, text=True, check=False)
    assert again.returncode == 0
    assert "going on after" in again.stderr
    assert f"{STOPPED_ROWS:,} rows" in again.stderr
    rows = read(out)
    assert [int(row["id"]) for row in rows] == list(range(STOPPED_ROWS))
    assert {row["verdict"] for row in rows} == {"outside"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_several_processes_write_what_one_writes(tmp_path: Path, same: ModuleType) -> None:
    source = tmp_path / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([("id", "cím"), *enumerate(same.queries(500) * 40)])
    written = []
    for workers in (1, 2):
        out, triage = tmp_path / f"{workers}.csv", tmp_path / f"t{workers}.csv"
        options = TableOptions(columns=("cím",))
        settings = JobOrder(source, out, triage, options, workers)
        with open_job(settings, AreaAnswering(SLUG)) as job:
            assert job.run().rows == 20_000
        written.append((out.read_bytes(), triage.read_bytes()))
    assert written[0] == written[1]


def test_library_command_file_and_api_answer_alike(tmp_path: Path, same: ModuleType) -> None:
    assert same.every_way(200, tmp_path) == []


@pytest.mark.parametrize(
    "count",
    [
        300,
        pytest.param(5_000, marks=pytest.mark.whole),
        pytest.param(20_000, marks=[pytest.mark.whole, pytest.mark.sweep]),
    ],
)
def test_the_memo_answers_as_the_engine_does(same: ModuleType, count: int) -> None:
    answering: Any = AreaAnswering(SLUG)
    ask, memo = answering(), Memo(answering)
    queries = [text.strip() for text in same.queries(count, seed=7)]
    wrong = [q for q in queries if memo.answer(q).cells != list(cells_of(*ask(q), "hu"))]
    assert wrong == []


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (30_000, 300_000):
        source = big_table(tmp_path / "in.csv", rows)
        code = (
            "import re, sys; from webmap.cli.main import cli;"
            "cli(sys.argv[1:], standalone_mode=False);"
            "print(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1])"
        )
        arguments = ["check-file", str(source), "--out", str(tmp_path / "o.csv"), "--workers", "1"]
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout) >> 10)
    assert peaks[1] < peaks[0] + 40, f"MiB at 30,000 and at 300,000 rows: {peaks}"
    assert peaks[1] < 512


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_of_a_file_has_its_words(lang: str) -> None:
    said = [code_text(code, lang) for code in CODES]
    assert len(set(said)) == len(said)
    assert all(said)
