"""How many doors at the line are decided, and how many wrongly, when only a part is mapped.

    python benchmarks/doors.py                           # the beds, every share of known points
    python benchmarks/doors.py TOWN.osm.pbf              # any extract with house numbers
    python benchmarks/doors.py --regions 40 --seed 3 --check

Random regions are drawn on an extract and compiled from their sentence. A share of the doors keeps
its points; the others are hidden whole, and the truth of each is its hidden point. Where every
point is known, what the engine gets is moved, each point at random or all of a street together, and
the truth is the point that was not moved: so containment alone does not score. A door counts once
for each region; wrong ones are also counted as different doors and streets.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from interpolation import points_of  # noqa: E402
from roundtrip import beds_folder  # noqa: E402
from roundtrip_blocks import block_map  # noqa: E402
from roundtrip_clerk import sentence  # noqa: E402
from roundtrip_regions import draw_regions  # noqa: E402

from boundaries.compile import compile_text  # noqa: E402
from boundaries.eligibility import decide_point  # noqa: E402
from boundaries.model import CompileStatus, Edition, VerdictKind  # noqa: E402
from boundaries.names import normal_key  # noqa: E402
from boundaries.places import lines_by_name  # noqa: E402
from boundaries.positions import PlaceIndex  # noqa: E402
from boundaries.resolve import NameIndex  # noqa: E402
from boundaries.street_sides import StreetSides  # noqa: E402
from boundaries.street_verdicts import END_M, SideJudge  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boundaries.door_points import DoorPoint
    from boundaries.house_numbers import HouseNumber
    from boundaries.model import Compilation
    from boundaries.street_verdicts import SideVerdict

BEDS = (
    "munchen/munchen.osm.pbf",
    "bayreuth/bayreuth.osm.pbf",
    "liechtenstein/liechtenstein.osm.pbf",
    "debrecen/debrecen.nometa.osm.pbf",
)
JITTER_M = 3.0
"""Where all points are known, each is moved by up to this much."""
SHIFT_M = 4.0
"""The points of one street are moved together by this much."""
MOVES = ("moved", "shifted")
SCHEMES = (*MOVES, "0.5", "0.25", "0.1")
HIDINGS = 3
"""How often a share of the doors is hidden anew."""
TARGETS = {
    "moved": (0.95, 0.001),
    "shifted": (0.89, 0.0005),
    "0.5": (0.70, 0.001),
    "0.25": (0.46, 0.001),
    "0.1": (0.22, 0.001),
}
"""Scheme -> least share decided, largest share wrong, of the doors of boundary streets."""
SORTS = ("boundary", "crossing", "rest")
REACH_M = 300.0
"""Doors farther from a region than this are not asked for it."""
DRAWS = 400
"""Draws of the bootstrap over streets."""
_DECIDED = {VerdictKind.INSIDE, VerdictKind.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Door:
    """One door with its true place, the middle of its points."""

    street: str
    number: HouseNumber
    points: tuple[DoorPoint, ...]
    place: shapely.Point


@dataclass(slots=True)
class Count:
    """Answers of one kind."""

    doors: int = 0
    decided: int = 0
    wrong: int = 0

    def add(self, *, decided: bool, wrong: bool) -> None:
        """Count one answer."""
        self.doors += 1
        self.decided += decided
        self.wrong += wrong


@dataclass(slots=True)
class Tally:
    """What came out for one bed and one scheme."""

    sorts: dict[str, Count] = field(default_factory=lambda: {sort: Count() for sort in SORTS})
    how: Counter[str] = field(default_factory=Counter)
    """What decided, or kept open, the doors of boundary streets."""
    streets: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    """Doors of boundary streets by street."""
    wrong_doors: set[tuple[str, str]] = field(default_factory=set)
    held: int = 0
    claimed: int = 0
    """Stretches that were claimed for doors of unknown place; those that hold the true place."""


def doors_of(points: Sequence[DoorPoint]) -> list[Door]:
    """Put points together by door."""
    found: dict[tuple[str, HouseNumber], list[DoorPoint]] = defaultdict(list)
    for point in points:
        found[point.street, point.number].append(point)
    return [
        Door(street, number, tuple(own), _middle(own)) for (street, number), own in found.items()
    ]


def _middle(points: Sequence[DoorPoint]) -> shapely.Point:
    return shapely.MultiPoint([(p.east, p.north) for p in points]).centroid


def edition_of(outcome: Compilation, number: int) -> Edition:
    """Make an edition of a compiled region, in the metres of its bed."""
    if outcome.area is None:
        raise ValueError("a compiled region has an area")
    return Edition(
        slug="bed", variant="main", hash=str(number), title={}, town="", sentence="", source={},
        projects=(), area=outcome.area, uncertain_zone=None, provisional=(), legs=outcome.legs,
        problems=(), attribution="", network_note="",
    )  # fmt: skip


def editions(network: LineNetwork, bed: str, seed: int, count: int) -> Iterator[Edition]:
    """Yield the regions that compile, as a clerk's sentence gives them."""
    index = NameIndex(network)
    for region in draw_regions(block_map(network), bed=bed, seed=seed, count=count):
        outcome = compile_text(sentence([leg.name for leg in region.legs]), network, index=index)
        if outcome.status is CompileStatus.COMPILED:
            yield edition_of(outcome, region.number)


