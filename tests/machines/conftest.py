"""Fixtures of several machines."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PostgresServer, _postgres_programs
from tests.machines.installation import COMMAND, PASSWORD, Machines, Program, free_port
from tests.machines.proxy import Proxy
from webmap.accounts.passwords import make_hash
from webmap.accounts.people import Scope
from webmap.store import tokens, users
from webmap.store.core import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WHO = "Próba Anna"


@pytest.fixture
def database(new_postgres: Callable[[], str]) -> str:
    """Address of the database; a module whose server is its own names another one."""
    return new_postgres()


@pytest.fixture
def machines(tmp_path: Path, database: str) -> Iterator[Machines]:
    """An installation without machines yet."""
    found = Machines(tmp_path, database)
    upgrade = [*COMMAND, "database", "upgrade"]
    subprocess.run(upgrade, env=found.settings(), check=True, timeout=120)
    yield found
    for name in list(found.running):
        found.kill(name)


@pytest.fixture
def program(machines: Machines) -> Program:
    """A program of somebody who may sign in as well."""
    store = Store(machines.kept, machines.database)
    with store.session() as session:
        person = users.create(session, WHO, make_hash(PASSWORD), ["staff"])
        _, text = tokens.create(session, person, "próba", (Scope.FILES,), by=None)
    store.close()
    return Program(machines, text)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    server = PostgresServer(programs, free_port())
    try:
        server.start()
        server.create("own")
        yield server
        server.stop()
    finally:
        server.remove()


@pytest.fixture
def proxy(own_postgres: PostgresServer) -> Iterator[Proxy]:
    """What stands between machines and a server that a test may stop."""
    with Proxy(own_postgres.port or 0) as made:
        yield made
