"""Areas and editions: list, export, compare, accept."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import READABLE, epsg_of, print_json, the_clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.refresh.candidates import Candidate


@click.group()
def area() -> None:
    """Areas that can be asked about."""


@area.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def area_list(*, as_json: bool) -> None:
    """List the areas with an accepted edition."""
    from boundaries.edition.edition import load_edition  # noqa: PLC0415
    from boundaries.refresh.survey import survey_areas  # noqa: PLC0415

    rows = []
    today = the_clock().today()
    survey = survey_areas(on=today)
    for info in survey.areas:
        for variant in info.variants:
            edition = load_edition(info.slug, variant, now=today)
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
    for row in () if as_json else rows:
        title = row["title"]
        click.echo(
            f"{row['slug']}  {row['variant']:<10} {str(row['edition'])[:12]}  "
            f"{row['km2']:.2f} km²  {title['hu'] if isinstance(title, dict) else title}"
        )
    _tell_faults(survey.faults)


def _tell_faults(faults: Mapping[str, str]) -> None:
    """Name the areas that are broken, behind those that are not, and end with status 2."""
    for fault in faults.values():
        click.echo(f"akcioterulet: {fault}", err=True)
    if faults:
        raise SystemExit(2)


@area.command("export")
@click.argument("slug")
@click.option("--variant", default="programme", show_default=True, help="programme or ksh.")
@click.option("--crs", help="EPSG:4326 or EPSG:23700; by default the first that the format has.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def area_export(slug: str, variant: str, crs: str | None, out: Path | None) -> None:
    """Write an area with its legs and uncertain zone: what `export --what all` writes.

    GeoJSON (RFC 7946) to standard output, or by the ending of --out any format of `export`; one
    that holds a single layer gets the area alone.
    """
    from boundaries.export import geojson  # noqa: PLC0415
    from boundaries.export.formats import format_named, system_for  # noqa: PLC0415
    from boundaries.export.writing import write  # noqa: PLC0415
    from webmap.ask.services import BundledAreas  # noqa: PLC0415
    from webmap.planner.export_store import package_for  # noqa: PLC0415

    ending = "geojson" if out is None else out.name.partition(".")[2].lower()
    chosen = format_named("geojson" if ending == "json" else ending)
    epsg = system_for(chosen, None if crs is None else epsg_of(crs))
    what = "all" if chosen.many_layers else "area"
    package = package_for(BundledAreas(clock=the_clock()), slug, variant, what)
    if out is None:
        document = geojson.collection(package.artifacts[what], package.facts)
        click.echo(geojson.text(document), nl=False)
        return
    write(package.artifacts[what], package.facts, chosen, epsg, out)
    click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)


@area.command("variants")
@click.argument("slug")
def area_variants(slug: str) -> None:
    """Compare the variants of an area; unknown where a leg that differs has no line."""
    from boundaries.edition.variants import compare_variants  # noqa: PLC0415

    print_json(compare_variants(slug), indent=1)


@click.group()
def edition() -> None:
    """Editions: frozen areas, and who took them into force."""


@edition.command("accept")
@click.argument("slug")
@click.option("--variant", help="programme by default; a candidate names its own.")
@click.option("--candidate", metavar="HASH", help="What `area refresh` left, with its list.")
@click.option("--by", required=True, help="Who accepts it.")
@click.option("--reason", required=True, help="Why.")
@click.option("--on", help="Day from which it holds (YYYY-MM-DD); today by default.")
@click.option(
    "--osm", multiple=True, type=READABLE, help="A reviewed extract instead of the bundled network."
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Editions folder.")
def edition_accept(
    slug: str,
    variant: str | None,
    candidate: str | None,
    by: str,
    reason: str,
    on: str | None,
    osm: tuple[Path, ...],
    folder: Path | None,
) -> None:
    """Compile a definition, freeze the area and record who takes it into force.

    An edition over extracts given with --osm records their names and the date of their data. With
    --candidate nothing is compiled: the edition that `area refresh` left comes into force together
    with its street list, its places of doors and its map.
    """
    from boundaries.edition.acceptances import day_of  # noqa: PLC0415
    from boundaries.edition.areas import compile_edition  # noqa: PLC0415
    from boundaries.edition.edition import accept  # noqa: PLC0415
    from boundaries.refresh.candidates import take  # noqa: PLC0415

    today = the_clock().today()
    day = today if on is None else day_of(on)  # before the long work
    from_day = day.isoformat()
    try:
        if candidate is not None:
            chosen = _candidate(slug, variant, candidate, osm, folder)
            variant, taken = chosen.variant, chosen.edition_hash
            path = take(chosen, by=by, on=from_day, reason=reason, folder=folder, day=today)
        else:
            variant = variant or "programme"
            frozen = compile_edition(slug, variant, osm=osm)
            path, taken = (
                accept(frozen, by=by, on=from_day, reason=reason, folder=folder),
                frozen.hash,
            )
    except OSError as fault:
        raise click.ClickException(
            f"nothing was accepted: {fault.filename or slug}: {fault.strerror}"
        ) from None
    click.echo(f"{path.name} accepted by {by} on {day}")
    _tell_order(slug, variant, taken, day, today, folder)


def _candidate(
    slug: str, variant: str | None, named: str, osm: tuple[Path, ...], folder: Path | None
) -> Candidate:
    """Return the candidate that is meant; it lies beside the editions, in one's own folder."""
    from boundaries.refresh.candidates import find  # noqa: PLC0415

    if osm:
        raise click.UsageError("give --candidate or --osm; a candidate has its map")
    found = find(named, slug, None if folder is None else folder.parent)
    if variant not in {None, found.variant}:
        raise click.UsageError(
            f"the candidate {found.hash[:12]} is of the variant {found.variant}, not of {variant}"
        )
    return found


