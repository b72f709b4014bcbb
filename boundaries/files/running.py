"""File jobs in a process of their own, for a service that starts them and looks after them.

A job lives in a folder: the input, the outputs, and what is known of it (`progress.json`). It goes
on when the service ends, and can go on after the machine did. Whatever becomes of it is a
result: a state and, where it failed, a code with a sentence. Needs a system with `fcntl`.

    start_job(folder, JobOrder("in.csv"), answering)      job_progress(folder)
    cancel_job(folder)                                 remove_job(folder)
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo.files import write_whole

from ..tables.faults import TableError
from ..tables.table import TableOptions

if TYPE_CHECKING:
    from pathlib import Path

    from .answers import Answering

PROGRESS, CANCEL, LOCK = "progress.json", "cancel", "job.lock"
"""Files of a job beside its input and outputs."""
ENDING_SECONDS = 10.0
"""A process ends within this after it has written its last state."""
_CHILD = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from boundaries.files.running_child import main; main()"
)


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
class JobLimits:
    """What a job may take. The limits of `workbook` hold as well."""

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
    """What a job is to do, with names of files inside its folder."""

    source: str
    out: str = "out.csv"
    triage: str | None = None
    options: TableOptions = field(default_factory=TableOptions)
    limits: JobLimits = field(default_factory=JobLimits)
    workers: int = 1


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


def start_job(folder: Path, order: JobOrder, answering: Answering) -> JobProgress:
    """Start the job of a folder, or let it go on; one that runs or is done stays as it is.

    Args:
        folder: holds the input; everything else of the job comes to stand in it.
        order: the same again where an interrupted job is to go on.
        answering: the engine; it is sent to the process of the job.
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
        _spawn(folder, order, answering, lock)
    finally:
        os.close(lock)  # the process of the job holds it from here on
    return begun


def _lock_when_over(folder: Path) -> int | None:
    """Take the lock; a process that has said its last word needs a moment to let go of it."""
    until = time.monotonic() + ENDING_SECONDS
    lock = _take_lock(folder)
    while lock is None and time.monotonic() < until:
        if job_progress(folder).state is JobState.RUNNING:
            return None
        time.sleep(0.02)
        lock = _take_lock(folder)
    return lock


def _refusal(folder: Path, order: JobOrder) -> JobProgress | None:
    """Refuse what can be told without reading the input."""
    try:
        size = (folder / order.source).stat().st_size
    except OSError as fault:
        message = f"{order.source} cannot be read: {fault.strerror}"
        return failed("unreadable", message)
    if size > order.limits.size:
        message = f"{order.source} has {size:,} bytes; at most {order.limits.size:,} are taken"
        return failed("size", message)
    return None


def failed(code: str, message: str, **known: Any) -> JobProgress:  # noqa: ANN401 - fields
    """Return the state of a job that failed."""
    return JobProgress(JobState.FAILED, code=code, message=message, **known)


def _spawn(folder: Path, order: JobOrder, answering: Answering, lock: int) -> None:
    """Start the process; it gets what it is to do on its standard input, never by a file."""
    told = json.dumps(sys.path).encode() + b"\n" + pickle.dumps((str(folder), order, answering))
    process = subprocess.Popen(  # noqa: S603 - the same interpreter, fixed code
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(lock,),
        start_new_session=True,
    )
    threading.Thread(target=process.communicate, args=(told,), daemon=True).start()


def job_progress(folder: Path) -> JobProgress:
    """Return how far the job of a folder is."""
    try:
        record = json.loads((folder / PROGRESS).read_text("utf-8"))
        found = JobProgress(**{**record, "state": JobState(record["state"])})
    except FileNotFoundError:
        return JobProgress(JobState.UNKNOWN)
    except (OSError, ValueError, TypeError, KeyError) as fault:
        return failed("fault", f"{PROGRESS} cannot be read: {fault}")
    if found.state is JobState.RUNNING and not _is_locked(folder):
        found = _read_again(folder, found)
    return found


def _read_again(folder: Path, found: JobProgress) -> JobProgress:
    """Read once more what a process that has just ended wrote last."""
    record = json.loads((folder / PROGRESS).read_text("utf-8"))
    state = JobState(record["state"])
    if state is JobState.RUNNING:
        state = JobState.INTERRUPTED
    return JobProgress(**{**record, "state": state}) if record else found


def cancel_job(folder: Path) -> None:
    """Ask a job to end; it does within a second or so, and leaves no output."""
    (folder / CANCEL).touch()


def remove_job(folder: Path, *, patience_s: float = 30.0) -> bool:
    """End the job of a folder and delete the folder; False where it would not end in time."""
    cancel_job(folder)
    until = time.monotonic() + patience_s
    while _is_locked(folder):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    shutil.rmtree(folder)
    return True


def write_progress(folder: Path, progress: JobProgress) -> None:
    """Write the state so that a reader sees the old one or the new one."""
    write_whole(folder / PROGRESS, json.dumps(asdict(progress)))


def _take_lock(folder: Path) -> int | None:
    """Return a handle that holds the folder, or None where a process of its own holds it."""
    import fcntl  # noqa: PLC0415 - not on Windows, where the command line still runs jobs

    try:
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise TableError(f"{folder} cannot be written: {fault.strerror}", "disk") from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _is_locked(folder: Path) -> bool:
    if not (folder / LOCK).exists():
        return False
    handle = _take_lock(folder)
    if handle is not None:
        os.close(handle)
    return handle is None
