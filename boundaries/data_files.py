"""Where the data lies: what the product brings, and the areas of those who run it."""

from __future__ import annotations

import os
from pathlib import Path

OSM_CREDIT = "© OpenStreetMap contributors (ODbL)"
"""What everything that is made of map data carries."""
DATA = Path(__file__).parent / "data"
"""Folder of the bundled data."""
VARIABLE = "AKCIOTERULET_AREAS_DIR"
"""Environment variable that names a folder of one's own areas, laid out as `DATA` is."""


def own_folder() -> Path | None:
    """Return the folder of one's own areas, or None where the environment names none."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else None


def data_folders() -> tuple[Path, ...]:
    """Return the folders that data are looked for in: one's own first, then the bundled one."""
    own = own_folder()
    return (DATA,) if own is None else (own, DATA)


def data_file(name: str) -> Path:
    """Return where a file is that definitions name relative to their data folder.

    The first folder that has it; where none has, its place in the bundled one, so that a message
    about the missing file names a place.
    """
    found = (folder / name for folder in data_folders() if (folder / name).exists())
    return next(found, DATA / name)


def writing_folder() -> Path:
    """Return the folder that new areas and editions are written to."""
    return own_folder() or DATA
