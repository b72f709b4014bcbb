"""File jobs in a process of their own, for a service that starts them and looks after them.

A job lives in a folder: the input, the outputs, and what is known of it (`progress.json`). It goes
on when the service ends, and can go on after the machine did. Whatever becomes of it is a
result: a state and, where it failed, a code with a sentence. Needs a system with `fcntl`.

    start_job(folder, JobOrder(Path("in.csv")), answering)    job_progress(folder)
    cancel_job(folder)                                        remove_job(folder)
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import signal
import threading
import time
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from boundaries.errors import BoundaryError
from geo.files import write_whole

from ..child import Limits, start
from ..tables.faults import ResumeError, TableError
from .holding import SIGN_SECONDS, give_sign, is_locked, take_lock
from .job import open_job
from .work_files import WorkFiles

if TYPE_CHECKING:
    from pathlib import Path

    from .job import Job, JobOrder, Summary
    from .many import AnyAnswering


PROGRESS, CANCEL = "progress.json", "cancel"
"""Files of a job beside its input, its outputs and its lock."""
ENDING_SECONDS = 10.0
"""A process ends within this after it has written its last state."""


class JobState(StrEnum):
    """What has become of a job."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It cannot be done as it is; `code` and `message` say why."""
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Its process ended without a word; `start_job` lets it go on."""
    UNKNOWN = "unknown"
    """There is no job in the folder."""


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is, as it said last."""

    state: JobState
    rows: int = 0
    """Rows answered."""
    total: int = 0
    """Rows of the input, at most; 0 while it has not been looked at."""
    started: float = 0.0
    """Seconds since 1970 at which this run began."""
    seconds: float = 0.0
    """That this run has taken."""
    rate: float = 0.0
    """Rows a second in this run."""
    code: str = ""
    """One of `faults.CODES` where it failed."""
    message: str = ""
    """The same as a sentence, in English."""
    begun_anew: bool = False
    """True where an interrupted run could not go on, since the answers have changed."""
    verdicts: dict[str, int] = field(default_factory=dict)
    """Rows by verdict, when it is done."""
    errors: int = 0
    """Rows with something in the error column, when it is done."""
    triage_rows: int = 0
    cut_cells: int = 0
    assumed: int = 0
    """Rows that name no town and were taken to be in the area's own, when it is done."""

    @property
    def seconds_left(self) -> float | None:
        """Seconds that the rest should take, or None where nothing is known yet."""
        if self.state is not JobState.RUNNING or not self.rate or self.total <= self.rows:
            return None
        return (self.total - self.rows) / self.rate


def start_job(folder: Path, order: JobOrder, answering: AnyAnswering) -> JobProgress:
    """Start the job of a folder, or let it go on; one that runs or is done stays as it is.

    Args:
        folder: holds the input; everything else of the job comes to stand in it.
        order: the same again where an interrupted job is to go on.
        answering: the engine; it is sent to the process of the job.

    Raises:
        TableError, OSError: the folder cannot be written now.
    """
    known = job_progress(folder)
    if known.state in {JobState.RUNNING, JobState.DONE}:
        return known
    refused = _refusal(folder, order)
    if refused is not None:
        write_progress(folder, refused)
        return refused
    lock = _lock_when_over(folder)
    if lock is None:
        return job_progress(folder)
    try:
        (folder / CANCEL).unlink(missing_ok=True)
        begun = JobProgress(JobState.RUNNING, started=time.time())
        write_progress(folder, begun)
        give_sign(folder)
        limits = Limits(file_bytes=order.limits.out_bytes, niceness=NICENESS)
        start(_run, folder, order, answering, limits=limits, held=(lock,))
    finally:
        os.close(lock)  # the process of the job holds it from here on
    return begun


def _lock_when_over(folder: Path) -> int | None:
    """Take the lock; a process that has said its last word needs a moment to let go of it."""
    until = time.monotonic() + ENDING_SECONDS
    lock = take_lock(folder)
    while lock is None and time.monotonic() < until:
        if job_progress(folder).state is JobState.RUNNING:
            return None
        time.sleep(0.02)
        lock = take_lock(folder)
    return lock


