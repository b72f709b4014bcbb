"""Addresses in partitions on Dask: the answers of the file job, and how they grow with workers.

    python benchmarks/partitions.py                      # 40,000 rows, every area
    python benchmarks/partitions.py --rows 10000000      # the whole measure; half an hour
    python benchmarks/partitions.py --kill 3             # kill a worker after three partitions
    python benchmarks/partitions.py --check              # exit code 1 where a row differs

Addresses are doors of the bundled register in four forms, drawn with repetition and sorted by
street (`--mixed`: as they come). What `check-file` writes is compared row by row with what the
partitions give; speeds are ratios to one worker, in time and in processor time. Of the first number
of workers every row is compared, of the others the bytes of their files with the first one's.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from bulk import FORMS, listed_doors  # noqa: E402

from boundaries.files.many import columns_of  # noqa: E402
from boundaries.files.partition_runs import PartitionRun, answer_all, on_dask  # noqa: E402
from webmap.ask.many_answering import many_answering  # noqa: E402
from webmap.ask.services import BundledAreas  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMN = "cím"
HEADING = ("azonosító", COLUMN, "megjegyzés")


@dataclass(frozen=True, slots=True)
class Took:
    """What a run took."""

    wall_s: float
    cpu_s: float
    """Of all its processes."""
    peak_mb: float
    """Of its largest process."""


def addresses(rows: int, *, mixed: bool, seed: int = 1) -> Iterator[str]:
    """Yield as many addresses, sorted by street and door or drawn as they come."""
    doors, chance = listed_doors(), random.Random(seed)
    times = np.random.default_rng(seed).multinomial(rows, np.full(len(doors), 1 / len(doors)))
    in_order = sorted(range(len(doors)), key=doors.__getitem__)
    drawn: Iterator[int] = (at for at in in_order for _ in range(times[at]))
    if mixed:
        drawn = iter(chance.choices(range(len(doors)), k=rows))
    for at in drawn:
        street, number = doors[at]
        floor, door = chance.randint(1, 10), chance.randint(1, 60)
        form = chance.choice(FORMS["mixed"])
        yield form.format(street=street, number=number, floor=floor, door=door)


def write_inputs(folder: Path, rows: int, part: int, *, mixed: bool) -> tuple[Path, Path]:
    """Write the same rows as a table and as a folder of partitions; return both."""
    table, parts = folder / "in.csv", folder / "parts"
    parts.mkdir()
    texts = addresses(rows, mixed=mixed)
    with table.open("w", encoding="utf-8", newline="") as file:
        file.write(";".join(HEADING) + "\n")
        for at in range(0, rows, part):
            some = list(islice(texts, part))
            numbers = [str(n) for n in range(at + 1, at + 1 + len(some))]
            file.writelines(f"{n};{text};ügyfél\n" for n, text in zip(numbers, some, strict=True))
            columns = (numbers, some, ["ügyfél"] * len(some))
            frame = pd.DataFrame(dict(zip(HEADING, columns, strict=True)), dtype="str")
            frame.to_parquet(parts / f"{at // part:05}.parquet")
    return table, parts


def whole(source: Path, out: Path, register: Path | None) -> Took:
    """Answer a file on this machine alone."""
    more = [] if register is None else ["--register", str(register)]
    command = [sys.executable, "-m", "webmap", "check-file", str(source), "--out", str(out)]
    began, before = time.perf_counter(), _spent()
    subprocess.run(  # noqa: S603 - our own program
        [*command, "--everywhere", "address", "--no-progress", *more],
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    return _took(began, before)


def spread(run: PartitionRun, workers: int, kill_after: int) -> Took:
    """Answer the partitions on Dask in local mode; a worker is killed after some, if asked to."""
    began, before = time.perf_counter(), _spent()
    if kill_after:
        threading.Thread(target=_kill_one, args=(run.out, kill_after), daemon=True).start()
    faults = answer_all(run, on_dask(workers))
    if faults:
        raise RuntimeError(f"{len(faults)} partitions have no answer: {faults[0]}")
    return _took(began, before)


def _kill_one(out: Path, after: int) -> None:
    """Kill a worker of this process once so many partitions are answered."""
    while len(list(out.glob("*.parquet"))) < after:
        time.sleep(0.05)
    for child in (int(path.name) for path in Path("/proc").glob("[0-9]*")):
        with contextlib.suppress(OSError):
            own = f"PPid:\t{os.getpid()}\n" in Path(f"/proc/{child}/status").read_text()
            if not own or b"spawn_main" not in Path(f"/proc/{child}/cmdline").read_bytes():
                continue
            os.kill(child, signal.SIGKILL)
            print(f"killed worker {child} after {after} partitions")
            return


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _took(began: float, before: float) -> Took:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Took(time.perf_counter() - began, _spent() - before, peak)


def differing(answers: Path, table: Path, added: tuple[str, ...]) -> tuple[int, int]:
    """Compare every row with what the file job wrote.

    Returns:
        rows that were compared, and how many of them differ or are missing or too many.
    """
    compared = different = 0
    with table.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=";")
        heading = next(reader)
        if heading != [*HEADING, *added]:
            raise RuntimeError(f"check-file wrote other columns: {heading}")
        for path in sorted(answers.glob("*.parquet")):
            found = pd.read_parquet(path)[heading].to_numpy().tolist()
            expected = list(islice(reader, len(found)))
            compared += len(found)
            different += sum(a != b for a, b in zip(found, expected, strict=False))
            different += len(found) - len(expected)
        different += sum(1 for _ in reader)
    return compared, different


def digest(answers: Path) -> str:
    """Return a hash of the names and the bytes of a folder's answers."""
    found = hashlib.sha256()
    for path in sorted(answers.glob("*.parquet")):
        found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; return 1 where `--check` is given and a row differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--part", type=int, default=0, help="rows of a partition; 1 in 40 at most")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--register", type=Path, help="of many towns, which the areas' town is in")
    parser.add_argument("--mixed", action="store_true", help="do not sort the addresses")
    parser.add_argument("--kill", type=int, default=0, help="partitions after which a worker dies")
    parser.add_argument("--folder", type=Path, help="for the tables; a passing one by default")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args(arguments)
    part = asked.part or min(100_000, -(-asked.rows // 40))
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        table, parts = write_inputs(folder, asked.rows, part, mixed=asked.mixed)
        return _measured(asked, folder, table, parts)


def _measured(asked: argparse.Namespace, folder: Path, table: Path, parts: Path) -> int:
    order = many_answering(BundledAreas(), asked.register, pairs=False, lang="hu")
    alone = whole(table, folder / "out.csv", asked.register)
    _tell(f"{asked.rows:,} rows; check-file on every processor", asked.rows, alone)
    base: Took | None = None
    bad, first = 0, ""
    for workers in asked.workers:
        run = PartitionRun(parts, folder / f"answers-{workers}", order, COLUMN)
        took = spread(run, workers, asked.kill)
        base = base or took
        ratio = f"{base.wall_s / took.wall_s:.2f} of one in time, "
        ratio += f"{base.cpu_s / took.cpu_s:.2f} in rows for a second of processor"
        _tell(
            f"{workers} workers, {len(list(parts.iterdir()))} partitions", asked.rows, took, ratio
        )
        if not first:
            compared, different = differing(run.out, folder / "out.csv", columns_of(order))
            print(f"    compared row by row: {compared:,}; different: {different:,}", flush=True)
            bad += different + abs(compared - asked.rows)
        same = digest(run.out)
        told = "" if not first else " AS BEFORE" if same == first else " OTHERS THAN BEFORE"
        print(f"    bytes of the answers: {same[:16]}{told}", flush=True)
        first = first or same
        bad += same != first
    return int(asked.check and bad > 0)


def _tell(what: str, rows: int, took: Took, ratio: str = "") -> None:
    print(
        f"{what}: {rows / took.wall_s:,.0f}/s; {took.cpu_s / rows * 1e6:.1f} µs of processor each, "
        f"{took.peak_mb:.0f} MB in a process; {took.wall_s:.0f} s{'; ' * bool(ratio)}{ratio}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
