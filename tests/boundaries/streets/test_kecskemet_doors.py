"""The doors of Kecskemét that are not certainly outside: pinned, and their evidence read twice.

`kecskemet_doors.csv` is written by `scripts/pin_doors.py`. The second reading below shares no code
with the making of the list: it counts points of a grid where that one cuts polygons.
"""

from __future__ import annotations

import csv
import importlib.util
import json
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely
import yaml

import boundaries
from boundaries.edition.edition import load_edition
from boundaries.streets.street_list import load_street_list
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from boundaries.model import Edition

SLUG = "kecskemet-top-6.9.1"
VARIANTS = ("programme", "ksh")
DATA = Path(boundaries.__file__).parent / "data" / "kecskemet"
SCRIPT = Path(boundaries.__file__).parent.parent / "scripts" / "pin_doors.py"
PINNED = Path(__file__).parent / "kecskemet_doors.csv"
GRID_M = 5.0
COARSE_M = 25.0
"""Polygons of districts are this far off."""
OFF_STREET_M = 60.0
"""Doors stand within this of their street's line."""
ALL_DOORS = 2666
EVIDENCE = {
    "district_inside": 333,
    "boundary_street_side": 64,
    "street_inside": 25,
    "district_reach": 136,
    "open, leaning": 135,
}