def _tell_order(
    slug: str, variant: str, taken: str, day: dt.date, today: dt.date, folder: Path | None
) -> None:
    """Say where what was accepted is not in force today."""
    from boundaries.edition.acceptances import in_force  # noqa: PLC0415
    from boundaries.edition.edition import acceptances  # noqa: PLC0415

    holds = in_force(acceptances(slug, folder), today, variant)
    if day > today:
        former = "none is" if holds is None else f"{holds.hash[:12]} of {holds.on} is"
        click.echo(f"note: it holds from {day} on; until then {former} in force", err=True)
    elif holds is not None and (holds.hash, holds.on) != (taken, day.isoformat()):
        note = f"note: {holds.hash[:12]}, accepted on {holds.on}, stays in force today"
        click.echo(note, err=True)


@edition.command("list")
@click.argument("slug", required=False)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Editions folder.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def edition_list(slug: str | None, folder: Path | None, *, as_json: bool) -> None:
    """List who took which edition into force: what holds today, what held, what follows."""
    from boundaries.edition.acceptances import in_force  # noqa: PLC0415
    from boundaries.edition.edition import acceptances, areas_in  # noqa: PLC0415
    from boundaries.errors import EditionError, UnknownAreaError  # noqa: PLC0415

    today = the_clock().today()
    known = areas_in(folder)
    if slug is not None and slug not in known:
        raise UnknownAreaError(f'no area "{slug}"; there are: {", ".join(known) or "none"}')
    rows: list[dict[str, str]] = []
    faults: dict[str, str] = {}
    for name in known if slug is None else (slug,):
        try:
            log = acceptances(name, folder)
        except EditionError as fault:
            faults[name] = str(fault)
            continue
        for one in log:
            holds = one is in_force(log, today, one.variant)
            later = "follows" if one.on > today.isoformat() else "held"
            state = "in force" if holds else later
            rows.append({"slug": name, "state": state, **dataclasses.asdict(one)})
    if as_json:
        print_json(rows)
    for row in () if as_json else rows:
        click.echo(
            f"{row['slug']}  {row['variant']:<10} {row['hash'][:12]}  {row['on']}  "
            f"{row['state']:<8}  {row['by']}: {row['reason']}"
        )
    _tell_faults(faults)
