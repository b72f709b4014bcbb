"""Derive the street list of a town for one area, with a table of its polling districts.

    python scripts/derive_street_list.py SLUG REGISTER OUT [--variant V] [--lines FILE]
        [--settlements FILE] [--osm FILE...]

REGISTER is a folder with the election office's JSON files. Writes `street_list.csv`,
`street_list.meta.json` and `districts.csv` to OUT (with the variant in their names where it is
not the default), and prints what was decided and what was not.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.doors.lines import named_lines, recorded_lines
from boundaries.edition.areas import network_for
from boundaries.edition.edition import load_edition
from boundaries.register.reading import read_register
from boundaries.streets.making import make_street_list, save_listing
from boundaries.streets.street_list import DEFAULT_VARIANT

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork


def main() -> None:
    """Read the arguments, derive, write and report."""
    args = _arguments()
    edition = load_edition(args.slug, args.variant)
    register = read_register(args.register)
    network = network_for(args.slug, args.osm)
    lines = _known_lines(network, args.lines)
    streets, listing = make_street_list(edition, register, lines, _settlements(args.settlements))
    save_listing(streets, listing, args.out)
    for key, count in sorted(streets.meta.counts.items()):
        print(f"{key}: {count}")
    print(*listing.problems, sep="\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("slug", help="an area with an accepted edition")
    parser.add_argument("register", type=Path, help="folder of the office's JSON files")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--variant", default=DEFAULT_VARIANT)
    parser.add_argument("--lines", type=Path, help="YAML with known lines of streets")
    parser.add_argument("--settlements", type=Path, help="GeoJSON whose names are other towns")
    parser.add_argument(
        "--osm",
        type=Path,
        nargs="+",
        default=(),
        help="extracts with the lines of streets, for an edition that was accepted over them; "
        "the area's own network by default",
    )
    return parser.parse_args()


def _known_lines(network: LineNetwork, record: Path | None) -> dict[str, BaseGeometry]:
    """Return the lines of named streets, from the network and from the record beside it."""
    return {**named_lines(network), **(recorded_lines(network, record) if record else {})}


def _settlements(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    features = json.loads(path.read_text("utf-8"))["features"]
    return tuple(sorted(feature["properties"]["name"] for feature in features))


if __name__ == "__main__":
    main()
