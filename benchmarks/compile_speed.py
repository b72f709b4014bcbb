"""How fast a boundary compiles, and how that grows with the network.

    python benchmarks/compile_speed.py            print medians and ratios
    python benchmarks/compile_speed.py --check    exit code 1 when a target is missed

No extract at hand has 10,000 ways, so one is laid side by side with itself, its streets renamed
in every copy. Boundaries of 18 to 20 legs are compiled, right ones and wrong ones, so that the
look-out for other areas and the diagnosis are part of the time. Loading is timed apart.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import platform
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from roundtrip import BEDS, beds_folder  # noqa: E402
from roundtrip_blocks import block_map  # noqa: E402
from roundtrip_cases import Case, Kind, cases_of  # noqa: E402
from roundtrip_meets import Meetings  # noqa: E402
from roundtrip_regions import draw_regions  # noqa: E402

from boundaries.compiler.compile import compile_text  # noqa: E402
from boundaries.compiler.resolve import NameIndex  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import Extract, RawWay, read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMES = ("name", "alt_name", "old_name", "official_name", "short_name", "loc_name")
GROWTH = (1, 4, 16)
TARGET_WAYS = 10_000
TARGET_MS = 50.0
"""95th percentile of a boundary of about 20 legs on `TARGET_WAYS` ways."""
TARGET_LOAD_S_PER_MB = 2.0
REGIONS = 40
KINDS = (Kind.CLEAN, Kind.TYPO, Kind.MISSING, Kind.SWAPPED, Kind.STRANGER)


@dataclass(frozen=True, slots=True)
class Timing:
    """Compile times on one network, milliseconds."""

    tiles: int
    ways: int
    cases: int
    median_ms: float
    p95_ms: float
    worst_ms: float
    build_s: float
    """Building the network and its index of names, once."""


def prefixes() -> Iterator[str]:
    """Yield an endless row of different capitalised words; the first is empty.

    >>> list(itertools.islice(prefixes(), 3))
    ['', 'Baba ', 'Bade ']
    """
    yield ""
    syllables = ["ba", "de", "ki", "lo", "mu", "ne", "po", "ra", "si", "tu"]
    for count in itertools.count(2):
        for parts in itertools.product(syllables, repeat=count):
            yield "".join(parts).capitalize() + " "


def tiled(extract: Extract, tiles: int) -> Extract:
    """Return copies of an extract side by side, with no name or node in common.

    Args:
        extract: the tile, WGS84.
        tiles: how many; the first keeps its names.
    """
    lon = [x for x, _ in extract.nodes.values()]
    lat = [y for _, y in extract.nodes.values()]
    width, height = (max(lon) - min(lon)) * 1.05, (max(lat) - min(lat)) * 1.05
    side = max(1, round(tiles**0.5))
    stride = max(*extract.nodes, *(w.id for w in extract.ways)) + 1
    made = Extract(source=f"{extract.source} x {tiles}")
    for number, prefix in zip(range(tiles), prefixes(), strict=False):
        east, north = (number % side) * width, (number // side) * height
        shift = number * stride
        made.nodes |= {n + shift: (x + east, y + north) for n, (x, y) in extract.nodes.items()}
        for way in extract.ways:
            nodes = tuple(n + shift for n in way.nodes)
            tags = {k: prefix + v if k in NAMES else v for k, v in way.tags.items()}
            made.ways.append(RawWay(way.id + shift, nodes, tags))
    return made


def long_cases(extract: Extract, count: int = REGIONS) -> list[Case]:
    """Draw boundaries of 18 to 20 legs on a tile, with right and wrong sentences."""
    network = LineNetwork.from_extract(extract)
    meetings = Meetings(network)
    regions = draw_regions(block_map(network), bed="speed", seed=1, count=count, fewest=18, most=20)
    cases = [c for r in regions for c in cases_of(r, meetings, bed="speed", seed=1)]
    return [c for c in cases if c.kind in KINDS]


def measure(extract: Extract, tiles: int, cases: Sequence[Case]) -> Timing:
    """Compile every case on a network of so many tiles."""
    start = time.perf_counter()
    network = LineNetwork.from_extract(tiled(extract, tiles))
    index = NameIndex(network)
    build_s = time.perf_counter() - start
    compiler = functools.partial(compile_text, index=index)
    compiler(cases[0].text, network)
    times = []
    for case in cases:
        start = time.perf_counter()
        compiler(case.text, network)
        times.append((time.perf_counter() - start) * 1000)
    return Timing(
        tiles=tiles,
        ways=len(network.ways),
        cases=len(times),
        median_ms=statistics.median(times),
        p95_ms=float(np.percentile(times, 95)),
        worst_ms=max(times),
        build_s=build_s,
    )


def loading(path: Path, repeats: int = 5) -> tuple[float, float]:
    """Return the median seconds to read an extract into a network, and its size in MB."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        LineNetwork.from_extract(read_extract(path))
        times.append(time.perf_counter() - start)
    return statistics.median(times), path.stat().st_size / 1e6


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Time the compiler on growing networks.")
    parser.add_argument("--extract", type=Path, help="the tile; Kaposvár by default")
    parser.add_argument("--load", type=Path, help="the .osm.pbf to load; München by default")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    extract = read_extract(options.extract or beds_folder() / BEDS["kaposvar"][0])
    cases = long_cases(extract)
    needed = -(-TARGET_WAYS // len(extract.ways))
    timings = [measure(extract, n, cases) for n in sorted({*GROWTH, needed})]
    seconds, size = loading(options.load or beds_folder() / BEDS["munchen"][0])
    _print(timings, seconds, size)
    target = next(t for t in timings if t.tiles == needed)
    missed = target.p95_ms >= TARGET_MS or seconds / size >= TARGET_LOAD_S_PER_MB
    if options.json:
        content = {"timings": [_as_dict(t) for t in timings], "load_s": seconds, "load_mb": size}
        options.json.write_text(json.dumps(content), "utf-8")
    print("a target is missed" if missed else "every target is met")
    return 1 if options.check and missed else 0


def _as_dict(timing: Timing) -> dict[str, float]:
    return {name: getattr(timing, name) for name in Timing.__slots__}


def _print(timings: Sequence[Timing], seconds: float, size: float) -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; {timings[0].cases} sentences")
    base = timings[0]
    print(" tiles    ways  median ms   p95 ms  worst ms  ratio  ways ratio  build s")
    for t in timings:
        print(
            f"{t.tiles:>6}  {t.ways:>6}  {t.median_ms:>9.1f}  {t.p95_ms:>7.1f}  {t.worst_ms:>8.1f}"
            f"  {t.median_ms / base.median_ms:>5.2f}  {t.ways / base.ways:>10.1f}"
            f"  {t.build_s:>7.2f}"
        )
    print(f"loading {size:.2f} MB: {seconds:.2f} s, {seconds / size:.2f} s a MB")


if __name__ == "__main__":
    sys.exit(main())
