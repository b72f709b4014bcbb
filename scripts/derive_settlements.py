"""Derive the bundled settlements: ground as TopoJSON with shared arcs, names of streets.

    python scripts/derive_settlements.py SHARED OUT

SHARED is the evidence folder (`areas/`, `towns/`, `kecskemet/nvi2024`). Writes
`settlements.topojson`, `streets.csv` and `settlements.meta.json` to OUT. Nothing is written
where the polygons do not fit together or a street's name is unclear.
"""

from __future__ import annotations

import argparse
import csv
import io
import itertools
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import shape

from boundaries.register.gazetteer import register_names
from boundaries.register.reading import read_register
from boundaries.towns.settlements import OBJECT, STREET_COLUMNS, Settlements
from geo.crs import EOV, WGS84, reproject

if TYPE_CHECKING:
    from boundaries.register.register import Register

SCALE = 1e-6
"""Degrees of one step; the polygons come rounded to six decimals, so that nothing is lost."""

Corner = tuple[int, int]


def main() -> None:
    """Read, check, write and report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("shared", type=Path, help="folder of the evidence")
    parser.add_argument("out", type=Path, help="folder to write to")
    args = parser.parse_args()
    features = settlement_features(args.shared)
    registers = town_registers(args.shared, features)
    topology = make_topology(features, registers)
    report = measure(topology, features)
    args.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(topology, ensure_ascii=False, separators=(",", ":"))
    (args.out / "settlements.topojson").write_text(text + "\n", "utf-8")
    (args.out / "streets.csv").write_text(street_table(registers), "utf-8")
    meta = {**provenance(registers), "measured": report}
    text = json.dumps(meta, ensure_ascii=False, indent=2)
    (args.out / "settlements.meta.json").write_text(text + "\n", "utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=2))


def settlement_features(shared: Path) -> list[dict[str, Any]]:
    """Return the settlement polygons, by code; stops where they are no clean coverage."""
    path = shared / "areas" / "settlements_of_the_programme_districts.geojson"
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    features.sort(key=lambda feature: feature["properties"]["code"])
    grounds = [shape(feature["geometry"]) for feature in features]
    for feature, ground in zip(features, grounds, strict=True):
        if not ground.is_valid:
            name = feature["properties"]["name"]
            raise SystemExit(f"{name}: {shapely.is_valid_reason(ground)}; look at the source")
    if not shapely.coverage_is_valid(grounds):
        bad = shapely.coverage_invalid_edges(grounds)
        names = [
            feature["properties"]["name"]
            for feature, edges in zip(features, bad, strict=True)
            if not edges.is_empty
        ]
        raise SystemExit(f"polygons overlap or leave gaps: {', '.join(names)}")
    return features


def town_registers(shared: Path, features: list[dict[str, Any]]) -> dict[str, Register]:
    """Return the registers at hand by settlement code."""
    codes = {f["properties"]["name"]: f["properties"]["code"] for f in features}
    folders = [path for path in sorted((shared / "towns").iterdir()) if path.is_dir()]
    found = {}
    for folder in (*folders, shared / "kecskemet" / "nvi2024"):
        register = read_register(folder)
        found[codes[register_names(register).town]] = register
    return dict(sorted(found.items()))


def make_topology(features: list[dict[str, Any]], registers: dict[str, Register]) -> dict[str, Any]:
    """Return the TopoJSON document: each stretch of border once, whoever shares it."""
    polygons = [(feature, _polygons(feature["geometry"])) for feature in features]
    rings = [ring for _, parts in polygons for part in parts for ring in part]
    nodes = _nodes(rings)
    corner = (min(x for r in rings for x, _ in r), min(y for r in rings for _, y in r))
    book = _ArcBook()
    geometries = [
        {
            "type": "MultiPolygon",
            "properties": _properties(feature["properties"], registers),
            "arcs": [[book.add_ring(ring, nodes) for ring in part] for part in parts],
        }
        for feature, parts in polygons
    ]
    return {
        "type": "Topology",
        "transform": {"scale": [SCALE, SCALE], "translate": [c * SCALE for c in corner]},
        "objects": {OBJECT: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_steps(arc, corner) for arc in book.arcs],
    }


def _properties(source: dict[str, Any], registers: dict[str, Register]) -> dict[str, Any]:
    register = registers.get(source["code"])
    codes = () if register is None else register_names(register).postcodes
    return {
        "code": source["code"],
        "name": source["name"],
        "district": source["jaras"],
        "district_name": f"{source['jaras_nev']} járás",
        "postcodes": list(codes),
    }


def _polygons(geometry: dict[str, Any]) -> list[list[list[Corner]]]:
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    return [[[_grid(c) for c in ring[:-1]] for ring in part] for part in parts]


def _grid(corner: list[float]) -> Corner:
    return round(corner[0] / SCALE), round(corner[1] / SCALE)


def _nodes(rings: list[list[Corner]]) -> set[Corner]:
    """Return the corners at which arcs begin: where not just two stretches of border meet."""
    around: dict[Corner, set[Corner]] = {}
    for ring in rings:
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
            around.setdefault(one, set()).add(other)
            around.setdefault(other, set()).add(one)
    ends = {corner for corner, others in around.items() if len(others) != 2}  # noqa: PLR2004
    uses = Counter(corner for ring in rings for corner in set(ring))
    # Where a shared border begins or ends at a corner with two neighbours only, uses change.
    for ring in rings:
        for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
            if uses[one] != uses[other]:
                ends.add(one if uses[one] > uses[other] else other)
    return ends


class _ArcBook:
    """Arcs as they are met; one that was met before is used again, backwards if need be."""

    def __init__(self) -> None:
        self.arcs: list[tuple[Corner, ...]] = []
        self._known: dict[tuple[Corner, ...], int] = {}

    def add_ring(self, ring: list[Corner], nodes: set[Corner]) -> list[int]:
        starts = [i for i, corner in enumerate(ring) if corner in nodes] or [_first(ring)]
        turned = ring[starts[0] :] + ring[: starts[0]]
        cuts = [start - starts[0] for start in starts] + [len(ring)]
        closed = [*turned, turned[0]]
        pieces = (tuple(closed[a : b + 1]) for a, b in itertools.pairwise(cuts))
        return [self._add(piece) for piece in pieces]

    def _add(self, arc: tuple[Corner, ...]) -> int:
        if arc in self._known:
            return self._known[arc]
        if arc[::-1] in self._known:
            return ~self._known[arc[::-1]]
        self._known[arc] = len(self.arcs)
        self.arcs.append(arc)
        return self._known[arc]


def _first(ring: list[Corner]) -> int:
    """Return where a ring without nodes begins: at its least corner, whoever runs it."""
    return ring.index(min(ring))


def _steps(arc: tuple[Corner, ...], origin: Corner) -> list[list[int]]:
    x, y = origin
    steps = []
    for east, north in arc:
        steps.append([east - x, north - y])
        x, y = east, north
    return steps


def street_table(registers: dict[str, Register]) -> str:
    """Return the public places of every register with their numbers of doors, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(STREET_COLUMNS)
    for code, register in registers.items():
        doors: Counter[tuple[str, str]] = Counter()
        for street in register.thoroughfares:
            doors[street.name, street.type] += len(street.doors)
        writer.writerows((code, *place, count) for place, count in sorted(doors.items()))
    return out.getvalue()


