"""How far off doors placed between their neighbours are, and whether the stated metres cover it.

    python benchmarks/interpolation.py               # Debrecen and München
    python benchmarks/interpolation.py TOWN.osm.pbf  # any extract with addresses
    python benchmarks/interpolation.py --check       # exit code 1 when a target is missed

Each door with a known place is taken out, its place is asked for again, and compared. Where several
points carry one number, the door is taken to be in the middle of them.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from boundaries.doors.places import lines_by_name  # noqa: E402
from boundaries.doors.positions import PlaceIndex, PlaceMethod  # noqa: E402
from boundaries.register.door_points import DoorPoint, PlaceKind  # noqa: E402
from boundaries.register.osm import LEAST_BUILDING_M, NODE_M  # noqa: E402
from boundaries.register.written import read_numbers  # noqa: E402
from geo.crs import WGS84, transformer  # noqa: E402
from geo.network import LineNetwork  # noqa: E402
from geo.osm.addresses import read_addresses  # noqa: E402
from geo.osm.extract import read_extract  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.language.house_numbers import HouseNumber

BEDS = ("debrecen/debrecen.nometa.osm.pbf", "munchen/munchen.osm.pbf")
TARGET_COVERED = 0.95
"""Share of doors whose true place lies within the stated metres."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One door, asked for without itself."""

    error_m: float
    stated_m: float


def beds_folder() -> Path:
    """Return the folder of the extracts beside the checkout."""
    shared = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared"))
    return shared / "data" / "beds"


def points_of(path: Path, epsg: int) -> Iterator[DoorPoint]:
    """Yield the addresses of an extract in its own metres, wherever it lies."""
    project = transformer(WGS84, epsg).transform
    for element in read_addresses(path).elements:
        numbers = read_numbers(element.tags.get("addr:housenumber", ""))
        street = element.tags.get("addr:street")
        if not street or not numbers or element.place is None:
            continue
        corners = [xy for line in element.outline for xy in line] or [element.place]
        shape = shapely.MultiPoint(np.stack(project(*np.array(corners).T), 1)).convex_hull
        east, north = project(*element.place) if not element.outline else shape.centroid.coords[0]
        kind = PlaceKind.BUILDING if element.outline else PlaceKind.ADDRESS_POINT
        half = shapely.minimum_bounding_radius(shape)
        metres = max(half, LEAST_BUILDING_M) if element.outline else NODE_M
        for written in numbers:
            yield DoorPoint(street, written.number, east, north, kind, metres, element.ref)


def outcomes(
    points: Sequence[DoorPoint], lines: Mapping[str, BaseGeometry] | None
) -> Iterator[Outcome]:
    """Take out one door after the other and ask for it."""
    streets: dict[str, dict[HouseNumber, list[DoorPoint]]] = defaultdict(dict)
    for point in points:
        streets[point.street].setdefault(point.number, []).append(point)
    for street, doors in streets.items():
        for number, own in doors.items():
            rest = [p for other, known in doors.items() if other != number for p in known]
            place = PlaceIndex(rest, lines).locate(street, number)
            if place is not None and place.method is PlaceMethod.INTERPOLATION:
                true = PlaceIndex(own).locate(street, number)
                if true is not None:
                    off = math.hypot(place.east - true.east, place.north - true.north)
                    yield Outcome(off, place.uncertainty_m)


def judge(path: Path) -> bool:
    """Print the figures of one extract; return whether the target is met with and without lines."""
    network = LineNetwork.from_extract(read_extract(path))
    points = list(points_of(path, network.epsg))
    met = True
    for title, lines in (("straight on", None), ("along lines", lines_by_name(network))):
        found = list(outcomes(points, lines))
        errors, stated = (np.array([getattr(o, f) for o in found]) for f in Outcome.__slots__)
        covered = float((errors <= stated).mean()) if found else 0.0
        off, metres = (np.percentile(column, (50, 90, 95)) for column in (errors, stated))
        print(
            f"{path.name:<28} {title}  {len(points):>6} {len(found):>7}  {covered:>7.1%}"
            f"  {off[0]:>5.1f} {off[1]:>6.1f} {off[2]:>6.1f}"
            f"  {metres[0]:>6.1f} {metres[1]:>6.1f} {metres[2]:>6.1f}"
        )
        met = met and covered >= TARGET_COVERED
    return met


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description="Judge places between known doors.")
    parser.add_argument("extracts", nargs="*", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(argv)
    print(f"{'':<42}points  between  covered  error m: 50 % 90 % 95 %  stated m: 50 % 90 % 95 %")
    extracts = options.extracts or [beds_folder() / bed for bed in BEDS]
    judged = [judge(path) for path in extracts]
    met = all(judged)
    print("every target is met" if met else "a target is missed")
    return 1 if options.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
