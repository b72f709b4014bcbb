"""A folder of partitions: whatever breaks, nothing is lost and nothing is answered twice."""

from __future__ import annotations

import os
import signal
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from boundaries.files.partition_runs import ORDER, PartDone, PartitionRun, answer_all, on_dask
from boundaries.files.partitions import PartitionError
from geo.files import draft_of, is_draft
from tests.boundaries.files.engines import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from boundaries.model import Answer

PARTS, ROWS = 5, 5
FATAL = "Alma utca 302"
"""An address of the fourth partition."""


@dataclass
class Deadly(Engine):
    """Ends its own process at one address, as a machine does that dies; once."""

    mark: str = ""

    def ask(self, query: str) -> tuple[Answer, str]:
        if query == FATAL and not os.path.exists(self.mark):  # noqa: PTH110 - survives pickling
            with open(self.mark, "x"):  # noqa: PTH123
                os.kill(os.getpid(), signal.SIGKILL)
        return super().ask(query)


def inputs(folder: Path) -> Path:
    source = folder / "parts"
    source.mkdir()
    for part in range(PARTS):
        texts = [f"Alma utca {100 * part + row}" for row in range(ROWS)]
        frame = pd.DataFrame({"id": range(part * ROWS, (part + 1) * ROWS), "address": texts})
        frame.to_parquet(source / f"{part}.parquet")
    return source


def here(answer: Callable[[Path], PartDone], paths: Sequence[Path]) -> list[PartDone]:
    return [answer(path) for path in paths]


def run_of(folder: Path, engine: Engine | None = None) -> PartitionRun:
    return PartitionRun(inputs(folder), folder / "answers", engine or Engine())


def answered(run: PartitionRun) -> pd.DataFrame:
    return pd.concat(pd.read_parquet(path) for path in sorted(run.out.glob("*.parquet")))


def require_whole(run: PartitionRun) -> None:
    require_answers(run)
    assert not any(map(is_draft, run.out.iterdir()))


def require_answers(run: PartitionRun) -> None:
    """Everything is answered once; a process that was ended while it wrote may leave a draft."""
    found = answered(run)
    assert found["id"].tolist() == list(range(PARTS * ROWS))
    assert found["matched"].tolist() == found["address"].tolist()
    assert sorted(path.name for path in run.out.iterdir() if not is_draft(path)) == sorted(
        [ORDER, *(f"{part}.parquet" for part in range(PARTS))]
    )


def test_every_row_is_answered_once_and_a_second_run_asks_nothing(tmp_path: Path) -> None:
    run = run_of(tmp_path)
    assert answer_all(run, here) == ()
    require_whole(run)
    assert run.left() == []

    def never(*_: object) -> list[PartDone]:
        raise AssertionError

    assert answer_all(run, never) == ()


def test_a_worker_that_dies_costs_no_row_and_doubles_none(tmp_path: Path) -> None:
    mark = tmp_path / "died"
    run = run_of(tmp_path, Deadly(mark=str(mark)))
    assert answer_all(run, on_dask(2)) == ()
    assert mark.exists()
    require_answers(run)  # the pool ends its other worker too, maybe while that one writes


def test_the_draft_of_a_worker_that_was_ended_is_no_answer(tmp_path: Path) -> None:
    run = run_of(tmp_path)
    run.begin()
    draft = draft_of(run.out / "1.parquet")
    draft.write_bytes(b"PAR1")
    assert answer_all(run, here) == ()
    require_answers(run)
    assert draft.read_bytes() == b"PAR1"  # it may be another machine's, which writes at this moment
    assert run.left() == []


def test_a_partition_that_always_kills_is_told_and_the_others_are_answered(tmp_path: Path) -> None:
    run = run_of(tmp_path)

    def compute(answer: Callable[[Path], PartDone], paths: Sequence[Path]) -> Iterator[PartDone]:
        for path in paths:
            if path.name == "1.parquet":
                raise BrokenExecutor("a process was terminated abruptly")
            yield answer(path)

    (fault,) = answer_all(run, compute)
    assert fault == PartDone("1.parquet", 0, "the engine failed: a process was terminated abruptly")
    assert [path.name for path in run.left()] == ["1.parquet"]
    assert len(answered(run)) == (PARTS - 1) * ROWS
    assert answered(run)["id"].is_unique


def test_an_engine_that_fails_with_everything_is_given_up(tmp_path: Path) -> None:
    asked = []

    def compute(_: object, paths: Sequence[Path]) -> list[PartDone]:
        asked.append(len(paths))
        raise RuntimeError("no engine")

    with pytest.raises(RuntimeError, match="no engine"):
        answer_all(run_of(tmp_path), compute, tries=2)
    assert asked == [PARTS, 1, 1]


@pytest.mark.parametrize("broken", ["text", "cut", "column", "type", "empty"])
def test_a_broken_partition_is_told_and_the_others_are_answered(
    broken: str, tmp_path: Path
) -> None:
    run = run_of(tmp_path)
    path = run.source / "2.parquet"
    whole = path.read_bytes()
    if broken == "column":
        pd.DataFrame({"street": ["Alma utca"]}).to_parquet(path)
    elif broken == "type":
        pd.DataFrame({"address": [5]}).to_parquet(path)
    else:
        path.write_bytes({"text": b"address\nAlma", "cut": whole[:-20], "empty": b""}[broken])
    (fault,) = answer_all(run, here)
    assert fault.name == "2.parquet"
    assert fault.fault
    assert len(answered(run)) == (PARTS - 1) * ROWS
    path.write_bytes(whole)
    assert answer_all(run, here) == ()
    require_whole(run)


def test_an_answer_that_is_broken_or_older_than_its_input_is_made_again(tmp_path: Path) -> None:
    run = run_of(tmp_path)
    answer_all(run, here)
    (run.out / "1.parquet").write_bytes(b"half")
    (run.out / "4.parquet").unlink()
    changed = run.source / "0.parquet"
    frame = pd.read_parquet(changed).assign(address="Béke utca 1")
    frame.to_parquet(changed)
    assert [path.name for path in run.left()] == ["0.parquet", "1.parquet", "4.parquet"]
    assert answer_all(run, here) == ()
    assert answered(run)["address"].tolist()[:ROWS] == ["Béke utca 1"] * ROWS
    require_whole(run)


def test_a_half_written_answer_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    run = run_of(tmp_path)

    def half(_: object, path: Path) -> None:
        path.write_bytes(b"PAR1")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", half)
    with pytest.raises(OSError, match="No space left"):
        answer_all(run, here)
    assert [path.name for path in run.out.iterdir()] == [ORDER]
    monkeypatch.undo()
    assert answer_all(run, here) == ()
    require_whole(run)


def test_answers_of_another_order_are_never_mixed(tmp_path: Path) -> None:
    run = run_of(tmp_path)
    answer_all(run, here)
    other = PartitionRun(run.source, run.out, Engine(identity="edition 2"))
    with pytest.raises(PartitionError, match="answers of another column, day, area"):
        answer_all(other, here)
    (run.out / ORDER).unlink()
    with pytest.raises(PartitionError, match="name an empty folder"):
        run.begin()


def test_a_folder_without_partitions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PartitionError, match="holds no partition"):
        PartitionRun(tmp_path, tmp_path / "out", Engine()).begin()
