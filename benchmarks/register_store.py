"""Four ways to keep a register on disk: size, time to load, memory, one look-up from a cold start.

    python benchmarks/register_store.py            measure and print the table of ADR 0007
    python benchmarks/register_store.py --check    exit code 1 where the register file falls behind

The doors of Kecskemét beside the checkout, and the same tiled ten times with numbered street names.
Each figure comes from a process of its own, the best of three. "Loaded" means every door as the
program's own objects; "one street" means a fresh process that reads the doors of one street, the
imports that this way needs included.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from addresses import folders  # noqa: E402

from boundaries.language.house_numbers import HouseNumber  # noqa: E402
from boundaries.register.model import PointBook, TownRegister  # noqa: E402
from boundaries.register.office_json import OFFICE_FILES  # noqa: E402
from boundaries.register.reading import read_register  # noqa: E402
from boundaries.register.register import Door, Register, Thoroughfare  # noqa: E402
from boundaries.register.store import open_store, save_register  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

TILES = 10
RUNS = 3
COLUMNS = (
    *("name", "type", "number", "suffix", "end", "end_suffix"),
    *("written", "district", "building", "staircase"),
)
Row = tuple[str, str, int | None, str, int | None, str, str, str, str, str]


def tiled(register: Register, times: int) -> Register:
    """Repeat the streets under numbered names."""
    streets = (
        dataclasses.replace(street, name=f"{street.name} {tile}")
        for tile in range(1, times + 1)
        for street in register.thoroughfares
    )
    return dataclasses.replace(register, thoroughfares=tuple(streets))


def rows(register: Register) -> Iterator[Row]:
    """Yield every door as one flat row."""
    for street in register.thoroughfares:
        for door in street.doors:
            n = door.number
            parts = (None, "", None, "") if n is None else dataclasses.astuple(n)
            units = (door.building, door.staircase)
            yield (street.name, street.type, *parts, door.written, door.district, *units)


def from_rows(flat: Iterable[Row]) -> tuple[Thoroughfare, ...]:
    """Make streets of flat rows."""
    found: dict[tuple[str, str], list[Door]] = {}
    for name, kind, figure, suffix, end, end_suffix, written, district, building, stair in flat:
        number = None if figure is None else HouseNumber(figure, suffix, end, end_suffix)
        door = Door(number, written, district, building, stair)
        found.setdefault((name, kind), []).append(door)
    return tuple(Thoroughfare(name, kind, tuple(doors)) for (name, kind), doors in found.items())


def save_csv(register: Register, path: Path) -> None:
    """One line a door."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows(register)])


def load_csv(path: Path) -> tuple[Thoroughfare, ...]:
    """Read it back."""
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file)
        next(table)
        return from_rows(
            (r[0], r[1], int(r[2]) if r[2] else None, r[3], int(r[4]) if r[4] else None, *r[5:])  # type: ignore[misc]
            for r in table
        )


def save_json(register: Register, path: Path) -> None:
    """Street by street, doors as arrays, without blanks."""
    record = [[s.name, s.type, [r[2:] for r in rows(_only(s))]] for s in register.thoroughfares]
    path.write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _only(street: Thoroughfare) -> Register:
    return Register("", (street,), (), (), ())


def load_json(path: Path) -> tuple[Thoroughfare, ...]:
    """Read it back."""
    record = json.loads(path.read_text("utf-8"))
    return from_rows((name, kind, *door) for name, kind, doors in record for door in doors)


def save_parquet(register: Register, path: Path) -> None:
    """One row a door; dictionaries for what repeats, zstd."""
    import pyarrow as pa  # noqa: PLC0415 - measured with the way that needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    columns = dict(zip(COLUMNS, map(list, zip(*rows(register), strict=True)), strict=True))
    pq.write_table(pa.table(columns), path, compression="zstd", row_group_size=8192)


def load_parquet(path: Path) -> tuple[Thoroughfare, ...]:
    """Read it back."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pq.read_table(path, memory_map=True)
    return from_rows(zip(*(table[name].to_pylist() for name in COLUMNS), strict=True))


def street_parquet(path: Path, name: str, kind: str) -> tuple[Door, ...]:
    """Read one street by a filter on its row groups."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pq.read_table(path, filters=[("name", "==", name), ("type", "==", kind)])
    return from_rows(zip(*(table[c].to_pylist() for c in COLUMNS), strict=True))[0].doors


def save_sqlite(register: Register, path: Path) -> None:
    """The program's own register file."""
    save_register(TownRegister("", register, PointBook(), (), (), {}), path)


