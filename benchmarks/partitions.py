"""Addresses in partitions on Dask: the answers of the file job, and how they grow with workers.

    python benchmarks/partitions.py                      # 40,000 rows, every area
    python benchmarks/partitions.py --rows 10000000      # the whole measure; hours
    python benchmarks/partitions.py --check              # exit code 1 where a row differs

Addresses are doors of the bundled register in two forms, drawn with repetition. What `check-file`
writes is compared row by row with what the partitions give; speeds are ratios to one worker.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from bulk import FORMS, write_input  # noqa: E402

from boundaries.files.partitions import answer_partition, empty_answer  # noqa: E402
from webmap.ask.many_answering import many_answering  # noqa: E402
from webmap.ask.services import BundledAreas  # noqa: E402

COLUMN = "cím"
PARTITION = 20_000
"""Rows of a partition; the last added columns are text of some 300 bytes a row."""


def whole(source: Path, out: Path) -> float:
    """Answer a file on this machine alone; return the seconds."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "webmap", "check-file", str(source), "--out", str(out)]
    subprocess.run([*command, "--everywhere", "address"], check=True, cwd=ROOT)  # noqa: S603
    return time.perf_counter() - began


def spread(frame: pd.DataFrame, workers: int) -> tuple[pd.DataFrame, float]:
    """Answer a frame on Dask in local mode; return the answers and the seconds."""
    order = many_answering(BundledAreas(), None, pairs=False, lang="hu")
    parts = dd.from_pandas(frame, npartitions=max(workers, -(-len(frame) // PARTITION)))
    meta = empty_answer(frame, order, COLUMN)
    began = time.perf_counter()
    with dask.config.set(scheduler="processes", num_workers=workers):
        found = parts.map_partitions(answer_partition, order, COLUMN, meta=meta).compute()
    return found, time.perf_counter() - began


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 where `--check` is given and a row differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "in.csv"), Path(folder, "out.csv")
        write_input(source, asked.rows, FORMS["mixed"])
        alone = whole(source, out)
        print(f"{asked.rows:,} rows; check-file on every processor: {asked.rows / alone:,.0f}/s")
        frame = pd.read_csv(source, sep=";", dtype="str", keep_default_na=False)
        with out.open(encoding="utf-8-sig", newline="") as file:
            heading, *expected = csv.reader(file, delimiter=";")
        base, different = 0.0, 0
        for workers in asked.workers:
            found, seconds = spread(frame, workers)
            base = base or seconds
            rows = found[heading].to_numpy().tolist()
            different += sum(a != b for a, b in zip(rows, expected, strict=True))
            rate, ratio = asked.rows / seconds, base / seconds
            print(f"{workers} workers: {rate:,.0f}/s, {ratio:.2f} of one; different: {different}")
    return int(asked.check and different > 0)


if __name__ == "__main__":
    sys.exit(main())
