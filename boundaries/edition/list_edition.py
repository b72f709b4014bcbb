"""An area that a list of streets defines, frozen as an edition with the street list it answers by.

No line is drawn: the ground of such an edition is derived from the known places of the doors that
the list takes, or else from the polling districts of those doors, and says so. Nothing is decided
by it: all ground of the town is uncertain, so that a point is undecidable and addresses alone are
answered, from the list.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geo.crs import EOV

from ..errors import EditionError, RegisterError
from ..lists.area_ranges import area_ranges
from ..lists.rows_file import row_record, write_rows
from ..lists.street_rows import street_rows
from ..model import Edition, VerdictKind
from ..register.gazetteer import register_names
from ..streets.lists import ListedArea
from ..streets.street_list import (
    DEFAULT_VARIANT,
    ListMeta,
    StreetList,
    geometry_hash,
    group_streets,
    save_street_list,
)
from .annexes import add_maps, seal
from .edition import content_hash
from .parted import drawn_list

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.network import LineNetwork

    from ..lists.model import ListRow
    from ..register.model import TownRegister
    from .annexes import Annex

KIND = "list"
"""What the definition of such an edition says that it is."""
PUT_RIGHT = "put_right"
"""What its definition calls what people have put right."""
ROWS = "rows.csv"
"""The rows, in the annex."""
ROUND_M = 20.0
"""Metres of ground that is shown round a door."""
TOWN_M = 2000.0
"""Metres round all that is known of the town within which a point is not decided."""
GRID_M = 0.01
_NOTES = {
    "hu": "A terület utcák jegyzéke, vonala nincs. A térképen látható folt a házak ismert helyéből "
    "vagy a szavazóköreikből van levezetve, és nem dönt el semmit.",
    "en": "The area is a list of streets and has no line. The ground on the map is derived from "
    "known places of doors or from their polling districts, and decides nothing.",
}
_READING = {"hu": "a közzétett jegyzék szerint", "en": "as the published list has it"}


@dataclass(frozen=True, slots=True)
class ListArea:
    """What a person says of an area that a list defines."""

    slug: str
    title: Mapping[str, str]
    """By language code: hu, en."""
    text: str
    """The published list, word for word."""
    authority: str
    source: Mapping[str, str]
    """title, publisher, document."""
    projects: tuple[str, ...] = ()
    start: str | None = None
    """ISO day from which the source says that it holds, where it says so."""
    end: str | None = None
    put_right: tuple[Mapping[str, object], ...] = ()
    """What people have put right of its rows, each with who did so, why and when; as JSON."""


def freeze_list(
    said: ListArea,
    rows: Sequence[ListRow],
    town: TownRegister,
    network: LineNetwork | None = None,
) -> tuple[Edition, StreetList]:
    """Freeze an area that a list defines, with the street list by which it answers.

    Args:
        said: what a person says of it.
        rows: of this area alone (`area_ranges.one_area`); what nobody has settled is open.
        town: whose doors are answered.
        network: the map that it is shown on, with the stretches of its streets (EOV); None where
            there is none.

    Raises:
        EditionError: the map is of another place than Hungary.
        RegisterError: nothing that the list takes has a place, so that nothing can be shown.
    """
    if network is not None and network.epsg != EOV:
        raise EditionError(
            f"{network.source} is measured in EPSG:{network.epsg}, not in EPSG:{EOV}; give a map "
            "of the town"
        )
    area = ListedArea(said.slug, area_ranges(rows), town.register)
    attribution = "; ".join(dict.fromkeys(one.licence for one in town.sources if one.licence))
    ground, zone = _ground(area, town)
    edition = Edition(
        slug=said.slug,
        variant=DEFAULT_VARIANT,
        hash="",
        title=said.title,
        town=town.town,
        sentence=said.text,
        source=said.source,
        projects=said.projects,
        area=ground,
        uncertain_zone=zone,
        provisional=(),
        legs=(),
        problems=(),
        attribution=attribution,
        network_note=_NOTES["hu"],
        variant_title=_READING,
        network_notes=_NOTES,
        authority=said.authority,
        valid_start=said.start,
        valid_end=said.end,
        attributions={"hu": attribution, "en": attribution},
        definition={
            "kind": KIND,
            "rows": [row_record(row) for row in rows],
            "register": [{"name": one.name, "sha256": one.sha256} for one in town.sources],
            **({PUT_RIGHT: [dict(one) for one in said.put_right]} if said.put_right else {}),
        },
        parts=() if network is None else (drawn_list(rows, network),),
        ring_zone=None if network is None else zone,
    )
    edition = dataclasses.replace(edition, hash=content_hash(edition))
    return edition, _street_list(edition, area, town)


def _street_list(edition: Edition, area: ListedArea, town: TownRegister) -> StreetList:
    found = street_rows(area, town.register)
    counts: Counter[str] = Counter()
    for row in found:
        counts[f"{row.verdict.value}: {row.reason.value}"] += row.doors
    counts["doors"] = sum(len(street.doors) for street in town.register.thoroughfares)
    names = register_names(town.register)
    meta = ListMeta(
        area=edition.slug,
        variant=edition.variant,
        geometry_hash=geometry_hash(edition),
        town=names.town or town.town,
        postcodes=names.postcodes,
        source="; ".join(f"{one.name}, {one.generated[:10]}" for one in town.sources),
        counts=dict(sorted(counts.items())),
    )
    return StreetList(meta, group_streets(found))


def _ground(area: ListedArea, town: TownRegister) -> tuple[shapely.MultiPolygon, BaseGeometry]:
    """Return the ground that is shown, and the ground on which no point is decided."""
    taken: list[BaseGeometry] = []
    every: list[BaseGeometry] = []
    for street in town.register.thoroughfares:
        for point in town.points.of(street.full_name):
            place = shapely.Point(point.east, point.north)
            every.append(place)
            if area.verdict(street, point.number)[0] is VerdictKind.INSIDE:
                taken.append(place.buffer(ROUND_M, quad_segs=4))
    districts = {one.id: one.polygon for one in town.register.districts}
    every += [polygon for polygon in districts.values() if not polygon.is_empty]
    taken = taken or [districts[name] for name in _districts_of(area, town) if name in districts]
    whole = shapely.set_precision(shapely.union_all(taken), GRID_M)
    parts = [part for part in shapely.get_parts(whole) if isinstance(part, shapely.Polygon)]
    if not parts:
        raise RegisterError(
            f"{town.town}: no door that the list takes has a known place or a polling district, so "
            "that nothing can be shown; add an extract or a table with places to the register "
            "(register import), or settle more rows",
            code="list_no_place",
        )
    around = shapely.union_all(every).convex_hull.buffer(TOWN_M)
    return shapely.MultiPolygon(parts), shapely.set_precision(around, GRID_M)


def _districts_of(area: ListedArea, town: TownRegister) -> list[str]:
    """Return the polling districts in which the list takes a door."""
    return sorted(
        {
            door.district
            for street in town.register.thoroughfares
            for door in street.doors
            if area.listed(street)
            and area.verdict(street, door.number, door.building)[0] is VerdictKind.INSIDE
        }
    )


def write_annex(
    folder: Path, streets: StreetList, rows: Sequence[ListRow], maps: Sequence[Path] = ()
) -> Annex:
    """Write what such an edition is accepted with into an empty folder: street list, rows, map."""
    save_street_list(streets, folder)
    write_rows(rows, folder / ROWS)
    add_maps(folder, maps)
    return seal(folder)
