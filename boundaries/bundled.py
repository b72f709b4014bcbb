"""Where the bundled data lies."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
"""Folder of the bundled data."""
