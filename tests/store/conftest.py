"""Every test of the store runs against SQLite and against PostgreSQL."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from tests import built_once
from webmap.store import migrate, users
from webmap.store.core import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import PostgresServer
    from webmap.store.tables import User


@pytest.fixture(scope="session")
def migrated(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], str]:
    """Give a copy of a PostgreSQL database that was migrated once."""
    postgres.create("migrated")
    made = Store(tmp_path_factory.mktemp("migrated"), postgres.url("migrated"))
    made.upgrade()
    made.close()
    names = itertools.count()

    def copy() -> str:
        name = f"copy{next(names)}"
        postgres.create(name, "--template=migrated")
        return postgres.url(name)

    return copy


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store; its tables are copied: `test_store.py` is about how they are made."""
    address = None
    if request.param == "postgresql":
        address = request.getfixturevalue("migrated")()
    opened = Store(tmp_path / "data", address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "upgrade", built_once.EMPTY_TABLES.upgrade)
        opened.upgrade()
    yield opened
    opened.close()


def make(store: Store, name: str, *roles: str) -> User:
    with store.session() as session:
        return users.create(session, name, "not a hash", roles or ("staff",))


@pytest.fixture
def anna(store: Store) -> User:
    return make(store, "Próba Anna", "staff")


@pytest.fixture
def bela(store: Store) -> User:
    return make(store, "Próba Béla", "staff", "approver")
