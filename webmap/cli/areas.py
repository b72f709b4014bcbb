"""Areas and editions: list, export, compare, accept."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.errors import EditionError, UnknownAreaError

from .lazy import LazyGroup, put_off
from .output import READABLE, TO_WRITE, epsg_of, print_json, the_clock

with put_off():
    from boundaries.edition import acceptances, variants
    from boundaries.edition import areas as area_compiler
    from boundaries.edition import edition as editions
    from boundaries.export import assembling, documents, formats, writing
    from boundaries.refresh import candidates as kept
    from boundaries.refresh import survey as surveys

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from boundaries.refresh.candidates import Candidate


AREA_COMMANDS = {
    "candidates": (
        "refresh:candidates",
        "List the candidates that wait to be accepted, look at one, or discard it.",
    ),
    "evidence": (
        "evidence:evidence",
        "Facts about doors and streets that one person adds and another one confirms.",
    ),
    "new": (
        "new_area:new",
        "Write the definition of an area: its sentence, its legs as they are read, its map.",
    ),
    "quality": ("quality:quality", "Judge the answers of an area by the doors of a register."),
    "refresh": (
        "refresh:refresh",
        "Compile SLUG over a new map and register, and leave a candidate with its report.",
    ),
    "street-list": (
        "new_area:street_list",
        "Make the street list of an area in force: what every range of a register answers.",
    ),
    "worklist": (
        "quality:worklist",
        "List the doors of SLUG that stay open, with the cheapest fact that would decide them.",
    ),
}
"""As `webmap.cli.main.COMMANDS`."""


@click.group(cls=LazyGroup)
def area() -> None:
    """Areas that can be asked about."""


area.add_later(AREA_COMMANDS)


@area.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
def area_list(*, as_json: bool) -> None:
    """List the areas with an accepted edition."""
    rows = []
    today = the_clock().today()
    survey = surveys.survey_areas(on=today)
    for info in survey.areas:
        for variant in info.variants:
            edition = editions.load_edition(info.slug, variant, now=today)
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
@click.option("--out", type=TO_WRITE, help="File to write.")
def area_export(slug: str, variant: str, crs: str | None, out: Path | None) -> None:
    """Write an area with its legs and uncertain zone: what `export --what all` writes.

    GeoJSON (RFC 7946) to standard output, or by the ending of --out any format of `export`; one
    that holds a single layer gets the area alone.
    """
    ending = "geojson" if out is None else out.name.partition(".")[2].lower()
    chosen = formats.format_named("geojson" if ending == "json" else ending)
    epsg = formats.system_for(chosen, None if crs is None else epsg_of(crs))
    what = "all" if chosen.many_layers else "area"
    today = the_clock().today()
    edition = editions.load_edition(slug, variant, now=today)
    package = assembling.package_holding(what, assembling.sources_of(edition, today))
    if out is None:
        document = documents.layer_collection(package.artifacts[what], package.facts)
        click.echo(documents.json_text(document), nl=False)
        return
    writing.write(package.artifacts[what], package.facts, chosen, epsg, out)
    click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)


@area.command("variants")
@click.argument("slug")
def area_variants(slug: str) -> None:
    """Compare the variants of an area; unknown where a leg that differs has no line."""
    print_json(variants.compare_variants(slug), indent=1)


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
    today = the_clock().today()
    day = today if on is None else acceptances.day_of(on)  # before the long work
    from_day = day.isoformat()
    try:
        if candidate is not None:
            chosen = _candidate(slug, variant, candidate, osm, folder)
            variant, taken = chosen.variant, chosen.edition_hash
            path = kept.take(chosen, by=by, on=from_day, reason=reason, folder=folder, day=today)
        else:
            variant = variant or "programme"
            frozen = area_compiler.compile_edition(slug, variant, osm=osm)
            path, taken = (
                editions.accept(frozen, by=by, on=from_day, reason=reason, folder=folder),
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
    if osm:
        raise click.UsageError("give --candidate or --osm; a candidate has its map")
    found = kept.find(named, slug, None if folder is None else folder.parent)
    if variant not in {None, found.variant}:
        raise click.UsageError(
            f"the candidate {found.hash[:12]} is of the variant {found.variant}, not of {variant}"
        )
    return found


def _tell_order(
    slug: str, variant: str, taken: str, day: dt.date, today: dt.date, folder: Path | None
) -> None:
    """Say where what was accepted is not in force today."""
    holds = acceptances.in_force(editions.acceptances(slug, folder), today, variant)
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
    today = the_clock().today()
    known = editions.areas_in(folder)
    if slug is not None and slug not in known:
        raise UnknownAreaError(f'no area "{slug}"; there are: {", ".join(known) or "none"}')
    rows: list[dict[str, str]] = []
    faults: dict[str, str] = {}
    for name in known if slug is None else (slug,):
        try:
            log = editions.acceptances(name, folder)
        except EditionError as fault:
            faults[name] = str(fault)
            continue
        for one in log:
            holds = one is acceptances.in_force(log, today, one.variant)
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
