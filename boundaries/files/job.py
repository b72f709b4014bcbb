"""A file job from the input to the finished output.

The output grows in a working file beside it; a small state file says how many blocks of the
input are in it. A job that was interrupted, or killed, goes on from there.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import shutil
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.files import replacing

from ..child import may_have_twins
from ..tables.cells import (
    LINE_END,
    MARK,
    OUT_DELIMITER,
    added_names,
    neutralised,
    plain,
    render,
    without_surrogates,
)
from ..tables.faults import TableError
from ..tables.reading import allow_long_cells, read_blocks, records
from ..tables.table import TableOptions, address_columns, open_table
from ..tables.workbook_writing import check_fits, write_workbook
from .many import columns_of, has_columns
from .processes import written_blocks
from .rows import Layout
from .work_files import Progress, WorkFiles, load_state, locked, opened_at, save_durably

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

    from ..tables.columns import AddressColumns
    from ..tables.table import Table
    from .many import AnyAnswering
    from .rows import Written


BOM = "\ufeff".encode()
SAVE_SECONDS = 1.0
"""The state is written this often; what a killed job did since then is done again."""
SMALL_JOB = 20_000
"""Rows up to which one process is quicker than starting several."""
SMALL_MANY = 500_000
"""The same for an engine over every area, where no copies of the process can share its work
(`shared_rows`): each process has to read the streets for itself."""
TRIAGE_COLUMNS = {
    "hu": ("sor", "ellenőrző", "cím", "javított cím", "ok", "indoklás", "lehetséges címek"),
    "en": ("row", "check", "address", "corrected address", "reason", "reason text", "candidates"),
}
"""Headings of the triage file by language."""
FIRST_ROW = 2
"""Number of the first data row, as spreadsheets count: the heading is 1."""


@dataclass(frozen=True, slots=True)
class JobLimits:
    """What a job in a process of its own may take. The limits of `workbook` hold as well."""

    size: int = 64 << 20
    """Bytes of the input."""
    rows: int = 1_000_000
    columns: int = 500
    seconds: float = 3600.0
    """Wall-clock time of one run."""
    out_bytes: int = 4 << 30
    """Bytes of any one file that the job writes."""


@dataclass(frozen=True, slots=True)
class JobOrder:
    """What a job is to do. Its three files may be named from a folder (`within`)."""

    source: Path
    out: Path = Path("out.csv")
    triage: Path | None = None
    options: TableOptions = field(default_factory=TableOptions)
    workers: int = 1
    restart: bool = False
    """Begin anew although an interrupted job could go on."""
    limits: JobLimits = field(default_factory=JobLimits)
    """For a job that `running.start_job` starts; who runs one himself can stop it himself."""

    def within(self, folder: Path) -> JobOrder:
        """Return the order with its files in a folder."""
        triage = None if self.triage is None else folder / self.triage
        return replace(self, source=folder / self.source, out=folder / self.out, triage=triage)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a finished job did."""

    rows: int
    verdicts: dict[str, int]
    errors: int
    triage_rows: int
    resumed_rows: int
    """Rows that an earlier, interrupted run had done."""
    cut_cells: int = 0
    """Cells that were too long for a workbook."""
    assumed: int = 0
    """Rows that name no town and were taken to be in the area's own."""


