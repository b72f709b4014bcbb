"""Fixtures of the pages' tests."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from webmap.app import create_app
from webmap.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType

    from flask import Flask
    from flask.testing import FlaskClient

    from webmap.services import Areas


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    path = Path(__file__).with_name("fakes.py")
    spec = importlib.util.spec_from_file_location("webmap_fakes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


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
    path = Path(__file__).with_name("filing.py")
    spec = importlib.util.spec_from_file_location("webmap_filing", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
