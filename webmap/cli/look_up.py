"""Addresses and points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from boundaries.errors import BoundaryError

from .lazy import put_off
from .output import print_json, the_clock

with put_off():
    from boundaries.verdict import engine
    from geo import crs

    from ..ask import documents, services, words

if TYPE_CHECKING:
    from boundaries.model import Answer
    from geo.primitives import LonLat
    from webmap.ask.services import Areas

BROKEN = 2
"""Exit status where an area could not be asked, since its files are broken."""


@click.command()
@click.argument("address", nargs=-1)
@click.option("--area", "slugs", multiple=True, help="Slug; may be given again. Default: all.")
@click.option("--variant", default="programme", show_default=True)
@click.option("--lat", type=float, help="WGS84 latitude (with --lon).")
@click.option("--lon", type=float, help="WGS84 longitude (with --lat).")
@click.option("--east", type=float, help="EOV easting, the official Y (with --north).")
@click.option("--north", type=float, help="EOV northing, the official X (with --east).")
@click.option("--lang", type=click.Choice(["hu", "en"]), default="hu", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def check(
    address: tuple[str, ...],
    slugs: tuple[str, ...],
    variant: str,
    lat: float | None,
    lon: float | None,
    east: float | None,
    north: float | None,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Say for each ADDRESS, or for a point, whether it lies inside an area.

    The verdict is inside, outside, boundary or undecidable; unknown is never "no".
    """
    point = asked_point(lat, lon, east, north)
    if not address and point is None:
        raise click.UsageError("give an address, or --lat and --lon, or --east and --north")
    areas = services.bundled_areas(clock=the_clock(), lenient=True)
    faults = {} if slugs else dict(services.area_faults(areas))
    notes: dict[str, None] = {}
    for slug in dict.fromkeys(slugs or (info.slug for info in areas.list())):
        try:
            notes[_answer(areas, slug, variant, address, point, lang, as_json=as_json)] = None
        except BoundaryError as fault:
            if slugs:
                raise
            faults[slug] = str(fault)  # the other areas answer all the same
    if not as_json and notes:
        click.echo("\n".join(notes))
    for message in faults.values():
        click.echo(f"akcioterulet: {message}", err=True)
    if faults:
        raise SystemExit(BROKEN)


def _answer(
    areas: Areas,
    slug: str,
    variant: str,
    queries: tuple[str, ...],
    point: LonLat | None,
    lang: str,
    *,
    as_json: bool,
) -> str:
    """Print the answers about one area, and return what they rest on."""
    edition = areas.edition(slug, variant)
    today = areas.clock.today()
    places: list[str | LonLat] = [*queries, *([] if point is None else [point])]
    for answer in [areas.ask(engine.Question(place, slug, variant, today)) for place in places]:
        if as_json:
            print_json(documents.answer_document(answer, edition, lang))
        else:
            click.echo(_sentence(answer, lang))
    return f"{words.network_note(edition, lang)} {words.attribution(edition, lang)}"


def _sentence(answer: Answer, lang: str) -> str:

    said = f"{words.shown_place(answer, answer.query, lang)}: {words.reason_text(answer, lang)}"
    notes = (words.assumption(answer, lang), words.evidence_note(answer, lang))
    return " ".join(filter(None, (said, *notes)))


def asked_point(
    lat: float | None, lon: float | None, east: float | None, north: float | None
) -> Any:  # noqa: ANN401 - geo.primitives.LonLat or None
    """Return the WGS84 point that the options give, or None; half a point is a usage error."""
    if (lat is None) != (lon is None) or (east is None) != (north is None):
        raise click.UsageError("a point needs both --lat and --lon, or both --east and --north")
    if lat is not None and lon is not None:
        if east is not None:
            raise click.UsageError("give WGS84 or EOV coordinates, not both")

        return crs.check_lonlat(lat, lon)
    if east is not None and north is not None:
        return crs.to_lonlat(crs.check_eov(east, north))
    return None
