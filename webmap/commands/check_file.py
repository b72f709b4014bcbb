"""Addresses by the file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .output import the_clock

if TYPE_CHECKING:
    from boundaries.bulk.answers import Answering
    from boundaries.bulk.job import Job, JobSettings, Summary
    from boundaries.bulk.triage import Merged

INTERRUPTED = 130
"""Exit status after an interrupt; the same command goes on."""
_FILE = click.Path(dir_okay=False, path_type=Path)
_DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t"}


@click.command("check-file")
@click.argument("source", metavar="IN", required=False, type=_FILE)
@click.option("--out", type=_FILE, help="Table to write: .csv or .xlsx.")
@click.option("--area", "slug", help="Slug of the area. Default: the first one.")
@click.option("--variant", default="programme", show_default=True)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME|N",
    help="Column of the address, by heading or figure; again for street, number, town.",
)
@click.option("--header/--no-header", default=None, help="The first row is (not) a heading.")
@click.option("--encoding", help="Such as cp1250. Default: found out.")
@click.option("--delimiter", type=click.Choice(list(_DELIMITERS)), help="Default: found out.")
@click.option("--sheet", help="Sheet of a workbook. Default: the first one.")
@click.option("--lang", type=click.Choice(["hu", "en"]), default="hu", show_default=True)
@click.option("--triage", type=_FILE, help="CSV of the rows that need a person.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. Default: one a core.")
@click.option("--restart", is_flag=True, help="Begin anew, whatever an interrupted job did.")
@click.option("--merge", type=_FILE, help="A corrected triage file (with --into).")
@click.option("--into", type=_FILE, help="The output that it belongs to.")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
def check_file(
    source: Path | None,
    out: Path | None,
    slug: str | None,
    variant: str,
    columns: tuple[str, ...],
    header: bool | None,  # noqa: FBT001 - click calls by name
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
    lang: str,
    triage: Path | None,
    workers: int | None,
    restart: bool,  # noqa: FBT001
    merge: Path | None,
    into: Path | None,
    no_progress: bool,  # noqa: FBT001
) -> None:
    """Answer every address of a table IN and write the table with the answers to --out.

    An interrupted job goes on when the same command is given again. Rows that need a person
    go to --triage; corrected there, they are answered and put back by --merge and --into.
    """
    from boundaries.bulk.job import JobSettings  # noqa: PLC0415 - as everywhere in the commands
    from boundaries.bulk.table import TableOptions  # noqa: PLC0415
    from boundaries.bulk.workers import cores  # noqa: PLC0415
    from webmap.bulk import answering as engine_of  # noqa: PLC0415
    from webmap.services import bundled_areas, default_slug  # noqa: PLC0415

    areas = bundled_areas(clock=the_clock())
    answering = engine_of(areas, slug or default_slug(areas), variant, lang)
    if merge is not None or into is not None:
        if merge is None or into is None or source is not None or out is not None:
            raise click.UsageError("--merge and --into go together, without IN and --out")
        _merge(merge, into, answering)
        return
    if source is None or out is None:
        raise click.UsageError("give a table and --out, or --merge and --into")
    options = TableOptions(
        columns=columns,
        header=header,
        encoding=encoding,
        delimiter=_DELIMITERS[delimiter] if delimiter else None,
        sheet=sheet,
    )
    settings = JobSettings(source, out, triage, options, workers or cores(), restart)
    _run(settings, answering, show=not no_progress)


def _run(settings: JobSettings, answering: Answering, *, show: bool) -> None:
    from tqdm import tqdm  # noqa: PLC0415 - needed here only

    from boundaries.bulk.job import open_job  # noqa: PLC0415

    with open_job(settings, answering) as job:
        _tell(job)
        bar = tqdm(
            total=max(job.table.lines, job.started.rows),
            initial=job.started.rows,
            unit=" rows",
            disable=None if show else True,
            mininterval=0.5,
        )
        try:
            with bar:
                summary = job.run(bar.update)
        except KeyboardInterrupt:
            done = job.started.rows
            click.echo(f"interrupted after {done:,} rows; the same command goes on", err=True)
            sys.exit(INTERRUPTED)
    _report(summary, settings)


def _tell(job: Job) -> None:
    """Say what was understood of the input; headings only, never what a row holds."""
    table = job.table
    names = table.column_names(job.answering.lang)
    chosen = " + ".join(names[at] for at, _ in job.columns.parts)
    how = {"chosen": "as told", "heading": "by its heading", "content": "guessed from content"}
    kind = f"sheet {table.sheet}" if table.sheet else f"{table.encoding}, {table.delimiter!r}"
    click.echo(f"address: {chosen} ({how[job.columns.how]}); {kind}", err=True)
    if table.other_sheets:
        click.echo(f"not read: the sheets {', '.join(table.other_sheets)}", err=True)
    if job.started.rows:
        click.echo(f"going on after {job.started.rows:,} rows", err=True)


def _report(summary: Summary, settings: JobSettings) -> None:
    verdicts = ", ".join(f"{name} {n:,}" for name, n in sorted(summary.verdicts.items()))
    click.echo(f"{settings.out}: {summary.rows:,} rows ({verdicts or 'none'})", err=True)
    if summary.errors:
        click.echo(f"{summary.errors:,} rows are marked in the column error", err=True)
    if summary.cut_cells:
        click.echo(f"{summary.cut_cells:,} cells were too long for a workbook", err=True)
    if settings.triage is not None:
        click.echo(f"{settings.triage}: {summary.triage_rows:,} rows need a person", err=True)


def _merge(triage: Path, into: Path, answering: Answering) -> None:
    from boundaries.bulk.triage import merge  # noqa: PLC0415

    done: Merged = merge(triage, into, answering)
    click.echo(
        f"{into}: {done.corrected:,} rows corrected, {done.decided:,} of them decided now",
        err=True,
    )
