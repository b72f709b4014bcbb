"""A service with an empty folder of areas, and people who work in the workshop."""

from __future__ import annotations

import datetime as dt
import functools
from typing import TYPE_CHECKING

import pytest

from boundaries.clock import Clock
from boundaries.data_files import VARIABLE
from tests.made_up_square import write_square
from tests.webmap.forms import PASSWORD, signed_in_as
from webmap.accounts import passwords
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import users
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

PEOPLE = {
    "editor": ["editor"],
    "second": ["editor"],
    "approver": ["approver"],
    "staff": ["staff"],
    "planner": ["planner"],
}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return write_square(tmp_path / "town.geojson")


@pytest.fixture(scope="module")
def hashed() -> str:
    return passwords.make_hash(PASSWORD)


@pytest.fixture
def app(tmp_path: Path, hashed: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    (tmp_path / "areas").mkdir()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "areas"))
    settings = Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)
    app = create_app(settings, clock=Clock.on(dt.date(2026, 11, 29)))
    with app.app_context(), state().store.session() as session:
        for name, roles in PEOPLE.items():
            users.create(session, name, hashed, roles)
    return app


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    return functools.partial(signed_in_as, app)
