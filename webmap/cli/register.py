"""Registers of streets and doors, and lists of streets."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.language.names import normal_key

from .country import import_towns, put_town, show_towns
from .lazy import put_off
from .output import ANY_FILE, FOLDER, READABLE, TO_WRITE, VARIANT, print_json

with put_off():
    from boundaries.edition import beside
    from boundaries.edition import edition as editions
    from boundaries.lists import area_ranges, rows_file
    from boundaries.register import columns as table_columns
    from boundaries.register import load as loading
    from boundaries.register import office as offices
    from boundaries.register import polygons
    from boundaries.register import store as register_file
    from boundaries.streets import lists as listing
    from boundaries.streets import street_list as street_lists
    from boundaries.verdict import check, register_verdicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from shapely.geometry.base import BaseGeometry

    from boundaries.model import Answer, VerdictKind
    from boundaries.register.columns import Field, Mapped
    from boundaries.register.model import TownRegister
    from boundaries.register.register import Door, Thoroughfare
    from boundaries.streets.list_ranges import ListedRange

SHOWN = 20
"""Entries of each list that the text form prints."""
REGISTER = click.option(
    "--register", "source", required=True, type=ANY_FILE, help="Register file or office folder."
)


@click.group()
def register() -> None:
    """Registers of a town's streets and doors, and lists of streets."""


@register.command("fetch")
@click.argument("town")
@click.option("--out", default="registers", show_default=True, type=click.Path(path_type=Path))
@click.option("--election", help="As in the office's addresses; by default ep2024.")
@click.option("--version", "edition", help="Eight figures; by default the one in force.")
@click.option("--service", help="Address of the office's service.")
def fetch(
    town: str, out: Path, election: str | None, edition: str | None, service: str | None
) -> None:
    """Download the election office's files of TOWN (by name, or by codes such as 03/060).

    Needs internet. The four files come together or not at all.
    """
    office = offices.Office(service or offices.SERVICE, election or offices.ELECTION, edition)
    got = offices.fetch_register(town, out, office)
    state = "unchanged" if got.unchanged else "downloaded"
    where = f"{got.settlement.county}/{got.settlement.code}"
    click.echo(f"{got.folder}  {got.settlement.name} {where}  {got.generated}  {state}")


@register.command("import")
@click.argument("sources", nargs=-1, type=ANY_FILE)
@click.option("--out", type=TO_WRITE, help="Register file to write.")
@click.option("--all", "root", type=FOLDER, help="Folder of the office's folders of many towns.")
@click.option("--into", type=READABLE, help="Register of many towns: put this town into it.")
@click.option("--town", help="Name of the town; tables and extracts need it.")
@click.option("--column", "columns", multiple=True, help="FIELD=HEADING or FIELD=3, for tables.")
@click.option("--mapping", type=READABLE, help="YAML file with the columns of a table.")
@click.option("--border", type=READABLE, help="GeoJSON polygon of the town, for extracts.")
@click.option("--strict", is_flag=True, help="Write nothing if anything could not be read.")
def import_(
    sources: tuple[Path, ...],
    out: Path | None,
    root: Path | None,
    into: Path | None,
    town: str | None,
    columns: tuple[str, ...],
    mapping: Path | None,
    border: Path | None,
    *,
    strict: bool,
) -> None:
    """Make one register file of SOURCES.

    A source is the folder of the election office, an OpenStreetMap extract, a table of addresses,
    or a register file. The first gives the streets and doors; the others add places of doors.

    With --all FOLDER instead, every town of the folder goes into one file; what is wrong with one
    town is told of that town alone. --into FILE puts one town into such a file again.
    """
    if (root is None) == (not sources):
        raise click.UsageError("give SOURCES of one town, or --all FOLDER")
    if (out is None) == (into is None) or (root is not None and into is not None):
        raise click.UsageError("give --out, or --into with SOURCES of one town")
    if root is not None and out is not None:
        import_towns(root, out, strict=strict)
        return
    made = loading.load_several(
        sources,
        town=town,
        mapped=_mapped(columns, mapping),
        border=None if border is None else _polygon(border, town),
    )
    _print_counts(made)
    _print_list("could not be read, or is odd", map(str, made.faults))
    if strict and made.faults:
        raise click.ClickException(f"{len(made.faults):,} faults; nothing was written (--strict)")
    if into is not None:
        put_town(into, sources[0].name, made)
    elif out is not None:
        register_file.save_register(made, out)
        click.echo(f"{out} ({out.stat().st_size:,} bytes)", err=True)


