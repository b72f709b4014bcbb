"""The database stops, starts again, hangs: machines say so, lose nothing and go on alone."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import pytest
import requests

from tests.machines.conftest import WHO
from tests.machines.installation import Machines, Program, alone, sign_in, table
from tests.patience import wait_until
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import PostgresServer
    from tests.machines.proxy import Proxy

pytestmark = pytest.mark.whole

ROWS = 8_000
BOUND_S = 60.0
"""Nobody waits longer for an answer, on a machine with much to do: no bound but a hang's."""
AWAY = texts("hu")("account.store_away")


@pytest.fixture
def database(own_postgres: PostgresServer) -> str:
    return own_postgres.url("own")


@dataclass
class Load:
    """Asks the same again and again, and keeps what was answered."""

    asked: list[Callable[[], requests.Response]]
    seen: list[requests.Response] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._ask, args=(one,)) for one in self.asked]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, one: Callable[[], requests.Response]) -> None:
        while not self._over.wait(0.1):
            try:
                self.seen.append(one())
            except requests.RequestException as fault:
                self.broken.append(type(fault).__name__)

    def statuses(self) -> set[int]:
        """Return every status that was answered."""
        return {answer.status_code for answer in self.seen}


def test_a_database_that_stops_and_starts_under_load(
    machines: Machines, program: Program, own_postgres: PostgresServer, tmp_path: Path
) -> None:
    machines.more |= {name: {"AKCIOTERULET_JOBS_AT_ONCE": "1"} for name in ("work-1", "work-2")}
    for name in ("web-1", "web-2"):
        machines.serve(name)
    for name in ("work-1", "work-2"):
        machines.work(name)
    browser = sign_in(machines, "web-1", WHO)
    numbers = [program.send(name, table(ROWS)) for name in ("web-1", "web-2", "web-1")]
    machines.at_work()
    before = {name: machine.pid for name, machine in machines.running.items()}
    pages = [machines.url(name, "/files") for name in ("web-1", "web-2")]
    asked = [lambda url=url: browser.get(url, timeout=BOUND_S) for url in pages]
    asked += [lambda: program.get("web-2", f"/{numbers[0]}"), lambda: program.get("web-1")]
    with Load(asked) as load:
        wait_until(lambda: len(load.seen) > 8)
        own_postgres.stop()
        wait_until(lambda: load.statuses() == {200, 503}, load)
        refused = program.post("web-1", table(1))
        assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
        assert requests.get(machines.url("web-2", "/"), timeout=BOUND_S).status_code == 200
        # Longer than a machine is silent, and than its pool of connections has patience.
        asks = "is asked again"
        wait_until(lambda: all(asks in machines.said(name) for name in ("work-1", "work-2")))
        own_postgres.go_on()
        results = [program.result("web-2", number) for number in numbers]
    assert (load.statuses(), load.broken) == ({200, 503}, [])
    for answer in load.seen:
        if answer.status_code == 503:
            assert AWAY in answer.text
            assert "Retry-After" in answer.headers
        assert "Traceback" not in answer.text
    assert results == [alone(tmp_path, table(ROWS))] * 3
    assert len(program.get("web-1").json()["files"]) == 3
    assert browser.get(pages[0], timeout=BOUND_S, allow_redirects=False).status_code == 200
    assert before == {name: machine.pid for name, machine in machines.running.items()}
    assert all(machine.poll() is None for machine in machines.running.values())
    assert program.result("web-2", program.send("web-2", table(9))) == alone(tmp_path, table(9))


def test_files_that_are_sent_again_while_the_database_comes_and_goes(
    machines: Machines, program: Program, own_postgres: PostgresServer, tmp_path: Path
) -> None:
    names = ("web-1", "web-2")
    machines.more |= {name: {"AKCIOTERULET_RATE_LIMITS": "no"} for name in names}
    for name in names:
        machines.serve(name)
    refused: list[int] = []

    def send(number: int) -> str:
        """Send a file to one machine after the other until it is answered."""
        for name in itertools.cycle(names):
            answer = program.post(name, table(number), f"key-{number}")
            if answer.status_code == 202:
                return str(answer.json()["id"])
            assert answer.status_code in {409, 503}, answer.text
            refused.append(answer.status_code)
            time.sleep(0.2)
        raise AssertionError

    files = range(1, 13)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(send, number) for number in files]
        for done in (2, 5, 8):
            wait_until(lambda: sum(one.done() for one in sent) >= done)  # noqa: B023
            own_postgres.stop()
            own_postgres.go_on()
        ids = [one.result() for one in sent]
    assert 503 in refused
    assert len(set(ids)) == len(files)
    assert [send(number) for number in files] == ids
    assert {one["id"] for one in program.get("web-1").json()["files"]} == set(ids)
    machines.work("work-1")
    for number in (files[0], files[-1]):
        assert program.result("web-2", ids[number - 1]) == alone(tmp_path, table(number))


def test_a_network_that_hangs_is_given_up_and_used_again(
    machines: Machines, program: Program, proxy: Proxy, tmp_path: Path
) -> None:
    far = {"AKCIOTERULET_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{proxy.port}/own"}
    machines.more |= {"web-1": far, "work-1": far}
    machines.serve("web-1")
    machines.serve("web-2")
    machines.work("work-1")
    browser = sign_in(machines, "web-1", WHO)
    number = program.send("web-1", table(ROWS))
    assert machines.at_work() == "work-1"
    machines.work("work-2")
    page, public = (machines.url("web-1", path) for path in ("/files", "/"))
    waiting = [
        *[lambda: browser.get(page, timeout=BOUND_S)] * 6,
        *[lambda: requests.get(public, timeout=BOUND_S)] * 6,
        lambda: program.get("web-1"),
    ]
    with Load(waiting) as load:
        wait_until(lambda: len(load.seen) > 26)
        proxy.hang()
        wait_until(lambda: sum(answer.status_code == 503 for answer in load.seen) > 20, load)
        # The other machines go on.
        assert program.result("web-2", number) == alone(tmp_path, table(ROWS))
        proxy.go_on()
        wait_until(lambda: browser.get(page, timeout=BOUND_S).ok)
    assert (load.statuses(), load.broken) == ({200, 503}, [])
    assert all(AWAY in one.text for one in load.seen if one.status_code == 503)
    machines.kill("work-2")
    more = program.send("web-1", table(9))
    assert program.result("web-1", more) == alone(tmp_path, table(9))
