"""Make and save the street list of an area from a town's register: verdicts and provenance."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from geo.files import write_whole

from .listing import Listing, make_listing
from .register import Register, check_rules
from .street_list import (
    ListMeta,
    StreetList,
    geometry_hash,
    group_streets,
    list_names,
    save_street_list,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from .model import Edition

OFFICE = (
    "National Election Office (Nemzeti Választási Iroda), address register and polling "
    "districts, generated {day}; settlement names from OpenStreetMap"
)
"""Where a list made from the office's register comes from."""


def make_street_list(
    edition: Edition,
    register: Register,
    lines: Mapping[str, BaseGeometry] | None = None,
    other_towns: Sequence[str] = (),
) -> tuple[StreetList, Listing]:
    """Give every range of a register its verdict for one edition.

    Args:
        edition: the area.
        register: doors, rules and district polygons of the town.
        lines: known lines of streets by `names.normal_key` of their full name (EOV), or None.
        other_towns: settlements whose names an address may carry.

    Returns:
        The list, and what it rests on.
    """
    listing = make_listing(register, edition, lines)
    meta = _meta(edition, register, listing, other_towns)
    return StreetList(meta, group_streets(listing.rows)), listing


def _meta(
    edition: Edition, register: Register, listing: Listing, other_towns: Sequence[str]
) -> ListMeta:
    towns = {town for _, town in register.places}
    return ListMeta(
        area=edition.slug,
        variant=edition.variant,
        geometry_hash=geometry_hash(edition),
        town=edition.town,
        postcodes=tuple(sorted({code for code, _ in register.places if code})),
        other_towns=tuple(sorted(name for name in other_towns if name not in towns)),
        source=OFFICE.format(day=register.generated[:10]),
        problems=listing.problems,
        counts=_counts(register, listing),
    )


def _counts(register: Register, listing: Listing) -> dict[str, int]:
    check = check_rules(register)
    counts: Counter[str] = Counter()
    for row in listing.rows:
        counts[f"{row.verdict.value}: {row.reason.value}"] += row.doors
    counts["doors"] = sum(len(street.doors) for street in register.thoroughfares)
    counts["doors without a rule"] = len(check.without_rule)
    counts["doors against their rule"] = len(check.contradict)
    return dict(sorted(counts.items()))


def save_listing(streets: StreetList, listing: Listing, folder: Path) -> None:
    """Write the list, the file beside it, and the table of polling districts."""
    folder.mkdir(parents=True, exist_ok=True)
    save_street_list(streets, folder)
    _save_districts(listing, folder / list_names(streets.meta.variant, "districts")[0])


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
    write_whole(path, out.getvalue())