def given(doors: Sequence[Door], scheme: str, rng: random.Random) -> list[DoorPoint]:
    """Return the points that the engine gets: moved, shifted, or of a share of the doors."""
    if scheme == "moved":
        return [_moved(p, rng.uniform(0, math.tau), JITTER_M * math.sqrt(rng.random()))
                for door in doors for p in door.points]  # fmt: skip
    if scheme == "shifted":
        turns = {s: rng.uniform(0, math.tau) for s in sorted({d.street for d in doors})}
        return [_moved(p, turns[door.street], SHIFT_M) for door in doors for p in door.points]
    return [p for door in doors if rng.random() < float(scheme) for p in door.points]


def _moved(point: DoorPoint, turn: float, metres: float) -> DoorPoint:
    east, north = point.east + metres * math.cos(turn), point.north + metres * math.sin(turn)
    return dataclasses.replace(point, east=east, north=north)


def sort_of(door: Door, line: shapely.Geometry, edition: Edition) -> str:
    """Tell whether a door's street is the boundary, crosses it, or neither."""
    if normal_key(door.street) in {normal_key(leg.name) for leg in edition.legs}:
        return "boundary"
    return "crossing" if line.crosses(edition.area) else "rest"


def answered(
    door: Door, edition: Edition, places: PlaceIndex, judge: SideJudge
) -> tuple[VerdictKind, SideVerdict]:
    """Decide a door by its street's side and by metres; what contradicts decides nothing."""
    side = judge.decide(door.street, door.number)
    place = places.locate(door.street, door.number)
    if place is None:
        return side.verdict, side
    metres = decide_point(
        place.east, place.north, edition, place_uncertainty_m=place.uncertainty_m
    ).verdict
    if metres not in _DECIDED:
        return side.verdict, side
    if side.decided and side.verdict is not metres:
        return VerdictKind.UNDECIDABLE, dataclasses.replace(side, how="metres say otherwise")
    return metres, side if side.decided else dataclasses.replace(side, how="metres")


def judge_scheme(
    doors: Sequence[Door],
    lines: dict[str, shapely.Geometry],
    made: Sequence[Edition],
    known: Sequence[DoorPoint],
    tally: Tally,
    show: str,
) -> None:
    """Ask for every door near every region."""
    places, sides = PlaceIndex(known, lines), StreetSides(known, lines)
    for edition in made:
        judge, near = SideJudge(edition, sides), edition.area.buffer(REACH_M)
        shapely.prepare([near, edition.area])
        for door in doors:
            if not near.intersects(door.place):
                continue
            sort = sort_of(door, lines[door.street], edition)
            verdict, side = answered(door, edition, places, judge)
            truth = VerdictKind.OUTSIDE
            if edition.area.intersects(door.place):
                truth = VerdictKind.INSIDE
            decided, wrong = verdict in _DECIDED, verdict in _DECIDED and verdict is not truth
            tally.sorts[sort].add(decided=decided, wrong=wrong)
            if sort == "boundary":
                tally.how[side.how] += 1
                tally.streets[door.street].add(decided=decided, wrong=wrong)
                _calibrate(tally, side, door)
                if wrong:
                    tally.wrong_doors.add((door.street, str(door.number)))
            if wrong and show:
                off = edition.area.boundary.distance(door.place)
                print(f"  {show}: {door.street} {door.number} is {off:.1f} m {truth}, by "
                      f"{side.how} {verdict}; region {edition.hash}")  # fmt: skip


def _calibrate(tally: Tally, side: SideVerdict, door: Door) -> None:
    if side.how == "between" and len(side.stretch) > 1:
        foot = shapely.LineString(side.stretch)
        spot = foot.interpolate(foot.project(door.place))
        # Past an end the foot is that end; the true place may be as far past it as is looked at.
        ends = [shapely.Point(side.stretch[0]), shapely.Point(side.stretch[-1])]
        past = min(spot.distance(end) for end in ends) < 0.01
        tally.claimed += 1
        tally.held += not past or _overhang(foot, door.place) <= END_M


