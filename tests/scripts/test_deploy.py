"""What an operator copies from `deploy/`: read by the programs that it is written for."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import under_unit

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def program(name: str) -> str:
    """Return the path of a program; the test is left out where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*words: str) -> str:
    """Run a command that has to succeed and return what it says."""
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


UNITS = ("akcioterulet.service", "akcioterulet-work.service")


@pytest.mark.parametrize("more", [None, "several-machines.conf"])
@pytest.mark.parametrize("name", UNITS)
def test_the_units_are_units(tmp_path: Path, name: str, more: str | None) -> None:
    verify = program("systemd-analyze")
    served = tmp_path / "akcioterulet"
    served.write_text("#!/bin/sh\n")
    served.chmod(0o755)
    text = (DEPLOY / name).read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE)
    unit = tmp_path / name
    unit.write_text(text.replace(command, str(served)), "utf-8")
    if more is not None:
        (tmp_path / f"{name}.d").mkdir()
        shutil.copy(DEPLOY / more, tmp_path / f"{name}.d")
    said = run(verify, "verify", "--man=no", "--recursive-errors=no", str(unit))
    assert said == ""


def settings_of(name: str) -> list[tuple[str, str]]:
    """Return the settings of a file for systemd, in its order."""
    text = (DEPLOY / name).read_text("utf-8")
    return re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE)


def test_every_unit_is_shut_in_alike() -> None:
    first, other = (
        [one for one in settings_of(name) if not one[0].startswith(("Exec", "Timeout"))]
        for name in UNITS
    )
    begin = first.index(("NoNewPrivileges", "yes"))
    assert first[begin:] == other[other.index(("NoNewPrivileges", "yes")) :]


def test_machines_that_share_a_folder_are_one_user_there() -> None:
    """The drop-in makes of the web unit what the other one is."""
    work, more = settings_of(UNITS[1]), settings_of("several-machines.conf")
    assert [one for one in more if one[0] != "DynamicUser"] == [one for one in work if one in more]
    assert ("DynamicUser", "no") in more


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_lets_processes_of_files_run(name: str) -> None:
    """They give way to others and have limits, which are calls to the system of their own."""
    program("systemd-analyze")
    if not under_unit.is_there():
        pytest.skip(f"{under_unit.LIBRARY} is not installed")
    code = (
        "import os; from boundaries.child import Limits, run; "
        "limits = Limits(seconds=60, cpu_seconds=60, memory=1 << 32, file_bytes=9, niceness=5); "
        "print(run(os.getpriority, os.PRIO_PROCESS, 0, limits=limits))"
    )
    python = [sys.executable, under_unit.__file__, str(DEPLOY / name), sys.executable, "-c"]
    assert run(*python, code) == "5\n"
    ended = subprocess.run([*python, "import os; os.chroot('/')"], check=False)
    assert -ended.returncode == signal.SIGSYS  # the filter is there


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The server blocks in a configuration of nginx's own, with a certificate for a day."""
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=akcioterulet.example.org"
    run(program("openssl"), *words.split(), "-keyout", f"{tmp_path}/k.pem", "-out", f"{tmp_path}/c")
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    for place, own in {
        "/etc/ssl/akcioterulet.pem": "c",
        "/etc/ssl/akcioterulet.key": "k.pem",
        "/var/log/nginx/akcioterulet.log": "access.log",
        "/var/log/nginx/akcioterulet-error.log": "error.log",
    }.items():
        assert text.count(place) == 1
        text = text.replace(place, str(tmp_path / own))
    (tmp_path / "site.conf").write_text(text, "utf-8")
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include {tmp_path}/site.conf; }}\n"
    )
    return whole


def test_nginx_reads_the_server_blocks(site: Path) -> None:
    said = run(program("nginx"), "-t", "-p", str(site.parent), "-c", str(site))
    assert "warn" not in said


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("try_container")


def steps_of(container: ModuleType) -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    return [(step.name, step.words) for step in container.read_steps(text)]


def test_the_container_copies_what_the_package_names(container: ModuleType) -> None:
    copied = {
        word
        for name, words in steps_of(container)
        if name == "COPY" and not words.startswith("--from")
        for word in words.split()[:-1]
    }
    missing = [name for name in copied if not (ROOT / name).exists()]
    assert missing == []
    named = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = named["tool"]["setuptools"]["packages"]["find"]["include"]
    needed = {named["project"]["readme"], *named["project"]["license-files"], "pyproject.toml"}
    assert needed | {name for name in packages if "*" not in name} <= copied


def test_the_container_and_the_unit_serve_alike(container: ModuleType) -> None:
    (words,) = (words for name, words in steps_of(container) if name == "CMD")
    unit = (DEPLOY / "akcioterulet.service").read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=(.+)", unit, re.MULTILINE)
    options = json.loads(words)[1:]
    assert [*options[:1], *options[3:]] == [*shlex.split(line)[1:2], *shlex.split(line)[4:]]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ("COPY pyproject.toml gone.lock ./", "line 2: COPY pyproject.toml gone.lock"),
        ("RUN true \\\n  && false", "line 2: true && false: ended with 1"),
        ("COPY --from=build /opt /opt", "line 2: COPY --from=build"),
        ("VOLUME /data", "no such folder"),
        ("ADD x y", "line 2: ADD is not known"),
        ("FROM docker.io/library/python:2.7-slim-bookworm", "alone"),
    ],
)
def test_a_step_that_fails_is_named(
    container: ModuleType, tmp_path: Path, steps: str, said: str
) -> None:
    version = "{}.{}".format(*container.sys.version_info)
    text = f"FROM docker.io/library/python:{version}-slim-bookworm AS first\n{steps}\n"
    (tmp_path / "context").mkdir()
    (tmp_path / "context/pyproject.toml").write_text("")

    def build() -> None:
        read = container.read_steps(text)
        made = container.Build(tmp_path, read)
        for step in read:
            made.run(step)

    with pytest.raises(container.TryError, match=re.escape(said)):
        build()


def test_steps_are_carried_out_below_the_folder(container: ModuleType, tmp_path: Path) -> None:
    version = "{}.{}".format(*container.sys.version_info)
    image = f"FROM docker.io/library/python:{version}-slim-bookworm"
    text = f"""{image} AS build
WORKDIR /making
COPY words ./
RUN python -c "print(open('words').read())" > said && mkdir -p /opt/here && mv words /opt/here/
{image}
COPY --from=build /opt /opt
RUN install -d -o somebody -m 0700 /data && test -e /opt/here/words && test ! -e /making
ENV WHERE=/opt/here PATH=/opt/here:$PATH
"""
    (tmp_path / "context").mkdir()
    (tmp_path / "context/words").write_text("árvíztűrő")
    steps = container.read_steps(text)
    made = container.Build(tmp_path, steps)
    for step in steps:
        made.run(step)
    assert (tmp_path / "root/opt/here/words").read_text() == "árvíztűrő"
    assert (tmp_path / "stage-build/making/said").read_text() == "árvíztűrő\n"
    assert made.image.env["WHERE"] == str(tmp_path / "root/opt/here")
    assert made.env()["PATH"].split(":")[0] == str(tmp_path / "root/opt/here")
