"""Takes files in: each has one job, also where its request comes twice or a machine dies meanwhile.

The folder of a job is made and held before its row, and held until the sender may be told of the
job. So a row whose file arrives and whose folder nobody holds is one that nobody was told of: it is
given up, by the next request with its key or when things are cleared up.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webmap.store import jobs
from webmap.store.errors import ConflictError, NotKnownError, StoreUnavailableError
from webmap.store.moments import moment

from . import folders
from .folders import FileFaultError, Order, order_of, put_order
from .runner import KIND

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from webmap.store.core import Store
    from webmap.store.tables import Job, User
    from webmap.web.settings import Settings

    from .folders import Readable
    from .once import Once
    from .runner import Runner

PATIENCE_S = 5.0
"""So long a request waits for another one with its key that brings its file at the moment."""
STANDS_AGE = dt.timedelta(minutes=2)
"""Who takes a file in for so long stands still: where it comes again, it is taken in anew."""
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that brings a file."""

    by: User
    stream: Readable
    name: str
    area: tuple[str, str]
    """Slug and variant; see `scope` for every area."""
    lang: str
    once: Once | None = None
    """What it is known by if it is sent again; the file is read from there then."""


class _KeyTakenError(Exception):
    """Another request has come with the key meanwhile."""


class Arrivals:
    """Takes in the files of one service. Safe in several threads, processes and machines."""

    def __init__(self, store: Store, settings: Settings, runner: Runner) -> None:
        self._store, self._settings, self._runner = store, settings, runner

    def take(
        self, sent: Sent, look: Callable[[Job], None], then: Callable[[Job], None] | None
    ) -> Job:
        """Return the job of a request: a new one, or the one that it has.

        Args:
            sent: what is sent.
            look: looks into the file.
            then: starts the job; without it its owner goes on to choose.

        Raises:
            FileFaultError: it cannot be taken, or its key is in use.
        """
        while True:
            if sent.once is not None and (known := self._sent_before(sent.by, sent.once)):
                return self._same(known, sent.once)
            with contextlib.suppress(_KeyTakenError):
                return self._take(sent, look, then or self._let_choose)

    def _take(self, sent: Sent, look: Callable[[Job], None], then: Callable[[Job], None]) -> Job:
        number = jobs.new_number()
        folder = self._store.data_dir / jobs.folder_of(number)
        with folders.arriving(folder):
            job = None
            try:
                job = self._row(sent, number)
                self._fill(job, folder, sent)
                look(job)
                then(job)
            except StoreUnavailableError:
                raise  # what the database has noted holds, and it may have noted all
            except BaseException as fault:
                if job is None:
                    shutil.rmtree(folder, ignore_errors=True)
                else:
                    self._runner.discard(job)
                if isinstance(fault, NotKnownError):  # it was given up or deleted meanwhile
                    raise FileFaultError("over") from None
                raise
        return job

    def _row(self, sent: Sent, number: str) -> Job:
        """Make the row of a job.

        Raises:
            FileFaultError: its owner has too many.
            _KeyTakenError: there is one with its key.
        """
        life, most = dt.timedelta(hours=self._settings.job_hours), self._settings.jobs_per_user
        key = sent.once.key if sent.once else None
        slug, variant = sent.area
        try:
            with self._store.session() as session:
                jobs.hold_owner(session, sent.by)
                if key is not None and jobs.of_key(session, sent.by, key):
                    raise _KeyTakenError
                held = [row for row in jobs.of_user(session, sent.by) if row.kind == KIND]
                count = sum(jobs.is_alive(session, row) for row in held)
                if count >= most:
                    raise FileFaultError("too_many_jobs", count=most)
                row = jobs.create(
                    session,
                    KIND,
                    by=sent.by,
                    area=slug,
                    variant=variant,
                    lang=sent.lang,
                    in_name=sent.name,
                    life=life,
                    number=number,
                    sent_key=key,
                )
                row.state = jobs.ARRIVING
                put_order(row, Order(""), until=row.expires_at.isoformat())
        except ConflictError:
            raise _KeyTakenError from None
        return row

    def _fill(self, job: Job, folder: Path, sent: Sent) -> None:
        """Take the file into the folder of its job and note what it is."""
        limit = self._settings.max_upload_bytes
        folders.require_space(folder, limit)
        stream = sent.once.file if sent.once else sent.stream
        source = folders.take_in(folder, stream, sent.name, limit)
        with self._store.session() as session:
            row = jobs.get(session, job.id)
            put_order(row, order_of(row), source=source)
            row.sent_mark = sent.once.file.mark() if sent.once else None
            job.options = row.options

    def _let_choose(self, job: Job) -> None:
        with self._store.session() as session:
            row = jobs.held(session, job.id)
            if row is None or not jobs.is_alive(session, row):
                raise FileFaultError("over")
            row.state = job.state = jobs.NEW

    # ---- the same again

    def _sent_before(self, by: User, once: Once) -> Job | None:
        """Return the job that a request has, as soon as its file is here; None where it has none.

        Raises:
            FileFaultError: its file is being taken in.
        """
        until = time.monotonic() + PATIENCE_S
        while True:
            with self._store.session(read_only=True) as session:
                row = jobs.of_key(session, by, once.key)
                if row is None:
                    return None
                is_alive = jobs.is_alive(session, row)
                stands = row.created_at < moment(session) - STANDS_AGE
            if is_alive and row.state != jobs.ARRIVING:
                return row
            if not is_alive or stands or self._broke_off(row):
                self._runner.give_up(row)
            elif time.monotonic() < until:
                time.sleep(_LOOK_S)
            else:
                raise FileFaultError("idempotency_key_busy")

    def _broke_off(self, job: Job) -> bool:
        try:
            return folders.broke_off(self._runner.folder(job))
        except OSError:
            raise FileFaultError("no_space") from None

    def _same(self, known: Job, once: Once) -> Job:
        """Return a job if it is that of the very request.

        Raises:
            FileFaultError: other things were asked with the key, or another file was sent.
        """
        for _ in folders.pieces(once.file, self._settings.max_upload_bytes):
            continue
        if known.sent_mark != once.file.mark():
            raise FileFaultError("idempotency_key_reused")
        return known
