"""What polling districts and lines alone decide of the doors at the line, where no point is known.

    python benchmarks/doors_districts.py                  # Kaposvár: 36 areas, five withholdings
    python benchmarks/doors_districts.py --regions 6 --withheld 2 --seed 3 --check
    python benchmarks/doors_districts.py --extract TOWN.osm --register FOLDER

Three figures:

- of the doors of streets that are the boundary, of streets that truly cross it, of those that only
  touch it, and of the rest: how many are decided, and how many of the open ones lean;
- the polygons of a random quarter of the districts are withheld, and the answers of their doors,
  made from the rest, are held against what their own districts say;
- on extracts whose doors have points: how often a door is within the reach of another one of its
  street, as `boundaries.streets.plot_width` claims it.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from doors import editions  # noqa: E402
from interpolation import points_of  # noqa: E402
from roundtrip import beds_folder  # noqa: E402

from boundaries.doors.lines import named_lines  # noqa: E402
from boundaries.doors.places import lines_by_name  # noqa: E402
from boundaries.language.names import normal_key  # noqa: E402
from boundaries.model import DECIDED  # noqa: E402
from boundaries.register.reading import read_register  # noqa: E402
from boundaries.register.register import Door, Thoroughfare  # noqa: E402
from boundaries.streets.listing import make_listing  # noqa: E402
from boundaries.streets.listing_work import districts_of_town, gather  # noqa: E402
from boundaries.streets.plot_width import learn_plot_width  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from boundaries.register.register import Register
    from boundaries.streets.listing import Listing
    from boundaries.streets.street_list import StreetRow

EXTRACT = "kaposvar/overpass_named_highways_2025-07-24.json"
REGISTER = "kaposvar/nvi"
WITH_POINTS = (
    "munchen/munchen.osm.pbf",
    "debrecen/debrecen.nometa.osm.pbf",
    "liechtenstein/liechtenstein.osm.pbf",
)
LEAST_DECIDED = 0.18
LEAST_LEANING = 0.24
"""Of the doors of boundary streets: decided, and decided or leaning."""
MOST_CONTRADICTED = 0.001
WITHHELD = 0.25
CLEAR_M = 25.0
"""A street crosses the line where its own line lies this deep on either side."""
NAMESAKE_M = 1500.0
"""Doors of one street farther apart than this are of two villages of one extract."""
MOST_PLOTS = 40


def sort_of(key: str, line: BaseGeometry | None, edition: Edition) -> str:
    """Tell how a street lies to an area: boundary, crossing, touching, or neither."""
    if key in {normal_key(leg.name) for leg in edition.legs}:
        return "boundary"
    if line is None:
        return "without a line"
    if not line.intersects(edition.area):
        return "rest"
    deep_in = line.intersection(edition.area.buffer(-CLEAR_M)).length
    deep_out = line.difference(edition.area.buffer(CLEAR_M)).length
    if deep_in and deep_out:
        return "crossing"
    return "rest" if deep_in else "touching"


def key_of(row: StreetRow) -> str:
    """Return the key of a row's street."""
    return normal_key(f"{row.name} {row.type}".strip())


@dataclasses.dataclass(slots=True)
class Count:
    """Doors of streets of one sort."""

    doors: int = 0
    decided: int = 0
    leaning: int = 0
    why: Counter[str] = dataclasses.field(default_factory=Counter)


def count_rows(
    listing: Listing, edition: Edition, lines: Mapping[str, BaseGeometry]
) -> Iterator[tuple[str, StreetRow]]:
    """Yield every row with the sort of its street."""
    sorts: dict[str, str] = {}
    for row in listing.rows:
        key = key_of(row)
        if key not in sorts:
            sorts[key] = sort_of(key, lines.get(key), edition)
        yield sorts[key], row


def judge_areas(
    register: Register, areas: Sequence[Edition], lines: Mapping[str, BaseGeometry]
) -> dict[str, Count]:
    """Make the street list of every area and count its doors."""
    found: dict[str, Count] = defaultdict(Count)
    town = districts_of_town(register, lines)
    for edition in areas:
        listing = make_listing(register, edition, lines, town)
        for sort, row in count_rows(listing, edition, lines):
            count = found[sort]
            count.doors += row.doors
            leaning = "" if row.leans is None else ", leaning"
            count.why[f"{row.verdict.value}: {row.reason.value}{leaning}"] += row.doors
            if row.verdict in DECIDED:
                count.decided += row.doors
            elif row.leans is not None:
                count.leaning += row.doors
    return found


def withheld(register: Register, rng: random.Random) -> tuple[Register, frozenset[str]]:
    """Take away the polygons of a random quarter of the districts."""
    ids = sorted({district.id for district in register.districts})
    gone = frozenset(rng.sample(ids, round(WITHHELD * len(ids))))
    kept = tuple(one for one in register.districts if one.id not in gone)
    return dataclasses.replace(register, districts=kept), gone


