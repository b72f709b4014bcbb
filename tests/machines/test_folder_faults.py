"""What happens to the shared folder, or to a file in it, while machines work with it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.machines.conftest import WHO
from tests.machines.installation import Machines, Program, alone, form_token, sign_in, table
from tests.patience import wait_until
from webmap.web.i18n import texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.whole

ROWS = 8_000
HU = texts("hu")
SMALL = {"AKCIOTERULET_MAX_UPLOAD_BYTES": "1000000"}


def test_a_web_machine_that_is_killed_while_it_takes_a_file_in(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    machines.serve("web-1")
    machines.serve("web-2")
    body = table(ROWS)
    with socket.create_connection(("127.0.0.1", machines.ports["web-1"])) as line:
        head = [
            "POST /api/v1/files HTTP/1.1",
            f"Host: 127.0.0.1:{machines.ports['web-1']}",
            f"Authorization: Bearer {program.token}",
            "Content-Type: text/csv",
            f"Content-Length: {len(body)}",
        ]
        line.sendall("\r\n".join([*head, "", ""]).encode() + body[: len(body) // 2])
        wait_until(lambda: list(machines.kept.glob("jobs/*/in.part")), "the file does not arrive")
        machines.kill("web-1")
    # Nobody is told of a file that is half there; the sender sends it again.
    assert [one["state"] for one in program.get("web-2").json()["files"]] == ["new"]
    machines.work("work-1")
    number = program.send("web-2", body)
    assert program.result("web-2", number) == alone(tmp_path, body)

    def gone() -> bool:
        return [one["id"] for one in program.get("web-2").json()["files"]] == [number]

    wait_until(gone, "what came half is never deleted", every_s=1)
    assert not list(machines.kept.glob("jobs/*/in.part"))


def test_files_that_are_deleted_from_the_folder(machines: Machines, program: Program) -> None:
    machines.serve("web-1")
    browser = sign_in(machines, "web-1", WHO)
    lost, without, kept = (program.send("web-1", table(9)) for _ in range(3))
    (machines.kept / "jobs" / lost / "in.csv").unlink()
    shutil.rmtree(machines.kept / "jobs" / without)
    machines.work("work-1")
    said = HU("files.fault.gone")
    for number in (lost, without):
        wait_until(lambda: program.state("web-1", number) == "failed", number, every_s=0.3)  # noqa: B023
        fault = program.get("web-1", f"/{number}").json()["fault"]
        assert fault == {"code": "gone", "detail": said}
        assert said in browser.get(machines.url("web-1", f"/files/{number}"), timeout=60).text
    wait_until(lambda: program.state("web-1", kept) == "done", every_s=0.3)
    (machines.kept / "jobs" / kept / "out.csv").unlink()
    told = program.get("web-1", f"/{kept}").json()
    assert (told["state"], told["fault"]["code"], told["result"]) == ("failed", "gone", None)
    answer = program.get("web-1", f"/{kept}/result?format=csv")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")
    page = browser.get(machines.url("web-1", f"/files/{kept}"), timeout=60)
    assert (page.status_code, HU("files.gone") in page.text) == (200, True)
    page = browser.get(machines.url("web-1", f"/files/{kept}/result.csv"), timeout=60)
    assert (page.status_code, said in page.text) == (410, True)


def test_a_folder_that_is_not_there_for_a_while(
    machines: Machines, program: Program, tmp_path: Path
) -> None:
    real = tmp_path / "real"
    machines.kept.rename(real)
    machines.kept.mkdir()
    bind = ["mount", "--bind", str(real), str(machines.kept)]
    if os.getuid() != 0 or subprocess.run(bind, check=False, capture_output=True).returncode:
        pytest.skip("only root of a machine that allows it can mount a folder")
    unmount = ["umount", "-l", str(machines.kept)]
    try:
        machines.serve("web-1")
        machines.work("work-1")
        browser = sign_in(machines, "web-1", WHO)
        done = program.send("web-1", table(9))
        wait_until(lambda: program.state("web-1", done) == "done", every_s=0.3)
        open_ = program.send("web-1", table(ROWS))
        machines.at_work()
        subprocess.run(unmount, check=True)
        # The areas lie there, too: what is missed first is told.
        told = {HU("error.kept_gone"), HU("account.folder_away")}
        for path in (f"/{done}", f"/{open_}", "", f"/{done}/result?format=csv"):
            answer = program.get("web-1", path)
            assert answer.status_code == 503
            assert answer.json()["detail"] in told
            assert "Retry-After" in answer.headers
        assert program.post("web-1", table(9)).status_code == 503
        page = browser.get(machines.url("web-1", "/files"), timeout=60).text
        assert any(said in page for said in told)
        time.sleep(10)  # long enough for whoever follows the file to look at it many times
        assert list(machines.kept.iterdir()) == []
        subprocess.run(bind, check=True)
        assert program.result("web-1", open_) == alone(tmp_path, table(ROWS))
        assert program.result("web-1", done) == alone(tmp_path, table(9))
    finally:
        for name in list(machines.running):
            machines.kill(name)
        subprocess.run(unmount, check=False, capture_output=True)


@pytest.fixture
def disk(machines: Machines) -> Iterator[Path]:
    """The shared folder as a disk of its own, with room for little more than what must be free."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=700", "none", str(machines.kept)]
    machines.kept.mkdir(exist_ok=True)
    before = {path.name: path.read_bytes() for path in machines.kept.glob("*") if path.is_file()}
    if os.getuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root of a machine that allows it can mount a disk")
    for name, content in before.items():
        (machines.kept / name).write_bytes(content)
    yield machines.kept
    for name in list(machines.running):
        machines.kill(name)
    subprocess.run(["umount", "-l", str(machines.kept)], check=True)  # noqa: S607 - as `mount`


