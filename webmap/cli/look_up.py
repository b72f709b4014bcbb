"""Addresses and points: one by one, and tables of them."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

import click

from boundaries.errors import BoundaryError
from boundaries.tables.cells import plain
from boundaries.tables.faults import TableError

from .lazy import put_off
from .output import LANG, READABLE, TO_WRITE, VARIANT, print_json, the_clock

with put_off():
    from boundaries.files import job as jobs
    from boundaries.files import processes as worker_processes
    from boundaries.files import triage as triage_file
    from boundaries.tables import table as tables
    from boundaries.verdict import engine
    from geo import crs

    from ..ask import answering as engines
    from ..ask import documents, services, words
    from ..ask import many_answering as many_engines
    from ..web import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from boundaries.files.answers import Answering
    from boundaries.files.job import Job, JobOrder, Summary
    from boundaries.files.many import AnyAnswering
    from boundaries.files.triage import Merged
    from boundaries.model import Answer
    from geo.primitives import LonLat
    from webmap.ask.services import Areas


BROKEN = 2
"""Exit status where an area could not be asked, since its files are broken."""


@click.command()
@click.argument("address", nargs=-1)
@click.option("--area", "slugs", multiple=True, help="Slug; may be given again. Default: all.")
@VARIANT
@click.option("--lat", type=float, help="WGS84 latitude (with --lon).")
@click.option("--lon", type=float, help="WGS84 longitude (with --lat).")
@click.option("--east", type=float, help="EOV easting, the official Y (with --north).")
@click.option("--north", type=float, help="EOV northing, the official X (with --east).")
@LANG
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


INTERRUPTED = 130
"""Exit status after an interrupt; the same command goes on."""
_DELIMITERS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}


@click.command("check-file")
@click.argument("source", metavar="IN", required=False, type=TO_WRITE)
@click.option("--out", type=TO_WRITE, help="Table to write: .csv or .xlsx.")
@click.option("--area", "slug", help="Slug of the area. Default: the first one.")
@VARIANT
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="[ROLE=]NAME|N",
    help="Column of the address, by heading or figure; again for street, number, town. ROLE is "
    "address, postcode, town, street, type, number or suffix.",
)
@click.option("--town", default="", metavar="TOWN", help="Rows that name no town are in this one.")
@click.option("--header/--no-header", default=None, help="The first row is (not) a heading.")
@click.option("--encoding", help="Such as cp1250. Default: found out.")
@click.option("--delimiter", type=click.Choice(list(_DELIMITERS)), help="Default: found out.")
@click.option("--sheet", help="Sheet of a workbook. Default: the first visible one.")
@LANG
@click.option("--triage", type=TO_WRITE, help="CSV of the rows that need a person.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes. Default: one a core.")
@click.option("--restart", is_flag=True, help="Begin anew, whatever an interrupted job did.")
@click.option("--merge", type=TO_WRITE, help="A corrected triage file (with --into).")
@click.option("--into", type=TO_WRITE, help="The output that it belongs to.")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@click.option(
    "--everywhere",
    type=click.Choice(["address", "pair"]),
    help="Every area instead of one: a row for each address, or for each address and area.",
)
@click.option("--register", type=READABLE, help="With --everywhere: register of many towns.")
def check_file(
    source: Path | None,
    out: Path | None,
    slug: str | None,
    variant: str,
    columns: tuple[str, ...],
    town: str,
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
    everywhere: str | None,
    register: Path | None,
) -> None:
    """Answer every address of a table IN and write the table with the answers to --out.

    An interrupted job goes on when the same command is given again. Rows that need a person
    go to --triage; corrected there, they are answered and put back by --merge and --into.
    """
    if everywhere is None and register is not None:
        raise click.UsageError("--register goes with --everywhere")
    if everywhere is not None and (slug or merge or into or triage):
        raise click.UsageError("--everywhere goes without --area, --triage, --merge and --into")
    areas = services.bundled_areas(clock=the_clock())
    if merge is not None or into is not None:
        if merge is None or into is None or source is not None or out is not None:
            raise click.UsageError("--merge and --into go together, without IN and --out")
        of_area = engines.answering(areas, slug or services.default_slug(areas), variant, lang)
        _merge(merge, into, of_area)
        return
    if source is None or out is None:
        raise click.UsageError("give a table and --out, or --merge and --into")
    options = tables.TableOptions(
        columns=columns,
        header=header,
        encoding=encoding,
        delimiter=_DELIMITERS[delimiter] if delimiter else None,
        sheet=sheet,
        town=town.strip(),
    )
    order = jobs.JobOrder(
        source, out, triage, options, workers or worker_processes.cores(), restart
    )
    answering: AnyAnswering
    if everywhere is not None:
        known, pairs = register or settings.country_register(), everywhere == "pair"
        answering = many_engines.many_answering(areas, known, pairs=pairs, lang=lang)
    else:
        answering = engines.answering(areas, slug or services.default_slug(areas), variant, lang)
    _run(order, answering, show=not no_progress)


def _run(order: JobOrder, answering: AnyAnswering, *, show: bool) -> None:
    from tqdm import tqdm  # noqa: PLC0415 - 40 ms, for which no help has to wait

    tqdm.monitor_interval = 0  # its thread would keep the job from sharing its engine
    with contextlib.ExitStack() as stack:
        try:
            job = stack.enter_context(jobs.open_job(order, answering))
        except TableError as fault:
            for heading, cell in fault.example:  # whoever must choose columns sees a row
                click.echo(f"  {heading}: {cell}", err=True)
            raise
        _tell(job)
        bar = tqdm(
            total=max(job.table.lines, job.started.rows),
            initial=job.started.rows,
            unit=" rows",
            disable=None if show else True,
            mininterval=0.5,
        )
        stop = stack.enter_context(_stop_asked())

        def on_rows(rows: int) -> None:
            bar.update(rows)
            if stop.is_set():
                raise KeyboardInterrupt

        try:
            with bar:
                summary = job.run(on_rows)
        except KeyboardInterrupt:
            done = job.started.rows
            click.echo(f"interrupted after {done:,} rows; the same command goes on", err=True)
            sys.exit(INTERRUPTED)
    _report(summary, order)


@contextlib.contextmanager
def _stop_asked() -> Iterator[threading.Event]:
    """Remember that Ctrl+C was pressed: Python loses it where it falls into a finaliser."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked
        return

    def ask(*_about: object) -> None:
        asked.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(job: Job) -> None:
    """Say what was understood of the input; of what a row holds only the town and the postcode."""
    table, columns = job.table, job.columns
    names = table.column_names(job.answering.lang)
    chosen = " + ".join(names[at] or str(at + 1) for at, _ in columns.parts)
    how = {"chosen": "as told", "heading": "by its heading", "content": "guessed from content"}
    kind = f"sheet {table.sheet}" if table.sheet else f"{table.encoding}, {table.delimiter!r}"
    click.echo(f"address: {chosen} ({how[columns.how]}); {kind}", err=True)
    if len(columns.parts) > 1:
        for at, role in columns.parts:
            click.echo(f"  {role}: {names[at] or at + 1}{_for_example(job, at, role)}", err=True)
    for at in columns.unused:
        click.echo(f"  no part of the address: {names[at] or at + 1}", err=True)
    _tell_town(job)
    if table.lead:
        click.echo(f"above the table: {len(table.lead)} rows, kept as they are", err=True)
    if table.other_sheets:
        click.echo(f"not read: the sheets {', '.join(table.other_sheets)}", err=True)
    if job.started.rows:
        click.echo(f"going on after {job.started.rows:,} rows", err=True)


