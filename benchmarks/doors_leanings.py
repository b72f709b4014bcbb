"""How often street lists are right where the true place of every door is known.

    python benchmarks/doors_leanings.py                   # the beds with house numbers
    python benchmarks/doors_leanings.py TOWN.osm.pbf --regions 20 --seed 3

The ground of an extract is cut into made-up polling districts, and a register is made of its doors:
each in the district on whose ground its point lies, the points themselves left out. Street lists
are made for random regions as where no point is known, and what they decide, and what their open
ranges lean to, is held against the points. Made-up districts cut streets anywhere, where real
ones mostly end at a street.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import sys
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from doors import BEDS, doors_of, editions  # noqa: E402
from interpolation import points_of  # noqa: E402
from roundtrip import beds_folder  # noqa: E402

from boundaries.doors.places import lines_by_name  # noqa: E402
from boundaries.language.house_numbers import NumberRange, Parity  # noqa: E402
from boundaries.language.names import normal_key  # noqa: E402
from boundaries.model import DECIDED, VerdictKind  # noqa: E402
from boundaries.register.register import (  # noqa: E402
    Door,
    PollingDistrict,
    RangeRule,
    Register,
    Thoroughfare,
)
from boundaries.streets.listing import make_listing  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import doors

    from boundaries.model import Edition

KIND = "utca"
"""Every street is given this type: only numbers of streets follow one another."""
DOORS_OF_DISTRICT = 80


def districts_over(places: Sequence[shapely.Point], rng: random.Random) -> list[PollingDistrict]:
    """Cut the ground of some doors into districts around a random few of them."""
    count = max(2, len(places) // DOORS_OF_DISTRICT)
    middles = shapely.MultiPoint(rng.sample(list(places), min(count, len(places))))
    ground = shapely.MultiPoint(list(places)).convex_hull.buffer(200)
    cells = shapely.get_parts(shapely.voronoi_polygons(middles, extend_to=ground))
    drawn = [cell.intersection(ground) for cell in cells]
    return [PollingDistrict(f"{at:03}", one, None, 0.0) for at, one in enumerate(drawn, start=1)]


def register_of(known: Sequence[doors.Door], rng: random.Random) -> Register:
    """Make a register of doors, with a rule for each run of numbers of one side and district."""
    districts = districts_over([door.place for door in known], rng)
    tree = shapely.STRtree([district.polygon for district in districts])
    by_street: dict[str, list[Door]] = defaultdict(list)
    for door in known:
        at = tree.query(door.place, predicate="intersects")
        if len(at):
            own = Door(door.number, str(door.number), districts[at[0]].id)
            by_street[door.street].append(own)
    rules = [rule for street, own in by_street.items() for rule in _rules(street, own)]
    streets = tuple(Thoroughfare(name, KIND, tuple(own)) for name, own in by_street.items())
    return Register("made up", streets, tuple(rules), tuple(districts), ())


def _rules(street: str, own: Sequence[Door]) -> Iterator[RangeRule]:
    for parity in (Parity.ODD, Parity.EVEN):
        side = [
            (d.number, d.district)
            for d in own
            if d.number is not None and d.number.is_even is (parity is Parity.EVEN)
        ]
        side.sort(key=lambda one: (*one[0].key, one[1]))
        for district, run in groupby(side, key=lambda one: one[1]):
            numbers = [number for number, _ in run]
            yield RangeRule(street, KIND, NumberRange(parity, numbers[0], numbers[-1]), district)


def with_type(edition: Edition) -> Edition:
    """Name the legs of a region as the register names its streets."""
    legs = tuple(dataclasses.replace(leg, name=f"{leg.name} {KIND}") for leg in edition.legs)
    return dataclasses.replace(edition, legs=legs)


def judge(
    register: Register,
    regions: Sequence[Edition],
    lines: Mapping[str, shapely.Geometry],
    known: Sequence[doors.Door],
) -> Counter[tuple[str, str, bool]]:
    """Count the doors near the boundary streets by what was said of them and whether it is true."""
    places = {(door.street, door.number): door.place for door in known}
    found: Counter[tuple[str, str, bool]] = Counter()
    for edition in regions:
        own = {normal_key(leg.name) for leg in edition.legs}
        streets = {(one.name, one.type): one for one in register.thoroughfares}
        for row in make_listing(register, edition, lines).rows:
            said = row.verdict if row.verdict in DECIDED else row.leans
            if said is None:
                continue
            sort = "boundary" if normal_key(f"{row.name} {row.type}") in own else "other"
            what = f"decided: {row.reason.value}" if row.verdict in DECIDED else "leaning"
            for door in streets[row.name, row.type].doors:
                if door.number is None or door.district != row.district:
                    continue
                if row.numbers.covers(door.number):
                    inside = edition.area.intersects(places[row.name, door.number])
                    truth = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
                    found[sort, what, said is truth] += 1
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Hold street lists against known places.")
    parser.add_argument("extracts", nargs="*", type=Path)
    parser.add_argument("--regions", type=int, default=12, help="regions for each bed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    every: Counter[tuple[str, str, bool]] = Counter()
    for path in options.extracts or [beds_folder() / bed for bed in BEDS]:
        network = LineNetwork.from_extract(read_extract(path))
        lines = {normal_key(f"{k} {KIND}"): line for k, line in lines_by_name(network).items()}
        known = doors_of(list(points_of(path, network.epsg)))
        register = register_of(known, random.Random(f"{path.name}/{options.seed}"))
        name = path.name.split(".")[0]
        regions = [*map(with_type, editions(network, name, options.seed, options.regions))]
        found = judge(register, regions, lines, known)
        every += found
        report(name, found)
    report("all", every)
    return 0


def report(bed: str, found: Mapping[tuple[str, str, bool], int]) -> None:
    """Print how much of what was said is true."""
    for sort, what in sorted({(sort, what) for sort, what, _ in found}):
        right, wrong = found.get((sort, what, True), 0), found.get((sort, what, False), 0)
        share = right / (right + wrong)
        print(f"{bed:<14} {sort:<9} {what:<30} {right + wrong:>7} doors, {share:>7.2%} right")


if __name__ == "__main__":
    sys.exit(main())