def _mapped(columns: Sequence[str], mapping: Path | None) -> Mapped | None:
    if mapping is not None:
        if columns:
            raise click.UsageError("give --column or --mapping, not both")
        return table_columns.read_mapping(mapping)
    named: dict[Field, str] = {}
    for one in columns:
        name, sign, heading = one.partition("=")
        if not sign or not heading.strip():
            raise click.BadParameter(f"{one!r}; expected street=Utca", param_hint="--column")
        named[table_columns.field_of(name, "--column")] = heading.strip()
    return table_columns.Mapped(named) if named else None


@register.command("show")
@click.argument("source", type=ANY_FILE)
@click.option("--street", help="Show the doors of this street.")
@click.option("--town", help="Name of the town; tables and extracts need it.")
@click.option("--faults", is_flag=True, help="Everything that could not be read or is odd.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def show(
    source: Path, street: str | None, town: str | None, *, faults: bool, as_json: bool
) -> None:
    """Say what a register holds, or what it lists for one street."""
    if town is None and loading.is_of_many(source):
        show_towns(source, faults=faults, as_json=as_json)
        return
    loaded = loading.load_register(source, town=town)
    if street is not None:
        _show_street(loaded, street, as_json=as_json)
    elif as_json:
        print_json(_record(loaded))
    else:
        _print_counts(loaded)
        if faults:
            for fault in loaded.faults:
                click.echo(f"  {fault}")


def _show_street(loaded: TownRegister, street: str, *, as_json: bool) -> None:
    found = _find_street(loaded, street)
    points = loaded.points.of(found.full_name)
    rows = [
        {
            "number": str(door.number or door.written),
            "building": door.building,
            "staircase": door.staircase,
            "district": door.district,
            "points": [
                {"east": p.east, "north": p.north, "uncertainty_m": p.uncertainty_m}
                | {"kind": p.kind.value, "source": p.source}
                for p in points
                if p.number == door.number
            ],
        }
        for door in found.doors
    ]
    if as_json:
        print_json({"street": found.full_name, "doors": rows})
        return
    click.echo(f"{found.full_name}: {len(rows):,} doors, {len(points):,} points")
    for door in rows:
        units = [f"{door['building']} ép."] * bool(door["building"])
        units += [f"{door['staircase']} lh."] * bool(door["staircase"])
        district = f"district {door['district']}" if door["district"] else ""
        placed = f"{len(door['points'])} point(s)" if door["points"] else ""
        parts = (str(door["number"]), *units, district, placed)
        click.echo("  " + "  ".join(part for part in parts if part))


def _find_street(loaded: TownRegister, street: str) -> Thoroughfare:
    streets = loaded.register.thoroughfares
    asked = street.strip().casefold()
    found = [one for one in streets if one.full_name.casefold() == asked]
    found = found or [one for one in streets if normal_key(one.full_name) == normal_key(street)]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(one.full_name for one in found)
        raise click.ClickException(f"{street!r} may be {listed}; write it as the register does")
    raise click.ClickException(f"the register of {loaded.town} has no street {street!r}")


def _record(loaded: TownRegister) -> dict[str, object]:
    return {
        "town": loaded.town,
        "generated": loaded.register.generated,
        "sources": [dataclasses.asdict(source) for source in loaded.sources],
        "counts": _counts(loaded),
        "notes": dict(loaded.notes),
        "faults": [{"path": fault.path, "message": fault.message} for fault in loaded.faults],
    }


def _counts(loaded: TownRegister) -> dict[str, int]:
    kept = loaded.register
    return {
        "streets": len(kept.thoroughfares),
        "doors": sum(len(street.doors) for street in kept.thoroughfares),
        "rules": len(kept.rules),
        "districts": len(kept.districts),
        "points": len(loaded.points),
        "faults": len(loaded.faults),
    }


def _print_counts(loaded: TownRegister) -> None:
    click.echo(f"{loaded.town}")
    for source in loaded.sources:
        made = source.generated or "date not known"
        click.echo(f"  from {source.kind.value} {source.name}, {made}; {source.licence or '–'}")
    for name, count in _counts(loaded).items():
        click.echo(f"  {name}: {count:,}")
    for note, count in loaded.notes.items():
        click.echo(f"  note: {count:,} {note}")


def _print_list(title: str, entries: Iterable[str]) -> None:
    every = list(entries)
    if not every:
        return
    click.echo(f"{title}: {len(every):,}")
    for entry in every[:SHOWN]:
        click.echo(f"  {entry}")
    if len(every) > SHOWN:
        click.echo(f"  … and {len(every) - SHOWN:,} more (`register show FILE --faults` has all)")


