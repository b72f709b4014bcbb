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
import os
import shutil
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from boundaries.errors import BoundaryError
from boundaries.files.running import JobState, job_progress, remove_job, start_job
from boundaries.tables.faults import TableError
from webmap.store import jobs
from webmap.store.errors import ConflictError, NotKnownError
from webmap.store.tables import Job

from .folders import LOOK, order_of, put_order
from .scope import engine_of, is_behind, is_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from webmap.ask.services import BundledAreas
    from webmap.store.core import Store
    from webmap.web.settings import Settings

    from .queue import Queue

KIND = "check_file"
MOST_TRIES = 3
"""A run that vanishes more often than this is given up."""
TIDY_SECONDS = 60.0
"""Clearing up happens at most this often in a process."""
ORPHAN_AGE = dt.timedelta(hours=1)
"""A folder that no row knows is deleted when nothing in it has changed for so long."""
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
        self._tidied = -TIDY_SECONDS

    def folder(self, job: Job) -> Path:
        """Return the folder of a job."""
        return self._store.data_dir / job.folder

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
        with self._alone():
            for job in self._running():
                self._follow(job)
            while (waiting := self._next()) is not None:
                self._run(waiting)

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
            told = start_job(self.folder(job), order, engine)
        except TableError as fault:
            self._fail(job, fault.code)
        except (BoundaryError, OSError):
            self._fail(job, "fault")
        else:
            if told.state is JobState.FAILED:
                self._fail(job, told.code)

    def _follow(self, job: Job) -> None:
        """Note what has become of a job that was running."""
        if not self.folder(job).is_dir():
            self._fail(job, "unreadable")
            return
        progress = job_progress(self.folder(job))
        if progress.state is JobState.DONE:
            self._finish(job)
        elif progress.state is JobState.FAILED:
            self._fail(job, progress.code)
        elif progress.state is not JobState.RUNNING:
            self._go_on(job)

    def _go_on(self, job: Job) -> None:
        """Start a run again whose process has vanished; give up after some times."""
        order = order_of(job)
        if order.tries >= MOST_TRIES:
            self._fail(job, "interrupted")
            return
        with contextlib.suppress(NotKnownError), self._store.session() as session:
            put_order(jobs.get(session, job.id), order, tries=order.tries + 1)
        self._run(job)

    def _finish(self, job: Job) -> None:
        folder = self.folder(job)
        for name in (order_of(job).source, LOOK):
            (folder / name).unlink(missing_ok=True)  # the result holds all of it
        with contextlib.suppress(ConflictError, NotKnownError), self._store.session() as session:
            jobs.finish(session, job.id)

    def _fail(self, job: Job, code: str) -> None:
        with contextlib.suppress(ConflictError, NotKnownError), self._store.session() as session:
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
            known = set(session.scalars(select(Job.folder)))
        for job in over:
            self.discard(job, patience_s=0.5)
        for folder in self._root.iterdir():
            if folder.is_dir() and f"{jobs.FOLDER}/{folder.name}" not in known:
                _remove_orphan(folder)

    def discard(self, job: Job, *, patience_s: float = PATIENCE_S) -> None:
        """Delete a job and its folder; where its process will not end, the next time."""
        folder = self.folder(job)
        gone = not folder.exists() or remove_job(folder, patience_s=patience_s)
        if gone:
            with self._store.session() as session:
                jobs.forget(session, job.id)


def _remove_orphan(folder: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if time.time() - folder.stat().st_mtime < ORPHAN_AGE.total_seconds():
            return
        if not remove_job(folder, patience_s=0.5):
            return
    shutil.rmtree(folder, ignore_errors=True)
