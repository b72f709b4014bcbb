"""Workers count in one file; whoever has a network whole is one reader."""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from webmap.accounts import shared_limits
from webmap.accounts.shared_limits import FILE, SharedStorage, counted_together, storage_uri
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from webmap.ask.services import Areas


@pytest.fixture
def file() -> Iterator[Path]:
    with counted_together():
        yield Path(os.environ[FILE])


def test_the_file_lives_as_long_as_the_service() -> None:
    with counted_together():
        path = Path(os.environ[FILE])
        assert storage_uri() == "akcioterulet-workers://"
        SharedStorage().incr("a", 60)
        assert path.exists()
    assert not path.parent.exists()
    assert storage_uri() == "memory://"


def test_two_workers_hold_one_limit(file: Path) -> None:
    one, other = (FixedWindowRateLimiter(SharedStorage()) for _ in range(2))
    rate = parse("3 per hour")
    hits = [worker.hit(rate, "192.0.2.7") for worker in (one, other, one, other)]
    assert hits == [True, True, True, False]
    assert other.get_window_stats(rate, "192.0.2.7").remaining == 0
    assert one.hit(rate, "192.0.2.8")
    assert b"192.0.2" not in file.read_bytes()


@pytest.mark.usefixtures("file")
def test_a_count_that_has_run_out_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = [1_000.0]
    monkeypatch.setattr(shared_limits.time, "time", lambda: moment[0])
    storage = SharedStorage()
    assert [storage.incr("a", 60) for _ in range(3)] == [1, 2, 3]
    assert (storage.get("a"), storage.get_expiry("a")) == (3, 1_060.0)
    moment[0] = 1_060.0
    assert (storage.get("a"), storage.get_expiry("a")) == (0, 1_060.0)
    assert storage.incr("a", 60, amount=2) == 2
    storage.clear("a")
    assert storage.get("a") == 0
    storage.incr("b", 60)
    assert (storage.reset(), storage.get("b"), storage.check()) == (1, 0, True)


def test_what_has_run_out_is_taken_away(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_limits, "EVERY", 10)
    moment = [1_000.0]
    monkeypatch.setattr(shared_limits.time, "time", lambda: moment[0])
    storage = SharedStorage()
    for number in range(9):
        storage.incr(str(number), 60)
    moment[0] = 2_000.0
    storage.incr("last", 60)
    with sqlite3.connect(file) as seen:
        assert seen.execute("SELECT count(*) FROM counts").fetchone() == (1,)
    seen.close()


@pytest.mark.usefixtures("file")
def test_nothing_is_lost_where_many_count_at_once() -> None:
    storages = [SharedStorage() for _ in range(4)]

    def count(storage: SharedStorage) -> None:
        for _ in range(100):
            storage.incr("a", 600)

    threads = [threading.Thread(target=count, args=(one,)) for one in storages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storages[0].get("a") == 400


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        (("2001:db8::1", "2001:db8::ffff", "2001:db8:0:0:1::"), 429),
        (("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"), 200),
        (("192.0.2.1", "192.0.2.2", "192.0.2.3"), 200),
    ],
)
def test_a_network_of_ipv6_is_one_reader(
    areas: Areas, addresses: tuple[str, ...], last: int
) -> None:
    app = create_app(replace(Settings(), rate_default="2 per hour"), areas)
    client = app.test_client()
    asked = [
        client.get("/programmes", environ_overrides={"REMOTE_ADDR": one}).status_code
        for one in addresses
    ]
    assert asked == [200, 200, last]
