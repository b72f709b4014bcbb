"""Layers -> files: every format, GDAL in a child process alone, with metadata and provenance.

Uses `edition`, `streets`, `facts` and `tables`. The room bears the name of its verb, and Python
binds it to that name as soon as anything of it is loaded; so it can be called, and
`from boundaries import export` gives what writes a file, whatever was imported before
(`assembling.export` says what it takes).
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ..model import Edition


class _Room(ModuleType):
    """This module, which can be called as `assembling.export`."""

    def __call__(
        self,
        edition: Edition,
        path: Path | str,
        *,
        what: str = "all",
        crs: int | None = None,
        to: Edition | str | None = None,
    ) -> Path:
        """Write an edition to a file; see `assembling.export`."""
        from .assembling import export  # noqa: PLC0415 - the child process needs nothing of it

        return export(edition, path, what=what, crs=crs, to=to)


sys.modules[__name__].__class__ = _Room
