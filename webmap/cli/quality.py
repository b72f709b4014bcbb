"""What the answers of an area are worth, and which doors of it stay open."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from boundaries.tables.cells import csv_text
from geo.files import replacing

from .lazy import put_off
from .output import FOLDER, READABLE, TO_WRITE, VARIANT, print_json, the_clock, write_text

with put_off():
    from boundaries.doors import places as door_places
    from boundaries.edition import beside
    from boundaries.edition import edition as editions
    from boundaries.facts import records
    from boundaries.register import reading as office_files
    from boundaries.streets import street_list as street_lists
    from boundaries.tables import workbook_writing
    from boundaries.verdict import quality as judging
    from geo import crs, network
    from geo.osm import extract as extracts

    from ..admin import evidence as worded
    from ..ask import services

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from boundaries.doors.positions import PlaceIndex
    from boundaries.facts.worklist import Worklist, WorkRow
    from boundaries.model import Edition
    from boundaries.streets.street_list import StreetList
    from boundaries.tables.cells import Cell
    from boundaries.verdict.quality import Quality
    from geo.osm.extract import Extract


SHOWN = 20
"""Entries of each list that the text form prints; JSON has all."""


@click.command("quality")
@click.argument("slug")
@click.option("--register", required=True, type=FOLDER, help="The election office's files.")
@VARIANT
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


ROWS_SHOWN = 40
"""Rows that the text form prints where no limit is given."""
HEADER = (
    "street",
    "numbers",
    "doors",
    "fact",
    "decides",
    "question",
    "question_en",
    "number",
    "if",
    "reason",
    "leans",
    "share",
    "unless",
)


@click.command("worklist")
@click.argument("slug")
@VARIANT
@click.option("--limit", type=click.IntRange(min=1), help="So many rows; by default all of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option("--out", type=TO_WRITE, help="CSV or workbook (.xlsx) to write; all rows.")
def worklist(
    slug: str, variant: str, limit: int | None, out: Path | None, *, as_json: bool
) -> None:
    """List the doors of SLUG that stay open, with the cheapest fact that would decide them.

    What decides most doors comes first. A row counts what its least answer decides of those that
    were tried, and says by which other answer less is decided (a street that crosses the line).
    `area evidence add` takes the answers.
    """
    found = worded.worklist_of(services.bundled_areas(clock=the_clock()), slug, variant)
    rows = found.rows[:limit]
    if out is not None:
        if out.suffix.lower() == ".xlsx":
            with replacing(out, keep_ending=True) as draft:
                sheet = workbook_writing.Sheet("worklist", HEADER, list(_cells(rows)))
                workbook_writing.write_sheets([sheet], draft)
        else:
            write_text(csv_of(rows), out)
    if as_json:
        document = {
            "area": slug,
            "variant": variant,
            "open_doors": found.open_doors,
            "streets": found.streets,
            "exact": found.exact,
            "rows": [record_of(row) for row in rows],
        }
        print_json(document)
    elif out is None:
        for line in _lines(found, rows[: limit or ROWS_SHOWN]):
            click.echo(line)


def record_of(row: WorkRow) -> dict[str, object]:
    """Return a row of the worklist as a JSON object."""
    return {
        "street": row.street,
        "ranges": [records.range_record(numbers) for numbers in row.ranges],
        "numbers": {
            lang: "; ".join(worded.range_words(numbers, lang) for numbers in row.ranges)
            for lang in ("hu", "en")
        },
        "doors": row.doors,
        "fact": None if row.kind is None else row.kind.value,
        "ask": row.question.value,
        "question": {lang: worded.question_words(row, lang) for lang in ("hu", "en")},
        "number": None if row.number is None else str(row.number),
        "decides": row.decides,
        "outcomes": dict(row.outcomes),
        "reason": row.reason.value,
        "leans": None if row.leans is None else row.leans.value,
        "share": row.share,
        "unless": None if row.unless is None else row.unless.value,
    }


def csv_of(rows: Sequence[WorkRow]) -> str:
    """Return rows of the worklist as a table for a spreadsheet."""
    return csv_text(HEADER, _cells(rows))


def _cells(rows: Sequence[WorkRow]) -> Iterator[tuple[Cell, ...]]:
    return (
        (
            row.street,
            "; ".join(worded.range_words(numbers, "hu") for numbers in row.ranges),
            row.doors,
            None if row.kind is None else row.kind.value,
            row.decides,
            worded.question_words(row, "hu"),
            worded.question_words(row, "en"),
            None if row.number is None else str(row.number),
            worded.outcome_words(row, "hu"),
            row.reason.value,
            None if row.leans is None else row.leans.value,
            row.share,
            worded.unless_words(row, "hu"),
        )
        for row in rows
    )


def _lines(found: Worklist, rows: Sequence[WorkRow]) -> Iterator[str]:
    about = "" if found.exact else " (no register of doors: those of a range are spread over it)"
    yield f"{found.open_doors:,} doors of {found.streets:,} streets are open{about}"
    for row in rows:
        leans = "" if row.leans is None else f", leans {row.leans.value}"
        kind = "–" if row.kind is None else row.kind.value
        yield f"{row.decides:>6,} of {row.doors:>5,}  {kind:<5}  {worded.question_words(row, 'en')}"
        less = "" if row.unless is None else f"; less {worded.unless_words(row, 'en')}"
        yield f"{'':>23}{worded.outcome_words(row, 'en')}{less}; {row.reason.value}{leans}"
    if len(found.rows) > len(rows):
        yield f"… and {len(found.rows) - len(rows):,} more (--limit, --json or --out FILE.csv)"
