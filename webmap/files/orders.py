"""What a job is told to do, as its row of the database keeps it. No address stands in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.files.job import JobLimits, JobOrder
from boundaries.language.names import fold
from boundaries.tables.table import TableOptions

from .correct import TRIAGE
from .names import CSV_IN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from webmap.store.tables import Job
    from webmap.web.settings import Settings

SECONDS = 1800.0
"""Wall-clock time of one run."""
OUT_BYTES = 1 << 30
"""Bytes of any one file that a job writes."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody chose for a job."""

    source: str
    """Name of the input in its folder."""
    columns: tuple[str, ...] = ()
    """Headings or figures of the address columns, with their roles; none = the guess."""
    header: bool | None = None
    sheet: str | None = None
    town: str = ""
    """The town of rows that name none, where the sender has said so."""
    keep: bool = False
    """Keep the result for the whole time, also after its download."""
    tries: int = 0
    """How often a run that had vanished was let go on."""
    until: str = ""
    """The moment (ISO, UTC) at which everything is deleted if nothing happens."""
    last: dict[str, int] = field(default_factory=dict)
    """What the last correction did: corrected, decided."""

    @property
    def out(self) -> str:
        """Name of the output: of the same format as the input."""
        return "out.csv" if self.source == CSV_IN else "out.xlsx"

    def job_order(self, settings: Settings) -> JobOrder:
        """Return the order as the engine takes it."""
        options = TableOptions(
            columns=self.columns, header=self.header, sheet=self.sheet, town=self.town
        )
        limits = JobLimits(
            size=settings.max_upload_bytes,
            rows=settings.job_rows,
            seconds=SECONDS,
            out_bytes=OUT_BYTES,
        )
        return JobOrder(Path(self.source), Path(self.out), Path(TRIAGE), options, limits=limits)


def order_of(row: Job) -> Order:
    """Return the order of a job."""
    known = dict(row.options)
    return Order(**{**known, "columns": tuple(known.get("columns", ()))})


def put_order(row: Job, order: Order, **changes: Any) -> Order:  # noqa: ANN401 - fields of an order
    """Keep an order in its row, with some fields changed."""
    changed = replace(order, **changes)
    row.options = {**asdict(changed), "columns": list(changed.columns)}
    return changed


def column_names(chosen: Iterable[int], headings: list[str]) -> tuple[str, ...]:
    """Name columns for the engine, by figure unless a heading could be taken for it.

    >>> column_names([0, 2], ["név", "2", "cím"]), column_names([1], ["név", "irsz", "2"])
    (('1', '3'), ('irsz',))
    """
    folded = {fold(heading) for heading in headings}
    return tuple(headings[at] if str(at + 1) in folded else str(at + 1) for at in chosen)
