"""Half of a machine ends or stands still; the database takes nothing, or nobody, for a while."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
import requests
from sqlalchemy import select

from tests.machines.conftest import WHO
from tests.machines.installation import Machines, Program, alone, sign_in, table
from tests.patience import PATIENCE_S, wait_until
from webmap.store.core import Store
from webmap.store.tables import Job
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import PostgresServer
    from tests.machines.proxy import Proxy

pytestmark = pytest.mark.whole

ROWS = 8_000
AWAY = texts("hu")("account.store_away")
KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
STANDS = """
import os, signal, sys
from pathlib import Path
from webmap.store import jobs, users
from webmap.store.core import Store
with Store(Path(sys.argv[1]), sys.argv[2]).session() as session:
    jobs.hold_owner(session, users.find(session, sys.argv[3]))
    jobs.held(session, sys.argv[4])
    os.kill(os.getpid(), signal.SIGSTOP)
    jobs.fail(session, sys.argv[4], "late")
"""
"""A machine that stands still while it has a file and the files of a person for itself."""


@pytest.fixture
def database(own_postgres: PostgresServer) -> str:
    return own_postgres.url("own")


def is_stopped(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_a_machine_that_stands_still_in_the_middle_of_a_change(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    machines.serve("web-1")
    number = program.send("web-1", table(9))
    code = [sys.executable, "-c", STANDS, str(machines.kept), machines.database, WHO, number]
    with subprocess.Popen(code, stderr=subprocess.DEVNULL) as late:
        try:
            wait_until(lambda: is_stopped(late.pid), "it does not stand still")
            refused = program.post("web-1", table(9))
            assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
            assert "Retry-After" in refused.headers
            machines.work("work-1")
            wait_until(lambda: program.post("web-1", table(9)).status_code == 202, every_s=0.5)
            assert program.result("web-1", number) == alone(tmp_path, table(9))
            late.send_signal(signal.SIGCONT)
            assert late.wait(PATIENCE_S) != 0
        finally:
            late.kill()
    assert program.state("web-1", number) == "done"


def test_a_file_whose_machine_is_killed_without_its_process(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    """The process goes on; whoever takes the file over follows it and begins no second one."""
    machines.serve("web-1")
    machines.work("work-1")
    number = program.send("web-1", table(5 * ROWS))
    machines.at_work()
    gone = machines.running.pop("work-1")
    gone.kill()
    gone.wait()
    machines.work("work-2")
    assert program.result("web-1", number) == alone(tmp_path, table(5 * ROWS))
    folder = machines.kept / "jobs" / number
    assert not [path for path in folder.iterdir() if path.is_dir()], machines.said("work-2")
    assert "a machine that worked on a file is silent" in machines.said("work-2")


def test_a_process_that_stands_still_alone(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    """Its machine is alive, and lets another run go on."""
    machines.serve("web-1")
    machines.work("work-1")
    number = program.send("web-1", table(ROWS))
    machines.at_work()
    _, *processes = machines.family(machines.running["work-1"].pid)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        assert program.result("web-1", number) == alone(tmp_path, table(ROWS))
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)
    assert "a run of a file stands still" in machines.said("work-1")
    again = program.send("web-1", table(9))
    assert program.result("web-1", again) == alone(tmp_path, table(9))


@contextlib.contextmanager
def read_only(url: str) -> Iterator[None]:
    """Let the server take nothing, as one that stands in for another does at first."""
    with psycopg.connect(url, autocommit=True) as root:
        root.execute("SET default_transaction_read_only = off")
        root.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        root.execute("SELECT pg_reload_conf()")
        yield
        root.execute("ALTER SYSTEM RESET default_transaction_read_only")
        root.execute("SELECT pg_reload_conf()")


@contextlib.contextmanager
def crowded(url: str) -> Iterator[None]:
    """Take every connection that the server gives, and end those that others have."""
    with contextlib.ExitStack() as taken:
        root = taken.enter_context(psycopg.connect(url, autocommit=True))
        for _ in range(3):  # those of the machines, which come back, too
            root.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND application_name <> 'crowd'"
                " AND backend_type = 'client backend'"
            )
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    one = psycopg.connect(url, autocommit=True, application_name="crowd")
                    taken.enter_context(one)
        yield


@pytest.mark.parametrize("trouble", [read_only, crowded], ids=["read_only", "crowded"])
def test_a_database_that_takes_nothing_for_a_while(
    machines: Machines,
    program: Program,
    tmp_path: Path,
    trouble: Callable[[str], contextlib.AbstractContextManager[None]],
) -> None:
    machines.serve("web-1")
    machines.work("work-1")
    browser = sign_in(machines, "web-1", WHO)
    number = program.send("web-1", table(ROWS))
    machines.at_work()
    url = machines.url("web-1", "/files")
    seen: list[requests.Response] = []
    with trouble(machines.database):
        until = time.monotonic() + 20  # longer than a machine is silent
        while time.monotonic() < until:
            seen.append(program.post("web-1", table(1)))
            seen.append(browser.get(url, timeout=60, allow_redirects=False))
            seen.append(requests.get(machines.url("web-1", "/"), timeout=60))
            time.sleep(0.5)
    assert program.result("web-1", number) == alone(tmp_path, table(ROWS))
    wait_until(lambda: program.post("web-1", table(1)).status_code == 202, every_s=0.5)
    assert browser.get(url, timeout=60, allow_redirects=False).status_code == 200
    assert {answer.status_code for answer in seen} <= {200, 202, 503}, [
        (a.status_code, a.url) for a in seen
    ]
    assert 503 in {answer.status_code for answer in seen}
    assert all(a.status_code == 200 for a in seen if a.url.endswith("/"))
    for answer in seen:
        if answer.status_code == 503:
            assert AWAY in answer.text
            assert "Retry-After" in answer.headers
    assert all(machine.poll() is None for machine in machines.running.values())


def test_a_network_that_swallows_answers_alone(
    machines: Machines, program: Program, proxy: Proxy, tmp_path: Path
) -> None:
    """What a machine asks the database is done, and it hears nothing of it."""
    far = {"AKCIOTERULET_DATABASE_URL": f"postgresql://postgres@127.0.0.1:{proxy.port}/own"}
    machines.more |= {"web-1": far, "work-1": far}
    machines.serve("web-1")
    machines.serve("web-2")
    machines.work("work-1")
    number = program.send("web-1", table(ROWS))
    assert machines.at_work() == "work-1"
    machines.work("work-2")
    proxy.swallow_answers()
    refused = program.post("web-1", table(50), KEY)
    assert refused.status_code == 503, refused.text
    assert requests.get(machines.url("web-1", "/"), timeout=60).status_code == 200
    wait_until(lambda: program.post("web-2", table(50), KEY).status_code == 202, every_s=0.5)
    again = program.send("web-2", table(50), KEY)
    assert program.result("web-2", number) == alone(tmp_path, table(ROWS))
    assert program.result("web-2", again) == alone(tmp_path, table(50))
    proxy.go_on()
    wait_until(lambda: program.post("web-1", table(50), KEY).status_code == 202, every_s=0.5)
    store = Store(machines.kept, machines.database)
    with store.session(read_only=True) as session:
        assert set(session.scalars(select(Job.id))) == {number, again}
    store.close()
