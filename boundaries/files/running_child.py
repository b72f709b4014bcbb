"""The process of one job: does it, says how far it is, and ends with a result.

It is started by `running.start_job` and told what to do on its standard input.
"""

from __future__ import annotations

import dataclasses
import os
import pickle
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.errors import BoundaryError

from ..tables.faults import ResumeError, TableError
from .job import JobSettings, open_job
from .running import CANCEL, JobProgress, JobState, failed, write_progress
from .state import WorkFiles

if TYPE_CHECKING:
    from .answers import Answering
    from .job import Job, Summary
    from .running import JobOrder

SAY_SECONDS = 0.5
"""The state is written this often."""
LOOK_SECONDS = 0.1
NICENESS = 5
"""A job gives way to the service that started it."""


def main() -> None:
    """Do the job that stands on the standard input; its first line has been read."""
    folder, order, answering = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent  # nosec B301
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the service does with it
    JobRun(Path(folder), order, answering).run()


class JobRun:
    """One run of a job in this process."""

    def __init__(self, folder: Path, order: JobOrder, answering: Answering) -> None:
        self._folder, self._order, self._answering = folder, order, answering
        self._state = JobProgress(JobState.RUNNING, started=time.time())
        self._began = self._said = time.monotonic()
        self._first = 0
        self._why = ""
        self._over = threading.Event()

    def run(self) -> None:
        """Do it; whatever happens is written as the state of the job."""
        _limit_files(self._order.limits.out_bytes)
        watch = threading.Thread(target=self._watch, daemon=True)
        watch.start()
        try:
            end = self._outcome()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._over.set()
        watch.join()
        if end.state is not JobState.DONE:
            self._clean()
        write_progress(self._folder, end)

    def _outcome(self) -> JobProgress:
        try:
            return self._done(self._work())
        except KeyboardInterrupt:
            return self._stopped()
        except TableError as fault:
            return self._failed(fault.code, str(fault))
        except BoundaryError as fault:
            return self._failed("fault", str(fault))
        except MemoryError:
            return self._failed("unpacked", "the table needs more memory than there is")
        except Exception as fault:  # noqa: BLE001 - the state tells; a message may hold an address
            return self._failed("fault", f"{type(fault).__name__}; the program has a fault")

    def _work(self) -> Summary:
        try:
            return self._job(restart=False)
        except ResumeError:
            self._state = dataclasses.replace(self._state, begun_anew=True)
            return self._job(restart=True)

    def _job(self, *, restart: bool) -> Summary:
        order, folder = self._order, self._folder
        triage = folder / order.triage if order.triage else None
        settings = JobSettings(
            folder / order.source,
            folder / order.out,
            triage,
            order.options,
            order.workers,
            restart,
        )
        with open_job(settings, self._answering) as job:
            self._check(job)
            self._first = job.started.rows
            self._tell(rows=job.started.rows, total=max(job.table.lines, job.started.rows))
            return job.run(self._hear)

    def _check(self, job: Job) -> None:
        """Refuse a table that is too large before its first row is answered."""
        limits, table = self._order.limits, job.table
        if table.width > limits.columns:
            raise TableError(
                f"the table has {table.width:,} columns; at most {limits.columns:,} are taken",
                "columns",
            )
        # Cells with line ends inside make fewer rows than lines: those are counted on the way.
        sure = table.typed or not any("\n" in cell for row in table.sample for cell in row)
        if sure:
            self._check_rows(table.lines)

    def _check_rows(self, rows: int) -> None:
        if rows > self._order.limits.rows:
            raise TableError(
                f"the table has more than {self._order.limits.rows:,} rows; divide it", "rows"
            )

    def _hear(self, rows: int) -> None:
        """Take note of a batch of rows."""
        self._state = dataclasses.replace(self._state, rows=self._state.rows + rows)
        self._check_rows(self._state.rows)
        if time.monotonic() - self._said >= SAY_SECONDS:
            self._tell()

    def _tell(self, **changes: int) -> None:
        self._state = dataclasses.replace(self._state, **changes, **self._pace())  # type: ignore[arg-type]
        self._said = time.monotonic()
        write_progress(self._folder, self._state)

    def _pace(self) -> dict[str, float]:
        seconds = time.monotonic() - self._began
        rate = (self._state.rows - self._first) / seconds if seconds else 0.0
        return {"seconds": round(seconds, 2), "rate": round(max(rate, 0.0), 1)}

    def _watch(self) -> None:
        """Stop the work when it is cancelled or takes too long."""
        until = self._began + self._order.limits.seconds
        while not self._over.wait(LOOK_SECONDS):
            if (self._folder / CANCEL).exists():
                self._why = "cancelled"
            elif time.monotonic() > until:
                self._why = "seconds"
            if self._why:
                os.kill(os.getpid(), signal.SIGINT)
                return

    def _done(self, summary: Summary) -> JobProgress:
        return dataclasses.replace(
            self._state,
            state=JobState.DONE,
            rows=summary.rows,
            total=summary.rows,
            verdicts=summary.verdicts,
            errors=summary.errors,
            triage_rows=summary.triage_rows,
            cut_cells=summary.cut_cells,
            assumed=summary.assumed,
            **self._pace(),  # type: ignore[arg-type]
        )

    def _stopped(self) -> JobProgress:
        if self._why == "seconds":
            limit = self._order.limits.seconds
            return self._failed("seconds", f"the job took more than {limit:,.0f} seconds")
        return dataclasses.replace(self._state, state=JobState.CANCELLED, **self._pace())  # type: ignore[arg-type]

    def _failed(self, code: str, message: str) -> JobProgress:
        known = {"rows": self._state.rows, "total": self._state.total}
        return failed(code, message, started=self._state.started, **known, **self._pace())

    def _clean(self) -> None:
        """Remove what an ended job leaves: its working files hold personal data."""
        files = WorkFiles(self._folder / self._order.out)
        files.remove()
        files.lock.unlink(missing_ok=True)


def _limit_files(size: int) -> None:
    """Let no file of this process and its workers grow beyond a size; writing then fails."""
    import resource  # noqa: PLC0415 - not on Windows

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
