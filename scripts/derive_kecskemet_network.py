"""Derive the bundled network and the uncertain zones of Kecskemét from the evidence.

    python scripts/derive_kecskemet_network.py --shared DIR --naming FILE \
        --network OUT.osm --zones OUT.geojson

The same inputs always give the same bytes. Nothing is written unless everything holds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from derive_evidence import DeriveError, read_bus_segments, read_rail
from derive_graph import StreetGraph
from derive_naming import name_paths, read_stretches
from derive_osm_xml import osm_xml
from derive_ways import Box, Way, check_edges_once, clip_line, street_ways
from derive_zones import zones_geojson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _tags(entry: Mapping[str, Any], sources: Mapping[str, str]) -> dict[str, str]:
    tags = dict(entry["tags"])
    tags["akcioterulet:certainty"] = entry["certainty"]
    tags["akcioterulet:evidence"] = " ".join(entry["evidence"].split())
    tags["akcioterulet:uncertainty_m"] = f"{entry['uncertainty_m']:g}"
    tags["source"] = "; ".join(sources[key] for key in entry["sources"])
    return dict(sorted(tags.items()))


def derive(record: Mapping[str, Any], shared: Path) -> tuple[str, str]:
    """Return the texts of the network file and of the zones file.

    Raises:
        DeriveError: the evidence does not bear out the record.
    """
    box = Box(**record["clip"]["box"])
    graph = StreetGraph(read_bus_segments(shared))
    naming = name_paths(graph, read_stretches(record), shared)
    ways = street_ways(graph, naming, box, _tags(record["unnamed"], record["sources"]))
    rail = record["railway"]
    track = clip_line(read_rail(shared, str(rail["train"])), box)
    shared_nodes = set(track) & {node for way in ways for node in way.nodes}
    if shared_nodes:
        raise DeriveError(f"the railway shares nodes with streets: {sorted(shared_nodes)}")
    ways.append(Way(tuple(track), tuple(_tags(rail, record["sources"]).items())))
    check_edges_once(ways)
    return osm_xml(ways, record["note"]), zones_geojson(record["zones"], graph, naming, shared)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the derivation; exit 1 with one sentence when the evidence does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, meaning in (
        ("shared", "folder of the evidence (holds kecskemet/)"),
        ("naming", "the naming record, YAML"),
        ("network", "where to write the network, OSM XML"),
        ("zones", "where to write the uncertain zones, GeoJSON"),
    ):
        parser.add_argument(f"--{name}", type=Path, required=True, help=meaning)
    options = parser.parse_args(arguments)
    record = yaml.safe_load(options.naming.read_text(encoding="utf-8"))
    try:
        network, zones = derive(record, options.shared)
    except DeriveError as error:
        print(f"not derived: {error}", file=sys.stderr)
        return 1
    options.network.write_text(network, encoding="utf-8", newline="\n")
    options.zones.write_text(zones, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
