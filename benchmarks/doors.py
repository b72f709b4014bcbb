"""How many doors at the line are decided, and how many wrongly, when only a part is mapped.

    python benchmarks/doors.py                            # the beds, every share of known points
    python benchmarks/doors.py TOWN.osm.pbf               # any extract with house numbers
    python benchmarks/doors.py --regions 40 --seed 3 --check
    python benchmarks/doors.py --boundary --curve         # decided against wrong

Random regions are drawn on an extract and compiled from their sentence. A share of the doors keeps
its points; the others are hidden whole, and the truth of each is its hidden point. Where every
point is known, what the engine gets is moved, each point at random or all of a street together,
and the truth is the point that was not moved: so containment alone does not score. Each door is
asked as the product asks where the street list cannot place it (`locate.with_evidence`). It counts
once for each region and hiding; wrong ones are also counted as different doors and streets.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from doors_report import Tally, curve, report, summary  # noqa: E402
from interpolation import points_of  # noqa: E402
from roundtrip import beds_folder  # noqa: E402
from roundtrip_blocks import block_map  # noqa: E402
from roundtrip_clerk import sentence  # noqa: E402
from roundtrip_regions import draw_regions  # noqa: E402

from boundaries.compiler.compile import compile_text  # noqa: E402
from boundaries.compiler.resolve import NameIndex  # noqa: E402
from boundaries.doors.places import DoorEvidence, lines_by_name  # noqa: E402
from boundaries.doors.verdicts import WITNESSES, SideJudge  # noqa: E402
from boundaries.language.names import normal_key  # noqa: E402
from boundaries.model import DECIDED, Answer, CompileStatus, Edition, Reason, VerdictKind  # noqa: E402
from boundaries.verdict.locate import with_evidence  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.language.house_numbers import HouseNumber
    from boundaries.model import Compilation
    from boundaries.register.door_points import DoorPoint

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
CURVE = (2, 3, 5, 8, 12)
"""Witnesses that are asked for along the curve."""
REACH_M = 300.0
"""Doors farther from a region than this are not asked for it."""


@dataclass(frozen=True, slots=True)
class Door:
    """One door with its true place, the middle of its points."""

    street: str
    number: HouseNumber
    points: tuple[DoorPoint, ...]
    place: shapely.Point


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


def sort_of(door: Door, line: BaseGeometry, edition: Edition) -> str:
    """Tell whether a door's street is the boundary, crosses it, or neither."""
    if normal_key(door.street) in {normal_key(leg.name) for leg in edition.legs}:
        return "boundary"
    return "crossing" if line.crosses(edition.area) else "rest"


class Known(DoorEvidence):
    """What the engine gets, asking for a number of witnesses."""

    def __init__(
        self, points: Sequence[DoorPoint], lines: Mapping[str, BaseGeometry], witnesses: int
    ) -> None:
        """Take the points and lines of a bed."""
        super().__init__(points, lines)
        self._witnesses = witnesses
        self._asked: dict[str, SideJudge] = {}

    def judge(self, edition: Edition) -> SideJudge | None:
        """Return what judges doors by the side of their street."""
        if self.sides is not None and edition.hash not in self._asked:
            self._asked[edition.hash] = SideJudge(edition, self.sides, witnesses=self._witnesses)
        return self._asked.get(edition.hash)


@dataclass(frozen=True)
class Bed:
    """One extract with its regions."""

    name: str
    doors: tuple[Door, ...]
    lines: Mapping[str, BaseGeometry]
    made: tuple[Edition, ...]

    @classmethod
    def read(cls, path: Path, seed: int, count: int) -> Bed:
        """Read an extract and draw its regions."""
        network = LineNetwork.from_extract(read_extract(path))
        lines, name = lines_by_name(network), path.name.split(".")[0]
        doors = doors_of(list(points_of(path, network.epsg)))
        made = tuple(editions(network, name, seed, count))
        return cls(name, tuple(door for door in doors if door.street in lines), lines, made)

    def asked(self, edition: Edition, *, boundary_only: bool) -> Iterator[tuple[Door, str]]:
        """Yield the doors near a region, each with the sort of its street."""
        near = edition.area.buffer(REACH_M)
        shapely.prepare([near, edition.area])
        for door in self.doors:
            if near.intersects(door.place):
                sort = sort_of(door, self.lines[door.street], edition)
                if sort == "boundary" or not boundary_only:
                    yield door, sort


