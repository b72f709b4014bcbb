"""A table that is answered in partitions is the table that a file job writes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import dask
import dask.dataframe as dd
import pandas as pd
import pytest

from boundaries.files.many import RowsMemo, columns_of
from boundaries.files.partitions import PartitionError, _memo, answer_partition, empty_answer
from boundaries.register.country_import import import_country
from boundaries.tables.columns import tidy
from tests.boundaries.rehearsal import STREETS, write_register
from tests.command import command
from webmap.ask.answering import answering
from webmap.ask.many_answering import many_answering
from webmap.ask.services import BundledAreas

if TYPE_CHECKING:
    from pathlib import Path

    from boundaries.files.many import AnyAnswering

SLUG = "kecskemet-top-6.9.1"
ADDRESSES = (
    *("Kecskemét, Halasi út 5", "Halasi út 30. fszt. 2.", "Halasi út", "Alma utca 3; 2. emelet"),
    *("", "   ", "=1+1", "Baja, Halasi út 5", "Kecskemét, Budai utca 1", 'Fő "tér" utca 2'),
    *("Kiskunhalas, Fő utca 12", "Pirtó, Dózsa György utca 18", "Halasi út 5 (Baja)"),
)


def one_area() -> AnyAnswering:
    return answering(BundledAreas(), SLUG)


def every_area(*, pairs: bool) -> AnyAnswering:
    return many_answering(BundledAreas(), None, pairs=pairs, lang="hu")


def as_a_file(folder: Path, *options: str) -> list[list[str]]:
    """Return heading and rows that a file job writes."""
    source, out = folder / "in.csv", folder / "out.csv"
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows(
        [["id", "address"], *([number, text] for number, text in enumerate(ADDRESSES))]
    )
    source.write_text(written.getvalue(), "utf-8", newline="")
    done = command("check-file", source, "--out", out, "--column", "address", *options)
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(out.read_text("utf-8-sig"), newline=""), delimiter=";"))


def frame() -> pd.DataFrame:
    return pd.DataFrame({"id": [str(n) for n in range(len(ADDRESSES))], "address": ADDRESSES})


@pytest.mark.parametrize(
    ("engine", "options"),
    [
        (one_area, ("--area", SLUG)),
        (lambda: every_area(pairs=False), ("--everywhere", "address")),
        (lambda: every_area(pairs=True), ("--everywhere", "pair")),
    ],
    ids=["one", "address", "pair"],
)
def test_partitions_are_what_a_file_job_writes(
    engine: object, options: tuple[str, ...], tmp_path: Path
) -> None:
    assert callable(engine)
    heading, *rows = as_a_file(tmp_path, *options)
    order = engine()
    parts = [frame()[:5], frame()[5:5], frame()[5:]]
    found = pd.concat(answer_partition(part, order) for part in parts)
    own = 2
    assert list(found.columns)[own:] == heading[own:]
    assert found.iloc[:, own:].to_numpy().tolist() == [row[own:] for row in rows]
    assert found["id"].tolist() == [row[0] for row in rows]
    assert list(found.index) == [int(row[0]) for row in rows]


def test_rows_that_a_register_answers_street_by_street_are_the_same(tmp_path: Path) -> None:
    for number, town in enumerate(("Kecskemét", "Baja"), 1):
        write_register(tmp_path / "office" / f"{number}", town=town)
    register = tmp_path / "country.register"
    import_country(tmp_path / "office", register, lambda *_: None)
    plain = [f"Baja, {street} {n}" for street in (*STREETS, "Nincs utca") for n in (1, 2, 99)]
    texts = [*ADDRESSES, *plain, *(f"{text}. 2. em. 3." for text in plain), *plain[:3]]
    order = many_answering(BundledAreas(), register, pairs=False, lang="hu")
    memo = _memo(order)
    assert memo.fronts is not None
    table = pd.DataFrame({"address": texts})
    found = answer_partition(table, order)[list(columns_of(order))].to_numpy().tolist()
    assert memo.fronts.ended({text.rpartition(" ")[0]: ("1",) for text in plain})
    singly = RowsMemo(order)
    expected = []
    for text in texts:
        entry = singly.answer(tidy(text)) if text.strip() else singly.blank
        line = entry.ending.decode().removeprefix(";").removesuffix("\r\n").removesuffix("\n")
        expected += list(csv.reader([line], delimiter=";"))
    assert found == expected


def test_dask_in_processes_of_its_own_answers_alike() -> None:
    order = every_area(pairs=True)
    whole = answer_partition(frame(), order)
    spread = dd.from_pandas(frame(), npartitions=3).map_partitions(
        answer_partition, order, meta=empty_answer(frame(), order)
    )
    with dask.config.set(scheduler="processes", num_workers=2):
        found = spread.compute()
    pd.testing.assert_frame_equal(found, whole, check_dtype=False)


def test_missing_addresses_are_empty_rows() -> None:
    found = answer_partition(pd.DataFrame({"address": [None, float("nan"), pd.NA]}), one_area())
    assert found["error"].tolist() == ["empty_row"] * 3
    assert set(found.columns) == {"address", *columns_of(one_area())}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"street": ["Halasi út 5"]}, "no column 'address'; the frame has street"),
        ({"address": [5]}, "holds int, not text"),
        ({"address": ["Halasi út 5"], "verdict": ["x"]}, "need the name 'verdict'"),
    ],
)
def test_a_frame_that_cannot_be_answered_is_refused(
    table: dict[str, list[object]], told: str
) -> None:
    with pytest.raises(PartitionError, match=told):
        answer_partition(pd.DataFrame(table), one_area())