def _for_example(job: Job, at: int, role: str) -> str:
    """Return the first towns or postcodes of a column; other cells may tell of a person."""
    if role not in {"town", "postcode"}:
        return ""

    cells = (plain(row[at]).strip() for row in job.table.sample if at < len(row))
    first = list(dict.fromkeys(filter(None, cells)))[:3]
    return f" ({', '.join(first)}, ...)" if first else ""


def _tell_town(job: Job) -> None:
    """Say where rows without a town are taken to be."""
    columns = job.columns
    if columns.town:
        click.echo(f"rows that name no town: in {columns.town}, as told", err=True)
    elif columns.others:
        click.echo("rows that name no town: not decided, since the table names others", err=True)
    elif columns.unnamed and columns.own:
        click.echo(
            f"{columns.unnamed:,} of the first {len(job.table.sample):,} rows name no town: such "
            f"rows are taken to be in {columns.own} (column town_assumed; --town says otherwise)",
            err=True,
        )


def _report(summary: Summary, order: JobOrder) -> None:
    verdicts = ", ".join(f"{name} {n:,}" for name, n in sorted(summary.verdicts.items()))
    click.echo(f"{order.out}: {summary.rows:,} rows ({verdicts or 'none'})", err=True)
    if not summary.rows:
        click.echo("the table has no row below its heading: nothing was answered", err=True)
    if summary.assumed:
        click.echo(f"{summary.assumed:,} rows name no town: column town_assumed", err=True)
    if summary.errors:
        click.echo(f"{summary.errors:,} rows are marked in the column error", err=True)
    if summary.cut_cells:
        click.echo(f"{summary.cut_cells:,} cells were too long for a workbook", err=True)
    if order.triage is not None:
        click.echo(f"{order.triage}: {summary.triage_rows:,} rows need a person", err=True)


def _merge(triage: Path, into: Path, answering: Answering) -> None:
    done: Merged = triage_file.merge(triage, into, answering)
    click.echo(
        f"{into}: {done.corrected:,} rows corrected, {done.decided:,} of them decided now",
        err=True,
    )