def measure(topology: dict[str, Any], features: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare the derived ground with the source and count slivers; stops where they differ."""
    places = Settlements(topology)
    grounds = [places.ground(one.code) for one in places.all]
    whole = shapely.union_all(grounds)
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    overlap = sum(ground.area for ground in grounds) - whole.area
    moved = sum(
        reproject(shape(feature["geometry"]), WGS84, EOV)
        .symmetric_difference(places.ground(feature["properties"]["code"]))
        .area
        for feature in features
    )
    report = {
        "settlements": len(grounds),
        "coverage_valid": bool(shapely.coverage_is_valid(grounds)),
        "gaps": len(holes),
        "overlap_m2": round(abs(overlap), 3),
        "difference_from_source_m2": round(moved, 3),
        "arcs": len(topology["arcs"]),
        "corners": sum(len(arc) for arc in topology["arcs"]),
    }
    if not report["coverage_valid"] or holes or max(abs(overlap), moved) > 1:
        raise SystemExit(f"the derived ground is not clean: {report}")
    return report


def provenance(registers: dict[str, Register]) -> dict[str, Any]:
    """Return where everything comes from and on what terms."""
    dates = sorted({register.generated[:10] for register in registers.values()})
    return {
        "made_by": "scripts/derive_settlements.py",
        "ground": {
            "source": "administrative boundaries of OpenStreetMap, downloaded 2019-09-13 from "
            "data2.openstreetmap.hu/hatarok, as collected in github.com/svraka/teroszt "
            "(a277aa81fa8beff7f489acec3713c88892a04502)",
            "attribution": "© OpenStreetMap contributors, ODbL 1.0",
        },
        "codes": "KSH (Hungarian Central Statistical Office), settlement and district codes of "
        "2018, from the same collection",
        "streets": {
            "source": "National Election Office (Nemzeti Választási Iroda), address register, "
            f"generated {', '.join(dates)}; names of public places and numbers of residential "
            "doors",
            "terms": "facts credited by name; the publisher states no licence",
        },
    }


if __name__ == "__main__":
    main()
