"""Every test of the store runs against SQLite and against PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from webmap.store import users
from webmap.store.core import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from webmap.store.tables import User


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    address = None
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_url")
    opened = Store(tmp_path / "data", address)
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
