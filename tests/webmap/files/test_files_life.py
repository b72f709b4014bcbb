"""What becomes of jobs: restarts, turns, deletion, clearing up; with each database."""

from __future__ import annotations

import datetime as dt
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from boundaries.files.running import JobState, job_progress
from tests.patience import PATIENCE_S
from webmap.store import jobs
from webmap.store.tables import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from flask.testing import FlaskClient

    from tests.webmap.filing import Service
    from webmap.store.tables import Job

ROWS = 10_000


@pytest.fixture
def options() -> dict[str, object]:
    return {}


@pytest.fixture
def service(filing: ModuleType, tmp_path: Path, options: dict[str, object]) -> Iterator[Service]:
    with filing.serving(tmp_path, **options) as found:
        yield found


def long_table() -> bytes:
    """Return a table that takes some seconds: every address of it is another one."""
    lines = (f"{n};Alma utca {n};x" for n in range(ROWS))
    return "\n".join(["id;Lakcím;x", *lines]).encode()


def start(filing: ModuleType, client: FlaskClient, data: bytes) -> str:
    page: str = filing.sent(client, data)
    filing.press(client, page, "start", column=["1"])
    return page


def row_of(service: Service, page: str) -> Job:
    with service.store.session(read_only=True) as session:
        return jobs.get(session, page.rpartition("/")[2])


def process_of(folder: Path) -> int:
    """Return the process that holds a job."""
    lock = str(folder / "job.lock")
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            held = [str(handle.readlink()) for handle in (process / "fd").iterdir()]
            line = (process / "cmdline").read_bytes()
            ours = b"boundaries.child" in line or b"tests import nursery" in line
        except OSError:
            continue
        if ours and lock in held:
            return int(process.name)
    raise AssertionError("no process holds the job")


def kill_at_work(folder: Path) -> None:
    """Kill a job's process, as a machine that goes down does, while it works."""
    until = time.monotonic() + PATIENCE_S
    while job_progress(folder).rows == 0:
        assert job_progress(folder).state is JobState.RUNNING
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(process_of(folder), signal.SIGKILL)
    while job_progress(folder).state is JobState.RUNNING:
        time.sleep(0.02)
    assert job_progress(folder).state is JobState.INTERRUPTED


def test_a_job_goes_on_after_a_restart(
    filing: ModuleType, service: Service, tmp_path: Path
) -> None:
    page = start(filing, service.client(), long_table())
    kill_at_work(service.folders()[0])
    with filing.serving(tmp_path) as again:  # started anew, it knows the database only
        client = again.client()
        assert "Állapot: feldolgozás alatt" in client.get(page).text
        assert "Állapot: elkészült" in filing.wait(client, page)
        made = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert [row["id"] for row in made] == [str(n) for n in range(ROWS)]


