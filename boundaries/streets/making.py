"""Make and save the street list of an area from a town's register: verdicts and provenance."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from geo.files import write_whole

from ..errors import RegisterError
from ..register.model import Source, SourceKind
from ..register.register import Register, check_rules
from .listing import Listing, make_listing
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

    from ..model import Edition

OFFICE = (
    "National Election Office (Nemzeti Választási Iroda), address register and polling districts"
)
"""Where a list made from the office's register comes from."""
_MADE_OF = {
    SourceKind.OFFICE: OFFICE + ", generated {day}",
    SourceKind.OSM: "© OpenStreetMap contributors (ODbL), addresses of {name}, data of {day}",
    SourceKind.TABLE: "table {name}, {licence}, of {day}",
}
_TOWNS = "settlement names from {name}"
_UNDATED = "a day that it does not state"


def make_street_list(
    edition: Edition,
    register: Register,
    lines: Mapping[str, BaseGeometry] | None = None,
    other_towns: Sequence[str] = (),
    sources: Sequence[Source] = (),
    towns_from: str = "OpenStreetMap",
) -> tuple[StreetList, Listing]:
    """Give every range of a register its verdict for one edition.

    Args:
        edition: the area.
        register: doors, rules and district polygons of the town.
        lines: known lines of streets by `names.normal_key` of their full name (EOV), or None.
        other_towns: settlements whose names an address may carry.
        sources: what the register was made from; the office's files where none is given.
        towns_from: where the names of the settlements come from.

    Returns:
        The list, and what it rests on.

    Raises:
        RegisterError: no range of a house number comes of it, since the register has no polling
            districts; says what to do.
    """
    listing = make_listing(register, edition, lines)
    if not listing.rows:
        raise RegisterError(_without_rows(register, sources))
    made_of = sources or (Source(SourceKind.OFFICE, "", register.generated, "", ""),)
    meta = _meta(
        edition,
        register,
        listing,
        other_towns,
        _provenance(made_of, towns_from if other_towns else ""),
    )
    return StreetList(meta, group_streets(listing.rows)), listing


def _provenance(sources: Sequence[Source], towns_from: str) -> str:
    """Say what a list was made from, each source with its date."""
    said = [
        _MADE_OF[one.kind].format(
            name=one.name,
            day=one.generated[:10] or _UNDATED,
            licence=one.licence or "of one's own",
        )
        for one in sources
    ]
    return "; ".join([*said, _TOWNS.format(name=towns_from)] if towns_from else said)


def _without_rows(register: Register, sources: Sequence[Source]) -> str:
    names = ", ".join(one.name for one in sources if one.name) or "the register"
    lacks = "no house-number rules of polling districts"
    doors = sum(len(street.doors) for street in register.thoroughfares)
    return (
        f"{names}: {doors:,} doors, but {lacks}, so that the list would be empty and every address "
        "undecidable; give the folder of the election office's files as --register (a table or an "
        "extract can add the places of its doors: register import FOLDER TABLE), or make a list of "
        "the doors themselves with register list --register FILE --area SLUG"
    )


def _meta(
    edition: Edition,
    register: Register,
    listing: Listing,
    other_towns: Sequence[str],
    source: str,
) -> ListMeta:
    towns = {town for _, town in register.places}
    return ListMeta(
        area=edition.slug,
        variant=edition.variant,
        geometry_hash=geometry_hash(edition),
        town=edition.town,
        postcodes=tuple(sorted({code for code, _ in register.places if code})),
        other_towns=tuple(sorted(name for name in other_towns if name not in towns)),
        source=source,
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