def judge_scheme(
    bed: Bed,
    scheme: str,
    seed: int,
    *,
    draws: int = HIDINGS,
    witnesses: int = WITNESSES,
    boundary_only: bool = False,
    show: bool = False,
) -> Tally:
    """Ask for every door near every region, as often as points are hidden anew."""
    tally = Tally()
    for draw in range(1 if scheme in MOVES else draws):
        points = given(bed.doors, scheme, random.Random(f"{bed.name}/{seed}/{scheme}/{draw}"))
        known = Known(points, bed.lines, witnesses)
        for edition in bed.made:
            for door, sort in bed.asked(edition, boundary_only=boundary_only):
                ask(door, sort, edition, known, tally, f"{scheme}/{draw}" if show else "")
    return tally


def ask(
    door: Door, sort: str, edition: Edition, known: Known, tally: Tally, show: str = ""
) -> None:
    """Ask for one door as the product does where its street list cannot place it; count."""
    listed = Answer("", VerdictKind.UNDECIDABLE, Reason.DISTRICT_CUT, "bed", "main", edition.hash)
    answer = with_evidence(listed, door.street, door.number, known, edition)
    inside = edition.area.intersects(door.place)
    truth = VerdictKind.INSIDE if inside else VerdictKind.OUTSIDE
    decided = answer.verdict in DECIDED
    wrong = decided and answer.verdict is not truth
    tally.sorts[sort].add(decided=decided, wrong=wrong)
    if sort == "boundary":
        judge = known.judge(edition)
        side = None if judge is None else judge.decide(door.street, door.number)
        by_side = side is not None and (side.decided or not decided)
        tally.how[side.how if side is not None and by_side else answer.method or ""] += 1
        tally.streets[door.street].add(decided=decided, wrong=wrong)
        tally.claim(side, door.place)
        if decided:
            tally.grades[answer.grade or ""].add(decided=True, wrong=wrong)
        if wrong:
            tally.wrong_doors.add((door.street, str(door.number)))
    if wrong and show:
        off = edition.area.boundary.distance(door.place)
        print(f"  {show}: {door.street} {door.number} is {off:.1f} m {truth}, not {answer.verdict};"
              f" {answer.method}; region {edition.hash}")  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Judge the doors at the line.")
    parser.add_argument("extracts", nargs="*", type=Path)
    parser.add_argument("--regions", type=int, default=25, help="regions for each bed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemes", default=",".join(SCHEMES))
    parser.add_argument("--boundary", action="store_true", help="ask boundary streets only")
    parser.add_argument("--curve", action="store_true", help="decided against wrong, too")
    parser.add_argument("--show", action="store_true", help="print every wrong answer")
    parser.add_argument("--check", action="store_true", help="exit code 1 when a target is missed")
    options = parser.parse_args(argv)
    found: dict[str, dict[str, Tally]] = {}
    rows: list[tuple[int, str, Tally]] = []
    for path in options.extracts or [beds_folder() / bed for bed in BEDS]:
        bed = Bed.read(path, options.seed, options.regions)
        found[bed.name] = {}
        for scheme in options.schemes.split(","):
            found[bed.name][scheme] = judge_scheme(
                bed, scheme, options.seed, boundary_only=options.boundary, show=options.show
            )
            report(bed.name, scheme, found[bed.name][scheme])
            rows += [
                (least, scheme, judge_scheme(
                    bed, scheme, options.seed, draws=1, witnesses=least, boundary_only=True
                ))
                for least in (CURVE if options.curve and scheme not in MOVES else ())
            ]  # fmt: skip
    met = summary(found)
    if rows:
        curve(rows)
    print("every target is met" if met else "a target is missed")
    return 1 if options.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
