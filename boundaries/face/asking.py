"""Addresses, points and files of addresses against an edition in force."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from geo.crs import EOV, WGS84
from geo.errors import CoordinateError
from geo.primitives import EovPoint, LonLat

from ..edition import edition as editions
from ..facts.area_files import area_files
from ..files.job import JobOrder, open_job
from ..streets.street_list import DEFAULT_VARIANT
from ..tables.table import TableOptions
from ..verdict import check as verdict
from ..verdict.engine import Question
from .engine import FileQuestions, day_on, edition_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..files.job import Summary
    from ..model import Answer, Edition
    from ..verdict.overrides import Overrides
    from .engine import Day


def load_edition(
    area: str, variant: str = DEFAULT_VARIANT, *, day: Day = None, folder: Path | None = None
) -> Edition:
    """Return the edition of an area that holds on a day.

    Args:
        area: slug, such as "kecskemet-top-6.9.1".
        variant: which reading of its sentence.
        day: a date or "YYYY-MM-DD"; today by default.
        folder: of the editions; by default one's own (`AKCIOTERULET_AREAS_DIR`) and the bundled.

    Returns:
        The edition; coordinates in EOV (EPSG:23700; easting, northing; metres).

    Raises:
        UnknownAreaError: no such area or variant, or none in force on that day.
        EditionError: a file of it was changed or cannot be read, or the day is none.
    """
    as_of = day.isoformat() if isinstance(day, dt.date) else day
    return editions.load_edition(area, variant, as_of=as_of, folder=folder)


def check(
    query: str,
    area: Edition | str,
    *,
    variant: str = DEFAULT_VARIANT,
    day: Day = None,
    overrides: Overrides | None = None,
) -> Answer:
    """Answer whether an address is inside an area.

    The same engine as the pages and commands, without the overrides of a service: those are in
    its own files and database, and are given here where they are to count.

    Args:
        query: as somebody typed it; any text.
        area: slug of an area, or an edition.
        variant: which reading of the sentence, for a slug.
        day: the day of the question: edition, street list, facts and overrides are those of it.
        overrides: decisions of people about single addresses (`verdict.overrides`).

    Returns:
        `verdict` inside, outside, boundary or undecidable, with `reason`, `grade`, `candidates`.
        What is not known is undecidable with its reason, never outside.

    Raises:
        UnknownAreaError: no such area, variant, or none in force on that day.
        EditionError: a file of the edition was changed or cannot be read, or the day is none.
        RegisterError: the area has no street list, or it cannot be read.
        FactError: the log of facts cannot be read.
    """
    files, on = area_files(fresh=True), day_on(day)
    edition, question = edition_on(files, area, variant, day), Question(query, area, variant, on)
    streets, places = files.streets(edition, on), files.doors(edition, on, on)
    return verdict.check(question, edition, streets, overrides=overrides, places=places)


def check_point(
    x: float,
    y: float,
    area: Edition | str,
    *,
    crs: int = WGS84,
    variant: str = DEFAULT_VARIANT,
    day: Day = None,
) -> Answer:
    """Answer whether a point is inside an area.

    Args:
        x: longitude in degrees, or with `crs=23700` the easting (the official Y) in metres.
        y: latitude in degrees, or the northing (the official X) in metres.
        area: slug of an area, or an edition.
        crs: EPSG code of the point, 4326 or 23700 (EOV).
        variant: which reading of the sentence, for a slug.
        day: the day of the question.

    Returns:
        The answer, with `distance_m` and `uncertainty_m` in metres.

    Raises:
        geo.errors.CoordinateError: not finite, swapped, not in Hungary, or another system.
        UnknownAreaError, EditionError: as `check`.
    """
    if crs not in {WGS84, EOV}:
        raise CoordinateError(f"EPSG:{crs} is not taken; give EPSG:{WGS84} or EPSG:{EOV}")
    point = LonLat(x, y) if crs == WGS84 else EovPoint(x, y)
    return verdict.check_point(point, edition_on(area_files(fresh=True), area, variant, day))


def check_file(
    source: Path | str,
    out: Path | str,
    area: Edition | str,
    *,
    variant: str = DEFAULT_VARIANT,
    columns: Sequence[str] = (),
    town: str = "",
    sheet: str | None = None,
    triage: Path | str | None = None,
    lang: str = "hu",
    words: Callable[[Answer, str], str] | None = None,
    overrides: Overrides | None = None,
    day: Day = None,
    workers: int = 1,
    restart: bool = False,
) -> Summary:
    """Answer every address of a table, and write the table with the answers beside.

    An interrupted run goes on when it is called again. See `docs/bulk.md` for the columns.

    Args:
        source: `.csv` or `.xlsx`; encoding, delimiter and heading are found out.
        out: table to write, `.csv` or `.xlsx`; one that is there is replaced once the new is whole.
        area: slug of an area, or an edition.
        variant: which reading of the sentence, for a slug.
        columns: headings or figures of the address columns, each perhaps as "role=heading"; found
            out where empty.
        town: rows that name no town are in this one.
        sheet: of a workbook; the first visible one by default.
        triage: CSV to write of the rows that need a person.
        lang: language of headings, numbers and `words`: hu or en.
        words: puts an answer into a sentence in `lang`, such as `webmap.ask.words.reason_text`; a
            function of a module, for other processes call it. Without it that cell is empty.
        overrides: as `check`.
        day: the day of the questions.
        workers: processes; more than one pays from 20,000 rows on.
        restart: begin anew, whatever an interrupted run did.

    Returns:
        How many rows there were, by verdict, and how many need a person.

    Raises:
        boundaries.tables.faults.TableError: the table cannot be read or the output not written.
        boundaries.files.job.ResumeError: an interrupted run was of another input or edition.
        UnknownAreaError, EditionError, RegisterError, FactError: as `check`.
    """
    files, on = area_files(fresh=True), day_on(day)
    edition = edition_on(files, area, variant, day)
    files.streets(edition, on)  # what is missing is told before the first row
    files.doors(edition, on, on)
    engine = FileQuestions(edition, on, lang, words, overrides)
    order = JobOrder(
        Path(source),
        Path(out),
        None if triage is None else Path(triage),
        TableOptions(columns=tuple(columns), sheet=sheet, town=town.strip()),
        workers,
        restart,
    )
    with open_job(order, engine) as job:
        return job.run()
