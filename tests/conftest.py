"""Fixtures for every test."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of public evidence that stands beside the checkout, not inside it."""
    folder = Path(os.environ.get("AKCIOTERULET_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"the evidence folder is not at {folder}; see docs/data-sources.md")
    return folder