@dataclass(slots=True)
class Job:
    """A job that is ready to run: the input is understood, the output is held."""

    order: JobOrder
    files: WorkFiles
    table: Table
    columns: AddressColumns
    answering: AnyAnswering
    started: Progress
    """How far an interrupted run came."""
    _basis: dict[str, object] | None = None

    @property
    def layout(self) -> Layout:
        """How rows are read and written."""
        return Layout(
            delimiter=self.table.delimiter,
            width=self.table.width,
            columns=self.columns,
            typed=self.table.typed,
            triage=self.order.triage is not None,
            to_workbook=is_workbook(self.order.out),
        )

    def run(self, on_rows: Callable[[int], object] = lambda _: None) -> Summary:
        """Do the work; `on_rows` hears of every batch of rows.

        Interrupted (KeyboardInterrupt too), the working files stay and a later job goes on.

        Raises:
            TableError: the table cannot be read to its end, or the disk is full.
        """
        resumed = self.started.rows
        try:
            self._write(on_rows)
            cut = self._finish()
        except OSError as fault:
            raise TableError(
                f"{self.order.out.name}: {fault.strerror}; give the same command to go on",
                "large" if fault.errno == errno.EFBIG else "disk",
            ) from fault
        done = self.started
        return Summary(
            done.rows,
            dict(done.verdicts),
            done.errors,
            done.triage_rows,
            resumed,
            cut,
            done.assumed,
        )

    def _write(self, on_rows: Callable[[int], object]) -> None:
        progress, basis = self.started, self.basis()
        many = has_columns(self.answering)
        alone = self.table.lines <= (SMALL_MANY if many else SMALL_JOB)
        workers = 1 if alone or (many and may_have_twins()) else self.order.workers
        twins = self.order.workers - 1
        with opened_at(self.files.part, progress.out_bytes) as out, self._triage_file() as triage:
            if not progress.blocks:
                self._write_headings(out, triage)
            skipped = itertools.islice(self.table.blocks(), progress.blocks, None)
            saved = 0.0
            try:
                for done in written_blocks(skipped, self.answering, self.layout, workers, twins):
                    self._add(done, out, triage)
                    on_rows(done.rows)
                    if time.monotonic() - saved >= SAVE_SECONDS:
                        save_durably(self.files, basis, progress, out, triage)
                        saved = time.monotonic()
            finally:
                save_durably(self.files, basis, progress, out, triage)

    def _add(self, done: Written, out: BinaryIO, triage: BinaryIO | None) -> None:
        """Append one block; the counts change only when all of it is written."""
        progress = self.started
        out.write(done.data)
        if triage is not None:
            first = FIRST_ROW + len(self.table.lead) + progress.rows
            lines = (f"{first + at}{OUT_DELIMITER}{line}{LINE_END}" for at, line in done.triage)
            triage.write("".join(lines).encode())
        progress.blocks += 1
        progress.rows += done.rows
        progress.errors += done.errors
        progress.assumed += done.assumed
        progress.triage_rows += len(done.triage)
        progress.count(done.verdicts)
        progress.out_bytes = out.tell()
        progress.triage_bytes = triage.tell() if triage is not None else 0

    def _write_headings(self, out: BinaryIO, triage: BinaryIO | None) -> None:
        lang = self.answering.lang
        names = list(map(without_surrogates, self.table.column_names(lang)))
        heading = [*names, *added_names(names, columns_of(self.answering))]
        rows = [[*row, *[""] * (len(heading) - len(row))] for row in self.table.lead]
        text = "".join(render(map(self._shown, row)) + LINE_END for row in (*rows, heading))
        out.write(BOM + text.encode())
        if triage is not None:
            triage.write(BOM + (render(TRIAGE_COLUMNS[lang]) + LINE_END).encode())

    def _shown(self, cell: str) -> str:
        """Return a cell above the data as it is written."""
        text = without_surrogates(cell)
        if is_workbook(self.order.out):
            return text if self.table.typed else text.replace(MARK, "")
        return neutralised(plain(text))

    def _triage_file(self) -> contextlib.AbstractContextManager[BinaryIO | None]:
        if self.order.triage is None:
            return contextlib.nullcontext()
        return opened_at(self.files.triage, self.started.triage_bytes)

    def basis(self) -> dict[str, object]:
        """Everything that the output depends on, under the names that a message can use."""
        if self._basis is None:  # a register is read whole for it
            self._basis = self._depends_on()
        return self._basis

    def _depends_on(self) -> dict[str, object]:
        table, layout = self.table, self.layout
        shape = (table.encoding, table.delimiter, table.header, table.skip, table.sheet, table.lead)
        return {
            "input": [table.survey.size, table.survey.sha256],
            "layout": repr(shape),
            "columns": repr(layout.columns),
            "edition": self.answering.identity,
            "triage": self.order.triage is not None,
        }

    def _finish(self) -> int:
        """Put the files in their places and the working files away."""
        cut = 0
        if is_workbook(self.order.out):
            cut = part_to_workbook(self.files)
        else:
            self.files.part.replace(self.order.out)
        if self.order.triage is not None:
            with replacing(self.order.triage) as draft:
                shutil.move(self.files.triage, draft)
        self.files.remove()
        return cut


@contextlib.contextmanager
def open_job(order: JobOrder, answering: AnyAnswering) -> Iterator[Job]:
    """Understand the input, hold the output, find an interrupted run.

    Raises:
        TableError: the input cannot be read, or no column looks like addresses.
        ResumeError: an interrupted run was of another input, edition or setting.
    """
    _check_paths(order)
    if order.triage is not None and has_columns(answering):
        raise TableError("a job over every area has no triage file; its columns say what is open")
    files = WorkFiles(order.out)
    with locked(files):
        if order.restart:
            files.remove()
        try:
            table = open_table(order.source, order.options, files.table)
            options = order.options
            columns = address_columns(
                table, options.columns, answering.lang, answering.town, options.town
            )
            if is_workbook(order.out) and table.typed:
                columns_out = table.width + len(columns_of(answering))
                check_fits(order.out.name, table.lines + len(table.lead) + 1, columns_out)
            job = Job(order, files, table, columns, answering, Progress())
            job.started = load_state(files, job.basis()) or Progress()
        except BaseException:
            files.table.unlink(missing_ok=True)
            raise
        yield job


def _check_paths(order: JobOrder) -> None:
    paths = [order.source, order.out, order.triage]
    known = [path.resolve() for path in paths if path is not None]
    if len(set(known)) < len(known):
        raise TableError("input, output and triage file must be three different files")
    for path in known[1:]:
        if path.suffix.lower() not in {".csv", ".xlsx", ".txt", ".tsv"}:
            raise TableError(f"{path.name}: the name must end in .csv or .xlsx")
    if order.triage is not None and is_workbook(order.triage):
        raise TableError(f"{order.triage.name}: the triage file is a CSV")


def is_workbook(path: Path) -> bool:
    """Tell whether a name is that of a workbook."""
    return path.suffix.lower() == ".xlsx"


def part_rows(files: WorkFiles) -> Iterator[Sequence[str]]:
    """Read the working file back, heading first."""
    allow_long_cells()
    for block in read_blocks(files.part, "utf-8-sig", OUT_DELIMITER):
        yield from records(block, OUT_DELIMITER)


def part_to_workbook(files: WorkFiles) -> int:
    """Make the workbook of the working file; return how many cells were cut."""
    files.folder.mkdir(exist_ok=True)
    made = files.folder / "out.xlsx"
    cut = write_workbook(part_rows(files), made, files.folder)
    made.replace(files.out)
    return cut
