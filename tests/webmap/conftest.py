"""Fixtures of the pages' tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.webmap import fakes as fake_areas
from tests.webmap import filing as files
from webmap.app import create_app
from webmap.web.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient

    from webmap.ask.services import Areas


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    return fake_areas


@pytest.fixture
def areas(fakes: ModuleType) -> Areas:
    return fakes.FakeAreas()


@pytest.fixture
def app(areas: Areas) -> Flask:
    return create_app(Settings(), areas)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def filing() -> ModuleType:
    """What the tests of files share."""
    return files
