"""No look-up leaves its address in a log, a header or a stored row, whatever becomes of it."""

# ruff: noqa: ANN401 - what the fixtures of conftest.py give has no type to import

from __future__ import annotations

import io
import logging
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from webmap.web import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "Titkos köz 5"  # noqa: S105 - an address that must not be logged
PARTS = ("Titkos", "titkos", "k%C3%B6z", "198.51.100.7")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as text and as the lines of the service."""
    stream = io.StringIO()
    plain, lines = logging.StreamHandler(stream), logging.StreamHandler(stream)
    plain.setFormatter(logging.Formatter("%(name)s %(message)s %(args)s %(exc_text)s"))
    lines.setFormatter(logs.JsonLines())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(plain)
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    logs.ACCESS.setLevel(logging.INFO)
    yield stream
    root.removeHandler(plain)
    root.removeHandler(lines)
    root.setLevel(before)
    logs.ACCESS.setLevel(logging.NOTSET)


def asked(house: Any) -> list[int]:
    """Look the address up in every way; returns the statuses."""
    statuses = []
    for role in ("nobody", "staff"):
        client = house.client(role)
        client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        token = _token(client) if role == "staff" else ""
        for path in ("/", "/desk", "/desk/suggest", "/sheet", "/verify", "/desk/report", "/report"):
            for data in ({"q": SECRET}, {"address": SECRET}, {"q": SECRET, "text": SECRET}):
                sent = {**data, "csrf_token": token}
                statuses.append(client.post(path, data=sent).status_code)
        found = [
            client.post(f"/api/v1/{path}", json={"q": SECRET}) for path in ("check", "reverse")
        ]
        found.append(client.post("/api/v1/anywhere", json={"q": SECRET}))
        many = {"queries": [{"q": SECRET}, {"id": SECRET}]}
        found.append(client.post("/api/v1/check-many", json=many))
        paths = (f"/?q={SECRET}", f"/{SECRET}", f"/map?q={SECRET}", f"/venues/{SECRET}")
        found += [client.get(path, headers={"Referer": f"/{SECRET}"}) for path in paths]
        statuses += [answer.status_code for answer in found]
    return statuses


def _token(client: Any) -> str:
    text = client.get("/account/").text
    return str(text.partition('name="csrf_token" value="')[2].partition('"')[0])


def test_look_ups_leave_nothing(house: Any, settings: Any, log: io.StringIO) -> None:
    statuses = asked(house)
    assert {200, 400, 404} <= set(statuses)
    assert "/api/v1/check" in log.getvalue()
    assert not [part for part in PARTS if part in log.getvalue()]
    reports = "reports"  # what somebody writes to the office is kept, and is no look-up
    with sqlite3.connect(settings.sqlite_file) as kept:
        tables = [name for (name,) in kept.execute("SELECT name FROM sqlite_master") if name]
        for table in {name for name in tables if not name.startswith(("ix_", "sqlite_"))}:
            if table != reports:
                rows = str(kept.execute(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608
                assert "Titkos" not in rows, table
    kept.close()


def test_faults_of_look_ups_leave_nothing(
    house: Any,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    areas: Any,
) -> None:
    def broken(_: object, query: str, *__: object) -> None:
        raise RuntimeError(query)

    monkeypatch.setattr(type(areas), "check", broken)
    statuses = asked(house)
    assert statuses.count(500) >= 4
    assert "RuntimeError" in log.getvalue()
    assert not [part for part in PARTS if part in log.getvalue()]


def test_gathered_lines_are_whole_and_come_at_once_with_a_warning() -> None:
    stream = io.StringIO()
    handler = logs.Gathered(stream)
    handler.setFormatter(logs.JsonLines())
    handler.gather(logs.Request("/x/<slug>", "GET", 200, 1.5, 0.0))
    assert stream.getvalue() == ""
    handler.handle(logging.LogRecord("x", logging.WARNING, "", 0, "it failed", None, None))
    first, second = stream.getvalue().splitlines()
    assert '"time": "1970-01-01T00:00:00.000+00:00"' in first
    assert '"route": "/x/<slug>", "method": "GET", "status": 200, "ms": 1.5}' in first
    assert "it failed" in second


def test_addresses_are_never_in_the_path_of_a_look_up(house: Any) -> None:
    """Look-ups are POST: a GET with the address is refused, so that no log of a proxy has it."""
    for path in ("/", "/desk", "/map", "/embed", "/print", "/programmes", "/events", "/sheet"):
        answer = house.client("staff").get(path, query_string={"q": SECRET})
        assert answer.status_code in {400, 404}, path
