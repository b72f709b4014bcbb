"""A service of the tests' own, with a person for each role and something of everything stored."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.webmap import fakes as fake_areas
from webmap.accounts.people import Role
from webmap.app import create_app
from webmap.request.state import state
from webmap.store import events, overrides, reports, sessions, tokens, users, venues
from webmap.store.tables import Event, OverrideRow, Venue
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient

    from webmap.ask.services import Areas

NOBODY = "nobody"


@dataclass(frozen=True)
class House:
    """The service and how to come in."""

    app: Flask
    keys: dict[str, str]
    """Role -> key of a session."""
    tokens: dict[str, str]
    """Scope -> token of a planner."""

    def client(self, role: str = NOBODY) -> FlaskClient:
        """Return a browser in which somebody of a role is signed in."""
        made = self.app.test_client()
        if role != NOBODY:
            with made.session_transaction() as cookie:
                cookie["_user_id"] = self.keys[role]
        return made

    def bearer(self, scope: str) -> dict[str, str]:
        """Return the header of a program with a token."""
        return {"Authorization": f"Bearer {self.tokens[scope]}"}


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    return fake_areas


@pytest.fixture
def areas(fakes: ModuleType) -> Areas:
    return fakes.FakeAreas()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=str(tmp_path / "kept"), rate_limits=False)


@pytest.fixture(scope="session")
def furnished(
    fakes: ModuleType, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A data folder with something of everything, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("furnished")
    app = create_app(Settings(data_dir=str(folder)), fakes.FakeAreas())
    keys, made = fill(app)
    with app.app_context():
        state().key.derived("the file is made now")
        state().store.close()
    return folder, keys, made


@pytest.fixture
def house(
    areas: Areas, settings: Settings, furnished: tuple[Path, dict[str, str], dict[str, str]]
) -> Iterator[House]:
    folder, keys, made = furnished
    shutil.copytree(folder, settings.data_folder)
    app = create_app(settings, areas)
    yield House(app, keys, made)
    with app.app_context():
        state().store.close()


def fill(app: Flask) -> tuple[dict[str, str], dict[str, str]]:
    """Store people, a venue, an event, an override and a report; returns keys and tokens."""
    hour, today = dt.timedelta(hours=1), dt.datetime.now(dt.UTC).date()
    with app.test_request_context(), state().store.session() as opened:
        people = {role: users.create(opened, f"Próba {role}", "x", [role]) for role in Role}
        by = people[Role.STAFF]
        values = Venue(name_hu="Próba Ház", kind="office", lon=19.69, lat=46.9, source="próba")
        place = venues.save(opened, values, by=by)
        venues.set_state(opened, place.slug, "published", by=by)
        soon = dt.datetime.now(dt.UTC) + 30 * 24 * hour
        stated = Event(
            programme="kecskemet-top-6.9.1",
            title_hu="Próba est",
            starts_at=soon,
            venue_id=place.id,
            source="próba",
        )
        events.set_state(opened, events.save(opened, stated, by=by).id, "published", by=by)
        proposal = OverrideRow(
            area="square",
            street="Háttér utca",
            verdict="inside",
            reason="próba",
            source="próba",
            starts=today,
            expires=today + 24 * hour,
        )
        overrides.propose(opened, proposal, by=by)
        reports.send(opened, "square", "Próba bejelentés")
        keys = {r.value: sessions.begin(opened, who, longest=hour) for r, who in people.items()}
        planner = people[Role.PLANNER]
        made = {
            scope: tokens.create(opened, planner, "próba", [scope], by=None)[1]
            for scope in ("check", "streets")
        }
    return keys, made
