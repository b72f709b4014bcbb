"""Files of addresses on a queue, where several machines share a PostgreSQL and a data folder.

The queue is procrastinate's: any web machine puts a job on it, any machine
with `akcioterulet work` takes it. The row of the job and its folder hold what there is to know;
what stands on the queue is the job's id alone. So a word that is said twice does no harm, and one
that was lost is said again: each machine that works looks now and then for jobs that are open and
on no queue, and for those whose machine gives no sign of life.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from typing import TYPE_CHECKING

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status

from webmap.store import machines
from webmap.store.errors import StoreUnavailableError

from .runner import BehindError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from procrastinate.jobs import JobDeferrer
    from sqlalchemy import URL

    from .runner import Runner

QUEUE, TASK = "files", "answer_file"
PATIENCE_S = 2.0
"""A web machine waits so long for the queue; the machines that work find the job all the same."""
FOLLOW_S = 0.25
"""How often a machine that works looks how far a job is, seconds."""
SIGN_S, SILENT_S = 3.0, 15.0
"""A machine gives a sign of life so often; one that gave none for so long is taken for dead."""
LOOK_S = 5.0
"""How often a machine that works looks for jobs that nobody works on, seconds."""
_RETRY = procrastinate.RetryStrategy(wait=3, retry_exceptions={StoreUnavailableError, BehindError})
_LOG = logging.getLogger(__name__)


def _order(app: procrastinate.App, number: str) -> JobDeferrer:
    """Return what puts a job on the queue: it waits there once, and one machine works on it."""
    return app.configure_task(TASK, queue=QUEUE, lock=number, queueing_lock=number)


class Queue:
    """Where a web machine puts jobs. Safe in several threads; a forked process opens its own."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._app: procrastinate.App | None = None

    def put(self, numbers: Iterable[str]) -> None:
        """Put jobs on the queue; those that are on it stay there once."""
        for number in numbers:
            try:
                _order(self._opened(), number).defer(number=number)
            except AlreadyEnqueued:
                continue
            except ConnectorException:
                _LOG.warning("the queue does not answer; a machine that works finds the job")
                return

    def _opened(self) -> procrastinate.App:
        with self._lock:
            if self._app is None:
                address = machines.address_of(self._url)
                connector = procrastinate.SyncPsycopgConnector(
                    **address, min_size=0, max_size=2, timeout=PATIENCE_S
                )
                self._app = procrastinate.App(connector=connector)
                self._app.open()
            return self._app


def work(url: URL, runner: Runner, *, at_once: int, name: str) -> None:
    """Work on files until told to stop; a job that runs then is taken over by another machine.

    Args:
        url: of PostgreSQL; the queue is there (`store.machines.prepare`).
        runner: of this machine, with its areas and the shared data folder.
        at_once: how many files.
        name: of this machine, for the log.
    """
    asyncio.run(_work(url, runner, at_once, name))


async def _work(url: URL, runner: Runner, at_once: int, name: str) -> None:
    connector = procrastinate.PsycopgConnector(**machines.address_of(url), min_size=1, max_size=4)
    app = procrastinate.App(connector=connector)

    @app.task(name=TASK, queue=QUEUE, retry=_RETRY)
    async def answer_file(number: str) -> None:
        # Another process does the work: there is no event to wait for.
        await asyncio.to_thread(runner.begin, number)
        while await asyncio.to_thread(runner.is_open, number):  # noqa: ASYNC110 - see above
            await asyncio.sleep(FOLLOW_S)

    async with app.open_async():
        looking = asyncio.create_task(_look(app, runner))
        try:
            await app.run_worker_async(
                queues=[QUEUE],
                name=name,
                concurrency=at_once,
                fetch_job_polling_interval=LOOK_S,
                shutdown_graceful_timeout=1.0,
                update_heartbeat_interval=SIGN_S,
                stalled_worker_timeout=SILENT_S,
                delete_jobs=DeleteJobCondition.ALWAYS,
            )
        finally:
            looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await looking


async def _look(app: procrastinate.App, runner: Runner) -> None:
    """Look now and then for jobs that nobody works on, and clear up."""
    while True:
        try:
            await _take_over(app)
            await _find_lost(app, runner)
            await asyncio.to_thread(runner.tidy_when_due)
        except (ConnectorException, StoreUnavailableError, OSError) as fault:
            _LOG.warning("the queue could not be looked through: %s", type(fault).__name__)
        await asyncio.sleep(LOOK_S)


async def _take_over(app: procrastinate.App) -> None:
    """Put back what a machine had that gives no sign of life any more."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT_S):
        _LOG.warning("a machine that worked on a file is silent; another one goes on")
        with contextlib.suppress(ConnectorException):  # another machine was quicker
            await manager.retry_job(job)


async def _find_lost(app: procrastinate.App, runner: Runner) -> None:
    """Put jobs on the queue that are open and not on it."""
    manager = app.job_manager
    known = {
        job.lock
        for status in (Status.TODO, Status.DOING)
        for job in await manager.list_jobs_async(queue=QUEUE, status=status.value)
    }
    for number in await asyncio.to_thread(runner.open_jobs):
        if number not in known:
            with contextlib.suppress(AlreadyEnqueued):
                await _order(app, number).defer_async(number=number)
