"""How many bare points a second an edition decides, beside shapely alone.

    python benchmarks/containment.py                 # the bundled area
    python benchmarks/containment.py --points 10000000
    python benchmarks/containment.py --check         # exit code 1 when a target is missed

Points are drawn evenly over the area's bounding box, and over one ten times as wide. Answers are
compared with shapely's, and a sample of verdicts with those of `decide_point`.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from boundaries.edition.edition import areas_in, load_edition  # noqa: E402
from boundaries.ground.containment import REASONS, VERDICTS, decide_points  # noqa: E402
from boundaries.ground.eligibility import decide_point  # noqa: E402
from geo.point_grid import PointGrid  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from boundaries.model import Edition

    Columns = tuple[NDArray[np.float64], NDArray[np.float64]]

POINTS = 4_000_000
SAMPLE = 20_000
SEED = 1
RUNS = 3
TARGET_CONTAINS = 10.0
"""Millions a second, in the bounding box."""
TARGET_DISTANCE = 1.0
"""Millions a second, in both draws."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Millions of points a second."""

    name: str
    ours: float
    plain: float
    wrong: int
    """Answers that are not shapely's."""


def drawn(area: shapely.MultiPolygon, width: float, count: int) -> Columns:
    """Draw points evenly over the bounding box, made so many times as wide and high."""
    west, south, east, north = area.bounds
    draw = np.random.default_rng(SEED)
    x, y = draw.uniform(-0.5, 0.5, (2, count)) * width
    return (west + east) / 2 + x * (east - west), (south + north) / 2 + y * (north - south)


def fastest(work: Callable[[], object]) -> float:
    """Return the least seconds of a few runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def contains_rate(grid: PointGrid, columns: Columns) -> Rate:
    """Compare containment; shapely's area is prepared."""
    x, y = columns
    plain = fastest(lambda: shapely.contains_xy(grid.area, x, y))
    ours = fastest(lambda: grid.contains(x, y))
    wrong = grid.contains(x, y) != shapely.contains_xy(grid.area, x, y)
    return Rate("containment", len(x) / ours / 1e6, len(x) / plain / 1e6, int(wrong.sum()))


def distance_rate(grid: PointGrid, columns: Columns, part: int) -> Rate:
    """Compare the distance to the line; shapely's is prepared, and makes points of the columns."""
    x, y = columns

    def plain() -> NDArray[np.float64]:
        return np.asarray(shapely.distance(grid.line, shapely.points(x[:part], y[:part])))

    seconds, ours = fastest(plain), fastest(lambda: grid.distance(x, y))
    wrong = np.abs(grid.distance(x[:part], y[:part]) - plain()) > 1e-9
    return Rate("distance", len(x) / ours / 1e6, part / seconds / 1e6, int(wrong.sum()))


def verdict_rate(edition: Edition, columns: Columns) -> Rate:
    """Compare verdicts with those of single points."""
    x, y = columns
    decide_points(x[:1], y[:1], edition)
    ours = fastest(lambda: decide_points(x, y, edition))
    found = decide_points(x[:SAMPLE], y[:SAMPLE], edition)
    start, wrong = time.perf_counter(), 0
    for at in range(len(found.verdict)):
        one = decide_point(float(x[at]), float(y[at]), edition)
        both = VERDICTS[found.verdict[at]], REASONS[found.reason[at]]
        wrong += both != (one.verdict, one.reason)
    single = (time.perf_counter() - start) / len(found.verdict)
    return Rate("verdict", len(x) / ours / 1e6, 1e-6 / single, wrong)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Time bare points against one edition.")
    parser.add_argument("--area", default=None, help="slug; the first bundled area by default")
    parser.add_argument("--points", type=int, default=POINTS)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    edition = load_edition(options.area or next(iter(areas_in())))
    start = time.perf_counter()
    grid = PointGrid(edition.area)
    corners = shapely.get_num_coordinates(edition.area)
    print(f"Python {platform.python_version()}, shapely {shapely.__version__}, GEOS", end=" ")
    print(
        f"{shapely.geos_version_string}, {os.cpu_count()} cores; {edition.slug}, {corners} corners"
    )
    print(f"the grid is laid in {time.perf_counter() - start:.2f} s")
    print("points within      question     M/s ours  M/s plain  ratio  wrong")
    missed = False
    for width in (1, 10):
        columns = drawn(edition.area, width, options.points)
        rates = [
            contains_rate(grid, columns),
            distance_rate(grid, columns, min(options.points, 500_000)),
            verdict_rate(edition, columns),
        ]
        for rate in rates:
            print(
                f"{width:>2} x the box         {rate.name:<11}  {rate.ours:>8.2f}  "
                f"{rate.plain:>9.3f}  {rate.ours / rate.plain:>5.1f}  {rate.wrong:>5}"
            )
        missed |= any(rate.wrong for rate in rates)
        missed |= rates[0].ours < TARGET_CONTAINS or rates[1].ours < TARGET_DISTANCE
    print("a target is missed" if missed else "every target is met")
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