def pinned(variant: str) -> list[dict[str, str]]:
    with PINNED.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["variant"] == variant]


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_bundled_list_is_the_pinned_one(variant: str) -> None:
    spec = importlib.util.spec_from_file_location("pin_doors", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    made = script.pinned_rows(load_street_list(DATA, variant))
    assert made == [tuple(row.values()) for row in pinned(variant)]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_one_of_the_doors_is_counted_by_its_evidence(variant: str) -> None:
    counted: Counter[str] = Counter()
    for row in pinned(variant):
        is_open = row["verdict"] == "undecidable"
        leaning = "open, leaning" if row["leans"] else "open"
        counted[leaning if is_open else row["reason"]] += int(row["doors"])
    assert sum(counted.values()) == ALL_DOORS
    counted.pop("open")
    assert counted == EVIDENCE


@dataclass(frozen=True)
class Number:
    """A house number: figure and what is behind it."""

    figure: int
    suffix: str


def read_number(text: str) -> Number | None:
    found = re.match(r"0*(\d+)[/ -]?(.*)\Z", text.strip())
    return Number(int(found[1]), found[2].lstrip("0").upper()) if found else None


@dataclass
class Evidence:
    """The office's files, the network's lines and the area, read anew."""

    folder: Path
    edition: Edition

    @cached_property
    def doors(self) -> dict[str, list[tuple[Number, str]]]:
        """Street -> its numbers, each with its district."""
        record = json.loads((self.folder / "SzavkorKereso.json").read_text("utf-8"))
        found: dict[str, list[tuple[Number, str]]] = {}
        for street in record["data"]["kozteruletek"]:
            name = f"{street['kt_nev']} {street.get('kt_jelleg', '')}".strip()
            read = [(read_number(one["hsz"]), one["szavkor"]) for one in street["kapuk"]]
            found[name] = [(number, district) for number, district in read if number]
        return found

    @cached_property
    def polygons(self) -> dict[str, shapely.Polygon | shapely.MultiPolygon]:
        record = json.loads((self.folder / "Szavkor-Topo.json").read_text("utf-8"))
        found = {}
        for one in record["list"]:
            corners = [tuple(map(float, pair.split()))[::-1] for pair in one["poligon"].split(",")]
            ring = reproject(shapely.Polygon(corners), WGS84, EOV)
            parts = shapely.get_parts(shapely.make_valid(ring))  # buffer(0) may lose one of them
            found[one["szk"]] = shapely.union_all([part for part in parts if part.area])
        return found

    def ground(self, district: str) -> np.ndarray:
        """Points of a grid on a district's ground."""
        polygon = self.polygons[district]
        west, south, east, north = polygon.bounds
        x, y = np.meshgrid(np.arange(west, east, GRID_M), np.arange(south, north, GRID_M))
        points = np.stack([x.ravel(), y.ravel()], 1)
        return points[shapely.contains_xy(polygon, points)]

    def on_other_side(self, points: np.ndarray, verdict: str) -> np.ndarray:
        """Mark the points that lie on the other side of the area's line by more than 25 m."""
        other = shapely.contains_xy(self.edition.area, points) != (verdict == "inside")
        doubtful = shapely.points(points[other])
        other[other] = shapely.distance(self.edition.area.boundary, doubtful) > COARSE_M
        return other

    def under_zone(self, points: np.ndarray, district: str) -> int:
        """Count points under the uncertain zone; where it laps by a sliver only, none."""
        zone = self.edition.uncertain_zone
        assert zone is not None
        common = zone.intersection(self.polygons[district]).buffer(-COARSE_M / 2)
        return int(shapely.contains_xy(common, points).sum())

    @cached_property
    def lines(self) -> dict[str, list[shapely.LineString]]:
        """Street -> its lines: of the network by name, of the record by its anchors."""
        root = ET.parse(DATA / "network.osm").getroot()  # noqa: S314 - a bundled file
        at = {
            node.get("id"): (float(node.get("lon", "")), float(node.get("lat", "")))
            for node in root.iter("node")
        }
        found: dict[str, list[shapely.LineString]] = defaultdict(list)
        for way in root.iter("way"):
            tags = {tag.get("k"): tag.get("v") for tag in way.iter("tag")}
            if tags.get("name") and tags.get("highway"):
                corners = [at[one.get("ref")] for one in way.iter("nd")]
                line = reproject(shapely.LineString(corners), WGS84, EOV)
                found[str(tags["name"])].append(line)
        record = yaml.safe_load((DATA / "street_lines.yaml").read_text("utf-8"))
        for street in record["streets"]:
            found[street["name"]] = [shapely.LineString(street["anchors"])]
        return found

    @cached_property
    def plot_m(self) -> float:
        """Metres that half of all plots of streets with a known line take at most."""
        found = []
        for name, lines in self.lines.items():
            plots = max((n.figure for n, _ in self.doors.get(name, [])), default=0) / 2
            if plots >= 10:
                found += [sum(line.length for line in lines) / plots] * round(2 * plots)
        return float(np.median(found))


def own_doors(row: dict[str, str], evidence: Evidence) -> list[tuple[Number, str]]:
    """Doors of a pinned range: by parity and ends."""
    low = read_number(row["from"] or "0") or Number(0, "")
    high = read_number(row["to"]) if row["to"] else Number(10**6, "")
    assert high is not None
    own = []
    for number, district in evidence.doors[row["street"]]:
        parity = "even" if number.figure % 2 == 0 else "odd"
        if row["parity"] in {"even", "odd"} and row["parity"] != parity:
            continue
        after = (number.figure, number.suffix) >= (low.figure, low.suffix)
        before = (number.figure, number.suffix) <= (high.figure, high.suffix)
        if after and before and district == row["district"]:
            own.append((number, district))
    return own


def plots_between(
    one: Number, other: Number, row: dict[str, str], every: Sequence[Number]
) -> float:
    """Plots between two doors, the most that there can be: see docs/deciding.md."""
    apart = abs(one.figure - other.figure)
    low, high = sorted(((one.figure, one.suffix), (other.figure, other.suffix)))
    between = (n for n in set(every) if n.suffix and low <= (n.figure, n.suffix) <= high)
    rows_of_houses = Counter(n.figure for n in between)
    more = sum(count - 2 for count in rows_of_houses.values() if count > 2)
    if row["parity"] == "continuous" and row["street"] != "Zöldfa utca":
        return apart + more
    if one.figure % 2 == other.figure % 2:
        return apart / 2 + more
    return apart / 2 + more + 5 + max(one.figure, other.figure) / 8


def own_ground(row: dict[str, str], evidence: Evidence) -> np.ndarray:
    """Points of the range's district; along its street only, where all of its line is known."""
    points = evidence.ground(row["district"])
    along = evidence.lines.get(row["street"], [])
    sides = {(n.figure % 2, n.figure) for n, _ in evidence.doors[row["street"]]}
    plots = max(Counter(side for side, _ in sides).values())
    if sum(line.length for line in along) < evidence.plot_m * plots:
        return points
    off = shapely.distance(shapely.union_all(along), shapely.points(points))
    return points[off <= OFF_STREET_M]


def fault_of_reach(row: dict[str, str], evidence: Evidence) -> str | None:
    """Say what ground within reach of a range lies on the other side, or under the zone."""
    points = own_ground(row, evidence)
    away = {
        other: shapely.distance(evidence.polygons[other], shapely.points(points))
        for other in row["basis"].removeprefix("reach ").split("/")
    }
    every = [number for number, _ in evidence.doors[row["street"]]]
    for number, _ in own_doors(row, evidence):
        near = np.ones(len(points), bool)
        for other, metres in away.items():
            there = [n for n, d in evidence.doors[row["street"]] if d == other]
            plots = min(plots_between(number, one, row, every) for one in there)
            near &= metres <= evidence.plot_m * (4 + plots) + COARSE_M
        wrong = points[near][evidence.on_other_side(points[near], row["verdict"])]
        under = evidence.under_zone(points[near], row["district"])
        # A grid point may stand a step beyond a corner that a polygon just misses.
        if not near.any() or len(wrong) > 1 or under > 1:
            return f"{row['street']} {number}: {near.sum()} points, {len(wrong)} wrong, {under}"
    return None


def fault_of_district(row: dict[str, str], evidence: Evidence) -> str | None:
    points = evidence.ground(row["district"])
    wrong = evidence.on_other_side(points, row["verdict"])
    return f"{row['street']}: {wrong.sum()} of {len(points)} points" if wrong.any() else None


def fault_of_leg(row: dict[str, str], evidence: Evidence) -> str | None:
    """Of the district's ground 25 to 60 m from the leg, a tenth at most may be across."""
    legs = [leg for leg in evidence.edition.legs if leg.name == row["street"]]
    line = shapely.union_all([shapely.LineString(leg.line) for leg in legs if len(leg.line) > 1])
    points = evidence.ground(row["district"])
    strip = line.buffer(60, cap_style="flat").difference(line.buffer(COARSE_M))
    beside = points[shapely.contains_xy(strip, points)]
    wrong = evidence.on_other_side(beside, row["verdict"]).sum()
    opposite = {
        district
        for number, district in evidence.doors[row["street"]]
        if (number.figure % 2 == 0) != (row["parity"] == "even")
    }
    if len(beside) < 50 or wrong > 0.1 * len(beside) or not opposite - {row["district"]}:
        return f"{row['street']}: {wrong} of {len(beside)} points beside the leg are across"
    return None


def fault_of_line(row: dict[str, str], evidence: Evidence) -> str | None:
    """The street's line in its district is on one side and has room for the plots."""
    district = evidence.polygons[row["district"]]
    steps: list[shapely.Point] = []
    for line in evidence.lines[row["street"]]:
        every = (line.interpolate(at) for at in np.arange(0, line.length, GRID_M))
        steps += [point for point in every if district.distance(point) <= COARSE_M]
    clear = [p for p in steps if evidence.edition.area.boundary.distance(p) > COARSE_M]
    sides = Counter(evidence.edition.area.contains(point) for point in clear)
    sides_wanted = {row["verdict"] == "inside"}
    plots = max(Counter(n.figure % 2 for n, _ in set(own_doors(row, evidence))).values())
    if set(sides) != sides_wanted or len(clear) * GRID_M < 10 * plots:
        return f"{row['street']}: {dict(sides)}, {plots} plots"
    return None


READINGS = {
    "district_inside": fault_of_district,
    "district_reach": fault_of_reach,
    "boundary_street_side": fault_of_leg,
    "street_inside": fault_of_line,
}


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "variant", [VARIANTS[0], pytest.param(VARIANTS[1], marks=pytest.mark.whole)]
)
def test_a_second_reading_of_the_evidence_bears_every_decided_range(
    variant: str, shared_data: Path
) -> None:
    evidence = Evidence(shared_data / "kecskemet" / "nvi2024", load_edition(SLUG, variant))
    assert math.isclose(evidence.plot_m, 25.4, abs_tol=0.5)
    decided = [row for row in pinned(variant) if row["verdict"] != "undecidable"]
    faults = []
    for row in decided:
        own = own_doors(row, evidence)
        if len(own) != int(row["doors"]):
            faults.append(f"{row['street']}: {len(own)} doors")
        faults += [fault] if (fault := READINGS[row["reason"]](row, evidence)) else []
    assert not faults
    assert len(decided) > 30


@pytest.mark.shared_data
def test_the_second_reading_finds_a_range_that_reaches_too_far(shared_data: Path) -> None:
    evidence = Evidence(shared_data / "kecskemet" / "nvi2024", load_edition(SLUG, "programme"))
    rows = _too_far(pinned("programme"))
    assert len(rows) > 5
    assert all(fault_of_reach(row, evidence) for row in rows)


def _too_far(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The open remains of streets whose beginning is decided, as if they were decided too."""
    by_reach = {(r["street"], r["district"]): r for r in rows if r["reason"] == "district_reach"}
    return [
        {**row, "verdict": other["verdict"], "basis": other["basis"]}
        for row in rows
        if row["verdict"] == "undecidable"
        and not row["street"].endswith(" út")  # open for another reason: no door behind them
        and (other := by_reach.get((row["street"], row["district"])))
    ]
