"""OpenStreetMap extracts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from .lazy import put_off

with put_off():
    from geo.osm import overpass


@click.group()
def osm() -> None:
    """OpenStreetMap extracts."""


@osm.command("fetch")
@click.argument("place", required=False)
@click.option("--bbox", help="West,south,east,north in degrees instead of a place.")
@click.option("--admin-level", default=8, show_default=True, help="8 = settlement in Hungary.")
@click.option("--out", default="extracts", show_default=True, type=click.Path(path_type=Path))
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), help="Folder.")
@click.option("--refresh", is_flag=True, help="Ask again although the cache has an answer.")
@click.option("--service", help="Address of another Overpass service.")
def osm_fetch(
    place: str | None,
    bbox: str | None,
    admin_level: int,
    out: Path,
    cache: Path | None,
    service: str | None,
    *,
    refresh: bool,
) -> None:
    """Download a dated extract of a town (needs internet)."""
    if (place is None) == (bbox is None):
        raise click.UsageError("give the name of a place or --bbox, one of the two")
    asked = overpass.Place(place, admin_level) if place else overpass.Box(_bounds(bbox or ""))
    age = dt.timedelta(0) if refresh else dt.timedelta(days=1)
    got = overpass.fetch_extract(
        asked, folder=out, cache=cache, max_age=age, service=service or overpass.SERVICE
    )
    for note in got.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{got.path}  OSM {got.timestamp}  {len(got.extract.ways):,} ways")


def _bounds(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(
            f"{text!r}; expected west,south,east,north such as 19.6,46.8,19.8,47.0",
            param_hint="--bbox",
        ) from None
    return west, south, east, north
