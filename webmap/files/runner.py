"""Keeps jobs going: starts those whose turn it is, follows those that run, clears up.

Where the service is one machine there is no daemon. Every request about files calls `advance`;
every request of the service may call `tidy_when_due`. A job's process outlives the service; one
that vanished goes on where it stopped, at the next `advance` after a restart.

Where several machines work together `advance` only puts jobs on their queue (`queue`), and a
machine that works does `begin` and asks `is_open`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import secrets
import shutil
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from boundaries.errors import BoundaryError
from boundaries.files.holding import hand_over
from boundaries.files.running import (
    JobState,
    cancel_job,
    end_job,
    job_progress,
    remove_job,
    start_job,
)
from boundaries.tables.faults import TableError
from webmap.store import jobs
from webmap.store.errors import FolderAwayError
from webmap.store.tables import Job

from .folders import ARRIVAL, LOOK, broke_off, is_usable, order_of, put_order
from .listening import Listener
from .scope import engine_of, is_behind, is_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from boundaries.files.running import JobProgress
    from webmap.ask.services import BundledAreas
    from webmap.store.core import Store
    from webmap.web.settings import Settings

    from .folders import Order
    from .queue import Queue

KIND = "check_file"
MOST_TRIES = 3
"""A run that vanishes more often than this without getting any further is given up."""
TIDY_SECONDS = 60.0
"""Clearing up happens at most this often in a process."""
ARRIVAL_AGE = dt.timedelta(minutes=1)
"""After so long a file that nobody takes in any more, and that was not looked into, is deleted."""
ORPHAN_AGE = dt.timedelta(hours=1)
"""A folder that no row knows is deleted when nothing in it has changed for so long."""
DISK = "disk"
"""Code of a job whose folder is full or cannot be written."""
_LOG = logging.getLogger(__name__)
PATIENCE_S = 5.0
"""A job that is deleted ends within this, or is deleted at the next clearing up."""


class BehindError(Exception):
    """Another machine has a newer edition of a job's area: it is left to one that has it."""


