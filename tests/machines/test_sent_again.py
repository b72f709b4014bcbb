"""A program that got no answer sends its file again by the same key: there is one job.

Whatever happens to the machine that had it first, and to whichever machine it is sent.
"""

from __future__ import annotations

import datetime as dt
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.machines.conftest import WHO
from tests.machines.installation import Machines, Program, alone, form_token, sign_in, table
from tests.patience import wait_until
from webmap.store.core import Store
from webmap.store.tables import Job

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.whole

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"
BODY = table(50)


@contextmanager
def sending(machines: Machines, program: Program, name: str, size: int) -> Iterator[socket.socket]:
    """Send so much of a request to a web machine; nobody waits for the answer."""
    with socket.create_connection(("127.0.0.1", machines.ports[name])) as line:
        head = [
            "POST /api/v1/files HTTP/1.1",
            f"Host: 127.0.0.1:{machines.ports[name]}",
            f"Authorization: Bearer {program.token}",
            f'Idempotency-Key: "{KEY}"',
            "Content-Type: text/csv",
            f"Content-Length: {len(BODY)}",
        ]
        line.sendall("\r\n".join([*head, "", ""]).encode() + BODY[:size])
        yield line


@pytest.fixture
def store(machines: Machines) -> Iterator[Store]:
    """The database as it is."""
    found = Store(machines.kept, machines.database)
    yield found
    found.close()


def rows(store: Store) -> list[Job]:
    """Return the jobs that there are."""
    with store.session(read_only=True) as session:
        return list(session.scalars(select(Job)))


def test_machines_that_are_killed_before_they_answer(
    machines: Machines, program: Program, store: Store, tmp_path: Path
) -> None:
    machines.serve("web-1")
    machines.serve("web-2")
    # The half of the file is there.
    with sending(machines, program, "web-1", len(BODY) // 2):
        wait_until(lambda: list(machines.kept.glob("jobs/*/in.part")), "the file does not arrive")
        (half,) = rows(store)
        machines.kill("web-1")
    number = program.send("web-2", BODY, KEY)
    assert [row.id for row in rows(store)] == [number]
    assert number != half.id
    # All is done but the answer.
    program.get("web-2", f"/{number}")
    assert program.delete("web-2", number).status_code == 204
    with sending(machines, program, "web-2", len(BODY)):
        wait_until(lambda: [row for row in rows(store) if row.state == "waiting"], "not taken")
        (taken,) = rows(store)
        machines.kill("web-2")
    machines.serve("web-3")
    machines.work("work-1")
    assert program.send("web-3", BODY, KEY) == taken.id
    assert program.result("web-3", taken.id) == alone(tmp_path, BODY)
    assert program.send("web-3", BODY, KEY) == taken.id
    other = program.post("web-3", table(51), KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert [path.name for path in machines.kept.glob("jobs/?*") if path.is_dir()] == [taken.id]
    for name in ("web-1", "web-2", "web-3", "work-1"):
        assert KEY not in machines.said(name)


def test_a_machine_that_is_killed_at_any_moment(
    machines: Machines, program: Program, store: Store, tmp_path: Path
) -> None:
    """Later each time, until it has answered: what was taken is kept, else it is taken anew."""
    machines.serve("web-2")
    machines.work("work-1")
    moments, taken = 0, set()
    for pause in (0.0, 0.1, 0.3, 0.8):
        machines.serve("web-1")
        with sending(machines, program, "web-1", len(BODY)) as line:
            line.settimeout(pause or 0.001)
            try:
                answered = bool(line.recv(1))
            except TimeoutError:
                answered = False
            machines.kill("web-1")
        before = {row.id for row in rows(store) if row.state not in {"arriving", "new"}}
        number = program.send("web-2", BODY, KEY)
        assert before <= {number}
        assert [row.id for row in rows(store)] == [number]
        assert program.result("web-2", number) == alone(tmp_path, BODY)
        assert program.delete("web-2", number).status_code == 204
        moments, taken = moments + 1, taken | {bool(before)}
        if answered:
            break
    assert moments > 1
    assert False in taken


def test_two_machines_get_the_same_at_once(
    machines: Machines, program: Program, store: Store
) -> None:
    names = ["web-1", "web-2"]
    for name in names:
        machines.serve(name)
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda n: program.send(names[n % 2], BODY, KEY), range(8)))
    (row,) = rows(store)
    assert sent == [row.id] * 8
    assert [path.name for path in machines.kept.glob("jobs/?*") if path.is_dir()] == [row.id]


def test_a_machine_that_stands_still_wakes_up_too_late(
    machines: Machines, program: Program, store: Store, tmp_path: Path
) -> None:
    machines.serve("web-1")
    machines.serve("web-2")
    machines.work("work-1")
    with sending(machines, program, "web-1", len(BODY) // 2) as line:
        wait_until(lambda: list(machines.kept.glob("jobs/*/in.part")), "the file does not arrive")
        machines.stop("web-1")
        busy = program.post("web-2", BODY, KEY)
        assert (busy.status_code, busy.json()["code"]) == (409, "idempotency_key_busy")
        assert int(busy.headers["Retry-After"]) > 0
        with store.session() as session:  # as two minutes later
            session.scalars(select(Job)).one().created_at -= dt.timedelta(minutes=2)
        number = program.send("web-2", BODY, KEY)
        machines.go_on("web-1")
        line.sendall(BODY[len(BODY) // 2 :])
        line.settimeout(60)
        assert line.recv(12).decode().split()[1] in {"400", "409", "507"}
    assert program.result("web-2", number) == alone(tmp_path, BODY)
    assert [row.id for row in rows(store)] == [number]
    assert [path.name for path in machines.kept.glob("jobs/?*") if path.is_dir()] == [number]


def test_a_form_that_is_sent_to_two_machines(
    machines: Machines, program: Program, store: Store
) -> None:
    machines.serve("web-1")
    machines.serve("web-2")
    browser = sign_in(machines, "web-1", WHO)
    page = browser.get(machines.url("web-1", "/files"), timeout=60).text
    form = page.partition('name="form" value="')[2].partition('"')[0]
    data = {"csrf_token": form_token(page), "form": form}

    def send(name: str) -> str:
        answer = browser.post(
            machines.url(name, "/files"),
            data=data,
            files={"file": ("a.csv", BODY)},
            allow_redirects=False,
            timeout=60,
        )
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    with ThreadPoolExecutor(4) as pool:
        pages = set(pool.map(send, ["web-1", "web-2"] * 2))
    assert pages == {f"/files/{row.id}" for row in rows(store)}
    assert len(pages) == 1
    assert program.get("web-1").json()["files"][0]["state"] == "new"
