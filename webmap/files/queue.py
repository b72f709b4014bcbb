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
import functools
import logging
import signal
import threading
from typing import TYPE_CHECKING

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import DeleteJobCondition, Status

from webmap.store import machines
from webmap.store.errors import StoreUnavailableError
from webmap.store.postgres import PatientAsyncConnection, PatientConnection

from .runner import BehindError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable
    from typing import Any

    from procrastinate.jobs import JobDeferrer
    from sqlalchemy import URL

    from webmap.store.core import Store

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
AGAIN_S = 3.0
"""After so long a machine that works turns again to a database that did not answer, seconds."""
_AWAY = (ConnectorException, StoreUnavailableError, psycopg.Error)
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
                    **address,
                    connection_class=PatientConnection,
                    min_size=0,
                    max_size=2,
                    timeout=PATIENCE_S,
                    # Else it would ask ever more seldom, and be late when the database is back.
                    reconnect_timeout=PATIENCE_S,
                )
                self._app = procrastinate.App(connector=connector)
                self._app.open()
            return self._app


def work(store: Store, runner: Runner, *, at_once: int, name: str) -> None:
    """Work on files until told to stop; a job that runs then is taken over by another machine.

    A database that does not answer is waited for.

    Args:
        store: of PostgreSQL.
        runner: of this machine, with its areas and the shared data folder.
        at_once: how many files.
        name: of this machine, for the log.
    """
    asyncio.run(_work(store, runner, at_once, name))


async def _work(store: Store, runner: Runner, at_once: int, name: str) -> None:
    told, unheard, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()
    loop.set_exception_handler(functools.partial(_unheard, unheard))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    while not told.is_set():
        try:
            await asyncio.to_thread(machines.prepare, store)
            unheard.clear()
            await _work_connected(store.url, runner, at_once, name, (told, unheard))
        except _AWAY as fault:
            why = fault if isinstance(fault, StoreUnavailableError) else type(fault).__name__
            _LOG.warning("the queue does not answer and is asked again: %s", why)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(told.wait(), AGAIN_S)


def _unheard(
    unheard: asyncio.Event, loop: asyncio.AbstractEventLoop, about: dict[str, Any]
) -> None:
    """Say in a line what the library cannot end, and begin anew with the queue.

    Another machine has taken it over meanwhile; or the database did not hear of it, and it would
    stand on the queue as what this machine works on for as long as this machine lives.
    """
    if isinstance(about.get("exception"), ConnectorException):
        _LOG.warning("what another machine has taken over cannot be noted as done by this one")
        unheard.set()
    else:
        loop.default_exception_handler(about)


async def _work_connected(
    url: URL, runner: Runner, at_once: int, name: str, ends: Iterable[asyncio.Event]
) -> None:
    """Work until told to stop, or until the database fails to answer, or to hear.

    Raises:
        ConnectorException, StoreUnavailableError, psycopg.Error: it does not.
    """
    connector = procrastinate.PsycopgConnector(
        **machines.address_of(url),
        connection_class=PatientAsyncConnection,
        min_size=1,
        max_size=4,
    )
    app = procrastinate.App(connector=connector)

    @app.task(name=TASK, queue=QUEUE)
    async def answer_file(number: str) -> None:
        await _answer(runner, number)

    try:
        await app.open_async()
        worker = app.run_worker_async(
            queues=[QUEUE],
            name=name,
            concurrency=at_once,
            fetch_job_polling_interval=LOOK_S,
            shutdown_graceful_timeout=1.0,
            update_heartbeat_interval=SIGN_S,
            stalled_worker_timeout=SILENT_S,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
        )
        await _first_over(worker, _look(app, runner), *(one.wait() for one in ends))
    finally:
        await app.close_async()


async def _first_over(*several: Coroutine[Any, Any, object]) -> None:
    """Do several things until one of them is over or fails; the others are stopped."""
    tasks = [asyncio.ensure_future(one) for one in several]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Exception):
            raise outcome


async def _answer(runner: Runner, number: str) -> None:
    """See a job through. Left undone, it is off the queue, and found by whoever looks next."""
    try:
        # Another process does the work: there is no event to wait for.
        await asyncio.to_thread(runner.begin, number)
        while await asyncio.to_thread(runner.is_open, number):  # noqa: ASYNC110 - see above
            await asyncio.sleep(FOLLOW_S)
    except (StoreUnavailableError, BehindError, OSError) as fault:
        _LOG.warning("a file is left for a moment (%s)", type(fault).__name__)


async def _look(app: procrastinate.App, runner: Runner) -> None:
    """Look now and then for jobs that nobody works on, and clear up."""
    while True:
        await _take_over(app)
        await _find_lost(app, runner)
        try:
            await asyncio.to_thread(runner.tidy_when_due)
        except OSError as fault:
            _LOG.warning("the folder could not be cleared up: %s", type(fault).__name__)
        await asyncio.sleep(LOOK_S)


async def _take_over(app: procrastinate.App) -> None:
    """Take off the queue what a machine had that gives no sign of life any more.

    It is not put back as it is: the same job may wait there already, and a moment at which to go
    on would be told by the clock of this machine.
    """
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT_S):
        _LOG.warning("a machine that worked on a file is silent; another one goes on")
        with contextlib.suppress(ConnectorException):  # another machine was quicker
            await manager.finish_job(job, Status.ABORTED, delete_job=True)


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
