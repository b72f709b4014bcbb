"""The map as a file and the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .lazy import put_off
from .output import LANG, TO_WRITE, VARIANT, epsg_of, write_text

if TYPE_CHECKING:
    from pathlib import Path

with put_off():
    from boundaries.edition import edition as editions
    from boundaries.export import assembling, formats, writing

    from ..ask import services
    from ..maps import maps
    from ..serving import serving


@click.command("map")
@click.argument("slug", required=False)
@VARIANT
@LANG
@click.option("--out", required=True, type=TO_WRITE)
def map_file(slug: str | None, variant: str, lang: str, out: Path) -> None:
    """Write the map of an area as one HTML file that opens from disk, without a network."""
    areas = services.BundledAreas()
    slug = slug or services.default_slug(areas)
    edition = areas.edition(slug, variant)
    write_text(maps.standalone_html(edition, areas.backdrop(slug), lang=lang), out)


@click.command("export")
@click.argument("slug")
@VARIANT
@click.option(
    "--what",
    default="all",
    show_default=True,
    help="all, area, legs, ledger, uncertain-zone, street-list, difference, evidence or "
    "evidence-doors.",
)
@click.option("--to", help="Variant to compare with (for the difference).")
@click.option("--format", "form", help="Format; by default the ending of --out.")
@click.option("--crs", help="EPSG:4326 or EPSG:23700; by default the first that the format has.")
@click.option("--out", required=True, type=TO_WRITE)
def export(
    slug: str,
    variant: str,
    what: str,
    to: str | None,
    form: str | None,
    crs: str | None,
    out: Path,
) -> None:
    """Write an area, or a part of what is known of it, for planners' programs.

    Formats: geojson, gpkg, flatgeobuf, kml, shapefile (zip), geoparquet, dxf, csv, xlsx. The same
    edition gives the same bytes.
    """
    chosen = formats.format_named(form or out.name.partition(".")[2].lower())
    epsg = formats.system_for(chosen, None if crs is None else epsg_of(crs))
    edition = editions.load_edition(slug, variant)
    package = assembling.package_holding(what, assembling.sources_of(edition, other=to))
    writing.write(package.artifacts[what], package.facts, chosen, epsg, out)
    click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serve the pages and the API until interrupted."""
    serving.run(host=host, port=port, workers=workers)
