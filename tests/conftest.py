"""Fixtures for every test."""

from __future__ import annotations

import gc
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _pytest.doctest import DoctestModule
from argon2 import PasswordHasher
from hypothesis import settings

import webmap.web.settings
from boundaries import child
from tests import built_once
from tests.nursery import NURSERY
from tests.patience import PATIENCE_S
from webmap.accounts import passwords
from webmap.api import health
from webmap.store import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the repeats be asked for that the suite leaves to `make accept`."""
    parser.addoption("--whole", action="store_true", help="also run tests with the marker `whole`")
    parser.addoption("--sweeps", action="store_true", help="also run those with the marker `sweep`")


def pytest_configure(config: pytest.Config) -> None:
    """Compile templates and routes, read the bundled area, start interpreters: once; hash quickly.

    Hashes of the product are made to take long, and each test with a person made and checked some.
    """
    settings.register_profile("suite", deadline=None)  # of the clock, on a machine with much to do
    settings.load_profile("suite")
    config.pluginmanager.register(WrittenExamples())
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    config.add_cleanup(built_once.EMPTY_TABLES.close)
    built_once.share(patch)
    built_once.READINGS.share(patch)
    config.add_cleanup(NURSERY.close)
    patch.setattr(child, "_spawned", NURSERY.spawned)
    patch.setattr(health, "PATIENCE_S", PATIENCE_S)  # a machine with much to do is not away
    patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


class WrittenExamples:
    """Looks for examples in docstrings only where a file has some, not in all of every file."""

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(
        self, file_path: Path
    ) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
        """Leave out what would find none."""
        found = yield
        if (
            any(isinstance(one, DoctestModule) for one in found)
            and b">>>" not in file_path.read_bytes()
        ):
            return [one for one in found if not isinstance(one, DoctestModule)]
        return found


LONGEST = (
    *("tests/browser/", "tests/webmap/cli/", "tests/webmap/files/", "tests/boundaries/facts/"),
    *("tests/webmap/sheet/", "tests/security/", "tests/boundaries/refresh/", "tests/webmap/"),
    *("tests/boundaries/files/", "tests/boundaries/streets/", "tests/store/", "tests/boundaries/"),
)
"""Where files begin that take long: one that begins last is waited for by all."""


def _turn(item: pytest.Item) -> int:
    return next((at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), 99)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes long; leave out what another test does for another input."""
    items.sort(key=_turn)
    asked = {"whole": config.getoption("--whole"), "sweep": config.getoption("--sweeps")}
    unasked = [marker for marker, given in asked.items() if not given]
    left = [item for item in items if any(map(item.get_closest_marker, unasked))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not any(map(item.get_closest_marker, unasked))]


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what is there until the end.

    It went through all of ten thousand tests again and again, for a sixth of what a test does.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of public evidence that stands beside the checkout, not inside it."""
    folder = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"the evidence folder is not at {folder}; see docs/data-sources.md")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _data_folder_of_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep out of the checkout what a service stores that a whole module shares, too."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("modules") / "instance"
        patch.setattr(webmap.web.settings, "DEFAULT_DATA_DIR", str(folder))
        yield


@pytest.fixture(autouse=True)
def _data_folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep whatever a service of a test stores out of the checkout.

    The tables of its store are copied, but where the tests are about them; and nothing waits for
    the disk, but where the tests are about what a failure of power leaves.
    """
    if ROOT / "tests" / "geo" not in request.path.parents:
        monkeypatch.setattr(os, "fsync", lambda _: None)
    if ROOT / "tests" / "store" not in request.path.parents:
        monkeypatch.setattr(migrate, "upgrade", built_once.EMPTY_TABLES.upgrade)
    monkeypatch.setattr(webmap.web.settings, "DEFAULT_DATA_DIR", str(tmp_path / "instance"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def _postgres_programs() -> Path | None:
    """Folder of initdb and postgres; the newest that Debian installed, or the one on the path."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in folders), default=None)


class PostgresServer:
    """A server of the tests' own: a folder, a Unix socket, a port where asked; gone at the end."""

    def __init__(self, programs: Path, port: int | None = None) -> None:
        self.programs = programs
        self.port = port
        # Not below the tests' own folder: the path of a socket has to be short.
        self.folder = Path(tempfile.mkdtemp(prefix="akcioterulet-pg-", dir="/tmp"))
        self.as_root = os.getuid() == 0
        if self.as_root:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL; it refuses to be root."""
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        command = [str(self.programs / program), *arguments]
        subprocess.run(
            [*owner, *command] if self.as_root else command,
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
        )

    def start(self) -> None:
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.go_on()

    def go_on(self) -> None:
        """Start the server with the databases that it has."""
        data = str(self.folder / "data")
        listens = "''" if self.port is None else f"127.0.0.1 -p {self.port}"
        options = f"-c listen_addresses={listens} -k {self.folder} -c fsync=off"
        options += " -c full_page_writes=off"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "-t", "60", "start")

    def create(self, name: str, *options: str) -> None:
        """Make a database."""
        port = [] if self.port is None else ["-p", str(self.port)]
        self.run("createdb", "-h", str(self.folder), *port, "-U", "postgres", *options, name)

    def stop(self) -> None:
        data = str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let every process of the server stand still, as where a disk does not answer."""
        main = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        every = [int(main), *(int(pid) for pid, parent in _processes() if parent == main)]
        try:
            _tell(every, signal.SIGSTOP)
            yield
        finally:
            _tell(every, signal.SIGCONT)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        port = "" if self.port is None else f"&port={self.port}"
        return f"postgresql://postgres@/{name}?host={self.folder}{port}"


def _tell(processes: list[int], what: signal.Signals) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):  # one of the server's own has just ended
            os.kill(pid, what)


def _processes() -> Iterator[tuple[str, str]]:
    """Yield the numbers of every process and of its parent."""
    for found in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            yield found.parent.name, found.read_text().rpartition(")")[2].split()[1]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("setpriv is missing; PostgreSQL cannot be started by root without it")
    server = PostgresServer(programs)
    try:
        server.start()
        yield server
        server.stop()
    finally:
        server.remove()


@pytest.fixture(scope="session")
def _fresh_name() -> Iterator[int]:
    """Numbers for the databases of a session."""
    return iter(range(1_000_000))


@pytest.fixture
def new_postgres(postgres: PostgresServer, _fresh_name: Iterator[int]) -> Callable[[], str]:
    """Make an empty database of this test's own and return its address."""

    def make() -> str:
        name = f"t{next(_fresh_name)}"
        postgres.create(name)
        return postgres.url(name)

    return make


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """Address of an empty database of this test's own."""
    return new_postgres()