@register.command("list")
@REGISTER
@click.option("--area", help="Slug of an area with an accepted edition.")
@VARIANT
@click.option("--polygon", type=READABLE, help="GeoJSON polygon instead of an area.")
@click.option("--district", help="Polling district instead of an area: the office's own list.")
@click.option(
    "--uncertainty",
    type=click.FloatRange(min=0, max=1000),
    default=0.0,
    show_default=True,
    help="Metres that the line of --polygon may be off.",
)
@click.option("--out", required=True, type=TO_WRITE, help="CSV to write.")
def list_(
    source: Path,
    area: str | None,
    variant: str,
    polygon: Path | None,
    district: str | None,
    uncertainty: float,
    out: Path,
) -> None:
    """Write the list of streets (körzetjegyzék) of an area, a polygon or a polling district.

    Doors with a known point are placed by it, the others by their polling district or the area's
    street list. What nothing decides is written as open, and counted.
    """
    if sum(one is not None for one in (area, polygon, district)) != 1:
        raise click.UsageError("give one of --area, --polygon and --district")
    loaded = loading.load_register(source)
    if district is not None:
        ranges = listing.district_list(loaded.register, district)
        if not ranges:
            raise click.ClickException(f"no rule of the register names the district {district!r}")
        listing.write_list(ranges, out)
        click.echo(f"{out}: {len(ranges):,} ranges", err=True)
        return
    verdict_of = _verdicts(loaded, area, variant, polygon, uncertainty)
    exported = listing.export_list(loaded.register, verdict_of, verdict_of)
    listing.write_list(exported.ranges, out)
    taken = sum(not one.is_open for one in exported.ranges)
    click.echo(f"{out}: {taken:,} ranges; {len(exported.undecided):,} doors left open", err=True)


def _verdicts(
    loaded: TownRegister, area: str | None, variant: str, polygon: Path | None, uncertainty: float
) -> Callable[[Thoroughfare, Door], VerdictKind]:
    if polygon is not None:
        ground = _polygon(polygon, None)
        return register_verdicts.polygon_verdicts(loaded, ground, line_uncertainty_m=uncertainty)

    edition = editions.load_edition(area or "", variant)
    folder = beside.list_folder(edition)
    if folder is None:
        raise click.ClickException(f"the area {area!r} has no street list of its own")
    return register_verdicts.edition_verdicts(
        loaded, edition, street_lists.load_street_list(folder, variant)
    )


@register.command("check-list")
@click.argument("path", metavar="LIST", type=READABLE)
@click.argument("addresses", nargs=-1)
@REGISTER
@click.option("--heading", help="Of the rows of a published list: those of this area alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check_list_(
    path: Path,
    addresses: tuple[str, ...],
    source: Path,
    heading: str | None,
    *,
    as_json: bool,
) -> None:
    """Read a list of streets, say what is odd about it, and answer ADDRESSES by it.

    LIST may also be the rows of a published list, as `list read` writes them.
    """
    loaded = loading.load_register(source)
    ranges = _ranges_of(path, heading)
    area = listing.ListedArea(path.stem, ranges, loaded.register)
    seen = listing.check_list(ranges, loaded.register.thoroughfares)
    answers = [check.check_listed(address, area) for address in addresses]
    if as_json:
        print_json(
            {
                "ranges": len(ranges),
                "doors": seen.doors,
                "unknown": [_shown(one) for one in area.unknown],
                "empty": [_shown(one) for one in seen.empty],
                "overlapping": [[_shown(one) for one in pair] for pair in seen.overlapping],
                "answers": [_answer(answer) for answer in answers],
            }
        )
        return
    click.echo(f"{len(ranges):,} ranges take {seen.doors:,} of the register's doors")
    _print_list("streets that the register lacks, or has several of", map(_shown, area.unknown))
    _print_list("ranges that take no listed door", map(_shown, seen.empty))
    pairs = (f"{_shown(one)} and {_shown(other)}" for one, other in seen.overlapping)
    _print_list("ranges that take the same door", pairs)
    for answer in answers:
        click.echo(f"{answer.query}: {answer.verdict.value} ({answer.reason.value})")


def _ranges_of(path: Path, heading: str | None) -> tuple[ListedRange, ...]:
    if rows_file.is_rows_file(path):
        rows, unread = rows_file.read_rows(path)
        return area_ranges.area_ranges(area_ranges.one_area(rows, unread, heading, name=path.name))
    if heading is not None:
        raise click.UsageError("--heading is for the rows of a published list")
    return listing.read_list(path)


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "query": answer.query,
        "verdict": answer.verdict.value,
        "reason": answer.reason.value,
        "matched": answer.matched,
        "candidates": [{"address": c.address, "score": c.score} for c in answer.candidates],
    }


def _shown(one: ListedRange) -> str:
    ends = "–".join(str(end or "") for end in (one.numbers.start, one.numbers.end))
    building = f" {one.building} ép." if one.building else ""
    return f"{one.name} {one.type} {one.numbers.parity.value} {ends.strip('–')}".strip() + building


def _polygon(path: Path, town: str | None) -> BaseGeometry:
    """Read a polygon in EOV; of several features the one of the town's name, else all."""
    return polygons.read_polygon(path, town)