def judge_withheld(
    register: Register, areas: Sequence[Edition], lines: Mapping[str, BaseGeometry], seeds: int
) -> tuple[Counter[str], Counter[str]]:
    """Return the doors of withheld districts by what came out, and the contradicted by evidence."""
    came, wrong = Counter[str](), Counter[str]()
    known = districts_of_town(register, lines)
    every = [gather(register, edition, known).relations for edition in areas]
    for seed in range(seeds):
        rest, gone = withheld(register, random.Random(f"withheld/{seed}"))
        town = districts_of_town(rest, lines)
        for edition, relations in zip(areas, every, strict=True):
            said = {key: d.relation.value for key, d in relations.items() if d.decides}
            for row in make_listing(rest, edition, lines, town).rows:
                if row.district not in gone or row.district not in said:
                    continue
                if row.verdict not in DECIDED:
                    came["open"] += row.doors
                elif row.verdict.value == said[row.district]:
                    came["agree"] += row.doors
                else:
                    came["contradicted"] += row.doors
                    wrong[f"{row.placed_by.kind}: {row.name} {row.type}, {row.district}"] += (
                        row.doors
                    )
    return came, wrong


def judge_reach(path: Path) -> tuple[int, int, float]:
    """Return pairs of doors, those within the claimed reach, and the metres of a plot."""
    network = LineNetwork.from_extract(read_extract(path))
    places: dict[str, dict[int, list[tuple[float, float]]]] = defaultdict(lambda: defaultdict(list))
    for point in points_of(path, network.epsg):
        places[point.street][point.number.number].append((point.east, point.north))
    lines = {normal_key(name): line for name, line in lines_by_name(network).items()}
    numbered = [
        Thoroughfare(name, "", tuple(Door(p, str(p), "") for p in _numbers(doors)))
        for name, doors in places.items()
    ]
    width = learn_plot_width(numbered, lines)
    pairs = held = 0
    for doors in places.values():
        middle = {n: tuple(map(_mean, zip(*own, strict=True))) for n, own in doors.items()}
        for one, there in middle.items():
            for other in range(one + 2, one + 2 * MOST_PLOTS + 1, 2):
                if other in middle:
                    apart = math.dist(there, middle[other])
                    if apart <= NAMESAKE_M:
                        pairs += 1
                        held += apart <= width.reach((other - one) / 2)
    return pairs, held, width.metres


def _numbers(doors: Mapping[int, object]) -> Iterator[object]:
    from boundaries.language.house_numbers import HouseNumber  # noqa: PLC0415

    return (HouseNumber(number) for number in doors)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def report(found: Mapping[str, Count]) -> None:
    """Print what was decided, by the sort of the street."""
    print(f"{'streets':<15} {'doors':>8} {'decided':>8} {'':>6} {'leaning':>8} {'':>6} of open")
    for sort in ("boundary", "crossing", "touching", "rest", "without a line"):
        count = found.get(sort, Count())
        if count.doors:
            share, leaning = count.decided / count.doors, count.leaning / count.doors
            of_open = count.leaning / max(1, count.doors - count.decided)
            print(
                f"{sort:<15} {count.doors:>8} {count.decided:>8} {share:>6.1%}"
                f" {count.leaning:>8} {leaning:>6.1%} {of_open:>7.1%}"
            )
    for sort in ("boundary", "crossing"):
        for why, doors in found[sort].why.most_common():
            print(f"  {sort}, {why}: {doors}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    options = _options(argv)
    network = LineNetwork.from_extract(read_extract(options.extract))
    register, lines = read_register(options.register), named_lines(network)
    areas = list(editions(network, options.extract.parent.name, options.seed, options.regions))
    print(f"{options.extract.name}: {len(areas)} of {options.regions} areas, no point known")
    found = judge_areas(register, areas, lines)
    report(found)
    boundary = found["boundary"]
    met = boundary.decided >= LEAST_DECIDED * boundary.doors
    met &= boundary.decided + boundary.leaning >= LEAST_LEANING * boundary.doors
    came, wrong = judge_withheld(register, areas[: options.held], lines, options.withheld)
    answered = came["agree"] + came["contradicted"]
    print(
        f"a quarter of the districts withheld, {options.withheld} seeds, "
        f"{len(areas[: options.held])} areas: "
        f"{answered} doors answered from the rest, {came['contradicted']} contradicted "
        f"({came['contradicted'] / max(answered, 1):.3%}), {came['open']} open"
    )
    for what, doors in wrong.most_common(10):
        print(f"  contradicted by {what}: {doors}")
    met &= came["contradicted"] <= MOST_CONTRADICTED * max(answered, 1)
    for bed in WITH_POINTS if options.reach else ():
        pairs, held, metres = judge_reach(beds_folder() / bed)
        print(
            f"{Path(bed).name}: {pairs} pairs of doors, {held / max(pairs, 1):.2%} within the "
            f"claimed reach, {metres:.1f} m for a plot"
        )
    print("every target is met" if met else "a target is missed")
    return 1 if options.check and not met else 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Doors at the line, where no point is known.")
    parser.add_argument("--extract", type=Path, default=beds_folder() / EXTRACT)
    parser.add_argument("--register", type=Path, default=beds_folder() / REGISTER)
    parser.add_argument("--regions", type=int, default=36)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--withheld", type=int, default=5, help="how often districts are withheld")
    parser.add_argument("--held", type=int, help="areas for which they are; all by default")
    parser.add_argument("--no-reach", dest="reach", action="store_false")
    parser.add_argument("--check", action="store_true")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
