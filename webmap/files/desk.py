"""What people and programs do with their files: send, look, start, stop, correct, fetch, delete.

A job has a row in the database and a folder of its own below the data folder. Its state there
is one of the store's, or "new" while its owner still chooses columns. Everything is asked with
the person whose job it is; the job of somebody else is as if there were none.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from boundaries.files.running import JobProgress, JobState, cancel_job, failed, job_progress
from webmap.ask.answering import answering
from webmap.store import audit, jobs
from webmap.store.errors import NotKnownError
from webmap.store.moments import moment

from . import folders
from .arrivals import Arrivals
from .correct import correct, open_rows
from .folders import TRIAGE, FileFaultError, clean_name, order_of, put_order
from .runner import KIND, Runner
from .scope import is_everywhere, town_of
from .tasks import Convert, Correct, Look, convert, look, run_task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

    from webmap.ask.services import BundledAreas
    from webmap.store.core import Store
    from webmap.store.tables import Job, User
    from webmap.web.settings import Settings

    from .arrivals import Sent
    from .correct import OpenRow
    from .queue import Queue

GRACE = dt.timedelta(minutes=10)
"""A downloaded result stays so long, for a download that broke off and for the other format."""
LOOK_SECONDS = 60.0
STARTABLE = (jobs.ARRIVING, jobs.NEW, "failed", "cancelled")


class Desk:
    """The files of one service.

    Args:
        store: rows of the jobs; its data folder holds their folders.
        settings: limits.
        areas: answers are given as these areas give them.
    """

    def __init__(self, store: Store, settings: Settings, areas: BundledAreas) -> None:
        self._store, self._settings, self._areas = store, settings, areas
        self.runner = Runner(store, settings, areas, queue_of(store, settings))
        self._arrivals = Arrivals(store, settings, self.runner)

    # ---- sending

    def receive(
        self,
        sent: Sent,
        then: Callable[[Job], None] | None = None,
    ) -> Job:
        """Take a file in and look into it; what was sent before keeps the job that it has.

        Where it cannot be taken nothing of it is left. Where the database fails meanwhile, what
        it has noted holds.

        Args:
            sent: what is sent.
            then: starts the job; until then nobody is told of it.

        Raises:
            FileFaultError: it cannot be taken.
            FolderAwayError: the folder of all files is not there now.
        """
        self.runner.require_folder()
        return self._arrivals.take(sent, self.look, then)

    def look(self, job: Job, *, header: bool | None = None, sheet: str | None = None) -> None:
        """Look into the input, as it is or told about heading and sheet.

        Raises:
            FileFaultError: it cannot be read as a table.
        """
        folder = self.folder(job)
        town = town_of(self._areas, job.area, job.variant)
        task = Look(folder / order_of(job).source, job.lang, header, sheet, town)
        folders.keep_look(folder, run_task(look, task, LOOK_SECONDS))
        self._change(job, header=header, sheet=sheet)

    def seen(self, job: Job) -> dict[str, Any] | None:
        """Return what the last look showed; None where the input has gone."""
        folder = self.folder(job)
        is_there = (folder / order_of(job).source).is_file()
        return folders.kept_look(folder) if is_there else None

    # ---- running

    def start(
        self,
        job: Job,
        *,
        columns: tuple[str, ...] = (),
        area: tuple[str, str] | None = None,
        keep: bool = False,
        lang: str | None = None,
        town: str = "",
    ) -> None:
        """Let a job run, as soon as it is its turn.

        Args:
            job: a job that is not running.
            columns: the address columns; none = the guess.
            area: slug and variant, as in `receive`; none = those it has.
            keep: keep the result after its download.
            lang: language of the results.
            town: the town of rows that name none, where the sender has said so.

        Raises:
            FileFaultError: it is running or done already, or its input has gone.
        """
        with self._store.session() as session:
            row = jobs.held(session, job.id)
            if row is None or row.state not in STARTABLE or not jobs.is_alive(session, row):
                raise FileFaultError("over")
            order = order_of(row)
            if not (self.folder(row) / order.source).is_file():
                raise FileFaultError("over")
            row.area, row.variant = area or (row.area, row.variant)
            row.lang, row.state, row.message = lang or row.lang, "waiting", ""
            put_order(row, order, columns=columns, keep=keep, tries=0, reached=0, town=town)
        self.runner.advance()

    def progress(self, job: Job) -> JobProgress:
        """Return how far a job is."""
        found = job_progress(self.place(job))
        if job.state == "failed":
            return JobProgress(JobState.FAILED, code=job.message, rows=found.rows)
        if job.state == "done" and not (self.place(job) / order_of(job).out).is_file():
            return failed("gone", "the result is not there any more", rows=found.rows)
        return found

    def cancel(self, job: Job, by: User) -> None:
        """Stop a job; one that is over stays as it is."""
        with self._store.session() as session:
            row = jobs.get(session, job.id)
            if row.state not in jobs.OPEN:
                return
            jobs.cancel(session, job.id, by=by)
        # Where nothing can be written it is not told, and what it still does is nobody's result.
        with contextlib.suppress(OSError):
            cancel_job(self.place(job))

    # ---- what came of it

    def open_rows(self, job: Job, start: int, count: int) -> list[OpenRow]:
        """Return some of the rows that need a person.

        Raises:
            FileFaultError: the job is not done, or has no such rows.
        """
        self._require_triage(job)
        return open_rows(self.place(job), start, count)

    def correct(
        self,
        job: Job,
        by: User,
        rows: dict[int, str] | None = None,
        sheet: tuple[IO[bytes], str | None] | None = None,
    ) -> dict[str, int]:
        """Answer corrected rows again and put them into the result.

        Args:
            job: a job that is done.
            by: who corrected them.
            rows: row (as spreadsheets count) and corrected address.
            sheet: or a corrected triage sheet, with the name that its sender gives it.

        Returns:
            How many rows were corrected, and how many of them are decided now.

        Raises:
            FileFaultError: nothing corrected, no triage sheet, or another edition is in force;
                the job is about every area.
        """
        self._require_triage(job)
        done = self._sheet(job, *sheet) if sheet else self._correct(job, rows or {}, None)
        if not done:  # it was sent twice
            return order_of(job).last
        with self._store.session() as session:
            row = jobs.get(session, job.id)
            order = put_order(row, order_of(row), last=done)
            # A new result, which nobody has fetched yet.
            row.expires_at = dt.datetime.fromisoformat(order.until)
            audit.write(session, by, "job.correct", f"job:{job.id}", **done)
        return done

    def _sheet(self, job: Job, stream: IO[bytes], sent_name: str | None) -> dict[str, int]:
        folder = self.place(job)
        with tempfile.TemporaryDirectory(dir=folder) as inner:
            name = folders.take_in(Path(inner), stream, clean_name(sent_name), self._limit)
            return self._correct(job, {}, f"{Path(inner).name}/{name}")

    def _correct(self, job: Job, rows: dict[int, str], sheet: str | None) -> dict[str, int]:
        engine = answering(self._areas, job.area, job.variant, job.lang)
        order = Correct(self.place(job), order_of(job).out, engine, rows, sheet)
        return run_task(correct, order)

    @property
    def _limit(self) -> int:
        return self._settings.max_upload_bytes

    def result(self, job: Job, part: str, ending: str) -> Path:
        """Return a file to fetch; the other format is made when it is first asked for.

        Args:
            job: a job that is done.
            part: "result" or "triage".
            ending: "csv" or "xlsx".

        Raises:
            FileFaultError: the job is not done, or the rows do not fit into a sheet; there are
                no rows that need a person where every area was asked.
        """
        if part == "result":
            self._require_done(job)
        else:
            self._require_triage(job)
        folder = self.place(job)
        whole = folder / (order_of(job).out if part == "result" else TRIAGE)
        if whole.suffix == f".{ending}":
            return whole
        other = folder / f"{part}-other.{ending}"
        if not other.exists() or other.stat().st_mtime_ns < whole.stat().st_mtime_ns:
            run_task(convert, Convert(whole, other))
        return other

    def fetched(self, job: Job) -> None:
        """Note that a result was downloaded: it is deleted soon, unless it is to be kept."""
        if order_of(job).keep:
            return
        with self._store.session() as session:
            row = jobs.get(session, job.id)
            row.expires_at = min(row.expires_at, moment(session) + GRACE)

    def delete(self, job: Job, by: User) -> None:
        """Delete a job with everything that belongs to it, now."""
        with self._store.session() as session:
            audit.write(session, by, "job.delete", f"job:{job.id}")
            jobs.expire(session, job.id)
        self.runner.discard(job)

    # ---- finding

    def get(self, number: str, by: User) -> Job:
        """Return a job of a person, as it is now.

        Raises:
            NotKnownError: there is none, it is somebody else's, or its time is over.
            FolderAwayError: the folder of all files is not there now.
        """
        self.runner.require_folder()
        self.runner.advance()
        with self._store.session(read_only=True) as session:
            row = jobs.get(session, number, of=by)
            alive = _alive(session, [row])
        if not alive:
            raise NotKnownError("the time of the job is over")
        return row

    def of_user(self, by: User) -> Sequence[Job]:
        """Return the jobs of a person, newest first.

        Raises:
            FolderAwayError: the folder of all files is not there now.
        """
        self.runner.require_folder()
        self.runner.advance()
        with self._store.session(read_only=True) as session:
            return _alive(session, jobs.of_user(session, by))

    def folder(self, job: Job) -> Path:
        """Return the folder of a job."""
        return self.runner.folder(job)

    def place(self, job: Job) -> Path:
        """Return the folder of the run of a job that counts."""
        return self.runner.place(job)

    def _change(self, job: Job, **changes: Any) -> None:  # noqa: ANN401 - fields of an order
        with self._store.session() as session:
            row = jobs.get(session, job.id)
            put_order(row, order_of(row), **changes)
            job.options = row.options

    def _require_done(self, job: Job) -> None:
        progress = self.progress(job)
        if progress.code == "gone":
            raise FileFaultError("gone")
        if job.state != "done" or progress.state is not JobState.DONE:
            raise FileFaultError("not_ready")

    def _require_triage(self, job: Job) -> None:
        self._require_done(job)
        if is_everywhere(job.area):
            raise FileFaultError("no_triage")


def queue_of(store: Store, settings: Settings) -> Queue | None:
    """Return the queue of several machines; None where the service is one machine."""
    if not settings.several_machines:
        return None
    from .queue import Queue  # noqa: PLC0415 - an extra that one machine does without

    return Queue(store.url)


def _alive(session: Session, several: Sequence[Job]) -> Sequence[Job]:
    """Return the jobs of files whose time is not over."""
    return [job for job in several if job.kind == KIND and jobs.is_alive(session, job)]