def _refusal(folder: Path, order: JobOrder) -> JobProgress | None:
    """Refuse what can be told without reading the input."""
    try:
        size = (folder / order.source).stat().st_size
    except OSError as fault:
        message = f"{order.source} cannot be read: {fault.strerror}"
        is_gone = isinstance(fault, FileNotFoundError)
        return failed("unreadable" if is_gone else "disk", message)
    if size > order.limits.size:
        message = f"{order.source} has {size:,} bytes; at most {order.limits.size:,} are taken"
        return failed("size", message)
    return None


def failed(code: str, message: str, **known: Any) -> JobProgress:  # noqa: ANN401 - fields
    """Return the state of a job that failed."""
    return JobProgress(JobState.FAILED, code=code, message=message, **known)


def job_progress(folder: Path) -> JobProgress:
    """Return how far the job of a folder is."""
    try:
        record = json.loads((folder / PROGRESS).read_text("utf-8"))
        found = JobProgress(**{**record, "state": JobState(record["state"])})
        if found.state is JobState.RUNNING and not is_locked(folder):
            found = _read_again(folder)
    except FileNotFoundError:
        return JobProgress(JobState.UNKNOWN)
    except OSError as fault:
        return failed("disk", f"{PROGRESS} cannot be read: {fault.strerror}")
    except (ValueError, TypeError, KeyError) as fault:
        return failed("fault", f"{PROGRESS} cannot be read: {fault}")
    return found


def _read_again(folder: Path) -> JobProgress:
    """Read once more what a process that has just ended wrote last."""
    record = json.loads((folder / PROGRESS).read_text("utf-8"))
    state = JobState(record["state"])
    if state is JobState.RUNNING:
        state = JobState.INTERRUPTED
    return JobProgress(**{**record, "state": state})


def cancel_job(folder: Path) -> None:
    """Ask a job to end; it does within a second or so, and leaves no output."""
    (folder / CANCEL).touch()


def end_job(folder: Path, *, patience_s: float = 30.0) -> bool:
    """End the job of a folder; False where it would not end in time."""
    cancel_job(folder)
    until = time.monotonic() + patience_s
    while is_locked(folder):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def remove_job(folder: Path, *, patience_s: float = 30.0) -> bool:
    """End the job of a folder and delete the folder; False where it would not end in time."""
    if not end_job(folder, patience_s=patience_s):
        return False
    shutil.rmtree(folder)
    return True


def write_progress(folder: Path, progress: JobProgress) -> None:
    """Write the state so that a reader sees the old one or the new one."""
    write_whole(folder / PROGRESS, json.dumps(asdict(progress)))


SAY_SECONDS = 0.5
"""The state is written this often."""
LOOK_SECONDS = 0.1
NICENESS = 5
"""A job gives way to the service that started it."""


def _run(folder: Path, order: JobOrder, answering: AnyAnswering) -> None:
    """Do the job of a folder; this is the work of its process."""
    JobRun(folder, order, answering).run()


class JobRun:
    """One run of a job in this process."""

    def __init__(self, folder: Path, order: JobOrder, answering: AnyAnswering) -> None:
        self._folder, self._answering = folder, answering
        self._order = order.within(folder)
        self._state = JobProgress(JobState.RUNNING, started=time.time())
        self._began = self._said = time.monotonic()
        self._first = 0
        self._why = ""
        self._over = threading.Event()

    def run(self) -> None:
        """Do it; whatever happens is written as the state of the job."""
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
        order = dataclasses.replace(self._order, restart=restart)
        with open_job(order, self._answering) as job:
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
        """Give signs of life, and stop the work when it is cancelled or takes too long."""
        until = self._began + self._order.limits.seconds
        signed = 0.0
        while not self._over.wait(LOOK_SECONDS):
            if time.monotonic() - signed >= SIGN_SECONDS:
                give_sign(self._folder)
                signed = time.monotonic()
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
        files = WorkFiles(self._order.out)
        files.remove()
        files.lock.unlink(missing_ok=True)
