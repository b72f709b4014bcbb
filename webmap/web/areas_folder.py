"""Where one's own areas lie where no setting names a folder: in the data folder of the service."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from boundaries.data_files import VARIABLE, own_folder

if TYPE_CHECKING:
    from pathlib import Path

    from .settings import Settings

AREAS = "areas"
"""Name of the folder in the data folder."""
OWNERS = 0o700
"""The data folder holds secrets, whoever makes it first."""


def default_areas(settings: Settings) -> Path:
    """Return where one's own areas lie where no setting names a folder."""
    return settings.data_folder.absolute() / AREAS


def name_areas(settings: Settings, *, make: bool = False) -> None:
    """Name the folder of one's own areas for this process and those that it starts.

    A folder that a setting names stays. Else the one in the data folder is taken, as soon as it is
    there: what was accepted in the browser is then known to every command, too.

    Args:
        settings: name the data folder.
        make: make the folder where it is not there; where it cannot be made, none is named.
    """
    if own_folder() is not None:
        return
    folder = default_areas(settings)
    if make:
        with contextlib.suppress(OSError):
            settings.data_folder.mkdir(mode=OWNERS, parents=True, exist_ok=True)
            folder.mkdir(exist_ok=True)
    if folder.is_dir():
        os.environ[VARIABLE] = str(folder)
