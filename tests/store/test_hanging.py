"""A database server that hangs: nobody waits long, pages go on, and it is used when it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.conftest import make
from webmap.api import health
from webmap.app import create_app
from webmap.store import core, jobs, users
from webmap.store import postgres as driver
from webmap.store.core import Store
from webmap.store.errors import StoreUnavailableError
from webmap.web.i18n import texts
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import PostgresServer


@pytest.fixture
def address(migrated: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A database whose server is waited for less than elsewhere."""
    monkeypatch.setattr(driver, "CLIENT_S", 1)
    monkeypatch.setattr(driver, "CONNECT_S", 1)
    return migrated()


@pytest.mark.parametrize("connected", [True, False])
def test_a_server_that_hangs_is_given_up(
    address: str,
    postgres: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    connected: bool,  # noqa: FBT001 - a parameter of a test
) -> None:
    store = Store(tmp_path, address)
    make(store, "Próba Anna", "staff")
    if not connected:
        store.close()
    with postgres.hanging():
        with pytest.raises(StoreUnavailableError, match="ConnectionTimeout"):
            names(store)
        with pytest.raises(StoreUnavailableError, match="a moment ago"):
            names(store)
        assert store.version() is None
    monkeypatch.setattr(core, "LEFT_ALONE_S", 0.0)
    store.close()
    store = Store(tmp_path, address)
    assert names(store) == ["Próba Anna"]
    store.close()


def test_it_is_asked_again_after_a_while(
    address: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "LEFT_ALONE_S", 0.0)
    store = Store(tmp_path, address)
    make(store, "Próba Anna", "staff")
    with postgres.hanging(), pytest.raises(StoreUnavailableError):
        names(store)
    assert names(store) == ["Próba Anna"]
    store.close()


def test_who_stands_still_in_the_middle_of_a_change_keeps_nobody_out(
    migrated: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = migrated()
    assert f"idle_in_transaction_session_timeout={driver.IDLE_S}000" in driver.OPTIONS
    monkeypatch.setattr(driver, "OPTIONS", "-c idle_in_transaction_session_timeout=200")
    late, other = (Store(tmp_path, address) for _ in range(2))
    anna = make(late, "Próba Anna", "staff")

    def change() -> None:
        with late.session() as session:
            jobs.hold_owner(session, anna)
            with other.session() as second:  # waits until the server ends what stands still
                jobs.hold_owner(second, anna)
            users.create(session, "Próba Béla", "not a hash", ["staff"])

    with pytest.raises(StoreUnavailableError):
        change()
    assert names(other) == ["Próba Anna"]
    for store in (late, other):
        store.close()


def test_a_statement_that_takes_too_long_is_given_up_by_the_server(
    migrated: Callable[[], str], tmp_path: Path
) -> None:
    store = Store(tmp_path, migrated())
    with store.prepared().connect() as connection:
        limit = connection.exec_driver_sql("SHOW statement_timeout").scalar()
    assert limit == f"{driver.SERVER_S}s"
    store.close()


def test_pages_and_ready_say_so_in_time(
    address: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Settings(data_dir=str(tmp_path), database_url=address, rate_limits=False))
    client = app.test_client()
    assert client.get("/ready").get_json()["away"] == []
    told = texts("hu")("pages.store_fault")
    with postgres.hanging():
        monkeypatch.setattr(health, "PATIENCE_S", 0.2)
        for _ in range(2):  # the second one does not begin another look
            answer = client.get("/ready")
            assert (answer.status_code, answer.get_json()["away"]) == (503, ["database"])
        page = client.get("/events")
        assert (page.status_code, told in page.text) == (200, True)
        assert client.get("/health").status_code == 200
    monkeypatch.setattr(health, "PATIENCE_S", 60.0)
    monkeypatch.setattr(core, "LEFT_ALONE_S", 0.0)


def names(store: Store) -> list[str]:
    with store.session(read_only=True) as session:
        return [user.name for user in users.everyone(session)]
