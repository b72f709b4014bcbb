"""A job from the table to the finished output, with an engine that is made for the tests."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from boundaries.files import answers, rows
from boundaries.files.answers import Memo, canonical
from boundaries.files.job import JobOrder, Summary, open_job
from boundaries.model import Answer, Candidate, Grade, Reason, VerdictKind
from boundaries.tables import reading
from boundaries.tables.cells import ADDED, neutralised
from boundaries.tables.faults import ResumeError, TableError
from boundaries.tables.table import TableOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass
class Engine:
    """Knows streets that end in utca; counts what it is asked."""

    asked: Counter[str] = field(default_factory=Counter)
    identity: str = "edition 1"
    lang: str = "hu"
    town: str = ""
    leans: VerdictKind | None = None

    def refuse(self, query: str, reason: Reason) -> tuple[Answer, str]:
        answer = Answer(query, VerdictKind.UNDECIDABLE, reason, "a", "v", "e1")
        return answer, "?"

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        return self.ask

    def ask(self, query: str) -> tuple[Answer, str]:
        self.asked[query] += 1
        if "hiba" in query:
            raise RuntimeError(query)
        known = "utca" in query
        answer = Answer(
            query=query,
            verdict=VerdictKind.INSIDE if known else VerdictKind.UNDECIDABLE,
            reason=Reason.DISTRICT_INSIDE if known else Reason.STREET_NOT_FOUND,
            area="a",
            variant="v",
            edition="e1",
            matched=query.partition(" fszt")[0] if known else None,
            distance_m=12.5 if known else None,
            candidates=() if known else (Candidate("Alma utca", 0.9),),
            grade=Grade.RECORDED if known else None,
            street_list="l1",
            leans=None if known else self.leans,
            share=None if known or self.leans is None else 0.93,
        )
        return answer, f"Igen: {answer.matched}." if known else f"Nem található: {query}"


def run(folder: Path, content: str | bytes, **settings: object) -> list[list[str]]:
    """Run a job over a CSV and return what it wrote, heading first."""
    job(folder, content, **settings)
    reading.allow_long_cells()
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def job(
    folder: Path, content: str | bytes, engine: Engine | None = None, **settings: object
) -> Summary:
    source = folder / "in.csv"
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    asked = JobOrder(source, folder / "out.csv", **settings)  # type: ignore[arg-type]
    with open_job(asked, engine or Engine()) as opened:
        return opened.run()


def added(row: list[str], width: int) -> dict[str, str]:
    return dict(zip(ADDED, row[width : width + len(ADDED)], strict=True))


def test_columns_stay_and_answers_are_added(tmp_path: Path) -> None:
    head, row = run(tmp_path, 'id;cím;x\n1;Alma utca 3;"a;""b"\n')
    assert head == ["id", "cím", "x", *ADDED]
    assert row[:3] == ["1", "Alma utca 3", 'a;"b']
    assert added(row, 3) == {
        "verdict": "inside",
        "reason": "district_inside",
        "reason_text": "Igen: Alma utca 3.",
        "matched": "Alma utca 3",
        "method": "",
        "distance_m": "12,5",
        "edition": "e1",
        "error": "",
        "corrected": "",
        "town_assumed": "",
        "grade": "recorded",
        "street_list": "l1",
        "evidence": "",
    }


def test_an_undecided_row_has_no_grade_and_names_what_was_asked(tmp_path: Path) -> None:
    _, row, short = run(tmp_path, "id;cím\n1;Alma köz\n;\n")
    assert [added(row, 2)[name] for name in ADDED[-3:]] == ["", "l1", ""]
    assert [added(short, 2)[name] for name in ADDED[-3:]] == ["", "", ""]


def test_a_leaning_is_in_no_cell(tmp_path: Path) -> None:
    """Whatever an open door leans to, its row reads as if it did not."""
    plain, leaning = Engine(), Engine(leans=VerdictKind.INSIDE)
    rows = []
    for name, engine in (("a", plain), ("b", leaning)):
        (tmp_path / name).mkdir()
        job(tmp_path / name, "id;cím\n1;Alma köz\n2;Alma utca 3\n", engine)
        rows.append((tmp_path / name / "out.csv").read_bytes())
    assert rows[0] == rows[1]


def test_rows_that_are_not_regular_carry_the_same_columns(tmp_path: Path) -> None:
    _, *rows = run(tmp_path, 'id;cím\n1;"Alma utca 3"\n2;Alma utca 3;x\n3\n4;Alma utca 3\n')
    assert [added(row, 2)["grade"] for row in rows] == ["recorded", "recorded", "", "recorded"]
    assert [added(row, 2)["error"] for row in rows] == ["", "too_many_cells", "too_few_cells", ""]
    assert rows[1][2 + len(ADDED) :] == ["x"]
    assert rows[0][2:] == rows[3][2:]


def test_the_output_starts_with_a_mark_and_is_separated_by_semicolons(tmp_path: Path) -> None:
    run(tmp_path, "id,cím\n1,Alma utca 3\n")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbfid;c\xc3\xadm;verdict")


def test_a_hundred_columns_stay_as_they_were(tmp_path: Path) -> None:
    head = [f"c{n}" for n in range(99)] + ["cím"]
    cells = [f"{n};{n}" if n % 2 else str(n) for n in range(99)] + ["Alma utca 3"]
    (tmp_path / "x.csv").write_text("")
    with (tmp_path / "x.csv").open("w", newline="") as file:
        csv.writer(file).writerows([head, cells])
    out = run(tmp_path, (tmp_path / "x.csv").read_bytes())
    assert out[0][:100] == head
    assert out[1][:100] == cells


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("1;Alma utca 3\n", ""),
        ("1\n", "too_few_cells"),
        ("1;Alma utca 3;mi ez\n", "too_many_cells"),
        ("\n", "empty_row"),
        ('1;"Alma utca 3\n', "unclosed_quote"),
        ("1;hiba\n", "engine_fault"),
    ],
)
def test_a_bad_row_is_marked_and_the_rest_goes_on(tmp_path: Path, content: str, error: str) -> None:
    text = f"id;cím\n0;Alma utca 1\n{content}2;Alma utca 2\n"
    out = run(tmp_path, text)
    assert [len(row) >= len(out[0]) for row in out] == [True] * len(out)
    assert added(out[1], 2)["verdict"] == "inside"
    assert added(out[2], 2)["error"] == error
    assert added(out[3], 2)["matched"] == "Alma utca 2"


def test_surplus_cells_are_kept_behind_the_answer(tmp_path: Path) -> None:
    out = run(tmp_path, "id;cím\n1;Alma utca 3;=x;y\n")
    assert out[1][2 + len(ADDED) :] == ["'=x", "y"]


def test_bytes_that_are_no_utf_8_mark_their_row(tmp_path: Path) -> None:
    good = "".join(f"{n};Őrség utca {n}\n" for n in range(50))
    out = run(tmp_path, f"id;cím\n{good}".encode() + b"x;Alm\xe1s utca 1\ny;Alma utca 2\n")
    assert added(out[51], 2)["error"] == "bad_encoding"
    assert out[51][1] == "Alm\ufffds utca 1"
    assert added(out[52], 2)["error"] == ""


@pytest.mark.parametrize("size", [1_000_000, pytest.param(10_000_000, marks=pytest.mark.whole)])
def test_nuls_and_a_cell_of_megabytes_pass(tmp_path: Path, size: int) -> None:
    long = "x" * size
    out = run(tmp_path, f'id;cím;z\n1;Alma utca\0 3;"{long}"\n2;{long};\n3;Alma utca 2;\n')
    assert out[1][2] == long
    assert "\0" in out[1][1]
    assert added(out[3], 3)["verdict"] == "inside"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("-A1", "'-A1"),
        ("-12", "-12"),
        ("+36 20 123 4567", "+36 20 123 4567"),
        ("+36-76/123-456", "+36-76/123-456"),
        ("12=13", "12=13"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula(tmp_path: Path, cell: str, written: str) -> None:
    assert neutralised(cell) == written
    assert run(tmp_path, f"cím;x;y\nAlma utca 3;{cell};1\n")[1][1] == written
    assert run(tmp_path, f'cím;x;y\n"Alma utca 3";"{cell}";1\n')[1][1] == written
    assert run(tmp_path, f"x;cím\n{cell};Alma utca 3\n")[1][0] == written
    assert run(tmp_path, f"{cell or 'x'};cím\n1;Alma utca 3\n")[0][0] == (written or "x")


def test_the_quick_way_and_csv_write_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"{n};Alma utca {n % 7};=x{n};" for n in range(50)]
    lines += ["1;Nem;b;c", "", "1;2", "a,b;Alma utca 3;c,d;e", "-1; @x;Alma utca 3;+1"]
    text = "id;cím;x;y\n" + "\n".join(lines) + "\n"
    quick = run(tmp_path, text)
    monkeypatch.setattr(rows.BlockWriter, "plain_lines", lambda *_: None)
    assert run(tmp_path, text) == quick


def test_empty_tables(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is empty"):
        job(tmp_path, "")
    assert run(tmp_path, "id;cím\n") == [["id", "cím", *ADDED]]
    with pytest.raises(TableError, match="no column looks like addresses"):
        job(tmp_path, "id;név\n")


def test_a_table_without_heading_gets_one(tmp_path: Path) -> None:
    out = run(tmp_path, "1;Alma utca 3\n2;Alma utca 4\n")
    assert out[0][:2] == ["oszlop_1", "oszlop_2"]
    assert len(out) == 3


def test_names_that_are_taken_get_a_figure(tmp_path: Path) -> None:
    assert run(tmp_path, "cím;verdict\nAlma utca 3;x\n")[0][2] == "verdict_2"


def test_a_repeated_address_is_asked_once(tmp_path: Path) -> None:
    engine = Engine()
    text = "cím\n" + "Alma utca 3\n Alma utca 3 \nNincs ilyen\n" * 100
    job(tmp_path, text, engine)
    assert engine.asked == {"Alma utca 3": 1, "Nincs ilyen": 1}


def test_floor_and_door_share_an_answer_but_a_quoted_text_does_not() -> None:
    memo = Memo(Engine())
    first = memo.answer("Alma utca 3 fszt. 1")
    assert memo.answer("Alma utca 3 fszt. 2") is first
    assert memo.answer("Alma tér 3 fszt. 1") != memo.answer("Alma tér 3 fszt. 2")
    assert canonical("Alma utca 123456 fszt. 2") is None


def test_the_memo_forgets_what_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "GENERATION", 500)
    memo = Memo(Engine())
    for number in range(3 * 500):
        memo.answer(f"Alma utca {number}")
        memo.answer("Fő utca 1")
    assert len(memo.known) <= 500
    engine_asked = memo._ask.__self__.asked  # type: ignore[attr-defined]
    assert engine_asked["Fő utca 1"] == 1


def text_of(rows: int) -> str:
    return "id;cím\n" + "".join(f"{n};Alma utca {n}\n" for n in range(rows))


class StopError(Exception):
    """An interruption."""


def interrupted(folder: Path, content: str, after: int, **settings: object) -> None:
    """Run a job and break it off after some blocks."""
    heard: list[int] = []

    def stop(rows: int) -> None:
        heard.append(rows)
        if len(heard) == after:
            raise StopError

    source = folder / "in.csv"
    source.write_text(content, "utf-8")
    asked = JobOrder(source, folder / "out.csv", **settings)  # type: ignore[arg-type]
    with pytest.raises(StopError), open_job(asked, Engine()) as opened:
        opened.run(stop)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK", 200)
    monkeypatch.setattr(reading, "FIRST_BLOCK", 200)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("after", [1, 2, 7])
def test_an_interrupted_job_goes_on_and_writes_the_same(tmp_path: Path, after: int) -> None:
    text = text_of(300).replace("Alma utca 7\n", "Nincs 7\n")
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    job(whole, text, triage=whole / "t.csv")
    interrupted(parts, text, after, triage=parts / "t.csv")
    with (parts / "out.csv.part").open("ab") as file:
        file.write(b"half a ro")  # what a kill leaves behind the saved state
    engine = Engine()
    summary = job(parts, text, engine, triage=parts / "t.csv")
    assert summary.rows == 300
    assert 0 < summary.resumed_rows < 300
    assert len(engine.asked) == 300 - summary.resumed_rows
    for name in ("out.csv", "t.csv"):
        assert (parts / name).read_bytes() == (whole / name).read_bytes()
    assert sorted(path.name for path in parts.iterdir()) == ["in.csv", "out.csv", "t.csv"]


@pytest.mark.usefixtures("small_blocks")
def test_another_input_edition_or_column_does_not_go_on(tmp_path: Path) -> None:
    interrupted(tmp_path, text_of(300), 3)
    with pytest.raises(ResumeError, match=r"input.*--restart"):
        job(tmp_path, text_of(301))
    with pytest.raises(ResumeError, match=r"edition.*--restart"):
        job(tmp_path, text_of(300), Engine(identity="edition 2"))
    with pytest.raises(ResumeError, match=r"columns.*--restart"):
        job(tmp_path, text_of(300), options=TableOptions(columns=("1",)))
    assert job(tmp_path, text_of(301), restart=True).resumed_rows == 0


@pytest.mark.usefixtures("small_blocks")
def test_lost_or_damaged_working_files_are_told(tmp_path: Path) -> None:
    interrupted(tmp_path, text_of(300), 3)
    state = tmp_path / "out.csv.part.json"
    known = state.read_text()
    assert "utca" not in known
    state.write_text("{")
    with pytest.raises(ResumeError, match="cannot be read"):
        job(tmp_path, text_of(300))
    state.write_text(json.dumps({**json.loads(known), "format": 2}))  # it had fewer columns
    with pytest.raises(ResumeError, match=r"the program.*--restart"):
        job(tmp_path, text_of(300))
    state.write_text(json.dumps({**json.loads(known)}))
    (tmp_path / "out.csv.part").unlink()
    with pytest.raises(ResumeError, match="missing"):
        job(tmp_path, text_of(300))


def test_two_jobs_cannot_write_one_output(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(text_of(3), "utf-8")
    settings = JobOrder(source, tmp_path / "out.csv")
    with (
        open_job(settings, Engine()),
        pytest.raises(TableError, match="another job"),
        open_job(settings, Engine()),
    ):
        pass


def test_input_and_output_must_differ(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="different files"):
        job(tmp_path, text_of(1), triage=tmp_path / "in.csv")
    with pytest.raises(TableError, match="must end in"):
        job(tmp_path, text_of(1), triage=tmp_path / "t.pdf")