def load_sqlite(path: Path) -> tuple[Thoroughfare, ...]:
    """Read every door of it."""
    streets = open_store(path).register.thoroughfares
    return tuple(Thoroughfare(s.name, s.type, s.doors) for s in streets)


def _pick(streets: Iterable[Thoroughfare], name: str, kind: str) -> tuple[Door, ...]:
    return next(s for s in streets if (s.name, s.type) == (name, kind)).doors


WAYS: dict[str, tuple[Callable[[Register, Path], None], Callable[[Path], object]]] = {
    "JSON": (save_json, load_json),
    "CSV": (save_csv, load_csv),
    "Parquet": (save_parquet, load_parquet),
    "SQLite": (save_sqlite, load_sqlite),
}


def street_of(way: str, path: Path, name: str, kind: str) -> tuple[Door, ...]:
    """Return the doors of one street in the way's own best manner."""
    if way == "Parquet":
        return street_parquet(path, name, kind)
    if way == "SQLite":
        return _pick(open_store(path).register.thoroughfares, name, kind)
    streets = WAYS[way][1](path)
    return _pick(streets, name, kind)  # type: ignore[arg-type]


def resident() -> int:
    """Bytes of this process that are in memory and its own (not mapped from a file)."""
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        _, whole, shared = map(int, file.read().split()[:3])
    return (whole - shared) * resource.getpagesize()


def measure(way: str, task: str, path: Path, name: str, kind: str) -> dict[str, float]:
    """Do one thing once, in this process."""
    gc.collect()
    before, start = resident(), time.perf_counter()
    if task == "load":
        kept: object = WAYS[way][1](path)
    else:
        kept = street_of(way, path, name, kind)
    seconds, after = time.perf_counter() - start, resident()
    again = time.perf_counter()
    if task == "street" and way == "SQLite":
        street_of(way, path, name, kind)
    return {
        "seconds": seconds,
        "again": time.perf_counter() - again,
        "bytes": after - before,
        "kept": float(kept is not None),
    }


def in_process(way: str, task: str, path: Path, street: tuple[str, str]) -> dict[str, float]:
    """Measure in a process of its own; the best of some runs."""
    command = [sys.executable, __file__, "--one", way, task, str(path), *street]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
        for _ in range(RUNS)
    ]
    best: dict[str, float] = min(runs, key=lambda run: run["seconds"])
    return best


def table(label: str, register: Register, folder: Path) -> dict[str, dict[str, float]]:
    """Measure every way and print its line."""
    doors = sum(len(street.doors) for street in register.thoroughfares)
    street = register.thoroughfares[len(register.thoroughfares) // 2]
    print(f"\n{label}: {len(register.thoroughfares):,} streets, {doors:,} doors")
    print("| way | size | all doors loaded | memory | one street, fresh process | memory |")
    print("|---|---|---|---|---|---|")
    found = {}
    for way, (save, _) in WAYS.items():
        path = folder / f"{label}.{way.lower()}"
        save(register, path)
        load = in_process(way, "load", path, (street.name, street.type))
        one = in_process(way, "street", path, (street.name, street.type))
        found[way] = {"size": path.stat().st_size, "one": one["seconds"], "memory": one["bytes"]}
        print(
            f"| {way} | {path.stat().st_size / 1e6:.2f} MB | {load['seconds'] * 1e3:,.0f} ms "
            f"| {load['bytes'] / 1e6:.1f} MB | {one['seconds'] * 1e3:,.1f} ms "
            f"| {one['bytes'] / 1e6:.1f} MB |"
        )
    return found


def main() -> int:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--one", nargs=5, metavar=("WAY", "TASK", "PATH", "NAME", "TYPE"))
    args = parser.parse_args()
    if args.one:
        way, task, path, name, kind = args.one
        print(json.dumps(measure(way, task, Path(path), name, kind)))
        return 0
    source = folders().get("kecskemet")
    if source is None:
        print("the evidence folder is not beside the checkout; nothing measured")
        return 0
    town = read_register(source)
    whole = sum((source / name).stat().st_size for name in OFFICE_FILES)
    print(f"the office's own files: {whole / 1e6:.2f} MB")
    with tempfile.TemporaryDirectory() as folder:
        table("one town", town, Path(folder))
        ten = table("ten tiles", tiled(town, TILES), Path(folder))
    own = ten["SQLite"]
    behind = [way for way in ("JSON", "CSV", "Parquet") if own["one"] >= ten[way]["one"]]
    if behind:
        print(f"one street comes slower than from {', '.join(behind)}")
    return 1 if args.check and behind else 0


if __name__ == "__main__":
    sys.exit(main())
