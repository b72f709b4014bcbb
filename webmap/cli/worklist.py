"""The worklist of an area: what stays open, and the facts that would decide it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from boundaries.tables.cells import csv_text

from .lazy import put_off
from .output import print_json, the_clock, write_text

with put_off():
    from boundaries.facts import records

    from ..admin import evidence as worded
    from ..ask import services

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from boundaries.facts.worklist import Worklist, WorkRow

SHOWN = 40
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
@click.option("--variant", default="programme", show_default=True)
@click.option("--limit", type=click.IntRange(min=1), help="So many rows; by default all of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="CSV to write; all rows."
)
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
        for line in _lines(found, rows[: limit or SHOWN]):
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
    cells = (
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
    return csv_text(HEADER, cells)


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