def remount(disk: Path, how: str) -> bool:
    """Make a disk one that can only be read, or can be written again; false where it is in use."""
    command = ["mount", "-o", f"remount,{how}", str(disk)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_a_folder_that_can_only_be_read_for_a_while(
    machines: Machines, program: Program, disk: Path, tmp_path: Path
) -> None:
    machines.more |= dict.fromkeys(("web-1", "work-1"), SMALL)
    machines.serve("web-1")
    browser = sign_in(machines, "web-1", WHO)
    waiting, unwanted, stopped = (program.send("web-1", table(9)) for _ in range(3))
    wait_until(lambda: remount(disk, "ro"), "the disk is in use")
    sent = program.post("web-1", table(1))
    detail = HU("files.fault.no_space")
    assert (sent.status_code, sent.json()["detail"]) == (507, detail)
    page = browser.get(machines.url("web-1", "/files"), timeout=60)
    assert page.status_code == 200
    token = form_token(page.text)
    form = {"data": {"csrf_token": token}, "timeout": 60, "allow_redirects": False}
    page = browser.post(
        machines.url("web-1", "/files"), files={"file": ("a.csv", table(1))}, **form
    )
    assert (page.status_code, detail in page.text) == (507, True)
    for number, act in ((unwanted, "delete"), (stopped, "cancel")):
        answer = browser.post(machines.url("web-1", f"/files/{number}/{act}"), **form)
        assert answer.status_code == 303, answer.text
    assert {one["id"] for one in program.get("web-1").json()["files"]} == {waiting, stopped}
    machines.work("work-1")
    wait_until(lambda: "until its folder can be written" in machines.said("work-1"), "work-1")
    assert program.state("web-1", waiting) == "running"
    page = browser.get(machines.url("web-1", f"/files/{waiting}"), timeout=60)
    assert page.status_code == 200
    assert remount(disk, "rw")
    assert program.result("web-1", waiting) == alone(tmp_path, table(9))
    assert program.state("web-1", stopped) == "cancelled"
    wait_until(lambda: not (disk / "jobs" / unwanted).exists(), "not deleted later", every_s=1)


def test_a_folder_that_is_full_for_a_while(
    machines: Machines, program: Program, disk: Path, tmp_path: Path
) -> None:
    machines.more |= dict.fromkeys(("web-1", "work-1"), SMALL)
    machines.serve("web-1")
    machines.work("work-1")
    browser = sign_in(machines, "web-1", WHO)
    number = program.send("web-1", table(ROWS))
    machines.at_work()
    filling = disk / "filling"
    with filling.open("wb") as file:
        while shutil.disk_usage(disk).free:
            os.posix_fallocate(file.fileno(), file.tell(), shutil.disk_usage(disk).free)
    url = machines.url("web-1", f"/files/{number}")
    # Which one depends on whether the process could still note that the disk is full.
    said = (HU("files.stands"), HU("files.broke_off"))

    def stands() -> bool:
        page = browser.get(url, timeout=60).text
        return any(one in page for one in said)

    wait_until(stands, "not said", every_s=0.5)
    sent = program.post("web-1", table(1))
    assert (sent.status_code, sent.json()["code"]) == (507, "no_space")
    assert program.state("web-1", number) == "running"
    filling.unlink()
    assert program.result("web-1", number) == alone(tmp_path, table(ROWS))