def test_a_job_that_keeps_vanishing_is_given_up(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = start(filing, client, long_table())
    folder = service.folders()[0]
    with service.store.session() as session:
        row = jobs.get(session, page.rpartition("/")[2])
        row.options = {**row.options, "tries": 3, "reached": ROWS}
    kill_at_work(folder)
    text = client.get(page).text
    assert "Állapot: nem dolgozható fel" in text
    assert "többször is megszakadt" in text
    assert 'name="column"' in text  # it can be started again, and is done then
    assert "Állapot: elkészült" in filing.run(client, page)


def test_a_job_that_gets_further_each_time_is_not_given_up(
    filing: ModuleType, service: Service
) -> None:
    client = service.client()
    page = start(filing, client, long_table())
    folder = service.folders()[0]
    with service.store.session() as session:
        row = jobs.get(session, page.rpartition("/")[2])
        row.options = {**row.options, "tries": 3}
    kill_at_work(folder)
    reached = job_progress(folder).rows
    assert "Állapot: elkészült" in filing.wait(client, page)
    order = row_of(service, page).options
    assert (order["tries"], order["reached"]) == (1, reached)
    made = filing.of_csv(filing.fetched(client, f"{page}/result.csv"))
    assert [one["id"] for one in made] == [str(n) for n in range(ROWS)]


def test_a_job_whose_folder_is_gone_fails_cleanly(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    with service.store.session() as session:
        jobs.get(session, page.rpartition("/")[2]).state = "running"
    service.desk.runner.folder(row_of(service, page)).rename(service.jobs / "elsewhere")
    assert "a kiszolgálón nem találjuk" in client.get(page).text


@pytest.mark.parametrize("options", [{"jobs_at_once": 1}])
def test_jobs_wait_for_their_turn(filing: ModuleType, service: Service) -> None:
    client = service.client()
    first = start(filing, client, long_table())
    second = start(filing, client, filing.TABLE.encode())
    assert "sorra kerülésre vár" in client.get(second).text
    assert row_of(service, second).state == "waiting"
    assert filing.press(client, first, "cancel").status_code == 303
    assert "Állapot: leállítva" in client.get(first).text
    assert "Állapot: elkészült" in filing.wait(client, second)


@pytest.mark.parametrize("options", [{"jobs_per_user": 1}])
def test_a_person_has_so_many_files(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    answer = filing.send(client, filing.TABLE.encode())
    assert (answer.status_code, "legfeljebb 1 fájlja" in answer.text) == (409, True)
    assert filing.send(service.client(filing.BELA), filing.TABLE.encode()).status_code == 303
    assert filing.press(client, page, "delete").status_code == 303
    assert filing.send(client, filing.TABLE.encode()).status_code == 303


def test_a_running_job_is_deleted_at_once(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = start(filing, client, long_table())
    assert filing.press(client, page, "delete").status_code == 303
    assert client.get(page).status_code == 404
    assert service.folders() == []


def test_the_input_goes_when_it_is_answered(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    folder = service.folders()[0]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "in.csv").stat().st_mode & 0o777 == 0o600
    filing.run(client, page)
    assert not (folder / "in.csv").exists()
    assert not (folder / "look.json").exists()


def test_an_expired_job_is_gone(filing: ModuleType, service: Service) -> None:
    client = service.client()
    page = filing.sent(client, filing.TABLE.encode())
    with service.store.session() as session:
        jobs.get(session, page.rpartition("/")[2]).expires_at = now() - dt.timedelta(seconds=1)
    assert client.get(page).status_code == 404
    assert page not in client.get("/files").text
    service.desk.runner._tidied = -1e9
    service.app.test_client().get("/health")  # any request clears up
    assert service.folders() == []
    with service.store.session(read_only=True) as session:
        assert jobs.expired(session) == []


def test_orphans_are_cleared_up(filing: ModuleType, service: Service) -> None:
    client = service.client()
    filing.sent(client, filing.TABLE.encode())
    old, young = service.jobs / "old", service.jobs / "young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "in.csv").write_text(filing.TABLE)
    os.utime(old, (0, 0))
    service.desk.runner.tidy()
    assert (old.exists(), young.exists(), len(service.folders())) == (False, True, 2)


def test_a_service_without_files_makes_no_folder(service: Service) -> None:
    service.client().get("/files")
    service.app.test_client().get("/health")
    assert not service.jobs.exists()


def test_postgresql(filing: ModuleType, tmp_path: Path, postgres_url: str) -> None:
    filing.upgrade(postgres_url, tmp_path)
    with filing.serving(tmp_path, database_url=postgres_url, jobs_at_once=1) as service:
        client = service.client()
        page = filing.sent(client, filing.TABLE.encode())
        assert "Állapot: elkészült" in filing.run(client, page)
        assert filing.press(client, page, "delete").status_code == 303
        assert service.folders() == []


def test_a_folder_that_is_away_is_not_begun_anew(
    filing: ModuleType, tmp_path: Path, postgres_url: str
) -> None:
    filing.upgrade(postgres_url, tmp_path)
    with filing.serving(tmp_path, database_url=postgres_url) as service:
        client = service.client()
        page = filing.sent(client, filing.TABLE.encode())
        folder = service.store.data_dir
        away = folder.rename(folder.with_name("away"))
        for path in (page, "/files"):
            answer = client.get(path)
            assert (answer.status_code, "A fájlok tárhelye most nem érhető el" in answer.text) == (
                503,
                True,
            )
        assert not folder.exists()
        away.rename(folder)
        assert "Állapot: elkészült" in filing.run(client, page)
