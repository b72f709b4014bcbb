"""Derive the street list of a town for one area, with a table of its polling districts.

    python scripts/derive_street_list.py SLUG REGISTER OUT [--variant V] [--lines FILE]
        [--settlements FILE]

REGISTER is a folder with the election office's JSON files. Writes `street_list.csv`,
`street_list.meta.json` and `districts.csv` to OUT (with the variant in their names where it is
not the default), and prints what was decided and what was not.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.areas import bundled_network
from boundaries.definition import load_definition
from boundaries.edition import load_edition
from boundaries.listing import Listing, make_listing
from boundaries.register import Register, check_rules, read_register
from boundaries.street_lines import named_lines, recorded_lines
from boundaries.street_list import (
    DEFAULT_VARIANT,
    ListMeta,
    StreetList,
    geometry_hash,
    group_streets,
    list_names,
    save_street_list,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Edition
    from geo.network import LineNetwork


def main() -> None:
    """Read the arguments, derive, write and report."""
    args = _arguments()
    edition = load_edition(args.slug, args.variant)
    register = read_register(args.register)
    network = bundled_network((load_definition(args.slug).network,))
    listing = make_listing(register, edition, _known_lines(network, args.lines))
    meta = _meta(edition, register, listing, _settlements(args.settlements))
    save_street_list(StreetList(meta, group_streets(listing.rows)), args.out)
    _save_districts(listing, args.out / list_names(args.variant, "districts")[0])
    for key, count in sorted(meta.counts.items()):
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
    return parser.parse_args()


def _known_lines(network: LineNetwork, record: Path | None) -> dict[str, BaseGeometry]:
    """Return the lines of named streets, from the network and from the record beside it."""
    return {**named_lines(network), **(recorded_lines(network, record) if record else {})}


def _settlements(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    features = json.loads(path.read_text("utf-8"))["features"]
    return tuple(sorted(feature["properties"]["name"] for feature in features))


def _meta(
    edition: Edition, register: Register, listing: Listing, settlements: tuple[str, ...]
) -> ListMeta:
    check = check_rules(register)
    counts: Counter[str] = Counter()
    for row in listing.rows:
        counts[f"{row.verdict.value}: {row.reason.value}"] += row.doors
    counts["doors"] = sum(len(street.doors) for street in register.thoroughfares)
    counts["doors without a rule"] = len(check.without_rule)
    counts["doors against their rule"] = len(check.contradict)
    towns = {town for _, town in register.places}
    return ListMeta(
        area=edition.slug,
        variant=edition.variant,
        geometry_hash=geometry_hash(edition),
        town=edition.town,
        postcodes=tuple(sorted({code for code, _ in register.places if code})),
        other_towns=tuple(name for name in settlements if name not in towns),
        source=(
            "National Election Office (Nemzeti Választási Iroda), address register and polling "
            f"districts, generated {register.generated[:10]}; settlement names from OpenStreetMap"
        ),
        problems=listing.problems,
        counts=dict(sorted(counts.items())),
    )


def _save_districts(listing: Listing, path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ("district", "relation", "share_inside", "deepest_inside_m", "deepest_outside_m")
    writer.writerow((*head, "under_zone_m2", "deciding_legs"))
    for d in listing.districts:
        legs = " ".join(map(str, listing.legs_of_district.get(d.district, ())))
        depths = (f"{d.deepest_inside_m:.1f}", f"{d.deepest_outside_m:.1f}")
        share = f"{d.share_inside:.4f}"
        writer.writerow((d.district, d.relation.value, share, *depths, f"{d.in_zone_m2:.0f}", legs))
    path.write_text(out.getvalue(), "utf-8")


if __name__ == "__main__":
    main()