def _overhang(line: shapely.LineString, place: shapely.Point) -> float:
    """Return how far past the end of a line a place is, along the line's own direction."""
    corners = shapely.get_coordinates(line)
    at_start = line.project(place) < line.length / 2
    end, before = (corners[0], corners[1]) if at_start else (corners[-1], corners[-2])
    ahead = end - before
    length = math.hypot(*ahead)
    gap = (place.x - end[0], place.y - end[1])
    return 0.0 if not length else float((gap[0] * ahead[0] + gap[1] * ahead[1]) / length)


def upper_bound(streets: dict[str, Count], rng: random.Random) -> float:
    """Return the 95th percentile of the share of wrong doors, drawing streets anew."""
    counts = list(streets.values())
    shares = []
    for _ in range(DRAWS if counts else 0):
        drawn = rng.choices(counts, k=len(counts))
        shares.append(sum(c.wrong for c in drawn) / max(1, sum(c.doors for c in drawn)))
    return sorted(shares)[int(0.95 * len(shares))] if shares else 0.0


def report(bed: str, scheme: str, tally: Tally) -> None:
    """Print one line for each sort of street, and what decided at the boundary."""
    for sort, count in tally.sorts.items():
        if count.doors:
            decided, wrong = count.decided / count.doors, count.wrong / count.doors
            print(f"{bed:<14}{scheme:>8} {sort:<9}{count.doors:>7} doors", end="  ")
            print(f"decided {decided:>6.1%}  wrong {wrong:>7.3%}")
    bound = upper_bound(tally.streets, random.Random(f"{bed}/{scheme}"))
    held = f"{tally.held / tally.claimed:.1%} of {tally.claimed}" if tally.claimed else "none"
    streets = {street for street, _ in tally.wrong_doors}
    print(f"{'':<23}wrong: {len(tally.wrong_doors)} doors in {len(streets)} streets,", end=" ")
    print(f"at most {bound:.3%} (95 %); stretches that hold the place: {held};", end=" ")
    print(dict(tally.how.most_common()))


def judge_bed(
    path: Path, seed: int, count: int, schemes: Sequence[str], *, show: bool
) -> dict[str, Tally]:
    """Judge one extract under every scheme."""
    network = LineNetwork.from_extract(read_extract(path))
    lines = lines_by_name(network)
    bed = path.name.split(".")[0]
    doors = [d for d in doors_of(list(points_of(path, network.epsg))) if d.street in lines]
    made = list(editions(network, bed, seed, count))
    found = {}
    for scheme in schemes:
        found[scheme] = Tally()
        for draw in range(1 if scheme in MOVES else HIDINGS):
            known = given(doors, scheme, random.Random(f"{bed}/{seed}/{scheme}/{draw}"))
            judge_scheme(doors, lines, made, known, found[scheme], scheme if show else "")
        report(bed, scheme, found[scheme])
    return found


def summary(beds: Sequence[dict[str, Tally]]) -> bool:
    """Print the means over the beds and the pooled figures; return whether the targets are met."""
    met = True
    print(f"\n{'boundary streets':<18}{'decided':>9}{'wanted':>8}{'wrong':>9}{'at most':>9}")
    for scheme, (least, most) in TARGETS.items():
        counts = [bed[scheme].sorts["boundary"] for bed in beds if scheme in bed]
        counts = [count for count in counts if count.doors]
        if not counts:
            continue
        decided = sum(c.decided / c.doors for c in counts) / len(counts)
        wrong = sum(c.wrong for c in counts) / sum(c.doors for c in counts)
        met = met and decided >= least and wrong <= most
        print(f"{scheme:<18}{decided:>9.1%}{least:>8.0%}{wrong:>9.3%}{most:>9.2%}")
    claimed = sum(t.claimed for bed in beds for t in bed.values())
    held = sum(t.held for bed in beds for t in bed.values())
    if claimed:
        print(
            f"stretches that hold the true place: {held / claimed:.1%} of {claimed} (wanted 98 %)"
        )
    return met


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Judge the doors at the line.")
    parser.add_argument("extracts", nargs="*", type=Path)
    parser.add_argument("--regions", type=int, default=25, help="regions for each bed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemes", default=",".join(SCHEMES))
    parser.add_argument("--show", action="store_true", help="print every wrong answer")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a target is missed")
    options = parser.parse_args(argv)
    extracts = options.extracts or [beds_folder() / bed for bed in BEDS]
    schemes = options.schemes.split(",")
    beds = [
        judge_bed(path, options.seed, options.regions, schemes, show=options.show)
        for path in extracts
    ]
    met = summary(beds)
    print("every target is met" if met else "a target is missed")
    return 1 if options.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
