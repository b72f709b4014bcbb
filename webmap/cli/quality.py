"""The quality report of an area."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .lazy import put_off
from .output import READABLE, print_json

with put_off():
    from boundaries.doors import places as door_places
    from boundaries.edition import beside
    from boundaries.edition import edition as editions
    from boundaries.register import register as office_files
    from boundaries.streets import street_list as street_lists
    from boundaries.verdict import quality as judging
    from geo import crs, network
    from geo.osm import extract as extracts

if TYPE_CHECKING:
    from boundaries.doors.positions import PlaceIndex
    from boundaries.model import Edition
    from boundaries.streets.street_list import StreetList
    from boundaries.verdict.quality import Quality
    from geo.osm.extract import Extract

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
SHOWN = 20
"""Entries of each list that the text form prints; JSON has all."""


@click.command("quality")
@click.argument("slug")
@click.option("--register", required=True, type=FOLDER, help="The election office's files.")
@click.option("--variant", default="programme", show_default=True)
@click.option("--osm", type=READABLE, help="Extract: street names, lines, address points.")
@click.option("--places", type=READABLE, help="Register file or table with places of doors.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with every entry.")
def quality(
    slug: str,
    register: Path,
    variant: str,
    osm: Path | None,
    places: Path | None,
    *,
    as_json: bool,
) -> None:
    """Judge the answers of an area by the doors of a register.

    Doors that disagree with their neighbours on the same side of the street; doors placed outside
    their polling district, or against the street list (with --osm or --places); streets that only
    the map or only the register has (with --osm); how many doors each method places and decides.
    """
    edition = editions.load_edition(slug, variant)
    streets = _streets(edition)
    extract = _extract(osm)
    report = judging.area_quality(
        edition,
        streets,
        office_files.read_register(register),
        places=_places(places or osm, extract, streets.meta.town),
        map_names=None if extract is None else street_names(extract),
    )
    if as_json:
        print_json({"area": slug, "variant": variant, "edition": edition.hash, **_record(report)})
    else:
        _print(report)


def _streets(edition: Edition) -> StreetList:

    folder = beside.list_folder(edition)
    if folder is None:
        raise click.ClickException(f"the area {edition.slug!r} has no street list of its own")
    return street_lists.load_street_list(folder, edition.variant)


def _extract(path: Path | None) -> Extract | None:
    if path is None:
        return None

    return extracts.read_extract(path)


def street_names(extract: Extract) -> tuple[str, ...]:
    """Return the names of an extract's streets, each once."""
    ways = extract.ways
    names = {way.tags["name"] for way in ways if "highway" in way.tags and "name" in way.tags}
    return tuple(sorted(names))


def _places(source: Path | None, extract: Extract | None, town: str) -> PlaceIndex | None:
    """Load the places of doors; with an extract they follow its streets."""
    if source is None:
        return None

    lines = None
    if extract is not None:
        lines = door_places.lines_by_name(network.LineNetwork.from_extract(extract, epsg=crs.EOV))
    return door_places.load_places(source, town=town, lines=lines)


def _record(report: Quality) -> dict[str, Any]:
    record = dataclasses.asdict(report)
    for key, value in record.items():
        record[key] = list(value) if isinstance(value, tuple) else value
    return record


def _print(report: Quality) -> None:

    click.echo(f"{report.doors:,} doors")
    counted = [("verdict", report.verdicts), ("method", report.methods)]
    if set(report.place_methods) != {judging.NONE}:
        counted.append(("placed by", report.place_methods))
    for title, counts in counted:
        for name, count in counts.items():
            click.echo(f"  {title} {name}: {count:,} ({count / max(report.doors, 1):.1%})")
    strays = [f"{s.street} {s.number}: {s.verdict}, unlike {s.neighbours}" for s in report.strays]
    _list("doors unlike the neighbours on both sides", strays)
    against = [
        f"{c.street} {c.number}: {c.by_place} by {c.method}, {c.by_list} by the street list"
        for c in report.contradicted
    ]
    _list("doors whose place contradicts the street list", against)
    misplaced = [f"{m.street} {m.number}: {m.metres} m from {m.district}" for m in report.misplaced]
    _list(f"of {report.placed:,} doors with a place, outside their district", misplaced)
    for title, names in (
        ("streets only on the map", report.only_in_map),
        ("streets only in the register", report.only_in_register),
    ):
        if names is not None:
            _list(title, names)


def _list(title: str, entries: list[str] | tuple[str, ...]) -> None:
    click.echo(f"{title}: {len(entries):,}")
    for entry in entries[:SHOWN]:
        click.echo(f"  {entry}")
    if len(entries) > SHOWN:
        click.echo(f"  … and {len(entries) - SHOWN:,} more (--json has all)")