class Runner:
    """Works on the jobs of one service. Safe in several threads and processes."""

    def __init__(
        self, store: Store, settings: Settings, areas: BundledAreas, queue: Queue | None = None
    ) -> None:
        self._store, self._settings, self._areas = store, settings, areas
        self._queue = queue
        self._listener = Listener()
        self._tidied = -TIDY_SECONDS

    def folder(self, job: Job) -> Path:
        """Return the folder of a job."""
        return self._store.data_dir / job.folder

    def place(self, job: Job) -> Path:
        """Return the folder of the run of a job that counts; often that of the job."""
        return self.folder(job) / order_of(job).run

    def require_folder(self) -> None:
        """Refuse to take nothing for everything, or to begin a new folder in its place.

        Raises:
            FolderAwayError: the data folder was there and is not there now.
        """
        if self._store.memory.folder_is_lost():
            raise FolderAwayError(f"the data folder {self._store.data_dir} is gone or empty")

    @property
    def _root(self) -> Path:
        return self._store.data_dir / jobs.FOLDER

    def advance(self) -> None:
        """Follow the running jobs and start waiting ones, up to the number that may run."""
        if not self._root.is_dir():
            return
        if self._queue is not None:
            self._queue.put(self.open_jobs("waiting"))
            return
        try:
            with self._alone():
                for job in self._running():
                    self._follow(job)
                while (waiting := self._next()) is not None:
                    self._run(waiting)
        except OSError as fault:
            _LOG.warning("files are left until their folder can be used: %s", type(fault).__name__)

    # ---- one job, on a machine that works for others

    def open_jobs(self, *states: str) -> list[str]:
        """Return the ids of the jobs that wait or run, the oldest first."""
        wanted = states or jobs.OPEN
        query = select(Job.id).where(Job.kind == KIND, Job.state.in_(wanted))
        with self._store.session(read_only=True) as session:
            return list(session.scalars(query.order_by(Job.created_at, Job.id)))

    def begin(self, number: str) -> None:
        """Start a job that waits; any other one is left as it is.

        Raises:
            BehindError: this machine is behind with its area.
        """
        with self._store.session() as session:
            waits = session.get(Job, number)
            if waits is not None and is_behind(self._areas, waits.area):
                raise BehindError
            job = jobs.claim(session, KIND, number)
        if job is not None:
            self._run(job)

    def is_open(self, number: str) -> bool:
        """Note what has become of a job, or let it go on; false when it is over."""
        with self._store.session(read_only=True) as session:
            job = session.get(Job, number)
        if job is None or job.state != "running":
            self._listener.forget(number)
            return False
        self._follow(job)
        return True

    # ---- every job, on the only machine

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one thread of one process at a time start jobs."""
        import fcntl  # noqa: PLC0415 - not on Windows, where file jobs do not run either

        handle = os.open(self._root / "start.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _running(self) -> list[Job]:
        query = select(Job).where(Job.kind == KIND, Job.state == "running")
        with self._store.session(read_only=True) as session:
            return list(session.scalars(query.order_by(Job.created_at)))

    def _next(self) -> Job | None:
        """Take the job whose turn it is; None where none waits, or enough are running."""
        count = select(func.count()).where(Job.kind == KIND, Job.state == "running")
        waits = select(Job.id).where(Job.kind == KIND, Job.state == "waiting").limit(1)
        with self._store.session(read_only=True) as session:
            if session.scalar(waits) is None:
                return None
            if (session.scalar(count) or 0) >= self._settings.jobs_at_once:
                return None
        with self._store.session() as session:
            return jobs.claim(session, KIND)

    def _run(self, job: Job) -> None:
        """Start the process of a job, or let it go on."""
        about_one = not is_everywhere(job.area)
        order = order_of(job).job_order(self._settings, with_triage=about_one)
        try:
            engine = engine_of(self._areas, self._settings, job.area, job.variant, job.lang)
            told = start_job(self.place(job), order, engine)
        except TableError as fault:
            self._stop(job, fault.code)
        except BoundaryError:
            self._fail(job, "fault")
        except OSError:
            self._stop(job, DISK)
        else:
            if told.state is JobState.FAILED:
                self._stop(job, told.code)

    def _stop(self, job: Job, code: str) -> None:
        """Note why a job failed; where its folder is to blame, it is let go on later."""
        if not self._root.is_dir() or code == DISK:
            _LOG.warning("a file is left until its folder can be written")
        elif self._has_lost_input(job):
            self._fail(job, "gone")
        else:
            self._fail(job, code)

    def _follow(self, job: Job) -> None:
        """Note what has become of a job that was running."""
        place = self.place(job)
        if not place.is_dir():
            if self._root.is_dir():  # else it is the folder of all that is not there now
                self._fail(job, "gone")
            return
        progress = job_progress(place)
        if progress.state is JobState.RUNNING:
            shared = self._settings.several_machines
            if shared and self._listener.is_silent(job.id, place):
                self._take_over(job, progress.rows)
        elif progress.state is JobState.DONE:
            self._finish(job)
        elif progress.state is JobState.FAILED and progress.code != DISK:
            self._fail(job, progress.code)
        else:
            self._go_on(job, progress)

    def _go_on(self, job: Job, progress: JobProgress) -> None:
        """Start a run again that has stopped; give up after some times."""
        order = order_of(job)
        if self._has_lost_input(job):
            self._fail(job, "gone")
        elif _tries(order, progress.rows) >= MOST_TRIES:
            self._fail(job, progress.code or "interrupted")
        elif is_usable(self.folder(job), order.source) and self._try_again(job, progress.rows):
            self._run(job)

    def _has_lost_input(self, job: Job) -> bool:
        source = self.folder(job) / order_of(job).source
        return self._root.is_dir() and not source.exists()

    def _try_again(self, job: Job, rows: int, **changes: str) -> bool:
        """Count one try more; false where another machine has done so, or the job is over."""
        known = order_of(job)
        with self._store.session() as session:
            row = self._held(session, job)
            if row is None:
                return False
            order = order_of(row)
            if (order.tries, order.reached) != (known.tries, known.reached):
                return False
            put_order(row, order, tries=_tries(order, rows) + 1, reached=rows, **changes)
            job.options = row.options
        return True

    def _take_over(self, job: Job, rows: int) -> None:
        """Let another run go on where one holds its folder and gives no sign of life."""
        order, old = order_of(job), self.place(job)
        if _tries(order, rows) >= MOST_TRIES:
            self._fail(job, "interrupted")
            return
        run = secrets.token_hex(4)
        new = self.folder(job) / run
        try:
            hand_over(old, new, order.out)
        except OSError:
            self._listener.forget(job.id)
            return
        if not self._try_again(job, rows, run=run):
            shutil.rmtree(new, ignore_errors=True)
            return
        _LOG.warning("a run of a file stands still; another one goes on")
        with contextlib.suppress(OSError):
            cancel_job(old)
        self._run(job)

    def _held(self, session: Session, job: Job) -> Job | None:
        """Return the row of a job while the run that counts is the one that is known, or None."""
        row = jobs.held(session, job.id)
        if row is None or row.state != "running" or order_of(row).run != order_of(job).run:
            return None
        return row

    def _finish(self, job: Job) -> None:
        with self._store.session() as session:
            if self._held(session, job) is None:
                return
            for name in (order_of(job).source, LOOK, ARRIVAL):
                (self.folder(job) / name).unlink(missing_ok=True)  # the result holds all of it
            jobs.finish(session, job.id)

    def _fail(self, job: Job, code: str) -> None:
        with self._store.session() as session:
            if self._held(session, job) is not None:
                jobs.fail(session, job.id, code)

    # ---- clearing up

    def tidy_when_due(self) -> None:
        """Clear up, unless that happened a moment ago or there never was a job."""
        if time.monotonic() - self._tidied < TIDY_SECONDS:
            return
        self._tidied = time.monotonic()
        if self._root.is_dir():
            self.tidy()

    def tidy(self) -> None:
        """Delete jobs whose time is over, and folders that no job knows."""
        with self._store.session(read_only=True) as session:
            over = [job for job in jobs.expired(session) if job.kind == KIND]
            arriving = jobs.arriving(session, KIND, since=ARRIVAL_AGE)
            known = set(session.scalars(select(Job.folder)))
        for job in arriving:
            if broke_off(self.folder(job)):
                self.give_up(job)
        for job in over:
            self.discard(job, patience_s=0.5)
        for folder in self._root.iterdir():
            if folder.is_dir() and f"{jobs.FOLDER}/{folder.name}" not in known:
                _remove_orphan(folder)

    def give_up(self, job: Job) -> None:
        """Delete a job whose file nobody takes in any more, or whose time is over.

        One that has come to be whole meanwhile stays.
        """
        with self._store.session() as session:
            row = jobs.held(session, job.id)
            if row is None or (row.state != jobs.ARRIVING and jobs.is_alive(session, row)):
                return
            jobs.expire(session, job.id)
        self.discard(job, patience_s=0.5)

    def discard(self, job: Job, *, patience_s: float = PATIENCE_S) -> None:
        """Delete a job and its folder.

        Where its process will not end, or the folder cannot be written, the next time that is
        cleared up.
        """
        folder, place = self.folder(job), self.place(job)
        try:
            if place.exists() and not end_job(place, patience_s=patience_s):
                return
            if folder.exists():
                shutil.rmtree(folder)
        except OSError as fault:
            _LOG.warning("a folder of a file stays for now: %s", type(fault).__name__)
            return
        with self._store.session() as session:
            jobs.forget(session, job.id)


def _tries(order: Order, rows: int) -> int:
    """Return how often a run was let go on that has got no further since."""
    return 0 if rows > order.reached else order.tries


def _remove_orphan(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if time.time() - folder.stat().st_mtime < ORPHAN_AGE.total_seconds():
            return
        if not remove_job(folder, patience_s=0.5):
            return
    shutil.rmtree(folder, ignore_errors=True)
