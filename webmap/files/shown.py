"""A job as its owner sees it: words and figures in the language of the reader."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.clock import BUDAPEST
from boundaries.files.answers import range_in
from boundaries.files.running import JobState
from boundaries.model import VerdictKind
from boundaries.tables.faults import CODES
from webmap.ask.candidates import range_label
from webmap.web.i18n import texts

from .folders import order_of
from .scope import is_everywhere

if TYPE_CHECKING:
    import datetime as dt

    from boundaries.files.running import JobProgress
    from webmap.store.tables import Job
    from webmap.web.i18n import Texts

    from .correct import OpenRow
    from .folders import FileFaultError

_MINUTE = 60.0
_HUNDRED = 100
_TO_FETCH = frozenset({"waiting", "running", "stands", "done"})
"""States of a job that has a result, or comes to have one as it is."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a verdict."""

    kind: str
    word: str
    rows: str


@dataclass(frozen=True, slots=True)
class JobView:
    """A job, ready for a page."""

    id: str
    name: str
    state: str
    """arriving, new, waiting, running, stands, done, failed, cancelled or gone."""
    state_text: str
    percent: int | None
    """Of a running job, where its rows are counted."""
    rows: str
    rate: str
    left: str
    fault: str
    """Why it failed, as a sentence."""
    stands: str
    """Said where it stands still and goes on by itself, or empty."""
    deleted: str
    """When everything is deleted, as a sentence."""
    counts: tuple[Count, ...]
    errors: str
    """A sentence, or empty."""
    cut: str
    assumed: str
    """How many rows name no town, or empty."""
    triage_rows: int
    no_rows: str
    """Said where the file has no row below its heading, or empty."""
    corrected: str
    """What the last correction did, or empty."""
    everywhere: str
    """Where every area was asked: what a row of the result is; else empty."""


@dataclass(frozen=True, slots=True)
class OpenRowView:
    """A row that needs a person, ready for a page."""

    row: int
    address: str
    tried: str
    sentence: str
    options: tuple[str, ...]
    """Addresses to choose from."""
    ranges: tuple[str, ...]
    """Ranges of house numbers, for reading only."""


def job_view(job: Job, progress: JobProgress, lang: str) -> JobView:
    """Say how a job is."""
    t = texts(lang)
    state = job.state
    if state == "done" and progress.state is not JobState.DONE:
        state = "gone"
    stands = _stands(progress.state, t) if state == "running" else ""
    if stands:
        state = "stands"
    order = order_of(job)
    return JobView(
        id=job.id,
        name=job.in_name,
        state=state,
        state_text=t(f"files.state.{state}"),
        percent=_percent(progress) if state == "running" else None,
        rows=_rows(progress, t),
        rate=t("files.rate", rate=t.number(round(progress.rate))) if progress.rate else "",
        left=_left(progress.seconds_left, t),
        fault=code_text(job.message, lang) if state == "failed" else "",
        stands=stands,
        deleted=_deleted(job.expires_at, fetched=not order.keep and state in _TO_FETCH, t=t),
        counts=_counts(progress, t),
        errors=t("files.errors", count=t.number(progress.errors)) if progress.errors else "",
        cut=t("files.cut", count=t.number(progress.cut_cells)) if progress.cut_cells else "",
        assumed=t("files.assumed", count=t.number(progress.assumed)) if progress.assumed else "",
        triage_rows=progress.triage_rows,
        no_rows=t("bulk.no_rows") if state == "done" and not progress.rows else "",
        corrected=_corrected(order.last, t),
        everywhere=t(f"files.everywhere.{job.variant}") if is_everywhere(job.area) else "",
    )


def open_row_view(row: OpenRow, lang: str) -> OpenRowView:
    """Show a row that needs a person; ranges of numbers are no addresses to choose."""
    ranges = {option: found for option in row.candidates if (found := range_in(option))}
    places = tuple(option for option in row.candidates if option not in ranges)
    labels = tuple(f"{street}, {range_label(numbers, lang)}" for street, numbers in ranges.values())
    return OpenRowView(row.row, row.address, row.tried, row.sentence, places, labels)


def fault_text(fault: FileFaultError, lang: str) -> str:
    """Say what is wrong, and what to do."""
    return code_text(fault.code, lang, **fault.values)


def code_text(code: str, lang: str, **values: object) -> str:
    """Say a code of the engine or of this package as a sentence."""
    t = texts(lang)
    return t(f"bulk.fault.{code}") if code in CODES else t(f"files.fault.{code}", **values)


def moment(when: dt.datetime, t: Texts) -> str:
    """Write a moment in the time of the areas."""
    local = when.astimezone(BUDAPEST)
    return t("files.moment", day=t.date(local.date().isoformat()), time=local.strftime("%H:%M"))


def _deleted(when: dt.datetime, *, fetched: bool, t: Texts) -> str:
    text = t("files.deleted_at", moment=moment(when, t))
    return f"{text} {t('files.deleted_after')}" if fetched else text


def _stands(state: JobState, t: Texts) -> str:
    """Say of a job that is not over why nobody works on it; whoever follows it lets it go on."""
    if state is JobState.FAILED:
        return t("files.stands")
    return t("files.broke_off") if state is JobState.INTERRUPTED else ""


def _percent(progress: JobProgress) -> int | None:
    if not progress.total:
        return None
    return min(_HUNDRED, progress.rows * _HUNDRED // progress.total)


def _rows(progress: JobProgress, t: Texts) -> str:
    rows, total = t.number(progress.rows), t.number(progress.total)
    return t("files.rows_of", rows=rows, total=total) if progress.total else ""


def _left(seconds: float | None, t: Texts) -> str:
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return t("files.left_soon")
    return t("files.left", minutes=t.number(math.ceil(seconds / _MINUTE)))


def _counts(progress: JobProgress, t: Texts) -> tuple[Count, ...]:
    found = []
    for kind in (*map(str, VerdictKind), "error"):
        number = progress.verdicts.get(kind, 0)
        word = t("files.verdict_error") if kind == "error" else t(f"verdict_word.{kind}")
        if number or kind != "error":
            found.append(Count(kind, word, t.number(number)))
    return tuple(found) if progress.state is JobState.DONE else ()


def _corrected(last: dict[str, int], t: Texts) -> str:
    if not last:
        return ""
    numbers = {name: t.number(count) for name, count in last.items()}
    return t("files.corrected", **numbers)
