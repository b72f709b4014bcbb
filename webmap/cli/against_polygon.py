"""An area against a polygon of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .lazy import put_off
from .output import READABLE, VARIANT, print_json

with put_off():
    from boundaries import clock
    from boundaries.drift import polygon as polygons
    from boundaries.facts import area_files
    from boundaries.refresh import candidates
    from boundaries.workshop import polygon_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ALONG, APART = 0, 1
"""Exit status: every leg that has a line runs along the polygon's edge, or one does not."""


@click.command("against-polygon")
@click.argument("slug")
@click.argument("file", type=READABLE)
@VARIANT
@click.option("--candidate", help="Hash of a candidate of the area, instead of what is in force.")
@click.option(
    "--near",
    "near_m",
    type=click.FloatRange(min=0, max=1000),
    default=1.0,
    show_default=True,
    help="A leg that is nowhere farther than so many metres from the edge runs along it.",
)
@click.option("--json", "as_json", is_flag=True, help="Everything, with geometries, as JSON.")
@click.pass_context
def against_polygon(
    context: click.Context,
    slug: str,
    file: Path,
    variant: str,
    candidate: str | None,
    near_m: float,
    *,
    as_json: bool,
) -> None:
    """Hold SLUG against the polygons of FILE (GeoJSON, GeoPackage or KML) taken together.

    Nothing is taken into force. Exit status: 0 every leg runs along the edge, 1 some do not.
    """
    if candidate is None:
        edition = area_files.area_files().edition(slug, variant, now=clock.today())
    else:
        edition = candidates.find(candidate, slug).edition()
    found = polygons.against_polygon(edition, polygon_files.ground_in(file), near_m=near_m)
    document = {"edition": edition.hash, **polygons.polygon_document(found)}
    if as_json:
        print_json(document)
    else:
        for line in _lines(document):
            click.echo(line)
    context.exit(APART if found.legs else ALONG)


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"edition: {told['edition'][:12]}"
    yield f"area: {_ha(told['area_m2'])}; polygon: {_ha(told['polygon_m2'])}"
    yield (
        f"shared: {_ha(told['shared_m2'])}, {told['share_of_area']:.1%} of the area and "
        f"{told['share_of_polygon']:.1%} of the polygon"
    )
    yield f"in the area alone: {_ha(told['only_area_m2'])}"
    yield f"in the polygon alone: {_ha(told['only_polygon_m2'])}"
    yield f"largest distance: {_place(told['farthest'])}"
    for leg in told["legs"]:
        yield f"  leg {leg['number']} {leg['name']}: {_place(leg)}"
    if told["legs_without_line"]:
        yield f"no line of their own: legs {', '.join(map(str, told['legs_without_line']))}"


def _ha(m2: float) -> str:
    return f"{m2 / 10_000:.2f} ha"


def _place(one: Mapping[str, Any]) -> str:
    return f"{one['metres']:.1f} m at {one['lat']:.6f}, {one['lon']:.6f}"
