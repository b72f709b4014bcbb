"""A list over many towns says the same when copies of the process answer the rows of some towns."""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import signal
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import pytest

from boundaries import child
from boundaries.files import shared_rows
from boundaries.files.job import JobOrder, open_job
from boundaries.files.rows import BlockWriter
from boundaries.register.country_import import import_country
from tests.boundaries.rehearsal import write_register
from webmap.ask.many_answering import ManyAnswering, many_answering
from webmap.ask.services import bundled_areas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from boundaries.files.job import Summary
    from boundaries.files.rows import WrittenLines

copied = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")
Cells: TypeAlias = "Sequence[list[str] | None] | None"
TOWNS = ("Kecskemét", "Baja", "Kalocsa", "Tompa", "Soltvadkert")
ODD = (
    *("", ";;", "Baja;Fő utca;1;9", "Baja;Fő utca", "=Baja;Fő utca;2", 'Baja;"Fő utca";1'),
    *("Pécs;Fő utca;1", ";Fő utca;1", "Baja;Fő utca;3. em. 2", "Baja;Nincs utca;1"),
)


@pytest.fixture(scope="module", params=[False, True], ids=["address", "pair"])
def answering(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> ManyAnswering:
    root = tmp_path_factory.mktemp("country")
    for town in TOWNS:
        write_register(
            root / "office" / town, town=town, streets={"Fő utca": "001", "Ív utca": "2"}
        )
    import_country(root / "office", root / "c.register", lambda *_: None)
    return many_answering(bundled_areas(), root / "c.register", pairs=request.param, lang="hu")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list in several blocks, with rows of every kind."""
    monkeypatch.setattr(shared_rows, "LEAST", 10)
    monkeypatch.setattr(shared_rows, "may_have_twins", lambda: True)  # beside the suite's threads
    monkeypatch.setattr("boundaries.tables.reading.FIRST_BLOCK", 1 << 9)
    rows = [f"{TOWNS[at * 7 % 5]};{('Fő', 'Ív')[at % 2]} utca;{at % 40}" for at in range(400)]
    for at, odd in enumerate(ODD):
        rows.insert(37 * at, odd)
    source = tmp_path / "in.csv"
    source.write_text("\n".join(("Település;Utca;Házszám", *rows)) + "\n", "utf-8")
    return source


def answered(source: Path, answering: ManyAnswering, workers: int) -> tuple[bytes, Summary]:
    order = JobOrder(source, source.with_name("out.csv"), workers=workers, restart=True)
    with open_job(order, answering) as job:
        summary = job.run()
    return order.out.read_bytes(), summary


@contextlib.contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[int]]:
    """Count the lines that this process answers by the process that does."""
    lines: Counter[int] = Counter()
    write, parent = BlockWriter.write_lines, os.getpid()
    begun, begins = os.pipe()

    def told(writer: BlockWriter, some: Sequence[str], *cells: Cells) -> WrittenLines:
        if os.getpid() != parent:
            os.write(begins, b".")
        elif not lines[parent]:
            select.select([begun], [], [], 60)  # until another one begins
            time.sleep(0.2)
        lines[os.getpid()] += len(some)
        return write(writer, some, *cells)

    monkeypatch.setattr(BlockWriter, "write_lines", told)
    yield lines
    os.close(begun)
    os.close(begins)


@copied
@pytest.mark.parametrize("workers", [2, 3])
def test_it_is_the_same_byte_for_byte(
    workers: int, table: Path, answering: ManyAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = answered(table, answering, 1)
    with counted(monkeypatch) as here:
        assert answered(table, answering, workers) == alone
    assert 0 < here[os.getpid()] < 410  # the others did the rest
    assert alone[1].rows == 410
    assert alone[1].errors == 2


@copied
def test_the_number_may_stand_in_the_cell_of_the_street(
    table: Path, answering: ManyAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = table.read_text("utf-8").splitlines()
    table.write_text("\n".join(" ".join(one.rsplit(";", 1)) for one in rows) + "\n", "utf-8")
    alone = answered(table, answering, 1)
    with counted(monkeypatch) as here:
        assert answered(table, answering, 2) == alone
    assert 0 < here[os.getpid()] < 410


@copied
@pytest.mark.parametrize("how", ["killed", "raises", "stopped"])
def test_the_rows_of_a_copy_that_fails_are_answered_all_the_same(
    how: str, table: Path, answering: ManyAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, parent, write = answered(table, answering, 1), os.getpid(), BlockWriter.write_lines

    def broken(writer: BlockWriter, some: Sequence[str], *cells: Cells) -> WrittenLines:
        if os.getpid() == parent:
            return write(writer, some, *cells)
        if how == "raises":
            raise OSError
        os.kill(os.getpid(), signal.SIGSTOP if how == "stopped" else signal.SIGKILL)
        raise AssertionError

    monkeypatch.setattr(BlockWriter, "write_lines", broken)
    monkeypatch.setattr(child, "STANDSTILL_S", 0.5)
    monkeypatch.setattr(child, "_LOOK_S", 0.1)
    assert answered(table, answering, 2) == alone


def test_nothing_is_copied_where_it_must_not_be(
    table: Path, answering: ManyAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_rows, "may_have_twins", lambda: False)
    monkeypatch.setattr(shared_rows, "Twin", None)
    assert answered(table, answering, 2) == answered(table, answering, 1)


@copied
def test_a_copy_knows_what_this_process_knows_and_ends_with_its_block() -> None:
    held = {"town": "Baja"}
    with child.Twin(lambda key: held[key]) as twin:
        held["town"] = "Tompa"  # after it was copied
        twin.ask("town")
        assert twin.answer() == "Baja"
        twin.ask("street")
        with pytest.raises(child.ChildError, match="KeyError"):
            twin.answer()
        twin.ask("town")
        assert twin.answer() == "Baja"
        process = twin._process
    assert not process.is_alive()


@copied
def test_a_list_of_one_town_is_shared_by_street(
    table: Path, answering: ManyAnswering, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"Baja;{('Fő', 'Ív')[at // 3 % 2]} utca;{at % 40}" for at in range(300)]
    table.write_text("\n".join(("Település;Utca;Házszám", *rows)) + "\n", "utf-8")
    alone = answered(table, answering, 1)
    with counted(monkeypatch) as here:
        assert answered(table, answering, 2) == alone
    assert 0 < here[os.getpid()] < 300


@copied
def test_of_two_processes_each_number_of_a_queue_reaches_one() -> None:
    with child.Queue() as queue:
        with child.Twin(lambda most: [*itertools.islice(queue, most)]) as twin:
            for number in range(1000):
                queue.put(number)
            twin.ask(400)
            here = [*queue]
            assert sorted(here + twin.answer()) == [*range(1000)]
        assert [*queue] == []
