"""How fast a file of addresses is answered, against copying the same file with `csv`.

    python benchmarks/bulk.py                       100,000 and 1,000,000 rows
    python benchmarks/bulk.py --rows 10000000       the long one, with its peak memory
    python benchmarks/bulk.py --check               exit code 1 when a target is missed
    python benchmarks/bulk.py --same 5000           the same queries through every way to ask

Addresses are the house numbers that the bundled street list covers, drawn with a seed, in
forms that people write. Rates are wall-clock, end to end: from the call to the finished output;
processor time stands beside them. The copy reads and writes the table with `csv`, adds the same
number of bytes to each row, and is the base of the ratio (`times_copy`, in processor time).
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import platform
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bulk_same import every_way  # noqa: E402

from boundaries.data_files import DATA  # noqa: E402
from boundaries.files.job import JobOrder, open_job  # noqa: E402
from boundaries.files.processes import cores  # noqa: E402
from boundaries.language.house_numbers import Parity  # noqa: E402
from boundaries.streets.street_list import load_street_list  # noqa: E402
from webmap.ask.answering import AreaAnswering  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

SLUG = "kecskemet-top-6.9.1"
TARGET = 100_000
"""Rows a second on two cores where every address matches as it is written."""
MOST_MEMORY = 1 << 30
"""Bytes of all processes together, at their peak."""
FORMS = {
    "exact": ("6000 Kecskemét, {street} {number}.",),
    "flats": ("6000 Kecskemét, {street} {number}. {floor}. em. {door}.",),
    "mixed": (
        "6000 Kecskemét, {street} {number}.",
        "Kecskemét {street} {number}",
        "{street} {number}",
        "6000 Kecskemét, {street} {number}. {floor}. em. {door}.",
    ),
}
"""Ways to write an address, drawn evenly."""


@dataclass(frozen=True, slots=True)
class Run:
    """One job that was timed."""

    rows: int
    seconds: float
    cpu_seconds: float
    """Processor time of the job and its workers: what a busy machine does not distort."""
    out_bytes: int
    peak_bytes: int
    """Resident bytes of the job and its workers together, at most, sampled."""

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def listed_doors(seed: int = 1) -> list[tuple[str, int]]:
    """Draw as many house numbers from every range of the bundled list as it has doors."""
    chance, doors = random.Random(seed), []
    for street in load_street_list(DATA / "kecskemet").streets:
        for row in street.rows:
            first = row.numbers.start.number if row.numbers.start else 1
            last = row.numbers.end.number if row.numbers.end else row.highest
            numbers = range(first, (last or first) + 1)
            if row.numbers.parity in (Parity.ODD, Parity.EVEN):
                odd = row.numbers.parity is Parity.ODD
                numbers = range(first + (first % 2 != odd), numbers.stop, 2)
            drawn = chance.sample(numbers, min(row.doors, len(numbers)))
            doors += [(street.full_name, number) for number in drawn]
    return doors


def write_input(path: Path, rows: int, forms: tuple[str, ...], seed: int = 1) -> None:
    """Write a table of drawn addresses."""
    doors, chance = listed_doors(), random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("azonosító;cím;megjegyzés\n")
        for number in range(1, rows + 1):
            street, door = chance.choice(doors)
            text = chance.choice(forms).format(
                street=street,
                number=door,
                floor=chance.randint(1, 10),
                door=chance.randint(1, 60),
            )
            file.write(f"{number};{text};ügyfél\n")


def time_copy(source: Path, target: Path, added: int) -> float:
    """Copy a table with `csv` in one process, every row longer by `added` characters.

    Returns seconds of processor time.
    """
    start, more = _cpu(), "x" * added
    with (
        source.open(encoding="utf-8", newline="") as read,
        target.open("w", encoding="utf-8", newline="") as write,
    ):
        writer = csv.writer(write, delimiter=";")
        writer.writerows([*row, more] for row in csv.reader(read, delimiter=";"))
    return _cpu() - start


def time_job(source: Path, out: Path, workers: int) -> Run:
    """Run a job and watch the memory of it and its workers."""
    peak, done = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(peak, done))
    watcher.start()
    start, worked = time.perf_counter(), _cpu()
    with open_job(JobOrder(source, out, workers=workers), AreaAnswering(SLUG)) as job:
        summary = job.run()
    seconds, used = time.perf_counter() - start, _cpu() - worked
    done.set()
    watcher.join()
    return Run(summary.rows, seconds, used, out.stat().st_size, peak[0])


def _cpu() -> float:
    """Seconds of processor time of this process and of its ended children."""
    return sum(os.times()[:4])


def _watch(peak: list[int], done: threading.Event) -> None:
    while not done.wait(0.2):
        own = [Path("/proc/self/status")]
        children = [Path(f"/proc/{c.pid}/status") for c in multiprocessing.active_children()]
        peak[0] = max(peak[0], sum(map(_resident, own + children)))


def _resident(status: Path) -> int:
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmRSS")), 0)


def measure(
    rows: int, kinds: list[str], folder: Path, processes: list[int]
) -> Iterator[dict[str, object]]:
    """Yield one row of the report for each kind of address and number of processes."""
    for kind in kinds:
        source = folder / f"{kind}.csv"
        write_input(source, rows, FORMS[kind])
        for workers in processes:
            run = time_job(source, folder / "out.csv", workers)
            added = max(1, (run.out_bytes - source.stat().st_size) // rows)
            (folder / "out.csv").unlink()
            copied = time_copy(source, folder / "copy.csv", added)
            (folder / "copy.csv").unlink()
            yield {
                "kind": kind,
                "rows": rows,
                "workers": workers,
                "seconds": round(run.seconds, 2),
                "rows_per_second": round(run.rate),
                "cpu_seconds": round(run.cpu_seconds, 2),
                "rows_per_cpu_second": round(run.rows / run.cpu_seconds),
                "copy_cpu_seconds": round(copied, 2),
                "times_copy": round(run.cpu_seconds / copied, 2),
                "peak_mib": round(run.peak_bytes / (1 << 20)),
                "out_mib": round(run.out_bytes / (1 << 20)),
            }
        source.unlink()


def missed(report: list[dict[str, object]]) -> list[str]:
    """Return the targets that a report misses."""
    faults = []
    for row in report:
        large = int(str(row["rows"])) >= 1_000_000
        judged = row["kind"] == "exact" and large and row["workers"] == cores()
        if judged and int(str(row["rows_per_second"])) < TARGET:
            faults.append(f"{row['rows_per_second']} rows a second, wanted {TARGET}")
        if int(str(row["peak_mib"])) > MOST_MEMORY >> 20:
            faults.append(f"{row['peak_mib']} MiB at peak, wanted {MOST_MEMORY >> 20}")
    return faults


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--kinds", nargs="*", choices=list(FORMS), default=list(FORMS))
    parser.add_argument("--workers", type=int, nargs="*", default=sorted({1, cores()}))
    parser.add_argument("--same", type=int, metavar="N", help="compare N queries, measure nothing")
    parser.add_argument("--folder", type=Path, help="where the tables are written")
    parser.add_argument("--json", type=Path, help="write the report here")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        if asked.same:
            differing = every_way(asked.same, folder)
            print(f"{asked.same:,} queries, {len(differing)} answered differently")
            return int(bool(differing))
        report = []
        print(f"{platform.machine()}, {cores()} cores, Python {platform.python_version()}")
        for rows in asked.rows:
            for row in measure(rows, asked.kinds, folder, asked.workers):
                report.append(row)
                print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    faults = missed(report)
    for fault in faults:
        print(f"missed: {fault}")
    return int(asked.check and bool(faults))


if __name__ == "__main__":
    sys.exit(main())
