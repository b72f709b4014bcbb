"""The map as a file and the service."""

from __future__ import annotations

from pathlib import Path

import click

from .output import write_text


@click.command("map")
@click.argument("slug", required=False)
@click.option("--variant", default="programme", show_default=True)
@click.option("--lang", type=click.Choice(["hu", "en"]), default="hu", show_default=True)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def map_file(slug: str | None, variant: str, lang: str, out: Path) -> None:
    """Write the map of an area as one HTML file that opens from disk, without a network."""
    from webmap.maps import standalone_html  # noqa: PLC0415
    from webmap.services import BundledAreas  # noqa: PLC0415

    areas = BundledAreas()
    slug = slug or areas.list()[0].slug
    edition = areas.edition(slug, variant)
    write_text(standalone_html(edition, areas.backdrop(slug), lang=lang), out)


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serve the pages and the API until interrupted."""
    from webmap.serving import run  # noqa: PLC0415

    run(host=host, port=port, workers=workers)
