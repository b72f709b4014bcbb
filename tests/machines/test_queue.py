"""What the queue says is put right by the rows of the jobs, whatever a machine left on it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import procrastinate
import pytest
from procrastinate.exceptions import ConnectorException

from webmap.files import queue
from webmap.files.queue import QUEUE
from webmap.store import machines
from webmap.store.core import Store
from webmap.store.postgres import PatientAsyncConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NUMBER = "a job"


@pytest.fixture
def store(tmp_path: Path, new_postgres: Callable[[], str]) -> Iterator[Store]:
    made = Store(tmp_path / "kept", new_postgres())
    made.upgrade()
    machines.prepare(made)
    yield made
    made.close()


class OneOpen:
    """A runner that knows of one job, which is open."""

    def open_jobs(self) -> list[str]:
        return [NUMBER]


async def _taken_after_a_death(store: Store) -> list[object]:
    """Return what another machine is given of a job whose machine died."""
    connector = procrastinate.PsycopgConnector(
        **machines.address_of(store.url), connection_class=PatientAsyncConnection, min_size=1
    )
    app = procrastinate.App(connector=connector)
    async with app.open_async():
        manager = app.job_manager
        dead, alive = [await manager.register_worker() for _ in range(2)]
        await queue._order(app, NUMBER).defer_async(number=NUMBER)
        assert await manager.fetch_job([QUEUE], dead)
        # A web machine that is asked before the row says that the job runs puts it there again.
        await queue._order(app, NUMBER).defer_async(number=NUMBER)
        assert await manager.fetch_job([QUEUE], alive) is None
        silent = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        await connector.execute_query_async(f"{silent} WHERE id = %(dead)s", dead=dead)
        await queue._take_over(app)
        await queue._find_lost(app, cast("Any", OneOpen()))
        found = [await manager.fetch_job([QUEUE], alive) for _ in range(2)]
        return [job and job.lock for job in found]


def test_a_job_that_stands_on_the_queue_twice_goes_on_once(store: Store) -> None:
    with ThreadPoolExecutor(1) as apart:  # a browser of another test may run a loop in this thread
        taken = apart.submit(lambda: asyncio.run(_taken_after_a_death(store))).result()
    assert taken == [NUMBER, None]


def test_what_the_database_did_not_hear_lets_a_machine_begin_anew_with_the_queue() -> None:
    """Else a file would stand there for ever as what a machine that lives works on."""
    unheard, loop = asyncio.Event(), asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)
    queue._unheard(unheard, loop, {"message": "x", "exception": ConnectorException()})
    assert unheard.is_set()
    loop.close()
