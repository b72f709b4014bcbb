"""Areas and editions: list, export, compare, accept."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .output import READABLE, epsg_of, print_json, the_clock, write_text


@click.group()
def area() -> None:
    """Areas that can be asked about."""


@area.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def area_list(*, as_json: bool) -> None:
    """List the areas with an accepted edition."""
    from boundaries.edition import list_areas, load_edition  # noqa: PLC0415

    rows = []
    for info in list_areas():
        for variant in info.variants:
            edition = load_edition(info.slug, variant)
            row = {
                "slug": info.slug,
                "variant": variant,
                "edition": edition.hash,
                "km2": round(edition.area.area / 1e6, 4),
                "provisional": list(edition.provisional),
                "town": info.town,
                "title": dict(info.title),
            }
            rows.append(row)
    if as_json:
        print_json(rows)
        return
    for row in rows:
        title = row["title"]
        click.echo(
            f"{row['slug']}  {row['variant']:<10} {str(row['edition'])[:12]}  "
            f"{row['km2']:.2f} km²  {title['hu'] if isinstance(title, dict) else title}"
        )


@area.command("export")
@click.argument("slug")
@click.option("--variant", default="programme", show_default=True, help="programme or ksh.")
@click.option("--crs", default="EPSG:4326", show_default=True, help="EPSG:4326 or EPSG:23700.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def area_export(slug: str, variant: str, crs: str, out: Path | None) -> None:
    """Write an area as a GeoJSON FeatureCollection (or, by its ending, .gpkg or .fgb).

    Each feature has a role: area, leg or uncertain_zone. EPSG:4326 follows RFC 7946.
    """
    from boundaries.edition import load_edition  # noqa: PLC0415
    from boundaries.export import feature_collection  # noqa: PLC0415

    edition = load_edition(slug, variant)
    if out is not None and out.suffix.lower() not in {".json", ".geojson"}:
        from boundaries.export_files import write_file  # noqa: PLC0415

        write_file(edition, out, epsg=epsg_of(crs))
        click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)
        return
    document = feature_collection(edition, epsg=epsg_of(crs))
    write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", out)


@area.command("variants")
@click.argument("slug")
def area_variants(slug: str) -> None:
    """Compare the variants of an area; unknown where a leg that differs has no line."""
    from boundaries.variants import compare_variants  # noqa: PLC0415

    print_json(compare_variants(slug), indent=1)


@click.group()
def edition() -> None:
    """Editions: frozen areas, and who took them into force."""


@edition.command("accept")
@click.argument("slug")
@click.option("--variant", default="programme", show_default=True)
@click.option("--by", required=True, help="Who accepts it.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", help="ISO date from which it holds; today by default.")
@click.option(
    "--osm", multiple=True, type=READABLE, help="A reviewed extract instead of the bundled network."
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Editions folder.")
def edition_accept(
    slug: str,
    variant: str,
    by: str,
    reason: str,
    on: str | None,
    osm: tuple[Path, ...],
    folder: Path | None,
) -> None:
    """Compile a definition, freeze the area and record who takes it into force.

    An edition over extracts given with --osm records their names and the date of their data.
    """
    from boundaries.areas import compile_edition  # noqa: PLC0415
    from boundaries.edition import accept  # noqa: PLC0415

    day = on or the_clock().today().isoformat()
    frozen = compile_edition(slug, variant, osm=osm)
    path = accept(frozen, by=by, on=day, reason=reason, folder=folder)
    click.echo(f"{path.name} accepted by {by} on {day}")
