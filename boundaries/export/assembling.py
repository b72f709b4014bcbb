"""What files there are of an area: the layers of each, in which order, and what they are read from.

The planners' downloads, the commands `export` and `area export`, and `boundaries.export` all take
their packages from `package_holding`; `AreaSources` is what such a package is made from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..clock import today
from ..edition.beside import accepted_on, map_files
from ..errors import ExportError
from ..facts import FactsInForce, load_facts
from ..facts.area_files import area_files
from .backdrop import backdrop_of, lines_by_key
from .fact_layers import DOORS, doors_layer, evidence_layer
from .formats import BY_ENDING, format_named, system_for
from .layers import difference_layer, edition_layers, streets_layer
from .package import Package
from .provenance import provenance
from .writing import write

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    from shapely.geometry.base import BaseGeometry

    from ..facts import Fact
    from ..model import Edition
    from ..streets.street_list import StreetList
    from .formats import Format

ALL = "all"
"""The package of all layers."""
STREETS, DIFFERENCE, PLACED_DOORS = "street-list", "difference", DOORS.replace("_", "-")
"""What has a package of its own: not everybody may see it, or it is of two editions."""


@dataclass(frozen=True, slots=True)
class AreaSources:
    """What the files of an edition are made from."""

    edition: Edition
    accepted_on: str | None
    """ISO day from which it holds."""
    facts: Callable[[], FactsInForce]
    """Reads what people put on record and what is in force of it."""
    streets: Callable[[], StreetList]
    """Reads its street list."""
    lines: Callable[[], Mapping[str, BaseGeometry]]
    """Reads the lines of streets from its map, as `backdrop.lines_by_key` has them."""
    other: Callable[[], Edition] | None = field(default=None, kw_only=True)
    """Reads the edition to compare with; None where none is named."""


def package_holding(what: str, sources: AreaSources) -> Package:
    """Return the package of an area that has a file.

    Args:
        what: "all", "area", "legs", "ledger", "uncertain-zone", "evidence", "street-list",
            "difference" or "evidence-doors".
        sources: what it is made from.

    Raises:
        ExportError: there is no such file of this area, or no edition to compare with.
        RegisterError: the street list cannot be read.
        ExtractError: the map cannot be read.
    """
    edition = sources.edition
    if what == DIFFERENCE:
        if sources.other is None:
            raise ExportError("a difference needs the variant to compare with")
        return difference_package(edition, sources.other())
    if what == STREETS:
        return streets_package(edition, sources.streets(), sources.lines())
    if what == PLACED_DOORS:
        return doors_package(edition, sources.facts().facts)
    held = sources.facts().facts
    package = edition_package(edition, accepted_on=sources.accepted_on, facts=held)
    if what not in package.artifacts:
        known = ", ".join((*package.artifacts, STREETS, DIFFERENCE))
        raise ExportError(f'{edition.slug} has no "{what}" to export; there are: {known}')
    return package


def edition_package(
    edition: Edition, *, accepted_on: str | None = None, facts: Iterable[Fact] = ()
) -> Package:
    """Return what everybody may have of an edition.

    Args:
        edition: the area.
        accepted_on: ISO day from which it holds.
        facts: that people put on record and that are in force; placed doors are left out.
    """
    layers = edition_layers(edition)
    artifacts = {ALL: tuple(layers.values())}
    artifacts |= {name.replace("_", "-"): (layer,) for name, layer in layers.items()}
    told = evidence_layer(edition, facts)
    if told is not None:
        artifacts[told.name] = (told,)
    return Package(artifacts, provenance(edition, accepted_on=accepted_on))


def candidate_package(edition: Edition) -> Package:
    """Return what there is of an edition that nobody has accepted yet; every file says so."""
    layers = edition_layers(edition)
    return Package({ALL: tuple(layers.values())}, provenance(edition, waits=True))


def doors_package(edition: Edition, facts: Iterable[Fact]) -> Package:
    """Return the doors that people placed, for staff: they are doors of homes.

    Raises:
        ExportError: there are none.
    """
    layer = doors_layer(edition, facts)
    if layer is None:
        raise ExportError(f"{edition.slug}: no door that somebody placed is in force")
    return Package({PLACED_DOORS: (layer,)}, provenance(edition))


def difference_package(edition: Edition, other: Edition) -> Package:
    """Return the difference of two editions."""
    facts = provenance(edition)
    facts["compared_with"] = f"{other.variant}, edition {other.hash}"
    return Package({DIFFERENCE: (difference_layer(edition, other),)}, facts)


def streets_package(
    edition: Edition, streets: StreetList, lines: Mapping[str, BaseGeometry]
) -> Package:
    """Return the street list of an edition; `lines` as for `layers.streets_layer`."""
    facts = provenance(edition)
    if streets.meta.source:
        facts["street_list_source"] = streets.meta.source
    return Package({STREETS: (streets_layer(edition, streets, lines),)}, facts)


def sources_of(
    edition: Edition, day: dt.date | None = None, *, other: Edition | str | None = None
) -> AreaSources:
    """Return what the files of an edition are made from, as the product's and one's own files say.

    Args:
        edition: the area, accepted or not.
        day: whose facts and street list are meant; today by default.
        other: the edition to compare with, or the variant of the same area that holds on the day.

    Raises:
        EditionError: the record of the area cannot be read.
    """
    day = day or today()

    return AreaSources(
        edition,
        accepted_on(edition, day),
        lambda: load_facts(edition.slug, day),
        lambda: area_files().streets(edition, day),
        lambda: lines_by_key(backdrop_of(map_files(edition, day))),
        other=None if other is None else lambda: _other(edition.slug, other, day),
    )


def _other(slug: str, other: Edition | str, day: dt.date) -> Edition:
    return area_files().edition(slug, other, now=day) if isinstance(other, str) else other


def export(
    edition: Edition,
    path: Path | str,
    *,
    what: str = "all",
    crs: int | None = None,
    to: Edition | str | None = None,
) -> Path:
    """Write an edition to a file; the ending of its name says in which format.

    `.geojson`, `.gpkg`, `.kml`, `.shp.zip` and `.dxf` hold all layers; `.fgb`, `.parquet` (with the
    extra `geoparquet`) and `.csv` hold one. Every file carries edition, sources and licence. It is
    what the download pages and the command `export` write, written in this process.

    Args:
        edition: the area, accepted or not.
        path: file to write; one that is there is replaced once the new one is whole.
        what: "all", "area", "legs", "ledger" (every leg as a table), "uncertain-zone" (where there
            is one), "evidence" (facts on record, where there are some), "street-list" (ranges of
            house numbers with their verdicts; not for everybody), "difference" (from the edition
            `to`) or "evidence-doors" (doors that people placed: homes, for staff alone).
        crs: EPSG code of the coordinates, 4326 (longitude, latitude) or 23700 (EOV; easting,
            northing, metres); by default the first that the format has.
        to: edition, or variant of the same area in force, that the difference is from.

    Returns:
        The path.

    Raises:
        ExportError: no such format or layer, the format cannot hold it or be in that system, or
            the file cannot be written.
        UnknownAreaError: there is no such variant.
        RegisterError, ExtractError: the street list, or the map for its lines, cannot be read.
    """
    path = Path(path)
    chosen = _format_of(path)
    epsg = system_for(chosen, crs)
    package = package_holding(what, sources_of(edition, other=to))
    write(package.artifacts[what], package.facts, chosen, epsg, path)
    return path


def _format_of(path: Path) -> Format:
    name = path.name.lower()
    if name.endswith(".json"):
        return format_named("geojson")
    fitting = (ending for ending in BY_ENDING if name.endswith(f".{ending}"))
    return format_named(next(fitting, path.suffix.removeprefix(".")))
