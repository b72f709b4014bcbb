"""One file of one edition, by the ending of its name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..clock import today
from ..edition.beside import accepted_on
from ..errors import ExportError
from ..facts import load_facts
from .formats import BY_ENDING, format_named, system_for
from .package import edition_package
from .writing import write

if TYPE_CHECKING:
    from ..model import Edition
    from .formats import Format


def export(
    edition: Edition, path: Path | str, *, what: str = "all", crs: int | None = None
) -> Path:
    """Write an edition to a file; the ending of its name says in which format.

    `.geojson`, `.gpkg`, `.kml`, `.shp.zip` and `.dxf` hold all layers; `.fgb`, `.parquet` (with the
    extra `geoparquet`) and `.csv` hold one. Every file carries edition, sources and licence. It is
    what the download pages and the command `export` write, written in this process.

    Args:
        edition: the area, accepted or not.
        path: file to write; one that is there is replaced once the new one is whole.
        what: "all", "area", "legs", "ledger" (every leg as a table), "uncertain-zone" (where there
            is one) or "evidence" (facts on record, where there are some).
        crs: EPSG code of the coordinates, 4326 (longitude, latitude) or 23700 (EOV; easting,
            northing, metres); by default the first that the format has.

    Returns:
        The path.

    Raises:
        ExportError: no such format or layer, the format cannot hold it or be in that system, or
            the file cannot be written.
    """
    path = Path(path)
    chosen = _format_of(path)
    epsg = system_for(chosen, crs)
    held = load_facts(edition.slug, today())
    package = edition_package(edition, accepted_on=accepted_on(edition), facts=held.facts)
    if what not in package.artifacts:
        known = ", ".join(package.artifacts)
        raise ExportError(f'{edition.slug} has no "{what}" to export; there are: {known}')
    write(package.artifacts[what], package.facts, chosen, epsg, path)
    return path


def _format_of(path: Path) -> Format:
    name = path.name.lower()
    if name.endswith(".json"):
        return format_named("geojson")
    fitting = (ending for ending in BY_ENDING if name.endswith(f".{ending}"))
    return format_named(next(fitting, path.suffix.removeprefix(".")))
